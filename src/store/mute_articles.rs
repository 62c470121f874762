//! Mutes of articles and of those who write them: what they hold is read, and unread again when they end.

use rusqlite::params;

use super::access::Writer;
use super::error::StoreError;
use super::journal::Effects;
use super::marks::ArticleMark;
use crate::model::article::Article;
use crate::model::change::AuthorMute;
use crate::model::id::ArticleId;

/// Whether an article is muted, or its author is where it stands.
const IS_HELD: &str = "(article.muted = 1 OR EXISTS (SELECT 1 FROM author_mute
     WHERE name = article.author AND author_mute.feed IN (0, article.feed)))";

/// The articles of an author (?1) under a feed, or everywhere (?2 is 0).
const OF_AUTHOR: &str = "author = ?1 AND (?2 = 0 OR article.feed = ?2)";

impl Writer<'_> {
    /// Mutes articles, or no longer. Done by the reader, a mute reads them; what was undone or is done
    /// again has that in its own changes.
    pub(super) fn mute_articles(
        &self,
        articles: &[ArticleId],
        muted: bool,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        self.mark_articles(ArticleMark::Muted, articles, muted, effects)?;
        for &article in articles {
            if self.article(article)?.is_some() {
                effects.touch_article(article);
            }
        }
        match muted {
            true if effects.is_replay() => Ok(()),
            true => self.mark_articles(ArticleMark::Read, articles, true, effects),
            false => {
                let sql = format!("SELECT id FROM article WHERE id = ?1 AND NOT {IS_HELD}");
                let mut find = self.connection.prepare_cached(&sql)?;
                let mut free = Vec::new();
                for article in articles {
                    let found = find.query_map([article.0], |row| row.get(0).map(ArticleId))?;
                    for article in found {
                        free.push(article?);
                    }
                }
                self.let_articles_go(&free, effects)
            }
        }
    }

    /// Does to an author's articles what a mute of the author does, which is written already.
    pub(super) fn mute_articles_by(
        &self,
        mute: &AuthorMute,
        muted: bool,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        for article in self.articles_by(mute, OF_AUTHOR)? {
            effects.touch_article(article);
        }
        match muted {
            true if effects.is_replay() => Ok(()),
            true => {
                let unread = self.articles_by(mute, &format!("{OF_AUTHOR} AND read = 0"))?;
                self.mark_articles(ArticleMark::Read, &unread, true, effects)
            }
            false => {
                let free = format!("{OF_AUTHOR} AND hushed = 1 AND NOT {IS_HELD}");
                let free = self.articles_by(mute, &free)?;
                self.let_articles_go(&free, effects)
            }
        }
    }

    fn articles_by(&self, mute: &AuthorMute, which: &str) -> Result<Vec<ArticleId>, StoreError> {
        let sql = format!("SELECT id FROM article WHERE {which}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let feed = mute.feed.map_or(0, |feed| feed.0);
        let found = statement.query_map(params![mute.name.as_str(), feed], |row| {
            row.get(0).map(ArticleId)
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Makes unread again what mutes have read of these articles.
    fn let_articles_go(
        &self,
        articles: &[ArticleId],
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("UPDATE article SET hushed = 0 WHERE id = ?1 AND hushed = 1")?;
        let mut hushed = Vec::new();
        for &article in articles {
            if statement.execute([article.0])? > 0 {
                hushed.push(article);
            }
        }
        self.mark_articles(ArticleMark::Read, &hushed, false, effects)
    }

    /// What mutes have read that hold it no more, and were not ended by the reader, stays read.
    pub(super) fn forget_ended_mutes(&self) -> Result<(), StoreError> {
        let sql = format!("UPDATE article SET hushed = 0 WHERE hushed = 1 AND NOT {IS_HELD}");
        self.connection.prepare_cached(&sql)?.execute([])?;
        Ok(())
    }

    /// Tells of new articles what the reader says of their authors; those of muted authors are read.
    pub(super) fn heed_authors(&self, articles: &mut [Article]) -> Result<(), StoreError> {
        let mut kept = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM author_kept WHERE name = ?1)")?;
        let mut muted = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM author_mute WHERE name = ?1 AND feed IN (0, ?2))",
        )?;
        let mut read = self
            .connection
            .prepare_cached("UPDATE article SET read = 1, hushed = 1 WHERE id = ?1")?;
        for article in articles {
            let Some(author) = &article.author else {
                continue;
            };
            article.author_kept = kept.query_row([author.as_str()], |row| row.get(0))?;
            let place = params![author.as_str(), article.feed.0];
            article.author_muted = muted.query_row(place, |row| row.get(0))?;
            if article.author_muted {
                read.execute([article.id.0])?;
                article.read = true;
            }
        }
        Ok(())
    }
}
