//! The clipboard, by an escape sequence (OSC 52): it works over ssh, and needs no library.

use std::io::{self, Write};

use crossterm::clipboard::CopyToClipboard;
use crossterm::queue;

use crate::model::safe::clean;

/// Longest text handed over, in bytes. Terminals drop longer sequences, at 100 000 bytes of base64 in
/// xterm and at 74 994 bytes of text in hterm, and some then print them.
const MAX_BYTES: usize = 74_994;

/// Why a text did not get to the clipboard.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It is too long.
    #[error("This is too long for the clipboard of a terminal")]
    TooLong,
    /// The terminal cannot be written to.
    #[error("The terminal cannot be written to")]
    Terminal(#[from] io::Error),
}

/// Puts text on the clipboard. Line breaks stay, other control characters go: what is pasted into a
/// shell must not bring keys along.
///
/// # Errors
///
/// Fails if the text is longer than terminals take, or cannot be written.
pub fn copy(to: &mut impl Write, text: &str) -> Result<(), CopyError> {
    let lines: Vec<_> = text.lines().map(clean).collect();
    let text = lines.join("\n");
    if text.len() > MAX_BYTES {
        return Err(CopyError::TooLong);
    }
    queue!(to, CopyToClipboard::to_clipboard_from(text))?;
    to.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_out_as_one_sequence() {
        let mut out = Vec::new();
        copy(&mut out, "https://example.org/\u{1b}[A").unwrap();
        // The base64 of "https://example.org/[A".
        assert_eq!(out, b"\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLm9yZy9bQQ==\x1b\\");
    }

    #[test]
    fn a_text_that_terminals_would_drop_is_not_sent() {
        let mut out = Vec::new();
        let error = copy(&mut out, &"x".repeat(MAX_BYTES + 1)).unwrap_err();
        assert!(matches!(error, CopyError::TooLong));
        assert!(out.is_empty());
    }
}
