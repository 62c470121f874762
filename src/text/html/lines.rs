//! Plain text as gated HTML: paragraphs at blank lines, lines as they are, what is set in columns as
//! preformatted text, addresses as links.

use std::borrow::Cow;

use super::{MAX_INPUT_BYTES, gate, writer};
use crate::model::safe::GatedHtml;
use crate::text::addresses::{addresses, with_scheme};
use crate::text::tokens::head;

/// Columns of a line up to which a paragraph can be preformatted: wider ones are prose without line breaks.
const MAX_PREFORMATTED_COLUMNS: usize = 132;

/// Columns between the tab stops of plain text.
const TAB_COLUMNS: usize = 8;

/// Columns that prose keeps free at the start of a line.
const MAX_INDENT: usize = 16;

/// Columns at which editors and mail programs end the lines of a paragraph.
const WRAPPED_COLUMNS: std::ops::RangeInclusive<usize> = 50..=100;

/// Holds blanks to the word behind them, where HTML would fold them.
const NO_BREAK_SPACE: &str = "\u{a0}";

/// Makes gated HTML of plain text, line by line.
pub fn gate_text(untrusted: &str) -> GatedHtml {
    let lines = head(untrusted, MAX_INPUT_BYTES).lines();
    gate_paragraphs(lines.map(expand_tabs).collect(), false)
}

/// Makes gated HTML of a text that should be HTML and holds no tags. Lines that only end because the
/// publisher's editor broke them are joined, and what all of them are indented by is the publisher's, too.
pub fn gate_lines(untrusted: &str) -> GatedHtml {
    let lines = head(untrusted, MAX_INPUT_BYTES).lines();
    let mut lines: Vec<Cow<'_, str>> = lines.map(expand_tabs).collect();
    // The first line stands behind the start tag.
    let behind_first = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let common = behind_first.map(|line| indent(line)).min().unwrap_or(0);
    for (number, line) in lines.iter_mut().enumerate() {
        let cut = match number {
            0 => indent(line),
            _ => common.min(indent(line)),
        };
        *line = Cow::Owned(line[cut..].to_owned());
    }
    gate_paragraphs(lines, true)
}

fn gate_paragraphs(lines: Vec<Cow<'_, str>>, may_join: bool) -> GatedHtml {
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    let mut writer = Writer {
        html: String::with_capacity(bytes + bytes / 4),
        in_patch: false,
        preformatted: None,
        may_join,
    };
    let mut blanks = 0;
    for paragraph in lines.chunk_by(|a, b| is_blank(a) == is_blank(b)) {
        match is_blank(&paragraph[0]) {
            true => blanks = paragraph.len(),
            false => {
                writer.paragraph(paragraph, blanks);
                blanks = 0;
            }
        }
    }
    writer.end_preformatted();
    gate(&writer.html, None)
}

struct Writer {
    html: String,
    /// A change to files is being read, of which each line says by its first character what it is.
    in_patch: bool,
    /// The preformatted text that is being put together, and whether it is a change to files.
    preformatted: Option<(String, bool)>,
    may_join: bool,
}

