//! Comments at a service of others, through the address that the configuration puts in its place.

use std::time::Duration;

use byline::comments::elsewhere::SERVICES;
use byline::config::{Elsewhere, FeedSettings};
use byline::engine::{ElsewhereError, Why};
use byline::model::id::ArticleId;
use wiremock::matchers::{path as path_of, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::outline;
use super::{Desk, feed, serve};

/// A feed of one article at this address, which names this page of comments.
pub(super) async fn article(
    desk: &Desk,
    server: &MockServer,
    link: &str,
    comments: &str,
) -> ArticleId {
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Links</title><item><title>A story</title>\
         <link>{link}</link>{comments}</item></channel></rss>"
    );
    serve(server, "/feed", feed(rss)).await;
    let address = format!("{}/feed", server.uri());
    let subscribed = desk.engine.subscribe(&address).await.unwrap();
    subscribed.outcome.new[0].id
}

pub(super) fn json(value: &serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(value)
}

/// A desk whose Hacker News is a path of this server.
pub(super) async fn with_hacker_news(server: &MockServer) -> Desk {
    let mirror = format!("{}/hn", server.uri()).parse().unwrap();
    Desk::with(|config| {
        config.services.insert("hn.algolia.com".to_owned(), mirror);
    })
    .await
}

/// Item 7 of Hacker News with three comments.
pub(super) fn story() -> serde_json::Value {
    let comment = |id: u64, children: Vec<serde_json::Value>| {
        serde_json::json!({
            "id": id, "type": "comment", "author": format!("reader{id}"), "text": "<p>Well.",
            "created_at_i": 1_796_000_000 + id, "parent_id": 7, "story_id": 7, "children": children,
        })
    };
    serde_json::json!({
        "id": 7, "type": "story", "title": "A story", "url": "http://blog.example/story",
        "created_at_i": 1_796_000_000, "author": "poster",
        "children": [comment(8, vec![comment(9, vec![])]), comment(10, vec![])],
    })
}

#[tokio::test]
async fn a_mirror_on_the_readers_own_network_answers_for_a_service() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = with_hacker_news(&server).await;
    let comments = "<comments>https://news.ycombinator.com/item?id=7</comments>";
    let article = article(&desk, &blog, "https://blog.example/story", comments).await;
    let story = story();
    serve(&server, "/hn/api/v1/items/7", json(&story)).await;
    let found = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(found.unwrap().new, 3);
    let threads = desk.engine.threads(article).await.unwrap();
    assert_eq!(outline(&threads[0].1), "8 9(8) 10");
}

/// A story of Hacker News' search: item, address, count of comments.
pub(super) fn hit(item: u32, url: &str, comments: u32) -> serde_json::Value {
    serde_json::json!({"objectID": item.to_string(), "url": url, "num_comments": comments})
}

async fn requests_to(server: &MockServer, path: &str) -> usize {
    let requests = server.received_requests().await.unwrap();
    requests
        .iter()
        .filter(|request| request.url.path() == path)
        .count()
}

const SEARCH: &str = "/hn/api/v1/search";

#[tokio::test]
async fn discussions_elsewhere_are_found_by_the_articles_address_and_loaded_when_looked_at() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = with_hacker_news(&server).await;
    let link = "https://blog.example/story?utm_source=rss";
    let article = article(&desk, &blog, link, "").await;
    let hits = serde_json::json!({"hits": [
        hit(6, "https://blog.example/another-story", 90),
        hit(7, "http://www.blog.example/story/", 3),
        hit(5, "https://blog.example/story", 0),
    ]});
    serve(&server, SEARCH, json(&hits)).await;
    serve(&server, "/hn/api/v1/items/7", json(&story())).await;
    let services = ["hacker-news".to_owned()];
    let heard = desk
        .engine
        .find_elsewhere(article, &services)
        .await
        .unwrap();
    assert_eq!((heard[0].label, &heard[0].outcome), ("Hacker News", &Ok(1)));
    let query = &server.received_requests().await.unwrap()[0].url;
    assert!(
        query.as_str().contains("query=blog.example%2Fstory&"),
        "{query}"
    );

    let known = desk.engine.threads(article).await.unwrap();
    let [(discussion, thread)] = known.as_slice() else {
        panic!("one discussion was expected");
    };
    assert!(discussion.is_elsewhere && thread.is_empty());
    assert_eq!(discussion.total_stated, Some(3));
    assert_eq!(requests_to(&server, "/hn/api/v1/items/7").await, 0);
    let loaded = desk
        .engine
        .load_discussion(discussion.id, Why::Opened)
        .await;
    assert_eq!(loaded.unwrap().article, article);
    let threads = desk.engine.threads(article).await.unwrap();
    assert_eq!(outline(&threads[0].1), "8 9(8) 10");
    assert_eq!(threads[0].0.label, "Hacker News");
}

