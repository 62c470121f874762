//! Threads that the reader follows: asked for by byline itself, at a pace that decays with the article's
//! age, and only where the host's robots.txt lets programs (sections 11.6, 11.9 and 13 of the comment
//! sources' design).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use robotxt::{AccessResult, Robots};
use url::Url;

use super::Engine;
use super::discuss::{DiscussError, Why};
use super::schedule::words;
use crate::comments;
use crate::model::discussion::ThreadRef;
use crate::model::id::{ArticleId, DiscussionId};
use crate::net::address::Owner;
use crate::net::client::{Fetch, NetError};
use crate::store::{Followed, StoreError};

/// For how long a robots.txt is believed (RFC 9309, section 2.4).
const ROBOTS_FOR: SignedDuration = SignedDuration::from_hours(24);
/// The most of a robots.txt that is read (RFC 9309, section 2.5).
const ROBOTS_BYTES: usize = 500 << 10;
/// For how long a host is left alone that could not be reached, or had no robots.txt to give for now.
const AWAY_FOR: SignedDuration = SignedDuration::from_mins(15);
/// Hosts that are asked side by side (section 11.3).
const HOSTS_AT_A_TIME: usize = 8;

/// When a followed thread is asked for again, and why then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextCheck {
    /// When; none for never by itself.
    pub at: Option<Timestamp>,
    /// Why, as the end of a sentence: "the article is from today".
    pub reason: String,
}

/// For how long after the reader's last visit a thread has its own rhythm, whatever its article's feed counts.
const VISITED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// When a thread is due: every quarter of an hour while it is young, then hourly, then twice a day, then no
/// more, unless it is watched. It is as young as its article; one that is watched as its newest comment, or
/// as the reader's last visit.
///
/// A feed that counts as many comments as when the thread was loaded makes one slower that is neither watched
/// nor was visited lately: the feed is a day old at times, and cached on the way.
pub fn next_check(thread: &Followed, now: Timestamp) -> NextCheck {
    const QUARTER: SignedDuration = SignedDuration::from_mins(15);
    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const HALF_DAY: SignedDuration = SignedDuration::from_hours(12);
    let young_since = match thread.is_watched {
        // An old thread that is watched is young again when it is opened, and with each comment.
        true => Some(thread.date).max(thread.newest).max(thread.visited),
        false => Some(thread.date),
    };
    let hours = now.duration_since(young_since.unwrap_or(now)).as_hours();
    let (pace, age) = match hours {
        ..6 => (Some(QUARTER), "it is a few hours old"),
        6..48 => (Some(HOUR), "it is a day old"),
        48..336 => (Some(HALF_DAY), "it is some days old"),
        _ if thread.is_watched => (Some(HALF_DAY), "it is quiet"),
        _ => (None, "its article is older than two weeks: r asks for it"),
    };
    let Some(pace) = pace else {
        return NextCheck {
            at: None,
            reason: age.to_owned(),
        };
    };
    let is_counted = thread.stated.is_some() && thread.stated == thread.stated_then;
    let is_visited = thread
        .visited
        .is_some_and(|visited| now.duration_since(visited) < VISITED_FOR);
    let is_slow = is_counted && !thread.is_watched && !is_visited && pace < HALF_DAY;
    let (pace, age) = match is_slow {
        true => (HALF_DAY, "the feed counts no new comment"),
        false => (pace, age),
    };
    let state = match thread.is_watched {
        true => "watched",
        false => "followed",
    };
    let every = words(Duration::try_from(pace).unwrap_or_default());
    let tried = thread.tried.unwrap_or(now);
    NextCheck {
        at: Some(tried.saturating_add(pace).unwrap_or(now)),
        reason: format!("{age}, and it is {state}: every {every}"),
    }
}

/// What hosts let programs ask for by themselves.
#[derive(Default)]
pub(super) struct Manners {
    /// Held as long as followed threads are asked for: one round at a time.
    round: tokio::sync::Mutex<()>,
    hosts: Mutex<HashMap<String, Rules>>,
    /// When the reader opened a thread, or asked for it, in this run.
    opened: Mutex<HashMap<DiscussionId, Timestamp>>,
}

