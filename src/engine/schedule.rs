//! When to ask for what again, and why then. Pure: the time is passed in, and so is the dice's throw.

use std::time::Duration;

use jiff::Timestamp;

use crate::model::skips::Skips;

/// The longest wait that a publisher or a run of failures can ask for.
pub const MAX_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// The first wait after a failure.
const FIRST_RETRY: Duration = Duration::from_secs(5 * 60);
/// Waits are spread by this part, so that a thousand feeds do not come due in one second.
const JITTER: f64 = 0.1;
/// Visits between two articles of a feed's rhythm: on the average an article is found when an eighth of
/// the time to the next has passed.
const VISITS_PER_ARTICLE: u32 = 4;
/// Articles from which a rhythm is told.
const MIN_ARTICLES: usize = 2;
/// Dates that lie closer together tell no rhythm: they are those of a first poll, not of a publisher.
const MIN_SPAN: Duration = Duration::from_secs(60 * 60);

/// The bounds that the reader sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The wait for this very feed, whatever its publisher says.
    pub own: Option<Duration>,
    /// The wait where no rhythm is known, or none is to be followed.
    pub usual: Duration,
    /// Whether a feed's own rhythm is followed.
    pub is_adaptive: bool,
    /// The shortest wait by rhythm.
    pub shortest: Duration,
    /// The longest.
    pub longest: Duration,
}

/// What a publisher asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wishes {
    /// Minutes from the document: RSS `ttl`, `sy:updatePeriod`.
    pub document_minutes: Option<u32>,
    /// Hours and days without visits, from the document.
    pub skips: Skips,
    /// How long the answer calls itself fresh: Cache-Control, Expires.
    pub fresh_for: Option<Duration>,
    /// Retry-After (RFC 9110 section 10.2.3).
    pub retry_after: Option<Duration>,
}

/// The next visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub at: Timestamp,
    /// Why then, in words.
    pub reason: String,
}

/// Returns when to ask for a feed again after `failures` failed polls in a row.
///
/// After a success, by the reader's own setting for this feed; else by the feed's rhythm, told from the
/// `dates` of its newest articles, newest first, or as long as its publisher asks for if that is longer,
/// and not in hours that the publisher skips. After failures, five minutes, doubled with each. What
/// Retry-After asks for is always waited for, a day at most. `throw` is a number from 0 to 1 that
/// spreads the times.
pub fn next_poll(
    now: Timestamp,
    pace: &Pace,
    failures: u32,
    wishes: Wishes,
    dates: &[Timestamp],
    throw: f64,
) -> Next {
    let (wait, reason) = wait(now, pace, failures, wishes, dates, throw);
    let retry_after = wishes.retry_after.unwrap_or_default().min(MAX_WAIT);
    if retry_after > wait {
        let reason = format!("the server asked for {} of silence", words(retry_after));
        return later(now, retry_after, reason);
    }
    let next = later(now, wait, reason);
    if failures > 0 || pace.own.is_some() {
        return next;
    }
    let at = wishes.skips.next_allowed(next.at);
    if at == next.at {
        return next;
    }
    // A thousand feeds that skip the night are not all to be asked at its end.
    let spread = Duration::from_secs(15 * 60).mul_f64(throw.clamp(0.0, 1.0));
    Next {
        at: at.checked_add(spread).unwrap_or(at),
        reason: format!("{}, and not in hours that its publisher skips", next.reason),
    }
}

fn later(now: Timestamp, wait: Duration, reason: String) -> Next {
    Next {
        at: now.checked_add(wait).unwrap_or(now),
        reason,
    }
}

fn wait(
    now: Timestamp,
    pace: &Pace,
    failures: u32,
    wishes: Wishes,
    dates: &[Timestamp],
    throw: f64,
) -> (Duration, String) {
    let throw = throw.clamp(0.0, 1.0);
    let either_way = |wait: Duration| wait.mul_f64(1.0 + JITTER * (2.0 * throw - 1.0));
    // Never before the time that was asked for.
    let only_later = |wait: Duration| wait.mul_f64(1.0 + JITTER * throw);
    if failures > 0 {
        let doubled = FIRST_RETRY.saturating_mul(1 << (failures - 1).min(16));
        let reason = match failures {
            1 => "it failed the last time".to_owned(),
            failures => format!("{failures} failures in a row"),
        };
        return (either_way(doubled.min(MAX_WAIT)), reason);
    }
    if let Some(own) = pace.own {
        return (either_way(own), "your setting for this feed".to_owned());
    }
    let asked = asked(wishes);
    let (by_rhythm, reason) = own_pace(now, pace, dates);
    match asked {
        Some((asked, reason)) if asked > by_rhythm => (only_later(asked), reason),
        _ => (either_way(by_rhythm), reason),
    }
}

