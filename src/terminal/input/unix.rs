//! The thread that reads the terminal, and the stream of what it finds.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal as _, Read as _};
use std::os::fd::{AsFd as _, AsRawFd};
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossterm::terminal::window_size;
use filedescriptor::{POLLIN, poll, pollfd};
use futures_util::Stream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use super::parse::Parser;
use super::{Arrived, Message};

/// What may wait for the loop; with more, reading waits, and the terminal keeps the rest.
const MAX_WAITING: usize = 1024;
/// Bytes read at once: what the line discipline of Linux holds.
const READ_BYTES: usize = 4096;
/// How long an Esc at the end of what was read may be the beginning of a longer sequence.
const ESCAPE_DELAY: Duration = Duration::from_millis(10);

/// What comes from the terminal. While it lives, its thread takes every byte: drop it before another
/// program is given the terminal.
#[derive(Debug)]
pub struct Input {
    arrived: mpsc::Receiver<io::Result<Arrived>>,
    resized: Signal,
    /// Closing it ends the thread.
    stop: Option<UnixStream>,
    thread: Option<JoinHandle<()>>,
}

impl Input {
    /// Begins to read: the standard input if that is a terminal, else the terminal of the process.
    ///
    /// # Errors
    ///
    /// Fails if there is no terminal, or if the system gives no thread or handler.
    pub fn open() -> io::Result<Self> {
        let (stop, stopped) = UnixStream::pair()?;
        let (send, arrived) = mpsc::channel(MAX_WAITING);
        let mut reader = Reader {
            terminal: terminal()?,
            stopped,
            parser: Parser::default(),
            send,
        };
        let resized = signal(SignalKind::window_change())?;
        let thread = thread::Builder::new()
            .name("terminal input".to_owned())
            .spawn(move || reader.run())?;
        Ok(Self {
            arrived,
            resized,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.arrived.close();
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Stream for Input {
    type Item = io::Result<Arrived>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Poll::Ready(Some(())) = self.resized.poll_recv(context) {
            // A terminal that cannot tell its size is gone, which the other side will say.
            if let Ok(size) = window_size() {
                let message = Message::Resize(size.columns, size.rows);
                return Poll::Ready(Some(Ok(Arrived::Message(message))));
            }
        }
        self.arrived.poll_recv(context)
    }
}

/// The terminal's input, a handle of its own.
fn terminal() -> io::Result<File> {
    let input = io::stdin();
    if input.is_terminal() {
        return Ok(input.as_fd().try_clone_to_owned()?.into());
    }
    OpenOptions::new().read(true).write(true).open("/dev/tty")
}

struct Reader {
    terminal: File,
    stopped: UnixStream,
    parser: Parser,
    send: mpsc::Sender<io::Result<Arrived>>,
}

impl Reader {
    fn run(&mut self) {
        if let Err(error) = self.read() {
            let _ = self.send.blocking_send(Err(error));
        }
    }

    /// Reads until this is stopped, or the terminal fails or is closed.
    fn read(&mut self) -> io::Result<()> {
        let mut bytes = [0; READ_BYTES];
        loop {
            let patience = self.parser.is_undecided().then_some(ESCAPE_DELAY);
            match self.wait(patience)? {
                Woken::Stopped => return Ok(()),
                Woken::Nothing => self.parser.decide(),
                Woken::Readable => match self.terminal.read(&mut bytes) {
                    Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                    Ok(count) => self.parser.push(&bytes[..count]),
                    Err(error) if is_passing(&error) => {}
                    Err(error) => return Err(error),
                },
            }
            for arrived in self.parser.by_ref() {
                if self.send.blocking_send(Ok(arrived)).is_err() {
                    return Ok(());
                }
            }
        }
    }

    /// Waits until there is something to read, or for so long.
    fn wait(&self, patience: Option<Duration>) -> io::Result<Woken> {
        loop {
            let mut sources = [for_reading(&self.terminal), for_reading(&self.stopped)];
            match poll(&mut sources, patience) {
                Ok(0) => return Ok(Woken::Nothing),
                Ok(_) if sources[1].revents != 0 => return Ok(Woken::Stopped),
                Ok(_) => return Ok(Woken::Readable),
                Err(filedescriptor::Error::Poll(error)) if is_passing(&error) => {}
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }
}

enum Woken {
    Readable,
    Stopped,
    /// The time is over.
    Nothing,
}

fn for_reading(source: &impl AsRawFd) -> pollfd {
    pollfd {
        fd: source.as_raw_fd(),
        events: POLLIN,
        revents: 0,
    }
}

/// Whether reading may go on after an error.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock
    )
}
