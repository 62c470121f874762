//! Dates of feeds to moments: RFC 3339, RFC 822, asctime, JavaScript, Unix time, and their misspellings.
//!
//! One function reads them all, because publishers mix formats inside one document. What is out of range
//! is no date: a wrong one would sort an article to a place where nobody finds it.

mod names;
mod relative;
mod words;

use jiff::civil::Date;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use self::names::zone_by_name;
pub(crate) use self::relative::relative;

/// Characters of a date that are looked at; the longest real one has about sixty.
const MAX_CHARS: usize = 120;

/// Unix seconds of 1985-01-01: smaller numbers are no times of publication.
const FIRST_UNIX_SECOND: i64 = 473_385_600;

/// Unix seconds of 2100-01-01.
const LAST_UNIX_SECOND: i64 = 4_102_444_800;

/// The first moment that is a date: SQL Server's zero is 1900-01-01, other systems' are before it.
const FIRST_DATE: Timestamp = Timestamp::constant(-2_208_902_400, 0);

/// Seconds around 1970-01-01T00:00Z that are no date: an empty field by the clock of any place.
const EPOCH_SECONDS: u64 = 24 * 3_600;

/// The number of a month by its name in any of the languages that feeds are written in.
pub(crate) fn month_by_name(word: &str) -> Option<i64> {
    names::month_by_name(word).map(|named| named.month)
}

/// A moment, unless it is what programs write where they have none.
fn plausible(moment: Timestamp) -> Option<Timestamp> {
    let is_empty = moment.as_second().unsigned_abs() < EPOCH_SECONDS;
    (moment >= FIRST_DATE && !is_empty).then_some(moment)
}

/// Reads a date in any of the shapes that feeds use; a missing zone means UTC.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let text = match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    if text.is_empty() {
        return None;
    }
    let read = match text.bytes().all(|b| b.is_ascii_digit()) {
        true => digits_only(text),
        false => sound(text)
            .or_else(|| iso(text))
            .or_else(|| words::parse(text)),
    };
    read.and_then(plausible)
}

/// RFC 822 as RFC 2822 has it, with all its fields (section 3.3): what nearly every feed of RSS writes. The
/// weekday may be wrong.
fn sound(text: &str) -> Option<Timestamp> {
    const PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    let is_whole = text.len() >= "Tue, 1 Jan 2002 00:00:00 UT".len()
        && text.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_whole && has_standard_zone(text)).then(|| PARSER.parse_timestamp(text).ok())?
}

/// Whether the zone is one of RFC 2822 (section 4.3): the parser takes every other name for UTC.
fn has_standard_zone(text: &str) -> bool {
    const NAMES: [&str; 11] = [
        "UT", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT",
    ];
    // Behind a parenthesis stands a comment.
    let text = text.split('(').next().unwrap_or(text);
    let zone = text.split_ascii_whitespace().next_back().unwrap_or("");
    zone.starts_with(['+', '-']) || NAMES.iter().any(|name| zone.eq_ignore_ascii_case(name))
}

/// A moment being put together.
#[derive(Default)]
struct Parts {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    time: Option<Time>,
    half: Option<Half>,
    offset_minutes: Option<i64>,
}

/// A half of the day as it is written beside a time.
#[derive(Clone, Copy)]
struct Half {
    is_afternoon: bool,
    /// Whether it is written as in English, where a date of numbers has the month first.
    is_english: bool,
}

#[derive(Clone, Copy, Default)]
struct Time {
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: i64,
}

impl Parts {
    /// Checks every field and counts the offset in. Hour 24 is the next day's start, and a leap second
    /// its neighbour, as RFC 3339 and ISO 8601 have them.
    fn finish(self) -> Option<Timestamp> {
        let date = Date::new(
            i16::try_from(self.year?).ok()?,
            i8::try_from(self.month?).ok()?,
            i8::try_from(self.day?).ok()?,
        )
        .ok()?;
        let mut time = self.time.unwrap_or_default();
        match self.half.map(|half| half.is_afternoon) {
            Some(true) if time.hour < 12 => time.hour += 12,
            Some(false) if time.hour == 12 => time.hour = 0,
            _ => {}
        }
        let is_day_end = time.hour == 24 && time.minute == 0 && time.second == 0;
        if (time.hour > 23 && !is_day_end) || time.minute > 59 || time.second > 60 {
            return None;
        }
        let offset = self.offset_minutes.unwrap_or(0);
        let seconds = time.hour * 3_600 + (time.minute - offset) * 60 + time.second.min(59);
        let since_midnight = SignedDuration::new(seconds, i32::try_from(time.nanosecond).ok()?);
        date.to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .checked_add(since_midnight)
            .ok()
    }
}

