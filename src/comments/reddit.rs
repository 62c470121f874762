//! Reddit: the feed of a post's comments, which is flat, and the listings of its interface, for those
//! who have them (section 7.7).

mod listing;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::services::{REDDIT, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::feed::{self, ParsedEntry};
use crate::model::comment::{Comment, State};
use crate::model::discussion::{SourceOrder, ThreadRef};
use crate::model::id::CommentId;
use crate::text::plain;

const NAME: &str = "reddit";

/// The source.
pub(super) struct Reddit;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The post's id, in base 36.
    post: String,
    /// The subreddit, where the address names it.
    subreddit: Option<String>,
}

impl CommentSource for Reddit {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Reddit"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|url| {
            let place = post_in(&url)?;
            let scope = place.post.clone();
            Some(Candidate::new(
                Rank::KnownSite,
                NAME,
                scope,
                &place,
                Some(url),
            ))
        });
        found.into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Place = place(thread)?;
        let query = [("limit", "100"), ("depth", "10"), ("sort", "old")];
        let url = match place.subreddit.as_deref() {
            Some(subreddit) => at(
                REDDIT,
                &["r", subreddit, "comments", &place.post, ".rss"],
                &query,
            ),
            None => at(REDDIT, &["comments", &place.post, ".rss"], &query),
        };
        Ok(vec![Ask::get(url, Accept::Feed)])
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(5 * 60)
    }

    fn is_shut_everywhere(&self, refusal: &Reply) -> bool {
        // Reddit's own block of programs is a page; what is private or banned is said in JSON.
        refusal.status == 403 && answer::is_page(refusal)
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        answer::accepted(reply)?;
        let is_feed = reply.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
        if is_feed {
            return feed_of_comments(reply);
        }
        let document = answer::json(reply)?;
        listing::read(document.root())
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place {
            post: String::new(),
            subreddit: None,
        })
    }
}

/// The post in `/r/SUB/comments/POST/…`, `/comments/POST` and `redd.it/POST`.
fn post_in(url: &Url) -> Option<Place> {
    let host = url.host_str()?;
    let path: Vec<&str> = url.path_segments()?.collect();
    let (post, subreddit) = match path.as_slice() {
        [post] if host == "redd.it" => (post, None),
        _ if host != "reddit.com" && !host.ends_with(".reddit.com") => return None,
        ["r", subreddit, "comments", post, ..] => (post, Some((*subreddit).to_owned())),
        ["comments", post, ..] => (post, None),
        _ => return None,
    };
    let is_id = !post.is_empty() && post.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id.then(|| Place {
        post: (*post).to_owned(),
        subreddit,
    })
}

/// The feed: the post first, then its comments without parents and scores.
fn feed_of_comments(reply: &Reply) -> Result<Batch, SourceError> {
    let content_type = reply.headers.get("content-type").map(String::as_str);
    let parsed = feed::parse(&reply.body, content_type, Some(&reply.url))
        .map_err(|error| SourceError::Malformed(error.to_string()))?;
    let mut batch = Batch {
        order: SourceOrder::Oldest,
        // The feed does not say how many there are.
        partial: true,
        ..Batch::default()
    };
    for entry in parsed.entries {
        let author = entry.author.as_ref();
        let name = author.map(|author| author.as_str().trim_start_matches("/u/").to_owned());
        let name = name.filter(|name| !name.is_empty());
        if entry.id.starts_with("t3_") {
            batch.accounts.add_opener(name);
        } else if entry.id.starts_with("t1_") {
            let comment = comment(entry, name.as_deref());
            batch.accounts.add_writer(&comment.id, name);
            batch.comments.push(comment);
        }
    }
    Ok(batch)
}

fn comment(entry: ParsedEntry, name: Option<&str>) -> Comment {
    let text = plain::text_of(&entry.body);
    let link = entry.link.as_deref();
    Comment {
        author: name.and_then(fields::name),
        author_url: name.map(|name| at(REDDIT, &["user", name], &[])),
        published: entry.published.or(entry.updated),
        permalink: link.and_then(|link| fields::web_url(link, None)),
        state: state(name.unwrap_or_default(), text.trim()),
        body: entry.body,
        ..Comment::new(CommentId::new(&entry.id))
    }
}

/// What the words that stand in for a name and a text mean.
fn state(author: &str, text: &str) -> State {
    match (author, text) {
        (_, "[removed]") => State::Removed,
        (_, "[deleted]") => State::Deleted,
        ("[deleted]", "") => State::Deleted,
        _ => State::Visible,
    }
}
