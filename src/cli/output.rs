//! The one way from this program to somebody's standard output.
//!
//! Text goes out line by line as [`SafeText`]. JSON keeps every character, but those that could work on a
//! terminal go out as `\u` escapes, so that neither `byline list --json` nor a pipe through `less` can be
//! used against the reader.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::model::safe::{SafeText, is_unsafe};

/// Where results are printed.
pub struct Output<'a> {
    to: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    /// Prints to this.
    pub fn new(to: &'a mut dyn Write) -> Self {
        Self { to }
    }

    /// Prints one line; blanks stay, everything that could work on a terminal goes.
    ///
    /// # Errors
    ///
    /// Fails if the output cannot be written.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.to, "{}", SafeText::verbatim(text.trim_end()))
    }

    /// Shows what was printed so far.
    ///
    /// # Errors
    ///
    /// Fails if the output cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    /// Prints a value as one line of JSON.
    ///
    /// # Errors
    ///
    /// Fails if the output cannot be written.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        value
            .serialize(&mut Serializer::with_formatter(&mut self.to, Harmless))
            .map_err(io::Error::from)?;
        self.to.write_all(b"\n")
    }
}

/// Compact JSON in which no character can work on a terminal.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            CompactFormatter.write_string_fragment(writer, &rest[..at])?;
            let mut characters = rest[at..].chars();
            if let Some(character) = characters.next() {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = characters.as_str();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

#[cfg(test)]
pub(super) fn printed(print: impl FnOnce(&mut Output<'_>) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    print(&mut Output::new(&mut bytes)).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_every_character_and_none_works_on_a_terminal() {
        let text = "a\u{9b}31m\u{1b}[0m \u{202e}gpj\u{e0041} \"ü\"";
        let line = printed(|out| out.json(&text));
        assert_eq!(
            line,
            "\"a\\u009b31m\\u001b[0m \\u202egpj\\udb40\\udc41 \\\"ü\\\"\"\n"
        );
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn a_line_keeps_its_indentation_and_loses_its_escape_sequences() {
        assert_eq!(printed(|out| out.line("  a\u{1b}[2Jb\nc  ")), "  a[2Jb c\n");
    }
}
