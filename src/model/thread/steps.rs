//! Steps through a thread. "Visible" means: not inside a folded branch, or where only some comments are
//! shown, one of these; where only a branch is shown, in that.

use std::collections::HashMap;

use super::{Shape, Thread};
use crate::model::safe::SafeText;

impl Thread {
    /// Whether no ancestor is folded.
    pub fn is_visible(&self, at: usize) -> bool {
        at < self.len() && self.nearest_visible(at) == at
    }

    /// The comment itself if it is visible, else the outermost folded comment that hides it; where only
    /// some are shown, the nearest of these, and for what is outside of the branch that is shown, its root.
    pub fn nearest_visible(&self, at: usize) -> usize {
        if let Some(limit) = &self.limit {
            return limit.nearest(at, self.ancestors(at));
        }
        let first = self.first_shown();
        if !(first..self.end_shown()).contains(&at) {
            return first;
        }
        self.ancestors(at)
            .take_while(|&ancestor| ancestor >= first)
            .filter(|&ancestor| self.shape(ancestor) == Shape::Folded)
            .last()
            .unwrap_or(at)
    }

    /// The ancestors of a comment, nearest first.
    pub fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parent(at), |&ancestor| self.parent(ancestor))
    }

    /// Whether a comment is another, or stands somewhere below it.
    pub fn is_within(&self, at: usize, branch: usize) -> bool {
        (branch..self.end(branch)).contains(&at)
    }

    /// The next visible comment.
    pub fn next_visible(&self, at: usize) -> Option<usize> {
        if let Some(limit) = &self.limit {
            return limit.next(at + 1);
        }
        let next = if self.shape(at) == Shape::Folded {
            self.end(at)
        } else {
            at + 1
        };
        (next < self.end_shown()).then_some(next)
    }

    /// The visible comment before a visible one.
    pub fn previous_visible(&self, at: usize) -> Option<usize> {
        if let Some(limit) = &self.limit {
            return limit.previous(at);
        }
        let first = self.first_shown();
        let before = at.checked_sub(1).filter(|&before| before >= first)?;
        let parent = self.parent(at);
        // What hides it can only stand below the common ancestor, and that is this one's parent.
        let hiding = self
            .ancestors(before)
            .take_while(|&ancestor| Some(ancestor) != parent && ancestor >= first)
            .filter(|&ancestor| self.shape(ancestor) == Shape::Folded)
            .last();
        Some(hiding.unwrap_or(before))
    }

    /// The first visible comment.
    pub fn first_visible(&self) -> Option<usize> {
        let first = self.first_shown();
        (first < self.len()).then(|| self.nearest_visible(first))
    }

    /// The last visible comment.
    pub fn last_visible(&self) -> Option<usize> {
        self.previous_visible(self.end_shown())
    }

    /// The comment that this one answers.
    pub fn parent(&self, at: usize) -> Option<usize> {
        self.tree().nodes.get(at)?.parent
    }

    /// The comment that this one answers, also where the thread is flat.
    pub fn answered(&self, at: usize) -> Option<usize> {
        self.contents.answered(at)
    }

    /// What a comment answers, what that answers, and so on, also where the thread is flat.
    pub fn answered_chain(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.answered(at), |&above| self.answered(above))
    }

    /// The first answer, visible or not.
    pub fn first_reply(&self, at: usize) -> Option<usize> {
        (self.end(at) > at + 1).then_some(at + 1)
    }

    /// The next answer to the same comment.
    pub fn next_sibling(&self, at: usize) -> Option<usize> {
        let next = self.end(at);
        let limit = self
            .parent(at)
            .map_or(self.len(), |parent| self.end(parent));
        (next < limit).then_some(next)
    }

    /// The previous answer to the same comment.
    pub fn previous_sibling(&self, at: usize) -> Option<usize> {
        let parent = self.parent(at);
        let before = at.checked_sub(1)?;
        if Some(before) == parent {
            return None;
        }
        std::iter::once(before)
            .chain(self.ancestors(before))
            .find(|&candidate| self.parent(candidate) == parent)
    }

    /// The first-level comment of the branch; inside a branch that alone is shown, its first.
    pub fn root(&self, at: usize) -> usize {
        let first = Some(self.first_shown()).filter(|&first| first <= at);
        let first = first.unwrap_or(0);
        let above = self.ancestors(at).take_while(|&above| above >= first);
        above.last().unwrap_or(at)
    }

    /// The next first-level comment.
    pub fn next_root(&self, at: usize) -> Option<usize> {
        let next = self.end(self.root(at));
        (next < self.end_shown()).then_some(next)
    }

    /// The first-level comment of this branch, or the one before if it is that already.
    pub fn previous_root(&self, at: usize) -> Option<usize> {
        let root = self.root(at);
        if root != at {
            return Some(root);
        }
        root.checked_sub(1).map(|before| self.root(before))
    }

    /// The first unread comment, folded away or not.
    pub fn first_unread(&self) -> Option<usize> {
        self.unread_from(0)
    }

    /// The next unread comment in reading order, folded away or not; never from the start again.
    pub fn next_unread(&self, at: usize) -> Option<usize> {
        self.unread_from(at + 1)
    }

    /// The previous unread comment in reading order, folded away or not.
    pub fn previous_unread(&self, at: usize) -> Option<usize> {
        let mut found =
            std::iter::successors(self.unread.previous(at), |&at| self.unread.previous(at));
        found.find(|&at| self.is_let_through(at))
    }

    /// The first unread comment from here on, among those that are shown where only some are.
    fn unread_from(&self, at: usize) -> Option<usize> {
        let mut found = std::iter::successors(self.unread.next(at), |&at| self.unread.next(at + 1));
        found.find(|&at| self.is_let_through(at))
    }

    /// The first new comment of a branch.
    pub fn first_new_within(&self, branch: usize) -> Option<usize> {
        self.fresh
            .next(branch)
            .filter(|&found| self.is_within(found, branch))
    }

    /// For each comment whether its author is one of those for whom this holds; each is asked for once.
    pub fn by_authors(&self, holds: impl Fn(&SafeText) -> bool) -> Vec<bool> {
        let mut known: HashMap<u32, bool> = HashMap::new();
        let authors = self.contents.authors.iter().enumerate();
        authors
            .map(|(at, &number)| {
                let is_one = || self.comment(at).author.as_ref().is_some_and(&holds);
                number.is_some_and(|number| *known.entry(number).or_insert_with(is_one))
            })
            .collect()
    }

    /// The author's next comment.
    pub fn next_by_same_author(&self, at: usize) -> Option<usize> {
        let authors = &self.contents.authors;
        let author = (*authors.get(at)?)?;
        (at + 1..self.len()).find(|&other| authors[other] == Some(author))
    }

    /// The author's previous comment.
    pub fn previous_by_same_author(&self, at: usize) -> Option<usize> {
        let authors = &self.contents.authors;
        let author = (*authors.get(at)?)?;
        (0..at).rfind(|&other| authors[other] == Some(author))
    }
}
