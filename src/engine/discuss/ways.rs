//! One way to an article's comments after the other, until one brings them; and the other ways to a
//! discussion of which the way that was taken brought only a part.
//!
//! A site's interface, its comment feed and its page are several ways to the same comments. The first that
//! answers is taken; where it has fewer comments than are counted, the others are asked for by `+`, and
//! those that are better by themselves, in case they were shut only for a while.

use std::collections::HashSet;

use url::Url;

use super::keep::{Kept, delivered};
use super::more::is_all_of_its_way;
use super::refusals::Shut;
use super::{Brought, CandidateError, Found, Subject, Why};
use crate::comments::{self, Hints, Loaded, Reply, SourceError};
use crate::engine::Engine;
use crate::model::discussion::{Discussion, ThreadRef};
use crate::model::id::CommentId;
use crate::store::{MergedComments, StoreError, Validators};

/// A search for an article's comments, so far.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) found: Found,
    /// Why the best way that failed did.
    pub(super) failure: Option<String>,
    /// Whether a better way than the next is there, and is shut for a while or for this article only.
    is_stand_in: bool,
}

impl Search {
    /// Notes a failure; the first, of the best way, is the one to be told.
    pub(super) fn fail(&mut self, sentence: String) {
        self.failure.get_or_insert(sentence);
    }

    fn has_tried(&self, thread: &ThreadRef) -> bool {
        self.found.tried.iter().any(|(tried, _)| tried == thread)
    }

    fn tried(&mut self, thread: &ThreadRef, outcome: impl Into<String>) {
        self.found.tried.push((thread.clone(), outcome.into()));
    }
}

impl Subject {
    /// How many comments a thread should have, as the feed counts them: those of the article's own site.
    pub(super) fn counted_of(&self, thread: &ThreadRef) -> Option<u32> {
        let known = self.discussions.iter();
        let mut elsewhere = known.filter(|known| known.is_elsewhere);
        let is_elsewhere = elsewhere.any(|known| known.thread.is_same(thread));
        self.counted.filter(|_| !is_elsewhere)
    }
}

impl Engine {
    /// Tries the candidates that the hints give, skipping those tried before; true once one of them
    /// has answered for the article.
    pub(super) async fn try_candidates(
        &self,
        subject: &Subject,
        page: Option<&Reply>,
        why: Why,
        search: &mut Search,
    ) -> Result<bool, StoreError> {
        for thread in candidates(subject, page) {
            if search.has_tried(&thread) {
                continue;
            }
            if let Some(reason) = self.refused(&thread, why).await? {
                if subject.stated.unwrap_or(0) > 0 {
                    search.fail(reason.to_string());
                }
                search.is_stand_in = true;
                search.tried(&thread, reason.as_str());
                continue;
            }
            match self.load_thread(subject, &thread, page).await {
                Ok(Brought::Unchanged) => {
                    let id = self.keep_unchanged(subject, &thread).await?;
                    search.tried(&thread, "nothing has changed");
                    search.found.discussion = Some(id);
                    return Ok(true);
                }
                Ok(Brought::Thread(loaded, validators)) => {
                    let count = loaded.comments.len();
                    let stated = loaded.total_stated.or(subject.stated).unwrap_or(0);
                    search.tried(&thread, format!("{count} comments"));
                    if count == 0 && stated > 0 {
                        continue; // an empty answer that cannot be true: another way may know better
                    }
                    let is_remembered = !search.is_stand_in;
                    let kept = Kept::Found { is_remembered };
                    self.take(subject, thread, (*loaded, validators), kept, search)
                        .await?;
                    return Ok(true);
                }
                Err(error) => self.note_shut(subject, &thread, error, search).await?,
            }
        }
        Ok(false)
    }

    /// Where not all of a discussion is here by the way that was taken: tries the better ways that the
    /// article's feed names, in case they were shut only for a while.
    pub(super) async fn try_better_ways(
        &self,
        subject: &Subject,
        discussion: &Discussion,
        why: Why,
        search: &mut Search,
    ) -> Result<Option<MergedComments>, StoreError> {
        if !is_all_of_its_way(discussion) || discussion.loaded.is_none() {
            return Ok(None);
        }
        let mut ways = by_hints(subject, None);
        if let Some(own) = ways.iter().position(|way| way.is_same(&discussion.thread)) {
            ways.truncate(own);
        }
        self.try_ways(subject, discussion, (ways, None), why, search)
            .await
    }

    /// Tries all other ways to a discussion, those that the article's page names included.
    pub(super) async fn try_other_ways(
        &self,
        subject: &Subject,
        discussion: &Discussion,
        search: &mut Search,
    ) -> Result<Option<MergedComments>, StoreError> {
        let ways = by_hints(subject, None);
        let brought = self
            .try_ways(subject, discussion, (ways, None), Why::Asked, search)
            .await?;
        if brought.is_some() {
            return Ok(brought);
        }
        match self.article_page(subject).await {
            Ok(Some(page)) => {
                let ways = by_hints(subject, Some(&page));
                self.try_ways(subject, discussion, (ways, Some(&page)), Why::Asked, search)
                    .await
            }
            Ok(None) => Ok(None),
            Err(error) => {
                search.fail(error.to_string());
                Ok(None)
            }
        }
    }

