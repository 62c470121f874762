//! Who wrote a comment in a page (8.4).

use std::sync::LazyLock;

use url::Url;

use super::head::{self, Head};
use super::phrases;
use super::remark::{Remark, selectors};
use super::time;
use super::written::{self, Order};
use crate::comments::fields;
use crate::model::safe::SafeText;
use crate::text::dom::{Element, Selector};

/// Bytes of a name; what is longer is a sentence.
const MAX_NAME_BYTES: usize = 100;

/// Bytes of an element with a name and what stands beside it.
const MAX_TEXT_BYTES: usize = 400;

/// Words of a name that no element marks as one.
const MAX_WORDS: usize = 6;

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
        "[itemprop=creator]",
        "[rel~=author]",
        "[rel*='sioc:has_creator']",
        "[property='schema:author']",
        "[property='foaf:name']",
        ".submitted a[href*=user]",
        "cite",
    ])
});

static LINK: LazyLock<Vec<Selector>> = LazyLock::new(|| selectors(&["a[href]"]));

/// Attributes in which pages keep the name for scripts.
const DATA_ATTRIBUTES: [&str; 5] = [
    "data-author",
    "data-author-name",
    "data-comment-author",
    "data-username",
    "data-name",
];

/// What stands inside a name's element and is no part of the name.
const BESIDE: [&str; 12] = [
    "says",
    "avatar",
    "badge",
    "screen-reader-text",
    "visually-hidden",
    "sr-only",
    "comment-meta",
    "commentmetadata",
    "comment-metadata",
    "comment-date",
    "date",
    "time",
];

/// Whether an element or attribute is known to hold the name alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exact {
    Yes,
    No,
}

/// The author's name and page.
pub(super) fn author(
    remark: &Remark<'_>,
    head: &Head<'_>,
    order: Order,
    page: &Url,
) -> (Option<SafeText>, Option<Url>) {
    // An element around the text is no name's.
    let is_beside_text = |element: &Element<'_>| {
        head.has(*element) && !head.text.is_some_and(|text| element.contains(text))
    };
    let outside = || remark.own.iter().copied().filter(is_beside_text);
    let found = marked(remark, order, is_beside_text).or_else(|| {
        // What holds the text among other things may hold the name.
        let text = head.text.filter(|_| !head.is_exact)?;
        marked(remark, order, |element| text.contains(*element))
    });
    if let Some((element, name)) = found {
        return (Some(name), address(remark, element, page));
    }
    let stated = DATA_ATTRIBUTES.iter().find_map(|name| remark.attr(name));
    let stated = stated.and_then(|name| cleaned(name, Exact::Yes, order));
    let Some(name) = stated
        .or_else(|| in_lines(head, order))
        .or_else(|| before_date(head, order))
        .or_else(|| first_in_head(remark, head, order))
        .or_else(|| outside().find_map(|element| pictured(element, order)))
    else {
        return (None, None);
    };
    let link = outside()
        .filter(|element| element.tag() == "a")
        .find(|link| link.text(MAX_NAME_BYTES).contains(name.as_str()));
    let address = link.and_then(|link| link_target(link, page));
    (Some(name), address)
}

/// The name in the first element that is named for it, of those that `is_wanted`.
fn marked<'a>(
    remark: &Remark<'a>,
    order: Order,
    is_wanted: impl Fn(&Element<'a>) -> bool,
) -> Option<(Element<'a>, SafeText)> {
    let named = |element| Some((element, name(element, order)?));
    let by_selector = NAMES
        .iter()
        .find_map(|selector| remark.select(selector).filter(&is_wanted).find_map(named));
    by_selector.or_else(|| {
        let own = remark.own.iter().copied().filter(&is_wanted);
        own.filter(|element| element.classes().any(is_author_class))
            .find_map(named)
    })
}

