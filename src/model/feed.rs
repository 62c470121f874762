//! A subscription and how its polling goes.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::folder::{FolderPath, Folders};
use super::id::FeedId;
use super::safe::SafeText;

/// A subscription: a document that is polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its row in the store.
    pub id: FeedId,
    /// The address that is polled. The built-in feed has one of the scheme `byline`, never fetched.
    pub url: Url,
    /// The reader's own title, else the publisher's, else the host.
    pub title: SafeText,
    /// The site's page for people.
    pub site: Option<Url>,
    /// How polling goes.
    pub health: Health,
    /// Where the reader keeps it; none for outside of all folders.
    pub folder: Option<Folders>,
    /// Unread articles.
    pub unread: u32,
}

/// Without a new article for so long, a feed counts as silent: a season.
const SILENT_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Feed {
    /// The folder that it stands in: the first of several.
    pub fn first_folder(&self) -> Option<&FolderPath> {
        self.folder.as_ref().map(Folders::first)
    }

    /// Whether this is the feed that comes with the program and is never fetched.
    pub fn is_built_in(&self) -> bool {
        self.url.scheme() == "byline"
    }

    /// Whether byline asks for it by itself.
    pub fn is_polled(&self) -> bool {
        !self.is_built_in() && !self.health.is_paused && !self.health.is_gone
    }

    /// How it stands with it, the weightiest first.
    pub fn status(&self, now: Timestamp) -> Status {
        let health = &self.health;
        let is_old = |newest: Timestamp| now.duration_since(newest) > SILENT_AFTER;
        if self.is_built_in() {
            Status::BuiltIn
        } else if health.is_gone {
            Status::Gone
        } else if health.is_paused {
            Status::Paused
        } else if health.failures > 0 {
            Status::Failing
        } else if health.succeeded.is_none() {
            Status::New
        } else if health.newest.is_some_and(is_old) {
            Status::Silent
        } else {
            Status::Well
        }
    }
}

/// How it stands with a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It comes with the program.
    BuiltIn,
    /// Its publisher has ended it (410).
    Gone,
    /// The reader has paused it.
    Paused,
    /// It could not be read the last time.
    Failing,
    /// It was never read yet.
    New,
    /// It answers, but nothing new has come for a season.
    Silent,
    /// All is well.
    Well,
}

impl Status {
    /// One word for it, the same in every list and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Gone => "ended",
            Self::Paused => "paused",
            Self::Failing => "failing",
            Self::New => "new",
            Self::Silent => "silent",
            Self::Well => "well",
        }
    }
}

/// What is known of a feed's polls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// When it was last asked.
    pub tried: Option<Timestamp>,
    /// When it last answered well, 304 included.
    pub succeeded: Option<Timestamp>,
    /// Failed polls in a row.
    pub failures: u32,
    /// One sentence on the last failure; none after a success.
    pub error: Option<SafeText>,
    /// When it will be asked next.
    pub next_poll: Option<Timestamp>,
    /// Why then, in words.
    pub reason: Option<SafeText>,
    /// Whether the reader has paused it.
    pub is_paused: bool,
    /// Whether its publisher has ended it (410): it is asked only where the reader says so.
    pub is_gone: bool,
    /// An address that it redirects to for good, until that was confirmed often enough.
    pub moving: Option<Moving>,
    /// What asking for it has cost so far.
    pub traffic: Traffic,
    /// The date of its newest article.
    pub newest: Option<Timestamp>,
}

/// A permanent redirect that is not followed for good yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// Where it leads.
    pub to: Url,
    /// When it was first seen.
    pub since: Timestamp,
    /// Polls in a row that saw it.
    pub polls: u32,
}

/// Polls in a row that must be redirected to the same address before a feed moves there …
const CONFIRMING_POLLS: u32 = 3;
/// … over this time at least: a slip in a server's configuration is mended within a day.
const CONFIRMING_TIME: SignedDuration = SignedDuration::from_hours(24);

impl Moving {
    /// Whether it was seen often and long enough to be followed for good.
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        self.polls >= CONFIRMING_POLLS && now.duration_since(self.since) >= CONFIRMING_TIME
    }
}

/// What asking for a feed has cost, and what was saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests, redirects included.
    pub requests: u64,
    /// Bytes of the documents received, as they came over the network.
    pub bytes: u64,
    /// Requests that were answered by 304, without a document.
    pub unchanged: u64,
    /// Bytes that those would have been, by the size of the document received before them.
    pub saved_bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_names_what_weighs_most() {
        let now: Timestamp = "2026-11-25T09:30:00Z".parse().unwrap();
        let mut feed = Feed {
            id: FeedId(1),
            url: Url::parse("https://a.example/feed").unwrap(),
            title: "A".into(),
            site: None,
            health: Health::default(),
            folder: None,
            unread: 0,
        };
        assert_eq!(feed.status(now), Status::New);
        feed.health.succeeded = Some(now);
        assert_eq!(feed.status(now), Status::Well);
        feed.health.newest = Some("2026-08-01T00:00:00Z".parse().unwrap());
        assert_eq!(feed.status(now), Status::Silent);
        feed.health.failures = 1;
        assert_eq!(feed.status(now), Status::Failing);
        assert!(feed.is_polled());
        feed.health.is_gone = true;
        assert_eq!(feed.status(now), Status::Gone);
        assert!(!feed.is_polled());
    }
}
