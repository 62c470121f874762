//! Hacker News: the whole tree from Algolia, or item by item from Firebase (section 7.4).
//!
//! <https://hn.algolia.com/api> · <https://github.com/HackerNews/API>

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::opener::Accounts;
use super::services::{HACKER_NEWS_ITEMS, HACKER_NEWS_TREES, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, State};
use crate::model::discussion::{SourceOrder, ThreadRef};
use crate::model::id::CommentId;

/// Items that are asked for one by one where the tree is not to be had.
const MAX_ITEMS: usize = 300;

const NAME: &str = "hackernews";
const SITE: &str = "https://news.ycombinator.com/";

/// The source.
pub(super) struct HackerNews;

#[derive(Serialize, Deserialize)]
struct Place {
    item: u64,
}

impl CommentSource for HackerNews {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Hacker News"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let item = article.addresses().iter().find_map(item_in);
        let candidate = |item: u64| {
            let scope = format!("news.ycombinator.com/{item}");
            let page = page_of(&item.to_string());
            Candidate::new(Rank::KnownSite, NAME, scope, &Place { item }, Some(page))
        };
        item.map(candidate).into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let item = place::<Place>(thread)?.item.to_string();
        let url = at(HACKER_NEWS_TREES, &["items", &item], &[]);
        Ok(vec![Ask::get(url, Accept::Json)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = match answer::json(reply) {
            Ok(document) => document,
            // Very new items are not in the search index yet.
            Err(_) if is_tree_request(reply) => {
                let item = place::<Place>(thread)?.item.to_string();
                return Ok(Batch::leading_to(vec![ask_item(&item)]));
            }
            Err(error) => return Err(error),
        };
        let root = document.root();
        if root.get("children").is_array() {
            return Ok(tree(root));
        }
        if root.is_object() && root.get("id").id().is_none() {
            return Err(SourceError::Malformed("Hacker News sent no item".into()));
        }
        Ok(item(root))
    }

    fn max_requests(&self) -> usize {
        MAX_ITEMS
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place { item: 0 })
    }
}

/// The item of an address of the site.
fn item_in(url: &Url) -> Option<u64> {
    let is_item = url.host_str() == Some("news.ycombinator.com") && url.path() == "/item";
    let (_, id) = url
        .query_pairs()
        .find(|(name, _)| is_item && name == "id")?;
    id.parse().ok()
}

fn page_of(id: &str) -> Url {
    at(SITE, &["item"], &[("id", id)])
}

fn is_tree_request(reply: &Reply) -> bool {
    reply.ask.url.as_str().starts_with(HACKER_NEWS_TREES)
}

fn ask_item(id: &str) -> Ask {
    let file = format!("{id}.json");
    Ask::get(at(HACKER_NEWS_ITEMS, &["item", &file], &[]), Accept::Json)
}

/// The tree service's answer.
fn tree(root: Value<'_>) -> Batch {
    let story = root.get("id").id();
    let read = |node: Value<'_>| {
        let kind = node.get("type").text();
        if matches!(kind.as_deref(), Some("pollopt")) {
            return None;
        }
        let parent = node.get("parent_id").id();
        let gone = node.get("author").is_null() && node.get("text").is_null();
        Some(Comment {
            parent: parent
                .filter(|parent| Some(parent) != story.as_ref())
                .map(|parent| CommentId::new(&parent)),
            published: fields::seconds(node.get("created_at_i"))
                .or_else(|| fields::time(node.get("created_at"))),
            state: if gone { State::Deleted } else { State::Visible },
            ..written(node, node.get("author"))?
        })
    };
    let children = root.get("children");
    let mut batch = batch::nested_by(children, &["children"], read, |node| {
        node.get("author").filled()
    });
    batch.accounts.add_opener(root.get("author").filled());
    batch
}

/// What both interfaces write alike.
fn written(node: Value<'_>, author: Value<'_>) -> Option<Comment> {
    let comment = fields::comment(node.get("id"))?;
    let page = page_of(comment.id.as_str());
    let author = author.filled();
    Some(Comment {
        author: author.as_deref().and_then(fields::name),
        author_url: author.map(|name| at(SITE, &["user"], &[("id", &name)])),
        body: fields::body(&node.get("text").text().unwrap_or_default(), Some(&page)),
        permalink: Some(page),
        ..comment
    })
}

/// One item of the other interface: the story, or a comment.
fn item(node: Value<'_>) -> Batch {
    let next = node
        .get("kids")
        .items()
        .filter_map(Value::id)
        .map(|id| ask_item(&id))
        .collect();
    let is_comment = node.get("type").text().as_deref() == Some("comment");
    let comment = if is_comment {
        written(node, node.get("by"))
    } else {
        None
    };
    let by = node.get("by").filled();
    let mut accounts = Accounts::default();
    match &comment {
        Some(comment) => accounts.add_writer(&comment.id, by),
        None => accounts.add_opener(by),
    }
    let comments = comment.map(|comment| Comment {
        parent: fields::id(node.get("parent")),
        published: fields::seconds(node.get("time")),
        state: match (node.get("deleted").is_true(), node.get("dead").is_true()) {
            (true, _) => State::Deleted,
            (_, true) => State::Removed,
            _ => State::Visible,
        },
        ..comment
    });
    Batch {
        comments: comments.into_iter().collect(),
        total: node.get("descendants").count(),
        // The kids of a story are in the site's own ranking.
        order: SourceOrder::Ranked,
        accounts,
        next,
        ..Batch::default()
    }
}
