//! `byline thread` on articles that nobody is subscribed to.

use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::cli::{byline, home, json_lines, stdout};

async fn serve(server: &MockServer, at: &str, response: ResponseTemplate) {
    let mock = Mock::given(path(at)).respond_with(response);
    mock.mount(server).await;
}

/// Runs byline without holding up the server of the test.
async fn run(command: assert_cmd::Command) -> std::process::Output {
    let mut command = command;
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

const COMMENTED: &str = "<!DOCTYPE html><html><head><title>A story</title></head><body><article><p>Text.</p></article>\
    <ol class=\"comment-list\">\
    <li class=\"comment depth-1\" id=\"comment-1\"><article class=\"comment-body\"><b class=\"fn\">ada</b>\
    <div class=\"comment-content\"><p>The first word.</p></div></article><ol class=\"children\">\
    <li class=\"comment depth-2\" id=\"comment-2\"><article class=\"comment-body\"><b class=\"fn\">brian</b>\
    <div class=\"comment-content\"><p>An answer.</p></div></article></li></ol></li></ol></body></html>";

#[tokio::test(flavor = "multi_thread")]
async fn any_articles_discussion_is_printed_and_nothing_is_subscribed_to() {
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(200).set_body_raw(COMMENTED, "text/html");
    serve(&server, "/story", page).await;
    let home = home();
    let mut thread = byline(home.path());
    thread.args(["thread", &format!("{}/story", server.uri()), "--json"]);
    let thread = &json_lines(&run(thread).await)[0];
    let comments = thread["discussions"][0]["comments"].as_array().unwrap();
    let comments: Vec<_> = comments
        .iter()
        .map(|comment| {
            (
                comment["author"].as_str().unwrap(),
                comment["parent"].as_str(),
            )
        })
        .collect();
    let first = thread["discussions"][0]["comments"][0]["id"].as_str();
    assert_eq!(comments, [("ada", None), ("brian", first)]);
    let mut list = byline(home.path());
    list.args(["list", "--json"]);
    assert_eq!(json_lines(&run(list).await).len(), 1, "the manual alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn quotations_code_and_links_are_printed_and_the_article_is_called_as_its_page_is() {
    let page = "<!DOCTYPE html><html><head><title>A story – The Site</title></head><body><article><h1>A story</h1>\
        <p>Text.</p></article><ol class=\"comment-list\"><li class=\"comment bypostauthor depth-1\" id=\"comment-1\">\
        <article class=\"comment-body\"><b class=\"fn\">ada</b><div class=\"comment-content\">\
        <blockquote><p>Before</p></blockquote><pre><code>loop {\n    bake();\n}</code></pre>\
        <p>See <a href=\"https://a.example/a/long/path\">a.example/a…</a></p></div></article></li></ol></body></html>";
    let server = MockServer::start().await;
    Mock::given(path("/story"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(page, "text/html"))
        .expect(2)
        .mount(&server)
        .await;
    let home = home();
    let address = format!("{}/story", server.uri());
    let mut thread = byline(home.path());
    thread.args(["thread", &address]);
    let text = stdout(&run(thread).await);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "A story");
    for expected in [
        "ada [author] · unread",
        "> Before",
        "    bake();",
        "See a.example/a… [1]",
        "[1] https://a.example/a/long/path",
    ] {
        assert!(lines.contains(&expected), "{expected}: {text}");
    }
    let mut thread = byline(home.path());
    thread.args(["thread", &address, "--json"]);
    let thread = &json_lines(&run(thread).await)[0];
    assert_eq!(thread["article"]["title"], "A story");
    let comment = &thread["discussions"][0]["comments"][0];
    assert_eq!(
        comment["text"],
        "> Before\n\nloop {\n    bake();\n}\n\nSee a.example/a… [1]"
    );
    assert_eq!(comment["links"][0], "https://a.example/a/long/path");
    assert_eq!(comment["roles"][0], "author");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_else_an_article_is_discussed_is_asked_of_those_who_are_named() {
    let server = MockServer::start().await;
    let story = "https://blog.example/story";
    let stories = serde_json::json!([{"short_id": "abc123", "url": story, "comment_count": 1}]);
    let found = ResponseTemplate::new(200).set_body_json(stories);
    serve(&server, "/lobsters/stories/url/all.json", found).await;
    let discussion = serde_json::json!({"short_id": "abc123", "comments": [{
        "short_id": "c1", "comment": "<p>Worth a read.</p>", "depth": 0, "parent_comment": null,
        "commenting_user": "dana", "created_at": "2026-11-24T08:00:00.000-06:00", "score": 1,
    }]});
    let discussion = ResponseTemplate::new(200).set_body_json(discussion);
    serve(&server, "/lobsters/s/abc123.json", discussion).await;
    let home = home();
    let config = format!(
        "[services]\n\"lobste.rs\" = \"{0}/lobsters\"\n\"blog.example\" = \"{0}/blog\"\n",
        server.uri()
    );
    std::fs::create_dir_all(home.path()).unwrap();
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let mut thread = byline(home.path());
    thread.args(["thread", story, "--elsewhere=lobsters"]);
    let text = stdout(&run(thread).await);
    assert!(text.contains("── Lobsters · 1 comment ──"), "{text}");
    assert!(text.contains("Worth a read."), "{text}");

    let mut thread = byline(home.path());
    thread.args(["thread", story, "--elsewhere=usenet"]);
    let refused = run(thread).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("There is no service \"usenet\""), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relative_time_in_a_page_is_counted_from_its_answer_and_a_closed_system_is_named() {
    let server = MockServer::start().await;
    let html = COMMENTED.replace("ada</b>", "ada</b> <span>2 years 5 months ago</span>");
    let page = ResponseTemplate::new(200)
        .set_body_raw(html, "text/html")
        .insert_header("date", "Mon, 15 Jun 2026 12:00:00 GMT");
    serve(&server, "/story", page).await;
    let closed = "<!DOCTYPE html><title>x</title><p>Text.</p><div id=vuukle-comments></div>";
    let closed = ResponseTemplate::new(200).set_body_raw(closed, "text/html");
    serve(&server, "/closed", closed).await;
    let home = home();
    let mut thread = byline(home.path());
    thread.args(["thread", &format!("{}/story", server.uri()), "--json"]);
    let thread = &json_lines(&run(thread).await)[0];
    let published = thread["discussions"][0]["comments"][0]["published"].as_str();
    assert!(
        published.unwrap().starts_with("2024-01-15"),
        "{published:?}"
    );
    let mut thread = byline(home.path());
    thread.args(["thread", &format!("{}/closed", server.uri())]);
    let said = stdout(&run(thread).await);
    assert!(said.contains("Comments by Vuukle"), "{said}");
}
