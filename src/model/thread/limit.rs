//! Showing only some comments, with those that they answer above them; what is folded and unfolded stays
//! as it is, to be there again afterwards.

use super::tally::Tally;
use super::{Shape, Thread};

/// The comments that are shown while the thread is limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// Those that fit.
    fitting: Tally,
    /// These and all above them.
    shown: Tally,
}

impl Thread {
    /// Shows only these comments and those above them; false, and nothing changed, where none is here.
    pub fn limit_to(&mut self, fitting: impl Fn(usize) -> bool) -> bool {
        let fitting: Vec<bool> = (0..self.len()).map(fitting).collect();
        if !fitting.contains(&true) {
            return false;
        }
        let mut shown = fitting.clone();
        // Answers stand behind what they answer, so each is seen before what is above it.
        for at in (0..self.len()).rev() {
            if shown[at]
                && let Some(parent) = self.parent(at)
            {
                shown[parent] = true;
            }
        }
        self.limit = Some(Limit {
            fitting: Tally::new(fitting),
            shown: Tally::new(shown),
        });
        true
    }

    /// Shows everything again, every fold as it was.
    pub fn end_limit(&mut self) {
        self.limit = None;
    }

    /// How many comments fit; none while the thread is not limited.
    pub fn fitting(&self) -> Option<u32> {
        self.limit.as_ref().map(|limit| limit.fitting.total())
    }

    /// Whether a comment is shown only for the sake of those below it.
    pub fn is_only_above(&self, at: usize) -> bool {
        let limit = self.limit.as_ref();
        limit.is_some_and(|limit| !limit.fitting.has(at))
    }

    /// The comment itself, or where only some are shown the nearest of these.
    pub fn let_through(&self, at: usize) -> usize {
        match &self.limit {
            Some(limit) => limit.nearest(at, self.ancestors(at)),
            None => at,
        }
    }

    /// Whether the limit, if there is one, leaves a comment in sight.
    pub(super) fn is_let_through(&self, at: usize) -> bool {
        self.limit.as_ref().is_none_or(|limit| limit.shown.has(at))
    }
}

impl Limit {
    /// The comment itself if it is shown, else the nearest one above or beside it that is.
    pub(super) fn nearest(&self, at: usize, above: impl Iterator<Item = usize>) -> usize {
        let mut chain = std::iter::once(at).chain(above);
        chain
            .find(|&at| self.shown.has(at))
            .or_else(|| self.shown.previous(at))
            .or_else(|| self.shown.next(at))
            .unwrap_or(at)
    }

    /// Those that fit are open, the others one line.
    pub(super) fn shape(&self, at: usize) -> Shape {
        match self.fitting.has(at) {
            true => Shape::Open,
            false => Shape::Brief,
        }
    }

    pub(super) fn next(&self, at: usize) -> Option<usize> {
        self.shown.next(at)
    }

    pub(super) fn previous(&self, at: usize) -> Option<usize> {
        self.shown.previous(at)
    }
}
