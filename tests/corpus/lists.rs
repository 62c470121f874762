//! Subscription lists of many readers, read as feedparser's sibling listparser reads them.

use std::collections::BTreeMap;

use byline::feed::list::{List, Subscription, Why};
use byline::feed::opml;
use serde_json::Value;

use super::corpus;

/// Lists that are read otherwise, with the reason.
const KNOWN: &[(&str, &str)] = &[
    (
        "newsboat__piped.opml",
        "a command is no feed that an import may bring",
    ),
    (
        "rsparser__SubsNoTitleAttributes.opml",
        "an address with and without its last slash is one feed",
    ),
];

/// What two readers can disagree in, in words; nothing where they agree.
fn difference(expected: &Value, read: Result<List, opml::OpmlError>) -> Option<String> {
    let list = read.map_err(|error| error.to_string());
    let list = match list {
        Ok(list) => list,
        // A list without an outline may be called none, if nobody finds a feed in it.
        Err(_) if expected["entries"] == 0 => return None,
        Err(error) => return Some(error),
    };
    // listparser counts a feed that is in two folders once, as we do, and files, commands and the
    // pseudo-feeds of Liferea, which we name and refuse.
    let refused = list.refused.iter().filter(|it| it.why != Why::NoAddress);
    let count = (list.feeds.len() + refused.count()) as u64;
    if expected["entries"].as_u64() != Some(count) {
        return Some(format!("{} feeds, not {}", count, expected["entries"]));
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = list.title.map(|title| title.to_string());
    let stated = expected["title"].as_str().map(words);
    if title != stated {
        return Some(format!("titled {title:?}, not {stated:?}"));
    }
    let first = &expected["first_entry"];
    if let (Some(feed), true) = (list.feeds.first(), first.is_object()) {
        let (title, url) = told(feed);
        let expected_url = first["link"].as_str().unwrap_or_default();
        let expected_url = expected_url.parse::<url::Url>().map(String::from);
        if expected_url.as_ref() != Ok(&url) {
            return Some(format!("first {url}, not {expected_url:?}"));
        }
        let expected_title = first["title"].as_str().map(words).unwrap_or_default();
        if title != expected_title {
            return Some(format!("first called {title:?}, not {expected_title:?}"));
        }
    }
    None
}

fn told(feed: &Subscription) -> (String, String) {
    let title = feed.title.as_ref().map(ToString::to_string);
    (title.unwrap_or_default(), feed.url.to_string())
}

#[test]
fn lists_of_other_readers_are_read_as_far_as_they_go() {
    let Some(corpus) = corpus("feeds") else {
        return;
    };
    let expectations = std::fs::read_to_string(corpus.join("expectations.jsonl")).unwrap();
    let mut table: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in expectations.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap_or_default();
        let is_list = expected["format"] == "opml" && file.starts_with("opml/");
        if !is_list {
            continue;
        }
        let name = file.trim_start_matches("opml/");
        let read = opml::read(&std::fs::read(corpus.join(file)).unwrap());
        let origin = name.split("__").next().unwrap_or_default().to_owned();
        let (same, all) = table.entry(origin).or_default();
        *all += 1;
        match difference(&expected, read) {
            None => *same += 1,
            Some(_) if KNOWN.iter().any(|(known, _)| *known == name) => {}
            Some(difference) => wrong.push(format!("{name}: {difference}")),
        }
    }
    for (origin, (same, all)) in &table {
        println!("{origin:24} {same:>3} of {all:>3}");
    }
    for (name, reason) in KNOWN {
        println!("known: {name}: {reason}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
