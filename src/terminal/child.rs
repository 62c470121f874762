//! Programs that the reader's addresses and texts are handed to: with the terminal, or beside byline.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::browser::name_of;
use crate::engine::message::HandOver;
use crate::engine::{Complaint, describe_end, describe_no_start};
use crate::model::safe::SafeText;

/// How often a program beside byline is looked after while its end may be near.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long the end of a program's error output is waited for: what it started itself may keep that open.
const LISTEN_FOR: Duration = Duration::from_millis(200);
/// Bytes of the end of an error output that are read.
const TAIL_BYTES: u64 = 4096;

/// That a program did not start, or did not end well, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} {what}")]
pub struct ProgramFailed {
    /// What the reader calls it.
    name: SafeText,
    /// What it did.
    what: String,
}

impl ProgramFailed {
    fn new(name: &str, what: String) -> Self {
        Self {
            name: SafeText::new(name),
            what,
        }
    }
}

fn command(words: &[String]) -> Command {
    let (program, arguments) = words
        .split_first()
        .map_or(("", words), |(program, rest)| (program.as_str(), rest));
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Gives the terminal, which must be as it was before byline, to a program and waits for its end. What it
/// says on its error output reaches the terminal in any case.
///
/// # Errors
///
/// Fails if the program cannot be started or does not end well.
pub fn run_in_terminal(program: &HandOver) -> Result<(), ProgramFailed> {
    let failed = |what| ProgramFailed::new(program.name.as_str(), what);
    let stdin = match program.input.is_empty() {
        true => Stdio::inherit(),
        false => Stdio::piped(),
    };
    let variables = program.variables.iter();
    let mut child = command(&program.words)
        .envs(variables.map(|(name, value)| (name, value)))
        .stdin(stdin)
        .stderr(match program.is_listened_to {
            true => Stdio::piped(),
            false => Stdio::inherit(),
        })
        .spawn()
        .map_err(|error| failed(describe_no_start(&error)))?;
    if let Some(mut stdin) = child.stdin.take() {
        let input = program.input.clone();
        // A program need not read what it is given.
        thread::spawn(move || drop(stdin.write_all(&input)));
    }
    let heard = listen(&mut child);
    let status = child.wait();
    let complaint = heard();
    if program.waits_for_enter {
        wait_for_enter();
    }
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(describe_end(status, &complaint))),
        Err(error) => Err(failed(format!("cannot be waited for: {error}"))),
    }
}

/// Hands what a child says on to byline's own error output; the function returned waits for its end.
fn listen(child: &mut Child) -> impl FnOnce() -> Complaint + use<> {
    let (send, receive) = channel();
    if let Some(mut stderr) = child.stderr.take() {
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut bytes) {
                let _ = io::stderr().write_all(&bytes[..count]);
                if send.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
    }
    move || {
        let mut complaint = Complaint::default();
        let until = Instant::now() + LISTEN_FOR;
        loop {
            match receive.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => complaint.push(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return complaint;
                }
            }
        }
    }
}

/// Lets the reader see what a program printed, as mutt's `wait_key` does. Asked on the error output: the
/// standard output is locked by the thread that the program runs on.
fn wait_for_enter() {
    let mut err = io::stderr();
    let _ = err.write_all(b"\nEnter goes back to byline ");
    let mut line = String::new();
    let _ = io::stdin().read_line(&mut line);
}

/// A program beside byline. It has nothing of the terminal, and goes on when byline ends.
#[derive(Debug)]
pub struct Beside {
    name: String,
    child: Child,
    /// Its error output: a file, for a pipe would end the program when byline does.
    said: File,
}

impl Beside {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be started.
    pub fn start(words: &[String]) -> Result<Self, ProgramFailed> {
        let name = words.first().map_or("", |program| name_of(program));
        let failed = |error: io::Error| ProgramFailed::new(name, describe_no_start(&error));
        let said = tempfile::tempfile().map_err(failed)?;
        let mut command = command(words);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said.try_clone().map_err(failed)?);
        // Signals of the terminal, such as its hanging up, are not for it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(Self {
            name: name.to_owned(),
            child: command.spawn().map_err(failed)?,
            said,
        })
    }

    /// Waits for its end until a moment; none if it goes on.
    pub fn wait_until(&mut self, until: Instant) -> Option<Result<(), ProgramFailed>> {
        while Instant::now() < until {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(LOOK_EVERY),
                Ok(Some(_)) | Err(_) => return Some(self.wait()),
            }
        }
        None
    }

    /// Waits for its end.
    ///
    /// # Errors
    ///
    /// Fails if it does not end well.
    pub fn wait(&mut self) -> Result<(), ProgramFailed> {
        match self.child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => {
                let complaint = self.complaint();
                Err(ProgramFailed::new(
                    &self.name,
                    describe_end(status, &complaint),
                ))
            }
            Err(error) => Err(ProgramFailed::new(
                &self.name,
                format!("cannot be waited for: {error}"),
            )),
        }
    }

    fn complaint(&mut self) -> Complaint {
        let mut complaint = Complaint::default();
        let length = self.said.seek(SeekFrom::End(0)).unwrap_or(0);
        let from = length.saturating_sub(TAIL_BYTES);
        let mut tail = Vec::new();
        let read = self.said.seek(SeekFrom::Start(from));
        if read.and_then(|_| self.said.read_to_end(&mut tail)).is_ok() {
            complaint.push(&tail);
        }
        complaint
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    fn beside(command: &[&str]) -> Result<(), String> {
        let started = Beside::start(&words(command));
        let ended = started.and_then(|mut child| child.wait());
        ended.map_err(|error| error.to_string())
    }

    #[test]
    fn what_a_program_beside_byline_ended_with_is_said() {
        assert_eq!(beside(&["true"]), Ok(()));
        assert_eq!(
            beside(&["sh", "-c", "echo no display >&2; exit 3"]).unwrap_err(),
            "sh ended with status 3: no display"
        );
        assert_eq!(
            beside(&["/no/such/program", "https://a.example/"]).unwrap_err(),
            "program cannot be started: there is no such program"
        );
    }

    #[test]
    fn a_program_that_goes_on_is_not_waited_for() {
        let mut child = Beside::start(&words(&["sleep", "30"])).unwrap();
        let until = Instant::now() + Duration::from_millis(50);
        assert!(child.wait_until(until).is_none());
        child.child.kill().unwrap();
        assert_eq!(
            child.wait().unwrap_err().to_string(),
            "sleep was ended by signal 9"
        );
    }

    #[test]
    fn a_program_with_the_terminal_reads_what_it_is_given_and_its_last_words_are_told() {
        let script = "cat > /dev/null; echo \"$BYLINE_TITLE\" >&2; (sleep 5 &) ; exit 4";
        let program = HandOver {
            name: SafeText::new("script"),
            words: words(&["sh", "-c", script]),
            input: vec![b'x'; 1 << 20],
            variables: vec![("BYLINE_TITLE".to_owned(), "$(id) `id`".to_owned())],
            is_listened_to: true,
            waits_for_enter: false,
        };
        let began = Instant::now();
        assert_eq!(
            run_in_terminal(&program).unwrap_err().to_string(),
            "script ended with status 4: $(id) `id`"
        );
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "its own child is not waited for"
        );
    }
}
