//! The gate in front of everything that lays HTML out: a linear pass over tokens, balanced and bounded.
//!
//! What comes out is a small language: few elements, few attributes, every tag closed, blocks only
//! where HTML allows them, so that no parser behind the gate has anything to repair. Passing it
//! through the gate again changes nothing.

mod attribute;
mod lines;
mod structure;
mod writer;

pub use self::lines::{gate_lines, gate_text};
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
/// Scripts, styles, forms, drawings and what is hidden go with their content, other unknown elements lose
/// their tags.
/// Links stay where they lead to http, https or mailto, pictures where they have an http address;
/// what can only be played or embedded becomes a link. What exceeds [`MAX_INPUT_BYTES`],
/// [`MAX_OUTPUT_BYTES`] or [`MAX_ELEMENTS`] is cut off.
pub fn gate(untrusted: &str, base: Option<&Url>) -> GatedHtml {
    let untrusted = head(untrusted, MAX_INPUT_BYTES);
    let gate = tokenize(untrusted, Gate::new(base, untrusted.len()));
    let has_hidden = gate.has_hidden();
    let html = gate.finish();
    if !html.is_empty() || !has_hidden {
        return GatedHtml::assume(html);
    }
    // A script was to show it, or there is nothing else to read.
    let gate = Gate::new(base, untrusted.len()).showing_hidden();
    GatedHtml::assume(tokenize(untrusted, gate).finish())
}

/// An address of the web, if it leads where a reader can go and does not hide which host that is.
pub(super) fn web_address(address: &str) -> Option<Url> {
    attribute::web_address(address, None)
}

#[cfg(test)]
mod tests;
