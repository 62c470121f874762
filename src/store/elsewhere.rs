//! Discussions that services know of, and when these were asked.

use jiff::Timestamp;
use rusqlite::params;

use super::access::{Reader, Writer};
use super::columns::{micros, time};
use super::error::StoreError;
use crate::model::discussion::ThreadRef;
use crate::model::id::{ArticleId, DiscussionId};

/// A service that was asked about an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name in the configuration.
    pub service: String,
    /// Until when it is not asked again.
    pub until: Timestamp,
    /// Discussions that it knew of.
    pub found: u32,
}

impl Reader<'_> {
    /// The services that were asked about an article.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn asked(&self, article: ArticleId) -> Result<Vec<Asked>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT service, until, found FROM asked WHERE article = ?1")?;
        let asked = statement.query_map([article.0], |row| {
            Ok(Asked {
                service: row.get(0)?,
                until: time(row, 1)?,
                found: row.get(2)?,
            })
        })?;
        Ok(asked.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Adds a discussion that a service knows of, with its count of comments. One that the article has
    /// already stays what it is.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such article, and where the database cannot
    /// be written.
    pub fn add_elsewhere(
        &mut self,
        article: ArticleId,
        thread: &ThreadRef,
        comments: u32,
    ) -> Result<DiscussionId, StoreError> {
        let known = self.discussions(article)?;
        if let Some(known) = known.iter().find(|known| known.thread.is_same(thread)) {
            return Ok(known.id);
        }
        let id = self.upsert_discussion(article, thread)?;
        self.connection
            .prepare_cached(
                "UPDATE discussion SET is_elsewhere = 1, total_stated = ?2 WHERE id = ?1",
            )?
            .execute(params![id.0, comments])?;
        self.recount_article(article)?;
        Ok(id)
    }

    /// Remembers that a service was asked about an article.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn remember_asked(&mut self, article: ArticleId, asked: &Asked) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO asked (article, service, until, found)
                 SELECT id, ?2, ?3, ?4 FROM article WHERE id = ?1",
            )?
            .execute(params![
                article.0,
                asked.service,
                micros(asked.until),
                asked.found,
            ])?;
        Ok(())
    }
}
