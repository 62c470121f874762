//! What a comment in a page says (8.6).

use std::sync::LazyLock;

use url::Url;

use super::head::{self, Head};
use super::remark::{Remark, selectors};
use super::time;
use super::written::Order;
use crate::comments::fields;
use crate::model::safe::GatedHtml;
use crate::text::dom::{Element, Line, Selector};

/// Where only the text stands.
static TEXTS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "[property=\"schema:text\"]",
        "[property=\"content:encoded\"]",
        ".comment-content",
        ".wp-block-comment-content",
        ".comment__content",
        ".comment-text",
        ".comment__text",
        ".comment_text",
        ".wc-comment-text",
        ".wpd-comment-text",
        ".epoch-comment-content",
        ".comment-entry",
        ".entry-content",
        ".field-name-comment-body",
        ".field--name-comment-body",
        ".field-comment-body",
        ".comment-copy",
        ".commenttext",
        "[data-role=commentContent]",
        "[itemprop=text]",
        "[itemprop=commentText]",
    ])
});

/// Where the text stands among other things.
static AROUND_TEXT: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&[".comment-body", ".content", ".message", ".text", ".body"]));

/// What stands around the text and is no part of it.
static BESIDE: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".children",
        ".comment-author",
        ".vcard",
        ".comment-meta",
        ".commentmetadata",
        ".comment-metadata",
        ".comment-header",
        ".comment-head",
        ".comment-info",
        ".commentmeta",
        ".submitted",
        ".reply",
        ".comment-reply-link",
        ".comment-edit-link",
        ".wp-block-comment-reply-link",
        ".wp-block-comment-author-name",
        ".wp-block-comment-date",
        ".wp-block-comment-edit-link",
        ".wp-block-avatar",
        ".avatar",
        ".comment-avatar",
        "[class*=avatar]",
        "[class*=userpic]",
        "img[src*=gravatar]",
        ".links",
        ".comment-links",
        "cite",
        "[class*=vote]",
        "[class*=share]",
        ".comment-karma",
        "[role=button]",
    ])
});

/// Elements around a text that are tried.
const MAX_AROUND: usize = 4;

/// Bytes of text in an element with a time; one with more holds something else.
const MAX_TIME_BYTES: usize = 60;

/// Bytes of text in an element with name and picture; one with more holds the comment.
const MAX_CARD_BYTES: usize = 200;

/// Whether a comment has an element for its text, or paragraphs.
pub(super) fn is_there(remark: &Remark<'_>) -> bool {
    remark.first(&TEXTS).is_some()
        || remark.first(&AROUND_TEXT).is_some()
        || remark
            .own
            .iter()
            .any(|element| element.tag() == "p" || element.classes().any(is_text_class))
}

/// What is no part of any text: the form to answer with, and what waits for its moderator.
pub(super) fn is_never(element: Element<'_>) -> bool {
    matches!(
        element.tag(),
        "form" | "button" | "textarea" | "select" | "noscript"
    ) || element.has_class("comment-awaiting-moderation")
}

/// Whether a class says that an element holds a comment's text, perhaps among other things.
fn is_text_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase().replace('_', "-");
    let is_of_comment = [
        "comment",
        "kommentar",
        "coment",
        "reply",
        "message",
        "msg",
        "post",
        "cmt",
        "kmt",
        "answer",
        "opinion",
        "review",
        "discussion",
    ]
    .iter()
    .any(|word| class.contains(word));
    let is_text = [
        "text",
        "body",
        "content",
        "message",
        "msg",
        "copy",
        "txt",
        "texte",
        "texto",
        "testo",
        "bodytext",
        "bd",
        "description",
        "inhalt",
        "contenu",
        "tresc",
        "p",
    ]
    .iter()
    .any(|word| {
        class
            .rsplit('-')
            .next()
            .is_some_and(|last| last == *word || last == format!("comment{word}"))
    });
    is_of_comment && is_text
}

/// What the text of a comment is told from.
pub(super) struct Beside<'a, B> {
    /// Where other comments begin.
    pub(super) begins: B,
    /// The author's name.
    pub(super) author: Option<&'a str>,
    /// Which number of 1/2/2012 is the day.
    pub(super) order: Order,
}

/// The text of a comment.
pub(super) fn body<'e, B: Fn(Element<'e>) -> bool>(
    remark: &Remark<'e>,
    head: &Head<'e>,
    beside: &Beside<'_, B>,
    page: &Url,
) -> GatedHtml {
    let is_never = |element: Element<'e>| is_never(element) || (beside.begins)(element);
    if let Some(text) = head.text.filter(|_| head.is_exact) {
        let html = beside.cut(&[text], Keep::OneLine, is_never);
        let gated = fields::body(&html, Some(page));
        if has_content(&gated) {
            return gated;
        }
    }
    let is_beside = |element: Element<'e>| {
        is_never(element) || (is_beside(element) && head.text != Some(element))
    };
    for text in around_text(remark) {
        let html = beside.cut(&[text], Keep::Nothing, is_beside);
        let gated = fields::body(&html, Some(page));
        if has_content(&gated) {
            return gated;
        }
    }
    let parts: Vec<Element<'e>> = match remark.parts.as_slice() {
        // The `dt` is the comment's head.
        [head, texts @ ..] if head.tag() == "dt" && !texts.is_empty() => texts
            .iter()
            .copied()
            .filter(|text| !text.has_class("comment-footer"))
            .collect(),
        parts => parts.to_vec(),
    };
    let gated = fields::body(&beside.cut(&parts, Keep::Nothing, is_beside), Some(page));
    if has_content(&gated) {
        return gated;
    }
    // What looks like a head holds the text too: a `.vcard` around the whole comment.
    fields::body(&beside.cut(&parts, Keep::Nothing, is_never), Some(page))
}

