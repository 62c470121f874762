//! A refreshed thread joins the one being read: by id, without moving what is there.
//!
//! In two steps. What the comments become is worked out by [`Merge::new`], which takes its time and can
//! be done beside the screen; [`Thread::join`] then takes it over, with the reader's marks and folds as they
//! are at that moment.

use std::sync::Arc;

use super::folds::shape_at_depth;
use super::{Arrangement, Contents, Layer, Opening, Reading, Since, Thread, is_readable};
use crate::model::comment::{Comment, Edited, State};
use crate::model::tree::{Node, Tree, find_ends};

/// What a refresh makes of the comments shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// What was shown when this was worked out.
    shown: Arc<Contents>,
    incoming: Arc<Thread>,
    contents: Arc<Contents>,
    /// Where each of the merged comments comes from.
    origins: Vec<Origin>,
}

/// What came of taking a merge over.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// Where the unread comments stand that were not here.
    pub arrived: Vec<usize>,
    /// The thread as it was. To let go of a large one takes longer than a frame may.
    pub before: Thread,
}

/// Where a comment of the merged thread comes from: its position before, and in what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Old(usize),
    New(usize),
    Both {
        old: usize,
        new: usize,
    },
    /// What was a stub has words now.
    Filled {
        old: usize,
        new: usize,
    },
}

impl Origin {
    fn old(self) -> Option<usize> {
        match self {
            Self::Old(old) | Self::Both { old, .. } | Self::Filled { old, .. } => Some(old),
            Self::New(_) => None,
        }
    }
}

/// Stands for "no parent" among parents, so that roots sort like any other siblings.
const ROOT: usize = usize::MAX;

impl Merge {
    /// Works out what becomes of the comments shown, in O(n log n) time.
    ///
    /// Comments that are here keep their order, and new ones come in behind the sibling that they follow; with an
    /// arrangement all of them are then put in that. A comment that is gone becomes a stub that keeps
    /// its text for the reader who had it.
    pub fn new(
        shown: Arc<Contents>,
        incoming: Arc<Thread>,
        arrangement: Option<Arrangement>,
    ) -> Self {
        let coming = incoming.contents();
        let mut tree = Arc::clone(&shown);
        if shown.is_flat() {
            let arrangement = Arrangement::Tree(Default::default());
            tree = Arc::new(shown.arranged(arrangement));
        }
        let (sources, parents) = sources(&tree, coming);
        let order = reading_order(&sources, &parents);
        let mut contents = Contents::new(join(&tree, coming, &sources, &parents, &order));
        if let Some(arrangement) = arrangement {
            contents = contents.arranged(arrangement);
        }
        let origins = origins(&shown, coming, &contents);
        Self {
            shown,
            incoming,
            contents: Arc::new(contents),
            origins,
        }
    }

    /// Whether it was worked out for this thread as it stands now.
    pub fn fits(&self, thread: &Thread) -> bool {
        Arc::ptr_eq(thread.contents(), &self.shown)
    }

    /// What came.
    pub fn incoming(&self) -> &Arc<Thread> {
        &self.incoming
    }
}

