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

/// A page whose body says this.
fn body(html: &str) -> ResponseTemplate {
    let html = format!(
        "<!DOCTYPE html><html><head><title>A site</title></head><body>{html}</body></html>"
    );
    ResponseTemplate::new(200).set_body_raw(html, "text/html")
}

async fn found(server: &MockServer, desk: &Desk, at: &str) -> String {
    let address = format!("{}{at}", server.uri());
    let subscribed = desk.engine.subscribe(&address).await;
    let subscribed = subscribed.unwrap_or_else(|error| panic!("{at}: {error}"));
    subscribed.outcome.feed.url.path().to_owned()
}

#[tokio::test]
async fn a_feed_is_found_by_the_links_in_a_pages_body() {
    for html in [
        "<p>Follow us: <a href='f.xml'>RSS</a>",
        "<a type='application/rss+xml' href='f.xml'>subscribe</a>",
        "<a href='/about-feeds'>What are feeds?</a> <a href='f.xml'><img src='rss.png' alt=''></a>",
        "<a href='/gone.rss'>old</a><a href='/f.xml'>Atom</a>",
        "<script>var link = \"<a href='/wrong' type='application/rss+xml'>RSS</a>\";</script><a href=f.xml>RSS</a>",
    ] {
        let (server, desk) = (MockServer::start().await, Desk::new().await);
        serve(&server, "/", body(html)).await;
        serve(&server, "/about-feeds", body("A feed is …")).await;
        serve(&server, "/f.xml", feed(rss(&["one"]))).await;
        assert_eq!(found(&server, &desk, "/").await, "/f.xml", "{html}");
        let requests = server.received_requests().await.unwrap();
        assert!(
            requests
                .iter()
                .all(|request| request.url.path() != "/wrong")
        );
    }
}

#[tokio::test]
async fn of_several_feeds_that_links_lead_to_the_reader_chooses_and_comments_are_not_meant() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let links = "<a href='/news.rss'>News</a><a href='/comments/feed'>Comments RSS</a>";
    serve(&server, "/one", body(links)).await;
    serve(
        &server,
        "/two",
        body(&format!("{links}<a href='/cars.rss'>Cars</a>")),
    )
    .await;
    for at in ["/news.rss", "/cars.rss", "/comments/feed"] {
        serve(&server, at, feed(rss(&["one"]))).await;
    }
    assert_eq!(found(&server, &desk, "/one").await, "/news.rss");
    let several = desk
        .engine
        .subscribe(&format!("{}/two", server.uri()))
        .await;
    let Err(SubscribeError::Several(feeds)) = several else {
        panic!("a choice was expected");
    };
    assert_eq!(feeds.len(), 2);
}

#[tokio::test]
async fn a_page_that_sends_on_is_followed_a_few_times() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let on = |to: &str| {
        page(&format!(
            "<meta http-equiv=\"refresh\" content=\"0; url={to}\">"
        ))
    };
    serve(&server, "/", on("site")).await;
    serve(&server, "/site", page(&link("/feed.xml", "News"))).await;
    serve(&server, "/feed.xml", feed(rss(&["one"]))).await;
    serve(&server, "/straight", on("feed.xml")).await;
    serve(&server, "/round", on("about")).await;
    serve(&server, "/about", on("round")).await;
    assert_eq!(found(&server, &desk, "/").await, "/feed.xml");
    assert_eq!(found(&server, &desk, "/straight").await, "/feed.xml");
    let before = server.received_requests().await.unwrap().len();
    let error = desk
        .engine
        .subscribe(&format!("{}/round", server.uri()))
        .await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("from page to page without end"), "{error}");
    assert!(server.received_requests().await.unwrap().len() - before <= 5);
}

#[tokio::test]
async fn what_a_page_names_is_asked_only_where_it_is_public_or_on_the_typed_host() {
    let inside = MockServer::start().await;
    serve(&inside, "/feed", feed(rss(&["secret"]))).await;
    let port = inside.address().port();
    for host in [
        "localhost",
        "127.0.0.2",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "nas.local",
        "intranet",
    ] {
        let target = format!("http://{host}:{port}/feed");
        let base = format!(
            "<base href=\"http://{host}:{port}/\">{}",
            link("feed", "News")
        );
        let refresh = format!("<meta http-equiv=\"refresh\" content=\"0;url={target}\">");
        let header = format!("<{target}>; rel=alternate; type=application/rss+xml");
        for (way, answer) in [
            ("link", page(&link(&target, "News"))),
            ("base", page(&base)),
            ("refresh", page(&refresh)),
            ("header", page("").insert_header("Link", header)),
            ("words", body(&format!("<a href=\"{target}\">RSS</a>"))),
            ("redirect", super::redirect_to(302, &target)),
        ] {
            let (server, desk) = (MockServer::start().await, Desk::new().await);
            serve(&server, "/site", answer).await;
            let outcome = desk
                .engine
                .subscribe(&format!("{}/site", server.uri()))
                .await;
            assert!(outcome.is_err(), "{host} by {way}");
        }
    }
    assert_eq!(inside.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn the_typed_host_is_the_readers_own_at_every_port() {
    let (server, other, desk) = (
        MockServer::start().await,
        MockServer::start().await,
        Desk::new().await,
    );
    let target = format!("{}/feed", other.uri());
    serve(&server, "/", page(&link(&target, "News"))).await;
    serve(&other, "/feed", feed(rss(&["one"]))).await;
    assert_eq!(found(&server, &desk, "/").await, "/feed");
}

#[tokio::test]
async fn what_is_offered_to_choose_from_stays_what_a_page_named() {
    let (server, inside, desk) = (
        MockServer::start().await,
        MockServer::start().await,
        Desk::new().await,
    );
    serve(&inside, "/feed", feed(rss(&["secret"]))).await;
    let port = inside.address().port();
    let links = link(&format!("http://localhost:{port}/feed"), "Inside")
        + &link("/news.xml", "News")
        + &link("/essays.xml", "Essays");
    serve(&server, "/", page(&links)).await;
    let several = desk.engine.subscribe(&server.uri()).await;
    let Err(SubscribeError::Several(feeds)) = several else {
        panic!("a choice was expected");
    };
    let paths: Vec<_> = feeds.iter().map(|feed| feed.url.path()).collect();
    assert_eq!(paths, ["/news.xml", "/essays.xml"]);
    // One that is chosen may still not lead inside.
    let inside_feed = format!("http://localhost:{port}/feed");
    serve(&server, "/news.xml", super::redirect_to(302, &inside_feed)).await;
    let chosen = desk.engine.subscribe(feeds[0].url.as_str()).await;
    assert!(chosen.is_err());
    assert_eq!(inside.received_requests().await.unwrap().len(), 0);
}
