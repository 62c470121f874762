//! The same comments in another order: siblings sorted anew, or all of them flat by time.
//!
//! Linear passes and one sort, with explicit lists instead of recursion. Marks, folds and what is known
//! of each comment move along; only positions change.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::Timestamp;

use super::folds::Layer;
use super::tally::Tally;
use super::{Contents, Thread, is_readable};
use crate::model::tree::{Node, Tree, find_ends};

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

/// How comments are to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// As a tree, siblings in this order.
    Tree(Order),
    /// Flat, by the time when they were written.
    ByTime {
        /// Whether the newest stand first.
        newest_first: bool,
    },
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
        self.contents.is_flat()
    }

    /// Whether the source gives scores to sort by.
    pub fn has_scores(&self) -> bool {
        let mut comments = self.tree().nodes.iter().map(|node| &node.comment);
        comments.any(|comment| comment.score.is_some())
    }

    /// What has to be worked out to put the comments in another order.
    pub fn sorting(&self, arrangement: Arrangement) -> Sorting {
        Sorting {
            shown: Arc::clone(&self.contents),
            fresh: match arrangement {
                Arrangement::Tree(Order::Fresh) => self.fresh.clone(),
                // Only that order asks what is new.
                _ => Tally::default(),
            },
            arrangement,
        }
    }

    /// Puts the comments in another order. Marks, folds and what is known of each move along, as they are
    /// at this moment. Returns the thread as it was.
    ///
    /// # Panics
    ///
    /// If it does not fit: see [`Sorted::fits`].
    pub fn rearrange(&mut self, sorted: &Sorted) -> Self {
        assert!(
            sorted.fits(self),
            "an order is of the thread that it is given"
        );
        let was_flat = self.is_flat();
        let order = &sorted.order;
        let states = order.iter().map(|&at| self.states[at]).collect();
        let unread = order.iter().map(|&at| self.is_unread(at)).collect();
        let before_path = self.before_path.take().map(|(layer, openings)| {
            let openings = order.iter().map(|&at| openings[at]).collect();
            (layer, openings)
        });
        let contents = Arc::clone(&sorted.contents);
        // What fits a limit stands elsewhere now; whoever limits does it again.
        let sorted = Self::assemble(contents, states, unread, self.since, self.returning);
        let before = std::mem::replace(self, sorted);
        self.layer = before.layer;
        self.before_path = before_path;
        // Levels are others now; paths to what is new are the same in any order.
        if let (Layer::Depth(levels), true) = (self.layer, was_flat != self.is_flat()) {
            self.set_depth(levels);
        }
        before
    }
}

/// Comments to be put in another order, which takes its time and can be done beside the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorting {
    shown: Arc<Contents>,
    fresh: Tally,
    arrangement: Arrangement,
}

/// Comments in another order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorted {
    shown: Arc<Contents>,
    contents: Arc<Contents>,
    /// Their positions before.
    order: Vec<usize>,
    arrangement: Arrangement,
}

impl Sorting {
    /// Sorts them, in O(n log n) time.
    pub fn sorted(self) -> Sorted {
        let order = self.shown.order(self.arrangement, |at| self.fresh.has(at));
        Sorted {
            contents: Arc::new(self.shown.in_order(&order, self.arrangement)),
            shown: self.shown,
            order,
            arrangement: self.arrangement,
        }
    }

    /// How many comments there are.
    pub fn work(&self) -> usize {
        self.shown.len()
    }
}

impl Sorted {
    /// Whether it was worked out for this thread as it stands now.
    pub fn fits(&self, thread: &Thread) -> bool {
        Arc::ptr_eq(&thread.contents, &self.shown)
    }

    /// In which order they stand.
    pub fn arrangement(&self) -> Arrangement {
        self.arrangement
    }
}

