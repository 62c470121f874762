//! Subscriptions as a whole: lists in and out, and a feed that gets another address.

use url::Url;

use super::Engine;
use crate::feed::list::{SavedQuery, Subscription};
use crate::model::change::Deed;
use crate::model::feed::Feed;
use crate::store::{Reader, StoreError};

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
    /// All subscriptions but the built-in one, in the order in which they were made, and the searches of
    /// other readers that are kept.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn subscriptions(&self) -> Result<(Vec<Subscription>, Vec<SavedQuery>), StoreError> {
        let read = |reader: &Reader<'_>| Ok((reader.feeds()?, reader.saved_queries()?));
        let (mut feeds, queries) = self.store().read(read).await?;
        feeds.sort_by_key(|feed| feed.id);
        let of = |feed: Feed| Subscription {
            url: feed.url,
            title: Some(feed.title),
            site: feed.site,
            folder: feed.folder,
        };
        let feeds = feeds.into_iter().filter(|feed| !feed.is_built_in());
        Ok((feeds.map(of).collect(), queries))
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
