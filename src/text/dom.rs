//! A bounded document tree of a whole page, for looking things up in it (feed links, comment elements).
//!
//! The nodes are one flat list in document order, each with the place where its subtree ends, so that
//! nothing recurses however deep a page is. It is read only, and it is not what a browser builds:
//! elements are nested as browsers nest them in the common cases of careless HTML, and no text is moved.
//!
//! ```
//! use byline::text::dom::Dom;
//!
//! let page = Dom::parse("<div class=comment id=c1><cite>Ada</cite>: <p>Hello<p>again</div>");
//! let comment = page.root().first("div.comment").unwrap();
//! assert_eq!(comment.first("cite").unwrap().text(100), "Ada");
//! assert_eq!(comment.inner_html(|element| element.tag() == "cite"), ": <p>Hello</p><p>again</p>");
//! ```

mod build;
mod lines;
mod selector;

use std::fmt;
use std::ops::Range;

pub use self::lines::Line;
pub use self::selector::{Selector, SelectorError};
use super::html::escape_value;
use super::tokens::{head, tokenize};

/// Bytes of a page that are read. Pages with thousands of comments have four million.
pub const MAX_PAGE_BYTES: usize = 6 << 20;

/// Elements and texts kept of a page; the rest is left out. Each takes 28 bytes.
pub const MAX_NODES: usize = 200_000;

/// A page as a tree.
#[derive(Default)]
pub struct Dom {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// Names, values and texts, one behind the other.
    buffer: String,
    is_cut: bool,
}

/// A piece of [`Dom::buffer`].
#[derive(Clone, Copy, Default)]
struct Slice {
    start: u32,
    end: u32,
}

struct Node {
    parent: u32,
    /// The node after the last one of the subtree.
    end: u32,
    /// An element's name, or a text.
    content: Slice,
    /// An element's attributes; a text has [`Node::TEXT`] in their place.
    first_attribute: u32,
    attribute_count: u32,
}

impl Node {
    /// In place of the first attribute: the node is a text.
    const TEXT: u32 = u32::MAX;

    fn is_text(&self) -> bool {
        self.first_attribute == Self::TEXT
    }
}

struct Attribute {
    name: Slice,
    value: Slice,
}

impl Dom {
    /// Builds the tree of a page. Never fails: every text is some page.
    ///
    /// Reads at most [`MAX_PAGE_BYTES`] and keeps at most [`MAX_NODES`]; [`Dom::is_cut`] tells.
    pub fn parse(html: &str) -> Self {
        let read = head(html, MAX_PAGE_BYTES);
        let mut dom = tokenize(read, build::Builder::new()).finish();
        dom.is_cut |= read.len() < html.len();
        dom
    }

    /// The document itself: an element without a name that holds all others.
    pub fn root(&self) -> Element<'_> {
        Element { dom: self, id: 0 }
    }

    /// Every element in document order, without the root.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.root().descendants()
    }

    /// Whether the page was too large to be kept whole.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    fn str(&self, slice: Slice) -> &str {
        &self.buffer[slice.start as usize..slice.end as usize]
    }

    fn attributes(&self, node: &Node) -> &[Attribute] {
        let start = node.first_attribute as usize;
        &self.attributes[start..start + node.attribute_count as usize]
    }
}

impl fmt::Debug for Dom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dom")
            .field("nodes", &self.nodes.len())
            .field("is_cut", &self.is_cut)
            .finish_non_exhaustive()
    }
}

/// An element of a page: a place in the tree, copied freely.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    dom: &'a Dom,
    id: u32,
}

