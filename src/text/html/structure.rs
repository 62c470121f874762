//! Which elements are open, and what a tag does to them.

mod hidden;
mod inline;
mod math;
mod objects;

use std::mem::take;

use url::Url;

use self::hidden::Hidden;
pub(super) use self::math::bare_tex;
use self::objects::Dropped;
use super::attribute;
use super::writer::{Writer, is_blank};
use super::{MAX_DEPTH, MAX_ELEMENTS, MAX_NESTING};
use crate::model::safe::{is_unsafe, meant_by_c1};
use crate::text::element::{Kind, Role, role};
use crate::text::tokens::{Attributes, TokenTarget};

/// Depth kept free below lists and tables, for the item or the row and cell that text needs there.
const SPARE_DEPTH: usize = 4;

/// The gate at work.
pub(super) struct Gate<'a> {
    base: Option<&'a Url>,
    out: Writer,
    open: Vec<Open>,
    /// Elements written so far.
    elements: usize,
    /// How many of the open elements move their content to the right.
    nesting: usize,
    /// Start tags of blocks left out because of the depth, whose end tags must not close others.
    too_deep: u32,
    /// The same for nesting.
    too_nested: u32,
    /// Being left out with its content: its name, and how many of that name are open.
    dropped: Option<Dropped>,
    /// Being passed over because it is hidden.
    hidden: Option<Hidden>,
    /// Whether something was.
    has_hidden: bool,
    shows_hidden: bool,
    /// A link that was opened around a block, to be opened again inside it.
    carried_link: Option<String>,
    /// The address of the last picture, while nothing else was written. Pages that load pictures late
    /// repeat each in a `<noscript>`.
    last_picture: Option<String>,
    /// What the open `<picture>` offers.
    picture_source: Option<String>,
    /// The start tag that is being written.
    tag: String,
}

/// An element that was written and not yet closed.
struct Open {
    name: &'static str,
    kind: Kind,
    /// Where its start tag begins and ends in the output.
    start: usize,
    content: usize,
    /// Whether a block began or ended directly before it.
    after_boundary: bool,
    /// Start tags inside it that were left out, whose end tags must not close others.
    swallowed: u32,
}

impl<'a> Gate<'a> {
    pub(super) fn new(base: Option<&'a Url>, input_bytes: usize) -> Self {
        Self {
            base,
            out: Writer::new(input_bytes),
            open: Vec::new(),
            elements: 0,
            nesting: 0,
            too_deep: 0,
            too_nested: 0,
            dropped: None,
            hidden: None,
            has_hidden: false,
            shows_hidden: false,
            carried_link: None,
            last_picture: None,
            picture_source: None,
            tag: String::new(),
        }
    }

    /// Keeps what is hidden.
    pub(super) fn showing_hidden(self) -> Self {
        Self {
            shows_hidden: true,
            ..self
        }
    }

    /// Whether something hidden was left out.
    pub(super) fn has_hidden(&self) -> bool {
        self.has_hidden
    }

    /// Closes everything and returns the HTML.
    pub(super) fn finish(mut self) -> String {
        if self.dropped.is_some() {
            self.end_dropped();
        }
        while !self.open.is_empty() {
            self.close_innermost_block();
        }
        self.close_inline();
        self.out.into_html()
    }

    /// The place of the innermost open block.
    fn innermost_block(&self) -> Option<usize> {
        self.open.iter().rposition(|open| open.kind != Kind::Inline)
    }

    /// The innermost open block's kind.
    fn context(&self) -> Option<Kind> {
        self.innermost_block().map(|at| self.open[at].kind)
    }

