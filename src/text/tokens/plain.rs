//! The tokens of plain HTML, which nearly all HTML is: text, and tags whose attributes stand in quotes.
//!
//! Read in one look, without copying. Whatever is not plain is left to the standard's tokenizer: a
//! reference or a tag by itself where its end is beyond doubt, else all that is left.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::raw_kind;
use crate::text::references::closed;

/// Bytes of the name of a character reference: the longest known has 31.
const MAX_REFERENCE_BYTES: usize = 32;

/// Attributes of a plain tag. Each is compared with all before it.
const MAX_PLAIN_ATTRIBUTES: usize = 16;

/// What stands at the start of a text of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Characters that mean themselves.
    Text(&'h str),
    /// The character that a reference means.
    Character(char),
    /// A start tag; its attributes are beside it.
    Start {
        /// Its name.
        name: &'h str,
        /// Whether it ends in `/>`.
        self_closing: bool,
    },
    /// An end tag.
    End(&'h str),
    /// A comment.
    Comment,
    /// Tokens that the standard's tokenizer has to read, but that end for certain where the piece does.
    Other,
}

/// Reads one piece and says how many bytes it has; `attributes` are those of a start tag. Nothing where
/// the text has to be read by the standard's tokenizer to its end.
pub(super) fn read<'h>(
    html: &'h str,
    attributes: &mut Vec<(&'h str, Cow<'h, str>)>,
) -> Option<(Piece<'h>, usize)> {
    match html.as_bytes() {
        [b'<', b'/', ..] => end_tag(html),
        [b'<', b'!', ..] => comment(html),
        [b'<', ..] => start_tag(html, attributes),
        [b'&', ..] => Some(reference(html)),
        _ => Some(text(html)),
    }
}

fn text(html: &str) -> (Piece<'_>, usize) {
    let bytes = html.as_bytes();
    let end = memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
    match memchr2(0, b'\r', &bytes[..end]) {
        None => (Piece::Text(&html[..end]), end),
        Some(_) => (Piece::Other, text_end(bytes)),
    }
}

/// Where the text at the start ends.
fn text_end(bytes: &[u8]) -> usize {
    memchr(b'<', bytes).unwrap_or(bytes.len())
}

fn reference(html: &str) -> (Piece<'_>, usize) {
    let bytes = html.as_bytes();
    if let Some((character, length)) = character(html) {
        return (Piece::Character(character), length);
    }
    match reference_length(bytes) {
        1 => (Piece::Text(&html[..1]), 1),
        _ => (Piece::Other, text_end(bytes)),
    }
}

/// Bytes of the reference at the start, without the semicolon behind it; one where the ampersand means
/// itself.
fn reference_length(bytes: &[u8]) -> usize {
    let name = bytes[1..].iter().take(MAX_REFERENCE_BYTES);
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'#';
    1 + name.take_while(is_part).count()
}

/// The character that the reference at the start means, and its length, if it is closed, known, and means
/// just one (HTML, section 13.2.5.80 has the numbers that mean another than their own).
fn character(html: &str) -> Option<(char, usize)> {
    let length = reference_length(html.as_bytes());
    if html.as_bytes().get(length) != Some(&b';') {
        return None;
    }
    let character = match html[1..length].strip_prefix('#') {
        None => {
            let [first, second] = closed(&html[1..=length])?;
            first.filter(|_| second.is_none())?
        }
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            let code = code.ok()?;
            let is_plain = matches!(code, 0x20..0x7f | 0xa0..0xd800 | 0xe000..0xfdd0);
            char::from_u32(code).filter(|_| is_plain)?
        }
    };
    Some((character, length + 1))
}

/// A value with its references resolved, if all of them are plain.
fn resolved(value: &str) -> Option<Cow<'_, str>> {
    let Some(first) = memchr(b'&', value.as_bytes()) else {
        return Some(Cow::Borrowed(value));
    };
    let (before, mut rest) = value.split_at(first);
    let mut resolved = before.to_owned();
    while !rest.is_empty() {
        let (character, length) = match reference_length(rest.as_bytes()) {
            1 => ('&', 1),
            _ => character(rest)?,
        };
        resolved.push(character);
        let after = &rest[length..];
        let end = memchr(b'&', after.as_bytes()).unwrap_or(after.len());
        resolved.push_str(&after[..end]);
        rest = &after[end..];
    }
    Some(Cow::Owned(resolved))
}

fn comment(html: &str) -> Option<(Piece<'_>, usize)> {
    let content = html.strip_prefix("<!--")?;
    let end = memmem::find(content.as_bytes(), b"--")?;
    let is_plain = content[end..].starts_with("-->") && !content.starts_with(['>', '-']);
    is_plain.then(|| {
        (
            Piece::Comment,
            html.len() - content.len() + end + "-->".len(),
        )
    })
}

fn end_tag(html: &str) -> Option<(Piece<'_>, usize)> {
    let name = name_length(&html.as_bytes()[2..])?;
    let end = 2 + name;
    (html.as_bytes().get(end) == Some(&b'>')).then(|| (Piece::End(&html[2..end]), end + 1))
}

