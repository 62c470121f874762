//! Cusdis (section 7.17). <https://cusdis.com/doc>

use url::Url;

use super::findings::widgets::{Keyed, Widget};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Roles, State};
use crate::model::discussion::ThreadRef;

const NAME: &str = "cusdis";

/// The source.
pub(super) struct Cusdis;

impl CommentSource for Cusdis {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Cusdis"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, page| match widget {
            Widget::Cusdis(keyed) => keyed.place(NAME, page.map(Url::path)),
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place(thread)?, 1)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Keyed = place(thread)?;
        let document = answer::json(reply)?;
        let data = document.root().get("data");
        if !data.get("data").is_array() {
            return Err(SourceError::Malformed(
                "Cusdis sent no list of comments".into(),
            ));
        }
        let page = reply.ask.url.query_pairs().find(|(name, _)| name == "page");
        let page: u32 = page.and_then(|(_, page)| page.parse().ok()).unwrap_or(1);
        let more = data
            .get("pageCount")
            .count()
            .is_some_and(|pages| page < pages);
        let answers = ["replies", "data"];
        Ok(Batch {
            // Counts roots only when there are replies; the larger of both is shown anyway.
            total: data.get("commentCount").count(),
            next: more
                .then(|| ask_page(&place, page + 1))
                .into_iter()
                .collect(),
            ..Batch::of(batch::nested(data.get("data"), &answers, comment))
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Keyed::nowhere(page))
    }
}

fn ask_page(place: &Keyed, page: u32) -> Ask {
    let page = page.to_string();
    let query = [
        ("appId", place.site.as_str()),
        ("pageId", &place.key),
        ("page", &page),
    ];
    Ask::get(
        below(&place.server, &["api", "open", "comments"], &query),
        Accept::Json,
    )
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let moderator = value.get("moderator").get("displayName").filled();
    let author = moderator
        .clone()
        .or_else(|| value.get("by_nickname").filled());
    Some(Comment {
        parent: fields::id(value.get("parentId")),
        author: author.and_then(|name| fields::name(&name)),
        roles: Roles {
            moderator: moderator.is_some(),
            ..Roles::default()
        },
        published: fields::time(value.get("created_at")),
        body: match value.get("parsedContent").text() {
            Some(html) => fields::body(&html, None),
            None => fields::markdown_body(&value.get("content").text().unwrap_or_default(), None),
        },
        state: if value.get("deletedAt").is_null() {
            State::Visible
        } else {
            State::Deleted
        },
        ..fields::comment(value.get("id"))?
    })
}
