//! Comments as JSON-LD: schema.org's Comment, nested or by reference (section 7.18).
//!
//! <https://schema.org/Comment> ·
//! <https://developers.google.com/search/docs/appearance/structured-data/discussion-forum>

use std::collections::HashMap;

use url::Url;

use super::Reading;
use crate::comments::fields;
use crate::comments::json::{Document, Value};
use crate::model::comment::{Comment, State, Trust};
use crate::model::id::CommentId;
use crate::model::tree::{MAX_COMMENTS, derived_id};
use crate::text::dom::Dom;

/// Bytes of one script that are read; data about the largest forum pages has half of it.
const MAX_SCRIPT_BYTES: usize = 4 << 20;

/// Reads the comments in a page's data.
pub(super) fn read(dom: &Dom, page: &Url) -> Reading {
    let mut reading = Reading::default();
    let scripts = dom.elements().filter(|element| {
        let media = element.attr("type").filter(|_| element.tag() == "script");
        media.is_some_and(|media| media.to_ascii_lowercase().contains("ld+json"))
    });
    for script in scripts {
        let text = script.text_verbatim(MAX_SCRIPT_BYTES);
        // One broken script does not spoil the others.
        if let Ok(document) = Document::read_text(text) {
            Walk::of(&document, page).into(&mut reading);
        }
    }
    reading
}

/// A walk over all objects of one document, in its order.
struct Walk<'a> {
    /// Values still to be looked at, with the comment that they are in and whether they are comments by
    /// their place.
    open: Vec<(Value<'a>, Option<CommentId>, bool)>,
    /// Objects that others may name.
    named: HashMap<String, Value<'a>>,
    page: &'a Url,
}

impl<'a> Walk<'a> {
    fn of(document: &'a Document, page: &'a Url) -> Self {
        Self {
            open: vec![(document.root(), None, false)],
            named: named(document.root()),
            page,
        }
    }

    fn into(mut self, reading: &mut Reading) {
        // Where each comment is in the list, and whether its place among others is known.
        let mut seen: HashMap<CommentId, (usize, bool)> = HashMap::new();
        while let Some((value, parent, is_place)) = self.open.pop() {
            if value.is_array() {
                let items = value.items().rev();
                self.open
                    .extend(items.map(|item| (item, parent.clone(), is_place)));
                continue;
            }
            let value = self.resolved(value);
            if !value.is_object() || is_type(value, "FAQPage") {
                continue;
            }
            if !is_place && !is_type(value, "Comment") {
                reading.total = reading.total.or_else(|| total(value));
                self.push_members(value, parent);
                continue;
            }
            let mut comment = self.comment(value);
            if let Some((known, is_placed)) = seen.get_mut(&comment.id) {
                if is_place && !std::mem::replace(is_placed, true) {
                    adopt(&mut reading.comments[*known], parent);
                }
                continue;
            }
            if reading.comments.len() >= MAX_COMMENTS {
                return;
            }
            seen.insert(comment.id.clone(), (reading.comments.len(), is_place));
            if parent.is_some() {
                comment.parent = parent;
                comment.parent_trust = Trust::Derived;
            }
            let id = comment.id.clone();
            reading.comments.push(comment);
            self.push_members(value, Some(id));
        }
    }

    fn push_members(&mut self, value: Value<'a>, parent: Option<CommentId>) {
        let members: Vec<_> = value.members().collect();
        for (name, member) in members.into_iter().rev() {
            // What a comment answers is not in it.
            if name != "parentItem" && name != "author" {
                self.open.push((member, parent.clone(), name == "comment"));
            }
        }
    }

