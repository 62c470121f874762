//! Subscriptions as a whole: lists in and out, and a feed that gets another address.

use url::Url;

use super::Engine;
use crate::feed::opml::{List, Subscription};
use crate::model::feed::Feed;
use crate::model::id::FeedId;
use crate::store::StoreError;

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
                for feed in &imported.new {
                    let host = feed.url.host_str().unwrap_or_default().into();
                    let title = feed.title.as_ref().unwrap_or(&host);
                    let id = writer.add_feed(&feed.url, title, feed.site.as_ref(), now)?;
                    writer.set_own_title(id, feed.title.as_ref())?;
                    writer.set_folder(id, feed.folder.as_ref())?;
                }
                for feed in &imported.known {
                    let known = writer.feed_by_url(&feed.url)?;
                    if let Some(known) = known.filter(|known| known.folder.is_none()) {
                        writer.set_folder(known.id, feed.folder.as_ref())?;
                    }
                }
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

    /// Asks for a feed at another address from now on. Returns the subscription that was there and went
    /// up in it, if there was one.
    ///
    /// # Errors
    ///
    /// Fails where the address is none of the web, or the store fails.
    pub async fn move_feed(&self, feed: FeedId, to: &Url) -> Result<Option<FeedId>, MoveError> {
        if !matches!(to.scheme(), "http" | "https") || !to.has_host() {
            return Err(MoveError::Scheme(to.clone()));
        }
        let to = to.clone();
        let moved = self
            .store()
            .write(move |writer| writer.move_feed(feed, &to));
        Ok(moved.await?)
    }
}
