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
use crate::model::id::{ArticleId, DiscussionId};
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

/// When a thread is due, by its article's age: every quarter of an hour while it is young, then hourly, then
/// twice a day, then no more, unless it is watched. A feed that counts comments and counts as many as when
/// the thread was loaded has nothing new to tell.
pub fn next_check(thread: &Followed, now: Timestamp) -> NextCheck {
    const QUARTER: SignedDuration = SignedDuration::from_mins(15);
    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const HALF_DAY: SignedDuration = SignedDuration::from_hours(12);
    let hours = now.duration_since(thread.date).as_hours();
    let (pace, age) = match hours {
        ..6 => (Some(QUARTER), "its article is a few hours old"),
        6..48 => (Some(HOUR), "its article is a day old"),
        48..336 => (Some(HALF_DAY), "its article is some days old"),
        _ if thread.is_watched => (Some(HALF_DAY), "it is watched"),
        _ => (None, "its article is older than two weeks: r asks for it"),
    };
    let Some(pace) = pace else {
        return NextCheck {
            at: None,
            reason: age.to_owned(),
        };
    };
    if thread.stated.is_some() && thread.stated == thread.stated_then {
        return NextCheck {
            at: None,
            reason: "the feed counts no new comment".to_owned(),
        };
    }
    let every = words(Duration::try_from(pace).unwrap_or_default());
    let tried = thread.tried.unwrap_or(now);
    NextCheck {
        at: Some(tried.saturating_add(pace).unwrap_or(now)),
        reason: format!("{age}, and it is followed: every {every}"),
    }
}

/// What hosts let programs ask for by themselves.
#[derive(Default)]
pub(super) struct Manners {
    /// Held as long as followed threads are asked for: one round at a time.
    round: tokio::sync::Mutex<()>,
    hosts: Mutex<HashMap<String, Rules>>,
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
        let followed = self
            .store()
            .read(move |reader| reader.followed(now))
            .await?;
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

    /// The followed threads by host, with those that are due.
    fn visits(&self, followed: Vec<Followed>, now: Timestamp) -> HashMap<String, Visit> {
        let mut visits: HashMap<String, Visit> = HashMap::new();
        for thread in followed {
            let asks = comments::source(&thread.thread.source)
                .and_then(|source| source.first(&thread.thread).ok());
            let Some(ask) = asks.and_then(|asks| asks.into_iter().next()) else {
                continue;
            };
            let mirror = self.mirrors().replace(&ask.url);
            let url = mirror.clone().unwrap_or(ask.url);
            let visit = visits.entry(url.authority().to_owned()).or_default();
            visit.last = visit.last.max(thread.tried);
            let at = next_check(&thread, now).at;
            if let Some(at) = at.filter(|at| *at <= now) {
                visit.due.push(Due {
                    at,
                    discussion: thread.discussion,
                    url,
                    own: mirror.or(thread.own),
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
            let robots = self.rules(&host, &due).await;
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
        let threads = self.store().read(move |reader| {
            let own = reader.discussions(article)?.into_iter();
            let own: Vec<_> = own.map(|discussion| discussion.id).collect();
            let mut threads = reader.followed(now)?;
            threads.retain(|thread| own.contains(&thread.discussion));
            Ok(threads)
        });
        let threads = threads.await?.into_iter();
        Ok(threads
            .map(|thread| (thread.discussion, next_check(&thread, now)))
            .collect())
    }

    /// What a host lets programs ask for: its robots.txt, for as long as that is believed.
    async fn rules(&self, host: &str, due: &Due) -> Arc<Robots> {
        let now = self.now();
        let known = self.hosts().get(host).cloned();
        if let Some(known) = known.filter(|known| now < known.until) {
            return known.robots;
        }
        let (robots, believed) = self.robots(due).await;
        self.learn(host, robots, believed)
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
    async fn robots(&self, due: &Due) -> (Robots, SignedDuration) {
        const NAME: &str = "byline";
        let Ok(address) = robotxt::robots_url(&due.url) else {
            return (Robots::disallow_all(), ROBOTS_FOR);
        };
        let fetch = Fetch {
            own: due.own.clone(),
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
    use crate::model::discussion::ThreadRef;

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
            "it is watched, and it is followed: every 12 hours"
        );
    }

    #[test]
    fn a_count_in_the_feed_that_has_not_changed_cancels_the_request() {
        let counted = |stated| Followed {
            stated,
            stated_then: Some(7),
            ..thread(3)
        };
        assert_eq!(next_check(&counted(Some(7)), now()).at, None);
        assert!(next_check(&counted(Some(8)), now()).at.is_some());
        assert!(next_check(&counted(None), now()).at.is_some());
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
