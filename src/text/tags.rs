//! The tags of HTML elements in a text that may be HTML or not.
//!
//! Only the names of HTML elements count, so that `Vec<T>`, `a < b` and `<ann@example.org>` are none. Linear
//! in the length of the text.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::element::{is_known, is_void};

/// A tag found in a text; a comment is one without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// The element's name in lower case.
    pub(super) name: Cow<'t, str>,
    /// What stands between the name and the end.
    pub(super) attributes: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_end: bool,
    /// Whether it is beyond doubt a tag, also without one that closes the element.
    pub(super) stands_alone: bool,
}

/// The tags in a text.
pub(super) fn tags(text: &str) -> Tags<'_> {
    Tags {
        text,
        position: 0,
        has_comment_end: true,
        has_quote: [true; 2],
    }
}

/// Iterates over the tags in a text.
pub(super) struct Tags<'t> {
    text: &'t str,
    position: usize,
    /// What was looked for in vain is not looked for again.
    has_comment_end: bool,
    has_quote: [bool; 2],
}

impl<'t> Iterator for Tags<'t> {
    type Item = Tag<'t>;

    fn next(&mut self) -> Option<Tag<'t>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.position + memchr(b'<', bytes.get(self.position..)?)?;
            self.position = start + 1;
            let tag = match bytes.get(start + 1) {
                Some(b'!') => self.comment(start),
                Some(_) => self.tag(start),
                None => None,
            };
            if tag.is_some() {
                return tag;
            }
        }
    }
}

impl<'t> Tags<'t> {
    fn comment(&mut self, start: usize) -> Option<Tag<'t>> {
        let content = self.text[start..].strip_prefix("<!--")?;
        if !self.has_comment_end {
            return None;
        }
        let Some(length) = memmem::find(content.as_bytes(), b"-->") else {
            self.has_comment_end = false;
            return None;
        };
        self.position = start + "<!--".len() + length + "-->".len();
        Some(Tag {
            name: Cow::Borrowed(""),
            attributes: "",
            start,
            end: self.position,
            is_end: false,
            stands_alone: true,
        })
    }

    fn tag(&mut self, start: usize) -> Option<Tag<'t>> {
        let is_end = self.text[start + 1..].starts_with('/');
        let name_start = start + 1 + usize::from(is_end);
        let rest = &self.text.as_bytes()[name_start..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
        let name_end = name_start + length.count();
        let name = &self.text[name_start..name_end];
        let name: Cow<'t, str> = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => name.to_ascii_lowercase().into(),
            false => name.into(),
        };
        let behind = self.text.as_bytes().get(name_end);
        let is_tag = matches!(behind, Some(b'>' | b' ' | b'/' | b'\t' | b'\n' | b'\r'));
        if !is_tag || !is_known(&name) {
            return None;
        }
        let end = self.end(name_end)?;
        let attributes = &self.text[name_end..end - 1];
        let has_attributes = attributes.contains('=');
        let is_break = matches!(&*name, "br" | "hr" | "wbr");
        Some(Tag {
            stands_alone: is_break && is_void(&name) || has_attributes,
            name,
            attributes,
            start,
            end,
            is_end,
        })
    }

    /// Goes behind the `>` that ends the attributes from `at` on, outside of their quotes; nothing where
    /// another tag begins before, from which the search goes on.
    fn end(&mut self, mut at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut before = 0;
        loop {
            match bytes.get(at) {
                Some(b'>') => {
                    self.position = at + 1;
                    return Some(at + 1);
                }
                Some(b'<') => {
                    self.position = at;
                    return None;
                }
                Some(&quote @ (b'"' | b'\'')) if before == b'=' => {
                    at = self.closing_quote(at, quote).unwrap_or(at);
                    before = quote;
                }
                Some(byte) if byte.is_ascii_whitespace() => {}
                Some(&byte) => before = byte,
                None => {
                    self.position = at;
                    return None;
                }
            }
            at += 1;
        }
    }

    /// Where the value that opens at `at` closes, if what follows looks like it.
    fn closing_quote(&mut self, at: usize, quote: u8) -> Option<usize> {
        let has_quote = &mut self.has_quote[usize::from(quote == b'"')];
        if !*has_quote {
            return None;
        }
        let bytes = self.text.as_bytes();
        let Some(length) = memchr(quote, &bytes[at + 1..]) else {
            *has_quote = false;
            return None;
        };
        let close = at + 1 + length;
        let is_closed = bytes
            .get(close + 1)
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        is_closed.then_some(close)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn found(text: &str) -> Vec<&str> {
        tags(text).map(|tag| &text[tag.start..tag.end]).collect()
    }

    #[test]
    fn a_tag_ends_at_the_first_greater_than_outside_of_its_values() {
        assert_eq!(
            found("<a title=\"a > b\">x</a> <b class='>'>"),
            ["<a title=\"a > b\">", "</a>", "<b class='>'>"]
        );
        assert_eq!(
            found("<a title=\"never closed>x</a>"),
            ["<a title=\"never closed>", "</a>"]
        );
        assert_eq!(found("<a b c <i>x</i>"), ["<i>", "</i>"]);
    }

    #[test]
    fn what_is_no_element_is_no_tag() {
        for text in [
            "a < b and c > d",
            "Vec<T> and Vec<Option<T>>",
            "Nora <nora@example.org> wrote",
            "#include <stdio.h>",
            "<https://a.example/>",
            "<!-- never closed",
            "<b",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_worst_texts_are_read_once() {
        let began = Instant::now();
        for piece in [
            "<a ",
            "<a b=\"",
            "<a b='\"",
            "<!--",
            "<",
            "<a b=\"<a\" ",
            "=\"x",
            "</a",
            "<a b=\"c\"",
        ] {
            let text = piece.repeat((1 << 20) / piece.len());
            tags(&text).for_each(drop);
        }
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
