//! Programs of the reader's: started without a shell, bounded in time and output.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

/// What went wrong with a program, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the command \u{201c}{program}\u{201d} {what}")]
pub struct ProgramError {
    /// Its name.
    pub program: String,
    /// What it did.
    pub what: String,
}

/// Everything that a program prints that is given `input` to read. It is ended when it takes longer than
/// `timeout` or prints more than `limit_bytes`.
pub(super) async fn output_of(
    words: &[String],
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
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|_| wrong("cannot be started"))?;
    let mut stdin = child.stdin.take();
    let feed = async {
        if let Some(stdin) = &mut stdin {
            // A program need not read what it is given.
            let _ = stdin.write_all(&input).await;
        }
        drop(stdin);
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
        let status = child.wait().await;
        match status.is_ok_and(|status| status.success()) {
            true => Ok(printed),
            false => Err(wrong("has failed")),
        }
    };
    let seconds = timeout.as_secs();
    let both = async { tokio::join!(run, feed).0 };
    tokio::time::timeout(timeout, both)
        .await
        .map_err(|_| wrong(&format!("takes longer than {seconds} seconds")))?
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn run(words: &[&str], timeout: Duration) -> Result<String, String> {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let printed = output_of(&words, b"read me".to_vec(), timeout, 1_000).await;
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
        assert_eq!(run(&["false"], long).await.unwrap_err(), "has failed");
        assert_eq!(run(&["yes"], long).await.unwrap_err(), "prints too much");
        assert_eq!(
            run(&["/no/such"], long).await.unwrap_err(),
            "cannot be started"
        );
        assert_eq!(
            run(&["sleep", "60"], Duration::ZERO).await.unwrap_err(),
            "takes longer than 0 seconds"
        );
    }
}
