//! Dates that people write, found in a line of text: "Comment by Ada — 17.07.2011 @ 13:04".
//!
//! Only whole dates are taken: a day, a month and a year in an order that some language writes.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};

use super::phrases;
use crate::feed::dates;

/// Years in which comments in pages were written.
const YEARS: std::ops::RangeInclusive<i64> = 1990..=2099;

/// Pieces of text between a date and its clock.
const MAX_GAP: usize = 5;

/// Which of the first two numbers of 1/2/2012 is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// As most of the world writes it.
    #[default]
    DayFirst,
    /// As it is written in the United States.
    MonthFirst,
}

/// A date in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Where it stands, with its clock and its weekday.
    pub(super) range: Range<usize>,
    /// The day.
    pub(super) day: Date,
    /// The clock, of a place that is not told.
    pub(super) clock: Option<Time>,
    /// What its numbers say of their order.
    pub(super) order: Option<Order>,
}

impl Written {
    /// The moment by the clock of the page.
    pub(super) fn moment(&self) -> DateTime {
        self.day.to_datetime(self.clock.unwrap_or(Time::midnight()))
    }
}

/// Finds the first date in a text.
pub(super) fn find(text: &str, order: Order) -> Option<Written> {
    let pieces = pieces(text);
    (0..pieces.len()).find_map(|at| {
        let (date, end) = date(&pieces, at, order)?;
        let day = Date::new(
            i16::try_from(date.year).ok()?,
            i8::try_from(date.month).ok()?,
            i8::try_from(date.day).ok()?,
        )
        .ok()?;
        let (clock, range) = with_clock(&pieces, at, end);
        let range = weekday_before(&pieces, range.start)..range.end;
        Some(Written {
            range: pieces[range.start].start..pieces[range.end - 1].end,
            day,
            clock: date.clock.or(clock),
            order: date.order,
        })
    })
}

/// A piece of text: digits, letters, or one sign.
#[derive(Clone, Copy, Debug)]
struct Piece<'t> {
    kind: Kind<'t>,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind<'t> {
    Number(i64, usize),
    Word(&'t str),
    Sign(char),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        let run = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (kind, length) = if first.is_ascii_digit() {
            let length = run(|c| c.is_ascii_digit());
            (
                Kind::Number(rest[..length].parse().unwrap_or(-1), length),
                length,
            )
        } else if is_ideograph(first) {
            let length = first.len_utf8();
            (Kind::Word(&rest[..length]), length)
        } else if first.is_alphabetic() {
            let length = run(|c| c.is_alphabetic() && !is_ideograph(c));
            (Kind::Word(&rest[..length]), length)
        } else {
            (Kind::Sign(first), first.len_utf8())
        };
        let end = start + length;
        if !first.is_whitespace() {
            pieces.push(Piece { kind, start, end });
        }
        start = end;
    }
    pieces
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

struct Found {
    year: i64,
    month: i64,
    day: i64,
    clock: Option<Time>,
    order: Option<Order>,
}

impl Found {
    fn of(year: i64, month: i64, day: i64) -> Self {
        Self {
            year,
            month,
            day,
            clock: None,
            order: None,
        }
    }
}

/// A date that begins at a piece, and the piece after it.
fn date(pieces: &[Piece<'_>], at: usize, order: Order) -> Option<(Found, usize)> {
    match pieces[at].kind {
        Kind::Number(year, 4) if YEARS.contains(&year) => year_first(pieces, at, year),
        Kind::Number(number, 1 | 2) => {
            day_and_name(pieces, at, number).or_else(|| all_numbers(pieces, at, number, order))
        }
        Kind::Word(_) => name_first(pieces, at),
        _ => None,
    }
}

fn kind<'t>(pieces: &[Piece<'t>], at: usize) -> Option<Kind<'t>> {
    pieces.get(at).map(|piece| piece.kind)
}

