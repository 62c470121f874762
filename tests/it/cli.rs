//! The command line: what is printed where, and how it ends.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// The program with a home of its own and nothing of ours in its environment.
pub(crate) fn byline(home: &Path) -> Command {
    let mut command = Command::cargo_bin("byline").unwrap();
    command
        .env_clear()
        .env("BYLINE_HOME", home)
        .env("TZ", "UTC")
        .current_dir(home);
    command
}

pub(crate) fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) fn stdout(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn json_lines(output: &std::process::Output) -> Vec<serde_json::Value> {
    stdout(output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_version_is_told() {
    let output = byline(home().path()).arg("--version").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        stdout(&output),
        format!("byline {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_wrong_command_line_ends_with_two() {
    for arguments in [
        &["lsit"][..],
        &["list", "--nonsense"],
        &["add"],
        &["thread", "no such thing"],
        &["thread", "999999", "--offline"],
        &["list", "--feed", "no such feed"],
        &["--config", "missing.toml", "list"],
    ] {
        let output = byline(home().path()).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_library_that_cannot_be_used_ends_with_three() {
    let home = home();
    fs::write(
        home.path().join("byline.db"),
        "not a database, but text. ".repeat(400),
    )
    .unwrap();
    let output = byline(home.path()).arg("list").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(stderr(&output).lines().count(), 1);
}

#[test]
fn a_slip_in_the_configuration_is_named_and_the_rest_goes_on() {
    let home = home();
    fs::write(
        home.path().join("config.toml"),
        "[reading]\ntext-widht = 80\n[keys]\nx = \"qiut\"\n",
    )
    .unwrap();
    let output = byline(home.path()).arg("feeds").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let file = home.path().join("config.toml");
    assert_eq!(
        stderr(&output),
        format!(
            "byline: {0}, line 2: there is no setting \"text-widht\" in [reading]; \
             the nearest is \"text-width\"\n\
             byline: {0}, line 4: there is no command \"qiut\"; the nearest is \"quit\"\n",
            file.display()
        )
    );
}

#[test]
fn a_new_library_holds_the_welcome_and_asks_nobody() {
    let home = home();
    let list = byline(home.path())
        .args(["list", "--json"])
        .output()
        .unwrap();
    let articles = json_lines(&list);
    assert_eq!(articles.len(), 1);
    assert_eq!(articles[0]["feed"], "Welcome to byline");
    assert_eq!(articles[0]["read"], false);
    assert_eq!(articles[0]["comments"], 16);
    assert_eq!(articles[0]["new_comments"], 0);

    let id = articles[0]["id"].to_string();
    let thread = byline(home.path())
        .args(["thread", &id, "--json"])
        .output()
        .unwrap();
    let thread = &json_lines(&thread)[0];
    let discussion = &thread["discussions"][0];
    assert_eq!(discussion["complete"], true);
    let comments = discussion["comments"].as_array().unwrap();
    let ids: Vec<&str> = comments.iter().map(|c| c["id"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=16)
        .map(|n| format!("byline:welcome-comments/{n}"))
        .collect();
    assert_eq!(ids, expected);
    assert_eq!(comments[0]["parent"], serde_json::Value::Null);
    assert_eq!(comments[7]["parent"], "byline:welcome-comments/6");

    let refresh = byline(home.path())
        .args(["refresh", "--json"])
        .output()
        .unwrap();
    assert_eq!(refresh.status.code(), Some(0));
    assert_eq!(stdout(&refresh), "");
}

#[test]
fn list_and_thread_can_be_read_by_people() {
    let home = home();
    let list = byline(home.path()).arg("list").output().unwrap();
    let line = stdout(&list);
    assert!(
        line.ends_with("Welcome to byline: the five-minute manual\n"),
        "{line}"
    );
    let id = line.split_whitespace().next().unwrap();
    let thread = byline(home.path())
        .args(["thread", id, "--offline"])
        .output()
        .unwrap();
    let text = stdout(&thread);
    assert!(
        text.contains("\nGuide · 2026-11-24 16:17 · unread\n"),
        "{text}"
    );
    assert!(
        text.contains("\n      Ada · 2026-11-24 16:38 · unread\n"),
        "{text}"
    );
}

#[test]
fn an_address_that_is_none_and_one_that_nobody_answers() {
    let home = home();
    let wrong = byline(home.path())
        .args(["add", "not an address"])
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    let port = {
        // A port that was free a moment ago: nothing listens there now.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let silent = byline(home.path())
        .args(["add", &format!("http://127.0.0.1:{port}/feed")])
        .output()
        .unwrap();
    assert_eq!(silent.status.code(), Some(4));
    assert_eq!(stderr(&silent).lines().count(), 1, "{}", stderr(&silent));
}

#[test]
fn inspect_says_what_a_feed_holds() {
    let home = home();
    fs::write(
        home.path().join("feed.xml"),
        r#"<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
             xmlns:wfw="http://wellformedweb.org/CommentAPI/"><channel><title>Cars</title><item>
             <title>Moving &amp; shaking</title><link>https://a.example/1</link>
             <guid isPermaLink="false">tag:1</guid>
             <pubDate>Thu, 05 Apr 2012 12:58:00 +0000</pubDate>
             <comments>https://a.example/1#comments</comments>
             <wfw:commentRss>https://a.example/1/feed/</wfw:commentRss>
             <slash:comments>4</slash:comments>
             </item></channel></rss>"#,
    )
    .unwrap();
    fs::write(
        home.path().join("page.html"),
        "<!doctype html><title>No feed</title><p>x",
    )
    .unwrap();
    let output = byline(home.path())
        .args(["inspect", "--json", "feed.xml", "page.html", "missing.xml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let documents = json_lines(&output);
    assert_eq!(
        documents[0],
        serde_json::json!({
            "file": "feed.xml", "format": "rss2", "title": "Cars", "repairs": [],
            "entries": [{
                "id": "tag:1", "title": "Moving & shaking", "link": "https://a.example/1",
                "published": "2012-04-05T12:58:00Z", "updated": null, "author": null,
                "comments": {
                    "page": "https://a.example/1#comments", "feed": "https://a.example/1/feed/",
                    "count": 4, "replies": ["https://a.example/1/feed/"],
                },
            }],
        })
    );
    for (document, name) in documents[1..].iter().zip(["page.html", "missing.xml"]) {
        assert_eq!(document["file"], name);
        assert!(document["error"].is_string(), "{document}");
    }
}

#[test]
fn inspect_says_what_a_saved_discussion_holds() {
    let home = home();
    fs::write(
        home.path().join("comments.json"),
        r#"[{"id":1,"post":9,"parent":0,"author_name":"ada","date_gmt":"2012-04-05T13:42:10",
             "content":{"rendered":"<p>first</p>"},"status":"approved","type":"comment"},
            {"id":2,"post":9,"parent":1,"author_name":"brian","date_gmt":"2012-04-05T14:03:55",
             "content":{"rendered":"<p>second</p>"},"status":"approved","type":"comment"}]"#,
    )
    .unwrap();
    let output = byline(home.path())
        .args([
            "inspect",
            "--comments",
            "wordpress-rest",
            "--json",
            "comments.json",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let discussion = &json_lines(&output)[0];
    assert_eq!(discussion["file"], "comments.json");
    assert_eq!(discussion["source"], "wordpress-rest");
    assert_eq!(
        discussion["comments"][1],
        serde_json::json!({
            "id": "2", "parent": "1", "parent_trust": "stated", "author": "brian",
            "published": "2012-04-05T14:03:55Z", "state": "visible", "text": "second",
        })
    );
}

#[test]
fn a_comment_source_that_does_not_exist_is_answered_with_those_that_do() {
    let home = home();
    fs::write(home.path().join("page.html"), "<p>x</p>").unwrap();
    let output = byline(home.path())
        .args(["inspect", "--comments", "hackernew", "page.html"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("There is no comment source \"hackernew\""),
        "{said}"
    );
    assert!(said.contains("There are hackernews, "), "{said}");
    assert!(
        said.contains("lwn") && said.contains("wordpress-rest"),
        "{said}"
    );
    assert!(stdout(&output).is_empty());
}

#[cfg(unix)]
#[test]
fn a_reader_of_a_pipe_who_has_seen_enough_is_no_failure() {
    let home = home();
    let entry = "<item><title>One of many articles with a title of some length</title></item>";
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Long</title>{}</channel></rss>",
        entry.repeat(4_000)
    );
    fs::write(home.path().join("long.xml"), feed).unwrap();
    let program = assert_cmd::cargo::cargo_bin("byline");
    let script = format!(
        "\"{}\" inspect long.xml 2>errors | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}",
        program.display()
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(home.path())
        .env("BYLINE_HOME", home.path())
        .output()
        .unwrap();
    assert_eq!(stdout(&output), "0\n");
    assert_eq!(fs::read_to_string(home.path().join("errors")).unwrap(), "");
}

#[test]
fn without_a_terminal_the_reader_says_what_to_use_instead() {
    let home = home();
    let output = byline(home.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("byline list"));
}
