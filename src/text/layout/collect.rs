//! Lines of html2text to ours: prefixes to bars and bullets, codes to what they stand for, and nothing
//! wider than the width.

use html2text::render::{TaggedLine, TaggedLineElement};

use super::decorate::{BULLET, FIRST_CODE, HEADING, LAST_CODE, Note, QUOTE_BAR};
use super::rewrite::Rewritten;
use super::{Glyphs, Line, LineKind, Mark, Span};
use crate::model::safe::SafeText;
use crate::text::cluster::{self, clusters};
use crate::text::wrap;

/// In front of what continues a line of preformatted text.
const CONTINUATION: &str = "↳ ";
const ASCII_CONTINUATION: &str = "\\ ";

pub(super) fn collect(
    lines: Vec<TaggedLine<Vec<Note>>>,
    rewritten: &Rewritten,
    width: usize,
    glyphs: Glyphs,
) -> Vec<Line> {
    let mut collector = Collector {
        rewritten,
        width,
        glyphs,
        lines: Vec::with_capacity(lines.len()),
        in_table: false,
    };
    for line in lines {
        collector.line(line);
    }
    collector.finish()
}

struct Collector<'a> {
    rewritten: &'a Rewritten,
    width: usize,
    glyphs: Glyphs,
    lines: Vec<Line>,
    in_table: bool,
}

/// A piece of a line while it is put together.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    text: String,
    mark: Mark,
}

/// What stands in front of a line's text.
#[derive(Default)]
struct Prefix {
    pieces: Vec<Piece>,
    quote_depth: u8,
    heading: Option<u8>,
}

