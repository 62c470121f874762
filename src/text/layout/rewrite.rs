//! Gated HTML to the HTML that is laid out.
//!
//! Formatting is flat: each run of text stands in tags of its own, so nothing can cross. What html2text
//! has no place for (link numbers, pictures, rules, lines of code) becomes a link whose address is a
//! code, see [`Note`].

mod code;
mod links;
mod raised;
mod tables;

use std::collections::HashMap;

use self::code::language;
use self::links::OpenLink;
use self::raised::{subscript, superscript};
use self::tables::Table;
use super::decorate::Note;
use super::graphemes::Graphemes;
use super::markers::{Markers, markers};
use super::table::{Shape, shapes};
use super::{Glyphs, Link, Mark, Span};
use crate::model::safe::GatedHtml;
use crate::text::addresses::{addresses, with_scheme};
use crate::text::html::{escape_text, web_address};
use crate::text::markup::{Attributes, Piece, Pieces, pieces, unescape};
use crate::text::wrap;

/// Bytes kept of a link's text.
const MAX_LINK_TEXT_BYTES: usize = 1_000;

/// Where a word may be broken; html2text leaves it out of the lines.
const BREAK: char = '\u{200b}';

/// Holds a number to its link.
const GLUE: char = '\u{a0}';

/// The result.
#[derive(Default)]
pub(super) struct Rewritten {
    pub(super) html: String,
    pub(super) links: Vec<Link>,
    pub(super) images: Vec<Link>,
    /// The lines of preformatted text, each in its pieces.
    pub(super) code: Vec<Vec<Span>>,
    pub(super) graphemes: Graphemes,
    pub(super) markers: Markers,
}

pub(super) fn rewrite(html: &GatedHtml, width: usize, glyphs: Glyphs) -> Rewritten {
    let mut rewriter = Rewriter {
        out: Rewritten {
            markers: markers(html),
            ..Rewritten::default()
        },
        ordered_lists: 0,
        width,
        glyphs,
        shapes: shapes(html, width).into_iter(),
        tables: Vec::new(),
        style: Style::default(),
        link: None,
        indices: HashMap::new(),
        numbers: HashMap::new(),
        code_line: None,
        code_start: 0,
        language: None,
        items: vec![0],
        at_item_start: false,
        paragraph_is_division: false,
    };
    rewriter.out.html.reserve(html.as_str().len() * 2);
    let mut rest = pieces(html);
    while let Some(piece) = rest.next() {
        match piece {
            Piece::Start(name @ ("sup" | "sub"), _) => rewriter.raised(name, &mut rest),
            Piece::Start(name, attributes) => rewriter.start(name, attributes),
            Piece::End(name) => rewriter.end(name),
            Piece::Text(text) => rewriter.text(&unescape(text)),
        }
        rewriter.at_item_start = matches!(piece, Piece::Start("li" | "dd" | "td" | "th", _));
    }
    rewriter.out
}

struct Rewriter {
    out: Rewritten,
    width: usize,
    glyphs: Glyphs,
    shapes: std::vec::IntoIter<Shape>,
    tables: Vec<Table>,
    style: Style,
    link: Option<OpenLink>,
    /// The index of each address among the links.
    indices: HashMap<String, u16>,
    /// The number of each link that is no picture.
    numbers: HashMap<u16, usize>,
    /// The line of preformatted text that is being read.
    code_line: Option<Vec<Span>>,
    /// The first line of the preformatted text that is being read, and the language that it is in.
    code_start: usize,
    language: Option<String>,
    /// Ordered lists that have begun.
    ordered_lists: usize,
    /// The open items (of lists and tables), outside of quotations and in each of them.
    items: Vec<usize>,
    /// Directly behind an item's start tag, where a paragraph needs no line of its own.
    at_item_start: bool,
    /// The paragraph that began last was written as a division.
    paragraph_is_division: bool,
}

