//! How a connection to the database is opened, and with which settings.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::{migrate, undo};

/// How long a connection waits for another process (cron's `byline refresh`) to end its transaction.
///
/// Transactions here last tens of milliseconds; ten seconds are a slow disk's worst day.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pause between attempts where SQLite does not wait by itself.
const RETRY_PAUSE: Duration = Duration::from_millis(20);

/// Prepared statements kept by a connection; there are about a hundred in this module.
const STATEMENTS: usize = 128;

/// Bytes that a write-ahead log may keep on disk after it was emptied, 32 MiB.
const MAX_LOG_BYTES: i64 = 32 << 20;

/// Bytes of a page of a new database: most articles' texts fit into one, where SQLite's own 4,096 would
/// chain two.
const PAGE_BYTES: i64 = 8_192;

/// Pages in the write-ahead log before they are moved to their places, 16 MiB. SQLite's own 4 MiB make a
/// morning's polls stop for the disk twenty times.
const CHECKPOINT_PAGES: i64 = (16 << 20) / PAGE_BYTES;

/// Page cache of one connection, in KiB (SQLite counts those as negative numbers).
const CACHE_KIB: i64 = 16 << 10;

/// Opens the connection that writes; makes and migrates the database where needed.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    create_private(path).map_err(|error| unopenable(path, error))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    if connection.is_readonly("main")? {
        return Err(StoreError::ReadOnly { source: None });
    }
    configure(&connection)?;
    // Before anything is changed: the file may be somebody else's.
    migrate::check(&connection, path)?;
    // Of a database that is there already, the page size stays as it is.
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    enter_wal_mode(&connection)?;
    // FULL makes every commit wait for the disk, so that what was acknowledged survives a power cut;
    // NORMAL would keep the file sound and lose the last commits.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Darwin's fsync does not reach the platter without these.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "journal_size_limit", MAX_LOG_BYTES)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    migrate::migrate(&mut connection, path)?;
    undo::prepare(&connection)?;
    Ok(connection)
}

/// Opens a connection that can only read. The database must have been opened for writing before.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    configure(&connection)?;
    Ok(connection)
}

/// Opens a database that vanishes with its connection.
pub(super) fn open_in_memory() -> Result<Connection, StoreError> {
    let mut connection = Connection::open_in_memory()?;
    configure(&connection)?;
    migrate::migrate(&mut connection, Path::new(":memory:"))?;
    undo::prepare(&connection)?;
    Ok(connection)
}

/// Settings of every connection.
fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // One plan for a statement, whatever is bound to it. Otherwise SQLite, as it is built here, plans a
    // statement anew for every value: a tenth of the work of a poll.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A schema tampered with must not run functions of ours.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// Switches to the write-ahead log, in which readers and the writer do not wait for each other.
///
/// The switch needs the file for itself, and SQLite does not wait for that. A file system without
/// shared memory refuses it; then the database works with its old journal, with waits.
fn enter_wal_mode(connection: &Connection) -> Result<(), StoreError> {
    let begun = Instant::now();
    loop {
        let switched = connection
            .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0));
        match switched.map_err(StoreError::from) {
            Ok(mode) => {
                if mode != "wal" {
                    tracing::warn!(mode, "the database works without a write-ahead log");
                }
                return Ok(());
            }
            Err(StoreError::Busy { .. }) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(RETRY_PAUSE);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Makes the file and its folder where they are missing, for their owner only: what somebody reads
/// is nobody else's business. SQLite gives the log the same rights.
fn create_private(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn unopenable(path: &Path, error: io::Error) -> StoreError {
    StoreError::Unopenable {
        path: path.to_owned(),
        source: Arc::new(error),
    }
}
