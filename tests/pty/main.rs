//! The program in a real terminal: it starts, is read, is left, and leaves everything as it was.
#![cfg(unix)]

mod driver;
mod keys;
mod programs;

use std::io::Read;
use std::path::{Path, PathBuf};

use byline::terminal::session::Session;
use driver::Terminal;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;
use tempfile::TempDir;

/// Presses of Space within which the welcome has to be read to its end.
const ENOUGH: usize = 120;

/// The line on which Space stops once.
const END_OF_THREAD: &str = "end of thread";

fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin("byline")
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn reader(home: &Path, size: (u16, u16)) -> Terminal {
    let home = home.to_str().unwrap();
    Terminal::start(&program(), &[], &[("BYLINE_HOME", home)], size)
}

/// What a verb prints as JSON, without asking anybody.
fn json(home: &Path, arguments: &[&str]) -> Value {
    let output = assert_cmd::Command::new(program())
        .env_clear()
        .env("BYLINE_HOME", home)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn welcome_comments(home: &Path) -> Vec<Value> {
    let article = json(home, &["list", "--json"]);
    let id = article["id"].to_string();
    let thread = json(home, &["thread", &id, "--json", "--offline"]);
    thread["discussions"][0]["comments"]
        .as_array()
        .unwrap()
        .clone()
}

/// Presses Space until the end of the thread is named; returns the screen.
fn read_to_the_end(terminal: &Terminal) -> String {
    for _ in 0..ENOUGH {
        let screen = terminal.press_and_settle("Space");
        if screen.contains(END_OF_THREAD) && !screen.contains("Space → end of thread") {
            return screen;
        }
    }
    panic!("Space has not led to the end:\n{}", terminal.screen());
}

#[test]
fn a_new_reader_is_shown_the_welcome_at_once() {
    let home = home();
    let mut terminal = reader(home.path(), (120, 36));
    let screen = terminal.wait_for("Welcome to byline");
    assert!(screen.contains("Space →"), "{screen}");
    terminal.press("q");
    assert!(terminal.wait_for_end().success());
}

/// As when the window is closed: output and error output are gone with it.
#[test]
fn a_terminal_that_goes_away_ends_byline_by_its_signal_and_without_a_panic() {
    /// 128 and the number of SIGHUP, as shells count.
    const HUNG_UP: u32 = 129;
    let home = home();
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::new(program());
    command.env("BYLINE_HOME", home.path());
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut output = pair.master.try_clone_reader().unwrap();
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("Welcome") {
        let mut chunk = [0; 4096];
        let read = output.read(&mut chunk).unwrap();
        seen.extend_from_slice(&chunk[..read]);
    }
    drop((output, pair.master));
    assert_eq!(child.wait().unwrap().exit_code(), HUNG_UP);
}

#[test]
fn the_welcome_thread_is_read_with_space_alone_and_stays_read() {
    let home = home();
    let mut terminal = reader(home.path(), (80, 24));
    terminal.wait_for("Welcome to byline");
    terminal.settle();
    read_to_the_end(&terminal);
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());

    assert_eq!(json(home.path(), &["list", "--json"])["read"], true);
    let unread: Vec<Value> = welcome_comments(home.path())
        .into_iter()
        .filter(|comment| comment["read"] != true)
        .collect();
    assert_eq!(unread, Vec::<Value>::new());
}

#[test]
fn marks_and_folds_are_there_again_after_a_restart() {
    let home = home();
    let mut terminal = reader(home.path(), (120, 36));
    terminal.wait_for("Welcome to byline");
    terminal.settle();
    // To the comments; the first one is unread, so it becomes read and folds.
    terminal.press_and_settle("Enter");
    terminal.press_and_settle("Tab");
    terminal.wait_for("Guide");
    terminal.press_and_settle("g");
    terminal.press_and_settle("m");
    let folded = terminal.press_and_settle("h");
    assert!(folded.contains("▸ Guide"), "{folded}");
    assert!(folded.contains("8 in thread"), "{folded}");
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());
    assert_eq!(welcome_comments(home.path())[0]["read"], true);

    let mut again = reader(home.path(), (120, 36));
    again.wait_for("Welcome to byline");
    again.settle();
    again.press_and_settle("Enter");
    let screen = again.wait_for("in thread");
    assert!(screen.contains("▸ Guide"), "{screen}");

    // And what was done before the restart can be taken back after it, once the reader knows what it is.
    again.press_and_settle("Tab");
    for _ in ["the fold", "the mark"] {
        let named = again.press_and_settle("u");
        assert!(named.contains("Not of this session"), "{named}");
        again.press_and_settle("u");
    }
    again.press("Q");
    assert!(again.wait_for_end().success());
    assert_eq!(welcome_comments(home.path())[0]["read"], false);
}

