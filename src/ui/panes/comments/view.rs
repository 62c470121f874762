//! One discussion in the pane: the selection, and the row on which it stands.
//!
//! The position is never a line number of the thread but the row of the selected comment's header
//! (negative while its beginning is above the window). Whatever folds, unfolds, arrives or is resized
//! elsewhere, the text under the reader's eye stays; and only what is in the window is ever measured.

use std::cell::RefCell;
use std::sync::Arc;

use url::Url;

use super::layout::{self, Cache, Columns};
use super::limit::Limit;
use super::order::natural_order;
use super::peek::Peek;
use super::search::Search;
use crate::config::{Config, GlyphSet};
use crate::model::comment::State;
use crate::model::discussion::Discussion;
use crate::model::id::CommentId;
use crate::model::safe::SafeText;
use crate::model::thread::{Arrangement, Joined, Merge, Order, Shape, Thread};
use crate::model::update::Incoming;
use crate::text::layout::Prose;
use crate::ui::called_new::CalledNew;
use crate::ui::style::Marks;

/// Places that "back where I was" remembers.
const REMEMBERED: usize = 64;

/// One discussion in the pane.
#[derive(Debug)]
pub(super) struct View {
    pub discussion: Discussion,
    pub thread: Thread,
    /// The selected comment: always a visible one, if there is any.
    pub selected: usize,
    /// The row of its header.
    pub top: i32,
    /// Rows of the window.
    pub rows: i32,
    pub columns: Columns,
    /// Whether the last line of the selected comment was in the window since it was selected.
    pub seen: bool,
    /// Whether the reader stands on the line that ends the thread.
    pub at_end: bool,
    /// Whether the engine was told that the reader looks at it.
    pub was_looked_at: bool,
    /// Whether more comments were asked for and have not come yet.
    pub is_loading_more: bool,
    /// What counts as new.
    pub news: CalledNew,
    /// In which order the comments stand.
    pub order: Order,
    /// How they shall stand, while that is being worked out.
    pub wanted: Option<Arrangement>,
    /// The author whose comments are lit up.
    pub lit: Option<SafeText>,
    /// What the thread is limited to.
    pub limit: Option<Limit>,
    /// The root of the branch that alone is shown.
    pub branch: Option<CommentId>,
    /// By how many levels each comment is indented; empty where by its depth.
    pub levels: Vec<u32>,
    /// The words that are looked for, and where they are.
    pub search: Option<Search>,
    /// The box that shows what the selected comment answers.
    pub peek: Option<Peek>,
    /// Where jumps came from.
    trail: Vec<CommentId>,
    cache: RefCell<Cache>,
}

/// Where a comment that is too tall for the window is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enter {
    /// At its header.
    Above,
    /// At its last line.
    Below,
}

impl View {
    pub fn new(discussion: Discussion, thread: Thread) -> Self {
        Self {
            order: natural_order(&discussion),
            news: CalledNew::default(),
            discussion,
            thread,
            selected: 0,
            top: 0,
            // Replaced by the first drawing.
            rows: 24,
            columns: Columns::new(80, &Config::default()),
            seen: false,
            at_end: false,
            was_looked_at: false,
            is_loading_more: false,
            peek: None,
            lit: None,
            wanted: None,
            limit: None,
            branch: None,
            levels: Vec::new(),
            search: None,
            trail: Vec::new(),
            cache: RefCell::default(),
        }
    }

    /// Takes the window's size and the settings; what is selected keeps its row.
    pub fn fit(&mut self, columns: Columns, rows: i32) {
        let was_whole = self.is_whole(self.top, self.height(self.selected));
        if columns != self.columns {
            let (line, before) = (-self.top, self.height(self.selected));
            let how = |columns: &Columns| (columns.glyphs, columns.hides_quotes);
            if how(&columns) != how(&self.columns) {
                self.cache.borrow_mut().clear();
            }
            self.columns = columns;
            self.levels_anew();
            if line > 0 {
                // Inside a tall comment: as far into it as before.
                self.top = -(line * self.height(self.selected) / before.max(1));
            }
        }
        let was_resized = self.rows != rows.max(1);
        self.rows = rows.max(1);
        let fits = self.margin() + self.height(self.selected) <= self.rows;
        if was_resized && (was_whole || fits) {
            self.show_whole(Enter::Above);
        }
        if was_resized {
            self.fill();
        }
        self.settle();
    }

    /// Whether a comment of this height at this row is in the window from its header to its last line.
    pub fn is_whole(&self, row: i32, height: i32) -> bool {
        row >= self.margin() && row + height <= self.rows
    }

