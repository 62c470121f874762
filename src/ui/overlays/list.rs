//! A selection among lines, and the window that follows it.

/// Which line is selected, and which is the first in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    selected: usize,
    top: usize,
    height: usize,
}

impl Cursor {
    /// The selected line.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Back to the first line.
    pub fn reset(&mut self) {
        self.selected = 0;
        self.top = 0;
    }

    /// Selects a line.
    pub fn select(&mut self, line: usize) {
        self.selected = line;
    }

    /// Moves the selection by lines, staying among the first `count`.
    pub fn step(&mut self, lines: isize, count: usize) {
        let last = count.saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(lines).min(last);
    }

    /// A page on; false if the last of `count` lines is in sight.
    pub fn page(&mut self, count: usize) -> bool {
        if !self.has_more(count) {
            return false;
        }
        self.top = (self.top + self.height.max(1)).min(count.saturating_sub(self.height));
        self.selected = self.top;
        true
    }

    /// Moves the window by lines over `count`, for lists in which nothing is selected.
    pub fn scroll(&mut self, lines: isize, count: usize) {
        let lowest = count.saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(lines).min(lowest);
        self.selected = self.top;
    }

    /// The window of `height` lines where nothing is selected; returns its first line.
    pub fn view(&mut self, height: usize, count: usize) -> usize {
        self.height = height;
        self.top = self.top.min(count.saturating_sub(height));
        self.top
    }

    /// Whether lines stand below the window.
    pub fn has_more(&self, count: usize) -> bool {
        self.top + self.height < count
    }

    /// Puts the window of `height` lines where the selected one is in sight; returns its first line.
    pub fn window(&mut self, height: usize, count: usize) -> usize {
        self.height = height;
        self.selected = self.selected.min(count.saturating_sub(1));
        let lowest = self.selected.saturating_sub(height.saturating_sub(1));
        self.top = self.top.clamp(lowest.min(self.selected), self.selected);
        self.top = self.top.min(count.saturating_sub(height));
        self.top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_selection_and_pages_to_the_end() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.window(4, 10), 0);
        cursor.step(5, 10);
        assert_eq!(cursor.window(4, 10), 2);
        assert!(cursor.page(10));
        assert_eq!(cursor.window(4, 10), 6);
        assert!(!cursor.page(10));
        cursor.step(-100, 10);
        assert_eq!((cursor.window(4, 10), cursor.selected()), (0, 0));
    }

    #[test]
    fn an_empty_list_has_nothing_to_page() {
        let mut cursor = Cursor::default();
        cursor.step(1, 0);
        assert_eq!((cursor.window(0, 0), cursor.selected()), (0, 0));
        assert!(!cursor.page(0));
    }
}
