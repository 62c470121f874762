//! An article's row: what the list shows. Bodies are stored and loaded apart.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::id::{ArticleId, FeedId};
use super::safe::SafeText;

/// One entry of a feed, without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its row in the store.
    pub id: ArticleId,
    /// The feed it came in.
    pub feed: FeedId,
    /// Its title, or the first words of a body without one.
    pub title: SafeText,
    /// The article's page.
    pub link: Option<Url>,
    /// Who wrote it, as the feed says.
    pub author: Option<SafeText>,
    /// When the feed says that it was published.
    pub published: Option<Timestamp>,
    /// When byline first saw it.
    pub first_seen: Timestamp,
    /// Whether the reader has read it.
    pub read: bool,
    /// Whether the reader keeps it.
    pub starred: bool,
    /// Whether the reader wants to hear of what is said of it.
    pub watched: bool,
    /// Whether the reader wants to hear no more of it, nor of what is said of it.
    pub muted: bool,
    /// Whether the reader wants to hear no more of its author.
    pub author_muted: bool,
    /// Whether the reader keeps its author lit up.
    pub author_kept: bool,
    /// What is known of its comments.
    pub comments: CommentCounts,
}

impl Article {
    /// The time to sort and show by: the stated one, never later than first sight (publishers date
    /// ahead), else first sight.
    pub fn date(&self) -> Timestamp {
        self.published
            .map_or(self.first_seen, |published| published.min(self.first_seen))
    }

    /// Whether it, or a comment of it, is still to be read.
    pub fn has_unread(&self) -> bool {
        !self.read || self.comments.unread > 0
    }
}

/// Comment counts of one article over all its discussions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommentCounts {
    /// What the feed or the source claims, if anything.
    pub stated: Option<u32>,
    /// Visible comments in the store.
    pub loaded: u32,
    /// Of these, unread.
    pub unread: u32,
    /// Of the unread, those that came after the reader's last visit.
    pub new: u32,
}

impl CommentCounts {
    /// The number to show: the larger of what is claimed and what is here; none if nothing is known.
    pub fn shown(&self) -> Option<u32> {
        match self.stated {
            Some(stated) => Some(stated.max(self.loaded)),
            None => (self.loaded > 0).then_some(self.loaded),
        }
    }
}

/// What a feed says about where an entry's comments are, kept as found.
///
/// Section 4 of the comment sources' design; the elements are those of RFC 4685 (`thr:`), the
/// CommentAPI (`wfw:`), the RSS 1.0 slash module, and RSS 2.0's `<comments>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Clues {
    /// `<comments>`: a page for people.
    pub page: Option<Url>,
    /// `wfw:commentRss` and `link rel="replies"`, in that order of appearance.
    pub replies: Vec<Replies>,
    /// `slash:comments`, else `thr:total`, else the sum of the replies links' counts.
    pub count: Option<u32>,
    /// `thr:in-reply-to`.
    pub in_reply_to: Vec<InReplyTo>,
    /// `link rel="related"`; Blogger names a comment's parent so.
    pub related: Vec<Url>,
    /// The entry's guid or id as written.
    pub guid: Option<String>,
    /// Whether the guid is the article's address (RSS 2.0 `isPermaLink`, default true).
    pub guid_is_permalink: bool,
    /// WordPress's post id, where the feed states it.
    pub wordpress_post: Option<u64>,
    /// YouTube's video id.
    pub youtube_video: Option<String>,
    /// The address behind FeedBurner's redirect.
    pub original_link: Option<Url>,
    /// JSON Feed's `external_url`, or the outside address of a link post.
    pub external_url: Option<Url>,
    /// The feed's generator: a hint at the publishing system, never a proof.
    pub generator: Option<String>,
}

/// One place that a feed names for an entry's comments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replies {
    /// The address.
    pub url: Url,
    /// The media type as stated; a feed when none is stated by `wfw:commentRss`.
    pub media_type: Option<String>,
    /// `thr:count`.
    pub count: Option<u32>,
}

/// RFC 4685 section 3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InReplyTo {
    /// The parent's id, to be compared character by character.
    pub reference: Option<String>,
    /// The parent's address.
    pub href: Option<String>,
}
