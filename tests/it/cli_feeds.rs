//! Subscriptions on the command line: lists in and out, and what is done with one feed.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::cli::{byline, home, json_lines, stderr, stdout};

fn run(home: &Path, arguments: &[&str]) -> Output {
    byline(home).args(arguments).output().unwrap()
}

/// Runs what must go well; returns what it printed.
fn well(home: &Path, arguments: &[&str]) -> String {
    let output = run(home, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

const URLS: &str = "https://a.example/feed tech \"~My title\"\n\
                    https://b.example/feed tech fun\n\
                    exec:/bin/rm\n";

#[test]
fn a_list_that_goes_out_comes_in_elsewhere_with_titles_and_folders() {
    let (here, there) = (home(), home());
    fs::write(here.path().join("urls"), URLS).unwrap();
    let dry = well(here.path(), &["import", "urls", "--dry-run"]);
    assert_eq!(
        dry,
        "+ https://a.example/feed  My title (tech)\n\
         + https://b.example/feed   (tech,fun)\n\
         ! not taken, a program: exec:/bin/rm\n  \
         To read what a program prints, name it in config.toml and add it: [[feed]] url = \"exec:NAME\" \
         command = [\"PROGRAM\", \"ARGUMENT\"], then byline add exec:NAME\n\
         2 feeds would come, 1 not taken\n"
    );
    let nothing_yet = well(here.path(), &["feeds"]);
    assert!(!nothing_yet.contains("example"));
    well(here.path(), &["import", "urls"]);
    let opml = well(here.path(), &["export"]);
    assert!(!opml.contains("byline:welcome"), "{opml}");
    fs::write(there.path().join("list.opml"), opml).unwrap();
    let imported = well(there.path(), &["import", "list.opml"]);
    assert!(imported.starts_with("2 feeds imported"), "{imported}");
    let again = well(there.path(), &["import", "list.opml"]);
    assert_eq!(again, "0 feeds imported, 2 there already\n");
    let feeds = json_lines(&run(there.path(), &["feeds", "--json"]));
    let told: Vec<_> = feeds
        .iter()
        .map(|feed| (feed["title"].as_str().unwrap(), feed["folder"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("b.example/feed", Some("tech,fun")),
            ("My title", Some("tech")),
            ("Welcome to byline", None),
        ]
    );
}

#[test]
fn what_is_no_list_is_refused_with_a_sentence() {
    let home = home();
    fs::write(
        home.path().join("page.html"),
        "<html><body>404</body></html>",
    )
    .unwrap();
    let output = run(home.path(), &["import", "page.html"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("not a subscription list"));
    assert_eq!(
        run(home.path(), &["import", "missing"]).status.code(),
        Some(2)
    );
}

#[test]
fn a_feed_is_paused_resumed_renamed_moved_and_removed_by_name() {
    let home = home();
    let home = home.path();
    fs::write(home.join("urls"), URLS).unwrap();
    well(home, &["import", "urls"]);
    let status = || {
        let feeds = json_lines(&run(home, &["feeds", "--json"]));
        let feed = feeds.iter().find(|feed| feed["folder"] == "tech").cloned();
        feed.unwrap()
    };
    assert_eq!(status()["status"], "new");
    assert_eq!(
        well(home, &["feeds", "pause", "my title"]),
        "Paused My title\n"
    );
    assert_eq!(status()["status"], "paused");
    assert_eq!(
        well(home, &["feeds", "pause", "my title"]),
        "My title was so already\n"
    );
    assert!(well(home, &["feeds"]).contains("not asked by itself"));
    well(home, &["feeds", "resume", "my title"]);
    assert_eq!(status()["status"], "new");
    assert_eq!(
        well(home, &["feeds", "file", "my title", r"tech,TV\/Film/New"]),
        "My title is in tech,TV/Film/New\n"
    );
    assert_eq!(
        well(home, &["feeds", "file", "my title"]),
        "My title is in no folder\n"
    );
    well(home, &["feeds", "file", "my title", "tech"]);
    well(home, &["feeds", "rename", "my title", "Another"]);
    assert_eq!(status()["title"], "Another");
    let nowhere = run(home, &["feeds", "move", "another"]);
    assert_eq!(nowhere.status.code(), Some(2));
    let file = run(home, &["feeds", "move", "another", "file:///etc/passwd"]);
    assert_eq!(file.status.code(), Some(2));
    let moved = well(
        home,
        &["feeds", "move", "another", "https://b.example/feed"],
    );
    assert!(moved.contains("together with"), "{moved}");
    assert_eq!(status()["url"], "https://b.example/feed");
    assert_eq!(
        well(
            home,
            &["feeds", "move", "another", "https://b.example/feed"],
        ),
        "Another is asked for there already\n"
    );
    well(home, &["feeds", "remove", "another"]);
    let left = json_lines(&run(home, &["feeds", "--json"]));
    assert_eq!(left.len(), 1, "the manual alone");
}

#[test]
fn removing_by_a_number_that_is_gone_removes_no_other_feed() {
    let home = home();
    let home = home.path();
    let urls = "https://a.example/feed \"~Harbour\"\nhttps://b.example/feed \"~Formula 2 news\"\n";
    fs::write(home.join("urls"), urls).unwrap();
    well(home, &["import", "urls"]);
    let titles = || -> Vec<String> {
        let feeds = json_lines(&run(home, &["feeds", "--json"]));
        let titles = feeds.iter().map(|feed| feed["title"].as_str().unwrap());
        titles.map(str::to_owned).collect()
    };
    let feeds = json_lines(&run(home, &["feeds", "--json"]));
    let harbour = feeds.iter().find(|feed| feed["title"] == "Harbour");
    assert_eq!(harbour.unwrap()["id"], 2);
    well(home, &["feeds", "remove", "2"]);
    let left = ["Formula 2 news", "Welcome to byline"];
    assert_eq!(titles(), left);
    for deed in [
        &["remove", "2"][..],
        &["remove", "news"],
        &["pause", "formula"],
        &["rename", "formula", "Other"],
        &["move", "news", "https://c.example/feed"],
    ] {
        let output = run(home, &[&["feeds"], deed].concat());
        assert_eq!(output.status.code(), Some(2), "{deed:?}");
        assert!(stderr(&output).contains("  3  Formula 2 news"), "{deed:?}");
    }
    assert_eq!(titles(), left);
    well(home, &["feeds", "remove", "https://b.example/feed"]);
    assert_eq!(titles(), ["Welcome to byline"]);
}
