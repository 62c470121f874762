//! Opening addresses: in the system's browser or in the reader's own programs, off the loop.

use std::path::Path;
use std::time::{Duration, Instant};

use url::Url;
use webbrowser::{Browser, BrowserOptions};

use super::child::{self, ProgramFailed};
use crate::config::{self, Config};
use crate::engine::message::HandOver;
use crate::model::safe::SafeText;

/// How long a program that is to open an address may take to say that it cannot.
const PATIENCE: Duration = Duration::from_secs(1);

/// Browsers that need the terminal, where `$BROWSER` names them.
const TERMINAL_BROWSERS: &[&str] = &[
    "w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "chawan", "cha",
];

/// Why an address was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not a web address.
    #[error("Only web addresses are opened, not {0}:")]
    Scheme(String),
    /// No browser could be started.
    #[error("No browser could be started: {0}")]
    Browser(#[from] std::io::Error),
    /// A program of the reader's.
    #[error(transparent)]
    Program(#[from] ProgramFailed),
}

/// How an address is opened.
#[derive(Debug, PartialEq, Eq)]
pub enum Way {
    /// In the system's browser.
    System,
    /// By this program beside byline.
    Beside(Vec<String>),
    /// By this program, which needs the terminal.
    InTerminal(HandOver),
}

/// How the reader wants an address to be opened; `browser` is the variable of that name in the
/// environment, which counts where the configuration says nothing.
///
/// # Errors
///
/// Fails if the address is not http or https.
pub fn way(url: &Url, config: &Config, browser: Option<&str>) -> Result<Way, OpenError> {
    check(url)?;
    let words = |command: &[String]| {
        let program = command.first().map_or("", String::as_str);
        config::with_address(command, &for_shell_between(program, url.as_str()))
    };
    let (command, terminal) = match config.program_for(url) {
        Some(program) => (program.command.clone(), program.terminal),
        None => match browser.and_then(terminal_browser) {
            Some(command) => (command, true),
            None => return Ok(Way::System),
        },
    };
    let words = words(&command);
    Ok(match terminal {
        true => Way::InTerminal(HandOver {
            name: SafeText::new(name_of(&command[0])),
            words,
            input: Vec::new(),
            variables: Vec::new(),
            is_listened_to: true,
            waits_for_enter: false,
        }),
        false => Way::Beside(words),
    })
}

/// The command of `$BROWSER` if it names a browser that needs the terminal; of several, the first counts.
fn terminal_browser(variable: &str) -> Option<Vec<String>> {
    let first = variable.split(':').next()?;
    let words: Vec<String> = first
        .split_whitespace()
        .map(|word| word.replace("%s", "%u"))
        .collect();
    let name = name_of(words.first()?);
    TERMINAL_BROWSERS.contains(&name).then_some(words)
}

/// Opens an address in the system's browser; returns what is to be said. What the browser prints is
/// dropped, so that it does not end up on the screen.
///
/// May take as long as the browser takes to start: not for the loop's thread.
///
/// # Errors
///
/// Fails if no browser could be started.
pub fn open_in_system(url: &Url) -> Result<String, OpenError> {
    let mut options = BrowserOptions::new();
    options.with_suppress_output(true);
    webbrowser::open_browser_with_options(Browser::Default, url.as_str(), &options)?;
    Ok(format!("Opened in the browser: {}", shown(url)))
}

/// Opens an address by a program beside byline, which it outlives. `say` is told that it was opened, and
/// what went wrong, be it later. Waits for the program: not for the loop's thread.
pub fn open_beside(url: &Url, words: &[String], say: impl Fn(Result<String, OpenError>)) {
    let name = name_of(&words[0]);
    let opened = || Ok(format!("Opened in {}: {}", SafeText::new(name), shown(url)));
    let mut child = match child::Beside::start(words) {
        Ok(child) => child,
        Err(error) => return say(Err(error.into())),
    };
    match child.wait_until(Instant::now() + PATIENCE) {
        Some(Ok(())) => return say(opened()),
        Some(Err(error)) => return say(Err(error.into())),
        None => say(opened()),
    }
    if let Err(error) = child.wait() {
        say(Err(error.into()));
    }
}

/// Other schemes start other programs, with whatever a feed wrote behind the colon.
fn check(url: &Url) -> Result<(), OpenError> {
    match url.scheme() {
        "http" | "https" => Ok(()),
        scheme => Err(OpenError::Scheme(scheme.to_owned())),
    }
}

/// A program's name without its folder.
pub(super) fn name_of(program: &str) -> &str {
    let name = Path::new(program)
        .file_name()
        .and_then(|name| name.to_str());
    name.unwrap_or(program)
}

/// An address as it is told: without what stands behind the path.
fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    SafeText::new(&format!("{host}{}", url.path())).to_string()
}

