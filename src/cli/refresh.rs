//! `byline refresh`: polls without a screen and prints what came.

use serde::Serialize;

use super::failure::{Failure, FailureKind};
use super::output::Output;
use super::session::{Session, storage};
use super::{list, select};
use crate::engine::{FeedOutcome, OlderError};
use crate::model::feed::Feed;
use crate::text::count::counted;

/// A polled feed as JSON.
#[derive(Debug, Serialize)]
struct OutcomeJson<'a> {
    feed: i64,
    url: &'a str,
    title: &'a str,
    new: Vec<list::ArticleJson<'a>>,
    changed: usize,
    error: Option<&'a str>,
}

impl<'a> From<&'a FeedOutcome> for OutcomeJson<'a> {
    fn from(outcome: &'a FeedOutcome) -> Self {
        let title = outcome.feed.title.as_str();
        Self {
            feed: outcome.feed.id.0,
            url: outcome.feed.url.as_str(),
            title,
            new: outcome
                .new
                .iter()
                .map(|article| list::ArticleJson::new(article, title))
                .collect(),
            changed: outcome.changed.len(),
            error: outcome.error.as_ref().map(|error| error.as_str()),
        }
    }
}

/// Polls, and prints each feed as it is done.
pub(super) fn run(
    session: &Session,
    only: Option<&str>,
    json: bool,
    out: &mut Output<'_>,
) -> Result<(), Failure> {
    let outcomes = session.with_engine(async |engine| {
        let mut feeds = engine
            .store()
            .read(|reader| reader.feeds())
            .await
            .map_err(storage)?;
        if let Some(meant) = only {
            feeds = vec![select::feed(&feeds, meant)?.clone()];
        } else {
            feeds.retain(Feed::is_polled);
        }
        let mut printed = Ok(());
        let outcomes = engine
            .refresh(feeds, |outcome| {
                // A closed pipe ends the printing, not the polling: cron's library is to be current.
                if printed.is_ok() {
                    printed = print(outcome, json, out);
                }
            })
            .await
            .map_err(storage)?;
        printed?;
        Ok(outcomes)
    })?;
    if !json {
        out.line(&summary(&outcomes))?;
    }
    match outcomes.iter().any(|outcome| outcome.error.is_some()) {
        true => Err(Failure::told(FailureKind::Some)),
        false => Ok(()),
    }
}

/// Fetches the next page of a feed's older articles, and prints those that are new.
pub(super) fn older(
    session: &Session,
    meant: &str,
    json: bool,
    out: &mut Output<'_>,
) -> Result<(), Failure> {
    let (feed, new) = session.with_engine(async |engine| {
        let feeds = engine.store().read(|reader| reader.feeds()).await;
        let feed = select::feed(&feeds.map_err(storage)?, meant)?.clone();
        let new = engine.older(&feed).await.map_err(|error| match error {
            OlderError::Store(error) => storage(error),
            error @ OlderError::Failed(_) => Failure::new(FailureKind::Network, error),
            error => Failure::new(FailureKind::Some, error),
        })?;
        Ok((feed, new))
    })?;
    let title = feed.title.as_str();
    for article in &new {
        match json {
            true => out.json(&list::ArticleJson::new(article, title))?,
            false => out.line(&format!("  {}  {}", article.id, article.title))?,
        }
    }
    if !json {
        let count = counted(new.len(), "older article", "older articles");
        out.line(&format!("{count} of {title}"))?;
    }
    Ok(())
}

/// Feeds with nothing new are worth a line to a program only.
pub(super) fn print(
    outcome: &FeedOutcome,
    json: bool,
    out: &mut Output<'_>,
) -> std::io::Result<()> {
    if json {
        return out.json(&OutcomeJson::from(outcome));
    }
    let title = &outcome.feed.title;
    match &outcome.error {
        Some(error) => out.line(&format!("{title}: {error}")),
        None if outcome.new.is_empty() => Ok(()),
        None => {
            out.line(&format!("{title}: {} new", outcome.new.len()))?;
            for article in &outcome.new {
                out.line(&format!("  {}  {}", article.id, article.title))?;
            }
            Ok(())
        }
    }
}

pub(super) fn summary(outcomes: &[FeedOutcome]) -> String {
    let new: usize = outcomes.iter().map(|outcome| outcome.new.len()).sum();
    let failed = outcomes.iter().filter(|o| o.error.is_some()).count();
    let mut sentence = format!(
        "{} new from {}",
        counted(new, "article", "articles"),
        counted(outcomes.len(), "feed", "feeds")
    );
    if failed > 0 {
        sentence.push_str(&format!(", {failed} failed"));
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::printed;
    use crate::model::feed::Health;
    use crate::model::id::FeedId;
    use url::Url;

    fn outcome(error: Option<&str>) -> FeedOutcome {
        FeedOutcome {
            feed: Feed {
                id: FeedId(1),
                url: Url::parse("https://a.example/feed").unwrap(),
                title: "car-news blog".into(),
                site: None,
                health: Health::default(),
                folder: None,
                unread: 0,
            },
            new: Vec::new(),
            changed: Vec::new(),
            error: error.map(Into::into),
            absorbed: None,
        }
    }

    #[test]
    fn a_quiet_feed_is_silent_and_a_failed_one_says_why() {
        assert_eq!(printed(|out| print(&outcome(None), false, out)), "");
        let failed = outcome(Some("a.example answered 500"));
        assert_eq!(
            printed(|out| print(&failed, false, out)),
            "car-news blog: a.example answered 500\n"
        );
        assert_eq!(
            summary(&[outcome(None), failed]),
            "0 articles new from 2 feeds, 1 failed"
        );
    }

    #[test]
    fn a_polled_feed_is_one_object() {
        assert_eq!(
            printed(|out| print(&outcome(None), true, out)),
            "{\"feed\":1,\"url\":\"https://a.example/feed\",\"title\":\"car-news blog\",\
             \"new\":[],\"changed\":0,\"error\":null}\n"
        );
    }
}
