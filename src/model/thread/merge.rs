//! A refreshed thread joins the one being read: by id, without moving what is there.

use super::folds::shape_at_depth;
use super::{Layer, Opening, Reading, Since, Thread, is_readable};
use crate::model::comment::{Comment, Edited, State};
use crate::model::tree::{Node, Tree};

/// Where a comment of the merged thread comes from: its position before, and in what came.
#[derive(Clone, Copy, Debug)]
enum Origin {
    Old(usize),
    New(usize),
    Both { old: usize, new: usize },
}

impl Origin {
    fn old(self) -> Option<usize> {
        match self {
            Self::Old(old) | Self::Both { old, .. } => Some(old),
            Self::New(_) => None,
        }
    }
}

/// Stands for "no parent" among parents, so that roots sort like any other siblings.
const ROOT: usize = usize::MAX;

impl Thread {
    /// Takes a refreshed thread in, in O(n log n) time.
    ///
    /// Comments that are here keep their order, their marks and their folds, what counts as new stays
    /// the same, and new ones come in behind the sibling that they follow. A comment that is gone becomes a stub that
    /// keeps its text for the reader who had it. A thread that was flat is a tree again. Returns where the unread ones stand that were not here.
    pub fn merge(&mut self, incoming: Self) -> Vec<usize> {
        if self.is_empty() {
            *self = incoming;
            return Vec::new();
        }
        self.unflatten();
        let old = std::mem::replace(
            self,
            Self::new(Tree::default(), &Default::default(), None, false),
        );
        let (origins, parents) = origins(&old, &incoming);
        let order = reading_order(&origins, &parents);
        *self = join(old, incoming, &origins, &parents, &order);
        let is_new = |index: usize| matches!(origins[index], Origin::New(_));
        (0..self.len())
            .filter(|&at| is_new(order[at]) && self.is_unread(at))
            .collect()
    }
}

/// Lists what the merged thread holds, first what came, then what is kept beside it, each with the
/// index in this list of its parent.
fn origins(old: &Thread, incoming: &Thread) -> (Vec<Origin>, Vec<usize>) {
    let mut origins: Vec<Origin> = (0..incoming.len())
        .map(|new| match old.position(&incoming.comment(new).id) {
            Some(old) => Origin::Both { old, new },
            None => Origin::New(new),
        })
        .collect();
    let mut parents: Vec<usize> = (0..incoming.len())
        .map(|at| incoming.parent(at).unwrap_or(ROOT))
        .collect();
    // Where each old comment went; a dropped one went to its parent, for the sake of its answers.
    let mut went: Vec<usize> = Vec::with_capacity(old.len());
    for at in 0..old.len() {
        let comment = old.comment(at);
        let parent = old.parent(at).map_or(ROOT, |parent| went[parent]);
        if let Some(new) = incoming.position(&comment.id) {
            went.push(new);
        } else if comment.state != State::Visible && comment.body.is_empty() {
            went.push(parent);
        } else {
            went.push(origins.len());
            origins.push(Origin::Old(at));
            parents.push(parent);
        }
    }
    (origins, parents)
}