    /// What is to be made of a refresh.
    pub fn incoming(&self, thread: Arc<Thread>) -> Incoming {
        Incoming::Again {
            thread,
            shown: Arc::clone(self.thread.contents()),
            arrangement: self.arrangement_anew(),
        }
    }

    /// A refreshed thread joins: what is selected stays, on its row.
    pub fn merge(&mut self, discussion: Discussion, merge: &Merge) -> Joined {
        let selected = self.selected_id();
        let joined = self.thread.join(merge);
        self.discussion = discussion;
        self.branch_anew();
        self.levels_anew();
        self.place_found();
        self.limit_anew();
        self.cache.borrow_mut().clear();
        let last = self.thread.len().saturating_sub(1);
        self.selected = match selected.and_then(|id| self.thread.position(&id)) {
            Some(at) => at,
            None => {
                self.peek = None;
                self.selected.min(last)
            }
        };
        if self.thread.next_unread(self.selected).is_some() {
            self.at_end = false;
        }
        self.keep_visible();
        joined
    }

    /// The thread, without its place in the pane.
    pub fn into_thread(self) -> Arc<Thread> {
        Arc::new(self.thread)
    }

    /// Forgets how texts were wrapped: the comments stand elsewhere now.
    pub fn forget_texts(&mut self) {
        self.cache.borrow_mut().clear();
    }

    /// How many levels below the first one shown a comment stands.
    pub fn depth(&self, at: usize) -> u32 {
        let depth = self.thread.node(at).depth;
        depth.saturating_sub(self.thread.levels_above())
    }