#[derive(Clone)]
struct Rules {
    robots: Arc<Robots>,
    until: Timestamp,
}

/// What is asked of one host in one round, one after the other.
#[derive(Default)]
struct Visit {
    /// The last time that any followed thread of the host was asked for.
    last: Option<Timestamp>,
    /// The longest waiting first.
    due: Vec<Due>,
}

/// A followed thread that is due.
struct Due {
    at: Timestamp,
    discussion: DiscussionId,
    /// What is asked for first.
    url: Url,
    /// The address that the reader chose: the mirror's or the feed's. Its host may be private.
    own: Option<Url>,
}

impl Engine {
    /// Asks for the followed threads that are due: those of one host one after the other, the longest
    /// waiting first, and of several hosts side by side. Returns the articles of which something came;
    /// none while another round is under way.
    ///
    /// # Errors
    ///
    /// Fails if the store does; a thread that cannot be had notes why.
    pub async fn follow(&self) -> Result<Vec<ArticleId>, StoreError> {
        let Ok(_round) = self.manners().round.try_lock() else {
            return Ok(Vec::new());
        };
        let now = self.now();
        let followed = self.followed(now).await?;
        let visits = self.visits(followed, now).into_iter();
        let mut visits = stream::iter(visits)
            .map(|(host, visit)| self.visit(host, visit))
            .buffer_unordered(HOSTS_AT_A_TIME);
        let mut changed = Vec::new();
        while let Some(articles) = visits.next().await {
            changed.extend(articles?);
        }
        changed.sort_unstable();
        changed.dedup();
        Ok(changed)
    }

    /// The followed threads, with the reader's last visits in this run.
    async fn followed(&self, now: Timestamp) -> Result<Vec<Followed>, StoreError> {
        let followed = self.store().read(move |reader| reader.followed(now));
        let mut followed = followed.await?;
        let opened = self.visits_of_this_run();
        for thread in &mut followed {
            let opened = opened.get(&thread.discussion).copied();
            thread.visited = thread.visited.max(opened);
        }
        Ok(followed)
    }

    /// Notes that the reader has opened a thread, or asked for it.
    pub(super) fn note_visit(&self, discussion: DiscussionId) {
        let now = self.now();
        self.visits_of_this_run().insert(discussion, now);
    }