    /// The innermost open element that `is_wanted`, unless one that `is_wall` stands before it.
    fn find_open(
        &self,
        is_wanted: impl Fn(&Open) -> bool,
        is_wall: impl Fn(Kind) -> bool,
    ) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if is_wanted(open) {
                return Some(at);
            }
            if is_wall(open.kind) {
                return None;
            }
        }
        None
    }

    /// Writes a start tag and remembers it. Returns whether there was room.
    fn push(&mut self, name: &'static str, kind: Kind, tag: &str) -> bool {
        if self.elements >= MAX_ELEMENTS {
            self.out.fill();
        }
        let start = self.out.len();
        let after_boundary = self.out.at_boundary();
        if !self.out.start_tag(tag) {
            return false;
        }
        self.elements += 1;
        if kind != Kind::Inline {
            self.out.boundary();
        }
        if kind.is_nesting() {
            self.nesting += 1;
        }
        self.open.push(Open {
            name,
            kind,
            start,
            content: self.out.len(),
            after_boundary,
            swallowed: 0,
        });
        true
    }

    /// Closes the innermost element. One without content is taken back, unless it keeps two texts
    /// apart.
    fn pop(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if open.kind == Kind::Preformatted {
            self.out.trim_lines();
        }
        let is_empty = self.out.len() == open.content;
        let is_inline = open.kind == Kind::Inline;
        if is_empty && open.kind.may_vanish() && (is_inline || open.after_boundary) {
            if open.name == "a" {
                self.carried_link = Some(self.out.since(open.start).to_owned());
            }
            self.out.take_back(open.start);
        } else {
            self.out.end_tag(open.name);
        }
        if !is_inline {
            self.out.boundary();
            self.too_deep = 0;
        }
        if open.kind.is_nesting() {
            self.nesting -= 1;
            self.too_nested = 0;
        }
    }

    /// Closes the formatting inside the innermost block.
    fn close_inline(&mut self) {
        let is_preformatted = self.context() == Some(Kind::Preformatted);
        loop {
            if !is_preformatted {
                self.out.trim();
            }
            match self.open.last() {
                Some(open) if open.kind == Kind::Inline => self.pop(),
                _ => return,
            }
        }
    }

    fn close_innermost_block(&mut self) {
        self.close_inline();
        self.pop();
    }

    /// Closes everything inside the element at `depth`, and itself if `and_itself`.
    fn close_to(&mut self, depth: usize, and_itself: bool) {
        let kept = if and_itself { depth } else { depth + 1 };
        self.close_inline();
        while self.open.len() > kept {
            self.pop();
        }
    }

    /// Opens what text needs where only items, rows or cells may stand.
    fn prepare_for_flow(&mut self) {
        loop {
            let is_open = match self.context() {
                Some(Kind::List) => self.push("li", Kind::Item, "<li>"),
                Some(Kind::Descriptions) => self.push("dd", Kind::Description, "<dd>"),
                Some(Kind::Table) => self.push("tr", Kind::Row, "<tr>"),
                Some(Kind::Row) => self.push("td", Kind::Cell, "<td>"),
                _ => return,
            };
            if !is_open {
                return;
            }
        }
    }

    /// Prepares for something that stands in a line.
    fn prepare_for_line(&mut self) {
        self.prepare_for_flow();
        if let Some(tag) = self.carried_link.take()
            && self.open.len() < MAX_DEPTH
        {
            self.push("a", Kind::Inline, &tag);
        }
    }

    fn start_block(&mut self, name: &'static str, kind: Kind, attributes: Attributes<'_>) {
        if self.is_swallowed(kind) {
            return;
        }
        self.close_inline();
        if matches!(
            self.context(),
            Some(Kind::Paragraph | Kind::Heading | Kind::Preformatted)
        ) {
            self.close_innermost_block();
        }
        if !self.make_place(kind) {
            return;
        }
        if kind.is_nesting() && self.nesting >= MAX_NESTING {
            self.too_nested += 1;
            return;
        }
        let spare = if kind.holds_text() { 0 } else { SPARE_DEPTH };
        if self.open.len() + spare >= MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        let mut tag = take(&mut self.tag);
        attribute::start_tag(&mut tag, name, attributes, self.base);
        self.push(name, kind, &tag);
        self.tag = tag;
    }

    /// Whether a block's tag is left out because of what it would stand in: preformatted text and
    /// headings hold no blocks, lists directly in lists are one list.
    fn is_swallowed(&mut self, kind: Kind) -> bool {
        if kind == Kind::List && self.context() == Some(Kind::List) && self.reopen_item() {
            return false;
        }
        let Some(at) = self.innermost_block() else {
            return false;
        };
        let is_swallowed = match self.open[at].kind {
            Kind::Preformatted => !matches!(kind, Kind::Heading | Kind::Quote),
            Kind::Heading => matches!(kind, Kind::Paragraph | Kind::Division),
            Kind::List => kind == Kind::List,
            Kind::Descriptions => kind == Kind::Division,
            _ => false,
        };
        if is_swallowed {
            self.open[at].swallowed += 1;
            match self.open[at].kind {
                Kind::Preformatted => self.out.preformatted_boundary(),
                _ => self.out.blank(),
            }
        }
        is_swallowed
    }

    /// Opens the item again that was closed last: a list directly in a list belongs to the item before it.
    /// Returns whether there is one.
    fn reopen_item(&mut self) -> bool {
        let end = self.out.len();
        if !self.out.since(0).ends_with("</li>") || self.open.len() + SPARE_DEPTH >= MAX_DEPTH {
            return false;
        }
        self.out.take_back(end - "</li>".len());
        self.open.push(Open {
            name: "li",
            kind: Kind::Item,
            start: 0,
            // There is something in it.
            content: 0,
            after_boundary: true,
            swallowed: 0,
        });
        true
    }

    /// Closes and opens what must be for a block of this kind. Returns whether it has a place.
    fn make_place(&mut self, kind: Kind) -> bool {
        let is_wall = |kind| matches!(kind, Kind::Cell | Kind::Caption | Kind::Quote);
        match kind {
            Kind::Item => match self.find_open(|open| open.kind == Kind::List, is_wall) {
                Some(list) => self.close_to(list, false),
                None => return self.start_implied("ul", Kind::List, "<ul>"),
            },
            Kind::Description => {
                match self.find_open(|open| open.kind == Kind::Descriptions, is_wall) {
                    Some(list) => self.close_to(list, false),
                    None => return self.start_implied("dl", Kind::Descriptions, "<dl>"),
                }
            }
            Kind::Row | Kind::Cell | Kind::Caption => return self.make_place_in_table(kind),
            _ => self.prepare_for_flow(),
        }
        true
    }

    fn make_place_in_table(&mut self, kind: Kind) -> bool {
        let Some(table) = self.find_open(|open| open.kind == Kind::Table, |_| false) else {
            self.out.blank();
            return false;
        };
        if kind == Kind::Cell {
            match self.find_open(|open| open.kind == Kind::Row, |kind| kind == Kind::Table) {
                Some(row) => self.close_to(row, false),
                None => {
                    self.close_to(table, false);
                    return self.push("tr", Kind::Row, "<tr>");
                }
            }
        } else {
            self.close_to(table, false);
        }
        // A caption comes first in its table; elsewhere its text is a row.
        kind != Kind::Caption || self.out.len() == self.open[table].content
    }

    /// Opens the list that an item outside of any list lacks.
    fn start_implied(&mut self, name: &'static str, kind: Kind, tag: &str) -> bool {
        self.prepare_for_flow();
        if self.nesting >= MAX_NESTING || self.open.len() + SPARE_DEPTH >= MAX_DEPTH {
            self.too_deep += 1;
            return false;
        }
        self.push(name, kind, tag)
    }

    fn end_block(&mut self, name: &str, kind: Kind) {
        if self.end_swallowed(name, kind) {
            return;
        }
        let is_wanted = |open: &Open| match kind {
            Kind::Heading => open.kind == Kind::Heading,
            _ => open.name == name,
        };
        let is_wall = |wall: Kind| match kind {
            Kind::Table => false,
            Kind::Row | Kind::Cell | Kind::Caption => wall == Kind::Table,
            Kind::Item => matches!(wall, Kind::List | Kind::Cell | Kind::Quote),
            _ => matches!(wall, Kind::Cell | Kind::Caption),
        };
        if let Some(at) = self.find_open(is_wanted, is_wall) {
            self.close_to(at, true);
        }
    }

    /// Whether an end tag belongs to a start tag that was left out.
    fn end_swallowed(&mut self, name: &str, kind: Kind) -> bool {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return true;
        }
        if kind.is_nesting() && self.too_nested > 0 {
            self.too_nested -= 1;
            return true;
        }
        let at = match kind {
            Kind::List => self.find_open(
                |open| open.kind == Kind::List,
                |kind| matches!(kind, Kind::Cell | Kind::Caption | Kind::Quote),
            ),
            _ => self.innermost_block(),
        };
        let Some(at) = at.filter(|&at| self.open[at].swallowed > 0) else {
            return false;
        };
        let is_swallowed = match self.open[at].kind {
            Kind::Preformatted => name != "pre" && !matches!(kind, Kind::Heading | Kind::Quote),
            Kind::Heading => matches!(kind, Kind::Paragraph | Kind::Division),
            Kind::List => kind == Kind::List,
            Kind::Descriptions => kind == Kind::Division,
            _ => false,
        };
        if is_swallowed {
            self.open[at].swallowed -= 1;
            match self.open[at].kind {
                Kind::Preformatted => self.out.preformatted_boundary(),
                Kind::List => self.close_to(at, false),
                _ => self.out.blank(),
            }
        }
        is_swallowed
    }

    fn row_group(&mut self) {
        if self.context() == Some(Kind::Preformatted) {
            return;
        }
        if let Some(table) = self.find_open(|open| open.kind == Kind::Table, |_| false) {
            self.close_to(table, false);
        }
    }

    fn write_preformatted(&mut self, text: &str) {
        let is_at_start = self.innermost_block().is_some_and(|pre| {
            // Only start tags of formatting stand between the start of the block and here.
            let innermost = self.open.last().map_or(0, |open| open.content);
            self.out.len() == innermost
                && self.open[pre..]
                    .windows(2)
                    .all(|pair| pair[0].content == pair[1].start)
        });
        self.out.preformatted(text, is_at_start);
    }
}

