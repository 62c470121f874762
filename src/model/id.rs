//! Ids as types, so that a feed's id cannot be handed where an article's is wanted.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

row_id!(
    /// A subscription's row in the store.
    FeedId
);
row_id!(
    /// An article's row in the store; this is the id that `byline list` prints.
    ArticleId
);
row_id!(
    /// One discussion of one article.
    DiscussionId
);

row_id!(
    /// One deed in the journal; no other ever gets the same.
    DeedId
);

/// A comment's id as its source states it, unique only inside its discussion.
///
/// Always text: several sources have ids that are not numbers. A copy shares it, for every comment of a
/// thread is named in many places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommentId(Arc<str>);

impl CommentId {
    /// Takes the source's id, without the white space around it.
    pub fn new(id: &str) -> Self {
        Self(id.trim().into())
    }

    /// The id as the source wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for CommentId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for CommentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
