//! Which comment a comment answers: the first of six rules that fits the whole page (8.3).

use std::collections::{HashMap, HashSet};

use super::markers::number_in;
use super::remark::{Remark, enclosing};
use crate::model::comment::Trust;
use crate::model::tree::parents_by_depth;

/// Attributes in which themes and systems write the parent.
const ATTRIBUTES: [&str; 3] = ["data-parent", "data-parent-id", "data-comment-parent"];

/// What comes before the level in the classes that state one, from 0 or from 1.
const LEVELS: [&str; 5] = [
    "depth-",
    "level-",
    "comment-depth-",
    "wc_comment_level-",
    "wpd_comment_level-",
];

/// The classes of blocks that hold the answers to the comment before them.
const ANSWERS: [&str; 3] = ["children", "replies", "indented"];

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
    found
        .into_iter()
        .map(|parent| (parent.map(|at| remarks[at].id.clone()), Trust::Derived))
        .collect()
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
                [exact, number_in(exact)]
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
    if let Some(stated) = remark.attr("data-comment-depth") {
        return stated.trim().parse().ok();
    }
    [remark.container(), remark.marker]
        .into_iter()
        .flat_map(|element| element.classes())
        .find_map(|class| {
            LEVELS
                .iter()
                .find_map(|prefix| class.strip_prefix(prefix)?.parse().ok())
        })
}

/// By blocks of answers that follow the comment they belong to.
fn by_following(remarks: &[Remark<'_>]) -> Vec<Option<usize>> {
    // The comments directly in an element, in document order.
    let mut inside: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
    for (number, remark) in remarks.iter().enumerate() {
        let container = remark.container();
        if let Some(parent) = container.parent() {
            let siblings = inside.entry(parent.index()).or_default();
            siblings.push((container.index(), number));
        }
    }
    for siblings in inside.values_mut() {
        siblings.sort_unstable();
    }
    remarks
        .iter()
        .map(|remark| {
            let blocks = remark
                .container()
                .ancestors()
                .filter(|element| ANSWERS.iter().any(|class| element.has_class(class)));
            blocks.into_iter().find_map(|block| {
                let siblings = inside.get(&block.parent()?.index())?;
                let before = siblings.partition_point(|(place, _)| *place < block.index());
                let (_, number) = siblings.get(before.checked_sub(1)?)?;
                Some(*number)
            })
        })
        .collect()
}
