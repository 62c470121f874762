//! Isso (section 7.17). <https://isso-comments.de/docs/reference/server-api/>

use url::Url;

use super::findings::widgets::{Keyed, Widget};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, State};
use crate::model::discussion::{SourceOrder, ThreadRef};

const NAME: &str = "isso";

/// The source.
pub(super) struct Isso;

impl CommentSource for Isso {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Isso"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, page| match widget {
            Widget::Isso(keyed) => keyed.place(NAME, page.map(Url::path)),
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Keyed = place(thread)?;
        let query = [("uri", place.key.as_str()), ("sort", "oldest")];
        Ok(vec![Ask::get(
            below(&place.server, &[""], &query),
            Accept::Json,
        )])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let root = document.root();
        if !root.get("replies").is_array() {
            return Err(SourceError::Malformed(
                "Isso sent no list of replies".into(),
            ));
        }
        let answers = ["replies"];
        let hidden = |value: Value<'_>| value.get("hidden_replies").count().unwrap_or(0) > 0;
        let comments = batch::nested(root.get("replies"), &answers, comment);
        Ok(Batch {
            total: root.get("total_replies").count(),
            order: SourceOrder::Oldest,
            partial: hidden(root) || root.get("replies").items().any(hidden),
            ..Batch::of(comments)
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Keyed::nowhere(page))
    }
}

fn comment(value: Value<'_>) -> Option<Comment> {
    /// Deleted, and there only for its replies.
    const DELETED: i64 = 4;

    let likes = value.get("likes").integer();
    let dislikes = value.get("dislikes").integer().unwrap_or(0);
    let published = fields::seconds(value.get("created"));
    Some(Comment {
        parent: fields::id(value.get("parent")),
        author: value
            .get("author")
            .text()
            .and_then(|name| fields::escaped_name(&name)),
        author_url: value
            .get("website")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        published,
        edited: fields::edited(published, fields::seconds(value.get("modified"))),
        body: fields::body(&value.get("text").text().unwrap_or_default(), None),
        score: likes.map(|likes| likes.saturating_sub(dislikes)),
        state: match value.get("mode").integer() {
            Some(DELETED) => State::Deleted,
            _ => State::Visible,
        },
        ..fields::comment(value.get("id"))?
    })
}
