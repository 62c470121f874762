//! Which feeds the box shows, and in which order.

use jiff::Timestamp;

use crate::model::feed::{Feed, Status};
use crate::text::find::contains;

/// In which order feeds are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// Those that need somebody first, then by title.
    #[default]
    Trouble,
    /// By title.
    Title,
    /// By folder, then by title; those in none at the end.
    Folder,
    /// As they were subscribed to: a list that was imported keeps its order.
    Added,
}

impl Order {
    /// The next of them, the first again behind the last.
    pub(super) fn next(self) -> Self {
        match self {
            Self::Trouble => Self::Title,
            Self::Title => Self::Folder,
            Self::Folder => Self::Added,
            Self::Added => Self::Trouble,
        }
    }

    /// What the box says of it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Trouble => "failing first",
            Self::Title => "by title",
            Self::Folder => "by folder",
            Self::Added => "as added",
        }
    }

    /// Puts feeds, which stand by title, into this order.
    pub(super) fn sort(self, feeds: &mut [&Feed], now: Timestamp) {
        match self {
            Self::Trouble => feeds.sort_by_key(|feed| rank(feed, now)),
            Self::Title => {}
            Self::Folder => feeds.sort_by_cached_key(|feed| {
                let folder = feed.first_folder();
                let name = folder.map(|folder| folder.to_string().to_lowercase());
                (name.is_none(), name)
            }),
            Self::Added => feeds.sort_by_key(|feed| feed.id),
        }
    }
}

fn rank(feed: &Feed, now: Timestamp) -> u8 {
    match feed.status(now) {
        Status::Gone => 0,
        Status::Failing => 1,
        _ if feed.health.moving.is_some() => 2,
        Status::Silent => 3,
        Status::New | Status::Well => 4,
        Status::Paused => 5,
        Status::BuiltIn => 6,
    }
}

/// Whether each of these words is found in a feed: in its title, address or folders, or as its state.
pub(super) fn fits(feed: &Feed, filter: &str, now: Timestamp) -> bool {
    let status = feed.status(now).word();
    filter.split_whitespace().all(|word| {
        let folders = feed.folder.as_ref().map(ToString::to_string);
        status.eq_ignore_ascii_case(word)
            || contains(feed.title.as_str(), word)
            || contains(feed.url.as_str(), word)
            || folders.is_some_and(|folders| contains(&folders, word))
    })
}
