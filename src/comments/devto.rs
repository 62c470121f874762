//! DEV and other Forem sites (section 7.15). <https://developers.forem.com/api/v1>

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::opener::Accounts;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, State};
use crate::model::discussion::{SourceOrder, ThreadRef};

const NAME: &str = "devto";

/// The source.
pub(super) struct Forem;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The site's root.
    site: Url,
    user: String,
    slug: String,
}

impl CommentSource for Forem {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "DEV"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|url| {
            let is_here = url.host_str() == Some("dev.to") || article.is_made_by("forem");
            let path: Vec<String> = url.path_segments()?.map(str::to_owned).collect();
            let [user, slug] = <[String; 2]>::try_from(path).ok().filter(|_| is_here)?;
            let site = url.join("/").ok()?;
            let scope = format!("{}/{user}/{slug}", site.host_str()?);
            let place = Place { site, user, slug };
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
        let Place { site, user, slug } = place(thread)?;
        let url = below(&site, &["api", "articles", &user, &slug], &[]);
        Ok(vec![Ask::get(url, Accept::Json)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let site = place::<Place>(thread)?.site;
        let document = answer::json(reply)?;
        let root = document.root();
        if root.is_array() {
            let read = |value| comment(value, &site);
            return Ok(Batch {
                order: SourceOrder::Ranked,
                ..batch::nested_by(root, &["children"], read, account)
            });
        }
        let Some(id) = root.get("id").id() else {
            return Err(SourceError::Malformed("The site sent no article".into()));
        };
        let url = below(&site, &["api", "comments"], &[("a_id", &id)]);
        let mut accounts = Accounts::default();
        accounts.add_opener(account(root));
        Ok(Batch {
            accounts,
            total: root.get("comments_count").count(),
            ..Batch::leading_to(vec![Ask::get(url, Accept::Json)])
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            site: page.clone(),
            user: String::new(),
            slug: String::new(),
        })
    }
}

/// The unique name of whoever wrote an article or a comment.
fn account(written: Value<'_>) -> Option<Cow<'_, str>> {
    written.get("user").get("username").filled()
}

fn comment(value: Value<'_>, site: &Url) -> Option<Comment> {
    let comment = fields::comment(value.get("id_code"))?;
    let user = value.get("user");
    let username = user.get("username").filled();
    let name = user.get("name").filled().or_else(|| username.clone());
    let html = value.get("body_html").text().unwrap_or_default();
    let permalink = username
        .as_deref()
        .map(|user| below(site, &[user, "comment", comment.id.as_str()], &[]));
    Some(Comment {
        author: name.and_then(|name| fields::name(&name)),
        author_url: username.map(|user| below(site, &[&user], &[])),
        published: fields::time(value.get("created_at")),
        body: fields::body(&html, permalink.as_ref()),
        permalink,
        state: match html.trim() {
            "<p>[deleted]</p>" => State::Deleted,
            "<p>[hidden by post author]</p>" => State::Hidden,
            _ => State::Visible,
        },
        ..comment
    })
}
