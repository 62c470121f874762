//! giscus: a discussion at GitHub, shown on a page (section 7.17). <https://github.com/giscus/giscus>

use url::Url;

use super::findings::widgets::{Giscus as Place, Widget};
use super::json::Value;
use super::services::{GISCUS, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Edited, Roles, State};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};

const NAME: &str = "giscus";

/// The source.
pub(super) struct Giscus;

impl CommentSource for Giscus {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "giscus"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, _| match widget {
            Widget::Giscus(place) => {
                let scope = format!("{}/{}{}", place.repository, place.number, place.term);
                Some((NAME, scope, locator(place)))
            }
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_after(&place(thread)?, None)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        // The discussion comes into being with its first comment.
        if answer::is_gone(reply) {
            return Ok(Batch::default());
        }
        let place: Place = place(thread)?;
        let document = answer::json(reply)?;
        let discussion = document.root().get("discussion");
        if !discussion.get("comments").is_array() {
            return Err(SourceError::Malformed(
                "giscus sent no list of comments".into(),
            ));
        }
        let counts =
            ["totalCommentCount", "totalReplyCount"].map(|name| discussion.get(name).count());
        let page = discussion.get("pageInfo");
        let cursor = page.get("endCursor").filled();
        let cursor = cursor.filter(|_| page.get("hasNextPage").is_true());
        let answers = ["replies"];
        Ok(Batch {
            total: counts[0].map(|count| count.saturating_add(counts[1].unwrap_or(0))),
            access: Access::closed_if(discussion.get("locked").is_true()),
            order: SourceOrder::Oldest,
            next: cursor
                .map(|cursor| ask_after(&place, Some(&cursor)))
                .into_iter()
                .collect(),
            ..Batch::of(batch::nested(discussion.get("comments"), &answers, comment))
        })
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place::default())
    }
}

fn ask_after(place: &Place, cursor: Option<&str>) -> Ask {
    let number = place.number.to_string();
    let mut query = vec![
        ("repo", place.repository.as_str()),
        ("term", &place.term),
        ("category", &place.category),
        ("number", &number),
        ("strict", if place.strict { "true" } else { "false" }),
        ("first", "100"),
    ];
    query.extend(cursor.map(|cursor| ("after", cursor)));
    Ask::get(at(GISCUS, &["api", "discussions"], &query), Accept::Json)
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let author = value.get("author");
    let association = value.get("authorAssociation").text();
    let permalink = value
        .get("url")
        .text()
        .and_then(|url| fields::web_url(&url, None));
    let is_gone = !value.get("deletedAt").is_null();
    Some(Comment {
        parent: fields::id(value.get("replyToId")),
        author: author
            .get("login")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: author
            .get("url")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        roles: Roles {
            staff: matches!(
                association.as_deref(),
                Some("OWNER" | "MEMBER" | "COLLABORATOR")
            ),
            ..Roles::default()
        },
        published: fields::time(value.get("createdAt")),
        edited: fields::time(value.get("lastEditedAt")).map_or(Edited::No, Edited::At),
        body: fields::body(
            &value.get("bodyHTML").text().unwrap_or_default(),
            permalink.as_ref(),
        ),
        score: value.get("upvoteCount").integer(),
        permalink,
        state: match (is_gone, value.get("isMinimized").is_true()) {
            (true, _) => State::Deleted,
            (_, true) => State::Hidden,
            _ => State::Visible,
        },
        ..fields::comment(value.get("id"))?
    })
}
