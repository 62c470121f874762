//! What the list calls new, where that is not what the store counts by itself: it is asked, and asked again
//! whenever counts have changed.

use std::collections::HashMap;

use super::{App, Effect};
use crate::engine::message::Request;
use crate::model::id::ArticleId;
use crate::model::library::{NewSince, Order};

/// A count that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counting {
    since: NewSince,
    /// Whether something has changed since it was asked for.
    is_stale: bool,
    /// Whether the reader asked for it, by turning what counts as new.
    is_turned: bool,
}

impl App {
    /// `t` in the list: the next choice of what counts as new.
    pub(super) fn turn_news_of_list(&mut self) -> Vec<Effect> {
        self.articles.turn_news();
        self.say(self.articles.news_words());
        // What is under way counts in another sense: its answer is dropped.
        self.counting = None;
        self.count_news(true).into_iter().collect()
    }

    /// Has the comments counted anew that are new in the reader's sense; nothing where the store's own counts
    /// are in that sense.
    pub(super) fn news_may_have_changed(&mut self) -> Option<Effect> {
        match &mut self.counting {
            Some(counting) => {
                counting.is_stale = true;
                None
            }
            None if self.articles.is_since_last_visit() => None,
            None => self.count_news(false),
        }
    }

    fn count_news(&mut self, is_turned: bool) -> Option<Effect> {
        let since = self.articles.new_since(self.world.now);
        self.counting = Some(Counting {
            since,
            is_stale: false,
            is_turned,
        });
        Some(Effect::Request(Request::NewComments(since)))
    }

    /// Takes a count, unless another was asked for meanwhile.
    pub(super) fn counted_news(
        &mut self,
        since: NewSince,
        counts: &HashMap<ArticleId, u32>,
    ) -> Vec<Effect> {
        let Some(counting) = self.counting.take_if(|counting| counting.since == since) else {
            return Vec::new();
        };
        self.world.library.set_new_comments(since, counts);
        self.count_comments();
        match self.articles.order() == Order::News && counting.is_turned {
            true => self.articles.sort_anew(&self.world.library),
            false => self.articles.sync(&self.world.library),
        }
        let again = counting.is_stale.then(|| self.count_news(false)).flatten();
        again.into_iter().collect()
    }
}
