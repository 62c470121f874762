//! `[[feed]]`: what the reader sets for one feed, and where its secrets are kept.
//!
//! A password never stands in the file: it comes from the environment or from a command, such as that
//! of a password store.

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use toml::Value;
use toml::de::DeTable;
use url::Url;

use super::nearest::nearest;

/// The settings of a feed, by their names in the file.
const SETTINGS: &[&str] = &[
    "url",
    "command",
    "every-minutes",
    "user-agent",
    "username",
    "password",
    "headers",
];

/// Headers of the connection itself and of byline's own manners, which are not the reader's to set
/// (RFC 9110 section 7.6.1).
const FORBIDDEN_HEADERS: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-modified-since",
    "if-none-match",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// What the reader sets for one feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedSettings {
    /// The feed's address, exactly: of the web, of a file, or `exec:` with a name for a program.
    pub url: Url,
    /// The program that prints the feed at an `exec:` address, and its arguments; else empty.
    pub command: Vec<String>,
    /// Minutes between two polls, whatever its rhythm and its publisher say.
    pub every_minutes: Option<u32>,
    /// A user agent for this feed alone.
    pub user_agent: Option<String>,
    /// The name for HTTP authentication (Basic, RFC 7617).
    pub username: Option<String>,
    /// The password that goes with it.
    pub password: Option<Secret>,
    /// Headers sent to the feed's own server, and to no other.
    pub headers: Vec<(String, Secret)>,
}

/// A value, or where it is to be had.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// It stands in the file, and is none.
    Plain(String),
    /// In this variable of the environment.
    Environment(String),
    /// In the first line that this program prints; its name and its arguments, without a shell.
    Command(Vec<String>),
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plain(_) => f.write_str("Plain(…)"),
            Self::Environment(name) => f.debug_tuple("Environment").field(name).finish(),
            Self::Command(words) => f.debug_tuple("Command").field(words).finish(),
        }
    }
}

/// What is wrong in a table, and at which byte of the file.
pub(super) type Wrong = (usize, String);

/// Reads one `[[feed]]`; `place` is where it stands. A mistake costs the setting that it is in; one in the
/// address costs the table.
pub(super) fn read(
    place: usize,
    table: DeTable<'_>,
    wrong: &mut Vec<Wrong>,
) -> Option<FeedSettings> {
    let mut url = None;
    let mut settings = FeedSettings {
        url: Url::parse("byline:none").ok()?,
        command: Vec::new(),
        every_minutes: None,
        user_agent: None,
        username: None,
        password: None,
        headers: Vec::new(),
    };
    for (name, value) in table {
        let place = name.span().start;
        let name = name.get_ref().as_ref();
        let taken = match Value::deserialize(value.into_deserializer()) {
            Ok(value) if name == "url" => address(&value).map(|address| url = Some(address)),
            Ok(value) => settings.take(name, &value),
            Err(error) => Err(error.message().to_owned()),
        };
        if let Err(what) = taken {
            wrong.push((place, format!("\"{name}\" {what}")));
        }
    }
    if settings.password.is_some() != settings.username.is_some() {
        let what = "\"username\" and \"password\" go together; neither is used";
        wrong.push((place, what.to_owned()));
        (settings.username, settings.password) = (None, None);
    }
    let is_program = url
        .as_ref()
        .is_some_and(|url| url.scheme() == FeedSettings::PROGRAM_SCHEME);
    if url.is_some() && is_program == settings.command.is_empty() {
        let what = "an address like exec:name and a \"command\" go together; this feed is not used";
        wrong.push((place, what.to_owned()));
        return None;
    }
    match url {
        Some(url) => Some(FeedSettings { url, ..settings }),
        None => {
            wrong.push((place, "a [[feed]] needs the \"url\" of its feed".to_owned()));
            None
        }
    }
}

impl FeedSettings {
    /// The scheme of the addresses that stand for a program of the reader's.
    pub const PROGRAM_SCHEME: &'static str = "exec";

