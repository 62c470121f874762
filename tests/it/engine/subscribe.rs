//! Subscribing by address.

use byline::engine::SubscribeError;
use wiremock::{MockServer, ResponseTemplate};

use super::{Desk, feed, rss, serve};

fn page(links: &str) -> ResponseTemplate {
    let html = format!(
        "<!DOCTYPE html><html><head><title>A site</title>{links}</head><body><p>Hello</p></body></html>"
    );
    ResponseTemplate::new(200).set_body_raw(html, "text/html")
}

fn link(href: &str, title: &str) -> String {
    format!(
        "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"{title}\" href=\"{href}\">"
    )
}

#[tokio::test]
async fn the_address_of_a_feed_is_enough() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(&server, "/feed", feed(rss(&["one", "two"]))).await;
    let subscribed = desk
        .engine
        .subscribe(&format!("{}/feed", server.uri()))
        .await
        .unwrap();
    assert_eq!(subscribed.outcome.feed.title.as_str(), "A blog");
    assert_eq!(subscribed.outcome.new.len(), 2);
    let again = desk
        .engine
        .subscribe(&format!("{}/feed", server.uri()))
        .await
        .unwrap();
    assert!(again.was_known && again.outcome.new.is_empty());
}

#[tokio::test]
async fn the_address_of_a_site_is_enough_and_its_comment_feed_is_not_taken() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let links = link("/comments/feed/", "A blog \u{bb} Comments Feed")
        + &link("/feed/", "A blog \u{bb} Feed");
    serve(&server, "/", page(&links)).await;
    serve(&server, "/feed/", feed(rss(&["one"]))).await;
    let subscribed = desk.engine.subscribe(&server.uri()).await.unwrap();
    assert_eq!(subscribed.outcome.feed.url.path(), "/feed/");
}

#[tokio::test]
async fn of_several_feeds_the_reader_chooses() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(
        &server,
        "/",
        page(&(link("/news.xml", "News") + &link("/essays.xml", "Essays"))),
    )
    .await;
    let Err(SubscribeError::Several(feeds)) = desk.engine.subscribe(&server.uri()).await else {
        panic!("a choice was expected");
    };
    let titles: Vec<_> = feeds
        .iter()
        .filter_map(|feed| feed.title.as_ref())
        .map(ToString::to_string)
        .collect();
    assert_eq!(titles, ["News", "Essays"]);
}

#[tokio::test]
async fn a_wrong_address_is_answered_by_one_sentence() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(&server, "/", page("")).await;
    serve(&server, "/gone", ResponseTemplate::new(404)).await;
    let cases = [
        (server.uri(), "is a page without a feed"),
        (format!("{}/gone", server.uri()), "answered 404"),
        (
            "http://127.0.0.1:1/feed".to_owned(),
            "cannot be reached: connection refused",
        ),
        ("what is this".to_owned(), "is not an address"),
    ];
    for (address, sentence) in cases {
        let error = desk
            .engine
            .subscribe(&address)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(sentence), "{error} should say: {sentence}");
    }
    let feeds = desk
        .engine
        .store()
        .read(|reader| reader.feeds())
        .await
        .unwrap();
    assert!(
        feeds.iter().all(byline::model::feed::Feed::is_built_in),
        "nothing was subscribed to"
    );
}

#[tokio::test]
async fn a_feed_that_has_moved_for_good_is_subscribed_to_at_its_new_address() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(
        &server,
        "/old",
        ResponseTemplate::new(301).insert_header("Location", "/new"),
    )
    .await;
    serve(
        &server,
        "/now",
        ResponseTemplate::new(302).insert_header("Location", "/new"),
    )
    .await;
    serve(&server, "/new", feed(rss(&["one"]))).await;
    let moved = desk
        .engine
        .subscribe(&format!("{}/old", server.uri()))
        .await
        .unwrap();
    assert_eq!(moved.outcome.feed.url.path(), "/new");
    let for_now = desk
        .engine
        .subscribe(&format!("{}/now", server.uri()))
        .await
        .unwrap();
    assert_eq!(for_now.outcome.feed.url.path(), "/now");
}

#[tokio::test]
async fn a_profile_a_category_and_a_site_without_links_are_found_by_rule_and_custom() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let wordpress = "<meta name=\"generator\" content=\"WordPress 6.6\">".to_owned();
    serve(&server, "/@ada", page("")).await;
    serve(&server, "/@ada.rss", feed(rss(&["post"]))).await;
    let category = page(&(wordpress + &link("/feed/", "All")));
    serve(&server, "/category/cars/", category).await;
    serve(&server, "/category/cars/feed/", feed(rss(&["car"]))).await;
    serve(&server, "/blog/", page("")).await;
    serve(&server, "/atom.xml", feed(rss(&["custom"]))).await;
    for (typed, found) in [
        ("/@ada", "/@ada.rss"),
        ("/category/cars/", "/category/cars/feed/"),
        ("/blog/", "/atom.xml"),
    ] {
        let address = format!("{}{typed}", server.uri());
        let subscribed = desk.engine.subscribe(&address).await.unwrap();
        assert_eq!(subscribed.outcome.feed.url.path(), found);
    }
}

#[tokio::test]
async fn a_feed_that_only_a_header_names_is_found() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let answer = page("").insert_header("Link", "</f>; rel=alternate; type=application/rss+xml");
    serve(&server, "/", answer).await;
    serve(&server, "/f", feed(rss(&["one"]))).await;
    let subscribed = desk.engine.subscribe(&server.uri()).await.unwrap();
    assert_eq!(subscribed.outcome.feed.url.path(), "/f");
}

#[tokio::test]
async fn a_site_without_a_feed_costs_a_handful_of_requests() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(&server, "/a/page", page("")).await;
    let address = format!("{}/a/page", server.uri());
    let error = desk.engine.subscribe(&address).await.unwrap_err();
    assert!(matches!(error, SubscribeError::NoFeed(_)), "{error}");
    assert!(server.received_requests().await.unwrap().len() <= 7);
}
