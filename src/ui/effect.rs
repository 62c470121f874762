//! What others shall do after a message: plain data.

use url::Url;

use crate::engine::message::{HandOver, Request};
use crate::model::safe::SafeText;

/// Something to be done by whoever owns the terminal and the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Hand this to the engine.
    Request(Request),
    /// Open this address (http or https) in the browser.
    Open(Url),
    /// Give the terminal to this program until it ends.
    HandOver(HandOver),
    /// Put this text on the clipboard.
    Copy(String),
    /// Name the terminal's window.
    Title(SafeText),
    /// Draw everything anew, for a screen that something else has written on.
    Redraw,
    /// Give the terminal back and stop, as `Ctrl-Z` does in a shell.
    Suspend,
    /// Leave.
    Quit,
}