    /// Tries these ways to a discussion; the first that brings more of it takes the place of its own.
    async fn try_ways(
        &self,
        subject: &Subject,
        discussion: &Discussion,
        (ways, page): (Vec<ThreadRef>, Option<&Reply>),
        why: Why,
        search: &mut Search,
    ) -> Result<Option<MergedComments>, StoreError> {
        let id = discussion.id;
        let stored = self.store().read(move |reader| reader.comments(id)).await?;
        let here: HashSet<CommentId> = stored.into_iter().map(|(comment, _)| comment.id).collect();
        for thread in ways {
            if thread.is_same(&discussion.thread) || search.has_tried(&thread) {
                continue;
            }
            if why == Why::Followed && !self.lets_programs(&thread, subject.own.as_ref()).await {
                continue;
            }
            if let Some(reason) = self.refused(&thread, why).await? {
                search.is_stand_in = true;
                search.tried(&thread, reason.as_str());
                continue;
            }
            match self.load_thread(subject, &thread, page).await {
                Ok(Brought::Thread(loaded, validators)) if has_more_than(&loaded, &here) => {
                    let brought = (*loaded, validators);
                    let kept = Kept::InPlaceOf(id);
                    let merged = self.take(subject, thread, brought, kept, search).await?;
                    return Ok(Some(merged));
                }
                Ok(_) => {
                    let sentence = "it has no more than is here";
                    if let Some(shut) = Shut::no_fuller(&thread) {
                        self.heed(&thread, shut, sentence).await?;
                    }
                    search.tried(&thread, sentence);
                }
                Err(error) => self.note_shut(subject, &thread, error, search).await?,
            }
        }
        Ok(None)
    }

    /// Keeps what a way has brought as what was found.
    async fn take(
        &self,
        subject: &Subject,
        thread: ThreadRef,
        (loaded, validators): (Loaded, Vec<(Url, Validators)>),
        kept: Kept,
        search: &mut Search,
    ) -> Result<MergedComments, StoreError> {
        let (id, merged) = self
            .keep_thread(subject, thread, loaded, validators, kept)
            .await?;
        search.found.discussion = Some(id);
        search.found.new = merged.new.len();
        search.found.is_fresh = true;
        Ok(merged)
    }

    /// Notes why a way brought nothing, and leaves it alone as far as its answer says.
    async fn note_shut(
        &self,
        subject: &Subject,
        thread: &ThreadRef,
        error: CandidateError,
        search: &mut Search,
    ) -> Result<(), StoreError> {
        let sentence = error.to_string();
        let is_closed = matches!(error, CandidateError::Source(SourceError::Closed(_), _));
        match error {
            CandidateError::Source(_, Some(shut)) => {
                search.is_stand_in = true;
                self.heed(thread, shut, &sentence).await?;
            }
            CandidateError::Source(SourceError::Unavailable(_), None) | CandidateError::Net(_) => {
                search.is_stand_in = true;
            }
            _ => {}
        }
        search.tried(thread, sentence.clone());
        // A way that is shut is no failure if another is open or the site has none at all.
        if !is_closed || subject.stated.unwrap_or(0) > 0 {
            search.fail(sentence);
        }
        Ok(())
    }
}

/// Whether a thread that has come is the one of which these comments are here, and fuller: with more of
/// them, or with the source's word that these are all.
fn has_more_than(loaded: &Loaded, here: &HashSet<CommentId>) -> bool {
    let known = loaded.comments.iter();
    let known = known.filter(|comment| here.contains(&comment.id)).count();
    let is_the_same = known * 2 >= here.len();
    let come = delivered(&loaded.comments);
    let is_all = loaded.complete && loaded.total_stated.is_some();
    is_the_same && (come > here.len() || (is_all && come == here.len()))
}

/// The candidates, best first: what is stored, then what worked for this feed before, then the order
/// of the design.
pub(super) fn candidates(subject: &Subject, page: Option<&Reply>) -> Vec<ThreadRef> {
    let mut found: Vec<ThreadRef> = subject
        .discussions
        .iter()
        .map(|discussion| discussion.thread.clone())
        .collect();
    let mut fresh = by_hints(subject, page);
    if let Some(remembered) = &subject.remembered {
        fresh.sort_by_key(|thread| thread.source != *remembered);
    }
    for thread in fresh {
        if !found.contains(&thread) {
            found.push(thread);
        }
    }
    found
}

/// The candidates that an article's feed, and its page where it was read, point to, best first.
fn by_hints(subject: &Subject, page: Option<&Reply>) -> Vec<ThreadRef> {
    comments::candidates(&Hints {
        link: subject.link.as_ref(),
        clues: &subject.clues,
        page,
    })
}
