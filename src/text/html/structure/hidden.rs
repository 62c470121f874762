//! Elements that a page keeps from its reader's eyes: they go with their content.

use super::Gate;
use crate::text::element::{Role, is_void, role};
use crate::text::html::attribute::declarations;
use crate::text::tokens::Attributes;

/// Classes by which style sheets take a text off the screen and leave it to those that read aloud.
const HIDING_CLASSES: [&str; 7] = [
    "sr-only",
    "screen-reader-text",
    "visually-hidden",
    "visuallyhidden",
    "screen-reader-only",
    "element-invisible",
    "show-for-sr",
];

/// Elements inside a hidden one that are told apart.
const MAX_OPEN: usize = 64;

/// A hidden element that is being passed over.
pub(super) struct Hidden {
    name: String,
    /// The elements open inside it.
    open: Vec<String>,
}

impl Gate<'_> {
    pub(super) fn start_hidden(&mut self, name: &str, self_closing: bool) {
        self.has_hidden = true;
        if !self_closing && !is_void(name) {
            self.hidden = Some(Hidden {
                name: name.to_owned(),
                open: Vec::new(),
            });
        }
    }

    /// Follows a start tag inside a hidden element. Returns whether the tag ends that.
    pub(super) fn start_inside_hidden(&mut self, name: &str, self_closing: bool) -> bool {
        let Some(hidden) = &mut self.hidden else {
            return true;
        };
        if hidden.open.is_empty() && is_ended_by(&hidden.name, name) {
            self.hidden = None;
            return true;
        }
        if !self_closing && !is_void(name) && hidden.open.len() < MAX_OPEN {
            hidden.open.push(name.to_owned());
        }
        false
    }

    /// Follows an end tag inside a hidden element. Returns whether the tag is one of an element around that,
    /// which ends it, too.
    pub(super) fn end_inside_hidden(&mut self, name: &str) -> bool {
        let Some(hidden) = &mut self.hidden else {
            return true;
        };
        if let Some(at) = hidden.open.iter().rposition(|open| open == name) {
            hidden.open.truncate(at);
            return false;
        }
        if hidden.name == name {
            self.hidden = None;
            return false;
        }
        let is_around = match role(name) {
            Some(Role::Block(element, _) | Role::Inline(element)) => {
                self.open.iter().any(|open| open.name == element)
            }
            _ => false,
        };
        if is_around {
            self.hidden = None;
        }
        is_around
    }
}

/// Whether an element without end tag ends where another begins (HTML, section 13.1.2.4).
fn is_ended_by(name: &str, next: &str) -> bool {
    match name {
        "p" => matches!(role(next), Some(Role::Block(..) | Role::Rule)),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "tr" => matches!(next, "tr" | "tbody" | "tfoot"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "tfoot"),
        _ => false,
    }
}

/// Whether a page keeps an element from its reader's eyes.
pub(super) fn is_hidden(name: &str, attributes: Attributes<'_>) -> bool {
    if attributes.is_empty() {
        return name == "dialog";
    }
    let classes = attributes.get("class").unwrap_or_default();
    let has_class = |wanted: &str| classes.split_ascii_whitespace().any(|own| own == wanted);
    // Formulas are there a second time, drawn by letters in boxes.
    let is_drawing = attributes.get("aria-hidden") == Some("true")
        && (has_class("katex-html") || name == "nobr");
    attributes.get("hidden").is_some()
        || attributes.get("popover").is_some()
        || name == "dialog" && attributes.get("open").is_none()
        || is_drawing
        || HIDING_CLASSES.iter().any(|class| has_class(class))
        || attributes.get("style").is_some_and(is_hiding_style)
}

/// Whether a style takes an element off the page.
fn is_hiding_style(style: &str) -> bool {
    let is = |name: &str, wanted: &[&str]| {
        declarations(style).any(|(own, value)| {
            let value = value.split('!').next().unwrap_or_default().trim();
            own.eq_ignore_ascii_case(name)
                && wanted
                    .iter()
                    .any(|wanted| value.eq_ignore_ascii_case(wanted))
        })
    };
    let nothing = ["0", "0px"];
    is("display", &["none"])
        || is("visibility", &["hidden", "collapse"])
        || is("mso-hide", &["all"])
        || is("overflow", &["hidden"]) && (is("max-height", &nothing) || is("height", &nothing))
}
