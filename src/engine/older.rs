//! Older articles than a feed's document holds, a page at each asking, where the publisher offers them.
//!
//! A feed that names its archive or its next page (RFC 5005) is followed; WordPress, which names none,
//! has its pages at `?paged=N`.

use url::Url;

use super::Engine;
use super::local::is_local;
use super::poll::{ACCEPT_FEED, PollError};
use super::settle::new_articles;
use crate::feed::ParsedFeed;
use crate::model::article::Article;
use crate::model::feed::Feed;
use crate::net::address::Owner;
use crate::net::answer::Answer;
use crate::net::client::Fetch;
use crate::store::{OlderPage, StoreError};

/// Why there are no older articles; one sentence each.
#[derive(Debug, thiserror::Error)]
pub enum OlderError {
    /// The publisher offers none.
    #[error("{0} offers no older articles")]
    NotOffered(String),
    /// All of them are here.
    #[error("All articles that {0} offers are here")]
    AllHere(String),
    /// It could not be asked.
    #[error("{0}")]
    Failed(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Asks for the next page of older articles of a feed and keeps it. Returns those that are new.
    ///
    /// # Errors
    ///
    /// Fails with one sentence where there is nothing older, or it cannot be had.
    pub async fn older(&self, feed: &Feed) -> Result<Vec<Article>, OlderError> {
        let id = feed.id;
        let title = || feed.title.to_string();
        if is_local(&feed.url) {
            return Err(OlderError::NotOffered(title()));
        }
        let stored = self.store().read(move |reader| reader.older_page(id));
        let page = match stored.await? {
            OlderPage::At(page) => page,
            OlderPage::End => return Err(OlderError::AllHere(title())),
            OlderPage::Unknown => {
                let document = self.document(feed, &feed.url).await?;
                let document = document.ok_or_else(|| OlderError::NotOffered(title()))?;
                let page = next_page(&feed.url, &document);
                page.ok_or_else(|| OlderError::NotOffered(title()))?
            }
        };
        let document = self.document(feed, &page).await?;
        let next = document
            .as_ref()
            .filter(|document| !document.entries.is_empty())
            .and_then(|document| next_page(&page, document));
        let now = self.now();
        let is_end = document.is_none();
        let merged = self.store().write(move |writer| {
            let next = next.map_or(OlderPage::End, OlderPage::At);
            writer.set_older_page(id, &next)?;
            let articles = document.map(|document| new_articles(*document));
            writer.merge_articles(id, &articles.unwrap_or_default(), now)
        });
        let new = merged.await?.new;
        match is_end {
            true => Err(OlderError::AllHere(title())),
            false => Ok(new),
        }
    }

    /// A page of a feed; nothing where the server has none at this address.
    async fn document(
        &self,
        feed: &Feed,
        page: &Url,
    ) -> Result<Option<Box<ParsedFeed>>, OlderError> {
        let failed = |error: PollError| OlderError::Failed(error.to_string());
        let mut fetch = Fetch {
            owner: Some(Owner::address(&feed.url)),
            ..Fetch::get(page.clone(), ACCEPT_FEED, self.feed_limit_bytes())
        };
        // What the reader sends to the feed's server is for no other.
        if page.origin() == feed.url.origin() {
            let own = self.own_headers(&feed.url).await;
            fetch.own_headers = own.map_err(|error| failed(error.into()))?;
        }
        let answer: Answer = self
            .fetch(fetch)
            .await
            .map_err(|error| failed(error.into()))?;
        match answer.status.as_u16() {
            200..=299 => Ok(Some(Box::new(
                self.read_feed(answer).await.map_err(failed)?,
            ))),
            404 | 410 => Ok(None),
            _ => Err(failed(PollError::Refused(Box::new(answer)))),
        }
    }
}

/// The page behind this one: as the document says, else as WordPress numbers them.
fn next_page(page: &Url, document: &ParsedFeed) -> Option<Url> {
    if let Some(older) = &document.older {
        return (older != page).then(|| older.clone());
    }
    let generator = document.generator.as_deref().unwrap_or_default();
    if !generator.to_ascii_lowercase().contains("wordpress") {
        return None;
    }
    let number = page
        .query_pairs()
        .find(|(name, _)| name == "paged")
        .map_or(Some(1), |(_, number)| number.parse::<u32>().ok())?;
    let others: Vec<(String, String)> = page
        .query_pairs()
        .filter(|(name, _)| name != "paged")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut next = page.clone();
    next.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair("paged", &number.checked_add(1)?.to_string());
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(page: &str, generator: &str, older: Option<&str>) -> Option<String> {
        let document = ParsedFeed {
            generator: Some(generator.to_owned()),
            older: older.map(|older| older.parse().unwrap()),
            ..ParsedFeed::default()
        };
        next_page(&page.parse().unwrap(), &document).map(String::from)
    }

    #[test]
    fn what_the_document_names_stands_before_what_wordpress_numbers() {
        let blog = "https://blog.example/feed/?lang=de&paged=2";
        assert_eq!(
            next(blog, "https://wordpress.org/?v=6", None).unwrap(),
            "https://blog.example/feed/?lang=de&paged=3"
        );
        let archive = "https://blog.example/archive/1";
        assert_eq!(
            next(blog, "https://wordpress.org/?v=6", Some(archive)).unwrap(),
            archive
        );
        assert_eq!(next(archive, "Hugo", None), None);
        assert_eq!(next(archive, "Hugo", Some(archive)), None, "no circle");
        assert_eq!(
            next("https://b.example/?paged=4294967295", "WordPress", None),
            None
        );
    }
}
