//! Searches of other readers, kept in their own languages until there are views to make of them.

use rusqlite::params;

use super::access::{Reader, Writer};
use super::columns::safe;
use super::error::StoreError;
use crate::feed::list::SavedQuery;

impl Reader<'_> {
    /// The searches that are kept, in the order in which they came.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn saved_queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, query FROM saved_query ORDER BY id")?;
        let queries = statement.query_map([], |row| {
            Ok(SavedQuery {
                name: safe(row, 0)?,
                query: safe(row, 1)?,
            })
        })?;
        Ok(queries.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Keeps a search; one of the same name becomes this one.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn save_query(&mut self, query: &SavedQuery) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO saved_query (name, query) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET query = excluded.query",
            )?
            .execute(params![query.name.as_str(), query.query.as_str()])?;
        Ok(())
    }
}
