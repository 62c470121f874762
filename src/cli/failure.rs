//! How a command ends: a kind for the exit status, the chain of causes, and what could help.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use crate::model::safe::SafeText;

/// What went wrong, by what a script can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// Whoever read the output has seen enough (`byline list | head`): no failure to anybody.
    OutputClosed,
    /// Some feeds failed, or a document was refused.
    Some,
    /// The command line or the configuration is wrong.
    Usage,
    /// The library cannot be used.
    Storage,
    /// The network failed.
    Network,
    /// A signal of this number ended the reader.
    Signal(u8),
}

impl FailureKind {
    /// The exit status, which is public interface; of signals it is what shells make of them.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Some => 1,
            Self::Usage => 2,
            Self::Storage => 3,
            Self::Network => 4,
            Self::Signal(number) => 128_u8.saturating_add(number),
        }
    }
}

/// Why a command did not do all that it was asked.
#[derive(Debug)]
pub struct Failure {
    /// The kind, which decides the exit status.
    pub kind: FailureKind,
    /// What happened; none where everything has been said already.
    pub error: Option<anyhow::Error>,
    /// What the user can do, a sentence each.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure with its cause.
    pub fn new(kind: FailureKind, error: impl Into<anyhow::Error>) -> Self {
        Self {
            kind,
            error: Some(error.into()),
            hints: Vec::new(),
        }
    }

    /// A wrong command line, in one sentence.
    pub fn usage(sentence: impl Display) -> Self {
        Self::new(FailureKind::Usage, anyhow::anyhow!("{sentence}"))
    }

    /// A failure of which every part has been printed where it belongs.
    pub fn told(kind: FailureKind) -> Self {
        Self {
            kind,
            error: None,
            hints: Vec::new(),
        }
    }

    /// Adds what the user can do.
    pub fn hint(mut self, sentence: impl Into<String>) -> Self {
        self.hints.push(sentence.into());
        self
    }

    /// The failure to print: nothing where the reader of a pipe has gone.
    pub fn printing(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::told(FailureKind::OutputClosed);
        }
        Self::new(
            FailureKind::Some,
            anyhow::Error::new(error).context("The output could not be written"),
        )
    }

    /// What to print on the error output, a line each, safe for a terminal.
    pub fn lines(&self) -> Vec<SafeText> {
        let mut lines = Vec::new();
        if let Some(error) = &self.error {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            lines.push(SafeText::new(&format!("byline: {}", causes.join(": "))));
        }
        lines.extend(self.hints.iter().map(|hint| SafeText::verbatim(hint)));
        lines
    }

    /// The exit status.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind.exit_status())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::printing(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_success_and_says_nothing() {
        let failure = Failure::printing(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(failure.kind.exit_status(), 0);
        assert_eq!(failure.lines(), []);
    }

    #[test]
    fn the_chain_of_causes_stands_in_one_line_and_hints_below() {
        let error =
            anyhow::anyhow!("no route\u{1b}[2J").context("feed.example could not be reached");
        let failure = Failure::new(FailureKind::Network, error).hint("Try again later.");
        let lines: Vec<_> = failure.lines().iter().map(SafeText::to_string).collect();
        assert_eq!(
            lines,
            [
                "byline: feed.example could not be reached: no route[2J",
                "Try again later."
            ]
        );
        assert_eq!(failure.kind.exit_status(), 4);
    }
}
