//! What a page says around its comments: how many there are, and where the others stand (7.1.5).

use std::sync::LazyLock;

use url::Url;

use super::remark::selectors;
use crate::comments::fields;
use crate::text::dom::{Dom, Element, Selector};

/// Bytes of a heading that are looked at.
const MAX_HEADING_BYTES: usize = 200;

/// Links of a page that are looked at; a page of six megabytes has fewer.
const MAX_LINKS: usize = 50_000;

static HEADINGS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".comments-title",
        "#comments-title",
        "#comments h2",
        "#comments h3",
        "h2#comments",
        "h3#comments",
    ])
});

/// The number of comments that a heading states.
pub(super) fn total(dom: &Dom) -> Option<u32> {
    HEADINGS.iter().find_map(|selector| {
        let mut headings = dom.root().select_by(selector);
        headings.find_map(|heading| number_at_start(&heading.text(MAX_HEADING_BYTES)))
    })
}

/// The first number of a heading before it quotes the article's title, which may have numbers too.
fn number_at_start(heading: &str) -> Option<u32> {
    let quote = heading.find(['"', '“', '„', '«', '»', '‚', '‘', '’', '”', ':']);
    let words = &heading[..quote.unwrap_or(heading.len())];
    let start = words.find(|c: char| c.is_ascii_digit())?;
    let digits = &words[start..];
    let end = digits.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | '\u{a0}'));
    let digits = digits[..end.unwrap_or(digits.len())].replace([',', '.', '\u{a0}'], "");
    digits.parse().ok()
}

/// A link to another page of the same comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Other {
    /// Its number.
    pub(super) number: u32,
    /// Its address, without a fragment.
    pub(super) url: Url,
    /// Whether the link says that it comes before this one.
    is_before: bool,
}

/// The other pages of comments that a page links to, on the same host and below the same path, by
/// number.
pub(super) fn others(dom: &Dom, page: &Url) -> Vec<Other> {
    let mut found: Vec<Other> = Vec::new();
    let links = dom.elements().filter(|element| element.tag() == "a");
    for link in links.take(MAX_LINKS) {
        let Some(mut url) = link
            .attr("href")
            .and_then(|href| fields::web_url(href, Some(page)))
        else {
            continue;
        };
        url.set_fragment(None);
        let Some(number) = number(&url).filter(|_| is_same_article(&url, page)) else {
            continue;
        };
        if replaces_form(&url) || url == *page {
            continue;
        }
        let is_before = is_backwards(link);
        match found.iter().position(|other| other.number == number) {
            Some(at) => found[at].is_before |= is_before,
            None if found.len() < super::MAX_LINKED_PAGES => found.push(Other {
                number,
                url,
                is_before,
            }),
            None => {}
        }
    }
    found.sort_by_key(|other| other.number);
    found
}

/// The number that a page of comments has in its address.
pub(super) fn number(url: &Url) -> Option<u32> {
    let in_query = url.query_pairs().find(|(name, _)| name == "cpage");
    let number = match in_query {
        Some((_, number)) => number.parse().ok(),
        None => url.path_segments()?.rev().find_map(|part| {
            part.strip_prefix("comment-page-")
                .or_else(|| part.strip_prefix("page-"))?
                .parse()
                .ok()
        }),
    };
    number.filter(|&number| number > 0)
}

/// The number of a page that has none in its address: it shows the first or the last comments.
pub(super) fn own_number(page: &Url, others: &[Other]) -> u32 {
    if let Some(number) = number(page) {
        return number;
    }
    let last = others.last().map_or(0, |other| other.number);
    let is_last = others
        .iter()
        .any(|other| other.number == 1 || other.is_before);
    if is_last { last.saturating_add(1) } else { 1 }
}

/// Whether two addresses differ in nothing but the page of comments.
fn is_same_article(one: &Url, other: &Url) -> bool {
    let article = |url: &Url| {
        let path = url.path().trim_end_matches('/').to_owned();
        let is_page = |part: &str| part.starts_with("comment-page-") || part.starts_with("page-");
        match path.rsplit_once('/') {
            Some((article, part)) if is_page(part) => article.to_owned(),
            _ => path,
        }
    };
    one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
        && article(one) == article(other)
        && post(one) == post(other)
}

/// The article's number, on sites that have it in the query.
fn post(url: &Url) -> Option<String> {
    let mut query = url.query_pairs();
    let found = query.find(|(name, _)| matches!(&**name, "p" | "page_id"));
    found.map(|(_, post)| post.into_owned())
}

/// A link that only moves the form to a comment shows the same page again.
fn replaces_form(url: &Url) -> bool {
    url.query_pairs().any(|(name, _)| name == "replytocom")
}

/// Whether a link or what is directly around it says "previous".
fn is_backwards(link: Element<'_>) -> bool {
    let says_so = |element: Element<'_>| {
        element.attr("rel") == Some("prev")
            || element.classes().any(|class| {
                matches!(class, "prev" | "previous" | "older") || class.ends_with("-previous")
            })
    };
    std::iter::once(link)
        .chain(link.ancestors().take(2))
        .any(says_so)
}
