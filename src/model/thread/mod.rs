//! A thread as it is read: folds, marks, counts and the steps that keys take through it.
//!
//! One flat list in reading order; every node knows where its subtree ends, so a folded subtree is
//! stepped over in one addition and nothing here recurses. Comments are named by their position in
//! that list, which stays the same until the thread is sorted anew or a [`Merge`] joins it.

mod arrange;
mod branch;
mod contents;
mod folds;
mod limit;
mod merge;
mod steps;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::change::{AuthorMute, Change};
use super::comment::{Comment, CommentMark, State};
use super::id::CommentId;
use super::tree::{Node, Tree};
pub use arrange::{Arrangement, Order, Sorted, Sorting};
pub use contents::Contents;
pub use folds::Shape;
use folds::{Layer, Opening};
use limit::Limit;
pub use merge::{Joined, Merge};
use tally::Tally;

/// A thread as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    contents: Arc<Contents>,
    states: Vec<Reading>,
    /// The comments that are there to be read and unread.
    unread: Tally,
    /// The unread ones that came after the baseline.
    fresh: Tally,
    since: Since,
    returning: bool,
    /// Where a jump unfolded something; a place may be named twice.
    passed: Vec<usize>,
    /// Where a search has unfolded something.
    visited: Vec<usize>,
    /// What decides the shape of comments that the reader has not folded or unfolded.
    layer: Layer,
    /// What is shown while only some of it is.
    limit: Option<Limit>,
    /// The branch that alone is shown.
    shown_branch: Option<usize>,
    /// The shapes and the layer that `toggle_path_to_new` brings back.
    before_path: Option<(Layer, Vec<Opening>)>,
}

/// What is known of the reading of one comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reading {
    first_seen: Option<Timestamp>,
    /// Made unread by hand: leaving it does not mark it read.
    kept_unread: bool,
    /// The reader's own fold.
    own: Option<bool>,
    /// Whether the branch is muted: folded, unless the reader unfolds it.
    muted: bool,
    /// Whether the branch is watched.
    watched: bool,
    /// Whether its author is muted.
    silenced: bool,
    kept: bool,
    /// Whether the reader keeps it.
    starred: bool,
    /// What it looks like without the reader's own fold.
    opening: Opening,
    /// What a jump made of it, until it is left.
    passing: Option<Shape>,
    /// What a search made of it, until it goes on to the next place.
    visiting: Option<Shape>,
}

/// What makes an unread comment new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// It was first seen after this: the end of a visit. Without one nothing is new.
    Seen(Option<Timestamp>),
    /// It was written after this or, where the source does not say when, first seen after it.
    Written(Timestamp),
    /// Nothing more is asked of it.
    Ever,
}

impl Since {
    /// Whether an unread comment is new.
    fn includes(self, comment: &Comment, first_seen: Option<Timestamp>) -> bool {
        let is_after = |time: Option<Timestamp>, since| time.is_some_and(|time| time > since);
        match self {
            Self::Seen(None) => false,
            Self::Seen(Some(since)) => is_after(first_seen, since),
            Self::Written(since) => is_after(comment.published.or(first_seen), since),
            Self::Ever => true,
        }
    }
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Comments that are there to be read; stubs do not count.
    pub size: u32,
    /// Of these, unread.
    pub unread: u32,
    /// Of the unread, those that came after the reader's last visit.
    pub new: u32,
}

impl Thread {
    /// Takes a tree with the reader's marks, in linear time. `baseline` is the moment after which a
    /// first sight means new; `returning` is whether the reader was here before (then only the paths to
    /// what is new are open, the reader's own folds over that). A comment without a mark is unread and
    /// not new.
    pub fn new(
        tree: Tree,
        marks: &HashMap<CommentId, CommentMark>,
        baseline: Option<Timestamp>,
        returning: bool,
    ) -> Self {
        let mut unread = Vec::with_capacity(tree.nodes.len());
        let mut states = Vec::with_capacity(tree.nodes.len());
        for node in &tree.nodes {
            let mark = marks.get(&node.comment.id);
            unread.push(is_readable(&node.comment) && !mark.is_some_and(|mark| mark.read));
            states.push(Reading {
                first_seen: mark.map(|mark| mark.first_seen),
                own: mark.and_then(|mark| mark.fold),
                muted: mark.is_some_and(|mark| mark.muted),
                watched: mark.is_some_and(|mark| mark.watched),
                silenced: mark.is_some_and(|mark| mark.silenced),
                kept: mark.is_some_and(|mark| mark.kept),
                starred: mark.is_some_and(|mark| mark.starred),
                ..Reading::default()
            });
        }
        let contents = Arc::new(Contents::new(tree));
        let since = Since::Seen(baseline);
        let mut thread = Self::assemble(contents, states, unread, since, returning);
        if returning {
            thread.start_with_paths();
        }
        thread
    }

