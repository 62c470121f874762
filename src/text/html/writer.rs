//! The output of the gate: white space folded, text cleaned and escaped, length bounded.

use super::MAX_OUTPUT_BYTES;
use crate::model::safe::{clean, is_extending};

/// Bytes kept free for the end tags of everything that can be open.
const RESERVED_BYTES: usize = super::MAX_DEPTH * "</blockquote>".len();

/// The longest escape, `&quot;`.
const MAX_ESCAPE_BYTES: usize = 6;

/// Columns between tab stops in preformatted text.
const TAB_COLUMNS: usize = 4;

/// Bytes of text that are looked at together: as many as every processor can.
const PIECE_BYTES: usize = 16;

/// Line breaks in a row that mean something: an empty line between two.
const MAX_BREAKS: u8 = 2;

/// Collects gated HTML.
pub(super) struct Writer {
    html: String,
    /// Nothing but inline tags was written since a block began or ended.
    at_boundary: bool,
    /// White space here would not be seen: at a boundary, after a break, after a blank.
    after_blank: bool,
    /// Line breaks written since the last text.
    breaks: u8,
    /// Columns of the current line of preformatted text.
    column: usize,
    /// The last character with its combining marks, so that a tower of them cannot be built by
    /// spreading them over several tokens.
    last: String,
    /// The limit was reached; nothing is added any more.
    is_full: bool,
}

