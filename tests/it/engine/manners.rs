//! Manners towards publishers: when a feed is asked, when not any more, and where.

use std::time::Duration;

use byline::model::change::{Change, Deed};
use byline::model::feed::{Feed, Status};
use wiremock::matchers::{header_exists, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Desk, feed, rss, serve};

const HOUR: Duration = Duration::from_secs(3600);

async fn current(desk: &Desk, feed: &Feed) -> Feed {
    let id = feed.id;
    let found = desk.engine.store().read(move |reader| reader.feed(id));
    found.await.unwrap().unwrap()
}

/// Minutes until the feed is asked next.
fn wait(desk: &Desk, feed: &Feed) -> i64 {
    let next = feed.health.next_poll.unwrap();
    next.duration_since(desk.now()).as_mins()
}

fn reason(feed: &Feed) -> &str {
    feed.health.reason.as_ref().map_or("", |why| why.as_str())
}

#[tokio::test]
async fn a_feed_that_is_gone_is_asked_only_by_hand_and_comes_back_when_it_answers() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    {
        let gone = Mock::given(method("GET")).respond_with(ResponseTemplate::new(410));
        let _gone = gone.mount_as_scoped(&server).await;
        let outcome = desk.poll(&blog).await;
        assert_eq!(outcome.feed.status(desk.now()), Status::Gone);
        assert!(reason(&outcome.feed).contains("ended"));
    }
    desk.pass(1000 * HOUR);
    assert_eq!(desk.engine.due().await.unwrap(), []);
    serve(&server, "/feed", feed(rss(&["one"]))).await;
    let outcome = desk.poll(&blog).await;
    assert_eq!(outcome.feed.status(desk.now()), Status::Well);
    desk.pass(1000 * HOUR);
    assert_eq!(desk.engine.due().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_paused_feed_is_not_asked_and_undoing_the_pause_asks_again() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let (id, now) = (blog.id, desk.now());
    let pause = Deed {
        label: "Paused".into(),
        changes: vec![Change::FeedsPaused {
            feeds: vec![id],
            paused: true,
        }],
    };
    let store = desk.engine.store();
    let paused = store.write(move |writer| writer.apply(pause, now));
    paused.await.unwrap();
    assert_eq!(desk.engine.due().await.unwrap(), []);
    store.write(move |writer| writer.undo(now)).await.unwrap();
    assert_eq!(desk.engine.due().await.unwrap().len(), 1);
}

#[tokio::test]
async fn unsubscribing_is_taken_back_with_articles_and_marks() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    serve(&server, "/feed", feed(rss(&["one", "two"]))).await;
    let first = desk.poll(&blog).await.new[0].id;
    let (id, now) = (blog.id, desk.now());
    let deed = |changes| Deed {
        label: String::new(),
        changes,
    };
    let read = deed(vec![Change::ArticlesRead {
        articles: vec![first],
        read: true,
    }]);
    let remove = deed(vec![Change::FeedsRemoved {
        feeds: vec![id],
        removed: true,
    }]);
    let store = desk.engine.store();
    let done = store.write(move |writer| {
        writer.apply(read, now)?;
        writer.apply(remove, now)?;
        let gone = writer.feed(id)?.is_none() && writer.articles(&Default::default())?.len() == 1;
        writer.undo(now)?;
        Ok(gone)
    });
    assert!(done.await.unwrap(), "only the manual is left");
    assert_eq!(current(&desk, &blog).await.unread, 1);
}

async fn redirect(server: &MockServer, at: &str, status: u16, to: &str) -> wiremock::MockGuard {
    Mock::given(method("GET"))
        .and(path(at))
        .respond_with(ResponseTemplate::new(status).insert_header("Location", to))
        .mount_as_scoped(server)
        .await
}