    fn take(&mut self, name: &str, value: &Value) -> Result<(), String> {
        match name {
            "every-minutes" => {
                let minutes = value.as_integer().filter(|m| (5..=10_080).contains(m));
                let minutes = minutes.ok_or("must be a whole number from 5 to 10080")?;
                self.every_minutes = u32::try_from(minutes).ok();
            }
            "command" => {
                let words = words(value).ok_or("must be [\"program\", \"argument\"]")?;
                self.command = words;
            }
            "user-agent" => self.user_agent = Some(header_text(value)?),
            // A colon would end the name (RFC 7617 section 2).
            "username" => match value.as_str() {
                Some(name) if !name.is_empty() && !name.contains(':') => {
                    self.username = Some(name.to_owned());
                }
                _ => return Err("must be a name in quotes, without a colon".to_owned()),
            },
            "password" => match secret(value)? {
                Secret::Plain(_) => {
                    return Err("must not stand in the file: write { env = \"NAME\" } or \
                                { command = [\"pass\", \"show\", \"example\"] }"
                        .to_owned());
                }
                secret => self.password = Some(secret),
            },
            "headers" => self.headers = headers(value)?,
            _ => {
                let meant = nearest(name, SETTINGS.iter().copied());
                let hint = meant.map(|meant| format!("; the nearest is \"{meant}\""));
                return Err(format!(
                    "is no setting of a feed{}",
                    hint.unwrap_or_default()
                ));
            }
        }
        Ok(())
    }
}

fn address(value: &Value) -> Result<Url, String> {
    value
        .as_str()
        .and_then(|text| Url::parse(text).ok())
        .filter(|url| match url.scheme() {
            "http" | "https" => true,
            "file" => url.to_file_path().is_ok(),
            FeedSettings::PROGRAM_SCHEME => !url.path().is_empty(),
            _ => false,
        })
        .ok_or_else(|| "must be an address like https://…, file:///… or exec:name".to_owned())
}

fn header_text(value: &Value) -> Result<String, String> {
    value
        .as_str()
        .filter(|text| !text.is_empty() && text.bytes().all(|b| (b' '..=b'~').contains(&b)))
        .map(str::to_owned)
        .ok_or_else(|| "must be plain ASCII text in one line".to_owned())
}

fn secret(value: &Value) -> Result<Secret, String> {
    let what = || "must be text, { env = \"NAME\" } or { command = [\"program\", \"argument\"] }";
    let table = match value {
        Value::String(_) => return header_text(value).map(Secret::Plain),
        Value::Table(table) if table.len() == 1 => table,
        _ => return Err(what().to_owned()),
    };
    let name = table.get("env").and_then(Value::as_str);
    if let Some(name) = name.filter(|name| !name.is_empty() && !name.contains(['=', '\0'])) {
        return Ok(Secret::Environment(name.to_owned()));
    }
    let words = table.get("command").and_then(words);
    words.map(Secret::Command).ok_or_else(|| what().to_owned())
}

/// A program and its arguments.
fn words(value: &Value) -> Option<Vec<String>> {
    let words = value.as_array().filter(|words| !words.is_empty())?;
    let words = words.iter().map(|word| word.as_str().map(str::to_owned));
    words.collect()
}

