//! What a text is written in, whatever its publisher says of it: HTML, HTML escaped once more, or plain
//! text.
//!
//! Feeds declare wrongly, or nothing. A text counts as HTML if it holds tags that can be nothing else, so
//! an address of mail in angle brackets, a generic type or the name of an element is text, and text keeps
//! its lines.

use std::borrow::Cow;
use std::collections::HashSet;

use url::Url;

use super::element::{Role, role};
use super::html::{self, MAX_INPUT_BYTES};
use super::plain::decode_entities;
use super::tags::{Tag, tags};
use super::tokens::head;
use crate::model::safe::GatedHtml;

/// Times that HTML is looked for below what escaped it.
const MAX_ESCAPED: usize = 2;

/// Breaks and ends of paragraphs from which on escaped tags are the text's own, and not what it is about.
const MIN_BREAKS: usize = 3;

/// Passes a text through the gate that may be HTML or not. `is_plain` says that it is declared as plain
/// text; relative addresses are resolved against `base`.
pub fn gate(untrusted: &str, is_plain: bool, base: Option<&Url>) -> GatedHtml {
    let untrusted = head(untrusted, MAX_INPUT_BYTES);
    if is_plain {
        return match is_document(untrusted) {
            true => html::gate(untrusted, base),
            false => html::gate_text(untrusted),
        };
    }
    if has_markup(untrusted) {
        return html::gate(untrusted, base);
    }
    let text = decode_entities(untrusted);
    let mut unescaped = text.clone();
    for _ in 0..MAX_ESCAPED {
        if is_escaped_html(&unescaped) {
            return html::gate(&unescaped, base);
        }
        match decode_entities(&unescaped) {
            Cow::Borrowed(_) => break,
            Cow::Owned(decoded) => unescaped = Cow::Owned(decoded),
        }
    }
    html::gate_lines(&text)
}

/// Whether a text holds tags of HTML beyond doubt: breaks, tags with attributes, pairs, and those that
/// need no end tag, unless they are merely named.
fn has_markup(text: &str) -> bool {
    let mut started: HashSet<Cow<'_, str>> = HashSet::new();
    let is_first = |tag: &Tag<'_>| text[..tag.start].trim_start().is_empty();
    tags(text).any(|tag| {
        if tag.stands_alone {
            return true;
        }
        if tag.is_end {
            return started.contains(&tag.name);
        }
        let needs_no_end = matches!(&*tag.name, "p" | "li" | "dt" | "dd" | "tr" | "td" | "th");
        let is_repeated = started.contains(&tag.name);
        needs_no_end && (is_repeated || is_first(&tag)) || {
            started.insert(tag.name);
            false
        }
    })
}

/// Whether a text that is declared as plain is a document of HTML from its first to its last character.
fn is_document(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('<')
        && text.ends_with('>')
        && has_markup(text)
        && tags(text).next().is_some_and(|tag| tag.start == 0)
}

/// Whether a text whose tags were escaped is HTML, and not a text about tags: it begins with one, holds
/// links or pictures, or is broken into lines and paragraphs by them.
fn is_escaped_html(decoded: &str) -> bool {
    if !has_markup(decoded) {
        return false;
    }
    let is_shown = |tag: &Tag<'_>| !matches!(role(&tag.name), Some(Role::Dropped));
    let start = decoded.len() - decoded.trim_start().len();
    let ends_in_tag = decoded.trim_end().ends_with('>');
    let mut breaks = 0;
    tags(decoded).filter(is_shown).any(|tag| {
        let is_block = matches!(role(&tag.name), Some(Role::Block(..)));
        let begins_text = tag.start == start && (is_block || ends_in_tag);
        let leads_somewhere = match &*tag.name {
            "a" => tag.attributes.contains("href"),
            "img" => tag.attributes.contains("src"),
            _ => false,
        };
        breaks += match (&*tag.name, tag.is_end) {
            ("br", _) | ("p" | "div" | "li", true) => 1,
            _ => 0,
        };
        begins_text || leads_somewhere || breaks >= MIN_BREAKS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gated(text: &str) -> String {
        gate(text, false, None).as_str().to_owned()
    }

    #[test]
    fn a_text_without_tags_keeps_its_lines_and_its_angle_brackets() {
        assert_eq!(
            gated("One.\n\nTwo\nthree."),
            "<p>One.</p><p>Two<br>three.</p>"
        );
        for text in [
            "Nora Vane <nora@example.org> wrote",
            "Put #include <stdio.h> first",
            "List<String> and Map<K, V>",
            "The <video> element, <br or not",
            "1 < 2 and 3 > 2",
            "<T> is a type",
        ] {
            let escaped = text.replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(gated(text), format!("<p>{escaped}</p>"));
            assert_eq!(gate(text, true, None).as_str(), format!("<p>{escaped}</p>"));
        }
        assert_eq!(
            gated("AT&amp;T &#8211; caf&eacute;"),
            "<p>AT&amp;T – café</p>"
        );
    }

    #[test]
    fn a_text_with_tags_is_html() {
        for text in [
            "<p>one",
            "one<br>two",
            "a <b>bold</b> word",
            "one<p>two<p>three",
            "see <a href='https://a.example/'>this",
            "x<!-- no -->y",
        ] {
            assert_eq!(gated(text), html::gate(text, None).as_str());
        }
    }

    #[test]
    fn html_that_was_escaped_again_is_html() {
        let once = "<p>One <b>bold</b> word.</p><p>Two.</p>";
        let escape = |text: &str| {
            text.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
        };
        assert_eq!(gated(&escape(once)), once.replace("b>", "strong>"));
        assert_eq!(gated(&escape(&escape(once))), once.replace("b>", "strong>"));
        for text in [
            "See <a href=\"https://a.example/\">this</a>.",
            "A picture: <img src=\"https://a.example/x.png\">",
            "One<br>two<br>three<br>four",
        ] {
            assert_eq!(gated(&escape(text)), html::gate(text, None).as_str());
        }
    }

    #[test]
    fn a_text_about_tags_is_no_html() {
        for text in [
            "<p>Write &lt;p&gt;text&lt;/p&gt;&lt;br&gt;&lt;br&gt;&lt;br&gt;</p>",
            "Write &lt;b&gt;bold&lt;/b&gt; for bold.",
            "&lt;b&gt;bold&lt;/b&gt; is how bold is written",
            "&lt;dialog&gt; and &lt;details&gt; are everywhere now",
            "An &lt;script&gt;alert(1)&lt;/script&gt; in a name",
        ] {
            assert!(gated(text).contains("&lt;"), "{text}");
        }
        assert_eq!(
            gate("<b>bold</b> is how bold is written", true, None).as_str(),
            "<p>&lt;b&gt;bold&lt;/b&gt; is how bold is written</p>"
        );
    }

    #[test]
    fn html_that_is_declared_as_plain_is_html_where_all_of_it_is() {
        assert_eq!(gate("\n<p>one</p>\n", true, None).as_str(), "<p>one</p>");
        assert_eq!(gate("AT&amp;T", true, None).as_str(), "<p>AT&amp;amp;T</p>");
    }
}
