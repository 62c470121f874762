//! What the reader has in sight, handed to a program: its standard input and nothing else comes from
//! others, the command is what the reader typed.

use std::time::Duration;

use super::export::ExportError;
use super::message::Piped;
use super::program::output_of;
use super::{Engine, off_the_loop};
use crate::model::info::{Info, Value};
use crate::model::safe::SafeText;
use crate::text::plain::text_of;

/// For a program that a reader waits for.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of its output that are shown.
const MAX_OUTPUT_BYTES: usize = 256 << 10;

impl Engine {
    /// Runs a command line with a text as its input; returns what it printed, a line each.
    pub(super) async fn piped(&self, what: Piped, command: &str) -> Result<Info, ExportError> {
        let input = match what {
            Piped::Article(article) => {
                let body = self
                    .store()
                    .read(move |reader| reader.body(article))
                    .await?;
                let body = body.ok_or(ExportError::Gone)?;
                off_the_loop(move || text_of(&body.html)).await?
            }
            Piped::Comments(export) => self.export_text(export).await?,
        };
        // Through the shell: it is a command line, and the reader's own.
        let words = match cfg!(windows) {
            true => ["cmd", "/C", command],
            false => ["sh", "-c", command],
        };
        let words = words.map(str::to_owned);
        let printed = output_of(&words, input.into_bytes(), TIMEOUT, MAX_OUTPUT_BYTES).await?;
        let mut info = Info::of(command);
        for line in String::from_utf8_lossy(&printed).lines() {
            info.add("", Value::Verbatim(SafeText::verbatim(line)));
        }
        if info.facts.is_empty() {
            info.words("", "It printed nothing.");
        }
        Ok(info)
    }
}