/// Sorts the list into reading order: siblings that were here as they stood, each new one behind the
/// sibling that it follows in what came.
fn reading_order(origins: &[Origin], parents: &[usize]) -> Vec<usize> {
    // For each parent, and last for the roots, the rank of the sibling seen last that was here.
    let mut followed = vec![0; origins.len() + 1];
    let slot = |parent: usize| {
        if parent == ROOT {
            origins.len()
        } else {
            parent
        }
    };
    let mut siblings: Vec<(usize, usize, usize, usize)> = Vec::with_capacity(origins.len());
    for (index, (origin, &parent)) in origins.iter().zip(parents).enumerate() {
        let rank = match *origin {
            Origin::Both { old, .. } => {
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
    let mut order = Vec::with_capacity(origins.len());
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

/// Builds the merged thread from the list and its order.
fn join(
    mut old: Thread,
    mut incoming: Thread,
    origins: &[Origin],
    parents: &[usize],
    order: &[usize],
) -> Thread {
    let is_capped = incoming.tree.left_out > 0;
    let (mut before, mut after) = (comments(&mut old), comments(&mut incoming));
    let mut places = vec![0; origins.len()];
    for (place, &index) in order.iter().enumerate() {
        places[index] = place;
    }
    let mut nodes: Vec<Node> = Vec::with_capacity(order.len());
    let mut states = Vec::with_capacity(order.len());
    let mut unread = Vec::with_capacity(order.len());
    let mut before_path = old
        .before_path
        .take()
        .map(|(layer, openings)| (layer, openings, Vec::with_capacity(order.len())));
    for &index in order {
        let origin = origins[index];
        let parent = (parents[index] != ROOT).then(|| places[parents[index]]);
        let depth = parent.map_or(0, |parent| nodes[parent].depth + 1);
        let was_stub = origin
            .old()
            .is_some_and(|at| before[at].as_deref().is_some_and(|it| !is_readable(it)));
        let (state, is_unread) = reading(&old, &incoming, origin, was_stub, depth);
        if let Some((layer, openings, merged)) = &mut before_path {
            merged.push(match origin.old() {
                Some(at) => openings[at],
                None => opening(*layer, depth),
            });
        }
        states.push(state);
        unread.push(is_unread);
        let comment = comment(&mut before, &mut after, origin, is_capped)
            .expect("every comment stands once in the merged order");
        nodes.push(Node {
            comment,
            parent,
            depth,
            end: nodes.len() + 1,
        });
    }
    // What came knows where its comments are; only the places have changed, and the kept ones join.
    let mut positions = std::mem::take(&mut incoming.positions);
    for place in positions.values_mut() {
        *place = places[*place];
    }
    for (index, origin) in origins.iter().enumerate() {
        if let Origin::Old(_) = origin {
            let place = places[index];
            positions.insert(nodes[place].comment.id.clone(), place);
        }
    }
    for at in (0..nodes.len()).rev() {
        if let Some(parent) = nodes[at].parent {
            nodes[parent].end = nodes[parent].end.max(nodes[at].end);
        }
    }
    for (node, unread) in nodes.iter().zip(&mut unread) {
        *unread &= is_readable(&node.comment);
    }
    let tree = Tree {
        nodes,
        inconsistent: incoming.tree.inconsistent,
        left_out: incoming.tree.left_out,
    };
    let since = match old.since {
        Since::Seen(None) => incoming.since,
        since => since,
    };
    let mut merged = Thread::assemble(tree, positions, states, unread, since, old.returning);
    merged.layer = old.layer;
    merged.before_path = before_path.map(|(layer, _, openings)| (layer, openings));
    merged
}

/// What is known of the reading of a merged comment, and whether it is unread.
fn reading(
    old: &Thread,
    incoming: &Thread,
    origin: Origin,
    was_stub: bool,
    depth: u32,
) -> (Reading, bool) {
    match origin {
        Origin::New(new) => {
            let state = Reading {
                opening: opening(old.layer, depth),
                passing: None,
                ..incoming.states[new].clone()
            };
            (state, incoming.is_unread(new))
        }
        // What was a stub has words now: to this reader they are as new as their arrival.
        Origin::Both { old: at, new } if was_stub => {
            let state = Reading {
                first_seen: incoming.states[new].first_seen,
                ..old.states[at].clone()
            };
            (state, incoming.is_unread(new))
        }
        Origin::Old(at) | Origin::Both { old: at, .. } => {
            (old.states[at].clone(), old.is_unread(at))
        }
    }
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

/// A thread's comments, to be taken out one by one.
fn comments(thread: &mut Thread) -> Vec<Option<Box<Comment>>> {
    let nodes = std::mem::take(&mut thread.tree.nodes);
    nodes.into_iter().map(|node| Some(node.comment)).collect()
}

/// Takes a merged comment out of the two threads.
fn comment(
    old: &mut [Option<Box<Comment>>],
    incoming: &mut [Option<Box<Comment>>],
    origin: Origin,
    is_capped: bool,
) -> Option<Box<Comment>> {
    match origin {
        Origin::New(new) => incoming[new].take(),
        Origin::Old(at) => {
            let mut before = old[at].take()?;
            // A thread cut at its limit leaves comments out that still exist.
            if before.state == State::Visible && !is_capped {
                before.state = State::Deleted;
            }
            Some(before)
        }
        Origin::Both { old: at, new } => {
            let before = old[at].take()?;
            let mut after = incoming[new].take()?;
            if after.state != State::Visible && after.body.is_empty() {
                after.body = before.body;
                after.author = after.author.or(before.author);
            } else if before.state == State::Visible
                && after.edited == Edited::No
                && after.body != before.body
            {
                after.edited = Edited::Yes;
            }
            Some(after)
        }
    }
}
