//! What was loaded, or why it could not be, into the store.

use url::Url;

use super::Subject;
use super::more::OTHER_WAYS;
use crate::comments::Loaded;
use crate::engine::Engine;
use crate::model::comment::{Comment, State};
use crate::model::discussion::ThreadRef;
use crate::model::id::DiscussionId;
use crate::model::safe::SafeText;
use crate::store::{LoadedComments, MergedComments, StoreError, Validators};

/// What a loaded thread is kept as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// The article's discussion, found anew or as before.
    Found {
        /// Whether its source is to be tried first for this feed's articles: not where it stands in for a
        /// better way that is shut for a while, or for this article only.
        is_remembered: bool,
    },
    /// A discussion that is known of, loaded again.
    Reloaded,
    /// This discussion, by a better way than before.
    InPlaceOf(DiscussionId),
}

impl Engine {
    pub(super) async fn keep_thread(
        &self,
        subject: &Subject,
        thread: ThreadRef,
        loaded: Loaded,
        validators: Vec<(Url, Validators)>,
        kept: Kept,
    ) -> Result<(DiscussionId, MergedComments), StoreError> {
        let (article, feed, now) = (subject.article, subject.feed, self.now());
        let counted = subject.counted_of(&thread);
        let loaded = with_what_is_missing(loaded, counted);
        self.store()
            .write(move |writer| {
                if let Kept::InPlaceOf(id) = kept {
                    writer.set_way(id, &thread)?;
                }
                let id = writer.upsert_discussion(article, &thread)?;
                let merged = writer.merge_comments(id, loaded, now)?;
                for (url, validators) in &validators {
                    writer.set_validators(url, validators, now)?;
                }
                if matches!(
                    kept,
                    Kept::InPlaceOf(_)
                        | Kept::Found {
                            is_remembered: true
                        }
                ) {
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

/// What is stored of a thread of which `counted` comments are said to be there: one that has fewer, and
/// nothing more to ask for by the same way, is to be completed by another.
fn with_what_is_missing(loaded: Loaded, counted: Option<u32>) -> LoadedComments {
    let total = missing_of(&loaded, counted);
    let mut kept = loaded_comments(loaded);
    if let Some(total) = total {
        kept.total_stated = Some(total);
        kept.complete = false;
        if kept.continuations.is_empty() {
            kept.continuations.push(OTHER_WAYS.to_owned());
        }
    }
    kept
}

/// How many comments there are where fewer have come. A source that counts its comments and has delivered
/// all of them is believed, whatever the feed counts (which may include pings).
fn missing_of(loaded: &Loaded, counted: Option<u32>) -> Option<u32> {
    if loaded.complete && loaded.total_stated.is_some() {
        return None;
    }
    let total = loaded.total_stated.max(counted)?;
    (total as usize > delivered(&loaded.comments)).then_some(total)
}

/// How many comments were really delivered.
pub(super) fn delivered(comments: &[Comment]) -> usize {
    let delivered = comments.iter();
    delivered
        .filter(|comment| comment.state != State::Unloaded)
        .count()
}

pub(in crate::engine) fn loaded_comments(loaded: Loaded) -> LoadedComments {
    LoadedComments {
        comments: loaded.comments,
        total_stated: loaded.total_stated,
        complete: loaded.complete,
        access: loaded.access,
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
