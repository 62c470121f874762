//! How long ago something was, in the few columns that a list has for it.

use jiff::{SignedDuration, Timestamp};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
const YEAR: i64 = 365 * DAY;

/// From here on weeks say more than days.
const LONG_IN_DAYS: i64 = 14 * DAY;

/// Seconds that one unit of an age of this many seconds has, and the unit's letter and word.
fn unit(age: i64) -> (i64, &'static str, &'static str) {
    match age {
        ..HOUR => (MINUTE, "m", "min"),
        HOUR..DAY => (HOUR, "h", "h"),
        DAY..LONG_IN_DAYS => (DAY, "d", "days"),
        LONG_IN_DAYS..YEAR => (WEEK, "w", "weeks"),
        _ => (YEAR, "y", "years"),
    }
}

/// Seconds from `then` to `now`; nothing is younger than now.
fn seconds(then: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(then).as_secs().max(0)
}

/// An age in at most three columns: `now`, `12m`, `15h`, `3d`, `20w`, `2y`.
pub fn short(then: Timestamp, now: Timestamp) -> String {
    let age = seconds(then, now);
    let (length, letter, _) = unit(age);
    match age / length {
        0 => "now".to_owned(),
        count => format!("{count}{letter}"),
    }
}

/// An age in words: `just now`, `12 min ago`, `15 h ago`, `1 day ago`.
pub fn long(then: Timestamp, now: Timestamp) -> String {
    let age = seconds(then, now);
    let (length, _, word) = unit(age);
    match age / length {
        0 => "just now".to_owned(),
        1 if word.ends_with('s') => format!("1 {} ago", &word[..word.len() - 1]),
        count => format!("{count} {word} ago"),
    }
}

/// When the age next reads differently; nothing for ages in days and more, where a screen left open
/// need not be woken: the next key draws it right.
pub fn next_change(then: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let age = seconds(then, now);
    let (length, ..) = unit(age);
    if length >= DAY {
        return None;
    }
    let rest = length - age % length;
    now.checked_add(SignedDuration::from_secs(rest)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_age_takes_three_columns_at_most_until_a_century_is_over() {
        let now = at(100 * YEAR);
        let ages = [
            0,
            59,
            60,
            HOUR - 1,
            HOUR,
            DAY,
            13 * DAY,
            14 * DAY,
            YEAR - 1,
            YEAR,
            99 * YEAR,
        ];
        let shown = ages.map(|age| short(at(100 * YEAR - age), now));
        assert_eq!(
            shown,
            [
                "now", "now", "1m", "59m", "1h", "1d", "13d", "2w", "52w", "1y", "99y"
            ]
        );
    }

    #[test]
    fn an_age_in_words_knows_one_from_many() {
        let now = at(YEAR);
        let ages = [0, 60, 15 * HOUR, DAY, 3 * DAY];
        let shown = ages.map(|age| long(at(YEAR - age), now));
        assert_eq!(
            shown,
            [
                "just now",
                "1 min ago",
                "15 h ago",
                "1 day ago",
                "3 days ago"
            ]
        );
    }

    #[test]
    fn what_is_dated_in_the_future_is_now() {
        assert_eq!(short(at(500), at(0)), "now");
    }

    #[test]
    fn the_screen_wakes_when_an_age_reads_differently_and_not_for_old_ones() {
        assert_eq!(next_change(at(0), at(90)), Some(at(120)));
        assert_eq!(next_change(at(0), at(HOUR + 1)), Some(at(2 * HOUR)));
        assert_eq!(next_change(at(0), at(2 * DAY)), None);
    }
}
