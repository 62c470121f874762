//! What the reader did, on its way to disk and back.

use super::Desk;
use crate::engine::discuss::Why;
use crate::engine::message::{How, Refresh, Report};
use crate::model::article::Article;
use crate::model::change::{Change, Deed, Direction, OlderDeed};
use crate::model::feed::Feed;
use crate::model::feed_change::FeedChange;
use crate::model::id::{ArticleId, DeedId, FeedId};
use crate::store::{Applied, Reader, StoreError};

impl Desk {
    pub(super) async fn do_deed(&self, deed: Deed) {
        let (watched, moved) = (watched(&deed), moved(&deed));
        let now = self.engine.now();
        let label = deed.label.clone();
        let applied = self
            .engine
            .store()
            .write(move |writer| {
                let applied = writer.apply(deed, now)?;
                touched(writer, &applied).map(|rows| (applied, rows))
            })
            .await;
        match applied {
            Ok((applied, touched)) => {
                self.done(label, How::Done, applied.deed.changes, touched)
                    .await;
                for article in watched {
                    // What is followed has to be here first.
                    self.aside(move |desk| async move { desk.discuss(article, Why::Opened).await });
                }
                for feed in moved {
                    let feed = Refresh::Feed(feed);
                    self.aside(move |desk| async move { desk.refresh(feed, false).await });
                }
            }
            Err(error) => {
                // What the screen shows already is not on disk: show what is.
                self.say(format!("Not saved: {error}"), true).await;
                self.start().await;
            }
        }
    }

    /// Takes the last deed of this session back, or does it again; or this one, whoever did it. Where this
    /// session has done nothing, the deed that would be next is only named.
    pub(super) async fn replay(&self, direction: Direction, deed: Option<DeedId>) {
        let now = self.engine.now();
        let how = match direction {
            Direction::Undo => How::Undone,
            Direction::Redo => How::Redone,
        };
        let replayed = self
            .engine
            .store()
            .write(move |writer| {
                let applied = match deed {
                    Some(deed) => writer.replay_deed(direction, deed, now)?,
                    None => writer.replay_own(direction, now)?,
                };
                Ok(match applied {
                    Some(applied) => {
                        let touched = touched(writer, &applied)?;
                        Replayed::Done(applied, touched)
                    }
                    None if deed.is_some() => Replayed::Nothing,
                    None => writer
                        .next_deed(direction)?
                        .map_or(Replayed::Nothing, Replayed::Older),
                })
            })
            .await;
        match replayed {
            Ok(Replayed::Done(applied, touched)) => {
                let Deed { label, changes } = applied.deed;
                self.done(label, how, changes, touched).await;
            }
            Ok(Replayed::Older(deed)) => self.report(Report::Older(direction, deed)).await,
            Ok(Replayed::Nothing) => self.report(Report::NothingTo(how)).await,
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    /// Reports a deed, then the rows whose counts it changed: the screen can know these only of what
    /// is open.
    async fn done(&self, label: String, how: How, changes: Vec<Change>, touched: Touched) {
        let Touched { articles, feeds } = touched;
        let is_of_feeds = changes.iter().any(Change::is_of_feeds);
        self.report(Report::Done {
            label,
            how,
            changes,
        })
        .await;
        if is_of_feeds {
            // Articles come and go with their feeds: show the library anew.
            return self.start().await;
        }
        if !articles.is_empty() {
            self.report(Report::Articles(articles)).await;
        }
        if !feeds.is_empty() {
            self.report(Report::Feeds(feeds)).await;
        }
    }
}

/// What taking back or doing again came to.
enum Replayed {
    Done(Applied, Touched),
    Older(OlderDeed),
    Nothing,
}

/// Rows whose counts a deed has changed.
struct Touched {
    articles: Vec<Article>,
    feeds: Vec<Feed>,
}

fn touched(reader: &Reader<'_>, applied: &Applied) -> Result<Touched, StoreError> {
    let articles = applied.counts.iter().map(|(id, _)| reader.article(*id));
    let feeds = applied.unread.iter().map(|(id, _)| reader.feed(*id));
    Ok(Touched {
        articles: articles
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?,
        feeds: feeds
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?,
    })
}

/// The articles that a deed begins to watch.
fn watched(deed: &Deed) -> Vec<ArticleId> {
    let changes = deed.changes.iter();
    let watched = changes.filter_map(|change| match change {
        Change::ArticlesWatched {
            articles,
            watched: true,
        } => Some(articles.clone()),
        _ => None,
    });
    watched.flatten().collect()
}

/// The feeds that a deed gives another address.
fn moved(deed: &Deed) -> Vec<FeedId> {
    let changes = deed.changes.iter();
    let moved = changes.filter_map(|change| match change {
        Change::OfFeed(FeedChange::Moved { feed, .. }) => Some(*feed),
        _ => None,
    });
    moved.collect()
}