#[tokio::test]
async fn what_a_service_says_of_an_address_can_be_the_conversation_itself() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = Desk::with(|config| {
        for host in ["micro.blog", "webmention.io", "b.hatena.ne.jp"] {
            let mirror = format!("{}/{host}/", server.uri()).parse().unwrap();
            config.services.insert(host.to_owned(), mirror);
        }
    })
    .await;
    let link = "https://blog.example/story?utm_source=rss";
    let article = article(&desk, &blog, link, "").await;
    let person = serde_json::json!({"name": "Ann", "url": "https://ann.example/"});
    let conversation = serde_json::json!({"version": "https://jsonfeed.org/version/1", "items": [
        {"id": "2", "content_html": "<p>@ann Quite.", "url": "https://micro.blog/ben/2", "author": person},
        {"id": "1", "content_html": "<p>Well.", "url": "https://micro.blog/ann/1", "author": person},
    ]});
    let mentions = serde_json::json!({"type": "feed", "children": [
        {"wm-id": 5, "wm-property": "mention-of", "author": person, "url": "https://links.example/"},
        {"wm-id": 6, "wm-property": "in-reply-to", "author": person, "url": "https://ann.example/re",
         "content": {"text": "I wrote about it."}},
    ]});
    // Whoever marks a page without a word has said nothing.
    let bookmarks = serde_json::json!({"eid": "47", "bookmarks": [
        {"user": "hanako", "comment": "なるほど", "timestamp": "2026/11/24 09:30"},
        {"user": "taro", "comment": "", "timestamp": "2026/11/24 09:31"},
    ]});
    for (path, query, answer) in [
        ("/micro.blog/conversation.js", "url", &conversation),
        ("/webmention.io/api/mentions.jf2", "target[]", &mentions),
        ("/b.hatena.ne.jp/entry/jsonlite/", "url", &bookmarks),
    ] {
        Mock::given(path_of(path))
            .and(query_param(query, "https://blog.example/story"))
            .respond_with(json(answer))
            .mount(&server)
            .await;
    }
    let services = ["micro-blog", "webmention-io", "hatena"].map(str::to_owned);
    let heard = desk.engine.find_elsewhere(article, &services).await;
    let heard: Vec<_> = heard
        .unwrap()
        .into_iter()
        .map(|heard| (heard.label, heard.outcome))
        .collect();
    assert_eq!(
        heard,
        [
            ("Micro.blog", Ok(1)),
            ("Webmentions", Ok(1)),
            ("Hatena Bookmark", Ok(1))
        ]
    );
    let mut outlines = Vec::new();
    for (discussion, _) in desk.engine.threads(article).await.unwrap() {
        assert!(discussion.is_elsewhere, "{}", discussion.label);
        let loaded = desk
            .engine
            .load_discussion(discussion.id, Why::Opened)
            .await;
        assert_eq!(loaded.unwrap().article, article);
    }
    for (discussion, thread) in desk.engine.threads(article).await.unwrap() {
        outlines.push((discussion.label.to_string(), outline(&thread)));
    }
    outlines.sort();
    let outline = |label: &str, thread: &str| (label.to_owned(), thread.to_owned());
    assert_eq!(
        outlines,
        [
            outline("Hatena Bookmark", "hanako"),
            outline("Micro.blog", "1 2"),
            outline("Webmentions", "6")
        ]
    );
}

