//! What every pane can do, and what it is lent to do it with.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use url::Url;

use super::command::Command;
use super::effect::Effect;
use super::style::{Marks, Styles};
use crate::config::Config;
use crate::model::change::Deed;
use crate::model::library::Library;

/// Which pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PaneName {
    /// The article list.
    #[default]
    Articles,
    /// The article's body.
    Body,
    /// Its comments.
    Comments,
}

impl PaneName {
    /// All of them, in the order in which `Tab` goes through them.
    pub const ALL: [Self; 3] = [Self::Articles, Self::Body, Self::Comments];

    /// The number in front of its title.
    pub fn number(self) -> usize {
        match self {
            Self::Articles => 1,
            Self::Body => 2,
            Self::Comments => 3,
        }
    }

    /// The pane of this name in the configuration file.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "articles" => Some(Self::Articles),
            "body" => Some(Self::Body),
            "comments" => Some(Self::Comments),
            _ => None,
        }
    }
}

/// What a pane is lent when it acts or draws.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The feeds and articles.
    pub library: &'a Library,
    /// The settings.
    pub config: &'a Config,
    /// Styles of the roles.
    pub styles: &'a Styles,
    /// Glyphs.
    pub marks: &'a Marks,
    /// The time.
    pub now: Timestamp,
    /// The reader's time zone.
    pub zone: &'a TimeZone,
    /// Whether the pane has the focus.
    pub focused: bool,
}

/// What came of a command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Whether the command means something in this pane; if not, the screen tries what it means
    /// everywhere.
    pub handled: bool,
    /// What the reader did by it; the screen applies it to what is shown and hands it to the engine.
    pub deeds: Vec<Deed>,
    /// What others shall do.
    pub effects: Vec<Effect>,
    /// A sentence for the status line.
    pub say: Option<String>,
}

impl Outcome {
    /// Nothing that this pane knows.
    pub fn ignored() -> Self {
        Self::default()
    }

    /// Done, with nothing for others.
    pub fn done() -> Self {
        Self {
            handled: true,
            ..Self::default()
        }
    }

    /// Done, by this deed.
    pub fn deed(deed: Deed) -> Self {
        Self {
            handled: true,
            deeds: vec![deed],
            ..Self::default()
        }
    }

    /// Done, with a sentence.
    pub fn said(sentence: impl Into<String>) -> Self {
        Self {
            handled: true,
            say: Some(sentence.into()),
            ..Self::default()
        }
    }
}

/// A pane.
pub trait Pane {
    /// Carries a command out on what the pane holds.
    fn handle(&mut self, command: Command, context: &Context<'_>) -> Outcome;

    /// Draws the inside of the pane (the frame and title are the screen's). Lays out what is visible,
    /// nothing else. Returns where the terminal's cursor shall stand: on the selected row.
    fn draw(&mut self, buffer: &mut Buffer, area: Rect, context: &Context<'_>) -> Option<Position>;

    /// The title: what stands at its left and at its right.
    fn title(&self, context: &Context<'_>) -> (String, String);

    /// A click at this place of the screen, in the area that was drawn last; `double` for the second of
    /// two.
    fn click(&mut self, at: Position, double: bool, context: &Context<'_>) -> Outcome;

    /// The links in sight, each where it begins on the screen, as drawn last.
    fn links(&self) -> Vec<(Position, Url)> {
        Vec::new()
    }

    /// The wheel: lines down, or up if negative.
    fn scroll(&mut self, lines: i32, context: &Context<'_>);
}
