//! More sites and widgets with comments, each played by a local server that answers as it documents.

use byline::engine::{DiscussError, Why};
use byline::model::comment::State;
use byline::model::discussion::Access;
use byline::model::thread::Thread;
use serde_json::{Value, json};
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::outline;
use super::known_sites::{answer, discussion, in_place_of};
use super::widgets::{article, loaded};
use super::{Desk, feed, serve};

/// Answers a page of what is asked for; `name` is the parameter that tells which.
async fn serve_page(server: &MockServer, at: &str, (name, value): (&str, &str), page: &Value) {
    Mock::given(path(at))
        .and(query_param(name, value))
        .respond_with(answer(page))
        .expect(1)
        .mount(server)
        .await;
}

/// The states of a thread's comments that are not simply there, by their place.
fn states(thread: &Thread) -> Vec<(usize, State)> {
    let states = (0..thread.len()).map(|at| (at, thread.comment(at).state));
    states
        .filter(|(_, state)| *state != State::Visible)
        .collect()
}

#[tokio::test]
async fn a_cusdis_server_is_read_page_by_page_with_what_was_deleted() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let page =
        "<div id=\"cusdis_thread\" data-host=\"URI\" data-app-id=\"app\" data-page-id=\"p\"></div>";
    let article = article(&desk, &server, "/story", page).await;
    let comment = |id: &str, replies: Vec<Value>| {
        json!({
            "id": id, "content": "Well.", "by_nickname": "ann", "created_at": "2026-11-24T08:00:00Z",
            "replies": {"data": replies},
        })
    };
    let mut gone = comment("b", vec![comment("c", vec![])]);
    gone["deletedAt"] = json!("2026-11-24T09:00:00Z");
    let page = |comments: Vec<Value>| json!({"data": {"commentCount": 3, "pageCount": 2, "data": comments}});
    let at = "/api/open/comments";
    let first = page(vec![comment("a", vec![]), gone]);
    serve_page(&server, at, ("page", "1"), &first).await;
    serve_page(
        &server,
        at,
        ("page", "2"),
        &page(vec![comment("d", vec![])]),
    )
    .await;
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(discussion.label, "Cusdis");
    assert_eq!(outline(&thread), "a b c(b) d");
    assert_eq!(states(&thread), [(1, State::Deleted)]);
}

#[tokio::test]
async fn giscus_gives_githubs_discussion_cursor_by_cursor() {
    let (server, blog) = (MockServer::start().await, MockServer::start().await);
    let desk = in_place_of("giscus.app", &server).await;
    let page = "<script src=\"https://giscus.app/client.js\" data-repo=\"ann/blog\" data-mapping=\"pathname\"></script>";
    let article = article(&desk, &blog, "/story", page).await;
    let comment = |id: &str, replies: Vec<Value>| {
        json!({
            "id": id, "author": {"login": "ben", "url": "https://github.com/ben"}, "bodyHTML": "<p>Well.</p>",
            "createdAt": "2026-11-24T08:00:00Z", "deletedAt": null, "replies": replies,
        })
    };
    let mut reply = comment("B", vec![]);
    reply["replyToId"] = json!("A");
    reply["isMinimized"] = json!(true);
    let page = |comments: Vec<Value>, next: bool| {
        json!({"discussion": {
            "totalCommentCount": 2, "totalReplyCount": 1, "locked": true, "comments": comments,
            "pageInfo": {"endCursor": "here", "hasNextPage": next},
        }})
    };
    let last = page(vec![comment("C", vec![])], false);
    serve_page(&server, "/api/discussions", ("after", "here"), &last).await;
    let first = page(vec![comment("A", vec![reply])], true);
    serve(&server, "/api/discussions", answer(&first)).await;
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(
        (discussion.total_stated, discussion.access),
        (Some(3), Access::Closed)
    );
    // Nobody answered what was hidden.
    assert_eq!(outline(&thread), "A C");
}

