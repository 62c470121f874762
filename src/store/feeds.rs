//! Subscriptions and how their polls went.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use url::Url;

use super::access::{Reader, Writer};
use super::columns::{micros, safe, safe_or_none, time, time_or_none, url, url_or_none};
use super::error::StoreError;
use crate::model::feed::{Feed, Health};
use crate::model::id::FeedId;
use crate::model::safe::SafeText;

/// Polls kept in a feed's history.
const MAX_POLLS: u32 = 20;

/// How one poll went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollOutcome {
    /// When the feed was asked.
    pub at: Timestamp,
    /// Good (304 included), or one sentence on what went wrong.
    pub result: Result<(), SafeText>,
    /// When it is to be asked next.
    pub next_poll: Option<Timestamp>,
}

/// One line of a feed's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// When the feed was asked.
    pub at: Timestamp,
    /// What went wrong, if anything.
    pub error: Option<SafeText>,
}

const SELECT_FEED: &str =
    "SELECT id, url, title, site, tried, succeeded, failures, error, next_poll,
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
        },
        unread: row.get(9)?,
    })
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
        let sql = format!("{SELECT_FEED} ORDER BY title COLLATE NOCASE, id");
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

    /// The last polls of a feed, newest first.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn polls(&self, feed: FeedId) -> Result<Vec<Poll>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT at, error FROM poll WHERE feed = ?1 ORDER BY at DESC")?;
        let polls = statement.query_map([feed.0], |row| {
            Ok(Poll {
                at: time(row, 0)?,
                error: safe_or_none(row, 1)?,
            })
        })?;
        Ok(polls.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Subscribes to an address. One that is subscribed to already keeps its id, title and site; one
    /// that was removed comes back with its articles and marks.
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
        // Left by an earlier subscription or a look at the address; they would answer "unchanged" to a
        // feed that has no articles yet.
        self.connection
            .prepare_cached(
                "DELETE FROM validator
                 WHERE url = ?1 AND NOT EXISTS (SELECT 1 FROM feed WHERE url = ?1)",
            )?
            .execute([url.as_str()])?;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO feed (url, title, site, added) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (url) DO UPDATE SET removed = NULL
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

    /// Sets what the publisher says of a feed.
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
            .prepare_cached("UPDATE feed SET title = ?2, site = ?3 WHERE id = ?1")?
            .execute(params![id.0, title.as_str(), site.map(Url::as_str)])?;
        existing(changed)
    }

    /// Records how a poll went, in the feed's health and in its history.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn record_poll(&mut self, id: FeedId, outcome: &PollOutcome) -> Result<(), StoreError> {
        let at = micros(outcome.at);
        let error = outcome.result.as_ref().err().map(SafeText::as_str);
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE feed SET tried = ?2, error = ?3, next_poll = ?4,
                     succeeded = iif(?3 IS NULL, ?2, succeeded),
                     failures = iif(?3 IS NULL, 0, min(failures + 1, 4294967295))
                 WHERE id = ?1",
            )?
            .execute(params![id.0, at, error, outcome.next_poll.map(micros)])?;
        existing(changed)?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO poll (feed, at, error) VALUES (?1, ?2, ?3)")?
            .execute(params![id.0, at, error])?;
        self.connection
            .prepare_cached(
                "DELETE FROM poll WHERE feed = ?1 AND at <=
                     (SELECT at FROM poll WHERE feed = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2)",
            )?
            .execute(params![id.0, MAX_POLLS])?;
        Ok(())
    }
}

fn existing(changed: usize) -> Result<(), StoreError> {
    if changed == 0 {
        return Err(StoreError::Missing("feed"));
    }
    Ok(())
}
