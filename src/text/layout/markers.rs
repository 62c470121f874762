//! What stands in front of the items of ordered lists: numbers, letters and Roman numbers, forwards,
//! backwards and as each item says.
//!
//! html2text counts forwards from a start and asks for each number's prefix. It is given a place in the
//! list of all prefixes instead, which are codes of as many control characters as the marker has columns.

use std::collections::HashMap;

use super::decorate::{FIRST_CODE, LAST_CODE};
use crate::model::safe::GatedHtml;
use crate::text::markup::{Attributes, Piece, pieces};

/// Control characters that a code is made of.
const BASE: usize = (LAST_CODE - FIRST_CODE + 1) as usize;

/// The largest number in letters, `zz`.
const MAX_LETTERS: i64 = 26 * 27;

/// The largest number in Roman digits.
const MAX_ROMAN: i64 = 3_999;

/// The markers of all items.
#[derive(Debug, Default)]
pub(super) struct Markers {
    /// What html2text puts in front of each item, as wide as the widest of its list.
    pub(super) prefixes: Vec<String>,
    /// For each list in the order of their start tags, the place of its first item's prefix.
    pub(super) starts: Vec<usize>,
    texts_by_code: HashMap<String, String>,
    codes_by_text: HashMap<String, String>,
    /// How many codes there are of each width.
    used: HashMap<usize, usize>,
}

/// An ordered list while it is read.
struct List {
    place: usize,
    style: Style,
    start: Option<i64>,
    is_reversed: bool,
    /// The number that each item states.
    items: Vec<Option<i64>>,
}

#[derive(Clone, Copy)]
enum Style {
    Decimal,
    Letters { is_upper: bool },
    Roman { is_upper: bool },
}

/// The markers of the ordered lists of a text.
pub(super) fn markers(html: &GatedHtml) -> Markers {
    let mut markers = Markers::default();
    if !html.as_str().contains("<ol") {
        return markers;
    }
    // Unordered lists are there for their items, which are not counted.
    let mut open: Vec<Option<List>> = Vec::new();
    for piece in pieces(html) {
        match piece {
            Piece::Start("ul", _) => open.push(None),
            Piece::Start("ol", attributes) => {
                open.push(Some(List::new(markers.starts.len(), attributes)));
                markers.starts.push(0);
            }
            Piece::Start("li", attributes) => {
                if let Some(Some(list)) = open.last_mut() {
                    list.items.push(number(attributes, "value"));
                }
            }
            Piece::End("ul") => drop(open.pop()),
            Piece::End("ol") => {
                if let Some(list) = open.pop().flatten() {
                    markers.add(&list);
                }
            }
            _ => {}
        }
    }
    markers
}

fn number(attributes: Attributes<'_>, name: &str) -> Option<i64> {
    attributes.get(name)?.parse().ok()
}

impl List {
    fn new(place: usize, attributes: Attributes<'_>) -> Self {
        let style = match attributes.get("type").as_deref() {
            Some("a") => Style::Letters { is_upper: false },
            Some("A") => Style::Letters { is_upper: true },
            Some("i") => Style::Roman { is_upper: false },
            Some("I") => Style::Roman { is_upper: true },
            _ => Style::Decimal,
        };
        Self {
            place,
            style,
            start: number(attributes, "start"),
            is_reversed: attributes.get("reversed").is_some(),
            items: Vec::new(),
        }
    }

    /// The number of each item (HTML, section 4.4.5).
    fn numbers(&self) -> Vec<i64> {
        let count = i64::try_from(self.items.len()).unwrap_or(i64::MAX);
        let step = if self.is_reversed { -1 } else { 1 };
        let first = if self.is_reversed { count } else { 1 };
        let mut next = self.start.unwrap_or(first);
        let number = |stated: &Option<i64>| {
            let own = stated.unwrap_or(next);
            next = own.saturating_add(step);
            own
        };
        self.items.iter().map(number).collect()
    }
}

impl Markers {
    fn add(&mut self, list: &List) {
        self.starts[list.place] = self.prefixes.len();
        let numbers = list.numbers().into_iter();
        let texts: Vec<String> = numbers.map(|number| marker(number, list.style)).collect();
        let widest = texts.iter().map(String::len).max().unwrap_or(0);
        for text in texts {
            let padding = " ".repeat(widest - text.len() + 1);
            let code = self.code(text);
            self.prefixes.push(code + &padding);
        }
    }

