//! What happens to the screen: plain data.

use crossterm::event::{KeyEvent, MouseEvent};

use crate::engine::message::Report;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(MouseEvent),
    /// The terminal has this size now: columns, rows.
    Resize(u16, u16),
    /// The engine tells something.
    Report(Report),
    /// A moment that the screen asked for has come (see `App::deadline`).
    Deadline,
}

impl Message {
    /// Whether it is one of those that come for each feed of a poll, or a deadline: nobody waits for the
    /// picture that it changes.
    pub fn is_of_background(&self) -> bool {
        match self {
            Self::Report(report) => matches!(
                report,
                Report::Articles(_) | Report::Feeds(_) | Report::Progress { .. }
            ),
            Self::Deadline => true,
            Self::Key(_) | Self::Paste(_) | Self::Mouse(_) | Self::Resize(..) => false,
        }
    }
}
