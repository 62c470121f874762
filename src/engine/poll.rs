//! Polling: one feed at a time, many at once.

use std::hash::BuildHasher as _;
use std::time::Duration;

use foldhash::quality::FixedState;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use reqwest::header::{CONTENT_TYPE, ETAG, LAST_MODIFIED, LINK};
use url::Url;

use super::local::{self, LocalError, is_local};
use super::schedule::{Pace, Wishes, words};
use super::secrets::SecretError;
use super::settle::{Arrived, Settling};
use super::{Engine, JobError, off_the_loop};
use crate::feed::{FeedError, ParsedFeed, discover};
use crate::model::article::Article;
use crate::model::feed::{Feed, Traffic};
use crate::model::id::FeedId;
use crate::model::safe::SafeText;
use crate::net::address::Owner;
use crate::net::answer::{Answer, fresh_for, retry_after};
use crate::net::client::{Fetch, NetError};
use crate::net::politeness::Place;
use crate::store::{StoreError, Validators};

/// What a feed is asked for; anything is taken.
pub(super) const ACCEPT_FEED: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
     application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

/// What a poll of one feed came to.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedOutcome {
    /// The feed as it is in the store now.
    pub feed: Feed,
    /// Articles seen for the first time.
    pub new: Vec<Article>,
    /// Articles that have changed.
    pub changed: Vec<Article>,
    /// What went wrong, in one sentence.
    pub error: Option<SafeText>,
    /// Whether this machine has no network, so that nothing is held against the feed.
    pub is_offline: bool,
    /// Another subscription that went up in this one, because this one has moved to its address.
    pub absorbed: Option<FeedId>,
}

impl FeedOutcome {
    /// A poll that changed nothing.
    pub(super) fn nothing(feed: Feed, error: Option<SafeText>) -> Self {
        Self {
            feed,
            new: Vec::new(),
            changed: Vec::new(),
            error,
            is_offline: false,
            absorbed: None,
        }
    }
}

/// What became of one poll among many.
enum Settled {
    /// It is in the store.
    Stored {
        outcome: FeedOutcome,
        /// Whether the network was used for it.
        was_asked: bool,
    },
    /// No host was reached: what that means shows when all have been tried.
    Unreachable(Feed, Asked),
}

