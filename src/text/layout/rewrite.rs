//! Gated HTML to the HTML that is laid out.
//!
//! Formatting is flat: each run of text stands in tags of its own, so nothing can cross. What html2text
//! has no place for (link numbers, pictures, rules, lines of code) becomes a link whose address is a
//! code, see [`Note`].

mod raised;
mod tables;

use std::collections::HashMap;

use self::raised::{subscript, superscript};
use self::tables::Table;
use super::decorate::Note;
use super::graphemes::Graphemes;
use super::markers::{Markers, markers};
use super::table::{Shape, shapes};
use super::{Glyphs, Link, Mark, Span, Syntax};
use crate::model::safe::{GatedHtml, SafeText};
use crate::text::highlight::highlight;
use crate::text::html::escape_text;
use crate::text::markup::{Attributes, Piece, Pieces, picture_text, pieces, unescape};
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
    numbers: HashMap<String, u16>,
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

struct OpenLink {
    index: u16,
    text: String,
    has_image: bool,
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
            "a" => self.start_link(attributes),
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

    fn start_link(&mut self, attributes: Attributes<'_>) {
        let Some(address) = attributes.get("href") else {
            return;
        };
        let index = match self.numbers.get(&*address) {
            Some(&index) => index,
            None => {
                let (Ok(url), Ok(index)) = (
                    url::Url::parse(&address),
                    u16::try_from(self.out.links.len()),
                ) else {
                    return;
                };
                self.out.links.push(Link {
                    url,
                    text: SafeText::default(),
                });
                self.numbers.insert(address.into_owned(), index);
                index
            }
        };
        self.link = Some(OpenLink {
            index,
            text: String::new(),
            has_image: false,
        });
    }

    fn end_link(&mut self) {
        let Some(open) = self.link.take() else {
            return;
        };
        let link = &mut self.out.links[usize::from(open.index)];
        let text = SafeText::new(&open.text);
        let is_visible = open.has_image || !text.is_empty();
        let is_address = is_same_address(text.as_str(), link.url.as_str());
        if link.text.is_empty() {
            link.text = text;
        }
        if !is_visible || is_address {
            return;
        }
        let number = Mark {
            link: Some(open.index),
            link_number: true,
            ..self.mark()
        };
        let label = format!("[{}]", open.index + 1);
        match &mut self.code_line {
            Some(line) => line.push(Span {
                text: SafeText::verbatim(&format!(" {label}")),
                mark: number,
            }),
            None => {
                self.out.html.push(GLUE);
                self.note(&label, Note::Marked(number));
            }
        }
    }

    fn image(&mut self, attributes: Attributes<'_>) {
        let Some(url) = attributes
            .get("src")
            .and_then(|src| url::Url::parse(&src).ok())
        else {
            return;
        };
        let alt = SafeText::new(&picture_text(attributes).unwrap_or_default());
        let label = match alt.is_empty() {
            true => "[image]".to_owned(),
            false => format!("[image: {alt}]"),
        };
        if let Some(link) = &mut self.link {
            // A picture that leads to its larger self needs no number.
            let leads_elsewhere = self.out.links[usize::from(link.index)].url != url;
            link.has_image |= leads_elsewhere;
        }
        self.out.images.push(Link { url, text: alt });
        let mark = Mark {
            image: true,
            ..self.mark()
        };
        if let Some(line) = &mut self.code_line {
            line.push(Span {
                text: SafeText::verbatim(&label),
                mark,
            });
            return;
        }
        let label = self.words(&label);
        self.note_html(&label, Note::Marked(mark));
    }

    /// Text with its marks.
    fn text(&mut self, text: &str) {
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

    /// Preformatted text, cut into lines that are kept aside.
    fn code(&mut self, text: &str) {
        for (number, piece) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_code_line();
                self.out.html.push_str("<br>");
            }
            let mark = self.mark();
            if let Some(line) = &mut self.code_line
                && !piece.is_empty()
            {
                line.push(Span {
                    text: SafeText::verbatim(piece),
                    mark,
                });
            }
        }
    }

    fn end_code_line(&mut self) {
        let number = self.out.code.len();
        let line = self.code_line.replace(Vec::new()).unwrap_or_default();
        self.out.code.push(line);
        self.note("-", Note::CodeLine(number));
    }

    /// Tells the parts of the preformatted text that has just ended apart, if its language is known.
    fn highlight(&mut self) {
        let Some(language) = self.language.take() else {
            return;
        };
        let code = &mut self.out.code[self.code_start..];
        let text = |line: &Vec<Span>| line.iter().map(|span| span.text.as_str()).collect();
        let lines: Vec<String> = code.iter().map(text).collect();
        let parts = highlight(&language, &lines).unwrap_or_default();
        for (line, parts) in code.iter_mut().zip(parts) {
            *line = split(line, &parts);
        }
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

/// The language that an element's class names; the gate leaves no other class.
fn language(attributes: Attributes<'_>) -> Option<String> {
    let class = attributes.get("class")?;
    Some(class.strip_prefix("language-")?.to_owned())
}

/// Spans cut where parts begin, each with what it is.
fn split(spans: &[Span], parts: &[(usize, Option<Syntax>)]) -> Vec<Span> {
    let mut parts = parts.iter().copied();
    let mut part = parts.next();
    let mut pieces = Vec::new();
    for span in spans {
        let mut rest = span.text.as_str();
        while !rest.is_empty() {
            let (left, syntax) = part.unwrap_or((rest.len(), None));
            let (piece, after) = rest.split_at(left.min(rest.len()));
            part = match left - piece.len() {
                0 => parts.next(),
                left => Some((left, syntax)),
            };
            rest = after;
            if !piece.is_empty() {
                pieces.push(Span {
                    text: SafeText::verbatim(piece),
                    mark: Mark {
                        syntax,
                        ..span.mark
                    },
                });
            }
        }
    }
    pieces
}

/// Whether a link's text is its address, but for the scheme and a slash at the end.
fn is_same_address(text: &str, address: &str) -> bool {
    fn bare(address: &str) -> &str {
        let bare = ["https://", "http://", "mailto:"]
            .iter()
            .find_map(|scheme| address.strip_prefix(scheme))
            .unwrap_or(address);
        bare.strip_prefix("www.")
            .unwrap_or(bare)
            .trim_end_matches('/')
    }
    !text.is_empty() && bare(text).eq_ignore_ascii_case(bare(address))
}
