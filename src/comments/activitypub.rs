//! The replies that the fediverse gave to an article whose page has an ActivityPub object (section 7.9).
//!
//! <https://www.w3.org/TR/activitystreams-vocabulary/>, <https://www.w3.org/TR/activitypub/>

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::opener::Accounts;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, attached, fields, locator, place};
use crate::model::comment::{Comment, State};
use crate::model::discussion::ThreadRef;

/// Replies that are followed of one answer; each may be a request.
const MAX_ITEMS: usize = 50;

const NAME: &str = "activitypub";

/// The source.
pub(super) struct ActivityPub;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The article's object.
    object: Url,
}

impl CommentSource for ActivityPub {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Fediverse"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let object = article.page.and_then(|page| page.activity.clone());
        let candidate = |object: Url| {
            let scope = object.to_string();
            let page = article.article().cloned();
            Candidate::new(Rank::Reactions, NAME, scope, &Place { object }, page)
        };
        object.map(candidate).into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let object = place::<Place>(thread)?.object;
        Ok(vec![ask(object)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let post = place::<Place>(thread)?.object;
        let document = answer::json(reply)?;
        let root = document.root();
        if is_collection(root) {
            return Ok(replies(root, &post));
        }
        if root.get("id").text().is_none() {
            return Err(SourceError::Malformed(
                "The server sent no ActivityPub object".into(),
            ));
        }
        let is_post = reply.ask.url == post || is_named(root.get("id"), &post);
        if !is_post {
            return Ok(object(root, &post));
        }
        let mut batch = replies(root.get("replies"), &post);
        batch
            .accounts
            .add_opener(actor_id(root.get("attributedTo")));
        Ok(batch)
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            object: page.clone(),
        })
    }
}

fn is_collection(value: Value<'_>) -> bool {
    matches!(
        value.get("type").text().as_deref(),
        Some("Collection" | "OrderedCollection" | "CollectionPage" | "OrderedCollectionPage")
    )
}

/// Asks for an object or a collection by its address.
fn ask(url: Url) -> Ask {
    Ask::get(url, Accept::ActivityJson)
}

/// What a collection of replies holds and leads to; it may be only named.
fn replies(collection: Value<'_>, post: &Url) -> Batch {
    if let Some(url) = address(collection, post) {
        return Batch::leading_to(vec![ask(url)]);
    }
    let mut batch = Batch {
        total: collection.get("totalItems").count(),
        ..Batch::default()
    };
    let mut page = collection;
    let first = collection.get("first");
    if first.is_object() {
        page = first;
    } else if let Some(url) = address(first, post) {
        batch.next.push(ask(url));
    }
    for list in ["items", "orderedItems"] {
        for item in page.get(list).items().take(MAX_ITEMS) {
            match address(item, post) {
                Some(url) => batch.next.push(ask(url)),
                None => {
                    let reply = object(item, post);
                    batch.comments.extend(reply.comments);
                    batch.accounts.extend(reply.accounts);
                    batch.later.extend(reply.later);
                }
            }
        }
    }
    let next = address(page.get("next"), post);
    batch.next.extend(next.map(ask));
    batch.leads_on = batch.comments.is_empty() && !batch.next.is_empty();
    batch
}

/// A reply, and where its own replies are; those are asked for when the reader wants more.
fn object(object: Value<'_>, post: &Url) -> Batch {
    let answers = object.get("replies");
    let named = address(answers, post).or_else(|| address(answers.get("id"), post));
    let comment = comment(object, post);
    let mut accounts = Accounts::default();
    if let Some(comment) = &comment {
        accounts.add_writer(&comment.id, actor_id(object.get("attributedTo")));
    }
    Batch {
        accounts,
        later: named.map(ask).into_iter().collect(),
        ..Batch::of(comment.into_iter().collect())
    }
}

/// An address that stands where an object could. Only what is encrypted is followed, or stands on the
/// article's own server.
fn address(value: Value<'_>, post: &Url) -> Option<Url> {
    let url = fields::web_url(&value.text()?, None)?;
    (url.scheme() == "https" || url.origin() == post.origin()).then_some(url)
}

fn is_named(id: Value<'_>, post: &Url) -> bool {
    id.text().and_then(|id| fields::web_url(&id, None)).as_ref() == Some(post)
}

fn comment(object: Value<'_>, post: &Url) -> Option<Comment> {
    let answered = object.get("inReplyTo");
    let answered = match answered.is_object() {
        true => answered.get("id"),
        false => answered,
    };
    let published = fields::time(object.get("published"));
    let permalink = link(object.get("url")).or_else(|| link(object.get("id")));
    let mut html = fields::warned(object.get("summary"), object.get("content"));
    attached::activity(object, &mut html);
    let is_gone = object.get("type").text().as_deref() == Some("Tombstone");
    let (author, author_url) = author(object.get("attributedTo"));
    Some(Comment {
        parent: fields::id(answered).filter(|_| !is_named(answered, post)),
        author: author.and_then(|name| fields::name(&name)),
        author_url,
        published,
        edited: fields::edited(published, fields::time(object.get("updated"))),
        body: fields::body(&html, permalink.as_ref()),
        permalink,
        state: match is_gone {
            true => State::Deleted,
            false => State::Visible,
        },
        ..fields::comment(object.get("id"))?
    })
}

/// The first address of a link, a list of links, or a text.
fn link(value: Value<'_>) -> Option<Url> {
    let value = value.items().next().unwrap_or(value);
    let text = value.text().or_else(|| value.get("href").text())?;
    fields::web_url(&text, None)
}

/// The address by which an actor is known, stated or inside the actor.
fn actor_id(actor: Value<'_>) -> Option<Cow<'_, str>> {
    let actor = actor.items().next().unwrap_or(actor);
    actor.filled().or_else(|| actor.get("id").filled())
}

/// Who wrote something. An actor that is only named is called as people write it, `@ann@host`, by the end
/// of its address.
fn author(actor: Value<'_>) -> (Option<String>, Option<Url>) {
    let actor = actor.items().next().unwrap_or(actor);
    if actor.is_object() {
        let name = ["name", "preferredUsername"]
            .iter()
            .find_map(|name| actor.get(name).filled());
        let url = link(actor.get("url")).or_else(|| link(actor.get("id")));
        return (name.map(|name| name.into_owned()), url);
    }
    let url = link(actor);
    let name = url.as_ref().and_then(|url| {
        let user = url.path_segments()?.rfind(|part| !part.is_empty())?;
        let user = user.trim_start_matches('@');
        Some(format!("@{user}@{}", url.host_str()?))
    });
    (name, url)
}
