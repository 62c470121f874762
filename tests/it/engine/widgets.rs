//! Comment systems that a page embeds, and a post at a Mastodon server, each played by a local server with
//! the answers that it documents.

use byline::engine::{DiscussError, Why};
use byline::model::comment::State;
use byline::model::discussion::{Access, Discussion};
use byline::model::id::ArticleId;
use byline::model::thread::Thread;
use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::{asked, outline};
use super::known_sites::in_place_of;
use super::{Desk, feed, serve};

/// An article on this server, at this path and with this page.
pub(super) async fn article(desk: &Desk, server: &MockServer, at: &str, page: &str) -> ArticleId {
    let uri = server.uri();
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>A blog</title><item><title>A story</title>\
         <link>{uri}{at}</link></item></channel></rss>"
    );
    serve(server, "/feed", feed(rss)).await;
    let page = format!("<!DOCTYPE html><html><body><p>Text.</p>{page}</body></html>");
    let page = ResponseTemplate::new(200).set_body_raw(page.replace("URI", &uri), "text/html");
    serve(server, at, page).await;
    let subscribed = desk.engine.subscribe(&format!("{uri}/feed")).await.unwrap();
    subscribed.outcome.new[0].id
}

fn answer(value: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(value)
}

/// The article's one discussion, loaded.
pub(super) async fn loaded(desk: &Desk, article: ArticleId) -> (Discussion, Thread) {
    let found = desk.engine.load_comments(article, Why::Opened).await;
    let found = found.unwrap();
    assert!(found.discussion.is_some(), "{:?}", found.tried);
    desk.engine.threads(article).await.unwrap().remove(0)
}

/// What a reader is told where a server answers like this; it is asked once and no more.
async fn refusal(page: &str, interface: &str, status: u16) -> String {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let article = article(&desk, &server, "/story", page).await;
    let no = ResponseTemplate::new(status).insert_header("Retry-After", "3600");
    Mock::given(path(interface))
        .respond_with(no)
        .mount(&server)
        .await;
    let mut said = Vec::new();
    for _ in 0..2 {
        said.push(
            match desk.engine.load_comments(article, Why::Opened).await {
                Err(DiscussError::Failed(sentence)) => sentence.to_string(),
                Err(error) => panic!("{error:?}"),
                Ok(found) => {
                    let (_, sentence) = found.tried.last().expect("it was tried").clone();
                    sentence
                }
            },
        );
    }
    assert_eq!(asked(&server, interface).await, 1, "{said:?}");
    assert!(
        said.iter()
            .all(|sentence| sentence.len() < 200 && !sentence.contains('\n'))
    );
    said.remove(0)
}

const REMARK: &str = "<div id=\"remark42\"></div><script>var remark_config = {host: 'URI', site_id: 'blog'}</script>";
const WALINE: &str = "<div id=\"waline\"></div><script>Waline.init({el: '#waline', serverURL: 'URI', path: '/story'})</script>";
const ARTALK: &str = "<div id=\"artalk\"></div><script>Artalk.init({el: '#artalk', server: 'URI', site: 'Blog', pageKey: '/story'})</script>";
const COMMENTO: &str =
    "<div id=\"commento\"></div><script defer src=\"URI/js/commento.js\"></script>";
const DISCOURSE: &str = "<div id=\"discourse-comments\"></div><script>DiscourseEmbed = {discourseUrl: 'URI/', topicId: 12};</script>";

#[tokio::test]
async fn a_remark42_server_gives_a_tree_with_what_was_deleted() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let article = article(&desk, &server, "/story", REMARK).await;
    let comment = |id: &str, parent: &str, deleted: bool| {
        json!({
            "id": id, "pid": parent, "text": "<p>Well.</p>", "user": {"name": "ann", "admin": false},
            "time": "2026-11-24T08:00:00Z", "score": 2, "delete": deleted,
        })
    };
    let tree = json!({
        "comments": [
            {"comment": comment("a", "", true), "replies": [{"comment": comment("b", "a", false)}]},
            {"comment": comment("c", "", false)},
        ],
        "info": {"count": 3, "read_only": true},
    });
    Mock::given(path("/api/v1/find"))
        .and(query_param("site", "blog"))
        .and(query_param("url", format!("{}/story", server.uri())))
        .respond_with(answer(&tree))
        .expect(1)
        .mount(&server)
        .await;
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(outline(&thread), "a b(a) c");
    assert_eq!(thread.comment(0).state, State::Deleted);
    assert!(thread.comment(0).body.is_empty());
    assert_eq!(
        (discussion.total_stated, discussion.access),
        (Some(3), Access::Closed)
    );
}

