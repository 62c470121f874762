//! Manners towards every host: one request at a time, a pause between two, and silence for as long as
//! the host asked for it. Feeds and comment threads stand in the same queue.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

use super::address::is_loopback;

/// Between the beginnings of two requests to one host.
const SPACING: Duration = Duration::from_secs(1);

/// Hosts that ask for more, with what they ask: Lobsters counts four requests a second as too many and
/// forbids prefetching, GitHub asks for a pause between requests, Reddit answers anonymous programs a
/// handful of times in half an hour.
const SLOW_HOSTS: &[(&str, Duration)] = &[
    ("lobste.rs", Duration::from_secs(2)),
    ("github.com", Duration::from_secs(2)),
    ("reddit.com", Duration::from_secs(60)),
];

/// Silence for a host that refuses and does not say for how long; twice as long with each refusal in a
/// row (section 11.7 of the comment sources' design).
const FIRST_SILENCE: Duration = Duration::from_secs(30);
/// As long as it can become so.
const LAST_SILENCE: Duration = Duration::from_secs(60 * 60);
/// By which part such a silence is spread, either way.
const JITTER: f64 = 0.2;

/// The longest silence that a host can impose on itself; longer stated times are cut to this.
pub const MAX_SILENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// The queues of all hosts, and the limit over all of them.
#[derive(Debug)]
pub struct Politeness {
    hosts: Mutex<HashMap<String, Arc<Queue>>>,
    everywhere: Arc<Semaphore>,
    /// Silences that nobody has written down yet: host and end.
    unwritten: Mutex<Vec<(String, Instant)>>,
}

#[derive(Debug)]
struct Queue {
    turn: Arc<Semaphore>,
    spacing: Duration,
    times: Mutex<Times>,
}

#[derive(Debug, Default)]
struct Times {
    next: Option<Instant>,
    silent_until: Option<Instant>,
    /// In a row.
    refusals: u32,
}

/// The right to make one request; given back when dropped.
#[derive(Debug)]
pub struct Turn {
    _host: Option<OwnedSemaphorePermit>,
    everywhere: Place,
}

/// A place among the requests under way over all hosts; given back when dropped. Who keeps it as long as
/// an answer is in memory bounds how many are.
pub type Place = OwnedSemaphorePermit;

impl Turn {
    /// Lets the host be asked by others, and keeps the place.
    pub fn into_place(self) -> Place {
        self.everywhere
    }
}

/// The host asked for silence; it is not asked before this is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server asked for silence, {}", more(*.0))]
pub struct Silent(pub Duration);

/// "90 more seconds", "12 more minutes".
fn more(wait: Duration) -> String {
    match wait.as_secs() {
        seconds @ ..120 => format!("{} more seconds", seconds.max(1)),
        seconds @ 120..7_200 => format!("{} more minutes", seconds.div_ceil(60)),
        seconds => format!("{} more hours", seconds.div_ceil(3_600)),
    }
}

impl Politeness {
    /// Queues with at most `concurrency` requests under way over all hosts.
    pub fn new(concurrency: usize) -> Self {
        Self {
            hosts: Mutex::default(),
            everywhere: Arc::new(Semaphore::new(concurrency.max(1))),
            unwritten: Mutex::default(),
        }
    }

    /// Waits for the right to ask `url`'s host. The machine itself is asked without waiting.
    ///
    /// Waiting for one host takes no place from the others: the limit over all hosts is taken last.
    ///
    /// # Errors
    ///
    /// Fails at once if the host asked for silence.
    pub async fn turn(&self, url: &Url) -> Result<Turn, Silent> {
        let queue = self.queue(url);
        let mut host = None;
        queue.check_silence()?;
        if !is_loopback(url) {
            // The semaphores are never closed.
            host = Arc::clone(&queue.turn).acquire_owned().await.ok();
            let next = queue.times().next;
            if let Some(next) = next {
                tokio::time::sleep_until(next).await;
            }
            queue.check_silence()?;
        }
        let everywhere = Arc::clone(&self.everywhere)
            .acquire_owned()
            .await
            .expect("the semaphore over all hosts is never closed");
        queue.times().next = Some(Instant::now() + queue.spacing);
        Ok(Turn {
            _host: host,
            everywhere,
        })
    }

    /// Keeps silent towards `url`'s host, which refused: for the `stated` time, cut to [`MAX_SILENCE`];
    /// else for half a minute, doubled with each refusal in a row up to an hour, and spread by `throw`, a
    /// number from 0 to 1.
    pub fn refused(&self, url: &Url, stated: Option<Duration>, throw: f64) {
        let queue = self.queue(url);
        let mut times = queue.times();
        let wait = stated.unwrap_or_else(|| {
            let doubled = FIRST_SILENCE.saturating_mul(1 << times.refusals.min(16));
            let spread = 1.0 + JITTER * (2.0 * throw.clamp(0.0, 1.0) - 1.0);
            doubled.min(LAST_SILENCE).mul_f64(spread)
        });
        times.refusals = times.refusals.saturating_add(1);
        let until = Instant::now() + wait.min(MAX_SILENCE);
        times.silent_until = Some(until);
        self.unwritten().push((host_key(url), until));
    }

    /// Notes that `url`'s host answers, so that its next refusal is the first again.
    pub fn answered(&self, url: &Url) {
        self.queue(url).times().refusals = 0;
    }

    /// Keeps silent towards a host as it was named by [`Politeness::new_silences`].
    pub fn restore_silence(&self, host: &str, wait: Duration) {
        let until = Instant::now() + wait.min(MAX_SILENCE);
        self.queue_of(host.to_owned()).times().silent_until = Some(until);
    }

