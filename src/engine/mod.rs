//! Background work: the only place where network, storage and parsing meet.
//!
//! The screen sends [`message::Request`]s and is sent [`message::Report`]s ([`Engine::serve`]); the
//! command line calls the same work directly ([`Engine::subscribe`], [`Engine::refresh`],
//! [`Engine::load_comments`]).

mod discuss;
mod elsewhere;
mod export;
mod fetch;
mod find;
pub mod follow;
mod import;
mod info;
mod latest;
mod local;
pub mod message;
mod older;
mod pipe;
mod poll;
mod program;
mod read;
pub mod schedule;
mod secrets;
mod serve;
mod settle;
mod subscribe;
mod subscriptions;
mod welcome;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Semaphore;
use url::Url;

pub use discuss::{DiscussError, Found, More, Why};
pub use elsewhere::{ElsewhereError, Heard};
pub use fetch::{FetchError, fetch};
pub use import::{Cached, ImportError, Imported};
pub use older::OlderError;
pub use poll::FeedOutcome;
pub use program::{Complaint, ProgramError, describe_end, describe_no_start};
pub use secrets::SecretError;
pub use serve::Service;
pub use subscribe::{SubscribeError, Subscribed};
pub use subscriptions::MoveError;

use self::follow::Manners;
use self::secrets::Secrets;
use self::subscribe::Offered;
use crate::comments::services::Mirrors;
use crate::config::Config;
use crate::net::address::{AddressError, Owner};
use crate::net::answer::Answer;
use crate::net::client::{Client, Fetch, NetError, Settings, SetupError, default_user_agent};
use crate::net::politeness::Place;
use crate::store::{Store, StoreError};

/// Where the time comes from; tests pass their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Polls, loads and keeps; cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    store: Store,
    client: Client,
    config: Config,
    clock: Clock,
    mirrors: Mirrors,
    secrets: Secrets,
    manners: Manners,
    exports: OnceLock<PathBuf>,
    offered: Mutex<Offered>,
    /// Feed documents that may be read at the same time.
    parsing: Semaphore,
    /// Whether the last poll found that this machine has no network.
    offline: AtomicBool,
}

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network.
    #[error(transparent)]
    Network(#[from] SetupError),
}

impl Engine {
    /// Takes an open store and, if it is new, puts the built-in feed into it.
    ///
    /// # Errors
    ///
    /// Fails if the HTTP client cannot be set up or the store cannot be written.
    pub async fn open(store: Store, config: Config, clock: Clock) -> Result<Self, EngineError> {
        let client = Client::new(&settings(&config))?;
        let mirrors = Mirrors::new(config.services.clone());
        let engine = Self(Arc::new(Inner {
            store,
            client,
            config,
            clock,
            mirrors,
            secrets: Secrets::default(),
            manners: Manners::default(),
            exports: OnceLock::new(),
            offered: Mutex::default(),
            parsing: Semaphore::new(cores()),
            offline: AtomicBool::new(false),
        }));
        engine.seed_welcome().await?;
        engine.restore_silences().await?;
        Ok(engine)
    }

    /// The store, for reading what the engine has written.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Says, once, which folder exported threads go to; it need not be there yet. Without one they go to
    /// the clipboard only.
    pub fn set_export_folder(&self, folder: PathBuf) {
        // The first word counts.
        let _ = self.0.exports.set(folder);
    }

    fn export_folder(&self) -> Option<&Path> {
        self.0.exports.get().map(PathBuf::as_path)
    }

    fn was_offline(&self) -> bool {
        self.0.offline.load(Ordering::Relaxed)
    }

    fn set_offline(&self, is_offline: bool) {
        self.0.offline.store(is_offline, Ordering::Relaxed);
    }

    fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    fn mirrors(&self) -> &Mirrors {
        &self.0.mirrors
    }

    fn manners(&self) -> &Manners {
        &self.0.manners
    }

    /// What pages offered to choose from.
    fn offered(&self) -> MutexGuard<'_, Offered> {
        let offered = self.0.offered.lock();
        offered.unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an address that somebody's page names may be asked by the way of [`Engine::ask_named`], as far
    /// as it shows by itself.
    fn admits_named(&self, url: &Url, typed: &Url) -> Result<(), AddressError> {
        self.0.client.admits(url, Owner::host(typed))
    }

    fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// Makes a request; a silence that a host imposes by its answer is kept beyond the program's end.
    async fn fetch(&self, fetch: Fetch) -> Result<Answer, NetError> {
        let (answer, _) = self.fetch_with_place(fetch).await?;
        Ok(answer)
    }

    /// As [`Engine::fetch`], with the answer's place among the requests under way.
    async fn fetch_with_place(&self, fetch: Fetch) -> Result<(Answer, Place), NetError> {
        let answer = self.0.client.fetch_with_place(fetch).await;
        let silences = self.0.client.new_silences();
        if !silences.is_empty() {
            let now = self.now();
            let kept = self.store().write(move |writer| {
                for (host, wait) in silences {
                    let until = now.checked_add(wait).unwrap_or(now);
                    writer.keep_silence(&host, until, now)?;
                }
                Ok(())
            });
            // It is kept in memory in any case.
            if let Err(error) = kept.await {
                tracing::warn!(%error, "a host's silence cannot be written down");
            }
        }
        answer
    }

    /// Takes up the silences that hosts asked for in earlier runs.
    async fn restore_silences(&self) -> Result<(), StoreError> {
        let now = self.now();
        let silences = self
            .store()
            .read(move |reader| reader.silences(now))
            .await?;
        for (host, until) in silences {
            let wait = Duration::try_from(until.duration_since(now)).unwrap_or_default();
            self.0.client.restore_silence(&host, wait);
        }
        Ok(())
    }

    fn config(&self) -> &Config {
        &self.0.config
    }
}

/// The system's clock.
pub fn system_clock() -> Clock {
    Arc::new(Timestamp::now)
}

fn settings(config: &Config) -> Settings {
    let network = &config.network;
    let non_empty = |text: &String| (!text.is_empty()).then(|| text.clone());
    Settings {
        timeout: Duration::from_secs(u64::from(network.timeout_seconds.max(1))),
        concurrency: usize::from(config.polling.concurrency.max(1)),
        user_agent: non_empty(&network.user_agent).unwrap_or_else(default_user_agent),
        proxy: non_empty(&network.proxy),
        allow_private: network.allow_private.clone(),
    }
}

/// How many threads can really run at the same time.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// For how long the result of a job is waited for. The longest honest one, laying out a book chapter in a
/// debug build, takes a few seconds.
const JOB_DEADLINE: Duration = Duration::from_secs(60);

/// Runs work that takes processor time where it holds nothing up. A panic in it becomes an error of
/// this one job; so does a document that takes too long, which nobody waits for any longer.
async fn off_the_loop<T: Send + 'static>(
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JobError> {
    let running = tokio::task::spawn_blocking(job);
    match tokio::time::timeout(JOB_DEADLINE, running).await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(error)) => {
            tracing::error!(%error, "a job has crashed");
            Err(JobError::Crashed)
        }
        Err(_) => {
            tracing::error!("a job takes too long");
            Err(JobError::TooLong)
        }
    }
}

/// Why a job has no result: a bug in byline or a library, contained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// It ended in a panic.
    #[error("reading it failed inside byline (please report this)")]
    Crashed,
    /// It did not end within a minute.
    #[error("reading it took longer than a minute (please report this)")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_job_that_does_not_end_is_given_up() {
        let (done, wait) = std::sync::mpsc::channel::<()>();
        let job = tokio::spawn(off_the_loop(move || wait.recv().is_ok()));
        // A paused clock stands still as long as a job runs on another thread.
        tokio::task::yield_now().await;
        tokio::time::advance(JOB_DEADLINE + Duration::from_secs(1)).await;
        assert_eq!(job.await.unwrap(), Err(JobError::TooLong));
        drop(done);
    }

    #[tokio::test]
    async fn a_panic_is_an_error_of_its_job_alone() {
        let job = off_the_loop(|| std::panic::panic_any("broken"));
        assert_eq!(job.await, Err::<(), _>(JobError::Crashed));
    }
}
