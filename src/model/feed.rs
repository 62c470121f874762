//! A subscription and how its polling goes.

use jiff::Timestamp;
use url::Url;

use super::id::FeedId;
use super::safe::SafeText;

/// A subscription: a document that is polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its row in the store.
    pub id: FeedId,
    /// The address that is polled. The built-in feed has one of the scheme `byline`, never fetched.
    pub url: Url,
    /// The publisher's title, else the host.
    pub title: SafeText,
    /// The site's page for people.
    pub site: Option<Url>,
    /// How polling goes.
    pub health: Health,
    /// Unread articles.
    pub unread: u32,
}

impl Feed {
    /// Whether this is the feed that comes with the program and is never fetched.
    pub fn is_built_in(&self) -> bool {
        self.url.scheme() == "byline"
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
}
