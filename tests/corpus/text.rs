//! Every page and every text of the corpus goes through the gate and is laid out: no panic, no line
//! wider than asked for, nothing unsafe in it.

use std::fs;
use std::path::{Path, PathBuf};

use byline::feed::parse;
use byline::model::safe::{GatedHtml, is_unsafe};
use byline::text::html::gate;
use byline::text::layout::{Glyphs, lay_out};
use byline::text::wrap;

use super::corpus;

/// Texts looked at of one feed; feeds repeat themselves.
const ENTRIES: usize = 3;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Lays a text out at several widths and looks at every line.
fn check(html: &GatedHtml, of: &Path) {
    for width in [20, 72] {
        for line in lay_out(html, width, Glyphs::Unicode).lines {
            let columns: usize = line
                .spans
                .iter()
                .map(|span| wrap::width(span.text.as_str()))
                .sum();
            assert!(
                columns <= usize::from(width),
                "{}: {columns} columns: {line:?}",
                of.display()
            );
            let text = line
                .spans
                .iter()
                .flat_map(|span| span.text.as_str().chars());
            assert!(
                !text.into_iter().any(is_unsafe),
                "{}: {line:?}",
                of.display()
            );
        }
    }
}

#[test]
fn every_page_is_gated_and_laid_out() {
    let Some(corpus) = corpus("") else { return };
    let mut pages = 0;
    for path in files(&corpus) {
        if path
            .extension()
            .is_some_and(|ending| ending == "html" || ending == "htm")
        {
            let html = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            check(&gate(&html, None), &path);
            pages += 1;
        }
    }
    println!("{pages} pages");
    assert!(pages > 20, "the corpus has pages");
}

#[test]
fn every_text_of_a_feed_is_laid_out() {
    let Some(corpus) = corpus("") else { return };
    let mut texts = 0;
    for path in files(&corpus.join("feeds")) {
        let Ok(feed) = parse(&fs::read(&path).unwrap(), None, None) else {
            continue;
        };
        for entry in feed
            .entries
            .iter()
            .take(ENTRIES)
            .filter(|entry| !entry.body.is_empty())
        {
            check(&entry.body, &path);
            texts += 1;
        }
    }
    println!("{texts} texts");
    assert!(texts > 1_000, "the corpus has texts");
}
