//! What a thread consists of, apart from its reading.

use std::collections::HashMap;

use jiff::Timestamp;

use super::is_readable;
use super::tally::Tally;
use crate::model::id::CommentId;
use crate::model::tree::Tree;

/// The comments of a thread in the order in which they stand, and what follows from them alone.
///
/// Shared and never changed: what is worked out beside the screen is worked out on what the screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub(super) tree: Tree,
    pub(super) positions: HashMap<CommentId, usize>,
    /// Comments that are there to be read: what a branch's size counts.
    pub(super) present: Tally,
    /// Equal for equal authors; `None` for the anonymous, who are nobody's equals.
    pub(super) authors: Vec<Option<u32>>,
    /// While the thread is flat: what each comment answers.
    pub(super) answered: Option<Vec<Option<usize>>>,
    /// When the youngest comment was written.
    pub(super) youngest: Option<Timestamp>,
}

impl Contents {
    /// Takes a tree, in linear time.
    pub(super) fn new(tree: Tree) -> Self {
        let mut positions = HashMap::with_capacity(tree.nodes.len());
        let mut names: HashMap<&str, u32> = HashMap::new();
        let mut authors = Vec::with_capacity(tree.nodes.len());
        for (at, node) in tree.nodes.iter().enumerate() {
            positions.insert(node.comment.id.clone(), at);
            authors.push(node.comment.author.as_ref().map(|name| {
                let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
                *names.entry(name.as_str()).or_insert(next)
            }));
        }
        let present = tree.nodes.iter().map(|node| is_readable(&node.comment));
        let written = tree.nodes.iter().filter_map(|node| node.comment.published);
        Self {
            positions,
            present: Tally::new(present.collect()),
            authors,
            answered: None,
            youngest: written.max(),
            tree,
        }
    }

    /// How many comments there are, stubs included.
    pub fn len(&self) -> usize {
        self.tree.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn position(&self, id: &CommentId) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// Whether the comments stand flat by time.
    pub(super) fn is_flat(&self) -> bool {
        self.answered.is_some()
    }

    /// What a comment answers, flat or not.
    pub(super) fn answered(&self, at: usize) -> Option<usize> {
        match &self.answered {
            Some(answered) => answered.get(at).copied().flatten(),
            None => self.tree.nodes.get(at)?.parent,
        }
    }
}
