//! `s` and `S`: in which order the articles stand.

use super::ArticlesPane;
use crate::engine::message::Request;
use crate::model::library::{Library, Order};
use crate::ui::effect::Effect;
use crate::ui::pane::{Context, Outcome};

/// An order, as the title says it.
pub(super) fn words(order: Order) -> &'static str {
    match order {
        Order::Newest => "newest first",
        Order::Oldest => "oldest first",
        Order::Title => "by title",
        Order::Feed => "by feed",
        Order::Comments => "most comments first",
        Order::News => "most news first",
        Order::Activity => "last active first",
    }
}

impl ArticlesPane {
    /// What the articles are sorted by.
    pub fn order(&self) -> Order {
        self.sequence.order()
    }

    /// Another order, so many steps on.
    pub(super) fn turn_order(&mut self, steps: isize, context: &Context<'_>) -> Outcome {
        let order = self.sequence.order().turned(steps);
        self.sort(order, context.library);
        // When comments came is the store's to tell; until it has, articles stand by their own dates.
        let asks = order == Order::Activity;
        let effects = asks.then_some(Effect::Request(Request::LatestComments));
        Outcome {
            effects: effects.into_iter().collect(),
            ..Outcome::said(words(order))
        }
    }

    /// Puts every article where its counts and dates of now want it.
    pub fn sort_anew(&mut self, library: &Library) {
        self.sort(self.sequence.order(), library);
    }

    fn sort(&mut self, order: Order, library: &Library) {
        self.sequence.sort(order, library);
        self.sync(library);
        self.fills = true;
    }

    /// Sorts anew where the order is one of the latest comments, of which more is known now.
    pub fn latest_are_known(&mut self, library: &Library) {
        if self.sequence.order() == Order::Activity {
            self.sort_anew(library);
        }
    }
}