/// The title and address of the page that a pingback or trackback comes from.
pub(super) fn pinging(remark: &Remark<'_>, page: &Url) -> Option<(SafeText, Url)> {
    let mut links = LINK.iter().flat_map(|selector| remark.select(selector));
    links.find_map(|link| {
        let html = link.inner_html(|inner| is_beside(link, inner));
        Some((fields::html_name(&html)?, link_target(link, page)?))
    })
}

/// Whether a class says that an element holds a name.
fn is_author_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    if class.contains("author") {
        return ![
            "avatar",
            "byauthor",
            "by-author",
            "badge",
            "image",
            "photo",
            "authored",
        ]
        .iter()
        .any(|other| class.contains(other));
    }
    const WORDS: [&str; 15] = [
        "username",
        "user",
        "nick",
        "nickname",
        "poster",
        "commenter",
        "name",
        "autor",
        "commentator",
        "member",
        "displayname",
        "byline",
        "postedby",
        "commentby",
        "sender",
    ];
    let last = class.rsplit(['-', '_']).next().unwrap_or_default();
    WORDS.contains(&last) || class.starts_with("username") || class.starts_with("nickname")
}

/// The name in an element; none where it holds only a picture, or a sentence.
fn name(element: Element<'_>, order: Order) -> Option<SafeText> {
    if element.text(MAX_TEXT_BYTES + 1).len() > MAX_TEXT_BYTES {
        return None;
    }
    let exact = match element.has_class("fn") || element.has_class("user") {
        true => Exact::Yes,
        false => Exact::No,
    };
    let is_bare_cite = element.tag() == "cite" && exact == Exact::No;
    let link = is_bare_cite.then(|| element.first("a.url"));
    let html = match link.flatten() {
        Some(link) => link.inner_html(|_| false),
        None => match element.attr("content") {
            Some(content) => fields::escaped(content),
            None => element.inner_html(|inner| is_beside(element, inner)),
        },
    };
    cleaned(fields::html_name(&html)?.as_str(), exact, order)
}

/// A name without dates and the words around it; none where that is no name.
fn cleaned(text: &str, exact: Exact, order: Order) -> Option<SafeText> {
    let mut text = text.trim().to_owned();
    if exact == Exact::No {
        text.drain(..place_end(&text));
    }
    if let Some(found) = written::find(&text, order) {
        text.truncate(found.range.start);
    }
    let dashes = ["—", "–", " - ", " | ", " · "];
    if exact == Exact::No
        && let Some(dash) = dashes
            .iter()
            .filter_map(|dash| text.find(dash).filter(|&at| at > 0))
            .min()
    {
        text.truncate(dash);
    }
    let name = phrases::without_badge(phrases::without_says(phrases::without_by(&text)));
    let name = match exact {
        Exact::Yes => name,
        Exact::No => phrases::without_links(name),
    };
    is_name(name).then(|| SafeText::non_empty(name))?
}

