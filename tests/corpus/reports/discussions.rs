//! Saved answers of comment sources.

use byline::comments::{Loaded, map_saved};
use byline::text::plain::text_of;

use super::report;

/// What a source reads out of a saved answer to a page; none where there is no corpus.
fn discussion(source: &str, name: &str, page: &str) -> Option<Loaded> {
    let files = [(name.to_owned(), report(name)?)];
    let page = page.parse().unwrap();
    Some(map_saved(source, &files, Some(&page)).unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// The text of a comment.
fn text(loaded: &Loaded, id: &str) -> String {
    let mut comments = loaded.comments.iter();
    let comment = comments.find(|comment| comment.id.as_str() == id).unwrap();
    text_of(&comment.body)
}

#[test]
fn an_answer_that_is_a_picture_or_a_poll_is_shown() {
    let page = "https://quay.example.org/@op/300001";
    let Some(loaded) = discussion("mastodon", "mastodon-media.json", page) else {
        return;
    };
    assert_eq!(text(&loaded, "300002"), "[A chart of rope prices]");
    let poll = text(&loaded, "300003");
    assert!(poll.contains("Hemp 2\nNylon 1"), "{poll}");
}

#[test]
fn an_authors_name_is_not_shown_escaped() {
    let Some(loaded) = discussion("isso", "isso-author.json", "https://quay.example.org/a") else {
        return;
    };
    let author = loaded.comments[0].author.as_ref().unwrap();
    assert_eq!(author.as_str(), "Rope & Sail");
}

#[test]
fn whoever_submitted_a_story_is_marked_in_the_answers() {
    let page = "https://news.ycombinator.com/item?id=9101";
    let Some(loaded) = discussion("hackernews", "hn-op.json", page) else {
        return;
    };
    let marked = loaded
        .comments
        .iter()
        .filter(|comment| comment.roles.author);
    let marked: Vec<_> = marked.map(|comment| comment.id.as_str()).collect();
    assert_eq!(marked, ["9103"]);
}
