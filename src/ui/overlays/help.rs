//! `?`: the keys of one pane, grouped; typing filters, Enter carries the line out.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::Input;

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, draw_input, frame, pasted, typed};
use crate::ui::command::{COMMANDS, Command, Group};
use crate::ui::pane::PaneName;
use crate::ui::widgets::put::put;

/// Columns of the text inside the box.
const WIDTH: u16 = 72;
/// Columns for the keys.
const KEYS: u16 = 18;

/// The box of keys.
#[derive(Debug, Default)]
pub struct Help {
    filter: Input,
    cursor: Cursor,
}

/// A line of the box.
enum Line {
    Heading(Group),
    Key {
        command: Command,
        keys: String,
        sentence: &'static str,
    },
}

impl Help {
    fn lines(&self, around: &Surroundings<'_>) -> Vec<Line> {
        let filter = self.filter.value().to_lowercase();
        let mut lines = Vec::new();
        for group in Group::ALL {
            let entries = COMMANDS.iter().filter(|entry| entry.group == group);
            let mut keys = entries
                .filter_map(|entry| {
                    let sentence = entry.meaning.within(around.pane)?;
                    let names: Vec<String> = around
                        .keymap
                        .keys(around.pane, entry.command)
                        .iter()
                        .map(ToString::to_string)
                        .collect();
                    let keys = names.join(" ");
                    let all = format!("{keys} {} {}", entry.name, sentence.to_lowercase());
                    let fits = filter.split_whitespace().all(|word| all.contains(word));
                    (fits && !names.is_empty()).then_some(Line::Key {
                        command: entry.command,
                        keys,
                        sentence,
                    })
                })
                .peekable();
            if keys.peek().is_some() {
                lines.push(Line::Heading(group));
                lines.extend(keys);
            }
        }
        lines
    }

    /// The selection never rests on a heading.
    fn settle(&mut self, lines: &[Line], forward: bool) {
        if let Some(Line::Heading(_)) = lines.get(self.cursor.selected()) {
            let is_first = self.cursor.selected() == 0;
            self.cursor
                .step(if forward || is_first { 1 } else { -1 }, lines.len());
        }
    }

    fn step(&mut self, by: isize, around: &Surroundings<'_>) -> Reply {
        let lines = self.lines(around);
        self.settle(&lines, true);
        self.cursor.step(by, lines.len());
        self.settle(&lines, by > 0);
        Reply::Stay
    }
}

impl Overlay for Help {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc => Reply::Close,
            KeyCode::Char('?') if self.filter.value().is_empty() => Reply::Close,
            KeyCode::Down => self.step(1, around),
            KeyCode::Up => self.step(-1, around),
            KeyCode::Enter => {
                let lines = self.lines(around);
                self.settle(&lines, true);
                match lines.get(self.cursor.selected()) {
                    Some(Line::Key { command, .. }) => Reply::Run(*command),
                    _ => Reply::Stay,
                }
            }
            _ => {
                if typed(&mut self.filter, key) {
                    self.cursor.reset();
                }
                Reply::Stay
            }
        }
    }

    fn paste(&mut self, text: &str, _around: &Surroundings<'_>) {
        pasted(&mut self.filter, text);
        self.cursor.reset();
    }

    fn page(&mut self, around: &Surroundings<'_>) -> bool {
        let count = self.lines(around).len();
        self.cursor.page(count)
    }

    fn has_more(&self, around: &Surroundings<'_>) -> bool {
        self.cursor.has_more(self.lines(around).len())
    }

    fn scroll(&mut self, lines: i32, around: &Surroundings<'_>) {
        self.step(isize::try_from(lines).unwrap_or(0), around);
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let lines = self.lines(around);
        self.settle(&lines, true);
        let pane = match around.pane {
            PaneName::Articles => "Keys of the article list",
            PaneName::Body => "Keys of the article",
            PaneName::Comments => "Keys of the comments",
        };
        let wanted = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let titles = (pane, "Enter runs a line");
        let (outer, inner) = frame(buffer, area, (WIDTH, wanted), titles, context);
        let cursor = draw_input(buffer, inner, 0, "type to filter: ", &self.filter, context);
        let list = Rect {
            y: inner.y + 2.min(inner.height),
            height: inner.height.saturating_sub(2),
            ..inner
        };
        let top = self.cursor.window(list.height.into(), lines.len());
        for (row, (index, line)) in (0..list.height).zip(lines.iter().enumerate().skip(top)) {
            match line {
                Line::Heading(group) => {
                    put(buffer, list, 0, row, group.title(), context.styles.heading);
                }
                Line::Key { keys, sentence, .. } => {
                    let style = match index == self.cursor.selected() {
                        true => context.styles.selected,
                        false => context.styles.text,
                    };
                    put(buffer, list, 2, row, keys, context.styles.key);
                    put(buffer, list, KEYS, row, sentence, style);
                }
            }
        }
        (outer, cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::wrap;

    #[test]
    fn every_sentence_has_room_in_the_box() {
        for entry in COMMANDS {
            for pane in PaneName::ALL {
                let sentence = entry.meaning.within(pane).unwrap_or_default();
                let room = usize::from(WIDTH - KEYS);
                assert!(wrap::width(sentence) <= room, "{sentence}");
            }
        }
    }
}
