//! Which prefixes are declared where, and what to do about those that are not.

use super::start_tag::{is_name_char, is_xml_name};
use crate::feed::namespaces::{self, Namespace};

/// Namespace declarations in force at once; quick-xml refuses a document above 128.
const MAX_DECLARATIONS: usize = 100;

/// The prefixes in force, innermost last.
pub(super) struct Prefixes<'a> {
    declared: Vec<(&'a str, Namespace)>,
    /// Usual prefixes that are used without a declaration.
    undeclared: Vec<&'static str>,
}

impl<'a> Prefixes<'a> {
    /// The prefix that needs no declaration.
    pub(super) fn new() -> Self {
        Self {
            declared: vec![("xml", Namespace::Other)],
            undeclared: Vec::new(),
        }
    }

    /// How many declarations are in force, for [`Prefixes::leave`].
    pub(super) fn in_force(&self) -> usize {
        self.declared.len()
    }

    /// Forgets all declarations but the first `outside`.
    pub(super) fn leave(&mut self, outside: usize) {
        self.declared.truncate(outside);
    }

    /// Takes a declaration up; false where there are too many.
    pub(super) fn declare(&mut self, prefix: &'a str, address: &str) -> bool {
        let has_room = self.declared.len() < MAX_DECLARATIONS;
        if has_room {
            let namespace = namespaces::by_address(address).unwrap_or(Namespace::Other);
            self.declared.push((prefix, namespace));
        }
        has_room
    }

    /// Whether a prefix means RSS or Atom.
    pub(super) fn is_core(&self, prefix: &str) -> bool {
        self.declared
            .iter()
            .rev()
            .find(|(declared, _)| *declared == prefix)
            .map_or(matches!(prefix, "atom" | "rss"), |(_, namespace)| {
                *namespace == Namespace::Core
            })
    }

    /// Usual prefixes that are used without a declaration.
    pub(super) fn undeclared(&self) -> &[&'static str] {
        &self.undeclared
    }

    /// Declarations for the root that make up for the missing ones.
    pub(super) fn missing_declarations(&self) -> String {
        self.undeclared
            .iter()
            .filter_map(|prefix| {
                let address = namespaces::usual_address(prefix)?;
                Some(format!(" xmlns:{prefix}=\"{address}\""))
            })
            .collect()
    }

    /// Another name for an element whose own would not be read as meant: its prefix is not declared, or
    /// it holds characters that names cannot hold. A usual prefix is remembered for the root instead.
    pub(super) fn name_to_write(&mut self, name: &str) -> Option<String> {
        if is_xml_name(name) {
            let (prefix, local) = name.split_once(':')?;
            if self
                .declared
                .iter()
                .any(|(declared, _)| *declared == prefix)
            {
                return None;
            }
            let usual = namespaces::USUAL_PREFIXES
                .iter()
                .find(|(usual, _)| *usual == prefix);
            if let Some(&(usual, _)) = usual {
                if !self.undeclared.contains(&usual) {
                    self.undeclared.push(usual);
                }
                return None;
            }
            if prefix == "rss" {
                return Some(local.to_owned());
            }
        }
        let mut safe = name
            .chars()
            .map(|c| if is_name_char(c) && c != ':' { c } else { '-' })
            .collect::<String>();
        if !safe.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            safe.insert(0, '_');
        }
        Some(safe)
    }
}