impl TokenTarget for Gate<'_> {
    fn start(&mut self, name: &str, attributes: Attributes<'_>, self_closing: bool) {
        if self.out.is_full() {
            return;
        }
        if self.dropped.is_some() {
            return self.start_inside_dropped(name, attributes, self_closing);
        }
        if self.hidden.is_some() && !self.start_inside_hidden(name, self_closing) {
            return;
        }
        if !self.shows_hidden && hidden::is_hidden(name, attributes) {
            return self.start_hidden(name, self_closing);
        }
        match role(name) {
            Some(Role::Block(element, kind)) => {
                self.start_block(element, kind, attributes);
                if self_closing {
                    self.end_block(element, kind);
                }
            }
            Some(Role::Inline("a")) if self_closing => self.end_inline("a"),
            Some(Role::Inline(_)) if self_closing => {}
            Some(Role::Inline(element)) => self.start_inline(element, attributes),
            Some(Role::Break) => self.line_break(),
            Some(Role::Rule) => self.rule(),
            Some(Role::Image) => self.picture(attributes),
            Some(Role::Quotation) => self.text("“"),
            Some(Role::RowGroup) => self.row_group(),
            Some(Role::Embed | Role::Dropped) => self.start_dropped(name, attributes, self_closing),
            None if name == "source" && self.picture_source.is_none() => {
                let source = attributes
                    .get("srcset")
                    .and_then(attribute::first_candidate);
                self.picture_source = source.map(str::to_owned);
            }
            None if name == "picture" => self.picture_source = None,
            None if name == "input" => self.input(attributes),
            None => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.out.is_full() {
            return;
        }
        if let Some(dropped) = &mut self.dropped {
            if dropped.name == name {
                dropped.depth -= 1;
                if dropped.depth == 0 {
                    self.end_dropped();
                }
            } else if let Some(formula) = &mut dropped.formula {
                formula.end(name);
            }
            return;
        }
        if self.hidden.is_some() && !self.end_inside_hidden(name) {
            return;
        }
        match role(name) {
            Some(Role::Block(element, kind)) => self.end_block(element, kind),
            Some(Role::Inline(element)) => self.end_inline(element),
            Some(Role::Break) => self.line_break(),
            Some(Role::Quotation) => self.text("”"),
            Some(Role::RowGroup) => self.row_group(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(dropped) = &mut self.dropped {
            if let Some(formula) = &mut dropped.formula {
                formula.text(text);
            }
            return;
        }
        if self.out.is_full() || self.hidden.is_some() {
            return;
        }
        if self.context() == Some(Kind::Preformatted) {
            if self.carried_link.is_some() && !is_invisible(text) {
                self.prepare_for_line();
            }
            return self.write_preformatted(text);
        }
        if !is_invisible(text) {
            self.prepare_for_line();
            self.last_picture = None;
        } else if self.context().is_some_and(|kind| !kind.holds_text()) {
            return;
        }
        self.out.text(text);
    }
}

/// Whether nothing of a text is left after the gate but blanks.
fn is_invisible(text: &str) -> bool {
    let is_lost = |c| is_unsafe(c) && meant_by_c1(c).is_none();
    text.chars().all(|c| is_blank(c) || is_lost(c))
}