impl<'a> Element<'a> {
    fn node(self) -> &'a Node {
        &self.dom.nodes[self.id as usize]
    }

    /// Its place in document order, which identifies it within its page.
    pub fn index(self) -> usize {
        self.id as usize
    }

    /// The place in document order after the last one in it.
    pub fn end(self) -> usize {
        self.node().end as usize
    }

    /// Its name in lower case.
    pub fn tag(self) -> &'a str {
        self.dom.str(self.node().content)
    }

    /// The value of an attribute, by its name in lower case; entities are resolved.
    pub fn attr(self, name: &str) -> Option<&'a str> {
        self.dom
            .attributes(self.node())
            .iter()
            .find(|attribute| self.dom.str(attribute.name) == name)
            .map(|attribute| self.dom.str(attribute.value))
    }

    /// Its attributes, by their names in lower case.
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let attributes = self.dom.attributes(self.node()).iter();
        attributes.map(|attribute| (self.dom.str(attribute.name), self.dom.str(attribute.value)))
    }

    /// Its `id`.
    pub fn id(self) -> Option<&'a str> {
        self.attr("id")
    }

    /// The tokens of its `class`.
    pub fn classes(self) -> impl Iterator<Item = &'a str> {
        self.attr("class")
            .unwrap_or_default()
            .split_ascii_whitespace()
    }

    /// Whether `class` has this token.
    pub fn has_class(self, class: &str) -> bool {
        self.classes().any(|token| token == class)
    }

    /// The element around it; nothing for the root.
    pub fn parent(self) -> Option<Self> {
        (self.id != 0).then(|| Element {
            dom: self.dom,
            id: self.node().parent,
        })
    }

    /// The elements around it, the nearest first, without the root.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |element| element.parent())
            .filter(|element| element.id != 0)
    }

    /// The elements directly in it.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let mut next = self.id + 1;
        let end = self.node().end;
        std::iter::from_fn(move || {
            while next < end {
                let id = next;
                let node = &self.dom.nodes[id as usize];
                next = node.end;
                if !node.is_text() {
                    return Some(Element { dom: self.dom, id });
                }
            }
            None
        })
    }

    /// The elements in it, at any depth, in document order.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        let dom = self.dom;
        self.inner()
            .filter(move |&id| !dom.nodes[id as usize].is_text())
            .map(move |id| Element { dom, id })
    }

    /// The next element with the same parent.
    pub fn next_sibling(self) -> Option<Self> {
        let parent = self.parent()?;
        let end = parent.node().end;
        let mut next = self.node().end;
        while next < end {
            let node = &self.dom.nodes[next as usize];
            if !node.is_text() {
                return Some(Element {
                    dom: self.dom,
                    id: next,
                });
            }
            next = node.end;
        }
        None
    }

    /// Whether `other` is inside it (an element is not inside itself).
    pub fn contains(self, other: Element<'_>) -> bool {
        std::ptr::eq(self.dom, other.dom) && self.inner().contains(&other.id)
    }

    /// Its text with white space folded, at most `max_bytes`; scripts and styles are no text.
    ///
    /// Blocks and line breaks count as white space. The text is as unsafe as the page.
    pub fn text(self, max_bytes: usize) -> String {
        let mut text = String::new();
        let mut needs_blank = false;
        let mut id = self.id + 1;
        while id < self.node().end && text.len() < max_bytes {
            let node = &self.dom.nodes[id as usize];
            let content = self.dom.str(node.content);
            if node.is_text() {
                needs_blank |= content.starts_with(|c: char| c.is_ascii_whitespace());
                for word in content.split_ascii_whitespace() {
                    if needs_blank && !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(word);
                    needs_blank = true;
                }
                needs_blank = content.ends_with(|c: char| c.is_ascii_whitespace())
                    || (needs_blank && content.trim_ascii().is_empty());
            } else if is_without_text(content) {
                id = node.end;
                continue;
            } else {
                needs_blank |= build::is_block(content) || content == "br";
            }
            id += 1;
        }
        text.truncate(text.floor_char_boundary(max_bytes));
        text
    }

    /// The text directly and deeper in it as it stands in the page, at most `max_bytes`: a script's
    /// source, a preformatted block.
    pub fn text_verbatim(self, max_bytes: usize) -> String {
        let mut text = String::new();
        for id in self.inner() {
            let node = &self.dom.nodes[id as usize];
            if node.is_text() {
                text.push_str(self.dom.str(node.content));
            }
            if text.len() >= max_bytes {
                break;
            }
        }
        text.truncate(text.floor_char_boundary(max_bytes));
        text
    }

    /// Its content as HTML again, for the gate: without scripts and styles, and without the elements
    /// (and all in them) that `leaves_out` names.
    ///
    /// Ends after about as much as the gate reads ([`MAX_INPUT_BYTES`](super::html::MAX_INPUT_BYTES)).
    pub fn inner_html(self, leaves_out: impl Fn(Element<'a>) -> bool) -> String {
        self.inner_html_between(None, None, leaves_out)
    }

    /// Writes the end tags of the open elements that end at or before `id`.
    fn close_until(self, html: &mut String, open: &mut Vec<u32>, id: u32) {
        while let Some(&innermost) = open.last() {
            let element = Element {
                dom: self.dom,
                id: innermost,
            };
            if element.node().end > id {
                return;
            }
            html.push_str("</");
            html.push_str(element.tag());
            html.push('>');
            open.pop();
        }
    }

    fn write_start_tag(self, html: &mut String) {
        html.push('<');
        html.push_str(self.tag());
        for attribute in self.dom.attributes(self.node()) {
            html.push(' ');
            html.push_str(self.dom.str(attribute.name));
            html.push_str("=\"");
            escape_value(html, self.dom.str(attribute.value));
            html.push('"');
        }
        html.push('>');
    }

    /// The elements in it that a selector names, in document order.
    ///
    /// See [`Selector::parse`] for the language. An invalid selector names nothing.
    pub fn select(self, selector: &str) -> Vec<Self> {
        match parsed(selector) {
            Some(selector) => self.select_by(&selector).collect(),
            None => Vec::new(),
        }
    }

    /// As [`Element::select`] with a selector that was parsed before.
    pub fn select_by<'s>(self, selector: &'s Selector) -> impl Iterator<Item = Self> + use<'a, 's> {
        self.descendants()
            .filter(move |element| element.matches_by(selector))
    }

    /// The first element in it that a selector names.
    pub fn first(self, selector: &str) -> Option<Self> {
        let selector = parsed(selector)?;
        self.select_by(&selector).next()
    }

    /// Whether a selector names it.
    pub fn matches(self, selector: &str) -> bool {
        parsed(selector).is_some_and(|selector| self.matches_by(&selector))
    }

    /// As [`Element::matches`] with a selector that was parsed before.
    pub fn matches_by(self, selector: &Selector) -> bool {
        selector.matches(self)
    }

    /// Itself, or the nearest element around it, that a selector names.
    pub fn closest(self, selector: &str) -> Option<Self> {
        let selector = parsed(selector)?;
        std::iter::once(self)
            .chain(self.ancestors())
            .find(|element| element.matches_by(&selector))
    }

    /// The nodes in it.
    fn inner(self) -> Range<u32> {
        self.id + 1..self.node().end
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.dom, other.dom)
    }
}

impl Eq for Element<'_> {}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tag = String::new();
        self.write_start_tag(&mut tag);
        f.write_str(&tag)
    }
}

/// Elements whose content is not text of the page.
fn is_without_text(tag: &str) -> bool {
    matches!(tag, "script" | "style" | "template")
}

fn parsed(selector: &str) -> Option<Selector> {
    let parsed = Selector::parse(selector);
    debug_assert!(parsed.is_ok(), "not a selector: {selector}");
    parsed.ok()
}

#[cfg(test)]
mod tests;