    /// The silences that were imposed since this was last called: host, and how long they still last.
    pub fn new_silences(&self) -> Vec<(String, Duration)> {
        let now = Instant::now();
        let unwritten = std::mem::take(&mut *self.unwritten());
        let left = |(host, until): (String, Instant)| (host, until.duration_since(now));
        unwritten.into_iter().map(left).collect()
    }

    fn unwritten(&self) -> std::sync::MutexGuard<'_, Vec<(String, Instant)>> {
        self.unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn queue(&self, url: &Url) -> Arc<Queue> {
        self.queue_of(host_key(url))
    }

    fn queue_of(&self, key: String) -> Arc<Queue> {
        let spacing = spacing(key.split(':').next().unwrap_or_default());
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(key).or_insert_with(|| {
            Arc::new(Queue {
                turn: Arc::new(Semaphore::new(1)),
                spacing,
                times: Mutex::default(),
            })
        }))
    }
}

/// What hosts are told apart by: name without `www.`, and port where it is not the scheme's.
fn host_key(url: &Url) -> String {
    let host = url
        .host_str()
        .unwrap_or_default()
        .trim_start_matches("www.");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

impl Queue {
    fn times(&self) -> std::sync::MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check_silence(&self) -> Result<(), Silent> {
        let mut times = self.times();
        match times.silent_until {
            Some(until) if until > Instant::now() => Err(Silent(until - Instant::now())),
            _ => {
                times.silent_until = None;
                Ok(())
            }
        }
    }
}

fn spacing(host: &str) -> Duration {
    SLOW_HOSTS
        .iter()
        .find(|(slow, _)| {
            host == *slow
                || host
                    .strip_suffix(slow)
                    .is_some_and(|rest| rest.ends_with('.'))
        })
        .map_or(SPACING, |(_, spacing)| *spacing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str) -> Url {
        Url::parse(address).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn one_host_is_asked_one_at_a_time_and_a_second_apart() {
        let politeness = Politeness::new(8);
        let start = Instant::now();
        for _ in 0..3 {
            drop(
                politeness
                    .turn(&url("https://blog.example.org/a"))
                    .await
                    .unwrap(),
            );
        }
        assert_eq!(start.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_is_waited_for_delays_no_other() {
        let politeness = Politeness::new(1);
        let start = Instant::now();
        drop(
            politeness
                .turn(&url("https://slow.example.org/"))
                .await
                .unwrap(),
        );
        let (slow, other) = (
            url("https://slow.example.org/"),
            url("https://other.example.org/"),
        );
        let waiting = politeness.turn(&slow);
        let other = politeness.turn(&other);
        tokio::pin!(waiting, other);
        tokio::select! {
            _ = &mut waiting => panic!("the same host was asked again at once"),
            turn = &mut other => drop(turn.unwrap()),
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_kept_for_the_whole_host_and_ends() {
        let politeness = Politeness::new(8);
        let stated = Some(Duration::from_secs(90));
        politeness.refused(&url("https://www.example.org/feed"), stated, 0.5);
        let refused = politeness
            .turn(&url("https://example.org/other"))
            .await
            .unwrap_err();
        assert_eq!(refused, Silent(Duration::from_secs(90)));
        tokio::time::advance(Duration::from_secs(91)).await;
        assert!(
            politeness
                .turn(&url("https://example.org/other"))
                .await
                .is_ok()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_refuses_again_and_again_is_asked_ever_more_seldom() {
        let politeness = Politeness::new(8);
        let address = url("https://example.org/feed");
        let mut waits = Vec::new();
        for refusals in 0..9 {
            if refusals == 8 {
                politeness.answered(&address);
            }
            politeness.refused(&address, None, 0.5);
            let Silent(wait) = politeness.turn(&address).await.unwrap_err();
            waits.push(wait.as_secs());
            tokio::time::advance(wait).await;
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 30]);
        let spread = |throw| {
            politeness.answered(&address);
            politeness.refused(&address, None, throw);
            politeness.queue(&address).check_silence().unwrap_err().0
        };
        assert_eq!(spread(0.0), Duration::from_secs(24));
        assert_eq!(spread(1.0), Duration::from_secs(36));
    }

    #[test]
    fn a_silence_is_told_in_words_that_fit_its_length() {
        for (seconds, words) in [
            (0, "1 more seconds"),
            (90, "90 more seconds"),
            (121, "3 more minutes"),
            (7_200, "2 more hours"),
        ] {
            let silent = Silent(Duration::from_secs(seconds)).to_string();
            assert_eq!(silent, format!("the server asked for silence, {words}"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_silence_outlives_the_program_by_being_told_once() {
        let politeness = Politeness::new(8);
        let address = url("https://www.example.org/feed");
        politeness.refused(&address, Some(Duration::from_secs(90)), 0.5);
        tokio::time::advance(Duration::from_secs(30)).await;
        let told = politeness.new_silences();
        assert_eq!(told, [("example.org".to_owned(), Duration::from_secs(60))]);
        assert_eq!(politeness.new_silences(), []);
        let next_run = Politeness::new(8);
        next_run.restore_silence(&told[0].0, told[0].1);
        assert_eq!(
            next_run.turn(&address).await.unwrap_err(),
            Silent(Duration::from_secs(60))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_machine_itself_is_not_waited_for() {
        let politeness = Politeness::new(100);
        let start = Instant::now();
        let mut turns = Vec::new();
        for _ in 0..50 {
            turns.push(
                politeness
                    .turn(&url("http://127.0.0.1:8080/feed"))
                    .await
                    .unwrap(),
            );
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[test]
    fn hosts_that_ask_for_more_get_it() {
        assert_eq!(spacing("old.reddit.com"), Duration::from_secs(60));
        assert_eq!(spacing("notreddit.com"), SPACING);
    }
}