#[tokio::test]
async fn a_ghost_blog_is_asked_for_pages_and_for_the_replies_that_it_left_out() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let page = "<script defer src=\"https://cdn.example/comments-ui.js\" data-ghost-comments=\"URI/\" data-post-id=\"p\"></script>";
    let article = article(&desk, &server, "/story", page).await;
    let comment = |id: &str, status: &str, stated: usize, replies: Vec<Value>| {
        json!({
            "id": id, "status": status, "html": "<p>Well.</p>", "created_at": "2026-11-24T08:00:00Z",
            "member": {"name": "ann"}, "count": {"replies": stated, "likes": 1}, "replies": replies,
        })
    };
    let page = |comments: Vec<Value>, next: Value| json!({"comments": comments, "meta": {"pagination": {"total": 3, "next": next}}});
    let at = "/members/api/comments/post/p/";
    let long = comment(
        "a",
        "published",
        2,
        vec![comment("b", "published", 0, vec![])],
    );
    serve_page(&server, at, ("page", "1"), &page(vec![long], json!(2))).await;
    let hidden = comment("d", "hidden", 1, vec![comment("e", "published", 0, vec![])]);
    serve_page(&server, at, ("page", "2"), &page(vec![hidden], Value::Null)).await;
    let mut left_out = comment("c", "published", 0, vec![]);
    left_out["parent_id"] = json!("a");
    left_out["in_reply_to_id"] = json!("b");
    let replies = page(vec![left_out], Value::Null);
    serve(
        &server,
        "/members/api/comments/a/replies/",
        answer(&replies),
    )
    .await;
    let (_, thread) = loaded(&desk, article).await;
    assert_eq!(outline(&thread), "a b(a) c(b) d e(d)");
    assert_eq!(states(&thread), [(3, State::Hidden)]);
}

#[tokio::test]
async fn a_substack_post_leads_to_its_comments() {
    let server = MockServer::start().await;
    let desk = in_place_of("news.substack.com", &server).await;
    let post = json!({"id": 7, "comment_count": 3, "write_comment_permissions": "none"});
    serve(&server, "/api/v1/posts/story", answer(&post)).await;
    let comment = |id: u32, path: &str, status: &str, children: Vec<Value>| {
        json!({
            "id": id, "ancestor_path": path, "body": "Well.", "name": "ann", "handle": "ann", "status": status,
            "date": format!("2026-11-24T08:00:0{id}Z"), "children": children,
        })
    };
    let removed = comment(
        2,
        "1",
        "moderator_removed",
        vec![comment(3, "1.2", "published", vec![])],
    );
    let comments = json!({"comments": [comment(1, "", "published", vec![removed])], "more": false});
    serve(&server, "/api/v1/post/7/comments", answer(&comments)).await;
    let (found, thread) =
        discussion(&desk, "https://news.substack.com/p/story?utm_source=rss").await;
    assert_eq!(outline(&thread), "1 2(1) 3(2)");
    assert_eq!(states(&thread), [(1, State::Removed)]);
    assert_eq!(
        (found.total_stated, found.access),
        (Some(3), Access::Closed)
    );
}

#[tokio::test]
async fn an_mbin_entry_is_read_page_by_page() {
    let server = MockServer::start().await;
    let desk = in_place_of("mbin.example", &server).await;
    let comment = |id: u32, parent: Option<u32>, visibility: &str, children: Vec<Value>| {
        json!({
            "commentId": id, "parentId": parent, "body": "*Well.*", "visibility": visibility, "children": children,
            "user": {"username": "ann"}, "createdAt": format!("2026-11-24T08:00:0{id}Z"), "uv": 1, "dv": 3,
        })
    };
    let page = |number: u32, comments: Vec<Value>| json!({"items": comments, "pagination": {"currentPage": number, "maxPage": 2}});
    let at = "/api/entry/7/comments";
    let answered = comment(
        1,
        None,
        "soft_deleted",
        vec![comment(2, Some(1), "visible", vec![])],
    );
    serve_page(&server, at, ("p", "1"), &page(1, vec![answered])).await;
    let second = page(2, vec![comment(3, None, "visible", vec![])]);
    serve_page(&server, at, ("p", "2"), &second).await;
    let (_, thread) = discussion(&desk, "https://mbin.example/m/tech/t/7/a-story").await;
    assert_eq!(outline(&thread), "1 2(1) 3");
    assert_eq!(states(&thread), [(0, State::Deleted)]);
    assert_eq!(thread.comment(1).score, Some(-2));
}

