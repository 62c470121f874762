//! Comments as microformats: h-cite and h-entry under an h-entry (section 7.18).
//!
//! <https://microformats.org/wiki/h-entry> · <https://indieweb.org/comments>

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use url::Url;

use super::head::{self, Head};
use super::remark::{Remark, enclosing, selectors, share_out};
use super::time::PageClock;
use super::{Reading, time};
use crate::comments::fields;
use crate::model::comment::{Comment, Trust};
use crate::model::id::CommentId;
use crate::model::safe::GatedHtml;
use crate::model::tree::derived_id;
use crate::text::dom::{Dom, Element, Selector};

static COMMENTS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".h-entry .p-comment.h-cite",
        ".h-entry .p-comment.h-entry",
        ".h-entry .u-comment.h-cite",
        ".h-entry .u-comment.h-entry",
        ".comments .h-cite",
    ])
});

static AUTHOR: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&[".p-author .p-name", ".p-author"]));

static AUTHOR_URL: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&[".p-author .u-url", "a.p-author"]));

static TEXT: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&[".e-content", ".p-content", ".p-summary", ".p-name"]));

static LINKS: LazyLock<Vec<Selector>> = LazyLock::new(|| selectors(&[".u-url[href]"]));

static ANSWERED: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&[".u-in-reply-to[href]", ".u-in-reply-to a[href]"]));

/// Reads the comments of a page that are marked up so.
pub(super) fn read(dom: &Dom, page: &Url, sent: Option<Timestamp>) -> Reading {
    let mut remarks: Vec<Remark<'_>> = dom
        .elements()
        .filter(|element| COMMENTS.iter().any(|selector| element.matches_by(selector)))
        .map(|element| Remark::new(String::new(), element, element))
        .collect();
    share_out(dom, &mut remarks);
    let heads = head::heads(&remarks, text);
    let clock = PageClock::of(dom, remarks.iter().zip(&heads), sent);
    let mut comments: Vec<Comment> = remarks
        .iter()
        .zip(&heads)
        .map(|(remark, head)| comment(remark, head, clock, page))
        .collect();
    let addresses: HashMap<Url, usize> = comments
        .iter()
        .enumerate()
        .filter_map(|(at, comment)| Some((comment.permalink.clone()?, at)))
        .collect();
    let around = enclosing(&remarks);
    for (at, remark) in remarks.iter().enumerate() {
        let mut answered = ANSWERED
            .iter()
            .flat_map(|selector| remark.select(selector))
            .filter_map(|link| fields::web_url(link.attr("href")?, Some(page)));
        let stated = answered.find_map(|url| addresses.get(&url).copied());
        let (parent, trust) = match stated.filter(|&parent| parent != at) {
            Some(parent) => (Some(parent), Trust::Stated),
            None => (around[at], Trust::Derived),
        };
        comments[at].parent = parent.map(|parent| comments[parent].id.clone());
        comments[at].parent_trust = trust;
    }
    Reading::of(comments)
}

/// The element that holds the text.
fn text<'a>(remark: &Remark<'a>) -> Option<Element<'a>> {
    let mut texts = TEXT.iter().flat_map(|selector| remark.select(selector));
    texts.find(|text| !is_of_author(remark, *text))
}

fn comment(remark: &Remark<'_>, head: &Head<'_>, clock: PageClock, page: &Url) -> Comment {
    let author = remark.first(&AUTHOR);
    let (published, precision) = time::written(remark, head, None, None, clock);
    let links = LINKS.iter().flat_map(|selector| remark.select(selector));
    let permalink = links
        .filter(|link| !is_of_author(remark, *link))
        .find_map(|link| fields::web_url(link.attr("href")?, Some(page)));
    let mut comment = Comment {
        author: author.and_then(|author| fields::html_name(&author.inner_html(|_| false))),
        author_url: remark
            .first(&AUTHOR_URL)
            .and_then(|link| fields::web_url(link.attr("href")?, Some(page))),
        published,
        precision,
        body: head.text.map_or_else(GatedHtml::default, |text| {
            fields::body(&text.inner_html(|_| false), Some(page))
        }),
        ..Comment::new(CommentId::new(permalink.as_ref().map_or("", Url::as_str)))
    };
    comment.permalink = permalink;
    if comment.id.as_str().is_empty() {
        comment.id = derived_id(&comment);
    }
    comment
}

/// Whether an element describes the author, not the comment.
fn is_of_author(remark: &Remark<'_>, element: Element<'_>) -> bool {
    let container = remark.container();
    element.has_class("p-author")
        || element
            .ancestors()
            .take_while(|&around| around != container)
            .any(|around| around.has_class("p-author") || around.has_class("h-card"))
}
