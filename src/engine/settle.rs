//! A poll, stored: its articles, its feed's health, the next visit, and the address if it has moved.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use jiff::Timestamp;
use url::Url;

use super::poll::{FeedOutcome, Polled};
use super::schedule::{Next, Pace, Wishes, next_poll};
use crate::feed::{ParsedEntry, ParsedFeed};
use crate::model::feed::{Feed, Traffic};
use crate::model::id::FeedId;
use crate::model::safe::SafeText;
use crate::model::skips::Skips;
use crate::store::{Merged, NO_TITLE, NewArticle, PollOutcome, StoreError, Writer};
use crate::text::plain::first_words;

/// Characters of an excerpt that stands in for a missing title.
const TITLE_CHARS: usize = 80;

/// A poll that is to be stored, with everything that decides on the next one.
pub(super) struct Settling {
    pub(super) at: Timestamp,
    pub(super) pace: Pace,
    pub(super) may_move: bool,
    pub(super) error: Option<SafeText>,
    pub(super) wishes: Wishes,
    pub(super) is_gone: bool,
    pub(super) traffic: Traffic,
    pub(super) polled: Option<Polled>,
    /// The document of `polled`, made ready to be stored.
    pub(super) arrived: Option<Arrived>,
}

/// What a document says of its feed, and its entries as articles.
pub(super) struct Arrived {
    title: Option<SafeText>,
    site: Option<Url>,
    wait_minutes: Option<u32>,
    skips: Skips,
    articles: Vec<NewArticle>,
}

impl From<ParsedFeed> for Arrived {
    fn from(mut document: ParsedFeed) -> Self {
        Self {
            title: document.title.take(),
            site: document.site.take(),
            wait_minutes: document.wait_minutes,
            skips: document.skips,
            articles: new_articles(document),
        }
    }
}

impl Settling {
    pub(super) fn store(
        &self,
        writer: &mut Writer<'_>,
        feed: &Feed,
    ) -> Result<FeedOutcome, StoreError> {
        let (id, at) = (feed.id, self.at);
        // Unsubscribed, or taken in by another, while the answer was under way.
        let Some(current) = writer.feed(id)? else {
            return Ok(FeedOutcome::nothing(feed.clone(), self.error.clone()));
        };
        let mut merged = Merged::default();
        let mut wishes = self.wishes;
        let (mut moved_to, is_good) = (None, self.polled.is_some());
        if let Some(polled) = &self.polled {
            wishes = polled.wishes;
            moved_to = polled.moved_to.as_ref();
            if let Some(arrived) = &self.arrived {
                merged = store_document(writer, id, arrived, at)?;
            }
            if let Some(validators) = &polled.validators {
                writer.set_validators(&feed.url, validators, at)?;
            }
        }
        let habits = writer.habits(id)?;
        wishes.document_minutes = habits.wait_minutes;
        wishes.skips = habits.skips;
        let failures = match is_good {
            true => 0,
            false => current.health.failures.saturating_add(1),
        };
        let throw = throw(&feed.url, at);
        let next = next_poll(at, &self.pace, failures, wishes, &habits.dates, throw);
        writer.record_poll(
            id,
            &outcome(at, self.error.clone(), self.is_gone, self.traffic, next),
        )?;
        let mut absorbed = None;
        // What a failed poll says of the address is not a publisher's word.
        let is_moving = moved_to.is_some() || current.health.moving.is_some();
        if is_good && is_moving && feed.url == current.url {
            writer.note_move(id, moved_to, at)?;
            absorbed = follow(writer, id, self.may_move, at)?;
        }
        Ok(FeedOutcome {
            feed: writer.feed(id)?.unwrap_or(current),
            new: merged.new,
            changed: merged.changed,
            error: self.error.clone(),
            is_offline: false,
            absorbed,
        })
    }
}

fn outcome(
    at: Timestamp,
    error: Option<SafeText>,
    is_gone: bool,
    traffic: Traffic,
    next: Next,
) -> PollOutcome {
    let reason = match is_gone {
        true => "its publisher has ended it: it is not asked any more",
        false => next.reason.as_str(),
    };
    PollOutcome {
        is_gone,
        next_poll: (!is_gone).then_some(next.at),
        reason: Some(SafeText::new(reason)),
        traffic,
        ..PollOutcome::new(at, error.map_or(Ok(()), Err))
    }
}

/// Moves a feed whose new address was confirmed often enough; returns the subscription that it found
/// there and took in.
fn follow(
    writer: &mut Writer<'_>,
    id: FeedId,
    may_move: bool,
    now: Timestamp,
) -> Result<Option<FeedId>, StoreError> {
    let moving = writer.feed(id)?.and_then(|feed| feed.health.moving);
    match moving {
        Some(moving) if may_move && moving.is_confirmed(now) => {
            tracing::info!(feed = id.0, to = %moving.to, "a feed has moved");
            writer.move_feed(id, &moving.to, now)
        }
        _ => Ok(None),
    }
}

/// Writes a document's facts and entries.
pub(super) fn store_document(
    writer: &mut Writer<'_>,
    id: FeedId,
    arrived: &Arrived,
    now: Timestamp,
) -> Result<Merged, StoreError> {
    writer.set_wishes(id, arrived.wait_minutes, arrived.skips)?;
    if let Some(title) = &arrived.title {
        writer.set_feed_facts(id, title, arrived.site.as_ref())?;
    }
    writer.merge_articles(id, &arrived.articles, now)
}

/// A document's entries as articles.
pub(super) fn new_articles(document: ParsedFeed) -> Vec<NewArticle> {
    let generator = document.generator;
    let entries = document.entries.into_iter();
    entries
        .filter(|entry| !entry.is_copy)
        .map(|entry| new_article(entry, generator.as_deref()))
        .collect()
}

pub(super) fn new_article(entry: ParsedEntry, generator: Option<&str>) -> NewArticle {
    let own_title = entry.title.filter(|title| !title.is_empty());
    let has_title = own_title.is_some();
    let title = own_title.unwrap_or_else(|| match first_words(&entry.body, TITLE_CHARS) {
        words if words.is_empty() => SafeText::new(NO_TITLE),
        words => words,
    });
    let mut clues = entry.clues;
    if clues.generator.is_none() {
        clues.generator = generator.map(str::to_owned);
    }
    NewArticle {
        identity: entry.id,
        shared_identity: entry.shared_id,
        title,
        has_title,
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

/// A number from 0 to 1 that differs from feed to feed and from poll to poll.
fn throw(url: &Url, now: Timestamp) -> f64 {
    let mut hasher = DefaultHasher::new();
    (url, now).hash(&mut hasher);
    (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
}