impl Writer {
    /// Makes room for about as much as goes in.
    pub(super) fn new(input_bytes: usize) -> Self {
        Self {
            html: String::with_capacity(input_bytes),
            at_boundary: true,
            after_blank: true,
            breaks: MAX_BREAKS,
            column: 0,
            last: String::new(),
            is_full: false,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    pub(super) fn fill(&mut self) {
        self.is_full = true;
    }

    pub(super) fn at_boundary(&self) -> bool {
        self.at_boundary
    }

    pub(super) fn into_html(self) -> String {
        self.html
    }

    /// What was written since `start`.
    pub(super) fn since(&self, start: usize) -> &str {
        &self.html[start..]
    }

    /// Takes back what was written since `start`, which must be tags only.
    pub(super) fn take_back(&mut self, start: usize) {
        self.html.truncate(start);
    }

    /// Writes an end tag; there is always room for it.
    pub(super) fn end_tag(&mut self, name: &str) {
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
    }

    /// Writes a start tag. Returns whether there was room.
    pub(super) fn start_tag(&mut self, tag: &str) -> bool {
        if self.is_full || self.html.len() + tag.len() + RESERVED_BYTES > MAX_OUTPUT_BYTES {
            self.is_full = true;
            return false;
        }
        self.html.push_str(tag);
        true
    }

    /// Writes a tag that takes a place in the text, as a picture does.
    pub(super) fn object(&mut self, tag: &str) {
        if self.start_tag(tag) {
            self.last.clear();
            self.text_written();
        }
    }

    /// Writes a line break, unless it would be the first or the third in a row.
    pub(super) fn line_break(&mut self) -> bool {
        if self.breaks >= MAX_BREAKS {
            return false;
        }
        self.trim_blank();
        let is_written = self.start_tag("<br>");
        self.breaks += 1;
        self.after_blank = true;
        self.last.clear();
        is_written
    }

    /// Notes that a block begins or ends here.
    pub(super) fn boundary(&mut self) {
        self.at_boundary = true;
        self.after_blank = true;
        self.breaks = MAX_BREAKS;
        self.column = 0;
        self.last.clear();
    }

    /// Removes blanks and line breaks that a block's end makes invisible.
    pub(super) fn trim(&mut self) {
        loop {
            let kept = self.html.trim_end_matches(' ').trim_end_matches("<br>");
            if kept.len() == self.html.len() {
                return;
            }
            self.html.truncate(kept.len());
        }
    }

    /// Removes empty lines at the end of preformatted text.
    pub(super) fn trim_lines(&mut self) {
        let kept = self.html.trim_end_matches(['\n', ' ']).len();
        self.html.truncate(kept);
    }

    /// A blank, unless it would not be seen.
    pub(super) fn blank(&mut self) {
        if !self.after_blank && self.push(" ") {
            self.after_blank = true;
            self.last.clear();
            self.last.push(' ');
        }
    }

    /// Writes text with its white space folded.
    pub(super) fn text(&mut self, text: &str) {
        let mut rest = text;
        while !self.is_full {
            let (plain, other) = rest.split_at(plain_length(rest, self.after_blank));
            self.plain(plain);
            // A word and a blank that need a closer look.
            let end = other.find(is_blank).unwrap_or(other.len());
            let (word, after) = other.split_at(end);
            self.word(word);
            let mut after = after.chars();
            if after.next().is_none() {
                return;
            }
            self.blank();
            rest = after.as_str();
        }
    }

    /// Writes text that stays as it is.
    fn plain(&mut self, text: &str) {
        let room = (MAX_OUTPUT_BYTES - RESERVED_BYTES).saturating_sub(self.html.len());
        self.is_full |= text.len() > room;
        let text = &text[..text.floor_char_boundary(room)];
        let Some(last) = text.chars().next_back() else {
            return;
        };
        self.html.push_str(text);
        self.text_written();
        self.after_blank = last == ' ';
        self.last.clear();
        self.last.push(last);
    }

    /// Writes preformatted text: line breaks and blanks stay, tabs become blanks.
    pub(super) fn preformatted(&mut self, text: &str, is_at_start: bool) {
        let mut may_skip = is_at_start;
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 && !(may_skip && self.column == 0) {
                self.push("\n");
                self.column = 0;
                self.last.clear();
            }
            for (number, cell) in line.split('\t').enumerate() {
                if number > 0 {
                    may_skip = false;
                    self.tab();
                }
                let cell = self.cleaned(cell);
                if !cell.is_empty() {
                    may_skip = false;
                    self.push_escaped(&cell);
                    self.column += cell.chars().count();
                    self.text_written();
                }
            }
        }
    }

    /// Begins a new line of preformatted text, unless at the start of one.
    pub(super) fn preformatted_boundary(&mut self) {
        if self.column > 0 && self.push("\n") {
            self.column = 0;
            self.last.clear();
        }
    }

    fn tab(&mut self) {
        let blanks = TAB_COLUMNS - self.column % TAB_COLUMNS;
        for _ in 0..blanks {
            self.push(" ");
        }
        self.column += blanks;
        self.last.clear();
        self.last.push(' ');
        self.text_written();
    }

    fn word(&mut self, word: &str) {
        if word.bytes().all(|byte| byte.is_ascii_graphic()) {
            if let Some(last) = word.chars().next_back() {
                self.push_escaped(word);
                self.last.clear();
                self.last.push(last);
                self.text_written();
            }
            return;
        }
        let word = self.cleaned(word);
        if !word.is_empty() {
            self.push_escaped(&word);
            self.text_written();
        }
    }

    fn text_written(&mut self) {
        self.at_boundary = false;
        self.after_blank = false;
        self.breaks = 0;
    }

    fn trim_blank(&mut self) {
        if self.html.ends_with(' ') {
            self.html.pop();
        }
    }

    /// The text without unsafe characters, counting combining marks on from what was written.
    fn cleaned(&mut self, text: &str) -> String {
        let Some(first) = text.chars().next() else {
            return String::new();
        };
        let cleaned = if first.is_ascii() || self.last.is_empty() {
            clean(text).into_owned()
        } else {
            let joined = format!("{}{text}", self.last);
            clean(&joined)[self.last.len()..].to_owned()
        };
        self.remember(&cleaned);
        cleaned
    }

    /// Keeps the last base character of what is being written, with the marks on it.
    fn remember(&mut self, cleaned: &str) {
        let Some(last) = cleaned.chars().next_back() else {
            return;
        };
        if last.is_ascii() {
            self.last.clear();
            self.last.push(last);
            return;
        }
        let mut backwards = cleaned.char_indices().rev();
        let base = backwards.find(|&(_, c)| !is_extending(c));
        match base {
            Some((at, _)) => {
                self.last.clear();
                self.last.push_str(&cleaned[at..]);
            }
            None => self.last.push_str(cleaned),
        }
    }

    fn push(&mut self, piece: &str) -> bool {
        if self.is_full || self.html.len() + piece.len() + RESERVED_BYTES > MAX_OUTPUT_BYTES {
            self.is_full = true;
            return false;
        }
        self.html.push_str(piece);
        true
    }

    fn push_escaped(&mut self, text: &str) {
        if self.is_full {
            return;
        }
        let limit = MAX_OUTPUT_BYTES - RESERVED_BYTES;
        if self.html.len() + text.len() * MAX_ESCAPE_BYTES <= limit {
            escape_text(&mut self.html, text);
            return;
        }
        for (at, c) in text.char_indices() {
            if self.html.len() + MAX_ESCAPE_BYTES > limit {
                self.is_full = true;
                return;
            }
            escape_text(&mut self.html, &text[at..at + c.len_utf8()]);
        }
    }
}

/// Bytes at the start of a text that are written as they stand: visible characters that need neither to be
/// escaped nor to be cleaned, and single blanks. `after_blank` says whether a blank at the start would be the
/// second.
fn plain_length(text: &str, after_blank: bool) -> usize {
    let bytes = text.as_bytes();
    let is_kept = |before: u8, byte: u8| is_plain(byte) & ((before != b' ') | (byte != b' '));
    let first = if after_blank { b' ' } else { 0 };
    let mut at = usize::from(bytes.first().is_some_and(|&byte| is_kept(first, byte)));
    loop {
        if at > 0 {
            // Whole pieces first: those the compiler compares many bytes at a time.
            let pieces = bytes[at..].chunks_exact(PIECE_BYTES);
            let before = bytes[at - 1..].chunks_exact(PIECE_BYTES);
            let is_kept_whole = |(before, piece): &(&[u8], &[u8])| {
                let pairs = before.iter().zip(*piece);
                pairs.fold(true, |kept, (&before, &byte)| kept & is_kept(before, byte))
            };
            at += PIECE_BYTES * before.zip(pieces).take_while(is_kept_whole).count();
            let pairs = bytes[at - 1..].windows(2);
            at += pairs.take_while(|pair| is_kept(pair[0], pair[1])).count();
        }
        match text[at..].chars().next() {
            Some(letter) if is_plain_letter(letter) => at += letter.len_utf8(),
            _ => return at,
        }
    }
}

/// Printable ASCII without anything to escape.
fn is_plain(byte: u8) -> bool {
    (byte.wrapping_sub(b' ') < 0x5f) & (byte != b'&') & (byte != b'<') & (byte != b'>')
}

/// Letters and signs beyond ASCII that are never removed and combine with nothing: not all of them, but
/// those that most texts are made of.
fn is_plain_letter(c: char) -> bool {
    matches!(c,
        // Latin, Greek and Cyrillic.
        '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        // Dashes, quotation marks, currencies, arrows.
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{21ff}'
        // Kana, ideographs and Hangul.
        | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// White space that HTML folds, and controls and separators that stand for it.
pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\u{2028}' | '\u{2029}'
    )
}

/// Writes text so that it holds no tags and no entities.
pub(in crate::text) fn escape_text(html: &mut String, text: &str) {
    escape(html, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Writes a text as an attribute's value.
pub(in crate::text) fn escape_value(html: &mut String, value: &str) {
    escape(html, value, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

fn escape(html: &mut String, text: &str, replacement: impl Fn(u8) -> Option<&'static str>) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = replacement(byte) {
            html.push_str(&text[copied..at]);
            html.push_str(entity);
            copied = at + 1;
        }
    }
    html.push_str(&text[copied..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::safe::is_unsafe;

    #[test]
    fn letters_that_are_written_as_they_stand_need_no_cleaning() {
        for c in (char::MIN..=char::MAX).filter(|&c| is_plain_letter(c)) {
            assert!(!is_blank(c) && !is_unsafe(c), "{c:?}");
            let width = unicode_width::UnicodeWidthChar::width(c);
            assert!(width.is_some_and(|width| width > 0), "{c:?}");
        }
    }

    #[test]
    fn plain_text_ends_at_a_second_blank_and_at_what_needs_a_look() {
        let long = "a word of some length, and more of them ".repeat(3);
        for (text, after_blank, plain) in [
            ("one two  three", false, "one two "),
            (" one", true, ""),
            (" one", false, " one"),
            ("“naïve” — 日本語 & more", false, "“naïve” — 日本語 "),
            ("e\u{301}", false, "e"),
            ("a\nb", false, "a"),
            ("a\u{202e}b", false, "a"),
            (&format!("{long} end"), false, &long),
            (&long, false, &long),
        ] {
            assert_eq!(&text[..plain_length(text, after_blank)], plain);
        }
    }
}