impl Thread {
    /// Takes a merge over: comments that are here keep their marks and their folds, and what counts as new
    /// stays the same.
    ///
    /// # Panics
    ///
    /// If it does not fit: see [`Merge::fits`].
    pub fn join(&mut self, merge: &Merge) -> Joined {
        assert!(merge.fits(self), "a merge is of the thread that it joins");
        if self.is_empty() {
            return Joined {
                arrived: Vec::new(),
                before: std::mem::replace(self, Self::clone(&merge.incoming)),
            };
        }
        let nodes = &merge.contents.tree.nodes;
        let mut states = Vec::with_capacity(nodes.len());
        let mut unread = Vec::with_capacity(nodes.len());
        let mut arrived = Vec::new();
        for (at, (&origin, node)) in merge.origins.iter().zip(nodes).enumerate() {
            let (state, is_unread) = self.reading(&merge.incoming, origin, node.depth);
            let is_unread = is_unread && merge.contents.present.has(at);
            if is_unread && matches!(origin, Origin::New(_)) {
                arrived.push(at);
            }
            states.push(state);
            unread.push(is_unread);
        }
        let before_path = self.before_path.take().map(|(layer, openings)| {
            let merged = merge.origins.iter().zip(nodes);
            let merged = merged.map(|(origin, node)| match origin.old() {
                Some(at) => openings[at],
                None => opening(layer, node.depth),
            });
            (layer, merged.collect())
        });
        let since = match self.since {
            Since::Seen(None) => merge.incoming.since,
            since => since,
        };
        let contents = Arc::clone(&merge.contents);
        let merged = Self::assemble(contents, states, unread, since, self.returning);
        let before = std::mem::replace(self, merged);
        self.layer = before.layer;
        self.before_path = before_path;
        Joined { arrived, before }
    }

    /// What is known of the reading of a merged comment, and whether it is unread.
    fn reading(&self, incoming: &Self, origin: Origin, depth: u32) -> (Reading, bool) {
        match origin {
            Origin::New(new) => {
                let state = Reading {
                    opening: opening(self.layer, depth),
                    passing: None,
                    ..incoming.states[new]
                };
                (state, incoming.is_unread(new))
            }
            // To this reader the words are as new as their arrival.
            Origin::Filled { old, new } => {
                let state = Reading {
                    first_seen: incoming.states[new].first_seen,
                    ..self.states[old]
                };
                (state, incoming.is_unread(new))
            }
            Origin::Old(at) | Origin::Both { old: at, .. } => (self.states[at], self.is_unread(at)),
        }
    }
}

/// Lists what the merged thread holds, first what came, then what is kept beside it, each with the
/// index in this list of its parent.
fn sources(old: &Contents, incoming: &Contents) -> (Vec<Origin>, Vec<usize>) {
    let came = &incoming.tree.nodes;
    let mut sources: Vec<Origin> = came
        .iter()
        .enumerate()
        .map(|(new, node)| match old.position(&node.comment.id) {
            Some(old) => Origin::Both { old, new },
            None => Origin::New(new),
        })
        .collect();
    let mut parents: Vec<usize> = came
        .iter()
        .map(|node| node.parent.unwrap_or(ROOT))
        .collect();
    // Where each old comment went; a dropped one went to its parent, for the sake of its answers.
    let mut went: Vec<usize> = Vec::with_capacity(old.len());
    for (at, node) in old.tree.nodes.iter().enumerate() {
        let parent = node.parent.map_or(ROOT, |parent| went[parent]);
        if let Some(new) = incoming.position(&node.comment.id) {
            went.push(new);
        } else if !is_readable(&node.comment) && node.comment.body.is_empty() {
            went.push(parent);
        } else {
            went.push(sources.len());
            sources.push(Origin::Old(at));
            parents.push(parent);
        }
    }
    (sources, parents)
}

/// Sorts the list into reading order: siblings that were here as they stood, each new one behind the
/// sibling that it follows in what came.
fn reading_order(sources: &[Origin], parents: &[usize]) -> Vec<usize> {
    // For each parent, and last for the roots, the rank of the sibling seen last that was here.
    let mut followed = vec![0; sources.len() + 1];
    let slot = |parent: usize| {
        if parent == ROOT {
            sources.len()
        } else {
            parent
        }
    };
    let mut siblings: Vec<(usize, usize, usize, usize)> = Vec::with_capacity(sources.len());
    for (index, (origin, &parent)) in sources.iter().zip(parents).enumerate() {
        let rank = match *origin {
            Origin::Both { old, .. } | Origin::Filled { old, .. } => {
                followed[slot(parent)] = old + 1;
                (old + 1, 0)
            }
            Origin::Old(old) => (old + 1, 0),
            Origin::New(new) => (followed[slot(parent)], new + 1),
        };
        siblings.push((parent, rank.0, rank.1, index));
    }
    siblings.sort_unstable();
    let children = |parent: usize| {
        let from = siblings.partition_point(|sibling| sibling.0 < parent);
        siblings[from..]
            .iter()
            .take_while(move |sibling| sibling.0 == parent)
    };
    let mut order = Vec::with_capacity(sources.len());
    let mut open: Vec<usize> = Vec::new();
    let push = |open: &mut Vec<usize>, parent| {
        let first = open.len();
        open.extend(children(parent).map(|sibling| sibling.3));
        open[first..].reverse();
    };
    push(&mut open, ROOT);
    while let Some(index) = open.pop() {
        order.push(index);
        push(&mut open, index);
    }
    order
}

