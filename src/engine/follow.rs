//! Threads that the reader follows: asked for by byline itself, at a pace that decays with the article's
//! age, and only where the host's robots.txt lets programs (sections 11.6, 11.9 and 13 of the comment
//! sources' design).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

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
/// Threads that are asked for in one look around.
const AT_A_TIME: usize = 12;

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

/// What hosts let programs ask for, and when each was asked last by itself.
#[derive(Default)]
pub(super) struct Manners(Mutex<HashMap<String, Host>>);

#[derive(Clone)]
struct Host {
    robots: std::sync::Arc<Robots>,
    read: Timestamp,
    asked: Option<Timestamp>,
}

impl Engine {
    /// Asks for the followed threads that are due, the longest waiting first. Returns the articles of which
    /// something came.
    ///
    /// # Errors
    ///
    /// Fails if the store does; a thread that cannot be had notes why.
    pub async fn follow(&self) -> Result<Vec<ArticleId>, StoreError> {
        let now = self.now();
        let followed = self
            .store()
            .read(move |reader| reader.followed(now))
            .await?;
        let due = followed.into_iter().filter_map(|thread| {
            let at = next_check(&thread, now).at?;
            (at <= now).then_some((at, thread))
        });
        let mut due: Vec<_> = due.collect();
        due.sort_by_key(|(at, _)| *at);
        let mut changed = Vec::new();
        for (_, thread) in due.into_iter().take(AT_A_TIME) {
            match self.may_follow(&thread).await {
                Ok(true) => {}
                Ok(false) => continue,
                // Nobody can be reached: the rest waits.
                Err(error) if error.looks_offline() => break,
                Err(_) => continue,
            }
            match self.load_discussion(thread.discussion, Why::Followed).await {
                Ok(article) => changed.push(article),
                Err(DiscussError::Store(error)) => return Err(error),
                Err(error) => tracing::debug!(%error, "a followed thread"),
            }
        }
        changed.dedup();
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

    /// Whether the thread's host lets programs ask for it, now.
    async fn may_follow(&self, thread: &Followed) -> Result<bool, NetError> {
        let asks = comments::source(&thread.thread.source)
            .and_then(|source| source.first(&thread.thread).ok());
        let Some(ask) = asks.and_then(|asks| asks.into_iter().next()) else {
            return Ok(false);
        };
        let url = self.mirrors().replace(&ask.url).unwrap_or(ask.url);
        let Some(host) = url.host_str().map(str::to_owned) else {
            return Ok(false);
        };
        let now = self.now();
        let known = self
            .manners_of(&host)
            .filter(|known| now.duration_since(known.read) < ROBOTS_FOR);
        let mut known = match known {
            Some(known) => known,
            None => Host {
                robots: self.robots(&url, thread.own.as_ref()).await?.into(),
                read: now,
                asked: None,
            },
        };
        let delay = known.robots.crawl_delay().unwrap_or_default();
        let is_soon = known
            .asked
            .is_some_and(|asked| now.duration_since(asked).unsigned_abs() < delay);
        let may = known.robots.is_url_allowed(&url) && !is_soon;
        if may {
            known.asked = Some(now);
        }
        let mut hosts = self
            .manners()
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        hosts.insert(host, known);
        Ok(may)
    }

    fn manners_of(&self, host: &str) -> Option<Host> {
        let hosts = self
            .manners()
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        hosts.get(host).cloned()
    }

    /// A host's robots.txt; a missing one allows everything, one that cannot be had now nothing.
    async fn robots(&self, url: &Url, own: Option<&Url>) -> Result<Robots, NetError> {
        const NAME: &str = "byline";
        let Ok(address) = robotxt::robots_url(url) else {
            return Ok(Robots::disallow_all());
        };
        let fetch = Fetch {
            // A mirror is the reader's own choice, and so is the feed.
            own: Some(own.unwrap_or(url).clone()),
            ..Fetch::get(address, "text/plain, */*;q=0.1", ROBOTS_BYTES)
        };
        let answer = match self.fetch(fetch).await {
            Ok(answer) => answer,
            Err(NetError::TooLarge { .. } | NetError::Redirects { .. }) => {
                return Ok(Robots::allow_all());
            }
            Err(error) if error.looks_offline() => return Err(error),
            Err(_) => return Ok(Robots::disallow_all()),
        };
        let access = match answer.status.as_u16() {
            200..=299 => AccessResult::Successful(&answer.body),
            400..=499 => AccessResult::Unavailable,
            _ => AccessResult::Unreachable,
        };
        Ok(Robots::from_access(access, NAME))
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
