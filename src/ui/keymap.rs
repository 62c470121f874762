//! Keys: their names, and which action each one means in each pane.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::command::{COMMANDS, Command};
use super::pane::PaneName;
use super::presets;
use crate::config::{Config, Habits};

/// What a reader writes instead of a command to take a key's meaning away.
pub const NOTHING: &str = "none";

/// Keys that are written as words.
const NAMED: [(&str, KeyCode); 15] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

/// One key with what is held down with it.
///
/// Terminals disagree on whether a capital letter comes with Shift, so Shift counts only where the
/// character does not tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Key {
    fn new(code: KeyCode, modifiers: KeyModifiers) -> Self {
        let known = KeyModifiers::SHIFT | KeyModifiers::CONTROL | KeyModifiers::ALT;
        let mut modifiers = modifiers & known;
        let code = match code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(letter) => {
                modifiers -= KeyModifiers::SHIFT;
                KeyCode::Char(letter)
            }
            code => code,
        };
        Self { code, modifiers }
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        Self::new(event.code, event.modifiers)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (KeyModifiers::CONTROL, "Ctrl-"),
            (KeyModifiers::ALT, "Alt-"),
            (KeyModifiers::SHIFT, "Shift-"),
        ] {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        if let Some((name, _)) = NAMED.into_iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(letter) => write!(f, "{letter}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            code => write!(f, "{code}"),
        }
    }
}

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = name;
        loop {
            let (modifier, after) = if let Some(after) = rest.strip_prefix("Ctrl-") {
                (KeyModifiers::CONTROL, after)
            } else if let Some(after) = rest.strip_prefix("Alt-") {
                (KeyModifiers::ALT, after)
            } else if let Some(after) = rest.strip_prefix("Shift-") {
                (KeyModifiers::SHIFT, after)
            } else {
                break;
            };
            modifiers |= modifier;
            rest = after;
        }
        let code = code_of(rest).ok_or_else(|| UnknownKey(name.to_owned()))?;
        let shifted_letter =
            matches!(code, KeyCode::Char(_)) && modifiers.contains(KeyModifiers::SHIFT);
        if shifted_letter {
            // "Shift-j" would be read as "j": the capital is what the reader means and must write.
            return Err(UnknownKey(name.to_owned()));
        }
        Ok(Self::new(code, modifiers))
    }
}

fn code_of(name: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMED.into_iter().find(|(known, _)| *known == name) {
        return Some(code);
    }
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if !letter.is_control() && !letter.is_whitespace() => {
            Some(KeyCode::Char(letter))
        }
        (Some('F'), Some(_)) => name[1..]
            .parse()
            .ok()
            .filter(|number| (1..=24).contains(number))
            .map(KeyCode::F),
        _ => None,
    }
}

/// A name that no key has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no key \"{0}\"")]
pub struct UnknownKey(String);

/// Which action each key means in each pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    commands: HashMap<(PaneName, Key), Command>,
    /// The same the other way round, in the order of the table: the first is the one to show.
    keys: HashMap<(PaneName, Command), Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(Habits::default(), &BTreeMap::new()).0
    }
}