/// The elements that hold the text among other things, the innermost first.
pub(super) fn around_text<'e>(remark: &Remark<'e>) -> Vec<Element<'e>> {
    let holds = |element: &Element<'e>| {
        AROUND_TEXT
            .iter()
            .any(|selector| element.matches_by(selector))
            || element.classes().any(is_text_class)
    };
    let mut found: Vec<Element<'e>> = Vec::new();
    for element in remark.own.iter().copied().filter(holds) {
        match found.last() {
            None => found.push(element),
            Some(outer) if outer.contains(element) && found.len() < MAX_AROUND => {
                found.push(element)
            }
            Some(_) => {}
        }
    }
    found.reverse();
    found
}

/// What stays although it looks like a head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// One line: an element that holds nothing but the text is never all head.
    OneLine,
    Nothing,
}

impl<B> Beside<'_, B> {
    /// The content of some elements without the lines at its beginning and end that are no text.
    fn cut<'e>(
        &self,
        parts: &[Element<'e>],
        keep: Keep,
        leaves_out: impl Fn(Element<'e>) -> bool,
    ) -> String {
        let mut html = String::new();
        let mut is_begun = false;
        for part in parts {
            let lines = part.lines(&leaves_out);
            let heads = match is_begun {
                true => 0,
                false => self.heads(&lines, keep),
            };
            if heads > 0 && heads == lines.len() {
                continue;
            }
            is_begun |= !lines.is_empty();
            let tails = lines[heads..]
                .iter()
                .rev()
                .take_while(|line| head::is_tail(line, self.author, self.order))
                .count();
            let after = heads.checked_sub(1).map(|at| &lines[at]);
            let before = lines.get(lines.len() - tails);
            html.push_str(&part.inner_html_between(after, before, &leaves_out));
        }
        html
    }

    /// How many lines at the beginning are head.
    fn heads(&self, lines: &[Line], keep: Keep) -> usize {
        let heads = lines
            .iter()
            .take_while(|line| head::is_head(line, self.author, self.order))
            .count();
        // A comment may well be a single word that looks like a button.
        let all_are_text = heads == lines.len()
            && (keep == Keep::OneLine
                || !lines
                    .iter()
                    .any(|line| head::names(line, self.author, self.order)));
        if all_are_text { 0 } else { heads }
    }
}

/// Whether an element that stands around a text is one, rather than an element around it all.
fn is_beside(element: Element<'_>) -> bool {
    if time::is_shown_in(element) && element.text(MAX_TIME_BYTES + 1).len() <= MAX_TIME_BYTES {
        return true;
    }
    BESIDE.iter().any(|selector| element.matches_by(selector))
        && !(element.has_class("vcard") && element.text(MAX_CARD_BYTES + 1).len() > MAX_CARD_BYTES)
}

/// Whether anything can be read or seen in a text.
pub(super) fn has_content(html: &GatedHtml) -> bool {
    let html = html.as_str();
    ["<img", "<video", "<audio", "<iframe", "<svg", "<math"]
        .iter()
        .any(|tag| html.contains(tag))
        || html
            .split('<')
            .enumerate()
            .any(|(at, piece)| match (at, piece.split_once('>')) {
                (0, _) => !is_blank(piece),
                (_, Some((_, text))) => !is_blank(text),
                (_, None) => false,
            })
}

fn is_blank(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}')
        .is_empty()
        || text.trim() == "&nbsp;"
}

/// Whether an element stands inside of one for the text and is none of it.
fn is_head_part(element: Element<'_>) -> bool {
    let is_named = element.classes().any(|class| {
        let class = class
            .to_ascii_lowercase()
            .replace("__", "-")
            .replace('_', "-");
        matches!(
            class.as_str(),
            "comment-author"
                | "comment-meta"
                | "commentmetadata"
                | "comment-metadata"
                | "comment-header"
                | "comment-head"
                | "comment-info"
                | "comment-date"
                | "comment-time"
                | "comment-name"
                | "comment-user"
                | "commentmeta"
                | "comment-by"
                | "vcard"
                | "says"
        )
    });
    is_named && element.tag() != "blockquote"
}

/// The innermost of the elements that hold the text: themes put one into the other, the outer ones with
/// name and date.
pub(super) fn text_element<'a>(remark: &Remark<'a>) -> Option<Element<'a>> {
    let mut found = remark.first(&TEXTS)?;
    // In document order, so one pass leads inwards.
    for &element in &remark.own {
        if found.contains(element) && TEXTS.iter().any(|selector| element.matches_by(selector)) {
            found = element;
        }
    }
    let holds_head = |element: &Element<'a>| found.contains(*element) && is_head_part(*element);
    (!remark.own.iter().any(holds_head)).then_some(found)
}
