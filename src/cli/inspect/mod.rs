//! `byline inspect`: what byline understands of documents, without a library. It is how a feed that
//! reads badly is reported.

mod comments;
mod document;
mod feed;

use url::Url;

use super::arguments::Inspect;
use super::failure::{Failure, FailureKind};
use super::output::Output;
use super::session::Session;
use crate::comments::saved_kinds;
use crate::config::nearest;
use document::{Document, Unread};

/// Looks into each document; a refused one is said where it stands, and the others follow.
pub(super) fn run(
    session: &Session,
    inspect: &Inspect,
    out: &mut Output<'_>,
) -> Result<(), Failure> {
    let url = match &inspect.url {
        Some(text) => Some(
            Url::parse(text)
                .map_err(|error| Failure::usage(format!("\"{text}\" is no address: {error}")))?,
        ),
        None => None,
    };
    if let Some(kind) = &inspect.comments {
        check_kind(kind)?;
    }
    let mut worst = None;
    for name in &inspect.documents {
        let document = document::read(session, name, url.as_ref());
        let outcome = match &inspect.comments {
            Some(kind) => comments::show(kind, name, document, inspect.json, out)?,
            None => feed::show(name, document, inspect.json, out)?,
        };
        worst = worst.or(outcome);
    }
    match worst {
        Some(kind) => Err(Failure::told(kind)),
        None => Ok(()),
    }
}

/// Refuses a kind of answers that no source reads, with those that there are, the likeliest first.
fn check_kind(kind: &str) -> Result<(), Failure> {
    if saved_kinds().any(|known| known == kind) {
        return Ok(());
    }
    let failure = Failure::usage(format!("There is no comment source \"{kind}\""));
    let meant = nearest(kind, saved_kinds());
    let others = saved_kinds().filter(|known| Some(*known) != meant);
    let names: Vec<&str> = meant.into_iter().chain(others).collect();
    Err(failure.hint(format!("There are {}.", names.join(", "))))
}

/// What a document that could not be read means for the exit status.
fn kind(unread: &Unread) -> FailureKind {
    match unread {
        Unread::File(_) => FailureKind::Some,
        Unread::Network(_) => FailureKind::Network,
    }
}

/// A document, or why there is none.
type Read = Result<Document, Unread>;