impl Writer {
    fn paragraph(&mut self, lines: &[Cow<'_, str>], blanks: usize) {
        let begins_patch = lines.iter().any(|line| line.starts_with("@@ -"));
        let is_changed = |line: &Cow<'_, str>| line.starts_with([' ', '+', '-', '@', '\\']);
        self.in_patch = begins_patch || self.in_patch && lines.iter().all(is_changed);
        // Behind a blank line, code goes on where it is indented.
        let goes_on = self.preformatted.is_some() && indent(&lines[0]) > 0 && is_narrow(lines);
        if !(self.in_patch || goes_on || is_preformatted(lines)) {
            self.end_preformatted();
            return self.prose(lines);
        }
        let is_patch = self.in_patch;
        if self
            .preformatted
            .as_ref()
            .is_some_and(|(_, was)| *was != is_patch)
        {
            self.end_preformatted();
        }
        let (text, _) = self
            .preformatted
            .get_or_insert_with(|| (String::new(), is_patch));
        if !text.is_empty() {
            text.push_str(&"\n".repeat(blanks));
        }
        for line in lines {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }

    fn end_preformatted(&mut self) {
        let Some((text, is_patch)) = self.preformatted.take() else {
            return;
        };
        self.html.push_str(match is_patch {
            true => "<pre class=\"language-diff\">\n",
            false => "<pre>\n",
        });
        link(&mut self.html, &text);
        self.html.push_str("</pre>");
    }

    fn prose(&mut self, lines: &[Cow<'_, str>]) {
        let joins = self.may_join && is_wrapped(lines);
        let between = if joins { " " } else { "<br>" };
        for (number, line) in lines.iter().enumerate() {
            self.html
                .push_str(if number == 0 { "<p>" } else { between });
            let indent = indent(line);
            self.html
                .push_str(&NO_BREAK_SPACE.repeat(indent.min(MAX_INDENT)));
            link(&mut self.html, line[indent..].trim_end());
        }
        self.html.push_str("</p>");
    }
}

/// Whether lines are set below each other: some stand further to the right than the first, or hold
/// columns.
fn is_preformatted(lines: &[Cow<'_, str>]) -> bool {
    let is_single = lines.len() == 1 && indent(&lines[0]) >= 4;
    let is_indented = lines.iter().skip(1).any(|line| indent(line) > 0);
    let columns = lines.iter().filter(|line| has_columns(line)).count();
    (is_single || is_indented || columns > 1) && is_narrow(lines)
}

/// Whether a paragraph is none that was written in one line each.
fn is_narrow(lines: &[Cow<'_, str>]) -> bool {
    lines
        .iter()
        .all(|line| line.chars().count() <= MAX_PREFORMATTED_COLUMNS)
}

/// Whether blanks stand in a line that set a column apart.
fn has_columns(line: &str) -> bool {
    line.trim().contains("   ")
}

/// Whether the lines of a paragraph end where the next word did not fit any more, and go on in the middle
/// of a sentence.
fn is_wrapped(lines: &[Cow<'_, str>]) -> bool {
    let columns = |line: &str| line.trim_end().chars().count();
    let widest = lines.iter().map(|line| columns(line)).max().unwrap_or(0);
    if lines.len() < 2 || !WRAPPED_COLUMNS.contains(&widest) {
        return false;
    }
    let goes_on = lines[1..]
        .iter()
        .filter(|line| line.trim_start().starts_with(char::is_lowercase))
        .count();
    let is_full = |pair: &[Cow<'_, str>]| {
        let next = pair[1].split_whitespace().next().unwrap_or_default();
        columns(&pair[0]) + 1 + columns(next) > widest
    };
    goes_on * 2 >= lines.len() - 1 && lines.windows(2).all(is_full)
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Blanks at the start of a line.
fn indent(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

/// A line with blanks up to the next stop in the place of each tab.
fn expand_tabs(line: &str) -> Cow<'_, str> {
    if !line.contains('\t') {
        return Cow::Borrowed(line);
    }
    let mut expanded = String::with_capacity(line.len() + TAB_COLUMNS);
    let mut column = 0;
    for c in line.chars() {
        if c == '\t' {
            let blanks = TAB_COLUMNS - column % TAB_COLUMNS;
            expanded.push_str(&" ".repeat(blanks));
            column += blanks;
        } else {
            expanded.push(c);
            column += 1;
        }
    }
    Cow::Owned(expanded)
}

/// Writes plain text as HTML, web addresses in it as links.
fn link(html: &mut String, text: &str) {
    let mut written = 0;
    for place in addresses(text) {
        let address = &text[place.clone()];
        writer::escape_text(html, &text[written..place.start]);
        html.push_str("<a href=\"");
        writer::escape_value(html, &with_scheme(address));
        html.push_str("\">");
        writer::escape_text(html, address);
        html.push_str("</a>");
        written = place.end;
    }
    writer::escape_text(html, &text[written..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(plain: &str) -> String {
        gate_text(plain).as_str().to_owned()
    }

    fn lines(plain: &str) -> String {
        gate_lines(plain).as_str().to_owned()
    }

    #[test]
    fn plain_text_becomes_paragraphs_breaks_and_links() {
        assert_eq!(
            text("One & <b>\ntwo (https://example.org/a_(b)).\n\n\nThree"),
            "<p>One &amp; &lt;b&gt;<br>two (<a href=\"https://example.org/a_(b)\">\
             https://example.org/a_(b)</a>).</p><p>Three</p>"
        );
    }

    #[test]
    fn a_patch_keeps_its_blanks_and_tabs() {
        assert_eq!(
            text(
                "Try this:\n\n--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,3 @@\n int f(void)\n {\n \n-\treturn 1;\n+\treturn 2;\n }\n\nThanks"
            ),
            "<p>Try this:</p><pre class=\"language-diff\">--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,3 @@\n int f(void)\n {\n\n\
             -       return 1;\n+       return 2;\n }</pre><p>Thanks</p>"
        );
    }

    #[test]
    fn what_is_indented_or_set_in_columns_is_preformatted() {
        assert_eq!(
            text("if a:\n    b()\n\n    c()\nend"),
            "<pre>if a:\n    b()\n\n    c()\nend</pre>"
        );
        assert_eq!(
            text("name\tage\nann\t30\nbartholomew\t4"),
            "<pre>name    age\nann     30\nbartholomew     4</pre>"
        );
        assert_eq!(text("    bake();"), "<pre>    bake();</pre>");
    }

    #[test]
    fn prose_keeps_the_indentation_of_its_first_line() {
        assert_eq!(
            text("  It was\ndark."),
            "<p>\u{a0}\u{a0}It was<br>dark.</p>"
        );
        let long = format!("* one\n  {}", "word ".repeat(40));
        assert!(text(&long).starts_with("<p>* one<br>\u{a0}\u{a0}word word"));
        assert_eq!(text("a.  B\n> c"), "<p>a. B<br>&gt; c</p>");
    }

    #[test]
    fn lines_that_an_editor_broke_are_joined_and_others_stay() {
        let broken = "The harbour was closed on Monday after the storm had\n\
                      torn two boats from the pier, which the keeper saw\nfirst.";
        assert_eq!(
            lines(broken),
            format!("<p>{}</p>", broken.replace('\n', " "))
        );
        assert_eq!(
            text(broken),
            format!("<p>{}</p>", broken.replace('\n', "<br>"))
        );
        for kept in [
            "0:00 Start\n1:30 Glue\n4:00 Flight",
            "Monday the harbour was closed because of the heavy storm\n\
             Tuesday the harbour was open again for the small boats\n\
             Wednesday nobody came",
        ] {
            assert_eq!(
                lines(kept),
                format!("<p>{}</p>", kept.replace('\n', "<br>"))
            );
        }
    }

    #[test]
    fn the_indentation_of_the_document_is_not_the_texts() {
        assert_eq!(
            lines("\n      First.\n\n      Second\n      line.\n    "),
            "<p>First.</p><p>Second<br>line.</p>"
        );
        assert_eq!(
            lines("def f():\n        g()\n        h()"),
            "<p>def f():<br>g()<br>h()</p>"
        );
    }
}
