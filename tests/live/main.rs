//! The program against a real WordPress on this machine.
//!
//! `BYLINE_WORDPRESS` holds what `wordpress info` prints, or only the site's address; without it these
//! tests say that they are skipped. `BYLINE_WORDPRESS_DIR` names the site's work directory where it is
//! not the tool's default. The site is shared: one test at a time has it.
#![cfg(unix)]

#[allow(
    dead_code,
    reason = "the tests in a terminal of our own use more of it"
)]
#[path = "../pty/driver.rs"]
mod driver;
mod isso;
mod program;
mod refused;
mod site;
mod storyboard;

use std::collections::BTreeMap;

use program::Home;
use serde_json::Value;
use site::Site;

/// The example article's comments: author, and whom it answers.
const EXAMPLE: [(&str, Option<&str>); 4] = [
    ("turbo_otter", None),
    ("northlake", Some("turbo_otter")),
    ("line_three", Some("northlake")),
    ("g_thirtyfive", None),
];

/// The comments of the long thread.
const LONG_THREAD: usize = 1_200;

/// The one discussion of an article, as `byline thread --json` prints it.
fn discussion(home: &Home, article: &str) -> Value {
    let thread = home.json(&["thread", article, "--json"]);
    let discussions = thread["discussions"].as_array().unwrap();
    assert_eq!(discussions.len(), 1, "{thread}");
    discussions[0].clone()
}

/// Each comment's author with the author of what it answers, in reading order.
fn by_author(discussion: &Value) -> Vec<(String, Option<String>)> {
    let comments = discussion["comments"].as_array().unwrap();
    let author = |comment: &Value| comment["author"].as_str().unwrap_or_default().to_owned();
    let authors: BTreeMap<&str, String> = comments
        .iter()
        .map(|comment| (comment["id"].as_str().unwrap(), author(comment)))
        .collect();
    comments
        .iter()
        .map(|comment| {
            let parent = comment["parent"].as_str();
            (author(comment), parent.map(|id| authors[id].clone()))
        })
        .collect()
}

fn expected_example() -> Vec<(String, Option<String>)> {
    EXAMPLE
        .iter()
        .map(|(author, parent)| ((*author).to_owned(), parent.map(str::to_owned)))
        .collect()
}

/// Subscribes by the site's address and reads the example with these ways shut.
fn example_by(shut: &str, source: &str) {
    let Some(site) = Site::of_the_environment() else {
        return;
    };
    if !site.has_tool() {
        site::skip("the ways of the site cannot be switched without the tool");
        return;
    }
    let _open_again = site.shut(shut);
    let home = Home::subscribed_to(&site);
    let discussion = discussion(&home, &home.article("Infiniti Production"));
    assert_eq!(discussion["source"], source, "with {shut:?} shut");
    assert_eq!(
        by_author(&discussion),
        expected_example(),
        "with {shut:?} shut"
    );
    for comment in discussion["comments"].as_array().unwrap() {
        assert_eq!(comment["state"], "visible");
        assert!(
            comment["published"]
                .as_str()
                .unwrap()
                .starts_with("2012-04-05T")
        );
        assert!(!comment["text"].as_str().unwrap().is_empty());
    }
}

#[test]
fn the_example_is_right_by_the_rest_interface() {
    example_by("", "wordpress-rest");
}

#[test]
fn the_example_is_right_by_the_comment_feed_in_atom() {
    example_by("rest", "comment-feed");
}

#[test]
fn the_example_is_right_by_the_comment_feed_in_rss() {
    example_by("rest,atom", "comment-feed");
}

#[test]
fn the_example_is_right_by_the_page() {
    example_by("rest,atom,rss", "html");
}

#[test]
fn subscribing_by_the_sites_address_finds_its_feed() {
    let Some(site) = Site::of_the_environment() else {
        return;
    };
    let home = Home::subscribed_to(&site);
    let feeds = home.json_lines(&["feeds", "--json"]);
    let feed = feeds
        .iter()
        .find(|feed| feed["url"].as_str().unwrap().starts_with(site.url()))
        .expect("the feed is subscribed to");
    assert_eq!(feed["error"], Value::Null);
    let articles = home.json_lines(&["list", "--json"]);
    let example = articles
        .iter()
        .find(|article| article["title"].as_str().unwrap().starts_with("Infiniti"))
        .expect("the example is in the list");
    assert_eq!(example["read"], false);
    assert_eq!(example["author"], "Gazette Editor");
    assert_eq!(example["comments"], 4);

    // Nothing has changed since: the same feed again brings nothing.
    let again = home.json_lines(&["refresh", "--json"]);
    assert_eq!(again.len(), 1);
    assert_eq!(again[0]["new"], serde_json::json!([]));
    assert_eq!(again[0]["error"], Value::Null);
}

