//! Authors of comments, by their names.

use jiff::Timestamp;
use rusqlite::params;

use super::access::{Reader, Writer};
use super::columns::time_or_none;
use super::error::StoreError;
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::safe::{GatedHtml, SafeText};

/// What is known of everybody who writes under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorCard {
    /// When the first comment under this name was written, as far as they are here.
    pub first: Option<Timestamp>,
    /// Comments on the article.
    pub here: u32,
    /// Comments on other articles.
    pub elsewhere: u32,
}

impl Writer<'_> {
    /// Keeps authors lit up, or no longer; returns those that were not so.
    pub(super) fn keep_authors(
        &self,
        names: &[SafeText],
        kept: bool,
    ) -> Result<Vec<SafeText>, StoreError> {
        let mut statement = self.connection.prepare_cached(match kept {
            true => "INSERT OR IGNORE INTO author_kept (name) VALUES (?1)",
            false => "DELETE FROM author_kept WHERE name = ?1",
        })?;
        let mut changed = Vec::new();
        for name in names {
            if statement.execute([name.as_str()])? > 0 {
                changed.push(name.clone());
            }
        }
        Ok(changed)
    }
}

impl Reader<'_> {
    /// What is known of a name among the comments: counts over all articles, of which one is `article`.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn author_card(&self, name: &str, article: ArticleId) -> Result<AuthorCard, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT min(coalesce(published, first_seen)),
                 count(*) FILTER (WHERE article = ?2), count(*) FILTER (WHERE article <> ?2)
             FROM comment JOIN discussion ON discussion.id = comment.discussion
             WHERE author = ?1 AND state = 'visible'",
        )?;
        Ok(statement.query_row(params![name, article.0], |row| {
            Ok(AuthorCard {
                first: time_or_none(row, 0)?,
                here: row.get(1)?,
                elsewhere: row.get(2)?,
            })
        })?)
    }

    /// A comment's text before its last edit, if byline had it.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn body_before(
        &self,
        discussion: DiscussionId,
        comment: &CommentId,
    ) -> Result<Option<GatedHtml>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT before FROM comment JOIN comment_body ON comment_body.node = comment.node
             WHERE discussion = ?1 AND id = ?2 AND before IS NOT NULL",
        )?;
        let mut rows = statement.query(params![discussion.0, comment.as_str()])?;
        Ok(match rows.next()? {
            Some(row) => Some(GatedHtml::assume(row.get(0)?)),
            None => None,
        })
    }
}