#[tokio::test]
async fn a_waline_server_is_read_page_by_page() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let article = article(&desk, &server, "/story", WALINE).await;
    let comment = |id: u32, parent: u32, children: Vec<Value>| {
        json!({
            "objectId": id, "pid": (parent > 0).then_some(parent), "nick": "ann", "comment": "<p>Well.</p>",
            "time": 1_796_000_000_000_u64 + u64::from(id), "children": children,
        })
    };
    for (page, list) in [
        (
            1,
            vec![comment(
                1,
                0,
                vec![comment(2, 1, vec![]), comment(3, 2, vec![])],
            )],
        ),
        (2, vec![comment(4, 0, vec![])]),
    ] {
        let list =
            json!({"errno": 0, "data": {"page": page, "totalPages": 2, "count": 4, "data": list}});
        Mock::given(path("/api/comment"))
            .and(query_param("page", page.to_string()))
            .and(query_param("path", "/story"))
            .respond_with(answer(&list))
            .expect(1)
            .mount(&server)
            .await;
    }
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(outline(&thread), "1 2(1) 3(2) 4");
    assert_eq!(discussion.total_stated, Some(4));
    assert!(discussion.complete);
}

#[tokio::test]
async fn a_discourse_topic_is_loaded_by_chunks_and_the_rest_when_it_is_wanted() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let article = article(&desk, &server, "/story", DISCOURSE).await;
    let post = |number: u32, answers: Option<u32>| {
        json!({
            "id": 1_000 + number, "post_number": number, "username": format!("reader{number}"),
            "cooked": "<p>Well.</p>", "created_at": "2026-11-24T08:00:00.000Z",
            "reply_to_post_number": answers, "user_deleted": number == 4,
        })
    };
    let stream: Vec<u32> = (1..=130).map(|number| 1_000 + number).collect();
    let first: Vec<Value> = (1..=20)
        .map(|number| post(number, matches!(number, 3 | 5).then(|| number - 1)))
        .collect();
    let topic =
        json!({"id": 12, "posts_count": 130, "post_stream": {"posts": first, "stream": stream}});
    serve(&server, "/t/12.json", answer(&topic)).await;
    // Any chunk is answered by the posts that it names.
    Mock::given(path("/t/12/posts.json"))
        .respond_with(move |request: &wiremock::Request| {
            let ids = request.url.query_pairs();
            let ids = ids.filter(|(name, _)| name == "post_ids[]");
            let posts = ids.map(|(_, id)| post(id.parse::<u32>().unwrap() - 1_000, None));
            answer(&json!({"post_stream": {"posts": posts.collect::<Vec<_>>()}}))
        })
        .mount(&server)
        .await;
    let (discussion, thread) = loaded(&desk, article).await;
    assert!(
        !discussion.complete && thread.len() < 130,
        "{}",
        thread.len()
    );
    let of = |number: u32| {
        thread.tree().nodes.iter().position(|node| {
            node.comment
                .author
                .as_ref()
                .is_some_and(|name| name.as_str() == format!("reader{number}"))
        })
    };
    assert_eq!(of(1), None, "the first post is the article");
    assert_eq!(thread.parent(of(3).unwrap()), of(2));
    let deleted = thread.parent(of(5).unwrap()).unwrap();
    assert_eq!(thread.comment(deleted).state, State::Deleted);
    let mut has_more = true;
    for _ in 0..5 {
        if !has_more {
            break;
        }
        has_more = desk.engine.load_more(discussion.id).await.unwrap().has_more;
    }
    let (discussion, thread) = desk.engine.threads(article).await.unwrap().remove(0);
    assert!(discussion.complete);
    assert_eq!(thread.len(), 129);
    // Nothing is asked for twice.
    let requests = server.received_requests().await.unwrap();
    let mut chunks: Vec<_> = requests
        .iter()
        .map(|request| request.url.to_string())
        .collect();
    let count = chunks.len();
    chunks.sort();
    chunks.dedup();
    assert_eq!(chunks.len(), count);
}