/// Reads numbers and signs off the front of a string.
struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    fn number(&mut self, max_digits: usize) -> Option<(i64, usize)> {
        let digits = self
            .rest
            .bytes()
            .take(max_digits)
            .take_while(u8::is_ascii_digit)
            .count();
        let (number, rest) = self.rest.split_at(digits);
        let value = number.parse().ok()?;
        self.rest = rest;
        Some((value, digits))
    }

    fn take(&mut self, wanted: &[char]) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn word(&mut self) -> &'t str {
        let end = self
            .rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }
}

/// `2005`, `200512`, `20051231`, `20051231235959`, Unix seconds and milliseconds.
fn digits_only(text: &str) -> Option<Timestamp> {
    let field = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    match text.len() {
        4 | 6 | 8 | 14 => {
            let time = (text.len() == 14).then(|| {
                Some(Time {
                    hour: field(8, 10)?,
                    minute: field(10, 12)?,
                    second: field(12, 14)?,
                    nanosecond: 0,
                })
            });
            Parts {
                year: field(0, 4),
                month: field(4, 6).or(Some(1)),
                day: field(6, 8).or(Some(1)),
                time: time.flatten(),
                ..Parts::default()
            }
            .finish()
        }
        9 | 10 => unix_seconds(text.parse().ok()?),
        12 | 13 => unix_seconds(text.parse::<i64>().ok()? / 1_000),
        _ => None,
    }
}

fn unix_seconds(seconds: i64) -> Option<Timestamp> {
    (FIRST_UNIX_SECOND..LAST_UNIX_SECOND)
        .contains(&seconds)
        .then(|| Timestamp::from_second(seconds).ok())
        .flatten()
}

/// Year first: RFC 3339 and ISO 8601, with blanks, slashes, one-digit fields, or parts left off.
fn iso(text: &str) -> Option<Timestamp> {
    let mut cursor = Cursor { rest: text };
    let mut parts = Parts::default();
    let (year, digits) = cursor.number(8)?;
    match digits {
        8 => {
            parts.year = Some(year / 10_000);
            parts.month = Some(year / 100 % 100);
            parts.day = Some(year % 100);
        }
        4 => {
            parts.year = Some(year);
            iso_month_and_day(&mut cursor, &mut parts)?;
        }
        2 if cursor.rest.starts_with('-') && is_short_iso(cursor.rest) => {
            parts.year = Some(full_year(year));
            iso_month_and_day(&mut cursor, &mut parts)?;
        }
        _ => return None,
    }
    let before_time = cursor.rest;
    cursor.skip_blanks();
    cursor.take(&['T', 't', ',', '.']);
    cursor.skip_blanks();
    if cursor.rest.starts_with(|c: char| c.is_ascii_digit()) {
        parts.time = Some(time(&mut cursor)?);
        cursor.skip_blanks();
        parts.half = half_of_day(&mut cursor);
    } else if before_time
        .starts_with(|c: char| c.is_alphanumeric() && !matches!(c, 'T' | 't' | 'Z'))
    {
        return None;
    }
    parts.offset_minutes = zone(&mut cursor);
    parts.finish()
}

/// Whether `-MM-DD…` follows a two-digit year, rather than `-Mon-YYYY` a day.
fn is_short_iso(rest: &str) -> bool {
    let mut cursor = Cursor { rest };
    cursor.take(&['-'])
        && cursor.number(2).is_some()
        && cursor.take(&['-'])
        && matches!(cursor.number(4), Some((_, 1 | 2)))
}

/// `-MM`, `-MM-DD`, `-DDD` (day of the year), `/M/D`, or nothing.
fn iso_month_and_day(cursor: &mut Cursor<'_>, parts: &mut Parts) -> Option<()> {
    parts.month = Some(1);
    parts.day = Some(1);
    let separators = ['-', '/', '.'];
    if !cursor.take(&separators) {
        return Some(());
    }
    // Korean writes `2023. 9. 5.`
    cursor.skip_blanks();
    let (month, digits) = cursor.number(4)?;
    match digits {
        3 => {
            let year = i16::try_from(parts.year?).ok()?;
            let date = Date::new(year, 1, 1).ok()?;
            let date = date
                .with()
                .day_of_year(i16::try_from(month).ok()?)
                .build()
                .ok()?;
            parts.month = Some(date.month().into());
            parts.day = Some(date.day().into());
        }
        4 => {
            parts.month = Some(month / 100);
            parts.day = Some(month % 100);
        }
        _ => {
            parts.month = Some(month);
            if cursor.take(&separators) {
                cursor.skip_blanks();
                parts.day = Some(cursor.number(2)?.0);
            }
        }
    }
    Some(())
}

