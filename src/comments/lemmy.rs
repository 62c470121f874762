//! Lemmy and PieFed (section 7.11).
//!
//! <https://join-lemmy.org/api/>

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::opener::Accounts;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Edited, Roles, State};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};
use crate::model::id::CommentId;

/// Levels that are asked for at once; deeper answers come by continuations.
const MAX_DEPTH: &str = "8";

/// The interfaces of the versions, in the order in which they are tried: Lemmy to 0.19 and the subset
/// that 1.0 keeps, Lemmy 1.0, PieFed.
const VERSIONS: [&str; 3] = ["v3", "v4", "alpha"];

const NAME: &str = "lemmy";

/// The source.
pub(super) struct Lemmy;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The instance's root.
    instance: Url,
    post: u64,
}

impl CommentSource for Lemmy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Lemmy"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|url| {
            let post = post_in(&url)?;
            let instance = url.join("/").ok()?;
            let scope = format!("{}/{post}", instance.host_str()?);
            let place = Place { instance, post };
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
        let place: Place = place(thread)?;
        let post = place.post.to_string();
        let url = below(&place.instance, &["api", "v3", "post"], &[("id", &post)]);
        Ok(vec![
            ask_list(&place, VERSIONS[0]),
            Ask::get(url, Accept::Json),
        ])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        if answer::is_gone(reply) {
            let path = reply.ask.url.path();
            let tried = VERSIONS
                .iter()
                .position(|v| path.ends_with(&format!("/{v}/comment/list")));
            let next = tried.and_then(|tried| VERSIONS.get(tried + 1));
            if let Some(version) = next {
                return Ok(Batch::leading_to(vec![ask_list(&place, version)]));
            }
        }
        let document = answer::json(reply)?;
        let root = document.root();
        if root.get("post_view").is_object() {
            let post = root.get("post_view");
            return Ok(Batch {
                total: post.get("counts").get("comments").count(),
                access: Access::closed_if(post.get("post").get("locked").is_true()),
                accounts: opener(post),
                ..Batch::about()
            });
        }
        let list = match root.get("comments") {
            comments if comments.is_array() => comments,
            _ => root.get("items"),
        };
        if !list.is_array() {
            return Err(SourceError::Malformed(
                "The server sent no list of comments".into(),
            ));
        }
        let mut batch = batch::nested_by(list, &[], comment, |view| {
            account(view.get("comment")).or_else(|| view.get("creator").get("id").id())
        });
        // Every comment comes with the post that it is about.
        if let Some(first) = list.items().next() {
            batch.accounts.extend(opener(first));
        }
        batch.later = unloaded(list, &reply.ask, &place);
        batch.order = SourceOrder::Ranked;
        Ok(batch)
    }

    fn is_shut_everywhere(&self, refusal: &Reply) -> bool {
        answer::refusal_word(refusal, "error").as_deref() == Some("instance_is_private")
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            instance: page.clone(),
            post: 0,
        })
    }
}

/// The number in `/post/N`.
fn post_in(url: &Url) -> Option<u64> {
    let mut path = url.path_segments()?;
    let number = path
        .next()
        .filter(|&first| first == "post")
        .and(path.next())?;
    path.next().is_none().then(|| number.parse().ok()).flatten()
}

/// One request: with a depth the server ignores page and limit, so a second page repeats the first.
fn ask_list(place: &Place, version: &str) -> Ask {
    let post = place.post.to_string();
    let query = [
        ("post_id", post.as_str()),
        ("type_", "All"),
        ("sort", "Top"),
        ("max_depth", MAX_DEPTH),
        ("limit", "50"),
    ];
    let url = below(
        &place.instance,
        &["api", version, "comment", "list"],
        &query,
    );
    Ask::get(url, Accept::Json)
}

