//! The only question: before many articles are marked at once.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, Reply, Surroundings, frame};
use crate::model::change::Deed;
use crate::text::wrap;
use crate::ui::widgets::put::put;

/// Columns of the text inside the box.
const WIDTH: u16 = 56;

/// A question, and the deed that a yes does.
#[derive(Debug)]
pub struct Confirm {
    question: String,
    deed: Deed,
}

impl Confirm {
    /// Asks `question` before `deed`.
    pub fn new(question: String, deed: Deed) -> Self {
        Self { question, deed }
    }
}

impl Overlay for Confirm {
    fn key(&mut self, key: KeyEvent, _around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Char('y' | 'Y') | KeyCode::Enter => Reply::Do(self.deed.clone()),
            KeyCode::Char('n' | 'N' | 'q') | KeyCode::Esc => Reply::Close,
            _ => Reply::Stay,
        }
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let room = WIDTH.min(area.width.saturating_sub(4)).max(1);
        let lines = wrap::wrap(&self.question, room.into());
        let rows = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let (outer, inner) = frame(buffer, area, (WIDTH, rows), ("Sure?", ""), context);
        for (row, line) in (0..inner.height).zip(&lines) {
            put(buffer, inner, 0, row, line, context.styles.text);
        }
        let row = inner.height.saturating_sub(1);
        let mut column = 0;
        for (key, word) in [("y", "yes"), ("n", "no"), ("u", "takes it back afterwards")] {
            column = put(buffer, inner, column, row, key, context.styles.key);
            column = put(buffer, inner, column + 1, row, word, context.styles.dim) + 3;
        }
        (
            outer,
            Some(Position::new(inner.x, inner.y)).filter(|_| !inner.is_empty()),
        )
    }
}