impl Keymap {
    /// The default keys, with those of the reader's habits and the reader's own over them, and what is wrong
    /// with the reader's own.
    ///
    /// `bindings` has for each pane (`articles`, `body`, `comments`, or `all`) keys with the names of
    /// commands; [`NOTHING`] takes a key's meaning away. A pane's own keys win over those for all.
    pub fn new(
        habits: Habits,
        bindings: &BTreeMap<String, BTreeMap<String, String>>,
    ) -> (Self, Vec<String>) {
        let mut keymap = Self {
            commands: HashMap::new(),
            keys: HashMap::new(),
        };
        for entry in COMMANDS {
            for pane in PaneName::ALL {
                if entry.meaning.within(pane).is_some() {
                    for name in entry.keys {
                        let key = name
                            .parse()
                            .expect("default keys have names, as a test proves");
                        keymap.bind(pane, key, entry.command);
                    }
                }
            }
        }
        for (pane, key, command) in presets::bindings(habits) {
            let panes = PaneName::named(pane).map_or(PaneName::ALL.to_vec(), |pane| vec![pane]);
            keymap
                .rebind(&panes, key, command)
                .expect("presets name keys and commands that there are, as a test proves");
        }
        let mut problems = Vec::new();
        let everywhere = bindings
            .iter()
            .filter(|(pane, _)| *pane == Config::ALL_PANES);
        let one_pane = bindings
            .iter()
            .filter(|(pane, _)| *pane != Config::ALL_PANES);
        for (pane, keys) in everywhere.chain(one_pane) {
            let panes = match PaneName::named(pane) {
                Some(pane) => vec![pane],
                None if pane == Config::ALL_PANES => PaneName::ALL.to_vec(),
                None => {
                    problems.push(format!("keys: there is no pane \"{pane}\""));
                    continue;
                }
            };
            for (key, command) in keys {
                if let Err(problem) = keymap.rebind(&panes, key, command) {
                    problems.push(format!("keys for {pane}: {problem}"));
                }
            }
        }
        (keymap, problems)
    }

    fn rebind(&mut self, panes: &[PaneName], key: &str, command: &str) -> Result<(), String> {
        let key: Key = key.parse().map_err(|error: UnknownKey| error.to_string())?;
        let command = match command {
            NOTHING => None,
            name => Some(
                Command::named(name).ok_or_else(|| format!("there is no command \"{name}\""))?,
            ),
        };
        for pane in panes {
            self.unbind(*pane, key);
            if let Some(command) = command {
                self.bind(*pane, key, command);
            }
        }
        Ok(())
    }

    fn bind(&mut self, pane: PaneName, key: Key, command: Command) {
        self.commands.insert((pane, key), command);
        self.keys.entry((pane, command)).or_default().push(key);
    }

    fn unbind(&mut self, pane: PaneName, key: Key) {
        if let Some(command) = self.commands.remove(&(pane, key))
            && let Some(keys) = self.keys.get_mut(&(pane, command))
        {
            keys.retain(|bound| *bound != key);
        }
    }

    /// What a key means in a pane.
    pub fn command(&self, pane: PaneName, key: Key) -> Option<Command> {
        self.commands.get(&(pane, key)).copied()
    }

    /// The keys that mean this in a pane, the one to show first.
    pub fn keys(&self, pane: PaneName, command: Command) -> &[Key] {
        self.keys.get(&(pane, command)).map_or(&[], Vec::as_slice)
    }

