//! Ghost's own comments (section 7.14).

use url::Url;

use super::findings::widgets::{Ghost as Place, Widget};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Edited, State};
use crate::model::discussion::ThreadRef;
use crate::model::id::CommentId;

const NAME: &str = "ghost";

/// The source.
pub(super) struct Ghost;

impl CommentSource for Ghost {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Ghost"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, _| match widget {
            Widget::Ghost(place) => {
                let scope = format!("{}{}", place.site, place.post);
                Some((NAME, scope, locator(place)))
            }
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place(thread)?, 1)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        let document = answer::json(reply)?;
        let root = document.root();
        if !root.get("comments").is_array() {
            return Err(SourceError::Malformed(
                "Ghost sent no list of comments".into(),
            ));
        }
        let mut batch = Batch::default();
        let pages = root.get("meta").get("pagination");
        for value in root.get("comments").items() {
            let Some(first) = comment(value, None) else {
                continue;
            };
            let replies: Vec<Comment> = value
                .get("replies")
                .items()
                .filter_map(|reply| comment(reply, Some(&first.id)))
                .collect();
            let stated = value.get("count").get("replies").count().unwrap_or(0);
            if stated as usize > replies.len() {
                let path = [
                    "members",
                    "api",
                    "comments",
                    first.id.as_str(),
                    "replies",
                    "",
                ];
                let url = below(&place.site, &path, &[("limit", "100")]);
                batch.next.push(Ask::get(url, Accept::Json));
            }
            batch.comments.push(first);
            batch.comments.extend(replies);
        }
        let is_post = pages.get("total").count().is_some() && !is_replies(&reply.ask.url);
        if is_post && let Some(next) = pages.get("next").count() {
            batch.next.push(ask_page(&place, next));
        }
        Ok(batch)
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            site: page.clone(),
            post: String::new(),
        })
    }
}

fn ask_page(place: &Place, page: u32) -> Ask {
    let path = ["members", "api", "comments", "post", &place.post, ""];
    let query = [("limit", "50"), ("page", &page.to_string())];
    Ask::get(below(&place.site, &path, &query), Accept::Json)
}

fn is_replies(url: &Url) -> bool {
    url.path().trim_end_matches('/').ends_with("/replies")
}

fn comment(value: Value<'_>, below: Option<&CommentId>) -> Option<Comment> {
    // A reply may answer another reply; the service nests it one level all the same.
    let parent = fields::id(value.get("in_reply_to_id"))
        .or_else(|| below.cloned())
        .or_else(|| fields::id(value.get("parent_id")));
    let member = value.get("member");
    Some(Comment {
        parent,
        author: member
            .get("name")
            .text()
            .and_then(|name| fields::name(&name)),
        published: fields::time(value.get("created_at")),
        edited: fields::time(value.get("edited_at")).map_or(Edited::No, Edited::At),
        body: fields::body(&value.get("html").text().unwrap_or_default(), None),
        score: value.get("count").get("likes").integer(),
        state: match value.get("status").text().as_deref() {
            Some("deleted") => State::Deleted,
            Some("hidden") => State::Hidden,
            _ => State::Visible,
        },
        ..fields::comment(value.get("id"))?
    })
}
