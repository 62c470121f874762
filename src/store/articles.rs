//! Articles as lists show them, and their bodies, which are stored and loaded apart.

use std::cmp::Reverse;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};
use url::Url;

use super::access::{Reader, Writer};
use super::columns::{
    json_or_default, micros, safe, safe_or_none, time, time_or_none, url_or_none,
};
use super::error::StoreError;
use crate::model::article::{Article, Clues, CommentCounts};
use crate::model::enclosure::Enclosure;
use crate::model::id::{ArticleId, FeedId};
use crate::model::safe::{GatedHtml, SafeText};

/// Which articles a list shows, newest first. The default is all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArticleQuery {
    /// Of this feed only.
    pub feed: Option<FeedId>,
    /// Only those not read yet.
    pub unread_only: bool,
    /// Only those that the reader keeps.
    pub starred_only: bool,
    /// No more than this many.
    pub limit: Option<u32>,
}

/// What is stored of an article besides its row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredBody {
    /// The text; empty where the feed sent none, or where it was pruned.
    pub html: GatedHtml,
    /// Whether the text was dropped to save room.
    pub pruned: bool,
    /// What the feed says of the comments.
    pub clues: Clues,
    /// Categories.
    pub categories: Vec<SafeText>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
}

/// The columns of an [`Article`], in the order of [`article_from`]. Where nobody is kept or muted, nobody is
/// looked up.
pub(super) const ARTICLE_COLUMNS: &str = "article.id, feed, title, link, author, published, \
     first_seen, read, starred, comments_stated, comments_loaded, comments_unread, comments_new, \
     watched, EXISTS (SELECT 1 FROM author_kept) AND author IN (SELECT name FROM author_kept), \
     article.muted, EXISTS (SELECT 1 FROM author_mute) \
         AND EXISTS (SELECT 1 FROM author_mute WHERE name = article.author \
             AND author_mute.feed IN (0, article.feed))";

/// Number of columns in [`ARTICLE_COLUMNS`].
pub(super) const ARTICLE_WIDTH: usize = 17;

/// The columns of a [`StoredBody`], in the order of [`body_from`].
pub(super) const BODY_COLUMNS: &str = "clues, categories, enclosures, html";

pub(super) fn article_from(row: &Row<'_>) -> rusqlite::Result<Article> {
    Ok(Article {
        id: ArticleId(row.get(0)?),
        feed: FeedId(row.get(1)?),
        title: safe(row, 2)?,
        link: url_or_none(row, 3)?,
        author: safe_or_none(row, 4)?,
        published: time_or_none(row, 5)?,
        first_seen: time(row, 6)?,
        read: row.get(7)?,
        starred: row.get(8)?,
        watched: row.get(13)?,
        author_kept: row.get::<_, Option<bool>>(14)?.unwrap_or(false),
        muted: row.get(15)?,
        author_muted: row.get(16)?,
        comments: CommentCounts {
            stated: row.get(9)?,
            loaded: row.get(10)?,
            unread: row.get(11)?,
            new: row.get(12)?,
        },
    })
}

/// A body from its columns, the first of which is `first`.
pub(super) fn body_from(row: &Row<'_>, first: usize) -> rusqlite::Result<StoredBody> {
    let html: Option<String> = row.get(first + 3)?;
    Ok(StoredBody {
        pruned: html.is_none(),
        html: GatedHtml::assume(html.unwrap_or_default()),
        clues: json_or_default(row, first)?,
        categories: json_or_default(row, first + 1)?,
        enclosures: json_or_default(row, first + 2)?,
    })
}

impl Reader<'_> {
    /// The article that is so called inside of its feed.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn article_by_identity(
        &self,
        feed: FeedId,
        identity: &str,
    ) -> Result<Option<ArticleId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM article WHERE feed = ?1 AND identity = ?2")?;
        let id = statement.query_row(rusqlite::params![feed.0, identity], |row| row.get(0));
        Ok(id.optional()?.map(ArticleId))
    }

    /// The articles of a list, newest first by [`Article::date`].
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn articles(&self, query: &ArticleQuery) -> Result<Vec<Article>, StoreError> {
        // A whole list is read in the order of the file and sorted here: following the index by date
        // would fetch each of a hundred thousand rows from another place.
        let is_whole = query.limit.is_none() && query.feed.is_none();
        let hint = if is_whole { "NOT INDEXED" } else { "" };
        let which = match query.feed {
            Some(_) => "feed = :feed",
            None => ":feed IS NULL AND feed NOT IN (SELECT id FROM feed WHERE removed IS NOT NULL)",
        };
        let unread = if query.unread_only {
            "AND read = 0"
        } else {
            ""
        };
        let starred = if query.starred_only {
            "AND starred = 1"
        } else {
            ""
        };
        let order = if is_whole {
            ""
        } else {
            "ORDER BY date DESC, id DESC"
        };
        let sql = format!(
            "SELECT {ARTICLE_COLUMNS} FROM article {hint}
             WHERE {which} {unread} {starred} {order} LIMIT :limit"
        );
        // SQLite takes a negative limit for none.
        let limit = query.limit.map_or(-1, i64::from);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let articles = statement.query_map(
            named_params! { ":feed": query.feed.map(|feed| feed.0), ":limit": limit },
            article_from,
        )?;
        let mut articles = articles.collect::<Result<Vec<_>, _>>()?;
        if is_whole {
            articles.sort_by_cached_key(|article| Reverse((article.date(), article.id)));
        }
        Ok(articles)
    }

    /// One article.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        let sql = format!("SELECT {ARTICLE_COLUMNS} FROM article WHERE id = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id.0], article_from).optional()?)
    }

    /// The article with this page; the newest where several feeds carry it.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn article_by_link(&self, link: &Url) -> Result<Option<Article>, StoreError> {
        let sql = format!(
            "SELECT {ARTICLE_COLUMNS} FROM article
             WHERE link = ?1 AND feed NOT IN (SELECT id FROM feed WHERE removed IS NOT NULL)
             ORDER BY date DESC, id DESC LIMIT 1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row([link.as_str()], article_from);
        Ok(found.optional()?)
    }

    /// The text of an article and what the feed says besides.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn body(&self, id: ArticleId) -> Result<Option<StoredBody>, StoreError> {
        let sql = format!("SELECT {BODY_COLUMNS} FROM article_body WHERE article = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row([id.0], |row| body_from(row, 0));
        Ok(found.optional()?)
    }
}

impl Writer<'_> {
    /// Drops the texts of articles that came before `before`, were read and are not kept; the articles
    /// stay in the lists, with their marks and discussions. Returns how many texts were dropped.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn prune_bodies(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE article_body SET html = NULL
             WHERE html IS NOT NULL AND article IN
                 (SELECT id FROM article WHERE first_seen < ?1 AND read = 1 AND starred = 0 AND watched = 0)",
        )?;
        Ok(statement.execute([micros(before)])?)
    }
}