    /// The name of the key to show for an action; empty if it has none.
    pub fn label(&self, pane: PaneName, command: Command) -> String {
        self.keys(pane, command)
            .first()
            .map_or_else(String::new, Key::to_string)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn bindings(
        pane: &str,
        key: &str,
        command: &str,
    ) -> BTreeMap<String, BTreeMap<String, String>> {
        BTreeMap::from([(
            pane.to_owned(),
            BTreeMap::from([(key.to_owned(), command.to_owned())]),
        )])
    }

    fn key(name: &str) -> Key {
        name.parse().unwrap()
    }

    #[test]
    fn no_default_key_means_two_things_in_one_pane() {
        for pane in PaneName::ALL {
            let mut taken = HashSet::new();
            for entry in COMMANDS {
                if entry.meaning.within(pane).is_some() {
                    for name in entry.keys {
                        assert!(taken.insert(*name), "{name} means two things in {pane:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_default_key_is_written_as_it_is_read() {
        for name in COMMANDS.iter().flat_map(|entry| entry.keys) {
            assert_eq!(key(name).to_string(), *name);
        }
    }

    #[test]
    fn names_of_commands_are_kebab_case_and_stand_once() {
        let mut names = HashSet::new();
        for entry in COMMANDS {
            assert!(names.insert(entry.name), "{} stands twice", entry.name);
            let is_kebab = entry
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(is_kebab, "{} is not kebab-case", entry.name);
        }
    }

    #[test]
    fn a_capital_is_the_same_key_with_and_without_shift() {
        let plain = KeyEvent::new(KeyCode::Char('J'), KeyModifiers::NONE);
        let shifted = KeyEvent::new(KeyCode::Char('J'), KeyModifiers::SHIFT);
        assert_eq!(Key::from(plain), Key::from(shifted));
        let back_tab = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(Key::from(back_tab).to_string(), "Shift-Tab");
    }

    #[test]
    fn a_key_for_one_pane_leaves_the_others_alone() {
        let (keymap, problems) = Keymap::new(Habits::Vim, &bindings("comments", "n", "next"));
        assert!(problems.is_empty());
        assert_eq!(
            keymap.command(PaneName::Comments, key("n")),
            Some(Command::Next)
        );
        assert_eq!(
            keymap.command(PaneName::Body, key("n")),
            Some(Command::NextUnread)
        );
        assert_eq!(keymap.label(PaneName::Comments, Command::NextUnread), "");
    }

    #[test]
    fn a_key_can_lose_its_meaning() {
        let (keymap, problems) = Keymap::new(Habits::Vim, &bindings("all", "Q", "none"));
        assert!(problems.is_empty());
        assert_eq!(keymap.command(PaneName::Body, key("Q")), None);
        assert_eq!(keymap.label(PaneName::Body, Command::Quit), "Ctrl-c");
    }

    #[test]
    fn what_is_wrong_with_a_binding_is_said_and_the_rest_holds() {
        let mut wrong = bindings("all", "Hyper-q", "quit");
        wrong.extend(bindings("body", "E", "nexxt"));
        wrong.extend(bindings("sidebar", "x", "quit"));
        let (keymap, problems) = Keymap::new(Habits::Vim, &wrong);
        assert_eq!(
            problems,
            [
                "keys for all: there is no key \"Hyper-q\"",
                "keys for body: there is no command \"nexxt\"",
                "keys: there is no pane \"sidebar\"",
            ]
        );
        assert_eq!(keymap, Keymap::default());
    }

    #[test]
    fn a_key_of_one_letter_beyond_ascii_can_be_bound() {
        assert_eq!(key("ö").to_string(), "ö");
        assert!("".parse::<Key>().is_err());
        assert!("F99".parse::<Key>().is_err());
        assert!("Shift-j".parse::<Key>().is_err());
    }

    #[test]
    fn habits_lay_other_keys_over_the_default_ones_and_under_the_readers_own() {
        let means = |keymap: &Keymap, pane, key: &str| keymap.command(pane, key.parse().unwrap());
        for (habits, pane, key, command) in [
            (Habits::Less, PaneName::Body, "d", Command::HalfPageDown),
            (Habits::Less, PaneName::Comments, "Alt-u", Command::Undo),
            (
                Habits::Newsreader,
                PaneName::Articles,
                "p",
                Command::PreviousUnread,
            ),
            (Habits::Newsreader, PaneName::Comments, "^", Command::Parent),
            (Habits::Res, PaneName::Articles, "l", Command::OpenInBrowser),
            (Habits::Res, PaneName::Comments, "l", Command::More),
        ] {
            let (keymap, problems) = Keymap::new(habits, &BTreeMap::new());
            assert_eq!(problems, Vec::<String>::new());
            assert_eq!(means(&keymap, pane, key), Some(command), "{habits:?} {key}");
            // Nothing that had a key in the pane is left without one.
            for entry in COMMANDS.iter().filter(|entry| !entry.keys.is_empty()) {
                let had_one = entry.meaning.within(pane).is_some();
                let has_one = keymap
                    .keys
                    .get(&(pane, entry.command))
                    .is_some_and(|keys| !keys.is_empty());
                assert!(
                    !had_one || has_one,
                    "{habits:?}: {} in {pane:?}",
                    entry.name
                );
            }
        }
        let (keymap, _) = Keymap::new(Habits::Less, &bindings("all", "d", "done-with-this"));
        assert_eq!(
            means(&keymap, PaneName::Body, "d"),
            Some(Command::DoneWithThis)
        );
    }
}
