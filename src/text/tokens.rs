//! HTML tokens without a tree, shared by the gate and the document tree.
//!
//! The tokenizer is html5ever's, with plain HTML read ahead of it at several times its speed. The tree
//! builder is not used, because the formatting elements that the standard makes it reopen (HTML, section
//! 13.2.4.3) turn 21 KB of input into gigabytes.

mod plain;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use memchr::memchr;

use self::plain::Piece;

/// Attributes of one tag that the tokenizer gets to see. It compares each with all before it, so the
/// rest of a tag with more is cut off.
const MAX_ATTRIBUTES: usize = 256;

/// Takes tokens in document order.
pub(super) trait TokenTarget {
    /// A start tag. `self_closing` says whether it ended in `/>`.
    fn start(&mut self, name: &str, attributes: Attributes<'_>, self_closing: bool);
    /// An end tag.
    fn end(&mut self, name: &str);
    /// Characters, entities resolved. One run of text may arrive in several pieces.
    fn text(&mut self, text: &str);
}

/// The attributes of a start tag: names and values.
#[derive(Clone, Copy)]
pub(super) struct Attributes<'a>(&'a [(&'a str, Cow<'a, str>)]);

impl<'a> Attributes<'a> {
    /// The value of the attribute called `name` (lower case).
    pub(super) fn get(self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| value.as_ref())
    }

    /// Whether there are none.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Names and values, in the order of the source.
    pub(super) fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_ref()))
    }
}

/// Takes `html` apart and hands each token to `target`. Linear in the length of `html`.
pub(super) fn tokenize<T: TokenTarget>(html: &str, target: T) -> T {
    let sink = Sink(RefCell::new(target));
    let mut rest = html.strip_prefix('\u{feff}').unwrap_or(html);
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let Some((piece, length)) = plain::read(rest, &mut attributes) else {
            tokenize_by_standard(&cut_attributes(rest), &sink);
            break;
        };
        let (source, after) = rest.split_at(length);
        match piece {
            Piece::Text(text) => sink.0.borrow_mut().text(text),
            Piece::Character(character) => {
                let mut bytes = [0; char::MAX_LEN_UTF8];
                sink.0.borrow_mut().text(character.encode_utf8(&mut bytes));
            }
            Piece::Start { name, self_closing } => {
                let attributes = Attributes(&attributes);
                sink.0.borrow_mut().start(name, attributes, self_closing);
            }
            Piece::End(name) => sink.0.borrow_mut().end(name),
            Piece::Comment => {}
            Piece::Other => tokenize_by_standard(source, &sink),
        }
        rest = after;
    }
    sink.0.into_inner()
}

/// Runs html5ever's tokenizer over a text that begins outside of any tag.
fn tokenize_by_standard<T: TokenTarget>(html: &str, sink: &Sink<T>) {
    let options = TokenizerOpts {
        discard_bom: false,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(sink, options);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // The sink never asks to wait for a script, so one call consumes everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

/// At most the first `max_bytes` of a text, cut between characters.
pub(super) fn head(text: &str, max_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(max_bytes)]
}

struct Sink<T>(RefCell<T>);

impl<T: TokenTarget> TokenSink for &Sink<T> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) => self.0.borrow_mut().text(&text),
            Token::NullCharacterToken
            | Token::CommentToken(_)
            | Token::DoctypeToken(_)
            | Token::ParseError(_)
            | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

impl<T: TokenTarget> Sink<T> {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let mut target = self.0.borrow_mut();
        if tag.kind == TagKind::EndTag {
            target.end(&tag.name);
            return TokenSinkResult::Continue;
        }
        let attributes = tag.attrs.iter();
        let attributes: Vec<(&str, Cow<'_, str>)> = attributes
            .map(|attribute| (&*attribute.name.local, Cow::Borrowed(&*attribute.value)))
            .collect();
        target.start(&tag.name, Attributes(&attributes), tag.self_closing);
        // XHTML inside feeds closes `<iframe/>` and `<script/>` in the tag; as HTML they would swallow
        // the rest of the article.
        match raw_kind(&tag.name) {
            Some(kind) if !tag.self_closing => TokenSinkResult::RawData(kind),
            _ => TokenSinkResult::Continue,
        }
    }
}

/// How the content of elements is read that holds no tags (HTML, section 13.2.6.4).
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "iframe" | "xmp" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "title" | "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// Cuts the attributes of a tag after [`MAX_ATTRIBUTES`]. Borrows when no tag has so many.
fn cut_attributes(html: &str) -> Cow<'_, str> {
    let mut kept: Option<String> = None;
    let mut copied = 0;
    let mut position = 0;
    while let Some(offset) = memchr(b'<', &html.as_bytes()[position..]) {
        let tag = position + offset;
        let (end, cut) = scan_tag(html, tag);
        if let Some(cut) = cut {
            let kept = kept.get_or_insert_with(|| String::with_capacity(html.len()));
            kept.push_str(&html[copied..cut]);
            copied = end;
        }
        position = end.max(tag + 1);
    }
    match kept {
        None => Cow::Borrowed(html),
        Some(mut kept) => {
            kept.push_str(&html[copied..]);
            Cow::Owned(kept)
        }
    }
}

/// Looks at what begins with the `<` at `tag`. Returns where to go on, and where the attributes end
/// that are kept if there are too many. Comments and scripts are stepped over: they hold no tags.
fn scan_tag(html: &str, tag: usize) -> (usize, Option<usize>) {
    let rest = &html.as_bytes()[tag + 1..];
    if rest.starts_with(b"!--") {
        let end = html[tag..].find("-->").map_or(html.len(), |at| tag + at);
        return (end, None);
    }
    if !rest
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/')
    {
        return (tag + 1, None);
    }
    let (end, cut) = scan_attributes(html.as_bytes(), tag + 1);
    for raw in ["script", "style"] {
        let is_raw = rest
            .get(..raw.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(raw.as_bytes()));
        if is_raw {
            return (end_of_raw_text(html.as_bytes(), end, raw.as_bytes()), cut);
        }
    }
    (end, cut)
}

/// Steps over the name and the attributes from `start`. Returns the place of the `>` (or the end of the
/// text), and where the attributes end that are kept.
fn scan_attributes(bytes: &[u8], start: usize) -> (usize, Option<usize>) {
    let mut position = start;
    let mut attributes = 0;
    let mut cut = None;
    let mut in_word = true;
    while let Some(&byte) = bytes.get(position) {
        match byte {
            b'>' => break,
            b'"' | b'\'' if bytes[position - 1] == b'=' => {
                let value = &bytes[position + 1..];
                let length = memchr(byte, value);
                position += length.map_or(value.len(), |length| length + 1);
                in_word = false;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' => in_word = false,
            b'=' => in_word = true,
            _ if !in_word => {
                in_word = true;
                attributes += 1;
                if attributes > MAX_ATTRIBUTES && cut.is_none() {
                    cut = Some(position);
                }
            }
            _ => {}
        }
        position += 1;
    }
    (position.min(bytes.len()), cut)
}

/// The place of the end tag that closes raw text, or the end of the text.
fn end_of_raw_text(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let mut position = from;
    while let Some(offset) = memchr(b'<', &bytes[position..]) {
        let tag = position + offset;
        let end_tag = bytes.get(tag + 1) == Some(&b'/')
            && bytes
                .get(tag + 2..tag + 2 + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if end_tag {
            return tag;
        }
        position = tag + 1;
    }
    bytes.len()
}
