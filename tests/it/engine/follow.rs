//! Threads that are asked for by byline itself, against a server that plays a WordPress blog.

use std::time::Duration;

use byline::engine::Why;
use byline::engine::follow::next_check;
use byline::model::change::{Change, Deed};
use byline::model::id::ArticleId;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::{REST, asked, blog, blog_with, feed_of_blog, json, rest};
use super::{Desk, serve, services};

const HOUR: Duration = Duration::from_secs(3_600);

/// Comments in a thread that grows by one with each asking.
async fn growing(server: &MockServer) {
    for count in 1..30 {
        let comments: Vec<_> = (1..=count).map(|id| (id, 0)).collect();
        Mock::given(path(REST))
            .respond_with(json(rest(&comments), comments.len(), 1))
            .up_to_n_times(1)
            .with_priority(u8::try_from(count).unwrap())
            .mount(server)
            .await;
    }
}

/// Follows once an hour, six times; the articles of which something came.
async fn follow_for_hours(desk: &Desk) -> Vec<ArticleId> {
    let mut changed = Vec::new();
    for _ in 0..6 {
        desk.pass(HOUR);
        changed.extend(desk.engine.follow().await.unwrap());
    }
    changed
}

async fn opened(server: &MockServer, desk: &Desk) -> ArticleId {
    let article = blog_with(server, desk, "").await;
    growing(server).await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    article
}

#[tokio::test]
async fn an_opened_thread_is_asked_for_at_the_pace_of_its_articles_age() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = opened(&server, &desk).await;
    assert_eq!(desk.engine.follow().await.unwrap(), []);
    let mut at = Vec::new();
    // Two days in steps of a quarter of an hour; the article has no date but that of its first sight.
    for step in 1..=4 * 48 {
        desk.pass(Duration::from_secs(15 * 60));
        if !desk.engine.follow().await.unwrap().is_empty() {
            at.push(step);
        }
        if at.len() >= 26 {
            break;
        }
    }
    assert_eq!(at[..4], [1, 2, 3, 4]);
    assert_eq!(at[22..26], [23, 27, 31, 35], "hourly from six hours on");
    let row = desk
        .engine
        .store()
        .read(move |reader| reader.article(article));
    assert_eq!(row.await.unwrap().unwrap().comments.loaded, 27);
}

#[tokio::test]
async fn a_thread_that_nobody_opened_is_not_asked_for() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    blog(&server, &desk, 3).await;
    growing(&server).await;
    desk.pass(HOUR);
    assert_eq!(desk.engine.follow().await.unwrap(), []);
    assert_eq!(asked(&server, REST).await, 0);
}

#[tokio::test]
async fn an_old_article_is_followed_only_while_it_is_watched() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = opened(&server, &desk).await;
    desk.pass(15 * 24 * HOUR);
    assert_eq!(desk.engine.follow().await.unwrap(), []);
    watch(&desk, article).await;
    let now = desk.now();
    assert_eq!(desk.engine.follow().await.unwrap(), [article]);
    assert_eq!(desk.engine.follow().await.unwrap(), []);
    let followed = desk.engine.store().read(move |reader| reader.followed(now));
    let next = next_check(&followed.await.unwrap()[0], now);
    assert_eq!(
        next.reason,
        "it is a few hours old, and it is watched: every 15 minutes"
    );
}

async fn watch(desk: &Desk, article: ArticleId) {
    let now = desk.now();
    let deed = Deed {
        label: String::new(),
        changes: vec![Change::ArticlesWatched {
            articles: vec![article],
            watched: true,
        }],
    };
    let watched = desk.engine.store();
    let watched = watched.write(move |writer| writer.apply(deed, now));
    watched.await.unwrap();
}

/// Follows once in a quarter of an hour, so often; how often something came.
async fn news_in_quarters(desk: &Desk, quarters: usize) -> usize {
    let mut news = 0;
    for _ in 0..quarters {
        desk.pass(HOUR / 4);
        news += desk.engine.follow().await.unwrap().len();
    }
    news
}

#[tokio::test]
async fn what_is_watched_or_was_opened_lately_has_its_rhythm_whatever_the_feed_counts() {
    for is_watched in [true, false] {
        let server = MockServer::start().await;
        let desk = Desk::new().await;
        // The feed goes on counting one, and is polled once a day.
        let article = blog(&server, &desk, 1).await;
        growing(&server).await;
        desk.engine
            .load_comments(article, Why::Opened)
            .await
            .unwrap();
        if is_watched {
            watch(&desk, article).await;
        }
        assert_eq!(news_in_quarters(&desk, 4).await, 4, "{is_watched}");
    }
}

#[tokio::test]
async fn an_old_thread_that_is_opened_and_watched_is_asked_for_as_a_young_one() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = opened(&server, &desk).await;
    desk.pass(300 * 24 * HOUR);
    assert_eq!(news_in_quarters(&desk, 4).await, 0, "nobody watches it");
    watch(&desk, article).await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    assert_eq!(news_in_quarters(&desk, 4).await, 4);
}

