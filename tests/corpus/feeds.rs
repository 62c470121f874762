//! Holds the feed engine against what other readers made of three thousand feeds of others.
//!
//! `BYLINE_CORPUS_VERBOSE=1` with `--nocapture` lists every difference, and
//! `BYLINE_CORPUS_ALL=1` judges the documents that are otherwise left out, too.
//!
//! Compared are five fields: the number of entries, the feed's title, and the first entry's title, link
//! and date (published, else updated). Before that, what readers may differ in is evened out: titles are
//! compared as text without tags, references and runs of white space; links without regard to the case of
//! the host, percent-encoding, a default port and a trailing slash. Where the peer offers an identity as
//! the link that is no web address, byline need not. Documents without title and entries (`trivial`) and
//! those about which two peers disagree (`disputed`) are left out.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use byline::feed::{self, FeedError, ParsedFeed};
use byline::text::plain;
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::corpus;

/// Shares of each folder that have to agree in all five fields.
const BARS: [(&str, f64); 3] = [
    ("realworld", 0.99),
    ("wellformed", 0.99),
    ("illformed", 0.97),
];

/// Differences that are meant; a document all of whose differences are is left out of the bar.
const KNOWN: [Known; 3] = [
    Known {
        fields: &["date"],
        reason: "a date of creation, or one spelt in a way that the peer cannot read, is better than none",
        is_meant: |_, ours, theirs| !ours.is_empty() && theirs.is_empty(),
    },
    Known {
        fields: &["link"],
        reason: "JSON Feed's external_url stands in for a missing url",
        is_meant: |format, ours, theirs| format == "json" && !ours.is_empty() && theirs.is_empty(),
    },
    Known {
        fields: &["feed title", "title"],
        reason: "UTF-8 declared as, or encoded again from, a single-byte encoding is read, where the peer shows mojibake",
        is_meant: |_, ours, theirs| {
            let is_mojibake = |text: &str| text.contains(['Ã', 'Â', 'Ð', 'â']);
            is_mojibake(theirs)
                && !is_mojibake(ours)
                && ours.chars().count() < theirs.chars().count()
        },
    },
];

/// A class of differences.
struct Known {
    fields: &'static [&'static str],
    reason: &'static str,
    is_meant: fn(format: &str, ours: &str, theirs: &str) -> bool,
}

/// What became of the documents of one folder.
#[derive(Default)]
struct Tally {
    judged: usize,
    agreeing: usize,
    /// Documents with no differences but those that are meant.
    meant: usize,
    known: BTreeMap<&'static str, usize>,
    fields: BTreeMap<&'static str, usize>,
    refused_non_feeds: usize,
    accepted_non_feeds: Vec<String>,
    bytes: usize,
    time: Duration,
    slowest: (Duration, String),
}

#[test]
fn feeds_are_read_as_other_readers_read_them() {
    let Some(folder) = corpus("feeds") else {
        return;
    };
    let judges_all = std::env::var_os("BYLINE_CORPUS_ALL").is_some();
    let is_verbose = std::env::var_os("BYLINE_CORPUS_VERBOSE").is_some();
    let expectations = fs::read_to_string(folder.join("expectations.jsonl")).unwrap();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for line in expectations.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let bytes = fs::read(folder.join(file)).unwrap();
        let tally = tallies
            .entry(file.split('/').next().unwrap().to_owned())
            .or_default();
        let started = Instant::now();
        let read = feed::parse(&bytes, expected["headers"]["content-type"].as_str(), None);
        let took = started.elapsed();
        tally.bytes += bytes.len();
        tally.time += took;
        if took > tally.slowest.0 {
            tally.slowest = (took, format!("{file} ({} KB)", bytes.len() / 1024));
        }
        if is_non_feed(&expected) {
            match read {
                Err(_) => tally.refused_non_feeds += 1,
                Ok(_) => tally.accepted_non_feeds.push(file.to_owned()),
            }
            continue;
        }
        let is_left_out = expected["trivial"] == true || expected["disputed"] == true;
        if is_left_out && !judges_all {
            continue;
        }
        tally.judged += 1;
        let differences = differences(&expected, &read);
        if differences.is_empty() {
            tally.agreeing += 1;
            continue;
        }
        let format = expected["format"].as_str().unwrap();
        if let Some(reasons) = known_differences(format, &differences) {
            tally.meant += 1;
            for reason in reasons {
                *tally.known.entry(reason).or_default() += 1;
            }
        }
        for (field, ours, theirs) in differences {
            *tally.fields.entry(field).or_default() += 1;
            if is_verbose {
                println!(
                    "{file} [{}]: {field}: byline {ours:?}, peer {theirs:?}",
                    expected["format"]
                );
            }
        }
    }
    report(&tallies);
    for (folder, bar) in BARS {
        let tally = &tallies[folder];
        let share = share(tally.agreeing, tally.judged - tally.meant);
        assert!(
            share >= bar,
            "{folder}: {share:.4} of the feeds agree, wanted {bar}"
        );
    }
    for (folder, tally) in &tallies {
        assert!(
            tally.accepted_non_feeds.is_empty(),
            "taken for feeds in {folder}: {:?}",
            tally.accepted_non_feeds
        );
    }
}

fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "thousands of files")]
    let share = part as f64 / whole.max(1) as f64;
    share
}

fn report(tallies: &BTreeMap<String, Tally>) {
    println!(
        "{:12} {:>6} {:>6} {:>8} {:>9} {:>8}  differing fields",
        "folder", "judged", "agree", "share", "ms per MB", "refused"
    );
    for (folder, tally) in tallies {
        let milliseconds = tally.time.as_secs_f64() * 1_000.0 / (share(tally.bytes, 1_000_000));
        println!(
            "{folder:12} {:>6} {:>6} {:>7.2}% {milliseconds:>9.1} {:>8}  {:?}",
            tally.judged,
            tally.agreeing,
            share(tally.agreeing, tally.judged) * 100.0,
            tally.refused_non_feeds,
            tally.fields,
        );
        println!(
            "{:12} slowest: {:?} {}",
            "", tally.slowest.0, tally.slowest.1
        );
        for (reason, count) in &tally.known {
            println!("{:12} meant, in {count}: {reason}", "");
        }
    }
}

/// Documents that are no feeds by the peers' judgement. `none` with well-formed entries are dialects
/// that only some peers name (CDF, RSS 1.1).
fn is_non_feed(expected: &Value) -> bool {
    match expected["format"].as_str().unwrap() {
        "html" | "opml" => true,
        "none" => {
            let file = expected["file"].as_str().unwrap();
            !file.starts_with("wellformed/")
        }
        "rdf" => true,
        _ => false,
    }
}

type Difference = (&'static str, String, String);

fn differences(expected: &Value, read: &Result<ParsedFeed, FeedError>) -> Vec<Difference> {
    let feed = match read {
        Ok(feed) => feed,
        Err(error) => return vec![("refused", error.to_string(), String::new())],
    };
    let mut differences = Vec::new();
    let mut compare = |field, ours: Option<String>, theirs: Option<String>| {
        if ours != theirs {
            differences.push((field, ours.unwrap_or_default(), theirs.unwrap_or_default()));
        }
    };
    let count = expected["entries"].as_u64().unwrap_or(0);
    compare(
        "entries",
        Some(feed.entries.len().to_string()),
        Some(count.to_string()),
    );
    let safe = |title: &Option<byline::model::safe::SafeText>| {
        title.as_ref().and_then(|title| even_title(title.as_str()))
    };
    compare(
        "feed title",
        safe(&feed.title),
        expected["title"].as_str().and_then(even_title),
    );
    let first = &expected["first_entry"];
    let Some(entry) = feed.entries.first().filter(|_| first.is_object()) else {
        return differences;
    };
    compare(
        "title",
        safe(&entry.title),
        first["title"].as_str().and_then(even_title),
    );
    let ours = entry.link.as_deref().and_then(even_link);
    let theirs = first["link"].as_str().and_then(even_link);
    let is_identity = expected["link_is_id"] == true
        && !theirs
            .as_deref()
            .is_some_and(|link| link.starts_with("http"));
    if !is_identity {
        compare("link", ours, theirs);
    }
    let ours = entry.published.or(entry.updated).map(whole_seconds);
    let theirs = first["published"].as_str().or(first["updated"].as_str());
    let theirs = theirs
        .and_then(|text| text.parse::<Timestamp>().ok())
        .map(whole_seconds);
    compare("date", ours, theirs);
    differences
}

fn whole_seconds(moment: Timestamp) -> String {
    Timestamp::from_second(moment.as_second())
        .unwrap()
        .to_string()
}

/// A title as text, with nothing but its visible characters.
fn even_title(title: &str) -> Option<String> {
    let text = plain::one_line(plain::one_line(title).as_str());
    let folded = text
        .as_str()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (!folded.is_empty()).then_some(folded)
}

/// A link with its spelling evened out.
fn even_link(link: &str) -> Option<String> {
    let link = link.trim();
    if link.is_empty() {
        return None;
    }
    let even = match Url::parse(link) {
        Ok(url) => String::from(url),
        Err(_) => link.to_owned(),
    };
    let even = percent_decoded(&even.replace("&amp;", "&"));
    Some(even.trim_end_matches('/').to_owned())
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes
            .get(at + 1..at + 3)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The classes of a document's differences, where all of them are meant.
fn known_differences(format: &str, differences: &[Difference]) -> Option<Vec<&'static str>> {
    differences
        .iter()
        .map(|(field, ours, theirs)| {
            let known = KNOWN.iter().find(|known| {
                known.fields.contains(field) && (known.is_meant)(format, ours, theirs)
            })?;
            Some(known.reason)
        })
        .collect()
}