    /// Puts a thread together from what it consists of, what is known of each comment, and which are
    /// unread.
    fn assemble(
        contents: Arc<Contents>,
        states: Vec<Reading>,
        unread: Vec<bool>,
        since: Since,
        returning: bool,
    ) -> Self {
        let fresh = fresh(&contents.tree, &states, &unread, since);
        let places = |is_one: fn(&Reading) -> bool| {
            let places = (0..states.len()).filter(|&at| is_one(&states[at]));
            places.collect::<Vec<_>>()
        };
        let passed = places(|state| state.passing.is_some());
        let visited = places(|state| state.visiting.is_some());
        Self {
            contents,
            passed,
            visited,
            unread: Tally::new(unread),
            fresh,
            states,
            since,
            returning,
            layer: Layer::Depth(0),
            limit: None,
            shown_branch: None,
            before_path: None,
        }
    }

    /// What the thread consists of.
    pub fn contents(&self) -> &Arc<Contents> {
        &self.contents
    }

    /// The comments, in reading order.
    pub fn tree(&self) -> &Tree {
        &self.contents.tree
    }

    /// When the youngest comment was written.
    pub fn youngest(&self) -> Option<Timestamp> {
        self.contents.youngest
    }

    /// How many nodes there are, stubs included.
    pub fn len(&self) -> usize {
        self.tree().nodes.len()
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.tree().nodes.is_empty()
    }

    /// Where a comment stands.
    pub fn position(&self, id: &CommentId) -> Option<usize> {
        self.contents.position(id)
    }

    /// A node.
    ///
    /// # Panics
    ///
    /// Past the end.
    pub fn node(&self, at: usize) -> &Node {
        &self.tree().nodes[at]
    }

    /// A comment.
    ///
    /// # Panics
    ///
    /// Past the end.
    pub fn comment(&self, at: usize) -> &Comment {
        &self.tree().nodes[at].comment
    }

    /// What makes an unread comment new. It stays what it was when the thread was opened, until
    /// [`Thread::count_as_new`].
    pub fn since(&self) -> Since {
        self.since
    }

    /// Counts something else as new from now on, in linear time. Where only the paths to what is new
    /// are open, these are now the ones.
    pub fn count_as_new(&mut self, since: Since) {
        self.since = since;
        let unread: Vec<bool> = (0..self.len()).map(|at| self.unread.has(at)).collect();
        self.fresh = fresh(self.tree(), &self.states, &unread, since);
        self.open_paths_anew();
    }

    /// Whether "new" tells anything: after the first visit, or where the reader chose what it means.
    pub fn tells_new(&self) -> bool {
        self.returning || !matches!(self.since, Since::Seen(_))
    }

    /// Whether the reader was here before.
    pub fn is_returning(&self) -> bool {
        self.returning
    }

    /// Counts over the whole thread, in constant time.
    pub fn counts(&self) -> Counts {
        Counts {
            size: self.contents.present.total(),
            unread: self.unread.total(),
            new: self.fresh.total(),
        }
    }

    /// Counts over a comment and everything below it.
    pub fn branch(&self, at: usize) -> Counts {
        self.range(at, self.end(at))
    }

    /// Counts over the positions `from..to`.
    pub fn range(&self, from: usize, to: usize) -> Counts {
        Counts {
            size: self.contents.present.between(from, to),
            unread: self.unread.between(from, to),
            new: self.fresh.between(from, to),
        }
    }

    /// Whether a comment is unread. Stubs never are.
    pub fn is_unread(&self, at: usize) -> bool {
        self.unread.has(at)
    }

    /// Whether a comment is unread and came after the last visit.
    pub fn is_new(&self, at: usize) -> bool {
        self.fresh.has(at)
    }

    /// Whether the reader made a comment unread by hand, so that leaving it shall not mark it read.
    pub fn is_kept_unread(&self, at: usize) -> bool {
        self.is_unread(at) && self.states.get(at).is_some_and(|state| state.kept_unread)
    }

    /// Whether a comment's author is muted.
    pub fn is_silenced(&self, at: usize) -> bool {
        self.states.get(at).is_some_and(|state| state.silenced)
    }

    /// Whether the comment's author is kept lit up.
    pub fn is_kept(&self, at: usize) -> bool {
        self.states.get(at).is_some_and(|state| state.kept)
    }

    /// Whether the reader keeps the comment.
    pub fn is_starred(&self, at: usize) -> bool {
        self.states.get(at).is_some_and(|state| state.starred)
    }

    /// Whether the branch that begins here is watched.
    pub fn is_watched(&self, at: usize) -> bool {
        self.states.get(at).is_some_and(|state| state.watched)
    }

