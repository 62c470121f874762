//! Finding the comments of a page by their ids, or by their class where they have none (8.1, 8.2).

use std::collections::HashSet;
use std::sync::LazyLock;

use super::remark::{Remark, selectors, share_out};
use crate::text::dom::{Dom, Element, Selector};

/// What only looks like comments: lists of recent ones over all articles, and the form.
static ELSEWHERE: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "nav",
        "#sidebar",
        ".widget",
        ".widget_recent_comments",
        "#recentcomments",
        ".related",
        "#respond",
    ])
});

/// Finds the comments of a page, in document order, with the elements that belong to each.
pub(super) fn find(dom: &Dom) -> Vec<Remark<'_>> {
    let mut remarks = marked(dom);
    if remarks.is_empty() {
        return unmarked(dom);
    }
    share_out(dom, &mut remarks);
    remarks
}

/// What an id says: the comment's number, and perhaps the number of its parent.
fn read_id<'a>(element: Element<'a>) -> Option<(&'a str, Option<&'a str>)> {
    let id = element.id()?;
    for prefix in ["wc-comm-", "wpd-comm-"] {
        if let Some((number, parent)) = id.strip_prefix(prefix).and_then(|id| id.split_once('_')) {
            return (is_number(number) && is_number(parent)).then_some((number, Some(parent)));
        }
    }
    if let Some(number) = id.strip_prefix('c').filter(|number| number.len() >= 10)
        && is_number(number)
    {
        return Some((number, None));
    }
    let prefixes = ["li-", "div-", "dsq-"];
    let plain = prefixes
        .iter()
        .find_map(|prefix| id.strip_prefix(prefix))
        .unwrap_or(id);
    let number = plain.strip_prefix("comment-")?;
    (is_number(number) || is_tildes(element, number)).then_some((number, None))
}

/// The number that an id or a reference to one holds.
pub(super) fn number_in(reference: &str) -> &str {
    let reference = reference.trim().trim_start_matches('#');
    reference
        .rsplit_once("comment-")
        .map_or(reference, |(_, number)| number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
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

/// The comments that have an id of a known form.
fn marked(dom: &Dom) -> Vec<Remark<'_>> {
    let mut found: Vec<(Element<'_>, &str, Option<&str>)> = Vec::new();
    for element in here(dom) {
        if let Some((number, parent)) = read_id(element) {
            found.push((element, number, parent));
        }
    }
    let places: Vec<(usize, &str)> = found
        .iter()
        .map(|(element, number, _)| (element.index(), *number))
        .collect();
    let mut seen = HashSet::new();
    let mut taken = HashSet::new();
    found
        .into_iter()
        .filter(|(_, number, _)| seen.insert(*number))
        .filter_map(|(marker, number, parent)| {
            let parts = parts(marker, &places)?;
            // Two ids on one comment: the first one stands.
            taken.insert(parts.first()?.index()).then(|| Remark {
                id: number.to_owned(),
                answers: parent.map(str::to_owned),
                marker,
                parts,
                own: Vec::new(),
            })
        })
        .collect()
}

/// The elements in which comments of this article may stand.
fn here(dom: &Dom) -> impl Iterator<Item = Element<'_>> {
    // Blogger makes a widget of the whole article: what holds the page's first comment section is never
    // a list of other comments.
    let home: HashSet<usize> = dom
        .elements()
        .find(|element| matches!(element.id(), Some("comments" | "comment-holder")))
        .into_iter()
        .flat_map(|section| section.ancestors().map(Element::index))
        .collect();
    let mut elsewhere: Option<Element<'_>> = None;
    dom.elements().filter(move |&element| {
        if elsewhere.is_some_and(|region| region.contains(element)) {
            return false;
        }
        let is_left_out = !home.contains(&element.index()) && is_elsewhere(element);
        elsewhere = is_left_out.then_some(element);
        elsewhere.is_none()
    })
}

fn is_elsewhere(element: Element<'_>) -> bool {
    match element.tag() {
        // Some themes set the comments themselves aside.
        "aside" => !element.id().is_some_and(|id| id.contains("comment")),
        // The page's own; articles and comments have footers too.
        "footer" => !element
            .ancestors()
            .any(|around| matches!(around.tag(), "article" | "main" | "section" | "li")),
        _ => ELSEWHERE
            .iter()
            .any(|selector| element.matches_by(selector)),
    }
}

/// What a comment consists of, from the element that its id is on; `places` holds all ids of the page.
fn parts<'a>(marker: Element<'a>, places: &[(usize, &str)]) -> Option<Vec<Element<'a>>> {
    match marker.tag() {
        "a" if marker.children().next().is_none() && marker.text(1).is_empty() => {
            let behind = marker.next_sibling();
            let around = marker
                .parent()
                .filter(|&parent| is_container(parent) && is_first_in(parent, marker, places));
            let named = behind.filter(|&next| is_container(next));
            Some(vec![named.or(around).or(behind)?])
        }
        "dt" => {
            let mut parts = vec![marker];
            let behind = std::iter::successors(marker.next_sibling(), |next| next.next_sibling());
            parts.extend(behind.take_while(|next| next.tag() == "dd"));
            Some(parts)
        }
        _ => {
            let mut container = marker;
            while let Some(parent) = container.parent() {
                if !is_container(parent) || !is_first_in(parent, marker, places) {
                    break;
                }
                container = parent;
            }
            Some(vec![container])
        }
    }
}

/// Whether an element is of the kinds that hold one comment.
fn is_container(element: Element<'_>) -> bool {
    matches!(element.tag(), "li" | "article" | "div" | "dt" | "section")
        && element.classes().any(|class| {
            matches!(
                class,
                "comment"
                    | "pingback"
                    | "trackback"
                    | "wc-comment"
                    | "wpd-comment"
                    | "js-comment"
                    | "comment-article"
                    | "comment-tree-item"
            ) || class.strip_prefix("depth-").is_some_and(is_number)
        })
}

/// Whether no other comment's id stands in `container` before `marker`.
fn is_first_in(container: Element<'_>, marker: Element<'_>, places: &[(usize, &str)]) -> bool {
    let next = places.partition_point(|(place, _)| *place < container.index());
    places
        .get(next)
        .is_some_and(|(place, _)| *place == marker.index())
}

/// The comments of a page without such ids: what has the class, a time and a text, where at least two
/// of them stand side by side.
fn unmarked(dom: &Dom) -> Vec<Remark<'_>> {
    let mut remarks: Vec<Remark<'_>> = here(dom)
        .filter(|element| element.has_class("comment"))
        .map(|element| {
            let names = ["id", "data-comment-id", "data-id"];
            let id = names.iter().find_map(|name| element.attr(name));
            Remark::new(id.unwrap_or_default().trim().to_owned(), element, element)
        })
        .collect();
    share_out(dom, &mut remarks);
    remarks.retain(|remark| {
        remark.own.iter().any(|element| is_time(*element)) && super::body::is_there(remark)
    });
    let mut parents = HashSet::new();
    let are_side_by_side = remarks
        .iter()
        .filter_map(|remark| remark.marker.parent())
        .any(|parent| !parents.insert(parent.index()));
    if are_side_by_side {
        remarks
    } else {
        Vec::new()
    }
}

/// Whether an element shows when something was written.
fn is_time(element: Element<'_>) -> bool {
    element.tag() == "time" || element.classes().any(super::time::is_class)
}
