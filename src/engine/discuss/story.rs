//! The same article in several feeds: what one of them knows of its discussion serves the others.

use super::{DiscussError, Engine, candidates};
use crate::model::id::ArticleId;
use crate::store::StoreError;

impl Engine {
    /// Finds out, without a request, where other feeds that have the same article say it is discussed off
    /// its own site, and keeps these as discussions that are not loaded yet. Returns whether there is one
    /// that was not known of.
    ///
    /// # Errors
    ///
    /// Fails if the store does.
    pub async fn share_story(&self, article: ArticleId) -> Result<bool, StoreError> {
        let others = self.store().read(move |reader| {
            let mut others = Vec::new();
            for other in reader.same_story(article)? {
                if reader.own_discussions(other)?.is_empty() {
                    others.push(other);
                }
            }
            Ok(others)
        });
        let mut has_found = false;
        for other in others.await? {
            let mut subject = match self.subject(other).await {
                Ok(subject) => subject,
                Err(DiscussError::Store(error)) => return Err(error),
                Err(_) => continue,
            };
            subject.discussions.clear();
            let site = subject.link.as_ref().and_then(|link| link.host_str());
            let named = candidates(&subject, None).into_iter().next();
            // On its own site, it is found as ever.
            let named = named.filter(|thread| {
                let page = thread.page.as_ref().and_then(|page| page.host_str());
                page.is_some() && page != site
            });
            let Some(thread) = named else { continue };
            let kept = move |writer: &mut crate::store::Writer<'_>| {
                writer.upsert_discussion(other, &thread)
            };
            self.store().write(kept).await?;
            has_found = true;
        }
        Ok(has_found)
    }
}
