//! What is open, what is one line, what is folded away, and who decided it.
//!
//! Four voices, the strongest first: a search that shows a place (until it goes on to the next), a jump
//! that passes through (until it is left), the reader's own fold, and the layer: everything down to a depth, or only the paths to what is new (the rule of
//! Tildes, section 3.4 of the reading design).

use super::{Reading, Thread};
use crate::model::id::CommentId;

/// How much of a comment is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Text and answers.
    #[default]
    Open,
    /// One line of the text, and the answers.
    Brief,
    /// One line of the text, no answers.
    Folded,
}

/// What gives a comment its shape where the reader has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    /// This many levels; 0 for all.
    Depth(u8),
    /// Only the paths to what is new.
    PathToNew,
}

/// The shape that the layer gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) shape: Shape,
    /// Open or brief only because something below is new; folds when that has been read.
    pub(super) on_the_way: bool,
}

impl Thread {
    /// How much of a comment is shown.
    pub fn shape(&self, at: usize) -> Shape {
        let Some(state) = self.states.get(at) else {
            return Shape::Open;
        };
        if let Some(limit) = &self.limit {
            return limit.shape(at);
        }
        match (state.visiting.or(state.passing), state.own) {
            (Some(passing), _) => passing,
            (None, Some(true)) => Shape::Folded,
            (None, Some(false)) => Shape::Open,
            (None, None) if state.muted => Shape::Folded,
            (None, None) => state.opening.shape,
        }
    }

    /// The reader's own fold of a comment: folded, unfolded, or none.
    pub fn own_fold(&self, at: usize) -> Option<bool> {
        self.states.get(at)?.own
    }

    /// Takes the reader's own fold. A different one ends what a jump made of the comment.
    pub(super) fn set_own_fold(&mut self, at: usize, own: Option<bool>) {
        if let Some(state) = self.states.get_mut(at)
            && state.own != own
        {
            state.own = own;
            state.passing = None;
            state.visiting = None;
        }
    }

    /// Ends what a jump made of a comment, so that its own shape shows again.
    pub fn stop_passing(&mut self, at: usize) {
        if let Some(state) = self.states.get_mut(at) {
            state.passing = None;
            state.visiting = None;
        }
    }

    /// Shows a place that a search has found, whatever is folded; what it showed before folds again.
    /// Nothing else changes, so that [`Thread::end_visit`] restores every fold.
    pub fn visit(&mut self, target: usize) {
        self.end_visit();
        if target >= self.len() {
            return;
        }
        let mut shown = vec![(target, Shape::Open)];
        let folded = self
            .ancestors(target)
            .filter(|&ancestor| self.shape(ancestor) == Shape::Folded);
        shown.extend(folded.map(|ancestor| (ancestor, Shape::Brief)));
        for (at, shape) in shown {
            self.states[at].visiting = Some(shape);
            self.visited.push(at);
        }
    }

    /// Takes back what a search unfolded.
    pub fn end_visit(&mut self) {
        for at in std::mem::take(&mut self.visited) {
            if let Some(state) = self.states.get_mut(at) {
                state.visiting = None;
            }
        }
    }

    /// The reader's own folds that must change for a whole branch to be open.
    pub fn unfolding_of_branch(&self, at: usize) -> Vec<(CommentId, Option<bool>)> {
        (at..self.end(at))
            .filter(|&below| self.shape(below) != Shape::Open)
            .map(|below| (self.comment(below).id.clone(), Some(false)))
            .collect()
    }

    /// The reader's own folds that must go for a layer to show everywhere.
    pub fn forgetting_of_own_folds(&self) -> Vec<(CommentId, Option<bool>)> {
        (0..self.len())
            .filter(|&at| self.states[at].own.is_some())
            .map(|at| (self.comment(at).id.clone(), None))
            .collect()
    }

    /// Shows so many levels, the last of them as one line each; 0 shows everything. The reader's own
    /// folds stay in force: see [`Thread::forgetting_of_own_folds`].
    pub fn show_depth(&mut self, levels: u8) {
        self.layer = Layer::Depth(levels);
        self.before_path = None;
        self.forget_passing();
        self.set_depth(levels);
    }

    /// Gives every comment the shape that a depth layer gives it.
    pub(super) fn set_depth(&mut self, levels: u8) {
        for (node, state) in self.contents.tree.nodes.iter().zip(&mut self.states) {
            state.opening = Opening {
                shape: shape_at_depth(levels, node.depth),
                on_the_way: false,
            };
        }
    }

    /// Where only the paths to what is new are open, opens those to what is new now.
    pub(super) fn open_paths_anew(&mut self) {
        if self.layer == Layer::PathToNew {
            self.forget_passing();
            self.set_openings(self.paths());
        }
    }

    /// Opens only the paths to what is new; if they are all that is open already, takes that back.
    /// Returns whether it is the paths now. On a first visit, where nothing is new, to what is unread.
    pub fn toggle_path_to_new(&mut self) -> bool {
        self.forget_passing();
        let paths = self.paths();
        let is_shown = |state: &Reading, path: &Opening| state.opening.shape == path.shape;
        let are_shown = self.states.iter().zip(&paths).all(|(s, p)| is_shown(s, p));
        match self.before_path.take() {
            Some((layer, openings)) if are_shown => {
                self.layer = layer;
                self.set_openings(openings);
                false
            }
            before => {
                let current = self.states.iter().map(|state| state.opening);
                self.before_path = before.or_else(|| Some((self.layer, current.collect())));
                self.layer = Layer::PathToNew;
                self.set_openings(paths);
                true
            }
        }
    }

