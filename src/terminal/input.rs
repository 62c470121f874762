//! What comes from the terminal: keys, pastes, the mouse, its size, its answers.
//!
//! On Unix a thread waits for bytes and wakes for nothing else. It asks the system each time whether
//! something is there to be read (level-triggered), so that no byte can be overlooked whatever else
//! happens at that moment.

#[cfg(unix)]
mod parse;
#[cfg(unix)]
mod unix;

#[cfg(unix)]
pub use unix::Input;

#[cfg(not(unix))]
pub use console::Input;

use crate::ui::message::Message;

/// What has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrived {
    /// Something for the screen.
    Message(Message),
    /// The terminal's answer that it knows grapheme clusters; one that does not gives none.
    Clusters(ClusterMode),
}

/// Whether a terminal that knows grapheme clusters draws them as such (mode 2027).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterMode {
    /// It does.
    On,
    /// It would if it were told to.
    Off,
}

#[cfg(not(unix))]
mod console {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use crossterm::event::{Event, EventStream};
    use futures_util::{Stream, StreamExt as _};

    use super::{Arrived, Message};

    /// What comes from the console.
    #[derive(Debug)]
    pub struct Input(EventStream);

    impl Input {
        /// Begins to read.
        ///
        /// # Errors
        ///
        /// Never fails here.
        pub fn open() -> io::Result<Self> {
            Ok(Self(EventStream::new()))
        }
    }

    impl Stream for Input {
        type Item = io::Result<Arrived>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            loop {
                let message = match self.0.poll_next_unpin(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(None) => return Poll::Ready(None),
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(Some(Ok(event))) => match event {
                        Event::Key(key) => Message::Key(key),
                        Event::Mouse(mouse) => Message::Mouse(mouse),
                        Event::Paste(text) => Message::Paste(text),
                        Event::Resize(columns, rows) => Message::Resize(columns, rows),
                        Event::FocusGained | Event::FocusLost => continue,
                    },
                };
                return Poll::Ready(Some(Ok(Arrived::Message(message))));
            }
        }
    }
}
