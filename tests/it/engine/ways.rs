//! Several ways to one discussion, of which some are shut: for one article, for a while, or for good.

use std::time::Duration;

use byline::engine::Why;
use byline::model::discussion::Discussion;
use byline::model::id::ArticleId;
use byline::model::thread::Thread;
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::{REST, asked, json, rest};
use super::{Desk, feed, serve};

const HOUR: Duration = Duration::from_secs(3_600);

/// A blog with posts 7 and 8, of which its feed counts so many comments.
async fn blog(server: &MockServer, desk: &Desk, counts: [u32; 2]) -> [ArticleId; 2] {
    let uri = server.uri();
    let items: String = [7, 8]
        .iter()
        .zip(counts)
        .map(|(post, count)| {
            format!(
                "<item><title>Post {post}</title><link>{uri}/post-{post}/</link>\
                 <guid isPermaLink=\"false\">{uri}/?p={post}</guid>\
                 <wfw:commentRss>{uri}/post-{post}/feed/</wfw:commentRss>\
                 <slash:comments>{count}</slash:comments></item>"
            )
        })
        .collect();
    let document = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" \
         xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"><channel><title>A blog</title>\
         <generator>https://wordpress.org/?v=6.1</generator>{items}</channel></rss>"
    );
    serve(server, "/feed/", feed(document)).await;
    let subscribed = desk.engine.subscribe(&format!("{uri}/feed/")).await;
    let articles = subscribed.unwrap().outcome.new;
    let of = |title: &str| {
        let found = articles
            .iter()
            .find(|article| article.title.as_str() == title);
        found.unwrap().id
    };
    [of("Post 7"), of("Post 8")]
}

/// The comment feed of a post, in Atom, with the newest of its comments.
async fn comment_feed(server: &MockServer, post: u32, ids: std::ops::RangeInclusive<u32>) {
    let uri = server.uri();
    let entries: String = ids
        .rev()
        .map(|id| {
            format!(
                "<entry><title>By: reader {id}</title><id>{uri}/?p={post}#comment-{id}</id>\
                 <updated>2026-11-24T08:{:02}:00Z</updated><author><name>reader {id}</name></author>\
                 <link rel=\"alternate\" href=\"{uri}/post-{post}/#comment-{id}\"/>\
                 <content type=\"html\">Comment {id}</content></entry>",
                id % 60
            )
        })
        .collect();
    let atom = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Comments</title>\
         <id>{uri}/x{post}</id><updated>2026-11-24T08:02:00Z</updated>{entries}</feed>"
    );
    let atom = ResponseTemplate::new(200).set_body_raw(atom, "application/atom+xml");
    serve(server, &format!("/post-{post}/feed/atom/"), atom).await;
}

/// What the interface answers for one post, before everything else.
async fn rest_of(server: &MockServer, post: u32, answer: ResponseTemplate) {
    Mock::given(path(REST))
        .and(query_param("post", post.to_string()))
        .respond_with(answer)
        .mount(server)
        .await;
}

fn comments(count: u32) -> ResponseTemplate {
    let comments: Vec<_> = (1..=count).map(|id| (id, 0)).collect();
    json(rest(&comments), comments.len(), 1)
}

fn refusal(status: u16, code: &str) -> ResponseTemplate {
    let body = serde_json::json!({"code": code, "message": "no", "data": {"status": status}});
    ResponseTemplate::new(status).set_body_json(body)
}

/// Opens an article; its one discussion.
async fn opened(desk: &Desk, article: ArticleId) -> (Discussion, Thread) {
    let _ = desk.engine.load_comments(article, Why::Opened).await;
    let mut threads = desk.engine.threads(article).await.unwrap();
    assert_eq!(threads.len(), 1);
    threads.remove(0)
}

#[tokio::test]
async fn a_broken_or_protected_post_shuts_the_interface_for_no_other() {
    let refusals = [
        ResponseTemplate::new(500),
        ResponseTemplate::new(502).set_body_raw("<h1>Bad gateway</h1>", "text/html"),
        ResponseTemplate::new(401),
        ResponseTemplate::new(403).set_body_raw("<h1>Forbidden</h1>", "text/html"),
        ResponseTemplate::new(451),
        refusal(401, "rest_cannot_read_post"),
        refusal(403, "rest_forbidden"),
        refusal(404, "rest_post_invalid_id"),
    ];
    for broken in refusals {
        let (server, desk) = (MockServer::start().await, Desk::new().await);
        let [first, second] = blog(&server, &desk, [4, 30]).await;
        rest_of(&server, 7, broken).await;
        rest_of(&server, 8, comments(30)).await;
        comment_feed(&server, 7, 1..=4).await;
        comment_feed(&server, 8, 21..=30).await;
        let (discussion, thread) = opened(&desk, first).await;
        assert_eq!(discussion.thread.source, "comment-feed");
        assert_eq!(thread.len(), 4);
        let (discussion, thread) = opened(&desk, second).await;
        assert_eq!(discussion.thread.source, "wordpress-rest");
        assert_eq!(thread.len(), 30);
    }
}

