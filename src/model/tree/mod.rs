//! From a set of comments in any order to one forest in reading order.
//!
//! The rules are those of section 9 of the comment sources' design: parents normalised, duplicates
//! merged, missing parents stood in for, cycles cut, the deleted kept only for their answers. All of it
//! works on flat lists with explicit stacks: a reply chain of any length needs no call stack. The
//! result depends on the set of comments alone, not on the order of the list: what was delivered first
//! is told by [`Comment::seq`].

mod distinct;
mod link;
mod order;
#[cfg(test)]
mod tests;

pub use distinct::derived_id;

use std::sync::Arc;

use super::comment::Comment;
use super::discussion::SourceOrder;

/// Comments kept of one thread; the rest is left for a continuation.
///
/// A comment takes about half a kilobyte besides its text, so this bounds a thread near 30 MB.
pub const MAX_COMMENTS: usize = 50_000;

/// A forest in reading order (pre-order): every answer stands behind what it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// All nodes, in reading order.
    pub nodes: Vec<Node>,
    /// Whether the source contradicted itself (cycles), so that parents had to be guessed.
    pub inconsistent: bool,
    /// Comments left out because the thread is larger than [`MAX_COMMENTS`].
    pub left_out: usize,
}

/// One node of a [`Tree`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The comment; a placeholder has the state `Unloaded` and no body. Apart from the node, which moves
    /// at every refresh and in every order: half a kilobyte each would be most of that work. Shared, so that
    /// what is the same after a refresh is kept and not made again.
    pub comment: Arc<Comment>,
    /// Index of the parent in the tree.
    pub parent: Option<usize>,
    /// Number of ancestors.
    pub depth: u32,
    /// Index just past the last node of the subtree that begins here.
    pub end: usize,
}

/// In which order siblings stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Oldest first.
    #[default]
    Oldest,
    /// Newest first.
    Newest,
    /// Highest score first, then oldest.
    Top,
    /// As the source delivered them.
    Delivered,
}

/// What [`build`] has to know besides the comments.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Ids that mean the article itself: a comment with such a parent is a root.
    pub article_ids: Vec<String>,
    /// The order of siblings.
    pub order: Order,
    /// Whether pingbacks and trackbacks are kept.
    pub pings: bool,
    /// What the delivered order means: it decides between equal and missing times.
    pub delivered: SourceOrder,
}

/// Builds the forest, in O(n log n) time for n comments.
pub fn build(comments: Vec<Comment>, options: &Options) -> Tree {
    let (comments, left_out) = distinct::distinct(comments, &options.article_ids);
    let mut forest = link::Forest::link(comments);
    let inconsistent = forest.cut_cycles();
    let nodes = order::lay_out(forest, options);
    Tree {
        nodes,
        inconsistent,
        left_out,
    }
}

/// Finds where each subtree ends, where nodes know their parents alone.
pub(super) fn find_ends(nodes: &mut [Node]) {
    for at in (0..nodes.len()).rev() {
        if let Some(parent) = nodes[at].parent {
            nodes[parent].end = nodes[parent].end.max(nodes[at].end);
        }
    }
}

/// Finds parents for comments in reading order of which only the depth is known: the nearest comment
/// before it that is less deep (section 9.3).
///
/// Jumps by more than one level are accepted, and the first comment is a root whatever its depth.
/// Returns for each the index of its parent.
pub fn parents_by_depth(depths: impl IntoIterator<Item = u32>) -> Vec<Option<usize>> {
    let mut open: Vec<(u32, usize)> = Vec::new();
    let mut parents = Vec::new();
    for (index, depth) in depths.into_iter().enumerate() {
        while open.last().is_some_and(|&(above, _)| above >= depth) {
            open.pop();
        }
        parents.push(open.last().map(|&(_, parent)| parent));
        open.push((depth, index));
    }
    parents
}
