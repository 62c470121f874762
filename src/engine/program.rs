//! Programs of the reader's: started without a shell, bounded in time and output.

use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use crate::model::safe::SafeText;

/// What went wrong with a program, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the command \u{201c}{program}\u{201d} {what}")]
pub struct ProgramError {
    /// Its name.
    pub program: String,
    /// What it did.
    pub what: String,
}

/// Bytes kept of the end of what a program says is wrong.
const MAX_COMPLAINT_BYTES: usize = 4 << 10;
/// Characters of its last line that are told.
const MAX_COMPLAINT_CHARS: usize = 160;
/// How long the end of an error output is waited for once the program has ended.
const LISTEN_FOR: Duration = Duration::from_millis(200);

/// The end of what a program prints on its error output, of which the last line says most.
#[derive(Clone, Debug, Default)]
pub struct Complaint(Vec<u8>);

impl Complaint {
    /// Takes more of it; of much, the end is kept.
    pub fn push(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(MAX_COMPLAINT_BYTES)..];
        self.0.extend_from_slice(bytes);
        let excess = self.0.len().saturating_sub(MAX_COMPLAINT_BYTES);
        self.0.drain(..excess);
    }

    /// The last line that says something.
    fn last_line(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.0);
        let line = text.lines().rev().find_map(SafeText::non_empty)?;
        Some(line.as_str().chars().take(MAX_COMPLAINT_CHARS).collect())
    }
}

/// How a program ended that did not end well: `ended with status 2: no such file`.
pub fn describe_end(status: ExitStatus, complaint: &Complaint) -> String {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let end = match (status.code(), signal) {
        (Some(code), _) => format!("ended with status {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "did not end well".to_owned(),
    };
    match complaint.last_line() {
        Some(line) => format!("{end}: {line}"),
        None => end,
    }
}

/// Why a program did not start: `cannot be started: it is not installed`.
pub fn describe_no_start(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "cannot be started: there is no such program".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "cannot be started: it may not be executed".to_owned()
        }
        _ => format!("cannot be started: {error}"),
    }
}

/// Everything that a program prints that is given `input` to read. It is ended when it takes longer than
/// `timeout` or prints more than `limit_bytes`.
pub(super) async fn output_of(
    words: &[String],
    variables: &[(&str, String)],
    input: Vec<u8>,
    timeout: Duration,
    limit_bytes: usize,
) -> Result<Vec<u8>, ProgramError> {
    let (program, arguments) = words
        .split_first()
        .map_or(("", words), |(program, rest)| (program.as_str(), rest));
    let wrong = |what: &str| ProgramError {
        program: program.to_owned(),
        what: what.to_owned(),
    };
    let mut child = Command::new(program)
        .args(arguments)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| wrong(&describe_no_start(&error)))?;
    let mut stdin = child.stdin.take();
    let feed = async {
        if let Some(stdin) = &mut stdin {
            // A program need not read what it is given.
            let _ = stdin.write_all(&input).await;
        }
        drop(stdin);
    };
    let complaint = Mutex::new(Complaint::default());
    let mut stderr = child.stderr.take();
    let listen = async {
        let mut bytes = [0; 4096];
        while let Some(stderr) = &mut stderr
            && let Ok(count @ 1..) = stderr.read(&mut bytes).await
        {
            let mut complaint = complaint.lock().unwrap_or_else(PoisonError::into_inner);
            complaint.push(&bytes[..count]);
        }
    };
    let run = async {
        let mut printed = Vec::new();
        if let Some(out) = child.stdout.take() {
            let mut out = out.take(limit_bytes as u64 + 1);
            out.read_to_end(&mut printed)
                .await
                .map_err(|_| wrong("cannot be read"))?;
        }
        if printed.len() > limit_bytes {
            return Err(wrong("prints too much"));
        }
        Ok((printed, child.wait().await))
    };
    let seconds = timeout.as_secs();
    let all = async {
        let mut listen = pin!(listen);
        let mut work = pin!(async { tokio::join!(run, feed).0 });
        let mut is_over = false;
        let outcome = loop {
            tokio::select! {
                outcome = &mut work => break outcome,
                () = &mut listen, if !is_over => is_over = true,
            }
        };
        if !is_over {
            // What the program has started itself may keep this open.
            let _ = tokio::time::timeout(LISTEN_FOR, listen).await;
        }
        outcome
    };
    let (printed, status) = tokio::time::timeout(timeout, all)
        .await
        .map_err(|_| wrong(&format!("takes longer than {seconds} seconds")))??;
    match status {
        Ok(status) if status.success() => Ok(printed),
        Ok(status) => {
            let complaint = complaint.lock().unwrap_or_else(PoisonError::into_inner);
            Err(wrong(&describe_end(status, &complaint)))
        }
        Err(_) => Err(wrong("cannot be waited for")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn run(words: &[&str], timeout: Duration) -> Result<String, String> {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let printed = output_of(&words, &[], b"read me".to_vec(), timeout, 1_000).await;
        printed
            .map(|printed| String::from_utf8_lossy(&printed).into_owned())
            .map_err(|error| error.what)
    }

    #[tokio::test]
    async fn a_program_is_run_without_a_shell_and_says_what_went_wrong() {
        let long = Duration::from_secs(60);
        assert_eq!(
            run(&["printf", "open $HOME\nmore"], long).await.unwrap(),
            "open $HOME\nmore"
        );
        assert_eq!(run(&["cat"], long).await.unwrap(), "read me");
        assert_eq!(
            run(&["false"], long).await.unwrap_err(),
            "ended with status 1"
        );
        assert_eq!(
            run(
                &[
                    "sh",
                    "-c",
                    "echo first >&2; printf 'the \\033[1mlast\\n\\n' >&2; exit 3"
                ],
                long
            )
            .await
            .unwrap_err(),
            "ended with status 3: the [1mlast"
        );
        assert_eq!(
            run(&["sh", "-c", "kill -9 $$"], long).await.unwrap_err(),
            "was ended by signal 9"
        );
        assert_eq!(run(&["yes"], long).await.unwrap_err(), "prints too much");
        assert_eq!(
            run(&["/no/such"], long).await.unwrap_err(),
            "cannot be started: there is no such program"
        );
        assert_eq!(
            run(&["sleep", "60"], Duration::ZERO).await.unwrap_err(),
            "takes longer than 0 seconds"
        );
    }
}
