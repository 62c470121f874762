//! Threads that are asked for by byline itself, against a server that plays a WordPress blog.

use std::time::Duration;

use byline::engine::Why;
use byline::engine::follow::next_check;
use byline::model::change::{Change, Deed};
use byline::model::id::ArticleId;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::{REST, asked, blog, blog_with, feed_of_blog, json, rest};
use super::{Desk, serve};

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
    let now = desk.now();
    let deed = Deed {
        label: String::new(),
        changes: vec![Change::ArticlesWatched {
            articles: vec![article],
            watched: true,
        }],
    };
    let watched = desk
        .engine
        .store()
        .write(move |writer| writer.apply(deed, now));
    watched.await.unwrap();
    assert_eq!(desk.engine.follow().await.unwrap(), [article]);
    assert_eq!(desk.engine.follow().await.unwrap(), []);
    let followed = desk.engine.store().read(move |reader| reader.followed(now));
    let next = next_check(&followed.await.unwrap()[0], now);
    assert_eq!(
        next.reason,
        "it is watched, and it is followed: every 12 hours"
    );
}

#[tokio::test]
async fn a_feed_that_counts_no_new_comment_spares_its_server_the_request() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 1).await;
    growing(&server).await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    desk.pass(HOUR);
    assert_eq!(desk.engine.follow().await.unwrap(), []);
    // The feed counts one more.
    let feeds = desk
        .engine
        .store()
        .read(|reader| reader.feeds())
        .await
        .unwrap();
    let feed = feeds.into_iter().find(|feed| !feed.is_built_in()).unwrap();
    server.reset().await;
    let counts = feed_of_blog(&server.uri(), "<slash:comments>2</slash:comments>");
    serve(&server, "/feed/", super::feed(counts)).await;
    desk.poll(&feed).await;
    growing(&server).await;
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
    assert_eq!(followed, [true, false, false, true]);
}