impl Contents {
    /// The comments' positions in the order that an arrangement gives them.
    fn order(&self, arrangement: Arrangement, is_new: impl Fn(usize) -> bool) -> Vec<usize> {
        let parents: Vec<_> = (0..self.len()).map(|at| self.answered(at)).collect();
        let mut answers = Answers::group(&parents);
        let comment = |at: usize| &self.tree.nodes[at].comment;
        // Comments of equal rank stand as they were delivered.
        answers.sort_by_key(|at| comment(at).seq);
        let mut reading = answers.reading_order();
        let keys = self.keys(&parents, &reading, is_new);
        let (times, fresh, sizes) = (&keys.times, &keys.fresh, &keys.sizes);
        match arrangement {
            Arrangement::ByTime { newest_first: true } => {
                reading.sort_by_key(|&at| (Reverse(times[at]), Reverse(comment(at).seq)));
                return reading;
            }
            Arrangement::ByTime { .. } => {
                reading.sort_by_key(|&at| (times[at], comment(at).seq));
                return reading;
            }
            Arrangement::Tree(Order::Delivered) => {}
            Arrangement::Tree(Order::Oldest) => answers.sort_by_key(|at| times[at]),
            Arrangement::Tree(Order::Newest) => answers.sort_by_key(|at| Reverse(times[at])),
            Arrangement::Tree(Order::Top) => {
                answers.sort_by_key(|at| (Reverse(comment(at).score), times[at]));
            }
            Arrangement::Tree(Order::Replies) => {
                answers.sort_by_key(|at| (Reverse(sizes[at]), times[at]));
            }
            Arrangement::Tree(Order::Fresh) => {
                answers.sort_by_key(|at| (Reverse(fresh[at]), times[at]));
            }
        }
        answers.reading_order()
    }

    fn keys(
        &self,
        parents: &[Option<usize>],
        reading: &[usize],
        is_new: impl Fn(usize) -> bool,
    ) -> Keys {
        let comment = |at: usize| &self.tree.nodes[at].comment;
        let mut keys = Keys {
            times: (0..self.len()).map(|at| comment(at).published).collect(),
            sizes: vec![1; self.len()],
            fresh: (0..self.len()).map(|at| u32::from(is_new(at))).collect(),
        };
        // From the answers up: a stand-in for what was not delivered is as old as its first answer.
        for &at in reading.iter().rev() {
            let Some(parent) = parents[at] else {
                continue;
            };
            keys.sizes[parent] += keys.sizes[at];
            keys.fresh[parent] += keys.fresh[at];
            if !is_readable(comment(parent)) && comment(parent).published.is_none() {
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

    /// The same comments arranged otherwise; nothing is new in them.
    pub(super) fn arranged(&self, arrangement: Arrangement) -> Self {
        let order = self.order(arrangement, |_| false);
        self.in_order(&order, arrangement)
    }

    /// The same comments in this order of their positions now. What does not change by that is not
    /// looked at again.
    fn in_order(&self, order: &[usize], arrangement: Arrangement) -> Self {
        let flat = matches!(arrangement, Arrangement::ByTime { .. });
        let mut places = vec![0; order.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = place;
        }
        let answered = |at: usize| self.answered(at).map(|parent| places[parent]);
        let answered: Vec<Option<usize>> = order.iter().map(|&at| answered(at)).collect();
        let mut nodes: Vec<Node> = Vec::with_capacity(order.len());
        for (place, (&at, &answered)) in order.iter().zip(&answered).enumerate() {
            let parent = answered.filter(|_| !flat);
            nodes.push(Node {
                comment: Arc::clone(&self.tree.nodes[at].comment),
                parent,
                depth: parent.map_or(0, |parent| nodes[parent].depth + 1),
                end: place + 1,
            });
        }
        find_ends(&mut nodes);
        let mut positions = self.positions.clone();
        for place in positions.values_mut() {
            *place = places[*place];
        }
        let present = order.iter().map(|&at| self.present.has(at)).collect();
        Self {
            tree: Tree {
                nodes,
                inconsistent: self.tree.inconsistent,
                left_out: self.tree.left_out,
            },
            positions,
            present: Tally::new(present),
            authors: order.iter().map(|&at| self.authors[at]).collect(),
            answered: flat.then_some(answered),
            youngest: self.youngest,
        }
    }
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
