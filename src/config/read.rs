//! A file to settings: what is right is taken, what is wrong is named with its line.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};
use url::Url;

use super::nearest::nearest;
use super::rules;
use super::schema::Config;
use crate::model::safe::SafeText;

/// Bytes of a configuration file; the example has two thousand, so more is another kind of file.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Lines that may be no TOML before the rest is given up.
const MAX_SYNTAX_ERRORS: usize = 20;

/// The table of the reader's own keys.
const KEYS: &str = "keys";

/// The tables of single feeds.
const FEED: &str = "feed";

/// The tables of programs for some addresses.
const OPEN_WITH: &str = "open-with";

/// The table of servers that stand in for services'; its keys are host names.
const SERVICES: &str = "services";

/// A file as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The settings: those of the file where they are right, the defaults elsewhere.
    pub config: Config,
    /// What was wrong, in the order of the file.
    pub problems: Vec<Problem>,
    file: PathBuf,
    /// Where each of the reader's keys stands: pane, key, line.
    key_lines: BTreeMap<(String, String), usize>,
}

/// Something wrong in a configuration file: one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from one; none where the file as a whole is meant.
    pub line: Option<usize>,
    /// What is wrong, and what would be right where that is known.
    pub what: SafeText,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = SafeText::new(&self.file.to_string_lossy());
        match self.line {
            Some(line) => write!(f, "{file}, line {line}: {}", self.what),
            None => write!(f, "{file}: {}", self.what),
        }
    }
}

/// Why a configuration file that was asked for by name could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is not there, or may not be read.
    #[error("The configuration file {} cannot be read", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// Reads a configuration file. One that is not there is no mistake unless it was `asked_for` by name.
///
/// # Errors
///
/// Fails only where a file that was asked for by name cannot be read; everything else becomes a
/// [`Problem`], so that a slip in a file never keeps anybody from reading.
pub fn load(file: &Path, asked_for: bool) -> Result<Loaded, ConfigError> {
    let unreadable = |error: std::io::Error| {
        if asked_for {
            return Err(ConfigError::Unreadable {
                file: file.to_owned(),
                source: error,
            });
        }
        let mut loaded = Loaded {
            file: file.to_owned(),
            ..Loaded::default()
        };
        if error.kind() != std::io::ErrorKind::NotFound {
            loaded.problem(None, format!("the file cannot be read ({error})"));
        }
        Ok(loaded)
    };
    let mut bytes = Vec::new();
    let outcome = std::fs::File::open(file)
        .and_then(|opened| opened.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes));
    if let Err(error) = outcome {
        return unreadable(error);
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return unreadable(std::io::Error::new(
            std::io::ErrorKind::FileTooLarge,
            "it is larger than 1 MiB",
        ));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => read(file, &text),
        Err(error) => {
            let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
            let mut loaded = read(file, &String::from_utf8_lossy(error.as_bytes()));
            loaded.problem(Some(line), "this is not UTF-8 text");
            loaded.sort_problems();
            loaded
        }
    })
}

/// Reads the text of a configuration file; `file` is its name in problems.
pub fn read(file: &Path, text: &str) -> Loaded {
    let mut reading = Reading {
        text: text.into(),
        loaded: Loaded {
            file: file.to_owned(),
            ..Loaded::default()
        },
        accepted: toml::Table::new(),
    };
    reading.remove_what_is_no_toml();
    let text = reading.text.clone();
    match DeTable::parse(&text) {
        Ok(document) => {
            for (name, value) in document.into_inner() {
                reading.top(&name, value);
            }
        }
        Err(_) => reading
            .loaded
            .problem(None, "too little of this is TOML; the file is not used"),
    }
    reading.finish()
}

impl Loaded {
    /// Checks the reader's keys against what the screen knows: the names of its commands, and which
    /// names of keys there are. What is wrong is dropped and becomes a [`Problem`].
    pub fn check_keys(&mut self, commands: &[&str], is_key: impl Fn(&str) -> bool) {
        let panes = std::mem::take(&mut self.config.keys);
        for (pane, keys) in panes {
            for (key, command) in keys {
                let line = self.key_lines.get(&(pane.clone(), key.clone())).copied();
                if !is_key(&key) {
                    self.problem(line, format!("there is no key \"{key}\""));
                } else if !commands.contains(&command.as_str()) {
                    let meant = nearest(&command, commands.iter().copied());
                    self.problem(
                        line,
                        format!("there is no command \"{command}\"{}", hint(meant)),
                    );
                } else {
                    self.config
                        .keys
                        .entry(pane.clone())
                        .or_default()
                        .insert(key, command);
                }
            }
        }
        self.sort_problems();
    }

