//! Gated HTML as plain text for printing: quotations marked, code as it was written, links with numbers.

use url::Url;

use super::layout::{Glyphs, Line, LineKind, lay_out};
use super::wrap;
use crate::model::safe::GatedHtml;

/// Wide enough that no paragraph of a comment is broken.
const UNBROKEN: u16 = u16::MAX;

/// A text for printing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    lines: Vec<PrintedLine>,
    /// Where the links lead, in the order of the numbers in brackets behind their words.
    pub links: Vec<Url>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PrintedLine {
    /// What stands in front of it: signs of quotations and lists.
    first: String,
    /// The same in front of what goes on below it.
    next: String,
    text: String,
    /// Whether blanks and line breaks in it are the author's.
    is_verbatim: bool,
}

/// The text of gated HTML: `> ` in front of what is quoted, code with its indentation, and behind the words
/// of a link its number in brackets unless they are the address.
pub fn printed(html: &GatedHtml) -> Printed {
    let prose = lay_out(html, UNBROKEN, Glyphs::Ascii);
    Printed {
        lines: prose.lines.iter().map(printed_line).collect(),
        links: prose.links.into_iter().map(|link| link.url).collect(),
    }
}

fn printed_line(line: &Line) -> PrintedLine {
    if line.kind == LineKind::Rule {
        return PrintedLine {
            text: "---".to_owned(),
            ..PrintedLine::default()
        };
    }
    let mut printed = PrintedLine {
        is_verbatim: matches!(line.kind, LineKind::Code | LineKind::Table),
        ..PrintedLine::default()
    };
    for span in &line.spans {
        let text = span.text.as_str();
        let is_in_front = printed.text.is_empty();
        if span.mark.quote_bar && is_in_front {
            let signs = text.replace(|sign: char| !sign.is_whitespace(), ">");
            printed.first.push_str(&signs);
            printed.next.push_str(&signs);
        } else if is_in_front
            && (span.mark.bullet || (text.trim().is_empty() && !printed.is_verbatim))
        {
            printed.first.push_str(text);
            printed.next.push_str(&" ".repeat(wrap::width(text)));
        } else if is_in_front && !printed.is_verbatim {
            let words = text.trim_start();
            let blanks = &text[..text.len() - words.len()];
            printed.first.push_str(blanks);
            printed.next.push_str(blanks);
            printed.text.push_str(words);
        } else {
            printed.text.push_str(text);
        }
    }
    printed
}

impl Printed {
    /// The text with its paragraphs unbroken.
    pub fn text(&self) -> String {
        let lines = self
            .lines
            .iter()
            .map(|line| format!("{}{}", line.first, line.text));
        let lines: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n")
    }

    /// The lines of at most so many columns; code and tables are as wide as they are.
    pub fn lines(&self, columns: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for line in &self.lines {
            let room = columns.saturating_sub(wrap::width(&line.first)).max(1);
            let parts = match line.is_verbatim || line.text.is_empty() {
                true => vec![line.text.clone()],
                false => wrap::wrap(&line.text, room),
            };
            for (at, part) in parts.iter().enumerate() {
                let front = if at == 0 { &line.first } else { &line.next };
                lines.push(format!("{front}{part}").trim_end().to_owned());
            }
        }
        lines
    }

    /// The numbers in the text, each with its address.
    pub fn references(&self) -> impl Iterator<Item = String> {
        let links = self.lines.iter();
        let text: String = links.map(|line| line.text.as_str()).collect();
        let links = self.links.iter().enumerate();
        let numbered = links.map(|(at, url)| (format!("[{}]", at + 1), url));
        numbered
            .filter(move |(number, _)| text.contains(number.as_str()))
            .map(|(number, url)| format!("{number} {url}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::html::gate;

    fn text(html: &str) -> String {
        printed(&gate(html, None)).text()
    }

    #[test]
    fn quotations_code_and_lists_keep_their_form() {
        assert_eq!(
            text(
                "<blockquote><p>First!</p><blockquote><p>deeper</p></blockquote></blockquote><p>Second</p>"
            ),
            "> First!\n>\n> > deeper\n\nSecond"
        );
        assert_eq!(
            text("<p>See:</p><pre><code>if (a &lt; b) {\n    bake();\n}</code></pre>"),
            "See:\n\nif (a < b) {\n    bake();\n}"
        );
        assert_eq!(
            text("<blockquote><pre>a\n  b</pre></blockquote>"),
            "> a\n>   b"
        );
        assert_eq!(text("<ul><li>one</li><li>two</li></ul>"), "* one\n* two");
        assert_eq!(text("<p>a</p><hr><p>b</p>"), "a\n\n---\n\nb");
        assert_eq!(text(""), "");
    }

    #[test]
    fn links_have_numbers_and_their_whole_addresses() {
        let html = "<p>See <a href=\"https://a.example/a/long/path\">a.example/a…</a> and \
            <a href=\"https://b.example/\">https://b.example/</a></p>";
        let printed = printed(&gate(html, None));
        assert_eq!(
            printed.text(),
            "See a.example/a… [1] and https://b.example/"
        );
        let references: Vec<String> = printed.references().collect();
        assert_eq!(references, ["[1] https://a.example/a/long/path"]);
        assert_eq!(printed.links.len(), 2);
    }

    #[test]
    fn what_is_broken_goes_on_behind_the_same_signs() {
        let html = "<blockquote><p>one two three</p></blockquote><ul><li>four five six</li></ul>\
            <pre>seven eight nine ten</pre>";
        let printed = printed(&gate(html, None));
        assert_eq!(
            printed.lines(11),
            [
                "> one two",
                "> three",
                "",
                "* four five",
                "  six",
                "",
                "seven eight nine ten"
            ]
        );
        let long = "word ".repeat(3_000);
        assert_eq!(
            super::printed(&gate(&format!("<p>{long}</p>"), None))
                .text()
                .lines()
                .count(),
            1
        );
    }
}