impl Collector<'_> {
    fn line(&mut self, line: TaggedLine<Vec<Note>>) {
        let mut prefix = Prefix::default();
        let mut content: Vec<Piece> = Vec::new();
        let mut in_prefix = true;
        for element in line.iter() {
            let TaggedLineElement::Str(string) = element else {
                continue;
            };
            let mut mark = Mark::default();
            for &note in &string.tag {
                match note {
                    Note::CodeLine(number) => return self.code(prefix, number),
                    Note::Gap => return,
                    Note::Rule => return self.rule(prefix),
                    Note::TableStart | Note::TableEnd => {
                        self.in_table = note == Note::TableStart;
                        return;
                    }
                    Note::None => {}
                    Note::Strong => mark.strong = true,
                    Note::Emphasis => mark.emphasis = true,
                    Note::Strike => mark.strike = true,
                    Note::Code => mark.code = true,
                    Note::Marked(whole) => mark = whole,
                }
            }
            let mut text = string.s.as_str();
            if in_prefix {
                text = self.read_prefix(text, &mut prefix);
                in_prefix = text.is_empty();
            }
            self.read_content(text, mark, &mut content);
        }
        let kind = match prefix.heading {
            _ if self.in_table => LineKind::Table,
            Some(level) => LineKind::Heading(level),
            None => LineKind::Text,
        };
        self.push(kind, prefix, content);
    }

    /// Takes the prefix off the start of a line's text; returns the rest.
    fn read_prefix<'t>(&self, text: &'t str, prefix: &mut Prefix) -> &'t str {
        let end = text
            .find(|c| c != ' ' && !is_prefix(c))
            .unwrap_or(text.len());
        let mut code = String::new();
        for c in text[..end].chars() {
            if is_code(c) {
                code.push(c);
                continue;
            }
            self.marker(&mut code, &mut prefix.pieces);
            match c {
                QUOTE_BAR => prefix.quote_depth = prefix.quote_depth.saturating_add(1),
                _ if heading_level(c).is_some() => {
                    prefix.heading = heading_level(c);
                    continue;
                }
                _ => {}
            }
            let (glyph, mark) = self.glyph(c);
            push_char(&mut prefix.pieces, glyph, mark);
        }
        self.marker(&mut code, &mut prefix.pieces);
        &text[end..]
    }

    /// Writes the marker that was read as a code, if one was.
    fn marker(&self, code: &mut String, pieces: &mut Vec<Piece>) {
        let mark = Mark {
            bullet: true,
            ..Mark::default()
        };
        push(
            pieces,
            self.rewritten.markers.text(code).unwrap_or_default(),
            mark,
        );
        code.clear();
    }

    fn read_content(&self, text: &str, mark: Mark, content: &mut Vec<Piece>) {
        let mut decoded = String::with_capacity(text.len());
        self.rewritten.graphemes.decode(text, &mut decoded);
        let is_special = |c: char| {
            c < ' ' || c == '\u{a0}' || (self.in_table && ('\u{2500}'..='\u{257f}').contains(&c))
        };
        let mut rest = decoded.as_str();
        while let Some(at) = rest.find(is_special) {
            push(content, &rest[..at], mark);
            rest = &rest[at..];
            let Some(c) = rest.chars().next() else {
                break;
            };
            rest = &rest[c.len_utf8()..];
            match c {
                // A heading in a table's cell: its mark keeps its column.
                _ if heading_level(c).is_some() => push_char(content, ' ', Mark::default()),
                '\u{a0}' => push_char(content, ' ', mark),
                _ if is_prefix(c) => {
                    let (glyph, mark) = self.glyph(c);
                    push_char(content, glyph, mark);
                }
                _ => push_char(content, self.border(c), mark),
            }
        }
        push(content, rest, mark);
    }

    /// The glyph that a character of a prefix stands for.
    fn glyph(&self, c: char) -> (char, Mark) {
        let bullet = Mark {
            bullet: true,
            ..Mark::default()
        };
        let is_unicode = self.glyphs == Glyphs::Unicode;
        match c {
            QUOTE_BAR => (
                if is_unicode { '┃' } else { '>' },
                Mark {
                    quote_bar: true,
                    ..Mark::default()
                },
            ),
            BULLET => (if is_unicode { '•' } else { '*' }, bullet),
            _ => (' ', Mark::default()),
        }
    }

    fn border(&self, c: char) -> char {
        match (self.glyphs, c) {
            (Glyphs::Unicode, _) => c,
            (Glyphs::Ascii, '─') => '-',
            (Glyphs::Ascii, '│') => '|',
            (Glyphs::Ascii, _) => '+',
        }
    }

    fn rule(&mut self, prefix: Prefix) {
        let dash = if self.glyphs == Glyphs::Unicode {
            "─"
        } else {
            "-"
        };
        let room = self.width.saturating_sub(width(&prefix.pieces)).max(1);
        let content = vec![Piece {
            text: dash.repeat(room),
            mark: Mark::default(),
        }];
        self.push(LineKind::Rule, prefix, content);
    }

    fn code(&mut self, prefix: Prefix, number: usize) {
        let spans = self.rewritten.code.get(number).into_iter().flatten();
        let content = spans
            .map(|span| Piece {
                text: span.text.as_str().to_owned(),
                mark: span.mark,
            })
            .collect();
        self.push(LineKind::Code, prefix, content);
    }

    /// Adds a line, in several if it is too wide.
    fn push(&mut self, kind: LineKind, mut prefix: Prefix, content: Vec<Piece>) {
        // Deep nesting on a narrow screen: half of it stays for the text.
        let most = self.width / 2;
        if width(&prefix.pieces) > most && width(&prefix.pieces) + width(&content) > self.width {
            cut(&mut prefix.pieces, most);
        }
        let room = self.width.saturating_sub(width(&prefix.pieces)).max(1);
        if width(&content) <= room {
            return self.push_line(kind, prefix.quote_depth, prefix.pieces, content);
        }
        let continuation = match (kind, self.glyphs) {
            (LineKind::Code, Glyphs::Unicode) => CONTINUATION,
            (LineKind::Code, Glyphs::Ascii) => ASCII_CONTINUATION,
            _ => "",
        };
        let continuation = if room > 2 { continuation } else { "" };
        for (number, row) in rows(content, room, wrap::width(continuation), kind)
            .into_iter()
            .enumerate()
        {
            let mut front = prefix.pieces.clone();
            if number > 0 {
                blank_bullets(&mut front);
                let mark = Mark {
                    bullet: true,
                    ..Mark::default()
                };
                push(&mut front, continuation, mark);
            }
            self.push_line(kind, prefix.quote_depth, front, row);
        }
    }

    fn push_line(&mut self, kind: LineKind, quote_depth: u8, front: Vec<Piece>, row: Vec<Piece>) {
        let is_blank = row.iter().all(|piece| piece.text.trim().is_empty());
        let mut pieces = front;
        if !is_blank {
            for piece in row {
                push(&mut pieces, &piece.text, piece.mark);
            }
        } else if !pieces.iter().any(|piece| piece.mark.bullet) {
            blank_bullets(&mut pieces);
        }
        trim_end(&mut pieces);
        let line = Line {
            kind: if is_blank && kind != LineKind::Code {
                LineKind::Text
            } else {
                kind
            },
            quote_depth,
            spans: pieces
                .into_iter()
                .map(|piece| Span {
                    text: SafeText::verbatim(&piece.text),
                    mark: piece.mark,
                })
                .collect(),
        };
        if is_separator(&line)
            && let Some(last) = self.lines.last_mut()
            && is_separator(last)
        {
            // Where a quotation ends, the empty line belongs to what is outside.
            if line.quote_depth < last.quote_depth {
                *last = line;
            }
            return;
        }
        self.lines.push(line);
    }

    /// The lines without empty ones at the ends.
    fn finish(mut self) -> Vec<Line> {
        while self.lines.last().is_some_and(is_empty) {
            self.lines.pop();
        }
        let start = self.lines.iter().take_while(|line| is_empty(line)).count();
        self.lines.drain(..start);
        self.lines
    }
}

