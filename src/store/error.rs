//! Why something could not be kept or found, by what the reader can do about it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::ErrorCode;

/// Why the store could not do what it was asked. After an error nothing of the failed job is kept.
///
/// Cheap to clone: one failed commit is reported to every job that was in it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer version wrote the database; this one would damage it.
    #[error(
        "The database was written by a newer byline (its version is {found}, this program knows {known}): update byline"
    )]
    Newer {
        /// Version of the database.
        found: i64,
        /// Newest version that this program knows.
        known: i64,
    },
    /// The file is a database of another program.
    #[error("{} is a database of another program", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be made or opened.
    #[error("{} cannot be opened", path.display())]
    Unopenable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Arc<io::Error>,
    },
    /// Another process held the database for the whole patience of this one.
    #[error("Another program keeps the database busy; nothing was changed")]
    Busy {
        /// What SQLite said.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// No room is left.
    #[error("The disk is full; nothing was changed")]
    Full {
        /// What SQLite said.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// The file, its folder or the whole disk cannot be written to.
    #[error("The database cannot be written to: check the rights of the file and of its folder")]
    ReadOnly {
        /// What SQLite said, where it was asked.
        #[source]
        source: Option<Arc<rusqlite::Error>>,
    },
    /// The file is damaged.
    #[error("The database is damaged: restore a copy, or move it away to begin anew")]
    Corrupt {
        /// What SQLite said.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// The disk failed, or the file cannot be reached any more.
    #[error("The database cannot be read or written")]
    Disk {
        /// What SQLite said.
        #[source]
        source: Arc<rusqlite::Error>,
    },
    /// What was asked for is not (or no longer) there.
    #[error("This {0} is no longer there")]
    Missing(&'static str),
    /// The store was closed.
    #[error("The database is closed")]
    Closed,
    /// The system gives no further thread.
    #[error("No thread could be started for the database")]
    Thread {
        /// What the system said.
        #[source]
        source: Arc<io::Error>,
    },
    /// A defect in this program; the job was rolled back and the store goes on.
    #[error("A job on the database failed: {0}")]
    Panicked(String),
    /// A defect in this program: a statement that SQLite does not accept.
    #[error("The database did not accept a request")]
    Rejected {
        /// What SQLite said.
        #[source]
        source: Arc<rusqlite::Error>,
    },
}

impl StoreError {
    /// Whether the same request may succeed later without anybody mending anything in byline.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Busy { .. } | Self::Full { .. } | Self::Disk { .. }
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error_code();
        let unreadable = matches!(
            error,
            rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..)
        );
        let source = Arc::new(error);
        match code {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { source },
            Some(ErrorCode::DiskFull) => Self::Full { source },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly {
                source: Some(source),
            },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt { source },
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NoLargeFileSupport,
            ) => Self::Disk { source },
            _ if unreadable => Self::Corrupt { source },
            _ => Self::Rejected { source },
        }
    }
}
