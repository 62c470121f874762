//! Waline (section 7.17). <https://waline.js.org/en/reference/server/api.html>

use jiff::Timestamp;
use url::Url;

use super::findings::widgets::{Keyed, Widget};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Roles};
use crate::model::discussion::{SourceOrder, ThreadRef};

const NAME: &str = "waline";

/// The source.
pub(super) struct Waline;

impl CommentSource for Waline {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Waline"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, page| match widget {
            Widget::Waline(keyed) => keyed.place(NAME, page.map(Url::path)),
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place(thread)?, 1)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Keyed = place(thread)?;
        let document = answer::json(reply)?;
        // Older servers send the page itself, newer ones wrap it.
        let page = match document.root().get("data") {
            inner if inner.is_object() => inner,
            _ => document.root(),
        };
        let list = page.get("data");
        if !list.is_array() {
            return Err(SourceError::Malformed(
                "Waline sent no list of comments".into(),
            ));
        }
        let number = page.get("page").count().unwrap_or(1);
        let more = page
            .get("totalPages")
            .count()
            .is_some_and(|pages| number < pages);
        Ok(Batch {
            total: page.get("count").count(),
            order: SourceOrder::Oldest,
            next: more
                .then(|| ask_page(&place, number + 1))
                .into_iter()
                .collect(),
            // The children of a root are all its descendants; the parent is stated.
            ..Batch::of(batch::nested(list, &["children"], comment))
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Keyed::nowhere(page))
    }
}

fn ask_page(place: &Keyed, page: u32) -> Ask {
    let page = page.to_string();
    let query = [
        ("path", place.key.as_str()),
        ("pageSize", "100"),
        ("page", &page),
        ("sortBy", "insertedAt_asc"),
    ];
    Ask::get(
        below(&place.server, &["api", "comment"], &query),
        Accept::Json,
    )
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let milliseconds = value.get("time").integer();
    Some(Comment {
        parent: fields::id(value.get("pid")),
        author: value
            .get("nick")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: value
            .get("link")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        roles: Roles {
            staff: value.get("type").text().as_deref() == Some("administrator"),
            ..Roles::default()
        },
        published: milliseconds
            .and_then(|time| Timestamp::from_millisecond(time).ok())
            .or_else(|| fields::time(value.get("insertedAt"))),
        body: fields::body(&value.get("comment").text().unwrap_or_default(), None),
        score: value.get("like").integer(),
        ..fields::comment(value.get("objectId"))?
    })
}
