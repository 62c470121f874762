//! `q` and `Esc`: one step back, and from the list's first picture `q` leaves.

use super::{App, Command, Effect};
use crate::ui::pane::PaneName;

impl App {
    /// Takes back the last thing that stands between the reader and the list: the peek box, a search, a
    /// limit, a chosen link or a branch alone, the zoom, at last the article. With nothing of these `q`
    /// leaves, and `Esc` does nothing.
    pub(super) fn step_back(&mut self, command: Command) -> Vec<Effect> {
        let is_peeking = !self.comments.peek_offers().is_empty();
        if !is_peeking && (self.end_search() || self.end_limit()) {
            return Vec::new();
        }
        let in_pane = self.delegate(self.focus, Command::Cancel);
        if in_pane.handled {
            return in_pane.effects;
        }
        if std::mem::take(&mut self.zoomed) {
            return Vec::new();
        }
        if self.focus != PaneName::Articles {
            self.remember();
            self.set_focus(PaneName::Articles);
            return Vec::new();
        }
        match command {
            Command::Close => self.quit(),
            _ => Vec::new(),
        }
    }

    /// Whether [`Self::step_back`] has something to take back.
    pub(super) fn has_step_back(&self) -> bool {
        self.focus != PaneName::Articles
            || self.zoomed
            || self.search.is_some()
            || self.articles.limited_to().is_some()
            || self.comments.limited_to().is_some()
    }
}
