//! Text without markup: titles of one line, excerpts, and whole texts for printing and searching.

use std::borrow::Cow;
use std::collections::HashSet;

use super::element::{Role, role};
use super::markup::{Piece, is_block, picture_text, pieces, unescape};
use super::tags::{Tag, tags};
use super::tokens::head;
use super::wrap;
use crate::model::safe::{GatedHtml, SafeText, meant_by_c1};

/// Bytes that are read of a title or name.
const MAX_LINE_BYTES: usize = 16 << 10;

/// Bytes of the longest entity with its `&` and `;` (`&CounterClockwiseContourIntegral;`).
const MAX_ENTITY_BYTES: usize = 34;

/// One line of what may be text or HTML (feeds do not say which): tags off, entities resolved.
///
/// Only the names of HTML elements count as tags, and only where the tag is closed, is empty by nature
/// or has attributes: `Vec<T>`, `a < b` and `The <video> element` stay as they are. Entities are
/// resolved once more when some remain, since many feeds escape their titles twice.
pub fn one_line(untrusted: &str) -> SafeText {
    let untrusted = head(untrusted, MAX_LINE_BYTES);
    if !untrusted.contains(['<', '&']) {
        return SafeText::new(untrusted);
    }
    let mut text = without_tags(untrusted);
    for _ in 0..2 {
        if !text.contains('&') {
            break;
        }
        text = decode_entities(&text).into_owned();
    }
    SafeText::new(&without_tags(&text))
}

/// The text of gated HTML: blocks as lines, paragraphs a blank line apart, no markup.
///
/// Cells of a table's row are separated by a tab. Pictures leave their alternative text.
pub fn text_of(html: &GatedHtml) -> String {
    let mut text = Text::default();
    for piece in pieces(html) {
        text.piece(piece);
        if let Piece::Text(words) = piece {
            text.push(&unescape(words));
        }
    }
    text.text.truncate(text.text.trim_end().len());
    text.text
}

/// The first words of gated HTML, at most `max_chars`, cut at a word with "…".
pub fn first_words(html: &GatedHtml, max_chars: usize) -> SafeText {
    // Words are joined by single blanks, so four bytes a character and some for folding are enough.
    let enough = max_chars.saturating_mul(4).saturating_add(64);
    let mut text = String::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(words) => text.push_str(&unescape(words)),
            Piece::Start("br", _) => text.push(' '),
            Piece::Start(name, _) | Piece::End(name) if is_block(name) => text.push(' '),
            _ => {}
        }
        if text.len() > enough {
            break;
        }
    }
    let line = SafeText::new(&text);
    if line.as_str().chars().count() <= max_chars {
        return line;
    }
    SafeText::new(&cut_at_word(line.as_str(), max_chars))
}

/// How many addresses gated HTML links to.
pub fn links_in(html: &GatedHtml) -> usize {
    let links = pieces(html).filter_map(|piece| match piece {
        Piece::Start("a", attributes) => attributes.get("href").map(|href| href.to_string()),
        _ => None,
    });
    links.collect::<HashSet<_>>().len()
}

/// The beginning of a line with "…", at most `max_chars`.
fn cut_at_word(line: &str, max_chars: usize) -> String {
    let Some(room) = max_chars.checked_sub(1) else {
        return String::new();
    };
    let end = line
        .char_indices()
        .nth(room)
        .map_or(line.len(), |(at, _)| at);
    let cut = &line[..end];
    let at_word = line[end..].starts_with(' ');
    let words = match cut.rfind(' ') {
        // A long first word, or a script without blanks, is cut where it is.
        Some(blank) if !at_word && blank >= end / 2 => &cut[..blank],
        _ => wrap::head(cut, usize::MAX),
    };
    format!("{}…", words.trim_end())
}

/// Text being put together from blocks.
#[derive(Default)]
struct Text {
    text: String,
    /// Line breaks due before the next text.
    due: usize,
}

impl Text {
    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start("br", _) => self.due += 1,
            Piece::Start("img", attributes) => {
                if let Some(words) = picture_text(attributes) {
                    self.push(&format!("[{words}]"));
                }
            }
            Piece::End("td" | "th") => self.end_cell(),
            Piece::Start("td" | "th", _) => {}
            Piece::Start(name, _) | Piece::End(name) if is_block(name) => {
                let is_line = matches!(name, "li" | "tr" | "dt" | "dd" | "div" | "caption");
                self.due = self.due.max(if is_line { 1 } else { 2 });
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        if self.due == 0 {
            self.text.push('\t');
        }
    }

    fn push(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        if self.due > 0 {
            let kept = self.text.trim_end().len();
            self.text.truncate(kept);
            if kept > 0 {
                self.text.push_str(&"\n\n"[..self.due.min(2)]);
            }
            self.due = 0;
        }
        self.text.push_str(words);
    }
}

