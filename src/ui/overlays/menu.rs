//! A few things to choose from, each by its number.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, frame};
use crate::ui::widgets::put::{cut, put};

/// Columns of the text inside the box.
const WIDTH: u16 = 60;

/// A box of choices.
#[derive(Debug)]
pub struct Menu {
    title: String,
    choices: Vec<(String, Reply)>,
    cursor: Cursor,
}

impl Menu {
    /// Asks `title`; each choice is a line with what comes of it.
    pub fn new(title: &str, choices: Vec<(String, Reply)>) -> Self {
        Self {
            title: title.to_owned(),
            choices,
            cursor: Cursor::default(),
        }
    }

    fn take(&self, index: usize) -> Reply {
        let choice = self.choices.get(index);
        choice.map_or(Reply::Stay, |(_, reply)| reply.clone())
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

    fn scroll(&mut self, lines: i32, _around: &Surroundings<'_>) {
        let lines = isize::try_from(lines).unwrap_or(0);
        self.cursor.step(lines, self.choices.len());
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let titles = (self.title.as_str(), "Enter · Esc closes");
        let rows = u16::try_from(self.choices.len()).unwrap_or(u16::MAX);
        let (outer, inner) = frame(buffer, area, (WIDTH, rows), titles, context);
        let top = self.cursor.window(inner.height.into(), self.choices.len());
        let mut cursor = None;
        let lines = self.choices.iter().enumerate().skip(top);
        for (row, (index, (words, _))) in (0..inner.height).zip(lines) {
            let is_selected = index == self.cursor.selected();
            let style = match is_selected {
                true => context.styles.selected,
                false => context.styles.text,
            };
            let number = format!("{:>2}", index + 1);
            put(buffer, inner, 0, row, &number, context.styles.key);
            let words = cut(words, inner.width.saturating_sub(3));
            put(buffer, inner, 3, row, &words, style);
            if is_selected {
                cursor = Some(Position::new(inner.x, inner.y + row));
            }
        }
        (outer, cursor)
    }
}
