//! What was loaded, or why it could not be, into the store.

use url::Url;

use super::Subject;
use crate::comments::Loaded;
use crate::engine::Engine;
use crate::model::discussion::ThreadRef;
use crate::model::id::DiscussionId;
use crate::model::safe::SafeText;
use crate::store::{LoadedComments, MergedComments, StoreError, Validators};

impl Engine {
    pub(super) async fn keep_thread(
        &self,
        subject: &Subject,
        thread: ThreadRef,
        loaded: Loaded,
        validators: Vec<(Url, Validators)>,
        is_own: bool,
    ) -> Result<(DiscussionId, MergedComments), StoreError> {
        let (article, feed, now) = (subject.article, subject.feed, self.now());
        self.store()
            .write(move |writer| {
                let id = writer.upsert_discussion(article, &thread)?;
                let merged = writer.merge_comments(id, loaded_comments(loaded), now)?;
                for (url, validators) in &validators {
                    writer.set_validators(url, validators, now)?;
                }
                if is_own {
                    writer.remember_source(feed, &thread.source)?;
                }
                Ok((id, merged))
            })
            .await
    }

    pub(super) async fn keep_unchanged(
        &self,
        subject: &Subject,
        thread: &ThreadRef,
    ) -> Result<DiscussionId, StoreError> {
        let (article, thread, now) = (subject.article, thread.clone(), self.now());
        self.store()
            .write(move |writer| {
                let id = writer.upsert_discussion(article, &thread)?;
                writer.discussion_unchanged(id, now)?;
                Ok(id)
            })
            .await
    }

    pub(super) async fn note_failure(
        &self,
        subject: &Subject,
        sentence: SafeText,
    ) -> Result<(), StoreError> {
        let Some(discussion) = subject.discussions.first().map(|discussion| discussion.id) else {
            return Ok(());
        };
        let now = self.now();
        self.store()
            .write(move |writer| writer.discussion_failed(discussion, &sentence, now))
            .await
    }
}

pub(in crate::engine) fn loaded_comments(loaded: Loaded) -> LoadedComments {
    LoadedComments {
        comments: loaded.comments,
        total_stated: loaded.total_stated,
        complete: loaded.complete,
        closed: loaded.closed,
        order: loaded.order,
        // An Ask has nothing that cannot be written.
        continuations: loaded
            .continuations
            .iter()
            .filter_map(|ask| serde_json::to_string(ask).ok())
            .collect(),
        is_part: false,
    }
}
