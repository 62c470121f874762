//! The article list. The selection is an article, not a row: what arrives never moves it on screen.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::command::Command;
use super::super::effect::Effect;
use super::super::pane::{Context, Outcome, Pane};
use super::super::search::{Found, walk};
use super::deed::{all_read, copied, mark_read, toggle_star, toggle_watch, with_link};
use crate::engine::message::{Refresh, Request};
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::model::library::Library;
use crate::text::find::contains;

mod foot;
mod row;
mod window;

/// Rows above the window are counted up to here for the title's "▲".
const MAX_COUNTED_ABOVE: usize = 99;

/// The article list's view state.
#[derive(Debug, Default)]
pub struct ArticlesPane {
    selected: Option<ArticleId>,
    /// Its row when it was last seen, for the case that it goes.
    place: usize,
    /// Screen row, counted from the pane's first, on which the selected article begins.
    anchor: u16,
    /// Indices of the shown articles in the library's order.
    rows: Vec<usize>,
    /// While read articles are hidden: those that stay until the list is made anew, because they were
    /// shown while they were unread.
    kept: Option<HashSet<ArticleId>>,
    /// Whether a row has lines for title and feed, or one for both.
    is_tall: bool,
    /// What the last drawing used.
    drawn: Drawn,
}

#[derive(Clone, Debug, Default)]
struct Drawn {
    width: u16,
    height: u16,
    /// Row of the screen below the last article.
    bottom: u16,
    /// Row of the screen and article of each row in the window.
    window: Vec<(u16, ArticleId)>,
    /// Unread articles above the window, counted to [`MAX_COUNTED_ABOVE`].
    above: usize,
}

impl ArticlesPane {
    /// Takes what the library holds now; the selection stays on its article, and where that is gone
    /// goes to the one in its place.
    pub fn sync(&mut self, library: &Library) {
        let kept = &mut self.kept;
        let articles = library.articles().iter().enumerate();
        self.rows.clear();
        self.rows.extend(
            articles
                .filter(|(_, article)| library.row_of(article.id) == article.id)
                .filter(|(_, article)| match kept {
                    None => true,
                    Some(kept) if library.row_has_unread(article) => {
                        kept.insert(article.id);
                        true
                    }
                    Some(kept) => kept.contains(&article.id),
                })
                .map(|(index, _)| index),
        );
        self.selected = self.selected.map(|id| library.row_of(id));
        if self
            .selected
            .and_then(|id| self.row_of(library, id))
            .is_none()
        {
            let row = self.place.min(self.rows.len().saturating_sub(1));
            self.selected = self.article_at(library, row).map(|article| article.id);
        }
        self.place = self.row_of_selected(library).unwrap_or(0);
    }

    /// Whether rows have several lines.
    pub fn set_tall(&mut self, is_tall: bool) {
        self.is_tall = is_tall;
    }

    /// Whether read articles are hidden.
    pub fn hides_read(&self) -> bool {
        self.kept.is_some()
    }

    /// The selected article.
    pub fn selected(&self) -> Option<ArticleId> {
        self.selected
    }

    /// Selects an article, if it is shown.
    pub fn select(&mut self, library: &Library, id: ArticleId) {
        if let Some(row) = self.row_of(library, id) {
            self.go_to(library, row);
        }
    }

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

