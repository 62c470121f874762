//! Documents from files, from the standard input, and from the network.

use std::fmt;
use std::io::{self, Read as _};
use std::path::Path;

use reqwest::header::CONTENT_TYPE;
use url::Url;

use crate::cli::session::Session;
use crate::engine;

/// Bytes read of one document. Larger than any limit of a poll, so that a reader can find out what is
/// wrong with a feed that polls refuse.
const MAX_DOCUMENT_BYTES: u64 = 64 << 20;

/// A document with what is known about where it came from.
#[derive(Debug)]
pub(super) struct Document {
    /// What was sent.
    pub bytes: Vec<u8>,
    /// Its media type as the server stated it.
    pub content_type: Option<String>,
    /// Where it was found.
    pub url: Option<Url>,
}

/// Why there is no document; one sentence.
#[derive(Debug)]
pub(super) enum Unread {
    /// A file that cannot be read.
    File(io::Error),
    /// An address that could not be asked.
    Network(String),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => write!(f, "This cannot be read: {error}"),
            Self::Network(sentence) => f.write_str(sentence),
        }
    }
}

/// Reads a document by what the command line calls it; `saved_from` is the address that the user names
/// for files.
pub(super) fn read(
    session: &Session,
    name: &str,
    saved_from: Option<&Url>,
) -> Result<Document, Unread> {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    if let Some(url) = Url::parse(name).ok().filter(is_web) {
        return fetch(session, url);
    }
    let bytes = if name == "-" {
        bounded(io::stdin().lock())
    } else {
        std::fs::File::open(Path::new(name)).and_then(bounded)
    };
    Ok(Document {
        bytes: bytes.map_err(Unread::File)?,
        content_type: None,
        url: saved_from.cloned(),
    })
}

fn bounded(from: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_DOCUMENT_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "it is larger than 64 MiB",
        ));
    }
    Ok(bytes)
}

fn fetch(session: &Session, url: Url) -> Result<Document, Unread> {
    let answer = session
        .wait(engine::fetch(&session.settings.config, url))
        .map_err(|failure| {
            let lines = failure.lines();
            Unread::Network(lines.first().map_or_else(String::new, ToString::to_string))
        })?
        .map_err(|error| Unread::Network(error.to_string()))?;
    if !answer.status.is_success() {
        let sentence = format!("{} answered {}", answer.url, answer.status);
        return Err(Unread::Network(sentence));
    }
    Ok(Document {
        content_type: answer.header(CONTENT_TYPE).map(str::to_owned),
        url: Some(answer.url),
        bytes: answer.body,
    })
}
