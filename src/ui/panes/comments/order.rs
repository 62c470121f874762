//! In which order comments stand: as a tree sorted this way or that, or flat by time.

use super::view::View;
use crate::model::discussion::{Discussion, SourceOrder};
use crate::model::thread::Order;
use crate::ui::pane::Outcome;

/// The order in which a discussion is shown unless the reader wishes another: a site's own ranking is
/// worth keeping, all else reads best from its beginning.
pub(super) fn natural_order(discussion: &Discussion) -> Order {
    match discussion.order {
        SourceOrder::Ranked => Order::Delivered,
        SourceOrder::Oldest | SourceOrder::Newest | SourceOrder::Unknown => Order::Oldest,
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
        self.arrange(next.copied().unwrap_or_default(), self.thread.is_flat());
        Outcome::said(self.order_words())
    }

    /// `T`: flat by time, or a tree again.
    pub(super) fn toggle_by_time(&mut self) -> Outcome {
        let is_flat = !self.thread.is_flat();
        self.arrange(self.order, is_flat);
        Outcome::said(match is_flat {
            true => format!("by time, {}", self.order_words()),
            false => "a tree again".to_owned(),
        })
    }

    /// The orders that mean something here.
    fn orders(&self) -> Vec<Order> {
        if self.thread.is_flat() {
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

    /// Sorts the comments; what is selected stays selected, on its row.
    fn arrange(&mut self, order: Order, is_flat: bool) {
        let selected = self.selected_id();
        self.order = order;
        if is_flat {
            self.thread.flatten(order == Order::Newest);
        } else {
            self.thread.sort(order);
        }
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
    }

    /// Puts what a refresh brought where the order wants it. By time that moves nothing that was there;
    /// by what changes with every refresh it would, so there the order stays as it is.
    pub(super) fn order_anew(&mut self, is_flat: bool) {
        if is_flat {
            self.thread.flatten(self.order == Order::Newest);
        } else if self.order == Order::Newest || self.is_oldest_by_wish() {
            self.thread.sort(self.order);
        }
    }

    /// Whether the reader wishes the oldest first where the site has an order of its own.
    fn is_oldest_by_wish(&self) -> bool {
        self.order == Order::Oldest && natural_order(&self.discussion) != Order::Oldest
    }

    /// The order, as the title says it.
    pub(super) fn order_words(&self) -> &'static str {
        match self.order {
            Order::Newest => "newest first",
            _ if self.thread.is_flat() => "oldest first",
            Order::Delivered => "in the site's order",
            Order::Oldest => "oldest first",
            Order::Top => "top first",
            Order::Replies => "most replies first",
            Order::Fresh => "most news first",
        }
    }
}
