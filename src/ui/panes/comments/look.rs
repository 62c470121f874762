//! How a thread looks, other than the settings say: straightened, without quotations.

use super::CommentsPane;
use crate::ui::pane::{Context, Outcome};

impl CommentsPane {
    /// Straightens chains of single replies, or no longer.
    pub(super) fn straighten(&mut self, context: &Context<'_>) -> Outcome {
        self.is_other_straight = !self.is_other_straight;
        self.prepare(context);
        let is_straight = context.config.reading.straighten != self.is_other_straight;
        Outcome::said(match is_straight {
            true => "single replies stay in one column",
            false => "every reply is indented",
        })
    }

    /// Puts a line in the place of longer quotations, or no longer.
    pub(super) fn hide_quotes(&mut self, context: &Context<'_>) -> Outcome {
        self.is_other_quotes = !self.is_other_quotes;
        self.prepare(context);
        let are_hidden = context.config.reading.hide_quotes != self.is_other_quotes;
        Outcome::said(match are_hidden {
            true => "quotations are hidden",
            false => "quotations are shown",
        })
    }
}
