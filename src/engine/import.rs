//! Subscriptions of other readers, with what they know of the articles.

use std::collections::HashMap;

use jiff::Timestamp;
use url::Url;

use super::settle::new_article;
use super::{Engine, JobError, off_the_loop};
use crate::feed::list::{List, SavedQuery, Subscription};
use crate::feed::newsboat::{self, CachedItem};
use crate::model::change::{Change, Deed};
use crate::model::feed_change::FeedChange;
use crate::model::id::{ArticleId, FeedId};
use crate::model::safe::SafeText;
use crate::store::{CacheError, CachedFeed, NewArticle, NewsboatCache, StoreError, Writer};
use crate::text::count::counted;

/// Articles that are read from a cache and written together: most feeds have fewer.
const ARTICLES_AT_ONCE: usize = 2_000;

/// What a list brought, or would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Feeds that were not subscribed to before.
    pub new: Vec<Subscription>,
    /// Feeds that are there already.
    pub known: Vec<Subscription>,
    /// Searches that are kept as they are.
    pub queries: Vec<SavedQuery>,
    /// What came from the other reader's cache.
    pub cached: Cached,
}

/// Articles from another reader's cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cached {
    /// How many it has of these feeds.
    pub articles: usize,
    /// Those that had been read.
    pub read: usize,
    /// Those with flags, which are kept.
    pub flagged: usize,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The cache.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The articles in it.
    #[error(transparent)]
    Job(#[from] JobError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Marks that articles of a cache bring along.
#[derive(Default)]
struct Marks {
    read: Vec<ArticleId>,
    starred: Vec<ArticleId>,
}

impl Engine {
    /// Subscribes to the feeds of a list; with `dry_run` only tells to which. Nobody is asked: the feeds
    /// are due at the next refresh. The articles that newsboat's `cache` has of them come along, read
    /// where they were read there.
    ///
    /// A feed that is there already stays as it is, but for a folder where it has none, and for articles
    /// that were read elsewhere. Titles of a list are the reader's own, until a publisher's turns out to be
    /// the same. All of it is one deed.
    ///
    /// # Errors
    ///
    /// Fails if the store or the cache does; then nothing is subscribed to and nothing marked.
    pub async fn import(
        &self,
        list: List,
        cache: Option<NewsboatCache>,
        dry_run: bool,
    ) -> Result<Imported, ImportError> {
        let mut imported = self.sorted(list).await?;
        let cached = match &cache {
            Some(cache) => cached_feeds(cache)?,
            None => HashMap::new(),
        };
        if dry_run {
            for feed in imported.new.iter().chain(&imported.known) {
                if let (Some(cache), Some(known)) = (&cache, cached.get(&feed.url)) {
                    let counts = cache.counts(known)?;
                    imported.cached.articles += counts.articles;
                    imported.cached.read += counts.read;
                    imported.cached.flagged += counts.flagged;
                }
            }
            return Ok(imported);
        }
        let (new, known) = self.prepare(&imported, &cached).await?;
        let mut marks = Marks::default();
        if let Some(mut cache) = cache {
            let feeds = imported.new.iter().zip(&new);
            for (feed, id) in feeds.chain(imported.known.iter().zip(&known)) {
                if let Some(known) = cached.get(&feed.url) {
                    let brought = self
                        .bring(cache, (known, &feed.url, *id), &mut marks)
                        .await?;
                    cache = brought.0;
                    imported.cached.articles += brought.1;
                }
            }
        }
        imported.cached.read = marks.read.len();
        imported.cached.flagged = marks.starred.len();
        self.finish(imported, new, marks).await
    }

    /// The feeds of a list: those that are new, and those that are there.
    async fn sorted(&self, list: List) -> Result<Imported, StoreError> {
        let sort = move |reader: &crate::store::Reader<'_>| {
            let mut imported = Imported {
                queries: list.queries,
                ..Imported::default()
            };
            for feed in list.feeds {
                match reader.feed_by_url(&feed.url)? {
                    Some(_) => imported.known.push(feed),
                    None => imported.new.push(feed),
                }
            }
            Ok(imported)
        };
        self.store().read(sort).await
    }

    /// Makes rows for the feeds, the new ones in no list yet; returns those of the new and of the known.
    async fn prepare(
        &self,
        imported: &Imported,
        cached: &HashMap<Url, CachedFeed>,
    ) -> Result<(Vec<FeedId>, Vec<FeedId>), StoreError> {
        let now = self.now();
        let row = |feed: &Subscription| {
            let known = cached.get(&feed.url);
            let published = known.and_then(|known| SafeText::non_empty(&known.title));
            let site = known.and_then(|known| Url::parse(&known.site).ok());
            let site = site.filter(|site| matches!(site.scheme(), "http" | "https"));
            let title = published.or_else(|| feed.title.clone());
            let title = title.unwrap_or_else(|| SafeText::new(&place_of(&feed.url)));
            (feed.url.clone(), title, feed.site.clone().or(site))
        };
        let new: Vec<_> = imported.new.iter().map(row).collect();
        let known: Vec<_> = imported.known.iter().map(row).collect();
        let write = move |writer: &mut Writer<'_>| {
            let mut ids = |rows: Vec<(Url, SafeText, Option<Url>)>| {
                let rows = rows.into_iter();
                rows.map(|(url, title, site)| writer.prepare_feed(&url, &title, site.as_ref(), now))
                    .collect::<Result<Vec<_>, _>>()
            };
            Ok((ids(new)?, ids(known)?))
        };
        self.store().write(write).await
    }

    /// Brings the articles of one feed from the cache; returns it, and how many there are.
    async fn bring(
        &self,
        mut cache: NewsboatCache,
        (cached, url, id): (&CachedFeed, &Url, FeedId),
        marks: &mut Marks,
    ) -> Result<(NewsboatCache, usize), ImportError> {
        let (mut after, mut count) = (0, 0);
        loop {
            let (cached, url, now) = (cached.clone(), url.clone(), self.now());
            let read = off_the_loop(move || {
                let items = cache.items(&cached, after, ARTICLES_AT_ONCE);
                let items = items.map(|(items, next)| (articles(&items, &url), next));
                (cache, items)
            });
            let (returned, items) = read.await?;
            cache = returned;
            let (items, next) = items?;
            count += items.len();
            let write = move |writer: &mut Writer<'_>| store(writer, id, items, now);
            let stored = self.store().write(write).await?;
            marks.read.extend(stored.read);
            marks.starred.extend(stored.starred);
            match next {
                Some(next) => after = next,
                None => return Ok((cache, count)),
            }
        }
    }

    /// Subscribes, files, names and marks, as one deed.
    async fn finish(
        &self,
        imported: Imported,
        new: Vec<FeedId>,
        marks: Marks,
    ) -> Result<Imported, ImportError> {
        let now = self.now();
        let write = move |writer: &mut Writer<'_>| {
            let mut changes: Vec<Change> = Vec::new();
            for (subscription, &feed) in imported.new.iter().zip(&new) {
                let title = subscription.title.clone();
                changes.push(FeedChange::Named { feed, title }.into());
                let folder = subscription.folder.clone();
                changes.push(FeedChange::Filed { feed, folder }.into());
            }
            for subscription in &imported.known {
                let known = writer.feed_by_url(&subscription.url)?;
                if let Some(known) = known.filter(|known| known.folder.is_none()) {
                    let (feed, folder) = (known.id, subscription.folder.clone());
                    changes.push(FeedChange::Filed { feed, folder }.into());
                }
            }
            changes.push(Change::ArticlesRead {
                articles: marks.read,
                read: true,
            });
            changes.push(Change::ArticlesStarred {
                articles: marks.starred,
                starred: true,
            });
            let mut deed = Deed::subscribe(imported_words(new.len()), new);
            deed.changes.extend(changes);
            writer.apply(deed, now)?;
            for query in &imported.queries {
                writer.save_query(query)?;
            }
            Ok(imported)
        };
        Ok(self.store().write(write).await?)
    }
}

