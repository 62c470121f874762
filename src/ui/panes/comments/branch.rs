//! One branch as the root of the pane, for conversations that are deeper than the pane is wide.

use super::view::View;
use crate::ui::pane::Outcome;

impl View {
    /// Shows the selected comment's branch alone, as if it began there; or everything again.
    pub(super) fn toggle_branch(&mut self) -> Outcome {
        if self.end_branch() {
            return Outcome::said("the whole thread");
        }
        if self.thread.is_flat() {
            return Outcome::said("by time, there are no branches");
        }
        self.end_limit();
        self.branch = self.selected_id();
        self.branch_anew();
        // Who wants to see a branch wants to see it open.
        self.thread.pass_through_to(self.selected);
        self.forget_texts();
        self.close_peek();
        self.top = 0;
        self.settle_whole();
        Outcome::said("this branch alone")
    }

    /// Shows everything again; whether something was left out.
    pub(super) fn end_branch(&mut self) -> bool {
        let was_alone = self.branch.take().is_some();
        if was_alone {
            self.thread.show_branch(None);
            self.forget_texts();
            // What is folded above must not fold away where the reader is.
            self.thread.reveal(self.selected);
            self.keep_visible();
            self.settle_whole();
        }
        was_alone
    }

    /// Shows everything again before a step that leads out of the branch.
    pub(super) fn leave_branch_for(&mut self, at: usize) {
        let branch = self.thread.shown_branch();
        if branch.is_some_and(|branch| !self.thread.is_within(at, branch)) {
            self.end_branch();
        }
    }

    /// Finds the branch again after comments came or were sorted; none of a thread that is flat.
    pub(super) fn branch_anew(&mut self) {
        let is_flat = self.thread.is_flat();
        let branch = self.branch.as_ref().filter(|_| !is_flat);
        let at = branch.and_then(|id| self.thread.position(id));
        self.thread.show_branch(at);
        if at.is_none() {
            self.branch = None;
        }
    }
}
