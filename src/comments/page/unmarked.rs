//! Finding the comments of a page that have no ids, by the names of their elements (8.1).

use std::collections::{BTreeMap, HashSet};

use super::markers::{here, is_section};
use super::remark::{Remark, share_out};
use super::time;
use super::{body, head};
use crate::text::dom::{Dom, Element};

/// Names of elements that are read one after the other, the ones with the most elements first.
const MAX_NAMES: usize = 6;

/// What themes call the element of one comment.
const NAMES: [&str; 40] = [
    "comment",
    "commentitem",
    "comment-item",
    "comments-item",
    "comment-wrapper",
    "comment-wrap",
    "comment-container",
    "comment-box",
    "commentbox",
    "comment-block",
    "comment-single",
    "single-comment",
    "user-comment",
    "usercomment",
    "comment-list-item",
    "commentlist-item",
    "comments-list-item",
    "blog-comment",
    "post-comment",
    "article-comment",
    "comment-row",
    "comment-entry",
    "comment-holder",
    "comment-post",
    "comment-inner",
    "comment-node",
    "comment-thread",
    "comments-comment",
    "b-comment",
    "c-comment",
    "m-comment",
    "o-comment",
    "cmt",
    "kommentar",
    "kommentar-item",
    "commentaire",
    "comentario",
    "commento",
    "komentarz",
    "reactie",
];

/// The comments of a page: what has such a name, a time and a text, where at least two of them stand side
/// by side, or one in a section that is named for them.
pub(super) fn unmarked(dom: &Dom) -> Vec<Remark<'_>> {
    let mut named: BTreeMap<String, Vec<Element<'_>>> = BTreeMap::new();
    for element in here(dom) {
        for class in element.classes() {
            let name = plain(class);
            if NAMES.contains(&name.as_str()) {
                named.entry(name).or_default().push(element);
            }
        }
    }
    let mut names: Vec<_> = named.into_values().collect();
    names.push(listed(dom));
    names.sort_by_key(|elements| std::cmp::Reverse(elements.len()));
    let mut best: Vec<Remark<'_>> = Vec::new();
    for elements in names.into_iter().take(MAX_NAMES) {
        let remarks = valid(dom, &elements);
        if remarks.len() > best.len() {
            best = remarks;
        }
    }
    best
}

/// A class in lower case with single hyphens: "Comment__Item" is "comment-item".
fn plain(class: &str) -> String {
    class
        .to_ascii_lowercase()
        .replace("__", "-")
        .replace('_', "-")
}

/// The elements of lists that are named for comments.
fn listed(dom: &Dom) -> Vec<Element<'_>> {
    here(dom)
        .filter(|element| matches!(element.tag(), "li" | "article"))
        .filter(|element| {
            element.parent().is_some_and(|list| {
                let mut names = list.id().into_iter().chain(list.classes());
                names.any(|name| {
                    let name = plain(name);
                    matches!(
                        name.as_str(),
                        "commentlist"
                            | "comment-list"
                            | "comments-list"
                            | "comments"
                            | "comment-items"
                            | "commentslist"
                            | "comments-tree"
                            | "replies"
                    )
                })
            })
        })
        .collect()
}

/// Those of some elements that are comments; none where they do not look like a discussion.
fn valid<'a>(dom: &'a Dom, elements: &[Element<'a>]) -> Vec<Remark<'a>> {
    let mut remarks: Vec<Remark<'a>> = elements
        .iter()
        .map(|&element| {
            let names = ["id", "data-comment-id", "data-id", "data-commentid"];
            let id = names.iter().find_map(|name| element.attr(name));
            Remark::new(id.unwrap_or_default().trim().to_owned(), element, element)
        })
        .collect();
    share_out(dom, &mut remarks);
    let heads = head::heads(&remarks, body::text_element);
    let mut heads = heads.iter();
    remarks.retain(|remark| {
        let head = heads.next();
        body::is_there(remark) && head.is_some_and(|head| time::is_shown(remark, head))
    });
    let mut around = HashSet::new();
    let are_side_by_side = remarks
        .iter()
        .filter_map(|remark| remark.marker.parent())
        .any(|parent| !around.insert(parent.index()));
    let are_in_section = || {
        remarks.iter().any(|remark| {
            remark
                .marker
                .ancestors()
                .take(4)
                .any(|around| around.tag() != "body" && is_section(around) && is_named(around))
        })
    };
    if are_side_by_side || are_in_section() {
        remarks
    } else {
        Vec::new()
    }
}

/// Whether a section is named for comments, rather than being a list of anything.
fn is_named(section: Element<'_>) -> bool {
    let mut names = section.id().into_iter().chain(section.classes());
    names.any(|name| name.to_ascii_lowercase().contains("comment"))
}
