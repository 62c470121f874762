//! Remark42 (section 7.17). <https://remark42.com/docs/contributing/api/>

use url::Url;

use super::findings::widgets::{Keyed, Widget};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Edited, Roles, State};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};

const NAME: &str = "remark42";

/// The source.
pub(super) struct Remark42;

impl CommentSource for Remark42 {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Remark42"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, page| match widget {
            Widget::Remark42(keyed) => keyed.place(NAME, page.map(Url::as_str)),
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Keyed = place(thread)?;
        let query = [
            ("site", place.site.as_str()),
            ("url", &place.key),
            ("sort", "time"),
            ("format", "tree"),
        ];
        let url = below(&place.server, &["api", "v1", "find"], &query);
        Ok(vec![Ask::get(url, Accept::Json)])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let root = document.root();
        if !root.get("comments").is_array() {
            return Err(SourceError::Malformed(
                "Remark42 sent no list of comments".into(),
            ));
        }
        let info = root.get("info");
        let answers = ["replies"];
        Ok(Batch {
            total: info.get("count").count(),
            access: Access::closed_if(info.get("read_only").is_true()),
            order: SourceOrder::Oldest,
            ..Batch::of(batch::nested(root.get("comments"), &answers, comment))
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Keyed::nowhere(page))
    }
}

fn comment(node: Value<'_>) -> Option<Comment> {
    // In the plain form the comment is not wrapped.
    let value = match node.get("comment") {
        comment if comment.is_object() => comment,
        _ => node,
    };
    let user = value.get("user");
    Some(Comment {
        parent: fields::id(value.get("pid")),
        author: user
            .get("name")
            .text()
            .and_then(|name| fields::escaped_name(&name)),
        roles: Roles {
            staff: user.get("admin").is_true(),
            ..Roles::default()
        },
        published: fields::time(value.get("time")),
        edited: fields::time(value.get("edit").get("time")).map_or(Edited::No, Edited::At),
        // Never `orig`: that is what was typed, not what was made safe.
        body: fields::body(&value.get("text").text().unwrap_or_default(), None),
        score: value.get("score").integer(),
        state: if value.get("delete").is_true() {
            State::Deleted
        } else {
            State::Visible
        },
        ..fields::comment(value.get("id"))?
    })
}
