//! Steps through the list: rows, days, feeds, what is unread, words found, pages.

use jiff::civil::Date;

use super::shown::Row;
use super::{ArticlesPane, Selected};
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::model::library::Library;
use crate::text::find::Needle;
use crate::ui::pane::{Context, Outcome};
use crate::ui::search::{Found, walk};

impl ArticlesPane {
    /// The next article, or the one before, that has something unread; from the given article on, which
    /// is not looked at itself, to the end of the list as shown, folded groups included.
    pub fn unread_from(
        &self,
        library: &Library,
        from: Option<ArticleId>,
        forward: bool,
    ) -> Option<ArticleId> {
        let from = from.map(Selected::Article);
        self.unread_beyond(library, from.as_ref(), forward)
    }

    /// The same from what is selected on: the head of a group has all of the group behind it.
    pub(super) fn unread_beyond(
        &self,
        library: &Library,
        from: Option<&Selected>,
        forward: bool,
    ) -> Option<ArticleId> {
        if library.totals().with_unread == 0 {
            return None;
        }
        let is_unread = |_: usize, article: &Article| library.row_has_unread(article);
        self.find_beyond(library, from, forward, is_unread)
    }

    /// The article next to the given one, or to what is selected; what is folded is passed over.
    pub fn neighbour(
        &self,
        library: &Library,
        of: Option<ArticleId>,
        forward: bool,
    ) -> Option<ArticleId> {
        let of = of.map(Selected::Article).or_else(|| self.selected.clone());
        let is_in_sight = |line, _: &Article| self.shown.row_of_line(line).is_some();
        self.find_beyond(library, of.as_ref(), forward, is_in_sight)
    }

    /// The article that `Space` opens: the selected one, or on the head of a group the first unread one
    /// from there on, else the first of the group.
    pub fn to_open(&self, library: &Library) -> Option<ArticleId> {
        match self.selected.as_ref()? {
            Selected::Article(id) => Some(*id),
            Selected::Group(key) => {
                let unread = self.unread_beyond(library, self.selected.as_ref(), true);
                unread.or_else(|| {
                    let group = self.shown.group_at(self.shown.position(key)?);
                    let first = self.article_in(library, group.lines.start);
                    first.map(|article| article.id)
                })
            }
        }
    }

    /// The first article beyond a place that `wanted` accepts, given its line.
    fn find_beyond(
        &self,
        library: &Library,
        from: Option<&Selected>,
        forward: bool,
        wanted: impl Fn(usize, &Article) -> bool,
    ) -> Option<ArticleId> {
        let count = self.shown.len();
        let from = from.and_then(|from| self.lines_of(library, from));
        let (before, behind) = match &from {
            Some((lines, true)) => (0..lines.start, lines.start..count),
            Some((lines, false)) => (0..lines.start, lines.end..count),
            None => (0..count.min(1), 0..count),
        };
        let accepted = |line: usize| {
            let article = self.article_in(library, line)?;
            wanted(line, article).then_some(article.id)
        };
        match forward {
            true => behind.into_iter().find_map(accepted),
            false => before.rev().find_map(accepted),
        }
    }

    /// The lines of an article or a group, and whether it is a group.
    fn lines_of(
        &self,
        library: &Library,
        selected: &Selected,
    ) -> Option<(std::ops::Range<usize>, bool)> {
        match selected {
            Selected::Article(id) => {
                let line = self.line_of(library, *id)?;
                Some((line..line + 1, false))
            }
            Selected::Group(key) => {
                let group = self.shown.group_at(self.shown.position(key)?);
                Some((group.lines.clone(), true))
            }
        }
    }

    /// Selects the next article with these words in its title; from the first on where none follows and
    /// the search has just begun.
    pub fn find(
        &mut self,
        library: &Library,
        words: &str,
        forward: bool,
        is_first: bool,
    ) -> Option<Found> {
        let words = Needle::new(words);
        let has_words = |line: &usize| {
            let article = self.article_in(library, *line);
            article.is_some_and(|article| words.is_in(article.title.as_str()))
        };
        let found: Vec<usize> = (0..self.shown.len()).filter(has_words).collect();
        let selected = self.selected.as_ref();
        let here = selected.and_then(|selected| self.lines_of(library, selected));
        let here = here.map_or(0, |(lines, _)| lines.start);
        let index = walk(&found, here, forward, is_first);
        let index = index.or((is_first && !found.is_empty()).then_some(0))?;
        self.reveal(library, found[index]);
        Some(Found {
            number: index + 1,
            total: found.len(),
        })
    }

