//! What the reader does: plain data, so that it can be stored, undone, done again and synchronised.

use serde::{Deserialize, Serialize};

use super::id::{ArticleId, CommentId, DiscussionId};

/// One thing that a key did, with everything that it changed.
///
/// The store writes a deed, and the inverse of what it really changed, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// What the status line says was done: "2 comments marked read".
    pub label: String,
    /// The changes, to be applied in order.
    pub changes: Vec<Change>,
}

/// A change to what the reader says of articles and comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Articles become read or unread.
    ArticlesRead {
        /// Which.
        articles: Vec<ArticleId>,
        /// What they become.
        read: bool,
    },
    /// Articles are kept or not.
    ArticlesStarred {
        /// Which.
        articles: Vec<ArticleId>,
        /// What they become.
        starred: bool,
    },
    /// All comments of these articles' discussions become read, whether they are shown or not. The store
    /// writes the comments that it really marked, as [`Change::CommentsRead`].
    DiscussionsRead {
        /// Whose discussions.
        articles: Vec<ArticleId>,
    },
    /// Comments become read or unread.
    CommentsRead {
        /// Where they are.
        discussion: DiscussionId,
        /// Which.
        comments: Vec<CommentId>,
        /// What they become.
        read: bool,
    },
    /// The reader's own folds: folded, unfolded, or none of the reader's.
    Folds {
        /// Where they are.
        discussion: DiscussionId,
        /// Each comment with what its fold becomes.
        folds: Vec<(CommentId, Option<bool>)>,
    },
}