/// Where the number of a comment ends that stands before a name: "#3 Ada", "3. Ada".
fn place_end(text: &str) -> usize {
    let bare = text.strip_prefix('#').unwrap_or(text);
    let after = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_place =
        after.len() < bare.len() && (bare.len() < text.len() || after.starts_with(['.', ')', ':']));
    match is_place {
        true => text.len() - after.trim_start_matches(['.', ')', ':']).len(),
        false => 0,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_NAME_BYTES
        && text.chars().any(char::is_alphanumeric)
        && !phrases::is_control(text)
        && !head::is_relative(text)
        && !text.contains("://")
}

/// The name as a line of its own before one with nothing but the date.
fn before_date(head: &Head<'_>, order: Order) -> Option<SafeText> {
    let [first, second, ..] = head.lines.as_slice() else {
        return None;
    };
    let is_date = written::find(&second.text, order).is_some() || head::is_relative(&second.text);
    if first.is_cut || !is_date || !head::is_head(second, None, order) {
        return None;
    }
    let name = cleaned(&first.text, Exact::No, order)?;
    let is_short = name.as_str().split_whitespace().count() <= MAX_WORDS;
    let is_sentence = first.text.ends_with(['.', '!', '?']);
    (is_short && !is_sentence && !phrases::is_filler(name.as_str())).then_some(name)
}

/// The name in the lines around the text: before a date, or before or behind words that say so.
fn in_lines(head: &Head<'_>, order: Order) -> Option<SafeText> {
    head.lines
        .iter()
        .filter(|line| !line.is_cut)
        .find_map(|line| {
            let text = line.text.as_str();
            let date = written::find(text, order);
            let stands_out = phrases::has_by(text) || phrases::has_says(text);
            if date.is_none() && !stands_out {
                return None;
            }
            let before = date.as_ref().map_or(text, |date| &text[..date.range.start]);
            let behind = date.as_ref().map_or("", |date| &text[date.range.end..]);
            [before, phrases::without_preposition(behind)]
                .into_iter()
                .find_map(|side| {
                    let name = cleaned(side, Exact::No, order)?;
                    let is_short = name.as_str().split_whitespace().count() <= MAX_WORDS;
                    (is_short && !phrases::is_filler(name.as_str())).then_some(name)
                })
        })
}

/// The name as the first heading, link or bold words of a comment.
fn first_in_head(remark: &Remark<'_>, head: &Head<'_>, order: Order) -> Option<SafeText> {
    let is_strong = |element: &Element<'_>| {
        let tag = element.tag();
        matches!(
            tag,
            "h2" | "h3" | "h4" | "h5" | "h6" | "strong" | "b" | "dt" | "th" | "cite"
        ) || (tag == "a" && element.attr("href").is_some())
    };
    let outside = remark.own.iter().filter(|element| head.has(**element));
    outside
        .filter(|element| is_strong(element))
        .take(6)
        .filter_map(|element| name(*element, order))
        .find(|name| {
            let is_short = name.as_str().split_whitespace().count() <= MAX_WORDS;
            let mut lines = head.lines.iter();
            let is_in_edge = head.text.is_some()
                || lines
                    .next()
                    .is_some_and(|first| first.text.contains(name.as_str()));
            is_short && is_in_edge && !phrases::is_filler(name.as_str())
        })
}

/// The name in the words for an avatar: "Avatar of Ada", "Ada's picture".
fn pictured(element: Element<'_>, order: Order) -> Option<SafeText> {
    const AROUND: [&str; 14] = [
        "avatar of",
        "avatar for",
        "avatar von",
        "avatar de",
        "photo of",
        "picture of",
        "profile picture of",
        "profile picture for",
        "bild von",
        "photo de",
        "imagen de",
        "'s avatar",
        "'s picture",
        "avatar",
    ];
    let alt = element.attr("alt").filter(|_| element.tag() == "img")?;
    let is_avatar = element
        .classes()
        .any(|class| class.contains("avatar") || class.contains("photo"))
        || element
            .attr("src")
            .is_some_and(|src| src.contains("avatar"));
    let lower = alt.to_lowercase().replace('’', "'");
    if !is_avatar || lower.len() != alt.len() {
        return None;
    }
    let mut name = alt.trim();
    for around in AROUND {
        if lower.trim().starts_with(around) {
            name = name.get(around.len()..)?;
            break;
        } else if lower.trim().ends_with(around) {
            name = name.get(..name.len() - around.len())?;
            break;
        }
    }
    let name = cleaned(name, Exact::No, order)?;
    (!phrases::is_filler(name.as_str())).then_some(name)
}

/// Whether `inner` is something beside the name in `outer`.
fn is_beside(outer: Element<'_>, inner: Element<'_>) -> bool {
    // "Ada<span>April 5, 2012</span>"
    let is_date = || {
        let text = inner.text(MAX_NAME_BYTES);
        written::find(&text, Order::DayFirst).is_some_and(|date| date.range.start == 0)
    };
    matches!(
        inner.tag(),
        "time" | "img" | "svg" | "noscript" | "button" | "form"
    ) || is_date()
        || inner.classes().any(|class| {
            BESIDE.contains(&class)
                || time::is_class(class)
                // A badge "Author" inside of the name.
                || (class.contains("author") && outer.has_class("fn"))
        })
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