fn headers(value: &Value) -> Result<Vec<(String, Secret)>, String> {
    let Value::Table(table) = value else {
        return Err("must be a table: { X-Name = \"value\" }".to_owned());
    };
    let mut headers = Vec::new();
    for (name, value) in table {
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(format!("has \"{name}\", which is no name of a header"));
        }
        let lower = name.to_ascii_lowercase();
        if FORBIDDEN_HEADERS.contains(&lower.as_str()) {
            return Err(format!("has {name}, which byline sets itself"));
        }
        let value = secret(value).map_err(|what| format!("has {name}, which {what}"))?;
        headers.push((lower, value));
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read as read_file;
    use std::path::Path;

    fn loaded(text: &str) -> crate::config::Loaded {
        read_file(Path::new("c.toml"), text)
    }

    #[test]
    fn a_feed_has_its_own_pace_name_password_and_headers() {
        let loaded = loaded(
            "[[feed]]\nurl = \"https://a.example/feed\"\nevery-minutes = 60\nuser-agent = \"curl\"\n\
             username = \"me\"\npassword = { command = [\"pass\", \"show\", \"a b\"] }\n\
             headers = { X-Key = { env = \"KEY\" }, Accept-Language = \"de\" }\n\
             [[feed]]\nurl = \"https://b.example/\"\n",
        );
        assert_eq!(loaded.problems, []);
        let [first, second] = loaded.config.feeds.as_slice() else {
            panic!("two feeds");
        };
        assert_eq!(first.every_minutes, Some(60));
        assert_eq!(
            first.password,
            Some(Secret::Command(vec![
                "pass".into(),
                "show".into(),
                "a b".into()
            ]))
        );
        assert!(
            first
                .headers
                .contains(&("x-key".into(), Secret::Environment("KEY".into())))
        );
        assert!(
            first
                .headers
                .contains(&("accept-language".into(), Secret::Plain("de".into())))
        );
        assert_eq!(second.url.as_str(), "https://b.example/");
    }

    #[test]
    fn a_mistake_costs_its_setting_and_a_missing_address_its_table() {
        let loaded = loaded(
            "[[feed]]\nurl = \"https://a.example/feed\"\nevery-minuts = 60\nusername = \"me\"\n\
             password = \"secret\"\nheaders = { Host = \"b.example\" }\n\
             [[feed]]\nurl = \"ftp://a.example/\"\n[polling]\nconcurrency = 4\n",
        );
        let problems: Vec<_> = loaded.problems.iter().map(ToString::to_string).collect();
        assert_eq!(loaded.config.feeds.len(), 1);
        assert_eq!(loaded.config.feeds[0].headers, []);
        assert_eq!(loaded.config.polling.concurrency, 4);
        let expected = [
            "line 1: \"username\" and \"password\" go together",
            "line 3: \"every-minuts\" is no setting of a feed; the nearest is \"every-minutes\"",
            "line 5: \"password\" must not stand in the file",
            "line 6: \"headers\" has Host, which byline sets itself",
            "line 7: a [[feed]] needs the \"url\"",
            "line 8: \"url\" must be an address like",
        ];
        assert_eq!(problems.len(), expected.len(), "{problems:#?}");
        for (problem, expected) in problems.iter().zip(expected) {
            assert!(
                problem.contains(expected),
                "{problem} should say: {expected}"
            );
        }
    }

    #[test]
    fn a_feed_can_be_a_file_or_a_program_that_has_a_name() {
        let loaded = loaded(
            "[[feed]]\nurl = \"file:///home/me/feed.xml\"\n\
             [[feed]]\nurl = \"exec:weather\"\ncommand = [\"weather\", \"--rss\"]\n\
             [[feed]]\nurl = \"exec:nothing\"\n\
             [[feed]]\nurl = \"https://a.example/\"\ncommand = [\"weather\"]\n",
        );
        let feeds = loaded.config.feeds.iter();
        let feeds: Vec<_> = feeds
            .map(|feed| (feed.url.as_str(), feed.command.join(" ")))
            .collect();
        let expected = [
            ("file:///home/me/feed.xml", String::new()),
            ("exec:weather", "weather --rss".to_owned()),
        ];
        assert_eq!(feeds, expected);
        let lines: Vec<_> = loaded.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [Some(6), Some(8)]);
    }

    #[test]
    fn what_stands_in_the_file_is_not_printed_by_mistake() {
        assert_eq!(format!("{:?}", Secret::Plain("x".into())), "Plain(…)");
    }
}
