//! When to ask for what again. Pure: the time is passed in, and so is the dice's throw.

use std::time::Duration;

use jiff::Timestamp;

/// The longest wait between two polls, whatever a publisher or a run of failures asks for.
pub const MAX_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// The first wait after a failure.
const FIRST_RETRY: Duration = Duration::from_secs(5 * 60);
/// Waits are spread by this part either way, so that a thousand feeds do not come due in one second.
const JITTER: f64 = 0.1;

/// What a poll's answer says about the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wishes {
    /// Minutes from the document: RSS `ttl`, `sy:updatePeriod`.
    pub document_minutes: Option<u32>,
    /// Cache-Control max-age (RFC 9111 section 5.2.2.1).
    pub max_age: Option<Duration>,
    /// Retry-After (RFC 9110 section 10.2.3).
    pub retry_after: Option<Duration>,
}

/// Returns when to ask for a feed again.
///
/// After a success, `every`, or as long as the publisher asks for if that is longer. After `failures`
/// failed polls in a row, five minutes, doubled with each, or what Retry-After asks for if that is
/// longer. Never more than a day. `throw` is a number from 0 to 1 that spreads the times.
pub fn next_poll(
    now: Timestamp,
    every: Duration,
    failures: u32,
    wishes: Wishes,
    throw: f64,
) -> Timestamp {
    let wait = if failures == 0 {
        let document = wishes
            .document_minutes
            .map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
        let longest = [document, wishes.max_age].into_iter().flatten().max();
        every.max(longest.unwrap_or_default())
    } else {
        FIRST_RETRY.saturating_mul(1 << (failures - 1).min(16))
    };
    let spread = 1.0 + JITTER * (2.0 * throw.clamp(0.0, 1.0) - 1.0);
    let wait = wait.min(MAX_WAIT).mul_f64(spread);
    let wait = wait
        .max(wishes.retry_after.unwrap_or_default())
        .min(MAX_WAIT);
    now.checked_add(wait).unwrap_or(now)
}

/// Cache-Control's max-age in a header's value.
pub fn max_age(cache_control: &str) -> Option<Duration> {
    cache_control
        .split(',')
        .filter_map(|directive| directive.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("max-age"))
        .and_then(|(_, seconds)| seconds.trim_matches('"').parse().ok())
        .map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_HOUR: Duration = Duration::from_secs(30 * 60);

    fn minutes(failures: u32, wishes: Wishes) -> i64 {
        let now = Timestamp::UNIX_EPOCH;
        next_poll(now, HALF_HOUR, failures, wishes, 0.5).as_second() / 60
    }

    #[test]
    fn a_sound_feed_is_asked_at_the_readers_pace_or_the_publishers_if_slower() {
        assert_eq!(minutes(0, Wishes::default()), 30);
        let ttl = |minutes| Wishes {
            document_minutes: Some(minutes),
            ..Wishes::default()
        };
        assert_eq!(minutes(0, ttl(5)), 30);
        assert_eq!(minutes(0, ttl(120)), 120);
        assert_eq!(minutes(0, ttl(1_000_000)), 24 * 60);
        let max_age = Wishes {
            max_age: Some(Duration::from_secs(7200)),
            ..Wishes::default()
        };
        assert_eq!(minutes(0, max_age), 120);
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        assert_eq!(minutes(1, Wishes::default()), 5);
        assert_eq!(minutes(2, Wishes::default()), 10);
        assert_eq!(minutes(5, Wishes::default()), 80);
        assert_eq!(minutes(4_000_000_000, Wishes::default()), 24 * 60);
    }

    #[test]
    fn retry_after_is_kept_to_where_it_asks_for_longer() {
        let wishes = |seconds| Wishes {
            retry_after: Some(Duration::from_secs(seconds)),
            ..Wishes::default()
        };
        assert_eq!(minutes(1, wishes(3600)), 60);
        assert_eq!(minutes(1, wishes(1)), 5);
    }

    #[test]
    fn the_throw_spreads_by_a_tenth_either_way() {
        let at = |throw| {
            next_poll(
                Timestamp::UNIX_EPOCH,
                HALF_HOUR,
                0,
                Wishes::default(),
                throw,
            )
            .as_second()
        };
        assert_eq!((at(0.0), at(1.0)), (27 * 60, 33 * 60));
    }

    #[test]
    fn max_age_is_found_among_the_directives() {
        assert_eq!(
            max_age("public, max-age=600, must-revalidate"),
            Some(Duration::from_secs(600))
        );
        assert_eq!(max_age("s-maxage=5"), None);
        assert_eq!(max_age("max-age=-1"), None);
    }
}