#[test]
fn the_long_thread_has_every_comment_under_the_right_one() {
    let Some(site) = Site::of_the_environment() else {
        return;
    };
    if !site.has_tool() {
        site::skip("what the site holds cannot be asked without the tool");
        return;
    }
    let home = Home::subscribed_to(&site);
    let discussion = discussion(&home, &home.article("Open thread"));
    assert_eq!(discussion["complete"], true);
    let found: BTreeMap<String, Option<String>> = discussion["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|comment| {
            let parent = comment["parent"].as_str().map(str::to_owned);
            (comment["id"].as_str().unwrap().to_owned(), parent)
        })
        .collect();
    assert_eq!(
        discussion["comments"].as_array().unwrap().len(),
        LONG_THREAD
    );
    assert_eq!(found, site.tree("thread"));
}

#[test]
fn a_comment_that_comes_meanwhile_is_new_and_moves_nothing() {
    let Some(site) = Site::of_the_environment() else {
        return;
    };
    if !site.has_tool() {
        site::skip("no comment can be written without the tool");
        return;
    }
    let _forget_again = site.forget_later_comments();
    let home = Home::subscribed_to(&site);
    // The thread has been loaded before, so that what comes now is new.
    discussion(&home, &home.article("Infiniti Production"));

    let mut screen = home.reader((120, 36));
    screen.wait_for("Infiniti Production");
    screen.settle();
    home.open_in(&screen, "Infiniti Production");
    screen.press_and_settle("Tab");
    screen.wait_for("turbo_otter");
    screen.press_and_settle("z");
    // The last comment; what comes will stand above it.
    let before = screen.press_and_settle("G");
    assert!(before.contains("g_thirtyfive"), "{before}");
    // The rows with the selection bar, without the comment's number in reading order at their end. The map
    // of the thread at the other edge has the same bar, and a comment more to show.
    let is_selected = |line: &str| line.starts_with('▌');
    let selected = |screen: &str| {
        let rows: Vec<String> = screen
            .lines()
            .filter(|line| is_selected(line))
            .map(|line| line.rsplit_once(" #").map_or(line, |(row, _)| row))
            .map(|line| line.trim_end().to_owned())
            .collect();
        assert!(!rows.is_empty(), "nothing is selected:\n{screen}");
        rows
    };
    let row = before.lines().position(is_selected);

    site.comment("article", Some(0), "late_reader", "Here is a late answer.");
    screen.press("r");
    let after = screen.wait_for("late_reader");
    assert!(after.contains("NEW"), "{after}");
    assert_eq!(selected(&after), selected(&before));
    assert_eq!(after.lines().position(is_selected), row);
    screen.press("Q");
    assert!(screen.wait_for_end().success());

    let discussion = discussion(&home, &home.article("Infiniti Production"));
    let late = discussion["comments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|comment| comment["author"] == "late_reader")
        .expect("the late comment is in the library");
    assert_eq!(late["read"], false);
}

#[test]
fn with_the_server_stopped_everything_still_reads() {
    let Some(site) = Site::of_the_environment() else {
        return;
    };
    if !site.has_tool() {
        site::skip("the server cannot be stopped without the tool");
        return;
    }
    let home = Home::subscribed_to(&site);
    let article = home.article("Infiniti Production");
    discussion(&home, &article);
    let _start_again = site.stop();

    assert_eq!(by_author(&discussion(&home, &article)), expected_example());
    let refresh = home.run(&["refresh", "--json"]);
    assert_eq!(refresh.status.code(), Some(1));
    let outcome: Value = serde_json::from_slice(&refresh.stdout).unwrap();
    let sentence = outcome["error"].as_str().unwrap();
    assert!(
        !sentence.contains('\n') && sentence.len() < 200,
        "{sentence}"
    );

    let mut screen = home.reader((120, 36));
    screen.wait_for("Infiniti Production");
    screen.settle();
    home.open_in(&screen, "Infiniti Production");
    screen.wait_for("Carlos Ghosn");
    screen.wait_for("turbo_otter");
    screen.press("Q");
    assert!(screen.wait_for_end().success());
}
