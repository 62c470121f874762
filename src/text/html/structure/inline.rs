//! Formatting and links inside a line.

use std::mem::take;

use super::{Gate, attribute};
use crate::text::element::Kind;
use crate::text::html::MAX_DEPTH;
use crate::text::tokens::Attributes;

impl Gate<'_> {
    pub(super) fn start_inline(&mut self, name: &'static str, attributes: Attributes<'_>) {
        if let Some(at) = self.open_inline(name) {
            if name != "a" {
                self.open[at].swallowed += 1;
                return;
            }
            self.end_inline(name);
        }
        let mut tag = take(&mut self.tag);
        let is_written = if name == "a" {
            self.carried_link = None;
            attribute::link_tag(&mut tag, attributes, self.base).is_some()
        } else {
            attribute::start_tag(&mut tag, name, attributes, self.base);
            true
        };
        if is_written && self.open.len() < MAX_DEPTH {
            self.prepare_for_flow();
            self.push(name, Kind::Inline, &tag);
        }
        self.tag = tag;
    }

    pub(super) fn end_inline(&mut self, name: &str) {
        if let Some(at) = self.open_inline(name) {
            if self.open[at].swallowed > 0 {
                self.open[at].swallowed -= 1;
                return;
            }
            while self.open.len() > at {
                self.pop();
            }
        }
        if name == "a" {
            self.carried_link = None;
        }
    }

    /// The formatting element of this name that is open inside the innermost block.
    fn open_inline(&self, name: &str) -> Option<usize> {
        self.find_open(
            |open| open.kind == Kind::Inline && open.name == name,
            |kind| kind != Kind::Inline,
        )
    }
}