#[tokio::test]
async fn the_answers_to_a_post_at_a_mastodon_server_are_a_tree() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let article = article(&desk, &server, "/@ann/110000", "").await;
    let status = |id: &str, answers: &str| {
        json!({
            "id": id, "in_reply_to_id": answers, "content": "<p>Well.</p>", "created_at": "2026-11-24T08:00:00.000Z",
            "account": {"acct": "bob", "display_name": "Bob", "url": "https://social.example/@bob"},
            "url": format!("https://social.example/@bob/{id}"), "replies_count": 0, "favourites_count": 1,
        })
    };
    let context = json!({
        "ancestors": [],
        "descendants": [status("110001", "110000"), status("110002", "110001"), status("110003", "110000")],
    });
    serve(&server, "/api/v1/statuses/110000/context", answer(&context)).await;
    let mut post = status("110000", "");
    post["replies_count"] = json!(3);
    serve(&server, "/api/v1/statuses/110000", answer(&post)).await;
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(outline(&thread), "110001 110002(110001) 110003");
    assert_eq!(discussion.label, "Mastodon");
}

#[tokio::test]
async fn an_artalk_server_is_read_from_one_place_to_the_next() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let article = article(&desk, &server, "/story", ARTALK).await;
    let comment = |id: u32| {
        json!({
            "id": id, "rid": if id == 102 { 1 } else { 0 }, "nick": "ann", "content_marked": "<p>Well.</p>",
            "date": "2026-11-24 08:00:00", "visible": true, "vote_up": 3, "vote_down": 1,
        })
    };
    for (offset, ids) in [(0, 1..101), (100, 101..103)] {
        let comments: Vec<Value> = ids.map(comment).collect();
        Mock::given(path("/api/v2/comments"))
            .and(query_param("offset", offset.to_string()))
            .and(query_param("site_name", "Blog"))
            .respond_with(answer(&json!({"count": 102, "comments": comments})))
            .expect(1)
            .mount(&server)
            .await;
    }
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(thread.len(), 102);
    assert!(outline(&thread).starts_with("1 102(1) 2 3 "));
    assert!(discussion.complete);
    assert_eq!(thread.comment(0).score, Some(2));
}

#[tokio::test]
async fn a_commento_server_is_asked_by_the_articles_path() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let article = article(&desk, &server, "/story", COMMENTO).await;
    let comment = |id: &str, answered: &str, deleted: bool| {
        json!({
            "commentHex": id, "parentHex": answered, "commenterHex": "p1", "html": "<p>Well.</p>",
            "creationDate": "2026-11-24T08:00:00Z", "score": 1, "deleted": deleted,
        })
    };
    let list = json!({
        "success": true, "attributes": {"isLocked": true},
        "commenters": {"p1": {"name": "Ann", "link": "undefined"}},
        "comments": [comment("a", "root", true), comment("b", "a", false)],
    });
    Mock::given(method("POST"))
        .and(path("/api/comment/list"))
        .and(body_partial_json(json!({"path": "/story"})))
        .respond_with(answer(&list))
        .expect(1)
        .mount(&server)
        .await;
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(outline(&thread), "a b(a)");
    assert_eq!(thread.comment(0).state, State::Deleted);
    assert_eq!(thread.comment(1).author_url, None);
    assert_eq!(discussion.access, Access::Closed);
}

#[tokio::test]
async fn disqus_gives_what_it_has_and_says_that_there_is_more() {
    let (server, blog) = (MockServer::start().await, MockServer::start().await);
    let desk = in_place_of("disqus.com", &server).await;
    let page = "<div id=\"disqus_thread\"></div><script>var disqus_shortname = 'blog', disqus_identifier = '7';</script>\
                <script src=\"https://blog.disqus.com/embed.js\"></script>";
    let article = article(&desk, &blog, "/story", page).await;
    let post = |id: u32, parent: Option<u32>, deleted: bool, spam: bool| {
        json!({
            "id": id.to_string(), "parent": parent, "message": "<p>Well.</p>",
            "createdAt": format!("2026-11-24T08:00:0{id}"), "author": {"name": "Ann"}, "isDeleted": deleted,
            "isApproved": !deleted, "isSpam": spam, "points": 1,
        })
    };
    let posts = [
        post(1, None, true, false),
        post(2, Some(1), false, false),
        post(3, None, false, true),
    ];
    let data = json!({
        "code": 0, "cursor": {"hasNext": true, "total": 80},
        "response": {"posts": posts, "thread": {"posts": 80, "isClosed": false}},
    });
    let data = data.to_string().replace("</", "<\\/");
    let embed =
        format!("<html><script id=\"disqus-threadData\" type=\"text/json\">{data}</script></html>");
    let embed = ResponseTemplate::new(200).set_body_raw(embed, "text/html");
    Mock::given(path("/embed/comments/"))
        .and(query_param("f", "blog"))
        .and(query_param("t_i", "7"))
        .respond_with(embed)
        .expect(1)
        .mount(&server)
        .await;
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(outline(&thread), "1 2(1)", "spam is nobody's business");
    assert_eq!(thread.comment(0).state, State::Removed);
    assert_eq!(
        (discussion.total_stated, discussion.complete),
        (Some(80), false)
    );
}

