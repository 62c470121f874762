//! What arrives for the list while feeds are polled: kept, and taken in a lot at a time.
//!
//! A poll of a thousand feeds tells of each by itself, and whatever is new moves every row behind it: in a
//! library of 100,000 articles that takes longer than a frame. So the list takes in what has come when it
//! has had a rest for long enough, the longer the larger the library is, and never between a key and the
//! frame that answers it (`cargo bench --bench list`, "arrive").

use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::model::article::Article;
use crate::model::feed::Feed;

/// Articles of a library for which the list rests a millisecond: taking in costs about a hundredth of that.
const ARTICLES_A_MILLISECOND: usize = 100;

/// What has come and is not in the list yet.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    articles: Vec<Article>,
    /// Whether feeds have come, or are called otherwise, so that the list stands in another order.
    feeds_moved: bool,
    /// Until when the list rests.
    rests_until: Option<Timestamp>,
}

impl Arrivals {
    /// Keeps articles that have come.
    pub(super) fn put(&mut self, articles: Vec<Article>) {
        self.articles.extend(articles);
    }

    fn is_empty(&self) -> bool {
        self.articles.is_empty() && !self.feeds_moved
    }

    /// When the list takes in what has come; none while nothing has.
    pub(super) fn due(&self) -> Option<Timestamp> {
        (!self.is_empty()).then_some(self.rests_until.unwrap_or(Timestamp::MIN))
    }
}

impl App {
    /// Takes feeds; the list stands as it does until what has come is taken in.
    pub(super) fn put_feeds(&mut self, feeds: Vec<Feed>) {
        let before = self.world.library.arrangement();
        self.world.library.put_feeds(feeds);
        self.arrivals.feeds_moved |= self.world.library.arrangement() != before;
    }

    /// Puts what has come where it belongs, unless the list still rests.
    pub(super) fn take_arrived_if_due(&mut self) {
        if self.arrivals.due().is_some_and(|due| due <= self.world.now) {
            self.take_arrived();
        }
    }

    /// Puts what has come where it belongs.
    pub(super) fn take_arrived(&mut self) {
        if self.arrivals.is_empty() {
            return;
        }
        let articles = std::mem::take(&mut self.arrivals.articles);
        self.arrivals.feeds_moved = false;
        if !articles.is_empty() {
            self.world.library.put_articles(articles);
            self.count_comments();
        }
        self.articles.sync(&self.world.library);
        let count = self.world.library.articles().len() / ARTICLES_A_MILLISECOND;
        let rest = SignedDuration::from_millis(i64::try_from(count).unwrap_or(i64::MAX));
        let now = self.world.now;
        self.arrivals.rests_until = Some(now.saturating_add(rest).unwrap_or(now));
    }
}
