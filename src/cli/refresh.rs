//! `byline refresh`: polls without a screen and prints what came.

mod progress;

use std::cell::RefCell;
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use serde::Serialize;

use self::progress::Progress;
use super::failure::{Failure, FailureKind};
use super::output::Output;
use super::session::{Session, storage};
use super::{list, select};
use crate::engine::{Engine, FeedOutcome, OlderError};
use crate::model::feed::Feed;
use crate::text::count::counted;

/// How often the line that tells how far a refresh is may be drawn anew.
const BETWEEN_DRAWINGS: Duration = Duration::from_millis(200);

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

/// Which feeds are polled, and what is printed of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish<'a> {
    /// Only this one.
    pub(super) only: Option<&'a str>,
    /// One JSON object a feed.
    pub(super) json: bool,
    /// How much is said.
    pub(super) how_much: HowMuch,
}

/// How much is said of a poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum HowMuch {
    /// Nothing: the exit status tells.
    Nothing,
    /// A line for each feed with news or trouble, and the sum.
    #[default]
    Usual,
    /// The titles, too.
    Titles,
}

/// Polls, and prints each feed as it is done: news on the standard output, trouble on the error output.
pub(super) fn run(session: &Session, wish: &Wish<'_>, out: &mut Output<'_>) -> Result<(), Failure> {
    let mut stderr = io::stderr().lock();
    let is_terminal = io::stdout().is_terminal() && stderr.is_terminal();
    let shows_progress = is_terminal && wish.how_much != HowMuch::Nothing;
    let outcomes = session.with_engine(async |engine| {
        let feeds = feeds(engine, wish.only).await?;
        let progress = RefCell::new(Progress::new(&feeds, shows_progress));
        let mut printed = Ok(());
        let refresh = engine.refresh(feeds, |outcome| {
            let mut progress = progress.borrow_mut();
            progress.take(outcome);
            progress.clear(&mut io::stderr());
            // A closed pipe ends the printing, not the polling: cron's library is to be current.
            if printed.is_ok() {
                printed = print(outcome, wish, out, &mut Output::new(&mut stderr));
                if is_terminal && printed.is_ok() {
                    printed = out.flush();
                }
            }
        });
        let outcomes = beside(refresh, || progress.borrow_mut().draw(&mut io::stderr())).await;
        progress.borrow_mut().clear(&mut io::stderr());
        printed?;
        outcomes.map_err(storage)
    })?;
    if !wish.json && wish.how_much != HowMuch::Nothing {
        out.line(&summary(&outcomes))?;
    }
    ended(&outcomes)
}

async fn feeds(engine: &Engine, only: Option<&str>) -> Result<Vec<Feed>, Failure> {
    let feeds = engine.store().read(|reader| reader.feeds()).await;
    let mut feeds = feeds.map_err(storage)?;
    match only {
        Some(meant) => Ok(vec![select::feed(&feeds, meant)?.clone()]),
        None => {
            feeds.retain(Feed::is_polled);
            Ok(feeds)
        }
    }
}

/// Waits for something, and does something else again and again meanwhile.
async fn beside<T>(work: impl Future<Output = T>, mut meanwhile: impl FnMut()) -> T {
    let mut work = std::pin::pin!(work);
    let mut ticks = tokio::time::interval(BETWEEN_DRAWINGS);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = ticks.tick() => meanwhile(),
        }
    }
}

