//! Programs of the reader's that addresses and texts are handed to: `[browser]`, `[[open-with]]`, `[pipe]`.

use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Serialize};
use toml::Value;
use toml::de::DeTable;
use url::Url;

use super::feeds::Wrong;
use super::nearest::nearest;

/// What stands for the address in a command.
const ADDRESS: &str = "%u";

/// The settings of an `[[open-with]]`.
const SETTINGS: &[&str] = &["type", "site", "command", "terminal"];

/// The browser that addresses are opened in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Browser {
    /// The program and its arguments, `%u` being the address; empty for the system's own browser.
    pub command: Vec<String>,
    /// Whether it needs the terminal.
    pub terminal: bool,
}

/// What texts are handed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pipe {
    /// Programs that are given the terminal wherever they stand in a command line.
    pub terminal: Vec<String>,
}

impl Default for Pipe {
    fn default() -> Self {
        let programs = "less more most lv vim nvim vi view nano emacs micro hx helix kak fzf sk w3m lynx links elinks";
        Self {
            terminal: programs.split(' ').map(str::to_owned).collect(),
        }
    }
}

impl Pipe {
    /// Whether a command line has a program in it that needs the terminal. Quotation marks are not looked
    /// at: a program that is only named in them has the terminal without need.
    pub fn needs_terminal(&self, command: &str) -> bool {
        let parts = command.split(['|', ';', '&', '(', '{', '\n']);
        parts
            .filter_map(program_of)
            .any(|name| self.terminal.iter().any(|program| program.as_str() == name))
    }
}

/// The name of the program that a simple command runs: what stands in front of it is stepped over.
fn program_of(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    let word = words.find(|word| {
        !word.contains('=') && !["env", "exec", "command", "nohup", "sudo", "time"].contains(word)
    })?;
    word.rsplit('/').next()
}

/// What some addresses are opened with instead of the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenWith {
    /// Kinds of what is behind the address, as `image/*` or `application/pdf`; empty for every kind.
    pub types: Vec<String>,
    /// Hosts, with those below them; empty for every site.
    pub sites: Vec<String>,
    /// The program, and whether it needs the terminal.
    pub browser: Browser,
}

impl OpenWith {
    /// Whether an address is opened with this.
    fn is_for(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_of_site = |site: &String| {
            let below = host.strip_suffix(site.as_str());
            below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let kind = kind_of(url);
        let is_of_type = |wanted: &String| match wanted.strip_suffix("/*") {
            Some(family) => kind.split('/').next() == Some(family),
            None => kind == wanted.as_str(),
        };
        (self.sites.is_empty() || self.sites.iter().any(is_of_site))
            && (self.types.is_empty() || self.types.iter().any(is_of_type))
    }
}

/// The program for an address: the first of those for some addresses that fits, or the browser; none for
/// the system's own.
pub fn program_for<'a>(
    special: &'a [OpenWith],
    browser: &'a Browser,
    url: &Url,
) -> Option<&'a Browser> {
    let special = special.iter().find(|special| special.is_for(url));
    let program = special.map_or(browser, |special| &special.browser);
    (!program.command.is_empty()).then_some(program)
}

/// A command with the address in its place, or behind everything where it has none.
pub fn with_address(command: &[String], address: &str) -> Vec<String> {
    let mut words: Vec<String> = command
        .iter()
        .map(|word| word.replace(ADDRESS, address))
        .collect();
    if !command.iter().any(|word| word.contains(ADDRESS)) {
        words.push(address.to_owned());
    }
    words
}

/// What is probably behind an address, by the ending of its path; a page where that says nothing.
fn kind_of(url: &Url) -> &'static str {
    let file = url.path().rsplit('/').next().unwrap_or_default();
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" | "jpe" | "jfif" => "image/jpeg",
        "png" | "apng" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "bmp" => "image/bmp",
        "tif" | "tiff" => "image/tiff",
        "jxl" => "image/jxl",
        "heic" => "image/heic",
        "mp3" => "audio/mpeg",
        "m4a" | "m4b" | "aac" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "weba" => "audio/webm",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mkv" => "video/x-matroska",
        "mov" => "video/quicktime",
        "avi" => "video/x-msvideo",
        "ogv" => "video/ogg",
        "mpg" | "mpeg" => "video/mpeg",
        "m3u8" => "application/vnd.apple.mpegurl",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        _ => "text/html",
    }
}

/// Reads one `[[open-with]]`; `place` is where it stands. Without a command, or with nothing that says for
/// what it is, it is not used.
pub(super) fn read(place: usize, table: DeTable<'_>, wrong: &mut Vec<Wrong>) -> Option<OpenWith> {
    let mut special = OpenWith::default();
    let mut is_whole = true;
    for (name, value) in table {
        let place = name.span().start;
        let name = name.get_ref().as_ref();
        let value = Value::deserialize(value.into_deserializer());
        let taken = value
            .map_err(|error| error.message().to_owned())
            .and_then(|value| special.take(name, &value));
        if let Err(what) = taken {
            is_whole = false;
            wrong.push((place, format!("\"{name}\" {what}")));
        }
    }
    if !is_whole {
        return None;
    }
    let missing = match (&special.browser.command, &special.types, &special.sites) {
        (command, ..) if command.is_empty() => "[[open-with]] needs a command",
        (_, types, sites) if types.is_empty() && sites.is_empty() => {
            "[[open-with]] needs a type or a site"
        }
        _ => return Some(special),
    };
    wrong.push((place, missing.to_owned()));
    None
}

