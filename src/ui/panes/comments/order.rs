//! In which order comments stand: as a tree sorted this way or that, or flat by time.

use std::sync::Arc;

use super::CommentsPane;
use super::view::View;
use crate::engine::message::Request;
use crate::model::discussion::{Discussion, SourceOrder};
use crate::model::id::DiscussionId;
use crate::model::thread::{Arrangement, Order, Sorted, Sorting, Thread};
use crate::ui::effect::Effect;
use crate::ui::pane::Outcome;

/// Comments that are sorted at once, in a tenth of a frame's time. More are sorted beside the screen.
const SORTED_HERE: usize = 4_000;

/// The order in which a discussion is shown unless the reader wishes another: a site's own ranking is
/// worth keeping, all else reads best from its beginning.
pub(super) fn natural_order(discussion: &Discussion) -> Order {
    match discussion.order {
        SourceOrder::Ranked => Order::Delivered,
        SourceOrder::Oldest | SourceOrder::Newest | SourceOrder::Unknown => Order::Oldest,
    }
}

/// Flat, in the direction that an order has.
fn by_time(order: Order) -> Arrangement {
    Arrangement::ByTime {
        newest_first: order == Order::Newest,
    }
}

impl View {
    /// `s` and `S`: another order, so many steps on. Flat there are two, by time both.
    pub(super) fn next_order(&mut self, steps: isize) -> Outcome {
        let orders = self.orders();
        let count = isize::try_from(orders.len()).unwrap_or(1).max(1);
        let here = orders.iter().position(|&order| order == self.order);
        let here = here.and_then(|here| isize::try_from(here).ok());
        let next = (here.unwrap_or(0) + steps).rem_euclid(count);
        let next = usize::try_from(next).ok().and_then(|at| orders.get(at));
        let effects = self.arrange(next.copied().unwrap_or_default(), self.is_by_time());
        Outcome {
            effects,
            ..Outcome::said(self.order_words())
        }
    }

    /// `T`: flat by time, or a tree again.
    pub(super) fn toggle_by_time(&mut self) -> Outcome {
        let by_time = !self.is_by_time();
        let effects = self.arrange(self.order, by_time);
        let said = match by_time {
            true => format!("by time, {}", self.order_words()),
            false => "a tree again".to_owned(),
        };
        Outcome {
            effects,
            ..Outcome::said(said)
        }
    }

    /// Whether the comments stand flat by time, or will as soon as they are sorted.
    pub(super) fn is_by_time(&self) -> bool {
        match self.wanted {
            Some(arrangement) => matches!(arrangement, Arrangement::ByTime { .. }),
            None => self.thread.is_flat(),
        }
    }

    /// The orders that mean something here.
    fn orders(&self) -> Vec<Order> {
        if self.is_by_time() {
            return vec![Order::Oldest, Order::Newest];
        }
        let mut orders = vec![Order::Oldest, Order::Newest];
        if natural_order(&self.discussion) == Order::Delivered {
            orders.insert(0, Order::Delivered);
        }
        if self.thread.has_scores() {
            orders.push(Order::Top);
        }
        orders.extend([Order::Replies, Order::Fresh]);
        orders
    }

    /// Sorts the comments: at once, or beside the screen where there are many.
    fn arrange(&mut self, order: Order, is_flat: bool) -> Vec<Effect> {
        self.order = order;
        let arrangement = match is_flat {
            true => by_time(order),
            false => Arrangement::Tree(order),
        };
        self.wanted = Some(arrangement);
        let sorting = self.thread.sorting(arrangement);
        if sorting.work() > SORTED_HERE {
            return vec![Effect::Request(Request::Sort(self.discussion.id, sorting))];
        }
        self.take_sorted(&sorting.sorted());
        Vec::new()
    }

    /// Takes the comments as they have been sorted; what is selected stays selected, on its row. An order
    /// that is no longer wanted is passed over. Returns the thread as it was.
    fn take_sorted(&mut self, sorted: &Sorted) -> Option<Thread> {
        self.wanted.take_if(|it| *it == sorted.arrangement())?;
        let selected = self.selected_id();
        let before = self.thread.rearrange(sorted);
        self.forget_texts();
        self.close_peek();
        self.at_end = false;
        if let Some(at) = selected.and_then(|id| self.thread.position(&id)) {
            self.selected = at;
        }
        self.branch_anew();
        self.levels_anew();
        self.place_found();
        self.limit_anew();
        self.keep_visible();
        Some(before)
    }

    /// The order that puts what a refresh brings where it belongs. By time that moves nothing that was there;
    /// by what changes with every refresh it would, so there the order stays as it is.
    pub(super) fn arrangement_anew(&self) -> Option<Arrangement> {
        if self.thread.is_flat() {
            return Some(by_time(self.order));
        }
        let is_by_time = self.order == Order::Newest || self.is_oldest_by_wish();
        is_by_time.then_some(Arrangement::Tree(self.order))
    }

    /// Whether the reader wishes the oldest first where the site has an order of its own.
    fn is_oldest_by_wish(&self) -> bool {
        self.order == Order::Oldest && natural_order(&self.discussion) != Order::Oldest
    }

    /// The order, as the title says it.
    pub(super) fn order_words(&self) -> &'static str {
        match self.order {
            Order::Newest => "newest first",
            _ if self.is_by_time() => "oldest first",
            Order::Delivered => "in the site's order",
            Order::Oldest => "oldest first",
            Order::Top => "top first",
            Order::Replies => "most replies first",
            Order::Fresh => "most news first",
        }
    }
}

impl CommentsPane {
    /// Takes comments that have been sorted beside the screen. Returns what is to be sorted instead where
    /// others have come meanwhile.
    pub fn take_sorted(&mut self, discussion: DiscussionId, sorted: &Sorted) -> Option<Sorting> {
        let mut views = self.views.iter_mut();
        let view = views.find(|view| view.discussion.id == discussion)?;
        if !sorted.fits(&view.thread) {
            return view.wanted.map(|wanted| view.thread.sorting(wanted));
        }
        let before = view.take_sorted(sorted)?;
        self.gone.push(Arc::new(before));
        None
    }
}