fn start_tag<'h>(
    html: &'h str,
    attributes: &mut Vec<(&'h str, Cow<'h, str>)>,
) -> Option<(Piece<'h>, usize)> {
    let bytes = html.as_bytes();
    let mut at = 1 + name_length(&bytes[1..])?;
    let name = &html[1..at];
    attributes.clear();
    let mut is_plain = true;
    let self_closing = loop {
        let blanks = blank_length(&bytes[at..]);
        at += blanks;
        match *bytes.get(at)? {
            b'>' => break false,
            b'/' if bytes.get(at + 1) == Some(&b'>') => {
                at += 1;
                break true;
            }
            _ if blanks == 0 || attributes.len() == MAX_PLAIN_ATTRIBUTES => return None,
            _ => {}
        }
        let (name, value) = attribute(&html[at..])?;
        at += name.len() + value.map_or(0, |value| value.len() + "=''".len());
        let value = value.unwrap_or_default();
        let is_new = attributes.iter().all(|(known, _)| *known != name);
        let has_odd = memchr2(0, b'\r', value.as_bytes()).is_some();
        match resolved(value).filter(|_| is_new && !has_odd) {
            Some(value) => attributes.push((name, value)),
            None => is_plain = false,
        }
    };
    if raw_kind(name).is_some() {
        let content = match self_closing {
            true => 0,
            false => raw_length(&bytes[at + 1..], name.as_bytes())?,
        };
        return Some((Piece::Other, at + 1 + content));
    }
    let piece = match is_plain {
        true => Piece::Start { name, self_closing },
        false => Piece::Other,
    };
    Some((piece, at + 1))
}

/// Bytes up to the end of the plain end tag that closes an element whose content holds no tags. Nothing
/// where there is none, or where the content is what looks like a comment, in which scripts may hide one.
fn raw_length(content: &[u8], name: &[u8]) -> Option<usize> {
    for tag in memchr_iter(b'<', content) {
        let rest = &content[tag + 1..];
        if rest.starts_with(b"!--") {
            return None;
        }
        let closes = rest.strip_prefix(b"/").and_then(|rest| {
            let (own, after) = rest.split_at_checked(name.len())?;
            own.eq_ignore_ascii_case(name).then_some(after)
        });
        match closes.map(|after| after.first()) {
            Some(Some(b'>')) => return Some(tag + b"</>".len() + name.len()),
            Some(None | Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/')) => return None,
            _ => {}
        }
    }
    None
}

/// The attribute at the start of a text: its name, and its value if it stands in quotes.
fn attribute(html: &str) -> Option<(&str, Option<&str>)> {
    let bytes = html.as_bytes();
    let name = name_length(bytes)?;
    match *bytes.get(name)? {
        b'=' => {}
        b'>' | b' ' | b'\n' | b'\t' => {
            // Blanks may lead to the `=` of a value.
            let next = name + blank_length(&bytes[name..]);
            return (*bytes.get(next)? != b'=').then(|| (&html[..name], None));
        }
        _ => return None,
    }
    let quote = *bytes.get(name + 1)?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let start = name + 2;
    let length = memchr(quote, &bytes[start..])?;
    Some((&html[..name], Some(&html[start..start + length])))
}

/// Bytes of the name at the start, in lower case already, if one stands there.
fn name_length(bytes: &[u8]) -> Option<usize> {
    if !bytes.first()?.is_ascii_lowercase() {
        return None;
    }
    let is_name = |byte: &u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b':')
    };
    Some(bytes.iter().take_while(|byte| is_name(byte)).count())
}

fn blank_length(bytes: &[u8]) -> usize {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t');
    bytes.iter().take_while(|byte| is_blank(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of a text, one a line, up to the place where the rest is left to the standard's tokenizer.
    fn pieces(html: &str) -> Vec<String> {
        let mut rest = html;
        let mut attributes = Vec::new();
        let mut pieces = Vec::new();
        while !rest.is_empty() {
            let Some((piece, length)) = read(rest, &mut attributes) else {
                pieces.push(format!("left: {rest}"));
                break;
            };
            pieces.push(match piece {
                Piece::Start { name, self_closing } => {
                    format!(
                        "start {name} {attributes:?}{}",
                        if self_closing { " /" } else { "" }
                    )
                }
                Piece::End(name) => format!("end {name}"),
                Piece::Text(text) => format!("text {text:?}"),
                Piece::Character(character) => format!("character {character:?}"),
                Piece::Comment => "comment".to_owned(),
                Piece::Other => format!("other {:?}", &rest[..length]),
            });
            rest = &rest[length..];
        }
        pieces
    }

    #[test]
    fn plain_html_is_read_without_the_standards_tokenizer() {
        insta::assert_snapshot!(
            pieces("<p class=\"a b\">One <br/>two &amp; <img src='x.png' hidden><!-- no --> & so on&#8230;<i title='a & b &gt;'></i></p>")
                .join("\n"),
            @r#"
        start p [("class", "a b")]
        text "One "
        start br [] /
        text "two "
        character '&'
        text " "
        start img [("src", "x.png"), ("hidden", "")]
        comment
        text " "
        text "&"
        text " so on"
        character '…'
        start i [("title", "a & b >")]
        end i
        end p
        "#
        );
    }

    #[test]
    fn what_is_not_plain_is_read_apart_where_it_ends_for_certain() {
        insta::assert_snapshot!(
            pieces("&lt b&nosuch;&#150;<a href='?a&b'>x\ry</a><p id=\"1\" id=\"2\"><i>last</i><a href=x>y")
                .join("\n"),
            @r#"
        other "&lt b&nosuch;&#150;"
        other "<a href='?a&b'>"
        other "x\ry"
        end a
        other "<p id=\"1\" id=\"2\">"
        start i []
        text "last"
        end i
        left: <a href=x>y
        "#
        );
    }
}
