//! `f`: letters over the links in sight; typing one's letters opens it in the browser, or copies it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use url::Url;

use super::{Overlay, Reply, Surroundings};
use crate::ui::widgets::put::put;

/// The letters, the easiest to reach first.
const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnm";

/// What typing a link's letters does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opens it in the browser.
    Open,
    /// Copies its address.
    Copy,
}

/// Letters over links.
#[derive(Debug)]
pub struct Hints {
    links: Vec<(Position, Url)>,
    purpose: Purpose,
    typed: String,
}

impl Hints {
    /// Marks these links, which stand at these places of the screen.
    pub fn new(mut links: Vec<(Position, Url)>, purpose: Purpose) -> Self {
        links.truncate(LETTERS.len() * LETTERS.len());
        Self {
            links,
            purpose,
            typed: String::new(),
        }
    }

    /// A link's letters: one, or two where there are more links than letters.
    fn letters(&self, link: usize) -> String {
        let letter = |at: usize| LETTERS.chars().nth(at % LETTERS.len()).unwrap_or('a');
        match self.links.len() > LETTERS.len() {
            true => [letter(link / LETTERS.len()), letter(link)]
                .iter()
                .collect(),
            false => letter(link).to_string(),
        }
    }
}

impl Overlay for Hints {
    fn key(&mut self, key: KeyEvent, _around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Char(letter) if LETTERS.contains(letter) => self.typed.push(letter),
            KeyCode::Backspace if !self.typed.is_empty() => {
                self.typed.pop();
            }
            _ => return Reply::Close,
        }
        let found = (0..self.links.len()).find(|&link| self.letters(link) == self.typed);
        if let Some(link) = found {
            let url = self.links[link].1.clone();
            return match self.purpose {
                Purpose::Open => Reply::Open(url),
                Purpose::Copy => Reply::Copy(url.into()),
            };
        }
        let is_begun =
            (0..self.links.len()).any(|link| self.letters(link).starts_with(&self.typed));
        match is_begun {
            true => Reply::Stay,
            false => Reply::Close,
        }
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn prompt(&self) -> Option<&'static str> {
        Some(match self.purpose {
            Purpose::Open => "Type a link's letters to open it \u{b7} Esc",
            Purpose::Copy => "Type a link's letters to copy it \u{b7} Esc",
        })
    }

    fn marks_places(&self) -> bool {
        true
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        _area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let style = around
            .context
            .styles
            .selected
            .patch(around.context.styles.new);
        for (link, (at, _)) in self.links.iter().enumerate() {
            let letters = self.letters(link);
            if let Some(rest) = letters.strip_prefix(&self.typed) {
                put(buffer, buffer.area, at.x, at.y, rest, style);
            }
        }
        let first = self.links.first().map(|(at, _)| *at);
        (Rect::ZERO, first)
    }
}
