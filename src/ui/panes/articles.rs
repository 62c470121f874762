//! The article list. The selection is an article, not a row: what arrives never moves it on screen.

use std::collections::HashSet;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::command::Command;
use super::super::effect::Effect;
use super::super::pane::{Context, Outcome, Pane};
use super::deed::{
    NO_AUTHOR, all_read, copied, mark_read, toggle_author, toggle_star, toggle_watch, with_link,
};
use super::quote::quote_article;
use crate::engine::message::{Refresh, Request};
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::model::library::{Library, Sequence};
use crate::model::safe::SafeText;

mod foot;
mod limit;
mod order;
mod row;
mod shown;
mod steps;
mod window;

use limit::Limit;
use shown::Shown;

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
    /// Whether rows above shall come into a gap below the last one with the next drawing: where the reader
    /// has changed the list, not where it changed by itself.
    fills: bool,
    /// All articles in the order of the list.
    sequence: Sequence,
    /// Those that are shown.
    shown: Shown,
    /// While read articles are hidden: those that stay until the list is made anew, because they were
    /// shown while they were unread.
    kept: Option<HashSet<ArticleId>>,
    /// What the list is limited to.
    limit: Option<Limit>,
    /// How many rows there would be without a limit.
    unlimited: usize,
    /// Whose articles are lit up, beside those of authors who are so for good.
    lit: Option<SafeText>,
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
        self.sequence.sync(library);
        let articles = library.articles();
        let (kept, limit) = (&mut self.kept, &mut self.limit);
        let names = limit.as_ref().map(|limit| limit.names(library));
        let mut unlimited = 0;
        let shown = self.sequence.places().iter().copied().filter(|place| {
            let article = &articles[*place];
            let is_row = library.row_of(article.id) == article.id;
            let is_kept = |kept: &mut HashSet<ArticleId>| {
                if library.row_has_unread(article) {
                    kept.insert(article.id);
                }
                kept.contains(&article.id)
            };
            if !is_row || !kept.as_mut().is_none_or(is_kept) {
                return false;
            }
            unlimited += 1;
            match (limit.as_mut(), &names) {
                (Some(limit), Some(names)) => limit.shows(names, library, article),
                _ => true,
            }
        });
        self.shown.put(shown, articles.len());
        self.unlimited = unlimited;
        self.selected = self.selected.map(|id| library.row_of(id));
        if self.row_of_selected(library).is_none() {
            self.selected = self.nearest(library);
        }
        self.place = self.row_of_selected(library).unwrap_or(0);
    }

    /// The shown article to select instead of the selected one, which is not shown: the one behind it in
    /// the list, else the one in front of it, else the one that stands where it stood.
    fn nearest(&self, library: &Library) -> Option<ArticleId> {
        let here = self.selected.and_then(|id| library.position(id));
        let order = self.sequence.places();
        let here = here.and_then(|here| order.iter().position(|place| *place == here));
        let near = here.and_then(|here| {
            let is_shown = |place: &&usize| self.shown.line(**place).is_some();
            let behind = order[here..].iter().find(is_shown);
            behind.or_else(|| order[..here].iter().rev().find(is_shown))
        });
        if let Some(place) = near {
            return library.articles().get(*place).map(|article| article.id);
        }
        let row = self.place.min(self.shown.len().saturating_sub(1));
        self.article_at(library, row).map(|article| article.id)
    }

    /// Whether rows have several lines.
    pub fn set_tall(&mut self, is_tall: bool) {
        self.is_tall = is_tall;
    }

    /// Whether no article is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.len() == 0
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
        library.articles().get(self.shown.place(row)?)
    }

    fn row_of(&self, library: &Library, id: ArticleId) -> Option<usize> {
        let place = library.position(library.row_of(id))?;
        self.shown.line(place)
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

    /// `a`: lights up the articles of the selected one's author, or no longer.
    fn light_up(&mut self, context: &Context<'_>) -> Outcome {
        let selected = self.selected.and_then(|id| context.library.article(id));
        let author = selected.and_then(|article| article.author.clone());
        let Some(author) = author.filter(|author| !author.is_empty()) else {
            return Outcome::said(NO_AUTHOR);
        };
        if self.lit.as_ref() == Some(&author) {
            self.lit = None;
            return Outcome::said(format!("{author} is no longer lit up"));
        }
        let articles = context.library.articles().iter();
        let count = articles.filter(|article| article.author.as_ref() == Some(&author));
        let sentence = match count.count() {
            1 => format!("the one article of {author} is lit up"),
            count => format!("{count} articles of {author} are lit up"),
        };
        self.lit = Some(author);
        Outcome::said(sentence)
    }

    fn is_lit(&self, article: &Article) -> bool {
        article.author_kept || (self.lit.is_some() && self.lit == article.author)
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
                let last = self.shown.len().saturating_sub(1);
                self.go_to(library, if command == Command::First { 0 } else { last });
                Outcome::done()
            }
            Command::HalfPageDown => self.page(context, half),
            Command::HalfPageUp => self.page(context, -half),
            Command::PageBack => self.page(context, -i32::from(self.drawn.height)),
            Command::FoldRead => self.fold_read(context),
            Command::NextOrder => self.turn_order(1, context),
            Command::PreviousOrder => self.turn_order(-1, context),
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
            Command::KeepLit => self.on_selected(context, |article| match toggle_author(article) {
                Some(deed) => Outcome::deed(deed),
                None => Outcome::said(NO_AUTHOR),
            }),
            Command::Star => {
                self.on_selected(context, |article| Outcome::deed(toggle_star(article)))
            }
            Command::LightUp => self.light_up(context),
            Command::CopyQuote => {
                self.on_selected(context, |article| quote_article(article, None, context))
            }
            Command::CopyLink => self.on_selected(context, |article| {
                copied(with_link(article, |url| Effect::Copy(url.into())))
            }),
            Command::OpenInBrowser => {
                self.on_selected(context, |article| with_link(article, Effect::Open))
            }
            Command::Refresh => {
                self.sort_anew(library);
                self.on_selected(context, |article| Outcome {
                    effects: vec![Effect::Request(Request::Refresh(Refresh::Feed(
                        article.feed,
                    )))],
                    say: library
                        .feed(article.feed)
                        .map(|feed| format!("Asking {} for news", feed.title)),
                    ..Outcome::done()
                })
            }
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
        let order = order::words(self.sequence.order());
        let left = match &self.limit {
            None => format!("Articles {}{dot}{order}", self.shown.len()),
            Some(limit) => {
                let (fitting, all) = (self.shown.len(), self.unlimited);
                format!(
                    "Articles {fitting} of {all}{dot}&{}{dot}{order}",
                    limit.text()
                )
            }
        };
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
