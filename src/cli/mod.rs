//! The command line: one file for each verb, for scripts and cron.
//!
//! Verbs print results to the standard output through [`output::Output`] and end with a
//! [`failure::Failure`] where something went wrong; nothing else here writes or exits.

mod add;
pub mod arguments;
mod export;
pub mod failure;
mod feed_deed;
mod feeds;
mod import;
mod inspect;
mod list;
mod log;
pub mod output;
mod reader;
mod refresh;
mod select;
mod session;
mod shell;
mod text;
mod thread;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Verb};
use failure::Failure;
use output::Output;
use session::Session;

/// Runs the program with these arguments, the first being its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are "errors" of status 0; a closed pipe is nobody's mistake.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    let outcome = dispatch(&arguments, &mut Output::new(&mut stdout))
        .and_then(|()| stdout.flush().map_err(Failure::printing));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // What was printed before the failure is a result; it does not get lost.
            let _ = stdout.flush();
            let mut stderr = io::stderr().lock();
            for line in failure.lines() {
                let _ = writeln!(stderr, "{line}");
            }
            failure.exit_code()
        }
    }
}

fn dispatch(arguments: &Arguments, out: &mut Output<'_>) -> Result<(), Failure> {
    let session = Session::begin(&arguments.places)?;
    match &arguments.verb {
        None => reader::run(&session, arguments.fresh),
        Some(Verb::Add { url }) => add::run(&session, url, out),
        Some(Verb::Refresh {
            feed: Some(feed),
            older: true,
            json,
            ..
        }) => refresh::older(&session, feed, *json, out),
        Some(Verb::Refresh {
            feed,
            json,
            quiet,
            verbose,
            ..
        }) => {
            let wish = refresh::Wish {
                only: feed.as_deref(),
                json: *json,
                how_much: match (quiet, verbose) {
                    (true, _) => refresh::HowMuch::Nothing,
                    (_, true) => refresh::HowMuch::Titles,
                    _ => refresh::HowMuch::Usual,
                },
            };
            refresh::run(&session, &wish, out)
        }
        Some(Verb::List(list)) => list::run(&session, list, out),
        Some(Verb::Thread {
            article,
            elsewhere,
            more,
            json,
            offline,
        }) => {
            let wish = thread::Wish {
                elsewhere: elsewhere.clone(),
                more: *more,
                offline: *offline,
                json: *json,
            };
            thread::run(&session, article, &wish, out)
        }
        Some(Verb::Feeds { json, deed: None }) => feeds::run(&session, *json, out),
        Some(Verb::Feeds {
            deed: Some(deed), ..
        }) => feed_deed::run(&session, deed, out),
        Some(Verb::Import {
            file,
            cache,
            dry_run,
        }) => {
            let wish = import::Wish {
                file,
                cache: cache.as_deref(),
                dry_run: *dry_run,
            };
            import::run(&session, &wish, out)
        }
        Some(Verb::Export) => export::run(&session, out),
        Some(Verb::Inspect(inspect)) => inspect::run(&session, inspect, out),
    }
}
