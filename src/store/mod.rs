//! SQLite: everything that byline keeps.
//!
//! One thread writes and shares transactions between the jobs that wait; a few threads read. A write
//! is acknowledged after its commit reached the disk, so what was acknowledged survives `kill -9` and
//! a power cut. Another process (cron's `byline refresh`) may use the database at the same time.

use std::fmt;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;

mod access;
mod articles;
mod columns;
mod comments;
mod connection;
mod counts;
mod discussions;
mod elsewhere;
mod error;
mod feeds;
mod follow;
mod journal;
mod latest;
mod marks;
mod merge_articles;
mod merge_comments;
mod migrate;
mod moves;
mod mute_articles;
mod mutes;
mod newsboat;
mod people;
mod polls;
mod queue;
mod recognise;
mod river;
mod saved_queries;
mod screen;
mod sources;
#[cfg(test)]
mod tests;
mod threads;
mod undo;
mod validators;
mod visits;

pub use access::{Reader, Writer};
pub use articles::{ArticleQuery, StoredBody};
pub use elsewhere::Asked;
pub use error::StoreError;
pub use follow::Followed;
pub use journal::Applied;
pub use merge_articles::{Merged, NO_TITLE, NewArticle};
pub use merge_comments::{LoadedComments, MergedComments};
pub use newsboat::{CacheError, CachedCounts, CachedFeed, NewsboatCache};
pub use people::AuthorCard;
pub use polls::{Habits, OlderPage, Poll, PollOutcome};
pub use sources::Refusal;
pub use validators::Validators;

use queue::{Queue, Read, RepeatableTask, Task, guarded, queue};
use threads::Message;

/// Connections that read at the same time: the screen's list beside a search or an export.
const READERS: usize = 2;

/// The store. Cheap to clone; all clones are the same store.
///
/// Jobs must not call the store again: they would wait for their own thread.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writes: Queue<Message>,
    /// None in memory: there reads run on the writer's connection, the only one.
    reads: Option<Queue<Read>>,
    reading: Mutex<Vec<JoinHandle<()>>>,
    writing: Mutex<Option<JoinHandle<()>>>,
    /// The `data_version` that [`Store::changed_elsewhere`] last saw.
    seen: Mutex<Option<i64>>,
}

impl Store {
    /// Opens the database, makes it and its folder where they are missing, and brings it to the
    /// newest version.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be made, read or written, belongs to another program or to a newer
    /// byline, is damaged, or is kept busy by another process for ten seconds.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let writer = connection::open_writer(path)?;
        let readers = (0..READERS)
            .map(|_| connection::open_reader(path))
            .collect::<Result<Vec<_>, _>>()?;
        Self::start(writer, readers)
    }

    /// A store that keeps nothing after it is closed, for tests and for reading without subscribing.
    ///
    /// # Errors
    ///
    /// Fails only where no thread can be started.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::start(connection::open_in_memory()?, Vec::new())
    }

    fn start(writer: Connection, readers: Vec<Connection>) -> Result<Self, StoreError> {
        let (writes, waiting) = queue();
        let writing = spawn("store-write", move || threads::write(writer, waiting))?;
        let mut reading = Vec::new();
        let mut reads = None;
        if !readers.is_empty() {
            let (queue, waiting) = queue();
            let waiting = Arc::new(Mutex::new(waiting));
            for reader in readers {
                let waiting = Arc::clone(&waiting);
                reading.push(spawn("store-read", move || threads::read(reader, waiting))?);
            }
            reads = Some(queue);
        }
        let inner = Inner {
            writes,
            reads,
            reading: Mutex::new(reading),
            writing: Mutex::new(Some(writing)),
            seen: Mutex::new(None),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Runs a job on the writing thread, in a transaction that it may share with others, and returns
    /// after the commit. A job that fails is rolled back alone. Once handed over, a job is done even
    /// if its caller stops waiting.
    ///
    /// # Errors
    ///
    /// Fails with the job's own error, with that of the commit, or because the store is closed; then
    /// nothing of the job is kept.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Writer<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        // The caller may have gone away; then nobody wants the answer.
        let task = Task::boxed(job, move |result| drop(answer.send(result)));
        self.inner.writes.send(Message::Job(task)).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// As [`Store::write`], for a job that can be done again: it goes without the precaution that lets a job
    /// fail alone, which costs a copy of every page that it touches. Where it fails, what shares its
    /// transaction is taken back with it and done again, with the precaution.
    ///
    /// # Errors
    ///
    /// As [`Store::write`].
    pub async fn write_repeatable<T: Send + 'static>(
        &self,
        job: impl Fn(&mut Writer<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        // The caller may have gone away; then nobody wants the answer.
        let task = RepeatableTask::boxed(job, move |result| drop(answer.send(result)));
        self.inner.writes.send(Message::Job(task)).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// As [`Store::write`], waiting on this thread: for the command line and for tests.
    ///
    /// # Errors
    ///
    /// As [`Store::write`].
    pub fn write_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Writer<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = sync_channel(1);
        let task = Task::boxed(job, move |result| drop(answer.send(result)));
        self.inner.writes.send_now(Message::Job(task))?;
        answered.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Runs a job on a connection that can only read, on one state of the database.
    ///
    /// # Errors
    ///
    /// Fails with the job's own error, or because the store is closed.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Reader<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Some(reads) = &self.inner.reads else {
            return self.write(move |writer| job(writer)).await;
        };
        let (answer, answered) = oneshot::channel();
        let read: Read = Box::new(move |reader| drop(answer.send(guarded(|| job(reader)))));
        reads.send(read).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// As [`Store::read`], waiting on this thread: for the command line and for tests.
    ///
    /// # Errors
    ///
    /// As [`Store::read`].
    pub fn read_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Reader<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Some(reads) = &self.inner.reads else {
            return self.write_blocking(move |writer| job(writer));
        };
        let (answer, answered) = sync_channel(1);
        let read: Read = Box::new(move |reader| drop(answer.send(guarded(|| job(reader)))));
        reads.send_now(read)?;
        answered.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// A number that moves when another process commits, and not for this store's own writes
    /// (SQLite's `data_version`).
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read, or because the store is closed.
    pub async fn data_version(&self) -> Result<i64, StoreError> {
        let (answer, answered) = oneshot::channel();
        let ask = Message::Version(Box::new(move |version| drop(answer.send(version))));
        self.inner.writes.send(ask).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Whether another process has committed since this was last asked; false the first time.
    ///
    /// # Errors
    ///
    /// As [`Store::data_version`].
    pub async fn changed_elsewhere(&self) -> Result<bool, StoreError> {
        let version = self.data_version().await?;
        let mut seen = lock(&self.inner.seen);
        let before = seen.replace(version);
        Ok(before.is_some_and(|before| before != version))
    }

    /// Does everything that waits, then closes the database, for all clones. Later requests fail with
    /// [`StoreError::Closed`].
    pub fn close(self) {
        self.inner.close();
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Inner {
    /// The writer goes last: as the last connection it empties the write-ahead log.
    fn close(&self) {
        if let Some(reads) = &self.reads {
            reads.close();
        }
        lock(&self.reading).drain(..).for_each(join);
        self.writes.close();
        lock(&self.writing).take().into_iter().for_each(join);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| StoreError::Thread {
            source: Arc::new(error),
        })
}

/// Waits for a thread, unless it is this one: the last clone may be dropped by a job.
fn join(thread: JoinHandle<()>) {
    if thread.thread().id() != thread::current().id() && thread.join().is_err() {
        tracing::error!("a thread of the store ended in a panic");
    }
}
