//! A program in a pseudo-terminal: keys in, the screen as text out, everything with a deadline.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use vt100::{MouseProtocolMode, Parser};

/// How long anything may take before the test has failed. Far longer than a key needs, because a machine
/// that builds beside the tests is slow.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long the screen has to be still to count as drawn.
const STILL: Duration = Duration::from_millis(120);

/// A program in a pseudo-terminal.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    /// Kept, so that the line settings can be looked at after the program has gone.
    _slave: Box<dyn SlavePty + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// To the thread that writes: a program that does not read must not hold up the test.
    keys: mpsc::Sender<Vec<u8>>,
    seen: Arc<Seen>,
    line_settings: String,
}

/// What has come from the program so far.
struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: Parser,
    last_change: Instant,
    closed: bool,
}

impl Seen {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Terminal {
    /// Starts a program; its environment holds what is named here and nothing else of ours.
    pub fn start(
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize {
                rows,
                cols: columns,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("TZ", "UTC");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in environment {
            command.env(name, value);
        }
        let line_settings = line_settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let seen = Arc::new(Seen {
            state: Mutex::new(State {
                parser: Parser::new(
                    NonZero::new(rows).unwrap(),
                    NonZero::new(columns).unwrap(),
                    0,
                ),
                last_change: Instant::now(),
                closed: false,
            }),
            changed: Condvar::new(),
        });
        let (keys, to_write) = mpsc::channel::<Vec<u8>>();
        let mut input = pair.master.take_writer().unwrap();
        thread::spawn(move || {
            for bytes in to_write {
                if input
                    .write_all(&bytes)
                    .and_then(|()| input.flush())
                    .is_err()
                {
                    break;
                }
            }
        });
        let output = pair.master.try_clone_reader().unwrap();
        let (into, answers) = (Arc::clone(&seen), keys.clone());
        thread::spawn(move || take_output(output, &into, &answers));
        Self {
            master: pair.master,
            _slave: pair.slave,
            child,
            keys,
            seen,
            line_settings,
        }
    }

    /// Presses keys, named as in the configuration and separated by blanks: `Space j Ctrl-d Enter`.
    pub fn press(&self, keys: &str) {
        for key in keys.split_whitespace() {
            self.write(&bytes_of(key));
        }
    }

    /// Types text as it is.
    pub fn type_text(&self, text: &str) {
        self.write(text.as_bytes());
    }

    /// Sends bytes as they are; returns at once.
    pub fn write(&self, bytes: &[u8]) {
        self.keys
            .send(bytes.to_vec())
            .expect("the terminal takes keys");
    }

    /// Gives the window another size.
    pub fn resize(&self, (columns, rows): (u16, u16)) {
        let mut state = self.seen.lock();
        let size = (NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap());
        state.parser.screen_mut().set_size(size.0, size.1);
        drop(state);
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.resize(size).unwrap();
    }

    /// The screen as text, a line for each row, blanks at the ends of rows cut.
    pub fn screen(&self) -> String {
        screen(&self.seen.lock())
    }

    /// Waits until the screen holds this text; returns the screen.
    ///
    /// # Panics
    ///
    /// When the patience is at its end, with the screen.
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?} on the screen"), |screen| {
            screen.contains(text)
        })
    }

    /// Waits until the screen fulfils a condition, named for the failure; returns the screen.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&str) -> bool) -> String {
        self.wait_until_within(PATIENCE, what, condition)
    }

    /// Waits until the screen fulfils a condition, but no longer than this; returns the screen.
    pub fn wait_until_within(
        &self,
        patience: Duration,
        what: &str,
        condition: impl Fn(&str) -> bool,
    ) -> String {
        let deadline = Instant::now() + patience;
        let mut state = self.seen.lock();
        loop {
            let screen = screen(&state);
            if condition(&screen) {
                return screen;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !state.closed,
                "waited in vain for {what}; the screen{}:\n{screen}",
                if state.closed { " at the end" } else { "" }
            );
            state = self
                .seen
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits until nothing has come for a moment; returns the screen.
    pub fn settle(&self) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (still_for, text) = {
                let state = self.seen.lock();
                (state.last_change.elapsed(), screen(&state))
            };
            if still_for >= STILL || Instant::now() > deadline {
                return text;
            }
            thread::sleep(STILL - still_for);
        }
    }

    /// Presses keys and waits until the screen is still again.
    pub fn press_and_settle(&self, keys: &str) -> String {
        self.press(keys);
        // The clock starts with the key: what came before it is no answer.
        self.seen.lock().last_change = Instant::now();
        self.settle()
    }

    /// Sends a signal, named without its SIG.
    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().expect("the program runs");
        let status = std::process::Command::new("kill")
            .args([&format!("-{name}"), &id.to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the program's end.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it wrote last is still on its way.
                thread::sleep(STILL);
                return status;
            }
            assert!(
                Instant::now() < deadline,
                "the program does not end; the screen:\n{}",
                self.screen()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Which modes of the terminal are not as the program found them; empty if all are.
    pub fn left_behind(&self) -> Vec<&'static str> {
        let state = self.seen.lock();
        let screen = state.parser.screen();
        let mut left = Vec::new();
        let mut check = |is_left: bool, what| {
            if is_left {
                left.push(what);
            }
        };
        check(screen.alternate_screen(), "the alternate screen");
        check(screen.hide_cursor(), "a hidden cursor");
        check(screen.bracketed_paste(), "bracketed paste");
        check(screen.application_cursor(), "application cursor keys");
        check(screen.application_keypad(), "application keypad");
        check(
            screen.mouse_protocol_mode() != MouseProtocolMode::None,
            "mouse reports",
        );
        check(
            line_settings(self.master.as_ref()) != self.line_settings,
            "line settings",
        );
        left
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn take_output(mut output: impl Read, seen: &Seen, answers: &mpsc::Sender<Vec<u8>>) {
    let mut bytes = [0; 16 * 1024];
    loop {
        let count = output.read(&mut bytes).unwrap_or(0);
        let mut state = seen.lock();
        if count == 0 {
            state.closed = true;
        } else {
            state.parser.process(&bytes[..count]);
            state.last_change = Instant::now();
        }
        let (row, column) = state.parser.screen().cursor_position();
        drop(state);
        seen.changed.notify_all();
        if count == 0 {
            return;
        }
        // Terminals say who they are (DA1) and where the cursor is (CPR); programs may wait for it.
        if contains(&bytes[..count], b"\x1b[c") || contains(&bytes[..count], b"\x1b[0c") {
            let _ = answers.send(b"\x1b[?62;22c".to_vec());
        }
        if contains(&bytes[..count], b"\x1b[6n") {
            let answer = format!("\x1b[{};{}R", row + 1, column + 1);
            let _ = answers.send(answer.into_bytes());
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn screen(state: &State) -> String {
    let screen = state.parser.screen();
    let columns = screen.size().1.get();
    let rows: Vec<String> = screen
        .rows(0, columns)
        .map(|row| row.trim_end().to_owned())
        .collect();
    rows.join("\n")
}

fn line_settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

/// What a terminal sends for a key.
fn bytes_of(key: &str) -> Vec<u8> {
    match key {
        "Space" => b" ".to_vec(),
        "Enter" => b"\r".to_vec(),
        "Esc" => b"\x1b".to_vec(),
        "Tab" => b"\t".to_vec(),
        "Shift-Tab" => b"\x1b[Z".to_vec(),
        "Backspace" => b"\x7f".to_vec(),
        "Up" => b"\x1b[A".to_vec(),
        "Down" => b"\x1b[B".to_vec(),
        "Right" => b"\x1b[C".to_vec(),
        "Left" => b"\x1b[D".to_vec(),
        _ => match key.strip_prefix("Ctrl-") {
            Some(letter) => letter
                .bytes()
                .map(|byte| byte.to_ascii_lowercase() & 0x1f)
                .collect(),
            None => key.as_bytes().to_vec(),
        },
    }
}
