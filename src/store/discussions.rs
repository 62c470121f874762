//! The discussions of articles: where they live and how loading them went.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use url::Url;

use super::access::{Reader, Writer};
use super::columns::{
    access, json_or_default, micros, safe_or_none, time_or_none, url_or_none, word,
};
use super::error::StoreError;
use crate::model::article::CommentCounts;
use crate::model::discussion::{Discussion, ThreadRef};
use crate::model::id::{ArticleId, DiscussionId};
use crate::model::safe::SafeText;

const SELECT_DISCUSSION: &str = "SELECT id, article, source, scope, locator, page, total_stated,
        complete, closed, source_order, first_loaded, loaded, left_at, left_before, error,
        continuations, is_elsewhere, is_chosen
     FROM discussion";

fn discussion_from(row: &Row<'_>) -> rusqlite::Result<Discussion> {
    Ok(Discussion {
        id: DiscussionId(row.get(0)?),
        article: ArticleId(row.get(1)?),
        label: String::new(),
        thread: ThreadRef {
            source: row.get(2)?,
            scope: row.get(3)?,
            locator: row.get(4)?,
            page: url_or_none(row, 5)?,
        },
        total_stated: row.get(6)?,
        complete: row.get(7)?,
        access: access(row.get(8)?),
        order: word(row, 9)?,
        first_loaded: time_or_none(row, 10)?,
        loaded: time_or_none(row, 11)?,
        left: time_or_none(row, 12)?,
        left_before: time_or_none(row, 13)?,
        error: safe_or_none(row, 14)?,
        continuations: json_or_default(row, 15)?,
        is_elsewhere: row.get(16)?,
        is_chosen: row.get(17)?,
    })
}

impl Reader<'_> {
    /// The discussions of an article's story: its own, in the order in which they were found, then those
    /// of the same article in other feeds. One of these that is not on the article's own site is elsewhere.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn discussions(&self, article: ArticleId) -> Result<Vec<Discussion>, StoreError> {
        let mut discussions = self.own_discussions(article)?;
        let same = self.same_story(article)?;
        if same.is_empty() {
            return Ok(discussions);
        }
        let link = self.article(article)?.and_then(|article| article.link);
        let site = link.as_ref().and_then(Url::host_str);
        for other in same {
            for mut shared in self.own_discussions(other)? {
                if discussions
                    .iter()
                    .any(|known| known.thread.is_same(&shared.thread))
                {
                    continue;
                }
                let page = shared.thread.page.as_ref();
                shared.is_elsewhere |= page.and_then(Url::host_str) != site;
                discussions.push(shared);
            }
        }
        Ok(discussions)
    }

    /// The discussions that were found for this article itself, in the order in which they were found.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn own_discussions(&self, article: ArticleId) -> Result<Vec<Discussion>, StoreError> {
        let sql = format!("{SELECT_DISCUSSION} WHERE article = ?1 ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let discussions = statement.query_map([article.0], discussion_from)?;
        Ok(discussions.collect::<Result<_, _>>()?)
    }

    /// The same article in other feeds that are read: those with the same address, never by guess.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn same_story(&self, article: ArticleId) -> Result<Vec<ArticleId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT other.id FROM article
             JOIN article AS other ON other.story = article.story AND other.id <> article.id
             JOIN feed ON feed.id = other.feed
             WHERE article.id = ?1 AND feed.removed IS NULL
             ORDER BY other.id",
        )?;
        let same = statement.query_map([article.0], |row| row.get(0).map(ArticleId))?;
        Ok(same.collect::<Result<_, _>>()?)
    }

    /// One discussion.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn discussion(&self, id: DiscussionId) -> Result<Option<Discussion>, StoreError> {
        let sql = format!("{SELECT_DISCUSSION} WHERE id = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id.0], discussion_from).optional()?)
    }

    /// How many comments an article's feed counts, if it does.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn feed_count(&self, article: ArticleId) -> Result<Option<u32>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT feed_count FROM article WHERE id = ?1")?;
        let count = statement.query_row([article.0], |row| row.get(0));
        Ok(count.optional()?.flatten())
    }

    /// When a discussion was last asked for, whether that went well or not.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn discussion_tried(&self, id: DiscussionId) -> Result<Option<Timestamp>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT tried FROM discussion WHERE id = ?1")?;
        let found = statement.query_row([id.0], |row| time_or_none(row, 0));
        Ok(found.optional()?.flatten())
    }
}

