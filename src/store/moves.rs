//! Subscriptions that get another address, name or folder, and take in the one that is there already.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use url::Url;

use super::access::{Reader, Writer};
use super::error::StoreError;
use super::journal::Effects;
use super::marks::{ArticleMark, CommentMark};
use crate::model::change::Change;
use crate::model::feed_change::FeedChange;
use crate::model::folder::Folders;
use crate::model::id::{ArticleId, CommentId, DiscussionId, FeedId};
use crate::model::safe::SafeText;

/// What both feeds of a move have: the article of the one that stays (?1), and the other's (?2).
const BOTH: &str = "article AS own JOIN article AS other
     ON own.feed = ?1 AND other.feed = ?2 AND other.identity = own.identity";

/// An address that no feed has, held for the moment in which two feeds change theirs.
const NO_ADDRESS: &str = "byline:moving";

/// A subscription that goes up in another.
struct Other {
    id: FeedId,
    is_shown: bool,
}

impl Writer<'_> {
    /// Gives a feed another address, as its publisher says; articles and marks stay. A subscription that
    /// has the address already goes up in this one, with its articles, marks and discussions: its id is
    /// returned. This is not a deed of the reader's and cannot be undone.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such feed, and where the database cannot be
    /// written.
    pub fn move_feed(
        &mut self,
        id: FeedId,
        to: &Url,
        now: Timestamp,
    ) -> Result<Option<FeedId>, StoreError> {
        let mut effects = Effects::default();
        let other = self.move_and_take_in(id, to, now, &mut effects)?;
        if effects.is_empty() {
            return Err(StoreError::Missing("feed"));
        }
        self.applied(String::new(), effects)?;
        if let Some(other) = &other {
            self.connection
                .prepare_cached("DELETE FROM feed WHERE id = ?1")?
                .execute([other.id.0])?;
        }
        Ok(other.filter(|other| other.is_shown).map(|other| other.id))
    }

    /// Carries out a change of a subscription.
    pub(super) fn change_feed(
        &self,
        change: &FeedChange,
        now: Timestamp,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        match change {
            FeedChange::Moved { feed, to } => {
                self.move_and_take_in(*feed, to, now, effects).map(drop)
            }
            FeedChange::Address { feed, url } => self.set_address(*feed, url, effects),
            FeedChange::Named { feed, title } => {
                let set = "UPDATE feed SET own_title = ?2 WHERE id = ?1";
                let before = "SELECT own_title FROM feed WHERE id = ?1";
                self.set_words(*feed, title, (before, set), effects, |feed, title| {
                    FeedChange::Named { feed, title }
                })
            }
            FeedChange::Filed { feed, folder } => {
                let set = "UPDATE feed SET folder = ?2 WHERE id = ?1";
                let before = "SELECT folder FROM feed WHERE id = ?1";
                let words = folder.as_ref().map(|folder| folder.written().into());
                self.set_words(*feed, &words, (before, set), effects, |feed, words| {
                    let folder = words.and_then(|words| Folders::read(words.as_str()));
                    FeedChange::Filed { feed, folder }
                })
            }
            FeedChange::Articles { articles, feed } => self.give_articles(articles, *feed, effects),
            FeedChange::Discussions {
                discussions,
                article,
            } => self.give_discussions(discussions, *article, effects),
        }
    }

    /// All that a move does, in changes each of which can be taken back: the subscription that goes up in
    /// this one stays in the store, ended, under this one's old address.
    fn move_and_take_in(
        &self,
        id: FeedId,
        to: &Url,
        now: Timestamp,
        effects: &mut Effects,
    ) -> Result<Option<Other>, StoreError> {
        let other = self
            .connection
            .prepare_cached(
                "SELECT id, removed IS NULL FROM feed
                 WHERE url = ?1 AND id <> ?2 AND EXISTS (SELECT 1 FROM feed WHERE id = ?2)",
            )?
            .query_row(params![to.as_str(), id.0], |row| {
                Ok(Other {
                    id: FeedId(row.get(0)?),
                    is_shown: row.get(1)?,
                })
            })
            .optional()?;
        let mut changes = Vec::new();
        if let Some(other) = &other {
            changes = self.taken_in(id, other.id)?;
            changes.push(Change::FeedsRemoved {
                feeds: vec![other.id],
                removed: true,
            });
        }
        let url = to.clone();
        changes.push(FeedChange::Address { feed: id, url }.into());
        self.carry_out(&changes, now, effects)?;
        Ok(other)
    }

    fn set_address(&self, id: FeedId, to: &Url, effects: &mut Effects) -> Result<(), StoreError> {
        let Some(before) = self
            .connection
            .prepare_cached("SELECT url FROM feed WHERE id = ?1")?
            .query_row([id.0], |row| super::columns::url(row, 0))
            .optional()?
            .filter(|before| before != to)
        else {
            return Ok(());
        };
        let holder = self
            .connection
            .prepare_cached("SELECT id, removed IS NULL FROM feed WHERE url = ?1")?
            .query_row([to.as_str()], |row| {
                Ok((row.get::<_, i64>(0)?, row.get(1)?))
            })
            .optional()?;
        let mut set = self.connection.prepare_cached(
            "UPDATE feed SET url = ?2, moving_to = NULL, moving_since = NULL, moving_polls = 0,
                 gone = NULL, older_page = NULL
             WHERE id = ?1",
        )?;
        match holder {
            Some((_, true)) => return Ok(()),
            Some((holder, false)) => {
                set.execute(params![holder, NO_ADDRESS])?;
                set.execute(params![id.0, to.as_str()])?;
                set.execute(params![holder, before.as_str()])?;
            }
            None => {
                set.execute(params![id.0, to.as_str()])?;
            }
        }
        // What either address said before would answer "unchanged" to a document never seen.
        self.connection
            .prepare_cached("DELETE FROM validator WHERE url IN (?1, ?2)")?
            .execute([to.as_str(), before.as_str()])?;
        let change = |url| FeedChange::Address { feed: id, url }.into();
        effects.add(change(to.clone()), change(before));
        Ok(())
    }

    /// Sets words that the reader gave a feed; `statements` find and set them.
    fn set_words(
        &self,
        id: FeedId,
        to: &Option<SafeText>,
        (find, set): (&str, &str),
        effects: &mut Effects,
        change: impl Fn(FeedId, Option<SafeText>) -> FeedChange,
    ) -> Result<(), StoreError> {
        let before = self
            .connection
            .prepare_cached(find)?
            .query_row([id.0], |row| super::columns::safe_or_none(row, 0))
            .optional()?;
        if let Some(before) = before.filter(|before| before != to) {
            self.connection
                .prepare_cached(set)?
                .execute(params![id.0, to.as_ref().map(SafeText::as_str)])?;
            effects.add(change(id, to.clone()).into(), change(id, before).into());
        }
        Ok(())
    }

    fn give_articles(
        &self,
        articles: &[ArticleId],
        to: FeedId,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        let mut find = self.connection.prepare_cached(
            "SELECT feed FROM article
             WHERE id = ?1 AND feed <> ?2 AND EXISTS (SELECT 1 FROM feed WHERE id = ?2)",
        )?;
        let mut give = self
            .connection
            .prepare_cached("UPDATE OR IGNORE article SET feed = ?2 WHERE id = ?1")?;
        let mut given: BTreeMap<FeedId, Vec<ArticleId>> = BTreeMap::new();
        for &article in articles {
            let ids = params![article.0, to.0];
            let from = find.query_row(ids, |row| row.get(0).map(FeedId));
            if let Some(from) = from.optional()?
                && give.execute(ids)? > 0
            {
                given.entry(from).or_default().push(article);
            }
        }
        if !given.is_empty() {
            // A mute under the one feed does not hold under the other.
            self.forget_ended_mutes()?;
        }
        for (from, articles) in given {
            effects.touch_feed(from);
            effects.touch_feed(to);
            let change = |feed| FeedChange::Articles {
                articles: articles.clone(),
                feed,
            };
            effects.add(change(to).into(), change(from).into());
        }
        Ok(())
    }

    fn give_discussions(
        &self,
        discussions: &[DiscussionId],
        to: ArticleId,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        let mut find = self.connection.prepare_cached(
            "SELECT article FROM discussion
             WHERE id = ?1 AND article <> ?2 AND EXISTS (SELECT 1 FROM article WHERE id = ?2)",
        )?;
        let mut give = self
            .connection
            .prepare_cached("UPDATE OR IGNORE discussion SET article = ?2 WHERE id = ?1")?;
        for &discussion in discussions {
            let ids = params![discussion.0, to.0];
            let from = find.query_row(ids, |row| row.get(0).map(ArticleId));
            if let Some(from) = from.optional()?
                && give.execute(ids)? > 0
            {
                effects.touch_article(from);
                effects.touch_article(to);
                let change = |article| FeedChange::Discussions {
                    discussions: vec![discussion],
                    article,
                };
                effects.add(change(to).into(), change(from).into());
            }
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// What a feed takes over from another: marks of what both have are those of either, what only the
    /// other has becomes this one's.
    fn taken_in(&self, id: FeedId, other: FeedId) -> Result<Vec<Change>, StoreError> {
        let mut changes = Vec::new();
        for (mark, column) in [
            (ArticleMark::Read, "read"),
            (ArticleMark::Starred, "starred"),
            (ArticleMark::Watched, "watched"),
            (ArticleMark::Muted, "muted"),
        ] {
            let sql =
                format!("SELECT own.id FROM {BOTH} WHERE other.{column} = 1 AND own.{column} = 0");
            let articles = self.ids(&sql, id, other)?.into_iter().map(ArticleId);
            changes.push(mark.change(articles.collect(), true));
        }
        for (mark, column) in [
            (CommentMark::Read, "read"),
            (CommentMark::Watched, "watched"),
            (CommentMark::Starred, "starred"),
        ] {
            for (discussion, comments) in self.comments_marked(column, id, other)? {
                changes.push(mark.change(discussion, comments, true));
            }
        }
        changes.extend(self.discussions_of_other(id, other)?);
        let only_there = "SELECT id FROM article WHERE feed = ?2
             AND identity NOT IN (SELECT identity FROM article WHERE feed = ?1)";
        let articles = self.ids(only_there, id, other)?.into_iter();
        let articles = articles.map(ArticleId).collect();
        changes.push(FeedChange::Articles { articles, feed: id }.into());
        let (title, folder) = self
            .connection
            .prepare_cached(
                "SELECT coalesce(own.own_title, other.own_title), coalesce(own.folder, other.folder)
                 FROM feed AS own, feed AS other WHERE own.id = ?1 AND other.id = ?2",
            )?
            .query_row([id.0, other.0], |row| {
                use super::columns::{folders_or_none, safe_or_none};
                Ok((safe_or_none(row, 0)?, folders_or_none(row, 1)?))
            })?;
        changes.push(FeedChange::Named { feed: id, title }.into());
        changes.push(FeedChange::Filed { feed: id, folder }.into());
        Ok(changes)
    }

    fn discussions_of_other(&self, id: FeedId, other: FeedId) -> Result<Vec<Change>, StoreError> {
        let sql = format!(
            "SELECT own.id, discussion.id FROM {BOTH}
             JOIN discussion ON discussion.article = other.id ORDER BY discussion.id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let changes = statement.query_map([id.0, other.0], |row| {
            Ok(Change::from(FeedChange::Discussions {
                article: ArticleId(row.get(0)?),
                discussions: vec![DiscussionId(row.get(1)?)],
            }))
        })?;
        Ok(changes.collect::<Result<_, _>>()?)
    }

    /// Comments that are marked so in the other's copy of a discussion, and not in this feed's.
    fn comments_marked(
        &self,
        column: &str,
        id: FeedId,
        other: FeedId,
    ) -> Result<BTreeMap<DiscussionId, Vec<CommentId>>, StoreError> {
        let sql = format!(
            "SELECT mine.discussion, mine.id FROM {BOTH}
             JOIN discussion AS their_thread ON their_thread.article = other.id
             JOIN discussion AS own_thread ON own_thread.article = own.id
                 AND own_thread.source = their_thread.source
                 AND own_thread.scope = their_thread.scope
             JOIN comment AS theirs ON theirs.discussion = their_thread.id AND theirs.{column} = 1
             JOIN comment AS mine ON mine.discussion = own_thread.id AND mine.id = theirs.id
             WHERE mine.{column} = 0"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([id.0, other.0], |row| {
            let comment = CommentId::new(row.get_ref(1)?.as_str()?);
            Ok((DiscussionId(row.get(0)?), comment))
        })?;
        let mut marked: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in rows {
            let (discussion, comment) = row?;
            marked.entry(discussion).or_default().push(comment);
        }
        Ok(marked)
    }

    fn ids(&self, sql: &str, feed: FeedId, other: FeedId) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map([feed.0, other.0], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
