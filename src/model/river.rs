//! Comments out of their trees: as they come, over all articles.

use jiff::Timestamp;

use super::change::AuthorMute;
use super::id::{ArticleId, CommentId, DiscussionId};
use super::safe::SafeText;

/// A comment with what one needs to know of it outside of its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiverComment {
    /// The article that it is about.
    pub article: ArticleId,
    /// Where it stands.
    pub discussion: DiscussionId,
    /// Which it is.
    pub id: CommentId,
    /// Its author, unless anonymous.
    pub author: Option<SafeText>,
    /// The author of the comment that it answers; none for an answer to the article.
    pub answers: Option<SafeText>,
    /// When it was written, or if nobody knows that, first seen.
    pub at: Timestamp,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// Whether it is unread.
    pub unread: bool,
    /// Its first words.
    pub words: SafeText,
}

impl RiverComment {
    /// `westbound: Half the range was already …`.
    pub fn in_words(&self) -> SafeText {
        let author = self.author.as_ref().map_or("anonymous", SafeText::as_str);
        SafeText::new(&format!("{author}: {}", self.words))
    }
}

/// The latest comments over all articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct River {
    /// The comments, the latest first.
    pub comments: Vec<RiverComment>,
    /// When the reader last left a discussion: what was seen after that is new.
    pub last_read: Option<Timestamp>,
    /// Whether there are older ones.
    pub has_more: bool,
}

/// A branch that is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedBranch {
    /// The comment that it begins with.
    pub comment: RiverComment,
    /// Unread answers in it.
    pub unread: u32,
}

/// A branch that is muted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutedBranch {
    /// The comment that it begins with.
    pub comment: RiverComment,
    /// Until when; none for good.
    pub until: Option<Timestamp>,
}

/// All that is muted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mutes {
    /// Authors.
    pub authors: Vec<AuthorMute>,
    /// Branches.
    pub branches: Vec<MutedBranch>,
}