/// How many of each are open.
#[derive(Default)]
struct Style {
    strong: u8,
    emphasis: u8,
    strike: u8,
    code: u8,
}

impl Style {
    fn level(&mut self, name: &str) -> Option<&mut u8> {
        match name {
            "strong" | "th" => Some(&mut self.strong),
            "em" | "caption" => Some(&mut self.emphasis),
            "s" => Some(&mut self.strike),
            "code" => Some(&mut self.code),
            _ => None,
        }
    }
}

impl Rewriter {
    fn start(&mut self, name: &str, attributes: Attributes<'_>) {
        if let Some(level) = self.style.level(name) {
            *level = level.saturating_add(1);
        }
        if let Some(items) = self.items_with(name) {
            *items += 1;
        }
        match name {
            "table" => self.start_table(),
            "caption" => self.out.html.push_str("<p>"),
            "tr" => self.start_row(),
            "td" | "th" => self.start_cell(name, attributes),
            "a" => {
                if let Some(address) = attributes.get("href") {
                    self.start_link(&address, false);
                }
            }
            "img" => self.image(attributes),
            "br" => self.out.html.push_str("<br>"),
            "hr" => {
                self.out.html.push_str("<p>");
                self.note("-", Note::Rule);
                self.out.html.push_str("</p>");
            }
            "ul" | "ol" | "blockquote" => self.start_nesting(name),
            "pre" => {
                self.out.html.push_str("<p>");
                self.code_line = Some(Vec::new());
                self.code_start = self.out.code.len();
                self.language = language(attributes);
            }
            "code" if self.code_line.is_some() => {
                self.language = language(attributes).or(self.language.take());
            }
            // Items that hold paragraphs look like those that do not, until a second one follows.
            "p" => {
                self.paragraph_is_division = self.at_item_start;
                self.tag("<", if self.at_item_start { "div" } else { "p" });
            }
            "div" | "li" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.tag("<", name);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(level) = self.style.level(name) {
            *level = level.saturating_sub(1);
        }
        if let Some(items) = self.items_with(name) {
            *items = items.saturating_sub(1);
        }
        match name {
            "table" => self.end_table(),
            "caption" => self.out.html.push_str("</p>"),
            "tr" => self.end_row(),
            "td" | "th" => self.end_cell(name),
            "a" => self.end_link(),
            "pre" => {
                self.end_code_line();
                self.code_line = None;
                self.highlight();
                self.out.html.push_str("</p>");
            }
            // No block stands inside a paragraph, so the last one that began is the one that ends.
            "p" => self.tag(
                "</",
                if self.paragraph_is_division {
                    "div"
                } else {
                    "p"
                },
            ),
            "ul" | "ol" | "blockquote" => self.end_nesting(name),
            "div" | "li" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.tag("</", name)
            }
            _ => {}
        }
    }

    /// The count that an item's tag changes.
    fn items_with(&mut self, name: &str) -> Option<&mut usize> {
        match name {
            "li" | "dd" | "td" | "th" => self.items.last_mut(),
            _ => None,
        }
    }

    fn start_nesting(&mut self, name: &str) {
        if name == "blockquote" {
            self.items.push(0);
            return self.tag("<", name);
        }
        self.part_list();
        if name == "ul" {
            return self.tag("<", name);
        }
        let start = self.out.markers.starts.get(self.ordered_lists);
        let start = start.copied().unwrap_or_default();
        self.ordered_lists += 1;
        self.out.html.push_str(&format!("<ol start=\"{start}\">"));
    }

    fn end_nesting(&mut self, name: &str) {
        self.tag("</", name);
        match name {
            "blockquote" => drop(self.items.pop()),
            _ => self.part_list(),
        }
    }

    /// Sets a list apart from what is around it, unless that is an item. html2text does so with
    /// paragraphs only, so it gets one, of which no line is kept.
    fn part_list(&mut self) {
        if self.items.last().is_none_or(|&items| items == 0) {
            self.out.html.push_str("<p>");
            self.note("-", Note::Gap);
            self.out.html.push_str("</p>");
        }
    }

