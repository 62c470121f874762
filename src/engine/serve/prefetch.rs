//! The comments of the article that is likely to be opened next, loaded ahead.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

use super::Desk;
use crate::engine::Engine;
use crate::engine::discuss::{DiscussError, Why};
use crate::engine::message::Report;
use crate::model::id::{ArticleId, DiscussionId};
use crate::model::safe::SafeText;
use crate::store::StoreError;

/// What the reader's way says of what is to be loaded ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ahead {
    /// This article comes next.
    Load(ArticleId),
    /// This one was opened: whatever else is being loaded ahead must not stand in its way.
    IsOpened(ArticleId),
}

/// Turns at loading an article's comments, so that an article that is opened while its comments are loaded
/// ahead is not asked for twice.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<ArticleId, Weak<Turn>>>);

/// A turn; whoever had it leaves to those who waited why nothing came of it.
type Turn = tokio::sync::Mutex<Option<SafeText>>;

impl Turns {
    /// Waits for the turn; whether somebody else had it.
    pub(super) async fn take(
        &self,
        article: ArticleId,
    ) -> (OwnedMutexGuard<Option<SafeText>>, bool) {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let turn = turns.get(&article).and_then(Weak::upgrade);
            let turn = turn.unwrap_or_default();
            turns.insert(article, Arc::downgrade(&turn));
            turn
        };
        match Arc::clone(&turn).try_lock_owned() {
            Ok(guard) => (guard, false),
            Err(_) => (turn.lock_owned().await, true),
        }
    }
}

impl Desk {
    /// Loads what was asked for last, one article at a time. Another article's coming, or being opened, ends
    /// a load that is under way.
    pub(super) async fn prefetch_newest(self) {
        let mut next = self.ahead.take().await;
        loop {
            let Ahead::Load(article) = next else {
                next = self.ahead.take().await;
                continue;
            };
            let mut load = pin!(self.prefetch(article));
            next = loop {
                tokio::select! {
                    () = &mut load => break self.ahead.take().await,
                    newer = self.ahead.take() => match newer {
                        Ahead::Load(same) | Ahead::IsOpened(same) if same == article => {}
                        other => break other,
                    }
                }
            };
        }
    }

    async fn prefetch(&self, article: ArticleId) {
        match self.engine.has_comments_to_prefetch(article).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::warn!(%error, "nothing is loaded ahead"),
        }
        let (mut turn, _) = self.turns.take(article).await;
        match self.engine.load_ahead(article).await {
            Ok(true) => {
                let store = self.engine.store();
                let row = store.read(move |reader| reader.article(article)).await;
                self.tell(row.map(|row| Some(Report::Articles(row.into_iter().collect()))))
                    .await;
            }
            Ok(false) => {}
            Err(error) => *turn = Some(SafeText::new(&error.to_string())),
        }
    }

    /// What was loaded ahead of an article's first visit counts as seen from now on.
    pub(super) async fn begin_visit(&self, article: ArticleId) {
        let now = self.engine.now();
        let store = self.engine.store();
        let waiting = store.read(move |reader| reader.has_unvisited_load(article));
        if !matches!(waiting.await, Ok(true)) {
            return;
        }
        let begun = store.write(move |writer| writer.begin_visit(article, now));
        self.tell(begun.await.map(|()| None)).await;
    }
}

impl Engine {
    /// Whether an article is likely to have comments: its feed counts some or does not count, or a
    /// discussion is known.
    async fn has_comments_to_prefetch(&self, article: ArticleId) -> Result<bool, StoreError> {
        let read = self.store().read(move |reader| {
            let Some(row) = reader.article(article)? else {
                return Ok(false);
            };
            let is_built_in = reader.feed(row.feed)?.is_none_or(|feed| feed.is_built_in());
            let is_likely =
                row.comments.stated != Some(0) || !reader.own_discussions(article)?.is_empty();
            Ok(!is_built_in && is_likely)
        });
        read.await
    }

    /// Loads an article's comments as opening it would, without a visit; whether anything came.
    async fn load_ahead(&self, article: ArticleId) -> Result<bool, DiscussError> {
        let begun = move |reader: &crate::store::Reader<'_>| reader.first_loaded(article);
        let before: Vec<DiscussionId> = self.store().read(begun).await?;
        let found = self.load_comments(article, Why::Opened).await?;
        if found.is_fresh {
            self.store()
                .write(move |writer| writer.forget_first_loads(article, &before))
                .await?;
        }
        Ok(found.is_fresh)
    }
}
