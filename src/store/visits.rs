//! First visits of discussions that were loaded before anybody opened their article.
//!
//! Such a discussion is loaded and has no first loading: nothing in it is new, and it is not followed. Its
//! first loading is the moment at which the article is opened.

use jiff::Timestamp;
use rusqlite::params;

use super::access::{Reader, Writer};
use super::columns::micros;
use super::error::StoreError;
use crate::model::id::{ArticleId, DiscussionId};

impl Reader<'_> {
    /// The discussions of an article that have a first loading.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn first_loaded(&self, article: ArticleId) -> Result<Vec<DiscussionId>, StoreError> {
        let known = self.own_discussions(article)?.into_iter();
        let loaded = known.filter(|discussion| discussion.first_loaded.is_some());
        Ok(loaded.map(|discussion| discussion.id).collect())
    }

    /// Whether something was loaded that no visit has begun with.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn has_unvisited_load(&self, article: ArticleId) -> Result<bool, StoreError> {
        let known = self.discussions(article)?;
        Ok(known
            .iter()
            .any(|discussion| discussion.loaded.is_some() && discussion.first_loaded.is_none()))
    }
}

impl Writer<'_> {
    /// Takes the first loading of an article's discussions back, but for those that had one `before`.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn forget_first_loads(
        &mut self,
        article: ArticleId,
        before: &[DiscussionId],
    ) -> Result<(), StoreError> {
        for discussion in self.first_loaded(article)? {
            if !before.contains(&discussion) {
                self.connection
                    .prepare_cached("UPDATE discussion SET first_loaded = NULL WHERE id = ?1")?
                    .execute([discussion.0])?;
            }
        }
        Ok(())
    }

    /// The first visit of what was loaded ahead begins.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn begin_visit(&mut self, article: ArticleId, now: Timestamp) -> Result<(), StoreError> {
        for discussion in self.discussions(article)? {
            self.connection
                .prepare_cached(
                    "UPDATE discussion SET first_loaded = ?2
                     WHERE id = ?1 AND first_loaded IS NULL AND loaded IS NOT NULL",
                )?
                .execute(params![discussion.id.0, micros(now)])?;
        }
        Ok(())
    }
}