    fn tag(&mut self, start: &str, name: &str) {
        self.out.html.push_str(start);
        self.out.html.push_str(name);
        self.out.html.push('>');
    }

    /// Text with its marks; addresses that stand bare in it are links.
    fn text(&mut self, text: &str) {
        if self.link.is_some() {
            return self.marked_text(text);
        }
        let mut written = 0;
        for place in addresses(text) {
            let address = &text[place.clone()];
            let Some(url) = web_address(&with_scheme(address)) else {
                continue;
            };
            self.marked_text(&text[written..place.start]);
            self.start_link(url.as_str(), true);
            self.marked_text(address);
            self.end_link();
            written = place.end;
        }
        self.marked_text(&text[written..]);
    }

    fn marked_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(link) = &mut self.link
            && link.text.len() < MAX_LINK_TEXT_BYTES
        {
            link.text.push_str(text);
        }
        if self.code_line.is_some() {
            return self.code(text);
        }
        if text.chars().all(|c| c == ' ') {
            // A link or a format around a blank would be left out with it.
            return self.out.html.push_str(text);
        }
        let words = self.words(text);
        if self.link.is_some() {
            return self.note_html(&words, Note::Marked(self.mark()));
        }
        let mark = self.mark();
        let tags = [
            (mark.strong, "strong"),
            (mark.emphasis, "em"),
            (mark.strike, "s"),
            (mark.code, "code"),
        ];
        for (_, name) in tags.iter().filter(|(is_set, _)| *is_set) {
            self.tag("<", name);
        }
        self.out.html.push_str(&words);
        for (_, name) in tags.iter().rev().filter(|(is_set, _)| *is_set) {
            self.tag("</", name);
        }
    }

    fn mark(&self) -> Mark {
        Mark {
            strong: self.style.strong > 0,
            emphasis: self.style.emphasis > 0,
            strike: self.style.strike > 0,
            code: self.style.code > 0 && self.code_line.is_none(),
            link: self.link.as_ref().map(|link| link.index),
            ..Mark::default()
        }
    }

    /// Text as HTML, with places to break long words and stand-ins for odd graphemes.
    fn words(&mut self, text: &str) -> String {
        let mut html = String::with_capacity(text.len() + text.len() / 8);
        let mut word = String::new();
        for (number, run) in text.split(' ').enumerate() {
            if number > 0 {
                html.push(' ');
            }
            let pieces = wrap::pieces(run, self.width);
            for (number, piece) in pieces.into_iter().enumerate() {
                if number > 0 {
                    html.push(BREAK);
                }
                word.clear();
                self.out.graphemes.encode(piece, &mut word);
                escape_text(&mut html, &word);
            }
        }
        html
    }

    /// Writes plain ASCII under a note.
    fn note(&mut self, text: &str, note: Note) {
        self.note_html(text, note);
    }

    fn note_html(&mut self, html: &str, note: Note) {
        self.out.html.push_str("<a href=\"");
        self.out.html.push_str(&note.to_address());
        self.out.html.push_str("\">");
        self.out.html.push_str(html);
        self.out.html.push_str("</a>");
    }

    /// Superscripts and subscripts: in characters where there are some, else with a sign.
    fn raised(&mut self, name: &str, rest: &mut Pieces<'_>) {
        let mut ahead = rest.clone();
        let (Some(Piece::Text(text)), Some(Piece::End(end))) = (ahead.next(), ahead.next()) else {
            return;
        };
        if end != name {
            return;
        }
        *rest = ahead;
        let text = unescape(text);
        match name {
            "sup" => self.text(&superscript(text.trim(), self.glyphs)),
            _ => self.text(&subscript(text.trim(), self.glyphs)),
        }
    }
}