    fn visits_of_this_run(&self) -> MutexGuard<'_, HashMap<DiscussionId, Timestamp>> {
        let opened = self.manners().opened.lock();
        opened.unwrap_or_else(PoisonError::into_inner)
    }

    /// The followed threads by host, with those that are due.
    fn visits(&self, followed: Vec<Followed>, now: Timestamp) -> HashMap<String, Visit> {
        let mut visits: HashMap<String, Visit> = HashMap::new();
        for thread in followed {
            let asked = self.asked_first(&thread.thread, thread.own.as_ref());
            let Some((url, own)) = asked else {
                continue;
            };
            let visit = visits.entry(url.authority().to_owned()).or_default();
            visit.last = visit.last.max(thread.tried);
            let at = next_check(&thread, now).at;
            if let Some(at) = at.filter(|at| *at <= now) {
                visit.due.push(Due {
                    at,
                    discussion: thread.discussion,
                    url,
                    own,
                });
            }
        }
        for visit in visits.values_mut() {
            visit.due.sort_by_key(|due| due.at);
        }
        visits.retain(|_, visit| !visit.due.is_empty());
        visits
    }

    async fn visit(&self, host: String, mut visit: Visit) -> Result<Vec<ArticleId>, StoreError> {
        let mut changed = Vec::new();
        for due in visit.due {
            let now = self.now();
            let robots = self.rules(&host, &due.url, due.own.as_ref()).await;
            let delay = robots.crawl_delay().unwrap_or_default();
            let is_soon = visit
                .last
                .is_some_and(|last| now.duration_since(last).unsigned_abs() < delay);
            if is_soon || !robots.is_url_allowed(&due.url) {
                continue;
            }
            match self.load_discussion(due.discussion, Why::Followed).await {
                Ok(reloaded) => changed.extend(reloaded.is_changed.then_some(reloaded.article)),
                Err(DiscussError::Store(error)) => return Err(error),
                Err(DiscussError::Unreachable(_)) => {
                    self.keep_away(&host);
                    break;
                }
                Err(error) => tracing::debug!(%error, "a followed thread"),
            }
            visit.last = Some(self.now());
        }
        Ok(changed)
    }

    /// When the followed threads of an article are asked for again, and why then.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn next_checks(
        &self,
        article: ArticleId,
    ) -> Result<HashMap<DiscussionId, NextCheck>, StoreError> {
        let now = self.now();
        let own = self
            .store()
            .read(move |reader| reader.discussions(article))
            .await?;
        let threads = self.followed(now).await?.into_iter();
        Ok(threads
            .filter(|thread| own.iter().any(|own| own.id == thread.discussion))
            .map(|thread| (thread.discussion, next_check(&thread, now)))
            .collect())
    }

    /// What a host lets programs ask for: its robots.txt, for as long as that is believed.
    async fn rules(&self, host: &str, url: &Url, own: Option<&Url>) -> Arc<Robots> {
        let now = self.now();
        let known = self.hosts().get(host).cloned();
        if let Some(known) = known.filter(|known| now < known.until) {
            return known.robots;
        }
        let (robots, believed) = self.robots(url, own).await;
        self.learn(host, robots, believed)
    }

    /// Whether a thread's host lets programs ask for it by themselves. `own` is the feed's address as the
    /// reader typed it.
    pub(super) async fn lets_programs(&self, thread: &ThreadRef, own: Option<&Url>) -> bool {
        let Some((url, own)) = self.asked_first(thread, own) else {
            return false;
        };
        let robots = self.rules(url.authority(), &url, own.as_ref()).await;
        robots.is_url_allowed(&url)
    }

    /// What is asked for first of a thread, and the address that the reader chose for it: the mirror's or
    /// the feed's.
    fn asked_first(&self, thread: &ThreadRef, own: Option<&Url>) -> Option<(Url, Option<Url>)> {
        let asks = comments::source(&thread.source)?.first(thread).ok()?;
        let ask = asks.into_iter().next()?;
        let mirror = self.mirrors().replace(&ask.url);
        let own = mirror.clone().or_else(|| own.cloned());
        Some((mirror.unwrap_or(ask.url), own))
    }

    /// Leaves a host alone that could not be reached, or this machine is offline.
    fn keep_away(&self, host: &str) {
        self.learn(host, Robots::disallow_all(), AWAY_FOR);
    }

    fn learn(&self, host: &str, robots: Robots, believed: SignedDuration) -> Arc<Robots> {
        let now = self.now();
        let robots = Arc::new(robots);
        let rules = Rules {
            robots: Arc::clone(&robots),
            until: now.saturating_add(believed).unwrap_or(now),
        };
        self.hosts().insert(host.to_owned(), rules);
        robots
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Rules>> {
        let hosts = self.manners().hosts.lock();
        hosts.unwrap_or_else(PoisonError::into_inner)
    }

    /// A host's robots.txt, and for how long it is believed; a missing one allows everything, one that
    /// cannot be had now nothing.
    async fn robots(&self, url: &Url, own: Option<&Url>) -> (Robots, SignedDuration) {
        const NAME: &str = "byline";
        let Ok(address) = robotxt::robots_url(url) else {
            return (Robots::disallow_all(), ROBOTS_FOR);
        };
        let fetch = Fetch {
            owner: own.map(Owner::address),
            ..Fetch::get(address, "text/plain, */*;q=0.1", ROBOTS_BYTES)
        };
        let answer = match self.fetch(fetch).await {
            Ok(answer) => answer,
            Err(NetError::TooLarge { .. } | NetError::Redirects { .. }) => {
                return (Robots::allow_all(), ROBOTS_FOR);
            }
            Err(_) => return (Robots::disallow_all(), AWAY_FOR),
        };
        let access = match answer.status.as_u16() {
            200..=299 => AccessResult::Successful(&answer.body),
            400..=499 => AccessResult::Unavailable,
            _ => return (Robots::disallow_all(), AWAY_FOR),
        };
        (Robots::from_access(access, NAME), ROBOTS_FOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-25T12:00:00Z".parse().unwrap()
    }

    /// A thread whose article is so many hours old, asked for an hour and a half ago.
    fn thread(hours: i64) -> Followed {
        Followed {
            discussion: DiscussionId(1),
            thread: ThreadRef {
                source: "wordpress".to_owned(),
                scope: "1".to_owned(),
                locator: String::new(),
                page: None,
            },
            own: None,
            date: now() - SignedDuration::from_hours(hours),
            is_watched: false,
            tried: Some(now() - SignedDuration::from_mins(90)),
            visited: None,
            newest: None,
            stated: None,
            stated_then: None,
        }
    }

    #[test]
    fn the_pace_decays_with_the_articles_age() {
        let minutes = |hours| {
            let at = next_check(&thread(hours), now()).at;
            at.map(|at| at.duration_since(now()).as_mins())
        };
        for (hours, expected) in [
            (0, Some(15 - 90)),
            (5, Some(15 - 90)),
            (6, Some(60 - 90)),
            (47, Some(60 - 90)),
            (48, Some(12 * 60 - 90)),
            (335, Some(12 * 60 - 90)),
            (336, None),
            (9_000, None),
        ] {
            assert_eq!(minutes(hours), expected, "{hours} hours");
        }
    }

    fn ago(hours: i64) -> Option<Timestamp> {
        Some(now() - SignedDuration::from_hours(hours))
    }

    /// The wait between two askings, in minutes.
    fn pace(thread: &Followed) -> Option<i64> {
        let next = next_check(thread, now()).at?;
        Some(next.duration_since(thread.tried.unwrap()).as_mins())
    }

    #[test]
    fn a_watched_thread_is_asked_for_as_long_as_it_is_watched() {
        let watched = Followed {
            is_watched: true,
            ..thread(9_000)
        };
        let next = next_check(&watched, now());
        assert!(next.at.is_some());
        assert_eq!(
            next.reason,
            "it is quiet, and it is watched: every 12 hours"
        );
    }

    #[test]
    fn a_watched_thread_is_young_with_each_comment_and_each_visit_whatever_the_feed_counts() {
        let watched = |newest, visited| {
            pace(&Followed {
                is_watched: true,
                newest,
                visited,
                stated: Some(7),
                stated_then: Some(7),
                ..thread(9_000)
            })
        };
        assert_eq!(watched(ago(3), ago(400)), Some(15));
        assert_eq!(watched(ago(400), ago(3)), Some(15));
        assert_eq!(watched(ago(20), ago(400)), Some(60));
        assert_eq!(watched(ago(60), ago(60)), Some(12 * 60));
        assert_eq!(watched(ago(4_000), None), Some(12 * 60));
    }

    #[test]
    fn a_count_in_the_feed_that_has_not_changed_slows_only_what_nobody_visited_lately() {
        let counted = |stated, visited| {
            pace(&Followed {
                stated,
                stated_then: Some(7),
                visited,
                ..thread(3)
            })
        };
        assert_eq!(counted(Some(7), None), Some(12 * 60));
        assert_eq!(counted(Some(7), ago(30)), Some(12 * 60));
        assert_eq!(counted(Some(7), ago(2)), Some(15));
        assert_eq!(counted(Some(8), None), Some(15));
        assert_eq!(counted(None, None), Some(15));
    }

    #[test]
    fn a_thread_that_was_never_asked_for_waits_for_no_more_than_its_pace() {
        let never = Followed {
            tried: None,
            ..thread(3)
        };
        let next = next_check(&never, now()).at.unwrap();
        assert_eq!(next.duration_since(now()).as_mins(), 15);
    }
}
