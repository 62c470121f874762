//! The article's text: its header and its laid-out lines, scrolled by a place in the text.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use url::Url;

use super::super::command::Command;
use super::super::effect::Effect;
use super::super::limit::Query;
use super::super::pane::{Context, Outcome, Pane};
use super::super::search::{Found, walk};
use super::deed::{
    NO_AUTHOR, copied, mark_read, toggle_author, toggle_mute, toggle_star, toggle_watch, with_link,
};
use super::quote::quote_article;
use crate::engine::message::{Opened, Refresh, Request};
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::text::find::contains;
use crate::text::layout::{LineKind, Prose};

mod draw;
mod header;
mod limit;
mod page;

use page::{Anchor, Page, Row, is_blank, is_text, paragraph, text_of};

/// Lines of the last page that stay in sight when a page is turned.
const KEPT_LINES: usize = 2;
/// Columns kept free at each side of the text.
pub const MARGIN: u16 = 1;

/// The body pane: one article's text and where the reader is in it.
#[derive(Debug, Default)]
pub struct BodyPane {
    article: Option<ArticleId>,
    opened: Option<Opened>,
    prose: Option<(u16, Prose)>,
    page: Page,
    /// What `page` was made of, so that it is made anew only when that changes.
    made_of: Option<MadeOf>,
    hides_quotes: bool,
    /// What the text is limited to.
    limit: Option<Query>,
    /// The first row in the window.
    top: usize,
    /// The chosen link.
    link: Option<u16>,
    /// The words that are looked for, to be shown where they stand.
    search: Option<String>,
    /// The line of the text in which they were found last.
    found: Option<usize>,
    /// Rows of the window at the last drawing.
    height: usize,
    /// The window at the last drawing.
    area: Rect,
    /// Whether the article's title stands in the frame.
    has_title_in_frame: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct MadeOf {
    header: Vec<Row>,
    hides_quotes: bool,
    limit: Option<Query>,
    width: Option<u16>,
}

impl BodyPane {
    /// Shows another article, from its beginning; its text comes later.
    pub fn show(&mut self, article: ArticleId) {
        *self = Self {
            article: Some(article),
            hides_quotes: self.hides_quotes,
            height: self.height,
            has_title_in_frame: self.has_title_in_frame,
            ..Self::default()
        };
    }

    /// Forgets the article.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The article shown.
    pub fn article(&self) -> Option<ArticleId> {
        self.article
    }

    /// Takes what is known about the text of the article shown; of another one it is dropped.
    pub fn set_opened(&mut self, opened: Opened) {
        if self.article == Some(opened.article) {
            self.opened = Some(opened);
        }
    }

    /// Takes the text of the article shown, laid out; the place in it stays.
    pub fn set_prose(&mut self, article: ArticleId, width: u16, prose: Prose) {
        if self.article != Some(article) {
            return;
        }
        let anchor = self.anchor();
        let header = self.made_of.as_ref().map(|made| made.header.clone());
        let header = header.unwrap_or_default();
        let header_rows = header.len();
        self.page = self.page_of(header, Some(&prose));
        if let Some(anchor) = anchor {
            self.top = self.page.row_of(anchor.line(&prose)).max(header_rows);
        }
        self.link = self
            .link
            .filter(|link| usize::from(*link) < prose.links.len());
        self.prose = Some((width, prose));
    }

    /// The width that the text shown is laid out for.
    pub fn laid_out_for(&self) -> Option<u16> {
        self.prose.as_ref().map(|(width, _)| *width)
    }

    /// Sets whether the frame has room for the article's title.
    pub fn set_title_in_frame(&mut self, has_title: bool) {
        self.has_title_in_frame = has_title;
    }

    /// Whether the end of the text is in the window; not before there is a text, nor where only some of it
    /// is shown.
    pub fn is_at_end(&self) -> bool {
        self.prose.is_some() && self.limit.is_none() && self.is_at_last_row()
    }

    fn is_at_last_row(&self) -> bool {
        self.top + self.height >= self.page.rows().len()
    }

    /// Whether the text has come.
    pub fn has_text(&self) -> bool {
        self.prose.is_some()
    }

    /// A page on; at the end of what is shown while only some of it is, the whole text again.
    pub fn page_down(&mut self) {
        if self.is_at_last_row() && self.end_limit() {
            return;
        }
        let lines = self.height.saturating_sub(KEPT_LINES).max(1);
        self.scroll_by(isize::try_from(lines).unwrap_or(isize::MAX));
    }

    /// Lets go of the chosen link; whether there was one.
    pub fn let_go(&mut self) -> bool {
        self.link.take().is_some()
    }

    /// Shows these words where they stand, or no words.
    pub fn set_search(&mut self, words: Option<String>) {
        self.search = words;
        self.found = None;
    }

