//! What the reader does: plain data, so that it can be stored, undone, done again and synchronised.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::feed::Feed;
use super::feed_change::FeedChange;
use super::id::{ArticleId, CommentId, DeedId, DiscussionId, FeedId};
use super::safe::SafeText;

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

impl Deed {
    /// The end of a subscription.
    pub fn unsubscribe(feed: &Feed) -> Self {
        Self {
            label: format!("Unsubscribed from {}", feed.title),
            changes: vec![Change::FeedsRemoved {
                feeds: vec![feed.id],
                removed: true,
            }],
        }
    }

    /// A feed is let rest, or asked for again.
    pub fn pause(feed: &Feed, paused: bool) -> Self {
        let done = if paused { "Paused" } else { "Resumed" };
        Self {
            label: format!("{done} {}", feed.title),
            changes: vec![Change::FeedsPaused {
                feeds: vec![feed.id],
                paused,
            }],
        }
    }
}

/// Which way the journal of deeds is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A deed is taken back.
    Undo,
    /// A deed that was taken back is done again.
    Redo,
}

/// A deed that was done elsewhere: in an earlier session, by another one, or by the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OlderDeed {
    /// Which.
    pub id: DeedId,
    /// Its label.
    pub label: String,
    /// When it was done or, if it is to be done again, taken back.
    pub at: Timestamp,
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
    /// Articles' discussions are watched: asked for by byline itself, and listed; or no longer.
    ArticlesWatched {
        /// Which.
        articles: Vec<ArticleId>,
        /// What they become.
        watched: bool,
    },
    /// Articles are muted, or no longer: they are read, and what is said of them is no news.
    ArticlesMuted {
        /// Which.
        articles: Vec<ArticleId>,
        /// What they become.
        muted: bool,
    },
    /// Branches are watched, and their discussions with them; or no longer.
    CommentsWatched {
        /// Where they are.
        discussion: DiscussionId,
        /// The comments that they begin with.
        comments: Vec<CommentId>,
        /// What they become.
        watched: bool,
    },
    /// Comments are kept or not.
    CommentsStarred {
        /// Where they are.
        discussion: DiscussionId,
        /// Which.
        comments: Vec<CommentId>,
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
    /// Branches are muted, or no longer: they stay folded, and what comes into them is read.
    Muted {
        /// Where they are.
        discussion: DiscussionId,
        /// The comments that they begin with.
        comments: Vec<CommentId>,
        /// What they become.
        muted: bool,
        /// Until when; none for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Authors are muted, or no longer: their articles and comments are read, and of comments only that they
    /// wrote shows.
    AuthorsMuted {
        /// Whom, where and for how long.
        mutes: Vec<AuthorMute>,
        /// Whether they are muted.
        muted: bool,
    },
    /// Authors are lit up wherever they write, or no longer.
    AuthorsKept {
        /// Their names.
        names: Vec<SafeText>,
        /// What they become.
        kept: bool,
    },
    /// Subscriptions end or come back, with their articles and marks.
    FeedsRemoved {
        /// Which.
        feeds: Vec<FeedId>,
        /// Whether they go.
        removed: bool,
    },
    /// Feeds are asked for by byline itself or not.
    FeedsPaused {
        /// Which.
        feeds: Vec<FeedId>,
        /// Whether they rest.
        paused: bool,
    },
    /// A subscription's address, name or place changes.
    OfFeed(FeedChange),
}

/// An author whom the reader wants to hear no more of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorMute {
    /// The name.
    pub name: SafeText,
    /// Under the articles of this feed; none for everywhere.
    pub feed: Option<FeedId>,
    /// Until when; none for good.
    pub until: Option<Timestamp>,
}

impl Change {
    /// Whether it begins or ends mutes of comments.
    pub fn is_mute(&self) -> bool {
        matches!(self, Self::Muted { .. } | Self::AuthorsMuted { .. })
    }

    /// Whether it begins a mute that reads articles.
    pub fn begins_mute_of_articles(&self) -> bool {
        match self {
            Self::ArticlesMuted { articles, muted } => *muted && !articles.is_empty(),
            Self::AuthorsMuted { muted, .. } => *muted,
            _ => false,
        }
    }

    /// Whether it changes subscriptions, not what stands in them.
    pub fn is_of_feeds(&self) -> bool {
        matches!(
            self,
            Self::FeedsRemoved { .. } | Self::FeedsPaused { .. } | Self::OfFeed(_)
        )
    }
}
