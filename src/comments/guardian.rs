//! The Guardian's discussions (section 7.15).

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{GUARDIAN, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Roles, State};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};

const NAME: &str = "guardian";

/// The source.
pub(super) struct Guardian;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The article's short key, as in `/p/KEY`.
    key: String,
}

impl CommentSource for Guardian {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "The Guardian"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let short = article.addresses().iter().find_map(key_in);
        let key = short.or_else(|| article.page.and_then(|page| page.guardian_key.clone()));
        let page = article.article().cloned();
        key.map(|key| {
            let scope = key.clone();
            Candidate::new(Rank::KnownSite, NAME, scope, &Place { key }, page)
        })
        .into_iter()
        .collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place::<Place>(thread)?.key, 1, true)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let key = place::<Place>(thread)?.key;
        let threaded = !reply.ask.url.as_str().contains("displayThreaded=false");
        let document = answer::json(reply)?;
        let root = document.root();
        let code = root.get("errorCode").text();
        if threaded && code.as_deref() == Some("DISCUSSION_ONLY_AVAILABLE_IN_LINEAR_FORMAT") {
            return Ok(Batch::leading_to(vec![ask_page(&key, 1, false)]));
        }
        let discussion = root.get("discussion");
        if !discussion.get("comments").is_array() {
            return Err(SourceError::Closed(
                "The Guardian has no discussion of this article".into(),
            ));
        }
        let answers = ["responses"];
        let comments = batch::nested(discussion.get("comments"), &answers, comment);
        let page = root.get("page").count().unwrap_or(1);
        let more = root.get("pages").count().is_some_and(|pages| page < pages);
        Ok(Batch {
            total: discussion.get("commentCount").count(),
            access: Access::closed_if(discussion.get("isClosedForComments").is_true()),
            order: SourceOrder::Oldest,
            next: more
                .then(|| ask_page(&key, page + 1, threaded))
                .into_iter()
                .collect(),
            ..Batch::of(comments)
        })
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place { key: String::new() })
    }
}

/// The key in `https://gu.com/p/KEY`.
fn key_in(url: &Url) -> Option<String> {
    let is_here = matches!(url.host_str(), Some("gu.com" | "www.theguardian.com"));
    let mut path = url.path_segments().filter(|_| is_here)?;
    let key = path.next().filter(|&first| first == "p").and(path.next())?;
    Some(key.to_owned())
}

fn ask_page(key: &str, page: u32, threaded: bool) -> Ask {
    let page = page.to_string();
    let query = [
        ("orderBy", "oldest"),
        ("pageSize", "100"),
        ("displayThreaded", if threaded { "true" } else { "false" }),
        ("maxResponses", "100"),
        ("page", page.as_str()),
    ];
    Ask::get(
        at(GUARDIAN, &["discussion", "p", key], &query),
        Accept::Json,
    )
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let user = value.get("userProfile");
    let permalink = value
        .get("webUrl")
        .text()
        .and_then(|url| fields::web_url(&url, None));
    let is_staff = user
        .get("badge")
        .items()
        .any(|badge| badge.get("name").text().as_deref() == Some("Staff"));
    Some(Comment {
        // A response may answer another response.
        parent: fields::id(value.get("responseTo").get("commentId")),
        author: user
            .get("displayName")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: user
            .get("webUrl")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        roles: Roles {
            staff: is_staff,
            ..Roles::default()
        },
        published: fields::time(value.get("isoDateTime")),
        body: fields::body(
            &value.get("body").text().unwrap_or_default(),
            permalink.as_ref(),
        ),
        score: value.get("numRecommends").integer(),
        permalink,
        state: match value.get("status").text().as_deref() {
            Some("blocked") => State::Removed,
            _ => State::Visible,
        },
        ..fields::comment(value.get("id"))?
    })
}
