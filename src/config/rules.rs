//! What the value of each setting may be, and the sentence for one that it may not be.

use std::ops::RangeInclusive;

use toml::Value;
use url::Url;

use super::nearest::nearest;
use super::schema::Elsewhere;

/// What a setting accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Accepts {
    /// `true` or `false`.
    Flag,
    /// A whole number in this range.
    Number(RangeInclusive<i64>),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A program and its arguments, or nothing.
    Command,
    /// A list of these words.
    Words(&'static [&'static str]),
    /// One line of text that can stand in a header.
    HeaderText,
    /// The address of a proxy, or nothing.
    Proxy,
    /// Names of people.
    Names,
    /// Host names.
    Hosts,
    /// Names of [`Elsewhere::SERVICES`].
    Services,
    /// The http or https address of a server, or nothing.
    Server,
    /// Such addresses.
    Servers,
}

/// One setting.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// The table that it stands in.
    pub table: &'static str,
    /// Its name there.
    pub key: &'static str,
    /// What it accepts.
    pub accepts: Accepts,
}

const fn rule(table: &'static str, key: &'static str, accepts: Accepts) -> Rule {
    Rule {
        table,
        key,
        accepts,
    }
}

/// Every setting but the keys.
pub(super) const RULES: &[Rule] = &[
    rule(
        "reading",
        "stop",
        Accepts::Word(&["thread", "feed", "never"]),
    ),
    rule("reading", "text-width", Accepts::Number(40..=120)),
    rule("reading", "skip-short", Accepts::Flag),
    rule("reading", "straighten", Accepts::Flag),
    rule("reading", "hide-quotes", Accepts::Flag),
    rule("reading", "fold-stories", Accepts::Flag),
    rule(
        "reading",
        "group",
        Accepts::Word(&["none", "feed", "folder"]),
    ),
    rule("reading", "own-names", Accepts::Names),
    rule(
        "screen",
        "glyphs",
        Accepts::Word(&["unicode", "ascii", "plain"]),
    ),
    rule("screen", "mouse", Accepts::Flag),
    rule("screen", "colour", Accepts::Flag),
    rule("screen", "map", Accepts::Flag),
    rule(
        "screen",
        "habits",
        Accepts::Word(&["vim", "less", "newsreader", "res"]),
    ),
    rule(
        "session",
        "start",
        Accepts::Word(&["unread", "all", "last"]),
    ),
    rule(
        "session",
        "remember",
        Accepts::Words(&["selection", "view", "sort", "layout", "zoom", "groups"]),
    ),
    rule("polling", "automatic", Accepts::Flag),
    rule("polling", "adaptive", Accepts::Flag),
    rule("polling", "shortest-minutes", Accepts::Number(5..=10_080)),
    rule("polling", "longest-minutes", Accepts::Number(5..=10_080)),
    // Below five minutes no publisher is glad of a reader; above a week nobody would call it polling.
    rule("polling", "every-minutes", Accepts::Number(5..=10_080)),
    rule("polling", "concurrency", Accepts::Number(1..=64)),
    rule("network", "timeout-seconds", Accepts::Number(1..=600)),
    rule("network", "max-feed-mib", Accepts::Number(1..=64)),
    rule("network", "prefetch", Accepts::Flag),
    rule("network", "user-agent", Accepts::HeaderText),
    rule("network", "allow-private", Accepts::Hosts),
    rule("network", "proxy", Accepts::Proxy),
    rule("browser", "command", Accepts::Command),
    rule("browser", "terminal", Accepts::Flag),
    rule("pipe", "terminal", Accepts::Names),
    rule("elsewhere", "services", Accepts::Services),
    rule("elsewhere", "lemmy", Accepts::Server),
    rule("elsewhere", "mastodon", Accepts::Server),
    rule("elsewhere", "forums", Accepts::Servers),
];

/// The tables that hold settings, in the order of [`RULES`].
pub(super) fn tables() -> impl Iterator<Item = &'static str> {
    RULES
        .chunk_by(|a, b| a.table == b.table)
        .map(|rules| rules[0].table)
}

