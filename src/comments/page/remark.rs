//! One comment in a page, with the elements that are its own and none of those of its answers.

use std::collections::HashMap;

use crate::model::tree::MAX_COMMENTS;
use crate::text::dom::{Dom, Element, Selector};

/// A comment as it stands in a page.
pub(super) struct Remark<'a> {
    /// The number in the page's own id of it; empty where the page has none.
    pub(super) id: String,
    /// The number of the comment that its id says it answers; "0" for the article.
    pub(super) answers: Option<String>,
    /// The element that the id is on.
    pub(super) marker: Element<'a>,
    /// What it consists of: one element, or a `dt` with its `dd`s.
    pub(super) parts: Vec<Element<'a>>,
    /// The elements in its parts, without those of other comments, in document order.
    pub(super) own: Vec<Element<'a>>,
}

impl<'a> Remark<'a> {
    /// A comment that is one element.
    pub(super) fn new(id: String, marker: Element<'a>, container: Element<'a>) -> Self {
        Self {
            id,
            answers: None,
            marker,
            parts: vec![container],
            own: Vec::new(),
        }
    }

    /// Its outermost element.
    pub(super) fn container(&self) -> Element<'a> {
        self.parts.first().copied().unwrap_or(self.marker)
    }

    /// Whether its container or its marker has a class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.container().has_class(class) || self.marker.has_class(class)
    }

    /// An attribute of its container or of its marker.
    pub(super) fn attr(&self, name: &str) -> Option<&'a str> {
        let container = self.container();
        container.attr(name).or_else(|| self.marker.attr(name))
    }

    /// Its own elements that a selector names.
    pub(super) fn select<'s>(
        &'s self,
        selector: &'s Selector,
    ) -> impl Iterator<Item = Element<'a>> + 's {
        let own = self.own.iter().copied();
        own.filter(move |element| element.matches_by(selector))
    }

    /// Its first own element that one of the selectors names; the earlier selectors come first.
    pub(super) fn first(&self, selectors: &[Selector]) -> Option<Element<'a>> {
        selectors
            .iter()
            .find_map(|selector| self.select(selector).next())
    }
}

/// Selectors, parsed once. They are constants of the program, and a test reads them all.
pub(super) fn selectors(list: &[&str]) -> Vec<Selector> {
    list.iter()
        .filter_map(|selector| {
            let parsed = Selector::parse(selector);
            debug_assert!(parsed.is_ok(), "not a selector: {selector}");
            parsed.ok()
        })
        .collect()
}

/// Gives every element of the page to the innermost comment around it, in one pass; a page's comments
/// beyond those that a thread keeps are left out.
pub(super) fn share_out<'a>(dom: &'a Dom, remarks: &mut Vec<Remark<'a>>) {
    remarks.truncate(MAX_COMMENTS);
    let mut starts: HashMap<usize, usize> = HashMap::new();
    for (number, remark) in remarks.iter().enumerate() {
        for part in &remark.parts {
            starts.entry(part.index()).or_insert(number);
        }
    }
    let mut open: Vec<(Element<'a>, usize)> = Vec::new();
    for element in dom.elements() {
        while open.last().is_some_and(|(part, _)| !part.contains(element)) {
            open.pop();
        }
        if let Some(&number) = starts.get(&element.index()) {
            open.push((element, number));
            // Blogger's old pages name the author in the `dt` itself.
            if element.tag() != "dt" {
                continue;
            }
        }
        if let Some(&(_, number)) = open.last() {
            remarks[number].own.push(element);
        }
    }
}

/// For each comment the innermost other one that it stands in, as its place in the list.
pub(super) fn enclosing(remarks: &[Remark<'_>]) -> Vec<Option<usize>> {
    let containers: HashMap<usize, usize> = remarks
        .iter()
        .enumerate()
        .map(|(number, remark)| (remark.container().index(), number))
        .collect();
    remarks
        .iter()
        .map(|remark| {
            let mut around = remark.container().ancestors();
            around.find_map(|element| containers.get(&element.index()).copied())
        })
        .collect()
}
