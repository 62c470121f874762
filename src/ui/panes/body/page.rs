//! The body as one page of rows: the header, then the laid-out lines, long quotations folded if wanted.

use crate::text::layout::{Line, LineKind, Prose, quoted_lines};
use crate::text::markdown::escape;
use crate::text::wrap;

/// One row of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A line of the title.
    Title(String),
    /// Feed, author, date and the like.
    About(String),
    /// Nothing.
    Blank,
    /// A line of the text: its index in [`Prose::lines`].
    Line(usize),
    /// So many lines of quotation stand here.
    HiddenQuote {
        /// The first of them in [`Prose::lines`].
        first: usize,
        /// How many.
        lines: usize,
    },
}

/// The rows of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    rows: Vec<Row>,
}

impl Page {
    /// Sets a header and a text together: all of it, or the lines that fit, with a blank line between
    /// their paragraphs.
    pub fn new(
        header: Vec<Row>,
        prose: Option<&Prose>,
        hides_quotes: bool,
        fits: Option<&[bool]>,
    ) -> Self {
        let mut rows = header;
        let lines = prose.map_or(&[][..], |prose| &prose.lines);
        let is_fitting = |index: usize| fits.is_none_or(|fits| fits.get(index) == Some(&true));
        let mut index = 0;
        while index < lines.len() {
            let quoted = match hides_quotes {
                true => quoted_lines(&lines[index..]),
                false => 0,
            };
            let taken = quoted.max(1);
            if (index..index + taken).any(is_fitting) {
                rows.push(match quoted {
                    0 => Row::Line(index),
                    lines => Row::HiddenQuote {
                        first: index,
                        lines,
                    },
                });
            } else if rows.last().is_some_and(is_text) && is_blank(&lines[index]) {
                rows.push(Row::Blank);
            }
            index += taken;
        }
        Self { rows }
    }

    /// Whether a line of the text is shown.
    pub fn shows(&self, line: usize) -> bool {
        matches!(self.rows.get(self.row_of(line)), Some(Row::Line(shown)) if *shown == line)
    }

    /// All rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The first row that shows this line of the text, or the quotation that it is hidden in.
    pub fn row_of(&self, line: usize) -> usize {
        let is_behind = |row: &Row| match row {
            Row::Line(shown) => *shown >= line,
            Row::HiddenQuote { first, lines } => first + lines > line,
            _ => false,
        };
        let found = self.rows.iter().position(is_behind);
        found.unwrap_or(self.rows.len().saturating_sub(1))
    }
}

/// Whether a row shows some of the text, or stands for it.
pub fn is_text(row: &Row) -> bool {
    matches!(row, Row::Line(_) | Row::HiddenQuote { .. })
}

/// A place in a text that holds at every width: characters of the text in front of it.
///
/// Blanks and quotation bars depend on the width and do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor(usize);

impl Anchor {
    /// The place at which a line begins.
    pub fn of(prose: &Prose, line: usize) -> Self {
        Self(prose.lines.iter().take(line).map(letters).sum())
    }

    /// The line that holds this place.
    pub fn line(self, prose: &Prose) -> usize {
        let mut behind = 0;
        for (index, line) in prose.lines.iter().enumerate() {
            behind += letters(line);
            if behind > self.0 {
                return index;
            }
        }
        prose.lines.len().saturating_sub(1)
    }
}

fn letters(line: &Line) -> usize {
    if line.kind == LineKind::Rule {
        return 0;
    }
    line.spans
        .iter()
        .filter(|span| !span.mark.quote_bar)
        .flat_map(|span| span.text.as_str().chars())
        .filter(|c| !c.is_whitespace())
        .count()
}

/// A line's text.
pub fn text_of(line: &Line) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
}

/// The paragraph that these lines begin with, as Markdown in one line.
pub fn paragraph(lines: &[Line]) -> String {
    escape(&joined(lines))
}

/// The text of the paragraph that these lines begin with: without the numbers of links, and joined as it
/// was before it was broken.
pub fn joined(lines: &[Line]) -> String {
    let mut joined = String::new();
    for line in lines.iter().take_while(|line| !is_blank(line)) {
        let (mut words, mut begins_with_number) = (String::new(), false);
        for span in line.spans.iter().filter(|span| !span.mark.quote_bar) {
            if span.mark.link_number {
                // The blank in front of the number is the number's.
                words.truncate(words.trim_end().len());
                begins_with_number |= words.is_empty();
            } else {
                words.push_str(span.text.as_str());
            }
        }
        // Scripts that know no blanks between words are broken without one.
        let is_wide =
            |c: Option<char>| c.is_some_and(|c| wrap::width(c.encode_utf8(&mut [0; 4])) > 1);
        let is_close = match begins_with_number {
            true => !words.starts_with(' '),
            false => is_wide(joined.chars().next_back()) && is_wide(words.chars().next()),
        };
        if !joined.is_empty() && !is_close {
            joined.push(' ');
        }
        joined.push_str(words.trim());
    }
    joined
}

/// Whether nothing but quotation bars stands in a line.
pub fn is_blank(line: &Line) -> bool {
    line.kind != LineKind::Rule && letters(line) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::safe::SafeText;
    use crate::text::layout::{Mark, Span};

    fn prose(lines: &[&str]) -> Prose {
        let line = |text: &&str| Line {
            quote_depth: u8::from(text.starts_with('>')),
            spans: vec![Span {
                text: SafeText::verbatim(text),
                ..Span::default()
            }],
            ..Line::default()
        };
        Prose {
            lines: lines.iter().map(line).collect(),
            ..Prose::default()
        }
    }

    #[test]
    fn a_place_in_the_text_holds_at_another_width() {
        let wide = prose(&["one two three", "four five six"]);
        let slim = prose(&["one two", "three", "four", "five", "six"]);
        let anchor = Anchor::of(&wide, 1);
        assert_eq!(anchor.line(&slim), 2);
        assert_eq!(Anchor::of(&slim, 2), anchor);
        assert_eq!(Anchor::of(&wide, 0).line(&slim), 0);
        assert_eq!(Anchor::of(&wide, 9).line(&slim), 4);
        assert_eq!(anchor.line(&Prose::default()), 0);
    }

    #[test]
    fn a_paragraph_is_one_line_of_markdown_without_the_numbers_of_its_links() {
        let mut text = prose(&["one *two*", "three", "", "four"]);
        let number = Span {
            text: SafeText::verbatim(" [1]"),
            mark: Mark {
                link_number: true,
                ..Mark::default()
            },
        };
        text.lines[0].spans.push(number);
        assert_eq!(paragraph(&text.lines), r"one \*two\* three");
        let end = prose(&["."]).lines.remove(0).spans.remove(0);
        text.lines[0].spans.push(end);
        assert_eq!(paragraph(&text.lines), r"one \*two\*. three");
        assert_eq!(
            paragraph(&prose(&["日本", "から", "car"]).lines),
            "日本から car"
        );
    }

    #[test]
    fn hidden_quotations_become_one_row_each() {
        let prose = prose(&["a", "> b", "> c", "d", "> e", "f"]);
        let page = Page::new(vec![Row::Blank], Some(&prose), true, None);
        let expected = [
            Row::Blank,
            Row::Line(0),
            Row::HiddenQuote { first: 1, lines: 2 },
            Row::Line(3),
            Row::Line(4),
            Row::Line(5),
        ];
        assert_eq!(page.rows(), expected);
        assert_eq!(page.row_of(2), 2);
        assert_eq!(page.row_of(3), 3);
        assert_eq!(page.row_of(99), 5);
    }
}
