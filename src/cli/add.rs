//! `byline add URL`: subscribes to a feed, by its own address or by that of its site.

use super::failure::{Failure, FailureKind};
use super::output::Output;
use super::session::{Session, storage};
use super::shell;
use crate::engine::{SubscribeError, Subscribed};
use crate::text::count::counted;

/// Subscribes, and says to what and with how many articles.
pub(super) fn run(session: &Session, address: &str, out: &mut Output<'_>) -> Result<(), Failure> {
    let subscribed =
        session.with_engine(async |engine| engine.subscribe(address).await.map_err(explain))?;
    out.line(&sentence(&subscribed))?;
    Ok(())
}

fn sentence(subscribed: &Subscribed) -> String {
    let outcome = &subscribed.outcome;
    let (title, url) = (&outcome.feed.title, &outcome.feed.url);
    let articles = counted(outcome.new.len(), "article", "articles");
    if subscribed.was_known {
        format!("{title} ({url}) was there already, {articles} new")
    } else {
        format!("{title} ({url}), {articles}")
    }
}

fn explain(error: SubscribeError) -> Failure {
    let failed = |kind, error: SubscribeError| Failure::new(kind, error);
    match error {
        SubscribeError::Several(feeds) => {
            let choose = Failure::usage("This site has several feeds; add one of them:");
            feeds.into_iter().fold(choose, |failure, feed| {
                let command = shell::byline(&["add", feed.url.as_str()]);
                let title = feed.title.filter(|title| !title.is_empty());
                let title = title.map(|title| format!("  {}", shell::remark(title.as_str())));
                failure.hint(format!("  {command}{}", title.unwrap_or_default()))
            })
        }
        SubscribeError::Store(error) => storage(error),
        error @ SubscribeError::NotAnAddress(_) => failed(FailureKind::Usage, error),
        // The address could be asked, but what is there is nothing to subscribe to.
        error @ SubscribeError::NoFeed(_) => failed(FailureKind::Some, error),
        error => failed(FailureKind::Network, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::FeedLink;
    use url::Url;

    #[test]
    fn several_feeds_are_offered_as_commands() {
        let feeds = vec![FeedLink {
            url: Url::parse("https://a.example/feed").unwrap(),
            title: Some("Car\u{1b}[2J News".into()),
        }];
        let failure = explain(SubscribeError::Several(feeds));
        assert_eq!(failure.kind, FailureKind::Usage);
        let lines: Vec<_> = failure.lines().iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "byline: This site has several feeds; add one of them:",
                "  byline add https://a.example/feed  # 'Car[2J News'"
            ]
        );
    }
}
