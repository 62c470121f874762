//! Stand-ins for graphemes that are not as wide as their characters.
//!
//! html2text adds up the widths of characters in some places and measures strings in others. For a
//! family of emoji, a keycap or an Arabic ligature the two differ, and its arithmetic goes wrong. Such a
//! grapheme is replaced by one character of the right width before, and put back after.

use std::collections::HashMap;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::cluster::{self, clusters};

/// Stand-ins of one column: private use, plane 15.
const NARROW: std::ops::RangeInclusive<u32> = 0xF_0000..=0xF_FFFD;

/// Stand-ins of two columns: the end of plane 3, unassigned, wide by default (UAX 11).
const WIDE: std::ops::RangeInclusive<u32> = 0x3_F000..=0x3_FFFD;

/// The graphemes that were replaced in one text.
#[derive(Default)]
pub(super) struct Graphemes {
    narrow: Vec<String>,
    wide: Vec<String>,
    known: HashMap<String, char>,
}

impl Graphemes {
    /// Writes `word` with its odd graphemes replaced.
    pub(super) fn encode(&mut self, word: &str, out: &mut String) {
        if word.chars().all(is_simple) {
            return out.push_str(word);
        }
        for (_, grapheme) in clusters(word) {
            match is_odd(grapheme).then(|| self.stand_in(grapheme)) {
                None => out.push_str(grapheme),
                Some(Some(c)) => out.push(c),
                // More different ones than stand-ins: the base character says most.
                Some(None) => out.extend(grapheme.chars().next().filter(|c| !is_stand_in(*c))),
            }
        }
    }

    fn stand_in(&mut self, grapheme: &str) -> Option<char> {
        if let Some(&c) = self.known.get(grapheme) {
            return Some(c);
        }
        let (range, list) = match cluster::width(grapheme) {
            0 | 1 => (NARROW, &mut self.narrow),
            _ => (WIDE, &mut self.wide),
        };
        let code = range.start() + u32::try_from(list.len()).ok()?;
        let c = char::from_u32(code).filter(|_| range.contains(&code))?;
        list.push(grapheme.to_owned());
        self.known.insert(grapheme.to_owned(), c);
        Some(c)
    }

    /// Writes `text` with the graphemes put back.
    pub(super) fn decode(&self, text: &str, out: &mut String) {
        if text.is_ascii() || self.known.is_empty() {
            return out.push_str(text);
        }
        for c in text.chars() {
            let code = u32::from(c);
            let found = match () {
                () if NARROW.contains(&code) => self.narrow.get((code - NARROW.start()) as usize),
                () if WIDE.contains(&code) => self.wide.get((code - WIDE.start()) as usize),
                () => None,
            };
            match found {
                Some(grapheme) => out.push_str(grapheme),
                None => out.push(c),
            }
        }
    }
}

/// Whether html2text would find another width for a grapheme than a terminal has, or take it for a
/// stand-in.
fn is_odd(grapheme: &str) -> bool {
    let sum: usize = grapheme.chars().filter_map(UnicodeWidthChar::width).sum();
    let is_even = grapheme.width() == sum && cluster::width(grapheme) == sum;
    !is_even || grapheme.chars().any(is_stand_in)
}

/// Whether a character is a grapheme of its own and of one width, whatever simple one follows: most of
/// Latin, Greek and Cyrillic, kana and ideographs.
fn is_simple(c: char) -> bool {
    matches!(c,
        ' '..='~'
        | '\u{a0}'..='\u{ac}'
        | '\u{ae}'..='\u{2ff}'
        | '\u{370}'..='\u{482}'
        | '\u{48a}'..='\u{52f}'
        | '\u{2010}'..='\u{2027}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{31ef}'
        | '\u{3400}'..='\u{9fff}')
}

fn is_stand_in(c: char) -> bool {
    NARROW.contains(&u32::from(c)) || WIDE.contains(&u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_odd_graphemes_do_not_make_an_even_word() {
        let mut encoded = String::new();
        Graphemes::default().encode("❤\u{fe0f}لا", &mut encoded);
        assert!(!encoded.contains('❤'));
    }

    #[test]
    fn odd_graphemes_come_back_and_stand_ins_are_as_wide() {
        let text = "a👩‍👩‍👧‍👦b❤\u{fe0f}1\u{fe0f}\u{20e3}لا\u{f0000}\u{3f001}e\u{301}日";
        let mut graphemes = Graphemes::default();
        let mut encoded = String::new();
        graphemes.encode(text, &mut encoded);
        for (_, c) in clusters(&encoded) {
            let sum: usize = c.chars().filter_map(UnicodeWidthChar::width).sum();
            assert_eq!(c.width(), sum);
            assert_eq!(cluster::width(c), sum);
        }
        let mut decoded = String::new();
        graphemes.decode(&encoded, &mut decoded);
        assert_eq!(decoded, text);
    }
}
