//! Who wrote a comment in a page (8.4).

use std::sync::LazyLock;

use url::Url;

use super::remark::{Remark, selectors};
use crate::comments::fields;
use crate::model::safe::SafeText;
use crate::text::dom::{Element, Selector};

/// Where themes and systems write the name, the most exact first.
static NAMES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".comment-author .fn",
        ".fn",
        ".comment-author-name",
        ".wp-block-comment-author-name",
        ".comment__author-name",
        ".comment_author",
        ".wc-comment-author",
        ".wpd-comment-author",
        ".epoch-author-link",
        ".comment-user",
        "a.link-user",
        "cite.user",
        ".comment-author a",
        ".comment-author",
        ".username",
        ".author a",
        ".author",
        "[itemprop=author] [itemprop=name]",
        "[itemprop=author]",
        "cite",
    ])
});

static LINK: LazyLock<Vec<Selector>> = LazyLock::new(|| selectors(&["a[href]"]));

/// What stands inside a name's element and is no part of the name.
const BESIDE: [&str; 8] = [
    "says",
    "avatar",
    "badge",
    "screen-reader-text",
    "comment-meta",
    "commentmetadata",
    "comment-metadata",
    "comment-date",
];

/// What themes write between the name and the text, in the languages of the pages that were measured.
const SAYS: [&str; 17] = [
    "says",
    "said",
    "wrote",
    "writes",
    "sagt",
    "sagte",
    "schreibt",
    "schrieb",
    "meint",
    "a dit",
    "dit",
    "dice",
    "dijo",
    "ha scritto",
    "scrive",
    "disse",
    "zegt",
];

/// What themes write before the name.
const BY: [&str; 9] = [
    "comment by ",
    "comment from ",
    "posted by ",
    "kommentar von ",
    "commentaire par ",
    "commentaire de ",
    "comentario de ",
    "commento di ",
    "by ",
];

/// The author's name and page.
pub(super) fn author(remark: &Remark<'_>, page: &Url) -> (Option<SafeText>, Option<Url>) {
    let stated = NAMES.iter().find_map(|selector| {
        remark
            .select(selector)
            .find_map(|element| Some((element, name(element)?)))
    });
    let found = stated.or_else(|| {
        remark
            .own
            .iter()
            .filter(|element| element.classes().any(is_author_class))
            .find_map(|&element| Some((element, name(element)?)))
    });
    match found {
        Some((element, name)) => (Some(name), address(remark, element, page)),
        None => (None, None),
    }
}

/// The title and address of the page that a pingback or trackback comes from.
pub(super) fn pinging(remark: &Remark<'_>, page: &Url) -> (Option<SafeText>, Option<Url>) {
    let mut links = LINK.iter().flat_map(|selector| remark.select(selector));
    links
        .find_map(|link| Some((Some(name(link)?), Some(link_target(link, page)?))))
        .unwrap_or_else(|| author(remark, page))
}

fn is_author_class(class: &str) -> bool {
    class.contains("author") && !class.contains("avatar") && !class.contains("byauthor")
}

/// The name in an element; none where it holds only a picture.
fn name(element: Element<'_>) -> Option<SafeText> {
    if element.tag() == "cite" && !element.has_class("fn") && !element.has_class("user") {
        return name_in_cite(element);
    }
    let html = element.inner_html(|inner| is_beside(element, inner));
    let name = fields::html_name(&html)?;
    SafeText::non_empty(without_says(name.as_str()))
}

/// A bare `cite` holds the name, a dash and the date: "Comment by Ada — 17.07.2011 @ 13:04".
fn name_in_cite(cite: Element<'_>) -> Option<SafeText> {
    let html = match cite.first("a.url") {
        Some(link) => link.inner_html(|_| false),
        None => cite.inner_html(|inner| is_beside(cite, inner)),
    };
    let text = fields::html_name(&html)?;
    let mut text = text.as_str();
    if let Some(dash) = text.find([' ', '\u{a0}']).and_then(|_| first_dash(text)) {
        text = &text[..dash];
    }
    for by in BY {
        if text
            .get(..by.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(by))
        {
            text = &text[by.len()..];
            break;
        }
    }
    SafeText::non_empty(without_says(text))
}

/// Where a dash stands that is none of a double name.
fn first_dash(text: &str) -> Option<usize> {
    ["—", "–", " - "]
        .iter()
        .filter_map(|dash| text.find(dash))
        .min()
}

/// Whether `inner` is something beside the name in `outer`.
fn is_beside(outer: Element<'_>, inner: Element<'_>) -> bool {
    matches!(inner.tag(), "time" | "img" | "svg" | "noscript")
        || inner.classes().any(|class| {
            BESIDE.contains(&class)
                // A badge "Author" inside of the name.
                || (class.contains("author") && outer.has_class("fn"))
        })
}

/// A name without the word that leads over to the text.
fn without_says(name: &str) -> &str {
    let mut name = name.trim().trim_end_matches([':', '：']).trim_end();
    for word in SAYS {
        if let Some(shorter) = name.strip_suffix(word)
            && shorter.ends_with(char::is_whitespace)
        {
            name = shorter.trim_end();
            break;
        }
    }
    name
}

/// The address that the name links to: the link is the name, encloses it or is in it.
fn address(remark: &Remark<'_>, name: Element<'_>, page: &Url) -> Option<Url> {
    let container = remark.container();
    let around = name.ancestors().take_while(|&element| element != container);
    std::iter::once(name)
        .chain(around)
        .chain(name.descendants())
        .filter(|element| element.tag() == "a")
        .find_map(|link| link_target(link, page))
}

/// Where a link leads, unless that is only another place of the discussion.
fn link_target(link: Element<'_>, page: &Url) -> Option<Url> {
    let url = fields::web_url(link.attr("href")?, Some(page))?;
    let is_place = url
        .fragment()
        .is_some_and(|fragment| fragment.starts_with("comment"))
        || (url.path() == page.path() && url.host_str() == page.host_str());
    (!is_place).then_some(url)
}