/// `H:M`, `H:M:S`, `H:M:S.fraction`, `HHMM`, `HHMMSS`, or an hour alone.
fn time(cursor: &mut Cursor<'_>) -> Option<Time> {
    let mut time = Time::default();
    let (first, digits) = cursor.number(6)?;
    match digits {
        6 => {
            time.hour = first / 10_000;
            time.minute = first / 100 % 100;
            time.second = first % 100;
        }
        4 => {
            time.hour = first / 100;
            time.minute = first % 100;
        }
        1 | 2 => {
            time.hour = first;
            if cursor.take(&[':', '.']) {
                time.minute = cursor.number(2)?.0;
                if cursor.take(&[':']) {
                    time.second = cursor.number(2).map_or(0, |(second, _)| second);
                }
            }
        }
        _ => return None,
    }
    if cursor.take(&['.', ',', ':'])
        && let Some((fraction, digits)) = cursor.number(9)
    {
        let scale = 9_u32.saturating_sub(u32::try_from(digits).ok()?);
        time.nanosecond = fraction * 10_i64.pow(scale);
        cursor.rest = cursor.rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    Some(time)
}

/// AM or PM, taken off the front: `pm`, `p.m.`, or `p. m.` as Spanish has it.
fn half_of_day(cursor: &mut Cursor<'_>) -> Option<Half> {
    let is_afternoon = match cursor.rest.bytes().next()? {
        b'a' | b'A' => false,
        b'p' | b'P' => true,
        _ => return None,
    };
    let rest = &cursor.rest[1..];
    let mut after = rest.strip_prefix('.').unwrap_or(rest);
    let has_point = after.len() != rest.len();
    let blanks = after.len() - after.trim_start().len();
    if has_point {
        after = after.trim_start();
    }
    let after = after.strip_prefix(['m', 'M'])?;
    if after.starts_with(char::is_alphabetic) {
        return None;
    }
    let after = if has_point {
        after.strip_prefix('.').unwrap_or(after)
    } else {
        after
    };
    cursor.rest = after.trim_start();
    Some(Half {
        is_afternoon,
        is_english: !has_point || blanks == 0,
    })
}

/// `Y-M-D` with hyphens, slashes or points, taken off the front.
fn iso_date(cursor: &mut Cursor<'_>) -> Option<(i64, i64, i64)> {
    let separators = ['-', '/', '.'];
    let (year, 4) = cursor.number(4)? else {
        return None;
    };
    let mut field = || {
        if !cursor.take(&separators) {
            return None;
        }
        cursor.skip_blanks();
        cursor.number(2).map(|(number, _)| number)
    };
    let (month, day) = (field()?, field()?);
    Some((year, month, day))
}

/// `Z`, `+01:00`, `+0100`, `+1`, `GMT+0100`, `EST`; minutes east of Greenwich.
fn zone(cursor: &mut Cursor<'_>) -> Option<i64> {
    cursor.rest = cursor.rest.trim_start_matches([' ', '\t', ',', '(', '[']);
    let name = cursor.word();
    let named = zone_by_name(name);
    let sign = if cursor.take(&['+']) {
        1
    } else if cursor.take(&['-', '\u{2212}']) {
        -1
    } else {
        return named;
    };
    let Some((first, digits)) = cursor.number(4) else {
        return named;
    };
    let minutes = match digits {
        1 | 2 => {
            let minute = if cursor.take(&[':']) {
                cursor.number(2).map_or(0, |(minute, _)| minute)
            } else {
                0
            };
            first * 60 + minute
        }
        _ => first / 100 * 60 + first % 100,
    };
    // Beyond a day it is no offset; one feed in the corpus says +3000.
    Some(if minutes < 26 * 60 { sign * minutes } else { 0 })
}

/// Two-digit years by RFC 6265's rule: 70 to 99 are of the last century.
fn full_year(year: i64) -> i64 {
    match year {
        0..=69 => 2_000 + year,
        70..=99 => 1_900 + year,
        _ => year,
    }
}

#[cfg(test)]
mod tests;