    /// Goes to the next line with these words; from the first on where none follows and the search has
    /// just begun.
    pub fn find(&mut self, words: &str, forward: bool, is_first: bool) -> Option<Found> {
        let (_, prose) = self.prose.as_ref()?;
        let lines = prose.lines.iter().enumerate();
        let found: Vec<usize> = lines
            .filter(|(_, line)| contains(&text_of(line), words))
            .map(|(index, _)| index)
            .filter(|index| self.page.shows(*index))
            .collect();
        let here = self.found.or(self.line_at_or_behind(self.top)).unwrap_or(0);
        let index = walk(&found, here, forward, is_first);
        let index = index.or((is_first && !found.is_empty()).then_some(0))?;
        let line = found[index];
        self.found = Some(line);
        let row = self.page.row_of(line);
        if !(self.top..self.top + self.height.max(1)).contains(&row) {
            self.go_to_row(row.saturating_sub(self.height / 3));
        }
        Some(Found {
            number: index + 1,
            total: found.len(),
        })
    }

    /// When the header next reads differently.
    pub fn next_change(&self, article: &Article, now: Timestamp) -> Option<Timestamp> {
        crate::ui::age::next_change(article.date(), now)
    }

    /// The place at the top of the window; none while that is in the header.
    fn anchor(&self) -> Option<Anchor> {
        let (_, prose) = self.prose.as_ref()?;
        let line = self.line_at_or_behind(self.top)?;
        let header = self
            .page
            .rows()
            .iter()
            .take_while(|row| !is_text(row))
            .count();
        (self.top >= header).then(|| Anchor::of(prose, line))
    }

    /// The line of text in this row, or in the next one that has one.
    fn line_at_or_behind(&self, row: usize) -> Option<usize> {
        self.page
            .rows()
            .get(row..)?
            .iter()
            .find_map(|row| match row {
                Row::Line(line) => Some(*line),
                _ => None,
            })
    }

    /// The page for this width, made anew only if something changed.
    fn lay_page(&mut self, width: u16, context: &Context<'_>) {
        let header = header::rows(self, width, context);
        let made_of = MadeOf {
            header: header.clone(),
            hides_quotes: self.hides_quotes,
            limit: self.limit.clone(),
            width: self.laid_out_for(),
        };
        if self.made_of.as_ref() == Some(&made_of) {
            return;
        }
        // Before the first drawing the reader is at the title, whatever the text.
        let anchor = self.made_of.as_ref().and_then(|_| self.anchor());
        let prose = self.prose.as_ref().map(|(_, prose)| prose);
        self.page = self.page_of(header, prose);
        if let (Some(anchor), Some(prose)) = (anchor, prose) {
            self.top = self.page.row_of(anchor.line(prose));
        }
        self.made_of = Some(made_of);
    }

    fn page_of(&self, header: Vec<Row>, prose: Option<&Prose>) -> Page {
        let fits = match (&self.limit, prose) {
            (Some(query), Some(prose)) => Some(limit::fitting(prose, query).0),
            _ => None,
        };
        Page::new(header, prose, self.hides_quotes, fits.as_deref())
    }

    fn last_top(&self) -> usize {
        self.page.rows().len().saturating_sub(self.height)
    }

    fn scroll_by(&mut self, lines: isize) {
        self.top = self.top.saturating_add_signed(lines).min(self.last_top());
    }

    fn go_to_row(&mut self, row: usize) -> Outcome {
        self.top = row.min(self.last_top());
        Outcome::done()
    }

    /// Goes to the next row, or the one before, at which `begins` holds.
    fn step(&mut self, forward: bool, begins: impl Fn(&Self, usize) -> bool) -> Outcome {
        let rows = self.page.rows().len();
        let found = if forward {
            (self.top + 1..rows).find(|row| begins(self, *row))
        } else {
            (0..self.top).rev().find(|row| begins(self, *row))
        };
        match (found, forward) {
            (Some(row), _) => self.go_to_row(row),
            (None, true) => self.go_to_row(rows),
            (None, false) => self.go_to_row(0),
        }
    }

    fn begins_heading(&self, row: usize) -> bool {
        let heading = |row: usize| match self.kind_at(row) {
            Some(LineKind::Heading(level)) => Some(level),
            _ => None,
        };
        let before = row.checked_sub(1).and_then(heading);
        heading(row).is_some() && before.is_none()
    }

    fn begins_paragraph(&self, row: usize) -> bool {
        let is_empty = |row: usize| match self.page.rows().get(row) {
            Some(Row::Line(line)) => self
                .prose
                .as_ref()
                .and_then(|(_, prose)| prose.lines.get(*line))
                .is_none_or(is_blank),
            Some(Row::HiddenQuote { .. }) => false,
            _ => true,
        };
        !is_empty(row) && row.checked_sub(1).is_none_or(is_empty)
    }

