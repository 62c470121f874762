//! Times that are told from another one: "2 years 5 months ago", "vor 3 Tagen", "yesterday at 15:04".

mod terms;

use jiff::civil::{Time, time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use self::terms::{count_word, day_word, is_after, is_before, is_link, is_now, unit};
use super::plausible;

/// Characters that are looked at; the longest real one has about sixty.
const MAX_CHARS: usize = 120;

/// Words between a sign of the past and its duration: "vor mehr als 3 Tagen".
const MAX_FILLERS: usize = 3;

/// The largest number that counts; a longer one is an id.
const MAX_COUNT: i64 = 100_000;

/// A moment that was told from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relative {
    /// The moment, as near as the words say.
    pub(crate) at: Timestamp,
    /// The smallest unit that was named, which is how exact the moment is.
    pub(crate) unit: Unit,
}

/// What times are counted in, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Reads how long before `base` something was: durations of one and more units, named days with or without
/// a clock, and words for now, in the languages of [`terms`]. What lies ahead of `base` is none.
///
/// A clock is read as UTC, so a moment with one is exact to the day only.
pub(crate) fn relative(text: &str, base: Timestamp) -> Option<Relative> {
    let text = text.trim();
    let end = text.char_indices().nth(MAX_CHARS);
    let lower = text[..end.map_or(text.len(), |(end, _)| end)]
        .to_lowercase()
        .replace('’', "'");
    let tokens = tokens(&lower);
    let found = elapsed(&tokens, base)
        .or_else(|| named_day(&tokens, base))
        .or_else(|| {
            is_now(&tokens).then_some(Relative {
                at: base,
                unit: Unit::Second,
            })
        });
    found.filter(|found| plausible(found.at).is_some())
}

/// A piece of a text in lower case.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'t> {
    Number(i64),
    Clock(Time),
    Word(&'t str),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_part: fn(char) -> bool = match first {
            '0'..='9' => |c| c.is_ascii_digit(),
            _ if first.is_alphabetic() => |c| c.is_alphabetic() || c == '\'',
            _ => {
                rest = &rest[first.len_utf8()..];
                continue;
            }
        };
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        tokens.push(match piece.parse() {
            Ok(number) if first.is_ascii_digit() => {
                let (token, after) = number_or_clock(number, rest);
                rest = after;
                token
            }
            // A number that fits nowhere.
            _ if first.is_ascii_digit() => Token::Word(""),
            _ => Token::Word(piece),
        });
    }
    tokens
}

/// A number with what belongs to it: minutes and seconds, thousands, or a fraction, which is dropped.
fn number_or_clock(number: i64, rest: &str) -> (Token<'_>, &str) {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let sign = rest.bytes().next();
    let tail = rest.get(1..).unwrap_or_default();
    let following = digits(tail);
    match (sign, following) {
        (Some(b':'), 2) => {
            let clock = clock(number, tail[..2].parse().unwrap_or(60));
            let mut rest = &tail[2..];
            if rest.starts_with(':') && digits(&rest[1..]) == 2 {
                rest = &rest[3..];
            }
            (clock.map_or(Token::Word(""), Token::Clock), rest)
        }
        (Some(b'.' | b','), 3) => {
            let thousands: i64 = tail[..3].parse().unwrap_or(0);
            let number = number.saturating_mul(1_000).saturating_add(thousands);
            (Token::Number(number), &tail[3..])
        }
        (Some(b'.' | b','), 1..) => (Token::Number(number), &tail[following..]),
        _ => (Token::Number(number), rest),
    }
}

fn clock(hour: i64, minute: i64) -> Option<Time> {
    Time::new(hour.try_into().ok()?, minute.try_into().ok()?, 0, 0).ok()
}

