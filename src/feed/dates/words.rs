//! Dates of words and numbers: RFC 822, asctime, JavaScript, and what people write.

use jiff::Timestamp;

use super::names::{NamedMonth, is_filler, is_span, month_by_name, zone_by_name};
use super::{Cursor, Half, Parts, Time, full_year, half_of_day, iso_date, time, zone};

/// Words and numbers in the order of RFC 822, of asctime, or of neither.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let mut words = Words::default();
    let mut cursor = Cursor { rest: text };
    loop {
        let at_blank = cursor.rest;
        cursor.rest = cursor.rest.trim_start_matches(is_separator);
        let is_after_gap = at_blank.len() != cursor.rest.len() || at_blank.len() == text.len();
        let Some(first) = cursor.rest.chars().next() else {
            break;
        };
        if first.is_ascii_digit() {
            words.is_near_number = true;
            words.number(&mut cursor)?;
        } else if first.is_alphabetic() {
            words.word(&mut cursor);
        } else if matches!(first, '+' | '-' | '\u{2212}')
            && is_after_gap
            && words.parts.time.is_some()
        {
            let offset = zone(&mut cursor);
            // `EST -0500` says it twice; the number is the exact one.
            words.parts.offset_minutes = offset.or(words.parts.offset_minutes);
            if offset.is_none() {
                cursor.rest = cursor.rest.trim_start_matches(['+', '-', '\u{2212}']);
            }
        } else {
            cursor.rest = &cursor.rest[first.len_utf8()..];
        }
    }
    words.finish()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '.' | ';' | '/' | '(' | ')')
}

/// A moment being put together from words.
#[derive(Default)]
struct Words {
    parts: Parts,
    /// Whether the month's word may be a day of the week: then any other month stands before it.
    month_may_be_weekday: bool,
    /// Whether day and month came as two numbers that can be read in both orders.
    has_two_orders: bool,
    /// Whether a number was the last word but for fillers.
    is_near_number: bool,
}

impl Words {
    fn finish(mut self) -> Option<Timestamp> {
        // Day first, as most of the world writes it; but where AM and PM are written, the month is first.
        if self.has_two_orders && self.parts.half.is_some_and(|half| half.is_english) {
            std::mem::swap(&mut self.parts.day, &mut self.parts.month);
        }
        self.parts.finish()
    }

    fn has_month(&self) -> bool {
        self.parts.month.is_some() && !self.month_may_be_weekday
    }

    /// A number among words: a time, a day, a year, or a date of numbers.
    fn number(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let after = cursor.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if after.starts_with(':') && self.parts.time.is_none() {
            self.parts.time = Some(time(cursor)?);
            cursor.skip_blanks();
            self.take_half(cursor);
            if cursor.rest.starts_with(['+', '-']) {
                self.parts.offset_minutes = zone(cursor);
            }
            return Some(());
        }
        if !self.has_month() && self.parts.day.is_none() && self.iso_date(cursor) {
            return Some(());
        }
        let (number, digits) = cursor.number(4)?;
        cursor.rest = cursor.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if self.counted(number, digits, cursor) {
            return Some(());
        }
        let is_numeric = digits <= 2 && !self.has_month() && self.parts.day.is_none();
        if is_numeric && let Some(date) = numeric_date(cursor) {
            self.take_numeric(number, date);
        } else if digits > 2 {
            let year = if digits == 3 { 1900 + number } else { number };
            self.parts.year = self.parts.year.or(Some(year));
        } else if self.parts.day.is_none() {
            self.parts.day = Some(number);
        } else if self.parts.year.is_none() {
            self.parts.year = Some(full_year(number));
        }
        Some(())
    }

    /// `Y-M-D` among words, such as behind a weekday.
    fn iso_date(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let mut ahead = Cursor { rest: cursor.rest };
        let Some((year, month, day)) = iso_date(&mut ahead) else {
            return false;
        };
        self.parts.year = Some(year);
        self.parts.month = Some(month);
        self.parts.day = Some(day);
        self.month_may_be_weekday = false;
        ahead.take(&['T', 't']);
        cursor.rest = ahead.rest;
        true
    }

    /// Day and month as two numbers, and a year.
    fn take_numeric(&mut self, first: i64, date: Numeric) {
        let is_month_first = date.second > 12;
        let (day, month) = match is_month_first {
            true => (date.second, first),
            false => (first, date.second),
        };
        // Points stand between days, months and years where the day is first.
        self.has_two_orders = !is_month_first && first <= 12 && date.separator != '.';
        self.month_may_be_weekday = false;
        self.parts.day = Some(day);
        self.parts.month = Some(month);
        self.parts.year = Some(date.year);
    }