    /// The first paragraph that begins in the window, or the one that the window is in, as Markdown; none
    /// where there is no text.
    fn paragraph_in_sight(&self) -> Option<String> {
        let (_, prose) = self.prose.as_ref()?;
        let is_running = |row: &usize| matches!(self.kind_at(*row), Some(LineKind::Text));
        let begins = |row: &usize| is_running(row) && self.begins_paragraph(*row);
        let rows = self.page.rows().len();
        let first = (self.top..rows.min(self.top + self.height.max(1))).find(begins);
        let first = first.or_else(|| (0..=self.top.min(rows)).rev().find(begins));
        match self
            .page
            .rows()
            .get(first.or_else(|| (0..rows).find(begins))?)?
        {
            Row::Line(line) => Some(paragraph(&prose.lines[*line..])),
            _ => None,
        }
    }

    fn kind_at(&self, row: usize) -> Option<LineKind> {
        let (_, prose) = self.prose.as_ref()?;
        match self.page.rows().get(row)? {
            Row::Line(line) => prose.lines.get(*line).map(|line| line.kind),
            _ => None,
        }
    }

    /// Chooses the next link, or the one before; without one, the first in the window.
    fn step_link(&mut self, forward: bool) -> Outcome {
        let Some((_, prose)) = &self.prose else {
            return Outcome::done();
        };
        let mut places = lines_of_links(prose);
        if self.limit.is_some() {
            places.retain(|(_, line)| self.page.shows(*line));
        }
        let first = self.line_at_or_behind(self.top).unwrap_or(usize::MAX);
        let behind = self.line_at_or_behind(self.top + self.height);
        let behind = behind.unwrap_or(usize::MAX);
        let next = match (self.link, forward) {
            (Some(chosen), true) => places.iter().find(|(link, _)| *link > chosen),
            (Some(chosen), false) => places.iter().rev().find(|(link, _)| *link < chosen),
            (None, true) => places.iter().find(|(_, line)| *line >= first),
            (None, false) => places.iter().rev().find(|(_, line)| *line < behind),
        };
        let Some((link, line)) = next.copied() else {
            return Outcome::said(match (places.is_empty(), forward) {
                (true, _) => "There are no links in this article",
                (false, true) => "This is the last link",
                (false, false) => "This is the first link",
            });
        };
        self.link = Some(link);
        let row = self.page.row_of(line);
        if !(self.top..self.top + self.height.max(1)).contains(&row) {
            self.go_to_row(row.saturating_sub(self.height / 3));
        }
        match self.chosen() {
            Some(url) => Outcome::said(url.to_string()),
            None => Outcome::done(),
        }
    }

    /// The chosen link's address.
    fn chosen(&self) -> Option<&Url> {
        let (_, prose) = self.prose.as_ref()?;
        Some(&prose.links.get(usize::from(self.link?))?.url)
    }

    fn open_link(&self) -> Outcome {
        match self.chosen() {
            Some(url) if matches!(url.scheme(), "http" | "https") => Outcome {
                effects: vec![Effect::Open(url.clone())],
                ..Outcome::done()
            },
            Some(url) => Outcome::said(format!(
                "Only web addresses are opened, not {}:",
                url.scheme()
            )),
            None => Outcome::said("No link is chosen: ] chooses the next one"),
        }
    }

    fn hide_quotes(&mut self, hide: bool) -> Outcome {
        self.hides_quotes = hide;
        Outcome::done()
    }

    fn on_article(&self, context: &Context<'_>, act: impl FnOnce(&Article) -> Outcome) -> Outcome {
        match self.article.and_then(|id| context.library.article(id)) {
            Some(article) => act(article),
            None => Outcome::said("No article is open"),
        }
    }