#[tokio::test]
async fn an_answer_that_proves_the_interface_shut_shuts_it_for_the_host() {
    let refusals = [
        refusal(404, "rest_no_route"),
        refusal(401, "rest_login_required"),
        refusal(401, "rest_not_logged_in"),
        refusal(403, "rest_disabled"),
        refusal(401, "rest_cannot_access"),
        ResponseTemplate::new(403).insert_header("cf-mitigated", "challenge"),
    ];
    for shut in refusals {
        let (server, desk) = (MockServer::start().await, Desk::new().await);
        let articles = blog(&server, &desk, [4, 4]).await;
        serve(&server, REST, shut).await;
        comment_feed(&server, 7, 1..=4).await;
        comment_feed(&server, 8, 1..=4).await;
        for article in articles {
            assert_eq!(opened(&desk, article).await.1.len(), 4);
        }
        assert_eq!(asked(&server, REST).await, 1);
    }
}

#[tokio::test]
async fn a_thread_of_which_a_part_came_says_so_and_the_next_way_brings_the_rest() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let [article, _] = blog(&server, &desk, [33, 0]).await;
    rest_of(&server, 7, ResponseTemplate::new(500)).await;
    comment_feed(&server, 7, 24..=33).await;
    let items: String = (1..=33)
        .map(|id| {
            format!(
                "<li class=\"comment depth-1\" id=\"comment-{id}\"><article><div class=\"comment-author vcard\">\
                 <b class=\"fn\">reader {id}</b></div><time datetime=\"2026-11-24T08:01:00+00:00\">then</time>\
                 <div class=\"comment-content\"><p>Comment {id}</p></div></article></li>"
            )
        })
        .collect();
    let page = format!("<!DOCTYPE html><body><ol class=\"comment-list\">{items}</ol></body>");
    let page = ResponseTemplate::new(200).set_body_raw(page, "text/html");
    serve(&server, "/post-7/", page).await;
    let (discussion, thread) = opened(&desk, article).await;
    assert_eq!((thread.len(), discussion.total_stated), (10, Some(33)));
    assert!(!discussion.complete && !discussion.continuations.is_empty());
    // As after a restart, and once more where nothing new is there.
    let desk = desk.restarted().await;
    desk.pass(HOUR);
    let (discussion, _) = opened(&desk, article).await;
    assert!(!discussion.continuations.is_empty());
    let more = desk.engine.load_more(discussion.id).await.unwrap();
    assert_eq!((more.new, more.has_more), (23, false));
    let (now, thread) = opened(&desk, article).await;
    assert_eq!((now.id, thread.len()), (discussion.id, 33));
    assert!(now.complete);
}

#[tokio::test]
async fn where_no_way_has_more_that_is_said_in_one_sentence() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let [article, _] = blog(&server, &desk, [33, 0]).await;
    rest_of(&server, 7, ResponseTemplate::new(500)).await;
    comment_feed(&server, 7, 24..=33).await;
    let (discussion, _) = opened(&desk, article).await;
    let error = desk.engine.load_more(discussion.id).await.unwrap_err();
    let sentence = error.to_string();
    assert!(sentence.starts_with("No other way"), "{sentence}");
    assert!(sentence.contains("WordPress"), "{sentence}");
    assert_eq!(opened(&desk, article).await.1.len(), 10);
}

#[tokio::test]
async fn the_better_way_is_taken_again_when_it_was_shut_only_for_a_while() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let [article, other] = blog(&server, &desk, [30, 30]).await;
    {
        let broken = Mock::given(path(REST)).respond_with(ResponseTemplate::new(500));
        let _broken = broken.mount_as_scoped(&server).await;
        comment_feed(&server, 7, 21..=30).await;
        let (discussion, thread) = opened(&desk, article).await;
        assert_eq!(thread.len(), 10);
        // What was read stays read when the rest comes by another way.
        let (id, read, now) = (discussion.id, thread.comment(3).id.clone(), desk.now());
        let deed = byline::model::change::Deed {
            label: String::new(),
            changes: vec![byline::model::change::Change::CommentsRead {
                discussion: id,
                comments: vec![read],
                read: true,
            }],
        };
        let store = desk.engine.store();
        store
            .write(move |writer| writer.apply(deed, now))
            .await
            .unwrap();
    }
    rest_of(&server, 7, comments(30)).await;
    rest_of(&server, 8, comments(30)).await;
    // Within the hour it is left alone, by the clock too.
    desk.pass(HOUR / 2);
    assert_eq!(opened(&desk, article).await.1.len(), 10);
    desk.pass(HOUR);
    let (discussion, thread) = opened(&desk, article).await;
    assert_eq!(discussion.thread.source, "wordpress-rest");
    assert!(discussion.complete && discussion.continuations.is_empty());
    assert_eq!(thread.len(), 30);
    assert_eq!(thread.counts().unread, 29);
    assert_eq!(opened(&desk, other).await.0.thread.source, "wordpress-rest");
}

#[tokio::test]
async fn a_site_that_counts_its_comments_itself_is_believed() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    // The feed counts pings, the interface does not.
    let [article, _] = blog(&server, &desk, [33, 0]).await;
    rest_of(&server, 7, comments(30)).await;
    let (discussion, thread) = opened(&desk, article).await;
    assert_eq!((thread.len(), discussion.total_stated), (30, Some(30)));
    assert!(discussion.complete && discussion.continuations.is_empty());
}
