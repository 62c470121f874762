//! Feeds on this machine: a file, or what a program prints.
//!
//! Only the reader's configuration can name one (`[[feed]]`): an import, a feed or a page never does, or
//! it could run programs here (newsboat #3400).

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use url::Url;

use super::program::{ProgramError, output_of};
use super::{Engine, JobError, off_the_loop};
use crate::config::FeedSettings;
use crate::feed::{self, FeedError, ParsedFeed};

/// Why a feed on this machine cannot be read; one sentence each.
#[derive(Debug, thiserror::Error)]
pub(super) enum LocalError {
    #[error(
        "{0} is on this machine, and byline reads it only while the configuration names it: \
         url = \"{0}\" under [[feed]]"
    )]
    NotNamed(Url),
    #[error("{0} cannot be read: {1}")]
    File(String, std::io::ErrorKind),
    #[error("{0} is no file")]
    NoFile(String),
    #[error("{0} is larger than {1} MiB")]
    TooLarge(String, usize),
    #[error(transparent)]
    Program(#[from] ProgramError),
}

/// Whether an address is that of a file or a program, and not one of the web.
pub(super) fn is_local(url: &Url) -> bool {
    matches!(url.scheme(), "file" | FeedSettings::PROGRAM_SCHEME)
}

impl Engine {
    /// What a feed on this machine consists of now.
    pub(super) async fn local(&self, url: &Url) -> Result<Vec<u8>, LocalError> {
        let settings = self.config().feed(url);
        let settings = settings.ok_or_else(|| LocalError::NotNamed(url.clone()))?;
        let limit = self.feed_limit_bytes();
        if settings.command.is_empty() {
            return file(url, limit).await;
        }
        let seconds = u64::from(self.config().network.timeout_seconds.max(1));
        let timeout = Duration::from_secs(seconds);
        Ok(output_of(&settings.command, &[], Vec::new(), timeout, limit).await?)
    }
}

async fn file(url: &Url, limit: usize) -> Result<Vec<u8>, LocalError> {
    let no_file = || LocalError::NoFile(url.to_string());
    let path = url.to_file_path().map_err(|()| no_file())?;
    let name = path.display().to_string();
    let failed = |error: std::io::Error| LocalError::File(name.clone(), error.kind());
    // A pipe or a device would never end.
    let metadata = tokio::fs::metadata(&path).await.map_err(failed)?;
    if !metadata.is_file() {
        return Err(no_file());
    }
    let file = tokio::fs::File::open(&path).await.map_err(failed)?;
    let mut bytes = Vec::new();
    let mut file = file.take(limit as u64 + 1);
    file.read_to_end(&mut bytes).await.map_err(failed)?;
    match bytes.len() > limit {
        true => Err(LocalError::TooLarge(name, limit >> 20)),
        false => Ok(bytes),
    }
}

/// Reads a document off the loop. It has no address that others could be relative to.
pub(super) async fn read(bytes: Vec<u8>) -> Result<Result<ParsedFeed, FeedError>, JobError> {
    off_the_loop(move || feed::parse(&bytes, None, None)).await
}
