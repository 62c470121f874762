//! The journal: what the reader did, written together with its inverse, so that it can be undone and
//! done again (`undo.rs`), also after a restart.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::access::Writer;
use super::columns::{micros, to_json};
use super::error::StoreError;
use super::marks::{ArticleMark, CommentMark, FeedMark};
use super::mutes::Muting;
use crate::model::article::CommentCounts;
use crate::model::change::{AuthorMute, Change, Deed};
use crate::model::id::{ArticleId, CommentId, DiscussionId, FeedId};

/// Deeds kept: years of keys.
const MAX_DEEDS: i64 = 10_000;

/// Bytes of changes and inverses kept, 64 MiB; marking a hundred thousand articles read takes two.
const MAX_BYTES: i64 = 64 << 20;

/// The journal is cut to its bounds with every deed whose id is a multiple of this, and with each
/// large one: measuring it with every key would cost more than writing the deed.
const TIDY_EVERY: i64 = 64;

/// A deed so large that it brings the journal nearer to [`MAX_BYTES`], in bytes.
const LARGE_DEED: i64 = 64 << 10;

/// What a deed, an undo or a redo really changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The deed's label, and the changes that were made: only of what was different before. Of an undo
    /// these are the inverse changes. Without changes nothing was written to the journal.
    pub deed: Deed,
    /// The unread counts of the feeds that the changes touched.
    pub unread: Vec<(FeedId, u32)>,
    /// The comment counts of the articles whose comments the changes touched.
    pub counts: Vec<(ArticleId, CommentCounts)>,
}

/// What changes did when they were carried out.
#[derive(Default)]
pub(super) struct Effects {
    changes: Vec<Change>,
    /// What takes each change back, in the order of the changes.
    inverse: Vec<Change>,
    feeds: BTreeSet<FeedId>,
    articles: BTreeSet<ArticleId>,
    discussions: BTreeSet<DiscussionId>,
    /// Whether a deed is taken back or done again: what follows from its changes is among them.
    is_replay: bool,
    /// Whether articles that become read do so by a mute.
    hushes: bool,
}

impl Effects {
    /// Nothing yet, of a deed that is taken back or done again.
    pub(super) fn of_replay() -> Self {
        Self {
            is_replay: true,
            ..Self::default()
        }
    }

