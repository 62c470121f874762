//! The threads that own the connections: one that writes, some that read.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::access::{Reader, Writer};
use super::error::StoreError;
use super::queue::{Job, Place, Read, Waiting};

/// Jobs in one transaction: enough to share the wait for the disk.
const MAX_BATCH: usize = 256;

/// How long a transaction may be kept open for further jobs. The jobs done so far wait for the commit,
/// and so does every other process.
const MAX_BATCH_TIME: Duration = Duration::from_millis(30);

/// What the writing thread is asked for.
pub(super) enum Message {
    /// A write.
    Job(Box<dyn Job>),
    /// SQLite's `data_version` of this connection, which moves when another connection commits.
    Version(Box<dyn FnOnce(Result<i64, StoreError>) + Send>),
}

/// Does the writes until the queue is closed and empty.
pub(super) fn write(connection: Connection, waiting: Waiting<Message>) {
    let mut jobs = VecDeque::new();
    while let Ok((message, place)) = waiting.recv() {
        let mut next = Some((message, place));
        while let Some((message, place)) = next.take() {
            match message {
                Message::Job(job) => jobs.push_back((job, place)),
                Message::Version(answer) => answer(data_version(&connection)),
            }
            if jobs.len() < MAX_BATCH {
                next = waiting.try_recv().ok();
            }
        }
        while !jobs.is_empty() {
            if !batch(&connection, &mut jobs, MAX_BATCH_TIME, true) {
                batch(&connection, &mut jobs, MAX_BATCH_TIME, false);
            }
        }
    }
}

/// Does jobs in one transaction, as many as fit the time, and answers them after the commit.
///
/// As long as all can be done again, they are done without savepoints if `may_begin_anew`: one that fails
/// takes the transaction with it. Then nothing was done, and the answer is false.
pub(super) fn batch(
    connection: &Connection,
    jobs: &mut VecDeque<(Box<dyn Job>, Place)>,
    time: Duration,
    mut may_begin_anew: bool,
) -> bool {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        // Nobody waits one after the other for a database that is busy or gone.
        let error = StoreError::from(error);
        jobs.drain(..)
            .for_each(|(job, _)| job.finish(Err(error.clone())));
        return true;
    }
    let begun = Instant::now();
    let mut done = Vec::new();
    while begun.elapsed() < time {
        let Some((mut job, place)) = jobs.pop_front() else {
            break;
        };
        may_begin_anew &= job.is_repeatable();
        let outcome = match may_begin_anew {
            true => job.run(&mut Writer::new(connection)),
            false => in_savepoint(connection, &mut *job),
        };
        done.push((job, place));
        if let Err(error) = outcome {
            roll_back(connection);
            if may_begin_anew {
                done.into_iter().rev().for_each(|job| jobs.push_front(job));
                return false;
            }
            answer(done, &Err(error));
            return true;
        }
    }
    let committed = connection
        .execute_batch("COMMIT")
        .map_err(StoreError::from)
        .inspect_err(|_| roll_back(connection));
    answer(done, &committed);
    true
}

/// Does one job so that its failure leaves the others of the transaction alone.
///
/// A job that fails by itself was done, too: it knows its error. The error here is that of the whole
/// transaction: a full disk or a failing one makes SQLite roll back also the jobs before.
fn in_savepoint(connection: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let outcome = job.run(&mut Writer::new(connection));
    if outcome.is_err() {
        if connection.is_autocommit() {
            return outcome;
        }
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    Ok(())
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a failed transaction could not be rolled back");
    }
}

fn answer(done: Vec<(Box<dyn Job>, Place)>, kept: &Result<(), StoreError>) {
    for (job, _place) in done {
        job.finish(kept.clone());
    }
}

fn data_version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
}

/// Does reads, each on one state of the database, until the queue is closed and empty.
pub(super) fn read(connection: Connection, waiting: Arc<Mutex<Waiting<Read>>>) {
    loop {
        // The lock is held while waiting: one idle thread waits for the queue, the others for it.
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok((job, _place)) = next else {
            return;
        };
        let state = connection.unchecked_transaction();
        if let Err(error) = &state {
            // The job meets the same error at its first statement and reports it.
            tracing::warn!(%error, "a read could not begin");
        }
        job(&Reader {
            connection: &connection,
        });
    }
}