    /// Selects the article in a line; what is folded over it is unfolded.
    pub(super) fn reveal(&mut self, library: &Library, line: usize) {
        if self.shown.row_of_line(line).is_none() {
            self.shown.reveal(line);
        }
        if let Some(row) = self.shown.row_of_line(line) {
            self.go_to(library, row);
        }
    }

    /// Selects a row and lets the window follow as little as it can.
    pub(super) fn go_to(&mut self, library: &Library, target: usize) {
        let from = self.row_of_selected(library).unwrap_or(0);
        let height = i64::from(self.drawn.height);
        let between = from.min(target)..from.max(target);
        let mut distance = 0;
        for row in between {
            if distance > height {
                break;
            }
            distance += i64::from(self.row_height(library, row));
        }
        let signed = if target < from { -distance } else { distance };
        let anchor = (i64::from(self.anchor) + signed).clamp(0, height);
        self.anchor = u16::try_from(anchor).unwrap_or(0);
        let row = self.shown.row(target);
        self.selected = row.and_then(|row| self.selection(library, row));
        self.place = target;
    }

    /// The next row, or the one before.
    pub(super) fn step_row(&mut self, library: &Library, forward: bool) -> Outcome {
        if let Some(row) = self.row_of_selected(library) {
            let next = match forward {
                true => row + 1,
                false => row.saturating_sub(1),
            };
            if next < self.shown.rows() {
                self.go_to(library, next);
            }
        }
        Outcome::done()
    }

    /// Goes to the first article in sight from the selected row that `wanted` accepts, given the selected
    /// article and the other; from the head of a group to the first one at all.
    pub(super) fn step(
        &mut self,
        library: &Library,
        forward: bool,
        wanted: impl Fn(&Article, &Article) -> bool,
    ) -> Outcome {
        let selected = self.selected().and_then(|id| library.article(id));
        let accepted = |line, other: &Article| {
            let is_in_sight = self.shown.row_of_line(line).is_some();
            is_in_sight && selected.is_none_or(|selected| wanted(selected, other))
        };
        let found = self.find_beyond(library, self.selected.as_ref(), forward, accepted);
        if let Some(id) = found {
            self.select(library, id);
        }
        Outcome::done()
    }

    /// A day on is the first article of that day; a day back the first of the day before, seen from
    /// the end of the list, and first the first of this day.
    pub(super) fn step_day(&mut self, context: &Context<'_>, forward: bool) -> Outcome {
        let library = context.library;
        let day = |article: &Article| day_of(article, context);
        if forward {
            return self.step(library, true, |selected, other| day(selected) != day(other));
        }
        let Some(row) = self.row_of_selected(library) else {
            return Outcome::done();
        };
        let day_at = |row: usize| self.article_at(library, row).map(day);
        let is_article = |row: &usize| day_at(*row).is_some();
        let Some(mut target) = (0..row).rev().find(is_article) else {
            return Outcome::done();
        };
        while target > 0 && day_at(target - 1) == day_at(target) {
            target -= 1;
        }
        self.go_to(library, target);
        Outcome::done()
    }

    pub(super) fn page(&mut self, library: &Library, lines: i32) -> Outcome {
        let Some(mut row) = self.row_of_selected(library) else {
            return Outcome::done();
        };
        let mut left = lines.unsigned_abs();
        while left > 0 {
            left = left.saturating_sub(self.row_height(library, row).into());
            let next = if lines > 0 {
                row + 1
            } else {
                row.wrapping_sub(1)
            };
            if next >= self.shown.rows() {
                break;
            }
            row = next;
        }
        self.go_to(library, row);
        Outcome::done()
    }

    /// What is selected where this row is.
    pub(super) fn selection(&self, library: &Library, row: Row) -> Option<Selected> {
        match row {
            Row::Line(line) => {
                let article = self.article_in(library, line)?;
                Some(Selected::Article(article.id))
            }
            Row::Head(at) => Some(Selected::Group(self.shown.group_at(at).key.clone())),
        }
    }
}

fn day_of(article: &Article, context: &Context<'_>) -> Date {
    article.date().to_zoned(context.zone.clone()).date()
}