    pub(super) fn is_replay(&self) -> bool {
        self.is_replay
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// A feed's unread articles are others now.
    pub(super) fn touch_feed(&mut self, feed: FeedId) {
        self.feeds.insert(feed);
    }

    /// An article's discussions are others now.
    pub(super) fn touch_article(&mut self, article: ArticleId) {
        self.articles.insert(article);
    }

    pub(super) fn add(&mut self, change: Change, inverse: Change) {
        self.changes.push(change);
        self.inverse.push(inverse);
    }

    fn add_feeds(
        &mut self,
        changed: Vec<FeedId>,
        on: bool,
        change: impl Fn(Vec<FeedId>, bool) -> Change,
    ) {
        if !changed.is_empty() {
            self.add(change(changed.clone(), on), change(changed, !on));
        }
    }
}

impl Writer<'_> {
    /// Does what the reader did, and writes it with its inverse to the journal. What is already as
    /// wanted, or not there, is left alone; if nothing changes, nothing is written. A new deed cuts off
    /// what was undone before.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn apply(&mut self, deed: Deed, now: Timestamp) -> Result<Applied, StoreError> {
        let mut effects = Effects::default();
        self.carry_out(&deed.changes, now, &mut effects)?;
        if !effects.changes.is_empty() {
            self.record(&deed.label, &effects, now)?;
        }
        self.applied(deed.label, effects)
    }

    pub(super) fn carry_out(
        &self,
        changes: &[Change],
        now: Timestamp,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        effects.hushes |= changes.iter().any(Change::begins_mute_of_articles);
        for change in changes {
            match change {
                Change::ArticlesRead { articles, read } => {
                    self.mark_articles(ArticleMark::Read, articles, *read, effects)?;
                }
                Change::ArticlesMuted { articles, muted } => {
                    self.mute_articles(articles, *muted, effects)?;
                }
                Change::ArticlesStarred { articles, starred } => {
                    self.mark_articles(ArticleMark::Starred, articles, *starred, effects)?;
                }
                Change::ArticlesWatched { articles, watched } => {
                    self.mark_articles(ArticleMark::Watched, articles, *watched, effects)?;
                }
                Change::CommentsWatched {
                    discussion,
                    comments,
                    watched,
                } => {
                    let mark = CommentMark::Watched;
                    self.mark_comments(mark, *discussion, comments, *watched, effects)?;
                }
                Change::CommentsStarred {
                    discussion,
                    comments,
                    starred,
                } => {
                    let mark = CommentMark::Starred;
                    self.mark_comments(mark, *discussion, comments, *starred, effects)?;
                }
                Change::CommentsRead {
                    discussion,
                    comments,
                    read,
                } => {
                    let mark = CommentMark::Read;
                    self.mark_comments(mark, *discussion, comments, *read, effects)?;
                }
                Change::DiscussionsRead { articles } => {
                    for &article in articles {
                        self.mark_discussions(article, effects)?;
                    }
                }
                Change::Muted {
                    discussion,
                    comments,
                    muted,
                    until,
                } => {
                    let to = Muting {
                        muted: *muted,
                        until: *until,
                    };
                    self.mute_branches(*discussion, comments, to, effects)?;
                }
                Change::AuthorsMuted { mutes, muted } => {
                    for mute in mutes {
                        self.mute_author(mute, *muted, effects)?;
                        self.mute_articles_by(mute, *muted, effects)?;
                    }
                }
                Change::AuthorsKept { names, kept } => {
                    let names = self.keep_authors(names, *kept)?;
                    if !names.is_empty() {
                        let made = |kept| Change::AuthorsKept {
                            names: names.clone(),
                            kept,
                        };
                        effects.add(made(*kept), made(!*kept));
                    }
                }
                Change::Folds { discussion, folds } => {
                    self.set_folds(*discussion, folds, effects)?;
                }
                Change::FeedsRemoved { feeds, removed } => {
                    let made = |feeds, removed| Change::FeedsRemoved { feeds, removed };
                    let changed = self.set_times(FeedMark::Removed, feeds, *removed, now)?;
                    effects.add_feeds(changed, *removed, made);
                }
                Change::FeedsPaused { feeds, paused } => {
                    let made = |feeds, paused| Change::FeedsPaused { feeds, paused };
                    let changed = self.set_times(FeedMark::Paused, feeds, *paused, now)?;
                    effects.add_feeds(changed, *paused, made);
                }
                Change::OfFeed(change) => self.change_feed(change, now, effects)?,
            }
        }
        Ok(())
    }

    /// Sets the time of a mark on feeds, or takes it away; returns those that lacked or had it before.
    fn set_times(
        &self,
        mark: FeedMark,
        feeds: &[FeedId],
        on: bool,
        now: Timestamp,
    ) -> Result<Vec<FeedId>, StoreError> {
        let mut statement = self.connection.prepare_cached(mark.set())?;
        let time = on.then(|| micros(now));
        let mut changed = Vec::new();
        for &feed in feeds {
            if statement.execute(params![feed.0, time])? > 0 {
                changed.push(feed);
            }
        }
        Ok(changed)
    }

    pub(super) fn mark_articles(
        &self,
        mark: ArticleMark,
        articles: &[ArticleId],
        on: bool,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        let mark = match mark {
            ArticleMark::Read if on && effects.hushes => ArticleMark::Hushed,
            mark => mark,
        };
        let mut find = self.connection.prepare_cached(mark.find())?;
        let mut set = self.connection.prepare_cached(mark.set())?;
        let mut changed = Vec::new();
        for &article in articles {
            let feed = find.query_row(params![article.0, on], |row| row.get(0));
            if let Some(feed) = feed.optional()? {
                set.execute(params![article.0, on])?;
                effects.feeds.insert(FeedId(feed));
                changed.push(article);
            }
        }
        if !changed.is_empty() {
            effects.add(mark.change(changed.clone(), on), mark.change(changed, !on));
        }
        Ok(())
    }

    fn mark_comments(
        &self,
        mark: CommentMark,
        discussion: DiscussionId,
        comments: &[CommentId],
        on: bool,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(mark.set())?;
        let mut changed = Vec::new();
        for comment in comments {
            if statement.execute(params![discussion.0, comment.as_str(), on])? > 0 {
                changed.push(comment.clone());
            }
        }
        if !changed.is_empty() {
            effects.discussions.insert(discussion);
            effects.add(
                mark.change(discussion, changed.clone(), on),
                mark.change(discussion, changed, !on),
            );
        }
        Ok(())
    }

    /// Marks every comment of an article's discussions read.
    fn mark_discussions(
        &self,
        article: ArticleId,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        for discussion in self.own_discussions(article)? {
            let mut statement = self
                .connection
                .prepare_cached("SELECT id FROM comment WHERE discussion = ?1 AND read = 0")?;
            let ids = statement.query_map([discussion.id.0], |row| row.get::<_, String>(0))?;
            let unread = ids
                .map(|id| id.map(|id| CommentId::new(&id)))
                .collect::<Result<Vec<_>, _>>()?;
            self.mark_comments(CommentMark::Read, discussion.id, &unread, true, effects)?;
        }
        Ok(())
    }

    /// Mutes branches until a time or for good, or no longer. What is unread in them becomes read; all
    /// that their mutes have read is unread again when they end, what came meanwhile too.
    fn mute_branches(
        &self,
        discussion: DiscussionId,
        branches: &[CommentId],
        to: Muting,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        for branch in branches {
            let Some(before) = self.set_branch_mute(discussion, branch, to)? else {
                continue;
            };
            let change = |muting: Muting| Change::Muted {
                discussion,
                comments: vec![branch.clone()],
                muted: muting.muted,
                until: muting.until,
            };
            effects.discussions.insert(discussion);
            effects.add(change(to), change(before));
        }
        let comments = match to.muted {
            true => self.unread_in_branches(discussion, branches)?,
            false => self.let_go(discussion)?,
        };
        self.hush(discussion, comments, to.muted, effects)
    }

    /// Mutes an author, or no longer, as [`Self::mute_branches`] does branches.
    fn mute_author(
        &self,
        mute: &AuthorMute,
        muted: bool,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        if let Some(inverse) = self.set_author_mute(mute, muted)? {
            let change = Change::AuthorsMuted {
                mutes: vec![mute.clone()],
                muted,
            };
            effects.add(change, inverse);
        }
        if muted {
            for (discussion, comments) in self.unread_by(mute)? {
                self.hush(discussion, comments, true, effects)?;
            }
        } else {
            for discussion in self.hushed_of(mute)? {
                self.hush(discussion, self.let_go(discussion)?, false, effects)?;
            }
        }
        Ok(())
    }

    /// Makes comments read by a mute, or unread after it. The mute's own inverse takes that back.
    fn hush(
        &self,
        discussion: DiscussionId,
        comments: Vec<CommentId>,
        read: bool,
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        let comments = self.set_hushed(discussion, comments, read)?;
        if !comments.is_empty() {
            effects.discussions.insert(discussion);
            effects
                .changes
                .push(CommentMark::Read.change(discussion, comments, read));
        }
        Ok(())
    }

    fn set_folds(
        &self,
        discussion: DiscussionId,
        folds: &[(CommentId, Option<bool>)],
        effects: &mut Effects,
    ) -> Result<(), StoreError> {
        let mut find = self
            .connection
            .prepare_cached("SELECT node, fold FROM comment WHERE discussion = ?1 AND id = ?2")?;
        let mut set = self
            .connection
            .prepare_cached("UPDATE comment SET fold = ?2 WHERE node = ?1")?;
        let mut after = Vec::new();
        let mut before = Vec::new();
        for (comment, fold) in folds {
            let found = find.query_row(params![discussion.0, comment.as_str()], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Option<bool>>(1)?))
            });
            if let Some((node, old)) = found.optional()?
                && old != *fold
            {
                set.execute(params![node, fold])?;
                after.push((comment.clone(), *fold));
                before.push((comment.clone(), old));
            }
        }
        if !after.is_empty() {
            // The same comment may be in the list twice: the oldest fold has the last word.
            before.reverse();
            let change = |folds| Change::Folds { discussion, folds };
            effects.add(change(after), change(before));
        }
        Ok(())
    }

    fn record(&self, label: &str, effects: &Effects, now: Timestamp) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM deed WHERE undone IS NOT NULL")?
            .execute([])?;
        let changes = to_json(&effects.changes)?;
        let last_first: Vec<&Change> = effects.inverse.iter().rev().collect();
        let inverse = to_json(&last_first)?;
        let bytes = i64::try_from(changes.len() + inverse.len()).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "INSERT INTO deed (at, bytes, label, changes, inverse) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![micros(now), bytes, label, changes, inverse])?;
        let id = self.connection.last_insert_rowid();
        self.claim_deed(id)?;
        if id % TIDY_EVERY == 0 || bytes > LARGE_DEED {
            self.tidy_journal()?;
        }
        Ok(())
    }

    /// Drops the oldest deeds beyond the bounds; the last one stays, however large it is.
    fn tidy_journal(&self) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "DELETE FROM deed WHERE id <= (
                     SELECT max(id) FROM (
                         SELECT id, sum(bytes) OVER newest AS total, row_number() OVER newest AS place
                         FROM deed WINDOW newest AS (ORDER BY id DESC))
                     WHERE place > 1 AND (total > ?1 OR place > ?2))",
            )?
            .execute([MAX_BYTES, MAX_DEEDS])?;
        Ok(())
    }

    pub(super) fn applied(&self, label: String, effects: Effects) -> Result<Applied, StoreError> {
        let mut counts = Vec::new();
        for &article in &effects.articles {
            counts.push((article, self.recount_article(article)?));
        }
        for &discussion in &effects.discussions {
            let (article, new) = self.recount_unread(discussion)?;
            counts.retain(|(counted, _)| *counted != article);
            counts.push((article, new));
        }
        let mut statement = self
            .connection
            .prepare_cached("SELECT count(*) FROM article WHERE feed = ?1 AND read = 0")?;
        let mut unread = Vec::new();
        for &feed in &effects.feeds {
            unread.push((feed, statement.query_row([feed.0], |row| row.get(0))?));
        }
        Ok(Applied {
            deed: Deed {
                label,
                changes: effects.changes,
            },
            unread,
            counts,
        })
    }
}
