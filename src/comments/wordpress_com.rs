//! WordPress.com and sites with Jetpack (section 7.1.6). <https://developer.wordpress.com/docs/api/>

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{WORDPRESS_COM, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place, wordpress};
use crate::model::comment::{Comment, Kind};
use crate::model::discussion::{Access, ThreadRef};
use crate::model::tree::MAX_COMMENTS;

/// Comments on a page of answers, the most that the service gives.
const PER_PAGE: usize = 100;

/// Pages that are known of: what fills a thread.
const MAX_PAGES: u32 = (MAX_COMMENTS / PER_PAGE) as u32;

const NAME: &str = "wordpress-com";

/// The source.
pub(super) struct WordPressCom;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The blog's host or number.
    site: String,
    post: u64,
}

impl CommentSource for WordPressCom {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "WordPress.com"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let short = article.page.and_then(|page| page.wordpress_com);
        let (rank, place) = if let Some((blog, post)) = short {
            let site = blog.to_string();
            (Rank::PagePost, Place { site, post })
        } else {
            let host = article
                .article()
                .and_then(Url::host_str)
                .unwrap_or_default();
            let is_here = host.ends_with(".wordpress.com") || article.is_made_by("wordpress.com");
            match wordpress::post_in_feed(article).filter(|_| is_here && !host.is_empty()) {
                Some(post) => (
                    Rank::FeedPost,
                    Place {
                        site: host.to_owned(),
                        post,
                    },
                ),
                None => return Vec::new(),
            }
        };
        let scope = format!("{}/{}", place.site, place.post);
        vec![Candidate::new(
            rank,
            NAME,
            scope,
            &place,
            article.article().cloned(),
        )]
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place(thread)?, 1)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        let document = answer::json(reply)?;
        let root = document.root();
        if root.get("discussion").is_object() {
            return Ok(about_post(root));
        }
        if !root.get("comments").is_array() {
            return Err(SourceError::Malformed(
                "WordPress.com sent no list of comments".into(),
            ));
        }
        let total = root.get("found").count();
        let is_first = !reply
            .ask
            .url
            .query_pairs()
            .any(|(name, page)| name == "page" && page != "1");
        let pages = total.unwrap_or(0).div_ceil(PER_PAGE as u32).min(MAX_PAGES);
        let mut batch = batch::nested_by(root.get("comments"), &[], comment, account);
        batch.total = total;
        if is_first {
            batch.next = (2..=pages).map(|page| ask_page(&place, page)).collect();
            let has_comments = !batch.comments.is_empty();
            batch.aside.extend(has_comments.then(|| ask_post(&place)));
        }
        Ok(batch)
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            site: page.host_str().unwrap_or_default().to_owned(),
            post: 0,
        })
    }
}

fn ask_page(place: &Place, page: u32) -> Ask {
    let (post, page) = (place.post.to_string(), page.to_string());
    let path = [
        "rest",
        "v1.1",
        "sites",
        &place.site,
        "posts",
        &post,
        "replies",
        "",
    ];
    let query = [("number", "100"), ("page", page.as_str()), ("order", "ASC")];
    Ask::get(at(WORDPRESS_COM, &path, &query), Accept::Json)
}

/// The request for who wrote the post, and whether it still takes comments.
fn ask_post(place: &Place) -> Ask {
    let post = place.post.to_string();
    let path = ["rest", "v1.1", "sites", &place.site, "posts", &post];
    let query = [("fields", "author,discussion")];
    Ask::get(at(WORDPRESS_COM, &path, &query), Accept::Json)
}

/// What the post tells.
fn about_post(post: Value<'_>) -> Batch {
    let mut batch = Batch::about();
    batch.accounts.add_opener(account(post));
    let open = post.get("discussion").get("comments_open");
    batch.access = Access::closed_if(open.is_false());
    batch
}

/// The number of whoever wrote a post or a comment; strangers have none.
fn account(written: Value<'_>) -> Option<Cow<'_, str>> {
    let number = written.get("author").get("ID").id();
    number.filter(|number| number != "0")
}

/// Blog and post of a short address `https://wp.me/pBLOG-POST`, both in base 62.
pub(super) fn short_link(url: &Url) -> Option<(u64, u64)> {
    let code = url
        .path()
        .strip_prefix('/')
        .filter(|_| url.host_str() == Some("wp.me"))?;
    let (blog, post) = code.strip_prefix(['p', 'P'])?.split_once('-')?;
    Some((base_62(blog)?, base_62(post)?))
}

fn base_62(digits: &str) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.bytes().try_fold(0_u64, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            b'A'..=b'Z' => digit - b'A' + 36,
            _ => return None,
        };
        number.checked_mul(62)?.checked_add(value.into())
    })
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let author = value.get("author");
    let permalink = value
        .get("URL")
        .text()
        .and_then(|url| fields::web_url(&url, None));
    let parent = value.get("parent");
    let is_shown = matches!(
        value.get("status").text().as_deref(),
        None | Some("approved")
    );
    Some(Comment {
        // `false` for a root.
        parent: fields::id(parent.get("ID")).or_else(|| fields::id(parent)),
        author: author
            .get("name")
            .text()
            .and_then(|name| fields::escaped_name(&name)),
        author_url: author
            .get("URL")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        published: fields::time(value.get("date")),
        body: fields::body(
            &value.get("content").text().unwrap_or_default(),
            permalink.as_ref(),
        ),
        score: value.get("like_count").integer(),
        permalink,
        kind: match value.get("type").text().as_deref() {
            Some("pingback" | "trackback") => Kind::Ping,
            _ => Kind::Comment,
        },
        ..fields::comment(value.get("ID")).filter(|_| is_shown)?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_links_hold_blog_and_post() {
        let numbers = |url| short_link(&Url::parse(url).unwrap());
        assert_eq!(numbers("https://wp.me/pApVf-1N"), Some((8_679_457, 111)));
        assert_eq!(numbers("https://wp.me/sApVf-1N"), None);
        assert_eq!(numbers("https://wp.me/p-1"), None);
        assert_eq!(numbers("https://wp.me/pzzzzzzzzzzzzzzzzzz-1"), None);
        assert_eq!(numbers("https://other.example/pApVf-1N"), None);
    }
}
