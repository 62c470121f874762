//! Character and entity references as feeds write them: sound, sloppy, borrowed from HTML, or declared.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::memchr;

use crate::model::safe::meant_by_c1;
use crate::text::references::named;

/// Entities read from a document type declaration.
const MAX_DECLARED: usize = 256;

/// Bytes of one declared entity's value.
const MAX_VALUE_BYTES: usize = 1024;

/// Bytes that declared entities may add to a document, which makes nested or repeated bombs harmless.
const MAX_EXPANDED_BYTES: usize = 1 << 20;

/// Longest name looked up; HTML's longest is `CounterClockwiseContourIntegral`.
const MAX_NAME_BYTES: usize = 40;

/// Entities that a document declares for itself, without nesting and within a budget.
#[derive(Debug, Default)]
pub(crate) struct Declared<'a> {
    values: HashMap<&'a str, &'a str>,
    spent: usize,
}

impl<'a> Declared<'a> {
    /// Reads `<!ENTITY name "value">` from a document type declaration. Parameter entities and those
    /// that lie in other files are left out: nothing is ever fetched.
    pub(crate) fn read(&mut self, doctype: &'a str) {
        for declaration in doctype.split("<!ENTITY").skip(1) {
            if self.values.len() >= MAX_DECLARED {
                return;
            }
            let declaration = declaration.trim_start();
            let Some((name, rest)) = declaration.split_once(|c: char| c.is_ascii_whitespace())
            else {
                continue;
            };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            if let Some((value, _)) = rest[1..].split_once(quote)
                && value.len() <= MAX_VALUE_BYTES
            {
                self.values.entry(name).or_insert(value);
            }
        }
    }

    /// The characters that a declared entity stands for; references inside it are resolved only if
    /// they name single characters.
    fn expand(&mut self, name: &str) -> Option<String> {
        let value = *self.values.get(name)?;
        self.spent = self.spent.saturating_add(value.len());
        (self.spent <= MAX_EXPANDED_BYTES).then(|| unescape(value).into_owned())
    }
}

/// What stands at an ampersand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A reference that XML accepts, of this length.
    Sound(usize),
    /// A reference of this length that XML does not know, and the characters it means.
    Means(usize, String),
    /// An ampersand that means itself.
    Stray,
}

/// Reads the reference at the start of `text`, which begins with `&`.
pub(crate) fn at(text: &str, declared: &mut Declared<'_>) -> Reference {
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        return numeric(number);
    }
    let length = body
        .bytes()
        .take(MAX_NAME_BYTES)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        .count();
    let name = &body[..length];
    if name.is_empty() || body.as_bytes().get(length) != Some(&b';') {
        return Reference::Stray;
    }
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        return Reference::Sound(length + 2);
    }
    declared
        .expand(name)
        .or_else(|| named(name))
        .map_or(Reference::Stray, |meaning| {
            Reference::Means(length + 2, meaning)
        })
}

/// `&#…` without these two characters.
fn numeric(number: &str) -> Reference {
    let (digits, radix, marks) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 3),
        None => (number, 10, 2),
    };
    let length = digits.chars().take_while(|c| c.is_digit(radix)).count();
    if length == 0 {
        return Reference::Stray;
    }
    let is_closed = digits.as_bytes().get(length) == Some(&b';');
    let whole = marks + length + usize::from(is_closed);
    let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let is_windows = (0x80..=0x9f).contains(&code);
    let character = char::from_u32(code).filter(|&c| is_xml(c));
    if character.is_some() && is_closed && !is_windows && !number.starts_with('X') {
        return Reference::Sound(whole);
    }
    let meaning = match character {
        // Editors wrote the byte where the character's number belongs.
        Some(character) => meant_by_c1(character).unwrap_or(character).to_string(),
        None => String::new(),
    };
    Reference::Means(whole, meaning)
}

/// Whether XML 1.0 allows the character (section 2.2), control characters of C1 included.
pub(crate) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Text with its references resolved; what is no reference stays.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut declared = Declared::default();
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut next = Some(first);
    while let Some(ampersand) = next {
        plain.push_str(&rest[..ampersand]);
        rest = &rest[ampersand..];
        let length = match at(rest, &mut declared) {
            Reference::Sound(length) => {
                push_sound(&rest[..length], &mut plain);
                length
            }
            Reference::Means(length, meaning) => {
                plain.push_str(&meaning);
                length
            }
            Reference::Stray => {
                plain.push('&');
                1
            }
        };
        rest = &rest[length..];
        next = memchr(b'&', rest.as_bytes());
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn push_sound(reference: &str, plain: &mut String) {
    match reference {
        "&amp;" => plain.push('&'),
        "&lt;" => plain.push('<'),
        "&gt;" => plain.push('>'),
        "&quot;" => plain.push('"'),
        "&apos;" => plain.push('\''),
        _ => {
            let number = reference.trim_start_matches("&#").trim_end_matches(';');
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            plain.extend(code.ok().and_then(char::from_u32));
        }
    }
}

/// Appends text with `&`, `<` and `>` escaped.
pub(crate) fn push_escaped(text: &str, xml: &mut String) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            _ => xml.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_xml_html_and_old_editors_are_resolved() {
        assert_eq!(
            unescape(
                "AT&amp;T &eacute;&nbsp;&#8217;&#x2019;&#XE9;&#146;&#233 &#0;&#xD800;&bogus; & &amp"
            ),
            "AT&T é\u{a0}’’é’é &bogus; & &amp"
        );
    }

    #[test]
    fn declared_entities_expand_once_and_within_a_budget() {
        let mut declared = Declared::default();
        declared.read(r#"DOCTYPE rss [<!ENTITY me "A&amp;B"><!ENTITY ext SYSTEM "file:///etc/passwd"><!ENTITY a "&b;">"#);
        assert_eq!(
            at("&me; x", &mut declared),
            Reference::Means(4, "A&B".into())
        );
        assert_eq!(at("&ext; x", &mut declared), Reference::Stray);
        assert_eq!(
            at("&a; x", &mut declared),
            Reference::Means(3, "&b;".into())
        );
        declared.spent = MAX_EXPANDED_BYTES;
        assert_eq!(at("&me; x", &mut declared), Reference::Stray);
    }
}
