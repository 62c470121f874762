//! Polling: one feed at a time, many at once.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LAST_MODIFIED};
use url::Url;

use super::schedule::{Wishes, max_age, next_poll};
use super::{Crashed, Engine, off_the_loop};
use crate::feed::{FeedError, ParsedEntry, ParsedFeed};
use crate::model::article::Article;
use crate::model::feed::Feed;
use crate::model::id::FeedId;
use crate::model::safe::SafeText;
use crate::net::client::{Answer, Fetch, NetError, retry_after};
use crate::store::{Merged, NewArticle, PollOutcome, StoreError, Validators, Writer};
use crate::text::plain::first_words;

/// What a feed is asked for; anything is taken.
pub(super) const ACCEPT_FEED: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
     application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

/// Characters of an excerpt that stands in for a missing title.
const TITLE_CHARS: usize = 80;

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
    Crashed(#[from] Crashed),
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

/// An answer of a poll, before it is stored.
pub(super) enum Polled {
    /// Nothing has changed since the last time.
    Unchanged(Wishes),
    /// A document, read.
    Document {
        feed: Box<ParsedFeed>,
        validators: Validators,
        wishes: Wishes,
        moved_to: Option<Url>,
    },
}

impl Engine {
    /// Polls these feeds, as many at once as the settings and the hosts allow, and stores what came.
    /// `on_outcome` is told of each as it ends. The built-in feed is passed over.
    ///
    /// If no host at all can be reached, this machine is offline: that is said once for each feed and
    /// held against none of them.
    ///
    /// # Errors
    ///
    /// Fails if the store does; what a feed does wrong is in its outcome.
    pub async fn refresh(
        &self,
        feeds: Vec<Feed>,
        mut on_outcome: impl FnMut(&FeedOutcome),
    ) -> Result<Vec<FeedOutcome>, StoreError> {
        let mut under_way: FuturesUnordered<_> = feeds
            .into_iter()
            .filter(|feed| !feed.is_built_in())
            .map(|feed| async {
                let polled = self.ask(&feed.url, Some(&feed)).await;
                (feed, polled)
            })
            .collect();
        let mut outcomes = Vec::with_capacity(under_way.len());
        let mut unreachable = Vec::new();
        while let Some((feed, polled)) = under_way.next().await {
            if matches!(&polled, Err(PollError::Net(error)) if error.looks_offline()) {
                unreachable.push((feed, polled));
                continue;
            }
            let outcome = self.settle(feed, polled, true).await?;
            on_outcome(&outcome);
            outcomes.push(outcome);
        }
        let is_offline = outcomes.is_empty() && unreachable.len() > 1;
        for (feed, polled) in unreachable {
            let outcome = self.settle(feed, polled, !is_offline).await?;
            on_outcome(&outcome);
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// The feeds of the store that are due now.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn due(&self) -> Result<Vec<Feed>, StoreError> {
        let now = self.now();
        let mut feeds = self.store().read(|reader| reader.feeds()).await?;
        feeds
            .retain(|feed| !feed.is_built_in() && feed.health.next_poll.is_none_or(|at| at <= now));
        Ok(feeds)
    }

    /// Asks for a feed document and reads it.
    pub(super) async fn ask(&self, url: &Url, known: Option<&Feed>) -> Result<Polled, PollError> {
        let stored = match known {
            Some(_) => self.stored_validators(url).await,
            None => Validators::default(),
        };
        let fetch = Fetch {
            etag: stored.etag.clone(),
            last_modified: stored.last_modified.clone(),
            own: Some(url.clone()),
            ..Fetch::get(url.clone(), ACCEPT_FEED, self.feed_limit_bytes())
        };
        let answer = self.client().fetch(fetch).await?;
        let wishes = Wishes {
            document_minutes: None,
            max_age: answer.header(CACHE_CONTROL).and_then(max_age),
            retry_after: retry_after(&answer),
        };
        match answer.status.as_u16() {
            304 => return Ok(Polled::Unchanged(wishes)),
            200..=299 => {}
            _ => return Err(PollError::Refused(Box::new(answer))),
        }
        let validators = Validators {
            etag: answer.header(ETAG).map(str::to_owned),
            last_modified: answer.header(LAST_MODIFIED).map(str::to_owned),
            body_hash: Some(body_hash(&answer.body)),
        };
        if validators.body_hash == stored.body_hash {
            return Ok(Polled::Unchanged(wishes));
        }
        let content_type = answer.header(CONTENT_TYPE).map(str::to_owned);
        let Answer {
            url,
            moved_to,
            body,
            ..
        } = answer;
        let base = url.clone();
        let feed =
            off_the_loop(move || crate::feed::parse(&body, content_type.as_deref(), Some(&base)))
                .await??;
        Ok(Polled::Document {
            wishes: Wishes {
                document_minutes: feed.wait_minutes,
                ..wishes
            },
            feed: Box::new(feed),
            validators,
            moved_to,
        })
    }

    /// Stores what a poll came to. `count_failure` is false where this machine is offline.
    pub(super) async fn settle(
        &self,
        feed: Feed,
        polled: Result<Polled, PollError>,
        count_failure: bool,
    ) -> Result<FeedOutcome, StoreError> {
        let now = self.now();
        let (id, url) = (feed.id, feed.url.clone());
        let failed_before = feed.health.failures;
        let mut error = None;
        let (document, failures, wishes) = match polled {
            Ok(Polled::Unchanged(wishes)) => (None, 0, wishes),
            Ok(Polled::Document {
                feed,
                validators,
                wishes,
                ..
            }) => (Some((feed, validators)), 0, wishes),
            Err(failure) => {
                let retry_after = match &failure {
                    PollError::Refused(answer) => retry_after(answer),
                    _ => None,
                };
                error = Some(SafeText::new(&failure.to_string()));
                let wishes = Wishes {
                    retry_after,
                    ..Wishes::default()
                };
                (None, failed_before.saturating_add(1), wishes)
            }
        };
        if error.is_some() && !count_failure {
            return Ok(FeedOutcome {
                feed,
                new: Vec::new(),
                changed: Vec::new(),
                error,
            });
        }
        let next = next_poll(
            now,
            self.poll_interval(),
            failures,
            wishes,
            throw(&url, now),
        );
        let outcome = PollOutcome {
            at: now,
            result: error.clone().map_or(Ok(()), Err),
            next_poll: Some(next),
        };
        let (feed, new, changed) = self
            .store()
            .write(move |writer| {
                let mut merged = Merged::default();
                if let Some((document, validators)) = document {
                    merged = store_document(writer, id, *document, now)?;
                    writer.set_validators(&url, &validators, now)?;
                }
                writer.record_poll(id, &outcome)?;
                let feed = writer.feed(id)?.unwrap_or(feed);
                Ok((feed, merged.new, merged.changed))
            })
            .await?;
        Ok(FeedOutcome {
            feed,
            new,
            changed,
            error,
        })
    }

    async fn stored_validators(&self, url: &Url) -> Validators {
        let url = url.clone();
        // Without validators the document is asked for whole, which is always right.
        self.store()
            .read(move |reader| reader.validators(&url))
            .await
            .ok()
            .flatten()
            .unwrap_or_default()
    }

    fn poll_interval(&self) -> Duration {
        Duration::from_secs(u64::from(self.config().polling.every_minutes.max(1)) * 60)
    }

    pub(super) fn feed_limit_bytes(&self) -> usize {
        (self.config().network.max_feed_mib.max(1) as usize) << 20
    }
}

/// Writes a document's facts and entries.
pub(super) fn store_document(
    writer: &mut Writer<'_>,
    id: FeedId,
    document: ParsedFeed,
    now: jiff::Timestamp,
) -> Result<Merged, StoreError> {
    let ParsedFeed {
        title,
        site,
        generator,
        entries,
        ..
    } = document;
    if let Some(title) = &title {
        writer.set_feed_facts(id, title, site.as_ref())?;
    }
    let articles = entries
        .into_iter()
        .map(|entry| new_article(entry, generator.as_deref()))
        .collect();
    writer.merge_articles(id, articles, now)
}

fn new_article(entry: ParsedEntry, generator: Option<&str>) -> NewArticle {
    let title = entry
        .title
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| match first_words(&entry.body, TITLE_CHARS) {
            words if words.is_empty() => SafeText::new("(no title)"),
            words => words,
        });
    let mut clues = entry.clues;
    if clues.generator.is_none() {
        clues.generator = generator.map(str::to_owned);
    }
    NewArticle {
        identity: entry.id,
        title,
        link: entry
            .link
            .and_then(|link| Url::parse(&link).ok())
            .filter(is_web),
        author: entry.author,
        published: entry.published.or(entry.updated),
        body: entry.body,
        stated: clues.count,
        clues,
        categories: entry.categories,
        enclosures: entry.enclosures,
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// A fingerprint of a body: whether it is the same as last time, nothing more.
fn body_hash(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

/// A number from 0 to 1 that differs from feed to feed and from poll to poll.
fn throw(url: &Url, now: jiff::Timestamp) -> f64 {
    let mut hasher = DefaultHasher::new();
    (url, now).hash(&mut hasher);
    (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
}
