//! What the reader changes about subscriptions themselves: address, name, folder.

use serde::{Deserialize, Serialize};
use url::Url;

use super::change::{Change, Deed};
use super::feed::Feed;
use super::folder::{Folders, as_line};
use super::id::{ArticleId, DiscussionId, FeedId};
use super::safe::SafeText;

/// A change to a subscription, as opposed to what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedChange {
    /// A feed is asked for at another address, and a subscription that is there goes up in it with its
    /// articles, marks and discussions. The store writes the changes that come of it.
    Moved {
        /// Which.
        feed: FeedId,
        /// Its new address.
        to: Url,
    },
    /// A feed's address alone becomes another. An ended subscription that has it takes the feed's in turn;
    /// one in force keeps it, and nothing changes.
    Address {
        /// Which.
        feed: FeedId,
        /// Its new address.
        url: Url,
    },
    /// The reader's own title of a feed; none for the publisher's.
    Named {
        /// Which.
        feed: FeedId,
        /// What it is called.
        title: Option<SafeText>,
    },
    /// The folders that a feed is in.
    Filed {
        /// Which.
        feed: FeedId,
        /// The folders; none for outside of all.
        #[serde(with = "as_line")]
        folder: Option<Folders>,
    },
    /// Articles become those of another feed, as far as it has none of the same identity.
    Articles {
        /// Which.
        articles: Vec<ArticleId>,
        /// Whose they become.
        feed: FeedId,
    },
    /// Discussions become those of another article, as far as it has none at the same place.
    Discussions {
        /// Which.
        discussions: Vec<DiscussionId>,
        /// Whose they become.
        article: ArticleId,
    },
}

impl From<FeedChange> for Change {
    fn from(change: FeedChange) -> Self {
        Self::OfFeed(change)
    }
}

impl Deed {
    /// A feed gets another address; `other` is the subscription that is there already.
    pub fn move_feed(feed: &Feed, to: &Url, other: Option<&Feed>) -> Self {
        let together = match other {
            Some(other) => format!(", together with {}", other.title),
            None => String::new(),
        };
        Self {
            label: format!("{} moved to {to}{together}", feed.title),
            changes: vec![
                FeedChange::Moved {
                    feed: feed.id,
                    to: to.clone(),
                }
                .into(),
            ],
        }
    }

    /// A feed gets a title of the reader's own, or its publisher's again.
    pub fn rename(feed: &Feed, title: Option<SafeText>) -> Self {
        let label = match &title {
            Some(title) => format!("{} is called {title} from now on", feed.title),
            None => format!("{} is called as its publisher calls it", feed.title),
        };
        Self {
            label,
            changes: vec![
                FeedChange::Named {
                    feed: feed.id,
                    title,
                }
                .into(),
            ],
        }
    }

    /// A feed gets into these folders, or out of all.
    pub fn file(feed: &Feed, folder: Option<Folders>) -> Self {
        let label = match &folder {
            Some(folder) => format!("{} is in {folder}", feed.title),
            None => format!("{} is in no folder", feed.title),
        };
        Self {
            label,
            changes: vec![
                FeedChange::Filed {
                    feed: feed.id,
                    folder,
                }
                .into(),
            ],
        }
    }

    /// Subscriptions begin, or come back that had ended; none of them rests.
    pub fn subscribe(label: String, feeds: Vec<FeedId>) -> Self {
        let rested = Change::FeedsPaused {
            feeds: feeds.clone(),
            paused: false,
        };
        let removed = Change::FeedsRemoved {
            feeds,
            removed: false,
        };
        Self {
            label,
            changes: vec![rested, removed],
        }
    }
}
