//! One thread of comments about an article at one place.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::id::{ArticleId, DiscussionId};
use super::safe::SafeText;

/// Where one discussion is: enough to ask its source for it again.
///
/// `source` is the name of a comment source, `scope` identifies the thread inside it (two references
/// with the same source and scope are the same thread), `locator` holds what that source needs to
/// ask, in its own form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadRef {
    /// Name of the comment source.
    pub source: String,
    /// Host and thread id, as the source writes them.
    pub scope: String,
    /// What the source needs to ask again.
    pub locator: String,
    /// The discussion's page for people.
    pub page: Option<Url>,
}

impl ThreadRef {
    /// Whether both are the same thread, however it is asked for.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.source, &self.scope) == (&other.source, &other.scope)
    }
}

/// A stored discussion of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discussion {
    /// Its row in the store.
    pub id: DiscussionId,
    /// The article it is about.
    pub article: ArticleId,
    /// What readers call the place, as far as whoever read this from the store knows: "Hacker News".
    pub label: String,
    /// Whether it is the one of the article's discussions that the reader looked at last.
    pub is_chosen: bool,
    /// Whether a service knew of it that was asked where else the article is discussed.
    pub is_elsewhere: bool,
    /// Where it lives.
    pub thread: ThreadRef,
    /// The count that the source claims.
    pub total_stated: Option<u32>,
    /// Whether the source said that there is nothing more.
    pub complete: bool,
    /// Requests that would bring more, each in its source's own form.
    pub continuations: Vec<String>,
    /// Who may still write there.
    pub access: Access,
    /// What the delivered order means.
    pub order: SourceOrder,
    /// When it first loaded; what came with that is not "new".
    pub first_loaded: Option<Timestamp>,
    /// When it last loaded well.
    pub loaded: Option<Timestamp>,
    /// When the reader last left it.
    pub left: Option<Timestamp>,
    /// When the reader left it the time before.
    pub left_before: Option<Timestamp>,
    /// One sentence on the last failure; none after a success.
    pub error: Option<SafeText>,
}

impl Discussion {
    /// The moment after which a comment's first sight makes it new: the reader's last visit, and on a
    /// first visit the first loading (nothing is new then but what comes while reading).
    pub fn baseline(&self) -> Option<Timestamp> {
        self.left.or(self.first_loaded)
    }

    /// Whether the reader has been here before.
    pub fn was_visited(&self) -> bool {
        self.left.is_some()
    }
}

/// Who may still write in a discussion, as far as its source says. The order is that of the stricter word:
/// of two answers, the larger holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Everybody, or nothing else is known.
    #[default]
    Open,
    /// Those who have an account at the site and are logged in.
    LoginNeeded,
    /// Nobody any more.
    Closed,
}

impl Access {
    /// Closed where the source says so, else open.
    pub fn closed_if(is_closed: bool) -> Self {
        if is_closed { Self::Closed } else { Self::Open }
    }

    /// What is said of it in a title; nothing of what is open.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::LoginNeeded => Some("login needed"),
            Self::Closed => Some("closed"),
        }
    }
}

/// What the order in which a source delivers means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceOrder {
    /// Oldest first.
    Oldest,
    /// Newest first.
    Newest,
    /// By the site's own ranking, which is worth keeping.
    Ranked,
    /// Nothing is known.
    #[default]
    Unknown,
}
