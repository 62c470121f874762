//! Finding the comments of a page by their ids, or by their class where they have none (8.1, 8.2).

use std::collections::HashSet;
use std::sync::LazyLock;

use super::ids::{self, MarkedId, Sureness, is_number};
use super::remark::{Remark, selectors, share_out};
use super::unmarked::unmarked;
use crate::text::dom::{Dom, Element, Selector};

/// Elements outwards from an id in which a comment's own element is looked for.
const MAX_CLIMB: usize = 8;

/// Elements behind an id that may be its comment.
const MAX_RUN: usize = 40;

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
    let mut found: Vec<(Element<'_>, MarkedId<'_>)> = here(dom)
        .filter_map(|element| Some((element, ids::read(element)?)))
        .collect();
    // Sections and lists are named like comments too.
    found.retain(|(element, id)| id.sureness == Sureness::Known || !is_section(*element));
    for sureness in ids::ALL {
        let chosen: Vec<_> = found
            .iter()
            .filter(|(_, id)| id.sureness == sureness)
            .copied()
            .collect();
        let mut remarks = marked(&chosen);
        share_out(dom, &mut remarks);
        if remarks.iter().any(is_there) {
            return remarks;
        }
    }
    unmarked(dom)
}

/// Whether anything stands in a comment.
fn is_there(remark: &Remark<'_>) -> bool {
    remark.parts.iter().any(|part| has_text(*part))
}

/// The comments that have an id of a known form.
fn marked<'a>(found: &[(Element<'a>, MarkedId<'a>)]) -> Vec<Remark<'a>> {
    let places: Vec<(usize, &str)> = found
        .iter()
        .map(|(element, id)| (element.index(), id.number))
        .collect();
    let places = Places(&places);
    let mut seen = HashSet::new();
    let mut taken = HashSet::new();
    let mut run_tags = HashSet::new();
    found
        .iter()
        .filter(|(_, id)| seen.insert(id.number))
        .filter_map(|&(marker, id)| {
            let parts = parts(marker, places, &mut run_tags)?;
            // Two ids on one comment: the first one stands.
            taken.insert(parts.first()?.index()).then(|| Remark {
                id: id.number.to_owned(),
                answers: id.parent.map(str::to_owned),
                marker,
                parts,
                own: Vec::new(),
            })
        })
        .collect()
}

/// The elements in which comments of this article may stand.
pub(super) fn here(dom: &Dom) -> impl Iterator<Item = Element<'_>> {
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

/// All ids of comments in a page, by their places.
#[derive(Clone, Copy)]
struct Places<'p>(&'p [(usize, &'p str)]);

impl<'p> Places<'p> {
    /// The ids in an element, with its own.
    fn inside(self, element: Element<'_>) -> &'p [(usize, &'p str)] {
        let start = self
            .0
            .partition_point(|(place, _)| *place < element.index());
        let end = self.0.partition_point(|(place, _)| *place < element.end());
        &self.0[start..end]
    }

    /// Whether no other comment's id stands in `container` before `marker`.
    fn is_first_in(self, container: Element<'_>, marker: Element<'_>) -> bool {
        let first = self.inside(container).first();
        first.is_some_and(|(place, _)| *place == marker.index())
    }

    /// Whether the ids in an element are all of one comment, as far as its first and last tell.
    fn is_only_in(self, container: Element<'_>, marker: Element<'_>) -> bool {
        let inside = self.inside(container);
        let (first, last) = (inside.first(), inside.last());
        first.is_some_and(|(place, _)| *place == marker.index())
            && first.map(|(_, number)| number) == last.map(|(_, number)| number)
    }
}

/// What a comment consists of, from the element that its id is on.
fn parts<'a>(
    marker: Element<'a>,
    places: Places<'_>,
    run_tags: &mut HashSet<&'a str>,
) -> Option<Vec<Element<'a>>> {
    if marker.tag() == "dt" && has_text(marker) {
        let mut parts = vec![marker];
        let behind = std::iter::successors(marker.next_sibling(), |next| next.next_sibling());
        parts.extend(behind.take_while(|next| next.tag() == "dd"));
        return Some(parts);
    }
    if !is_mark(marker) {
        return Some(vec![outermost(marker, marker, places)]);
    }
    let behind = behind(marker, places);
    if let Some(named) = behind.filter(|&next| is_container(next) && !has_text(marker)) {
        return Some(vec![named]);
    }
    let around = marker
        .ancestors()
        .take(MAX_CLIMB)
        .take_while(|&around| places.is_first_in(around, marker))
        .find(|&around| is_container(around));
    if let Some(around) = around.filter(|around| has_more_text(*around, marker)) {
        return Some(vec![outermost(around, marker, places)]);
    }
    let holder = holder(marker, places);
    if is_block(holder) && has_more_text(holder, marker) {
        return Some(vec![holder]);
    }
    run(holder, places, run_tags)
}

/// Whether an element only marks the place of a comment, or its head.
fn is_mark(marker: Element<'_>) -> bool {
    matches!(
        marker.tag(),
        "a" | "span"
            | "b"
            | "strong"
            | "i"
            | "em"
            | "small"
            | "cite"
            | "sup"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "input"
            | "img"
            | "hr"
            | "dt"
    ) || !has_text(marker)
}

/// The outermost of the elements around a comment that are of its own by their class.
fn outermost<'a>(inner: Element<'a>, marker: Element<'a>, places: Places<'_>) -> Element<'a> {
    let mut container = inner;
    while let Some(parent) = container.parent() {
        if !is_container(parent) || !places.is_first_in(parent, marker) {
            break;
        }
        container = parent;
    }
    container
}