impl Writer<'_> {
    /// Adds a discussion to an article. The same source and scope is the same discussion, also where the
    /// same article of another feed has it; then only the way to ask for it is brought up to date.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such article, and where the database cannot
    /// be written.
    pub fn upsert_discussion(
        &mut self,
        article: ArticleId,
        thread: &ThreadRef,
    ) -> Result<DiscussionId, StoreError> {
        let known = self.discussions(article)?;
        let known = known.iter().find(|known| known.thread.is_same(thread));
        let article = known.map_or(article, |known| known.article);
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO discussion (article, source, scope, locator, page)
             SELECT id, ?2, ?3, ?4, ?5 FROM article WHERE id = ?1
             ON CONFLICT (article, source, scope)
                 DO UPDATE SET locator = excluded.locator, page = coalesce(excluded.page, page)
             RETURNING id",
        )?;
        let id = statement.query_row(
            params![
                article.0,
                thread.source,
                thread.scope,
                thread.locator,
                thread.page.as_ref().map(Url::as_str),
            ],
            |row| row.get(0),
        );
        let id = id.optional()?.ok_or(StoreError::Missing("article"))?;
        Ok(DiscussionId(id))
    }

    /// Has a discussion asked for another way from now on: the same comments, by the same ids. Where another
    /// discussion of the article goes that way already, nothing changes.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn set_way(&mut self, id: DiscussionId, thread: &ThreadRef) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE OR IGNORE discussion
                 SET source = ?2, scope = ?3, locator = ?4, page = coalesce(?5, page) WHERE id = ?1",
            )?
            .execute(params![
                id.0,
                thread.source,
                thread.scope,
                thread.locator,
                thread.page.as_ref().map(Url::as_str),
            ])?;
        Ok(())
    }

    /// Remembers which of the discussions of an article's story the reader looked at last.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn choose_discussion(&mut self, id: DiscussionId) -> Result<(), StoreError> {
        let Some(chosen) = self.discussion(id)? else {
            return Ok(());
        };
        for known in self.discussions(chosen.article)? {
            self.connection
                .prepare_cached("UPDATE discussion SET is_chosen = ?2 WHERE id = ?1")?
                .execute(params![known.id.0, known.id == id])?;
        }
        Ok(())
    }

    /// Records that a discussion was asked for and has not changed.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such discussion, and where the database
    /// cannot be written.
    pub fn discussion_unchanged(
        &mut self,
        id: DiscussionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE discussion SET error = NULL, tried = ?2, loaded = ?2, feed_count =
                     (SELECT feed_count FROM article WHERE article.id = discussion.article)
                 WHERE id = ?1",
            )?
            .execute(params![id.0, micros(now)])?;
        if changed == 0 {
            return Err(StoreError::Missing("discussion"));
        }
        Ok(())
    }

    /// Records that a discussion could not be loaded, and why. What is stored of it stays.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such discussion, and where the database
    /// cannot be written.
    pub fn discussion_failed(
        &mut self,
        id: DiscussionId,
        sentence: &SafeText,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let changed = self
            .connection
            .prepare_cached("UPDATE discussion SET error = ?2, tried = ?3 WHERE id = ?1")?
            .execute(params![id.0, sentence.as_str(), micros(now)])?;
        if changed == 0 {
            return Err(StoreError::Missing("discussion"));
        }
        Ok(())
    }

    /// Records that the reader leaves a discussion: what is in it now will not be new next time. The end
    /// of the visit before is kept, too.
    /// Returns the article with its counts.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such discussion, and where the database
    /// cannot be written.
    pub fn leave_discussion(
        &mut self,
        id: DiscussionId,
        now: Timestamp,
    ) -> Result<(ArticleId, CommentCounts), StoreError> {
        // A clock that was set back must not make old comments new again.
        self.connection
            .prepare_cached(
                "UPDATE discussion SET
                     left_before = CASE WHEN left_at < ?2 THEN left_at ELSE left_before END,
                     left_at = max(?2, coalesce(left_at, ?2))
                 WHERE id = ?1",
            )?
            .execute(params![id.0, micros(now)])?;
        self.recount_unread(id)
    }
}
