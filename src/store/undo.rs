//! Undo and redo: deeds of the journal taken back and done again.
//!
//! A deed is "own" if it was done, taken back or done again through this connection, which is to say by
//! this process; a temporary table, which is the connection's alone, knows them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::access::{Reader, Writer};
use super::columns::{micros, time};
use super::error::StoreError;
use super::journal::{Applied, Effects};
use crate::model::change::{Change, Direction, OlderDeed};
use crate::model::id::DeedId;

/// Makes the table of the deeds that were done through a connection.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("CREATE TEMP TABLE own_deed (id INTEGER PRIMARY KEY) STRICT")
}

/// Which deed is meant.
#[derive(Clone, Copy)]
enum Which {
    /// The newest one, whoever did it.
    Newest,
    /// The newest own one.
    Own,
    /// This one, if it still can be taken back or done again.
    This(DeedId),
}

/// Of several that were taken back at the same moment, the oldest was taken back last.
fn select(direction: Direction) -> &'static str {
    match direction {
        Direction::Undo => {
            "SELECT id, label, inverse FROM deed
             WHERE undone IS NULL AND (?1 IS NULL OR id = ?1)
                 AND (NOT ?2 OR id IN (SELECT id FROM own_deed))
             ORDER BY id DESC LIMIT 1"
        }
        Direction::Redo => {
            "SELECT id, label, changes FROM deed
             WHERE undone IS NOT NULL AND (?1 IS NULL OR id = ?1)
                 AND (NOT ?2 OR id IN (SELECT id FROM own_deed))
             ORDER BY undone DESC, id LIMIT 1"
        }
    }
}

/// A deed in the journal.
struct Entry {
    id: i64,
    label: String,
    changes: String,
}

fn entry_from(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        label: row.get(1)?,
        changes: row.get(2)?,
    })
}

impl Writer<'_> {
    /// Takes the last deed back that was not undone yet, whoever did it; returns none if there is none.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn undo(&mut self, now: Timestamp) -> Result<Option<Applied>, StoreError> {
        self.replay(Direction::Undo, Which::Newest, now)
    }

    /// Does the deed again that was undone last, whoever did that; returns none if there is none.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn redo(&mut self, now: Timestamp) -> Result<Option<Applied>, StoreError> {
        self.replay(Direction::Redo, Which::Newest, now)
    }

    /// As [`Self::undo`] and [`Self::redo`], of the deeds that this process has to do with.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn replay_own(
        &mut self,
        direction: Direction,
        now: Timestamp,
    ) -> Result<Option<Applied>, StoreError> {
        self.replay(direction, Which::Own, now)
    }

    /// As [`Self::undo`] and [`Self::redo`], of one deed; none if that is not possible any more.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn replay_deed(
        &mut self,
        direction: Direction,
        deed: DeedId,
        now: Timestamp,
    ) -> Result<Option<Applied>, StoreError> {
        self.replay(direction, Which::This(deed), now)
    }

    fn replay(
        &mut self,
        direction: Direction,
        which: Which,
        now: Timestamp,
    ) -> Result<Option<Applied>, StoreError> {
        let (id, is_own) = match which {
            Which::Newest => (None, false),
            Which::Own => (None, true),
            Which::This(deed) => (Some(deed.0), false),
        };
        let record = match direction {
            Direction::Undo => "UPDATE deed SET undone = ?2 WHERE id = ?1",
            Direction::Redo => "UPDATE deed SET undone = NULL, at = ?2 WHERE id = ?1",
        };
        loop {
            let entry = self
                .connection
                .prepare_cached(select(direction))?
                .query_row(params![id, is_own], entry_from)
                .optional()?;
            let Some(entry) = entry else {
                return Ok(None);
            };
            let changes: Vec<Change> = match serde_json::from_str(&entry.changes) {
                Ok(changes) => changes,
                Err(error) => {
                    // It would block the way to all that stand behind it.
                    tracing::error!(%error, label = entry.label, "a deed cannot be read, dropped");
                    self.connection
                        .prepare_cached("DELETE FROM deed WHERE id = ?1")?
                        .execute([entry.id])?;
                    continue;
                }
            };
            let mut effects = Effects::of_replay();
            self.carry_out(&changes, now, &mut effects)?;
            self.connection
                .prepare_cached(record)?
                .execute(params![entry.id, micros(now)])?;
            self.claim_deed(entry.id)?;
            return self.applied(entry.label, effects).map(Some);
        }
    }

    /// Remembers that this process has to do with a deed.
    pub(super) fn claim_deed(&self, id: i64) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO own_deed (id) VALUES (?1)")?
            .execute([id])?;
        Ok(())
    }
}

impl Reader<'_> {
    /// The deed that [`Writer::undo`] or [`Writer::redo`] would take, and when it was done or undone.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn next_deed(&self, direction: Direction) -> Result<Option<OlderDeed>, StoreError> {
        let next = match direction {
            Direction::Undo => {
                "SELECT id, label, at FROM deed WHERE undone IS NULL ORDER BY id DESC LIMIT 1"
            }
            Direction::Redo => {
                "SELECT id, label, undone FROM deed WHERE undone IS NOT NULL
                 ORDER BY undone DESC, id LIMIT 1"
            }
        };
        let found = self.connection.prepare_cached(next)?.query_row([], |row| {
            Ok(OlderDeed {
                id: DeedId(row.get(0)?),
                label: row.get(1)?,
                at: time(row, 2)?,
            })
        });
        Ok(found.optional()?)
    }
}