/// The longest of what the publisher asks for, in the document and beside it.
fn asked(wishes: Wishes) -> Option<(Duration, String)> {
    let document = wishes
        .document_minutes
        .map(|minutes| Duration::from_secs(u64::from(minutes) * 60).min(MAX_WAIT))
        .map(|wait| {
            (
                wait,
                format!("its publisher asks for {} between visits", words(wait)),
            )
        });
    let fresh = wishes.fresh_for.map(|wait| wait.min(MAX_WAIT)).map(|wait| {
        (
            wait,
            format!("its server calls the answer fresh for {}", words(wait)),
        )
    });
    document
        .into_iter()
        .chain(fresh)
        .max_by_key(|(wait, _)| *wait)
}

/// The wait by the feed's own rhythm, or the usual one.
fn own_pace(now: Timestamp, pace: &Pace, dates: &[Timestamp]) -> (Duration, String) {
    if !pace.is_adaptive {
        return (pace.usual, format!("every {}", words(pace.usual)));
    }
    // The bounds are settings: whichever way round they were written.
    let (shortest, longest) = (
        pace.shortest.min(pace.longest),
        pace.shortest.max(pace.longest),
    );
    match rhythm(now, dates) {
        Some(gap) => {
            let wait = (gap / VISITS_PER_ARTICLE).clamp(shortest, longest);
            (
                wait,
                format!("it has an article about every {}", words(gap)),
            )
        }
        None => {
            let wait = pace.usual.clamp(shortest, longest);
            (wait, "its rhythm is not known yet".to_owned())
        }
    }
}

/// The average time between two articles, up to now: a feed that falls silent is asked ever more seldom.
fn rhythm(now: Timestamp, dates: &[Timestamp]) -> Option<Duration> {
    let (oldest, newest) = (dates.last()?, dates.first()?);
    let span = Duration::try_from(now.duration_since(*oldest)).ok()?;
    let between = Duration::try_from(newest.duration_since(*oldest)).ok()?;
    let is_told = dates.len() >= MIN_ARTICLES && between >= MIN_SPAN;
    is_told.then(|| span / u32::try_from(dates.len()).unwrap_or(u32::MAX))
}

