//! `byline feeds`: the subscriptions and how their polling goes.

use std::io;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::failure::Failure;
use super::output::Output;
use super::session::{Session, storage};
use super::text;
use crate::model::feed::{Feed, Traffic};
use crate::model::folder::FolderPath;
use crate::model::safe::SafeText;
use crate::store::Reader;
use crate::text::count::counted;
use crate::text::size;

#[derive(Debug, Serialize)]
struct FeedJson<'a> {
    id: i64,
    url: &'a str,
    title: &'a str,
    site: Option<&'a str>,
    unread: u32,
    tried: Option<Timestamp>,
    succeeded: Option<Timestamp>,
    failures: u32,
    error: Option<&'a str>,
    next_poll: Option<Timestamp>,
    reason: Option<&'a str>,
    status: &'static str,
    /// As people read it; `folders` has each path as a list of names.
    folder: Option<String>,
    folders: Vec<&'a [SafeText]>,
    newest: Option<Timestamp>,
    moving: Option<MovingJson<'a>>,
    requests: u64,
    unchanged: u64,
    bytes: u64,
    saved_bytes: u64,
}

/// A permanent redirect that is not followed for good yet.
#[derive(Debug, Serialize)]
struct MovingJson<'a> {
    to: &'a str,
    since: Timestamp,
    polls: u32,
}

impl<'a> FeedJson<'a> {
    fn new(feed: &'a Feed, now: Timestamp) -> Self {
        let (health, traffic) = (&feed.health, feed.health.traffic);
        let folders = feed.folder.iter().flat_map(|folders| folders.paths());
        let moving = health.moving.as_ref().map(|moving| MovingJson {
            to: moving.to.as_str(),
            since: moving.since,
            polls: moving.polls,
        });
        Self {
            id: feed.id.0,
            url: feed.url.as_str(),
            title: feed.title.as_str(),
            site: feed.site.as_ref().map(|url| url.as_str()),
            unread: feed.unread,
            tried: health.tried,
            succeeded: health.succeeded,
            failures: health.failures,
            error: health.error.as_ref().map(|error| error.as_str()),
            next_poll: health.next_poll,
            reason: health.reason.as_ref().map(|reason| reason.as_str()),
            status: feed.status(now).word(),
            folder: feed.folder.as_ref().map(ToString::to_string),
            folders: folders.map(FolderPath::names).collect(),
            newest: health.newest,
            moving,
            requests: traffic.requests,
            unchanged: traffic.unchanged,
            bytes: traffic.bytes,
            saved_bytes: traffic.saved_bytes,
        }
    }
}

/// Prints the subscriptions.
pub(super) fn run(session: &Session, json: bool, out: &mut Output<'_>) -> Result<(), Failure> {
    let (feeds, queries) = session.with_engine(async |engine| {
        let read = |reader: &Reader<'_>| Ok((reader.feeds()?, reader.saved_queries()?));
        engine.store().read(read).await.map_err(storage)
    })?;
    let now = Timestamp::now();
    if json {
        for feed in &feeds {
            out.json(&FeedJson::new(feed, now))?;
        }
    } else {
        print_text(&feeds, now, &TimeZone::system(), out)?;
        for query in &queries {
            let (name, query) = (&query.name, &query.query);
            out.line(&format!("Kept for later, not shown yet: {name}: {query}"))?;
        }
    }
    Ok(())
}

/// Title and address, and below how it goes and what is wrong; at the end what all has cost.
fn print_text(
    feeds: &[Feed],
    now: Timestamp,
    zone: &TimeZone,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let columns = feeds.iter().map(|f| f.id.to_string().len()).max();
    let columns = columns.unwrap_or(0);
    for feed in feeds {
        let (id, url, status) = (feed.id, &feed.url, feed.status(now).word());
        out.line(&format!(
            "{id:>columns$}  {} · {status} · {} unread · {url}",
            feed.title, feed.unread
        ))?;
        if feed.is_built_in() {
            continue;
        }
        if let Some(error) = &feed.health.error {
            out.line(&format!("{:columns$}  ! {error}", ""))?;
        }
        out.line(&format!("{:columns$}  {}", "", times(feed, zone)))?;
        if let Some(moving) = &feed.health.moving {
            let since = text::minute(moving.since, zone);
            out.line(&format!(
                "{:columns$}  redirected for good to {} since {since}; byline feeds move {id}",
                "", moving.to
            ))?;
        }
    }
    out.line(&cost(feeds))
}

