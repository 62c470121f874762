//! Programs that are given the terminal, and the keys that are theirs meanwhile.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use crate::{home, reader};

#[test]
fn a_command_behind_a_bang_has_the_terminal_until_enter_and_its_end_is_told() {
    let home = home();
    let mut terminal = reader(home.path(), (100, 30));
    terminal.wait_for("Welcome to byline");
    terminal.settle();
    terminal.press_and_settle("|");
    terminal.type_text("!head -n 1; echo \"$BYLINE_TITLE\" | tr a-z A-Z; ls /no/such; exit 4");
    terminal.press("Enter");
    let printed = terminal.wait_for("Enter goes back to byline");
    assert!(printed.contains("Title: Welcome to byline"), "{printed}");
    assert!(printed.contains("WELCOME TO BYLINE"), "{printed}");
    terminal.press("Enter");
    let screen = terminal.wait_for("ended with status 4: ls:");
    assert!(screen.contains("ARTICLES"), "{screen}");
    // The keyboard is byline's again, whole.
    terminal.press_and_settle("Enter");
    terminal.wait_for("2 ARTICLE");
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_program_with_the_terminal_takes_every_key_and_an_interrupt() {
    let home = home();
    let script = home.path().join("ask.sh");
    fs::write(
        &script,
        "trap 'echo interrupted' INT\necho ready\nread none\nread line\necho \"got $line\"\n",
    )
    .unwrap();
    let mut terminal = reader(home.path(), (100, 30));
    terminal.wait_for("Welcome to byline");
    terminal.settle();
    terminal.press_and_settle("|");
    terminal.type_text(&format!("!exec sh {} < /dev/tty", script.display()));
    terminal.press("Enter");
    terminal.wait_for("ready");
    terminal.press("Ctrl-c");
    terminal.wait_for("interrupted");
    terminal.type_text("jQ");
    terminal.press("Enter");
    terminal.wait_for("got jQ");
    terminal.wait_for("Enter goes back to byline");
    terminal.press("Enter");
    let screen = terminal.wait_for("has ended");
    assert!(screen.contains("ARTICLES"), "{screen}");
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());
    assert_eq!(terminal.left_behind(), Vec::<&str>::new());
}

#[test]
fn a_program_that_reads_keys_from_its_error_output_finds_the_terminal_there() {
    let home = home();
    // As vim and more do when their standard input is the text.
    let script = home.path().join("more");
    fs::write(
        &script,
        "#!/bin/sh\ncat > /dev/null\ntest -t 2 || exit 6\necho asking\nread key <&2\necho \"got $key\"; exit 7\n",
    )
    .unwrap();
    fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    let mut terminal = reader(home.path(), (100, 30));
    terminal.wait_for("Welcome to byline");
    terminal.settle();
    terminal.press_and_settle("|");
    terminal.type_text(&script.display().to_string());
    terminal.press("Enter");
    terminal.wait_for("asking");
    terminal.type_text("jQ");
    terminal.press("Enter");
    terminal.wait_for("ended with status 7");
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());
}