/// A length of time in one unit: "15 minutes", "6 hours", "3 days".
pub fn words(length: Duration) -> String {
    const UNITS: [(u64, &str); 4] = [
        (7 * 24 * 3600, "week"),
        (24 * 3600, "day"),
        (3600, "hour"),
        (60, "minute"),
    ];
    let seconds = length.as_secs();
    // From two on: "36 hours" says more than "1 day".
    let (unit, name) = UNITS
        .into_iter()
        .find(|(unit, _)| seconds >= 2 * unit)
        .unwrap_or((60, "minute"));
    match (seconds + unit / 2) / unit {
        0 | 1 if unit == 60 => "1 minute".to_owned(),
        60 if unit == 60 => "1 hour".to_owned(),
        24 if unit == 3600 => "1 day".to_owned(),
        count => format!("{count} {name}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);
    const PACE: Pace = Pace {
        own: None,
        usual: Duration::from_secs(30 * 60),
        is_adaptive: true,
        shortest: Duration::from_secs(15 * 60),
        longest: MAX_WAIT,
    };

    fn now() -> Timestamp {
        "2026-11-25T09:30:00Z".parse().unwrap()
    }

    fn next(pace: &Pace, failures: u32, wishes: Wishes, dates: &[Timestamp]) -> (i64, String) {
        let next = next_poll(now(), pace, failures, wishes, dates, 0.5);
        (next.at.duration_since(now()).as_mins(), next.reason)
    }

    fn minutes(failures: u32, wishes: Wishes) -> i64 {
        next(&PACE, failures, wishes, &[]).0
    }

    /// Dates this far apart, the newest as far from now.
    fn every(gap: Duration) -> Vec<Timestamp> {
        (1..=20)
            .map(|place| now().checked_sub(gap * place).unwrap())
            .collect()
    }

    #[test]
    fn a_feeds_own_rhythm_sets_its_pace_between_the_bounds() {
        let pace = |gap| next(&PACE, 0, Wishes::default(), &every(gap));
        assert_eq!(
            pace(8 * HOUR),
            (120, "it has an article about every 8 hours".to_owned())
        );
        assert_eq!(pace(HOUR / 6).0, 15);
        assert_eq!(pace(300 * HOUR).0, 24 * 60);
    }

    #[test]
    fn ten_articles_in_one_hour_of_each_day_are_a_daily_paper() {
        let dates: Vec<_> = (0..20)
            .map(|place| {
                let ago = 24 * HOUR * (place / 10) + HOUR / 10 * (place % 10);
                now().checked_sub(ago).unwrap()
            })
            .collect();
        assert!(next(&PACE, 0, Wishes::default(), &dates).0 <= 30);
        // The articles of a first poll without dates tell nothing.
        let undated = vec![now(); 20];
        assert_eq!(
            next(&PACE, 0, Wishes::default(), &undated),
            (30, "its rhythm is not known yet".to_owned())
        );
    }

    #[test]
    fn a_feed_that_falls_silent_is_asked_ever_more_seldom() {
        let dates = every(HOUR);
        let later = now().checked_add(400 * HOUR).unwrap();
        let next = next_poll(later, &PACE, 0, Wishes::default(), &dates, 0.5);
        assert_eq!(next.at.duration_since(later).as_hours(), 5);
    }

    #[test]
    fn without_the_rhythm_the_usual_wait_is_kept_and_the_readers_own_above_all() {
        let steady = Pace {
            is_adaptive: false,
            ..PACE
        };
        let (wait, reason) = next(&steady, 0, Wishes::default(), &every(8 * HOUR));
        assert_eq!((wait, reason.as_str()), (30, "every 30 minutes"));
        let own = Pace {
            own: Some(5 * HOUR),
            ..PACE
        };
        let wishes = Wishes {
            document_minutes: Some(600),
            ..Wishes::default()
        };
        let (wait, reason) = next(&own, 0, wishes, &every(8 * HOUR));
        assert_eq!((wait, reason.as_str()), (300, "your setting for this feed"));
    }

    #[test]
    fn a_publisher_that_asks_for_longer_is_heard_up_to_a_day_and_never_visited_earlier() {
        let ttl = |minutes| Wishes {
            document_minutes: Some(minutes),
            ..Wishes::default()
        };
        assert_eq!(minutes(0, ttl(5)), 30);
        assert_eq!(minutes(0, ttl(120)), 126);
        assert_eq!(minutes(0, ttl(u32::MAX)), 24 * 63);
        let fresh = Wishes {
            fresh_for: Some(2 * HOUR),
            ..Wishes::default()
        };
        let earliest = next_poll(now(), &PACE, 0, fresh, &[], 0.0);
        assert_eq!(earliest.at.duration_since(now()).as_mins(), 120);
        assert_eq!(
            earliest.reason,
            "its server calls the answer fresh for 2 hours"
        );
    }

    #[test]
    fn hours_that_the_publisher_skips_are_left_out() {
        let mut skips = Skips::default();
        (9..14).for_each(|hour| skips.skip_hour(hour));
        let wishes = Wishes {
            skips,
            ..Wishes::default()
        };
        let next = next_poll(now(), &PACE, 0, wishes, &[], 0.0);
        assert_eq!(next.at.to_string(), "2026-11-25T14:00:00Z");
        assert!(next.reason.ends_with("hours that its publisher skips"));
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        let none = Wishes::default();
        assert_eq!(minutes(1, none), 5);
        assert_eq!(minutes(2, none), 10);
        assert_eq!(minutes(5, none), 80);
        assert_eq!(minutes(4_000_000_000, none), 24 * 60);
    }

    #[test]
    fn retry_after_is_kept_to_where_it_asks_for_longer() {
        let wishes = |seconds| Wishes {
            retry_after: Some(Duration::from_secs(seconds)),
            ..Wishes::default()
        };
        assert_eq!(minutes(1, wishes(3600)), 60);
        assert_eq!(minutes(1, wishes(1)), 5);
        assert_eq!(minutes(1, wishes(u64::MAX)), 24 * 60);
    }

    #[test]
    fn lengths_are_told_in_one_unit() {
        for (seconds, told) in [
            (1, "1 minute"),
            (900, "15 minutes"),
            (3600, "1 hour"),
            (5400, "90 minutes"),
            (86_400, "1 day"),
            (3 * 86_400, "3 days"),
            (30 * 86_400, "4 weeks"),
        ] {
            assert_eq!(words(Duration::from_secs(seconds)), told);
        }
    }
}
