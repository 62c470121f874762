//! Gated HTML and a width to lines with marks, a table of links, and the places of headings.
//!
//! Three steps: the HTML is rewritten to the little that the layout library needs (`rewrite`), with codes
//! in place of all that it should not touch; the library breaks lines and draws tables (`decorate`); its
//! lines are turned into ours, codes resolved (`collect`).

mod collect;
mod decorate;
mod files;
mod graphemes;
mod markers;
mod rewrite;
mod table;

use std::mem::take;

use super::{plain, wrap};
use crate::model::safe::{GatedHtml, SafeText};

/// Quotations of fewer lines are shown even when quotations are hidden: the sign would take as much.
const HIDDEN_FROM_LINES: usize = 2;

/// A text laid out for one width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// The lines, none wider than the width that was asked for.
    pub lines: Vec<Line>,
    /// What can be opened, in order of appearance; a span's [`Mark::link`] is an index into it. The numbers
    /// shown behind the texts of links count neither pictures nor files.
    pub links: Vec<Link>,
    /// The pictures, each with its alternative text and address.
    pub images: Vec<Link>,
}

impl Prose {
    /// The text with a line in the place of every longer quotation, which begins with this sign and says
    /// how many lines are not shown.
    pub fn without_quotes(mut self, sign: &str) -> Self {
        let mut lines = Vec::with_capacity(self.lines.len());
        let mut rest = &self.lines[..];
        while let Some(line) = rest.first() {
            let quoted = quoted_lines(rest);
            if quoted == 0 {
                lines.push(line.clone());
            } else {
                lines.push(Line {
                    spans: vec![Span {
                        text: SafeText::new(&format!("{sign} {quoted} lines quoted")),
                        mark: Mark {
                            quote_bar: true,
                            ..Mark::default()
                        },
                    }],
                    ..line.clone()
                });
            }
            rest = &rest[quoted.max(1)..];
        }
        self.lines = lines;
        self
    }
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What the line belongs to.
    pub kind: LineKind,
    /// How many quotations it stands in; the bars are among the spans (`Mark::quote_bar`).
    pub quote_depth: u8,
    /// Its pieces, left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// The links in it, each with the column where its words begin.
    pub fn links(&self) -> Vec<(usize, u16)> {
        let mut links: Vec<(usize, u16)> = Vec::new();
        let mut column = 0;
        let mut numbers = Vec::new();
        for span in &self.spans {
            if let Some(link) = span.mark.link {
                match span.mark.link_number {
                    true => {
                        let text = span.text.as_str();
                        let blanks = text.len() - text.trim_start().len();
                        numbers.push((column + blanks, link));
                    }
                    false => add_once(&mut links, (column, link)),
                }
            }
            column += wrap::width(span.text.as_str());
        }
        // A link around a picture has no words but its number.
        for number in numbers {
            add_once(&mut links, number);
        }
        links
    }
}

fn add_once(links: &mut Vec<(usize, u16)>, (column, link): (usize, u16)) {
    if links.iter().all(|(_, known)| *known != link) {
        links.push((column, link));
    }
}

/// Lines of quotation that these lines begin with, if they are so many that a sign in their place saves
/// room; else none.
pub fn quoted_lines(lines: &[Line]) -> usize {
    let quoted = lines.iter().take_while(|line| line.quote_depth > 0).count();
    if quoted < HIDDEN_FROM_LINES {
        0
    } else {
        quoted
    }
}

/// What a line belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineKind {
    /// Running text, lists included.
    #[default]
    Text,
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// Preformatted text.
    Code,
    /// Part of a table.
    Table,
    /// A horizontal rule.
    Rule,
}

/// A piece of a line in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: SafeText,
    /// How it is marked.
    pub mark: Mark,
}

/// How a piece of text is marked; what that looks like is the theme's business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Strong.
    pub strong: bool,
    /// Emphasised.
    pub emphasis: bool,
    /// Struck out.
    pub strike: bool,
    /// Code inside running text.
    pub code: bool,
    /// Index into [`Prose::links`].
    pub link: Option<u16>,
    /// The bracketed number behind a link's text.
    pub link_number: bool,
    /// Stands for a picture.
    pub image: bool,
    /// The bar in front of a quotation.
    pub quote_bar: bool,
    /// A list's bullet or number.
    pub bullet: bool,
    /// What it is in code whose language is known.
    pub syntax: Option<Syntax>,
}

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// A comment.
    Comment,
    /// A word of the language.
    Keyword,
    /// A string, a number, a truth value.
    Literal,
    /// A function, a type, a tag, a key.
    Name,
    /// A line that a change adds.
    Inserted,
    /// A line that a change takes away.
    Deleted,
}

/// An address in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads: http, https or mailto only.
    pub url: url::Url,
    /// Its text, or what a picture says in words.
    pub text: SafeText,
    /// What it leads to.
    pub kind: LinkKind,
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// A page or a mail address, as the text says.
    Page,
    /// A picture of the text.
    Picture,
    /// An attached file.
    File,
}

/// Which glyphs may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Lines, bars and bullets of Unicode.
    #[default]
    Unicode,
    /// ASCII only.
    Ascii,
}

/// Lays gated HTML out in lines of at most `width` columns (at least one).
///
/// Lines have no blanks at their end. There is no empty line at the start or the end and never two in a
/// row, except inside preformatted text, which is kept as it is: where a line of it is too wide, it goes
/// on in the next behind a mark.
///
/// A link's number stands behind its text as `[n]`, the same for every link to one address, and is left
/// out where the text is the address.
pub fn lay_out(html: &GatedHtml, width: u16, glyphs: Glyphs) -> Prose {
    let width = usize::from(width.max(1));
    let mut rewritten = rewrite::rewrite(html, width, glyphs);
    let prefixes = take(&mut rewritten.markers.prefixes);
    let lines = match decorate::lines(&rewritten.html, width, prefixes) {
        Some(lines) => collect::collect(lines, &rewritten, width, glyphs),
        None => plain_lines(html, width),
    };
    Prose {
        lines,
        links: rewritten.links,
        images: rewritten.images,
    }
}

/// The bare text in lines, for what the layout library refuses.
fn plain_lines(html: &GatedHtml, width: usize) -> Vec<Line> {
    wrap::wrap(&plain::text_of(html), width)
        .into_iter()
        .map(|text| Line {
            spans: vec![Span {
                text: SafeText::verbatim(&text),
                mark: Mark::default(),
            }],
            ..Line::default()
        })
        .collect()
}

#[cfg(test)]
mod tests;