#[tokio::test]
async fn reddit_is_read_flat_by_its_feed_and_says_that_there_may_be_more() {
    let server = MockServer::start().await;
    let desk = in_place_of("www.reddit.com", &server).await;
    let entry = |id: &str, author: &str, text: &str| {
        format!(
            "<entry><author><name>/u/{author}</name></author><id>{id}</id><title>re</title>\
             <link href=\"https://www.reddit.com/r/cars/comments/abc/x/{id}/\"/><updated>2026-11-24T08:00:00Z</updated>\
             <content type=\"html\">&lt;p&gt;{text}&lt;/p&gt;</content></entry>"
        )
    };
    let atom = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>x</title>{}{}{}</feed>",
        entry("t3_abc", "poster", "The post itself"),
        entry("t1_one", "ann", "Well."),
        entry("t1_two", "ben", "Quite."),
    );
    serve(&server, "/r/cars/comments/abc/.rss", feed(atom)).await;
    let (found, thread) = discussion(&desk, "https://old.reddit.com/r/cars/comments/abc/x/").await;
    assert_eq!(outline(&thread), "t1_one t1_two");
    assert!(!found.complete);
}

fn page(html: &str) -> ResponseTemplate {
    let html = format!("<!DOCTYPE html><html><body>{html}</body></html>");
    ResponseTemplate::new(200).set_body_raw(html, "text/html")
}

#[tokio::test]
async fn a_story_at_slashdot_holds_its_comments_and_those_below_the_threshold_without_words() {
    let server = MockServer::start().await;
    let desk = in_place_of("tech.slashdot.org", &server).await;
    let html = "<ul><li id=\"tree_1\"><div id=\"comment_top_1\"><span class=\"by\">by <a href=\"//slashdot.org/~ann\">ann</a></span>\
                <span id=\"comment_score_1\">(Score:5, Insightful)</span></div><div id=\"comment_body_1\"><p>Well.</p></div>\
                <ul id=\"commtree_1\"><li id=\"tree_2\"><div id=\"comment_top_2\"><span class=\"by\">by ben</span></div>\
                <ul id=\"commtree_2\"><li id=\"tree_3\"><div id=\"comment_body_3\"><p>Quite.</p></div></li></ul></li></ul></li></ul>";
    serve(&server, "/story/26/11/24/1234567/a-story", page(html)).await;
    let link = "https://tech.slashdot.org/story/26/11/24/1234567/a-story?utm_source=rss";
    let (found, thread) = discussion(&desk, link).await;
    assert_eq!(outline(&thread), "1 2(1) 3(2)");
    assert_eq!(states(&thread), [(1, State::Hidden)]);
    assert_eq!(thread.comment(0).score, Some(5));
    assert!(!found.complete);
}

#[tokio::test]
async fn an_article_at_lwn_holds_its_comments_in_boxes() {
    let server = MockServer::start().await;
    let desk = in_place_of("lwn.net", &server).await;
    let boxed = |number: u32, inside: &str| {
        format!(
            "<a name=\"Comm{number}\"></a><details class=\"CommentBox\"><p class=\"CommentPoster\">Posted Nov 24, 2026 \
             8:0{number} UTC (Tue) by <b>ann</b> (subscriber, #7) [<a href=\"/Articles/{number}/\">Link</a>]</p>\
             <div class=\"FormattedComment\"><p>Well.</p></div>{inside}</details>"
        )
    };
    let html = format!("<p>Text.</p>{}{}", boxed(1, &boxed(2, "")), boxed(3, ""));
    serve(&server, "/Articles/100/", page(&html)).await;
    let (_, thread) = discussion(&desk, "https://lwn.net/Articles/100/rss").await;
    assert_eq!(outline(&thread), "1 2(1) 3");
}