/// The outermost of the elements around a mark that hold no other comment.
fn holder<'a>(marker: Element<'a>, places: Places<'_>) -> Element<'a> {
    marker
        .ancestors()
        .take(MAX_CLIMB)
        .take_while(|&around| {
            places.is_only_in(around, marker) && !is_section(around) && !has_form(around)
        })
        .last()
        .unwrap_or(marker)
}

/// The elements from a mark to the next comment.
fn run<'a>(
    mark: Element<'a>,
    places: Places<'_>,
    run_tags: &mut HashSet<&'a str>,
) -> Option<Vec<Element<'a>>> {
    let mut run: Vec<Element<'a>> = Vec::new();
    if has_text(mark) {
        run.push(mark);
    }
    let mut is_bounded = false;
    let siblings = std::iter::successors(mark.next_sibling(), |next| next.next_sibling());
    for next in siblings.take(MAX_RUN) {
        if !places.inside(next).is_empty() {
            is_bounded = true;
            break;
        }
        if is_end(next) {
            break;
        }
        if has_text(next) || next.first("img").is_some() {
            run.push(next);
        }
    }
    if is_bounded {
        run_tags.extend(run.iter().map(|part| part.tag()));
    } else {
        // Whatever follows the last comment may be something else.
        let is_like = |part: &Element<'a>| {
            run_tags.contains(part.tag())
                || (run_tags.is_empty()
                    && matches!(part.tag(), "p" | "ul" | "ol" | "blockquote" | "pre"))
        };
        let others = run.iter().skip(1).take_while(|part| is_like(part)).count();
        run.truncate(1 + others);
    }
    (!run.is_empty()).then_some(run)
}

/// Gives a comment that has no text what stands around or behind its element, where that is of no other;
/// `places` are the places of all comments' elements. Tells whether there is any.
pub(super) fn widen<'a>(remark: &mut Remark<'a>, places: &[usize]) -> Option<()> {
    let [container] = *remark.parts.as_slice() else {
        return None;
    };
    let inside = |element: Element<'_>| {
        let start = places.partition_point(|place| *place < element.index());
        let end = places.partition_point(|place| *place < element.end());
        end - start
    };
    let around = container
        .ancestors()
        .take(MAX_CLIMB)
        .take_while(|&around| inside(around) <= 1 && !is_section(around) && !has_form(around))
        .find(|&around| is_block(around) && has_more_text(around, container));
    if let Some(around) = around {
        remark.parts = vec![around];
        return Some(());
    }
    let siblings = std::iter::successors(container.next_sibling(), |next| next.next_sibling());
    let behind = siblings
        .take(MAX_RUN)
        .take_while(|&next| inside(next) == 0 && !is_end(next) && !is_container(next));
    remark.parts.extend(behind);
    (remark.parts.len() > 1).then_some(())
}

/// The next element behind a mark that holds anything, where that is of no other comment.
fn behind<'a>(marker: Element<'a>, places: Places<'_>) -> Option<Element<'a>> {
    let own = places.inside(marker).first().map(|(_, number)| *number);
    std::iter::successors(marker.next_sibling(), |next| next.next_sibling())
        .take(MAX_CLIMB)
        .take_while(|&next| {
            let first = places.inside(next).first();
            first.is_none_or(|(_, number)| Some(*number) == own)
        })
        .find(|&next| has_text(next))
}

/// Whether anything is to be read in an element.
fn has_text(element: Element<'_>) -> bool {
    // The bytes of the longest character.
    !element.text(4).is_empty()
}

fn has_more_text(around: Element<'_>, inner: Element<'_>) -> bool {
    const ENOUGH: usize = 400;
    around.text(ENOUGH).len() > inner.text(ENOUGH).len()
}

/// Whether an element is of the kinds that hold one comment.
pub(super) fn is_container(element: Element<'_>) -> bool {
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

fn is_block(element: Element<'_>) -> bool {
    matches!(
        element.tag(),
        "li" | "article"
            | "div"
            | "section"
            | "td"
            | "tr"
            | "tbody"
            | "table"
            | "dl"
            | "dd"
            | "details"
            | "blockquote"
            | "fieldset"
    )
}

/// Whether an element is by its name one that holds all comments.
pub(super) fn is_section(element: Element<'_>) -> bool {
    matches!(
        element.tag(),
        "body" | "main" | "html" | "ol" | "ul" | "form"
    ) || element
        .id()
        .into_iter()
        .chain(element.classes())
        .any(|name| {
            let name = name.to_ascii_lowercase();
            name.contains("comments")
                || name.contains("commentlist")
                || name.contains("comment-list")
                || name.contains("comment_list")
                || name.contains("comment-section")
                || matches!(
                    name.as_str(),
                    "content" | "primary" | "replies" | "children" | "indented"
                )
        })
}

/// Whether a form stands directly in an element.
fn has_form(element: Element<'_>) -> bool {
    element.children().any(is_end)
}

/// Whether what begins here is no comment any more: the form, or the page's end.
fn is_end(element: Element<'_>) -> bool {
    matches!(
        element.tag(),
        "form" | "footer" | "nav" | "h1" | "h2" | "aside" | "textarea"
    ) || element.id().is_some_and(|id| {
        id.contains("respond") || id.contains("form") || id.contains("sidebar") || id == "footer"
    }) || element.classes().any(|class| {
        class.contains("form")
            || class.contains("respond")
            || class.contains("navigation")
            || class.contains("pager")
    })
}
