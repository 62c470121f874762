//! Webmentions that webmention.io received for the article's site (section 7.12).
//!
//! <https://github.com/aaronpk/webmention.io>

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{WEBMENTION_IO, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Kind, Trust};
use crate::model::discussion::{SourceOrder, ThreadRef};
use crate::model::id::CommentId;

/// Mentions on a page of answers.
const PER_PAGE: usize = 100;

const NAME: &str = "webmention.io";

/// The source.
pub(super) struct WebmentionIo;

#[derive(Serialize, Deserialize)]
struct Place {
    article: Url,
}

impl CommentSource for WebmentionIo {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Webmentions"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let is_named = article.page.is_some_and(|page| page.webmention_io);
        let Some(address) = article.canonical().filter(|_| is_named) else {
            return Vec::new();
        };
        vec![candidate(&address, article.article())]
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place::<Place>(thread)?.article, 0)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let article = place::<Place>(thread)?.article;
        let document = answer::json(reply)?;
        let children = document.root().get("children");
        if !children.is_array() {
            return Err(SourceError::Malformed("webmention.io sent no list".into()));
        }
        let page = reply.ask.url.query_pairs().find(|(name, _)| name == "page");
        let page: u32 = page.and_then(|(_, page)| page.parse().ok()).unwrap_or(0);
        let more = children.items().count() >= PER_PAGE;
        Ok(Batch {
            order: SourceOrder::Oldest,
            next: more
                .then(|| ask_page(&article, page + 1))
                .into_iter()
                .collect(),
            ..Batch::of(comments(children, &article))
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            article: page.clone(),
        })
    }
}

fn candidate(article: &Url, page: Option<&Url>) -> Candidate {
    let place = Place {
        article: article.clone(),
    };
    let scope = article.to_string();
    Candidate::new(Rank::Reactions, NAME, scope, &place, page.cloned())
}

/// The mentions of an article.
pub(super) fn thread(article: &Url) -> ThreadRef {
    candidate(article, Some(article)).thread
}

fn ask_page(article: &Url, page: u32) -> Ask {
    let mut query: Vec<(&str, String)> = spellings(article)
        .into_iter()
        .map(|url| ("target[]", url))
        .collect();
    query.push(("per-page", PER_PAGE.to_string()));
    query.push(("page", page.to_string()));
    query.push(("sort-dir", "up".to_owned()));
    let query: Vec<(&str, &str)> = query
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect();
    Ask::get(
        at(WEBMENTION_IO, &["api", "mentions.jf2"], &query),
        Accept::Json,
    )
}

/// The article's address with both schemes, with and without a slash at the end: the service takes them
/// for different pages.
fn spellings(article: &Url) -> Vec<String> {
    let mut article = article.clone();
    article.set_fragment(None);
    let text = article.to_string();
    let bare = text
        .split_once("://")
        .map_or(&*text, |(_, bare)| bare)
        .trim_end_matches('/');
    let ends: &[&str] = if article.query().is_some() {
        &[""]
    } else {
        &["", "/"]
    };
    ["https", "http"]
        .iter()
        .flat_map(|scheme| {
            ends.iter()
                .map(move |end| format!("{scheme}://{bare}{end}"))
        })
        .collect()
}

fn comments(children: Value<'_>, article: &Url) -> Vec<Comment> {
    let ids: HashMap<String, CommentId> = children
        .items()
        .filter_map(|child| {
            Some((
                child.get("url").filled()?.into_owned(),
                fields::id(child.get("wm-id"))?,
            ))
        })
        .collect();
    children
        .items()
        .filter_map(|child| comment(child, &ids))
        .map(|mut comment| {
            let page = comment.author_url.as_ref();
            comment.roles.author = page.is_some_and(|page| fields::is_home_of(page, article));
            comment
        })
        .collect()
}

fn comment(child: Value<'_>, ids: &HashMap<String, CommentId>) -> Option<Comment> {
    let kind = match child.get("wm-property").text().as_deref() {
        Some("like-of" | "repost-of" | "bookmark-of") => return None,
        Some("mention-of") => Kind::Ping,
        _ => Kind::Comment,
    };
    let comment = fields::comment(child.get("wm-id"))?;
    let author = child.get("author");
    let permalink = child
        .get("url")
        .text()
        .and_then(|url| fields::web_url(&url, None));
    let content = child.get("content");
    let parent = child
        .get("in-reply-to")
        .text()
        .and_then(|url| ids.get(&*url));
    Some(Comment {
        parent: parent.filter(|&parent| *parent != comment.id).cloned(),
        parent_trust: Trust::Derived,
        author: author
            .get("name")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: author
            .get("url")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        published: fields::time(child.get("published"))
            .or_else(|| fields::time(child.get("wm-received"))),
        body: match content.get("html").text() {
            Some(html) => fields::body(&html, permalink.as_ref()),
            None => fields::plain_body(&content.get("text").text().unwrap_or_default()),
        },
        permalink,
        kind,
        ..comment
    })
}