#[tokio::test]
async fn a_blogger_posts_comment_feed_is_read_from_one_place_to_the_next() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let uri = server.uri();
    let replies = format!("{uri}/feeds/7/comments/default");
    let comment = |number: u32, answered: &str| {
        format!(
            "<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><published>2026-11-24T08:00:0{number}Z</published>\
             <title>Well</title><content type=\"html\">Well.</content><author><name>Ann</name></author>\
             <thr:in-reply-to ref=\"tag:blogger.com,1999:blog-1.post-7\"/>{answered}</entry>"
        )
    };
    let document = |entries: &str, start: u32| {
        format!(
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" \
             xmlns:thr=\"http://purl.org/syndication/thread/1.0\" xmlns:openSearch=\"http://a9.com/-/spec/opensearchrss/1.0/\">\
             <title>Comments</title><openSearch:totalResults>3</openSearch:totalResults>\
             <openSearch:startIndex>{start}</openSearch:startIndex>{entries}</feed>"
        )
    };
    let below = format!(
        "<link rel=\"related\" type=\"application/atom+xml\" href=\"{uri}/feeds/1/7/comments/default/1\"/>"
    );
    for (start, entries) in [
        (1, format!("{}{}", comment(1, ""), comment(2, &below))),
        (3, comment(3, "")),
    ] {
        Mock::given(path("/feeds/7/comments/default"))
            .and(query_param("start-index", start.to_string()))
            .respond_with(feed(document(&entries, start)))
            .expect(1)
            .mount(&server)
            .await;
    }
    let blog = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>A blog</title><entry>\
         <id>tag:blogger.com,1999:blog-1.post-7</id><title>A story</title><updated>2026-11-24T07:00:00Z</updated>\
         <link rel=\"alternate\" type=\"text/html\" href=\"{uri}/2026/11/story.html\"/>\
         <link rel=\"replies\" type=\"application/atom+xml\" href=\"{replies}\"/></entry></feed>"
    );
    serve(&server, "/feed", feed(blog)).await;
    let subscribed = desk.engine.subscribe(&format!("{uri}/feed")).await.unwrap();
    let (_, thread) = loaded(&desk, subscribed.outcome.new[0].id).await;
    assert_eq!(outline(&thread), "1 2(1) 3");
}

#[tokio::test]
async fn lobsters_ranking_is_kept_and_what_was_deleted_is_a_stub() {
    let server = MockServer::start().await;
    let desk = in_place_of("lobste.rs", &server).await;
    let comment = |id: &str, parent: Option<&str>, minute: u32, deleted: bool| {
        json!({
            "short_id": id, "parent_comment": parent, "depth": 0, "comment": "<p>Well.</p>", "score": 3,
            "created_at": format!("2026-11-24T08:{minute:02}:00.000-06:00"), "is_deleted": deleted,
            "commenting_user": "ann",
        })
    };
    let comments = [
        comment("late", None, 30, false),
        comment("early", None, 10, true),
        comment("reply", Some("early"), 20, false),
    ];
    let story = json!({"comment_count": 3, "submitter_user": "ann", "comments": comments});
    serve(&server, "/s/abc.json", answer(&story)).await;
    let (found, thread) = discussion(&desk, "https://lobste.rs/s/abc/a_story").await;
    assert_eq!(outline(&thread), "late early reply(early)");
    assert_eq!(states(&thread), [(1, State::Deleted)]);
    assert!(thread.comment(0).roles.author);
    assert_eq!(found.total_stated, Some(3));
}

#[tokio::test]
async fn a_lemmy_post_is_asked_by_another_version_where_one_is_gone_and_for_what_is_deeper() {
    let server = MockServer::start().await;
    let desk = in_place_of("lemmy.example", &server).await;
    let view = |id: u32, at: &str, children: u32, deleted: bool| {
        json!({
            "comment": {"id": id, "path": at, "content": "*Well.*", "published": "2026-11-24T08:00:00Z", "deleted": deleted},
            "counts": {"child_count": children, "score": 2}, "creator": {"name": "ann"},
        })
    };
    let post = json!({"post_view": {"post": {"locked": true}, "counts": {"comments": 3}}});
    serve(&server, "/api/v3/post", answer(&post)).await;
    let list = json!({"comments": [view(1, "0.1", 2, true), view(2, "0.1.2", 1, false)]});
    let deeper = json!({"comments": [view(3, "0.1.2.3", 0, false)]});
    for version in ["v3", "v4"] {
        let at = format!("/api/{version}/comment/list");
        let of_post = Mock::given(path(at.clone())).and(query_param("post_id", "7"));
        let reply = match version {
            "v3" => ResponseTemplate::new(404),
            _ => answer(&list),
        };
        of_post.respond_with(reply).mount(&server).await;
        let below = Mock::given(path(at)).and(query_param("parent_id", "2"));
        below.respond_with(answer(&deeper)).mount(&server).await;
    }
    let (found, thread) = discussion(&desk, "https://lemmy.example/post/7").await;
    assert_eq!(outline(&thread), "1 2(1)");
    assert_eq!(states(&thread), [(0, State::Deleted)]);
    assert!(found.access == Access::Closed && !found.complete);
    desk.engine.load_more(found.id).await.unwrap();
    let threads = desk.engine.threads(found.article).await.unwrap();
    assert_eq!(outline(&threads[0].1), "1 2(1) 3(2)");
}