/// The failure that a refresh ends with, where it does.
pub(super) fn ended(outcomes: &[FeedOutcome]) -> Result<(), Failure> {
    if outcomes.iter().any(|outcome| outcome.is_offline) {
        return Err(Failure::told(FailureKind::Network));
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
    wish: &Wish<'_>,
    out: &mut Output<'_>,
    errors: &mut Output<'_>,
) -> io::Result<()> {
    if wish.json {
        return out.json(&OutcomeJson::from(outcome));
    }
    if wish.how_much == HowMuch::Nothing {
        return Ok(());
    }
    let title = &outcome.feed.title;
    // That there is no network is said once for all, at the end.
    if let Some(error) = outcome.error.as_ref().filter(|_| !outcome.is_offline) {
        // Who closed the error output wants none.
        let _ = errors.line(&format!("{title}: {error}"));
    }
    if outcome.new.is_empty() {
        return Ok(());
    }
    out.line(&format!("{title}: {} new", outcome.new.len()))?;
    if wish.how_much == HowMuch::Titles {
        for article in &outcome.new {
            out.line(&format!("  {}  {}", article.id, article.title))?;
        }
    }
    Ok(())
}

pub(super) fn summary(outcomes: &[FeedOutcome]) -> String {
    let new: usize = outcomes.iter().map(|outcome| outcome.new.len()).sum();
    let offline = outcomes.iter().filter(|o| o.is_offline).count();
    let failed = outcomes.iter().filter(|o| o.error.is_some()).count() - offline;
    if offline > 0 && new == 0 {
        return "offline: no host can be reached, nothing could be asked".to_owned();
    }
    let mut sentence = format!(
        "{} new from {}",
        counted(new, "article", "articles"),
        counted(outcomes.len(), "feed", "feeds")
    );
    if failed > 0 {
        sentence.push_str(&format!(", {failed} failed"));
    }
    if offline > 0 {
        sentence.push_str(&format!(", {offline} not asked: offline"));
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::printed;
    use crate::model::article::Article;
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
            is_offline: false,
            absorbed: None,
        }
    }

    fn article(title: &str) -> Article {
        crate::ui::testing::article(7, 1, title, 0, (0, 0, 0))
    }

    /// What is printed on the standard output and on the error output.
    fn told(outcome: &FeedOutcome, wish: &Wish<'_>) -> (String, String) {
        let mut errors = String::new();
        let printed = printed(|out| {
            let mut bytes = Vec::new();
            print(outcome, wish, out, &mut Output::new(&mut bytes))?;
            errors = String::from_utf8(bytes).unwrap();
            Ok(())
        });
        (printed, errors)
    }

    fn how_much(how_much: HowMuch) -> Wish<'static> {
        Wish {
            how_much,
            ..Wish::default()
        }
    }

    #[test]
    fn a_quiet_feed_is_silent_and_a_failed_one_says_why_on_the_error_output() {
        let usual = Wish::default();
        assert_eq!(told(&outcome(None), &usual), Default::default());
        let failed = outcome(Some("a.example answered 500"));
        let sentence = "car-news blog: a.example answered 500\n";
        assert_eq!(told(&failed, &usual), (String::new(), sentence.to_owned()));
        assert_eq!(
            told(&failed, &how_much(HowMuch::Nothing)),
            Default::default()
        );
        assert_eq!(
            summary(&[outcome(None), failed.clone()]),
            "0 articles new from 2 feeds, 1 failed"
        );
        assert_eq!(ended(&[failed]).unwrap_err().kind, FailureKind::Some);
    }

    #[test]
    fn news_are_a_line_and_their_titles_are_told_where_they_are_wanted() {
        let news = FeedOutcome {
            new: vec![article("One"), article("Two")],
            ..outcome(None)
        };
        assert_eq!(told(&news, &Wish::default()).0, "car-news blog: 2 new\n");
        assert_eq!(
            told(&news, &how_much(HowMuch::Titles)).0,
            "car-news blog: 2 new\n  7  One\n  7  Two\n"
        );
        assert_eq!(told(&news, &how_much(HowMuch::Nothing)).0, "");
    }

    #[test]
    fn without_a_network_that_is_said_once() {
        let offline = FeedOutcome {
            is_offline: true,
            ..outcome(Some("There is no host a.example"))
        };
        assert_eq!(told(&offline, &Wish::default()), Default::default());
        let all = [offline.clone(), offline.clone()];
        assert_eq!(
            summary(&all),
            "offline: no host can be reached, nothing could be asked"
        );
        assert_eq!(ended(&all).unwrap_err().kind, FailureKind::Network);
        let local = FeedOutcome {
            new: vec![article("One")],
            ..outcome(None)
        };
        assert_eq!(
            summary(&[local, offline]),
            "1 article new from 2 feeds, 1 not asked: offline"
        );
    }

    #[test]
    fn a_polled_feed_is_one_object() {
        let json = Wish {
            json: true,
            ..Wish::default()
        };
        assert_eq!(
            told(&outcome(None), &json).0,
            "{\"feed\":1,\"url\":\"https://a.example/feed\",\"title\":\"car-news blog\",\
             \"new\":[],\"changed\":0,\"error\":null}\n"
        );
    }
}