    /// A number whose meaning the sign or word behind it tells: `2023年9月5日 10時30分`, `10h30`, or "5
    /// months", which is no part of a date.
    fn counted(&mut self, number: i64, digits: usize, cursor: &mut Cursor<'_>) -> bool {
        let rest = cursor.rest.trim_start();
        let Some(sign) = rest.chars().next() else {
            return false;
        };
        let mut clock = self.parts.time.unwrap_or_default();
        match sign {
            '年' | '년' => self.parts.year = Some(number),
            '月' | '월' => {
                self.parts.month = Some(number);
                self.month_may_be_weekday = false;
            }
            '日' | '일' | '號' | '号' => self.parts.day = Some(number),
            '時' | '时' | '点' | '點' | '시' => {
                clock.hour = number;
                self.parts.time = Some(clock);
            }
            '分' | '분' => {
                clock.minute = number;
                self.parts.time = Some(clock);
            }
            '秒' | '초' => {
                clock.second = number;
                self.parts.time = Some(clock);
            }
            _ => {
                let mut ahead = Cursor { rest };
                let word = ahead.word();
                let is_hour = matches!(word, "h" | "H") && self.parts.time.is_none();
                if is_hour && let Some((minute, 2)) = ahead.number(2) {
                    self.parts.time = Some(Time {
                        hour: number,
                        minute,
                        ..Time::default()
                    });
                } else if digits <= 2 && is_span(word, rest.len() == cursor.rest.len()) {
                    self.is_near_number = false;
                } else {
                    return false;
                }
                cursor.rest = ahead.rest;
                return true;
            }
        }
        cursor.rest = &rest[sign.len_utf8()..];
        true
    }

    fn take_half(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let half = half_of_day(cursor);
        self.parts.half = half.or(self.parts.half);
        half.is_some()
    }

    /// A month, a half of the day, a zone, or something to pass over, such as a weekday.
    fn word(&mut self, cursor: &mut Cursor<'_>) {
        if self.parts.time.is_some() {
            if self.take_half(cursor) {
                return;
            }
            let mut ahead = Cursor { rest: cursor.rest };
            if zone_by_name(ahead.word()).is_some() {
                self.parts.offset_minutes = self.parts.offset_minutes.or(zone(cursor));
                return;
            }
        }
        for (words, is_afternoon) in [(["上午", "오전"], false), (["下午", "오후"], true)] {
            if words.iter().any(|word| cursor.rest.starts_with(word)) {
                cursor.rest = cursor.rest.trim_start_matches(|c: char| !c.is_ascii());
                self.parts.half = Some(Half {
                    is_afternoon,
                    is_english: false,
                });
                return;
            }
        }
        let word = cursor.word();
        cursor.rest = cursor.rest.trim_start_matches(['.', '-']);
        match month_by_name(word) {
            Some(named) => self.take_month(named, cursor),
            None => self.is_near_number &= is_filler(word),
        }
    }

    /// Takes a month's name, which has a number beside it: elsewhere it is a person's, or another word.
    fn take_month(&mut self, named: NamedMonth, cursor: &Cursor<'_>) {
        if !self.has_month() && (self.is_near_number || is_number_next(cursor.rest)) {
            self.parts.month = Some(named.month);
            self.month_may_be_weekday = named.may_be_weekday;
        }
    }
}

/// Whether a number follows, but for fillers.
fn is_number_next(rest: &str) -> bool {
    let mut ahead = Cursor { rest };
    loop {
        let separators = |c: char| is_separator(c) || matches!(c, '-' | '\'' | '’');
        ahead.rest = ahead.rest.trim_start_matches(separators);
        if ahead.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
        let word = ahead.word();
        if word.is_empty() || !is_filler(word) {
            return false;
        }
    }
}

/// What stands behind the first number of a date of numbers.
struct Numeric {
    separator: char,
    second: i64,
    year: i64,
}

/// `/M/Y`, `-M-Y` or `.M.Y` after a number.
fn numeric_date(cursor: &mut Cursor<'_>) -> Option<Numeric> {
    let mut ahead = Cursor { rest: cursor.rest };
    let separator = ahead.rest.chars().next()?;
    let separators = ['/', '-', '.'];
    if !ahead.take(&separators) {
        return None;
    }
    ahead.skip_blanks();
    let (second, _) = ahead.number(2)?;
    if !ahead.take(&separators) {
        return None;
    }
    ahead.skip_blanks();
    let (third, digits) = ahead.number(4)?;
    cursor.rest = ahead.rest;
    Some(Numeric {
        separator,
        second,
        year: if digits <= 2 { full_year(third) } else { third },
    })
}
