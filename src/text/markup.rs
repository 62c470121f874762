//! Reading gated HTML back: tags and text in order, without a parser.

use std::borrow::Cow;

use crate::model::safe::GatedHtml;

/// A tag or a text of gated HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A start tag: its name, and its attributes as they are written.
    Start(&'a str, Attributes<'a>),
    /// An end tag.
    End(&'a str),
    /// Text with its entities; [`unescape`] resolves them.
    Text(&'a str),
}

/// The attributes of a start tag as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// The value of an attribute, entities resolved.
    pub(super) fn get(self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.0.trim_start();
        while let Some((found, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"')?;
            if found == name {
                return Some(unescape(value));
            }
            rest = after.trim_start();
        }
        None
    }
}

/// The pieces of gated HTML in order.
pub(super) fn pieces(html: &GatedHtml) -> Pieces<'_> {
    Pieces {
        rest: html.as_str(),
    }
}

/// Iterates over the pieces of gated HTML.
#[derive(Clone)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let Some(tag) = self.rest.strip_prefix('<') else {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Piece::Text(text));
        };
        // The gate escapes `>` in values, so the next one ends the tag.
        let (tag, rest) = tag.split_once('>').unwrap_or((tag, ""));
        self.rest = rest;
        if let Some(name) = tag.strip_prefix('/') {
            return Some(Piece::End(name));
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        Some(Piece::Start(name, Attributes(attributes)))
    }
}

/// Resolves the four entities that the gate writes.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
        ]
        .into_iter()
        .find(|(entity, _)| rest.starts_with(entity));
        let (length, c) = entity.map_or((1, '&'), |(entity, c)| (entity.len(), c));
        plain.push(c);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// What a picture says in words: its alternative text and what appears while the pointer rests on it,
/// each once. A title that only repeats the file's name says nothing.
pub(super) fn picture_text(attributes: Attributes<'_>) -> Option<String> {
    let filled = |name| attributes.get(name).filter(|text| !text.trim().is_empty());
    let (alt, title) = (filled("alt"), filled("title"));
    let Some(title) = title else {
        return alt.map(Cow::into_owned);
    };
    let Some(alt) = alt else {
        return Some(title.into_owned());
    };
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let wanted = letters(&title);
    let source = attributes.get("src").unwrap_or_default();
    let file = source.rsplit('/').next().unwrap_or_default();
    let is_known = letters(&alt).contains(&wanted) || letters(file).contains(&wanted);
    Some(match is_known {
        true => alt.into_owned(),
        false => format!("{alt} — {title}"),
    })
}

/// Whether an element of gated HTML stands on lines of its own.
pub(super) fn is_block(name: &str) -> bool {
    !matches!(
        name,
        "strong" | "em" | "s" | "code" | "sub" | "sup" | "abbr" | "time" | "a" | "br" | "img"
    )
}
