//! Comments of an article, found and loaded from a server that plays a WordPress blog.

use std::time::Duration;

use byline::engine::Why;
use byline::model::id::ArticleId;
use byline::model::thread::Thread;
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Desk, feed, serve};

pub(super) const REST: &str = "/wp-json/wp/v2/comments";

/// A blog with one article, post 7; `stated` is the count in its feed.
pub(super) async fn blog(server: &MockServer, desk: &Desk, stated: usize) -> ArticleId {
    blog_with(
        server,
        desk,
        &format!("<slash:comments>{stated}</slash:comments>"),
    )
    .await
}

/// The same with what its feed says of the number of comments.
pub(super) async fn blog_with(server: &MockServer, desk: &Desk, count: &str) -> ArticleId {
    let uri = server.uri();
    serve(server, "/feed/", feed(feed_of_blog(&uri, count))).await;
    let subscribed = desk
        .engine
        .subscribe(&format!("{uri}/feed/"))
        .await
        .unwrap();
    subscribed.outcome.new[0].id
}

/// The blog's feed.
pub(super) fn feed_of_blog(uri: &str, count: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" \
         xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"><channel><title>A blog</title><link>{uri}/</link>\
         <generator>https://wordpress.org/?v=6.1</generator><item><title>An article</title>\
         <link>{uri}/2026/an-article/</link><comments>{uri}/2026/an-article/#comments</comments>\
         <guid isPermaLink=\"false\">{uri}/?p=7</guid>\
         <wfw:commentRss>{uri}/2026/an-article/feed/</wfw:commentRss>{count}\
         </item></channel></rss>"
    )
}

/// Comments as WordPress' REST interface sends them: (id, parent).
pub(super) fn rest(comments: &[(u32, u32)]) -> String {
    let comments: Vec<_> = comments
        .iter()
        .map(|(id, parent)| {
            serde_json::json!({
                "id": id, "parent": parent, "author_name": format!("reader {id}"), "author_url": "",
                "date_gmt": format!("2026-11-24T08:{:02}:00", id % 60),
                "content": {"rendered": format!("<p>Comment {id}</p>")},
                "link": format!("http://blog.example/#comment-{id}"), "type": "comment",
            })
        })
        .collect();
    serde_json::to_string(&comments).unwrap()
}

pub(super) fn json(body: String, total: usize, pages: usize) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("X-WP-Total", total.to_string())
        .insert_header("X-WP-TotalPages", pages.to_string())
        .set_body_raw(body, "application/json")
}

/// The article's one thread, as "id(parent)" in reading order.
async fn shown(desk: &Desk, article: ArticleId) -> String {
    let threads = desk.engine.threads(article).await.unwrap();
    let [(_, thread)] = threads.as_slice() else {
        panic!("one discussion was expected, not {}", threads.len());
    };
    outline(thread)
}

pub(super) fn outline(thread: &Thread) -> String {
    let nodes = &thread.tree().nodes;
    let lines: Vec<_> = nodes
        .iter()
        .map(|node| match node.parent {
            Some(parent) => format!("{}({})", node.comment.id, nodes[parent].comment.id),
            None => node.comment.id.to_string(),
        })
        .collect();
    lines.join(" ")
}

#[tokio::test]
async fn the_rest_interface_is_read_page_by_page() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 4).await;
    for (page, comments) in [
        ("1", rest(&[(1, 0), (2, 1)])),
        ("2", rest(&[(3, 2), (4, 0)])),
    ] {
        Mock::given(method("GET"))
            .and(path(REST))
            .and(query_param("page", page))
            .and(query_param("post", "7"))
            .respond_with(json(comments, 4, 2))
            .expect(1)
            .mount(&server)
            .await;
    }
    let found = desk
        .engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    assert_eq!(found.new, 4);
    assert_eq!(shown(&desk, article).await, "1 2(1) 3(2) 4");
    // Opened again a minute later, nothing is asked again (the mocks allow one request each).
    desk.pass(Duration::from_secs(60));
    let again = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(again.unwrap().age, Some(Duration::from_secs(60)));
}

