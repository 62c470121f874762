//! Page after page of one discussion, put together.

use std::collections::HashSet;

use super::json::Value;
use super::{Ask, CommentSource, Loaded, Reply, SourceError, Step};
use crate::model::comment::{Comment, Trust};
use crate::model::discussion::{SourceOrder, ThreadRef};
use crate::model::id::CommentId;

/// Requests of one loading (section 11); what lies beyond is left for a continuation.
pub(super) const MAX_REQUESTS: usize = 20;

/// What one answer holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Its comments, in delivered order.
    pub comments: Vec<Comment>,
    /// The count that it claims for the whole discussion.
    pub total: Option<u32>,
    /// Whether no further comments are accepted, when it says so.
    pub closed: bool,
    /// What the delivered order means.
    pub order: SourceOrder,
    /// What else there is to ask for.
    pub next: Vec<Ask>,
    /// What there is besides, of less use: asked for only when the reader wants more.
    pub later: Vec<Ask>,
    /// Whether there is more that cannot be asked for.
    pub partial: bool,
    /// Whether it only leads on to the answers with the comments.
    pub leads_on: bool,
}

impl Batch {
    /// An answer with these comments.
    pub fn of(comments: Vec<Comment>) -> Self {
        Self {
            comments,
            ..Self::default()
        }
    }

    /// An answer that only tells what to ask for.
    pub fn leading_to(next: Vec<Ask>) -> Self {
        Self {
            next,
            leads_on: true,
            ..Self::default()
        }
    }
}

/// Reads all replies, and asks for what they lead to.
pub(super) fn advance<S: CommentSource + ?Sized>(
    source: &S,
    thread: &ThreadRef,
    replies: &[Reply],
) -> Result<Step, SourceError> {
    if replies.is_empty() {
        return Ok(Step::Ask(source.first(thread)?));
    }
    let mut whole = Whole::default();
    for reply in replies {
        whole.take(source.read(thread, reply), reply);
    }
    whole.step(replies, source.max_requests())
}

/// The batches so far.
#[derive(Debug, Default)]
pub(super) struct Whole {
    loaded: Loaded,
    wanted: Vec<Ask>,
    later: Vec<Ask>,
    failed: Vec<Ask>,
    error: Option<SourceError>,
    has_comments: bool,
    partial: bool,
}

impl Whole {
    /// Adds what was read of one reply.
    pub(super) fn take(&mut self, read: Result<Batch, SourceError>, reply: &Reply) {
        let batch = match read {
            Ok(batch) => batch,
            Err(error) => {
                self.failed.push(reply.ask.clone());
                self.error.get_or_insert(error);
                return;
            }
        };
        self.has_comments |= !batch.leads_on;
        self.partial |= batch.partial;
        self.loaded.comments.extend(batch.comments);
        self.loaded.total_stated = self.loaded.total_stated.max(batch.total);
        self.loaded.closed |= batch.closed;
        if self.loaded.order == SourceOrder::Unknown {
            self.loaded.order = batch.order;
        }
        self.wanted.extend(batch.next);
        self.later.extend(batch.later);
    }

    /// Asks for what is still wanted, else hands over.
    pub(super) fn step(mut self, replies: &[Reply], max: usize) -> Result<Step, SourceError> {
        let mut known: HashSet<_> = replies.iter().map(|reply| key(&reply.ask)).collect();
        let room = max.saturating_sub(replies.len());
        let wanted = std::mem::take(&mut self.wanted);
        let later = std::mem::take(&mut self.later);
        let mut open = Vec::new();
        for ask in &wanted {
            if known.insert(key(ask)) {
                open.push(ask.clone());
            }
        }
        if room > 0 && !open.is_empty() {
            open.truncate(room);
            return Ok(Step::Ask(open));
        }
        for ask in &later {
            if known.insert(key(ask)) {
                open.push(ask.clone());
            }
        }
        self.loaded.continuations = open;
        self.finish()
    }

    /// Hands over what there is, without asking for more.
    pub(super) fn finish(mut self) -> Result<Step, SourceError> {
        if let Some(error) = self.error.filter(|_| !self.has_comments) {
            return Err(error);
        }
        let mut loaded = self.loaded;
        loaded.continuations.append(&mut self.wanted);
        loaded.continuations.append(&mut self.failed);
        loaded.complete = loaded.continuations.is_empty() && !self.partial && self.has_comments;
        for (seq, comment) in (0..).zip(&mut loaded.comments) {
            comment.seq = seq;
        }
        if loaded.order == SourceOrder::Unknown {
            loaded.order = order_by_times(&loaded.comments);
        }
        Ok(Step::Loaded(loaded))
    }
}

/// What makes two requests the same.
fn key(ask: &Ask) -> (&str, Option<&str>) {
    (ask.url.as_str(), ask.post.as_deref())
}

/// What the times say of an order that is not stated: only where they rise or fall throughout.
fn order_by_times(comments: &[Comment]) -> SourceOrder {
    let times: Vec<_> = comments
        .iter()
        .filter_map(|comment| comment.published)
        .collect();
    if times.len() < 2 || times.first() == times.last() {
        SourceOrder::Unknown
    } else if times.is_sorted() {
        SourceOrder::Oldest
    } else if times.iter().rev().is_sorted() {
        SourceOrder::Newest
    } else {
        SourceOrder::Unknown
    }
}

/// Reads answers nested in answers, in reading order, with the parents that the nesting tells where
/// `read` finds none; `answers` is the path of names from a comment to the list of its answers. What `read` takes for no comment is left out, its answers move up.
pub(super) fn nested<'a>(
    roots: Value<'a>,
    answers: &[&str],
    read: impl Fn(Value<'a>) -> Option<Comment>,
) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut open: Vec<(Value<'a>, Option<CommentId>)> =
        roots.items().rev().map(|root| (root, None)).collect();
    while let Some((value, parent)) = open.pop() {
        let mut above = parent;
        if let Some(mut comment) = read(value) {
            if comment.parent.is_none() && above.is_some() {
                comment.parent = above;
                comment.parent_trust = Trust::Derived;
            }
            above = Some(comment.id.clone());
            comments.push(comment);
        }
        open.extend(
            value
                .path(answers)
                .items()
                .rev()
                .map(|answer| (answer, above.clone())),
        );
    }
    comments
}