/// Why a poll failed; the sentence is kept with the feed.
#[derive(Debug, thiserror::Error)]
pub(super) enum PollError {
    #[error(transparent)]
    Net(#[from] NetError),
    #[error("{}", refusal(.0))]
    Refused(Box<Answer>),
    #[error(transparent)]
    Feed(#[from] FeedError),
    #[error(transparent)]
    Job(#[from] JobError),
    #[error("Not asked: {0}")]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Local(#[from] LocalError),
}

/// A refused request in one sentence, with what it means where that is known.
fn refusal(answer: &Answer) -> String {
    let host = answer.url.host_str().unwrap_or_default();
    let status = answer.status.as_u16();
    let meaning = match status {
        401 | 403 => "it does not let byline in",
        404 => "there is nothing at this address",
        410 => "the publisher has ended this feed",
        429 => "it is asked too often",
        500..=599 => "it has trouble of its own",
        _ => "it refuses",
    };
    format!("{host} answered {status}: {meaning}")
}

/// What asking for a feed came to, before it is stored.
pub(super) struct Asked {
    pub(super) result: Result<Polled, PollError>,
    traffic: Traffic,
}

/// A good answer.
pub(super) struct Polled {
    /// The document, read; none where nothing has changed since the last time.
    pub(super) document: Option<Box<ParsedFeed>>,
    /// Where the address has moved to for good, as this answer says.
    pub(super) moved_to: Option<Url>,
    /// The validators to be kept, all of one document; none where the stored ones hold (304).
    pub(super) validators: Option<Validators>,
    pub(super) wishes: Wishes,
    /// Kept until the document is stored, so that no more of them are in memory than requests may be
    /// under way.
    _place: Option<Place>,
}

impl Engine {
    /// Polls these feeds, as many at once as the settings and the hosts allow, and stores what came.
    /// `on_outcome` is told of each as it ends. The built-in feed is passed over.
    ///
    /// If no host at all can be reached, this machine is offline: that is said for each feed and held against
    /// none of them.
    ///
    /// # Errors
    ///
    /// Fails if the store does; what a feed does wrong is in its outcome.
    pub async fn refresh(
        &self,
        feeds: Vec<Feed>,
        mut on_outcome: impl FnMut(&FeedOutcome),
    ) -> Result<Vec<FeedOutcome>, StoreError> {
        let mut feeds = feeds;
        feeds.retain(|feed| !feed.is_built_in());
        let known = self.known_validators(&feeds).await;
        // Each is stored as soon as it is here, so that those that end together share a transaction.
        let mut under_way: FuturesUnordered<_> = feeds
            .into_iter()
            .zip(known)
            .map(|(feed, known)| self.poll(feed, known))
            .collect();
        let mut outcomes = Vec::with_capacity(under_way.len());
        let mut unreachable = Vec::new();
        let mut is_online = false;
        while let Some(settled) = under_way.next().await {
            match settled? {
                Settled::Stored { outcome, was_asked } => {
                    is_online |= was_asked;
                    on_outcome(&outcome);
                    outcomes.push(outcome);
                }
                Settled::Unreachable(feed, asked) => unreachable.push((feed, asked)),
            }
        }
        // One host that is not there is no proof, unless nothing was to be reached before.
        let is_proof = unreachable.len() > 1 || self.was_offline();
        let is_offline = !is_online && !unreachable.is_empty() && is_proof;
        if is_online || is_offline {
            self.set_offline(is_offline);
        }
        for (feed, asked) in unreachable {
            let outcome = self.settle(feed, asked, !is_offline).await?;
            on_outcome(&outcome);
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Asks for one feed and stores what came, unless no host was reached.
    async fn poll(&self, feed: Feed, known: Validators) -> Result<Settled, StoreError> {
        let asked = self.ask(&feed.url, known).await;
        if matches!(&asked.result, Err(PollError::Net(error)) if error.looks_offline()) {
            return Ok(Settled::Unreachable(feed, asked));
        }
        let is_silent =
            matches!(&asked.result, Err(PollError::Net(error)) if error.was_not_asked());
        let was_asked = !is_silent && !is_local(&feed.url);
        let outcome = self.settle(feed, asked, true).await?;
        Ok(Settled::Stored { outcome, was_asked })
    }

    /// The feeds of the store that are due now.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn due(&self) -> Result<Vec<Feed>, StoreError> {
        let now = self.now();
        let mut feeds = self.store().read(|reader| reader.feeds()).await?;
        feeds.retain(|feed| feed.is_polled() && feed.health.next_poll.is_none_or(|at| at <= now));
        Ok(feeds)
    }

    /// Asks for a feed document and reads it, unless it is still the one that `known` tells of. Its address
    /// is the reader's own: its host may be private.
    pub(super) async fn ask(&self, url: &Url, known: Validators) -> Asked {
        self.ask_as(url, Owner::address(url), known).await
    }

    /// Asks for what may be a feed, at an address that somebody's page names: only if it is public, or on
    /// the host that the reader `typed`.
    pub(super) async fn ask_named(&self, url: &Url, typed: &Url) -> Asked {
        self.ask_as(url, Owner::host(typed), Validators::default())
            .await
    }

    async fn ask_as(&self, url: &Url, owner: Owner, known: Validators) -> Asked {
        let mut traffic = Traffic::default();
        let result = self.ask_counted(url, owner, known, &mut traffic).await;
        Asked { result, traffic }
    }

    async fn ask_counted(
        &self,
        url: &Url,
        owner: Owner,
        known: Validators,
        traffic: &mut Traffic,
    ) -> Result<Polled, PollError> {
        if is_local(url) {
            return self.ask_here(url, &known).await;
        }
        let fetch = Fetch {
            etag: known.etag.clone(),
            last_modified: known.last_modified.clone(),
            owner: Some(owner),
            own_headers: self.own_headers(url).await?,
            ..Fetch::get(url.clone(), ACCEPT_FEED, self.feed_limit_bytes())
        };
        let (answer, place) = self.fetch_with_place(fetch).await.inspect_err(|error| {
            traffic.requests = u64::from(!error.was_not_asked());
        })?;
        traffic.requests = u64::from(answer.requests);
        traffic.bytes = answer.wire_bytes as u64;
        let mut polled = Polled {
            document: None,
            moved_to: answer.moved_to.clone(),
            validators: None,
            wishes: Wishes {
                fresh_for: fresh_for(&answer),
                retry_after: retry_after(&answer),
                ..Wishes::default()
            },
            _place: None,
        };
        match answer.status.as_u16() {
            304 => {
                traffic.unchanged = 1;
                polled.validators = freshened(&known, &answer);
                return Ok(polled);
            }
            200..=299 => {}
            status => {
                if status == 401 {
                    self.forget_own_headers(url);
                }
                return Err(PollError::Refused(Box::new(answer)));
            }
        }
        let validators = Validators {
            etag: answer.header(ETAG).map(str::to_owned),
            last_modified: answer.header(LAST_MODIFIED).map(str::to_owned),
            body_hash: Some(body_hash(&answer.body)),
        };
        let is_same = validators.body_hash == known.body_hash;
        // Also of a document that is known: a server may name it anew, and knows it by that name next time.
        polled.validators = Some(validators);
        if is_same {
            return Ok(polled);
        }
        polled._place = Some(place);
        polled.document = Some(Box::new(self.read_feed(answer).await?));
        Ok(polled)
    }

    /// Reads a feed that is on this machine.
    async fn ask_here(&self, url: &Url, known: &Validators) -> Result<Polled, PollError> {
        let bytes = self.local(url).await?;
        let validators = Validators {
            body_hash: Some(body_hash(&bytes)),
            ..Validators::default()
        };
        let document = match validators.body_hash == known.body_hash {
            true => None,
            false => Some(Box::new(local::read(bytes).await??)),
        };
        Ok(Polled {
            document,
            moved_to: None,
            validators: Some(validators),
            wishes: Wishes::default(),
            _place: None,
        })
    }

    /// Stores what a poll came to. `count_failure` is false where this machine is offline.
    pub(super) async fn settle(
        &self,
        feed: Feed,
        asked: Asked,
        count_failure: bool,
    ) -> Result<FeedOutcome, StoreError> {
        let (mut polled, failure) = match asked.result {
            Ok(polled) => (Some(polled), None),
            Err(PollError::Net(ref error @ NetError::Silent { silent, .. })) => {
                let sentence = SafeText::new(&error.to_string());
                return self.wait_for_silence(feed, silent.0, sentence).await;
            }
            Err(failure) => (None, Some(failure)),
        };
        let error = failure
            .as_ref()
            .map(|failure| SafeText::new(&failure.to_string()));
        if error.is_some() && !count_failure {
            return Ok(FeedOutcome {
                is_offline: true,
                ..FeedOutcome::nothing(feed, error)
            });
        }
        let document = polled.as_mut().and_then(|polled| polled.document.take());
        let settling = Settling {
            at: self.now(),
            pace: self.pace(&feed.url),
            // The configuration names a feed by its address: there the move is the reader's to make.
            may_move: self.config().feed(&feed.url).is_none(),
            error,
            wishes: match &failure {
                Some(PollError::Refused(answer)) => Wishes {
                    retry_after: retry_after(answer),
                    ..Wishes::default()
                },
                _ => Wishes::default(),
            },
            is_gone: matches!(&failure, Some(PollError::Refused(answer)) if answer.status == 410),
            traffic: asked.traffic,
            polled,
            arrived: document.map(|document| Arrived::from(*document)),
        };
        self.store()
            .write_repeatable(move |writer| settling.store(writer, &feed))
            .await
    }

    /// Puts a feed off whose host asked for silence: it was not asked, so nothing is held against it.
    async fn wait_for_silence(
        &self,
        feed: Feed,
        silence: Duration,
        sentence: SafeText,
    ) -> Result<FeedOutcome, StoreError> {
        let now = self.now();
        let until = now.checked_add(silence).unwrap_or(now);
        let reason = format!("its server asked for silence, for {} more", words(silence));
        let (id, reason) = (feed.id, SafeText::new(&reason));
        let feed = self
            .store()
            .write(move |writer| {
                let Some(current) = writer.feed(id)? else {
                    return Ok(feed);
                };
                writer.postpone(id, until, &reason)?;
                Ok(writer.feed(id)?.unwrap_or(current))
            })
            .await?;
        Ok(FeedOutcome::nothing(feed, Some(sentence)))
    }

    /// What is known of these feeds' documents, in their order.
    async fn known_validators(&self, feeds: &[Feed]) -> Vec<Validators> {
        let urls: Vec<Url> = feeds.iter().map(|feed| feed.url.clone()).collect();
        let known = self.store().read(move |reader| {
            let known = urls.iter().map(|url| reader.validators(url));
            // Without validators a document is asked for whole, which is always right.
            Ok(known
                .map(|known| known.ok().flatten().unwrap_or_default())
                .collect())
        });
        known
            .await
            .unwrap_or_else(|_| vec![Validators::default(); feeds.len()])
    }

    fn pace(&self, url: &Url) -> Pace {
        let minutes = |minutes: u32| Duration::from_secs(u64::from(minutes.max(1)) * 60);
        let polling = &self.config().polling;
        Pace {
            own: self
                .config()
                .feed(url)
                .and_then(|feed| feed.every_minutes)
                .map(minutes),
            usual: minutes(polling.every_minutes),
            is_adaptive: polling.adaptive,
            shortest: minutes(polling.shortest_minutes),
            longest: minutes(polling.longest_minutes),
        }
    }

    pub(super) fn feed_limit_bytes(&self) -> usize {
        (self.config().network.max_feed_mib.max(1) as usize) << 20
    }

    /// Reads an answer's body off the loop. Not more of them at a time than there are cores: the more, the
    /// later each is done, and the more memory they take together.
    pub(super) async fn read_feed(&self, answer: Answer) -> Result<ParsedFeed, PollError> {
        let content_type = answer.header(CONTENT_TYPE).map(str::to_owned);
        let links = answer.headers.get_all(LINK).iter();
        let links: Vec<_> = links
            .map(|link| String::from_utf8_lossy(link.as_bytes()))
            .collect();
        let links = discover::in_headers(links.iter().map(AsRef::as_ref), &answer.url);
        let Answer { url, body, .. } = answer;
        // The semaphore is never closed.
        let _turn = self.0.parsing.acquire().await;
        let read =
            off_the_loop(move || crate::feed::parse(&body, content_type.as_deref(), Some(&url)));
        read.await?.map_err(|error| match error {
            FeedError::Html {
                mut feeds,
                guesses,
                refresh,
            } => {
                for link in links {
                    if feeds.iter().all(|feed| feed.url != link.url) {
                        feeds.push(link);
                    }
                }
                FeedError::Html {
                    feeds,
                    guesses,
                    refresh,
                }
                .into()
            }
            error => error.into(),
        })
    }
}

/// The validators of a document of which an answer says that it has not changed (304), where it names it
/// anew (RFC 9111 section 4.3.4): a server knows it by the new name the next time.
pub(super) fn freshened(known: &Validators, answer: &Answer) -> Option<Validators> {
    let named = |name| answer.header(name).map(str::to_owned);
    let validators = Validators {
        etag: named(ETAG).or_else(|| known.etag.clone()),
        last_modified: named(LAST_MODIFIED).or_else(|| known.last_modified.clone()),
        body_hash: known.body_hash,
    };
    (validators != *known).then_some(validators)
}

/// A fingerprint of a body: whether it is the same as last time, nothing more. It is the same in every run.
fn body_hash(body: &[u8]) -> u64 {
    FixedState::default().hash_one(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(all(target_pointer_width = "64", target_endian = "little"))]
    #[test]
    fn a_body_has_the_same_fingerprint_in_every_run() {
        // It is kept in the store: another one would have every feed read once more.
        assert_eq!(body_hash(b"<rss/>"), 15_081_114_333_810_623_440);
        assert_ne!(body_hash(b"<rss/>"), body_hash(b"<rss />"));
    }
}
