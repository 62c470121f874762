//! The lines of an element's text, and its content between two of them.

use super::{Element, build, is_without_text};
use crate::text::element::is_void;
use crate::text::html::{MAX_INPUT_BYTES, escape_text};

/// Bytes kept of one line.
const MAX_LINE_BYTES: usize = 300;

/// Text between two block borders or line breaks, white space folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The text, at most 300 bytes of it.
    pub text: String,
    /// Whether there was more of it.
    pub is_cut: bool,
    /// Whether all of it is in links and buttons.
    pub is_linked: bool,
    start: u32,
    end: u32,
}

impl Line {
    /// Whether its first word stands in an element.
    pub fn begins_in(&self, element: Element<'_>) -> bool {
        element.inner().contains(&self.start)
    }
}

impl<'a> Element<'a> {
    /// The lines in it that hold any text, without the elements (and all in them) that `leaves_out` names.
    ///
    /// The text is as unsafe as the page.
    pub fn lines(self, leaves_out: impl Fn(Element<'a>) -> bool) -> Vec<Line> {
        let mut lines = Lines::default();
        // The ends of the open blocks, and of the open links.
        let mut blocks: Vec<u32> = Vec::new();
        let mut links_end = 0;
        let end = self.node().end;
        let mut id = self.id + 1;
        while id < end {
            while blocks.last().is_some_and(|&end| end <= id) {
                blocks.pop();
                lines.end();
            }
            let element = Element { dom: self.dom, id };
            let node = element.node();
            if node.is_text() {
                lines.add(self.dom.str(node.content), id, id < links_end);
            } else if is_without_text(element.tag()) || leaves_out(element) {
                id = node.end;
                continue;
            } else if matches!(element.tag(), "br" | "hr") {
                lines.end();
            } else if build::is_block(element.tag()) {
                lines.end();
                blocks.push(node.end);
            } else if matches!(element.tag(), "a" | "button" | "label") {
                links_end = links_end.max(node.end);
            }
            id += 1;
        }
        lines.end();
        lines.found
    }

    /// Its content as [`Element::inner_html`], but without what stands up to the line `after` and from the
    /// line `before` on.
    pub fn inner_html_between(
        self,
        after: Option<&Line>,
        before: Option<&Line>,
        leaves_out: impl Fn(Element<'a>) -> bool,
    ) -> String {
        let from = after.map_or(0, |line| line.end);
        let to = before.map_or(u32::MAX, |line| line.start);
        let mut html = String::new();
        let mut open: Vec<u32> = Vec::new();
        let mut id = self.id + 1;
        let mut is_begun = from == 0;
        while id < self.node().end.min(to) && html.len() < MAX_INPUT_BYTES {
            self.close_until(&mut html, &mut open, id);
            let element = Element { dom: self.dom, id };
            let node = element.node();
            let is_break = !is_begun && matches!(element.tag(), "br" | "hr");
            if node.end <= from || is_break {
                id = node.end;
                continue;
            }
            if node.is_text() {
                is_begun = true;
                escape_text(&mut html, self.dom.str(node.content));
            } else if is_without_text(element.tag()) || leaves_out(element) {
                id = node.end;
                continue;
            } else {
                is_begun |= id >= from && !build::is_block(element.tag());
                element.write_start_tag(&mut html);
                if !is_void(element.tag()) {
                    open.push(id);
                }
            }
            id += 1;
        }
        self.close_until(&mut html, &mut open, u32::MAX);
        html
    }
}

/// Lines being put together.
#[derive(Default)]
struct Lines {
    found: Vec<Line>,
    line: Line,
    needs_blank: bool,
}

impl Lines {
    fn add(&mut self, text: &str, id: u32, is_linked: bool) {
        self.needs_blank |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.line.text.is_empty() && !self.line.is_cut {
                self.line.start = id;
                self.line.is_linked = true;
            } else if self.needs_blank && !self.line.is_cut {
                self.line.text.push(' ');
            }
            self.line.end = id + 1;
            // Signs between links are none.
            self.line.is_linked &= is_linked || !word.contains(char::is_alphanumeric);
            self.line.is_cut |= self.line.text.len() + word.len() > MAX_LINE_BYTES;
            if !self.line.is_cut {
                self.line.text.push_str(word);
            }
            self.needs_blank = true;
        }
        self.needs_blank =
            text.ends_with(char::is_whitespace) || (self.needs_blank && text.trim().is_empty());
    }

    fn end(&mut self) {
        self.needs_blank = false;
        if !self.line.text.is_empty() || self.line.is_cut {
            self.found.push(std::mem::take(&mut self.line));
        }
    }
}
