//! The door between outside text and everything that shows it.
//!
//! A string from a feed, a page or a server can hold escape sequences that take over a terminal, or
//! characters that turn the order of what stands beside it. It becomes a [`SafeText`] here or it
//! cannot be drawn, printed, logged or put into a title: those places take nothing else.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Combining marks kept on one character; more is an attack on the line above, not a language.
const MAX_COMBINING_MARKS: usize = 8;
/// Characters joined to one by zero-width joiners; the longest emoji in use joins three to the first.
const MAX_JOINED: usize = 5;
const JOINER: char = '\u{200d}';

/// One line of text without control characters, direction overrides or line breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SafeText(Box<str>);

impl SafeText {
    /// Makes outside text safe: white space (also line breaks) folded to single blanks, the ends
    /// trimmed, and everything removed that [`is_unsafe`] names.
    pub fn new(untrusted: &str) -> Self {
        let untrusted = without_c1(untrusted);
        let mut line = String::with_capacity(untrusted.len());
        for word in untrusted.split_whitespace() {
            let word = clean(word);
            if word.is_empty() {
                continue;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        Self(line.into())
    }

    /// As [`SafeText::new`], but nothing where no visible text is left.
    pub fn non_empty(untrusted: &str) -> Option<Self> {
        let text = Self::new(untrusted);
        let is_visible = text.0.chars().any(|c| c.is_ascii() || !is_extending(c));
        is_visible.then_some(text)
    }

    /// Keeps every blank, for preformatted lines; tabs become four blanks, line breaks one.
    pub fn verbatim(untrusted: &str) -> Self {
        let spaced: Cow<'_, str> = if untrusted.contains(['\t', '\n', '\r']) {
            untrusted
                .replace('\t', "    ")
                .replace("\r\n", " ")
                .replace(['\n', '\r'], " ")
                .into()
        } else {
            untrusted.into()
        };
        Self(clean(&spaced).into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for SafeText {
    fn from(untrusted: &str) -> Self {
        Self::new(untrusted)
    }
}

impl From<String> for SafeText {
    fn from(untrusted: String) -> Self {
        Self::new(&untrusted)
    }
}

impl<'de> Deserialize<'de> for SafeText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

/// Whether a character must never reach a terminal: controls (C0, DEL, C1), line and paragraph
/// separators, bidirectional overrides and isolates, byte order marks, tag characters; and those without
/// shape or meaning in text of which each terminal makes something else (default ignorable, UAX 44: soft
/// hyphens, fillers, word joiners, invisible operators, controls of shorthand and of music).
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{2028}' | '\u{2029}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}' | '\u{FFA0}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E00FF}'
            | '\u{E01F0}'..='\u{E0FFF}')
}

/// The character that a C1 control stands for: nobody sends these, but many send the bytes 0x80 to 0x9F of
/// Windows-1252 as if they were numbers of characters (HTML, section 13.2.5.80). Nothing for the five
/// bytes that mean none.
pub fn meant_by_c1(c: char) -> Option<char> {
    const WINDOWS_1252: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let number = u32::from(c).checked_sub(0x80)?;
    let meant = WINDOWS_1252.get(usize::try_from(number).ok()?)?;
    (*meant != '\0').then_some(*meant)
}

/// The text with what [`meant_by_c1`] says in the place of each C1 control; borrows where there are none.
pub fn without_c1(untrusted: &str) -> Cow<'_, str> {
    let bytes = untrusted.as_bytes();
    let is_c1 = |at: usize| matches!(bytes.get(at + 1), Some(0x80..=0x9f));
    if !memchr::memchr_iter(0xc2, bytes).any(is_c1) {
        return untrusted.into();
    }
    let meant = |c: char| meant_by_c1(c).unwrap_or(c);
    untrusted.chars().map(meant).collect()
}

