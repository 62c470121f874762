//! Hearing no more of a branch, or all of it.

use jiff::Timestamp;

use super::CommentsPane;
use super::view::View;
use crate::model::change::{Change, Deed};
use crate::model::thread::Shape;
use crate::text::count::counted;
use crate::ui::pane::Outcome;

impl CommentsPane {
    /// Mutes the selected branch until a time, or for good.
    pub fn mute_branch_until(&mut self, until: Option<Timestamp>) -> Outcome {
        match self.view_mut() {
            Some(view) if !view.thread.is_empty() && !view.at_end => {
                Outcome::deed(view.mute_branch_until(until))
            }
            _ => Outcome::ignored(),
        }
    }
}

impl View {
    /// `x`: mutes the branch, which is read and folded with all that will come into it, and goes on
    /// behind it; in a muted branch, ends that.
    pub(super) fn mute_branch(&mut self) -> Outcome {
        if let Some(muted) = self.thread.muted_branch(self.selected) {
            let change = self.set_muted(muted, false, None);
            self.settle_whole();
            return Outcome::deed(Deed {
                label: "no longer muted".to_owned(),
                changes: vec![change],
            });
        }
        Outcome::deed(self.mute_branch_until(None))
    }

    /// Mutes the branch until a time, or for good; of a muted branch its beginning is meant.
    fn mute_branch_until(&mut self, until: Option<Timestamp>) -> Deed {
        let at = self.thread.muted_branch(self.selected);
        let at = at.unwrap_or(self.selected);
        let end = self.thread.node(at).end;
        let row = Some(self.top).filter(|&row| row >= 0);
        let unread = self.thread.unread_ids(at, end);
        let mut changes = Vec::new();
        if !unread.is_empty() {
            changes.extend(self.mark_read(unread).changes);
        }
        if self.thread.own_fold(at).is_some() {
            // Muted, it is folded without being told.
            let folds = vec![(self.thread.comment(at).id.clone(), None)];
            changes.extend(self.set_folds(String::new(), folds).changes);
        }
        changes.push(self.set_muted(at, true, until));
        let size = self.thread.branch(at).size.max(1);
        let label = counted(size, "comment muted", "comments muted");
        self.leave_branch(at, row);
        Deed { label, changes }
    }

    /// `w`: watches the branch, or no longer; in a watched branch its beginning is meant.
    pub(super) fn toggle_watch(&mut self) -> Outcome {
        let chain = std::iter::once(self.selected).chain(self.thread.answered_chain(self.selected));
        let known = chain.into_iter().find(|&at| self.thread.is_watched(at));
        let at = known.unwrap_or(self.selected);
        let change = Change::CommentsWatched {
            discussion: self.discussion.id,
            comments: vec![self.thread.comment(at).id.clone()],
            watched: known.is_none(),
        };
        self.thread.apply(&change);
        let label = match known {
            Some(_) => "no longer watched",
            None => "1 comment and its replies watched",
        };
        Outcome::deed(Deed {
            label: label.to_owned(),
            changes: vec![change],
        })
    }

    fn set_muted(&mut self, at: usize, muted: bool, until: Option<Timestamp>) -> Change {
        let change = Change::Muted {
            discussion: self.discussion.id,
            comments: vec![self.thread.comment(at).id.clone()],
            muted,
            until,
        };
        self.thread.apply(&change);
        change
    }

    /// Whether a comment or its author is muted and it is not unfolded, so that its header is all that is shown of it.
    pub(super) fn is_quiet(&self, at: usize) -> bool {
        let is_muted = self.thread.is_muted(at) && self.thread.shape(at) == Shape::Folded;
        is_muted || (self.thread.is_silenced(at) && self.thread.own_fold(at) != Some(false))
    }
}
