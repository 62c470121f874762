//! Inputs made from the public bug reports of other readers, each with what must come out.
//!
//! `reports/EXPECTED.md` in the corpus lists the files; each has a test here.

mod dates;
mod discover;
mod discussions;
mod identity;
mod lists;
mod net;
mod printed;
mod search;
mod text;

use std::path::PathBuf;

use super::corpus;

/// The text of a file of the reports; none where there is no corpus.
fn report(name: &str) -> Option<Vec<u8>> {
    let path: PathBuf = corpus("reports")?.join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// The feed in a file of the reports; none where there is no corpus.
fn feed(name: &str) -> Option<byline::feed::ParsedFeed> {
    let bytes = report(name)?;
    Some(byline::feed::parse(&bytes, None, None).unwrap_or_else(|error| panic!("{name}: {error}")))
}
