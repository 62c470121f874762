//! What a poll brought, merged into what is stored.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use url::Url;

use super::access::Writer;
use super::articles::{
    ARTICLE_COLUMNS, ARTICLE_WIDTH, BODY_COLUMNS, StoredBody, article_from, body_from,
};
use super::columns::{micros, stored, to_json};
use super::error::StoreError;
use super::recognise::{Document, Entry, distinct};
use crate::model::address::of_one_article;
use crate::model::article::{Article, Clues, CommentCounts};
use crate::model::enclosure::Enclosure;
use crate::model::id::{ArticleId, FeedId};
use crate::model::safe::{GatedHtml, SafeText};
use crate::text::plain::first_words;

/// The title of an article of which its feed says nothing that could be one.
pub const NO_TITLE: &str = "(no title)";

/// An entry as a poll brought it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewArticle {
    /// What identifies it inside its feed: guid, else canonical link, else a hash of its content.
    pub identity: String,
    /// The identity that other entries of its document have, too, where there are such; `identity` tells
    /// them apart.
    pub shared_identity: Option<String>,
    /// Its title, or the first words of a body without one.
    pub title: SafeText,
    /// Whether the feed has given it that title.
    pub has_title: bool,
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
    identity: String,
    body: Option<StoredBody>,
    feed_count: Option<u32>,
}

impl Writer<'_> {
    /// Merges what a poll brought: by identity, and where that is not known by what else tells which
    /// stored article is meant. Of entries with the same identity the first counts. First sight and marks
    /// stay as they are; what did not change is not written; what the document no longer says is kept.
    ///
    /// New articles get their ids from the end of the document to its start, so that those without a date,
    /// or with the same one, stand in the document's order where lists are sorted newest first.
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
        let mut entries = distinct(arrived);
        let mut fresh = Vec::new();
        if self.has_articles(feed)? {
            self.settle_shared(feed, &mut entries)?;
            let mut document = Document::new(feed, &entries);
            for entry in entries {
                match self.stored(&mut document, &entry)? {
                    None => fresh.push(entry),
                    Some(known) => merged.changed.extend(self.update_article(known, &entry)?),
                }
            }
        } else {
            fresh = entries;
        }
        for entry in fresh.iter().rev() {
            merged.new.push(self.insert_article(feed, entry, now)?);
        }
        merged.new.reverse();
        self.heed_authors(&mut merged.new)?;
        Ok(merged)
    }

    /// The stored article that an entry is.
    fn stored(
        &self,
        document: &mut Document<'_>,
        entry: &Entry<'_>,
    ) -> Result<Option<Known>, StoreError> {
        let by_identity = self.known(document.feed(), entry.identity)?;
        let other = match &by_identity {
            Some(known) => self.once_shared(document, entry, &known.article)?,
            None => self.recognise(document, entry.new)?,
        };
        match other {
            Some(id) => self.known_by("article.id = ?1", [id.0]),
            None => Ok(by_identity),
        }
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
        self.known_by("feed = ?1 AND identity = ?2", params![feed.0, identity])
    }

    fn known_by(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Option<Known>, StoreError> {
        let sql = format!(
            "SELECT {ARTICLE_COLUMNS}, feed_count, identity, article_body.article, {BODY_COLUMNS}
             FROM article LEFT JOIN article_body ON article_body.article = article.id
             WHERE {condition}"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row(values, |row| {
            let has_body = row.get::<_, Option<i64>>(ARTICLE_WIDTH + 2)?.is_some();
            Ok(Known {
                article: article_from(row)?,
                feed_count: row.get(ARTICLE_WIDTH)?,
                identity: row.get(ARTICLE_WIDTH + 1)?,
                body: has_body
                    .then(|| body_from(row, ARTICLE_WIDTH + 3))
                    .transpose()?,
            })
        });
        Ok(found.optional()?)
    }

    fn insert_article(
        &self,
        feed: FeedId,
        entry: &Entry<'_>,
        now: Timestamp,
    ) -> Result<Article, StoreError> {
        let new = entry.new;
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
                entry.identity,
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
        self.write_body(article.id, &body_after(new, &StoredBody::default()))?;
        Ok(article)
    }

    /// Writes what differs; returns the article if anything did.
    fn update_article(
        &self,
        known: Known,
        entry: &Entry<'_>,
    ) -> Result<Option<Article>, StoreError> {
        let new = entry.new;
        let has_no_body = known.body.is_none();
        let body_before = known.body.unwrap_or_default();
        let before = &known.article;
        let mut article = Article {
            title: match new.has_title || stands_in(&before.title, &body_before.html) {
                true => new.title.clone(),
                false => before.title.clone(),
            },
            link: new.link.clone().or_else(|| before.link.clone()),
            author: new.author.clone().or_else(|| before.author.clone()),
            published: new.published.map(stored).or(before.published),
            ..before.clone()
        };
        // An identity that another article has stays with that.
        let moves =
            known.identity != entry.identity && self.known(before.feed, entry.identity)?.is_none();
        if moves {
            self.move_identity(article.id, entry.identity)?;
        }
        let row_differs = article != *before || new.stated != known.feed_count;
        if row_differs {
            self.update_row(&article, new.stated)?;
        }
        if new.stated != known.feed_count {
            article.comments = self.recount_article(article.id)?;
        }
        let body = body_after(new, &body_before);
        let body_differs = has_no_body || body != body_before;
        if body_differs {
            self.write_body(article.id, &body)?;
        }
        Ok((row_differs || body_differs).then_some(article))
    }

    fn move_identity(&self, article: ArticleId, identity: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE article SET identity = ?2 WHERE id = ?1")?
            .execute(params![article.0, identity])?;
        Ok(())
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

    /// Writes what the feed says besides the row.
    fn write_body(&self, article: ArticleId, body: &StoredBody) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO article_body (article, clues, categories, enclosures, html)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                article.0,
                to_json(&body.clues)?,
                to_json(&body.categories)?,
                to_json(&body.enclosures)?,
                (!body.pruned).then_some(body.html.as_str()),
            ])?;
        Ok(())
    }
}