/// When a feed was well, and when it is asked next and why.
fn times(feed: &Feed, zone: &TimeZone) -> String {
    let health = &feed.health;
    let mut sentence = match health.succeeded {
        Some(time) => format!("last well {}", text::minute(time, zone)),
        None => "never well".to_owned(),
    };
    match health.next_poll.filter(|_| feed.is_polled()) {
        Some(next) => {
            sentence.push_str(&format!(", next {}", text::minute(next, zone)));
            if let Some(reason) = &health.reason {
                sentence.push_str(&format!(": {reason}"));
            }
        }
        None if feed.is_polled() => sentence.push_str(", next as soon as possible"),
        None => sentence.push_str(", not asked by itself"),
    }
    sentence
}

fn cost(feeds: &[Feed]) -> String {
    let sum = |of: fn(&Traffic) -> u64| -> u64 {
        let each = feeds.iter().map(|feed| of(&feed.health.traffic));
        each.fold(0, u64::saturating_add)
    };
    format!(
        "{}, {} of them answered without a document; {} received, {} saved",
        counted(
            usize::try_from(sum(|traffic| traffic.requests)).unwrap_or(usize::MAX),
            "request",
            "requests"
        ),
        sum(|traffic| traffic.unchanged),
        size::bytes(sum(|traffic| traffic.bytes)),
        size::bytes(sum(|traffic| traffic.saved_bytes)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::printed;
    use crate::model::feed::{Health, Moving};
    use crate::model::id::FeedId;
    use url::Url;

    fn failing() -> Feed {
        Feed {
            id: FeedId(3),
            url: Url::parse("https://a.example/feed").unwrap(),
            title: "car-news blog".into(),
            site: None,
            health: Health {
                failures: 2,
                error: Some("a.example answered 500".into()),
                succeeded: Some("2012-04-05T12:58:00Z".parse().unwrap()),
                traffic: Traffic {
                    requests: 9,
                    bytes: 2048,
                    unchanged: 4,
                    saved_bytes: 0,
                },
                ..Health::default()
            },
            folder: None,
            unread: 5,
        }
    }

    fn now() -> Timestamp {
        "2012-04-05T14:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_failing_feed_says_why_and_when_it_is_asked_again() {
        let mut feed = failing();
        feed.health.next_poll = Some("2012-04-05T14:10:00Z".parse().unwrap());
        feed.health.reason = Some("2 failures in a row".into());
        feed.health.moving = Some(Moving {
            to: Url::parse("https://b.example/feed").unwrap(),
            since: now(),
            polls: 1,
        });
        assert_eq!(
            printed(|out| print_text(&[feed], now(), &TimeZone::UTC, out)),
            "3  car-news blog · failing · 5 unread · https://a.example/feed\n   \
             ! a.example answered 500\n   \
             last well 2012-04-05 12:58, next 2012-04-05 14:10: 2 failures in a row\n   \
             redirected for good to https://b.example/feed since 2012-04-05 14:00; byline feeds move 3\n\
             9 requests, 4 of them answered without a document; 2.0 KiB received, 0 B saved\n"
        );
    }

    #[test]
    fn a_feed_is_one_object_with_missing_values_null() {
        assert_eq!(
            printed(|out| out.json(&FeedJson::new(&failing(), now()))),
            "{\"id\":3,\"url\":\"https://a.example/feed\",\"title\":\"car-news blog\",\
             \"site\":null,\"unread\":5,\"tried\":null,\"succeeded\":\"2012-04-05T12:58:00Z\",\
             \"failures\":2,\"error\":\"a.example answered 500\",\"next_poll\":null,\
             \"reason\":null,\"status\":\"failing\",\"folder\":null,\"folders\":[],\"newest\":null,\
             \"moving\":null,\"requests\":9,\"unchanged\":4,\"bytes\":2048,\"saved_bytes\":0}\n"
        );
    }
}
