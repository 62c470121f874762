//! The same article in two feeds: a blog's own, and one of links that are discussed elsewhere.

use std::time::Duration;

use byline::engine::Why;
use byline::model::change::{Change, Deed};
use byline::model::id::ArticleId;
use wiremock::MockServer;

use super::services::{article, json, story, with_hacker_news};
use super::{Desk, serve};

const LINK: &str = "https://blog.example/story";
const AT_HACKER_NEWS: &str = "<comments>https://news.ycombinator.com/item?id=7</comments>";
const ITEM: &str = "/hn/api/v1/items/7";

/// The article as its blog's feed has it, and as the feed of links has it.
async fn in_two_feeds(desk: &Desk) -> (ArticleId, ArticleId) {
    let (blog, links) = (MockServer::start().await, MockServer::start().await);
    let tracked = format!("{LINK}/?utm_source=rss");
    let own = article(desk, &blog, &tracked, "").await;
    (own, article(desk, &links, LINK, AT_HACKER_NEWS).await)
}

async fn counts(desk: &Desk, article: ArticleId) -> (u32, u32) {
    let row = desk
        .engine
        .store()
        .read(move |reader| reader.article(article));
    let counts = row.await.unwrap().unwrap().comments;
    (counts.loaded, counts.unread)
}

#[tokio::test]
async fn what_one_feed_knows_of_a_discussion_serves_the_same_article_of_another() {
    let server = MockServer::start().await;
    let desk = with_hacker_news(&server).await;
    let (own, linked) = in_two_feeds(&desk).await;
    assert_eq!(desk.engine.threads(own).await.unwrap().len(), 0);
    assert!(desk.engine.share_story(own).await.unwrap());
    assert!(!desk.engine.share_story(own).await.unwrap());
    let (discussion, thread) = desk.engine.threads(own).await.unwrap().remove(0);
    assert!(discussion.is_elsewhere && thread.is_empty());
    assert_eq!(
        desk.engine.threads(linked).await.unwrap().len(),
        0,
        "it is looked for there"
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 0);

    // Loaded when it is looked at; both have the same, and the comments are counted once.
    serve(&server, ITEM, json(&story())).await;
    let loaded = desk.engine.load_discussion(discussion.id, Why::Opened);
    assert_eq!(loaded.await.unwrap().article, linked);
    for article in [own, linked] {
        let threads = desk.engine.threads(article).await.unwrap();
        assert_eq!((threads.len(), threads[0].1.len()), (1, 3));
    }
    assert_eq!(counts(&desk, own).await, (0, 0));
    assert_eq!(counts(&desk, linked).await, (3, 3));
    let found = desk.engine.load_comments(linked, Why::Opened).await;
    assert_eq!(found.unwrap().discussion, Some(discussion.id));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn done_with_an_article_reads_its_own_comments_only() {
    let server = MockServer::start().await;
    let desk = with_hacker_news(&server).await;
    let (own, linked) = in_two_feeds(&desk).await;
    serve(&server, ITEM, json(&story())).await;
    let loaded = desk.engine.load_comments(linked, Why::Opened).await;
    loaded.unwrap();
    for (article, unread) in [(own, 3), (linked, 0)] {
        let now = desk.now();
        let deed = Deed {
            label: String::new(),
            changes: vec![Change::DiscussionsRead {
                articles: vec![article],
            }],
        };
        let done = desk
            .engine
            .store()
            .write(move |writer| writer.apply(deed, now));
        done.await.unwrap();
        assert_eq!(counts(&desk, linked).await.1, unread);
    }
}

#[tokio::test]
async fn a_feed_that_was_left_shares_nothing() {
    let server = MockServer::start().await;
    let desk = with_hacker_news(&server).await;
    let (own, linked) = in_two_feeds(&desk).await;
    serve(&server, ITEM, json(&story())).await;
    desk.engine
        .load_comments(linked, Why::Opened)
        .await
        .unwrap();
    let left = desk.engine.store().write(move |writer| {
        let article = writer.article(linked)?.unwrap();
        let feed = writer.feed(article.feed)?.unwrap();
        writer.apply(Deed::unsubscribe(&feed), article.first_seen)
    });
    left.await.unwrap();
    assert_eq!(desk.engine.threads(own).await.unwrap().len(), 0);
}

#[tokio::test]
async fn articles_that_are_given_their_sites_front_page_have_nothing_in_common() {
    let server = MockServer::start().await;
    let desk = with_hacker_news(&server).await;
    let (blog, links) = (MockServer::start().await, MockServer::start().await);
    let own = article(&desk, &blog, "https://blog.example/", "").await;
    article(&desk, &links, "https://blog.example", AT_HACKER_NEWS).await;
    desk.pass(Duration::from_secs(60));
    assert!(!desk.engine.share_story(own).await.unwrap());
}
