//! `i`: what is known of an article or a comment.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, frame};
use crate::model::info::{EditKind, Info, Value};
use crate::text::wrap;
use crate::ui::pane::Context;
use crate::ui::widgets::put::put;

/// Columns of the text inside the box.
const WIDTH: u16 = 76;
/// Columns of the facts' names.
const NAMES: u16 = 12;

/// The box of facts.
#[derive(Debug)]
pub struct Facts {
    info: Info,
    cursor: Cursor,
}

impl Facts {
    /// Shows what is known.
    pub fn new(info: Info) -> Self {
        Self {
            info,
            cursor: Cursor::default(),
        }
    }

    /// Columns of the facts' names; none where no fact has one.
    fn names(&self) -> u16 {
        match self.info.facts.iter().all(|fact| fact.name.is_empty()) {
            true => 0,
            false => NAMES,
        }
    }

    /// The lines: a fact's name in front of its first one, then pieces with their styles.
    fn lines(
        &self,
        width: u16,
        context: &Context<'_>,
    ) -> Vec<(&'static str, Vec<(String, Style)>)> {
        let room = usize::from(width.saturating_sub(self.names())).max(1);
        let mut lines = Vec::new();
        for fact in &self.info.facts {
            if let Value::Verbatim(line) = &fact.value {
                let style = context.styles.text;
                let parts: Vec<String> = match wrap::width(line.as_str()) <= room {
                    true => vec![line.to_string()],
                    false => wrap::wrap(line.as_str(), room)
                        .iter()
                        .map(ToString::to_string)
                        .collect(),
                };
                lines.extend(
                    parts
                        .into_iter()
                        .map(|part| (fact.name, vec![(part, style)])),
                );
                continue;
            }
            let pieces = match &fact.value {
                Value::Words(words) | Value::Verbatim(words) => {
                    vec![(words.to_string(), context.styles.text)]
                }
                Value::Time(time) => {
                    let time = time.to_zoned(context.zone.clone());
                    let time = time.strftime("%a %-d %b %Y %H:%M:%S %Z").to_string();
                    vec![(time, context.styles.text)]
                }
                Value::Edits(edits) => edits
                    .iter()
                    .map(|edit| match edit.kind {
                        EditKind::Kept => (edit.words.to_string(), context.styles.dim),
                        EditKind::Removed => (format!("[-{}-]", edit.words), context.styles.error),
                        EditKind::Added => (format!("[+{}+]", edit.words), context.styles.new),
                    })
                    .collect(),
            };
            let mut name = fact.name;
            for line in wrapped(&pieces, room) {
                lines.push((std::mem::take(&mut name), line));
            }
        }
        lines
    }
}

/// Pieces one behind the other, in lines of at most so many columns.
fn wrapped(pieces: &[(String, Style)], room: usize) -> Vec<Vec<(String, Style)>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    for (text, style) in pieces {
        for word in text.split_whitespace() {
            for part in wrap::wrap(word, room) {
                let width = wrap::width(&part);
                if used > 0 && used + 1 + width > room {
                    lines.push(Vec::new());
                    used = 0;
                }
                let part = match used {
                    0 => part.to_string(),
                    _ => format!(" {part}"),
                };
                used += wrap::width(&part);
                if let Some(line) = lines.last_mut() {
                    line.push((part, *style));
                }
            }
        }
    }
    lines
}

impl Overlay for Facts {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | 'i') => return Reply::Close,
            KeyCode::Down | KeyCode::Char('j') => self.scroll(1, around),
            KeyCode::Up | KeyCode::Char('k') => self.scroll(-1, around),
            _ => {}
        }
        Reply::Stay
    }

    fn page(&mut self, around: &Surroundings<'_>) -> bool {
        self.cursor.page(self.lines(WIDTH, &around.context).len())
    }

    fn has_more(&self, around: &Surroundings<'_>) -> bool {
        self.cursor
            .has_more(self.lines(WIDTH, &around.context).len())
    }

    fn scroll(&mut self, lines: i32, around: &Surroundings<'_>) {
        let count = self.lines(WIDTH, &around.context).len();
        self.cursor
            .scroll(isize::try_from(lines).unwrap_or(0), count);
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
        let titles = (self.info.title.as_str(), "Esc closes");
        let (outer, inner) = frame(buffer, area, (WIDTH, rows), titles, context);
        let top = self.cursor.view(inner.height.into(), lines.len());
        for (row, (name, pieces)) in (0..inner.height).zip(lines.into_iter().skip(top)) {
            put(buffer, inner, 0, row, name, context.styles.dim);
            let mut column = self.names();
            for (piece, style) in pieces {
                column = put(buffer, inner, column, row, &piece, style);
            }
        }
        let cursor = Position::new(inner.x, inner.y);
        (outer, Some(cursor).filter(|_| !inner.is_empty()))
    }
}
