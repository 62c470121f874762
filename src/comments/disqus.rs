//! Disqus, by the data that its embedded page carries (section 7.6): undocumented, without a key.
//!
//! The answers of the documented interface (<https://disqus.com/api/docs/>) have the same posts and
//! are read too.

use url::Url;

use super::findings::widgets::{Disqus as Place, Widget};
use super::json::{Document, Value};
use super::services::{DISQUS, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Edited, State};
use crate::model::discussion::{Access, ThreadRef};

const NAME: &str = "disqus";

/// The source.
pub(super) struct Disqus;

impl CommentSource for Disqus {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Disqus"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, page| match widget {
            Widget::Disqus(stated) => {
                let url = stated.url.clone().or_else(|| page.cloned())?;
                let scope = match &stated.identifier {
                    Some(identifier) => format!("{}/{identifier}", stated.forum),
                    None => format!("{}/{url}", stated.forum),
                };
                let place = Place {
                    url: Some(url),
                    ..stated.clone()
                };
                Some((NAME, scope, locator(&place)))
            }
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Place = place(thread)?;
        let mut query = vec![("base", "default"), ("f", &place.forum), ("s_o", "default")];
        query.extend(place.url.as_ref().map(|url| ("t_u", url.as_str())));
        query.extend(
            place
                .identifier
                .as_deref()
                .map(|identifier| ("t_i", identifier)),
        );
        let url = at(DISQUS, &["embed", "comments", ""], &query);
        Ok(vec![Ask::get(url, Accept::Html)])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        answer::accepted(reply)?;
        let text = String::from_utf8_lossy(&reply.body);
        let document = match thread_data(&text) {
            Some(data) => Document::read_text(data.to_owned())?,
            None => answer::json(reply)?,
        };
        let root = document.root();
        if root.get("code").integer().is_some_and(|code| code != 0) {
            return Err(SourceError::Closed(
                "Disqus has no discussion of this page".into(),
            ));
        }
        let response = root.get("response");
        let posts = if response.is_array() {
            response
        } else {
            response.get("posts")
        };
        if !posts.is_array() {
            return Err(SourceError::Malformed(
                "Disqus sent no list of posts".into(),
            ));
        }
        let thread = response.get("thread");
        let cursor = root.get("cursor");
        Ok(Batch {
            comments: posts.items().filter_map(comment).collect(),
            total: thread.get("posts").count().or(cursor.get("total").count()),
            access: Access::closed_if(thread.get("isClosed").is_true()),
            partial: cursor.get("hasNext").is_true(),
            ..Batch::default()
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            forum: String::new(),
            identifier: None,
            url: Some(page.clone()),
        })
    }
}

/// The text of `script#disqus-threadData`.
fn thread_data(html: &str) -> Option<&str> {
    let (_, behind) = html.split_once("disqus-threadData")?;
    let (_, text) = behind.split_once('>')?;
    // The service writes "</" as "<\/" inside the data.
    text.split_once("</script").map(|(data, _)| data)
}

fn comment(post: Value<'_>) -> Option<Comment> {
    let is_gone = post.get("isDeleted").is_true() || post.get("isDeletedByAuthor").is_true();
    let is_held = !post.get("isApproved").is_null() && !post.get("isApproved").is_true();
    // Spam, or held for moderation: nobody was meant to see it. The deleted are not approved either.
    if post.get("isSpam").is_true() || (is_held && !is_gone) {
        return None;
    }
    let author = post.get("author");
    let link = post
        .get("url")
        .filled()
        .or_else(|| post.get("permalink").filled());
    let permalink = link.and_then(|link| fields::web_url(&link, None));
    let score = post.get("points").integer().or_else(|| {
        Some(
            post.get("likes")
                .integer()?
                .saturating_sub(post.get("dislikes").integer()?),
        )
    });
    Some(Comment {
        parent: fields::id(post.get("parent")),
        author: author
            .get("name")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: author
            .get("profileUrl")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        published: fields::time(post.get("createdAt")),
        edited: if post.get("isEdited").is_true() {
            Edited::Yes
        } else {
            Edited::No
        },
        body: fields::body(
            &post.get("message").text().unwrap_or_default(),
            permalink.as_ref(),
        ),
        score,
        permalink,
        state: match (
            post.get("isDeletedByAuthor").is_true(),
            post.get("isDeleted").is_true(),
        ) {
            (true, _) => State::Deleted,
            (_, true) => State::Removed,
            _ => State::Visible,
        },
        ..fields::comment(post.get("id"))?
    })
}
