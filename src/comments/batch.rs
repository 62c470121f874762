//! Page after page of one discussion, put together.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;

use super::json::Value;
use super::opener::Accounts;
use super::{Ask, CommentSource, Loaded, Reply, SourceError, Step};
use crate::model::comment::{Comment, Trust};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};
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
    /// Who may still write there, as far as it says.
    pub access: Access,
    /// What the delivered order means.
    pub order: SourceOrder,
    /// What else there is to ask for.
    pub next: Vec<Ask>,
    /// What there is besides, of less use: asked for only when the reader wants more.
    pub later: Vec<Ask>,
    /// What tells of the discussion and holds no comments: asked for beside the rest, never counted with
    /// it, and missed by nobody where it is refused.
    pub aside: Vec<Ask>,
    /// Whether there is more that cannot be asked for.
    pub partial: bool,
    /// Who wrote what, and who began the discussion.
    pub accounts: Accounts,
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

    /// An answer that tells of the discussion and holds no comments.
    pub fn about() -> Self {
        Self::leading_to(Vec::new())
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
    accounts: Accounts,
    wanted: Vec<Ask>,
    later: Vec<Ask>,
    aside: Vec<Ask>,
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
            Err(_) if self.aside.contains(&reply.ask) => return,
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
        self.loaded.access = self.loaded.access.max(batch.access);
        if self.loaded.order == SourceOrder::Unknown {
            self.loaded.order = batch.order;
        }
        self.accounts.extend(batch.accounts);
        self.wanted.extend(batch.next);
        self.later.extend(batch.later);
        self.aside.extend(batch.aside);
    }

    /// Asks for what is still wanted, else hands over.
    pub(super) fn step(mut self, replies: &[Reply], max: usize) -> Result<Step, SourceError> {
        let mut known: HashSet<_> = replies.iter().map(|reply| key(&reply.ask)).collect();
        let is_aside = |ask: &Ask| self.aside.iter().any(|aside| key(aside) == key(ask));
        let counted = replies.iter().filter(|reply| !is_aside(&reply.ask));
        let room = max.saturating_sub(counted.count());
        let aside = self.aside.iter().filter(|ask| !known.contains(&key(ask)));
        let aside: Vec<Ask> = aside.cloned().collect();
        let wanted = std::mem::take(&mut self.wanted);
        let later = std::mem::take(&mut self.later);
        let mut open = Vec::new();
        for ask in &wanted {
            if known.insert(key(ask)) {
                open.push(ask.clone());
            }
        }
        if !aside.is_empty() || (room > 0 && !open.is_empty()) {
            open.truncate(room);
            open.extend(aside);
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
        self.accounts.mark(&mut loaded.comments);
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

/// As [`nested`], with the account that wrote each comment; a flat list has no answers to go down to.
pub(super) fn nested_by<'a>(
    roots: Value<'a>,
    answers: &[&str],
    read: impl Fn(Value<'a>) -> Option<Comment>,
    account: impl Fn(Value<'a>) -> Option<Cow<'a, str>>,
) -> Batch {
    let accounts = RefCell::new(Accounts::default());
    let comments = nested(roots, answers, |value| {
        let comment = read(value)?;
        accounts
            .borrow_mut()
            .add_writer(&comment.id, account(value));
        Some(comment)
    });
    Batch {
        accounts: accounts.into_inner(),
        ..Batch::of(comments)
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::comments::Accept;

    fn ask(path: &str) -> Ask {
        let url = Url::parse("https://a.example/")
            .unwrap()
            .join(path)
            .unwrap();
        Ask::get(url, Accept::Json)
    }

    fn reply(path: &str) -> Reply {
        let ask = ask(path);
        Reply {
            url: ask.url.clone(),
            ask,
            status: 200,
            headers: std::collections::BTreeMap::new(),
            body: Vec::new(),
        }
    }

    fn first() -> Batch {
        Batch {
            next: vec![ask("2"), ask("3")],
            aside: vec![ask("about")],
            ..Batch::of(vec![Comment::new("1".into())])
        }
    }

    fn refused() -> Result<Batch, SourceError> {
        Err(SourceError::Closed("no".into()))
    }

    #[test]
    fn what_is_asked_beside_the_comments_takes_no_place_of_theirs() {
        let mut whole = Whole::default();
        whole.take(Ok(first()), &reply("1"));
        let Ok(Step::Ask(asks)) = whole.step(&[reply("1")], 2) else {
            panic!("more is wanted");
        };
        assert_eq!(asks, [ask("2"), ask("about")]);
    }

    #[test]
    fn a_refusal_beside_the_comments_leaves_nothing_open() {
        let mut whole = Whole::default();
        whole.take(Ok(first()), &reply("1"));
        whole.take(Ok(Batch::default()), &reply("2"));
        whole.take(Ok(Batch::default()), &reply("3"));
        whole.take(refused(), &reply("about"));
        let replies = ["1", "2", "3", "about"].map(reply);
        let Ok(Step::Loaded(loaded)) = whole.step(&replies, 20) else {
            panic!("nothing more is wanted");
        };
        assert!(loaded.complete && loaded.continuations.is_empty());
    }
}