    fn problem(&mut self, line: Option<usize>, what: impl AsRef<str>) {
        self.problems.push(Problem {
            file: self.file.clone(),
            line,
            what: SafeText::new(what.as_ref()),
        });
    }

    fn sort_problems(&mut self) {
        self.problems.sort_by_key(|problem| problem.line);
    }
}

/// A file while it is read.
struct Reading {
    text: String,
    loaded: Loaded,
    /// The settings that are right so far.
    accepted: toml::Table,
}

impl Reading {
    /// Blanks out each line that is no TOML and names it, so that one slip does not cost the rest.
    fn remove_what_is_no_toml(&mut self) {
        for _ in 0..MAX_SYNTAX_ERRORS {
            let Err(error) = DeTable::parse(&self.text) else {
                return;
            };
            let place = error.span().map_or(0, |span| span.start);
            let message = error
                .message()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
            self.problem_at(place, format!("this is not TOML ({message})"));
            let line = line_around(&self.text, place);
            if line.is_empty() {
                return;
            }
            // Only the bytes of the line change, and its length does not: later places stay right.
            let blank = " ".repeat(line.len());
            self.text.replace_range(line, &blank);
        }
    }

    fn top(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, value: Spanned<DeValue<'_>>) {
        let place = name.span().start;
        let name = name.get_ref().as_ref();
        let known = [KEYS, SERVICES].contains(&name) || rules::tables().any(|table| table == name);
        match value.into_inner() {
            DeValue::Table(keys) if name == KEYS => self.keys(keys),
            DeValue::Table(services) if name == SERVICES => self.services(services),
            DeValue::Array(feeds) if name == FEED => self.feeds(feeds),
            DeValue::Array(programs) if name == OPEN_WITH => self.open_with(programs),
            _ if name == FEED => {
                self.problem_at(place, "feeds are written as [[feed]], in two brackets");
            }
            _ if name == OPEN_WITH => {
                self.problem_at(place, "this is written as [[open-with]], in two brackets");
            }
            DeValue::Table(settings) if known => {
                for (key, value) in settings {
                    self.setting(name, &key, value);
                }
            }
            _ if known => self.problem_at(place, format!("[{name}] is a table, not a value")),
            DeValue::Table(_) => {
                let meant = nearest(
                    name,
                    rules::tables().chain([KEYS, FEED, OPEN_WITH, SERVICES]),
                );
                self.problem_at(place, format!("there is no table [{name}]{}", hint(meant)));
            }
            _ => self.unknown(place, None, name),
        }
    }

    fn feeds(&mut self, feeds: DeArray<'_>) {
        let mut wrong = Vec::new();
        for feed in feeds {
            let place = feed.span().start;
            match feed.into_inner() {
                DeValue::Table(table) => {
                    let feed = super::feeds::read(place, table, &mut wrong);
                    self.loaded.config.feeds.extend(feed);
                }
                _ => wrong.push((place, "feeds are written as [[feed]]".to_owned())),
            }
        }
        for (place, what) in wrong {
            self.problem_at(place, what);
        }
    }

    fn open_with(&mut self, programs: DeArray<'_>) {
        let mut wrong = Vec::new();
        for program in programs {
            let place = program.span().start;
            match program.into_inner() {
                DeValue::Table(table) => {
                    let program = super::programs::read(place, table, &mut wrong);
                    self.loaded.config.open_with.extend(program);
                }
                _ => wrong.push((place, "this is written as [[open-with]]".to_owned())),
            }
        }
        for (place, what) in wrong {
            self.problem_at(place, what);
        }
    }

    fn services(&mut self, services: DeTable<'_>) {
        for (host, value) in services {
            let place = host.span().start;
            let host = host.get_ref().as_ref();
            let url = value
                .get_ref()
                .as_str()
                .and_then(|url| Url::parse(url).ok());
            let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            match url {
                Some(url) => {
                    let services = &mut self.loaded.config.services;
                    services.insert(host.to_ascii_lowercase(), url);
                }
                None => self.problem_at(
                    place,
                    format!("\"{host}\" needs the http or https address that stands in for it"),
                ),
            }
        }
    }