/// Requests for the answers below comments that have more of them than were delivered.
fn unloaded(list: Value<'_>, asked: &Ask, place: &Place) -> Vec<Ask> {
    let mut delivered = std::collections::HashMap::new();
    for view in list.items() {
        let path = view.get("comment").get("path").text().unwrap_or_default();
        for ancestor in path.split('.').rev().skip(1) {
            *delivered.entry(ancestor.to_owned()).or_insert(0_u32) += 1;
        }
    }
    let version = asked
        .url
        .path_segments()
        .and_then(|mut path| path.nth(1).map(str::to_owned));
    let version = version.filter(|version| VERSIONS.contains(&version.as_str()));
    let version = version.as_deref().unwrap_or(VERSIONS[0]);
    let ask = |view: Value<'_>| {
        let id = view.get("comment").get("id").id()?;
        let stated = view.get("counts").get("child_count").count()?;
        // Only the deepest that were delivered: what lies between is there already.
        let has_none = !delivered.contains_key(&*id);
        (stated > 0 && has_none).then(|| {
            let query = [
                ("parent_id", &*id),
                ("type_", "All"),
                ("sort", "Top"),
                ("max_depth", MAX_DEPTH),
            ];
            let url = below(
                &place.instance,
                &["api", version, "comment", "list"],
                &query,
            );
            Ask::get(url, Accept::Json)
        })
    };
    list.items().filter_map(ask).collect()
}

/// The number of whoever wrote a post or a comment; PieFed calls it otherwise.
fn account(written: Value<'_>) -> Option<Cow<'_, str>> {
    let number = written.get("creator_id").id();
    number.or_else(|| written.get("user_id").id())
}

/// Who wrote the post of a view.
fn opener(view: Value<'_>) -> Accounts {
    let mut accounts = Accounts::default();
    accounts.add_opener(account(view.get("post")));
    accounts
}

fn comment(view: Value<'_>) -> Option<Comment> {
    let value = view.get("comment");
    // Version 1.0 has the counts in the comment.
    let counts = if view.get("counts").is_object() {
        view.get("counts")
    } else {
        value
    };
    let creator = view.get("creator");
    // "0", the ancestors from the root down, and the comment itself.
    let path = value.get("path").text().unwrap_or_default();
    let ancestors: Vec<CommentId> = path
        .rsplit('.')
        .skip(1)
        .filter(|&id| id != "0")
        .map(CommentId::new)
        .collect();
    let name = creator
        .get("display_name")
        .filled()
        .or_else(|| creator.get("name").filled());
    let profile = creator
        .get("actor_id")
        .text()
        .or_else(|| creator.get("ap_id").text());
    let permalink = value
        .get("ap_id")
        .text()
        .and_then(|url| fields::web_url(&url, None));
    let changed =
        fields::time(value.get("updated")).or_else(|| fields::time(value.get("updated_at")));
    Some(Comment {
        parent: ancestors.first().cloned(),
        ancestors,
        author: name.and_then(|name| fields::name(&name)),
        author_url: profile.and_then(|url| fields::web_url(&url, None)),
        roles: Roles {
            moderator: view.get("creator_is_moderator").is_true()
                || value.get("distinguished").is_true(),
            staff: view.get("creator_is_admin").is_true(),
            bot: creator.get("bot_account").is_true(),
            ..Roles::default()
        },
        published: fields::time(value.get("published"))
            .or_else(|| fields::time(value.get("published_at"))),
        edited: changed.map_or(Edited::No, Edited::At),
        body: fields::markdown_body(
            &value
                .get("content")
                .text()
                .or_else(|| value.get("body").text())
                .unwrap_or_default(),
            permalink.as_ref(),
        ),
        score: counts.get("score").integer(),
        permalink,
        state: match (
            value.get("removed").is_true(),
            value.get("deleted").is_true(),
        ) {
            (true, _) => State::Removed,
            (_, true) => State::Deleted,
            _ => State::Visible,
        },
        ..fields::comment(value.get("id"))?
    })
}
