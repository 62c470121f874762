//! The terminal while byline has it: raw, on its alternate screen. Whatever ends the program, it is given
//! back as it was.

use std::io::{self, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
#[cfg(windows)]
use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;

use super::backend::CellBackend;
use super::clipboard::{self, CopyError};
use super::input::ClusterMode;
use super::run::Screen;
use crate::model::safe::SafeText;
use crate::text::cluster::Support;
use crate::ui::App;

/// Whether the terminal is byline's at the moment: the panic hook, which has no session, asks this.
static IS_ENTERED: AtomicBool = AtomicBool::new(false);
/// Whether byline has switched grapheme clusters on, and has to switch them off.
static HAS_SET_CLUSTERS: AtomicBool = AtomicBool::new(false);

/// The window's title is put on a stack that most terminals have (XTWINOPS 22 and 23 of xterm's control
/// sequences, <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>) and taken from it at the end.
const SAVE_TITLE: Print<&str> = Print("\x1b[22;2t");
const RESTORE_TITLE: Print<&str> = Print("\x1b[23;2t");

/// Presses, releases and the wheel (mode 1000) with places beyond column 223 (1006); no movements, which
/// would be a message each over a slow line.
#[cfg(not(windows))]
const ENABLE_MOUSE: Print<&str> = Print("\x1b[?1000h\x1b[?1006h");
#[cfg(not(windows))]
const DISABLE_MOUSE: Print<&str> = Print("\x1b[?1006l\x1b[?1000l");
#[cfg(windows)]
const ENABLE_MOUSE: EnableMouseCapture = EnableMouseCapture;
#[cfg(windows)]
const DISABLE_MOUSE: DisableMouseCapture = DisableMouseCapture;

/// Whether grapheme clusters are one place of the screen (mode 2027,
/// <https://github.com/contour-terminal/terminal-unicode-core>): asked by DECRQM, switched on and off.
const ASK_CLUSTERS: Print<&str> = Print("\x1b[?2027$p");
const SET_CLUSTERS: Print<&str> = Print("\x1b[?2027h");
const RESET_CLUSTERS: Print<&str> = Print("\x1b[?2027l");

/// The terminal, byline's until this is dropped.
#[derive(Debug)]
pub struct Session {
    /// Never dropped: [`give_back`] shows the cursor, and ratatui's own attempt at it complains on an
    /// error output that may be gone with the terminal, which is a panic.
    terminal: ManuallyDrop<Terminal<CellBackend<Stdout>>>,
    mouse: bool,
    /// Whether the next sign of going on is that of a stop that byline itself asked for.
    was_suspended: bool,
}

impl Session {
    /// Takes the terminal. From here on a panic gives it back before it is reported.
    ///
    /// # Errors
    ///
    /// Fails if this is no terminal, or one that cannot be written to; it is then as it was.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        give_back_on_panic();
        take(mouse).inspect_err(|_| give_back())?;
        let terminal = Terminal::new(CellBackend::new(stdout())).inspect_err(|_| give_back())?;
        Ok(Self {
            terminal: ManuallyDrop::new(terminal),
            mouse,
            was_suspended: false,
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        give_back();
    }
}

impl Screen for Session {
    fn draw(&mut self, app: &mut App) -> io::Result<()> {
        // Terminals that know this show the frame at once, without tearing; the others ignore it.
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(|frame| app.draw(frame)).map(|_| ());
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        drawn
    }

    fn clear(&mut self) -> io::Result<()> {
        // Not `Terminal::clear`: that asks the terminal where its cursor is, and the answer would be
        // swallowed by the stream of keys, which reads the same input.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    fn set_title(&mut self, title: &SafeText) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), SetTitle(title.as_str()))
    }

    fn copy(&mut self, text: &str) -> Result<(), CopyError> {
        clipboard::copy(self.terminal.backend_mut(), text)
    }

    fn set_cluster_mode(&mut self, mode: ClusterMode) -> io::Result<()> {
        if mode == ClusterMode::Off {
            HAS_SET_CLUSTERS.store(true, Ordering::SeqCst);
            execute!(self.terminal.backend_mut(), SET_CLUSTERS)?;
        }
        self.terminal.backend_mut().set_support(Support::Clusters);
        self.clear()
    }

    fn suspend(&mut self) -> io::Result<()> {
        give_back();
        self.was_suspended = cfg!(unix);
        stop()?;
        take(self.mouse)?;
        self.clear()
    }

    fn release(&mut self) {
        give_back();
    }

    fn resume(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.was_suspended) {
            // Stopped from outside: the shell has changed the terminal's mode meanwhile.
            give_back();
            take(self.mouse)?;
        }
        self.clear()
    }
}

/// Stops the process as `Ctrl-Z` in a shell does; returns when it goes on.
#[cfg(unix)]
fn stop() -> io::Result<()> {
    signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)
}

#[cfg(not(unix))]
fn stop() -> io::Result<()> {
    Ok(())
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    IS_ENTERED.store(true, Ordering::SeqCst);
    let mut out = stdout();
    queue!(out, SAVE_TITLE, EnterAlternateScreen, EnableBracketedPaste)?;
    if mouse {
        queue!(out, ENABLE_MOUSE)?;
    }
    // Old terminals print the end of a question that they do not know.
    queue!(out, ASK_CLUSTERS, Clear(ClearType::All))?;
    out.flush()
}

/// Gives the terminal back if it is byline's. What fails is passed over: the rest is still worth doing.
fn give_back() {
    if !IS_ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = queue!(
        out,
        EndSynchronizedUpdate,
        DISABLE_MOUSE,
        DisableBracketedPaste
    );
    if HAS_SET_CLUSTERS.swap(false, Ordering::SeqCst) {
        let _ = queue!(out, RESET_CLUSTERS);
    }
    let _ = execute!(out, LeaveAlternateScreen, RESTORE_TITLE, Show);
    let _ = disable_raw_mode();
}

/// A panic's message would be lost on the alternate screen.
fn give_back_on_panic() {
    static IS_SET: AtomicBool = AtomicBool::new(false);
    if IS_SET.swap(true, Ordering::SeqCst) {
        return;
    }
    let report = panic::take_hook();
    let loop_thread = std::thread::current().id();
    panic::set_hook(Box::new(move |info| {
        // A job that panics on its own thread is caught by the engine and becomes a sentence; the
        // screen stays, and nothing is printed over it.
        if std::thread::current().id() == loop_thread {
            give_back();
            report(info);
        } else {
            tracing::error!(%info, "a job panicked");
        }
    }));
}
