//! `P` in the list: what an article is about, without opening it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::{Overlay, Reply, Surroundings, frame};
use crate::engine::message::Summary;
use crate::text::count::if_any;
use crate::text::wrap;
use crate::ui::age;
use crate::ui::command::Command;
use crate::ui::pane::Context;
use crate::ui::widgets::put::put;

/// Columns of the text inside the box.
const WIDTH: u16 = 72;
/// Lines of the article's text.
const MAX_LINES: usize = 10;
/// Words that a reader takes in a minute, as above an article.
const WORDS_A_MINUTE: u32 = 230;

/// The box.
#[derive(Debug)]
pub struct SummaryBox(Summary);

impl SummaryBox {
    /// Shows how an article begins.
    pub fn new(summary: Summary) -> Self {
        Self(summary)
    }

    /// The lines: the title, what is known in a line, then how the text begins.
    fn lines(&self, width: u16, context: &Context<'_>) -> Vec<(String, Style)> {
        let room = usize::from(width).max(1);
        let styles = context.styles;
        let Some(article) = context.library.article(self.0.article) else {
            return vec![("This article is gone.".to_owned(), styles.dim)];
        };
        let wrapped = |text: &str, style: Style| {
            let lines = wrap::wrap(text, room).into_iter();
            lines.map(move |line| (line, style)).collect::<Vec<_>>()
        };
        let mut lines = wrapped(article.title.as_str(), styles.heading);
        lines.extend(wrapped(&self.about(context), styles.dim));
        lines.push((String::new(), styles.text));
        let text = self.beginning(room, context.marks.ellipsis);
        if text.is_empty() {
            lines.push(("The feed sent no text.".to_owned(), styles.dim));
        }
        lines.extend(text.into_iter().map(|line| (line, styles.text)));
        lines
    }

    /// Feed, author, age, reading time, links and comments.
    fn about(&self, context: &Context<'_>) -> String {
        let library = context.library;
        let Some(article) = library.article(self.0.article) else {
            return String::new();
        };
        let feed = library.feed(article.feed);
        let mut about: Vec<String> = feed
            .map(|feed| feed.title.to_string())
            .into_iter()
            .collect();
        about.extend(article.author.as_ref().map(ToString::to_string));
        about.push(age::long(article.date(), context.now));
        if self.0.words > 0 {
            let minutes = self.0.words.div_ceil(WORDS_A_MINUTE).max(1);
            about.push(format!("{minutes} min"));
        }
        about.extend(if_any(self.0.links, "link", "links"));
        let comments = library.row_comments(article);
        about.extend(if_any(comments.shown().unwrap_or(0), "comment", "comments"));
        if comments.new > 0 {
            about.push(format!("{} new", comments.new));
        }
        about.join(context.marks.dot)
    }

    /// The first lines of the text, the last one cut where there is more.
    fn beginning(&self, room: usize, ellipsis: &str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for paragraph in &self.0.paragraphs {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(wrap::wrap(paragraph.as_str(), room));
            if lines.len() > MAX_LINES {
                break;
            }
        }
        let is_cut = lines.len() > MAX_LINES || self.0.goes_on;
        lines.truncate(MAX_LINES);
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        if let Some(last) = lines.last_mut().filter(|_| is_cut) {
            *last = wrap::truncate(&format!("{last} {ellipsis}"), room);
        }
        lines
    }
}

impl Overlay for SummaryBox {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Reply::Close,
            KeyCode::Enter => return Reply::Run(Command::Act),
            _ => {}
        }
        // The keys of the list that go to another article take the box along; all others mean what they
        // mean in the list.
        match around.keymap.command(around.pane, key.into()) {
            Some(Command::Peek) | None => Reply::Close,
            Some(
                command @ (Command::Next
                | Command::Previous
                | Command::NextUnread
                | Command::PreviousUnread
                | Command::NextOfKind
                | Command::PreviousOfKind
                | Command::ToggleRead
                | Command::Star
                | Command::Watch),
            ) => Reply::Walk(command),
            Some(command) => Reply::Run(command),
        }
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let width = WIDTH.min(area.width.saturating_sub(4));
        let lines = self.lines(width, context);
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let titles = ("Summary", "Enter opens · Esc closes");
        let (outer, inner) = frame(buffer, area, (WIDTH, rows), titles, context);
        for (row, (line, style)) in (0..inner.height).zip(lines) {
            put(buffer, inner, 0, row, &line, style);
        }
        let cursor = Position::new(inner.x, inner.y);
        (outer, Some(cursor).filter(|_| !inner.is_empty()))
    }
}