    /// Whether the branch that begins here is muted.
    pub fn is_muted(&self, at: usize) -> bool {
        self.states.get(at).is_some_and(|state| state.muted)
    }

    /// The muted branch that a comment is in: where it begins.
    pub fn muted_branch(&self, at: usize) -> Option<usize> {
        std::iter::once(at)
            .chain(self.answered_chain(at))
            .find(|&at| self.is_muted(at))
    }

    /// Marks a comment, at the reader's own wish. What is made unread so is read again only by the
    /// reader's own wish, never because it was left.
    pub fn mark_by_hand(&mut self, at: usize, read: bool) {
        if let Some(state) = self.states.get_mut(at) {
            state.kept_unread = !read;
            self.set_read(at, read);
        }
    }

    /// Ids of the unread comments in `from..to`, in reading order: for marking a branch, or all, read.
    pub fn unread_ids(&self, from: usize, to: usize) -> Vec<CommentId> {
        std::iter::successors(self.unread.next(from), |&at| self.unread.next(at + 1))
            .take_while(|&at| at < to)
            .map(|at| self.comment(at).id.clone())
            .collect()
    }

    /// Marks the unread comments in `from..to` read, by their places: a long thread has no time to look up
    /// each by its id. Returns their ids, in reading order.
    pub fn read_between(&mut self, from: usize, to: usize) -> Vec<CommentId> {
        let ids = self.unread_ids(from, to);
        let mut next = self.unread.next(from);
        while let Some(at) = next.filter(|&at| at < to) {
            self.unread.set(at, false);
            self.fresh.set(at, false);
            next = self.unread.next(at + 1);
        }
        ids
    }

    /// Applies a change of marks or folds; comments that are not here, and changes of other kinds, are
    /// passed over. The caller has seen to it that the change is about this discussion.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::CommentsRead { read: true, .. } if self.unread.total() == 0 => {}
            Change::CommentsRead { comments, read, .. } => {
                for id in comments {
                    if let Some(at) = self.position(id) {
                        self.set_read(at, *read);
                    }
                }
            }
            Change::Folds { folds, .. } => {
                for (id, own) in folds {
                    if let Some(at) = self.position(id) {
                        self.set_own_fold(at, *own);
                    }
                }
            }
            Change::Muted {
                comments, muted, ..
            } => {
                for id in comments {
                    if let Some(at) = self.position(id) {
                        self.states[at].muted = *muted;
                    }
                }
            }
            Change::CommentsWatched {
                comments, watched, ..
            } => {
                for id in comments {
                    if let Some(at) = self.position(id) {
                        self.states[at].watched = *watched;
                    }
                }
            }
            Change::CommentsStarred {
                comments, starred, ..
            } => {
                for id in comments {
                    if let Some(at) = self.position(id) {
                        self.states[at].starred = *starred;
                    }
                }
            }
            Change::AuthorsMuted { mutes, muted } => {
                for at in 0..self.len() {
                    let author = self.comment(at).author.as_ref();
                    let is_meant = |mute: &AuthorMute| author == Some(&mute.name);
                    if mutes.iter().any(is_meant) {
                        self.states[at].silenced = *muted;
                        if *muted {
                            self.set_read(at, true);
                        }
                    }
                }
            }
            Change::AuthorsKept { names, kept } => {
                for at in 0..self.len() {
                    let author = self.comment(at).author.as_ref();
                    if author.is_some_and(|author| names.contains(author)) {
                        self.states[at].kept = *kept;
                    }
                }
            }
            Change::ArticlesRead { .. }
            | Change::ArticlesWatched { .. }
            | Change::ArticlesMuted { .. }
            | Change::ArticlesStarred { .. }
            | Change::DiscussionsRead { .. }
            | Change::FeedsRemoved { .. }
            | Change::FeedsPaused { .. }
            | Change::OfFeed(_) => {}
        }
    }

    fn set_read(&mut self, at: usize, read: bool) {
        let unread = !read && self.contents.present.has(at);
        let first_seen = self.states[at].first_seen;
        let fresh = unread && self.since.includes(self.comment(at), first_seen);
        self.unread.set(at, unread);
        self.fresh.set(at, fresh);
    }

    /// Index just past a branch.
    fn end(&self, at: usize) -> usize {
        self.tree().nodes.get(at).map_or(at, |node| node.end)
    }
}

/// Whether a comment has words to be read; stubs have none.
fn is_readable(comment: &Comment) -> bool {
    comment.state == State::Visible
}

/// The unread comments that are new.
fn fresh(tree: &Tree, states: &[Reading], unread: &[bool], since: Since) -> Tally {
    let comments = tree.nodes.iter().zip(states).zip(unread);
    let flags = comments
        .map(|((node, state), &unread)| unread && since.includes(&node.comment, state.first_seen));
    Tally::new(flags.collect())
}
