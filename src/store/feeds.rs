//! Subscriptions and how their polls went.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use url::Url;

use super::access::{Reader, Writer};
use super::columns::{folders_or_none, micros, safe, safe_or_none, time_or_none, url, url_or_none};
use super::error::StoreError;
use crate::model::feed::{Feed, Health, Moving, Traffic};
use crate::model::id::FeedId;
use crate::model::safe::SafeText;

const SELECT_FEED: &str =
    "SELECT id, url, coalesce(own_title, title) AS title, site, tried, succeeded, failures, error,
        next_poll, reason, paused IS NOT NULL, gone IS NOT NULL,
        moving_to, moving_since, moving_polls, requests, bytes, unchanged, saved_bytes,
        (SELECT max(date) FROM article WHERE feed = feed.id), folder,
        (SELECT count(*) FROM article WHERE feed = feed.id AND read = 0)
     FROM feed WHERE removed IS NULL";

fn feed_from(row: &Row<'_>) -> rusqlite::Result<Feed> {
    Ok(Feed {
        id: FeedId(row.get(0)?),
        url: url(row, 1)?,
        title: safe(row, 2)?,
        site: url_or_none(row, 3)?,
        health: Health {
            tried: time_or_none(row, 4)?,
            succeeded: time_or_none(row, 5)?,
            failures: row.get(6)?,
            error: safe_or_none(row, 7)?,
            next_poll: time_or_none(row, 8)?,
            reason: safe_or_none(row, 9)?,
            is_paused: row.get(10)?,
            is_gone: row.get(11)?,
            moving: moving_from(row)?,
            traffic: Traffic {
                requests: count(row, 15)?,
                bytes: count(row, 16)?,
                unchanged: count(row, 17)?,
                saved_bytes: count(row, 18)?,
            },
            newest: time_or_none(row, 19)?,
        },
        folder: folders_or_none(row, 20)?,
        unread: row.get(21)?,
    })
}

fn moving_from(row: &Row<'_>) -> rusqlite::Result<Option<Moving>> {
    let (Some(to), Some(since)) = (url_or_none(row, 12)?, time_or_none(row, 13)?) else {
        return Ok(None);
    };
    Ok(Some(Moving {
        to,
        since,
        polls: row.get(14)?,
    }))
}

/// A count; SQLite knows no unsigned numbers.
fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

impl Reader<'_> {
    /// Whether there ever was a subscription, the removed and erased included: SQLite remembers the
    /// highest id that it gave (`sqlite_sequence`).
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn has_had_feeds(&self) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'feed')")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// All subscriptions with their unread counts, by title.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn feeds(&self) -> Result<Vec<Feed>, StoreError> {
        let sql = format!("{SELECT_FEED} ORDER BY 3 COLLATE NOCASE, id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let feeds = statement.query_map([], feed_from)?;
        Ok(feeds.collect::<Result<_, _>>()?)
    }

    /// One subscription.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn feed(&self, id: FeedId) -> Result<Option<Feed>, StoreError> {
        let sql = format!("{SELECT_FEED} AND id = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id.0], feed_from).optional()?)
    }

    /// The subscription to an address.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn feed_by_url(&self, url: &Url) -> Result<Option<Feed>, StoreError> {
        let sql = format!("{SELECT_FEED} AND url = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row([url.as_str()], feed_from);
        Ok(found.optional()?)
    }
}

impl Writer<'_> {
    /// Subscribes to an address without the reader's doing: this is no deed and cannot be undone. One that
    /// is subscribed to already keeps its id, title and site; one that was removed comes back with its
    /// articles and marks.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn add_feed(
        &mut self,
        url: &Url,
        title: &SafeText,
        site: Option<&Url>,
        now: Timestamp,
    ) -> Result<FeedId, StoreError> {
        let id = self.prepare_feed(url, title, site, now)?;
        self.connection
            .prepare_cached(
                "UPDATE feed SET removed = NULL, paused = NULL WHERE id = ?1 AND removed IS NOT NULL",
            )?
            .execute([id.0])?;
        Ok(id)
    }

    /// Finds or makes the row of a feed that is to be subscribed to. A new one is in no list, as those
    /// that were removed are, until [`Deed::subscribe`](crate::model::change::Deed::subscribe) is done.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn prepare_feed(
        &mut self,
        url: &Url,
        title: &SafeText,
        site: Option<&Url>,
        now: Timestamp,
    ) -> Result<FeedId, StoreError> {
        // Left by an earlier subscription or a look at the address; they would answer "unchanged" to a
        // feed that has no articles yet.
        self.connection
            .prepare_cached(
                "DELETE FROM validator
                 WHERE url = ?1 AND NOT EXISTS (SELECT 1 FROM feed WHERE url = ?1)",
            )?
            .execute([url.as_str()])?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO feed (url, title, site, added, removed) VALUES (?1, ?2, ?3, ?4, ?4)
             ON CONFLICT (url) DO UPDATE SET gone = iif(removed IS NULL, gone, NULL)
             RETURNING id",
        )?;
        let id = statement.query_row(
            params![
                url.as_str(),
                title.as_str(),
                site.map(Url::as_str),
                micros(now)
            ],
            |row| row.get(0),
        )?;
        Ok(FeedId(id))
    }

    /// Unsubscribes. The feed and its articles are out of every list; they stay in the database until
    /// [`Writer::erase_removed_feeds`], so that this can be undone by [`Writer::add_feed`].
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such subscription, and where the database
    /// cannot be written.
    pub fn remove_feed(&mut self, id: FeedId, now: Timestamp) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached("UPDATE feed SET removed = ?2 WHERE id = ?1 AND removed IS NULL")?
            .execute(params![id.0, micros(now)])?;
        existing(changed)
    }

    /// Erases what was unsubscribed before `before`, with articles, discussions and marks. Returns how
    /// many feeds were erased.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn erase_removed_feeds(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM feed WHERE removed < ?1")?;
        Ok(statement.execute([micros(before)])?)
    }

    /// Sets what the publisher says of a feed. A title of the reader's own stands before it, unless it is
    /// the same.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn set_feed_facts(
        &mut self,
        id: FeedId,
        title: &SafeText,
        site: Option<&Url>,
    ) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE feed SET title = ?2, site = ?3, own_title = nullif(own_title, ?2)
                 WHERE id = ?1",
            )?
            .execute(params![id.0, title.as_str(), site.map(Url::as_str)])?;
        existing(changed)
    }
}

/// Fails where a statement found no feed to change.
pub(super) fn existing(changed: usize) -> Result<(), StoreError> {
    if changed == 0 {
        return Err(StoreError::Missing("feed"));
    }
    Ok(())
}
