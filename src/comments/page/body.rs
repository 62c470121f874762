//! What a comment in a page says (8.6).

use std::sync::LazyLock;

use url::Url;

use super::remark::{Remark, selectors};
use crate::comments::fields;
use crate::model::safe::GatedHtml;
use crate::text::dom::{Element, Selector};

/// Where only the text stands.
static TEXTS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".comment-content",
        ".wp-block-comment-content",
        ".comment__content",
        ".comment-text",
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
        "[itemprop=text]",
        "[itemprop=commentText]",
        "[property=\"schema:text\"]",
        "[property=\"content:encoded\"]",
    ])
});

/// Where the text stands among other things.
static AROUND_TEXT: LazyLock<Vec<Selector>> =
    LazyLock::new(|| selectors(&[".comment-body", ".content"]));

/// What stands around the text and is no part of it.
static BESIDE: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".children",
        ".comment-author",
        ".vcard",
        ".comment-meta",
        ".commentmetadata",
        ".comment-metadata",
        ".submitted",
        ".reply",
        ".comment-reply-link",
        ".wp-block-comment-reply-link",
        ".wp-block-comment-author-name",
        ".wp-block-comment-date",
        ".wp-block-comment-edit-link",
        ".wp-block-avatar",
        ".avatar",
        ".comment-avatar",
        ".links",
        "cite",
        "[class*=vote]",
        "[class*=share]",
        ".comment-karma",
    ])
});

/// Whether a comment has an element for its text, or paragraphs.
pub(super) fn is_there(remark: &Remark<'_>) -> bool {
    remark.first(&TEXTS).is_some()
        || remark.first(&AROUND_TEXT).is_some()
        || remark.own.iter().any(|element| element.tag() == "p")
}

/// The text of a comment; `begins` tells where other comments begin.
pub(super) fn body(
    remark: &Remark<'_>,
    begins: impl Fn(Element<'_>) -> bool,
    page: &Url,
) -> GatedHtml {
    let is_never = |element: Element<'_>| {
        matches!(element.tag(), "form" | "button" | "textarea")
            || element.has_class("comment-awaiting-moderation")
            || begins(element)
    };
    if let Some(text) = text_element(remark) {
        return fields::body(&text.inner_html(is_never), Some(page));
    }
    let is_beside = |element: Element<'_>| {
        is_never(element) || BESIDE.iter().any(|selector| element.matches_by(selector))
    };
    if let Some(around) = remark.first(&AROUND_TEXT) {
        return fields::body(&around.inner_html(is_beside), Some(page));
    }
    let html: String = match remark.parts.as_slice() {
        // The `dt` is the comment's head.
        [_, texts @ ..] if !texts.is_empty() => texts
            .iter()
            .filter(|text| !text.has_class("comment-footer"))
            .map(|text| text.inner_html(is_beside))
            .collect(),
        parts => parts
            .iter()
            .map(|part| part.inner_html(is_beside))
            .collect(),
    };
    fields::body(&html, Some(page))
}

/// The innermost of the elements that hold the text: themes put one into the other, the outer ones with
/// name and date.
fn text_element<'a>(remark: &Remark<'a>) -> Option<Element<'a>> {
    let mut found = remark.first(&TEXTS)?;
    // In document order, so one pass leads inwards.
    for &element in &remark.own {
        if found.contains(element) && TEXTS.iter().any(|selector| element.matches_by(selector)) {
            found = element;
        }
    }
    Some(found)
}