#[tokio::test]
async fn a_post_at_bluesky_is_found_by_its_authors_handle_and_followed_deeper_when_wanted() {
    let server = MockServer::start().await;
    let desk = in_place_of("public.api.bsky.app", &server).await;
    let uri = |key: &str| format!("at://did:plc:ann/app.bsky.feed.post/{key}");
    let node = |key: &str, parent: &str, count: u32, replies: Vec<Value>| {
        json!({
            "post": {
                "uri": uri(key), "replyCount": count, "author": {"did": "did:plc:ann", "handle": "ann.example"},
                "record": {"text": "Well.", "createdAt": "2026-11-24T08:00:00Z", "reply": {"parent": {"uri": uri(parent)}}},
            },
            "replies": replies,
        })
    };
    let did = json!({"did": "did:plc:ann"});
    serve(
        &server,
        "/xrpc/com.atproto.identity.resolveHandle",
        answer(&did),
    )
    .await;
    let blocked = json!({"uri": uri("gone"), "blocked": true});
    let first = node("one", "post", 1, vec![]);
    let post = json!({"thread": node("post", "", 2, vec![first, blocked])});
    let deeper = json!({"thread": node("one", "post", 1, vec![node("two", "one", 0, vec![])])});
    let at = "/xrpc/app.bsky.feed.getPostThread";
    serve_page(&server, at, ("uri", &uri("post")), &post).await;
    serve_page(&server, at, ("uri", &uri("one")), &deeper).await;
    let link = "https://bsky.app/profile/ann.example/post/post";
    let (found, thread) = discussion(&desk, link).await;
    let short =
        |thread: &Thread| outline(thread).replace("at://did:plc:ann/app.bsky.feed.post/", "");
    assert_eq!(short(&thread), "one gone");
    desk.engine.load_more(found.id).await.unwrap();
    let threads = desk.engine.threads(found.article).await.unwrap();
    assert!(
        short(&threads[0].1).contains("one two(one)"),
        "{}",
        short(&threads[0].1)
    );
}

#[tokio::test]
async fn a_blog_at_wordpress_com_is_read_page_by_page() {
    let server = MockServer::start().await;
    let blog = MockServer::start().await;
    let desk = in_place_of("public-api.wordpress.com", &server).await;
    let shortlink = "<link rel=\"shortlink\" href=\"https://wp.me/p7-9\">";
    let article = article(&desk, &blog, "/story", shortlink).await;
    let comment = |id: u32, parent: u32| {
        json!({
            "ID": id, "parent": if parent == 0 { json!(false) } else { json!({"ID": parent}) }, "content": "<p>Well.</p>",
            "author": {"name": "Ann"}, "date": format!("2026-11-24T08:00:{:02}+00:00", id % 60), "status": "approved",
            "type": "comment", "URL": format!("https://blog.example/story/#comment-{id}"),
        })
    };
    let page = |comments: Vec<Value>| json!({"found": 101, "comments": comments});
    let at = "/rest/v1.1/sites/7/posts/9/replies/";
    let first: Vec<Value> = (1..=100).map(|id| comment(id, 0)).collect();
    serve_page(&server, at, ("page", "1"), &page(first)).await;
    serve_page(&server, at, ("page", "2"), &page(vec![comment(101, 100)])).await;
    let (found, thread) = loaded(&desk, article).await;
    assert_eq!((found.label.as_str(), thread.len()), ("WordPress.com", 101));
    assert!(
        outline(&thread).contains("100 101(100)"),
        "{}",
        outline(&thread)
    );
}