    /// The object that a reference `{"@id": …}` names.
    fn resolved(&self, value: Value<'a>) -> Value<'a> {
        let is_reference = value.is_object() && value.members().take(2).count() == 1;
        let id = value.get("@id").text().filter(|_| is_reference);
        id.and_then(|id| self.named.get(&*id).copied())
            .unwrap_or(value)
    }

    fn comment(&self, value: Value<'a>) -> Comment {
        let author = first(value.get("author"));
        let author = self.resolved(author);
        let published = ["datePublished", "dateCreated"]
            .iter()
            .find_map(|name| fields::time(value.get(name)));
        let url = value.get("url").filled();
        let permalink = url.and_then(|url| fields::web_url(&url, Some(self.page)));
        let text = value.get("text").text().unwrap_or_default();
        let status = value.get("creativeWorkStatus").text();
        let mut comment = Comment {
            parent: id(first(value.get("parentItem"))).map(|id| CommentId::new(&id)),
            author: author
                .text()
                .or_else(|| author.get("name").text())
                .and_then(|name| fields::html_name(&name)),
            author_url: author
                .get("url")
                .text()
                .and_then(|url| fields::web_url(&url, Some(self.page))),
            published,
            edited: fields::edited(published, fields::time(value.get("dateModified"))),
            body: body(&text, self.page),
            score: score(value),
            permalink,
            state: match status.as_deref() {
                Some("Deleted") => State::Deleted,
                _ => State::Visible,
            },
            ..Comment::new(CommentId::new(&id(value).unwrap_or_default()))
        };
        if comment.id.as_str().is_empty() {
            comment.id = derived_id(&comment);
        }
        comment
    }
}

/// Gives a comment that came without a parent the one that another place of it tells.
fn adopt(known: &mut Comment, parent: Option<CommentId>) {
    if let Some(parent) = parent.filter(|parent| known.parent.is_none() && *parent != known.id) {
        known.parent = Some(parent);
        known.parent_trust = Trust::Derived;
    }
}

/// The objects that have an id and say more than that.
fn named(root: Value<'_>) -> HashMap<String, Value<'_>> {
    let mut named = HashMap::new();
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        open.extend(value.items());
        open.extend(value.members().map(|(_, member)| member));
        let id = value.get("@id").filled();
        if let Some(id) = id.filter(|_| value.members().take(2).count() > 1) {
            named.entry(id.into_owned()).or_insert(value);
        }
    }
    named
}

/// The id of a comment, or of what one answers.
fn id(value: Value<'_>) -> Option<String> {
    let names = ["@id", "url", "identifier"];
    let id = names.iter().find_map(|name| value.get(name).id());
    id.or_else(|| value.filled()).map(|id| id.into_owned())
}

/// The first of a list, or the value itself.
fn first(value: Value<'_>) -> Value<'_> {
    value.items().next().unwrap_or(value)
}

fn is_type(value: Value<'_>, wanted: &str) -> bool {
    let is_wanted = |stated: Value<'_>| {
        let stated = stated.text();
        stated.is_some_and(|stated| stated.rsplit(['/', ':']).next() == Some(wanted))
    };
    let stated = value.get("@type");
    is_wanted(stated) || stated.items().any(is_wanted)
}

/// Text that is plain by the vocabulary, and HTML on many sites.
fn body(text: &str, page: &Url) -> crate::model::safe::GatedHtml {
    let is_markup = text.contains("</") || text.contains("<br") || text.contains("<p>");
    match is_markup {
        true => fields::body(text, Some(page)),
        false => fields::plain_body(text),
    }
}

fn score(value: Value<'_>) -> Option<i64> {
    let likes = value
        .get("upvoteCount")
        .integer()
        .or_else(|| interactions(value, "LikeAction"))?;
    let dislikes = value.get("downvoteCount").integer().unwrap_or(0);
    Some(likes.saturating_sub(dislikes))
}

/// How many comments something has by its own data.
fn total(value: Value<'_>) -> Option<u32> {
    value.get("commentCount").count().or_else(|| {
        let stated = interactions(value, "CommentAction")?;
        u32::try_from(stated).ok()
    })
}

fn interactions(value: Value<'_>, action: &str) -> Option<i64> {
    let statistics = value.get("interactionStatistic");
    let is_wanted = |statistic: &Value<'_>| {
        let kind = statistic.get("interactionType");
        let named = kind.text().is_some_and(|kind| kind.ends_with(action));
        named || is_type(kind, action)
    };
    std::iter::once(statistics)
        .chain(statistics.items())
        .find(is_wanted)?
        .get("userInteractionCount")
        .integer()
}
