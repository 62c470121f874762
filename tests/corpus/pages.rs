//! How whole the comments are that stand in pages: how many have a text, an author and a date, and in how
//! many the text begins with what belongs beside it.

use std::path::{Path, PathBuf};

use byline::comments::map_saved;
use byline::model::comment::{Comment, Kind, State};
use byline::text::plain;

use super::corpus;

/// What was counted over some comments.
#[derive(Clone, Copy, Default)]
struct Counts {
    comments: usize,
    texts: usize,
    authors: usize,
    dates: usize,
    heads: usize,
}

impl Counts {
    fn of(comments: &[Comment]) -> Self {
        let mut counts = Self::default();
        let shown = comments
            .iter()
            .filter(|comment| comment.kind == Kind::Comment && comment.state == State::Visible);
        for comment in shown {
            let text = plain::text_of(&comment.body);
            counts.comments += 1;
            counts.texts += usize::from(has_text(comment, &text));
            counts.authors += usize::from(comment.author.is_some());
            counts.dates += usize::from(comment.published.is_some());
            let is_head = begins_with_head(comment, &text);
            counts.heads += usize::from(is_head);
            if std::env::var_os("BYLINE_SHOW").is_some() {
                println!(
                    "   {} | {:?} | {:?} | {} | {}",
                    comment.id,
                    comment.author.as_ref().map(|name| name.as_str()),
                    comment.published.map(|at| at.to_string()),
                    if is_head { "HEAD" } else { "" },
                    text.trim()
                        .chars()
                        .take(100)
                        .collect::<String>()
                        .replace('\n', " / "),
                );
            }
        }
        counts
    }

    fn add(&mut self, other: Self) {
        self.comments += other.comments;
        self.texts += other.texts;
        self.authors += other.authors;
        self.dates += other.dates;
        self.heads += other.heads;
    }

    fn share(self, part: usize) -> f64 {
        100.0 * part as f64 / self.comments.max(1) as f64
    }

    fn print(self, name: &str) {
        println!(
            "{name:<60} {:>5} text {:>5.1} author {:>5.1} date {:>5.1} heads {:>4.1}",
            self.comments,
            self.share(self.texts),
            self.share(self.authors),
            self.share(self.dates),
            self.share(self.heads),
        );
    }
}

fn has_text(comment: &Comment, text: &str) -> bool {
    !text.trim().is_empty() || comment.body.as_str().contains("<img")
}

/// Whether a text begins with its author's name or with a line that is only a date.
fn begins_with_head(comment: &Comment, text: &str) -> bool {
    let text = text.trim();
    let line = text.lines().next().unwrap_or_default();
    let has_year = line
        .split(|c: char| !c.is_ascii_digit())
        .any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")));
    let is_date = has_year && line.chars().count() < 40 && line.split_whitespace().count() < 8;
    let is_named = comment.author.as_ref().is_some_and(|name| {
        text.to_lowercase()
            .starts_with(&name.as_str().to_lowercase())
    });
    is_date || is_named
}

/// The pages in some folders, in the order of their names.
fn pages(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut open = folders.to_vec();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|end| end == "html" || end == "htm")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn measure(folders: &[PathBuf], base: &Path) -> Counts {
    let mut sum = Counts::default();
    for path in pages(folders) {
        let body = std::fs::read(&path).unwrap();
        let name = path
            .strip_prefix(base)
            .unwrap_or(&path)
            .display()
            .to_string();
        let Ok(loaded) = map_saved("html", &[(name.clone(), body)], None) else {
            println!("{name:<60} unread");
            continue;
        };
        let counts = Counts::of(&loaded.comments);
        counts.print(&name);
        sum.add(counts);
    }
    sum.print("all");
    sum
}

/// The pages of forums, whose expectations stand beside those of the kinds that are not read yet.
#[test]
fn posts_of_forums_make_the_trees_that_the_corpus_expects() {
    let Some(corpus) = corpus("comments") else {
        return;
    };
    let expected = std::fs::read(corpus.join("EXPECTED-2.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_slice(&expected).unwrap();
    let samples = expected.as_object().unwrap().iter();
    let pages = samples.filter(|(sample, _)| {
        sample.starts_with("forum-html/") && sample.ends_with(".html")
            || sample.starts_with("dreamwidth/")
    });
    let mut failures = Vec::new();
    for (sample, expected) in pages {
        let body = std::fs::read(corpus.join(sample)).unwrap();
        let loaded = map_saved("html", &[(sample.clone(), body)], None).unwrap();
        let found: serde_json::Value = loaded
            .comments
            .iter()
            .map(|comment| {
                let parent = comment.parent.as_ref().map(ToString::to_string);
                serde_json::json!([comment.id.to_string(), parent])
            })
            .collect();
        if found != expected["thread"] {
            failures.push(format!(
                "{sample}: {found}\n  expected {}",
                expected["thread"]
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn comments_in_pages_are_whole() {
    let (Some(comments), Some(feeds)) = (corpus("comments"), corpus("feeds")) else {
        return;
    };
    let base = comments.parent().unwrap().to_owned();
    let sum = measure(&[comments, feeds.join("realworld")], &base);
    // The corpus has more; pages that nobody has seen have less of everything.
    assert!(sum.comments >= 430, "{} comments", sum.comments);
    assert!(sum.share(sum.texts) >= 99.5);
    assert!(sum.share(sum.authors) >= 99.0);
    assert!(sum.share(sum.dates) >= 95.0);
    assert!(sum.share(sum.heads) <= 1.0);
    if let Some(others) = std::env::var_os("BYLINE_PAGES") {
        let others = PathBuf::from(others);
        measure(std::slice::from_ref(&others), &others);
    }
}