    fn percent(&self) -> String {
        let rows = self.page.rows().len();
        if self.prose.is_none() {
            String::new()
        } else if self.is_at_last_row() {
            "end".to_owned()
        } else {
            let seen = self.top + self.height;
            format!("{}%", seen * 100 / rows.max(1))
        }
    }
}

/// Each link with the first line that shows it, in the order of their numbers.
fn lines_of_links(prose: &Prose) -> Vec<(u16, usize)> {
    let mut places = BTreeMap::new();
    for (index, line) in prose.lines.iter().enumerate() {
        for link in line.spans.iter().filter_map(|span| span.mark.link) {
            places.entry(link).or_insert(index);
        }
    }
    places.into_iter().collect()
}

impl Pane for BodyPane {
    fn handle(&mut self, command: Command, context: &Context<'_>) -> Outcome {
        let height = isize::try_from(self.height).unwrap_or(isize::MAX);
        let scrolled = |pane: &mut Self, lines: isize| {
            pane.scroll_by(lines);
            Outcome::done()
        };
        match command {
            Command::Next => scrolled(self, 1),
            Command::Previous => scrolled(self, -1),
            Command::HalfPageDown => scrolled(self, (height / 2).max(1)),
            Command::HalfPageUp => scrolled(self, -(height / 2).max(1)),
            Command::PageBack => scrolled(self, -(height - 2).max(1)),
            Command::First => self.go_to_row(0),
            Command::Last => self.go_to_row(usize::MAX),
            Command::NextSibling => self.step(true, Self::begins_heading),
            Command::PreviousSibling => self.step(false, Self::begins_heading),
            Command::NextBig => self.step(true, Self::begins_paragraph),
            Command::PreviousBig => self.step(false, Self::begins_paragraph),
            Command::NextOfKind => self.step_link(true),
            Command::PreviousOfKind => self.step_link(false),
            Command::FoldAll => self.hide_quotes(true),
            Command::UnfoldAll => self.hide_quotes(false),
            Command::Quotes => self.hide_quotes(!self.hides_quotes),
            Command::Act => self.open_link(),
            Command::OpenInBrowser if self.link.is_some() => self.open_link(),
            Command::OpenInBrowser => {
                self.on_article(context, |article| with_link(article, Effect::Open))
            }
            Command::CopyLink => match self.chosen() {
                Some(url) => copied(Outcome {
                    effects: vec![Effect::Copy(url.to_string())],
                    ..Outcome::done()
                }),
                None => self.on_article(context, |article| {
                    copied(with_link(article, |url| Effect::Copy(url.into())))
                }),
            },
            Command::CopyQuote => self.on_article(context, |article| {
                quote_article(article, self.paragraph_in_sight(), context)
            }),
            Command::ToggleRead => self.on_article(context, |article| {
                Outcome::deed(mark_read(article, !article.read))
            }),
            Command::Info => self.on_article(context, |article| Outcome {
                effects: vec![Effect::Request(Request::ArticleInfo(article.id))],
                ..Outcome::done()
            }),
            Command::Watch => {
                self.on_article(context, |article| Outcome::deed(toggle_watch(article)))
            }
            Command::KeepLit => self.on_article(context, |article| match toggle_author(article) {
                Some(deed) => Outcome::deed(deed),
                None => Outcome::said(NO_AUTHOR),
            }),
            Command::Mute => {
                self.on_article(context, |article| Outcome::deed(toggle_mute(article)))
            }
            Command::Star => {
                self.on_article(context, |article| Outcome::deed(toggle_star(article)))
            }
            Command::Refresh => self.on_article(context, |article| Outcome {
                effects: vec![Effect::Request(Request::Refresh(Refresh::Article(
                    article.id,
                )))],
                say: Some("Asking for the article's comments".to_owned()),
                ..Outcome::done()
            }),
            Command::Cancel if self.let_go() => Outcome::done(),
            _ => Outcome::ignored(),
        }
    }

    fn draw(&mut self, buffer: &mut Buffer, area: Rect, context: &Context<'_>) -> Option<Position> {
        self.area = area;
        self.height = usize::from(area.height);
        self.lay_page(area.width.saturating_sub(2 * MARGIN), context);
        self.top = self.top.min(self.last_top());
        self.draw_window(buffer, area, context)
    }

    fn title(&self, context: &Context<'_>) -> (String, String) {
        let article = self.article.and_then(|id| context.library.article(id));
        let title = article.filter(|_| self.has_title_in_frame);
        let title = title.map(|article| article.title.to_string());
        let limit = self.limited_to().map(|limit| format!("&{limit}"));
        let left = match (title, limit) {
            (Some(title), None) if !context.focused => title,
            (title, limit) => {
                let parts = [Some("Article".to_owned()), limit, title];
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                parts.join(context.marks.dot)
            }
        };
        (left, self.percent())
    }

    fn click(&mut self, at: Position, double: bool, _context: &Context<'_>) -> Outcome {
        let link = self.link_at(at);
        let is_chosen = link.is_some() && self.link == link;
        self.link = link;
        match (double && is_chosen, self.chosen()) {
            (true, _) => self.open_link(),
            (false, Some(url)) => Outcome::said(url.to_string()),
            (false, None) => Outcome::done(),
        }
    }

    fn links(&self) -> Vec<(Position, Url)> {
        self.links_in_window()
    }

    fn scroll(&mut self, lines: i32, _context: &Context<'_>) {
        self.scroll_by(isize::try_from(lines).unwrap_or(0));
    }
}