#[tokio::test]
async fn a_shut_interface_leaves_the_comment_feed() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let closed =
        serde_json::json!({"code": "rest_forbidden", "message": "no", "data": {"status": 401}});
    serve(
        &server,
        REST,
        ResponseTemplate::new(401).set_body_json(closed),
    )
    .await;
    let uri = server.uri();
    let entry = |id: u32, reply_to: &str, content: &str| {
        let fragment = reply_to.find('#').map_or("", |at| &reply_to[at..]);
        format!(
            "<entry><title>By: reader {id}</title><id>{uri}/?p=7#comment-{id}</id><published>2026-11-24T08:0{id}:00Z</published>\
             <updated>2026-11-24T08:0{id}:00Z</updated><author><name>reader {id}</name></author>\
             <link rel=\"alternate\" href=\"{uri}/2026/an-article/#comment-{id}\"/>\
             <thr:in-reply-to ref=\"{reply_to}\" href=\"{uri}/2026/an-article/{fragment}\" type=\"text/html\"/>\
             <content type=\"html\">{content}</content></entry>"
        )
    };
    let atom = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:thr=\"http://purl.org/syndication/thread/1.0\">\
         <title>Comments on: An article</title><id>{uri}/x</id><updated>2026-11-24T08:02:00Z</updated>{}{}</feed>",
        entry(
            2,
            &format!("{uri}/?p=7#comment-1"),
            "&lt;p&gt;A reply&lt;/p&gt;"
        ),
        entry(1, &format!("{uri}/?p=7"), "&lt;p&gt;First&lt;/p&gt;"),
    );
    let atom = ResponseTemplate::new(200).set_body_raw(atom, "application/atom+xml");
    serve(&server, "/2026/an-article/feed/atom/", atom).await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    assert_eq!(shown(&desk, article).await, "1 2(1)");
}

#[tokio::test]
async fn where_nothing_else_is_open_the_page_itself_is_read() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let page = "<!DOCTYPE html><html><body><ol class=\"comment-list\">\
        <li class=\"comment depth-1\" id=\"comment-1\"><article><div class=\"comment-author vcard\"><b class=\"fn\">Ann</b></div>\
        <time datetime=\"2026-11-24T08:01:00+00:00\">then</time><div class=\"comment-content\"><p>First</p></div></article>\
        <ol class=\"children\"><li class=\"comment depth-2\" id=\"comment-2\"><article><div class=\"comment-author vcard\"><b class=\"fn\">Bob</b></div>\
        <time datetime=\"2026-11-24T08:02:00+00:00\">then</time><div class=\"comment-content\"><p>Reply</p></div></article></li></ol></li>\
        </ol></body></html>";
    let page = ResponseTemplate::new(200).set_body_raw(page, "text/html");
    serve(&server, "/2026/an-article/", page).await;
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    assert_eq!(shown(&desk, article).await, "1 2(1)");
}

#[tokio::test]
async fn what_comes_after_the_first_loading_is_new_and_what_was_read_stays_read() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 1).await;
    {
        let first = Mock::given(path(REST)).respond_with(json(rest(&[(1, 0)]), 1, 1));
        let _first = first.mount_as_scoped(&server).await;
        desk.engine
            .load_comments(article, Why::Opened)
            .await
            .unwrap();
    }
    let row = desk
        .engine
        .store()
        .read(move |reader| reader.article(article))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.comments.unread, row.comments.new),
        (1, 0),
        "nothing is new on a first visit"
    );
    desk.pass(Duration::from_secs(3600));
    serve(&server, REST, json(rest(&[(1, 0), (2, 1)]), 2, 1)).await;
    let found = desk
        .engine
        .load_comments(article, Why::Asked)
        .await
        .unwrap();
    assert_eq!(found.new, 1);
    let row = desk
        .engine
        .store()
        .read(move |reader| reader.article(article))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.comments.unread, row.comments.new), (2, 1));
}