#[tokio::test]
async fn a_film_at_youtube_is_said_to_be_closed_and_its_page_is_not_fetched() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let uri = server.uri();
    let channel = format!(
        "<?xml version=\"1.0\"?><feed xmlns:yt=\"http://www.youtube.com/xml/schemas/2015\" \
         xmlns=\"http://www.w3.org/2005/Atom\"><title>A channel</title><entry><id>yt:video:abc</id>\
         <yt:videoId>abc</yt:videoId><title>A film</title><updated>2026-11-24T07:00:00Z</updated>\
         <link rel=\"alternate\" href=\"{uri}/watch?v=abc\"/></entry></feed>"
    );
    serve(&server, "/feed", feed(channel)).await;
    let subscribed = desk.engine.subscribe(&format!("{uri}/feed")).await.unwrap();
    let film = subscribed.outcome.new[0].id;
    let found = desk.engine.load_comments(film, Why::Opened).await.unwrap();
    assert_eq!((found.closed, found.discussion), (Some("YouTube"), None));
    let asked = server.received_requests().await.unwrap();
    assert!(asked.iter().all(|asked| asked.url.path() == "/feed"));
}

/// Addresses of known sites, each with the hosts that are asked for it.
const KNOWN: [(&str, &[&str]); 13] = [
    (
        "https://news.ycombinator.com/item?id=7",
        &[
            "news.ycombinator.com",
            "hn.algolia.com",
            "hacker-news.firebaseio.com",
        ],
    ),
    ("https://lobste.rs/s/abc", &["lobste.rs"]),
    (
        "https://www.reddit.com/r/cars/comments/abc/x/",
        &["www.reddit.com"],
    ),
    ("https://lemmy.example/post/7", &["lemmy.example"]),
    ("https://mbin.example/m/tech/t/7", &["mbin.example"]),
    (
        "https://mastodon.example/@ann/1234567",
        &["mastodon.example"],
    ),
    (
        "https://bsky.app/profile/did:plc:ann/post/one",
        &["bsky.app", "public.api.bsky.app"],
    ),
    ("https://news.substack.com/p/story", &["news.substack.com"]),
    (
        "https://tech.slashdot.org/story/26/11/24/1/x",
        &["tech.slashdot.org"],
    ),
    ("https://lwn.net/Articles/100/", &["lwn.net"]),
    (
        "https://ann.micro.blog/a",
        &["ann.micro.blog", "micro.blog"],
    ),
    (
        "https://ann.hatenablog.com/a",
        &["ann.hatenablog.com", "b.hatena.ne.jp"],
    ),
    (
        "https://stackoverflow.com/questions/7/x",
        &["stackoverflow.com", "api.stackexchange.com"],
    ),
];

#[tokio::test]
async fn a_known_site_that_is_closed_busy_or_broken_is_told_in_one_sentence() {
    for (link, hosts) in KNOWN {
        for status in [403, 404, 429, 503, 200] {
            let (server, blog) = (MockServer::start().await, MockServer::start().await);
            let desk = Desk::with(|config| {
                for host in hosts {
                    let mirror = server.uri().parse().unwrap();
                    config.services.insert((*host).to_owned(), mirror);
                }
            })
            .await;
            // An answer of 200 is one that breaks off.
            let no = ResponseTemplate::new(status).set_body_raw("{\"a\": [", "application/json");
            Mock::given(wiremock::matchers::any())
                .respond_with(no.insert_header("Retry-After", "3600"))
                .mount(&server)
                .await;
            let article = super::services::article(&desk, &blog, link, "").await;
            let said = match desk.engine.load_comments(article, Why::Opened).await {
                Err(DiscussError::Failed(sentence)) => sentence.to_string(),
                Err(error) => panic!("{link} with {status}: {error:?}"),
                Ok(found) => {
                    assert_eq!(
                        (found.discussion, found.new),
                        (None, 0),
                        "{link} with {status}"
                    );
                    let tried = found.tried.last();
                    tried
                        .map(|(_, sentence)| sentence.clone())
                        .unwrap_or_default()
                }
            };
            assert!(!said.is_empty(), "{link} with {status} says nothing");
            let is_sentence = said.len() < 200 && !said.contains('\n');
            assert!(is_sentence, "{link} with {status}: {said}");
            let asked = server.received_requests().await.unwrap().len();
            assert!(
                (1..=6).contains(&asked),
                "{link} with {status}: {asked} requests"
            );
            if matches!(status, 429 | 503) {
                // Whoever asks for silence is left alone.
                let _ = desk.engine.load_comments(article, Why::Opened).await;
                let again = server.received_requests().await.unwrap().len();
                assert_eq!(again, asked, "{link} with {status}");
            }
        }
    }
}
