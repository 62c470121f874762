//! Steps through the list: rows, days, feeds, what is unread, words found, pages.

use jiff::civil::Date;

use super::ArticlesPane;
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::model::library::Library;
use crate::text::find::contains;
use crate::ui::pane::{Context, Outcome};
use crate::ui::search::{Found, walk};

impl ArticlesPane {
    /// The next row, or the one before, that has something unread; from the given article on, which is
    /// not looked at itself, to the end of the list as shown.
    pub fn unread_from(
        &self,
        library: &Library,
        from: Option<ArticleId>,
        forward: bool,
    ) -> Option<ArticleId> {
        if library.totals().with_unread == 0 {
            return None;
        }
        self.find_from(library, from, forward, |article| {
            library.row_has_unread(article)
        })
    }

    /// The row next to the given article's.
    pub fn neighbour(
        &self,
        library: &Library,
        of: Option<ArticleId>,
        forward: bool,
    ) -> Option<ArticleId> {
        self.find_from(library, of, forward, |_| true)
    }

    pub(super) fn find_from(
        &self,
        library: &Library,
        from: Option<ArticleId>,
        forward: bool,
        wanted: impl Fn(&Article) -> bool,
    ) -> Option<ArticleId> {
        let start = from.and_then(|id| self.row_of(library, id));
        let step = |row: usize| {
            if forward {
                row.checked_add(1).filter(|row| *row < self.shown.len())
            } else {
                row.checked_sub(1)
            }
        };
        let first = match start {
            Some(row) => step(row),
            None => (!self.shown.len() == 0).then_some(0),
        };
        std::iter::successors(first, |row| step(*row))
            .filter_map(|row| self.article_at(library, row))
            .find(|article| wanted(article))
            .map(|article| article.id)
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
        let has_words = |row: &usize| {
            let article = self.article_at(library, *row);
            article.is_some_and(|article| contains(article.title.as_str(), words))
        };
        let found: Vec<usize> = (0..self.shown.len()).filter(has_words).collect();
        let here = self.row_of_selected(library).unwrap_or(0);
        let index = walk(&found, here, forward, is_first);
        let index = index.or((is_first && !found.is_empty()).then_some(0))?;
        self.go_to(library, found[index]);
        Some(Found {
            number: index + 1,
            total: found.len(),
        })
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
            let article = self.article_at(library, row);
            distance += article.map_or(0, |article| i64::from(self.row_height(article)));
        }
        let signed = if target < from { -distance } else { distance };
        let anchor = (i64::from(self.anchor) + signed).clamp(0, height);
        self.anchor = u16::try_from(anchor).unwrap_or(0);
        self.selected = self.article_at(library, target).map(|article| article.id);
        self.place = target;
    }

    /// Goes to the first row from the selected one that `wanted` accepts, given the selected article
    /// and the row's.
    pub(super) fn step(
        &mut self,
        context: &Context<'_>,
        forward: bool,
        wanted: impl Fn(&Article, &Article) -> bool,
    ) -> Outcome {
        let library = context.library;
        let selected = self.selected.and_then(|id| library.article(id));
        let found = selected.and_then(|selected| {
            self.find_from(library, self.selected, forward, |other| {
                wanted(selected, other)
            })
        });
        if let Some(id) = found {
            self.select(library, id);
        }
        Outcome::done()
    }

    /// A day on is the first article of that day; a day back the first of the day before, seen from
    /// the end of the list, and first the first of this day.
    pub(super) fn step_day(&mut self, context: &Context<'_>, forward: bool) -> Outcome {
        let day = |article: &Article| day_of(article, context);
        if forward {
            return self.step(context, true, |selected, other| day(selected) != day(other));
        }
        let library = context.library;
        let Some(row) = self.row_of_selected(library) else {
            return Outcome::done();
        };
        let day_at = |row: usize| self.article_at(library, row).map(day);
        let mut target = row.saturating_sub(1);
        while target > 0 && day_at(target - 1) == day_at(target) {
            target -= 1;
        }
        self.go_to(library, target);
        Outcome::done()
    }

    pub(super) fn page(&mut self, context: &Context<'_>, lines: i32) -> Outcome {
        let library = context.library;
        let Some(mut row) = self.row_of_selected(library) else {
            return Outcome::done();
        };
        let mut left = lines.unsigned_abs();
        while let Some(article) = self.article_at(library, row) {
            left = left.saturating_sub(self.row_height(article).into());
            let next = if lines > 0 {
                row + 1
            } else {
                row.wrapping_sub(1)
            };
            if next >= self.shown.len() {
                break;
            }
            row = next;
            if left == 0 {
                break;
            }
        }
        self.go_to(library, row);
        Outcome::done()
    }
}

fn day_of(article: &Article, context: &Context<'_>) -> Date {
    article.date().to_zoned(context.zone.clone()).date()
}
