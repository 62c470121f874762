//! By how many levels comments are indented: as deep as they stand, or less where chains of single
//! replies are straightened.

use super::view::View;
use crate::model::thread::Thread;

impl View {
    /// By how many levels a comment is indented, from the first one shown.
    pub(super) fn level(&self, at: usize) -> u32 {
        let Some(&level) = self.levels.get(at) else {
            return self.depth(at);
        };
        match self.thread.shown_branch() {
            None => level,
            Some(first) if first == at => 0,
            // The first answer always stands beneath what it answers.
            Some(first) => {
                let chain = u32::from(self.levels.get(first + 1) == self.levels.get(first));
                (level + chain).saturating_sub(self.levels[first])
            }
        }
    }

    /// Finds the levels again after comments came or were sorted, or the wish has changed.
    pub(super) fn levels_anew(&mut self) {
        self.levels = match self.columns.straighten {
            true => straight(&self.thread),
            false => Vec::new(),
        };
    }
}

/// The levels with chains of single replies straightened: an only reply to a reply stands in the column
/// of what it answers.
fn straight(thread: &Thread) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(thread.len());
    for at in 0..thread.len() {
        let node = thread.node(at);
        levels.push(match node.parent {
            None => 0,
            Some(parent) => {
                let above = thread.node(parent);
                let is_only = parent + 1 == at && node.end == above.end;
                levels[parent] + u32::from(!is_only || above.parent.is_none())
            }
        });
    }
    levels
}
