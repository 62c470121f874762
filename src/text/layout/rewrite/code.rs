//! Lines of preformatted text, which the layout library does not get to see.

use super::Rewriter;
use crate::model::safe::SafeText;
use crate::text::highlight::highlight;
use crate::text::layout::decorate::Note;
use crate::text::layout::{Mark, Span, Syntax};
use crate::text::markup::Attributes;

impl Rewriter {
    /// Preformatted text, cut into lines that are kept aside.
    pub(super) fn code(&mut self, text: &str) {
        for (number, piece) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_code_line();
                self.out.html.push_str("<br>");
            }
            let mark = self.mark();
            if let Some(line) = &mut self.code_line
                && !piece.is_empty()
            {
                line.push(Span {
                    text: SafeText::verbatim(piece),
                    mark,
                });
            }
        }
    }

    pub(super) fn end_code_line(&mut self) {
        let number = self.out.code.len();
        let line = self.code_line.replace(Vec::new()).unwrap_or_default();
        self.out.code.push(line);
        self.note("-", Note::CodeLine(number));
    }

    /// Tells the parts of the preformatted text that has just ended apart, if its language is known.
    pub(super) fn highlight(&mut self) {
        let Some(language) = self.language.take() else {
            return;
        };
        let code = &mut self.out.code[self.code_start..];
        let text = |line: &Vec<Span>| line.iter().map(|span| span.text.as_str()).collect();
        let lines: Vec<String> = code.iter().map(text).collect();
        let parts = highlight(&language, &lines).unwrap_or_default();
        for (line, parts) in code.iter_mut().zip(parts) {
            *line = split(line, &parts);
        }
    }
}

/// The language that an element's class names; the gate leaves no other class.
pub(super) fn language(attributes: Attributes<'_>) -> Option<String> {
    let class = attributes.get("class")?;
    Some(class.strip_prefix("language-")?.to_owned())
}

/// Spans cut where parts begin, each with what it is.
fn split(spans: &[Span], parts: &[(usize, Option<Syntax>)]) -> Vec<Span> {
    let mut parts = parts.iter().copied();
    let mut part = parts.next();
    let mut pieces = Vec::new();
    for span in spans {
        let mut rest = span.text.as_str();
        while !rest.is_empty() {
            let (left, syntax) = part.unwrap_or((rest.len(), None));
            let (piece, after) = rest.split_at(left.min(rest.len()));
            part = match left - piece.len() {
                0 => parts.next(),
                left => Some((left, syntax)),
            };
            rest = after;
            if !piece.is_empty() {
                pieces.push(Span {
                    text: SafeText::verbatim(piece),
                    mark: Mark {
                        syntax,
                        ..span.mark
                    },
                });
            }
        }
    }
    pieces
}
