//! Which comment a comment answers: the first of six rules that fits the whole page (8.3).

use std::collections::{HashMap, HashSet};

use super::ids::{self, number_in};
use super::remark::{Remark, enclosing};
use crate::model::comment::Trust;
use crate::model::tree::parents_by_depth;
use crate::text::dom::Element;

/// Attributes in which themes and systems write the parent.
const ATTRIBUTES: [&str; 6] = [
    "data-parent",
    "data-parent-id",
    "data-comment-parent",
    "data-parentid",
    "data-parent-comment-id",
    "parentid",
];

/// What comes before the level in the classes that state one, from 0 or from 1.
const LEVELS: [&str; 7] = [
    "commentlevel-",
    "comment-level-",
    "depth-",
    "level-",
    "comment-depth-",
    "wc_comment_level-",
    "wpd_comment_level-",
];

/// The classes of blocks that hold the answers to the comment before them.
const ANSWERS: [&str; 5] = [
    "children",
    "replies",
    "indented",
    "bbp-threaded-replies",
    "comment-replies",
];

/// Returns for each comment the id of the one it answers, and how that is known.
pub(super) fn parents(remarks: &[Remark<'_>]) -> Vec<(Option<String>, Trust)> {
    if remarks.iter().any(|remark| remark.answers.is_some()) {
        let stated = remarks.iter().map(|remark| {
            let parent = remark.answers.clone().filter(|parent| parent != "0");
            (parent, Trust::Stated)
        });
        return stated.collect();
    }
    if let Some(stated) = by_attribute(remarks) {
        return stated
            .into_iter()
            .map(|parent| (parent, Trust::Stated))
            .collect();
    }
    let found = by_depth(remarks)
        .or_else(|| Some(enclosing(remarks)).filter(|found| found.iter().any(Option::is_some)))
        .unwrap_or_else(|| by_following(remarks));
    let derived = found
        .into_iter()
        .map(|parent| parent.map(|at| remarks[at].id.clone()));
    by_link(remarks)
        .into_iter()
        .zip(derived)
        .map(|(stated, derived)| match stated {
            Some(parent) => (Some(parent), Trust::Stated),
            None => (derived, Trust::Derived),
        })
        .collect()
}

/// By links that say what is answered, as Drupal's "In reply to".
fn by_link(remarks: &[Remark<'_>]) -> Vec<Option<String>> {
    // An answer comes after what it answers.
    let mut before: HashSet<&str> = HashSet::new();
    let mut found = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let mut links = remark
            .own
            .iter()
            .filter(|element| is_answer_link(**element));
        let parent = links.find_map(|link| {
            let number = answered(link.attr("href")?)?;
            before.contains(number).then(|| number.to_owned())
        });
        found.push(parent);
        before.insert(&remark.id);
    }
    found
}

/// Whether a link says by its own name or that of what is directly around it that it leads to what is
/// answered.
fn is_answer_link(link: Element<'_>) -> bool {
    const NAMES: [&str; 6] = [
        "parent",
        "in-reply-to",
        "in_reply_to",
        "inreplyto",
        "reply-to",
        "answered",
    ];
    let is_named = |element: Element<'_>| {
        element.classes().any(|class| {
            NAMES
                .iter()
                .any(|name| class.ends_with(name) || class.contains("in-reply-to"))
        })
    };
    link.tag() == "a"
        && (link.attr("rel") == Some("in-reply-to")
            || std::iter::once(link)
                .chain(link.ancestors().take(1))
                .any(is_named))
}

/// The number of the comment that an address leads to: `/comment/12#comment-12`, `#comment-12`.
fn answered(href: &str) -> Option<&str> {
    let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
    let in_fragment = ids::number_at_end(fragment);
    if in_fragment.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some(in_fragment);
    }
    let number = path.rsplit_once("/comment/")?.1.split(['/', '?']).next()?;
    ids::is_number(number).then_some(number)
}

/// By attributes that name another comment of the page.
fn by_attribute(remarks: &[Remark<'_>]) -> Option<Vec<Option<String>>> {
    let ids: HashSet<&str> = remarks.iter().map(|remark| remark.id.as_str()).collect();
    let stated: Vec<Option<String>> = remarks
        .iter()
        .map(|remark| {
            let mut values = ATTRIBUTES.iter().filter_map(|name| remark.attr(name));
            let parent = values.find_map(|value| {
                let exact = value.trim();
                // Written as the comment's own id is: "kmt-11" on "kmt-12".
                let own = remark
                    .marker
                    .id()
                    .and_then(|id| id.strip_suffix(remark.id.as_str()));
                let alike = own.and_then(|own| exact.strip_prefix(own));
                [exact, number_in(exact), alike.unwrap_or_default()]
                    .into_iter()
                    .find(|id| !id.is_empty() && *id != remark.id && ids.contains(id))
            });
            parent.map(str::to_owned)
        })
        .collect();
    stated.iter().any(Option::is_some).then_some(stated)
}

/// By levels, where every comment states its own.
fn by_depth(remarks: &[Remark<'_>]) -> Option<Vec<Option<usize>>> {
    let depths: Option<Vec<u32>> = remarks.iter().map(depth).collect();
    depths.map(parents_by_depth)
}

/// The level that a comment states.
fn depth(remark: &Remark<'_>) -> Option<u32> {
    let around = remark.container().parent();
    let stated = |element: Element<'_>| element.attr("data-comment-depth")?.trim().parse().ok();
    let in_attribute = [remark.container(), remark.marker]
        .into_iter()
        .chain(around);
    if let Some(depth) = in_attribute.into_iter().find_map(stated) {
        return Some(depth);
    }
    [remark.container(), remark.marker]
        .into_iter()
        .chain(around)
        .flat_map(|element| element.classes())
        .find_map(|class| {
            LEVELS
                .iter()
                .find_map(|prefix| class.strip_prefix(prefix)?.parse().ok())
        })
}

/// By blocks of answers that follow the comment they belong to, through whatever wraps either.
pub(super) fn by_following(remarks: &[Remark<'_>]) -> Vec<Option<usize>> {
    let blocks: Vec<Option<Element<'_>>> = remarks
        .iter()
        .map(|remark| {
            let mut around = remark.container().ancestors();
            around.find(|element| ANSWERS.iter().any(|class| element.has_class(class)))
        })
        .collect();
    // The comments directly in a block, or in none, in document order.
    let mut inside: HashMap<Option<usize>, Vec<(usize, usize)>> = HashMap::new();
    for (number, (remark, block)) in remarks.iter().zip(&blocks).enumerate() {
        let level = inside.entry(block.map(Element::index)).or_default();
        level.push((remark.container().index(), number));
    }
    for level in inside.values_mut() {
        level.sort_unstable();
    }
    blocks
        .into_iter()
        .map(|block| {
            let block = block?;
            let mut outer = block.ancestors();
            let outer = outer.find(|element| ANSWERS.iter().any(|class| element.has_class(class)));
            let level = inside.get(&outer.map(Element::index))?;
            let before = level.partition_point(|(place, _)| *place < block.index());
            let (_, number) = level.get(before.checked_sub(1)?)?;
            Some(*number)
        })
        .collect()
}
