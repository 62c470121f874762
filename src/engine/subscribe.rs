//! Subscribing by the address of a feed or of a site.

use std::collections::HashMap;

use url::Url;

use super::Engine;
use super::local::is_local;
use super::poll::{Asked, FeedOutcome, PollError};
use crate::feed::{FeedError, FeedLink, discover};
use crate::model::change::Deed;
use crate::net::address::is_loopback;
use crate::net::client::NetError;
use crate::store::{StoreError, Validators};

/// Pages that send on to the next one by themselves, for one subscription.
const MAX_REFRESHES: usize = 3;
/// Links of a page that are asked whether they are feeds.
const MAX_GUESSES: usize = 4;
/// Addresses that are remembered as offered by a page.
const MAX_OFFERED: usize = 1_000;

/// Feeds that pages offered to choose from, each with the address that the reader had typed.
pub(super) type Offered = HashMap<Url, Url>;

/// A subscription that was made, or was there already.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscribed {
    /// What the first poll brought.
    pub outcome: FeedOutcome,
    /// Whether the reader had subscribed to it before.
    pub was_known: bool,
}

/// Why nothing was subscribed to; one sentence each.
#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    /// Not an address at all.
    #[error(
        "\u{201c}{0}\u{201d} is not an address: byline needs one like example.org or https://example.org/feed"
    )]
    NotAnAddress(String),
    /// The page names several feeds: one has to be chosen.
    #[error("This page has several feeds: {}", list(.0))]
    Several(Vec<FeedLink>),
    /// The page names no feed.
    #[error("{0} is a page without a feed")]
    NoFeed(Url),
    /// It could not be asked, or is none.
    #[error("{0}")]
    Failed(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn list(feeds: &[FeedLink]) -> String {
    let addresses: Vec<_> = feeds.iter().map(|feed| feed.url.as_str()).collect();
    addresses.join(", ")
}

impl Engine {
    /// Subscribes to the feed at `address`, or to the one that the page there names. An address
    /// without a scheme is tried with https, then http. A file and a program are feeds where the
    /// configuration names them.
    ///
    /// # Errors
    ///
    /// Fails with one sentence, or with the feeds to choose from.
    pub async fn subscribe(&self, address: &str) -> Result<Subscribed, SubscribeError> {
        if let Some(url) = Url::parse(address.trim()).ok().filter(is_local) {
            return self.subscribe_here(url).await;
        }
        let mut failure = None;
        for url in addresses(address)? {
            match self.subscribe_to(url).await {
                Err(SubscribeError::Failed(why)) => failure = failure.or(Some(why)),
                done => return done,
            }
        }
        Err(SubscribeError::Failed(failure.unwrap_or_default()))
    }

    /// Subscribes to the feed at this address, or to the one that belongs to it: by the rules of its
    /// service, by what its page names, by where its links seem to lead, and at last where feeds lie by custom.
    ///
    /// Only this address is the reader's own. What it answers is a stranger's word, and is asked, and
    /// subscribed to, only if it is public or on this very host.
    async fn subscribe_to(&self, url: Url) -> Result<Subscribed, SubscribeError> {
        let by_rule = discover::by_address(&url);
        if let [feed] = by_rule.as_slice() {
            // A rule that does not hold any more is no reason to give up.
            if let Some(subscribed) = self.try_feed(&feed.url, &url).await? {
                return Ok(subscribed);
            }
        } else if !by_rule.is_empty() {
            return Err(SubscribeError::Several(by_rule));
        }
        let typed = self.offered().get(&url).cloned();
        let typed = typed.unwrap_or_else(|| url.clone());
        let mut page = url;
        let mut asked = match page == typed {
            true => self.ask(&page, Validators::default()).await,
            false => self.ask_named(&page, &typed).await,
        };
        for _ in 0..=MAX_REFRESHES {
            let (feeds, guesses, refresh) = match asked.result {
                Ok(_) => return self.keep(page, asked).await,
                Err(PollError::Feed(FeedError::Html {
                    feeds,
                    guesses,
                    refresh,
                })) => (feeds, guesses, refresh),
                Err(error) => return Err(SubscribeError::Failed(error.to_string())),
            };
            if !feeds.is_empty() {
                let feed = self.choose(&typed, feeds)?;
                let asked = self.ask_named(&feed, &typed).await;
                return match asked.result {
                    Ok(_) => self.keep(feed, asked).await,
                    Err(error) => Err(SubscribeError::Failed(error.to_string())),
                };
            }
            let Some(target) = refresh.map(|target| *target) else {
                return self.try_guesses(guesses, &typed).await;
            };
            asked = self.ask_named(&target, &typed).await;
            page = target;
        }
        let host = typed.host_str().unwrap_or_default();
        let why = format!("{host} sends from page to page without end");
        Err(SubscribeError::Failed(why))
    }

    /// The one feed of a page that is meant, of those that may be asked. Feeds of comments are not, unless
    /// there is nothing else.
    fn choose(&self, typed: &Url, feeds: Vec<FeedLink>) -> Result<Url, SubscribeError> {
        let mut refused = None;
        let may_be_asked = |feed: &FeedLink| match self.admits_named(&feed.url, typed) {
            Ok(()) => true,
            Err(error) => {
                refused.get_or_insert(error);
                false
            }
        };
        let feeds: Vec<FeedLink> = feeds.into_iter().filter(may_be_asked).collect();
        match (feeds.is_empty(), refused) {
            (true, Some(error)) => Err(SubscribeError::Failed(NetError::from(error).to_string())),
            _ => choose(typed, feeds).inspect_err(|error| self.note_offers(error, typed)),
        }
    }

    /// Remembers what is offered to choose from: when one is chosen, it is still what a page named.
    fn note_offers(&self, error: &SubscribeError, typed: &Url) {
        let SubscribeError::Several(feeds) = error else {
            return;
        };
        let mut offered = self.offered();
        if offered.len() > MAX_OFFERED {
            offered.clear();
        }
        offered.extend(feeds.iter().map(|feed| (feed.url.clone(), typed.clone())));
    }

    /// Asks where a page's links seem to lead to a feed; one that is there is subscribed to, several are
    /// offered, and where there is none, custom tells where to look.
    async fn try_guesses(
        &self,
        guesses: Vec<Url>,
        typed: &Url,
    ) -> Result<Subscribed, SubscribeError> {
        let mut found: Vec<(FeedLink, Asked)> = Vec::new();
        let may_be_asked = |url: &Url| self.admits_named(url, typed).is_ok();
        for url in guesses.into_iter().filter(may_be_asked).take(MAX_GUESSES) {
            let asked = self.ask_named(&url, typed).await;
            if let Ok(polled) = &asked.result {
                let title = polled.document.as_ref();
                let title = title.and_then(|document| document.title.clone());
                found.push((FeedLink { url, title }, asked));
            }
        }
        if found.is_empty() {
            return self.find_by_custom(typed.clone()).await;
        }
        let feeds = found.iter().map(|(feed, _)| feed.clone()).collect();
        let feed = self.choose(typed, feeds)?;
        let asked = found.into_iter().find(|(found, _)| found.url == feed);
        match asked {
            Some((_, asked)) => self.keep(feed, asked).await,
            None => Err(SubscribeError::NoFeed(typed.clone())),
        }
    }

    /// Subscribes to a feed on this machine, which the configuration has to name.
    async fn subscribe_here(&self, url: Url) -> Result<Subscribed, SubscribeError> {
        let asked = self.ask(&url, Validators::default()).await;
        match asked.result {
            Ok(_) => self.keep(url, asked).await,
            Err(error) => Err(SubscribeError::Failed(error.to_string())),
        }
    }

    /// The last resort: a handful of requests for addresses where many sites have their feed.
    async fn find_by_custom(&self, url: Url) -> Result<Subscribed, SubscribeError> {
        for candidate in discover::well_known(&url) {
            if let Some(subscribed) = self.try_feed(&candidate, &url).await? {
                return Ok(subscribed);
            }
        }
        Err(SubscribeError::NoFeed(url))
    }

    /// Subscribes to an address that was guessed by what was `typed`; nothing where it is no feed.
    async fn try_feed(&self, url: &Url, typed: &Url) -> Result<Option<Subscribed>, SubscribeError> {
        let asked = self.ask_named(url, typed).await;
        match &asked.result {
            Ok(_) => self.keep(url.clone(), asked).await.map(Some),
            // A host that asks for silence, or is not there, is not asked five times more.
            Err(PollError::Net(error)) => Err(SubscribeError::Failed(error.to_string())),
            Err(_) => Ok(None),
        }
    }

    async fn keep(&self, url: Url, asked: Asked) -> Result<Subscribed, SubscribeError> {
        let polled = asked.result.as_ref().ok();
        let Some((feed, moved_to)) =
            polled.and_then(|polled| Some((polled.document.as_ref()?, &polled.moved_to)))
        else {
            let why = format!("{url} sent nothing");
            return Err(SubscribeError::Failed(why));
        };
        // A feed that the configuration names stays where that finds it.
        let address = match moved_to {
            Some(moved_to) if self.config().feed(&url).is_none() => moved_to.clone(),
            _ => url.clone(),
        };
        let title = feed
            .title
            .clone()
            .unwrap_or_else(|| name_of(&address).into());
        let (site, now) = (feed.site.clone(), self.now());
        let (feed, was_known) = self
            .store()
            .write(move |writer| {
                if let Some(known) = writer.feed_by_url(&address)? {
                    return Ok((known, true));
                }
                let id = writer.prepare_feed(&address, &title, site.as_ref(), now)?;
                let deed = Deed::subscribe(format!("Subscribed to {title}"), vec![id]);
                writer.apply(deed, now)?;
                let feed = writer.feed(id)?.ok_or(StoreError::Missing("feed"))?;
                Ok((feed, false))
            })
            .await?;
        let outcome = self.settle(feed, asked, true).await?;
        Ok(Subscribed { outcome, was_known })
    }
}

/// What a feed is called that does not say it: its host, else the last part of its path.
fn name_of(address: &Url) -> &str {
    let path = address.path();
    let last = path.rsplit('/').next().unwrap_or(path);
    address.host_str().unwrap_or(last)
}

/// The addresses that what the reader typed can mean, likeliest first.
fn addresses(typed: &str) -> Result<Vec<Url>, SubscribeError> {
    let wrong = || SubscribeError::NotAnAddress(typed.trim().to_owned());
    let typed_url = typed.trim().trim_start_matches("feed:");
    let typed_url = typed_url.trim_start_matches("//");
    if typed_url.is_empty() || typed_url.contains(char::is_whitespace) {
        return Err(wrong());
    }
    if typed_url.contains("://") {
        let url = Url::parse(typed_url).map_err(|_| wrong())?;
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        return if is_web { Ok(vec![url]) } else { Err(wrong()) };
    }
    let with = |scheme: &str| Url::parse(&format!("{scheme}://{typed_url}")).map_err(|_| wrong());
    let secure = with("https")?;
    let host = secure.host_str().unwrap_or_default();
    if !host.contains('.') && !is_loopback(&secure) && secure.port().is_none() {
        return Err(wrong());
    }
    Ok(vec![secure, with("http")?])
}

/// The one feed of a page that is meant. Feeds of comments are not, unless there is nothing else.
fn choose(page: &Url, feeds: Vec<FeedLink>) -> Result<Url, SubscribeError> {
    let (comments, mut articles): (Vec<_>, Vec<_>) =
        feeds.into_iter().partition(FeedLink::is_of_comments);
    if articles.is_empty() {
        articles = comments;
    }
    match articles.len() {
        0 => Err(SubscribeError::NoFeed(page.clone())),
        1 => Ok(articles.remove(0).url),
        _ => Err(SubscribeError::Several(articles)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(typed: &str) -> Vec<String> {
        addresses(typed)
            .unwrap()
            .iter()
            .map(Url::to_string)
            .collect()
    }

    #[test]
    fn an_address_without_a_scheme_is_tried_with_https_first() {
        assert_eq!(
            tried(" example.org "),
            ["https://example.org/", "http://example.org/"]
        );
        assert_eq!(
            tried("127.0.0.1:8080/feed")[1],
            "http://127.0.0.1:8080/feed"
        );
        assert_eq!(
            tried("http://example.org/feed"),
            ["http://example.org/feed"]
        );
        assert_eq!(
            tried("feed://example.org/rss")[0],
            "https://example.org/rss"
        );
        assert_eq!(
            tried("feed:https://example.org/rss"),
            ["https://example.org/rss"]
        );
    }

    #[test]
    fn what_is_no_address_is_said_so_in_one_sentence() {
        for typed in [
            "",
            "news",
            "two words",
            "ftp://example.org/",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            assert!(
                matches!(addresses(typed), Err(SubscribeError::NotAnAddress(_))),
                "{typed}"
            );
        }
    }
}