    /// The code of a marker: one control character a column. There are more codes of three and more
    /// characters than markers that a text has room for, and of two than there are markers.
    fn code(&mut self, text: String) -> String {
        if let Some(code) = self.codes_by_text.get(&text) {
            return code.clone();
        }
        let used = self.used.entry(text.len()).or_default();
        let mut rest = *used;
        *used += 1;
        let digit = |_| {
            let digit = FIRST_CODE + u8::try_from(rest % BASE).unwrap_or_default();
            rest /= BASE;
            char::from(digit)
        };
        let code: String = (0..text.len()).map(digit).collect();
        self.texts_by_code.insert(code.clone(), text.clone());
        self.codes_by_text.insert(text, code.clone());
        code
    }

    /// The marker of a code.
    pub(super) fn text(&self, code: &str) -> Option<&str> {
        self.texts_by_code.get(code).map(String::as_str)
    }
}

/// The marker of the item with this number, in ASCII.
fn marker(number: i64, style: Style) -> String {
    let cased = |text: String, is_upper| match is_upper {
        true => text.to_ascii_uppercase(),
        false => text,
    };
    let text = match style {
        Style::Letters { is_upper } if (1..=MAX_LETTERS).contains(&number) => {
            cased(letters(number), is_upper)
        }
        Style::Roman { is_upper } if (1..=MAX_ROMAN).contains(&number) => {
            cased(roman(number), is_upper)
        }
        _ => number.to_string(),
    };
    text + "."
}

/// `a` to `z`, then `aa` to `zz`.
fn letters(number: i64) -> String {
    let letter = |number: i64| char::from(b'a' + u8::try_from(number % 26).unwrap_or_default());
    let last = number - 1;
    match last / 26 {
        0 => letter(last).into(),
        first => [letter(first - 1), letter(last)].iter().collect(),
    }
}

fn roman(number: i64) -> String {
    const DIGITS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut left = number;
    let mut text = String::new();
    for (value, digits) in DIGITS {
        while left >= value {
            text.push_str(digits);
            left -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::html::gate;

    /// The markers of all items as they are drawn, list after list in the order of their ends.
    fn drawn(html: &str) -> Vec<String> {
        let markers = markers(&gate(html, None));
        let drawn = markers.prefixes.iter().map(|prefix| {
            let code = prefix.trim_end_matches(' ');
            assert_eq!(code.len(), markers.text(code).unwrap().len());
            markers.text(code).unwrap().to_owned()
        });
        drawn.collect()
    }

    #[test]
    fn items_are_counted_as_html_counts_them() {
        let items = "<li>a<li>b<li>c";
        for (list, expected) in [
            ("<ol>", ["1.", "2.", "3."]),
            ("<ol start=9>", ["9.", "10.", "11."]),
            ("<ol reversed>", ["3.", "2.", "1."]),
            ("<ol reversed start=1>", ["1.", "0.", "-1."]),
            ("<ol type=a start=26>", ["z.", "aa.", "ab."]),
            ("<ol type=A>", ["A.", "B.", "C."]),
            ("<ol type=I start=8>", ["VIII.", "IX.", "X."]),
            (
                "<ol style='list-style-type: lower-roman'>",
                ["i.", "ii.", "iii."],
            ),
            ("<ol type=a start=0>", ["0.", "a.", "b."]),
        ] {
            assert_eq!(drawn(&format!("{list}{items}</ol>")), expected, "{list}");
        }
        assert_eq!(
            drawn("<ol><li value=10>x<li>y<li value=4>z<li>u</ol>"),
            ["10.", "11.", "4.", "5."]
        );
        assert_eq!(
            drawn("<ol><li>x<ol type=a><li>y</ol><li>z<ul><li>u</ul></ol>"),
            ["a.", "1.", "2."]
        );
    }

    #[test]
    fn every_marker_has_a_code_of_its_own() {
        let list = |kind: char| format!("<ol type={kind}>{}</ol>", "<li>x".repeat(1_500));
        let html: String = ['1', 'a', 'A', 'i', 'I'].map(list).concat();
        let mut markers = drawn(&html);
        assert_eq!(markers.len(), 7_500);
        assert_eq!(markers[1_499], "1500.");
        markers.sort();
        markers.dedup();
        assert!(markers.len() > 4_000);
    }
}
