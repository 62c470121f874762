//! The one loop: it waits for a signal, a key, a report or a deadline, and draws once if something changed.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use super::browser::{self, OpenError, Way};
use super::child::{self, ProgramFailed};
use super::clipboard::CopyError;
use super::input::{Arrived, ClusterMode, Input};
use crate::engine::message::{HandOver, Report, Request, Said};
use crate::model::safe::SafeText;
use crate::ui::App;
use crate::ui::effect::Effect;
use crate::ui::message::Message;

/// How long after a terminal failed its signal may still come.
const SIGNAL_DELAY: Duration = Duration::from_secs(1);
/// Messages taken of one kind before the other kinds have their turn.
const MAX_DRAINED: usize = 64;
/// The usual time between two frames while the reader does something. Two may follow each other at once: a
/// key's own, and that of what it asked for.
const FRAME: Duration = Duration::from_millis(8);
/// The shortest time between two frames that show how a poll goes; one of a thousand feeds tells something
/// all the time.
const FRAME_OF_POLL: Duration = Duration::from_millis(32);
/// Sentences about browsers that wait for the loop.
const MAX_WAITING: usize = 16;

/// What the loop draws on.
pub trait Screen {
    /// Draws a frame.
    ///
    /// # Errors
    ///
    /// Fails if the terminal cannot be written to.
    fn draw(&mut self, app: &mut App) -> io::Result<()>;
    /// Forgets what is on the screen, so that the next frame is drawn whole.
    ///
    /// # Errors
    ///
    /// See [`Screen::draw`].
    fn clear(&mut self) -> io::Result<()>;
    /// Names the window.
    ///
    /// # Errors
    ///
    /// See [`Screen::draw`].
    fn set_title(&mut self, title: &SafeText) -> io::Result<()>;
    /// The terminal has told that it knows grapheme clusters: it is to draw them.
    ///
    /// # Errors
    ///
    /// See [`Screen::draw`].
    fn set_cluster_mode(&mut self, mode: ClusterMode) -> io::Result<()>;
    /// Puts text on the clipboard.
    ///
    /// # Errors
    ///
    /// Fails if the text is too long or the terminal cannot be written to.
    fn copy(&mut self, text: &str) -> Result<(), CopyError>;
    /// Gives the terminal back, stops the process, and takes the terminal again when it goes on.
    ///
    /// # Errors
    ///
    /// See [`Screen::draw`].
    fn suspend(&mut self) -> io::Result<()>;
    /// Gives the terminal back, for another program; [`Screen::resume`] takes it again.
    fn release(&mut self);
    /// Takes the terminal again after it was released, or after the process was stopped from outside.
    ///
    /// # Errors
    ///
    /// See [`Screen::draw`].
    fn resume(&mut self) -> io::Result<()>;
}

/// A signal that concerns the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The program is to end: the number, for the exit code.
    End(i32),
    /// The keyboard ends whoever has it: the number, for the exit code.
    Keyboard(i32),
    /// It goes on after it was stopped.
    Continue,
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The reader left.
    Left,
    /// A signal of this number came.
    Signal(i32),
    /// The terminal is gone.
    HungUp,
}

/// The signals that concern the screen.
///
/// # Errors
///
/// Fails if the system takes no handlers.
#[cfg(unix)]
pub fn signals() -> io::Result<Pin<Box<dyn Stream<Item = Signal> + Send>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let source = |kind: SignalKind, meaning: Signal| -> io::Result<_> {
        let mut source = signal(kind)?;
        let signals = futures_util::stream::poll_fn(move |context| source.poll_recv(context));
        Ok(signals.map(move |()| meaning).boxed())
    };
    let end = |kind: SignalKind| source(kind, Signal::End(kind.as_raw_value()));
    let keyboard = |kind: SignalKind| source(kind, Signal::Keyboard(kind.as_raw_value()));
    let all = futures_util::stream::select_all([
        end(SignalKind::terminate())?,
        end(SignalKind::hangup())?,
        keyboard(SignalKind::interrupt())?,
        keyboard(SignalKind::quit())?,
        source(
            SignalKind::from_raw(signal_hook::consts::SIGCONT),
            Signal::Continue,
        )?,
    ]);
    Ok(Box::pin(all))
}

/// The signals that concern the screen: none here, the keyboard brings them as keys.
///
/// # Errors
///
/// Never fails here.
#[cfg(not(unix))]
pub fn signals() -> io::Result<Pin<Box<dyn Stream<Item = Signal> + Send>>> {
    Ok(Box::pin(futures_util::stream::pending()))
}

