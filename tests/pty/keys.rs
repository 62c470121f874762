//! No key is lost, whatever else happens at that moment.

use std::time::{Duration, Instant};

use crate::driver::Terminal;
use crate::{home, reader};

/// Small, so that a frame costs little.
const SIZES: [(u16, u16); 2] = [(40, 10), (41, 11)];

/// How long one key may take; a key that is lost is never answered.
const KEY: Duration = Duration::from_secs(5);

/// Whether the box of `?` is open: its title.
fn is_help_open(screen: &str) -> bool {
    screen.contains("Keys")
}

/// Presses `?` and waits until its box has opened or closed.
fn toggle_help(terminal: &Terminal, opens: bool) {
    terminal.type_text("?");
    terminal.wait_until_within(KEY, "the answer to ?", |screen| {
        is_help_open(screen) == opens
    });
}

#[test]
fn a_key_pressed_while_the_window_changes_its_size_is_answered() {
    /// With a source that is told of new bytes once only, one in a hundred stays unheard.
    const KEYS: usize = 1_500;
    let home = home();
    let mut terminal = reader(home.path(), SIZES[0]);
    terminal.wait_for("Welcome");
    terminal.settle();
    let begin = Instant::now();
    for number in 0..KEYS {
        terminal.resize(SIZES[(number + 1) % 2]);
        toggle_help(&terminal, number % 2 == 0);
    }
    eprintln!("{KEYS} keys beside a resize: {:?}", begin.elapsed());
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn bursts_of_keys_and_pastes_between_resizes_are_all_read() {
    const KEYS: usize = 100_000;
    /// More than the terminal's buffer takes at once.
    const BURST_BYTES: usize = 8 * 1024;
    const PASTE: &[u8] = b"\x1b[200~Text that was pasted, j and k\x1b[201~";
    let home = home();
    let mut terminal = reader(home.path(), SIZES[0]);
    terminal.wait_for("Welcome");
    terminal.settle();
    let begin = Instant::now();
    let mut pressed = 0;
    let mut bursts = 0;
    while pressed < KEYS {
        let mut burst = Vec::with_capacity(BURST_BYTES);
        while burst.len() < BURST_BYTES {
            burst.extend(b"jk".repeat(400));
            pressed += 800;
            burst.extend(PASTE);
        }
        // In parts, so that a new size can come while the buffer is full.
        for (part, bytes) in burst.chunks(BURST_BYTES / 4).enumerate() {
            terminal.write(bytes);
            terminal.resize(SIZES[(bursts + part) % 2]);
        }
        bursts += 1;
        // Answered only after all that came before.
        toggle_help(&terminal, true);
        toggle_help(&terminal, false);
    }
    eprintln!("{pressed} keys in bursts: {:?}", begin.elapsed());
    terminal.press("Q");
    assert!(terminal.wait_for_end().success());
}
