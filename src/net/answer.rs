//! An answer of a server, and what its headers say of when to ask again.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap};
use url::Url;

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it came from, after redirects.
    pub url: Url,
    /// Where the address has moved to for good, if every redirect on the way said so (301, 308).
    pub moved_to: Option<Url>,
    /// Requests that it took: one, and one for each redirect.
    pub requests: u32,
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, unpacked; empty for 304.
    pub body: Vec<u8>,
    /// Bytes that came over the network for the body.
    pub wire_bytes: usize,
}

impl Answer {
    /// A header as text, if it is there and is text.
    pub fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the host wants fewer requests, or none now.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(self.status.as_u16(), 429 | 503)
    }
}

/// How long an answer asks to wait: Retry-After in seconds or as a date (RFC 9110 section 10.2.3). A
/// refusal without it may say when its limit is over, in one of the forms that are in use.
pub fn retry_after(answer: &Answer) -> Option<Duration> {
    const RESETS: [header::HeaderName; 2] = [
        header::HeaderName::from_static("ratelimit-reset"),
        header::HeaderName::from_static("x-ratelimit-reset"),
    ];
    let stated = answer.header(header::RETRY_AFTER);
    let resets = RESETS.into_iter().find_map(|name| answer.header(name));
    let value = stated.or(resets.filter(|_| answer.is_refusal()))?.trim();
    if let Ok(number) = value.parse::<u64>() {
        return match number {
            ..MIN_EPOCH => Some(Duration::from_secs(number)),
            MIN_EPOCH..MIN_EPOCH_MILLIS => {
                until(answer, Timestamp::from_second(number.cast_signed()))
            }
            _ => until(answer, Timestamp::from_millisecond(number.cast_signed())),
        };
    }
    let date = http_date(value).map_or_else(|| value.parse(), Ok);
    until(answer, date)
}

/// Numbers from here on are seconds since 1970, not a wait: some thirty years.
const MIN_EPOCH: u64 = 1_000_000_000;
/// And from here on milliseconds.
const MIN_EPOCH_MILLIS: u64 = 1_000_000_000_000;

/// The time from an answer to a moment. The server's clock is the one that counts, if it tells.
fn until(answer: &Answer, moment: Result<Timestamp, jiff::Error>) -> Option<Duration> {
    let now = answer.header(header::DATE).and_then(http_date);
    let wait = moment
        .ok()?
        .duration_since(now.unwrap_or_else(Timestamp::now));
    Some(Duration::try_from(wait).unwrap_or_default())
}

/// For how long an answer calls itself fresh: Cache-Control's max-age, else Expires, less the age that
/// it came with (RFC 9111 section 4.2). Nothing where it says nothing, or that it is not to be kept.
pub fn fresh_for(answer: &Answer) -> Option<Duration> {
    let control = answer.header(header::CACHE_CONTROL).unwrap_or_default();
    let mut max_age = None;
    for directive in control.split(',') {
        let (name, value) = match directive.split_once('=') {
            Some((name, value)) => (name.trim(), value.trim().trim_matches('"')),
            None => (directive.trim(), ""),
        };
        if name.eq_ignore_ascii_case("no-cache") || name.eq_ignore_ascii_case("no-store") {
            return None;
        }
        if name.eq_ignore_ascii_case("max-age") {
            max_age = max_age.or_else(|| value.parse().ok().map(Duration::from_secs));
        }
    }
    let expires = || {
        let date = |name| http_date(answer.header(name)?);
        let until = date(header::EXPIRES)?;
        // The server's clock is the one that counts.
        Duration::try_from(until.duration_since(date(header::DATE)?)).ok()
    };
    let age = answer
        .header(header::AGE)
        .and_then(|age| age.trim().parse().ok());
    let age = Duration::from_secs(age.unwrap_or(0));
    let fresh = max_age.or_else(expires)?.saturating_sub(age);
    (!fresh.is_zero()).then_some(fresh)
}

/// A date in the form that HTTP prescribes (RFC 9110 section 5.6.7).
fn http_date(date: &str) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::parse(date.trim()).ok()?;
    Some(date.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "Wed, 25 Nov 2026 12:00:00 GMT";

    fn answer(status: u16, headers: &[(&'static str, &str)]) -> Answer {
        let pair = |(name, value): &(&'static str, &str)| {
            let name = header::HeaderName::from_static(name);
            (name, value.parse().unwrap())
        };
        Answer {
            url: "https://example.org/".parse().unwrap(),
            moved_to: None,
            requests: 1,
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.iter().map(pair).collect(),
            body: Vec::new(),
            wire_bytes: 0,
        }
    }

    #[test]
    fn a_refusal_says_in_many_ways_how_long_it_holds() {
        for (name, value, seconds) in [
            ("retry-after", "90", Some(90)),
            ("retry-after", "Wed, 25 Nov 2026 12:01:00 GMT", Some(60)),
            ("retry-after", "Wed, 25 Nov 2026 11:00:00 GMT", Some(0)),
            ("retry-after", "soon", None),
            ("ratelimit-reset", "17", Some(17)),
            ("x-ratelimit-reset", "1795608030", Some(30)),
            ("x-ratelimit-reset", "1795608030000", Some(30)),
            ("x-ratelimit-reset", "2026-11-25T12:05:00Z", Some(300)),
            ("x-other", "17", None),
        ] {
            let refusal = answer(429, &[("date", NOON), (name, value)]);
            let wait = retry_after(&refusal).map(|wait| wait.as_secs());
            assert_eq!(wait, seconds, "{name}: {value}");
        }
    }

    #[test]
    fn a_date_counts_from_now_where_the_server_tells_no_time() {
        let wait = |date| retry_after(&answer(503, &[("retry-after", date)])).unwrap();
        assert!(wait("Tue, 01 Jan 2999 00:00:00 GMT").as_secs() > 1_000_000_000);
        assert_eq!(wait("Fri, 01 Jan 1999 00:00:00 GMT"), Duration::ZERO);
    }

    #[test]
    fn a_limit_that_was_not_met_asks_for_no_wait() {
        let fine = answer(200, &[("x-ratelimit-reset", "3600")]);
        assert_eq!(retry_after(&fine), None);
    }
}
