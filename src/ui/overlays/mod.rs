//! Boxes over the panes. They hold up nothing: what the engine tells is shown behind them.

use std::fmt::Debug;

use crossterm::event::{Event, KeyEvent};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};
use url::Url;

use super::command::Command;
use super::keymap::Keymap;
use super::limit::Query;
use super::pane::{Context, PaneName};
use super::widgets::frame::{Title, draw_box};
use super::widgets::put::{columns, put};
use crate::engine::message::Request;
use crate::model::change::Deed;
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::river::River;
use crate::model::safe::SafeText;

pub mod confirm;
pub mod facts;
pub mod feeds;
pub mod help;
pub mod hints;
pub mod list;
pub mod menu;
pub mod palette;
pub mod prompt;
pub mod river;
pub mod summary;
pub mod views;

/// Longest line that can be typed or pasted, in characters: longer than any address in use.
const MAX_INPUT_CHARS: usize = 4_096;

/// What came of a key in a box.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The box stays.
    Stay,
    /// It goes.
    Close,
    /// It goes, and this command is carried out.
    Run(Command),
    /// It goes, and the reader subscribes to this address.
    Subscribe(String),
    /// It goes, and this is done.
    Do(Deed),
    /// It stays, and this is done.
    DoAndStay(Deed),
    /// It stays, and the engine is asked for this.
    AskAndStay(Request),
    /// It goes, and the engine is asked for this.
    Ask(Request),
    /// It stays for the article that this command leads to.
    Walk(Command),
    /// It goes, and the selected branch is muted until then, or for good.
    MuteBranch(Option<Timestamp>),
    /// It goes, and these words are looked for.
    Find(String),
    /// It goes, and the thread is limited to what fits; by nothing it is whole again.
    Limit(String),
    /// It goes, and the list shows only what fits, or everything.
    View(Option<Query>),
    /// It goes, and this address (http or https) is opened in the browser.
    Open(Url),
    /// It goes, and this text to the clipboard.
    Copy(String),
    /// It goes, and the reader to this article, or to a comment on it.
    GoTo(ArticleId, Option<(DiscussionId, CommentId)>),
}

impl Reply {
    /// Whether the box stays.
    pub fn keeps_box(&self) -> bool {
        matches!(
            self,
            Self::Stay | Self::DoAndStay(_) | Self::AskAndStay(_) | Self::Walk(_)
        )
    }
}

/// What a box is lent when it draws or acts.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// What a pane would be lent.
    pub context: Context<'a>,
    /// The keys.
    pub keymap: &'a Keymap,
    /// The pane that had the focus when the box was opened.
    pub pane: PaneName,
}

/// A box.
pub trait Overlay: Debug {
    /// Takes a key.
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply;

    /// Takes pasted text; boxes without a line to type in do not want it.
    fn paste(&mut self, text: &str, around: &Surroundings<'_>) {
        let _ = (text, around);
    }

    /// Whether keys go into a line of text, the space bar with them.
    fn takes_text(&self) -> bool {
        false
    }

    /// What the status line says while it is open, instead of the keys of a line of text.
    fn prompt(&self) -> Option<&'static str> {
        None
    }

    /// Whether it marks places of the screen, which are others once that has another size.
    fn marks_places(&self) -> bool {
        false
    }

    /// More of the river has come; only its own box wants it.
    fn take_river(&mut self, before: Option<Timestamp>, river: River) {
        let _ = (before, river);
    }

    /// Turns a page; false at its end, where `Space` closes the box.
    fn page(&mut self, around: &Surroundings<'_>) -> bool {
        let _ = around;
        false
    }

    /// Whether a page can be turned.
    fn has_more(&self, around: &Surroundings<'_>) -> bool {
        let _ = around;
        false
    }

    /// Moves by lines, for the wheel.
    fn scroll(&mut self, lines: i32, around: &Surroundings<'_>) {
        let _ = (lines, around);
    }

    /// Draws the box somewhere in `area`; returns its place and where the cursor stands.
    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>);
}

/// Puts a frame in the middle of `area` around `width` by `height`, as far as there is room; returns
/// the frame's place and its inside.
pub fn frame(
    buffer: &mut Buffer,
    area: Rect,
    (width, height): (u16, u16),
    (left, right): (&str, &str),
    context: &Context<'_>,
) -> (Rect, Rect) {
    let width = width.saturating_add(4).min(area.width);
    let height = height.saturating_add(2).min(area.height);
    let outer = Rect::new(
        area.x + (area.width - width) / 2,
        area.y + (area.height - height) / 3,
        width,
        height,
    );
    Clear.render(outer, buffer);
    let title = Title {
        left,
        right,
        style: context.styles.focus,
        double: false,
        glyphs: context.config.screen.glyphs,
    };
    draw_box(buffer, outer, false, &title);
    let inner = Rect::new(
        outer.x + 2.min(outer.width),
        outer.y + 1.min(outer.height),
        outer.width.saturating_sub(4),
        outer.height.saturating_sub(2),
    );
    (outer, inner)
}

/// Hands a key to a line of text; whether the text changed.
fn typed(input: &mut Input, key: KeyEvent) -> bool {
    let before = input.value().chars().count();
    let is_full = before >= MAX_INPUT_CHARS;
    if is_full && matches!(key.code, crossterm::event::KeyCode::Char(_)) && key.modifiers.is_empty()
    {
        return false;
    }
    input
        .handle_event(&Event::Key(key))
        .is_some_and(|change| change.value)
}

/// Puts pasted text into a line of text: one line, made safe.
fn pasted(input: &mut Input, text: &str) {
    let room = MAX_INPUT_CHARS.saturating_sub(input.value().chars().count());
    let line: String = text.chars().take(MAX_INPUT_CHARS).collect();
    for letter in SafeText::new(&line).as_str().chars().take(room) {
        input.handle(InputRequest::InsertChar(letter));
    }
}

/// Draws a line of text with what stands in front of it; returns where the cursor stands.
fn draw_input(
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    before: &str,
    input: &Input,
    context: &Context<'_>,
) -> Option<Position> {
    let start = put(buffer, area, 0, row, before, context.styles.key);
    let room = usize::from(area.width.saturating_sub(start + 1)).max(1);
    let hidden = input.visual_scroll(room);
    let mut skipped = 0;
    let shown: String = input
        .value()
        .chars()
        .skip_while(|letter| {
            let is_hidden = skipped < hidden;
            skipped += usize::from(columns(letter.encode_utf8(&mut [0; 4])));
            is_hidden
        })
        .collect();
    put(buffer, area, start, row, &shown, context.styles.text);
    let cursor = input.visual_cursor().saturating_sub(hidden);
    let column = start.saturating_add(u16::try_from(cursor).unwrap_or(u16::MAX));
    (column < area.width && row < area.height).then(|| Position::new(area.x + column, area.y + row))
}
