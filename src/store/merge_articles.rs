//! What a poll brought, merged into what is stored.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use url::Url;

use super::access::Writer;
use super::articles::{
    ARTICLE_COLUMNS, ARTICLE_WIDTH, BODY_COLUMNS, StoredBody, article_from, body_from,
};
use super::columns::{micros, stored, to_json};
use super::error::StoreError;
use crate::model::address::of_one_article;
use crate::model::article::{Article, Clues, CommentCounts};
use crate::model::enclosure::Enclosure;
use crate::model::id::{ArticleId, FeedId};
use crate::model::safe::{GatedHtml, SafeText};

/// An entry as a poll brought it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewArticle {
    /// What identifies it inside its feed: guid, else canonical link, else a hash of its content.
    pub identity: String,
    /// Its title, or the first words of a body without one.
    pub title: SafeText,
    /// The article's page.
    pub link: Option<Url>,
    /// Who wrote it.
    pub author: Option<SafeText>,
    /// When the feed says that it was published.
    pub published: Option<Timestamp>,
    /// Its text.
    pub body: GatedHtml,
    /// What the feed says of the comments.
    pub clues: Clues,
    /// The number of comments that the feed states.
    pub stated: Option<u32>,
    /// Categories.
    pub categories: Vec<SafeText>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
}

/// What a poll changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// Articles not seen before.
    pub new: Vec<Article>,
    /// Articles whose row, text or clues differ from before.
    pub changed: Vec<Article>,
}

/// An article as it is stored, with what only merging needs.
struct Known {
    article: Article,
    body: Option<StoredBody>,
    feed_count: Option<u32>,
}

impl Writer<'_> {
    /// Merges what a poll brought, by identity. Of entries with the same identity the first counts.
    /// First sight and marks stay as they are; what did not change is not written; a text that the
    /// feed no longer sends is kept.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn merge_articles(
        &mut self,
        feed: FeedId,
        arrived: &[NewArticle],
        now: Timestamp,
    ) -> Result<Merged, StoreError> {
        if !self.feed_is_stored(feed)? {
            return Err(StoreError::Missing("feed"));
        }
        let mut merged = Merged::default();
        let mut seen = HashSet::new();
        let is_first = !self.has_articles(feed)?;
        for article in arrived {
            if !seen.insert(article.identity.as_str()) {
                continue;
            }
            let known = match is_first {
                true => None,
                false => self.known(feed, &article.identity)?,
            };
            match known {
                None => merged.new.push(self.insert_article(feed, article, now)?),
                Some(known) => merged.changed.extend(self.update_article(known, article)?),
            }
        }
        self.heed_authors(&mut merged.new)?;
        Ok(merged)
    }

    fn feed_is_stored(&self, feed: FeedId) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM feed WHERE id = ?1)")?;
        Ok(statement.query_row([feed.0], |row| row.get(0))?)
    }

    fn has_articles(&self, feed: FeedId) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE feed = ?1)")?;
        Ok(statement.query_row([feed.0], |row| row.get(0))?)
    }

    fn known(&self, feed: FeedId, identity: &str) -> Result<Option<Known>, StoreError> {
        let sql = format!(
            "SELECT {ARTICLE_COLUMNS}, feed_count, article_body.article, {BODY_COLUMNS}
             FROM article LEFT JOIN article_body ON article_body.article = article.id
             WHERE feed = ?1 AND identity = ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row(params![feed.0, identity], |row| {
            let has_body = row.get::<_, Option<i64>>(ARTICLE_WIDTH + 1)?.is_some();
            Ok(Known {
                article: article_from(row)?,
                feed_count: row.get(ARTICLE_WIDTH)?,
                body: has_body
                    .then(|| body_from(row, ARTICLE_WIDTH + 2))
                    .transpose()?,
            })
        });
        Ok(found.optional()?)
    }

    fn insert_article(
        &self,
        feed: FeedId,
        new: &NewArticle,
        now: Timestamp,
    ) -> Result<Article, StoreError> {
        let mut article = Article {
            id: ArticleId(0),
            feed,
            title: new.title.clone(),
            link: new.link.clone(),
            author: new.author.clone(),
            published: new.published.map(stored),
            first_seen: stored(now),
            read: false,
            starred: false,
            watched: false,
            muted: false,
            author_muted: false,
            author_kept: false,
            comments: CommentCounts {
                stated: new.stated,
                ..CommentCounts::default()
            },
        };
        self.connection
            .prepare_cached(
                "INSERT INTO article (feed, identity, title, link, author, published, first_seen,
                     date, feed_count, comments_stated, story)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)",
            )?
            .execute(params![
                feed.0,
                new.identity,
                article.title.as_str(),
                article.link.as_ref().map(Url::as_str),
                article.author.as_ref().map(SafeText::as_str),
                article.published.map(micros),
                micros(article.first_seen),
                micros(article.date()),
                new.stated,
                article.link.as_ref().and_then(of_one_article),
            ])?;
        article.id = ArticleId(self.connection.last_insert_rowid());
        self.write_body(article.id, new, Some(&new.body))?;
        Ok(article)
    }

    /// Writes what differs; returns the article if anything did.
    fn update_article(
        &self,
        known: Known,
        new: &NewArticle,
    ) -> Result<Option<Article>, StoreError> {
        let mut article = Article {
            title: new.title.clone(),
            link: new.link.clone(),
            author: new.author.clone(),
            published: new.published.map(stored),
            ..known.article.clone()
        };
        let row_differs = article != known.article || new.stated != known.feed_count;
        if row_differs {
            self.update_row(&article, new.stated)?;
        }
        if new.stated != known.feed_count {
            article.comments = self.recount_article(article.id)?;
        }
        let before = known.body.as_ref();
        // A text that the feed no longer sends is kept, also where it was dropped to save room.
        let html = match before.filter(|_| new.body.is_empty()) {
            Some(before) => (!before.pruned).then_some(&before.html),
            None => Some(&new.body),
        };
        let body_differs = before.is_none_or(|before| {
            before.pruned != html.is_none()
                || html.is_some_and(|html| before.html != *html)
                || before.clues != new.clues
                || before.categories != new.categories
                || before.enclosures != new.enclosures
        });
        if body_differs {
            self.write_body(article.id, new, html)?;
        }
        Ok((row_differs || body_differs).then_some(article))
    }

    fn update_row(&self, article: &Article, feed_count: Option<u32>) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE article SET title = ?2, link = ?3, author = ?4, published = ?5, date = ?6,
                     feed_count = ?7, story = ?8
                 WHERE id = ?1",
            )?
            .execute(params![
                article.id.0,
                article.title.as_str(),
                article.link.as_ref().map(Url::as_str),
                article.author.as_ref().map(SafeText::as_str),
                article.published.map(micros),
                micros(article.date()),
                feed_count,
                article.link.as_ref().and_then(of_one_article),
            ])?;
        Ok(())
    }

    /// Writes what the feed says besides the row, with this text.
    fn write_body(
        &self,
        article: ArticleId,
        new: &NewArticle,
        html: Option<&GatedHtml>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO article_body (article, clues, categories, enclosures, html)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                article.0,
                to_json(&new.clues)?,
                to_json(&new.categories)?,
                to_json(&new.enclosures)?,
                html.map(GatedHtml::as_str),
            ])?;
        Ok(())
    }
}