#[tokio::test]
async fn with_the_server_gone_everything_is_still_there_and_the_error_is_one_sentence() {
    let server = MockServer::builder().start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    {
        let first = Mock::given(path(REST)).respond_with(json(rest(&[(1, 0), (2, 1)]), 2, 1));
        let _first = first.mount_as_scoped(&server).await;
        desk.engine
            .load_comments(article, Why::Opened)
            .await
            .unwrap();
    }
    drop(server);
    desk.pass(Duration::from_secs(3600));
    let error = desk
        .engine
        .load_comments(article, Why::Asked)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("cannot be reached") && !error.contains('\n'),
        "{error}"
    );
    assert_eq!(shown(&desk, article).await, "1 2(1)");
}

#[tokio::test]
async fn a_server_that_promises_a_million_pages_is_asked_a_few_dozen_times() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 100_000_000).await;
    serve(&server, REST, json(rest(&[(1, 0)]), 100_000_000, 1_000_000)).await;
    let _ = desk.engine.load_comments(article, Why::Opened).await;
    let asked = server.received_requests().await.unwrap().len();
    assert!(asked < 40, "{asked} requests");
}

#[tokio::test]
async fn an_article_that_names_no_place_for_comments_is_no_failure() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let note = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Notes</title>\
                <item><title>A note</title><guid isPermaLink=\"false\">n1</guid></item></channel></rss>";
    serve(&server, "/feed", feed(note)).await;
    let subscribed = desk
        .engine
        .subscribe(&format!("{}/feed", server.uri()))
        .await
        .unwrap();
    let article = subscribed.outcome.new[0].id;
    let found = desk
        .engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    assert_eq!((found.discussion, found.tried.len()), (None, 0));
}

/// How often a path was asked for.
pub(super) async fn asked(server: &MockServer, path: &str) -> usize {
    let requests = server.received_requests().await.unwrap();
    requests
        .iter()
        .filter(|request| request.url.path() == path)
        .count()
}

#[tokio::test]
async fn a_way_that_was_shut_is_left_alone_for_a_day_unless_the_reader_asks() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    serve(&server, REST, ResponseTemplate::new(401)).await;
    let open = async |why| {
        let outcome = desk.engine.load_comments(article, why).await;
        outcome.unwrap_err().to_string()
    };
    open(Why::Opened).await;
    let first = asked(&server, REST).await;
    assert!(first > 0);
    desk.pass(Duration::from_secs(3_600));
    let sentence = open(Why::Opened).await;
    assert_eq!(asked(&server, REST).await, first, "{sentence}");
    open(Why::Asked).await;
    let by_hand = asked(&server, REST).await;
    assert!(by_hand > first);
    desk.pass(Duration::from_secs(25 * 3_600));
    open(Why::Opened).await;
    assert!(asked(&server, REST).await > by_hand);
}

#[tokio::test]
async fn a_firewall_is_left_alone_for_a_week() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let firewall = ResponseTemplate::new(403).insert_header("cf-mitigated", "challenge");
    serve(&server, REST, firewall).await;
    for days in [0, 2, 4] {
        desk.pass(Duration::from_secs(days * 24 * 3_600));
        let _ = desk.engine.load_comments(article, Why::Opened).await;
    }
    let in_a_week = asked(&server, REST).await;
    desk.pass(Duration::from_secs(3 * 24 * 3_600));
    let _ = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!((in_a_week, asked(&server, REST).await), (1, 2));
}

