//! Commento (section 7.17): the one service that wants its question posted.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::json;
use url::Url;

use super::findings::widgets::{Keyed, Widget};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Roles, State};
use crate::model::discussion::{Access, ThreadRef};

const NAME: &str = "commento";

/// The source.
pub(super) struct Commento;

impl CommentSource for Commento {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Commento"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, page| match widget {
            Widget::Commento(keyed) => {
                let page = page?;
                let keyed = Keyed {
                    site: page.host_str()?.to_owned(),
                    ..keyed.clone()
                };
                keyed.place(NAME, Some(page.path()))
            }
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Keyed = place(thread)?;
        let question = json!({
            "session": "anonymous",
            "commenterToken": "anonymous",
            "domain": place.site,
            "path": place.key,
        });
        Ok(vec![Ask {
            post: Some(question.to_string()),
            ..Ask::get(
                below(&place.server, &["api", "comment", "list"], &[]),
                Accept::Json,
            )
        }])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let root = document.root();
        let list = root.get("comments");
        // A page without comments has null instead of a list.
        if !list.is_array() && !root.get("success").is_true() {
            return Err(SourceError::Malformed(
                "Commento sent no list of comments".into(),
            ));
        }
        // Looked up by each comment: found once, for there may be tens of thousands of both.
        let people: HashMap<_, _> = root.get("commenters").members().collect();
        Ok(Batch {
            access: match root.get("attributes").get("isLocked").is_true() {
                true => Access::Closed,
                false if root.get("requireIdentification").is_true() => Access::LoginNeeded,
                false => Access::Open,
            },
            ..Batch::of(
                list.items()
                    .filter_map(|value| comment(value, &people))
                    .collect(),
            )
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Keyed::nowhere(page))
    }
}

fn comment(value: Value<'_>, people: &HashMap<Cow<'_, str>, Value<'_>>) -> Option<Comment> {
    // Written in place of what is not there.
    let stated =
        |value: Value<'_>| Some(value.filled()?.into_owned()).filter(|text| text != "undefined");
    let who = value.get("commenterHex").filled().unwrap_or_default();
    let person = people.get(&who);
    let told = |name: &str| stated(person?.get(name));
    Some(Comment {
        parent: fields::id(value.get("parentHex")).filter(|parent| parent.as_str() != "root"),
        author: told("name").and_then(|name| fields::name(&name)),
        roles: Roles {
            moderator: person.is_some_and(|person| person.get("isModerator").is_true()),
            ..Roles::default()
        },
        author_url: told("link").and_then(|url| fields::web_url(&url, None)),
        published: fields::time(value.get("creationDate")),
        body: fields::body(&value.get("html").text().unwrap_or_default(), None),
        score: value.get("score").integer(),
        state: if value.get("deleted").is_true() {
            State::Deleted
        } else {
            State::Visible
        },
        ..fields::comment(value.get("commentHex"))?
    })
}
