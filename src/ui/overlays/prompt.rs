//! One line to type: the address of a feed or a site, or words to find.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::Input;

use super::{Overlay, Reply, Surroundings, draw_input, frame, pasted, typed};
use crate::engine::message::{Piped, Request};
use crate::ui::pane::PaneName;
use crate::ui::widgets::put::put;

/// Columns of the text inside the box.
const WIDTH: u16 = 72;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    Address,
    Words,
    Limit(&'static str),
    Command(Piped),
}

/// What each pane can be limited to.
const LIST_LIMITS: &str =
    "Words, @author, feed:name, #new #unread #starred #watched: all must fit.";
const BODY_LIMITS: &str = "Words: only the paragraphs that have all of them.";
const THREAD_LIMITS: &str = "Words, @author, #new #unread #starred #watched: all must fit.";

/// A box with one line to type in.
#[derive(Debug)]
pub struct Prompt {
    question: Question,
    input: Input,
}

impl Prompt {
    /// Asks for the address of a feed or a site; `address` stands there already.
    pub fn address(address: &str) -> Self {
        let mut input = Input::default();
        pasted(&mut input, address);
        Self {
            question: Question::Address,
            input,
        }
    }

    /// Asks what a pane is to be limited to; `limit` stands there already.
    pub fn limit(pane: PaneName, limit: &str) -> Self {
        let mut input = Input::default();
        pasted(&mut input, limit);
        Self {
            question: Question::Limit(match pane {
                PaneName::Articles => LIST_LIMITS,
                PaneName::Body => BODY_LIMITS,
                PaneName::Comments => THREAD_LIMITS,
            }),
            input,
        }
    }

    /// Asks for a command that is given `what` to read; `last` stands there already.
    pub fn command(what: Piped, last: &str) -> Self {
        let mut input = Input::default();
        pasted(&mut input, last);
        Self {
            question: Question::Command(what),
            input,
        }
    }

    /// Asks for words to find.
    pub fn words() -> Self {
        Self {
            question: Question::Words,
            input: Input::default(),
        }
    }
}

impl Overlay for Prompt {
    fn key(&mut self, key: KeyEvent, _around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc => Reply::Close,
            KeyCode::Enter => match (self.input.value().trim(), &self.question) {
                (words, Question::Limit(_)) => Reply::Limit(words.to_owned()),
                ("", _) => Reply::Close,
                (address, Question::Address) => Reply::Subscribe(address.to_owned()),
                (words, Question::Words) => Reply::Find(words.to_owned()),
                (command, Question::Command(what)) => Reply::Ask(Request::Pipe {
                    what: what.clone(),
                    command: command.to_owned(),
                }),
            },
            _ => {
                typed(&mut self.input, key);
                Reply::Stay
            }
        }
    }

    fn paste(&mut self, text: &str, _around: &Surroundings<'_>) {
        pasted(&mut self.input, text);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let (title, before, hint) = match &self.question {
            Question::Address => (
                "Add a feed",
                "address: ",
                "The address of a site is enough: byline looks for its feed.",
            ),
            Question::Command(_) => (
                "Hand to a command",
                "| ",
                "It reads the text; what it prints is shown. ! in front: in the terminal.",
            ),
            Question::Limit(hint) => ("Show only", "&", *hint),
            Question::Words => (
                "Find",
                "/",
                "n and N walk through what is found, Esc ends it.",
            ),
        };
        let titles = (title, "Enter · Esc closes");
        let (outer, inner) = frame(buffer, area, (WIDTH, 3), titles, context);
        let cursor = draw_input(buffer, inner, 0, before, &self.input, context);
        put(buffer, inner, 0, 2, hint, context.styles.dim);
        (outer, cursor)
    }
}
