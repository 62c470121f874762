//! A feed that gets another address, and takes in the subscription that is there already.

use rusqlite::{OptionalExtension, params};
use url::Url;

use super::access::Writer;
use super::error::StoreError;
use super::feeds::existing;
use crate::model::id::{ArticleId, DiscussionId, FeedId};

/// Marks of an article that both feeds have are those of either: what was read is read. In all
/// statements ?1 is the feed that stays, ?2 the one that goes up in it.
const TAKE_MARKS: &str = "
    UPDATE article SET read = max(article.read, other.read),
        starred = max(article.starred, other.starred),
        watched = max(article.watched, other.watched)
    FROM article AS other
    WHERE article.feed = ?1 AND other.feed = ?2 AND other.identity = article.identity";

/// A discussion that only the other's copy of an article has.
const TAKE_DISCUSSIONS: &str = "
    UPDATE OR IGNORE discussion SET article = own.id
    FROM article AS other JOIN article AS own ON own.feed = ?1 AND own.identity = other.identity
    WHERE other.feed = ?2 AND discussion.article = other.id";

/// Comments that were read in the other's copy of a discussion.
const TAKE_COMMENT_MARKS: &str = "
    UPDATE comment SET read = 1
    FROM comment AS theirs
        JOIN discussion AS their_thread ON their_thread.id = theirs.discussion
        JOIN article AS other ON other.id = their_thread.article AND other.feed = ?2
        JOIN article AS own ON own.feed = ?1 AND own.identity = other.identity
        JOIN discussion AS own_thread ON own_thread.article = own.id
            AND own_thread.source = their_thread.source AND own_thread.scope = their_thread.scope
    WHERE comment.discussion = own_thread.id AND comment.id = theirs.id AND theirs.read = 1";

/// Articles that only the other has.
const TAKE_ARTICLES: &str = "UPDATE OR IGNORE article SET feed = ?1 WHERE feed = ?2";

/// What the reader said of the other, where nothing was said of the one that stays.
const TAKE_NAMES: &str = "
    UPDATE feed SET own_title = coalesce(feed.own_title, other.own_title),
        folder = coalesce(feed.folder, other.folder), added = min(feed.added, other.added)
    FROM feed AS other WHERE feed.id = ?1 AND other.id = ?2";

impl Writer<'_> {
    /// Gives a feed another address; articles and marks stay. A subscription that has the address
    /// already goes up in this one, with its articles, marks and discussions: its id is returned.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn move_feed(&mut self, id: FeedId, to: &Url) -> Result<Option<FeedId>, StoreError> {
        let other = self
            .connection
            .prepare_cached("SELECT id, removed IS NULL FROM feed WHERE url = ?1 AND id <> ?2")?
            .query_row(params![to.as_str(), id.0], |row| {
                Ok((FeedId(row.get(0)?), row.get::<_, bool>(1)?))
            })
            .optional()?;
        if let Some((other, _)) = other {
            self.absorb(id, other)?;
        }
        // What either address said before would answer "unchanged" to a document never seen.
        self.connection
            .prepare_cached(
                "DELETE FROM validator
                 WHERE url = ?2 OR url = (SELECT url FROM feed WHERE id = ?1)",
            )?
            .execute(params![id.0, to.as_str()])?;
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE feed SET url = ?2, moving_to = NULL, moving_since = NULL, moving_polls = 0,
                     gone = NULL, older_page = NULL
                 WHERE id = ?1",
            )?
            .execute(params![id.0, to.as_str()])?;
        existing(changed)?;
        Ok(other
            .filter(|(_, was_shown)| *was_shown)
            .map(|(other, _)| other))
    }

    fn absorb(&self, id: FeedId, other: FeedId) -> Result<(), StoreError> {
        for sql in [
            TAKE_MARKS,
            TAKE_COMMENT_MARKS,
            TAKE_DISCUSSIONS,
            TAKE_ARTICLES,
            TAKE_NAMES,
        ] {
            self.connection
                .prepare_cached(sql)?
                .execute([id.0, other.0])?;
        }
        for discussion in self.ids(
            "SELECT discussion.id FROM discussion JOIN article ON article.id = article
             WHERE article.feed = ?1",
            id,
        )? {
            self.recount_unread(DiscussionId(discussion))?;
        }
        for article in self.ids("SELECT id FROM article WHERE feed = ?1", id)? {
            self.recount_article(ArticleId(article))?;
        }
        self.connection
            .prepare_cached("DELETE FROM feed WHERE id = ?1")?
            .execute([other.0])?;
        Ok(())
    }

    fn ids(&self, sql: &str, feed: FeedId) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map([feed.0], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
