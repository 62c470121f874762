//! Jobs on their way to the threads that own the connections.
//!
//! Senders wait for a place in the queue, so it is bounded. Both sides work without an async runtime:
//! the command line and the tests have none.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::{Reader, Writer};
use super::error::StoreError;

/// Jobs that may wait in one queue; more callers wait for a place.
const QUEUE_LENGTH: usize = 1_024;

/// A place in a queue, held until it is dropped; callers that wait on a thread of their own need none.
pub(super) type Place = Option<OwnedSemaphorePermit>;

/// The receiving side of a bounded queue.
pub(super) type Waiting<M> = Receiver<(M, Place)>;

/// The sending side of a bounded queue.
pub(super) struct Queue<M> {
    sender: Mutex<Option<Sender<(M, Place)>>>,
    places: Arc<Semaphore>,
}

/// A queue and its receiving side.
pub(super) fn queue<M>() -> (Queue<M>, Waiting<M>) {
    let (sender, receiver) = mpsc::channel();
    let queue = Queue {
        sender: Mutex::new(Some(sender)),
        places: Arc::new(Semaphore::new(QUEUE_LENGTH)),
    };
    (queue, receiver)
}

impl<M> Queue<M> {
    /// Waits for a place and hands the message over.
    pub(super) async fn send(&self, message: M) -> Result<(), StoreError> {
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Closed)?;
        self.hand_over(message, Some(place))
    }

    /// Hands the message over at once. For callers that wait for the answer on a thread of their own,
    /// of which there are few.
    pub(super) fn send_now(&self, message: M) -> Result<(), StoreError> {
        self.hand_over(message, None)
    }

    /// Takes nothing more; what waits is still done.
    pub(super) fn close(&self) {
        self.sender
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        self.places.close();
    }

    fn hand_over(&self, message: M, place: Place) -> Result<(), StoreError> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = sender.as_ref().ok_or(StoreError::Closed)?;
        sender
            .send((message, place))
            .map_err(|_| StoreError::Closed)
    }
}

/// A write, done in a transaction that it may share with others.
pub(super) trait Job: Send {
    /// Does the work and keeps its result; returns a copy of its error.
    fn run(&mut self, writer: &mut Writer<'_>) -> Result<(), StoreError>;

    /// Whether it may be run again after what it did was taken back.
    fn is_repeatable(&self) -> bool;

    /// Tells the caller how it went: the result of the work, or why it could not be kept.
    fn finish(self: Box<Self>, kept: Result<(), StoreError>);
}

/// A [`Job`] that is done once: a closure, its result, and where to send that.
pub(super) struct Task<T, W, A> {
    work: Option<W>,
    outcome: Result<T, StoreError>,
    answer: A,
}

impl<T, W, A> Task<T, W, A>
where
    T: Send + 'static,
    W: FnOnce(&mut Writer<'_>) -> Result<T, StoreError> + Send + 'static,
    A: FnOnce(Result<T, StoreError>) + Send + 'static,
{
    pub(super) fn boxed(work: W, answer: A) -> Box<dyn Job> {
        Box::new(Self {
            work: Some(work),
            outcome: Err(StoreError::Closed),
            answer,
        })
    }
}

impl<T, W, A> Job for Task<T, W, A>
where
    T: Send,
    W: FnOnce(&mut Writer<'_>) -> Result<T, StoreError> + Send,
    A: FnOnce(Result<T, StoreError>) + Send,
{
    fn run(&mut self, writer: &mut Writer<'_>) -> Result<(), StoreError> {
        if let Some(work) = self.work.take() {
            self.outcome = guarded(|| work(writer));
        }
        self.outcome.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn is_repeatable(&self) -> bool {
        false
    }

    fn finish(self: Box<Self>, kept: Result<(), StoreError>) {
        (self.answer)(self.outcome.and_then(|value| kept.map(|()| value)));
    }
}

/// A [`Job`] that can be done again: as [`Task`], but the closure stays.
pub(super) struct RepeatableTask<T, W, A> {
    work: W,
    outcome: Result<T, StoreError>,
    answer: A,
}

impl<T, W, A> RepeatableTask<T, W, A>
where
    T: Send + 'static,
    W: Fn(&mut Writer<'_>) -> Result<T, StoreError> + Send + 'static,
    A: FnOnce(Result<T, StoreError>) + Send + 'static,
{
    pub(super) fn boxed(work: W, answer: A) -> Box<dyn Job> {
        Box::new(Self {
            work,
            outcome: Err(StoreError::Closed),
            answer,
        })
    }
}

impl<T, W, A> Job for RepeatableTask<T, W, A>
where
    T: Send,
    W: Fn(&mut Writer<'_>) -> Result<T, StoreError> + Send,
    A: FnOnce(Result<T, StoreError>) + Send,
{
    fn run(&mut self, writer: &mut Writer<'_>) -> Result<(), StoreError> {
        self.outcome = guarded(|| (self.work)(writer));
        self.outcome.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn finish(self: Box<Self>, kept: Result<(), StoreError>) {
        (self.answer)(self.outcome.and_then(|value| kept.map(|()| value)));
    }
}

/// A read, done on whichever reading thread is free.
pub(super) type Read = Box<dyn FnOnce(&Reader<'_>) + Send>;

/// Runs work that came from elsewhere; a panic in it becomes an error of that work alone.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    // Unwind safety: the caller rolls back, so nothing half done is seen afterwards.
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(StoreError::Panicked(message_of(&*panic))))
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no reason was given").to_owned()
}
