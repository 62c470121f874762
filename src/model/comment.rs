//! One comment, as every source hands it over.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::id::CommentId;
use super::safe::{GatedHtml, SafeText};

/// One node of a discussion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The source's id, unique inside the discussion.
    pub id: CommentId,
    /// The comment it answers; none for one that answers the article.
    pub parent: Option<CommentId>,
    /// How far the parent can be trusted.
    pub parent_trust: Trust,
    /// Ancestors that the source names, nearest first; for parents that were not delivered.
    pub ancestors: Vec<CommentId>,
    /// Display name; none is shown as "anonymous".
    pub author: Option<SafeText>,
    /// The author's page.
    pub author_url: Option<Url>,
    /// What the source says of the author's standing.
    pub roles: Roles,
    /// When it was written.
    pub published: Option<Timestamp>,
    /// How exact that is.
    pub precision: Precision,
    /// Whether, and if stated when, it was edited.
    pub edited: Edited,
    /// The text.
    pub body: GatedHtml,
    /// Points, where the source has them; none is not zero.
    pub score: Option<i64>,
    /// The comment's own address.
    pub permalink: Option<Url>,
    /// Whether it is there to be read.
    pub state: State,
    /// Whether it is a remark at all.
    pub kind: Kind,
    /// Position in the order of delivery.
    pub seq: u32,
}

impl Comment {
    /// A visible comment with nothing but an id; sources fill in what they know.
    pub fn new(id: CommentId) -> Self {
        Self {
            id,
            parent: None,
            parent_trust: Trust::Stated,
            ancestors: Vec::new(),
            author: None,
            author_url: None,
            roles: Roles::default(),
            published: None,
            precision: Precision::Second,
            edited: Edited::No,
            body: GatedHtml::default(),
            score: None,
            permalink: None,
            state: State::Visible,
            kind: Kind::Comment,
            seq: 0,
        }
    }
}

/// How a comment's parent is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// The source gave it.
    #[default]
    Stated,
    /// From nesting, depth or a link.
    Derived,
    /// From a name or a quotation, or because a contradiction had to be resolved.
    Guessed,
}

/// An author's standing, as the source states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Roles {
    /// Wrote the article.
    pub author: bool,
    /// Moderates the discussion.
    pub moderator: bool,
    /// Belongs to the site.
    pub staff: bool,
    /// Is a program.
    pub bot: bool,
}

impl Roles {
    /// The words that the command line's JSON uses.
    pub fn words(self) -> Vec<&'static str> {
        let words = [
            (self.author, "author"),
            (self.moderator, "moderator"),
            (self.staff, "staff"),
            (self.bot, "bot"),
        ];
        let held = words.into_iter().filter(|(is_so, _)| *is_so);
        held.map(|(_, word)| word).collect()
    }
}

/// How exact a comment's time is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second.
    #[default]
    Second,
    /// To the day.
    Day,
    /// From words like "3 hours ago".
    Relative,
}

/// Whether a comment was changed after it was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edited {
    /// Not that the source says.
    #[default]
    No,
    /// At an unknown time.
    Yes,
    /// At this time.
    At(Timestamp),
}

/// Whether a comment is there to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is.
    #[default]
    Visible,
    /// Taken back by its author.
    Deleted,
    /// Taken away by a moderator.
    Removed,
    /// Kept out of sight by the site's rules.
    Hidden,
    /// Known to exist, not delivered: a placeholder.
    Unloaded,
}

impl State {
    /// The word that the command line's JSON uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Deleted => "deleted",
            Self::Removed => "removed",
            Self::Hidden => "hidden",
            Self::Unloaded => "unloaded",
        }
    }
}

/// What kind of node a comment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Somebody's words.
    #[default]
    Comment,
    /// A pingback or trackback: another page links here.
    Ping,
    /// The site's own note ("closed by", "moved to").
    SystemNote,
}

/// What the reader and the store add to a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentMark {
    /// When byline first saw it; with the discussion's baseline this tells whether it is new.
    pub first_seen: Timestamp,
    /// Whether the reader has read it.
    pub read: bool,
    /// The reader's own fold: folded, unfolded, or none.
    pub fold: Option<bool>,
    /// Whether the reader wants to hear no more of it and of what is below it.
    pub muted: bool,
    /// Whether the reader wants to hear of what is answered below it.
    pub watched: bool,
    /// Whether the reader wants to hear no more of its author.
    pub silenced: bool,
    /// Whether the reader keeps its author lit up.
    pub kept: bool,
    /// Whether the reader keeps it.
    pub starred: bool,
}
