//! What a loading left out, asked for when the reader wants more.

use std::collections::VecDeque;

use super::ways::Search;
use super::{DiscussError, Engine, loaded_comments, reply};
use crate::comments::{self, Ask, Batch, Loaded, opener};
use crate::model::discussion::Discussion;
use crate::model::id::{ArticleId, DiscussionId};
use crate::model::safe::SafeText;

/// Requests of one asking for more (section 11.11 of the design).
const MAX_REQUESTS: usize = 4;

/// What stands among a discussion's continuations where its own way has nothing more, and there are more
/// comments: another way may have them. No request of a source is written like this.
pub(super) const OTHER_WAYS: &str = "\"other-ways\"";

/// Whether all that a discussion's own way has is here, which is not all that there is.
pub(super) fn is_all_of_its_way(discussion: &Discussion) -> bool {
    discussion.continuations == [OTHER_WAYS]
}

/// What asking for more came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// The article that is discussed.
    pub article: ArticleId,
    /// Comments that were not here.
    pub new: usize,
    /// Whether there is still more.
    pub has_more: bool,
}

/// Batches put together, and what they still lead to.
struct Gathered {
    loaded: Loaded,
    accounts: opener::Accounts,
    open: VecDeque<Ask>,
    is_partial: bool,
}

impl Gathered {
    fn take(&mut self, batch: Batch, made: &[Ask]) {
        self.loaded.comments.extend(batch.comments);
        self.loaded.total_stated = self.loaded.total_stated.max(batch.total);
        self.loaded.access = self.loaded.access.max(batch.access);
        self.is_partial |= batch.partial;
        self.accounts.extend(batch.accounts);
        // Nothing is fetched twice; the next page comes before what was waiting already.
        let next = batch.next.into_iter().rev();
        for ask in next.filter(|ask| !made.contains(ask)) {
            if !self.open.contains(&ask) {
                self.open.push_front(ask);
            }
        }
        for ask in batch.later {
            if !made.contains(&ask) && !self.open.contains(&ask) {
                self.open.push_back(ask);
            }
        }
    }
}

impl Engine {
    /// Asks for more of a discussion that was not loaded whole, and keeps it.
    ///
    /// # Errors
    ///
    /// Fails with one sentence if nothing came; then the same can be asked for again.
    pub async fn load_more(&self, id: DiscussionId) -> Result<More, DiscussError> {
        self.load_more_telling(id, |_| {}).await
    }

    /// As [`Engine::load_more`], telling how many comments have come so far whenever an answer is not the
    /// last one.
    ///
    /// # Errors
    ///
    /// As [`Engine::load_more`].
    pub async fn load_more_telling(
        &self,
        id: DiscussionId,
        told: impl FnMut(usize) + Send,
    ) -> Result<More, DiscussError> {
        let discussion = self.store().read(move |reader| reader.discussion(id));
        let discussion = discussion.await?.ok_or(DiscussError::NoArticle)?;
        if is_all_of_its_way(&discussion) {
            return self.load_by_another_way(&discussion).await;
        }
        let mut gathered = self.gather(&discussion, told).await?;
        let known = self.store().read(move |reader| reader.comments(id)).await?;
        let known = known.iter().map(|(comment, _)| comment);
        gathered.accounts.mark(&mut gathered.loaded.comments);
        opener::mark_as_known(known, &mut gathered.loaded.comments);
        let article = discussion.article;
        let loaded = Loaded {
            complete: gathered.open.is_empty() && !gathered.is_partial,
            continuations: gathered.open.into(),
            order: discussion.order,
            total_stated: gathered.loaded.total_stated.max(discussion.total_stated),
            access: gathered.loaded.access.max(discussion.access),
            ..gathered.loaded
        };
        let has_more = !loaded.continuations.is_empty();
        let mut part = loaded_comments(loaded);
        part.is_part = true;
        let now = self.now();
        let merged = self
            .store()
            .write(move |writer| writer.merge_comments(id, part, now))
            .await?;
        Ok(More {
            article,
            new: merged.new.len(),
            has_more,
        })
    }

    /// Asks for more of a discussion by the other ways to it.
    async fn load_by_another_way(&self, discussion: &Discussion) -> Result<More, DiscussError> {
        let subject = self.subject(discussion.article).await?;
        let mut search = Search::default();
        let merged = self
            .try_other_ways(&subject, discussion, &mut search)
            .await?;
        let Some(merged) = merged else {
            return Err(DiscussError::Failed(SafeText::new(&no_other_way(&search))));
        };
        let id = search.found.discussion.unwrap_or(discussion.id);
        let now = self.store().read(move |reader| reader.discussion(id));
        let has_more = now
            .await?
            .is_some_and(|discussion| !discussion.continuations.is_empty());
        Ok(More {
            article: discussion.article,
            new: merged.new.len(),
            has_more,
        })
    }

    async fn gather(
        &self,
        discussion: &Discussion,
        mut told: impl FnMut(usize) + Send,
    ) -> Result<Gathered, DiscussError> {
        let thread = &discussion.thread;
        let failed = |sentence: String| DiscussError::Failed(SafeText::new(&sentence));
        let source = comments::source(&thread.source).ok_or_else(|| {
            failed(format!(
                "there is no comment source named {}",
                thread.source
            ))
        })?;
        let subject = self.subject(discussion.article).await?;
        let mut gathered = Gathered {
            loaded: Loaded::default(),
            accounts: opener::Accounts::default(),
            open: read_back(&discussion.continuations),
            is_partial: false,
        };
        let mut made: Vec<Ask> = Vec::new();
        while made.len() < MAX_REQUESTS {
            let Some(ask) = gathered.open.pop_front() else {
                break;
            };
            let answer = self.request(subject.own.as_ref(), &ask, false).await;
            let read = match answer {
                Ok(answer) => {
                    let (reply, thread) = (reply(ask.clone(), answer), thread.clone());
                    let read = super::off_the_loop(move || source.read(&thread, &reply)).await;
                    read.map_err(|crashed| crashed.to_string())
                        .and_then(|read| read.map_err(|error| error.to_string()))
                }
                Err(error) => Err(error.to_string()),
            };
            match read {
                Ok(batch) => {
                    made.push(ask);
                    gathered.take(batch, &made);
                    if !gathered.open.is_empty() {
                        told(gathered.loaded.comments.len());
                    }
                }
                Err(sentence) if made.is_empty() => return Err(failed(sentence)),
                Err(_) => {
                    // What came is kept; the rest can be asked for again.
                    gathered.open.push_front(ask);
                    break;
                }
            }
        }
        Ok(gathered)
    }
}

/// Why no other way brought more.
fn no_other_way(search: &Search) -> String {
    let tried = search.found.tried.iter().map(|(thread, outcome)| {
        let label = comments::source(&thread.source).map_or("", |source| source.label());
        format!("{label}: {outcome}")
    });
    let tried: Vec<_> = tried.chain(search.failure.clone()).collect();
    match tried.as_slice() {
        [] => "There is no other way to these comments".to_owned(),
        tried => format!(
            "No other way has more of these comments ({})",
            tried.join("; ")
        ),
    }
}

/// Continuations as they were stored; one that an older version wrote otherwise is none.
fn read_back(continuations: &[String]) -> VecDeque<Ask> {
    let asks = continuations.iter();
    asks.filter_map(|written| serde_json::from_str(written).ok())
        .collect()
}