/// Whether a line shows nothing but bars, and is not part of preformatted text.
fn is_separator(line: &Line) -> bool {
    line.kind != LineKind::Code && is_empty(line)
}

fn is_empty(line: &Line) -> bool {
    line.spans
        .iter()
        .all(|span| span.mark.quote_bar || span.text.as_str().trim().is_empty())
}

fn is_prefix(c: char) -> bool {
    matches!(c, QUOTE_BAR..='\u{8}') || is_code(c)
}

/// Whether a character is part of the code of an item's marker.
fn is_code(c: char) -> bool {
    u8::try_from(c).is_ok_and(|c| (FIRST_CODE..=LAST_CODE).contains(&c))
}

fn heading_level(c: char) -> Option<u8> {
    let level = u32::from(c).checked_sub(u32::from(HEADING))? + 1;
    u8::try_from(level)
        .ok()
        .filter(|level| (1..=6).contains(level))
}

fn push(pieces: &mut Vec<Piece>, text: &str, mark: Mark) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(text),
        _ => pieces.push(Piece {
            text: text.to_owned(),
            mark,
        }),
    }
}

fn push_char(pieces: &mut Vec<Piece>, c: char, mark: Mark) {
    push(pieces, c.encode_utf8(&mut [0; 4]), mark);
}

fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| wrap::width(&piece.text)).sum()
}

/// Keeps the first `columns`.
fn cut(pieces: &mut Vec<Piece>, columns: usize) {
    let mut left = columns;
    for piece in pieces.iter_mut() {
        let kept = wrap::head(&piece.text, left).len();
        piece.text.truncate(kept);
        left -= wrap::width(&piece.text);
    }
    pieces.retain(|piece| !piece.text.is_empty());
}

/// A bullet stands in front of its item's first line only.
fn blank_bullets(pieces: &mut [Piece]) {
    for piece in pieces.iter_mut().filter(|piece| piece.mark.bullet) {
        piece.text = " ".repeat(wrap::width(&piece.text));
        piece.mark = Mark::default();
    }
}

fn trim_end(pieces: &mut Vec<Piece>) {
    while let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            return;
        }
        pieces.pop();
    }
}

/// Content in rows of at most `room` columns, all but the first `narrower` by so many. Text breaks at its
/// last blank in the row, code anywhere; a grapheme wider than a row stands alone.
fn rows(content: Vec<Piece>, room: usize, narrower: usize, kind: LineKind) -> Vec<Vec<Piece>> {
    let breaks_at_blanks = !matches!(kind, LineKind::Code | LineKind::Table);
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    let mut row: Vec<(String, Mark)> = Vec::new();
    let mut used = 0;
    let graphemes = content.iter().flat_map(|piece| {
        clusters(&piece.text).map(|(_, grapheme)| (grapheme.to_owned(), piece.mark))
    });
    for (grapheme, mark) in graphemes {
        let columns = cluster::width(&grapheme);
        let limit = match rows.is_empty() {
            true => room,
            false => room.saturating_sub(narrower).max(1),
        };
        if used + columns > limit && !row.is_empty() {
            let blank = row.iter().rposition(|(text, _)| text == " ");
            let rest = match blank.filter(|&at| breaks_at_blanks && at > 0 && grapheme != " ") {
                Some(at) => row.split_off(at + 1),
                None => Vec::new(),
            };
            rows.push(joined(row));
            used = rest.iter().map(|(text, _)| cluster::width(text)).sum();
            row = rest;
            if breaks_at_blanks && row.is_empty() && grapheme == " " {
                continue;
            }
        }
        used += columns;
        row.push((grapheme, mark));
    }
    rows.push(joined(row));
    rows
}

fn joined(row: Vec<(String, Mark)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (text, mark) in row {
        push(&mut pieces, &text, mark);
    }
    pieces
}
