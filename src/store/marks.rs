//! Marks of feeds, articles and comments: how each is written.

use crate::model::change::Change;
use crate::model::id::{ArticleId, CommentId, DiscussionId};

/// A mark of feeds that is kept as the time when it was set.
#[derive(Clone, Copy)]
pub(super) enum FeedMark {
    Removed,
    Paused,
}

impl FeedMark {
    /// Sets the time where there is none, or takes it away where there is one.
    pub(super) fn set(self) -> &'static str {
        match self {
            Self::Removed => {
                "UPDATE feed SET removed = ?2 WHERE id = ?1 AND (removed IS NULL) <> (?2 IS NULL)"
            }
            Self::Paused => {
                "UPDATE feed SET paused = ?2 WHERE id = ?1 AND (paused IS NULL) <> (?2 IS NULL)"
            }
        }
    }
}

/// A mark of articles that is on or off.
#[derive(Clone, Copy)]
pub(super) enum ArticleMark {
    Read,
    /// Read, by a mute.
    Hushed,
    Starred,
    Watched,
    Muted,
}

impl ArticleMark {
    /// Finds the feed of an article that is not yet marked so.
    pub(super) fn find(self) -> &'static str {
        match self {
            Self::Read | Self::Hushed => "SELECT feed FROM article WHERE id = ?1 AND read <> ?2",
            Self::Muted => "SELECT feed FROM article WHERE id = ?1 AND muted <> ?2",
            Self::Starred => "SELECT feed FROM article WHERE id = ?1 AND starred <> ?2",
            Self::Watched => "SELECT feed FROM article WHERE id = ?1 AND watched <> ?2",
        }
    }

    /// Marks an article. Without RETURNING: that would make SQLite copy the touched pages aside for
    /// each of a hundred thousand statements.
    pub(super) fn set(self) -> &'static str {
        match self {
            Self::Read => "UPDATE article SET read = ?2 WHERE id = ?1",
            Self::Hushed => "UPDATE article SET read = ?2, hushed = ?2 WHERE id = ?1",
            Self::Muted => "UPDATE article SET muted = ?2 WHERE id = ?1",
            Self::Starred => "UPDATE article SET starred = ?2 WHERE id = ?1",
            Self::Watched => "UPDATE article SET watched = ?2 WHERE id = ?1",
        }
    }

    pub(super) fn change(self, articles: Vec<ArticleId>, on: bool) -> Change {
        match self {
            Self::Read | Self::Hushed => Change::ArticlesRead { articles, read: on },
            Self::Muted => Change::ArticlesMuted {
                articles,
                muted: on,
            },
            Self::Starred => Change::ArticlesStarred {
                articles,
                starred: on,
            },
            Self::Watched => Change::ArticlesWatched {
                articles,
                watched: on,
            },
        }
    }
}

/// A mark of comments that is on or off.
#[derive(Clone, Copy)]
pub(super) enum CommentMark {
    Read,
    Watched,
    Starred,
}

impl CommentMark {
    /// Marks a comment that is not yet marked so.
    pub(super) fn set(self) -> &'static str {
        match self {
            Self::Read => {
                "UPDATE comment SET read = ?3, hushed = 0
                 WHERE discussion = ?1 AND id = ?2 AND read <> ?3"
            }
            Self::Watched => {
                "UPDATE comment SET watched = ?3 WHERE discussion = ?1 AND id = ?2 AND watched <> ?3"
            }
            Self::Starred => {
                "UPDATE comment SET starred = ?3 WHERE discussion = ?1 AND id = ?2 AND starred <> ?3"
            }
        }
    }

    pub(super) fn change(
        self,
        discussion: DiscussionId,
        comments: Vec<CommentId>,
        on: bool,
    ) -> Change {
        match self {
            Self::Read => Change::CommentsRead {
                discussion,
                comments,
                read: on,
            },
            Self::Watched => Change::CommentsWatched {
                discussion,
                comments,
                watched: on,
            },
            Self::Starred => Change::CommentsStarred {
                discussion,
                comments,
                starred: on,
            },
        }
    }
}
