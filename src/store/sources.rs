//! What was learnt about ways to comments: which worked for a feed, which a host has shut, how often it was
//! asked.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::access::{Reader, Writer};
use super::columns::{micros, safe, time};
use super::error::StoreError;
use crate::model::id::FeedId;
use crate::model::safe::SafeText;

/// A way to comments that a host has shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The host that refused.
    pub host: String,
    /// The comment source's name; others may still work there.
    pub source: String,
    /// Until when it is not asked again.
    pub until: Timestamp,
    /// One sentence on what it answered.
    pub reason: SafeText,
}

impl Reader<'_> {
    /// The name of the comment source that last worked for a feed.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn remembered_source(&self, feed: FeedId) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT comment_source FROM feed WHERE id = ?1")?;
        let source = statement.query_row([feed.0], |row| row.get(0)).optional()?;
        Ok(source.flatten())
    }

    /// The refusal that still holds for a source at a host.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn refusal(
        &self,
        host: &str,
        source: &str,
        now: Timestamp,
    ) -> Result<Option<Refusal>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT until, reason FROM refusal WHERE host = ?1 AND source = ?2 AND until > ?3",
        )?;
        let found = statement.query_row(params![host, source, micros(now)], |row| {
            Ok(Refusal {
                host: host.to_owned(),
                source: source.to_owned(),
                until: time(row, 0)?,
                reason: safe(row, 1)?,
            })
        });
        Ok(found.optional()?)
    }
}

impl Writer<'_> {
    /// Remembers which comment source worked for a feed, to be tried first next time.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn remember_source(&mut self, feed: FeedId, source: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE feed SET comment_source = ?2
                 WHERE id = ?1 AND comment_source IS NOT ?2",
            )?
            .execute(params![feed.0, source])?;
        Ok(())
    }

    /// Remembers a refusal, and forgets those whose time has passed.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn remember_refusal(
        &mut self,
        refusal: &Refusal,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM refusal WHERE until <= ?1")?
            .execute([micros(now)])?;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO refusal (host, source, until, reason)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                refusal.host,
                refusal.source,
                micros(refusal.until),
                refusal.reason.as_str(),
            ])?;
        Ok(())
    }

    /// Counts a request for comments to a host; false, and not counted, where the day has had `limit`.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn count_request(
        &mut self,
        host: &str,
        limit: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let today = now.as_second().div_euclid(24 * 60 * 60);
        let counted = self
            .connection
            .prepare_cached(
                "INSERT INTO asked_today (host, day, requests) VALUES (?1, ?2, 1)
                 ON CONFLICT (host) DO UPDATE
                     SET requests = CASE WHEN day = ?2 THEN requests + 1 ELSE 1 END, day = ?2
                     WHERE day <> ?2 OR requests < ?3",
            )?
            .execute(params![host, today, limit])?;
        Ok(counted > 0)
    }

    /// Forgets the refusals of a host: the reader asks for it by hand.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn forget_refusals(&mut self, host: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM refusal WHERE host = ?1")?
            .execute([host])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;
    use crate::store::Store;

    #[test]
    fn a_refusal_holds_for_its_host_and_source_until_its_time() {
        let store = Store::in_memory().unwrap();
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let until = now + 24.hours();
        let refusal = Refusal {
            host: "example.org".into(),
            source: "wordpress".into(),
            until,
            reason: SafeText::new("example.org answered 403"),
        };
        store
            .write_blocking(move |writer| {
                writer.remember_refusal(&refusal, now)?;
                let held = |at| writer.refusal("example.org", "wordpress", at);
                assert_eq!(held(now)?, Some(refusal));
                assert_eq!(held(until)?, None);
                assert_eq!(writer.refusal("example.org", "atom", now)?, None);
                assert_eq!(writer.refusal("example.com", "wordpress", now)?, None);
                writer.forget_refusals("example.org")?;
                assert_eq!(writer.refusal("example.org", "wordpress", now)?, None);
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_host_is_asked_so_often_in_a_day_and_again_the_next() {
        let store = Store::in_memory().unwrap();
        let noon: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        store
            .write_blocking(move |writer| {
                let mut count =
                    |host: &str, hours: i64| writer.count_request(host, 2, noon + hours.hours());
                assert!(count("a.example", 0)?);
                assert!(count("a.example", 1)?);
                assert!(!count("a.example", 2)?);
                assert!(count("b.example", 2)?);
                assert!(count("a.example", 12)?);
                assert!(count("a.example", 12)?);
                assert!(!count("a.example", 13)?);
                Ok(())
            })
            .unwrap();
    }
}