#[tokio::test]
async fn an_address_moves_for_good_only_after_three_polls_over_a_day() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(&server, "/new", feed(rss(&["one"]))).await;
    let blog = desk.add(&format!("{}/old", server.uri())).await;
    let _moved = redirect(&server, "/old", 301, "/new").await;
    for (poll, hours) in [(1, 0), (2, 2), (3, 2), (4, 2)] {
        desk.pass(HOUR * hours);
        let feed = desk.poll(&blog).await.feed;
        assert_eq!(feed.url.path(), "/old", "poll {poll} is within the day");
        let moving = feed.health.moving.unwrap();
        assert_eq!((moving.to.path(), moving.polls), ("/new", poll));
    }
    desk.pass(20 * HOUR);
    let feed = desk.poll(&blog).await.feed;
    assert_eq!((feed.url.path(), &feed.health.moving), ("/new", &None));
    assert_eq!(feed.unread, 1, "the articles stay");
    assert_eq!(desk.poll(&feed).await.new, []);
}

#[tokio::test]
async fn a_redirect_that_is_taken_back_or_only_for_now_moves_nothing() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(&server, "/new", feed(rss(&["one"]))).await;
    let blog = desk.add(&format!("{}/old", server.uri())).await;
    for status in [302, 307, 303] {
        let _for_now = redirect(&server, "/old", status, "/new").await;
        desk.pass(30 * HOUR);
        assert_eq!(desk.poll(&blog).await.feed.health.moving, None);
    }
    for status in [301, 308] {
        let _moved = redirect(&server, "/old", status, "/new").await;
        desk.pass(30 * HOUR);
        assert!(desk.poll(&blog).await.feed.health.moving.is_some());
    }
    serve(&server, "/old", feed(rss(&["one"]))).await;
    desk.pass(30 * HOUR);
    let feed = desk.poll(&blog).await.feed;
    assert_eq!((feed.url.path(), feed.health.moving), ("/old", None));
}

#[tokio::test]
async fn a_feed_that_moves_to_one_subscribed_to_takes_it_in_with_its_marks() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(&server, "/new", feed(rss(&["one", "two"]))).await;
    let (old, new) = (
        desk.add(&format!("{}/old", server.uri())).await,
        desk.add(&format!("{}/new", server.uri())).await,
    );
    {
        let old_only = feed(rss(&["one", "zero"]));
        let old_only = Mock::given(path("/old")).respond_with(old_only);
        let _before = old_only.mount_as_scoped(&server).await;
        desk.poll(&old).await;
    }
    let two = desk.poll(&new).await.new;
    let (read, now) = (two[0].id, desk.now());
    let mark = Deed {
        label: String::new(),
        changes: vec![Change::ArticlesRead {
            articles: vec![read],
            read: true,
        }],
    };
    let marked = desk.engine.store().write(move |w| w.apply(mark, now));
    marked.await.unwrap();
    let _moved = redirect(&server, "/old", 308, "/new").await;
    desk.poll(&old).await;
    desk.pass(12 * HOUR);
    desk.poll(&old).await;
    desk.pass(13 * HOUR);
    let outcome = desk.poll(&old).await;
    assert_eq!(outcome.absorbed, Some(new.id));
    assert_eq!(outcome.feed.id, old.id);
    assert_eq!(outcome.feed.url.path(), "/new");
    assert_eq!(outcome.feed.unread, 2, "three articles, one of them read");
    let feeds = desk.engine.store().read(|reader| reader.feeds());
    assert_eq!(feeds.await.unwrap().len(), 2, "this feed and the manual");
}

#[tokio::test]
async fn what_a_document_asks_for_holds_through_polls_that_bring_none() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let body = rss(&["one"]).replace("<item>", "<ttl>180</ttl><item>");
    {
        let whole = Mock::given(method("GET")).respond_with(feed(body).insert_header("ETag", "1"));
        let _whole = whole.mount_as_scoped(&server).await;
        desk.poll(&blog).await;
    }
    Mock::given(header_exists("If-None-Match"))
        .respond_with(ResponseTemplate::new(304))
        .mount(&server)
        .await;
    desk.pass(4 * HOUR);
    let feed = desk.poll(&blog).await.feed;
    assert!((180..=198).contains(&wait(&desk, &feed)));
    assert_eq!(
        reason(&feed),
        "its publisher asks for 3 hours between visits"
    );
}

