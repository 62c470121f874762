//! Which threads the reader follows.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::access::Reader;
use super::columns::{micros, time, time_or_none, url_or_none};
use super::error::StoreError;
use crate::model::discussion::ThreadRef;
use crate::model::id::DiscussionId;

/// Articles older than this are followed only while they are watched.
const FOLLOWED_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A thread that the reader has opened or watches, with what decides when it is asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Which.
    pub discussion: DiscussionId,
    /// Where it is.
    pub thread: ThreadRef,
    /// The feed's address.
    pub own: Option<Url>,
    /// Its article's date.
    pub date: Timestamp,
    /// Whether the article is watched, or a branch of the thread.
    pub is_watched: bool,
    /// When the reader was last there, as far as is written down: left it, or saw it come for the first time.
    pub visited: Option<Timestamp>,
    /// When the newest of its comments came, where it is watched.
    pub newest: Option<Timestamp>,
    /// When it was last asked for.
    pub tried: Option<Timestamp>,
    /// Comments that the feed counts now; none where the discussion is not the feed's own.
    pub stated: Option<u32>,
    /// Comments that the feed counted when the thread was loaded.
    pub stated_then: Option<u32>,
}

impl Reader<'_> {
    /// The threads that the reader follows: visited once, and not older than two weeks, or watched. Those of
    /// muted articles, and of feeds that are paused or built in, are not.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn followed(&self, now: Timestamp) -> Result<Vec<Followed>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT *, iif(is_watched, (SELECT max(first_seen) FROM comment
                     WHERE comment.discussion = followed.id), NULL) FROM (
                 SELECT discussion.id, source, scope, locator, page, feed.url, article.date AS date,
                     article.watched = 1 OR EXISTS (SELECT 1 FROM comment
                         WHERE comment.discussion = discussion.id AND comment.watched = 1) AS is_watched,
                     discussion.tried, iif(is_elsewhere, NULL, article.feed_count), discussion.feed_count,
                     max(coalesce(left_at, first_loaded), first_loaded) AS last_visit
                 FROM discussion
                 JOIN article ON article.id = discussion.article
                 JOIN feed ON feed.id = article.feed
                 WHERE discussion.loaded IS NOT NULL AND feed.removed IS NULL AND feed.paused IS NULL
                     AND feed.url NOT LIKE 'byline:%' AND article.muted = 0) AS followed
             WHERE is_watched OR (date > ?1 AND last_visit IS NOT NULL)",
        )?;
        let since = now.saturating_sub(FOLLOWED_FOR).unwrap_or(now);
        let followed = statement.query_map([micros(since)], |row| {
            Ok(Followed {
                discussion: DiscussionId(row.get(0)?),
                thread: ThreadRef {
                    source: row.get(1)?,
                    scope: row.get(2)?,
                    locator: row.get(3)?,
                    page: url_or_none(row, 4)?,
                },
                own: url_or_none(row, 5)?,
                date: time(row, 6)?,
                is_watched: row.get(7)?,
                tried: time_or_none(row, 8)?,
                stated: row.get(9)?,
                stated_then: row.get(10)?,
                visited: time_or_none(row, 11)?,
                newest: time_or_none(row, 12)?,
            })
        })?;
        Ok(followed.collect::<Result<_, _>>()?)
    }
}
