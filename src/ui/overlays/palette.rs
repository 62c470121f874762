//! `:`: any command by some letters of its name or sentence, with its key, so that it is learned by use.

use crossterm::event::{KeyCode, KeyEvent};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::Input;

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, draw_input, frame, pasted, typed};
use crate::ui::command::{COMMANDS, Command, Entry};
use crate::ui::widgets::put::{columns, cut, put, put_right};

/// Columns of the text inside the box.
const WIDTH: u16 = 84;
/// Most lines in sight.
const MAX_LINES: u16 = 14;
/// Columns for the names.
const NAMES: u16 = 18;

/// The palette.
#[derive(Debug, Default)]
pub struct Palette {
    input: Input,
    cursor: Cursor,
}

impl Palette {
    /// The argument of `add`, if that is what is typed.
    fn address(&self) -> Option<&str> {
        let (name, address) = self.input.value().trim_start().split_once(' ')?;
        let address = address.trim();
        (name == Command::Add.name() && !address.is_empty()).then_some(address)
    }

    /// The commands that fit what is typed, the best first.
    fn matches(&self, around: &Surroundings<'_>) -> Vec<(&'static Entry, &'static str)> {
        let typed = match self.address() {
            Some(_) => Command::Add.name(),
            None => self.input.value(),
        };
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut letters = Vec::new();
        let mut found: Vec<_> = COMMANDS
            .iter()
            .filter_map(|entry| {
                let sentence = entry.meaning.within(around.pane)?;
                let all = format!("{} {sentence}", entry.name);
                let score = pattern.score(Utf32Str::new(&all, &mut letters), &mut matcher)?;
                // Who types a whole name means it, however well a sentence fits.
                let score = if entry.name == typed { u32::MAX } else { score };
                Some((score, entry, sentence))
            })
            .collect();
        found.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
        found
            .into_iter()
            .map(|(_, entry, sentence)| (entry, sentence))
            .collect()
    }

    fn run(&self, around: &Surroundings<'_>) -> Reply {
        if let Some(address) = self.address() {
            return Reply::Subscribe(address.to_owned());
        }
        match self.matches(around).get(self.cursor.selected()) {
            Some((entry, _)) => Reply::Run(entry.command),
            None => Reply::Stay,
        }
    }
}

impl Overlay for Palette {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc => return Reply::Close,
            KeyCode::Backspace if self.input.value().is_empty() => return Reply::Close,
            KeyCode::Enter => return self.run(around),
            KeyCode::Down | KeyCode::Tab => self.scroll(1, around),
            KeyCode::Up | KeyCode::BackTab => self.scroll(-1, around),
            _ => {
                if typed(&mut self.input, key) {
                    self.cursor.reset();
                }
            }
        }
        Reply::Stay
    }

    fn paste(&mut self, text: &str, _around: &Surroundings<'_>) {
        pasted(&mut self.input, text);
        self.cursor.reset();
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn scroll(&mut self, lines: i32, around: &Surroundings<'_>) {
        let count = self.matches(around).len();
        self.cursor.step(isize::try_from(lines).unwrap_or(0), count);
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let matches = self.matches(around);
        let titles = ("Commands", "Enter runs · Esc closes");
        let (outer, inner) = frame(buffer, area, (WIDTH, MAX_LINES + 2), titles, context);
        let cursor = draw_input(buffer, inner, 0, ":", &self.input, context);
        let list = Rect {
            y: inner.y + 2.min(inner.height),
            height: inner.height.saturating_sub(2),
            ..inner
        };
        if matches.is_empty() {
            put(buffer, list, 0, 0, "No command fits", context.styles.dim);
        }
        let top = self.cursor.window(list.height.into(), matches.len());
        let lines = matches.iter().enumerate().skip(top);
        for (row, (index, (entry, sentence))) in (0..list.height).zip(lines) {
            let is_selected = index == self.cursor.selected();
            let style = match is_selected {
                true => context.styles.selected,
                false => context.styles.unread,
            };
            let key = around.keymap.label(around.pane, entry.command);
            put_right(buffer, list, 0, row, &key, context.styles.key);
            put(buffer, list, 0, row, entry.name, style);
            let room = list.width.saturating_sub(NAMES + columns(&key) + 2);
            let sentence = match self.address() {
                Some(address) => format!("Subscribe to {address}"),
                None => (*sentence).to_owned(),
            };
            put(
                buffer,
                list,
                NAMES,
                row,
                &cut(&sentence, room),
                context.styles.text,
            );
        }
        (outer, cursor)
    }
}
