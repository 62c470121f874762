//! What a source delivered, merged into what is stored (section 13 of the comment sources' design).

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::params;

use super::access::Writer;
use super::columns::{Word, access_number, micros, stored, to_json};
use super::comments::StoredComment;
use super::error::StoreError;
use crate::model::article::CommentCounts;
use crate::model::comment::{Comment, CommentMark, Edited, Kind, Precision, State};
use crate::model::discussion::{Access, SourceOrder};
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::safe::GatedHtml;
use crate::model::tree::MAX_COMMENTS;

/// Complete answers in a row that lack a comment before it counts as gone: services answer from
/// several machines, and one of them may be behind.
const ABSENCES_UNTIL_GONE: u32 = 2;

/// A discussion as its source delivered it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadedComments {
    /// The comments, in delivered order.
    pub comments: Vec<Comment>,
    /// The count that the source claims.
    pub total_stated: Option<u32>,
    /// Whether the source said that there is nothing more.
    pub complete: bool,
    /// Who may still write there.
    pub access: Access,
    /// What the delivered order means.
    pub order: SourceOrder,
    /// Requests that would bring more, each in its source's own form.
    pub continuations: Vec<String>,
    /// Whether this is only what a continuation brought: it comes behind what is here, nothing else is
    /// gone for it, and it is no newer than the thread that it was left out of.
    pub is_part: bool,
}

/// What an answer changed in a discussion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedComments {
    /// The article that the discussion is about.
    pub article: ArticleId,
    /// Its counts now.
    pub counts: CommentCounts,
    /// Comments delivered for the first time, in delivered order.
    pub new: Vec<CommentId>,
    /// Comments that read or look different from before, without those new or gone.
    pub changed: Vec<CommentId>,
    /// Comments that the source no longer has; their texts were erased.
    pub gone: Vec<CommentId>,
    /// New comments that were not stored because the discussion is larger than
    /// [`MAX_COMMENTS`].
    pub left_out: usize,
}

impl MergedComments {
    /// Whether any comment came, changed or went.
    pub fn is_change(&self) -> bool {
        !(self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty())
    }
}

impl Writer<'_> {
    /// Merges an answer into a discussion by the comments' ids. Marks and first sights stay; a changed
    /// text is an edit; what was deleted loses its text at once, unless the reader keeps it; what a complete
    /// answer lacks is gone when the next complete answer lacks it too. What comes into a muted branch is read.
    ///
    /// # Errors
    ///
    /// Fails with [`StoreError::Missing`] where there is no such discussion, and where the database
    /// cannot be written.
    pub fn merge_comments(
        &mut self,
        discussion: DiscussionId,
        mut loaded: LoadedComments,
        now: Timestamp,
    ) -> Result<MergedComments, StoreError> {
        let known_of = self
            .discussion(discussion)?
            .ok_or(StoreError::Missing("discussion"))?;
        let before = self.stored_comments(discussion)?;
        let seen = match loaded.is_part {
            true => known_of.first_loaded.unwrap_or(now),
            false => now,
        };
        let behind = before.iter().map(|stored| stored.comment.seq + 1).max();
        let behind = behind.filter(|_| loaded.is_part).unwrap_or(0);
        let mut room = MAX_COMMENTS.saturating_sub(before.len());
        let mut known: HashMap<CommentId, StoredComment> = before
            .into_iter()
            .map(|stored| (stored.comment.id.clone(), stored))
            .collect();
        let mut merged = MergedComments {
            article: ArticleId(0),
            counts: CommentCounts::default(),
            new: Vec::new(),
            changed: Vec::new(),
            gone: Vec::new(),
            left_out: 0,
        };
        let comments = std::mem::take(&mut loaded.comments);
        for comment in without_duplicates(comments) {
            let mut comment = as_stored(comment);
            match known.remove(&comment.id) {
                Some(stored) => {
                    if loaded.is_part {
                        comment.seq = stored.comment.seq;
                    }
                    self.merge_known(discussion, stored, comment, seen, &mut merged)?;
                }
                None if room == 0 => merged.left_out += 1,
                None => {
                    room -= 1;
                    comment.seq = comment.seq.saturating_add(behind);
                    self.merge_new(discussion, comment, seen, &mut merged)?;
                }
            }
        }
        // What came by continuations is not in the first answers. Where these tell nothing new, nothing
        // else is open than was before.
        let is_first_part = !loaded.complete && !loaded.is_part && !known.is_empty();
        if is_first_part && merged.new.is_empty() && loaded.total_stated == known_of.total_stated {
            loaded.complete = known_of.complete;
            loaded.continuations = known_of.continuations;
        } else if loaded.complete && !loaded.is_part {
            let mut absent: Vec<_> = known.into_values().collect();
            absent.sort_by_key(|stored| stored.node);
            for stored in absent {
                self.merge_absent(discussion, stored, &mut merged)?;
            }
        }
        self.record_load(discussion, &loaded, now)?;
        self.read_what_is_muted(discussion, merged.new.clone())?;
        (merged.article, merged.counts) = self.recount_all(discussion)?;
        Ok(merged)
    }

    fn record_load(
        &self,
        discussion: DiscussionId,
        loaded: &LoadedComments,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let continuations = &loaded.continuations;
        let continuations = (!continuations.is_empty())
            .then(|| to_json(continuations))
            .transpose()?;
        self.connection
            .prepare_cached(
                "UPDATE discussion SET total_stated = ?2, complete = ?3, closed = ?4,
                     source_order = ?5, continuations = ?7, first_loaded = coalesce(first_loaded, ?6), loaded = ?6,
                     tried = ?6, error = NULL,
                     feed_count = (SELECT feed_count FROM article WHERE article.id = discussion.article)
                 WHERE id = ?1",
            )?
            .execute(params![
                discussion.0,
                loaded.total_stated,
                loaded.complete,
                access_number(loaded.access),
                loaded.order.word(),
                micros(now),
                continuations,
            ])?;
        Ok(())
    }

    fn merge_new(
        &self,
        discussion: DiscussionId,
        comment: Comment,
        now: Timestamp,
        merged: &mut MergedComments,
    ) -> Result<(), StoreError> {
        let stored = StoredComment {
            node: None,
            absences: 0,
            comment,
            mark: CommentMark {
                first_seen: stored(now),
                read: false,
                fold: None,
                muted: false,
                watched: false,
                silenced: false,
                kept: false,
                starred: false,
            },
        };
        self.write_comment(discussion, &stored)?;
        if stored.comment.state != State::Unloaded {
            merged.new.push(stored.comment.id);
        }
        Ok(())
    }

    fn merge_known(
        &self,
        discussion: DiscussionId,
        mut stored: StoredComment,
        incoming: Comment,
        now: Timestamp,
        merged: &mut MergedComments,
    ) -> Result<(), StoreError> {
        let returned = std::mem::take(&mut stored.absences) > 0;
        let is_delivered =
            stored.comment.state == State::Unloaded && incoming.state != State::Unloaded;
        let seq = incoming.seq;
        let mut comment = combine(&stored.comment, incoming);
        if stored.mark.starred && comment.state != State::Visible && comment.body.is_empty() {
            comment.body = stored.comment.body.clone();
        }
        if is_delivered {
            // A placeholder was never seen as a comment.
            stored.mark.first_seen = self::stored(now);
        }
        if comment
            == (Comment {
                seq,
                ..stored.comment.clone()
            })
        {
            if returned || stored.comment.seq != seq {
                stored.comment.seq = seq;
                self.touch_comment(&stored)?;
            }
            return Ok(());
        }
        stored.comment = comment;
        self.write_comment(discussion, &stored)?;
        let list = if is_delivered {
            &mut merged.new
        } else {
            &mut merged.changed
        };
        list.push(stored.comment.id);
        Ok(())
    }

    /// Placeholders and what is already deleted stay as they are: answers may hang on them.
    fn merge_absent(
        &self,
        discussion: DiscussionId,
        mut stored: StoredComment,
        merged: &mut MergedComments,
    ) -> Result<(), StoreError> {
        if !matches!(stored.comment.state, State::Visible | State::Hidden) {
            return Ok(());
        }
        stored.absences += 1;
        if stored.absences < ABSENCES_UNTIL_GONE {
            return self.touch_comment(&stored);
        }
        stored.comment.state = State::Removed;
        if !stored.mark.starred {
            stored.comment.body = GatedHtml::default();
        }
        self.write_comment(discussion, &stored)?;
        merged.gone.push(stored.comment.id);
        Ok(())
    }
}

