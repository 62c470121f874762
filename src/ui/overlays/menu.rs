//! A few things to choose from, each by its number.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, frame};
use crate::model::safe::SafeText;
use crate::ui::widgets::put::{cut, put};

/// Columns of the text inside the box.
const WIDTH: u16 = 60;
/// The same where each line also says more than its words.
const WIDTH_WITH_DETAILS: u16 = 80;

/// One thing to choose.
#[derive(Debug)]
pub struct Line {
    /// What it is called.
    pub words: SafeText,
    /// What is said of it behind that; may be empty.
    pub detail: SafeText,
    /// What comes of choosing it.
    pub reply: Reply,
}

/// A box of choices.
#[derive(Debug)]
pub struct Menu {
    title: SafeText,
    /// What Enter does here: "Enter subscribes".
    hint: &'static str,
    lines: Vec<Line>,
    cursor: Cursor,
}

impl Menu {
    /// Asks `title`; `hint` says what Enter does.
    pub fn new(title: &str, hint: &'static str, lines: Vec<Line>) -> Self {
        Self {
            title: SafeText::new(title),
            hint,
            lines,
            cursor: Cursor::default(),
        }
    }

    fn take(&self, index: usize) -> Reply {
        let line = self.lines.get(index);
        line.map_or(Reply::Stay, |line| line.reply.clone())
    }

    fn width(&self) -> u16 {
        match self.lines.iter().all(|line| line.detail.is_empty()) {
            true => WIDTH,
            false => WIDTH_WITH_DETAILS,
        }
    }
}

impl Overlay for Menu {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Reply::Close,
            KeyCode::Enter => return self.take(self.cursor.selected()),
            KeyCode::Char(digit @ '1'..='9') => {
                return self.take(digit as usize - '1' as usize);
            }
            KeyCode::Down | KeyCode::Char('j') => self.scroll(1, around),
            KeyCode::Up | KeyCode::Char('k') => self.scroll(-1, around),
            _ => {}
        }
        Reply::Stay
    }

    fn page(&mut self, _around: &Surroundings<'_>) -> bool {
        self.cursor.page(self.lines.len())
    }

    fn has_more(&self, _around: &Surroundings<'_>) -> bool {
        self.cursor.has_more(self.lines.len())
    }

    fn scroll(&mut self, lines: i32, _around: &Surroundings<'_>) {
        let lines = isize::try_from(lines).unwrap_or(0);
        self.cursor.step(lines, self.lines.len());
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let hints = format!("{} · Esc closes", self.hint);
        let rows = u16::try_from(self.lines.len()).unwrap_or(u16::MAX);
        let titles = (self.title.as_str(), hints.as_str());
        let (outer, inner) = frame(buffer, area, (self.width(), rows), titles, context);
        let top = self.cursor.window(inner.height.into(), self.lines.len());
        let mut cursor = None;
        let digits = self.lines.len().to_string().len().max(2);
        let words_at = u16::try_from(digits + 1).unwrap_or(u16::MAX);
        let lines = self.lines.iter().enumerate().skip(top);
        for (row, (index, line)) in (0..inner.height).zip(lines) {
            let is_selected = index == self.cursor.selected();
            let style = match is_selected {
                true => context.styles.selected,
                false => context.styles.text,
            };
            let number = format!("{:>digits$}", index + 1);
            put(buffer, inner, 0, row, &number, context.styles.key);
            let room = match line.detail.is_empty() {
                true => inner.width.saturating_sub(words_at),
                false => inner.width / 2,
            };
            let words = cut(line.words.as_str(), room);
            let behind = put(buffer, inner, words_at, row, &words, style);
            let (detail, dim) = (line.detail.as_str(), context.styles.dim);
            put(buffer, inner, behind + 2, row, detail, dim);
            if is_selected {
                cursor = Some(Position::new(inner.x, inner.y + row));
            }
        }
        (outer, cursor)
    }
}
