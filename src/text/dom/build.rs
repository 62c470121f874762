//! Tags to a tree: end tags that are missing, crossed or too many.
//!
//! A small part of HTML's tree construction (section 13.2.6): what pages of the last thirty years need,
//! without moving nodes, so that the list stays in document order.

use super::{Attribute, Dom, MAX_NODES, Node, Slice};
use crate::text::element::is_void;
use crate::text::tokens::{Attributes, TokenTarget};

/// Elements open at a time, as many as browsers allow; deeper ones become siblings at that depth.
const MAX_OPEN: usize = 512;

/// Builds the tree.
pub(super) struct Builder {
    dom: Dom,
    open: Vec<Open>,
    /// Start tags of elements that are too deep to be opened.
    too_deep: u32,
}

struct Open {
    id: u32,
    /// Its end tag came while blocks were open in it: it ends with them.
    ends_with_content: bool,
}

impl Builder {
    pub(super) fn new() -> Self {
        let root = Node {
            parent: 0,
            end: 1,
            content: Slice::default(),
            first_attribute: 0,
            attribute_count: 0,
        };
        Self {
            dom: Dom {
                nodes: vec![root],
                ..Dom::default()
            },
            open: vec![Open {
                id: 0,
                ends_with_content: false,
            }],
            too_deep: 0,
        }
    }

    pub(super) fn finish(mut self) -> Dom {
        while !self.open.is_empty() {
            self.pop_one();
        }
        self.dom
    }

    /// The name of an open element; the root's is empty.
    fn name(&self, open: &Open) -> &str {
        self.dom.str(self.dom.nodes[open.id as usize].content)
    }

    /// Closes the innermost element.
    fn pop_one(&mut self) {
        if let Some(open) = self.open.pop() {
            self.dom.nodes[open.id as usize].end = index(self.dom.nodes.len());
            self.too_deep = 0;
        }
    }

    /// Closes everything from `depth` on, and what was waiting for that.
    fn close(&mut self, depth: usize) {
        while self.open.len() > depth.max(1) {
            self.pop_one();
        }
        while self.open.len() > 1 && self.open.last().is_some_and(|open| open.ends_with_content) {
            self.pop_one();
        }
    }

    /// The innermost open element that `is_wanted`, unless one that `is_wall` comes before it.
    fn find(
        &self,
        is_wanted: impl Fn(&str) -> bool,
        is_wall: impl Fn(&str) -> bool,
    ) -> Option<usize> {
        for (depth, open) in self.open.iter().enumerate().skip(1).rev() {
            let name = self.name(open);
            if is_wanted(name) {
                return Some(depth);
            }
            if is_wall(name) {
                return None;
            }
        }
        None
    }

    /// Closes the innermost element that `is_wanted`, with all in it.
    fn close_open(&mut self, is_wanted: impl Fn(&str) -> bool, is_wall: impl Fn(&str) -> bool) {
        if let Some(depth) = self.find(is_wanted, is_wall) {
            self.close(depth);
        }
    }

    /// Closes what the start of `name` ends: the paragraph before a block, the item before an item.
    fn close_implied(&mut self, name: &str) {
        if self
            .open
            .last()
            .is_some_and(|open| self.name(open) == "head")
            && !is_metadata(name)
        {
            self.close(self.open.len() - 1);
        }
        if is_block(name) && !matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot") {
            self.close_open(|open| open == "p", is_scope);
        }
        match name {
            "li" => self.close_open(|open| open == "li", is_list_wall),
            "dt" | "dd" => self.close_open(|open| matches!(open, "dt" | "dd"), is_list_wall),
            "option" | "optgroup" => {
                self.close_open(|open| open == "option", |open| open == "select");
            }
            "td" | "th" => self.close_open(
                |open| matches!(open, "td" | "th"),
                |open| matches!(open, "tr" | "table"),
            ),
            "tr" => self.close_open(|open| open == "tr", |open| open == "table"),
            "tbody" | "thead" | "tfoot" => self.close_open(
                |open| matches!(open, "tbody" | "thead" | "tfoot" | "caption" | "colgroup"),
                |open| open == "table",
            ),
            "a" => self.close_open(|open| open == "a", is_special),
            _ if is_heading(name)
                && self
                    .open
                    .last()
                    .is_some_and(|open| is_heading(self.name(open))) =>
            {
                self.close(self.open.len() - 1);
            }
            _ => {}
        }
    }

    /// Adds a node at the end. Nothing when the page is full.
    fn push_node(
        &mut self,
        content: Slice,
        first_attribute: u32,
        attribute_count: u32,
    ) -> Option<u32> {
        let parent = self.open.last()?.id;
        if self.dom.nodes.len() >= MAX_NODES {
            self.dom.is_cut = true;
            return None;
        }
        let id = index(self.dom.nodes.len());
        self.dom.nodes.push(Node {
            parent,
            end: id + 1,
            content,
            first_attribute,
            attribute_count,
        });
        Some(id)
    }

    fn push_str(&mut self, text: &str) -> Slice {
        let start = index(self.dom.buffer.len());
        self.dom.buffer.push_str(text);
        Slice {
            start,
            end: index(self.dom.buffer.len()),
        }
    }

    /// Whether a page has this element once, and already has it.
    fn is_repeated(&self, name: &str) -> bool {
        matches!(name, "html" | "body" | "head")
            && self.open.iter().any(|open| {
                self.name(open) == name || (name == "head" && self.name(open) == "body")
            })
    }
}

