//! Dates of words and numbers: RFC 822, asctime, JavaScript, and what people write.

use jiff::Timestamp;

use super::names::{month_by_name, zone_by_name};
use super::{Cursor, Parts, full_year, half_of_day, time, zone};

/// Words and numbers in the order of RFC 822, of asctime, or of neither.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let mut parts = Parts::default();
    let mut cursor = Cursor { rest: text };
    loop {
        let at_blank = cursor.rest;
        cursor.rest = cursor.rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | '.' | ';' | '/' | '(' | ')')
        });
        let is_after_gap = at_blank.len() != cursor.rest.len() || at_blank.len() == text.len();
        let Some(first) = cursor.rest.chars().next() else {
            break;
        };
        if first.is_ascii_digit() {
            word_number(&mut cursor, &mut parts)?;
        } else if first.is_alphabetic() {
            word(&mut cursor, &mut parts);
        } else if matches!(first, '+' | '-' | '\u{2212}') && is_after_gap && parts.time.is_some() {
            let offset = zone(&mut cursor);
            // `EST -0500` says it twice; the number is the exact one.
            parts.offset_minutes = offset.or(parts.offset_minutes);
            if offset.is_none() {
                cursor.rest = cursor.rest.trim_start_matches(['+', '-', '\u{2212}']);
            }
        } else {
            cursor.rest = &cursor.rest[first.len_utf8()..];
        }
    }
    parts.finish()
}

/// A number among words: a time, a day, a year, or `D/M/Y` and `D-M-Y`.
fn word_number(cursor: &mut Cursor<'_>, parts: &mut Parts) -> Option<()> {
    let is_time = cursor
        .rest
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with(':');
    if is_time && parts.time.is_none() {
        parts.time = Some(time(cursor)?);
        cursor.skip_blanks();
        if let Some(afternoon) = half_of_day(cursor) {
            parts.afternoon = Some(afternoon);
        }
        if cursor.rest.starts_with(['+', '-']) {
            parts.offset_minutes = zone(cursor);
        }
        return Some(());
    }
    let (number, digits) = cursor.number(4)?;
    cursor.rest = cursor.rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numeric = digits <= 2 && parts.month.is_none() && parts.day.is_none();
    if is_numeric && let Some((second, third, year_digits)) = numeric_date(cursor) {
        // Day first, as most of the world writes it, unless only the other order is a date.
        let (day, month) = if second > 12 {
            (second, number)
        } else {
            (number, second)
        };
        parts.day = Some(day);
        parts.month = Some(month);
        parts.year = Some(if year_digits <= 2 {
            full_year(third)
        } else {
            third
        });
    } else if digits > 2 {
        parts.year = parts
            .year
            .or(Some(if digits == 3 { 1900 + number } else { number }));
    } else if parts.day.is_none() {
        parts.day = Some(number);
    } else if parts.year.is_none() {
        parts.year = Some(full_year(number));
    }
    Some(())
}

/// `/M/Y`, `-M-Y` or `.M.Y` after a number.
fn numeric_date(cursor: &mut Cursor<'_>) -> Option<(i64, i64, usize)> {
    let mut ahead = Cursor { rest: cursor.rest };
    if !ahead.take(&['/', '-', '.']) {
        return None;
    }
    let (second, _) = ahead.number(2)?;
    if !ahead.take(&['/', '-', '.']) {
        return None;
    }
    let (third, digits) = ahead.number(4)?;
    cursor.rest = ahead.rest;
    Some((second, third, digits))
}

/// A month, a half of the day, a zone, or something to pass over, such as a weekday.
fn word(cursor: &mut Cursor<'_>, parts: &mut Parts) {
    if parts.time.is_some() {
        if let Some(afternoon) = half_of_day(cursor) {
            parts.afternoon = Some(afternoon);
            return;
        }
        let mut ahead = Cursor { rest: cursor.rest };
        let name = ahead.word();
        if zone_by_name(name).is_some() {
            parts.offset_minutes = parts.offset_minutes.or(zone(cursor));
            return;
        }
    }
    let word = cursor.word();
    cursor.rest = cursor.rest.trim_start_matches(['.', '-']);
    if parts.month.is_none() {
        parts.month = month_by_name(word);
    }
}
