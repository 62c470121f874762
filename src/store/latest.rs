//! When something was last said of an article, and how much of it is new.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::named_params;

use super::access::Reader;
use super::columns::{micros, time};
use super::error::StoreError;
use crate::model::id::ArticleId;
use crate::model::library::NewSince;

impl Reader<'_> {
    /// When the latest comment on each article that has one was written, never later than its first
    /// sight. Looks through all comments.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn latest_comments(&self) -> Result<HashMap<ArticleId, Timestamp>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT article, max(coalesce(min(comment.published, comment.first_seen), comment.first_seen))
             FROM comment JOIN discussion ON discussion.id = comment.discussion
             WHERE comment.state = 'visible' AND comment.kind <> 'ping'
             GROUP BY article",
        )?;
        let latest = statement.query_map([], |row| Ok((ArticleId(row.get(0)?), time(row, 1)?)))?;
        Ok(latest.collect::<Result<_, _>>()?)
    }

    /// How many comments of each article that has some are new; of muted articles none are. Looks through
    /// all that are unread.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn new_comments(&self, since: NewSince) -> Result<HashMap<ArticleId, u32>, StoreError> {
        let (is_new, moment) = match since {
            // The baseline is that of `Discussion::baseline`; without one nothing is new.
            NewSince::LastVisit => ("first_seen > coalesce(left_at, first_loaded)", 0),
            NewSince::VisitBefore => (
                "first_seen > coalesce(left_before, left_at, first_loaded)",
                0,
            ),
            NewSince::Written(moment) => (
                "coalesce(min(published, first_seen), first_seen) > :moment",
                micros(moment),
            ),
            NewSince::Ever => ("true", 0),
        };
        let sql = format!(
            "SELECT article, count(*)
             FROM comment JOIN discussion ON discussion.id = comment.discussion
             WHERE read = 0 AND comment.state = 'visible' AND kind <> 'ping'
                 AND {is_new} AND :moment IS NOT NULL
                 AND article NOT IN (SELECT id FROM article WHERE muted = 1)
             GROUP BY article"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let counts = statement.query_map(named_params! { ":moment": moment }, |row| {
            Ok((ArticleId(row.get(0)?), row.get(1)?))
        })?;
        Ok(counts.collect::<Result<_, _>>()?)
    }
}
