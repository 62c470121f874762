//! Subscriptions as a whole: lists in and out, and a feed that gets another address.

use url::Url;

use super::Engine;
use crate::feed::opml::{List, Subscription};
use crate::model::change::Deed;
use crate::model::feed::Feed;
use crate::model::feed_change::FeedChange;
use crate::store::StoreError;
use crate::text::count::counted;

/// What a list brought, or would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Feeds that were not subscribed to before.
    pub new: Vec<Subscription>,
    /// Feeds that are there already.
    pub known: Vec<Subscription>,
}

/// Why a feed keeps its address.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// Not of the web.
    #[error("{0} is no address of a feed: it must begin with http:// or https://")]
    Scheme(Url),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Subscribes to the feeds of a list; with `dry_run` only tells to which. Nobody is asked: the feeds
    /// are due at the next refresh.
    ///
    /// A feed that is there already stays as it is, but for a folder where it has none. Titles of a list
    /// are the reader's own, until a publisher's turns out to be the same.
    ///
    /// # Errors
    ///
    /// Fails if the store does; then nothing is imported.
    pub async fn import(&self, list: List, dry_run: bool) -> Result<Imported, StoreError> {
        let now = self.now();
        let sort = move |reader: &crate::store::Reader<'_>| {
            let mut imported = Imported::default();
            for feed in list.feeds {
                match reader.feed_by_url(&feed.url)? {
                    Some(_) => imported.known.push(feed),
                    None => imported.new.push(feed),
                }
            }
            Ok(imported)
        };
        if dry_run {
            return self.store().read(sort).await;
        }
        self.store()
            .write(move |writer| {
                let imported = sort(writer)?;
                let (mut new, mut changes) = (Vec::new(), Vec::new());
                for subscription in &imported.new {
                    let host = subscription.url.host_str().unwrap_or_default().into();
                    let title = subscription.title.as_ref().unwrap_or(&host);
                    let site = subscription.site.as_ref();
                    let feed = writer.prepare_feed(&subscription.url, title, site, now)?;
                    new.push(feed);
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
                let mut deed = Deed::subscribe(imported_words(new.len()), new);
                deed.changes.extend(changes);
                writer.apply(deed, now)?;
                Ok(imported)
            })
            .await
    }

    /// All subscriptions but the built-in one, as a list.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError> {
        let feeds = self.store().read(|reader| reader.feeds()).await?;
        let of = |feed: Feed| Subscription {
            url: feed.url,
            title: Some(feed.title),
            site: feed.site,
            folder: feed.folder,
        };
        Ok(feeds
            .into_iter()
            .filter(|feed| !feed.is_built_in())
            .map(of)
            .collect())
    }

    /// Asks for a feed at another address from now on; a subscription that is there goes up in it. Returns
    /// what was done, in words.
    ///
    /// # Errors
    ///
    /// Fails where the address is none of the web, or the store fails.
    pub async fn move_feed(&self, feed: &Feed, to: &Url) -> Result<String, MoveError> {
        if !matches!(to.scheme(), "http" | "https") || !to.has_host() {
            return Err(MoveError::Scheme(to.clone()));
        }
        let (feed, to, now) = (feed.clone(), to.clone(), self.now());
        let moved = self.store().write(move |writer| {
            let other = writer.feed_by_url(&to)?.filter(|other| other.id != feed.id);
            let deed = Deed::move_feed(&feed, &to, other.as_ref());
            let applied = writer.apply(deed, now)?.deed;
            Ok(match applied.changes.is_empty() {
                true => format!("{} is asked for there already", feed.title),
                false => applied.label,
            })
        });
        Ok(moved.await?)
    }
}

fn imported_words(count: usize) -> String {
    match count {
        0 => "Folders taken over from a list".to_owned(),
        count => counted(count, "feed imported", "feeds imported"),
    }
}
