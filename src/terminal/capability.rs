//! What the terminal can do, from the environment alone: nothing is asked of it, so nothing can hang.

/// What the terminal can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Whether the cursor can be moved at all.
    pub screen: bool,
    /// Whether colours are wanted (<https://no-color.org>).
    pub colour: bool,
    /// Whether characters beyond ASCII are shown.
    pub unicode: bool,
}

impl Capability {
    /// Reads the environment through `variable`.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let terminal = set("TERM");
        let is_dumb = terminal.as_deref() == Some("dumb");
        // POSIX: the first of these that is set decides (XBD section 8.2).
        let locale = set("LC_ALL")
            .or_else(|| set("LC_CTYPE"))
            .or_else(|| set("LANG"));
        let is_linux_console = terminal.as_deref() == Some("linux");
        Self {
            screen: !is_dumb,
            colour: !is_dumb && set("NO_COLOR").is_none(),
            // Windows and macOS terminals speak UTF-8 whatever the locale says; so do most where none
            // is set. The Linux console does too, but its fonts lack most of the marks.
            unicode: !is_linux_console && locale.is_none_or(|locale| speaks_utf8(&locale)),
        }
    }

    /// Reads the environment of this process.
    pub fn here() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }
}

fn speaks_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    let names_charset = locale.contains('.');
    let is_plain = matches!(locale.as_str(), "c" | "posix");
    locale.contains("utf-8") || locale.contains("utf8") || (!names_charset && !is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Capability {
        Capability::of(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn no_color_is_honoured_only_if_it_is_not_empty() {
        assert!(!with(&[("TERM", "xterm"), ("NO_COLOR", "1")]).colour);
        assert!(with(&[("TERM", "xterm"), ("NO_COLOR", "")]).colour);
    }

    #[test]
    fn a_dumb_terminal_has_no_screen() {
        assert!(!with(&[("TERM", "dumb")]).screen);
        assert!(with(&[("TERM", "xterm-256color")]).screen);
    }

    #[test]
    fn the_locale_that_counts_tells_whether_unicode_is_shown() {
        assert!(with(&[("LANG", "de_DE.UTF-8")]).unicode);
        assert!(!with(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]).unicode);
        assert!(!with(&[("LANG", "de_DE.ISO-8859-1")]).unicode);
        assert!(!with(&[("LANG", "C.UTF-8"), ("TERM", "linux")]).unicode);
        assert!(with(&[]).unicode);
    }
}