#[tokio::test]
async fn webmentions_are_answers_and_likes_are_not() {
    let (server, blog) = (MockServer::start().await, MockServer::start().await);
    let desk = in_place_of("webmention.io", &server).await;
    let page = "<link rel=\"webmention\" href=\"https://webmention.io/blog.example/webmention\">";
    let article = article(&desk, &blog, "/story", page).await;
    let mention = |id: u32, property: &str| {
        json!({
            "type": "entry", "wm-id": id, "wm-property": property, "url": format!("https://ann.example/{id}"),
            "author": {"name": "Ann", "url": "https://ann.example/"}, "published": format!("2026-11-24T08:00:0{id}Z"),
            "content": {"html": "<p>Well.</p>", "text": "Well."}, "in-reply-to": format!("{}/story", blog.uri()),
        })
    };
    let children = [
        mention(1, "in-reply-to"),
        mention(2, "like-of"),
        mention(3, "in-reply-to"),
    ];
    serve(
        &server,
        "/api/mentions.jf2",
        answer(&json!({"type": "feed", "children": children})),
    )
    .await;
    let (_, thread) = loaded(&desk, article).await;
    assert_eq!(outline(&thread), "1 3");
}

#[tokio::test]
async fn the_fediverses_replies_to_a_page_are_followed_from_its_object() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let page = "<link rel=\"alternate\" type=\"application/activity+json\" href=\"URI/object\">";
    let article = article(&desk, &server, "/story", page).await;
    let uri = server.uri();
    let at = |path: &str| format!("{uri}{path}");
    let note = |id: &str, answered: &str, minute: u32| {
        json!({
            "id": at(id), "type": "Note", "inReplyTo": at(answered), "attributedTo": at("/users/ann"),
            "published": format!("2026-11-24T08:{minute:02}:00Z"), "content": "<p>Well.</p>", "url": at(id),
            "replies": {"id": at(&format!("{id}/replies")), "type": "Collection"},
        })
    };
    let post = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": at("/object"), "type": "Article",
        "replies": at("/object/replies"),
    });
    let collection = json!({
        "id": at("/object/replies"), "type": "Collection", "totalItems": 3,
        "first": {"type": "CollectionPage", "items": [note("/1", "/object", 1)], "next": at("/page/2")},
    });
    // An address in the place of an object, and one that nobody follows: it is not encrypted.
    let second = json!({
        "type": "CollectionPage", "items": [at("/2"), "http://elsewhere.invalid/3"],
    });
    let gone = json!({"id": at("/4"), "type": "Tombstone", "inReplyTo": at("/1")});
    let more = json!({"type": "Collection", "items": [gone, note("/5", "/4", 5)]});
    for (path, value) in [
        ("/object", &post),
        ("/object/replies", &collection),
        ("/page/2", &second),
        ("/2", &note("/2", "/1", 2)),
        ("/1/replies", &more),
    ] {
        serve(&server, path, answer(value)).await;
    }
    let (discussion, thread) = loaded(&desk, article).await;
    assert_eq!(discussion.label, "Fediverse");
    let short = |thread: &Thread| outline(thread).replace(&uri, "");
    assert_eq!(short(&thread), "/1 /2(/1)");
    let author = thread.comment(0).author.as_ref().unwrap().to_string();
    assert_eq!(author, "@ann@127.0.0.1");
    let asked = server.received_requests().await.unwrap();
    let object = asked.iter().find(|asked| asked.url.path() == "/object");
    let accept = &object.unwrap().headers["accept"];
    assert!(
        accept
            .to_str()
            .unwrap()
            .contains("application/activity+json")
    );
    // The replies to replies are there for who wants more.
    desk.engine.load_more(discussion.id).await.unwrap();
    let threads = desk.engine.threads(article).await.unwrap();
    assert_eq!(short(&threads[0].1), "/1 /2(/1) /4(/1) /5(/4)");
}

#[tokio::test]
async fn a_server_that_is_closed_or_busy_is_told_in_one_sentence_and_left_alone() {
    for (page, interface) in [
        (REMARK, "/api/v1/find"),
        (WALINE, "/api/comment"),
        (DISCOURSE, "/t/12.json"),
        (ARTALK, "/api/v2/comments"),
        (COMMENTO, "/api/comment/list"),
    ] {
        for status in [403, 404, 429, 503] {
            let said = refusal(page, interface, status).await;
            assert!(!said.is_empty(), "{interface} {status}");
        }
    }
}