#[test]
fn the_terminal_is_as_it_was_after_leaving() {
    for keys in ["q", "Q", "Ctrl-c"] {
        let home = home();
        let mut terminal = reader(home.path(), (80, 24));
        terminal.wait_for("Welcome to byline");
        terminal.settle();
        assert!(terminal.left_behind().contains(&"the alternate screen"));
        terminal.press(keys);
        terminal.wait_for_end();
        assert_eq!(terminal.left_behind(), Vec::<&str>::new(), "after {keys}");
    }
}

#[test]
fn the_terminal_is_as_it_was_after_a_signal() {
    for signal in ["TERM", "HUP", "INT"] {
        let home = home();
        let mut terminal = reader(home.path(), (80, 24));
        terminal.wait_for("Welcome to byline");
        terminal.settle();
        terminal.signal(signal);
        terminal.wait_for_end();
        assert_eq!(
            terminal.left_behind(),
            Vec::<&str>::new(),
            "after SIG{signal}"
        );
    }
}

/// Run by the test below, in a terminal of its own.
#[test]
#[ignore = "panics, to be looked at from outside"]
#[should_panic(expected = "the screen cannot be drawn")]
fn a_panic_while_byline_has_the_terminal() {
    let _session = Session::enter(true).unwrap();
    panic!("the screen cannot be drawn");
}

#[test]
fn the_terminal_is_as_it_was_after_a_panic_and_tells_of_it() {
    let this = std::env::current_exe().unwrap();
    let arguments = [
        "--ignored",
        "--exact",
        "--nocapture",
        "a_panic_while_byline_has_the_terminal",
    ];
    let mut terminal = Terminal::start(&this, &arguments, &[], (80, 24));
    assert!(terminal.wait_for_end().success());
    let screen = terminal.screen();
    assert!(screen.contains("the screen cannot be drawn"), "{screen}");
    assert_eq!(terminal.left_behind(), Vec::<&str>::new());
}

#[test]
fn a_stopped_reader_gives_the_shell_its_terminal_and_comes_back() {
    let bash = Path::new("/bin/bash");
    if !bash.exists() {
        eprintln!("skipped: there is no /bin/bash to be stopped into");
        return;
    }
    let home = home();
    let environment = [
        ("BYLINE_HOME", home.path().to_str().unwrap()),
        ("PS1", "$ "),
    ];
    let mut shell = Terminal::start(
        bash,
        &["--norc", "--noprofile", "-i"],
        &environment,
        (80, 24),
    );
    shell.wait_for("$");
    shell.type_text(&format!("\"{}\"\r", program().display()));
    shell.wait_for("Space →");
    shell.settle();

    shell.press("Ctrl-z");
    shell.wait_for("Stopped");
    assert!(!shell.left_behind().contains(&"the alternate screen"));
    assert!(!shell.left_behind().contains(&"a hidden cursor"));
    shell.type_text("echo $((6*7))\r");
    shell.wait_for("42");

    shell.type_text("fg\r");
    shell.wait_for("Space →");
    shell.settle();
    shell.press("Q");
    shell.wait_until("the shell again", |screen| !screen.contains("Space →"));
    shell.settle();
    shell.type_text("exit\r");
    assert!(shell.wait_for_end().success());
}

#[test]
fn a_terminal_of_any_size_shows_something_and_is_left_alive() {
    for size in [(20, 5), (1, 1), (300, 80)] {
        let home = home();
        let mut terminal = reader(home.path(), size);
        terminal.settle();
        terminal.press_and_settle("Space Space j h l Tab ?");
        // A key pressed right behind Esc would be one with Alt.
        terminal.press_and_settle("Esc");
        terminal.press("Q");
        assert!(terminal.wait_for_end().success(), "at {size:?}");
    }
}
