//! Artalk (section 7.17). <https://artalk.js.org/>

use url::Url;

use super::findings::widgets::{Keyed, Widget};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Precision, Roles, State};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};

/// Comments on a page of answers.
const PER_PAGE: u32 = 100;

const NAME: &str = "artalk";

/// The source.
pub(super) struct Artalk;

impl CommentSource for Artalk {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Artalk"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, page| match widget {
            Widget::Artalk(keyed) => keyed.place(NAME, page.map(Url::path)),
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_from(&place(thread)?, 0)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Keyed = place(thread)?;
        let document = answer::json(reply)?;
        let root = document.root();
        let list = root.get("comments");
        if !list.is_array() {
            return Err(SourceError::Malformed(
                "Artalk sent no list of comments".into(),
            ));
        }
        let total = root.get("count").count();
        let offset = reply
            .ask
            .url
            .query_pairs()
            .find(|(name, _)| name == "offset");
        let offset: u32 = offset.and_then(|(_, at)| at.parse().ok()).unwrap_or(0);
        let end = offset.saturating_add(PER_PAGE);
        let is_full = list.items().count() >= PER_PAGE as usize;
        let more = is_full && total.is_some_and(|total| end < total);
        Ok(Batch {
            total,
            access: Access::closed_if(root.get("page").get("admin_only").is_true()),
            order: SourceOrder::Oldest,
            next: more.then(|| ask_from(&place, end)).into_iter().collect(),
            ..Batch::of(list.items().filter_map(comment).collect())
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Keyed::nowhere(page))
    }
}

fn ask_from(place: &Keyed, offset: u32) -> Ask {
    let (offset, limit) = (offset.to_string(), PER_PAGE.to_string());
    let query = [
        ("page_key", place.key.as_str()),
        ("site_name", &place.site),
        ("limit", &limit),
        ("offset", &offset),
        ("flat_mode", "true"),
        ("sort_by", "date_asc"),
    ];
    Ask::get(
        below(&place.server, &["api", "v2", "comments"], &query),
        Accept::Json,
    )
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let up = value.get("vote_up").integer();
    let down = value.get("vote_down").integer().unwrap_or(0);
    let is_hidden = value.get("visible").is_false();
    Some(Comment {
        parent: fields::id(value.get("rid")).filter(|parent| parent.as_str() != "0"),
        author: value
            .get("nick")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: value
            .get("link")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        roles: Roles {
            // Only those who run the server give badges, to themselves unless they name it otherwise.
            staff: matches!(
                value.get("badge_name").text().as_deref(),
                Some("Admin" | "admin" | "Administrator" | "管理员" | "管理員")
            ),
            ..Roles::default()
        },
        published: fields::time(value.get("date")),
        // By the server's clock, of unknown place.
        precision: Precision::Day,
        body: fields::body(
            &value.get("content_marked").text().unwrap_or_default(),
            None,
        ),
        score: up.map(|up| up.saturating_sub(down)),
        state: if is_hidden {
            State::Hidden
        } else {
            State::Visible
        },
        ..fields::comment(value.get("id"))?
    })
}
