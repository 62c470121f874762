//! Servers that mean harm, one for each kind of answer: whatever they send, what is loaded is a bounded
//! right tree of clean texts, or one sentence says why not.

use byline::engine::Why;
use byline::model::id::ArticleId;
use byline::model::thread::Thread;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::{REST, blog, json, outline};
use super::services::{article, with_hacker_news};
use super::{Desk, serve};

const ITEM: &str = "/hn/api/v1/items/7";

/// A name that clears the screen, changes the title, and runs backwards.
const NAME: &str = "\u{1b}[2Jann\u{1b}]0;own\u{7}\u{202e}\u{9b}1m";
/// A text with what must not come through.
const TEXT: &str = "<p onclick=\"x()\">Well.\u{1b}[31m<script>x()</script><iframe src=\"https://a.example\"></iframe>";

/// Loads a Hacker News item that is answered so.
async fn hacker_news(item: String) -> (Desk, ArticleId) {
    let (blog, server) = (MockServer::start().await, MockServer::start().await);
    let desk = with_hacker_news(&server).await;
    let comments = "<comments>https://news.ycombinator.com/item?id=7</comments>";
    let article = article(&desk, &blog, "https://blog.example/story", comments).await;
    let item = ResponseTemplate::new(200).set_body_raw(item, "application/json");
    serve(&server, ITEM, item).await;
    let _ = desk.engine.load_comments(article, Why::Opened).await;
    (desk, article)
}

async fn thread(desk: &Desk, article: ArticleId) -> Thread {
    let mut threads = desk.engine.threads(article).await.unwrap();
    assert_eq!(threads.len(), 1);
    threads.remove(0).1
}

/// Whether nothing in a thread can move a cursor or run.
fn assert_clean(thread: &Thread) {
    for node in &thread.tree().nodes {
        let author = node
            .comment
            .author
            .as_ref()
            .map_or("", |name| name.as_str());
        let body = node.comment.body.as_str();
        for text in [author, body] {
            let bad =
                |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(bad), "{text:?}");
        }
        for element in ["<script", "<iframe", "onclick"] {
            assert!(!body.contains(element), "{body:?}");
        }
    }
}

#[tokio::test]
async fn a_tree_that_is_deeper_than_any_stack_is_loaded() {
    const DEEP: usize = 20_000;
    let mut item =
        String::from(r#"{"id":7,"type":"story","author":"p","created_at_i":1,"children":["#);
    for id in 0..DEEP {
        item.push_str(&format!(
            r#"{{"id":{},"type":"comment","author":"a","text":"t","created_at_i":2,"children":["#,
            id + 8
        ));
    }
    item.push_str(&"]}".repeat(DEEP + 1));
    let (desk, article) = hacker_news(item).await;
    let thread = thread(&desk, article).await;
    assert_eq!(thread.len(), DEEP);
    assert_eq!(thread.node(DEEP - 1).depth as usize, DEEP - 1);
}

#[tokio::test]
async fn a_tree_without_end_is_cut_and_names_that_repeat_are_one() {
    const MOST: usize = 50_000;
    let comment = |id: usize| {
        serde_json::json!({
            "id": id, "type": "comment", "author": NAME, "text": TEXT, "created_at_i": 2, "children": [],
        })
    };
    let mut children: Vec<_> = (8..MOST + 100).map(comment).collect();
    children.extend((8..1_000).map(comment));
    let item = serde_json::json!({
        "id": 7, "type": "story", "author": "p", "created_at_i": 1, "children": children,
    });
    let (desk, article) = hacker_news(item.to_string()).await;
    let thread = thread(&desk, article).await;
    assert_eq!(thread.len(), MOST);
    assert_clean(&thread);
}

#[tokio::test]
async fn a_page_in_the_place_of_an_answer_is_a_refusal_and_no_comments() {
    let page = format!(
        "<html><body><ol class=\"comment-list\"><li class=\"comment\" id=\"comment-1\">{TEXT}</li></ol>"
    );
    let (desk, article) = hacker_news(page).await;
    assert!(desk.engine.threads(article).await.unwrap().is_empty());
}

#[tokio::test]
async fn answers_that_answer_each_other_and_lies_about_how_many_make_a_tree() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 3).await;
    let comment = |id: u64, parent: u64| {
        serde_json::json!({
            "id": id, "parent": parent, "author_name": NAME, "author_url": "javascript:x()",
            "date_gmt": "2026-11-24T08:00:00", "content": {"rendered": TEXT},
            "link": "file:///etc/passwd", "type": "comment",
        })
    };
    let comments = [
        comment(1, 2),
        comment(2, 3),
        comment(3, 1),
        comment(4, 4),
        comment(4, 1),
        comment(5, 999_999_999),
    ];
    let comments = serde_json::Value::from(comments.to_vec()).to_string();
    serve(&server, REST, json(comments, usize::MAX, 1)).await;
    let loaded = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(loaded.unwrap().new, 5);
    let thread = thread(&desk, article).await;
    assert_eq!(outline(&thread), "1 3(1) 2(3) 4 999999999 5(999999999)");
    assert_clean(&thread);
    for node in &thread.tree().nodes {
        assert_eq!(node.comment.author_url, None);
        assert_eq!(node.comment.permalink, None);
    }
}

#[tokio::test]
async fn a_page_of_nothing_but_depth_ends_in_one_sentence() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 3).await;
    let page = format!(
        "<html><body>{}<div class=\"comment\" id=\"comment-1\">{TEXT}{}",
        "<div>".repeat(100_000),
        "<ol class=\"children\"><li class=\"comment\" id=\"comment-1\">".repeat(50_000)
    );
    let page = ResponseTemplate::new(200).set_body_raw(page, "text/html");
    serve(&server, "/2026/an-article/", page).await;
    // Its feed of comments is a bomb of entities.
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"ha\">");
    for level in 1..40 {
        let above = level - 1;
        bomb.push_str(&format!(
            "<!ENTITY a{level} \"&a{above};&a{above};&a{above};&a{above};\">"
        ));
    }
    bomb.push_str("]><rss version=\"2.0\"><channel><title>&a39;</title><item><guid>1</guid><description>&a39;</description></item></channel></rss>");
    let bomb = ResponseTemplate::new(200).set_body_raw(bomb, "application/rss+xml");
    serve(&server, "/2026/an-article/feed/", bomb).await;
    let _ = desk.engine.load_comments(article, Why::Opened).await;
    for (_, thread) in desk.engine.threads(article).await.unwrap() {
        assert!(thread.len() <= 1, "{}", thread.len());
        assert_clean(&thread);
    }
}

#[tokio::test]
async fn a_server_that_answers_everything_with_more_is_asked_so_often_and_no_more() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 3).await;
    // Every page has the same comment and names a next one.
    let same = serde_json::json!([{
        "id": 1, "parent": 0, "author_name": "ann", "author_url": "", "date_gmt": "2026-11-24T08:00:00",
        "content": {"rendered": "<p>Again.</p>"}, "link": "", "type": "comment",
    }]);
    Mock::given(any())
        .respond_with(json(same.to_string(), 1, 1_000_000))
        .with_priority(9)
        .mount(&server)
        .await;
    let _ = desk.engine.load_comments(article, Why::Opened).await;
    let (discussion, thread) = desk.engine.threads(article).await.unwrap().remove(0);
    assert_eq!(thread.len(), 1);
    for _ in 0..3 {
        let _ = desk.engine.load_more(discussion.id).await;
    }
    assert_eq!(self::thread(&desk, article).await.len(), 1);
    let asked = server.received_requests().await.unwrap().len();
    assert!(asked < 50, "{asked} requests");
}
