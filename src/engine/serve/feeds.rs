//! Feeds at the service of a screen: polls by hand and by the clock, subscriptions and their ends.

use std::time::Duration;

use super::Desk;
use crate::engine::discuss::Why;
use crate::engine::message::{Refresh, Refreshed, Report};
use crate::engine::poll::FeedOutcome;
use crate::engine::subscribe::SubscribeError;
use crate::model::change::Deed;
use crate::model::feed::Feed;
use crate::model::id::FeedId;
use tokio::sync::mpsc;

/// Between two looks at what is due and at what another process wrote.
const LOOK_AROUND: Duration = Duration::from_secs(60);

/// Polls under way over all refreshes.
#[derive(Debug, Default)]
pub(super) struct Progress(std::sync::Mutex<(usize, usize)>);

impl Progress {
    /// Adds to what is done and to what is to be done; starts anew when all is done.
    fn add(&self, done: usize, total: usize) -> Report {
        let mut state = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        state.0 += done;
        state.1 += total;
        let report = Report::Progress {
            done: state.0,
            total: state.1,
        };
        if state.0 >= state.1 {
            *state = (0, 0);
        }
        report
    }
}

impl Desk {
    /// Polls what is asked for; `by_hand` where the reader waits for what comes of it.
    pub(super) async fn refresh(&self, what: Refresh, by_hand: bool) {
        let feeds = self.engine.store().read(|reader| reader.feeds()).await;
        let feeds = match feeds {
            Ok(feeds) => feeds,
            Err(error) => return self.say(error.to_string(), true).await,
        };
        match what {
            Refresh::All => self.poll(polled(feeds), by_hand).await,
            Refresh::Feed(id) => {
                let feeds = feeds.into_iter().filter(|feed| feed.id == id);
                self.poll(feeds.collect(), by_hand).await;
            }
            Refresh::Article(article) => {
                self.discuss(article, Why::Asked).await;
                self.refresh_elsewhere(article).await;
            }
        }
    }

    pub(super) async fn poll(&self, feeds: Vec<Feed>, by_hand: bool) {
        let feeds: Vec<Feed> = feeds
            .into_iter()
            .filter(|feed| !feed.is_built_in())
            .collect();
        if feeds.is_empty() {
            if by_hand {
                self.report(refreshed(&[], by_hand)).await;
            }
            return;
        }
        let total = feeds.len();
        self.report(self.progress.add(0, total)).await;
        let (outcomes, mut finished) = mpsc::unbounded_channel();
        let told = async {
            while let Some(outcome) = finished.recv().await {
                self.outcome(outcome).await;
            }
        };
        let refresh = async {
            let done = self
                .engine
                .refresh(feeds, |outcome| {
                    // The receiver lives as long as this future.
                    let _ = outcomes.send(outcome.clone());
                })
                .await;
            drop(outcomes);
            done
        };
        let (done, ()) = tokio::join!(refresh, told);
        match done {
            Ok(outcomes) => self.report(refreshed(&outcomes, by_hand)).await,
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    async fn outcome(&self, outcome: FeedOutcome) {
        let FeedOutcome {
            feed,
            mut new,
            changed,
            absorbed,
            ..
        } = outcome;
        new.extend(changed);
        if !new.is_empty() {
            self.report(Report::Articles(new)).await;
        }
        if absorbed.is_some() {
            // Articles of one feed have become those of another.
            self.start().await;
        } else {
            self.report(Report::Feeds(vec![feed])).await;
        }
        self.report(self.progress.add(1, 0)).await;
    }

    pub(super) async fn subscribe(&self, address: String) {
        self.say(format!("Looking for a feed at {address} …"), false)
            .await;
        match self.engine.subscribe(&address).await {
            Ok(subscribed) => {
                let FeedOutcome { feed, new, .. } = subscribed.outcome;
                let (id, articles) = (feed.id, new.len());
                self.report(Report::Feeds(vec![feed])).await;
                self.report(Report::Articles(new)).await;
                self.report(Report::Subscribed {
                    feed: id,
                    articles,
                    was_known: subscribed.was_known,
                })
                .await;
            }
            Err(SubscribeError::Several(feeds)) => {
                self.report(Report::Choice { address, feeds }).await
            }
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    pub(super) async fn unsubscribe(&self, feed: FeedId) {
        let named = self
            .engine
            .store()
            .read(move |reader| reader.feed(feed))
            .await;
        match named {
            Ok(Some(named)) => self.do_deed(Deed::unsubscribe(&named)).await,
            Ok(None) => self.report(Report::FeedGone(feed)).await,
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    pub(super) async fn older(&self, feed: FeedId) {
        let found = self.engine.store().read(move |reader| reader.feed(feed));
        let feed = match found.await {
            Ok(Some(feed)) => feed,
            Ok(None) => return,
            Err(error) => return self.say(error.to_string(), true).await,
        };
        match self.engine.older(&feed).await {
            Ok(articles) => {
                let sentence = format!("{} older articles of {}", articles.len(), feed.title);
                self.report(Report::Articles(articles)).await;
                let id = feed.id;
                let counted = self
                    .engine
                    .store()
                    .read(move |reader| reader.feed(id))
                    .await;
                self.tell(counted.map(|feed| feed.map(|feed| Report::Feeds(vec![feed]))))
                    .await;
                self.say(sentence, false).await;
            }
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    /// Asks for followed threads that are due, and shows what came.
    async fn follow(&self) {
        match self.engine.follow().await {
            Ok(articles) => {
                for article in articles {
                    self.show_what_came(article).await;
                }
            }
            Err(error) => self.say(error.to_string(), true).await,
        }
    }

    /// Looks around once a minute for as long as the screen is there: polls what is due, and shows what
    /// another byline (cron's `byline refresh`) has written meanwhile.
    pub(super) async fn look_around(self) {
        loop {
            if self.engine.config().polling.automatic {
                // A host that takes its time keeps no feed waiting, and no feed a followed thread.
                self.aside(|desk| async move { desk.follow().await });
                match self.engine.due().await {
                    Ok(due) => self.poll(due, false).await,
                    Err(error) => self.say(error.to_string(), true).await,
                }
            }
            let now = self.engine.now();
            let ended = self.engine.store();
            let ended = ended.write(move |writer| writer.end_mutes(now)).await;
            match ended {
                Ok(changes) if changes.is_empty() => {}
                Ok(changes) => {
                    self.start().await;
                    self.report(Report::MutesEnded(changes)).await;
                }
                Err(error) => self.say(error.to_string(), true).await,
            }
            if let Ok(true) = self.engine.store().changed_elsewhere().await {
                self.start().await;
            }
            tokio::time::sleep(LOOK_AROUND).await;
        }
    }
}

/// What became of polls, in all.
fn refreshed(outcomes: &[FeedOutcome], by_hand: bool) -> Report {
    let failed = outcomes.iter().filter(|outcome| outcome.error.is_some());
    let only_error = match outcomes {
        [outcome] => outcome.error.clone(),
        _ => None,
    };
    Report::Refreshed(Refreshed {
        asked: outcomes.len(),
        new: outcomes.iter().map(|outcome| outcome.new.len()).sum(),
        failed: failed.count(),
        only_error,
        is_offline: outcomes.iter().any(|outcome| outcome.is_offline),
        by_hand,
    })
}

/// The feeds that byline asks for without being told which.
fn polled(mut feeds: Vec<Feed>) -> Vec<Feed> {
    feeds.retain(Feed::is_polled);
    feeds
}