fn is_sign(pieces: &[Piece<'_>], at: usize, signs: &[char]) -> bool {
    matches!(kind(pieces, at), Some(Kind::Sign(sign)) if signs.contains(&sign))
}

fn is_word(pieces: &[Piece<'_>], at: usize, words: &[&str]) -> bool {
    matches!(kind(pieces, at), Some(Kind::Word(word))
        if words.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

fn number(pieces: &[Piece<'_>], at: usize, max_digits: usize) -> Option<i64> {
    match kind(pieces, at)? {
        Kind::Number(number, digits) if digits <= max_digits => Some(number),
        _ => None,
    }
}

fn month(pieces: &[Piece<'_>], at: usize) -> Option<i64> {
    match kind(pieces, at)? {
        Kind::Word(word) => dates::month_by_name(word),
        _ => None,
    }
}

/// A year as it is written: four digits, or two of them, with an apostrophe or not.
fn year(pieces: &[Piece<'_>], at: usize) -> Option<(i64, usize)> {
    let is_short = is_sign(pieces, at, &['\'', '’', '‘']);
    let at = at + usize::from(is_short);
    match kind(pieces, at)? {
        Kind::Number(year, 4) if YEARS.contains(&year) => Some((year, at + 1)),
        // Not the hour of a clock.
        Kind::Number(year, 2) if !is_sign(pieces, at + 1, &[':']) => {
            Some((if year < 70 { 2000 + year } else { 1900 + year }, at + 1))
        }
        _ => None,
    }
}

/// 2012-04-05, 2012/4/5, 2012.4.5, 2012年4月5日.
fn year_first(pieces: &[Piece<'_>], at: usize, year: i64) -> Option<(Found, usize)> {
    let is_separator = |at| {
        is_sign(pieces, at, &['-', '/', '.', '‑', '–'])
            || is_word(pieces, at, &["年", "月", "년", "월"])
    };
    if !is_separator(at + 1) {
        return None;
    }
    if let Some(month) = month(pieces, at + 2) {
        let day_at = at + 3 + usize::from(is_separator(at + 3));
        return Some((
            Found::of(year, month, number(pieces, day_at, 2)?),
            day_at + 1,
        ));
    }
    let month = number(pieces, at + 2, 2)?;
    let day = number(pieces, at + 4, 2).filter(|_| is_separator(at + 3))?;
    let mut end = at + 5;
    // The T of a machine's time, with its clock.
    end += usize::from(is_word(pieces, end, &["日", "일", "T"]));
    Some((Found::of(year, month, day), end))
}

/// 5 April 2012, 5. April 2012, 5th of April, 2012, 05-Apr-2012, 5 de abril de 2012.
fn day_and_name(pieces: &[Piece<'_>], at: usize, day: i64) -> Option<(Found, usize)> {
    let mut next = at + 1;
    while is_sign(pieces, next, &['.', '-', '/', ',', 'º', 'ª', '°', '\''])
        || is_word(
            pieces,
            next,
            &[
                "st", "nd", "rd", "th", "er", "e", "de", "of", "d", "di", "te", "º", "ª",
            ],
        )
    {
        next += 1;
        if next > at + 4 {
            return None;
        }
    }
    let month = month(pieces, next)?;
    next += 1;
    let mut skipped = 0;
    while skipped < 3
        && (is_sign(pieces, next, &['.', '-', '/', ','])
            || is_word(pieces, next, &["de", "del", "of", "do"]))
    {
        next += 1;
        skipped += 1;
    }
    let (year, end) = year(pieces, next)?;
    Some((Found::of(year, month, day), end))
}

/// April 5, 2012 · April 5th 2012 · Apr 05 16:29:06 2012.
fn name_first(pieces: &[Piece<'_>], at: usize) -> Option<(Found, usize)> {
    let month = month(pieces, at)?;
    let mut next = at + 1;
    while is_sign(pieces, next, &['.', '-', '/']) && next < at + 3 {
        next += 1;
    }
    let day = number(pieces, next, 2)?;
    next += 1;
    if let Some((clock, after)) = clock(pieces, next) {
        // A zone may stand before the year.
        let after = after + usize::from(matches!(kind(pieces, after), Some(Kind::Word(_))));
        let (year, end) = year(pieces, after)?;
        let found = Found {
            clock: Some(clock),
            ..Found::of(year, month, day)
        };
        return Some((found, end));
    }
    let mut skipped = 0;
    while skipped < 3
        && (is_sign(pieces, next, &[',', '.', '-', '/'])
            || is_word(pieces, next, &["st", "nd", "rd", "th"]))
    {
        next += 1;
        skipped += 1;
    }
    let (year, end) = year(pieces, next)?;
    Some((Found::of(year, month, day), end))
}

/// 5/4/2012, 5.4.2012, 5. 4. 12, 05-04-2012.
fn all_numbers(
    pieces: &[Piece<'_>],
    at: usize,
    first: i64,
    order: Order,
) -> Option<(Found, usize)> {
    let Some(Kind::Sign(separator @ ('/' | '.' | '-' | '‑'))) = kind(pieces, at + 1) else {
        return None;
    };
    // Part of something longer: an address, a version.
    let before = at.checked_sub(1).map(|before| pieces[before]);
    if before.is_some_and(|before| before.kind == Kind::Sign(separator)) {
        return None;
    }
    let second = number(pieces, at + 2, 2)?;
    // "18.07, 2011" too.
    let is_dotted = separator == '.' && is_sign(pieces, at + 3, &[',']);
    if kind(pieces, at + 3) != Some(Kind::Sign(separator)) && !is_dotted {
        return None;
    }
    let (year, end) = year(pieces, at + 4)?;
    if kind(pieces, end) == Some(Kind::Sign(separator)) && number(pieces, end + 1, 3).is_some() {
        return None;
    }
    let stated = match (first > 12, second > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    };
    let is_day_first = match separator {
        '.' => stated != Some(Order::MonthFirst),
        _ => stated.unwrap_or(order) == Order::DayFirst,
    };
    let (day, month) = if is_day_first {
        (first, second)
    } else {
        (second, first)
    };
    let found = Found {
        order: stated.filter(|_| separator != '.'),
        ..Found::of(year, month, day)
    };
    Some((found, end))
}

/// 14:02, 14:02:30, 2:02 pm, 14h02, 2 pm; and the piece after it.
fn clock(pieces: &[Piece<'_>], at: usize) -> Option<(Time, usize)> {
    let mut hour = number(pieces, at, 2)?;
    let mut next = at + 1;
    let (mut minute, mut second) = (0, 0);
    let has_colon = is_sign(pieces, next, &[':', '：']);
    let has_letter = is_word(pieces, next, &["h", "u"]);
    let has_dot = is_sign(pieces, next, &['.'])
        && (is_half(pieces, next + 2).is_some()
            || is_word(pieces, next + 2, &["Uhr", "h", "Uur", "hrs"]));
    let is_minute = has_colon || has_letter || has_dot;
    if is_minute && let Some(written) = number(pieces, next + 1, 2) {
        minute = written;
        next += 2;
        if is_sign(pieces, next, &[':'])
            && let Some(written) = number(pieces, next + 1, 2)
        {
            second = written;
            next += 2;
        }
    } else if is_half(pieces, next).is_none() && !is_word(pieces, next, &["Uhr", "h"]) {
        return None;
    }
    if let Some((is_afternoon, end)) = is_half(pieces, next) {
        hour = match (is_afternoon, hour) {
            (true, ..12) => hour + 12,
            (false, 12) => 0,
            _ => hour,
        };
        next = end;
    }
    next += usize::from(is_word(
        pieces,
        next,
        &["Uhr", "h", "Uur", "hrs", "UTC", "GMT", "CET", "CEST", "Z"],
    ));
    let time = Time::new(
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.try_into().ok()?,
        0,
    );
    Some((time.ok()?, next))
}

/// Whether AM or PM stands at a piece, and the piece after it.
fn is_half(pieces: &[Piece<'_>], at: usize) -> Option<(bool, usize)> {
    let Some(Kind::Word(word)) = kind(pieces, at) else {
        return None;
    };
    let is_afternoon = match word.to_ascii_lowercase().as_str() {
        "am" => false,
        "pm" => true,
        half @ ("a" | "p") if is_sign(pieces, at + 1, &['.']) => {
            if !is_word(pieces, at + 2, &["m"]) {
                return None;
            }
            let end = at + 3 + usize::from(is_sign(pieces, at + 3, &['.']));
            return Some((half == "p", end));
        }
        _ => return None,
    };
    Some((is_afternoon, at + 1))
}

/// Where a date begins with the weekday before it: "Thu, 5 April 2012".
fn weekday_before(pieces: &[Piece<'_>], start: usize) -> usize {
    let mut at = start;
    while at > 0 && is_sign(pieces, at - 1, &[',', '.', '(']) {
        at -= 1;
    }
    match at.checked_sub(1).and_then(|at| kind(pieces, at)) {
        Some(Kind::Word(word)) if phrases::is_weekday(&word.to_lowercase()) => at - 1,
        _ => start,
    }
}

/// The clock that belongs to a date, and the pieces of both.
fn with_clock(pieces: &[Piece<'_>], start: usize, end: usize) -> (Option<Time>, Range<usize>) {
    let is_link = |at: usize| match kind(pieces, at) {
        Some(Kind::Sign(sign)) => !matches!(sign, '#' | ';'),
        Some(Kind::Word(word)) => word.chars().count() <= 5,
        _ => false,
    };
    let mut at = end;
    while at < pieces.len() && at - end <= MAX_GAP {
        if let Some((time, after)) = clock(pieces, at) {
            return (Some(time), start..after);
        }
        if !is_link(at) {
            break;
        }
        at += 1;
    }
    // "13:04, 17 July 2011"
    for before in (start.saturating_sub(MAX_GAP + 2)..start).rev() {
        let is_whole = before == 0 || !is_sign(pieces, before - 1, &[':', '.']);
        if is_whole
            && let Some((time, after)) = clock(pieces, before)
            && after <= start
            && (after..start).all(is_link)
        {
            return (Some(time), before..end);
        }
    }
    (None, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        match find(text, Order::DayFirst) {
            Some(found) => found.moment().strftime("%F %R").to_string(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn dates_are_found_among_other_words() {
        for (text, expected) in [
            ("Comment by Ada 7 — 17.07.2011 @ 13:04", "2011-07-17 13:04"),
            ("April 5th, 2012 at 2:02 pm", "2012-04-05 14:02"),
            (
                "Posted by Bo on Thursday, Apr 5 2012 @ 12:02am",
                "2012-04-05 00:02",
            ),
            ("5. April 2012 um 14.02 Uhr", "2012-04-05 14:02"),
            ("le 5 avril 2012 à 14h02", "2012-04-05 14:02"),
            ("5 de abril de 2012 a las 14:02", "2012-04-05 14:02"),
            ("13:04, 17 July 2011 (UTC)", "2011-07-17 13:04"),
            ("2012年4月5日 14:02", "2012-04-05 14:02"),
            ("2012-04-05 14:02:33", "2012-04-05 14:02"),
            ("2012/04/05(Thu) 14:02", "2012-04-05 14:02"),
            ("Thu Apr  5 14:02:33 2012", "2012-04-05 14:02"),
            ("04/25/2012 - 2:02 p.m.", "2012-04-25 14:02"),
            ("05-Apr-12 14:02", "2012-04-05 14:02"),
            ("5 Апреля 2012", "2012-04-05 00:00"),
            ("Comment by Bo — 18.07, 2011 @ 09:21", "2011-07-18 09:21"),
            ("#3 | 5.4.2012", "2012-04-05 00:00"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_date_is_none() {
        for text in [
            "2 years 5 months ago",
            "12 May",
            "April 2012",
            "10.0.0.12.1",
            "version 1.2.3",
            "3/4 of it",
            "31.02.2012",
            "1, 2, 3",
            "99 ago 45:00",
            "",
        ] {
            assert_eq!(found(text), "none", "{text}");
        }
    }

    #[test]
    fn the_order_of_numbers_is_that_of_the_page() {
        let day = |text, order| find(text, order).unwrap().day.to_string();
        assert_eq!(day("04/05/2012", Order::MonthFirst), "2012-04-05");
        assert_eq!(day("04/05/2012", Order::DayFirst), "2012-05-04");
        assert_eq!(day("04.05.2012", Order::MonthFirst), "2012-05-04");
        let stated = find("04/25/2012", Order::DayFirst).unwrap().order;
        assert_eq!(stated, Some(Order::MonthFirst));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_not(text in "[0-9A-Za-z年月 :/.,'-]{0,40}") {
            let _ = find(&text, Order::DayFirst);
        }
    }
}