/// The line without the tags of HTML elements; those of blocks leave a blank.
fn without_tags(line: &str) -> String {
    let tags: Vec<Tag<'_>> = tags(line).collect();
    let names = |is_end: bool| -> HashSet<&str> {
        tags.iter()
            .filter(|tag| tag.is_end == is_end)
            .map(|tag| &*tag.name)
            .collect()
    };
    let (started, ended) = (names(false), names(true));
    let mut kept = String::with_capacity(line.len());
    let mut position = 0;
    for tag in &tags {
        let is_pair = started.contains(&*tag.name) && ended.contains(&*tag.name);
        if tag.start < position || !(tag.stands_alone || is_pair) {
            continue;
        }
        kept.push_str(&line[position..tag.start]);
        position = tag.end;
        match role(&tag.name) {
            Some(Role::Block(..) | Role::Break | Role::Rule | Role::Image) => kept.push(' '),
            Some(Role::Dropped) if !tag.is_end => position = end_of(&tags, tag),
            _ => {}
        }
    }
    kept.push_str(&line[position..]);
    kept
}

/// Where the content of an element ends that goes with its tags.
fn end_of(tags: &[Tag<'_>], start: &Tag<'_>) -> usize {
    tags.iter()
        .find(|tag| tag.is_end && tag.start >= start.end && tag.name == start.name)
        .map_or(start.end, |tag| tag.end)
}

/// Resolves named and numbered entities. Borrows when there are none.
pub(crate) fn decode_entities(text: &str) -> Cow<'_, str> {
    let mut decoded: Option<String> = None;
    let mut copied = 0;
    let mut position = 0;
    while let Some(offset) = text[position..].find('&') {
        let start = position + offset;
        position = start + 1;
        let window = head(&text[start..], MAX_ENTITY_BYTES);
        let Some(length) = window.find(';') else {
            continue;
        };
        let Some(characters) = entity(&window[1..length]) else {
            continue;
        };
        let decoded = decoded.get_or_insert_with(|| String::with_capacity(text.len()));
        decoded.push_str(&text[copied..start]);
        decoded.push_str(&characters);
        position = start + length + 1;
        copied = position;
    }
    match decoded {
        None => Cow::Borrowed(text),
        Some(mut decoded) => {
            decoded.push_str(&text[copied..]);
            Cow::Owned(decoded)
        }
    }
}

/// The characters of an entity by what stands between `&` and `;`.
fn entity(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        return super::references::named(name).map(Cow::Owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers 128 to 159 mean Windows-1252 (HTML, section 13.2.5.80).
    let c = char::from_u32(code)?;
    Some(meant_by_c1(c).unwrap_or(c).to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::html::gate;

    #[test]
    fn tags_and_entities_of_a_title_are_resolved() {
        assert_eq!(one_line("AT&amp;T <em>rises</em>").as_str(), "AT&T rises");
        assert_eq!(one_line("AT&amp;amp;T").as_str(), "AT&T");
        assert_eq!(
            one_line("caf&eacute; &#8217;s &#146;n &#x2014;").as_str(),
            "café ’s ’n —"
        );
        assert_eq!(one_line("one<br>two<p>three</p>").as_str(), "one two three");
        assert_eq!(
            one_line("&lt;b&gt;Bold&lt;/b&gt; claims").as_str(),
            "Bold claims"
        );
    }

    #[test]
    fn what_only_looks_like_a_tag_stays() {
        for title in [
            "a < b and b > c",
            "Vec<T> or Vec<Option<T>>",
            "The <video> element",
            "I <3 feeds",
            "R&D at Q&A; more",
            "unclosed <b",
        ] {
            assert_eq!(one_line(title).as_str(), title);
        }
    }

    #[test]
    fn scripts_in_titles_go_with_their_content() {
        assert_eq!(
            one_line("x<script>alert(1)</script><!-- c -->y").as_str(),
            "xy"
        );
    }

    #[test]
    fn escaped_controls_do_not_come_back() {
        assert_eq!(one_line("a&#27;[31mb&#x202e;c").as_str(), "a[31mbc");
    }

    #[test]
    fn paragraphs_are_a_blank_line_apart_and_items_a_line() {
        let html = gate(
            "<h2>Head</h2><p>One<br>two.</p><ul><li>a</li><li>b &amp; c</li></ul>\
             <table><tr><td>x</td><td>y</td></tr></table>",
            None,
        );
        assert_eq!(text_of(&html), "Head\n\nOne\ntwo.\n\na\nb & c\n\nx\ty");
    }

    #[test]
    fn links_are_counted_by_their_addresses() {
        let link = |name: &str| format!("<a href='https://a.example/{name}'>{name}</a> ");
        let html = format!(
            "{}{}{}<a name='x'>x</a>",
            link("one"),
            link("two"),
            link("one")
        );
        assert_eq!(links_in(&gate(&html, None)), 2);
    }

    #[test]
    fn first_words_end_at_a_word() {
        let html = gate("<p>Half the range was</p><p>already assembled</p>", None);
        assert_eq!(
            first_words(&html, 100).as_str(),
            "Half the range was already assembled"
        );
        assert_eq!(first_words(&html, 16).as_str(), "Half the range…");
        assert_eq!(first_words(&html, 0).as_str(), "");
    }
}
