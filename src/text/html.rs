//! The gate in front of everything that lays HTML out: a linear pass over tokens, balanced and bounded.
//!
//! What comes out is a small language: few elements, few attributes, every tag closed, blocks only
//! where HTML allows them, so that no parser behind the gate has anything to repair. Passing it
//! through the gate again changes nothing.

mod attribute;
mod structure;
mod writer;

pub(super) use self::writer::{escape_text, escape_value};

use url::Url;

use self::structure::Gate;
use super::tokens::{head, tokenize};
use crate::model::safe::GatedHtml;

/// Bytes of HTML that are read of one body or comment; a long novel's chapter has 100,000.
pub const MAX_INPUT_BYTES: usize = 1 << 20;

/// Bytes that come out at most. Not more than go in, so that what came out once is read whole when it
/// passes again, although escaping can make text five times longer.
pub const MAX_OUTPUT_BYTES: usize = MAX_INPUT_BYTES;

/// Elements open at a time. Deeper ones lose their tags and keep their text.
pub const MAX_DEPTH: usize = 64;

/// Quotations, lists and tables inside each other; each takes columns away from the text.
pub const MAX_NESTING: usize = 8;

/// Elements kept of one text, enough for a book chapter.
///
/// Layout needs up to two kilobytes an element, so this bounds a job near 50 MB.
pub const MAX_ELEMENTS: usize = 20_000;

/// Passes untrusted HTML through the gate; relative addresses are resolved against `base`.
///
/// Scripts, styles, forms and drawings go with their content, other unknown elements lose their tags.
/// Links stay where they lead to http, https or mailto, pictures where they have an http address;
/// what can only be played or embedded becomes a link. What exceeds [`MAX_INPUT_BYTES`],
/// [`MAX_OUTPUT_BYTES`] or [`MAX_ELEMENTS`] is cut off.
pub fn gate(untrusted: &str, base: Option<&Url>) -> GatedHtml {
    let untrusted = head(untrusted, MAX_INPUT_BYTES);
    let gate = tokenize(untrusted, Gate::new(base, untrusted.len()));
    GatedHtml::assume(gate.finish())
}

/// Makes gated HTML of plain text: paragraphs at blank lines, line breaks kept, addresses as links.
pub fn gate_text(untrusted: &str) -> GatedHtml {
    let mut html = String::with_capacity(untrusted.len() + untrusted.len() / 8);
    let mut in_paragraph = false;
    for line in head(untrusted, MAX_INPUT_BYTES).lines() {
        if line.trim().is_empty() {
            in_paragraph = false;
            continue;
        }
        html.push_str(if in_paragraph { "<br>" } else { "<p>" });
        in_paragraph = true;
        link_line(&mut html, line);
    }
    gate(&html, None)
}

/// Writes a line of plain text as HTML, web addresses in it as links.
fn link_line(html: &mut String, line: &str) {
    let mut rest = line;
    while let Some(at) = rest.find("http") {
        let (before, address) = rest.split_at(at);
        let starts_word = !before.ends_with(char::is_alphanumeric);
        let is_address = address.starts_with("http://") || address.starts_with("https://");
        if !(starts_word && is_address) {
            let (skipped, after) = rest.split_at(at + "http".len());
            writer::escape_text(html, skipped);
            rest = after;
            continue;
        }
        let length = address_length(address);
        writer::escape_text(html, before);
        html.push_str("<a href=\"");
        writer::escape_value(html, &address[..length]);
        html.push_str("\">");
        writer::escape_text(html, &address[..length]);
        html.push_str("</a>");
        rest = &address[length..];
    }
    writer::escape_text(html, rest);
}

/// Bytes of the web address at the start of a text, without the sentence's punctuation behind it.
fn address_length(text: &str) -> usize {
    let text = head(text, attribute::MAX_ADDRESS_BYTES);
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '“' | '”'))
        .unwrap_or(text.len());
    let mut address = &text[..end];
    loop {
        let kept = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        // A closing bracket belongs to the address only where an opening one does.
        let is_enclosed = kept.ends_with(')') && !kept.contains('(')
            || kept.ends_with("))") && kept.matches('(').count() < 2;
        address = match is_enclosed {
            true => &kept[..kept.len() - 1],
            false => kept,
        };
        if address.len() == kept.len() {
            return address.len();
        }
    }
}

#[cfg(test)]
mod tests;
