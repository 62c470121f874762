//! Micro.blog's conversation about any article (section 7.12).
//!
//! <https://microblog.dev/api/conversations/>

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{MICRO_BLOG, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::Comment;
use crate::model::discussion::{SourceOrder, ThreadRef};

const NAME: &str = "micro.blog";

/// The source.
pub(super) struct MicroBlog;

#[derive(Serialize, Deserialize)]
struct Place {
    article: Url,
}

impl CommentSource for MicroBlog {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Micro.blog"
    }

    /// Only for what Micro.blog itself publishes: asking about other pages tells what is being read.
    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let Some(link) = article.article() else {
            return Vec::new();
        };
        let host = link.host_str().unwrap_or_default();
        let is_here = host == "micro.blog"
            || host.ends_with(".micro.blog")
            || article.is_made_by("micro.blog");
        is_here.then(|| candidate(link)).into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let article = place::<Place>(thread)?.article;
        let query = [("url", article.as_str()), ("format", "jsonfeed")];
        Ok(vec![Ask::get(
            at(MICRO_BLOG, &["conversation.js"], &query),
            Accept::Json,
        )])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let items = document.root().get("items");
        if !items.is_array() {
            return Err(SourceError::Malformed("Micro.blog sent no list".into()));
        }
        let article = place::<Place>(thread)?.article;
        let mut comments: Vec<Comment> = items.items().filter_map(comment).collect();
        for comment in &mut comments {
            let page = comment.author_url.as_ref();
            comment.roles.author = page.is_some_and(|page| fields::is_home_of(page, &article));
        }
        Ok(Batch {
            order: SourceOrder::Newest,
            ..Batch::of(comments)
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            article: page.clone(),
        })
    }
}

fn candidate(article: &Url) -> Candidate {
    let place = Place {
        article: article.clone(),
    };
    let page = Some(article.clone());
    Candidate::new(Rank::Reactions, NAME, article.to_string(), &place, page)
}

/// The conversation about an article.
pub(super) fn thread(article: &Url) -> ThreadRef {
    candidate(article).thread
}

fn comment(item: Value<'_>) -> Option<Comment> {
    let author = item.get("author");
    let permalink = item
        .get("url")
        .text()
        .and_then(|url| fields::web_url(&url, None));
    let html = item.get("content_html").text();
    Some(Comment {
        author: author
            .get("name")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: author
            .get("url")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        published: fields::time(item.get("date_published")),
        body: match html {
            Some(html) => fields::body(&html, permalink.as_ref()),
            None => fields::plain_body(&item.get("content_text").text().unwrap_or_default()),
        },
        permalink,
        ..fields::comment(item.get("id"))?
    })
}
