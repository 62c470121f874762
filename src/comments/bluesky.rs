//! Bluesky: the answers to one post (section 7.10).
//!
//! <https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread>

mod embeds;
mod facets;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{BLUESKY, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Roles, State};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};

/// Levels that are asked for at once.
const DEPTH: &str = "50";

const NAME: &str = "bluesky";
const SITE: &str = "https://bsky.app/";

/// The source.
pub(super) struct Bluesky;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The author's handle or DID.
    author: String,
    /// The post's key.
    post: String,
}

impl CommentSource for Bluesky {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Bluesky"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|url| {
            let place = post_in(&url)?;
            let scope = format!("{}/{}", place.author, place.post);
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
        if place.author.starts_with("did:") {
            return Ok(vec![ask_post(&place.author, &place.post)]);
        }
        let query = [("handle", place.author.as_str())];
        let url = at(BLUESKY, &["com.atproto.identity.resolveHandle"], &query);
        Ok(vec![Ask::get(url, Accept::Json)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let wanted = place::<Place>(thread)?.post;
        let document = answer::json(reply)?;
        let root = document.root();
        if let Some(author) = root.get("did").filled() {
            return Ok(Batch::leading_to(vec![ask_post(&author, &wanted)]));
        }
        let thread = root.get("thread");
        if !thread.get("post").is_object() {
            return Err(SourceError::Closed("Bluesky has no such post".into()));
        }
        // What was asked for to go deeper begins with an answer, not with the post itself.
        let first = thread.get("post").get("uri").id().unwrap_or_default();
        let is_post = wanted.is_empty() || first.rsplit('/').next() == Some(wanted.as_str());
        let post = if is_post { &*first } else { "" };
        let comments = batch::nested(thread.get("replies"), &["replies"], |node| {
            comment(node, post)
        });
        Ok(Batch {
            access: Access::closed_if(is_gated(root)),
            later: unloaded(thread),
            order: SourceOrder::Unknown,
            total: None,
            ..Batch::of(comments)
        })
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place {
            author: String::new(),
            post: String::new(),
        })
    }
}

/// The account in `at://DID/COLLECTION/KEY`.
fn author_of(uri: &str) -> Option<&str> {
    let (author, _) = uri.strip_prefix("at://")?.split_once('/')?;
    Some(author)
}

/// Author and key in `https://bsky.app/profile/AUTHOR/post/KEY`.
fn post_in(url: &Url) -> Option<Place> {
    let path: Vec<&str> = url.path_segments()?.collect();
    match path.as_slice() {
        ["profile", author, "post", post] if url.host_str() == Some("bsky.app") => Some(Place {
            author: (*author).replace("%3A", ":"),
            post: (*post).to_owned(),
        }),
        _ => None,
    }
}

fn ask_post(author: &str, post: &str) -> Ask {
    ask_thread(&format!("at://{author}/app.bsky.feed.post/{post}"))
}

fn ask_thread(uri: &str) -> Ask {
    let query = [("uri", uri), ("depth", DEPTH), ("parentHeight", "0")];
    Ask::get(
        at(BLUESKY, &["app.bsky.feed.getPostThread"], &query),
        Accept::Json,
    )
}

/// Whether the author lets nobody answer: a gate that names none who may
/// (<https://docs.bsky.app/docs/tutorials/thread-gates>).
fn is_gated(root: Value<'_>) -> bool {
    let gate = root.get("threadgate");
    let gate = match gate.is_object() {
        true => gate,
        false => root.get("thread").get("threadgate"),
    };
    let allowed = gate.get("record").get("allow");
    allowed.is_array() && allowed.items().next().is_none()
}

/// Requests for posts of which answers exist and none were delivered.
fn unloaded(thread: Value<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    let mut open: Vec<Value<'_>> = thread.get("replies").items().collect();
    while let Some(node) = open.pop() {
        let post = node.get("post");
        let stated = post.get("replyCount").count().unwrap_or(0);
        let mut delivered = node.get("replies").items().peekable();
        if stated > 0 && delivered.peek().is_none() {
            asks.extend(post.get("uri").id().map(|uri| ask_thread(&uri)));
        }
        open.extend(delivered);
    }
    asks
}

fn comment(node: Value<'_>, opening: &str) -> Option<Comment> {
    let post = node.get("post");
    if !post.is_object() {
        // Deleted, or its author has blocked somebody: known to exist.
        return Some(Comment {
            state: State::Unloaded,
            ..fields::comment(node.get("uri"))?
        });
    }
    let record = post.get("record");
    let author = post.get("author");
    let name = author
        .get("displayName")
        .filled()
        .or_else(|| author.get("handle").filled());
    let did = author.get("did").filled();
    let profile = did.as_deref().map(|did| at(SITE, &["profile", did], &[]));
    let root = record.path(&["reply", "root", "uri"]).filled();
    let opener = author_of(match opening {
        "" => root.as_deref().unwrap_or_default(),
        opening => opening,
    });
    let comment = fields::comment(post.get("uri"))?;
    let key = comment.id.as_str().rsplit('/').next().unwrap_or_default();
    let permalink = did
        .as_deref()
        .map(|did| at(SITE, &["profile", did, "post", key], &[]));
    Some(Comment {
        parent: fields::id(record.get("reply").get("parent").get("uri"))
            .filter(|parent| parent.as_str() != opening),
        author: name.and_then(|name| fields::name(&name)),
        author_url: profile,
        roles: Roles {
            author: opener.is_some() && opener == did.as_deref(),
            ..Roles::default()
        },
        published: fields::time(record.get("createdAt")),
        body: embeds::body(post),
        score: post.get("likeCount").integer(),
        permalink,
        ..comment
    })
}
