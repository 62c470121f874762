//! Services that know an article by its address, each played by a local server in their place.

use byline::engine::Why;
use byline::model::comment::State;
use byline::model::discussion::{Access, Discussion};
use byline::model::thread::Thread;
use serde_json::{Value, json};
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::outline;
use super::services::article;
use super::{Desk, serve};

/// A desk for which this server stands in the place of a service.
pub(super) async fn in_place_of(host: &str, server: &MockServer) -> Desk {
    let mirror = server.uri().parse().unwrap();
    Desk::with(|config| {
        config.services.insert(host.to_owned(), mirror);
    })
    .await
}

/// The discussion of an article with this address, as a desk finds and loads it.
pub(super) async fn discussion(desk: &Desk, link: &str) -> (Discussion, Thread) {
    let blog = MockServer::start().await;
    let article = article(desk, &blog, link, "").await;
    let found = desk.engine.load_comments(article, Why::Opened).await;
    let found = found.unwrap();
    assert!(found.discussion.is_some(), "{:?}", found.tried);
    desk.engine.threads(article).await.unwrap().remove(0)
}

pub(super) fn answer(value: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(value)
}

#[tokio::test]
async fn the_guardian_is_read_page_by_page_and_flat_where_it_has_no_tree() {
    let server = MockServer::start().await;
    let comment = |id: u32, answered: Option<u32>, responses: Vec<Value>| {
        json!({
            "id": id, "body": "<p>Well.</p>", "isoDateTime": "2026-11-24T08:00:00Z", "status": "visible",
            "userProfile": {"displayName": "ann"}, "responses": responses,
            "responseTo": answered.map(|id| json!({"commentId": id})),
        })
    };
    let page = |number: u32, comments: Vec<Value>| {
        json!({
            "status": "ok", "page": number, "pages": 2,
            "discussion": {"commentCount": 4, "isClosedForComments": true, "comments": comments},
        })
    };
    let linear =
        json!({"status": "error", "errorCode": "DISCUSSION_ONLY_AVAILABLE_IN_LINEAR_FORMAT"});
    Mock::given(path("/discussion-api/discussion/p/abcd"))
        .and(query_param("displayThreaded", "true"))
        .respond_with(answer(&linear))
        .expect(1)
        .mount(&server)
        .await;
    for (number, comments) in [
        (
            1,
            vec![comment(1, None, vec![]), comment(2, Some(1), vec![])],
        ),
        (
            2,
            vec![comment(3, Some(2), vec![]), comment(4, None, vec![])],
        ),
    ] {
        Mock::given(path("/discussion-api/discussion/p/abcd"))
            .and(query_param("displayThreaded", "false"))
            .and(query_param("page", number.to_string()))
            .respond_with(answer(&page(number, comments)))
            .expect(1)
            .mount(&server)
            .await;
    }
    let desk = in_place_of("discussion.theguardian.com", &server).await;
    let (discussion, thread) = discussion(&desk, "https://www.theguardian.com/p/abcd").await;
    assert_eq!(outline(&thread), "1 2(1) 3(2) 4");
    assert_eq!(
        (discussion.total_stated, discussion.access),
        (Some(4), Access::Closed)
    );
}

#[tokio::test]
async fn stack_exchanges_answers_have_their_remarks_beneath() {
    let server = MockServer::start().await;
    let owner =
        json!({"display_name": "Ann &amp; Bob", "link": "https://stackoverflow.com/users/1"});
    let answers = json!({"items": [
        {"answer_id": 11, "owner": owner, "body": "<p>Like so.</p>", "creation_date": 1_796_000_000, "score": 3},
        {"answer_id": 12, "owner": owner, "body": "<p>Or so.</p>", "creation_date": 1_796_000_100, "score": 1},
    ], "has_more": false});
    let remark = |id: u32, post: u32| json!({"comment_id": id, "post_id": post, "owner": owner, "body": "Why?", "creation_date": 1_796_000_200 + id});
    let questions = json!({"items": [remark(21, 7)], "has_more": false});
    let remarks = json!({"items": [remark(22, 11), remark(23, 12)], "has_more": false});
    for (at, items) in [
        ("/2.3/questions/7/answers", &answers),
        ("/2.3/questions/7/comments", &questions),
        ("/2.3/answers/11;12/comments", &remarks),
    ] {
        Mock::given(path(at))
            .and(query_param("site", "stackoverflow.com"))
            .respond_with(answer(items))
            .expect(1)
            .mount(&server)
            .await;
    }
    let desk = in_place_of("api.stackexchange.com", &server).await;
    let link = "https://stackoverflow.com/questions/7/how-is-it-done";
    let (_, thread) = discussion(&desk, link).await;
    assert_eq!(outline(&thread), "11 22(11) 12 23(12) 21");
    let author = thread.comment(0).author.as_ref().unwrap();
    assert_eq!(author.as_str(), "Ann & Bob");
}

#[tokio::test]
async fn an_article_at_dev_is_looked_up_and_its_deleted_comments_are_stubs() {
    let server = MockServer::start().await;
    serve(
        &server,
        "/api/articles/ann/story",
        answer(&json!({"id": 99, "comments_count": 2})),
    )
    .await;
    let comment = |id: &str, html: &str, children: Vec<Value>| {
        json!({
            "id_code": id, "body_html": html, "created_at": "2026-11-24T08:00:00Z",
            "user": {"name": "Bob", "username": "bob"}, "children": children,
        })
    };
    let tree = json!([comment(
        "a1",
        "<p>[deleted]</p>",
        vec![comment("b2", "<p>Well.</p>", vec![])]
    )]);
    Mock::given(path("/api/comments"))
        .and(query_param("a_id", "99"))
        .respond_with(answer(&tree))
        .expect(1)
        .mount(&server)
        .await;
    let desk = in_place_of("dev.to", &server).await;
    let (discussion, thread) = discussion(&desk, "https://dev.to/ann/story").await;
    assert_eq!(outline(&thread), "a1 b2(a1)");
    assert_eq!(thread.comment(0).state, State::Deleted);
    assert_eq!(discussion.total_stated, Some(2));
    let link = thread.comment(1).permalink.as_ref().unwrap();
    assert_eq!(
        link.as_str(),
        "https://dev.to/bob/comment/b2",
        "the site's, not the mirror's"
    );
}

#[tokio::test]
async fn a_micro_blogs_conversation_is_a_feed_of_answers() {
    let server = MockServer::start().await;
    let item = |id: u32| {
        json!({
            "id": id.to_string(), "content_html": "<p>Well.</p>", "url": format!("https://micro.blog/ann/{id}"),
            "date_published": format!("2026-11-24T08:00:0{id}Z"), "author": {"name": "ann", "url": "https://micro.blog/ann"},
        })
    };
    let link = "https://ann.micro.blog/2026/story.html";
    Mock::given(path("/conversation.js"))
        .and(query_param("url", link))
        .respond_with(answer(&json!({"items": [item(2), item(1)]})))
        .expect(1)
        .mount(&server)
        .await;
    let desk = in_place_of("micro.blog", &server).await;
    let (discussion, thread) = discussion(&desk, link).await;
    assert_eq!(outline(&thread), "1 2");
    assert_eq!(discussion.label, "Micro.blog");
}
