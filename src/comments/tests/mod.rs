//! What sources read out of answers as their services document them.

mod access;
mod attached;
mod kinds;
mod names;
mod openers;

use serde_json::Value;

use super::{Loaded, map_saved};
use crate::model::comment::Comment;
use crate::text::plain::text_of;

/// What a source reads out of saved answers to the page of this address.
fn read_at(source: &str, page: &str, answers: &[Value]) -> Loaded {
    let files: Vec<(String, Vec<u8>)> = answers
        .iter()
        .map(|answer| (String::new(), answer.to_string().into_bytes()))
        .collect();
    let page = page.parse().unwrap();
    map_saved(source, &files, Some(&page)).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn read(source: &str, answers: &[Value]) -> Loaded {
    read_at(source, "https://site.example/", answers)
}

fn read_text(source: &str, text: &str) -> Loaded {
    map_saved(source, &[(String::new(), text.into())], None).unwrap()
}

/// The ids of the comments whose author began the discussion.
fn by_opener(loaded: &Loaded) -> Vec<&str> {
    let marked = loaded
        .comments
        .iter()
        .filter(|comment| comment.roles.author);
    marked.map(|comment| comment.id.as_str()).collect()
}

fn author(comment: &Comment) -> &str {
    comment.author.as_ref().map_or("", |author| author.as_str())
}

fn text(comment: &Comment) -> String {
    text_of(&comment.body)
}