/// Where the loop's messages come from and where requests go.
pub struct Outside<S, E, R> {
    /// Signals.
    pub signals: S,
    /// Keys, the mouse, sizes.
    pub events: E,
    /// Makes [`Self::events`] anew, after another program had the terminal.
    pub reopen: Box<dyn FnMut() -> io::Result<E>>,
    /// What the engine tells.
    pub reports: mpsc::Receiver<Report>,
    /// Hands a request to the engine; never waits.
    pub request: R,
}

impl<R: FnMut(Request)> Outside<Pin<Box<dyn Stream<Item = Signal> + Send>>, Input, R> {
    /// The real ones.
    ///
    /// # Errors
    ///
    /// Fails if the system takes no signal handlers, or if there is no terminal to read from.
    pub fn real(reports: mpsc::Receiver<Report>, request: R) -> io::Result<Self> {
        Ok(Self {
            signals: signals()?,
            events: Input::open()?,
            reopen: Box::new(Input::open),
            reports,
            request,
        })
    }
}

/// Runs the screen until the reader leaves, a signal ends it, or the terminal is gone.
///
/// `effects` is what [`App::new`] returned. The screen is given back when `screen` is dropped.
///
/// # Errors
///
/// Fails if the terminal cannot be written to.
pub async fn run<S, E, R>(
    app: &mut App,
    effects: Vec<Effect>,
    screen: &mut impl Screen,
    outside: Outside<S, E, R>,
) -> io::Result<Ended>
where
    S: Stream<Item = Signal> + Unpin,
    E: Stream<Item = io::Result<Arrived>> + Unpin,
    R: FnMut(Request),
{
    let (say, said) = mpsc::channel(MAX_WAITING);
    let mut running = Loop {
        app,
        screen,
        signals: outside.signals,
        events: Some(outside.events),
        reopen: outside.reopen,
        reports: outside.reports,
        request: outside.request,
        child: None,
        say,
        said,
        frames: Frames {
            is_dirty: true,
            ..Frames::default()
        },
    };
    match running.go(effects).await {
        Ok(ended) => Ok(ended),
        // Whatever could not be written: if the terminal is gone, its signal says so.
        Err(error) => match running.gone().await {
            Ended::HungUp => Err(error),
            ended => Ok(ended),
        },
    }
}

/// What woke the loop.
enum Woken {
    Signal(Signal),
    Event(Option<io::Result<Arrived>>),
    Report(Report),
    /// The program that had the terminal has ended.
    ChildEnded(Result<String, ProgramFailed>),
    Deadline,
}

/// What is said when a program that has the terminal has ended.
type Ending = oneshot::Receiver<Result<String, ProgramFailed>>;

struct Loop<'a, C, S, E, R> {
    app: &'a mut App,
    screen: &'a mut C,
    signals: S,
    /// Nothing while another program has the terminal: every key is that one's.
    events: Option<E>,
    reopen: Box<dyn FnMut() -> io::Result<E>>,
    reports: mpsc::Receiver<Report>,
    request: R,
    /// The end of the program that has the terminal.
    child: Option<Ending>,
    /// For threads that open addresses: what came of it.
    say: mpsc::Sender<Report>,
    said: mpsc::Receiver<Report>,
    frames: Frames,
}

/// When to draw.
#[derive(Default)]
struct Frames {
    /// Whether something has changed since the last frame.
    is_dirty: bool,
    /// Whether the reader waits for the next frame.
    is_awaited: bool,
    /// The last frame.
    last: Option<Instant>,
    /// The last two frames that the reader waited for, the older one first.
    awaited: [Option<Instant>; 2],
}

impl Frames {
    fn changed(&mut self, is_awaited: bool) {
        self.is_dirty = true;
        self.is_awaited |= is_awaited;
    }

    /// When the next frame is due; none while nothing has changed.
    fn due(&self) -> Option<Instant> {
        let due = match self.is_awaited {
            true => self.awaited[0].map(|older| older + 2 * FRAME),
            false => self.last.map(|last| last + FRAME_OF_POLL),
        };
        self.is_dirty.then(|| due.unwrap_or_else(Instant::now))
    }

    fn drawn(&mut self) {
        let now = Some(Instant::now());
        self.last = now;
        if self.is_awaited {
            self.awaited = [self.awaited[1], now];
        }
        (self.is_dirty, self.is_awaited) = (false, false);
    }
}

