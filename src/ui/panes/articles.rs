//! The article list. The selection is an article, not a row: what arrives never moves it on screen.

use std::collections::HashSet;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::command::Command;
use super::super::effect::Effect;
use super::super::pane::{Context, Outcome, Pane};
use super::deed::{
    NO_AUTHOR, all_read, copied, mark_read, toggle_author, toggle_mute, toggle_star, toggle_watch,
    with_link,
};
use super::quote::quote_article;
use crate::config::Grouping;
use crate::engine::message::{Refresh, Request};
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::model::library::{Library, Sequence};
use crate::model::safe::SafeText;
use crate::ui::called_new::CalledNew;

mod foot;
mod groups;
mod left;
mod limit;
mod news;
mod order;
mod row;
mod shown;
mod steps;
mod sync;
mod window;

pub use left::ListLeft;
use limit::Limit;
use shown::{GroupKey, Row, Shown};

/// Rows above the window are counted up to here for the title's "▲".
const MAX_COUNTED_ABOVE: usize = 99;

/// The article list's view state.
#[derive(Debug, Default)]
pub struct ArticlesPane {
    selected: Option<Selected>,
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
    /// Which comments count as new.
    news: CalledNew,
    /// Into which groups the articles are put.
    grouping: Grouping,
    /// Whether a row has lines for title and feed, or one for both.
    is_tall: bool,
    /// What the last drawing used.
    drawn: Drawn,
}

/// What is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Selected {
    Article(ArticleId),
    /// The head of a group.
    Group(GroupKey),
}

#[derive(Clone, Debug, Default)]
struct Drawn {
    width: u16,
    height: u16,
    /// Row of the screen below the last article.
    bottom: u16,
    /// Row of the screen of each row in the window, and what it shows.
    window: Vec<(u16, Selected)>,
    /// Unread articles above the window, counted to [`MAX_COUNTED_ABOVE`].
    above: usize,
}

impl ArticlesPane {
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

    /// The selected article; none on the head of a group.
    pub fn selected(&self) -> Option<ArticleId> {
        match self.selected {
            Some(Selected::Article(id)) => Some(id),
            Some(Selected::Group(_)) | None => None,
        }
    }

    /// Selects an article, if it belongs to the list; what is folded over it is unfolded.
    pub fn select(&mut self, library: &Library, id: ArticleId) {
        if let Some(line) = self.line_of(library, id) {
            self.reveal(library, line);
        }
    }

    /// When the earliest age in the window next reads differently.
    pub fn next_change(&self, library: &Library, now: Timestamp) -> Option<Timestamp> {
        self.drawn
            .window
            .iter()
            .filter_map(|(_, shown)| match shown {
                Selected::Article(id) => library.article(*id),
                Selected::Group(_) => None,
            })
            .filter_map(|article| crate::ui::age::next_change(article.date(), now))
            .min()
    }

