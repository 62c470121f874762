//! XenForo's forum threads (section 7.15): flat, with quotations that name what they answer.

use std::sync::LazyLock;

use url::Url;

use super::remark::{Remark, selectors, share_out};
use super::{Reading, time};
use crate::comments::fields;
use crate::model::comment::{Comment, Trust};
use crate::model::id::CommentId;
use crate::text::dom::{Dom, Element, Selector};

static BODY: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&[".message-body .bbWrapper", ".message-body"]));

/// Bytes of a post's place in the thread ("#1").
const MAX_PLACE_BYTES: usize = 16;

/// The posts of a thread, without the opening one, which is the article.
pub(super) fn find(dom: &Dom) -> Vec<Remark<'_>> {
    let mut posts: Vec<Remark<'_>> = dom
        .elements()
        .filter(|element| element.tag() == "article" && element.has_class("message"))
        .filter_map(|element| {
            let number = element.attr("data-content")?.strip_prefix("post-")?;
            Some(Remark::new(number.to_owned(), element, element))
        })
        .collect();
    share_out(dom, &mut posts);
    let mut is_first = true;
    posts.retain(|post| !std::mem::take(&mut is_first) || !is_opening(post));
    posts
}

/// Whether a post is the thread's first: its own link says so.
fn is_opening(post: &Remark<'_>) -> bool {
    let mut links = post.own.iter().filter(|element| element.tag() == "a");
    links.any(|link| link.text(MAX_PLACE_BYTES) == "#1")
}

/// Reads the posts of a thread.
pub(super) fn read(dom: &Dom, page: &Url) -> Reading {
    let posts = find(dom);
    let offset = time::offset(&posts);
    let comments = posts.iter().map(|post| {
        let body = post.first(&BODY);
        let name = post.attr("data-author").unwrap_or_default();
        let link = permalink(post);
        let (published, precision) = time::written(post, link, offset);
        Comment {
            parent: body.and_then(quoted),
            parent_trust: Trust::Guessed,
            author: fields::name(name),
            author_url: author_url(post, page),
            published,
            precision,
            body: fields::body(
                &body.map_or_else(String::new, |body| body.inner_html(|_| false)),
                Some(page),
            ),
            permalink: link.and_then(|link| fields::web_url(link.attr("href")?, Some(page))),
            ..Comment::new(CommentId::new(&post.id))
        }
    });
    Reading::of(comments.collect())
}

/// The post that a text begins by quoting.
fn quoted(body: Element<'_>) -> Option<CommentId> {
    let first = body.children().next()?;
    let number = first.attr("data-source")?.strip_prefix("post:")?;
    (first.tag() == "blockquote").then(|| CommentId::new(number))
}

fn permalink<'a>(post: &Remark<'a>) -> Option<Element<'a>> {
    let end = format!("post-{}", post.id);
    let mut links = post.own.iter().copied();
    links.find(|element| {
        let href = element.attr("href").filter(|_| element.tag() == "a");
        href.is_some_and(|href| href.trim_end_matches('/').ends_with(&end))
    })
}

fn author_url(post: &Remark<'_>, page: &Url) -> Option<Url> {
    let mut links = post.own.iter();
    let link = links.find(|element| element.tag() == "a" && element.has_class("username"))?;
    fields::web_url(link.attr("href")?, Some(page))
}
