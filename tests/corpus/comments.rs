//! Every sample of the corpus through its source: counts, roots, depths and whole trees compared with
//! what the corpus says.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use byline::comments::{Loaded, map_saved};
use serde_json::Value;

use super::corpus;

/// Samples that are read otherwise than the corpus expects, and why that is right.
const KNOWN_DIFFERENCES: &[(&str, &str)] = &[(
    "wordpress-html/spektrum-li-comment-article.html",
    "the last five stand in the sidebar's list of recent comments on other articles",
)];

fn load(corpus: &Path, sample: &str) -> Result<Loaded, String> {
    let folder = sample.split('/').next().unwrap();
    let body = std::fs::read(corpus.join(sample)).unwrap();
    map_saved(folder, &[(sample.to_owned(), body)], None).map_err(|error| error.to_string())
}

/// Id and parent of every comment, in delivered order.
fn pairs(loaded: &Loaded) -> Vec<(String, Option<String>)> {
    loaded
        .comments
        .iter()
        .map(|comment| {
            (
                comment.id.to_string(),
                comment.parent.as_ref().map(ToString::to_string),
            )
        })
        .collect()
}

/// How many comments answer none that is there, and how many levels there are.
fn roots_and_depth(pairs: &[(String, Option<String>)]) -> (u64, u64) {
    let parents: HashMap<&str, Option<&str>> = pairs
        .iter()
        .map(|(id, parent)| (id.as_str(), parent.as_deref()))
        .collect();
    let depth = |id: &str| {
        let mut depth = 1;
        let mut at = id;
        while let Some(parent) = parents[at].filter(|parent| parents.contains_key(parent)) {
            at = parent;
            depth += 1;
        }
        depth
    };
    let depths: Vec<u64> = pairs.iter().map(|(id, _)| depth(id)).collect();
    let roots = depths.iter().filter(|&&depth| depth == 1).count() as u64;
    (roots, depths.into_iter().max().unwrap_or(0))
}

/// What is wrong with a sample; nothing where all is as expected.
fn differences(loaded: &Loaded, expected: &Value) -> Vec<String> {
    let pairs = pairs(loaded);
    let (roots, depth) = roots_and_depth(&pairs);
    let authors = loaded
        .comments
        .iter()
        .filter(|comment| comment.author.is_some())
        .count() as u64;
    let mut wrong = Vec::new();
    let mut compare = |what: &str, found: u64, at_least: bool| {
        if let Some(wanted) = expected[what].as_u64()
            && found != wanted
            && !(at_least && found > wanted)
        {
            wrong.push(format!("{what} {found}, expected {wanted}"));
        }
    };
    compare("comments", pairs.len() as u64, false);
    compare("roots", roots, false);
    compare("max_depth", depth, false);
    compare("authors_found", authors, true);
    if let Some(thread) = expected["thread"].as_array() {
        let wanted: Vec<(String, Option<String>)> = thread
            .iter()
            .map(|pair| {
                (
                    pair[0].as_str().unwrap().into(),
                    pair[1].as_str().map(Into::into),
                )
            })
            .collect();
        let wrong_at = pairs
            .iter()
            .zip(&wanted)
            .find(|(found, wanted)| found != wanted);
        if let Some((found, wanted)) = wrong_at {
            wrong.push(format!("thread has {found:?} where {wanted:?} is expected"));
        }
    }
    wrong
}

#[test]
fn every_sample_is_read_as_the_corpus_expects() {
    let Some(corpus) = corpus("comments") else {
        return;
    };
    let expected = std::fs::read(corpus.join("EXPECTED.json")).unwrap();
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&expected).unwrap();
    let mut table: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut failures = Vec::new();
    for (sample, expected) in &expected {
        let row = table.entry(sample.split('/').next().unwrap()).or_default();
        row.0 += 1;
        let wrong = match load(&corpus, sample) {
            Ok(loaded) => {
                row.2 += loaded.comments.len();
                differences(&loaded, expected)
            }
            Err(error) => vec![error],
        };
        let known = KNOWN_DIFFERENCES.iter().find(|(name, _)| name == sample);
        match (wrong.is_empty(), known) {
            (true, None) => row.1 += 1,
            (true, Some(_)) => {
                failures.push(format!("{sample}: is listed as different and is not"))
            }
            (false, Some((_, reason))) => println!("{sample}: {} ({reason})", wrong.join("; ")),
            (false, None) => failures.push(format!("{sample}: {}", wrong.join("; "))),
        }
    }
    println!(
        "{:<16} {:>7} {:>5} {:>8}",
        "source", "samples", "right", "comments"
    );
    for (source, (samples, right, comments)) in table {
        println!("{source:<16} {samples:>7} {right:>5} {comments:>8}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_seed_thread_is_the_same_by_every_way() {
    let Some(corpus) = corpus("comments") else {
        return;
    };
    let expected: Vec<(String, Option<String>)> = [
        ("2101", None),
        ("2102", Some("2101")),
        ("2103", Some("2102")),
        ("2104", None),
    ]
    .map(|(id, parent)| (id.to_owned(), parent.map(str::to_owned)))
    .into();
    for (kind, sample) in [
        ("wordpress-rest", "seed/rest-comments.json"),
        ("comment-feed", "seed/comments.atom.xml"),
        ("comment-feed", "seed/comments.rss2.xml"),
        ("html", "seed/article.html"),
    ] {
        let body = std::fs::read(corpus.join(sample)).unwrap();
        let loaded = map_saved(kind, &[(sample.to_owned(), body)], None).unwrap();
        let mut found = pairs(&loaded);
        found.sort();
        assert_eq!(found, expected, "{sample}");
        for comment in &loaded.comments {
            let number: usize = comment.id.as_str()[3..].parse().unwrap();
            let names = ["reader-one", "reader-two", "reader-three", "reader-four"];
            let author = comment.author.as_ref().map(|name| name.as_str());
            assert_eq!(author, Some(names[number - 1]), "{sample}");
            let text = comment.body.as_str();
            assert!(
                text.starts_with("<p>") && !text.contains("Reply"),
                "{sample}: {text}"
            );
            assert!(comment.published.is_some(), "{sample}");
        }
    }
}

/// Samples without expectations: what they hold is said here.
#[test]
fn samples_without_expectations_are_read_too() {
    let Some(corpus) = corpus("comments") else {
        return;
    };
    let mut failures = Vec::new();
    for (sample, comments) in [
        ("bluesky/getPostThread.json", 4),
        ("cusdis/comments.json", 2),
        ("hatena/entry-jsonlite.json", 1),
        ("micro-blog/conversation.json", 12),
        ("indieweb/webmention-io.jf2.json", 1),
        ("reddit/morechildren-2np694.json", 100),
        ("hackernews/firebase-comment-2921983.json", 1),
        ("hackernews/firebase-story-8863.json", 0),
    ] {
        match load(&corpus, sample) {
            Ok(loaded) if loaded.comments.len() == comments => {}
            other => failures.push(format!(
                "{sample}: {:?}",
                other.map(|loaded| loaded.comments.len())
            )),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
