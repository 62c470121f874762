//! Keys that hands bring along from other programs, laid over the default ones and under the reader's own.

use crate::config::{Config, Habits};

/// A pane's name or [`Config::ALL_PANES`], a key, and the command's name.
type Binding = (&'static str, &'static str, &'static str);

const ALL: &str = Config::ALL_PANES;

/// Pagers: half pages by `d` and `u`, and `q` leaves wherever one is. What these did stands beside them.
const LESS: &[Binding] = &[
    (ALL, "d", "half-page-down"),
    (ALL, "u", "half-page-up"),
    (ALL, "f", "go-on"),
    (ALL, "E", "done-with-this"),
    (ALL, "Alt-u", "undo"),
    (ALL, "Alt-f", "link-hints"),
    (ALL, "q", "quit"),
    (ALL, "Alt-q", "close"),
];

/// slrn: `n` and `p` walk through what is unread, `u` marks unread, `^` goes to the parent.
const NEWSREADER: &[Binding] = &[
    (ALL, "p", "previous-unread"),
    (ALL, "u", "toggle-read"),
    ("comments", "^", "parent"),
    (ALL, "Alt-u", "undo"),
];

/// The Reddit Enhancement Suite: `l` and `c` open a story and its comments, `h` hides it, `t` goes to the
/// top of the thread.
const RES: &[Binding] = &[
    ("articles", "l", "open-in-browser"),
    ("articles", "c", "act"),
    ("articles", "h", "done-with-this"),
    ("articles", "E", "catch-up"),
    ("comments", "t", "previous-big"),
    ("comments", "Alt-t", "what-is-new"),
];

/// What habits lay over the default keys.
pub(super) fn bindings(habits: Habits) -> &'static [Binding] {
    match habits {
        Habits::Vim => &[],
        Habits::Less => LESS,
        Habits::Newsreader => NEWSREADER,
        Habits::Res => RES,
    }
}
