//! The comments of the article that comes next are loaded ahead, without a visit.

use std::time::Duration;

use byline::engine::message::{CommentsState, Report, Request};
use byline::model::id::ArticleId;
use tokio::sync::mpsc::Receiver;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer};

use super::Desk;
use super::discuss::{REST, blog, blog_with, json, rest};

async fn until(reports: &mut Receiver<Report>, mut is_wanted: impl FnMut(&Report) -> bool) {
    let wait = async { while !is_wanted(&reports.recv().await.expect("the engine goes on")) {} };
    let wait = tokio::time::timeout(Duration::from_secs(5), wait);
    wait.await.expect("a report in time");
}

async fn answers_after(server: &MockServer, delay: Duration) {
    let answer = json(rest(&[(1, 0), (2, 1)]), 2, 1).set_delay(delay);
    let mock = Mock::given(path(REST)).respond_with(answer);
    mock.mount(server).await;
}

async fn asked(server: &MockServer) -> usize {
    let requests = server.received_requests().await.unwrap().into_iter();
    requests
        .filter(|request| request.url.path() == REST)
        .count()
}

async fn row_of(desk: &Desk, article: ArticleId) -> byline::model::article::CommentCounts {
    let row = desk
        .engine
        .store()
        .read(move |reader| reader.article(article));
    row.await.unwrap().unwrap().comments
}

#[tokio::test]
async fn comments_loaded_ahead_are_there_on_opening_and_are_no_visit() {
    let server = MockServer::start().await;
    answers_after(&server, Duration::ZERO).await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let (service, mut reports) = desk.engine.serve();
    let send = |request| service.requests().send(request).unwrap();
    send(Request::Prefetch(article));
    until(&mut reports, |report| match report {
        Report::Articles(rows) => rows.iter().any(|row| row.comments.loaded == 2),
        _ => false,
    })
    .await;
    let counts = row_of(&desk, article).await;
    assert_eq!((counts.unread, counts.new), (2, 0));
    let now = desk.now();
    let followed = desk.engine.store().read(move |reader| reader.followed(now));
    assert!(followed.await.unwrap().is_empty(), "nobody was here yet");

    // Opened three hours later, it is a first visit like any other: nothing is new.
    desk.pass(Duration::from_secs(600));
    send(Request::Open(article));
    until(&mut reports, |report| match report {
        Report::Threads { threads, .. } => threads.len() == 1,
        _ => false,
    })
    .await;
    until(&mut reports, |report| {
        matches!(
            report,
            Report::Comments {
                state: CommentsState::Current,
                ..
            }
        )
    })
    .await;
    assert_eq!(
        asked(&server).await,
        1,
        "what was loaded ahead is not asked for again"
    );
    let threads = desk.engine.threads(article).await.unwrap();
    assert_eq!(threads[0].0.baseline(), Some(desk.now()));
    let followed = desk.engine.store().read(move |reader| reader.followed(now));
    assert_eq!(followed.await.unwrap().len(), 1);
    service.stop().await;
}

#[tokio::test]
async fn an_article_that_is_opened_while_its_comments_are_loaded_ahead_waits_for_them() {
    let server = MockServer::start().await;
    answers_after(&server, Duration::from_millis(400)).await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let (service, mut reports) = desk.engine.serve();
    let send = |request| service.requests().send(request).unwrap();
    send(Request::Prefetch(article));
    while asked(&server).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    send(Request::Open(article));
    until(&mut reports, |report| match report {
        Report::Threads { threads, .. } => threads.iter().any(|(_, thread)| thread.len() == 2),
        _ => false,
    })
    .await;
    assert_eq!(asked(&server).await, 1);
    service.stop().await;
}

#[tokio::test]
async fn opening_another_article_ends_what_is_loaded_ahead() {
    let server = MockServer::start().await;
    answers_after(&server, Duration::from_millis(600)).await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let (service, _reports) = desk.engine.serve();
    let send = |request| service.requests().send(request).unwrap();
    send(Request::Prefetch(article));
    while asked(&server).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    send(Request::Open(ArticleId(1)));
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(row_of(&desk, article).await.loaded, 0);
    service.stop().await;
}

#[tokio::test]
async fn where_no_comments_are_likely_nobody_is_asked() {
    for (count, is_asked) in [("<slash:comments>0</slash:comments>", false), ("", true)] {
        let server = MockServer::start().await;
        answers_after(&server, Duration::ZERO).await;
        let desk = Desk::new().await;
        let article = blog_with(&server, &desk, count).await;
        let before = server.received_requests().await.unwrap().len();
        let (service, _reports) = desk.engine.serve();
        let send = |request| service.requests().send(request).unwrap();
        // The manual's comments are built in.
        send(Request::Prefetch(ArticleId(1)));
        tokio::time::sleep(Duration::from_millis(50)).await;
        send(Request::Prefetch(article));
        tokio::time::sleep(Duration::from_millis(500)).await;
        let after = server.received_requests().await.unwrap().len();
        assert_eq!(after > before, is_asked, "{count}");
        service.stop().await;
    }
}

#[tokio::test]
async fn what_failed_while_it_was_waited_for_is_not_tried_again_at_once() {
    let server = MockServer::start().await;
    let slow = wiremock::ResponseTemplate::new(500).set_delay(Duration::from_millis(150));
    Mock::given(wiremock::matchers::path_regex("^/(wp-json|2026)"))
        .respond_with(slow)
        .mount(&server)
        .await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let (service, mut reports) = desk.engine.serve();
    let send = |request| service.requests().send(request).unwrap();
    send(Request::Prefetch(article));
    while asked(&server).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    send(Request::Open(article));
    until(&mut reports, |report| {
        matches!(
            report,
            Report::Comments {
                state: CommentsState::Failed(_),
                ..
            }
        )
    })
    .await;
    assert_eq!(asked(&server).await, 1);
    service.stop().await;
}
