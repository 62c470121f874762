//! The same comments in another order: siblings sorted anew, or all of them flat by time.
//!
//! Linear passes and one sort, with explicit lists instead of recursion. Marks, folds and what is known
//! of each comment move along; only positions change.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::folds::Layer;
use super::{Thread, is_readable};
use crate::model::tree::Tree;

/// In which order siblings stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// As the source delivered them.
    Delivered,
    /// Oldest first.
    #[default]
    Oldest,
    /// Newest first.
    Newest,
    /// Highest score first, then oldest.
    Top,
    /// Those with the most comments below them first, then oldest.
    Replies,
    /// Those with the most that is new in their branch first, then oldest.
    Fresh,
}

/// What comments are sorted by.
struct Keys {
    times: Vec<Option<Timestamp>>,
    sizes: Vec<u32>,
    fresh: Vec<u32>,
}

impl Thread {
    /// Whether the comments stand flat by time.
    pub fn is_flat(&self) -> bool {
        self.answered.is_some()
    }

    /// Whether the source gives scores to sort by.
    pub fn has_scores(&self) -> bool {
        let mut comments = self.tree.nodes.iter().map(|node| &node.comment);
        comments.any(|comment| comment.score.is_some())
    }

    /// Sorts the answers to each comment, and the roots.
    pub fn sort(&mut self, order: Order) {
        let parents = self.true_parents();
        let mut answers = Answers::group(&parents);
        // Comments of equal rank stand as they were delivered.
        answers.sort_by_key(|at| self.comment(at).seq);
        let reading = answers.reading_order();
        let keys = self.keys(&parents, &reading);
        let (times, fresh, sizes) = (&keys.times, &keys.fresh, &keys.sizes);
        match order {
            Order::Delivered => {}
            Order::Oldest => answers.sort_by_key(|at| times[at]),
            Order::Newest => answers.sort_by_key(|at| Reverse(times[at])),
            Order::Top => {
                answers.sort_by_key(|at| (Reverse(self.comment(at).score), times[at]));
            }
            Order::Replies => answers.sort_by_key(|at| (Reverse(sizes[at]), times[at])),
            Order::Fresh => answers.sort_by_key(|at| (Reverse(fresh[at]), times[at])),
        }
        let reading = answers.reading_order();
        self.rearrange(&reading, &parents, false);
    }

    /// Puts all comments at one level by the time when they were written, the newest first or last.
    pub fn flatten(&mut self, newest_first: bool) {
        let parents = self.true_parents();
        let mut reading = Answers::group(&parents).reading_order();
        let times = self.keys(&parents, &reading).times;
        if newest_first {
            reading.sort_by_key(|&at| (Reverse(times[at]), Reverse(self.comment(at).seq)));
        } else {
            reading.sort_by_key(|&at| (times[at], self.comment(at).seq));
        }
        self.rearrange(&reading, &parents, true);
    }

    /// Makes a flat thread a tree again.
    pub(super) fn unflatten(&mut self) {
        if self.is_flat() {
            self.sort(Order::default());
        }
    }

    /// What each comment answers, flat or not.
    fn true_parents(&self) -> Vec<Option<usize>> {
        (0..self.len()).map(|at| self.answered(at)).collect()
    }

    fn keys(&self, parents: &[Option<usize>], reading: &[usize]) -> Keys {
        let mut keys = Keys {
            times: (0..self.len())
                .map(|at| self.comment(at).published)
                .collect(),
            sizes: vec![1; self.len()],
            fresh: (0..self.len())
                .map(|at| u32::from(self.is_new(at)))
                .collect(),
        };
        // From the answers up: a stand-in for what was not delivered is as old as its first answer.
        for &at in reading.iter().rev() {
            let Some(parent) = parents[at] else {
                continue;
            };
            keys.sizes[parent] += keys.sizes[at];
            keys.fresh[parent] += keys.fresh[at];
            if !is_readable(self.comment(parent)) && self.comment(parent).published.is_none() {
                let earlier = [keys.times[parent], keys.times[at]];
                keys.times[parent] = earlier.into_iter().flatten().min();
            }
        }
        // From the roots down: what has no time is as old as what it answers, or as what is before it.
        let mut last = None;
        for &at in reading {
            let above = parents[at].and_then(|parent| keys.times[parent]);
            keys.times[at] = keys.times[at].or(above).or(last);
            last = keys.times[at];
        }
        keys
    }

