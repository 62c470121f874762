//! Articles that a feed's document does not hold any more.

use byline::model::feed::Feed;
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Desk, feed, rss, serve};

/// Asks for older articles until there are no more; the titles of each page, and the last sentence.
async fn pages(desk: &Desk, feed: &Feed) -> (Vec<Vec<String>>, String) {
    let mut pages = Vec::new();
    for _ in 0..10 {
        match desk.engine.older(feed).await {
            Ok(articles) => {
                let mut titles: Vec<_> = articles.iter().map(|a| a.title.to_string()).collect();
                titles.sort();
                pages.push(titles);
            }
            Err(error) => return (pages, error.to_string()),
        }
    }
    panic!("there is always another page");
}

#[tokio::test]
async fn archives_that_a_feed_names_are_followed_to_their_end() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let linked = |titles: &[&str], rel: &str, to: &str| {
        let link = format!(
            "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"{rel}\" href=\"{to}\"/><item>"
        );
        feed(rss(titles).replacen("<item>", &link, 1))
    };
    serve(
        &server,
        "/feed",
        linked(&["six", "five"], "prev-archive", "/2"),
    )
    .await;
    serve(
        &server,
        "/2",
        linked(&["five", "four", "three"], "next", "/1"),
    )
    .await;
    serve(&server, "/1", feed(rss(&["two", "one"]))).await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    desk.poll(&blog).await;
    let (pages, end) = pages(&desk, &blog).await;
    assert_eq!(pages, [["four", "three"], ["one", "two"]]);
    assert_eq!(end, "All articles that Test offers are here");
}

#[tokio::test]
async fn wordpress_numbers_its_pages_and_ends_with_404() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let made = |titles: &[&str]| {
        let generator = "<generator>https://wordpress.org/?v=6.6</generator><item>";
        feed(rss(titles).replacen("<item>", generator, 1))
    };
    for (number, answer) in [
        ("2", made(&["two"])),
        ("3", made(&["one"])),
        ("4", ResponseTemplate::new(404)),
    ] {
        Mock::given(path("/feed/"))
            .and(query_param("paged", number))
            .respond_with(answer)
            .with_priority(1)
            .mount(&server)
            .await;
    }
    serve(&server, "/feed/", made(&["three"])).await;
    let blog = desk.add(&format!("{}/feed/", server.uri())).await;
    desk.poll(&blog).await;
    let (pages, end) = pages(&desk, &blog).await;
    assert_eq!(pages, [["two"], ["one"]]);
    assert!(end.starts_with("All articles"), "{end}");
}

#[tokio::test]
async fn a_feed_without_an_archive_says_so_and_private_addresses_are_not_asked() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(&server, "/plain", feed(rss(&["one"]))).await;
    let plain = desk.add(&format!("{}/plain", server.uri())).await;
    assert_eq!(
        pages(&desk, &plain).await,
        (Vec::new(), "Test offers no older articles".to_owned())
    );
    let link = "<link rel=\"next\" href=\"http://127.0.0.1:1/\"/><item>";
    let body = rss(&["one"]).replacen("<item>", link, 1);
    serve(&server, "/sly", feed(body)).await;
    let sly = desk.add(&format!("{}/sly", server.uri())).await;
    let (_, end) = pages(&desk, &sly).await;
    assert!(end.contains("private network"), "{end}");
}
