//! What the ids of a page's elements say of its comments (8.1).

use crate::text::dom::Element;

/// How sure it is that an id is that of a comment; the surest that a page has counts for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sureness {
    /// Written by a system that names nothing else so.
    Known,
    /// Written by some system's theme.
    Likely,
    /// Only where comments are spoken of around it.
    InContext,
}

/// Ids kept apart by how sure they are.
pub(super) const ALL: [Sureness; 3] = [Sureness::Known, Sureness::Likely, Sureness::InContext];

/// An id that is that of a comment.
#[derive(Clone, Copy, Debug)]
pub(super) struct MarkedId<'a> {
    /// The comment's number.
    pub(super) number: &'a str,
    /// The number of the comment that it says it answers; "0" for the article.
    pub(super) parent: Option<&'a str>,
    /// How sure that is.
    pub(super) sureness: Sureness,
}

/// What stands before the number in ids of comments, with hyphens.
const LIKELY: [&str; 33] = [
    "comment",
    "kmt",
    "cnvmessage",
    "tx-comments-comment",
    "article-comment",
    "blog-comment",
    "post-comment",
    "user-comment",
    "single-comment",
    "view-comment",
    "comment-id",
    "commentid",
    "comment-item",
    "comment-container",
    "comment-wrapper",
    "comment-wrap",
    "comment-box",
    "comment-block",
    "comment-post",
    "comment-row",
    "comment-li",
    "comment-no",
    "comment-num",
    "serendipity-comment",
    "elcomment",
    "usercomment",
    "the-comment",
    "kommentar",
    "commentaire",
    "comentario",
    "commento",
    "komentarz",
    "komentar",
];

/// The same, of words that pages also use for other things.
const IN_CONTEXT: [&str; 24] = [
    "c",
    "cid",
    "cm",
    "cmt",
    "cmnt",
    "com",
    "comm",
    "comments",
    "commentdiv",
    "coment",
    "reply",
    "message",
    "msg",
    "response",
    "reactie",
    "reaction",
    "opinion",
    "post",
    "item",
    "note",
    "feedback",
    "talkback",
    "p",
    "comment-content",
];

/// What pages call the place of their comments.
const CONTEXT: [&str; 14] = [
    "comment",
    "komment",
    "coment",
    "koment",
    "comms",
    "replies",
    "reaction",
    "reactie",
    "discuss",
    "talkback",
    "feedback",
    "opinion",
    "response",
    "guestbook",
];

/// Elements outwards in which the context is looked for.
const MAX_CONTEXT_DEPTH: usize = 6;

/// What an element's id, or an anchor's name, says.
pub(super) fn read(element: Element<'_>) -> Option<MarkedId<'_>> {
    let name = || element.attr("name").filter(|_| element.tag() == "a");
    [element.id(), name()]
        .into_iter()
        .flatten()
        .find_map(|id| read_id(element, id))
}

fn read_id<'a>(element: Element<'a>, id: &'a str) -> Option<MarkedId<'a>> {
    let known = |number, parent| MarkedId {
        number,
        parent,
        sureness: Sureness::Known,
    };
    for prefix in ["wc-comm-", "wpd-comm-"] {
        if let Some((number, parent)) = id.strip_prefix(prefix).and_then(|id| id.split_once('_')) {
            return (is_number(number) && is_number(parent)).then(|| known(number, Some(parent)));
        }
    }
    if let Some(number) = id.strip_prefix('c').filter(|number| number.len() >= 10)
        && is_number(number)
    {
        return Some(known(number, None));
    }
    let prefixes = ["li-", "div-", "dsq-"];
    let plain = prefixes
        .iter()
        .find_map(|prefix| id.strip_prefix(prefix))
        .unwrap_or(id);
    if let Some(number) = plain.strip_prefix("comment-")
        && (is_number(number) || is_tildes(element, number))
    {
        return Some(known(number, None));
    }
    let stem = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &plain[stem.len()..];
    if number.is_empty() || number.len() > 20 || stem.len() > 30 {
        return None;
    }
    let stem = stem
        .trim_end_matches(['-', '_'])
        .to_ascii_lowercase()
        .replace('_', "-");
    let sureness = match stem.as_str() {
        stem if LIKELY.contains(&stem) => Sureness::Likely,
        stem if IN_CONTEXT.contains(&stem) && is_in_context(element) => Sureness::InContext,
        _ => return None,
    };
    Some(MarkedId {
        number,
        parent: None,
        sureness,
    })
}

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether comments are spoken of by the names of an element or of what is around it.
fn is_in_context(element: Element<'_>) -> bool {
    std::iter::once(element)
        .chain(element.ancestors().take(MAX_CONTEXT_DEPTH))
        .filter(|around| around.tag() != "body")
        .any(|around| {
            let id = around.id().filter(|_| around != element);
            id.into_iter().chain(around.classes()).any(|name| {
                let name = name.to_ascii_lowercase();
                CONTEXT.iter().any(|word| name.contains(word))
            })
        })
}

/// Tildes counts in base 36, so only the shape around it tells an id from `comment-form`.
fn is_tildes(element: Element<'_>, id: &str) -> bool {
    let is_base_36 = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_base_36
        && element.tag() == "article"
        && element
            .parent()
            .is_some_and(|parent| parent.has_class("comment-tree-item"))
}

/// The number that an id or a reference to one holds.
pub(super) fn number_in(reference: &str) -> &str {
    let reference = reference.trim().trim_start_matches('#');
    reference
        .rsplit_once("comment-")
        .map_or(reference, |(_, number)| number)
}

/// The number at the end of a fragment, of whatever form the page's ids have.
pub(super) fn number_at_end(fragment: &str) -> &str {
    let stem = fragment.trim_end_matches(|c: char| c.is_ascii_digit());
    match &fragment[stem.len()..] {
        "" => number_in(fragment),
        number => number,
    }
}