/// The names of a table's settings.
pub(super) fn keys(table: &str) -> impl Iterator<Item = &'static str> {
    RULES
        .iter()
        .filter(move |rule| rule.table == table)
        .map(|rule| rule.key)
}

/// The rule of one setting.
pub(super) fn find(table: &str, key: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .find(|rule| rule.table == table && rule.key == key)
}

impl Accepts {
    /// Tells what is wrong with a value, as the end of a sentence that begins with the setting's name.
    ///
    /// # Errors
    ///
    /// Fails where the value is none that the setting accepts.
    pub(super) fn check(&self, value: &Value) -> Result<(), String> {
        match self {
            Self::Flag => match value {
                Value::Boolean(_) => Ok(()),
                other => Err(format!("must be true or false, not {}", show(other))),
            },
            Self::Number(range) => match value {
                Value::Integer(number) if range.contains(number) => Ok(()),
                other => Err(format!(
                    "must be a whole number from {} to {}, not {}",
                    range.start(),
                    range.end(),
                    show(other)
                )),
            },
            Self::Word(words) => check_word(words, value),
            Self::HeaderText => match value {
                Value::String(text) if text.bytes().all(|b| (b' '..=b'~').contains(&b)) => Ok(()),
                Value::String(_) => Err("must be plain ASCII text in one line".into()),
                other => Err(format!("must be text in quotes, not {}", show(other))),
            },
            Self::Proxy => match value {
                Value::String(text) if text.is_empty() || is_proxy(text) => Ok(()),
                other => Err(format!(
                    "must be an http, https or socks5 address, or empty, not {}",
                    show(other)
                )),
            },
            Self::Command => match super::programs::command(value) {
                Some(_) => Ok(()),
                None => Err(format!("{}, not {}", super::programs::COMMAND, show(value))),
            },
            Self::Words(words) => check_words(words, value),
            Self::Services => {
                let names = Elsewhere::SERVICES.iter().map(|(name, _)| *name);
                check_words(&names.collect::<Vec<_>>(), value)
            }
            Self::Server => match value {
                Value::String(text) if text.is_empty() || is_server(value) => Ok(()),
                other => Err(format!(
                    "must be an http or https address, or empty, not {}",
                    show(other)
                )),
            },
            Self::Servers => match value {
                Value::Array(servers) if servers.iter().all(is_server) => Ok(()),
                other => Err(format!(
                    "must be a list of http or https addresses in brackets, not {}",
                    show(other)
                )),
            },
            Self::Names => match value {
                Value::Array(names) if names.iter().all(Value::is_str) => Ok(()),
                other => Err(format!(
                    "must be a list of names in quotes, in brackets, not {}",
                    show(other)
                )),
            },
            Self::Hosts => match value {
                Value::Array(hosts) => match hosts.iter().find(|host| !is_host(host)) {
                    None => Ok(()),
                    Some(other) => Err(format!(
                        "must list host names without scheme and path; {} is none",
                        show(other)
                    )),
                },
                other => Err(format!(
                    "must be a list of host names in brackets, not {}",
                    show(other)
                )),
            },
        }
    }
}

fn check_words(words: &[&str], value: &Value) -> Result<(), String> {
    match value {
        Value::Array(values) => values.iter().try_for_each(|value| check_word(words, value)),
        other => Err(format!("must be a list in brackets, not {}", show(other))),
    }
}

fn check_word(words: &[&str], value: &Value) -> Result<(), String> {
    if let Value::String(word) = value {
        if words.contains(&word.as_str()) {
            return Ok(());
        }
        if let Some(meant) = nearest(word, words.iter().copied()) {
            return Err(format!(
                "cannot be {}; the nearest is \"{meant}\"",
                show(value)
            ));
        }
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Err(format!(
        "must be one of {}, not {}",
        quoted.join(", "),
        show(value)
    ))
}

fn is_proxy(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") && url.has_host()
    })
}

