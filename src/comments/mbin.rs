//! Mbin (section 7.11). <https://github.com/MbinOrg/mbin>

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, attached, batch, fields, locator, place};
use crate::model::comment::{Comment, Edited, Roles, State};
use crate::model::discussion::{Access, ThreadRef};
use crate::model::safe::GatedHtml;

const NAME: &str = "mbin";

/// The source.
pub(super) struct Mbin;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The instance's root.
    instance: Url,
    entry: u64,
}

impl CommentSource for Mbin {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Mbin"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|url| {
            let entry = entry_in(&url)?;
            let instance = url.join("/").ok()?;
            let scope = format!("{}/{entry}", instance.host_str()?);
            let place = Place { instance, entry };
            Some(Candidate::new(
                Rank::KnownSite,
                NAME,
                scope,
                &place,
                Some(url),
            ))
        });
        found.into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place(thread)?, 1)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        let document = answer::json(reply)?;
        let root = document.root();
        if !root.get("numComments").is_null() {
            return Ok(about_entry(root));
        }
        if !root.get("items").is_array() {
            return Err(SourceError::Malformed(
                "The server sent no list of comments".into(),
            ));
        }
        let read = |value| comment(value, &place.instance);
        let comments = batch::nested_by(root.get("items"), &["children"], read, account);
        let pages = root.get("pagination");
        let page = pages.get("currentPage").count().unwrap_or(1);
        let more = pages.get("maxPage").count().is_some_and(|last| page < last);
        Ok(Batch {
            aside: (page == 1).then(|| ask_entry(&place)).into_iter().collect(),
            next: more
                .then(|| ask_page(&place, page + 1))
                .into_iter()
                .collect(),
            ..comments
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            instance: page.clone(),
            entry: 0,
        })
    }
}

/// The number in `/m/MAGAZINE/t/N[/SLUG]`.
fn entry_in(url: &Url) -> Option<u64> {
    let path: Vec<&str> = url.path_segments()?.collect();
    match path.as_slice() {
        ["m", _, "t", number, ..] => number.parse().ok(),
        _ => None,
    }
}

fn ask_page(place: &Place, page: u32) -> Ask {
    let entry = place.entry.to_string();
    let query = [("p", page.to_string()), ("perPage", "50".to_owned())];
    let query = query
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let url = below(
        &place.instance,
        &["api", "entry", &entry, "comments"],
        &query,
    );
    Ask::get(url, Accept::Json)
}

/// The text, and the picture that may stand below it or alone.
fn body(value: Value<'_>, instance: &Url) -> GatedHtml {
    let text = value.get("body").text().unwrap_or_default();
    let text = fields::markdown_body(&text, Some(instance));
    let image = value.get("image");
    let address = ["storageUrl", "sourceUrl"];
    let Some(address) = address.iter().find_map(|name| image.get(name).filled()) else {
        return text;
    };
    let mut html = text.as_str().to_owned();
    attached::picture(&mut html, &address, image.get("altText"));
    fields::body(&html, Some(instance))
}

/// The request for who wrote the entry, how many comments it has and whether it takes more.
fn ask_entry(place: &Place) -> Ask {
    let entry = place.entry.to_string();
    Ask::get(
        below(&place.instance, &["api", "entry", &entry], &[]),
        Accept::Json,
    )
}

/// What the entry tells.
fn about_entry(entry: Value<'_>) -> Batch {
    let mut batch = Batch::about();
    batch.accounts.add_opener(account(entry));
    batch.total = entry.get("numComments").count();
    batch.access = Access::closed_if(entry.get("isLocked").is_true());
    batch
}

/// The number of whoever wrote an entry or a comment.
fn account(written: Value<'_>) -> Option<Cow<'_, str>> {
    written.get("user").get("userId").id()
}

fn comment(value: Value<'_>, instance: &Url) -> Option<Comment> {
    let user = value.get("user");
    let name = user.get("username").filled();
    let votes = ["uv", "favourites"].map(|name| value.get(name).integer().unwrap_or(0));
    let against = value.get("dv").integer().unwrap_or(0);
    Some(Comment {
        parent: fields::id(value.get("parentId")),
        author: name.as_deref().and_then(fields::name),
        author_url: name.map(|name| below(instance, &["u", &name], &[])),
        roles: Roles {
            bot: user.get("isBot").is_true(),
            staff: user.get("isAdmin").is_true() || user.get("isGlobalModerator").is_true(),
            ..Roles::default()
        },
        published: fields::time(value.get("createdAt")),
        edited: fields::time(value.get("editedAt")).map_or(Edited::No, Edited::At),
        body: body(value, instance),
        score: Some(votes[0].saturating_add(votes[1]).saturating_sub(against)),
        permalink: value
            .get("apId")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        state: match value.get("visibility").text().as_deref() {
            Some("soft_deleted") => State::Deleted,
            Some("trashed") => State::Removed,
            Some("private") => State::Hidden,
            _ => State::Visible,
        },
        ..fields::comment(value.get("commentId"))?
    })
}