    /// Opens only the paths to what is new; taking that back opens everything.
    pub(super) fn start_with_paths(&mut self) {
        self.before_path = Some((Layer::Depth(0), vec![Opening::default(); self.len()]));
        self.layer = Layer::PathToNew;
        self.set_openings(self.paths());
    }

    fn set_openings(&mut self, openings: Vec<Opening>) {
        for (state, opening) in self.states.iter_mut().zip(openings) {
            state.opening = opening;
        }
    }

    /// The rule itself: what is new is open; what has a new direct answer is open; what has something
    /// new only deeper is one line with its answers; the rest is folded. If every first-level comment
    /// would end up folded, they are open.
    fn paths(&self) -> Vec<Opening> {
        let mut answered = vec![false; self.len()];
        for at in (0..self.len()).filter(|&at| self.is_news(at)) {
            if let Some(parent) = self.parent(at) {
                answered[parent] = true;
            }
        }
        let mut openings: Vec<Opening> = answered
            .iter()
            .enumerate()
            .map(|(at, &answered)| {
                let is_news = self.is_news(at);
                let shape = if is_news || answered {
                    Shape::Open
                } else if self.has_news(at) {
                    Shape::Brief
                } else {
                    Shape::Folded
                };
                Opening {
                    shape,
                    on_the_way: !is_news && shape != Shape::Folded,
                }
            })
            .collect();
        let first = (!self.is_empty()).then_some(0);
        let roots: Vec<usize> = std::iter::successors(first, |&at| self.next_root(at)).collect();
        let is_folded = |&root: &usize| {
            let by_rule = openings[root].shape == Shape::Folded;
            let state = &self.states[root];
            state.own.unwrap_or(by_rule || state.muted)
        };
        if roots.iter().all(is_folded) {
            for root in roots {
                openings[root].shape = Shape::Open;
            }
        }
        openings
    }

    /// Whether a comment is what the reader comes back for: new, or on a first visit unread.
    fn is_news(&self, at: usize) -> bool {
        if self.tells_new() {
            self.is_new(at)
        } else {
            self.is_unread(at)
        }
    }

    /// Whether there is something to come back for in a branch.
    fn has_news(&self, at: usize) -> bool {
        let counts = self.branch(at);
        if self.tells_new() {
            counts.new > 0
        } else {
            counts.unread > 0
        }
    }

    /// Makes a comment visible and open for as long as the reader stays: folded ancestors unfold as one
    /// line each, the one that it answers opens.
    pub fn pass_through_to(&mut self, target: usize) {
        if target >= self.len() {
            return;
        }
        if self.shape(target) != Shape::Open {
            self.pass(target, Shape::Open);
        }
        if let Some(parent) = self.parent(target)
            && self.shape(parent) != Shape::Open
        {
            self.pass(parent, Shape::Open);
        }
        self.reveal(target);
    }

    /// Makes a comment visible for as long as the reader stays; its own shape remains.
    pub fn reveal(&mut self, target: usize) {
        let folded: Vec<usize> = self
            .ancestors(target)
            .filter(|&ancestor| self.shape(ancestor) == Shape::Folded)
            .collect();
        for ancestor in folded {
            self.pass(ancestor, Shape::Brief);
        }
    }

    /// Folds again what jumps unfolded, and what was open around `left` only for news below that has
    /// been read now; what leads to `target` stays.
    pub fn leave(&mut self, left: usize, target: usize) {
        let passed = std::mem::take(&mut self.passed);
        for at in passed {
            if self.is_within(target, at) {
                self.passed.push(at);
            } else {
                self.states[at].passing = None;
            }
        }
        let spent = std::iter::once(left)
            .chain(self.ancestors(left))
            .take_while(|&at| !self.is_within(target, at))
            .filter(|&at| {
                let state = &self.states[at];
                state.opening.on_the_way && state.own.is_none() && !self.has_news(at)
            })
            .last();
        if let Some(at) = spent {
            self.states[at].opening = Opening {
                shape: Shape::Folded,
                on_the_way: false,
            };
        }
    }

    /// Whether a jump has unfolded something that is not folded again yet.
    #[cfg(test)]
    pub(super) fn is_passing(&self) -> bool {
        self.states.iter().any(|state| state.passing.is_some())
    }

    fn pass(&mut self, at: usize, shape: Shape) {
        self.states[at].passing = Some(shape);
        self.passed.push(at);
    }

    fn forget_passing(&mut self) {
        for at in std::mem::take(&mut self.passed) {
            self.states[at].passing = None;
        }
    }
}

/// The shape that a depth layer gives to a comment with so many ancestors.
pub(super) fn shape_at_depth(levels: u8, depth: u32) -> Shape {
    if levels > 0 && depth + 1 >= u32::from(levels) {
        Shape::Folded
    } else {
        Shape::Open
    }
}