impl OpenWith {
    fn take(&mut self, name: &str, value: &Value) -> Result<(), String> {
        match name {
            "type" => {
                self.types = words(value)
                    .ok_or("must be a type such as \"image/*\", or several in brackets")?;
                // A family is often named alone.
                for kind in &mut self.types {
                    kind.make_ascii_lowercase();
                    if !kind.contains('/') {
                        kind.push_str("/*");
                    }
                }
            }
            "site" => {
                self.sites = words(value).ok_or("must be a host, or several in brackets")?;
                for site in &mut self.sites {
                    *site = site.trim_start_matches("*.").to_ascii_lowercase();
                }
            }
            "command" => self.browser.command = command(value).ok_or(COMMAND)?,
            "terminal" => {
                let flag = value.as_bool();
                self.browser.terminal = flag.ok_or("must be true or false")?;
            }
            _ => {
                return Err(match nearest(name, SETTINGS.iter().copied()) {
                    Some(meant) => {
                        format!("is no setting of [[open-with]]; the nearest is \"{meant}\"")
                    }
                    None => "is no setting of [[open-with]]".to_owned(),
                });
            }
        }
        Ok(())
    }
}

/// What is said of a command that is none.
pub(super) const COMMAND: &str =
    "must be a program and its arguments in brackets, such as [\"w3m\", \"%u\"]";

/// A program and its arguments.
pub(super) fn command(value: &Value) -> Option<Vec<String>> {
    let words = value.as_array()?.iter();
    let words: Option<Vec<String>> = words.map(|word| word.as_str().map(str::to_owned)).collect();
    words.filter(|words| {
        words
            .first()
            .is_none_or(|program| !program.trim().is_empty())
    })
}

/// One word or several.
fn words(value: &Value) -> Option<Vec<String>> {
    let words = match value {
        Value::String(word) => vec![word.clone()],
        value => command(value)?,
    };
    Some(words).filter(|words| words.iter().all(|word| !word.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str) -> Url {
        Url::parse(address).unwrap()
    }

    fn loaded(text: &str) -> crate::config::Loaded {
        crate::config::read(std::path::Path::new("config.toml"), text)
    }

    #[test]
    fn an_address_is_opened_by_kind_and_site_and_else_in_the_browser() {
        let loaded = loaded(
            "[browser]\ncommand = [\"w3m\", \"%u\"]\nterminal = true\n\
             [[open-with]]\ntype = \"image\"\nsite = \"art.example\"\ncommand = [\"feh\"]\n\
             [[open-with]]\ntype = [\"image/*\", \"application/pdf\"]\ncommand = [\"view\"]\n\
             [[open-with]]\ntype = \"audio/*\"\ncommand = [\"mpv\", \"--no-video\"]\nterminal = true\n\
             [[open-with]]\nsite = \"tube.example\"\ncommand = [\"mpv\"]\n",
        );
        assert_eq!(loaded.problems, []);
        let config = loaded.config;
        for (address, program) in [
            ("https://a.example/story", "w3m"),
            ("https://a.example/strip.PNG?w=3", "view"),
            ("https://cdn.art.example/strip.jpg", "feh"),
            ("https://smart.example/strip.jpg", "view"),
            ("https://a.example/report.pdf#page=2", "view"),
            ("https://a.example/talk.ogg", "mpv"),
            ("https://www.tube.example/watch?v=1", "mpv"),
            ("https://nottube.example/watch?v=1.mp3", "w3m"),
        ] {
            let found = config.program_for(&url(address)).unwrap();
            assert_eq!(found.command[0], program, "{address}");
        }
        assert!(
            config
                .program_for(&url("https://a.example/"))
                .unwrap()
                .terminal
        );
        assert_eq!(
            crate::config::Config::default().program_for(&url("https://a.example/")),
            None
        );
    }

    #[test]
    fn the_address_is_one_argument_in_its_place_or_behind_all() {
        let words = |command: &[&str]| {
            let command: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
            with_address(&command, "https://a.example/?q=a b;rm&x").join("\u{1}")
        };
        assert_eq!(
            words(&["w3m", "%u", "-M"]),
            "w3m\u{1}https://a.example/?q=a b;rm&x\u{1}-M"
        );
        assert_eq!(
            words(&["x", "--url=%u"]),
            "x\u{1}--url=https://a.example/?q=a b;rm&x"
        );
        assert_eq!(words(&["w3m"]), "w3m\u{1}https://a.example/?q=a b;rm&x");
    }

    #[test]
    fn programs_that_need_the_terminal_are_found_anywhere_in_a_command_line() {
        let pipe = Pipe::default();
        for command in [
            "less",
            "less -R +G",
            "/usr/bin/vim -",
            "grep -i rope | less",
            "LESS=-S less",
            "tee copy; fzf | cat",
            "(w3m -T text/html)",
        ] {
            assert!(pipe.needs_terminal(command), "{command}");
        }
        for command in [
            "wc -w",
            "grep less",
            "cat | sort",
            "",
            "lessons",
            "cat > vim",
        ] {
            assert!(!pipe.needs_terminal(command), "{command}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_program_is_said_and_the_rest_holds() {
        let loaded = loaded(
            "[browser]\ncommand = \"w3m\"\n[[open-with]]\ntype = \"image\"\n\
             [[open-with]]\ncommand = [\"mpv\"]\n[[open-with]]\ntipe = \"audio\"\n[open-with]\n",
        );
        let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        assert!(
            told.iter()
                .any(|line| line.contains("\"command\" must be a program")),
            "{told:?}"
        );
        let loaded = self::loaded(
            "[[open-with]]\ntype = \"image\"\n[[open-with]]\ncommand = [\"mpv\"]\n[[open-with]]\ntipe = 1\n",
        );
        let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "config.toml, line 1: [[open-with]] needs a command",
                "config.toml, line 3: [[open-with]] needs a type or a site",
                "config.toml, line 6: \"tipe\" is no setting of [[open-with]]; the nearest is \"type\"",
            ]
        );
    }
}
