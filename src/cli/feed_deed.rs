//! `byline feeds retry|pause|resume|move|rename|file|remove`: what is done with one subscription.

use std::io;

use url::Url;

use super::arguments::FeedDeed;
use super::failure::Failure;
use super::output::Output;
use super::session::{Session, storage};
use super::{refresh, select};
use crate::engine::{Engine, FeedOutcome, MoveError, system_clock};
use crate::model::change::Deed;
use crate::model::feed::Feed;
use crate::model::folder::Folders;
use crate::model::safe::SafeText;

/// Does it, and says so.
pub(super) fn run(session: &Session, deed: &FeedDeed, out: &mut Output<'_>) -> Result<(), Failure> {
    session.with_engine(async |engine| {
        let feeds = engine.store().read(|reader| reader.feeds()).await;
        let feeds = feeds.map_err(storage)?;
        let feed = match deed {
            FeedDeed::Retry { feed } => select::feed(&feeds, feed)?,
            // Done to the wrong feed, these do harm.
            FeedDeed::Pause { feed }
            | FeedDeed::Resume { feed }
            | FeedDeed::Move { feed, .. }
            | FeedDeed::Rename { feed, .. }
            | FeedDeed::File { feed, .. }
            | FeedDeed::Remove { feed } => select::exact_feed(&feeds, feed)?,
        };
        let said = match deed {
            FeedDeed::Retry { .. } => return retry(engine, feed, out).await,
            FeedDeed::Pause { .. } => apply(engine, feed, Deed::pause(feed, true)).await?,
            FeedDeed::Resume { .. } => apply(engine, feed, Deed::pause(feed, false)).await?,
            FeedDeed::Remove { .. } => apply(engine, feed, Deed::unsubscribe(feed)).await?,
            FeedDeed::Move { url, .. } => move_to(engine, feed, url.as_deref()).await?,
            FeedDeed::File { folder, .. } => {
                let folder = folder.as_deref().and_then(Folders::read);
                apply(engine, feed, Deed::file(feed, folder)).await?
            }
            FeedDeed::Rename { title, .. } => rename(engine, feed, title.as_deref()).await?,
        };
        out.line(&said)?;
        Ok(())
    })
}

async fn retry(engine: &Engine, feed: &Feed, out: &mut Output<'_>) -> Result<(), Failure> {
    let outcomes = engine.refresh(vec![feed.clone()], |_| {}).await;
    let outcomes: Vec<FeedOutcome> = outcomes.map_err(storage)?;
    let wish = refresh::Wish {
        how_much: refresh::HowMuch::Titles,
        ..refresh::Wish::default()
    };
    for outcome in &outcomes {
        let mut stderr = io::stderr();
        refresh::print(outcome, &wish, out, &mut Output::new(&mut stderr))?;
    }
    out.line(&refresh::summary(&outcomes))?;
    refresh::ended(&outcomes)
}

async fn apply(engine: &Engine, feed: &Feed, deed: Deed) -> Result<String, Failure> {
    let label = deed.label.clone();
    let now = system_clock()();
    let applied = engine.store().write(move |writer| writer.apply(deed, now));
    let applied = applied.await.map_err(storage)?;
    Ok(match applied.deed.changes.is_empty() {
        true => format!("{} was so already", feed.title),
        false => label,
    })
}

async fn move_to(engine: &Engine, feed: &Feed, url: Option<&str>) -> Result<String, Failure> {
    let proposed = feed.health.moving.as_ref().map(|moving| moving.to.clone());
    let to = match (url, proposed) {
        (Some(url), _) => {
            Url::parse(url).map_err(|_| Failure::usage(format!("\"{url}\" is no address")))?
        }
        (None, Some(proposed)) => proposed,
        (None, None) => {
            let sentence = format!("{} is redirected to no other address", feed.title);
            return Err(Failure::usage(sentence).hint("Name the new address behind the feed."));
        }
    };
    let moved = engine.move_feed(feed, &to).await;
    moved.map_err(|error| match error {
        MoveError::Store(error) => storage(error),
        error => Failure::usage(error),
    })
}

async fn rename(engine: &Engine, feed: &Feed, title: Option<&str>) -> Result<String, Failure> {
    let title = title.and_then(SafeText::non_empty);
    apply(engine, feed, Deed::rename(feed, title)).await
}