/// An address for a program of Windows (also from WSL) that reads its arguments as a command line: what
/// means something in that line is encoded, so that the address stays one word and nothing in it is run.
fn for_shell_between(program: &str, address: &str) -> String {
    let name = name_of(program.rsplit('\\').next().unwrap_or(program)).to_ascii_lowercase();
    let name = name.strip_suffix(".exe").unwrap_or(&name);
    match name {
        // https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
        "cmd" => {
            let mut escaped = String::with_capacity(address.len());
            for letter in address.chars() {
                if "&|<>^%()!\"".contains(letter) {
                    escaped.push('^');
                }
                escaped.push(letter);
            }
            escaped
        }
        // A literal string, in which a quotation mark is the only special character.
        "powershell" | "pwsh" => format!("'{}'", address.replace('\'', "%27")),
        "wslview" | "wsl-open" => address
            .replace('\'', "%27")
            .replace('$', "%24")
            .replace('`', "%60")
            .replace(';', "%3B"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str) -> Url {
        address.parse().unwrap()
    }

    fn config(text: &str) -> Config {
        let loaded = config::read(Path::new("config.toml"), text);
        assert_eq!(loaded.problems, []);
        loaded.config
    }

    #[test]
    fn only_web_addresses_are_opened() {
        let config = config("[browser]\ncommand = [\"w3m\"]\n");
        for address in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@b.example",
        ] {
            assert!(way(&url(address), &config, None).is_err(), "{address}");
        }
        assert!(way(&url("https://example.org/"), &config, None).is_ok());
    }

    #[test]
    fn a_program_with_the_terminal_or_beside_byline_or_the_system() {
        let address = url("https://example.org/a?b=1&c=$(id)");
        let plain = Config::default();
        assert_eq!(way(&address, &plain, None).unwrap(), Way::System);
        assert_eq!(
            way(&address, &plain, Some("firefox:w3m")).unwrap(),
            Way::System
        );
        let words = |way: Way| match way {
            Way::InTerminal(program) => ("terminal", program.words),
            Way::Beside(words) => ("beside", words),
            Way::System => ("system", Vec::new()),
        };
        let (place, command) = words(way(&address, &plain, Some("/usr/bin/w3m -M %s")).unwrap());
        assert_eq!(
            (place, command.join(" ").as_str()),
            (
                "terminal",
                "/usr/bin/w3m -M https://example.org/a?b=1&c=$(id)"
            )
        );
        let config = config(
            "[browser]\ncommand = [\"firefox\", \"--private\"]\n[[open-with]]\ntype = \"video\"\n\
             command = [\"mpv\", \"%u\"]\nterminal = true\n",
        );
        // The configuration stands before the environment.
        let (place, command) = words(way(&address, &config, Some("w3m")).unwrap());
        assert_eq!((place, command.len()), ("beside", 3));
        let (place, _) = words(way(&url("https://example.org/x.webm"), &config, None).unwrap());
        assert_eq!(place, "terminal");
    }

    #[test]
    fn for_a_shell_of_windows_the_address_is_encoded() {
        let address = "https://a.example/?x=%41&calc|^(1)'$a";
        for (program, encoded) in [
            ("w3m", address),
            ("cmd.exe", "https://a.example/?x=^%41^&calc^|^^^(1^)'$a"),
            (
                "/mnt/c/Windows/System32/CMD.EXE",
                "https://a.example/?x=^%41^&calc^|^^^(1^)'$a",
            ),
            (
                "C:\\Windows\\powershell.exe",
                "'https://a.example/?x=%41&calc|^(1)%27$a'",
            ),
            ("wslview", "https://a.example/?x=%41&calc|^(1)%27%24a"),
        ] {
            assert_eq!(for_shell_between(program, address), encoded, "{program}");
        }
    }
}
