//! Words that are looked for in the shown discussion. What is folded away is shown only while visited.

use std::ops::Range;

use super::CommentsPane;
use super::view::{Enter, View};
use crate::model::id::CommentId;
use crate::text::find::occurrences;
use crate::text::layout::Line;
use crate::ui::pane::Context;
use crate::ui::search::{Found, walk};

/// A search under way.
#[derive(Debug)]
pub(super) struct Search {
    words: String,
    /// The comments that have the words, as they were told.
    found: Vec<CommentId>,
    /// Where they stand now, in order.
    places: Vec<usize>,
    /// Where the reader was before: the selected comment, its row, whether at the end.
    before: (Option<CommentId>, i32, bool),
}

impl View {
    fn begin_search(&mut self, words: &str) {
        self.end_search();
        self.search = Some(Search {
            words: words.to_owned(),
            found: Vec::new(),
            places: Vec::new(),
            before: (self.selected_id(), self.top, self.at_end),
        });
    }

    /// Ends the search: every fold is as it was, and so is the selection. "Back" returns to what was
    /// looked at last.
    fn end_search(&mut self) {
        let Some(search) = self.search.take() else {
            return;
        };
        self.close_peek();
        let (selected, row, at_end) = search.before;
        let before = selected.and_then(|id| self.thread.position(&id));
        if let Some(before) = before.filter(|&before| before != self.selected) {
            self.remember();
            self.thread.end_visit();
            self.stand(before, row);
            self.at_end = at_end;
        } else {
            self.thread.end_visit();
        }
        self.keep_visible();
    }

    /// Finds the places of what was found again, after comments have come or were sorted.
    pub(super) fn place_found(&mut self) {
        let thread = &self.thread;
        if let Some(search) = &mut self.search {
            let places = search.found.iter().filter_map(|id| thread.position(id));
            search.places = places.collect();
            search.places.sort_unstable();
        }
    }

    /// Where the words that are looked for stand in a line.
    pub(super) fn found_in(&self, line: &Line) -> Vec<Range<usize>> {
        match &self.search {
            Some(search) => {
                let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
                occurrences(&text, &search.words)
            }
            None => Vec::new(),
        }
    }

    /// Whether the words that are looked for stand in a name.
    pub(super) fn is_found_in(&self, name: &str) -> bool {
        let search = self.search.as_ref();
        search.is_some_and(|search| !occurrences(name, &search.words).is_empty())
    }

    /// Goes to the next place, or to the first where the search has just begun and none follows.
    fn find(&mut self, forward: bool, is_first: bool) -> Option<Found> {
        let places = &self.search.as_ref()?.places;
        let total = places.len();
        let index = walk(places, self.selected, forward, is_first);
        let index = index.or((is_first && total > 0).then_some(0))?;
        let at = places[index];
        self.thread.visit(at);
        // What was visited before has folded again, the anchor perhaps with it.
        self.keep_visible();
        self.select(at, Enter::Above);
        self.at_end = false;
        self.show_words();
        Some(Found {
            number: index + 1,
            total,
        })
    }

    /// Scrolls a tall comment to the first line with the words.
    fn show_words(&mut self) {
        let prose = self.prose(self.selected);
        let mut lines = prose.lines.iter();
        let line = lines.position(|line| !self.found_in(line).is_empty());
        let Some(line) = line.and_then(|line| i32::try_from(line).ok()) else {
            return;
        };
        // The header is the row above the first line.
        let row = self.top + 1 + line;
        if row >= self.rows {
            self.top -= row - self.rows / 2;
            self.settle();
        }
    }
}

impl CommentsPane {
    /// Looks for words in the discussion shown; where they are comes by [`CommentsPane::set_found`].
    pub fn begin_search(&mut self, words: &str) {
        if let Some(view) = self.view_mut() {
            view.begin_search(words);
        }
    }

    /// Takes the comments that have the words.
    pub fn set_found(&mut self, comments: &[CommentId]) {
        let Some(view) = self.view_mut() else {
            return;
        };
        if let Some(search) = &mut view.search {
            search.found = comments.to_vec();
        }
        view.place_found();
    }

    /// Goes to the next comment with the words, or the one before, through folds; marks nothing.
    pub fn find(&mut self, forward: bool, is_first: bool, context: &Context<'_>) -> Option<Found> {
        self.prepare(context);
        self.view_mut()?.find(forward, is_first)
    }

    /// Ends the search, with every fold and the selection as before.
    pub fn end_search(&mut self) {
        for view in &mut self.views {
            view.end_search();
        }
    }
}