    /// The article in a line.
    fn article_in<'a>(&self, library: &'a Library, line: usize) -> Option<&'a Article> {
        let place = self.shown.place(line)?;
        library.articles().get(place)
    }

    /// The article in a row; none in that of a group's head.
    fn article_at<'a>(&self, library: &'a Library, row: usize) -> Option<&'a Article> {
        match self.shown.row(row)? {
            Row::Line(line) => self.article_in(library, line),
            Row::Head(_) => None,
        }
    }

    fn line_of(&self, library: &Library, id: ArticleId) -> Option<usize> {
        let place = library.position(library.row_of(id))?;
        self.shown.line(place)
    }

    fn row_of(&self, library: &Library, selected: &Selected) -> Option<usize> {
        match selected {
            Selected::Article(id) => self.shown.row_of_line(self.line_of(library, *id)?),
            Selected::Group(key) => self.shown.group_at(self.shown.position(key)?).row,
        }
    }

    fn row_of_selected(&self, library: &Library) -> Option<usize> {
        self.row_of(library, self.selected.as_ref()?)
    }

    /// Rows of the screen that a row takes.
    fn row_height(&self, library: &Library, row: usize) -> u16 {
        match self.article_at(library, row) {
            Some(article) if self.is_tall => row::height(article, self.drawn.width),
            _ => 1,
        }
    }

    fn fold_read(&mut self, context: &Context<'_>) -> Outcome {
        self.kept = match self.kept {
            // The selected one stays: what is under the eye does not go.
            None => Some(self.selected().into_iter().collect()),
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
        let selected = self.selected().and_then(|id| context.library.article(id));
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
        match self.selected().and_then(|id| context.library.article(id)) {
            Some(article) => act(article),
            None if self.selected.is_some() => {
                Outcome::said("This is the head of a group, not an article")
            }
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
        let next = self.unread_beyond(context.library, self.selected.as_ref(), true);
        if let Some(next) = next.filter(|_| self.selected().is_some()) {
            self.select(context.library, next);
        }
        outcome
    }
}

impl Pane for ArticlesPane {
    fn handle(&mut self, command: Command, context: &Context<'_>) -> Outcome {
        let half = i32::from(self.drawn.height / 2).max(1);
        let library = context.library;
        if let Some(outcome) = self.act_on_groups(command, context) {
            return outcome;
        }
        match command {
            Command::Next => self.step_row(library, true),
            Command::Previous => self.step_row(library, false),
            Command::NextSibling => self.step(library, true, |a, b| a.feed != b.feed),
            Command::PreviousSibling => self.step(library, false, |a, b| a.feed != b.feed),
            Command::NextOfKind => self.step(library, true, |a, b| a.feed == b.feed),
            Command::PreviousOfKind => self.step(library, false, |a, b| a.feed == b.feed),
            Command::NextBig => self.step_day(context, true),
            Command::PreviousBig => self.step_day(context, false),
            Command::NextUnread | Command::PreviousUnread => {
                let forward = command == Command::NextUnread;
                match self.unread_beyond(library, self.selected.as_ref(), forward) {
                    Some(id) => {
                        self.select(library, id);
                        Outcome::done()
                    }
                    None => Outcome::said("Nothing unread in this direction"),
                }
            }
            Command::First | Command::Last => {
                let last = self.shown.rows().saturating_sub(1);
                self.go_to(library, if command == Command::First { 0 } else { last });
                Outcome::done()
            }
            Command::HalfPageDown => self.page(library, half),
            Command::HalfPageUp => self.page(library, -half),
            Command::PageBack => self.page(library, -i32::from(self.drawn.height)),
            Command::FoldRead => self.fold_read(context),
            Command::NextOrder => self.turn_order(1, context),
            Command::PreviousOrder => self.turn_order(-1, context),
            Command::ToggleRead => self.on_selected(context, |article| {
                Outcome::deed(mark_read(article, !library.is_row_read(article)))
            }),
            Command::DoneWithThis => self.done_with_this(context),
            Command::Peek => self.on_selected(context, |article| Outcome {
                effects: vec![Effect::Request(Request::Summary(article.id))],
                ..Outcome::done()
            }),
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
            Command::Mute => {
                self.on_selected(context, |article| Outcome::deed(toggle_mute(article)))
            }
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
                let Some((name, feeds)) = self.selected_feeds(library) else {
                    return Outcome::said("There is no article here");
                };
                let asked = feeds.into_iter().map(Refresh::Feed);
                Outcome {
                    effects: asked.map(Request::Refresh).map(Effect::Request).collect(),
                    ..Outcome::said(format!("Asking {name} for news"))
                }
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
            .and_then(|(_, shown)| self.row_of(context.library, shown));
        let Some(row) = row else {
            return Outcome::done();
        };
        let was_selected = self.row_of_selected(context.library) == Some(row);
        self.go_to(context.library, row);
        match double && was_selected {
            // Opening is the screen's: it takes a command that is not handled here.
            true => Outcome::ignored(),
            false => Outcome::done(),
        }
    }

    fn scroll(&mut self, lines: i32, context: &Context<'_>) {
        self.page(context.library, lines);
    }
}