impl<C, S, E, R> Loop<'_, C, S, E, R>
where
    C: Screen,
    S: Stream<Item = Signal> + Unpin,
    E: Stream<Item = io::Result<Arrived>> + Unpin,
    R: FnMut(Request),
{
    async fn go(&mut self, effects: Vec<Effect>) -> io::Result<Ended> {
        if let Some(ended) = self.act(effects)? {
            return Ok(ended);
        }
        loop {
            self.draw()?;
            let has_screen = self.child.is_none();
            let frame_due = self.frames.due().filter(|_| has_screen);
            let woken = self.wait(frame_due).await;
            let ended = match woken {
                // What the keyboard sends is for the program that has it.
                Woken::Signal(Signal::Keyboard(_) | Signal::Continue) if !has_screen => None,
                Woken::Signal(Signal::End(number) | Signal::Keyboard(number)) => {
                    let effects = self.app.leave();
                    self.act(effects)?;
                    Some(Ended::Signal(number))
                }
                Woken::Signal(Signal::Continue) => {
                    self.screen.resume()?;
                    self.frames.changed(true);
                    None
                }
                Woken::Event(None | Some(Err(_))) => Some(self.gone().await),
                Woken::Event(Some(Ok(arrived))) => self.take(arrived)?,
                Woken::Report(report) => self.update(Message::Report(report))?,
                Woken::ChildEnded(outcome) => self.take_terminal_back(outcome)?,
                Woken::Deadline if frame_due.is_some_and(|due| due <= Instant::now()) => None,
                Woken::Deadline => self.update(Message::Deadline)?,
            };
            if let Some(ended) = ended {
                return Ok(ended);
            }
            // A key is answered before what the engine tells is taken in.
            if let Some(ended) = self.drain_events().await? {
                return Ok(ended);
            }
            if self.frames.is_awaited {
                self.draw()?;
            }
            if let Some(ended) = self.drain_reports()? {
                return Ok(ended);
            }
        }
    }

    /// Draws, if something has changed and the last frame was long enough ago.
    fn draw(&mut self) -> io::Result<()> {
        let is_due = self.frames.due().is_some_and(|due| due <= Instant::now());
        if is_due && self.child.is_none() {
            self.screen.draw(self.app)?;
            self.frames.drawn();
        }
        Ok(())
    }

    /// Waits for the first thing that happens; signals and keys before reports.
    async fn wait(&mut self, frame_due: Option<Instant>) -> Woken {
        let now = Timestamp::now();
        let deadline = self.app.deadline().map(|deadline| {
            let left = Duration::try_from(deadline.duration_since(now)).unwrap_or_default();
            Instant::now() + left
        });
        let due = [frame_due, deadline].into_iter().flatten().min();
        let sleeps = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        let next_event = async {
            match &mut self.events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            }
        };
        let child_ends = async {
            match &mut self.child {
                // A thread that ends without a word has panicked.
                Some(child) => child.await.unwrap_or_else(|_| Ok(String::new())),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            Some(signal) = self.signals.next() => Woken::Signal(signal),
            event = next_event => Woken::Event(event),
            outcome = child_ends => Woken::ChildEnded(outcome),
            Some(report) = self.reports.recv() => Woken::Report(report),
            Some(report) = self.said.recv() => Woken::Report(report),
            () = sleeps => Woken::Deadline,
        }
    }

    /// Takes what is already there, so that a burst is one frame.
    ///
    /// The events are polled with this task's own waker: a stream may keep the waker of the first poll
    /// that found nothing (crossterm's does), and one that wakes nobody would leave the next key unheard.
    async fn drain_events(&mut self) -> io::Result<Option<Ended>> {
        for _ in 0..MAX_DRAINED {
            let Some(events) = &mut self.events else {
                return Ok(None);
            };
            let polled = poll_fn(|context| Poll::Ready(events.poll_next_unpin(context))).await;
            let arrived = match polled {
                Poll::Pending => break,
                Poll::Ready(None | Some(Err(_))) => return Ok(Some(self.gone().await)),
                Poll::Ready(Some(Ok(arrived))) => arrived,
            };
            if let Some(ended) = self.take(arrived)? {
                return Ok(Some(ended));
            }
        }
        Ok(None)
    }

    /// Takes what the engine has told already.
    fn drain_reports(&mut self) -> io::Result<Option<Ended>> {
        for _ in 0..MAX_DRAINED {
            let Ok(report) = self.reports.try_recv() else {
                break;
            };
            if let Some(ended) = self.update(Message::Report(report))? {
                return Ok(Some(ended));
            }
        }
        Ok(None)
    }

    /// The terminal is gone: no more keys will ever come, nothing can be drawn. The signal that says so
    /// may come a moment later than the first thing that fails.
    async fn gone(&mut self) -> Ended {
        let effects = self.app.leave();
        // What cannot be told to a terminal that is not there is lost anyway.
        let _ = self.act(effects);
        let signal = tokio::time::timeout(SIGNAL_DELAY, self.signals.next()).await;
        match signal {
            Ok(Some(Signal::End(number))) => Ended::Signal(number),
            _ => Ended::HungUp,
        }
    }

    fn take(&mut self, arrived: Arrived) -> io::Result<Option<Ended>> {
        match arrived {
            Arrived::Message(message) => self.update(message),
            Arrived::Clusters(mode) => {
                self.screen.set_cluster_mode(mode)?;
                self.frames.changed(true);
                Ok(None)
            }
        }
    }

    fn update(&mut self, message: Message) -> io::Result<Option<Ended>> {
        self.frames.changed(!message.is_of_background());
        let effects = self.app.update(message, Timestamp::now());
        self.act(effects)
    }

    fn act(&mut self, effects: Vec<Effect>) -> io::Result<Option<Ended>> {
        for effect in effects {
            match effect {
                Effect::Request(request) => (self.request)(request),
                Effect::Open(url) => self.open(url),
                Effect::HandOver(program) => {
                    let done = format!("{} has ended", program.name);
                    self.hand_over(program, done);
                }
                Effect::Copy(text) => {
                    if let Err(error) = self.screen.copy(&text) {
                        let _ = self.say.try_send(sentence(&error));
                    }
                }
                Effect::Title(title) => self.screen.set_title(&title)?,
                Effect::Redraw => {
                    self.screen.clear()?;
                    self.frames.changed(true);
                }
                Effect::Suspend => {
                    self.screen.suspend()?;
                    self.frames.changed(true);
                }
                Effect::Quit => return Ok(Some(Ended::Left)),
            }
        }
        Ok(None)
    }

    /// Opens an address as the reader wants it: by a program that is given the terminal, or on a thread of
    /// its own, which nobody waits for when byline ends. What came of it is said.
    fn open(&mut self, url: url::Url) {
        let variable = std::env::var("BROWSER").ok();
        let say = self.say.clone();
        let tell = move |outcome: Result<String, OpenError>| {
            let _ = say.try_send(match outcome {
                Ok(text) => said(&text),
                Err(error) => sentence(&error),
            });
        };
        match browser::way(&url, self.app.config(), variable.as_deref()) {
            Ok(Way::System) => drop(thread::spawn(move || tell(browser::open_in_system(&url)))),
            Ok(Way::Beside(words)) => {
                drop(thread::spawn(move || {
                    browser::open_beside(&url, &words, tell)
                }));
            }
            Ok(Way::InTerminal(program)) => {
                let done = format!("Back from {}", program.name);
                self.hand_over(program, done);
            }
            Err(error) => tell(Err(error)),
        }
    }

    /// Gives the terminal to a program; `done` is said when it has ended well. Meanwhile reports are taken,
    /// and nothing is drawn.
    fn hand_over(&mut self, program: HandOver, done: String) {
        if self.child.is_some() {
            let _ = self.say.try_send(said("Another program has the terminal"));
            return;
        }
        // Nobody but the program may read a key from here on.
        self.events = None;
        self.screen.release();
        let (send, receive) = oneshot::channel();
        thread::spawn(move || {
            // Nobody listens any more where byline has ended first.
            let _ = send.send(child::run_in_terminal(&program).map(|()| done));
        });
        self.child = Some(receive);
    }

    fn take_terminal_back(
        &mut self,
        outcome: Result<String, ProgramFailed>,
    ) -> io::Result<Option<Ended>> {
        self.child = None;
        self.screen.resume()?;
        self.events = Some((self.reopen)()?);
        self.frames.changed(true);
        let report = match outcome {
            Ok(text) => said(&text),
            Err(error) => sentence(&error),
        };
        self.update(Message::Report(report))
    }
}

fn said(text: &str) -> Report {
    Report::Say(Said {
        text: SafeText::new(text),
        is_error: false,
    })
}

/// An error as a sentence for the status line.
fn sentence(error: &dyn std::error::Error) -> Report {
    Report::Say(Said {
        text: SafeText::new(&error.to_string()),
        is_error: true,
    })
}

#[cfg(test)]
mod tests;