/// Removes what [`is_unsafe`] names, all but a few combining marks on one character, and joiners of more
/// than a few characters; borrows when nothing has to go. C1 controls that stand for characters become
/// these. Keeps no line breaks: they are control characters.
pub fn clean(untrusted: &str) -> Cow<'_, str> {
    if untrusted.is_ascii() && !untrusted.bytes().any(|b| b < b' ' || b == 0x7f) {
        return untrusted.into();
    }
    let mut cleaned = String::with_capacity(untrusted.len());
    let (mut marks, mut joined, mut is_joined) = (0, 0, false);
    let meant = untrusted.chars().map(|c| meant_by_c1(c).unwrap_or(c));
    for c in meant.filter(|&c| !is_unsafe(c)) {
        if is_extending(c) {
            marks += 1;
        } else {
            marks = 0;
            joined = if is_joined { joined + 1 } else { 0 };
        }
        let is_kept = marks <= MAX_COMBINING_MARKS && !(c == JOINER && joined >= MAX_JOINED);
        is_joined = c == JOINER && is_kept;
        if is_kept {
            cleaned.push(c);
        }
    }
    cleaned.into()
}

/// Whether a character is drawn on top of the one before it, or changes it: marks, joiners, colours of
/// skin.
pub fn is_extending(c: char) -> bool {
    c > '\u{7f}'
        && (unicode_width::UnicodeWidthChar::width(c) == Some(0)
            || matches!(c, '\u{1F3FB}'..='\u{1F3FF}'))
}

/// HTML that went through the gate (`text::html`): balanced, of bounded depth and size, no scripts,
/// no unsafe characters. Only such HTML is stored, laid out or searched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GatedHtml(Box<str>);

impl GatedHtml {
    /// Marks a string as gated. For the gate itself, and for the store, which holds nothing else.
    pub(crate) fn assume(gated: String) -> Self {
        Self(gated.into())
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_what_makes_them_work() {
        let title = SafeText::new("a\u{1b}]0;owned\u{7}b \u{9b}31mred");
        assert_eq!(title.as_str(), "a]0;ownedb ›31mred");
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(
            SafeText::new(" two\r\n\tlines \u{2028} here ").as_str(),
            "two lines here"
        );
    }

    #[test]
    fn direction_overrides_go_and_right_to_left_letters_stay() {
        assert_eq!(
            SafeText::new("\u{202e}gpj.exe\u{202c} שלום").as_str(),
            "gpj.exe שלום"
        );
    }

    #[test]
    fn towers_of_combining_marks_are_cut_and_families_stay_together() {
        let tower = format!("a{}", "\u{301}".repeat(100));
        assert_eq!(SafeText::new(&tower).as_str().chars().count(), 9);
        assert_eq!(SafeText::new("👩‍👩‍👧‍👦").as_str(), "👩‍👩‍👧‍👦");
    }

    #[test]
    fn joiners_are_bounded_alone_and_in_chains() {
        let count = |text: &str| SafeText::new(text).as_str().matches(JOINER).count();
        assert_eq!(count(&format!("a{}b", "\u{200d}".repeat(1000))), 8);
        assert_eq!(count(&"👩\u{200d}".repeat(1000)), 5 * 1000 / 6 + 1);
        assert_eq!(count(&"👩🏽\u{200d}".repeat(1000)), 5 * 1000 / 6 + 1);
        let kiss = "👩🏽\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏽";
        assert_eq!(SafeText::new(kiss).as_str(), kiss);
        let sinhala = "ශ්\u{200d}රී";
        assert_eq!(SafeText::new(sinhala).as_str(), sinhala);
    }

    #[test]
    fn characters_without_shape_or_meaning_go() {
        let text = "vis\u{ad}ible\u{2060} \u{3164}\u{115f}word\u{34f}s\u{e0041}\u{1d173}";
        assert_eq!(SafeText::new(text).as_str(), "visible words");
        for blank in [
            "\u{3164}",
            "\u{200b}\u{200b}",
            "\u{200d}",
            "\u{ad} \u{2060}",
        ] {
            assert_eq!(
                SafeText::non_empty(blank),
                None,
                "{}",
                blank.escape_unicode()
            );
        }
    }

    #[test]
    fn preformatted_lines_keep_their_blanks() {
        assert_eq!(SafeText::verbatim("\tif x  {\n").as_str(), "    if x  { ");
    }
}
