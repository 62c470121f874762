//! A slot for the newest job of a kind: what the reader looks at now, not the forty before it.

use std::sync::Mutex;

use tokio::sync::Notify;

/// Holds at most one waiting job; a newer one takes its place.
#[derive(Debug)]
pub struct Latest<T> {
    waiting: Mutex<Option<T>>,
    arrived: Notify,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self {
            waiting: Mutex::new(None),
            arrived: Notify::new(),
        }
    }
}

impl<T> Latest<T> {
    /// Puts a job into the slot; the one that waited there is forgotten.
    pub fn put(&self, job: T) {
        *self.lock() = Some(job);
        self.arrived.notify_one();
    }

    /// Waits for a job and takes it.
    pub async fn take(&self) -> T {
        loop {
            if let Some(job) = self.lock().take() {
                return job;
            }
            self.arrived.notified().await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<T>> {
        self.waiting
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_newest_job_is_taken() {
        let slot = Latest::default();
        slot.put(1);
        slot.put(2);
        assert_eq!(slot.take().await, 2);
        slot.put(3);
        assert_eq!(slot.take().await, 3);
    }
}