impl TokenTarget for Builder {
    fn start(&mut self, name: &str, attributes: Attributes<'_>, self_closing: bool) {
        if self.dom.is_cut || self.is_repeated(name) {
            return;
        }
        self.close_implied(name);
        let content = self.push_str(name);
        let first_attribute = index(self.dom.attributes.len());
        for (name, value) in attributes.iter() {
            let name = self.push_str(name);
            let value = self.push_str(value);
            self.dom.attributes.push(Attribute { name, value });
        }
        let count = index(self.dom.attributes.len()) - first_attribute;
        let Some(id) = self.push_node(content, first_attribute, count) else {
            return;
        };
        if self_closing || is_void(name) {
            return;
        }
        if self.open.len() >= MAX_OPEN {
            self.too_deep = self.too_deep.saturating_add(1);
            return;
        }
        self.open.push(Open {
            id,
            ends_with_content: false,
        });
    }

    fn end(&mut self, name: &str) {
        if self.dom.is_cut || matches!(name, "html" | "body") || is_void(name) {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        match name {
            "p" => self.close_open(|open| open == "p", is_scope),
            "li" => self.close_open(
                |open| open == "li",
                |open| matches!(open, "ul" | "ol") || is_scope(open),
            ),
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" => {
                self.close_open(|open| open == name, |open| open == "table");
            }
            "table" => self.close_open(|open| open == "table", |_| false),
            _ if is_heading(name) => self.close_open(is_heading, is_scope),
            _ if is_special(name) => self.close_open(|open| open == name, is_scope),
            _ => self.end_inline(name),
        }
    }

    fn text(&mut self, text: &str) {
        if self.dom.is_cut || text.is_empty() {
            return;
        }
        let parent = self.open.last().map_or(0, |open| open.id);
        let slice = self.push_str(text);
        if let Some(last) = self.dom.nodes.last_mut()
            && last.is_text()
            && last.parent == parent
            && last.content.end == slice.start
        {
            last.content.end = slice.end;
            return;
        }
        self.push_node(slice, Node::TEXT, 0);
    }
}

impl Builder {
    /// Ends formatting, or an element that HTML does not know. With blocks open in it, formatting ends
    /// when they do, and others do not end.
    fn end_inline(&mut self, name: &str) {
        if let Some(depth) = self.find(|open| open == name, is_special) {
            self.close(depth);
        } else if is_formatting(name)
            && let Some(depth) = self.find(|open| open == name, is_scope)
        {
            self.open[depth].ends_with_content = true;
        }
    }
}

/// Positions fit: a page has at most [`super::MAX_PAGE_BYTES`], whose entities shrink when resolved
/// (but for a handful that grow by a byte).
fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX - 1)
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Elements that a page's head may hold.
fn is_metadata(name: &str) -> bool {
    matches!(
        name,
        "base"
            | "basefont"
            | "bgsound"
            | "link"
            | "meta"
            | "noscript"
            | "script"
            | "style"
            | "template"
            | "title"
    )
}

/// Elements in which something else begins, so that an end tag does not reach out of them.
fn is_scope(name: &str) -> bool {
    matches!(
        name,
        "table" | "td" | "th" | "caption" | "button" | "object" | "marquee" | "template" | "html"
    )
}

/// What an item's start tag does not reach across.
fn is_list_wall(name: &str) -> bool {
    is_special(name) && !matches!(name, "address" | "div" | "p" | "li" | "dt" | "dd")
}

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// Elements that end a paragraph.
pub(super) fn is_block(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "center"
                | "dd"
                | "details"
                | "dialog"
                | "dir"
                | "div"
                | "dl"
                | "dt"
                | "fieldset"
                | "figcaption"
                | "figure"
                | "footer"
                | "form"
                | "header"
                | "hgroup"
                | "hr"
                | "li"
                | "listing"
                | "main"
                | "menu"
                | "nav"
                | "ol"
                | "p"
                | "pre"
                | "search"
                | "section"
                | "summary"
                | "table"
                | "tbody"
                | "td"
                | "tfoot"
                | "th"
                | "thead"
                | "tr"
                | "ul"
        )
}

/// Elements that formatting does not reach across ("special" in HTML, section 13.2.4.2).
fn is_special(name: &str) -> bool {
    is_block(name)
        || is_scope(name)
        || matches!(
            name,
            "body" | "head" | "iframe" | "select" | "svg" | "math" | "noscript"
        )
}
