//! The log file: what went on behind the screen, for somebody who reports an error.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

/// Bytes after which a log is put aside and a new one begun; one old log is kept.
const MAX_LOG_BYTES: u64 = 4 << 20;

/// The environment variable that says what is logged, in the words of `tracing`'s filters.
const FILTER: &str = "BYLINE_LOG";

/// What is logged unless the environment says otherwise.
const DEFAULT_FILTER: &str = "warn,byline=info";

/// Begins to log into this file. A log that cannot be written is no reason not to read.
pub(super) fn begin(path: &Path) {
    let Some(file) = open(path) else {
        return;
    };
    let filter = EnvFilter::try_from_env(FILTER).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    // There is one already where a test runs several commands in one process.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .try_init();
}

fn open(path: &Path) -> Option<File> {
    if std::fs::metadata(path).is_ok_and(|log| log.len() > MAX_LOG_BYTES) {
        std::fs::rename(path, path.with_extension("log.old")).ok()?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // It tells what somebody reads.
        options.mode(0o600);
    }
    options.open(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_has_grown_too_large_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("byline.log");
        std::fs::write(&path, "old").unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(MAX_LOG_BYTES + 1)
            .unwrap();
        let log = open(&path).unwrap();
        assert_eq!(log.metadata().unwrap().len(), 0);
        assert!(folder.path().join("byline.log.old").exists());
    }
}
