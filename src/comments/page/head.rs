//! What stands around a comment's text: the lines with name, date and buttons, and how to tell them from
//! the text itself.

use std::collections::HashSet;

use jiff::Timestamp;

use super::remark::Remark;
use super::written::{self, Order};
use super::{body, phrases, time};
use crate::feed::dates;
use crate::text::dom::{Element, Line};

/// Lines at the beginning and at the end in which a name or a date is looked for, where no element is
/// known to hold the text alone.
const EDGE_LINES: (usize, usize) = (4, 2);

/// Lines that are looked at where the text has its own element.
const MAX_LINES: usize = 40;

/// Words of a line that may be a relative time.
const MAX_RELATIVE_WORDS: usize = 9;

/// What stands around the text of one comment.
#[derive(Default)]
pub(super) struct Head<'a> {
    /// The element that holds the text.
    pub(super) text: Option<Element<'a>>,
    /// Whether that element is known to hold nothing else.
    pub(super) is_exact: bool,
    /// The lines in which name and date may stand.
    pub(super) lines: Vec<Line>,
}

impl<'a> Head<'a> {
    /// Reads what stands around `text`; `begins` tells where other comments begin.
    fn of(
        remark: &Remark<'a>,
        text: Option<Element<'a>>,
        begins: impl Fn(Element<'a>) -> bool,
    ) -> Self {
        let around = match text {
            Some(_) => None,
            None => body::around_text(remark).into_iter().next(),
        };
        let lines = lines_without(remark, text.or(around), &begins);
        // An element that holds the text among other things holds it alone where the date is elsewhere.
        let is_dated = |line: &Line| {
            written::find(&line.text, Order::DayFirst).is_some() || is_relative(&line.text)
        };
        let is_exact = text.is_some();
        let has_time = |around: &Element<'_>| {
            let mut outside = remark
                .own
                .iter()
                .filter(|element| !around.contains(**element));
            outside.any(|element| element != around && time::is_shown_in(*element))
        };
        let is_alone =
            is_exact || lines.iter().any(is_dated) || around.as_ref().is_some_and(has_time);
        let mut lines = match around {
            Some(_) if !is_alone => lines_without(remark, None, &begins),
            _ => lines,
        };
        let text = text.or(around.filter(|_| is_alone));
        if text.is_some() {
            lines.truncate(MAX_LINES);
        } else if lines.len() > EDGE_LINES.0 + EDGE_LINES.1 {
            lines.drain(EDGE_LINES.0..lines.len() - EDGE_LINES.1);
        }
        Self {
            text,
            is_exact,
            lines,
        }
    }

    /// Whether an element stands outside of the text.
    pub(super) fn has(&self, element: Element<'_>) -> bool {
        self.text
            .is_none_or(|text| text != element && !text.contains(element))
    }
}

/// The lines of a comment without those of an element, of other comments, and of the form.
fn lines_without<'a>(
    remark: &Remark<'a>,
    text: Option<Element<'a>>,
    begins: impl Fn(Element<'a>) -> bool,
) -> Vec<Line> {
    let leaves_out =
        |element: Element<'a>| text == Some(element) || begins(element) || body::is_never(element);
    let parts = remark.parts.iter();
    parts.flat_map(|part| part.lines(leaves_out)).collect()
}

/// What stands around the texts of all comments of a page; `text` finds a comment's own element for it.
pub(super) fn heads<'a>(
    remarks: &[Remark<'a>],
    text: impl Fn(&Remark<'a>) -> Option<Element<'a>>,
) -> Vec<Head<'a>> {
    let starts = starts(remarks);
    let begins = |element: Element<'a>| starts.contains(&element.index());
    remarks
        .iter()
        .map(|remark| Head::of(remark, text(remark), begins))
        .collect()
}

/// The places of the elements that comments consist of.
pub(super) fn starts(remarks: &[Remark<'_>]) -> HashSet<usize> {
    let parts = remarks.iter().flat_map(|remark| &remark.parts);
    parts.map(|part| part.index()).collect()
}

/// Whether a line holds nothing but the author's name, a date, and words and buttons around them.
pub(super) fn is_head(line: &Line, author: Option<&str>, order: Order) -> bool {
    if line.is_cut {
        return false;
    }
    let mut rest = line.text.clone();
    let mut is_known = false;
    while let Some(found) = written::find(&rest, order) {
        rest.replace_range(found.range, " ");
        is_known = true;
    }
    if let Some(at) = author
        .filter(|name| !name.is_empty())
        .and_then(|name| rest.find(name))
    {
        let name = author.unwrap_or_default();
        rest.replace_range(at..at + name.len(), " ");
        is_known = true;
    }
    if phrases::is_control(&line.text) || is_place(&line.text) {
        return true;
    }
    let leads_over = line.text.ends_with([':', '：']);
    ((is_known || leads_over) && phrases::is_filler(&rest)) || is_relative(&rest)
}

/// Whether a line holds the author's name or a date.
pub(super) fn names(line: &Line, author: Option<&str>, order: Order) -> bool {
    author.is_some_and(|name| !name.is_empty() && line.text.contains(name))
        || written::find(&line.text, order).is_some()
}

/// Whether a line at the end of a comment is no part of its text.
pub(super) fn is_tail(line: &Line, author: Option<&str>, order: Order) -> bool {
    let is_signed = || phrases::has_by(&line.text) || is_head(line, author, order);
    (line.is_linked && phrases::is_control(&line.text))
        || (!line.is_cut && written::find(&line.text, order).is_some() && is_signed())
}

/// The number of a comment in its thread: "#3", "3.".
fn is_place(text: &str) -> bool {
    let digits = text
        .strip_prefix('#')
        .or_else(|| text.strip_suffix('.'))
        .unwrap_or_default();
    !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is nothing but a relative time, with words that stand around one: every other word would
/// be missed.
pub(super) fn is_relative(text: &str) -> bool {
    // Any base will do: only that it is one is asked.
    let Some(base) = Timestamp::from_second(1_600_000_000).ok() else {
        return false;
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() || words.len() > MAX_RELATIVE_WORDS {
        return false;
    }
    let Some(whole) = dates::relative(text, base) else {
        return false;
    };
    (0..words.len()).all(|at| {
        phrases::is_around_relative(words[at]) || {
            let others = [&words[..at], &words[at + 1..]].concat().join(" ");
            dates::relative(&others, base) != Some(whole)
        }
    })
}
