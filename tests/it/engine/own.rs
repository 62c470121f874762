//! What the reader sets for one feed, and the proxy for all.

use byline::config::{Config, FeedSettings, Secret};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer};

use super::{Desk, feed, redirect_to, rss, serve};

pub(super) fn settings(url: &str) -> FeedSettings {
    FeedSettings {
        url: url.parse().unwrap(),
        command: Vec::new(),
        every_minutes: None,
        user_agent: None,
        username: None,
        password: None,
        headers: Vec::new(),
    }
}

fn with_feed(feed: FeedSettings) -> impl FnOnce(&mut Config) {
    move |config| config.feeds.push(feed)
}

/// A variable that whoever runs these tests has set for them.
const VARIABLE: &str = "CARGO_PKG_NAME";

#[cfg(unix)]
#[tokio::test]
async fn a_password_comes_from_a_command_and_keys_from_the_environment() {
    let server = MockServer::start().await;
    let address = format!("{}/private", server.uri());
    let key = std::env::var(VARIABLE).unwrap();
    Mock::given(path("/private"))
        .and(header(
            "Authorization",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ))
        .and(header("X-Key", key.as_str()))
        .and(header("Accept-Language", "de"))
        .and(header("User-Agent", "their own"))
        .respond_with(feed(rss(&["one"])))
        .mount(&server)
        .await;
    let mut own = settings(&address);
    own.user_agent = Some("their own".into());
    own.username = Some("Aladdin".into());
    let words = ["printf", "open sesame\n"].map(str::to_owned);
    own.password = Some(Secret::Command(words.into()));
    own.headers = vec![
        ("x-key".into(), Secret::Environment(VARIABLE.into())),
        ("accept-language".into(), Secret::Plain("de".into())),
    ];
    let desk = Desk::with(with_feed(own)).await;
    let blog = desk.add(&address).await;
    let outcome = desk.poll(&blog).await;
    assert_eq!((outcome.new.len(), outcome.error), (1, None));
}

#[tokio::test]
async fn a_secret_that_cannot_be_had_is_one_sentence_and_no_request() {
    let server = MockServer::start().await;
    let address = format!("{}/private", server.uri());
    let mut own = settings(&address);
    own.headers = vec![(
        "x-key".into(),
        Secret::Environment("BYLINE_NO_SUCH_VARIABLE".into()),
    )];
    let desk = Desk::with(with_feed(own)).await;
    let blog = desk.add(&address).await;
    let error = desk.poll(&blog).await.error.unwrap();
    assert!(
        error.as_str().contains("the environment has no"),
        "{error:?}"
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn what_a_feed_is_sent_goes_to_no_server_that_it_redirects_to() {
    let (server, stranger) = (MockServer::start().await, MockServer::start().await);
    let address = format!("{}/private", server.uri());
    let elsewhere = format!("{}/feed", stranger.uri());
    serve(&server, "/private", redirect_to(302, &elsewhere)).await;
    serve(&stranger, "/feed", feed(rss(&["one"]))).await;
    let mut own = settings(&address);
    own.headers = vec![("x-key".into(), Secret::Plain("mine".into()))];
    let desk = Desk::with(|config| {
        config.feeds.push(own);
        config.network.allow_private.push("127.0.0.1".into());
    })
    .await;
    let blog = desk.add(&address).await;
    assert_eq!(desk.poll(&blog).await.new.len(), 1);
    let first = &server.received_requests().await.unwrap()[0];
    let second = &stranger.received_requests().await.unwrap()[0];
    assert_eq!(first.headers["x-key"], "mine");
    assert!(!second.headers.contains_key("x-key"));
}

#[tokio::test]
async fn a_feed_with_its_own_pace_keeps_it_and_its_address() {
    let server = MockServer::start().await;
    let address = format!("{}/old", server.uri());
    serve(&server, "/old", redirect_to(301, "/new")).await;
    let body = rss(&["one"]).replace("<item>", "<ttl>1440</ttl><item>");
    serve(&server, "/new", feed(body)).await;
    let mut own = settings(&address);
    own.every_minutes = Some(60);
    let desk = Desk::with(with_feed(own)).await;
    let blog = desk.add(&address).await;
    for _ in 0..4 {
        desk.pass(std::time::Duration::from_secs(24 * 3600));
        let polled = desk.poll(&blog).await.feed;
        let next = polled.health.next_poll.unwrap();
        let wait = next.duration_since(desk.now()).as_mins();
        assert!((54..=66).contains(&wait), "{wait} minutes");
        assert_eq!(polled.url.as_str(), address);
    }
}

#[tokio::test]
async fn with_a_proxy_every_request_goes_through_it() {
    let proxy = MockServer::start().await;
    Mock::given(header("Host", "feed.example"))
        .respond_with(feed(rss(&["one"])))
        .mount(&proxy)
        .await;
    let desk = Desk::with(|config| config.network.proxy = proxy.uri()).await;
    let blog = desk.add("http://feed.example/feed").await;
    let outcome = desk.poll(&blog).await;
    assert_eq!((outcome.new.len(), outcome.error), (1, None));
}
