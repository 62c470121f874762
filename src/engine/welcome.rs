//! The feed that comes with the program: the manual as an article, its keys taught by its comments.
//!
//! It goes through the same parser, comment source and store as every other feed; only its bytes come
//! from the binary instead of a server.

use url::Url;

use super::Engine;
use super::settle::{Arrived, store_document};
use crate::comments;
use crate::model::discussion::ThreadRef;
use crate::store::{LoadedComments, StoreError};

const FEED_URL: &str = "byline:welcome";
const COMMENTS_URL: &str = "byline:welcome-comments";
const FEED: &[u8] = include_bytes!("../../assets/welcome.xml");
const COMMENTS: &[u8] = include_bytes!("../../assets/welcome-comments.xml");

impl Engine {
    /// Puts the built-in feed into a store that never had it.
    pub(super) async fn seed_welcome(&self) -> Result<(), StoreError> {
        // An unsubscribed manual does not come back.
        if self.store().read(|reader| reader.has_had_feeds()).await? {
            return Ok(());
        }
        let now = self.now();
        let url = Url::parse(FEED_URL).expect("a constant address");
        let feed = crate::feed::parse(FEED, Some("application/atom+xml"), Some(&url))
            .expect("the manual is a feed");
        let (thread, loaded) = welcome_thread();
        self.store()
            .write(move |writer| {
                let title = feed.title.clone().unwrap_or_default();
                let id = writer.add_feed(&url, &title, None, now)?;
                let merged = store_document(writer, id, &Arrived::from(feed), now)?;
                if let Some(article) = merged.new.first() {
                    let discussion = writer.upsert_discussion(article.id, &thread)?;
                    writer.merge_comments(discussion, loaded, now)?;
                }
                Ok(())
            })
            .await
    }
}

/// The manual's comments, read by the source that reads every comment feed.
fn welcome_thread() -> (ThreadRef, LoadedComments) {
    let thread = ThreadRef {
        source: "comment-feed".to_owned(),
        scope: COMMENTS_URL.to_owned(),
        locator: String::new(), // never asked for again
        page: None,
    };
    let files = [("welcome-comments.xml".to_owned(), COMMENTS.to_vec())];
    let loaded = comments::map_saved(&thread.source, &files, None)
        .expect("the manual's comments are a comment feed");
    (thread, super::discuss::loaded_comments(loaded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_and_its_comments_can_be_read() {
        let (_, loaded) = welcome_thread();
        assert!(loaded.complete && loaded.comments.len() >= 10);
        assert!(crate::feed::parse(FEED, None, None).is_ok_and(|feed| feed.entries.len() == 1));
    }
}
