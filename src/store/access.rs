//! What a job may do: a [`Reader`] sees one state of the database, a [`Writer`] also changes it.
//!
//! Their methods stand beside the tables that they are about.

use std::ops::Deref;

use rusqlite::Connection;

use super::error::StoreError;

/// Reads one consistent state of the database.
#[derive(Clone, Copy)]
pub struct Reader<'c> {
    pub(super) connection: &'c Connection,
}

/// Reads and changes the database inside a transaction.
pub struct Writer<'c> {
    reader: Reader<'c>,
}

impl<'c> Writer<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self {
            reader: Reader { connection },
        }
    }
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl Reader<'_> {
    /// Runs SQLite's own checks; returns what is wrong, in its words, nothing if all is well. Takes
    /// seconds on a large database: for `byline doctor`.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read at all.
    pub fn defects(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let found = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut defects = found.collect::<Result<Vec<_>, _>>()?;
        defects.retain(|defect| defect != "ok");
        if !defects.is_empty() {
            // Rows of a damaged table cannot be compared with those of another.
            return Ok(defects);
        }
        let mut statement = self.connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let table: String = row.get(0)?;
            let parent: String = row.get(2)?;
            defects.push(format!("a row of {table} belongs to no {parent}"));
        }
        Ok(defects)
    }
}