/// The feeds of a cache by their addresses.
fn cached_feeds(cache: &NewsboatCache) -> Result<HashMap<Url, CachedFeed>, CacheError> {
    let feeds = cache.feeds()?.into_iter();
    let feeds = feeds.filter_map(|feed| Some((newsboat::address(&feed.address)?, feed)));
    Ok(feeds.collect())
}

/// An article with what its reader said of it.
struct Known {
    article: NewArticle,
    is_read: bool,
    is_starred: bool,
}

fn articles(items: &[CachedItem], feed: &Url) -> Vec<Known> {
    let items = items.iter();
    let known = items.filter_map(|item| {
        Some(Known {
            article: new_article(item.entry(feed)?, None),
            is_read: item.is_read(),
            is_starred: item.is_flagged && !item.is_deleted,
        })
    });
    known.collect()
}

/// Puts articles that are not there yet into the store; returns which of them all bear marks.
fn store(
    writer: &mut Writer<'_>,
    feed: FeedId,
    items: Vec<Known>,
    now: Timestamp,
) -> Result<Marks, StoreError> {
    let mut marks = Marks::default();
    let mut new = Vec::new();
    for item in &items {
        // Of what is there already, the feed's last word is newer than any cache.
        let known = writer.article_by_identity(feed, &item.article.identity)?;
        if known.is_none() {
            new.push(item.article.clone());
        }
    }
    writer.merge_articles(feed, &new, now)?;
    for item in &items {
        let id = writer.article_by_identity(feed, &item.article.identity)?;
        if item.is_read {
            marks.read.extend(id);
        }
        if item.is_starred {
            marks.starred.extend(id);
        }
    }
    Ok(marks)
}

/// What a feed is called of which nothing else is known: its address without the scheme.
fn place_of(url: &Url) -> String {
    let address = url.as_str();
    let place = address
        .split_once("://")
        .map_or(address, |(_, place)| place);
    place.trim_end_matches('/').to_owned()
}

fn imported_words(count: usize) -> String {
    match count {
        0 => "Folders taken over from a list".to_owned(),
        count => counted(count, "feed imported", "feeds imported"),
    }
}