#[tokio::test]
async fn a_feed_that_counts_no_new_comment_spares_its_server_requests_for_what_nobody_visits() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 1).await;
    growing(&server).await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    // As on the day after, in another run.
    desk.pass(26 * HOUR);
    let desk = desk.restarted().await;
    let news = desk.engine.follow().await.unwrap().len();
    assert_eq!(news + news_in_quarters(&desk, 16).await, 1);
    // The feed counts more.
    let feeds = desk.engine.store().read(|reader| reader.feeds());
    let feeds = feeds.await.unwrap();
    let feed = feeds.into_iter().find(|feed| !feed.is_built_in()).unwrap();
    server.reset().await;
    let counts = feed_of_blog(&server.uri(), "<slash:comments>9</slash:comments>");
    serve(&server, "/feed/", super::feed(counts)).await;
    desk.poll(&feed).await;
    let comments: Vec<_> = (1..=9).map(|id| (id, 0)).collect();
    serve(&server, REST, json(rest(&comments), 9, 1)).await;
    assert_eq!(desk.engine.follow().await.unwrap(), [article]);
}

#[tokio::test]
async fn what_robots_txt_closes_to_programs_is_opened_by_hand_only() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let robots = "User-agent: *\nDisallow: /wp-json/\n";
    let robots = ResponseTemplate::new(200).set_body_raw(robots, "text/plain");
    serve(&server, "/robots.txt", robots).await;
    let article = opened(&server, &desk).await;
    for _ in 0..3 {
        desk.pass(HOUR);
        assert_eq!(desk.engine.follow().await.unwrap(), []);
    }
    assert_eq!(asked(&server, REST).await, 1);
    assert_eq!(asked(&server, "/robots.txt").await, 1, "once a day");
    desk.engine
        .load_comments(article, Why::Asked)
        .await
        .unwrap();
    assert_eq!(asked(&server, REST).await, 2);
}

#[tokio::test]
async fn a_host_that_asks_for_time_between_visits_of_programs_gets_it() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let robots = "User-agent: byline\nCrawl-delay: 2400\n";
    let robots = ResponseTemplate::new(200).set_body_raw(robots, "text/plain");
    serve(&server, "/robots.txt", robots).await;
    let article = opened(&server, &desk).await;
    let mut followed = Vec::new();
    for _ in 0..4 {
        desk.pass(HOUR / 4);
        followed.push(desk.engine.follow().await.unwrap() == [article]);
    }
    // Its reader's own visit counts.
    assert_eq!(followed, [false, false, true, false]);
}

#[tokio::test]
async fn a_host_that_is_gone_keeps_no_other_waiting_and_marks_nothing() {
    // From a pool, a server would go on listening.
    let (gone, alive) = (
        MockServer::builder().start().await,
        MockServer::start().await,
    );
    let desk = Desk::new().await;
    let unreachable = opened(&gone, &desk).await;
    desk.pass(Duration::from_secs(60));
    let article = opened(&alive, &desk).await;
    drop(gone);
    assert_eq!(follow_for_hours(&desk).await, [article; 6]);
    let (discussion, _) = desk.engine.threads(unreachable).await.unwrap().remove(0);
    assert_eq!(discussion.error, None, "this machine may be offline");
}

#[tokio::test]
async fn hosts_that_are_closed_to_programs_keep_no_other_waiting() {
    let desk = Desk::new().await;
    let mut closed = Vec::new();
    for _ in 0..12 {
        let server = MockServer::start().await;
        let robots = "User-agent: *\nDisallow: /\n";
        let robots = ResponseTemplate::new(200).set_body_raw(robots, "text/plain");
        serve(&server, "/robots.txt", robots).await;
        opened(&server, &desk).await;
        closed.push(server);
    }
    desk.pass(Duration::from_secs(60));
    let open = MockServer::start().await;
    let article = opened(&open, &desk).await;
    assert_eq!(follow_for_hours(&desk).await, [article; 6]);
}

#[tokio::test]
async fn a_thread_that_is_as_it_was_is_no_news() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog_with(&server, &desk, "").await;
    serve(&server, REST, json(rest(&[(1, 0)]), 1, 1)).await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    assert_eq!(follow_for_hours(&desk).await, []);
    assert!(asked(&server, REST).await > 1);
}

#[tokio::test]
async fn a_thread_behind_a_mirror_on_the_readers_network_is_followed() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = services::with_hacker_news(&server).await;
    let comments = "<comments>https://news.ycombinator.com/item?id=7</comments>";
    let link = "https://blog.example/story";
    let article = services::article(&desk, &blog, link, comments).await;
    serve(
        &server,
        "/hn/api/v1/items/7",
        services::json(&services::story()),
    )
    .await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    desk.pass(HOUR);
    desk.engine.follow().await.unwrap();
    assert_eq!(asked(&server, "/hn/api/v1/items/7").await, 2);
}

#[tokio::test]
async fn what_the_feed_counts_says_nothing_of_a_discussion_elsewhere() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = services::with_hacker_news(&server).await;
    let count = "<x:comments xmlns:x=\"http://purl.org/rss/1.0/modules/slash/\">3</x:comments>";
    let link = "https://blog.example/story";
    let article = services::article(&desk, &blog, link, count).await;
    let hits = serde_json::json!({"hits": [services::hit(7, link, 3)]});
    serve(&server, "/hn/api/v1/search", services::json(&hits)).await;
    serve(
        &server,
        "/hn/api/v1/items/7",
        services::json(&services::story()),
    )
    .await;
    let services = ["hacker-news".to_owned()];
    desk.engine
        .find_elsewhere(article, &services)
        .await
        .unwrap();
    let id = desk.engine.threads(article).await.unwrap()[0].0.id;
    desk.engine.load_discussion(id, Why::Opened).await.unwrap();
    let next = desk.engine.next_checks(article).await.unwrap();
    assert!(next[&id].at.is_some(), "{next:?}");
}
