//! Start tags: whether one can stay as it is, and how it is written anew.

use crate::feed::markup::{Attributes, Tag};
use crate::feed::namespaces;
use crate::feed::references::{self, Reference};

/// Attributes kept of one tag: duplicates are found by comparing each with each.
pub(super) const MAX_ATTRIBUTES: usize = 64;

/// HTML elements without content. `link`, `source` and `meta` are none of them in feeds.
const VOID: [&str; 10] = [
    "br", "img", "hr", "wbr", "input", "area", "col", "embed", "param", "track",
];

/// A start tag to be written with every attribute quoted, named once, and with sound references.
pub(super) struct Rewrite<'t, 'a> {
    /// The name to write.
    pub(super) name: &'t str,
    /// The tag as it is.
    pub(super) tag: &'t Tag<'a>,
    /// Namespace declarations to keep.
    pub(super) declarations: usize,
    /// Whether version 2.0 has to be stated.
    pub(super) needs_version: bool,
    /// Whether the tag closes itself.
    pub(super) is_closed: bool,
}

impl Rewrite<'_, '_> {
    /// Writes the tag.
    pub(super) fn write(&self) -> String {
        let mut text = format!("<{}", self.name);
        let mut names: Vec<&str> = Vec::new();
        let mut declarations = 0;
        if self.needs_version {
            names.push("version");
            text.push_str(" version=\"2.0\"");
        }
        for attribute in Attributes::of(self.tag).take(MAX_ATTRIBUTES) {
            if !is_xml_name(attribute.name) || names.contains(&attribute.name) {
                continue;
            }
            let mut respelled = None;
            if attribute.name.starts_with("xmlns:") {
                declarations += 1;
                if declarations > self.declarations {
                    continue;
                }
                respelled = namespaces::respelled(attribute.value);
            }
            names.push(attribute.name);
            text.push(' ');
            text.push_str(attribute.name);
            text.push_str("=\"");
            match respelled {
                Some(address) => text.push_str(address),
                None => references::push_escaped(&references::unescape(attribute.value), &mut text),
            }
            text.push('"');
        }
        text.push_str(if self.is_closed { "/>" } else { ">" });
        text
    }
}

/// Appends an end tag.
pub(super) fn push_end(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Whether HTML closes the element by itself.
pub(super) fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
}

/// Whether a character can stand in a name.
pub(super) fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')
}

/// Whether a name is one in XML, with at most one prefix.
pub(super) fn is_xml_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(is_name_char)
        && name.bytes().filter(|&b| b == b':').count() <= 1
        && !name.ends_with(':')
}

/// Whether every ampersand of a value begins a reference that XML knows.
pub(super) fn has_sound_references(value: &str) -> bool {
    let mut none = references::Declared::default();
    let mut rest = value;
    while let Some(found) = rest.find('&') {
        rest = &rest[found..];
        match references::at(rest, &mut none) {
            Reference::Sound(length) => rest = &rest[length..],
            _ => return false,
        }
    }
    true
}
