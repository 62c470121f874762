//! Feeds on this machine, which only the configuration can name.

use byline::config::{Config, FeedSettings};
use byline::engine::SubscribeError;
use url::Url;

use super::own::settings;
use super::{Desk, rss};

fn file_in(folder: &std::path::Path, text: &str) -> String {
    let path = folder.join("notes.xml");
    std::fs::write(&path, text).unwrap();
    Url::from_file_path(path).unwrap().into()
}

fn naming(feed: FeedSettings) -> impl FnOnce(&mut Config) {
    move |config| config.feeds.push(feed)
}

async fn refusal(desk: &Desk, address: &str) -> String {
    match desk.engine.subscribe(address).await {
        Err(SubscribeError::Failed(why)) => why,
        other => panic!("{address}: {other:?}"),
    }
}

#[tokio::test]
async fn a_file_is_a_feed_and_read_again_when_it_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let address = file_in(folder.path(), &rss(&["one"]));
    let desk = Desk::with(naming(settings(&address))).await;
    let subscribed = desk.engine.subscribe(&address).await.unwrap();
    assert_eq!(subscribed.outcome.new.len(), 1);
    let notes = subscribed.outcome.feed;
    assert_eq!(desk.poll(&notes).await.new.len(), 0);
    file_in(folder.path(), &rss(&["two", "one"]));
    let outcome = desk.poll(&notes).await;
    assert_eq!((outcome.new.len(), outcome.error), (1, None));
    std::fs::remove_file(folder.path().join("notes.xml")).unwrap();
    let error = desk.poll(&notes).await.error.unwrap();
    assert!(
        error.as_str().contains("notes.xml cannot be read"),
        "{error:?}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn what_a_program_prints_is_a_feed() {
    let mut own = settings("exec:today");
    own.command = vec!["printf".into(), "%s".into(), rss(&["one", "two"])];
    let desk = Desk::with(naming(own)).await;
    let subscribed = desk.engine.subscribe("exec:today").await.unwrap();
    assert_eq!(subscribed.outcome.new.len(), 2);
    assert_eq!(subscribed.outcome.feed.url.as_str(), "exec:today");
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_that_fails_is_one_sentence() {
    let mut own = settings("exec:today");
    own.command = vec!["false".into()];
    let desk = Desk::with(naming(own)).await;
    let why = refusal(&desk, "exec:today").await;
    assert!(
        why.contains("\u{201c}false\u{201d}") && why.ends_with("ended with status 1"),
        "{why}"
    );
}

#[tokio::test]
async fn what_the_configuration_does_not_name_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let address = file_in(folder.path(), &rss(&["one"]));
    let desk = Desk::new().await;
    for address in [address.as_str(), "exec:today"] {
        let why = refusal(&desk, address).await;
        assert!(
            why.contains("only while the configuration names it"),
            "{why}"
        );
    }
    // Named once, and then no more.
    let feed = desk.add(&address).await;
    let error = desk.poll(&feed).await.error.unwrap();
    assert!(error.as_str().contains("only while"), "{error:?}");
}

#[tokio::test]
async fn a_folder_or_a_device_is_no_feed() {
    let folder = tempfile::tempdir().unwrap();
    let address: String = Url::from_file_path(folder.path()).unwrap().into();
    let desk = Desk::with(naming(settings(&address))).await;
    let why = refusal(&desk, &address).await;
    assert!(why.ends_with("is no file"), "{why}");
}