#[tokio::test]
async fn what_a_loading_left_out_comes_when_the_reader_wants_more() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 26).await;
    for page in 1..=26 {
        // The answer to a comment may come pages after it.
        let comments = rest(&[(page, if page == 26 { 1 } else { 0 })]);
        Mock::given(path(REST))
            .and(query_param("page", page.to_string()))
            .respond_with(json(comments, 26, 26))
            .expect(1)
            .mount(&server)
            .await;
    }
    let found = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(found.unwrap().new, 20);
    // As after a restart: what is missing is known, and where to ask for it.
    let desk = desk.restarted().await;
    let discussion = async || desk.engine.threads(article).await.unwrap().remove(0);
    assert_eq!(discussion().await.0.continuations.len(), 6);
    let id = discussion().await.0.id;
    desk.pass(Duration::from_secs(3_600));
    let more = desk.engine.load_more(id).await.unwrap();
    assert_eq!((more.new, more.has_more), (4, true));
    assert_eq!(desk.engine.load_more(id).await.unwrap().new, 2);
    let (discussion, thread) = discussion().await;
    assert!(discussion.complete && discussion.continuations.is_empty());
    assert_eq!(thread.counts().new, 0, "they were there before");
    let outline = outline(&thread);
    assert!(outline.starts_with("1 26(1) 2 3 4 "), "{outline}");
    assert_eq!(thread.len(), 26);
}

#[tokio::test]
async fn more_that_cannot_be_had_now_can_be_asked_for_again() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 22).await;
    for page in 1..=22 {
        let comments = json(rest(&[(page, 0)]), 22, 22);
        let mock = Mock::given(path(REST)).and(query_param("page", page.to_string()));
        if page == 21 {
            let busy = ResponseTemplate::new(500);
            let once = Mock::given(path(REST)).and(query_param("page", "21"));
            let once = once.respond_with(busy).up_to_n_times(1).with_priority(1);
            once.mount(&server).await;
        }
        mock.respond_with(comments).mount(&server).await;
    }
    desk.engine
        .load_comments(article, Why::Opened)
        .await
        .unwrap();
    let id = desk.engine.threads(article).await.unwrap()[0].0.id;
    assert!(desk.engine.load_more(id).await.is_err());
    let mut told = Vec::new();
    let more = desk
        .engine
        .load_more_telling(id, |count| told.push(count))
        .await;
    assert_eq!(more.unwrap().new, 2);
    assert_eq!(told, [1], "what has come is told until the last of it has");
}

#[tokio::test]
async fn what_more_brought_is_not_offered_again_by_a_refresh() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 22).await;
    let pages = async |pages: u32| {
        server.reset().await;
        for page in 1..=pages {
            let comments = json(rest(&[(page, 0)]), pages as usize, pages as usize);
            let mock = Mock::given(path(REST)).and(query_param("page", page.to_string()));
            mock.respond_with(comments).mount(&server).await;
        }
    };
    let discussion = async || desk.engine.threads(article).await.unwrap().remove(0).0;
    let refreshed = async || {
        desk.pass(Duration::from_secs(3_600));
        let refreshed = desk.engine.load_comments(article, Why::Asked).await;
        refreshed.unwrap();
        let discussion = discussion().await;
        (discussion.complete, discussion.continuations.len())
    };
    pages(22).await;
    assert_eq!(refreshed().await, (false, 2));
    let id = discussion().await.id;
    assert_eq!(desk.engine.load_more(id).await.unwrap().new, 2);
    assert_eq!(refreshed().await, (true, 0));
    // One more than was there: it is somewhere in what the first answers leave out.
    pages(23).await;
    assert_eq!(refreshed().await, (false, 3));
    assert_eq!(desk.engine.load_more(id).await.unwrap().new, 1);
    assert_eq!(refreshed().await, (true, 0));
}

#[tokio::test]
async fn comments_that_are_closed_to_programs_are_named() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog_with(&server, &desk, "").await;
    let page = "<p>Text.<script src=\"https://talk.hyvor.com/embed/embed.js\"></script>";
    let page = ResponseTemplate::new(200).set_body_raw(page, "text/html");
    serve(&server, "/2026/an-article/", page).await;
    let found = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(found.unwrap().closed, Some("Hyvor Talk"));
}
