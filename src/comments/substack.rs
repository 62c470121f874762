//! Substack (section 7.13): undocumented, and closed to strangers on some publications.

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

const NAME: &str = "substack";

/// The source.
pub(super) struct Substack;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The post's page, `https://HOST/p/SLUG`.
    post: Url,
}

impl CommentSource for Substack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Substack"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let Some(link) = article.article() else {
            return Vec::new();
        };
        let host = link.host_str().unwrap_or_default();
        let is_here = host.ends_with(".substack.com") || article.is_made_by("substack");
        let Some(slug) = slug(link).filter(|_| is_here) else {
            return Vec::new();
        };
        let scope = format!("{host}/{slug}");
        let place = Place { post: link.clone() };
        vec![Candidate::new(
            Rank::KnownSite,
            NAME,
            scope,
            &place,
            Some(link.clone()),
        )]
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let post = place::<Place>(thread)?.post;
        let slug = slug(&post).unwrap_or_default();
        let url = below(&root(&post), &["api", "v1", "posts", slug], &[]);
        Ok(vec![Ask::get(url, Accept::Json)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let post = place::<Place>(thread)?.post;
        let document = answer::json(reply)?;
        let root_value = document.root();
        if root_value.get("comments").is_array() {
            let read = |value| comment(value, &post);
            let comments = root_value.get("comments");
            return Ok(Batch {
                order: SourceOrder::Oldest,
                partial: root_value.get("more").is_true(),
                ..batch::nested_by(comments, &["children"], read, |value| {
                    value.get("user_id").id()
                })
            });
        }
        let Some(id) = root_value.get("id").id() else {
            return Err(SourceError::Malformed(
                "Substack sent neither a post nor comments".into(),
            ));
        };
        let query = [
            ("token", ""),
            ("all_comments", "true"),
            ("sort", "oldest_first"),
        ];
        let url = below(
            &root(&post),
            &["api", "v1", "post", &id, "comments"],
            &query,
        );
        let mut accounts = Accounts::default();
        for author in root_value.get("publishedBylines").items() {
            accounts.add_opener(author.get("id").id());
        }
        Ok(Batch {
            accounts,
            total: root_value.get("comment_count").count(),
            access: match root_value
                .get("write_comment_permissions")
                .text()
                .as_deref()
            {
                Some("none") => Access::Closed,
                Some("only_paid" | "only_founding") => Access::LoginNeeded,
                _ => Access::Open,
            },
            ..Batch::leading_to(vec![Ask::get(url, Accept::Json)])
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place { post: page.clone() })
    }
}

/// The last part of `/p/SLUG`.
fn slug(url: &Url) -> Option<&str> {
    let mut path = url.path_segments()?;
    path.next()
        .filter(|&first| first == "p")
        .and(path.next())
        .filter(|slug| !slug.is_empty())
}

fn root(post: &Url) -> Url {
    post.join("/").unwrap_or_else(|_| post.clone())
}

fn comment(value: Value<'_>, post: &Url) -> Option<Comment> {
    let comment = fields::comment(value.get("id"))?;
    // Dot-separated ids from the root down; empty for a root.
    let path = value.get("ancestor_path").text().unwrap_or_default();
    let ancestors: Vec<CommentId> = path
        .rsplit('.')
        .filter(|id| !id.is_empty())
        .map(CommentId::new)
        .collect();
    let handle = value.get("handle").filled();
    let published = fields::time(value.get("date"));
    let slug = slug(post).unwrap_or_default();
    let permalink = below(
        &root(post),
        &["p", slug, "comment", comment.id.as_str()],
        &[],
    );
    let body = value.get("body").text();
    let is_removed = matches!(
        value.get("status").text().as_deref(),
        Some("removed" | "moderator_removed" | "hidden")
    );
    Some(Comment {
        parent: ancestors.first().cloned(),
        ancestors,
        author: value
            .get("name")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: handle
            .and_then(|handle| fields::web_url(&format!("https://substack.com/@{handle}"), None)),
        roles: Roles {
            author: value.get("metadata").get("is_author").is_true(),
            ..Roles::default()
        },
        published,
        edited: match fields::time(value.get("edited_at")) {
            Some(time) => Edited::At(time),
            None => Edited::No,
        },
        body: fields::plain_body(&body.clone().unwrap_or_default()),
        score: value.get("reaction_count").integer(),
        permalink: Some(permalink),
        state: match (value.get("deleted").is_true() || body.is_none(), is_removed) {
            (_, true) => State::Removed,
            (true, _) => State::Deleted,
            _ => State::Visible,
        },
        ..comment
    })
}