    fn find_from(
        &self,
        library: &Library,
        from: Option<ArticleId>,
        forward: bool,
        wanted: impl Fn(&Article) -> bool,
    ) -> Option<ArticleId> {
        let start = from.and_then(|id| self.row_of(library, id));
        let step = |row: usize| {
            if forward {
                row.checked_add(1).filter(|row| *row < self.rows.len())
            } else {
                row.checked_sub(1)
            }
        };
        let first = match start {
            Some(row) => step(row),
            None => (!self.rows.is_empty()).then_some(0),
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
        let found: Vec<usize> = (0..self.rows.len()).filter(has_words).collect();
        let here = self.row_of_selected(library).unwrap_or(0);
        let index = walk(&found, here, forward, is_first);
        let index = index.or((is_first && !found.is_empty()).then_some(0))?;
        self.go_to(library, found[index]);
        Some(Found {
            number: index + 1,
            total: found.len(),
        })
    }

    /// When the earliest age in the window next reads differently.
    pub fn next_change(&self, library: &Library, now: Timestamp) -> Option<Timestamp> {
        self.drawn
            .window
            .iter()
            .filter_map(|(_, id)| library.article(*id))
            .filter_map(|article| crate::ui::age::next_change(article.date(), now))
            .min()
    }

    fn article_at<'a>(&self, library: &'a Library, row: usize) -> Option<&'a Article> {
        library.articles().get(*self.rows.get(row)?)
    }

    fn row_of(&self, library: &Library, id: ArticleId) -> Option<usize> {
        let place = library.position(library.row_of(id))?;
        self.rows.binary_search(&place).ok()
    }

    fn row_of_selected(&self, library: &Library) -> Option<usize> {
        self.selected.and_then(|id| self.row_of(library, id))
    }

    fn row_height(&self, article: &Article) -> u16 {
        if self.is_tall {
            row::height(article, self.drawn.width)
        } else {
            1
        }
    }

    /// Selects a row and lets the window follow as little as it can.
    fn go_to(&mut self, library: &Library, target: usize) {
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
    fn step(
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
    fn step_day(&mut self, context: &Context<'_>, forward: bool) -> Outcome {
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

    fn page(&mut self, context: &Context<'_>, lines: i32) -> Outcome {
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
            if next >= self.rows.len() {
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

    fn fold_read(&mut self, context: &Context<'_>) -> Outcome {
        self.kept = match self.kept {
            // The selected one stays: what is under the eye does not go.
            None => Some(self.selected.into_iter().collect()),
            Some(_) => None,
        };
        self.sync(context.library);
        Outcome::said(if self.hides_read() {
            "Read articles are hidden"
        } else {
            "All articles are shown"
        })
    }

    fn on_selected(&self, context: &Context<'_>, act: impl FnOnce(&Article) -> Outcome) -> Outcome {
        match self.selected.and_then(|id| context.library.article(id)) {
            Some(article) => act(article),
            None => Outcome::said("There is no article here"),
        }
    }

    fn done_with_this(&mut self, context: &Context<'_>) -> Outcome {
        let outcome = self.on_selected(context, |article| {
            let row = std::iter::once(article).chain(context.library.folded_into(article.id));
            match all_read(row) {
                Some(deed) => Outcome::deed(deed),
                None => Outcome::done(),
            }
        });
        let next = self.unread_from(context.library, self.selected, true);
        if let Some(next) = next {
            self.select(context.library, next);
        }
        outcome
    }
}

fn day_of(article: &Article, context: &Context<'_>) -> Date {
    article.date().to_zoned(context.zone.clone()).date()
}

impl Pane for ArticlesPane {
    fn handle(&mut self, command: Command, context: &Context<'_>) -> Outcome {
        let half = i32::from(self.drawn.height / 2).max(1);
        let library = context.library;
        match command {
            Command::Next => self.step(context, true, |_, _| true),
            Command::Previous => self.step(context, false, |_, _| true),
            Command::NextSibling => self.step(context, true, |a, b| a.feed != b.feed),
            Command::PreviousSibling => self.step(context, false, |a, b| a.feed != b.feed),
            Command::NextOfKind => self.step(context, true, |a, b| a.feed == b.feed),
            Command::PreviousOfKind => self.step(context, false, |a, b| a.feed == b.feed),
            Command::NextBig => self.step_day(context, true),
            Command::PreviousBig => self.step_day(context, false),
            Command::NextUnread | Command::PreviousUnread => {
                let forward = command == Command::NextUnread;
                match self.unread_from(library, self.selected, forward) {
                    Some(id) => {
                        self.select(library, id);
                        Outcome::done()
                    }
                    None => Outcome::said("Nothing unread in this direction"),
                }
            }
            Command::First | Command::Last => {
                let last = self.rows.len().saturating_sub(1);
                self.go_to(library, if command == Command::First { 0 } else { last });
                Outcome::done()
            }
            Command::HalfPageDown => self.page(context, half),
            Command::HalfPageUp => self.page(context, -half),
            Command::PageBack => self.page(context, -i32::from(self.drawn.height)),
            Command::FoldRead => self.fold_read(context),
            Command::ToggleRead => self.on_selected(context, |article| {
                Outcome::deed(mark_read(article, !library.is_row_read(article)))
            }),
            Command::DoneWithThis => self.done_with_this(context),
            Command::Info => self.on_selected(context, |article| Outcome {
                effects: vec![Effect::Request(Request::ArticleInfo(article.id))],
                ..Outcome::done()
            }),
            Command::Watch => {
                self.on_selected(context, |article| Outcome::deed(toggle_watch(article)))
            }
            Command::Star => {
                self.on_selected(context, |article| Outcome::deed(toggle_star(article)))
            }
            Command::CopyLink => self.on_selected(context, |article| {
                copied(with_link(article, |url| Effect::Copy(url.into())))
            }),
            Command::OpenInBrowser => {
                self.on_selected(context, |article| with_link(article, Effect::Open))
            }
            Command::Refresh => self.on_selected(context, |article| Outcome {
                effects: vec![Effect::Request(Request::Refresh(Refresh::Feed(
                    article.feed,
                )))],
                say: library
                    .feed(article.feed)
                    .map(|feed| format!("Asking {} for news", feed.title)),
                ..Outcome::done()
            }),
            _ => Outcome::ignored(),
        }
    }

    fn draw(&mut self, buffer: &mut Buffer, area: Rect, context: &Context<'_>) -> Option<Position> {
        let foot = foot::rows(area, context);
        let list = Rect {
            height: area.height - foot,
            ..area
        };
        let bottom = Rect {
            y: area.y + list.height,
            height: foot,
            ..area
        };
        self.drawn.width = list.width;
        self.drawn.height = list.height;
        let cursor = self.draw_rows(buffer, list, context);
        foot::draw_failures(buffer, bottom, context);
        let free = Rect {
            y: self.drawn.bottom,
            height: list.bottom().saturating_sub(self.drawn.bottom),
            ..list
        };
        if self.is_tall && cursor.is_some() {
            foot::draw_legend(buffer, free, context);
        }
        cursor
    }

    fn title(&self, context: &Context<'_>) -> (String, String) {
        let dot = context.marks.dot;
        let left = format!("Articles {}{dot}newest first", self.rows.len());
        let right = match self.drawn.above {
            0 => String::new(),
            MAX_COUNTED_ABOVE.. => format!("{}{MAX_COUNTED_ABOVE}+", context.marks.above),
            above => format!("{}{above}", context.marks.above),
        };
        (left, right)
    }

    fn click(&mut self, at: Position, double: bool, context: &Context<'_>) -> Outcome {
        if at.y >= self.drawn.bottom {
            return Outcome::done();
        }
        let row = self
            .drawn
            .window
            .iter()
            .rev()
            .find(|(row, _)| *row <= at.y)
            .map(|(_, id)| *id);
        let Some(id) = row else {
            return Outcome::done();
        };
        let was_selected = self.selected == Some(id);
        self.select(context.library, id);
        match double && was_selected {
            // Opening is the screen's: it takes a command that is not handled here.
            true => Outcome::ignored(),
            false => Outcome::done(),
        }
    }

    fn scroll(&mut self, lines: i32, context: &Context<'_>) {
        self.page(context, lines);
    }
}