/// Each id once: the first that was really delivered, else the first placeholder.
fn without_duplicates(comments: Vec<Comment>) -> Vec<Comment> {
    let delivered: HashSet<CommentId> = comments
        .iter()
        .filter(|comment| comment.state != State::Unloaded)
        .map(|comment| comment.id.clone())
        .collect();
    let mut seen = HashSet::new();
    comments
        .into_iter()
        .filter(|comment| comment.state != State::Unloaded || !delivered.contains(&comment.id))
        .filter(|comment| seen.insert(comment.id.clone()))
        .collect()
}

/// A comment as it will be read back: times as exact as the columns, no text where there may be none.
fn as_stored(mut comment: Comment) -> Comment {
    comment.published = comment.published.map(stored);
    if let Edited::At(at) = comment.edited {
        comment.edited = Edited::At(stored(at));
    }
    if matches!(
        comment.state,
        State::Deleted | State::Removed | State::Unloaded
    ) {
        comment.body = GatedHtml::default();
    }
    comment
}

/// What is known of a comment after an answer about it: the answer, but nothing is known worse than
/// before.
fn combine(before: &Comment, incoming: Comment) -> Comment {
    if incoming.state == State::Unloaded {
        return Comment {
            seq: incoming.seq,
            ..before.clone()
        };
    }
    let mut comment = incoming;
    if before.state == State::Unloaded {
        return comment;
    }
    if comment.edited == Edited::No {
        let is_rewritten = comment.state == State::Visible
            && before.state == State::Visible
            && comment.kind != Kind::Ping
            && comment.body != before.body;
        comment.edited = if is_rewritten {
            Edited::Yes
        } else {
            before.edited
        };
    }
    // "3 hours ago" names another moment each time it is asked.
    let is_vaguer = exactness(comment.precision) < exactness(before.precision);
    if before.published.is_some() && (is_vaguer || comment.precision == Precision::Relative) {
        comment.published = before.published;
        comment.precision = before.precision;
    }
    if before.parent.is_some() && comment.parent_trust > before.parent_trust {
        comment.parent.clone_from(&before.parent);
        comment.parent_trust = before.parent_trust;
    }
    comment
}

fn exactness(precision: Precision) -> u8 {
    match precision {
        Precision::Relative => 0,
        Precision::Day => 1,
        Precision::Second => 2,
    }
}
