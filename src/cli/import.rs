//! `byline import` and `byline export`: subscriptions from and for other readers.

use std::io::{self, Read};
use std::path::Path;

use super::failure::{Failure, FailureKind};
use super::output::Output;
use super::session::{Session, storage};
use crate::engine::Imported;
use crate::feed::newsboat;
use crate::feed::opml::{self, List, Subscription};
use crate::text::count::counted;

/// Bytes of a list; one of ten thousand feeds has two million.
const MAX_FILE_BYTES: u64 = 32 << 20;
/// Addresses named that are none of the web.
const MAX_REFUSED: usize = 10;

/// Subscribes to the feeds of a file, or says to which it would.
pub(super) fn run(
    session: &Session,
    file: &Path,
    dry_run: bool,
    out: &mut Output<'_>,
) -> Result<(), Failure> {
    let list = read(&bytes(file)?)?;
    let refused = list.refused.clone();
    let imported = session.with_engine(async |engine| {
        let imported = engine.import(list, dry_run).await;
        imported.map_err(storage)
    })?;
    if dry_run {
        for (mark, feeds) in [("+", &imported.new), ("=", &imported.known)] {
            for feed in feeds {
                out.line(&line(mark, feed))?;
            }
        }
    }
    for address in refused.iter().take(MAX_REFUSED) {
        out.line(&format!("! not taken, only http and https are: {address}"))?;
    }
    out.line(&summary(&imported, refused.len(), dry_run))?;
    Ok(())
}

/// Prints all subscriptions as OPML.
pub(super) fn export(session: &Session, out: &mut Output<'_>) -> Result<(), Failure> {
    let feeds = session.with_engine(async |engine| {
        let feeds = engine.subscriptions().await;
        feeds.map_err(storage)
    })?;
    for line in opml::write("Subscriptions in byline", &feeds).lines() {
        out.line(line)?;
    }
    Ok(())
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: io::Error| {
        let error = anyhow::Error::new(error).context(format!("{} cannot be read", file.display()));
        Failure::new(FailureKind::Usage, error)
    };
    let mut bytes = Vec::new();
    let mut take = |from: &mut dyn Read| from.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    let read = match file.as_os_str() == "-" {
        true => take(&mut io::stdin().lock()),
        false => std::fs::File::open(file).and_then(|mut file| take(&mut file)),
    };
    read.map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let size = format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20);
        return Err(unreadable(io::Error::new(
            io::ErrorKind::FileTooLarge,
            size,
        )));
    }
    Ok(bytes)
}

/// Newsboat's file has no markup; everything else is taken for OPML.
fn read(bytes: &[u8]) -> Result<List, Failure> {
    let refused = |error| Failure::new(FailureKind::Some, error);
    match std::str::from_utf8(bytes) {
        Ok(text) if newsboat::is_likely(text) => {
            let list = newsboat::read(text);
            match list.feeds.is_empty() {
                // What is neither is said of the format that everybody knows.
                true => opml::read(bytes).map_err(refused),
                false => Ok(list),
            }
        }
        _ => opml::read(bytes).map_err(refused),
    }
}

fn line(mark: &str, feed: &Subscription) -> String {
    let title = feed.title.as_ref().map_or("", |title| title.as_str());
    let folder = match &feed.folder {
        Some(folder) => format!(" ({folder})"),
        None => String::new(),
    };
    format!("{mark} {}  {title}{folder}", feed.url)
}

fn summary(imported: &Imported, refused: usize, dry_run: bool) -> String {
    let done = if dry_run { "would come" } else { "imported" };
    let mut sentence = format!("{} {done}", counted(imported.new.len(), "feed", "feeds"));
    if !imported.known.is_empty() {
        sentence.push_str(&format!(", {} there already", imported.known.len()));
    }
    if refused > 0 {
        sentence.push_str(&format!(", {refused} not taken"));
    }
    if !dry_run && !imported.new.is_empty() {
        sentence.push_str("; byline refresh asks for them");
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_by_what_stands_in_the_file() {
        let urls = read(b"https://a.example/feed tag \"~Mine\"\n").unwrap();
        assert_eq!(urls.feeds[0].title, Some("Mine".into()));
        let opml = read(b"<opml><outline xmlUrl='https://b.example/'/></opml>").unwrap();
        assert_eq!(opml.feeds.len(), 1);
        let neither = read(b"Dear diary").unwrap_err();
        assert_eq!(neither.kind, FailureKind::Some);
        assert!(
            neither.lines()[0]
                .as_str()
                .contains("not a subscription list")
        );
    }

    #[test]
    fn what_was_done_is_one_sentence() {
        let mut imported = Imported::default();
        assert_eq!(summary(&imported, 0, false), "0 feeds imported");
        let list = read(b"https://a.example/feed a\nhttps://b.example/feed").unwrap();
        (imported.new, imported.known) = (list.feeds[..1].to_vec(), list.feeds[1..].to_vec());
        assert_eq!(
            summary(&imported, 2, true),
            "1 feed would come, 1 there already, 2 not taken"
        );
        assert_eq!(
            line("+", &imported.new[0]),
            "+ https://a.example/feed   (a)"
        );
    }
}