/// Whether a title was made of the article's text, because the feed gave it none.
fn stands_in(title: &SafeText, html: &GatedHtml) -> bool {
    let words = title.as_str().trim_end_matches('…');
    let text = first_words(html, title.as_str().chars().count() + 1);
    words == NO_TITLE || text.as_str().starts_with(words)
}

/// What is stored of an article after a poll: what the document no longer says is kept, also a text that was
/// dropped to save room.
fn body_after(new: &NewArticle, before: &StoredBody) -> StoredBody {
    fn or<T: Clone>(new: &[T], before: &[T]) -> Vec<T> {
        if new.is_empty() { before } else { new }.to_vec()
    }
    let (html, pruned) = match new.body.is_empty() {
        true => (before.html.clone(), before.pruned),
        false => (new.body.clone(), false),
    };
    StoredBody {
        html,
        pruned,
        clues: clues_after(&new.clues, &before.clues),
        categories: or(&new.categories, &before.categories),
        enclosures: or(&new.enclosures, &before.enclosures),
    }
}

/// Where an article's comments are, as far as its feed has ever said; the count is what it says now.
fn clues_after(new: &Clues, before: &Clues) -> Clues {
    let mut after = new.clone();
    let replace_none = |new: &mut Option<Url>, before: &Option<Url>| {
        if new.is_none() {
            new.clone_from(before);
        }
    };
    replace_none(&mut after.page, &before.page);
    replace_none(&mut after.original_link, &before.original_link);
    replace_none(&mut after.external_url, &before.external_url);
    if after.replies.is_empty() {
        after.replies.clone_from(&before.replies);
    }
    after.wordpress_post = after.wordpress_post.or(before.wordpress_post);
    after
}
