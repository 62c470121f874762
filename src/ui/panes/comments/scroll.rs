//! Where the window stands over the thread: put right after every change, and moved by lines.

use super::view::{Enter, View};
use crate::model::thread::Shape;

impl View {
    /// Puts the window over the thread again after something changed: some of the selected comment in
    /// it, no empty rows above the first comment.
    pub fn settle(&mut self) {
        if self.thread.is_empty() {
            self.top = 0;
            return;
        }
        let highest = self.margin() + 1 - self.height(self.selected);
        self.top = self.top.clamp(highest, self.rows - 1);
        self.close_above();
        self.look();
    }

    /// As `settle`, with the whole of the selected comment in the window if it fits.
    pub fn settle_whole(&mut self) {
        self.show_whole(Enter::Above);
        self.settle();
    }

    /// Notes whether the last line of the selected comment is in the window.
    fn look(&mut self) {
        self.seen |= !self.has_more_below() && self.thread.shape(self.selected) == Shape::Open;
    }

    /// Selects what is visible where the selected comment was folded away: its nearest visible ancestor,
    /// on the same row.
    pub fn keep_visible(&mut self) {
        let visible = self.thread.nearest_visible(self.selected);
        if visible != self.selected {
            let at_end = self.at_end;
            self.stand(visible, self.top.max(0));
            self.at_end = at_end;
            self.show_whole(Enter::Above);
        }
        self.settle();
    }

    /// Moves the thread up if there are empty rows above it.
    fn close_above(&mut self) {
        let first = self.first_row();
        let (mut at, mut row) = (self.selected, self.top);
        while row > first {
            let Some(above) = self.thread.previous_visible(at) else {
                self.top -= row - first;
                return;
            };
            row -= self.gap(at) + self.height(above);
            at = above;
        }
    }

    /// Moves the thread down if there are empty rows below it, as far as there is something above.
    pub fn fill(&mut self) {
        let (mut at, mut row) = (self.selected, self.top + self.height(self.selected));
        while row < self.rows {
            let Some(next) = self.thread.next_visible(at) else {
                // The line that ends the thread, and the empty row above it.
                self.top += (self.rows - row - 2).max(0);
                break;
            };
            row += self.gap(next) + self.height(next);
            at = next;
        }
        self.close_above();
    }

    /// Scrolls by lines, down if positive; the selection comes along if it would leave the window.
    /// Returns whether anything moved.
    pub fn scroll(&mut self, lines: i32) -> bool {
        if self.thread.is_empty() {
            return false;
        }
        // Whatever is in the window is the same after this, so it can be asked for its row.
        let before = self.window().first().copied();
        self.top -= lines;
        if lines > 0 {
            self.fill();
        } else {
            self.close_above();
        }
        self.drag();
        let is_same = before.is_some_and(|(at, row)| self.row_of(at) == Some(row));
        self.look();
        !is_same
    }

    /// Selects the nearest comment that is whole in the window, if the selected one is not, and not
    /// taller than it either.
    fn drag(&mut self) {
        let margin = self.margin();
        let height = self.height(self.selected);
        let covers = self.top <= margin && self.top + height >= self.rows;
        if self.is_whole(self.top, height) || covers {
            return;
        }
        let window = self.window();
        let mut whole = window
            .iter()
            .copied()
            .filter(|&(at, row)| self.is_whole(row, self.height(at)));
        let nearest = if self.top < margin {
            whole.next()
        } else {
            whole.next_back()
        };
        // Without a whole one, what fills most of the window.
        let middle = window
            .iter()
            .copied()
            .rfind(|&(_, row)| row <= self.rows / 2);
        if let Some((at, row)) = nearest.or(middle).or(window.first().copied()) {
            self.stand(at, row);
        }
    }
}