    fn setting(
        &mut self,
        table: &str,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: Spanned<DeValue<'_>>,
    ) {
        let place = key.span().start;
        let name = key.get_ref().as_ref();
        let Some(rule) = rules::find(table, name) else {
            self.unknown(place, Some(table), name);
            return;
        };
        let value = match toml::Value::deserialize(value.into_deserializer()) {
            Ok(value) => value,
            Err(error) => {
                self.problem_at(place, format!("\"{name}\": {}", error.message()));
                return;
            }
        };
        if let Err(wrong) = rule.accepts.check(&value) {
            self.problem_at(place, format!("\"{name}\" {wrong}"));
            return;
        }
        let settings = self
            .accepted
            .entry(table)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if let toml::Value::Table(settings) = settings {
            settings.insert(name.into(), value);
        }
    }

    fn unknown(&mut self, place: usize, table: Option<&str>, name: &str) {
        let elsewhere = rules::tables().find(|&t| rules::find(t, name).is_some());
        let what = match (elsewhere, table) {
            (Some(right), _) => format!("\"{name}\" belongs in the table [{right}]"),
            (None, Some(table)) => format!(
                "there is no setting \"{name}\" in [{table}]{}",
                hint(nearest(name, rules::keys(table)))
            ),
            (None, None) => {
                let all = rules::tables().flat_map(rules::keys);
                format!("there is no setting \"{name}\"{}", hint(nearest(name, all)))
            }
        };
        self.problem_at(place, what);
    }

    fn keys(&mut self, keys: DeTable<'_>) {
        for (name, value) in keys {
            let place = name.span().start;
            let name = name.get_ref().as_ref();
            match value.into_inner() {
                DeValue::Table(keys) if Config::PANES.contains(&name) => {
                    for (key, command) in keys {
                        self.key(name, key.span().start, key.get_ref(), command.get_ref());
                    }
                }
                DeValue::Table(_) => {
                    let meant = nearest(name, Config::PANES.iter().copied());
                    self.problem_at(place, format!("there is no pane \"{name}\"{}", hint(meant)));
                }
                command => self.key(Config::ALL_PANES, place, name, &command),
            }
        }
    }

    fn key(&mut self, pane: &str, place: usize, key: &str, command: &DeValue<'_>) {
        let DeValue::String(command) = command else {
            self.problem_at(
                place,
                format!("the key \"{key}\" needs the name of a command in quotes"),
            );
            return;
        };
        self.loaded.key_lines.insert(
            (pane.into(), key.into()),
            line_at(self.text.as_bytes(), place),
        );
        self.loaded
            .config
            .keys
            .entry(pane.into())
            .or_default()
            .insert(key.into(), command.clone().into_owned());
    }

    fn problem_at(&mut self, place: usize, what: impl AsRef<str>) {
        let line = line_at(self.text.as_bytes(), place);
        self.loaded.problem(Some(line), what);
    }

    fn finish(mut self) -> Loaded {
        let keys = std::mem::take(&mut self.loaded.config.keys);
        let feeds = std::mem::take(&mut self.loaded.config.feeds);
        let open_with = std::mem::take(&mut self.loaded.config.open_with);
        let services = std::mem::take(&mut self.loaded.config.services);
        match self.accepted.try_into::<Config>() {
            Ok(config) => self.loaded.config = config,
            // Every value passed its rule; a rule that lets through what the schema refuses is caught
            // by the tests of the rules, and costs the reader no more than the defaults.
            Err(error) => self.loaded.problem(None, error.message()),
        }
        self.loaded.config.keys = keys;
        self.loaded.config.feeds = feeds;
        self.loaded.config.open_with = open_with;
        self.loaded.config.services = services;
        self.loaded.sort_problems();
        self.loaded
    }
}

/// The line that a byte stands in, counted from one.
fn line_at(text: &[u8], place: usize) -> usize {
    let before = &text[..place.min(text.len())];
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The bytes of the line around a place, without its line break; of the last line with something in
/// it, where the place is the end of the text.
fn line_around(text: &str, place: usize) -> Range<usize> {
    let place = place.min(text.trim_end().len().saturating_sub(1));
    let bytes = text.as_bytes();
    let start = bytes[..place]
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    let end = bytes[place..]
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(bytes.len(), |at| place + at);
    start..end
}

fn hint(meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |name| format!("; the nearest is \"{name}\""))
}

#[cfg(test)]
mod tests;
