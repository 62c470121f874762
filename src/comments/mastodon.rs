//! Mastodon and its relatives: the answers to one post (section 7.9).
//!
//! <https://docs.joinmastodon.org/methods/statuses/#context>

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::opener::Accounts;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, attached, batch, fields, locator, place};
use crate::model::comment::{Comment, Roles};
use crate::model::discussion::ThreadRef;

/// Answers that a server gives to those who are not logged in.
const MAX_ANSWERS: usize = 60;

const NAME: &str = "mastodon";

/// The source.
pub(super) struct Mastodon;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The server's root.
    server: Url,
    /// The post's id there.
    status: String,
}

impl CommentSource for Mastodon {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Mastodon"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|url| {
            let status = status_in(&url)?;
            let server = url.join("/").ok()?;
            let scope = format!("{}/{status}", server.host_str()?);
            let place = Place { server, status };
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
        let Place { server, status } = place(thread)?;
        let ask = |path: &[&str]| Ask::get(below(&server, path, &[]), Accept::Json);
        Ok(vec![
            ask(&["api", "v1", "statuses", &status, "context"]),
            ask(&["api", "v1", "statuses", &status]),
        ])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let root = document.root();
        let Place { status: post, .. } = place(thread)?;
        if root.get("replies_count").integer().is_some() {
            let mut batch = Batch::about();
            batch.total = root.get("replies_count").count();
            batch.accounts.add_opener(account(root));
            return Ok(batch);
        }
        let answers = root.get("descendants");
        if !answers.is_array() {
            return Err(SourceError::Malformed("The server sent no answers".into()));
        }
        let read = |status| comment(status, &post);
        let mut batch = batch::nested_by(answers, &[], read, account);
        batch
            .accounts
            .extend(openers(answers, &post, thread.page.as_ref()));
        batch.partial = batch.comments.len() >= MAX_ANSWERS;
        Ok(batch)
    }

    fn is_shut_everywhere(&self, refusal: &Reply) -> bool {
        // A server in limited federation mode; of one post it says that there is no record of it.
        answer::refusal_word(refusal, "error")
            .is_some_and(|error| error.contains("requires an authenticated user"))
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            status: status_in(page).unwrap_or_default(),
            server: page.clone(),
        })
    }
}

/// The user in the same addresses, as the server itself names them: `USER`, or `USER@HOST` of another server.
fn user_in(url: &Url) -> Option<String> {
    status_in(url)?;
    let path: Vec<&str> = url.path_segments()?.collect();
    let user = match path.as_slice() {
        ["users", user, ..] => user,
        [user, ..] => user.strip_prefix('@')?,
        [] => return None,
    };
    Some(user.to_owned())
}

/// The id in `/@USER/DIGITS` and `/users/USER/statuses/DIGITS`.
fn status_in(url: &Url) -> Option<String> {
    let path: Vec<&str> = url.path_segments()?.collect();
    let id = match path.as_slice() {
        [user, id] if user.len() > 1 && user.starts_with('@') => id,
        ["users", _, "statuses", id] => id,
        _ => return None,
    };
    let is_id = id.len() >= 5 && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| (*id).to_owned())
}

/// The number of whoever wrote a status.
fn account(status: Value<'_>) -> Option<Cow<'_, str>> {
    let account = status.get("account");
    account
        .get("id")
        .id()
        .or_else(|| account.get("acct").filled())
}

/// Who wrote the post, as its answers and its address tell.
fn openers(answers: Value<'_>, post: &str, page: Option<&Url>) -> Accounts {
    let handle = page.and_then(user_in);
    let mut accounts = Accounts::default();
    for status in answers.items() {
        if status.get("in_reply_to_id").id().as_deref() == Some(post) {
            accounts.add_opener(status.get("in_reply_to_account_id").id());
        }
        let acct = status.get("account").get("acct").filled();
        if acct.is_some() && acct.as_deref() == handle.as_deref() {
            accounts.add_opener(account(status));
        }
    }
    accounts
}

fn comment(status: Value<'_>, post: &str) -> Option<Comment> {
    let account = status.get("account");
    let name = account
        .get("display_name")
        .filled()
        .or_else(|| account.get("acct").filled());
    let link = status
        .get("url")
        .filled()
        .or_else(|| status.get("uri").filled());
    let permalink = link.and_then(|link| fields::web_url(&link, None));
    let published = fields::time(status.get("created_at"));
    let mut html = fields::warned(status.get("spoiler_text"), status.get("content"));
    attached::status(status, &mut html);
    Some(Comment {
        parent: fields::id(status.get("in_reply_to_id")).filter(|parent| parent.as_str() != post),
        author: name.and_then(|name| fields::name(&name)),
        author_url: account
            .get("url")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        roles: Roles {
            bot: account.get("bot").is_true(),
            ..Roles::default()
        },
        published,
        edited: fields::edited(published, fields::time(status.get("edited_at"))),
        body: fields::body(&html, permalink.as_ref()),
        score: status.get("favourites_count").integer(),
        permalink,
        ..fields::comment(status.get("id"))?
    })
}
