//! Where discussions live: one file for each kind of place.
//!
//! A source never opens a connection. It names addresses, is given the replies, and either asks for
//! more or hands over comments; so all sources share one set of time-outs, size limits and manners, and
//! each is tested with bytes from a file. Adding one means a file here and a line in `registry.rs`.

mod access;
pub mod answer;
pub mod batch;
pub mod candidate;
pub mod elsewhere;
mod fields;
pub mod findings;
pub mod json;
pub mod opener;
mod registry;
mod saved;
pub mod services;

mod activitypub;
mod artalk;
mod attached;
mod blogger;
mod bluesky;
mod comment_feed;
mod commento;
mod cusdis;
mod devto;
mod discourse;
mod disqus;
mod ghost;
mod giscus;
mod guardian;
mod hackernews;
mod hatena;
mod isso;
mod lemmy;
mod lobsters;
mod lwn;
mod mastodon;
mod mbin;
mod microblog;
mod page;
mod reddit;
mod remark42;
mod slashdot;
mod stackexchange;
mod substack;
mod utterances;
mod waline;
mod webmention;
mod wordpress;
mod wordpress_com;
mod youtube;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::article::Clues;
use crate::model::comment::Comment;
use crate::model::discussion::{Access, SourceOrder, ThreadRef};
use crate::model::safe::SafeText;
use crate::text::title;

pub use batch::Batch;
pub use candidate::{Candidate, Evidence, Rank, candidates};
pub use registry::{SOURCES, source};
pub use saved::{map_saved, saved_kinds};

/// A kind of place where articles are discussed.
pub trait CommentSource: Sync {
    /// Short name, for the store, the configuration and the command line.
    fn name(&self) -> &'static str;

    /// The name that the reader sees in the pane's title: "WordPress", "Hacker News".
    fn label(&self) -> &'static str;

    /// Recognises discussions from what is known of the article, without a request.
    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate>;

    /// The requests to begin with.
    ///
    /// # Errors
    ///
    /// Fails if the reference is not one of this source's.
    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError>;

    /// Reads one answer: comments, and what else to ask for. What kind of answer it is shows in the
    /// answer itself, so that the same code reads files.
    ///
    /// # Errors
    ///
    /// Fails if the reply says that this way is closed, or is not what the service documents.
    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError>;

    /// Requests of one loading; what lies beyond is left as continuations.
    fn max_requests(&self) -> usize {
        batch::MAX_REQUESTS
    }

    /// For how long a thread that was loaded is not loaded again, were it by hand (section 11.5).
    fn rest(&self) -> Duration {
        Duration::from_secs(60)
    }

    /// Whether a refusal proves that this way is shut for every thread of its host: the interface is
    /// missing, switched off, or only for those who are logged in. Otherwise it says no more than that
    /// what was asked for is not to be had: one post may be broken or protected beside open ones.
    fn is_shut_everywhere(&self, refusal: &Reply) -> bool {
        let _ = refusal;
        false
    }

    /// Takes every reply so far, in the order asked for; a pure function of them. With no replies it
    /// names the first request.
    ///
    /// What comes after the first comments may fail without taking them away: it is left as a
    /// continuation.
    ///
    /// # Errors
    ///
    /// Fails if nothing that was asked for can be read.
    fn advance(&self, thread: &ThreadRef, replies: &[Reply]) -> Result<Step, SourceError> {
        batch::advance(self, thread, replies)
    }

    /// The locator of a thread of which only saved answers are there.
    fn saved_place(&self, page: &Url) -> String {
        let _ = page;
        String::new()
    }
}

/// What is known of an article when its discussion is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Hints<'a> {
    /// The article's page.
    pub link: Option<&'a Url>,
    /// What the feed says.
    pub clues: &'a Clues,
    /// The article's page, where it was fetched.
    pub page: Option<&'a Reply>,
}

/// A request that a source wants made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The address.
    pub url: Url,
    /// What kind of answer is wanted.
    pub accept: Accept,
    /// A body to post as JSON; everything else is a GET.
    pub post: Option<String>,
}

impl Ask {
    /// Asks for `url` by GET.
    pub fn get(url: Url, accept: Accept) -> Self {
        Self {
            url,
            accept,
            post: None,
        }
    }
}

/// What kind of answer is wanted: the Accept header, the size limit and the check of the media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Accept {
    /// JSON, up to 16 MiB.
    Json,
    /// A feed, up to 8 MiB.
    Feed,
    /// A page, up to 6 MiB.
    Html,
    /// An ActivityPub object.
    ActivityJson,
}

/// An answer to an [`Ask`]. Also the refusals are handed over: 404 can mean "no comments".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What was asked.
    pub ask: Ask,
    /// Where the answer came from, after redirects.
    pub url: Url,
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case; several of one name joined by ", ".
    pub headers: BTreeMap<String, String>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

/// What the page of an article calls it; none where the reply is no page.
pub fn page_title(reply: &Reply) -> Option<SafeText> {
    title::of_page(&page::parse(reply)?)
}

/// What a source wants next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// These requests, all of them, in any order.
    Ask(Vec<Ask>),
    /// Nothing: here are the comments.
    Loaded(Loaded),
}

/// A discussion as its source delivered it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The comments, in delivered order; not yet a tree.
    pub comments: Vec<Comment>,
    /// The count that the source claims.
    pub total_stated: Option<u32>,
    /// Whether the source said that there is nothing more.
    pub complete: bool,
    /// Who may still write there.
    pub access: Access,
    /// What the delivered order means.
    pub order: SourceOrder,
    /// Requests that would bring more.
    pub continuations: Vec<Ask>,
}

/// Why a source has no comments to give; each is one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// This way is shut on this site: try the next candidate.
    #[error("{0}")]
    Closed(String),
    /// The answer is not what the service documents.
    #[error("{0}")]
    Malformed(String),
    /// Not now: the service is busy or broken, and the same request may work later.
    #[error("{0}")]
    Unavailable(String),
    /// Answers nested deeper than can be read.
    #[error("The thread is nested too deeply to be read")]
    TooDeep,
}

/// A reference to a thread whose locator is `place`, written as JSON.
fn reference(source: &str, scope: String, place: &impl Serialize, page: Option<Url>) -> ThreadRef {
    ThreadRef {
        source: source.to_owned(),
        scope,
        // Only maps with keys that are no texts cannot be written; a locator has none.
        locator: serde_json::to_string(place).unwrap_or_default(),
        page,
    }
}

/// Reads a locator back.
fn place<T: DeserializeOwned>(thread: &ThreadRef) -> Result<T, SourceError> {
    serde_json::from_str(&thread.locator).map_err(|_| {
        SourceError::Malformed(format!(
            "The stored address of {} cannot be read",
            thread.scope
        ))
    })
}

/// A locator of this place.
fn locator(place: &impl Serialize) -> String {
    reference("", String::new(), place, None).locator
}