    /// What stands between the parts of a sentence.
    pub fn dot(&self) -> &'static str {
        match self.columns.glyphs {
            GlyphSet::Unicode => Marks::UNICODE.dot,
            GlyphSet::Ascii | GlyphSet::Plain => Marks::ASCII.dot,
        }
    }

    pub fn selected_id(&self) -> Option<CommentId> {
        (!self.thread.is_empty()).then(|| self.thread.comment(self.selected).id.clone())
    }

    /// Whether a comment has nothing to show but that it is, or was, there.
    pub fn is_stub(&self, at: usize) -> bool {
        let comment = self.thread.comment(at);
        comment.state != State::Visible
            && (comment.body.is_empty() || self.thread.own_fold(at) != Some(false))
    }

    /// A comment's text, wrapped for where it stands.
    pub fn prose(&self, at: usize) -> Arc<Prose> {
        let node = self.thread.node(at);
        let width = self.columns.text_width(self.level(at));
        self.cache
            .borrow_mut()
            .prose(at, &node.comment, width, &self.columns)
    }

    /// A comment's text, wrapped to another width than that of its place.
    pub fn prose_in(&self, at: usize, width: u16) -> Arc<Prose> {
        let comment = self.thread.comment(at);
        self.cache
            .borrow_mut()
            .prose(at, comment, width, &self.columns)
    }

    /// How many texts are wrapped and kept.
    #[cfg(test)]
    pub fn laid_out(&self) -> usize {
        self.cache.borrow().len()
    }

    /// Rows that a comment takes, without the gap above it.
    pub fn height(&self, at: usize) -> i32 {
        if at >= self.thread.len() {
            return 0;
        }
        1 + self.text_rows(at)
    }

    fn text_rows(&self, at: usize) -> i32 {
        if self.is_stub(at) || self.is_quiet(at) {
            return 0;
        }
        let lines = i32::try_from(self.prose(at).lines.len()).unwrap_or(i32::MAX / 2);
        match self.thread.shape(at) {
            Shape::Open => lines,
            Shape::Brief | Shape::Folded => lines.min(1),
        }
    }

    /// Empty rows above a comment: one below an open text, and one between roots that are not both
    /// folded, so that an overview stays dense.
    pub fn gap(&self, at: usize) -> i32 {
        let Some(above) = self.thread.previous_visible(at) else {
            return 0;
        };
        let is_dense = |at| self.thread.shape(at) != Shape::Open || self.is_stub(at);
        let is_root = self.depth(at) == 0;
        i32::from(!is_dense(above) || (is_root && !is_dense(at)))
    }

    /// Rows at the upper edge that the path to the selected comment covers when its parent is above.
    pub fn margin(&self) -> i32 {
        let has_parent = self.thread.parent(self.selected).is_some() && self.rows > 2;
        self.first_row().max(i32::from(has_parent))
    }

    /// The row where the first comment stands: over a branch, its path has one.
    pub fn first_row(&self) -> i32 {
        i32::from(self.branch.is_some() && self.rows > 2)
    }

    /// The comments in the window with the rows of their headers, in reading order.
    pub fn window(&self) -> Vec<(usize, i32)> {
        let mut window = Vec::new();
        if self.thread.is_empty() {
            return window;
        }
        let (mut at, mut row) = (self.selected, self.top);
        while row > 0 {
            let Some(above) = self.thread.previous_visible(at) else {
                break;
            };
            row -= self.gap(at) + self.height(above);
            at = above;
        }
        while row < self.rows {
            let below = row + self.height(at);
            if below > 0 {
                window.push((at, row));
            }
            let Some(next) = self.thread.next_visible(at) else {
                break;
            };
            row = below + self.gap(next);
            at = next;
        }
        window
    }

    /// The links in the window: column, row and address.
    pub fn links(&self) -> Vec<(u16, u16, Url)> {
        let mut links = Vec::new();
        for (at, row) in self.window() {
            let is_open = self.thread.shape(at) == Shape::Open;
            if is_open && !self.is_stub(at) && !self.is_quiet(at) {
                let start = self.columns.text(self.level(at));
                links.extend(layout::links(&self.prose(at), start, row + 1, self.rows));
            }
        }
        links
    }

    /// The row of a comment's header, if any of its rows is in the window.
    pub fn row_of(&self, at: usize) -> Option<i32> {
        self.window()
            .into_iter()
            .find(|&(shown, _)| shown == at)
            .map(|(_, row)| row)
    }

    /// Whether the last line of the selected comment is below the window.
    pub fn has_more_below(&self) -> bool {
        self.top + self.height(self.selected) > self.rows
    }

    /// Selects a visible comment, which stays on its row if it is in the window. Where only some comments
    /// are shown, the nearest of these is meant.
    pub fn select(&mut self, at: usize, enter: Enter) {
        let at = self.thread.let_through(at);
        if at >= self.thread.len() {
            return;
        }
        self.leave_branch_for(at);
        match self.row_of(at) {
            Some(row) => {
                self.stand(at, row);
                self.show_whole(enter);
            }
            None if self.is_beside(at) => self.step(at, enter),
            None => self.place(at),
        }
        self.settle();
    }

    /// Selects a comment at a row.
    pub fn stand(&mut self, at: usize, row: i32) {
        let at = self.thread.let_through(at);
        if self.selected != at {
            self.seen = false;
            self.peek = None;
        }
        self.selected = at;
        self.top = row;
        self.at_end = false;
    }

    fn is_beside(&self, at: usize) -> bool {
        self.thread.next_visible(self.selected) == Some(at)
            || self.thread.previous_visible(self.selected) == Some(at)
    }

    /// Selects the comment just outside of the window, scrolling no further than it needs.
    fn step(&mut self, at: usize, enter: Enter) {
        let row = if at > self.selected {
            self.top + self.height(self.selected) + self.gap(at)
        } else {
            self.top - self.gap(self.selected) - self.height(at)
        };
        self.stand(at, row);
        self.show_whole(enter);
    }

    /// Selects a comment that is not in the window: below the one that it answers if both fit, else at
    /// the upper edge.
    fn place(&mut self, at: usize) {
        self.stand(at, 0);
        let height = self.height(at);
        let mut distance = 0;
        let mut above = at;
        let parent = self.thread.parent(at);
        self.top = loop {
            let Some(next) = self.thread.previous_visible(above) else {
                break self.margin();
            };
            distance += self.gap(above) + self.height(next);
            if distance + height > self.rows {
                break self.margin();
            }
            if Some(next) == parent {
                break distance;
            }
            above = next;
        };
        self.fill();
    }

    /// Scrolls no further than it takes to show the whole of the selected comment.
    pub fn show_whole(&mut self, enter: Enter) {
        let (margin, height) = (self.margin(), self.height(self.selected));
        let last = self.rows - height;
        if last < margin {
            self.top = match enter {
                Enter::Above => margin,
                Enter::Below => last,
            };
        } else {
            self.top = self.top.clamp(margin, last);
        }
    }

    /// Remembers the selected comment as a place to come back to.
    pub fn remember(&mut self) {
        let Some(id) = self.selected_id() else {
            return;
        };
        if self.trail.last() != Some(&id) {
            if self.trail.len() >= REMEMBERED {
                self.trail.remove(0);
            }
            self.trail.push(id);
        }
    }

    /// The last remembered place that is not where the reader is.
    pub fn come_back(&mut self) -> Option<usize> {
        while let Some(id) = self.trail.pop() {
            if let Some(at) = self.thread.position(&id)
                && at != self.selected
            {
                return Some(at);
            }
        }
        None
    }
}
