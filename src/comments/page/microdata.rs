//! Comments as microdata: schema.org's Comment and its forerunner UserComments (section 7.18).
//!
//! <https://schema.org/Comment> · <https://schema.org/UserComments>

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

/// Bytes of a count's text that are looked at.
const MAX_COUNT_BYTES: usize = 20;

static AUTHOR: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop=author] [itemprop=name]",
        "[itemprop=creator] [itemprop=name]",
        "[itemprop=author]",
        "[itemprop=creator]",
    ])
});

static AUTHOR_URL: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[itemprop=author] [itemprop=url]",
        "[itemprop=creator] [itemprop=url]",
        "a[itemprop=author]",
    ])
});

static TEXT: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&["[itemprop=text]", "[itemprop=commentText]"]));

static VOTES: LazyLock<Vec<Selector>> = LazyLock::new(|| selectors(&["[itemprop=upvoteCount]"]));

static TOTAL: LazyLock<Vec<Selector>> = LazyLock::new(|| selectors(&["[itemprop=commentCount]"]));

/// Reads the comments of a page that are marked up so.
pub(super) fn read(dom: &Dom, page: &Url, sent: Option<Timestamp>) -> Reading {
    let mut remarks: Vec<Remark<'_>> = dom
        .elements()
        .filter(|element| element.attr("itemtype").is_some_and(is_comment))
        .map(|element| {
            let id = element.attr("itemid").or_else(|| element.id());
            Remark::new(id.unwrap_or_default().trim().to_owned(), element, element)
        })
        .collect();
    share_out(dom, &mut remarks);
    let heads = head::heads(&remarks, |remark| remark.first(&TEXT));
    let clock = PageClock::of(dom, remarks.iter().zip(&heads), sent);
    let mut comments: Vec<Comment> = remarks
        .iter()
        .zip(&heads)
        .map(|(remark, head)| comment(remark, head, clock, page))
        .collect();
    for (at, parent) in enclosing(&remarks).into_iter().enumerate() {
        comments[at].parent = parent.map(|parent| comments[parent].id.clone());
        comments[at].parent_trust = Trust::Derived;
    }
    let totals = TOTAL
        .iter()
        .flat_map(|selector| dom.root().select_by(selector));
    let total = totals
        .filter_map(|element| value(element).trim().parse().ok())
        .max();
    Reading { comments, total }
}

fn is_comment(item_type: &str) -> bool {
    item_type.split_ascii_whitespace().any(|item_type| {
        matches!(
            item_type.rsplit('/').next(),
            Some("Comment" | "UserComments")
        ) && item_type.contains("schema.org")
    })
}

fn comment(remark: &Remark<'_>, head: &Head<'_>, clock: PageClock, page: &Url) -> Comment {
    let (published, precision) = time::written(remark, head, None, None, clock);
    let author = remark.first(&AUTHOR);
    let author_url = remark.first(&AUTHOR_URL);
    let body = remark.first(&TEXT).map_or_else(GatedHtml::default, |text| {
        let is_item = |element: Element<'_>| element.attr("itemtype").is_some_and(is_comment);
        fields::body(&text.inner_html(is_item), Some(page))
    });
    let mut comment = Comment {
        author: author.and_then(|author| match author.attr("content") {
            Some(name) => fields::name(name),
            None => fields::html_name(&author.inner_html(|_| false)),
        }),
        author_url: author_url.and_then(|link| {
            let href = link.attr("href").or_else(|| link.attr("content"))?;
            fields::web_url(href, Some(page))
        }),
        published,
        precision,
        body,
        score: remark
            .first(&VOTES)
            .and_then(|votes| value(votes).trim().parse().ok()),
        permalink: remark.marker.id().map(|id| {
            let mut place = page.clone();
            place.set_fragment(Some(id));
            place
        }),
        ..Comment::new(CommentId::new(&remark.id))
    };
    if remark.id.is_empty() {
        comment.id = derived_id(&comment);
    }
    comment
}

/// The value of a property: in its attribute, else its text.
fn value(element: Element<'_>) -> String {
    match element.attr("content") {
        Some(content) => content.to_owned(),
        None => element.text(MAX_COUNT_BYTES),
    }
}