fn is_server(value: &Value) -> bool {
    let url = value.as_str().and_then(|text| Url::parse(text).ok());
    url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn is_host(value: &Value) -> bool {
    // The parser also takes a port or a path, which would then never match a host.
    value
        .as_str()
        .is_some_and(|host| !host.contains('/') && url::Host::parse(host).is_ok())
}

/// A value as the reader wrote it, cut to a length that a line can hold.
fn show(value: &Value) -> String {
    const MAX_CHARS: usize = 40;
    let text = match value {
        Value::Table(_) => return "a table".into(),
        Value::Array(_) => return "a list".into(),
        Value::String(text) => format!("\"{text}\""),
        other => other.to_string(),
    };
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn every_setting_has_a_rule_and_every_rule_a_setting() {
        let defaults = toml::Table::try_from(Config::default()).unwrap();
        let mut settings: Vec<(String, String)> = Vec::new();
        for (table, values) in &defaults {
            for key in values.as_table().unwrap().keys() {
                settings.push((table.clone(), key.clone()));
            }
        }
        let mut ruled: Vec<(String, String)> = RULES
            .iter()
            .map(|rule| (rule.table.into(), rule.key.into()))
            .collect();
        settings.sort();
        ruled.sort();
        assert_eq!(settings, ruled);
    }

    #[test]
    fn every_default_keeps_its_rule() {
        let defaults = toml::Table::try_from(Config::default()).unwrap();
        for rule in RULES {
            assert_eq!(
                rule.accepts.check(&defaults[rule.table][rule.key]),
                Ok(()),
                "{}.{}",
                rule.table,
                rule.key
            );
        }
    }

    #[test]
    fn every_word_and_every_bound_of_a_rule_is_a_value_of_the_setting() {
        for rule in RULES {
            let values: Vec<Value> = match &rule.accepts {
                Accepts::Word(words) => words.iter().map(|&word| Value::from(word)).collect(),
                Accepts::Words(words) => {
                    let words = words.iter().map(|&word| Value::from(word));
                    vec![Value::Array(words.collect())]
                }
                Accepts::Number(range) => vec![(*range.start()).into(), (*range.end()).into()],
                _ => continue,
            };
            for value in values {
                let file = toml::Table::from_iter([(
                    rule.table.to_owned(),
                    Value::Table(toml::Table::from_iter([(rule.key.to_owned(), value)])),
                )]);
                assert!(file.try_into::<Config>().is_ok(), "{}", rule.key);
            }
        }
    }

    #[test]
    fn a_wrong_value_is_answered_by_what_is_right() {
        let width = &find("reading", "text-width").unwrap().accepts;
        assert_eq!(
            width.check(&Value::from(20)).unwrap_err(),
            "must be a whole number from 40 to 120, not 20"
        );
        let stop = &find("reading", "stop").unwrap().accepts;
        assert_eq!(
            stop.check(&Value::from("tread")).unwrap_err(),
            "cannot be \"tread\"; the nearest is \"thread\""
        );
        assert_eq!(
            stop.check(&Value::from(true)).unwrap_err(),
            "must be one of \"thread\", \"feed\", \"never\", not true"
        );
        let hosts = &find("network", "allow-private").unwrap().accepts;
        assert_eq!(
            hosts
                .check(&Value::Array(vec!["http://nas.lan/".into()]))
                .unwrap_err(),
            "must list host names without scheme and path; \"http://nas.lan/\" is none"
        );
        assert_eq!(
            hosts.check(&Value::Array(vec!["nas.lan".into(), "[::1]".into()])),
            Ok(())
        );
        let proxy = &find("network", "proxy").unwrap().accepts;
        assert!(proxy.check(&Value::from("ftp://proxy/")).is_err());
        assert_eq!(proxy.check(&Value::from("socks5://127.0.0.1:9050")), Ok(()));
        let agent = &find("network", "user-agent").unwrap().accepts;
        assert!(agent.check(&Value::from("me\r\nX-Evil: 1")).is_err());
    }
}
