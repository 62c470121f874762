//! `byline feeds`: the subscriptions and how their polling goes.

use std::io;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::failure::Failure;
use super::output::Output;
use super::session::{Session, storage};
use super::text;
use crate::model::feed::Feed;

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
}

impl<'a> From<&'a Feed> for FeedJson<'a> {
    fn from(feed: &'a Feed) -> Self {
        Self {
            id: feed.id.0,
            url: feed.url.as_str(),
            title: feed.title.as_str(),
            site: feed.site.as_ref().map(|url| url.as_str()),
            unread: feed.unread,
            tried: feed.health.tried,
            succeeded: feed.health.succeeded,
            failures: feed.health.failures,
            error: feed.health.error.as_ref().map(|error| error.as_str()),
            next_poll: feed.health.next_poll,
        }
    }
}

/// Prints the subscriptions.
pub(super) fn run(session: &Session, json: bool, out: &mut Output<'_>) -> Result<(), Failure> {
    let feeds = session.with_engine(async |engine| {
        let feeds = engine.store().read(|reader| reader.feeds()).await;
        feeds.map_err(storage)
    })?;
    if json {
        for feed in &feeds {
            out.json(&FeedJson::from(feed))?;
        }
    } else {
        print_text(&feeds, &TimeZone::system(), out)?;
    }
    Ok(())
}

/// Title and address, and below what went wrong.
fn print_text(feeds: &[Feed], zone: &TimeZone, out: &mut Output<'_>) -> io::Result<()> {
    let columns = feeds.iter().map(|f| f.id.to_string().len()).max();
    let columns = columns.unwrap_or(0);
    for feed in feeds {
        let (id, url) = (feed.id, &feed.url);
        out.line(&format!(
            "{id:>columns$}  {} · {} unread · {url}",
            feed.title, feed.unread
        ))?;
        if let Some(error) = &feed.health.error {
            let since = match feed.health.succeeded {
                Some(time) => format!("last well {}", text::minute(time, zone)),
                None => "never well".into(),
            };
            out.line(&format!("{:columns$}  ! {error} ({since})", ""))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::printed;
    use crate::model::feed::Health;
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
                ..Health::default()
            },
            unread: 5,
        }
    }

    #[test]
    fn a_failing_feed_says_why_below_its_title() {
        assert_eq!(
            printed(|out| print_text(&[failing()], &TimeZone::UTC, out)),
            "3  car-news blog · 5 unread · https://a.example/feed\n   \
             ! a.example answered 500 (last well 2012-04-05 12:58)\n"
        );
    }

    #[test]
    fn a_feed_is_one_object_with_missing_values_null() {
        assert_eq!(
            printed(|out| out.json(&FeedJson::from(&failing()))),
            "{\"id\":3,\"url\":\"https://a.example/feed\",\"title\":\"car-news blog\",\
             \"site\":null,\"unread\":5,\"tried\":null,\"succeeded\":\"2012-04-05T12:58:00Z\",\
             \"failures\":2,\"error\":\"a.example answered 500\",\"next_poll\":null}\n"
        );
    }
}