/// A duration beside a sign of the past, or alone: "1d".
fn elapsed(tokens: &[Token<'_>], base: Timestamp) -> Option<Relative> {
    let mut at = 0;
    while at < tokens.len() {
        let (amounts, end, is_past) = amounts(tokens, at);
        if amounts.is_empty() {
            at += 1;
            continue;
        }
        let is_alone = at == 0 && end == tokens.len() && matches!(tokens[0], Token::Number(_));
        if is_past || is_alone || has_sign_before(&tokens[..at]) || has_sign_after(&tokens[end..]) {
            return before(base, &amounts);
        }
        at = end;
    }
    None
}

/// The numbers with units from a token on, the token after them, and whether the last unit says by itself
/// that it is past.
fn amounts(tokens: &[Token<'_>], from: usize) -> (Vec<(i64, Unit)>, usize, bool) {
    let mut amounts = Vec::new();
    let mut end = from;
    let mut at = from;
    loop {
        let is_linked = !amounts.is_empty()
            && matches!(tokens.get(at), Some(Token::Word(word)) if is_link(word));
        let first = at + usize::from(is_linked);
        let count = match tokens.get(first) {
            Some(Token::Number(number)) => Some(*number),
            Some(Token::Word(word)) => count_word(word),
            _ => None,
        };
        let Some(Token::Word(word)) = tokens.get(first + 1) else {
            return (amounts, end, false);
        };
        let (word, is_past) = match word
            .strip_suffix(['前', '전'])
            .filter(|word| !word.is_empty())
        {
            Some(word) => (word.trim_end_matches(['以', '之']), true),
            None => (*word, false),
        };
        match count.zip(unit(word)) {
            Some(amount) => amounts.push(amount),
            None => return (amounts, end, false),
        }
        at = first + 2;
        end = at;
        if is_past {
            return (amounts, end, true);
        }
    }
}

fn has_sign_before(tokens: &[Token<'_>]) -> bool {
    let mut words = tokens.iter().rev().map_while(|token| match token {
        Token::Word(word) => Some(*word),
        _ => None,
    });
    let mut near = [""; MAX_FILLERS + 2];
    for (place, word) in near.iter_mut().zip(&mut words) {
        *place = word;
    }
    (0..=MAX_FILLERS).any(|at| is_before(near[at], near[at + 1]))
}

fn has_sign_after(tokens: &[Token<'_>]) -> bool {
    let words = tokens.iter().take(2).map_while(|token| match token {
        Token::Word(word) => Some(*word),
        _ => None,
    });
    words.into_iter().any(is_after)
}

fn before(base: Timestamp, amounts: &[(i64, Unit)]) -> Option<Relative> {
    let mut moment = base.to_zoned(TimeZone::UTC);
    for &(count, unit) in amounts {
        let count = Some(count).filter(|count| *count <= MAX_COUNT)?;
        let span = Span::new();
        let span = match unit {
            Unit::Second => span.try_seconds(count),
            Unit::Minute => span.try_minutes(count),
            Unit::Hour => span.try_hours(count),
            Unit::Day => span.try_days(count),
            Unit::Week => span.try_weeks(count),
            Unit::Month => span.try_months(count),
            Unit::Year => span.try_years(count),
        };
        moment = moment.checked_sub(span.ok()?).ok()?;
    }
    Some(Relative {
        at: moment.timestamp(),
        unit: amounts.iter().map(|(_, unit)| *unit).min()?,
    })
}

/// "yesterday", "gestern um 15:04", "aujourd'hui à 8h30".
fn named_day(tokens: &[Token<'_>], base: Timestamp) -> Option<Relative> {
    let near = tokens.iter().take(MAX_FILLERS + 1).enumerate();
    let (place, days) = near.into_iter().find_map(|(place, token)| {
        let Token::Word(word) = token else {
            return None;
        };
        let previous = match place.checked_sub(1).map(|before| tokens[before]) {
            Some(Token::Word(word)) => word,
            _ => "",
        };
        day_word(previous, word, tokens.get(place + 1)).map(|days| (place, days))
    })?;
    let clock = clock_among(&tokens[place + 1..]);
    let day = base
        .to_zoned(TimeZone::UTC)
        .date()
        .checked_sub(Span::new().days(days))
        .ok()?;
    let moment = day.to_datetime(clock.unwrap_or(Time::midnight()));
    let at = moment.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(Relative {
        // Today's clock may be ahead of that of UTC.
        at: at.min(base),
        unit: Unit::Day,
    })
}

/// The first clock of a text; `15h04` and `15 h 04` are some, too.
fn clock_among(tokens: &[Token<'_>]) -> Option<Time> {
    tokens.iter().enumerate().find_map(|(at, token)| {
        let next = |steps: usize| tokens.get(at + steps);
        match (token, next(1), next(2)) {
            (Token::Clock(clock), half, _) => Some(match half {
                Some(Token::Word("pm" | "p")) if clock.hour() < 12 => {
                    time(clock.hour() + 12, clock.minute(), 0, 0)
                }
                Some(Token::Word("am" | "a")) if clock.hour() == 12 => {
                    time(0, clock.minute(), 0, 0)
                }
                _ => *clock,
            }),
            (Token::Number(hour), Some(Token::Word("h")), Some(Token::Number(minute))) => {
                clock(*hour, *minute)
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests;