#[tokio::test]
async fn an_answer_that_calls_itself_fresh_is_not_asked_for_anew_before() {
    let cases = [
        ("Cache-Control", "public, max-age=7200", 120),
        ("Expires", "Wed, 25 Nov 2026 11:30:00 GMT", 120),
        ("Cache-Control", "no-cache, max-age=7200", 27),
        ("Cache-Control", "max-age=99999999", 1440),
    ];
    for (name, value, least) in cases {
        let server = MockServer::start().await;
        let desk = Desk::new().await;
        let blog = desk.add(&format!("{}/feed", server.uri())).await;
        let answer = feed(rss(&["one"]))
            .insert_header("Date", "Wed, 25 Nov 2026 09:30:00 GMT")
            .insert_header(name, value);
        serve(&server, "/feed", answer).await;
        let wait = wait(&desk, &desk.poll(&blog).await.feed);
        assert!((least..=least * 5 / 4).contains(&wait), "{value}: {wait}");
    }
}

#[tokio::test]
async fn hours_that_a_publisher_skips_pass_without_a_visit() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let hours: String = (9..18).map(|hour| format!("<hour>{hour}</hour>")).collect();
    let hours = format!("<skipHours>{hours}</skipHours><item>");
    serve(
        &server,
        "/feed",
        feed(rss(&["one"]).replacen("<item>", &hours, 1)),
    )
    .await;
    let feed = desk.poll(&blog).await.feed;
    let next = feed.health.next_poll.unwrap().to_string();
    assert!(next.starts_with("2026-11-25T18:"), "{next}");
    assert!(reason(&feed).contains("hours that its publisher skips"));
}

#[tokio::test]
async fn a_feed_is_asked_a_few_times_for_each_article_that_it_brings() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let items: String = (1..=10)
        .map(|day| {
            format!(
                "<item><title>{day}</title><guid>{day}</guid>\
                 <pubDate>{} Nov 2026 09:30:00 GMT</pubDate></item>",
                25 - day
            )
        })
        .collect();
    let daily =
        format!("<rss version=\"2.0\"><channel><title>Daily</title>{items}</channel></rss>");
    serve(&server, "/feed", feed(daily)).await;
    let feed = desk.poll(&blog).await.feed;
    assert!((324..=396).contains(&wait(&desk, &feed)), "six hours");
    assert_eq!(reason(&feed), "it has an article about every 1 day");
}

#[tokio::test]
async fn a_silence_that_a_host_asked_for_is_kept_after_a_restart() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let other = desk.add(&format!("{}/other", server.uri())).await;
    let busy = ResponseTemplate::new(429).insert_header("Retry-After", "7200");
    serve(&server, "/feed", busy).await;
    serve(&server, "/other", feed(rss(&["one"]))).await;
    desk.poll(&blog).await;
    let desk = desk.restarted().await;
    desk.pass(HOUR / 2);
    let outcome = desk.poll(&other).await;
    assert!(outcome.error.unwrap().as_str().contains("silence"));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
    // The other feed has done nothing wrong.
    let health = &outcome.feed.health;
    assert_eq!((health.failures, &health.error), (0, &None));
    assert!((85..=120).contains(&wait(&desk, &outcome.feed)));
    assert!(reason(&outcome.feed).contains("asked for silence"));
    desk.pass(3 * HOUR);
    let desk = desk.restarted().await;
    assert_eq!(desk.poll(&other).await.new.len(), 1);
}

#[tokio::test]
async fn requests_bytes_and_what_was_saved_are_counted() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let body = rss(&["one"]);
    let size = body.len() as u64;
    {
        let whole = Mock::given(path("/new")).respond_with(feed(body).insert_header("ETag", "1"));
        let _whole = whole.mount_as_scoped(&server).await;
        let _elsewhere = redirect(&server, "/feed", 302, "/new").await;
        desk.poll(&blog).await;
    }
    Mock::given(header_exists("If-None-Match"))
        .respond_with(ResponseTemplate::new(304))
        .mount(&server)
        .await;
    desk.poll(&blog).await;
    desk.pass(HOUR);
    let traffic = desk.poll(&blog).await.feed.health.traffic;
    assert_eq!((traffic.requests, traffic.bytes), (4, size));
    assert_eq!((traffic.unchanged, traffic.saved_bytes), (2, 2 * size));
}
