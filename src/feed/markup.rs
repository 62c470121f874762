//! A tokenizer for XML as it arrives: linear, without state beyond a position, and never failing.
//!
//! It says where tags, text and sections begin and end; what is wrong with them is judged elsewhere.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

/// A piece of the document. Every byte belongs to exactly one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Text up to the next markup; a `<` that opens nothing stands alone in a token of its own.
    Text(&'a str),
    /// What stands inside `<![CDATA[` and `]]>`.
    Cdata(&'a str),
    /// `<name …>` or `<name …/>`.
    Start(Tag<'a>),
    /// `</name>`, the name alone.
    End(&'a str),
    /// `<!DOCTYPE …>` and other declarations, what stands after `<!`.
    Declaration(&'a str),
    /// A comment or a processing instruction.
    Ignorable,
    /// Markup that the end of the document cuts off; a CDATA section's text so far is its content.
    Cut(Option<&'a str>),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// The name with its prefix.
    pub(crate) name: &'a str,
    /// Everything between the name and the closing `>` or `/>`.
    pub(crate) attributes: &'a str,
    /// Whether the tag closes itself.
    pub(crate) is_empty: bool,
}

/// The tokens of a document with their places.
pub(crate) struct Tokens<'a> {
    source: &'a str,
    at: usize,
    /// Terminators that were looked for in vain, so that the rest is not searched again and again.
    missing: Missing,
}

#[derive(Clone, Copy, Default)]
struct Missing {
    comment_end: bool,
    cdata_end: bool,
    declaration_end: bool,
    single_quote: bool,
    double_quote: bool,
}

impl<'a> Tokens<'a> {
    /// The tokens of `source` from the byte `at` on.
    pub(crate) fn from(source: &'a str, at: usize) -> Self {
        Self {
            source,
            at,
            missing: Missing::default(),
        }
    }

    /// Goes on at another byte, which must be a character's first.
    pub(crate) fn resume_at(&mut self, at: usize) {
        self.at = at;
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Reads markup that begins at the current `<`; returns it with its length.
    fn markup(&mut self) -> (Token<'a>, usize) {
        let rest = self.rest();
        match rest.as_bytes().get(1) {
            Some(b'!') => self.exclamation(rest),
            Some(b'?') => match memchr(b'>', rest.as_bytes()) {
                Some(end) => (Token::Ignorable, end + 1),
                None => (Token::Cut(None), rest.len()),
            },
            Some(b'/') if starts_name(&rest[2..]) => end_tag(rest),
            Some(_) if starts_name(&rest[1..]) => self.start_tag(rest),
            _ => (Token::Text(&rest[..1]), 1),
        }
    }

    fn exclamation(&mut self, rest: &'a str) -> (Token<'a>, usize) {
        if let Some(body) = rest.strip_prefix("<!--") {
            if !self.missing.comment_end {
                if let Some(end) = body.find("-->") {
                    return (Token::Ignorable, 4 + end + 3);
                }
                self.missing.comment_end = true;
            }
            // A comment without an end hides nothing but its own mark.
            return (Token::Ignorable, 4);
        }
        if let Some(body) = rest.strip_prefix("<![CDATA[") {
            let end = if self.missing.cdata_end {
                None
            } else {
                cdata_end(body.as_bytes())
            };
            self.missing.cdata_end = end.is_none();
            return match end {
                Some(end) => (Token::Cdata(&body[..end]), 9 + end + 3),
                None => (Token::Cut(Some(body)), rest.len()),
            };
        }
        let end = if self.missing.declaration_end {
            None
        } else {
            declaration_end(rest)
        };
        self.missing.declaration_end = end.is_none();
        match end.or_else(|| rest.find('>')) {
            Some(end) => (Token::Declaration(&rest[2..end]), end + 1),
            None => (Token::Cut(None), rest.len()),
        }
    }

    fn start_tag(&mut self, rest: &'a str) -> (Token<'a>, usize) {
        let bytes = rest.as_bytes();
        let name_end = 1 + bytes[1..]
            .iter()
            .position(|&b| {
                b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<' | b'=' | b'"' | b'\'')
            })
            .unwrap_or(bytes.len() - 1);
        let name = &rest[1..name_end];
        let mut at = name_end;
        let mut before = 0_u8;
        loop {
            match bytes.get(at) {
                None => return (Token::Cut(None), rest.len()),
                Some(b'>') => break,
                // A tag inside a tag: the first one was never closed.
                Some(b'<') if starts_name(&rest[at + 1..]) || bytes.get(at + 1) == Some(&b'/') => {
                    let tag = Tag {
                        name,
                        attributes: &rest[name_end..at],
                        is_empty: false,
                    };
                    return (Token::Start(tag), at);
                }
                Some(&quote @ (b'"' | b'\'')) if before == b'=' => {
                    at = self.closing_quote(rest, at, quote).unwrap_or(at);
                    before = quote;
                }
                Some(b) if b.is_ascii_whitespace() => {}
                Some(&b) => before = b,
            }
            at += 1;
        }
        let inside = &rest[name_end..at];
        // `<link href=http://a/>` closes nothing: the slash belongs to an unquoted address.
        let is_empty = inside.ends_with('/') && !ends_in_unquoted_value(inside);
        let tag = Tag {
            name,
            attributes: if is_empty {
                &inside[..inside.len() - 1]
            } else {
                inside
            },
            is_empty,
        };
        (Token::Start(tag), at + 1)
    }

    /// Where the value that opens at `at` closes. A value that holds a whole tag was never closed.
    fn closing_quote(&mut self, rest: &str, at: usize, quote: u8) -> Option<usize> {
        let missing = if quote == b'"' {
            &mut self.missing.double_quote
        } else {
            &mut self.missing.single_quote
        };
        if *missing {
            return None;
        }
        let Some(length) = memchr(quote, &rest.as_bytes()[at + 1..]) else {
            *missing = true;
            return None;
        };
        let value = &rest[at + 1..at + 1 + length];
        let holds_tags = memchr(b'>', value.as_bytes()).is_some_and(|end| {
            value[end..].contains('<') && value[..end].contains(['/', '"', '\'', ' '])
        });
        let looks_closed = matches!(
            rest.as_bytes().get(at + length + 2),
            None | Some(b'>' | b'/' | b'?') | Some(b' ' | b'\t' | b'\r' | b'\n')
        );
        (!holds_tags || looks_closed).then_some(at + 1 + length)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest();
        let (token, length) = match memchr(b'<', rest.as_bytes()) {
            None if rest.is_empty() => return None,
            None => (Token::Text(rest), rest.len()),
            Some(0) => self.markup(),
            Some(end) => (Token::Text(&rest[..end]), end),
        };
        let start = self.at;
        self.at += length;
        Some((token, start..self.at))
    }
}

/// Reads the end tag at the start. One that another tag begins inside, `</a<b>`, was not finished; so that
/// many of them in a row cost no search to the end of the document each, the name is read first.
fn end_tag(rest: &str) -> (Token<'_>, usize) {
    let name = &rest["</".len()..];
    let length = name
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '<' | '>'))
        .unwrap_or(name.len());
    let (name, after) = name.split_at(length);
    if after.starts_with('<') {
        return (Token::End(name), "</".len() + length);
    }
    match memchr(b'>', after.as_bytes()) {
        Some(end) => {
            let length = "</".len() + length + end + 1;
            (Token::End(name.trim_end_matches('/')), length)
        }
        None => (Token::Cut(None), rest.len()),
    }
}

/// Where the content of a CDATA section ends; brackets are rare in it.
fn cdata_end(body: &[u8]) -> Option<usize> {
    memchr_iter(b']', body).find(|&at| body[at..].starts_with(b"]]>"))
}

/// Where a declaration ends: the first `>` outside brackets, quotes and comments.
fn declaration_end(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut comment_until = 0;
    for (at, byte) in rest.bytes().enumerate() {
        match (byte, quote) {
            _ if at < comment_until => {}
            (b'<', None) if at > 0 && rest[at..].starts_with("<!--") => {
                comment_until = at + rest[at..].find("-->")?;
            }
            (_, Some(open)) if byte == open => quote = None,
            (_, Some(_)) => {}
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'[', None) => depth += 1,
            (b']', None) => depth = depth.saturating_sub(1),
            (b'>', None) if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether a name can begin here.
fn starts_name(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | ':'))
}

fn is_blank(c: char) -> bool {
    c.is_ascii_whitespace()
}

fn ends_in_unquoted_value(attributes: &str) -> bool {
    let last = attributes.rsplit(is_blank).next().unwrap_or_default();
    match last.split_once('=') {
        Some((_, value)) => value.len() > 1 && !value.starts_with(['"', '\'']),
        None => false,
    }
}

/// An attribute as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// The name with its prefix.
    pub(crate) name: &'a str,
    /// The value, references unresolved; empty where there is none.
    pub(crate) value: &'a str,
    /// Whether it is written as XML wants it: `name="value"` or `name='value'` after a blank.
    pub(crate) is_sound: bool,
}

/// The attributes of a start tag, one after the other.
pub(crate) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Attributes<'a> {
    /// Reads the `attributes` of a [`Tag`].
    pub(crate) fn of(tag: &Tag<'a>) -> Self {
        Self {
            rest: tag.attributes,
        }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let trimmed = self.rest.trim_start_matches(is_blank);
        let is_apart = trimmed.len() < self.rest.len();
        // Slashes, equal signs and quotes in front of a name are left over from something broken.
        let named = trimmed
            .trim_start_matches(|c: char| is_blank(c) || matches!(c, '/' | '=' | '"' | '\''));
        let has_litter = named.len() < trimmed.len();
        if named.is_empty() {
            self.rest = "";
            return has_litter.then_some(Attribute {
                name: "",
                value: "",
                is_sound: false,
            });
        }
        let name_end = named
            .find(|c: char| is_blank(c) || matches!(c, '=' | '"' | '\'' | '/'))
            .unwrap_or(named.len());
        let (name, after) = named.split_at(name_end);
        let Some(value) = after.trim_start_matches(is_blank).strip_prefix('=') else {
            self.rest = after;
            return Some(Attribute {
                name,
                value: "",
                is_sound: false,
            });
        };
        let value = value.trim_start_matches(is_blank);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest, is_quoted) = match quote {
            Some(quote) => match value[1..].split_once(quote) {
                Some((inside, rest)) => (inside, rest, true),
                None => (&value[1..], "", false),
            },
            None => {
                let end = value.find(is_blank).unwrap_or(value.len());
                (&value[..end], &value[end..], false)
            }
        };
        self.rest = rest;
        Some(Attribute {
            name,
            value,
            is_sound: is_quoted && is_apart && !has_litter && !value.contains('<'),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(source: &str) -> Vec<Token<'_>> {
        Tokens::from(source, 0).map(|(token, _)| token).collect()
    }

    fn start<'a>(name: &'a str, attributes: &'a str, is_empty: bool) -> Token<'a> {
        Token::Start(Tag {
            name,
            attributes,
            is_empty,
        })
    }

    #[test]
    fn sound_markup_is_taken_apart() {
        assert_eq!(
            tokens("<a b='>'>x<![CDATA[<y>]]></a ><!-- <z> --><c/>"),
            [
                start("a", " b='>'", false),
                Token::Text("x"),
                Token::Cdata("<y>"),
                Token::End("a"),
                Token::Ignorable,
                start("c", "", true),
            ]
        );
    }

    #[test]
    fn a_stray_less_than_is_text() {
        assert_eq!(
            tokens("1 < 2 <3"),
            [
                Token::Text("1 "),
                Token::Text("<"),
                Token::Text(" 2 "),
                Token::Text("<"),
                Token::Text("3"),
            ]
        );
    }

    #[test]
    fn a_quote_that_never_closes_takes_no_other_tag_with_it() {
        assert_eq!(
            tokens("<a href=\"x y>text</a><b c=\"d\"/>"),
            [
                start("a", " href=\"x y", false),
                Token::Text("text"),
                Token::End("a"),
                start("b", " c=\"d\"", true),
            ]
        );
    }

    #[test]
    fn attributes_are_read_in_every_spelling() {
        let tag = Tag {
            name: "a",
            attributes: " b=\"1\" c='2' d=3 e f=\"4\"g=\"5\"",
            is_empty: false,
        };
        let read = Attributes::of(&tag)
            .map(|a| (a.name, a.value, a.is_sound))
            .collect::<Vec<_>>();
        assert_eq!(
            read,
            [
                ("b", "1", true),
                ("c", "2", true),
                ("d", "3", false),
                ("e", "", false),
                ("f", "4", true),
                ("g", "5", false),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn tokens_cover_every_byte_once(source in "[<>/!?\\-\\[\\]CDATA='\" abé&;]{0,200}") {
            let mut at = 0;
            for (_, range) in Tokens::from(&source, 0) {
                proptest::prop_assert_eq!(range.start, at);
                proptest::prop_assert!(range.end > at);
                at = range.end;
            }
            proptest::prop_assert_eq!(at, source.len());
        }
    }
}