    /// Writes the comments down in this order of their positions now.
    fn rearrange(&mut self, order: &[usize], parents: &[Option<usize>], flat: bool) {
        // What fits stands elsewhere now; whoever limits does it again.
        self.limit = None;
        let was_flat = self.is_flat();
        let mut places = vec![0; order.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = place;
        }
        let unread: Vec<bool> = order.iter().map(|&at| self.is_unread(at)).collect();
        let before_path = self.before_path.take().map(|(layer, openings)| {
            let openings = order.iter().map(|&at| openings[at]).collect();
            (layer, openings)
        });
        let answered: Vec<Option<usize>> = order
            .iter()
            .map(|&at| parents[at].map(|parent| places[parent]))
            .collect();
        let mut nodes = put_in_order(std::mem::take(&mut self.tree.nodes), &places);
        let states = put_in_order(std::mem::take(&mut self.states), &places);
        for place in 0..nodes.len() {
            let parent = answered[place].filter(|_| !flat);
            nodes[place].parent = parent;
            nodes[place].depth = parent.map_or(0, |parent| nodes[parent].depth + 1);
            nodes[place].end = place + 1;
        }
        for place in (0..nodes.len()).rev() {
            if let Some(parent) = nodes[place].parent {
                nodes[parent].end = nodes[parent].end.max(nodes[place].end);
            }
        }
        let mut positions = std::mem::take(&mut self.positions);
        for place in positions.values_mut() {
            *place = places[*place];
        }
        let tree = Tree {
            nodes,
            inconsistent: self.tree.inconsistent,
            left_out: self.tree.left_out,
        };
        let layer = self.layer;
        *self = Self::assemble(tree, positions, states, unread, self.since, self.returning);
        self.layer = layer;
        self.before_path = before_path;
        self.answered = flat.then_some(answered);
        // Levels are others now; paths to what is new are the same in any order.
        if let (Layer::Depth(levels), true) = (layer, was_flat != flat) {
            self.set_depth(levels);
        }
    }
}

/// Puts each thing where it belongs; `places` is a permutation. Comments are large: each is moved once
/// there and once back, which a sort would do more often.
fn put_in_order<T>(things: Vec<T>, places: &[usize]) -> Vec<T> {
    let mut slots: Vec<Option<T>> = things.iter().map(|_| None).collect();
    for (thing, &place) in things.into_iter().zip(places) {
        slots[place] = Some(thing);
    }
    slots.into_iter().flatten().collect()
}

/// The answers to each comment, and the roots behind them.
struct Answers(Vec<Vec<usize>>);

impl Answers {
    fn group(parents: &[Option<usize>]) -> Self {
        let mut groups = vec![Vec::new(); parents.len() + 1];
        for (at, parent) in parents.iter().enumerate() {
            groups[parent.unwrap_or(parents.len())].push(at);
        }
        Self(groups)
    }

    fn sort_by_key<K: Ord>(&mut self, mut key: impl FnMut(usize) -> K) {
        for group in &mut self.0 {
            group.sort_by_key(|&at| key(at));
        }
    }

    /// Every comment before its answers.
    fn reading_order(&self) -> Vec<usize> {
        let Some((roots, answers)) = self.0.split_last() else {
            return Vec::new();
        };
        let mut order = Vec::with_capacity(answers.len());
        let mut open: Vec<usize> = roots.iter().rev().copied().collect();
        while let Some(at) = open.pop() {
            order.push(at);
            open.extend(answers[at].iter().rev());
        }
        order
    }
}
