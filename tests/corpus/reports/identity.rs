//! Documents that name the same articles otherwise, or less well, at the next poll.

use std::sync::Arc;

use byline::config::Config;
use byline::engine::Engine;
use byline::model::article::Article;
use byline::model::change::{Change, Deed};
use byline::store::Store;
use jiff::Timestamp;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::report;

/// The list after these documents were polled at one address, one after the other, everything read between
/// them; nothing where there is no corpus.
async fn polled(documents: &[&str]) -> Option<Vec<Article>> {
    let now: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
    let clock = Arc::new(move || now);
    let store = Store::in_memory().unwrap();
    let engine = Engine::open(store, Config::default(), clock).await.unwrap();
    let server = MockServer::start().await;
    let address = server.uri().parse().unwrap();
    let writing = engine.store().write(move |writer| {
        let id = writer.add_feed(&address, &"Reports".into(), None, now)?;
        writer.feed(id)
    });
    let feed = writing.await.unwrap().unwrap();
    for (at, document) in documents.iter().enumerate() {
        let body = report(document)?;
        server.reset().await;
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/rss+xml");
        Mock::given(method("GET"))
            .respond_with(answer)
            .mount(&server)
            .await;
        let outcome = engine
            .refresh(vec![feed.clone()], |_| {})
            .await
            .unwrap()
            .remove(0);
        assert_eq!(outcome.error, None, "{document}");
        if at + 1 < documents.len() {
            let read = Change::ArticlesRead {
                articles: outcome.new.iter().map(|article| article.id).collect(),
                read: true,
            };
            let deed = Deed {
                label: String::new(),
                changes: vec![read],
            };
            let applied = engine.store().write(move |writer| writer.apply(deed, now));
            applied.await.unwrap();
        }
    }
    let id = feed.id;
    let articles = engine.store().read(move |reader| {
        let all = reader.articles(&Default::default())?.into_iter();
        Ok(all.filter(|article| article.feed == id).collect())
    });
    Some(articles.await.unwrap())
}

/// Titles in the list's order; those of unread articles with a star.
fn titles(articles: &[Article]) -> Vec<String> {
    let titles = articles.iter().map(|article| {
        let star = if article.read { "" } else { "*" };
        format!("{}{star}", article.title)
    });
    titles.collect()
}

#[tokio::test]
async fn nothing_comes_back_unread() {
    for (documents, expected) in [
        (
            ["clash-guid-1.xml", "clash-guid-2.xml"],
            &["second*", "first"][..],
        ),
        (
            ["clash-link-1.xml", "clash-link-2.xml"],
            &["Poll C", "Poll A*", "Poll B*"],
        ),
        (
            ["flip-https-1.xml", "flip-https-2.xml"],
            &["wp guid", "link is guid", "no guid"],
        ),
        (
            ["flip-unstable-guid-1.xml", "flip-unstable-guid-2.xml"],
            &["same link and date", "another"],
        ),
    ] {
        let Some(articles) = polled(&documents).await else {
            return;
        };
        assert_eq!(titles(&articles), expected, "{}", documents[1]);
    }
}

#[tokio::test]
async fn exact_copies_are_one_and_undated_articles_stand_in_the_documents_order() {
    for (document, expected) in [
        ("dup-exact.xml", &["story*"][..]),
        (
            "order-undated.xml",
            &["first-newest*", "second*", "third-oldest*"],
        ),
    ] {
        let Some(articles) = polled(&[document]).await else {
            return;
        };
        assert_eq!(titles(&articles), expected, "{document}");
    }
}

#[tokio::test]
async fn a_poll_that_says_less_takes_nothing_away() {
    let Some(articles) = polled(&["drop-date-1.xml", "drop-date-2.xml"]).await else {
        return;
    };
    let [article] = articles.as_slice() else {
        panic!("{articles:?}");
    };
    let published = article.published.map(|date| date.to_string());
    assert_eq!(published.as_deref(), Some("2023-09-05T10:00:00Z"));
    let link = article.link.as_ref().map(|link| link.as_str());
    assert_eq!(link, Some("https://p.example.org/x"));
    assert_eq!(
        article.author.as_ref().map(|author| author.as_str()),
        Some("Ann")
    );
    assert!(article.read);
}
