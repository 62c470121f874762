//! The engine against local servers that play their part: polls, subscriptions, discussions.

mod answers;
mod discuss;
mod follow;
mod hostile;
mod info;
mod known_sites;
mod local;
mod manners;
mod older;
mod own;
mod poll;
mod prefetch;
mod serve;
mod services;
mod sites;
mod story;
mod subscribe;
mod take;
mod ways;
mod widgets;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use byline::config::Config;
use byline::engine::{Engine, FeedOutcome};
use byline::model::feed::Feed;
use byline::store::Store;
use jiff::Timestamp;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// An engine on a store in memory, with a clock that stands still until it is moved.
struct Desk {
    engine: Engine,
    clock: Arc<Mutex<Timestamp>>,
}

impl Desk {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings than the usual ones.
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(Mutex::new("2026-11-25T09:30:00Z".parse().unwrap()));
        Self::at(clock, Store::in_memory().unwrap(), change).await
    }

    /// As after a restart: the same library and the same time, nothing else.
    async fn restarted(&self) -> Self {
        let (clock, store) = (Arc::clone(&self.clock), self.engine.store().clone());
        Self::at(clock, store, |_| {}).await
    }

    async fn at(
        clock: Arc<Mutex<Timestamp>>,
        store: Store,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = Config::default();
        config.network.timeout_seconds = 2;
        config.network.max_feed_mib = 1;
        change(&mut config);
        let hands = Arc::clone(&clock);
        let now = Arc::new(move || *hands.lock().unwrap());
        let engine = Engine::open(store, config, now).await.unwrap();
        Self { engine, clock }
    }

    fn now(&self) -> Timestamp {
        *self.clock.lock().unwrap()
    }

    fn pass(&self, time: Duration) {
        let mut clock = self.clock.lock().unwrap();
        *clock = clock.checked_add(time).unwrap();
    }

    /// Subscribes without a request, so that a test sees the first poll.
    async fn add(&self, url: &str) -> Feed {
        let url = url.parse().unwrap();
        let now = *self.clock.lock().unwrap();
        self.engine
            .store()
            .write(move |writer| {
                let id = writer.add_feed(&url, &"Test".into(), None, now)?;
                writer.feed(id)
            })
            .await
            .unwrap()
            .unwrap()
    }

    async fn poll(&self, feed: &Feed) -> FeedOutcome {
        let id = feed.id;
        let current = self
            .engine
            .store()
            .read(move |reader| reader.feed(id))
            .await;
        let outcomes = self
            .engine
            .refresh(vec![current.unwrap().unwrap()], |_| {})
            .await;
        outcomes.unwrap().remove(0)
    }
}

/// An RSS feed of these titles.
fn rss(titles: &[&str]) -> String {
    let items: String = titles
        .iter()
        .map(|title| format!("<item><title>{title}</title><link>http://blog.example/{title}</link><guid>{title}</guid></item>"))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>A blog</title>{items}</channel></rss>"
    )
}

/// Answers GET of `at` with `response`, as often as it is asked.
async fn serve(server: &MockServer, at: &str, response: ResponseTemplate) {
    Mock::given(method("GET"))
        .and(path(at))
        .respond_with(response)
        .mount(server)
        .await;
}

/// A feed answer.
fn feed(body: impl Into<String>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body.into(), "application/rss+xml")
}

/// A redirect of this status.
fn redirect_to(status: u16, location: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).insert_header("Location", location)
}