#[tokio::test]
async fn a_service_is_asked_about_an_article_once_in_six_hours() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = with_hacker_news(&server).await;
    let article = article(&desk, &blog, "https://blog.example/story", "").await;
    let hits = serde_json::json!({"hits": [hit(7, "https://blog.example/story", 3)]});
    serve(&server, SEARCH, json(&hits)).await;
    let services = ["hacker-news".to_owned()];
    for hours in [0, 5, 2] {
        desk.pass(Duration::from_secs(hours * 3_600));
        let heard = desk
            .engine
            .find_elsewhere(article, &services)
            .await
            .unwrap();
        assert_eq!(heard[0].outcome, Ok(1));
    }
    assert_eq!(requests_to(&server, SEARCH).await, 2);
    assert_eq!(desk.engine.threads(article).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_is_told_of_what_is_not_everybodys() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let services = ["hacker-news".to_owned()];
    let here = format!("{}/story", blog.uri());
    for link in [
        here.as_str(),
        "https://wiki.internal/story",
        "https://blog.example/story?token=abc",
    ] {
        let desk = with_hacker_news(&server).await;
        let article = article(&desk, &blog, link, "").await;
        let refused = desk.engine.find_elsewhere(article, &services).await;
        assert!(matches!(refused, Err(ElsewhereError::Private(_))), "{link}");
    }
    let login = FeedSettings {
        username: Some("me".to_owned()),
        ..super::own::settings(&format!("{}/feed", blog.uri()))
    };
    let desk = Desk::with(|config| config.feeds.push(login)).await;
    let article = article(&desk, &blog, "https://blog.example/story", "").await;
    let refused = desk.engine.find_elsewhere(article, &services).await;
    assert!(matches!(refused, Err(ElsewhereError::Private(_))));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_service_that_refuses_says_so_and_takes_nothing_from_the_others() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let mirror = |path: &str| format!("{}{path}", server.uri()).parse().unwrap();
    let desk = Desk::with(|config| {
        let services = &mut config.services;
        services.insert("hn.algolia.com".to_owned(), mirror("/hn"));
        services.insert("public.api.bsky.app".to_owned(), mirror("/bsky"));
        services.insert("lobste.rs".to_owned(), mirror("/lobsters"));
        config.elsewhere.lemmy = format!("{}/lemmy", server.uri());
    })
    .await;
    let link = "https://blog.example/story";
    let article = article(&desk, &blog, link, "").await;
    let hits = serde_json::json!({"hits": [hit(7, link, 3)]});
    serve(&server, SEARCH, json(&hits)).await;
    let posts = "/bsky/xrpc/app.bsky.feed.searchPosts";
    serve(&server, posts, ResponseTemplate::new(403)).await;
    let stories = serde_json::json!([
        {"short_id": "abc123", "url": link, "comment_count": 10},
        {"short_id": "def456", "url": "https://blog.example/other", "comment_count": 20},
    ]);
    serve(&server, "/lobsters/stories/url/all.json", json(&stories)).await;
    let view = serde_json::json!({"posts": [
        {"post": {"id": 4, "url": link}, "counts": {"comments": 2}},
    ]});
    serve(&server, "/lemmy/api/v3/search", json(&view)).await;
    let services = ["hacker-news", "bluesky", "lobsters", "lemmy", "mastodon"].map(str::to_owned);
    let heard = desk
        .engine
        .find_elsewhere(article, &services)
        .await
        .unwrap();
    let counts: Vec<_> = heard.iter().map(|one| one.outcome.clone().ok()).collect();
    assert_eq!(counts, [Some(1), None, Some(1), Some(1), None]);
    let known = desk.engine.threads(article).await.unwrap();
    let known: Vec<_> = known
        .iter()
        .map(|(discussion, _)| (discussion.label.as_str(), discussion.total_stated))
        .collect();
    assert_eq!(known.len(), 3);
    for expected in [
        ("Hacker News", Some(3)),
        ("Lobsters", Some(10)),
        ("Lemmy", Some(2)),
    ] {
        assert!(known.contains(&expected), "{known:?}");
    }
}

#[test]
fn every_service_has_its_name_in_the_configuration() {
    let named: Vec<_> = SERVICES
        .iter()
        .map(|service| (service.name(), service.label()))
        .collect();
    assert_eq!(named, Elsewhere::SERVICES);
}

#[tokio::test]
async fn an_issue_that_utterances_shows_is_found_by_the_pages_path_and_read_page_by_page() {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let mirror = format!("{}/github", server.uri()).parse().unwrap();
    let desk = Desk::with(|config| {
        let services = &mut config.services;
        services.insert("api.github.com".to_owned(), mirror);
    })
    .await;
    let page = "<!DOCTYPE html><html><body><p>A story.</p><script src=\"https://utteranc.es/client.js\" \
        repo=\"ada/blog\" issue-term=\"pathname\" crossorigin=\"anonymous\" async></script></body></html>";
    let page = ResponseTemplate::new(200).set_body_raw(page, "text/html");
    serve(&blog, "/2026/Story", page).await;
    let link = format!("{}/2026/Story", blog.uri());
    let article = article(&desk, &blog, &link, "").await;
    let issues = serde_json::json!({"total_count": 2, "items": [
        {"number": 3, "title": "2026/story-two"}, {"number": 4, "title": "2026/story"},
    ]});
    serve(&server, "/github/search/issues", json(&issues)).await;
    let comment = |id: u32, user: serde_json::Value| {
        serde_json::json!({"id": id, "user": user, "body": "Some *words*.", "author_association": "NONE",
            "created_at": "2026-11-24T08:00:00Z", "updated_at": "2026-11-24T08:00:00Z",
            "html_url": format!("https://github.com/ada/blog/issues/4#issuecomment-{id}")})
    };
    let path = "/github/repos/ada/blog/issues/4/comments";
    let first = serde_json::json!([comment(11, serde_json::json!({"login": "brian"}))]);
    let second = serde_json::json!([comment(12, serde_json::Value::Null)]);
    let next = "<https://api.github.com/repos/ada/blog/issues/4/comments?per_page=100&page=2>; rel=\"next\"";
    Mock::given(wiremock::matchers::path(path))
        .and(query_param("page", "2"))
        .respond_with(json(&second))
        .with_priority(1)
        .mount(&server)
        .await;
    serve(&server, path, json(&first).insert_header("link", next)).await;
    let found = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(found.unwrap().new, 2);
    let query = &server.received_requests().await.unwrap()[0].url;
    let asked: Vec<_> = query.query_pairs().collect();
    assert_eq!(
        asked[0].1,
        "\"2026/story\" type:issue in:title repo:ada/blog"
    );
    let threads = desk.engine.threads(article).await.unwrap();
    let thread = &threads[0].1;
    assert_eq!(outline(thread), "11 12");
    assert_eq!(
        thread.comment(0).body.as_str(),
        "<p>Some <em>words</em>.</p>"
    );
    assert_eq!(thread.comment(1).author, None);
}
