//! What is unread, new and watched: sums that every change keeps right, so that nothing is counted anew.

use super::ById;
use crate::model::article::Article;
use crate::model::id::FeedId;

/// What the header line sums up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Unread articles.
    pub unread: usize,
    /// New comments, over all articles.
    pub new_comments: u64,
    /// Articles of which something is unread: themselves, or comments.
    pub with_unread: usize,
    /// Articles that are watched.
    pub watched: usize,
}

impl Totals {
    fn add(&mut self, article: &Article) {
        self.unread += usize::from(!article.read);
        self.new_comments += u64::from(article.comments.new);
        self.with_unread += usize::from(article.has_unread());
        self.watched += usize::from(article.watched);
    }

    fn remove(&mut self, article: &Article) {
        self.unread -= usize::from(!article.read);
        self.new_comments -= u64::from(article.comments.new);
        self.with_unread -= usize::from(article.has_unread());
        self.watched -= usize::from(article.watched);
    }
}

/// What is summed up over all articles, and over those of each feed.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    pub all: Totals,
    pub feeds: ById<FeedId, Totals>,
}

impl Sums {
    pub(super) fn add(&mut self, article: &Article) {
        self.all.add(article);
        self.feeds.entry(article.feed).or_default().add(article);
    }

    pub(super) fn remove(&mut self, article: &Article) {
        self.all.remove(article);
        self.feeds.entry(article.feed).or_default().remove(article);
    }
}
