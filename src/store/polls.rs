//! How polls went, and what is known for the next one.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use url::Url;

use super::access::{Reader, Writer};
use super::columns::{from_micros, micros, safe_or_none, time};
use super::error::StoreError;
use super::feeds::existing;
use crate::model::feed::Traffic;
use crate::model::id::FeedId;
use crate::model::safe::SafeText;
use crate::model::skips::Skips;

/// Polls kept in a feed's history.
const MAX_POLLS: u32 = 20;

/// Articles whose dates tell a feed's rhythm: enough for an average, few enough to follow a change.
const RHYTHM_ARTICLES: u32 = 20;

/// How one poll went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollOutcome {
    /// When the feed was asked.
    pub at: Timestamp,
    /// Good (304 included), or one sentence on what went wrong.
    pub result: Result<(), SafeText>,
    /// Whether the publisher has ended the feed (410). A good answer brings it back.
    pub is_gone: bool,
    /// When it is to be asked next.
    pub next_poll: Option<Timestamp>,
    /// Why then, in words.
    pub reason: Option<SafeText>,
    /// What this poll cost. What it saved is counted by the store, which knows the last document's size.
    pub traffic: Traffic,
}

impl PollOutcome {
    /// A poll of which no more is known.
    pub fn new(at: Timestamp, result: Result<(), SafeText>) -> Self {
        Self {
            at,
            result,
            is_gone: false,
            next_poll: None,
            reason: None,
            traffic: Traffic::default(),
        }
    }
}

/// One line of a feed's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// When the feed was asked.
    pub at: Timestamp,
    /// What went wrong, if anything.
    pub error: Option<SafeText>,
}

/// What tells when a feed is worth a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// Minutes between visits that its last document asked for.
    pub wait_minutes: Option<u32>,
    /// Hours and days without visits that it asked for.
    pub skips: Skips,
    /// The dates of its newest articles, newest first.
    pub dates: Vec<Timestamp>,
}

/// Where the next page of a feed's older articles is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OlderPage {
    /// None was asked for yet.
    Unknown,
    /// At this address.
    At(Url),
    /// Nowhere: all that is offered is here.
    End,
}

impl Reader<'_> {
    /// Where the next page of a feed's older articles is.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn older_page(&self, feed: FeedId) -> Result<OlderPage, StoreError> {
        let page = self
            .connection
            .prepare_cached("SELECT older_page FROM feed WHERE id = ?1")?
            .query_row([feed.0], |row| row.get::<_, Option<String>>(0))
            .optional()?
            .flatten();
        Ok(match page {
            None => OlderPage::Unknown,
            Some(page) => Url::parse(&page).map_or(OlderPage::End, OlderPage::At),
        })
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

    /// What tells when a feed is worth a visit; nothing of a feed that is not there.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn habits(&self, feed: FeedId) -> Result<Habits, StoreError> {
        let asked = self
            .connection
            .prepare_cached("SELECT wait_minutes, skips FROM feed WHERE id = ?1")?
            .query_row([feed.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (wait_minutes, skips) = asked.unwrap_or_default();
        let mut statement = self.connection.prepare_cached(
            "SELECT date FROM article WHERE feed = ?1 ORDER BY date DESC LIMIT ?2",
        )?;
        let dates = statement.query_map(params![feed.0, RHYTHM_ARTICLES], |row| time(row, 0))?;
        Ok(Habits {
            wait_minutes,
            skips: Skips::from_bits(skips),
            dates: dates.collect::<Result<_, _>>()?,
        })
    }

    /// The hosts that asked for silence beyond `now`, with its end.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn silences(&self, now: Timestamp) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT host, until FROM silence WHERE until > ?1")?;
        let silences = statement.query_map([micros(now)], |row| {
            Ok((row.get(0)?, from_micros(row.get(1)?)))
        })?;
        Ok(silences.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Records how a poll went, in the feed's health and in its history.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn record_poll(&mut self, id: FeedId, outcome: &PollOutcome) -> Result<(), StoreError> {
        let at = micros(outcome.at);
        let error = outcome.result.as_ref().err().map(SafeText::as_str);
        let counted = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let traffic = outcome.traffic;
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE feed SET tried = ?2, error = ?3, next_poll = ?4, reason = ?5,
                     succeeded = iif(?3 IS NULL, ?2, succeeded),
                     failures = iif(?3 IS NULL, 0, min(failures + 1, 4294967295)),
                     gone = iif(?3 IS NULL, NULL, iif(?6, ?2, gone)),
                     requests = requests + ?7, bytes = bytes + ?8, unchanged = unchanged + ?9,
                     saved_bytes = saved_bytes + ?9 * document_bytes,
                     document_bytes = iif(?3 IS NULL AND ?8 > 0, ?8, document_bytes)
                 WHERE id = ?1",
            )?
            .execute(params![
                id.0,
                at,
                error,
                outcome.next_poll.map(micros),
                outcome.reason.as_ref().map(SafeText::as_str),
                outcome.is_gone,
                counted(traffic.requests),
                counted(traffic.bytes),
                counted(traffic.unchanged),
            ])?;
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

    /// Puts a poll off without one: the feed was not asked, so nothing is held against it.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn postpone(
        &mut self,
        id: FeedId,
        until: Timestamp,
        reason: &SafeText,
    ) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached("UPDATE feed SET next_poll = ?2, reason = ?3 WHERE id = ?1")?
            .execute(params![id.0, micros(until), reason.as_str()])?;
        existing(changed)
    }

    /// Keeps what a document asks of its visitors, for the polls that bring none.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn set_wishes(
        &mut self,
        id: FeedId,
        wait_minutes: Option<u32>,
        skips: Skips,
    ) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached("UPDATE feed SET wait_minutes = ?2, skips = ?3 WHERE id = ?1")?
            .execute(params![id.0, wait_minutes, skips.to_bits()])?;
        existing(changed)
    }

    /// Notes that a poll was redirected for good, or that it was not, which ends a proposal. The same
    /// target again counts one poll more; another begins anew.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn note_move(
        &mut self,
        id: FeedId,
        to: Option<&Url>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE feed SET moving_to = ?2,
                     moving_since = CASE WHEN ?2 IS NULL THEN NULL
                         WHEN moving_to = ?2 THEN moving_since ELSE ?3 END,
                     moving_polls = CASE WHEN ?2 IS NULL THEN 0
                         WHEN moving_to = ?2 THEN min(moving_polls + 1, 4294967295) ELSE 1 END
                 WHERE id = ?1",
            )?
            .execute(params![id.0, to.map(Url::as_str), micros(now)])?;
        existing(changed)
    }

    /// Keeps where the next page of a feed's older articles is.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn set_older_page(&mut self, id: FeedId, page: &OlderPage) -> Result<(), StoreError> {
        let page = match page {
            OlderPage::Unknown => None,
            OlderPage::At(page) => Some(page.as_str()),
            OlderPage::End => Some(""),
        };
        let changed = self
            .connection
            .prepare_cached("UPDATE feed SET older_page = ?2 WHERE id = ?1")?
            .execute(params![id.0, page])?;
        existing(changed)
    }

    /// Keeps that a host asked for silence, and forgets those that are over.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn keep_silence(
        &mut self,
        host: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM silence WHERE until <= ?1")?
            .execute([micros(now)])?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO silence (host, until) VALUES (?1, ?2)")?
            .execute(params![host, micros(until)])?;
        Ok(())
    }
}
