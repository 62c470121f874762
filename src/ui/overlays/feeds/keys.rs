//! The keys of the box of feeds, as it shows them.

use crate::model::feed::Feed;
use crate::ui::widgets::status::Hint;

/// What each key does: a word for the lower edge, and a sentence. Those used most stand first.
const KEYS: [(&str, &str, &str); 11] = [
    ("r", "retry", "Ask for the feed now"),
    ("p", "pause", "Pause it, or ask for it again"),
    ("d", "remove", "Unsubscribe; undo brings it back"),
    ("t", "title", "Give it a title of your own"),
    ("f", "folders", "Put it into folders: News/Daily,Film"),
    ("e", "address", "Change its address"),
    ("m", "move", "Take the address that it redirects to"),
    ("s", "sort", "By trouble, title, folder, or as added"),
    ("/", "filter", "Show only feeds with these words"),
    ("g G", "ends", "To the first feed, to the last"),
    ("Esc", "close", "End the filter, then close the box"),
];

/// The keys for the lower edge, the one that shows all of them last.
pub(super) fn hints(feed: Option<&Feed>) -> Vec<Hint> {
    let can_move = feed.is_some_and(|feed| feed.health.moving.is_some());
    let is_paused = feed.is_some_and(|feed| feed.health.is_paused);
    let shown = KEYS.iter().filter(|(key, ..)| match *key {
        "m" => can_move,
        "g G" | "Esc" => false,
        _ => true,
    });
    let hints = shown.map(|(key, word, _)| match *key {
        "p" if is_paused => hint(key, "resume"),
        key => hint(key, word),
    });
    hints.chain([hint("?", "keys")]).collect()
}

/// All keys, each with its word and its sentence.
pub(super) fn all() -> &'static [(&'static str, &'static str, &'static str)] {
    &KEYS
}

fn hint(key: &str, word: &str) -> Hint {
    Hint {
        key: key.to_owned(),
        word: word.to_owned(),
    }
}
