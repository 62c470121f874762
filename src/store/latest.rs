//! When something was last said of an article.

use std::collections::HashMap;

use jiff::Timestamp;

use super::access::Reader;
use super::columns::time;
use super::error::StoreError;
use crate::model::id::ArticleId;

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
}
