//! How the screen was left: text of the screen's own, which the store does not look into.

use rusqlite::OptionalExtension;

use super::access::{Reader, Writer};
use super::error::StoreError;

impl Reader<'_> {
    /// How the screen was left last; none if never.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn screen(&self) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT state FROM screen WHERE id = 1")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }
}

impl Writer<'_> {
    /// Keeps how the screen is; of several screens the last one counts.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn keep_screen(&mut self, state: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO screen (id, state) VALUES (1, ?1)
                 ON CONFLICT (id) DO UPDATE SET state = ?1",
            )?
            .execute([state])?;
        Ok(())
    }
}
