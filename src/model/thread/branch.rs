//! One branch shown as if it were the whole thread.

use super::Thread;

impl Thread {
    /// Shows only the branch that begins here, until this is called again with nothing.
    pub fn show_branch(&mut self, at: Option<usize>) {
        self.shown_branch = at.filter(|&at| at < self.len());
    }

    /// The comment that begins the branch which alone is shown.
    pub fn shown_branch(&self) -> Option<usize> {
        self.shown_branch
    }

    /// The levels above what is shown: depth counts from there.
    pub fn levels_above(&self) -> u32 {
        self.shown_branch.map_or(0, |at| self.node(at).depth)
    }

    /// The position of the first comment that is shown.
    pub(super) fn first_shown(&self) -> usize {
        self.shown_branch.unwrap_or(0)
    }

    /// The position behind the last comment that can be shown.
    pub(super) fn end_shown(&self) -> usize {
        self.shown_branch.map_or(self.len(), |at| self.end(at))
    }
}
