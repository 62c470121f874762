//! Comments at a service of others, through the address that the configuration puts in its place.

use byline::engine::Why;
use byline::model::id::ArticleId;
use wiremock::{MockServer, ResponseTemplate};

use super::discuss::outline;
use super::{Desk, feed, serve};

/// A feed of one article that names this page of comments.
async fn article_discussed_at(desk: &Desk, server: &MockServer, comments: &str) -> ArticleId {
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Links</title><item><title>A story</title>\
         <link>{}/story</link><comments>{comments}</comments></item></channel></rss>",
        server.uri()
    );
    serve(server, "/feed", feed(rss)).await;
    let address = format!("{}/feed", server.uri());
    let subscribed = desk.engine.subscribe(&address).await.unwrap();
    subscribed.outcome.new[0].id
}

fn json(value: &serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(value)
}

/// A desk whose Hacker News is a path of this server.
async fn with_hacker_news(server: &MockServer) -> Desk {
    let mirror = format!("{}/hn", server.uri()).parse().unwrap();
    Desk::with(|config| {
        config.services.insert("hn.algolia.com".to_owned(), mirror);
    })
    .await
}

#[tokio::test]
async fn a_mirror_on_the_readers_own_network_answers_for_a_service() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = with_hacker_news(&server).await;
    let comments = "https://news.ycombinator.com/item?id=7";
    let article = article_discussed_at(&desk, &blog, comments).await;
    let comment = |id: u64, children: Vec<serde_json::Value>| {
        serde_json::json!({
            "id": id, "type": "comment", "author": format!("reader{id}"), "text": "<p>Well.",
            "created_at_i": 1_796_000_000 + id, "parent_id": 7, "story_id": 7, "children": children,
        })
    };
    let story = serde_json::json!({
        "id": 7, "type": "story", "title": "A story", "url": "http://blog.example/story",
        "created_at_i": 1_796_000_000, "author": "poster",
        "children": [comment(8, vec![comment(9, vec![])]), comment(10, vec![])],
    });
    serve(&server, "/hn/api/v1/items/7", json(&story)).await;
    let found = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(found.unwrap().new, 3);
    let threads = desk.engine.threads(article).await.unwrap();
    assert_eq!(outline(&threads[0].1), "8 9(8) 10");
}
