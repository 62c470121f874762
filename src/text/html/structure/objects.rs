//! What has no content of its own: breaks, rules, pictures, and what is left out with its content.

use url::Url;

use super::Gate;
use super::math::{Formula, bare_tex};
use crate::text::element::{Kind, Role, is_void, role};
use crate::text::html::attribute::{self, Picture};
use crate::text::html::writer::escape_value;
use crate::text::html::{MAX_DEPTH, MAX_ELEMENTS};
use crate::text::tokens::{Attributes, TokenTarget};

/// An element that is being left out with its content.
pub(super) struct Dropped {
    pub(super) name: String,
    pub(super) depth: u32,
    /// Where what is embedded can be found.
    pub(super) address: Option<Url>,
    /// What of it can be read.
    pub(super) formula: Option<Formula>,
}

impl Gate<'_> {
    /// Counts an element without content against the limit. Returns whether it may be written.
    pub(super) fn count_void(&mut self) -> bool {
        if self.elements >= MAX_ELEMENTS {
            self.out.fill();
            return false;
        }
        self.elements += 1;
        true
    }

    pub(super) fn line_break(&mut self) {
        match self.context() {
            Some(Kind::Preformatted) => self.write_preformatted("\n"),
            Some(kind) if !kind.holds_text() => {}
            Some(Kind::Heading) => self.out.blank(),
            _ if self.elements >= MAX_ELEMENTS => self.out.fill(),
            _ => self.elements += usize::from(self.out.line_break()),
        }
    }

    pub(super) fn rule(&mut self) {
        if self.context() == Some(Kind::Preformatted) {
            return self.out.preformatted_boundary();
        }
        self.close_inline();
        if matches!(self.context(), Some(Kind::Paragraph | Kind::Heading)) {
            self.close_innermost_block();
        }
        self.prepare_for_flow();
        // Two rules in a row are one.
        if !self.out.since(0).ends_with("<hr>") && self.count_void() && self.out.start_tag("<hr>") {
            self.out.boundary();
        }
    }

    pub(super) fn picture(&mut self, attributes: Attributes<'_>) {
        let source = self.picture_source.take();
        match attribute::picture(attributes, source.as_deref(), self.base) {
            Picture::Nothing => {}
            Picture::Text(alt) => self.text(&alt),
            Picture::Tag(_, source) if self.last_picture.as_ref() == Some(&source) => {}
            Picture::Tag(tag, source) => {
                self.prepare_for_line();
                if self.count_void() {
                    self.out.object(&tag);
                    self.last_picture = Some(source);
                }
            }
        }
    }

    /// What is ticked or chosen is told by a mark; all other fields are for filling in.
    pub(super) fn input(&mut self, attributes: Attributes<'_>) {
        let kind = attributes.get("type").unwrap_or_default();
        let is_checked = attributes.get("checked").is_some();
        let marks = match kind.trim().to_ascii_lowercase().as_str() {
            "checkbox" => ["[ ] ", "[x] "],
            "radio" => ["( ) ", "(x) "],
            _ => return,
        };
        self.text(marks[usize::from(is_checked)]);
    }

    /// Begins to leave an element out with its content.
    pub(super) fn start_dropped(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        self_closing: bool,
    ) {
        let address = match role(name) {
            Some(Role::Embed) => attribute::embedded(name, attributes, self.base),
            _ => None,
        };
        let stated = attributes.get("alttext").map(bare_tex);
        let stated = stated.filter(|formula| name == "math" && !formula.is_empty());
        if let Some(formula) = stated {
            self.text(formula);
        }
        let is_tex = |kind: &str| kind.trim_start().starts_with("math/tex");
        let formula = match name {
            "math" if stated.is_none() => Some(Formula::default()),
            "script" if attributes.get("type").is_some_and(is_tex) => Some(Formula::tex()),
            _ => None,
        };
        self.dropped = Some(Dropped {
            name: name.to_owned(),
            depth: 1,
            address,
            formula,
        });
        if self_closing || is_void(name) {
            self.end_dropped();
        }
    }

    /// Follows tags inside something left out.
    pub(super) fn start_inside_dropped(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        self_closing: bool,
    ) {
        let base = self.base;
        let Some(dropped) = &mut self.dropped else {
            return;
        };
        if dropped.name == name && !self_closing {
            dropped.depth = dropped.depth.saturating_add(1);
        }
        if let Some(formula) = &mut dropped.formula {
            formula.start(name, attributes.get("encoding"), self_closing);
        }
        let may_play = matches!(&*dropped.name, "video" | "audio" | "object");
        if may_play && dropped.address.is_none() && matches!(name, "source" | "embed" | "iframe") {
            dropped.address = attribute::embedded(name, attributes, base);
        }
    }

    /// Ends what was left out; something embedded leaves a link.
    pub(super) fn end_dropped(&mut self) {
        let Some(dropped) = self.dropped.take() else {
            return;
        };
        if let Some(formula) = dropped.formula {
            self.text(&formula.finish());
        }
        let Some(url) = dropped.address else {
            return;
        };
        if self.open.len() >= MAX_DEPTH {
            return;
        }
        self.end_inline("a");
        self.prepare_for_flow();
        let mut tag = "<a href=\"".to_owned();
        escape_value(&mut tag, url.as_str());
        tag.push_str("\">");
        self.out.blank();
        if self.push("a", Kind::Inline, &tag) {
            self.text(&attribute::embed_label(&dropped.name, &url));
            self.end_inline("a");
            self.out.blank();
        }
    }
}