/// Builds the merged tree from the list and its order.
fn join(
    old: &Contents,
    incoming: &Contents,
    sources: &[Origin],
    parents: &[usize],
    order: &[usize],
) -> Tree {
    let mut places = vec![0; sources.len()];
    for (place, &index) in order.iter().enumerate() {
        places[index] = place;
    }
    let is_capped = incoming.tree.left_out > 0;
    let mut nodes: Vec<Node> = Vec::with_capacity(order.len());
    for &index in order {
        let parent = (parents[index] != ROOT).then(|| places[parents[index]]);
        nodes.push(Node {
            comment: comment(old, incoming, sources[index], is_capped),
            parent,
            depth: parent.map_or(0, |parent| nodes[parent].depth + 1),
            end: nodes.len() + 1,
        });
    }
    find_ends(&mut nodes);
    Tree {
        nodes,
        inconsistent: incoming.tree.inconsistent,
        left_out: incoming.tree.left_out,
    }
}

/// A merged comment: the one that was here as long as it is the same.
fn comment(old: &Contents, incoming: &Contents, origin: Origin, is_capped: bool) -> Arc<Comment> {
    let before = |at: usize| &old.tree.nodes[at].comment;
    match origin {
        Origin::New(new) => Arc::clone(&incoming.tree.nodes[new].comment),
        // A thread cut at its limit leaves comments out that still exist.
        Origin::Old(at) if !is_readable(before(at)) || is_capped => Arc::clone(before(at)),
        Origin::Old(at) => Arc::new(Comment {
            state: State::Deleted,
            ..Comment::clone(before(at))
        }),
        Origin::Both { old: at, new } | Origin::Filled { old: at, new } => {
            let before = before(at);
            let after = &incoming.tree.nodes[new].comment;
            if before == after {
                return Arc::clone(before);
            }
            if !is_readable(after) && after.body.is_empty() {
                let mut after = Comment::clone(after);
                after.body = before.body.clone();
                after.author = after.author.or_else(|| before.author.clone());
                return Arc::new(after);
            }
            if is_readable(before) && after.edited == Edited::No && after.body != before.body {
                return Arc::new(Comment {
                    edited: Edited::Yes,
                    ..Comment::clone(after)
                });
            }
            Arc::clone(after)
        }
    }
}

/// Where the merged comments come from.
fn origins(shown: &Contents, incoming: &Contents, merged: &Contents) -> Vec<Origin> {
    let nodes = merged.tree.nodes.iter();
    nodes
        .map(|node| {
            let id = &node.comment.id;
            match (shown.position(id), incoming.position(id)) {
                (Some(old), Some(new)) if !shown.present.has(old) => Origin::Filled { old, new },
                (Some(old), Some(new)) => Origin::Both { old, new },
                (Some(old), None) => Origin::Old(old),
                (None, new) => Origin::New(new.expect("a merged comment was here or came")),
            }
        })
        .collect()
}

/// The shape that a new comment gets from a layer.
fn opening(layer: Layer, depth: u32) -> Opening {
    match layer {
        Layer::Depth(levels) => Opening {
            shape: shape_at_depth(levels, depth),
            on_the_way: false,
        },
        Layer::PathToNew => Opening::default(),
    }
}
