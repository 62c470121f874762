//! `byline export`: the subscriptions for other readers.

use super::failure::Failure;
use super::output::Output;
use super::session::{Session, storage};
use crate::feed::opml;

/// Prints all subscriptions as OPML.
pub(super) fn run(session: &Session, out: &mut Output<'_>) -> Result<(), Failure> {
    let (feeds, queries) = session.with_engine(async |engine| {
        let subscriptions = engine.subscriptions().await;
        subscriptions.map_err(storage)
    })?;
    for line in opml::write("Subscriptions in byline", &feeds, &queries).lines() {
        out.line(line)?;
    }
    Ok(())
}
