//! `byline` without a verb: the reader. It puts the terminal, the screen and the engine together.

use std::io::{self, IsTerminal as _};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::failure::{Failure, FailureKind};
use super::session::Session;
use crate::config::{Config, GlyphSet, Problem};
use crate::engine::Engine;
use crate::engine::message::{Report, Said};
use crate::model::safe::SafeText;
use crate::terminal::capability::Capability;
use crate::terminal::run::{Ended, Outside, run as run_screen};
use crate::terminal::session::Session as Screen;
use crate::ui::App;
use crate::ui::message::Message;

/// Opens the reader, `fresh` or as it was left, and stays until it is left again.
pub(super) fn run(session: &Session, fresh: bool) -> Result<(), Failure> {
    let capability = Capability::here();
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() || !capability.screen {
        return Err(
            Failure::usage("The reader needs a terminal with a screen").hint(
                "For pipes and scripts there are byline list, byline thread and byline refresh.",
            ),
        );
    }
    let config = fitted(&session.settings.config, capability);
    let problems = &session.settings.problems;
    let ended = session.with_engine(async |engine| {
        read(engine, config, problems, fresh)
            .await
            .map_err(terminal)
    })?;
    match ended {
        Ended::Left | Ended::HungUp => Ok(()),
        Ended::Signal(number) => {
            let number = u8::try_from(number).unwrap_or_default();
            Err(Failure::told(FailureKind::Signal(number)))
        }
    }
}

/// The settings, with what this terminal cannot do taken back.
fn fitted(config: &Config, capability: Capability) -> Config {
    let mut config = config.clone();
    config.screen.colour &= capability.colour;
    if !capability.unicode && config.screen.glyphs == GlyphSet::Unicode {
        config.screen.glyphs = GlyphSet::Ascii;
    }
    config
}

async fn read(
    engine: &Engine,
    config: Config,
    problems: &[Problem],
    fresh: bool,
) -> io::Result<Ended> {
    let left = match fresh {
        true => None,
        // Without it the screen is as for the first time; the library will say what is wrong.
        false => engine
            .store()
            .read(|reader| reader.screen())
            .await
            .ok()
            .flatten(),
    };
    let (service, reports) = engine.serve();
    let requests = service.requests();
    let mut screen = Screen::enter(config.screen.mouse)?;
    let size = crossterm::terminal::size()?;
    let now = Timestamp::now();
    let (mut app, mut effects) = App::new(config, size, now, TimeZone::system());
    if let Some(left) = left {
        app.resume(&left);
    }
    if let Some(said) = complaint(problems) {
        effects.extend(app.update(Message::Report(Report::Say(said)), now));
    }
    let outside = Outside::real(reports, move |request| {
        // It fails only after the engine has stopped, which is after this loop.
        let _ = requests.send(request);
    })?;
    let ended = run_screen(&mut app, effects, &mut screen, outside).await;
    // The terminal first: whatever is still to be written must not keep it.
    drop(screen);
    service.stop().await;
    ended
}

/// What is wrong in the configuration, for the status line; all of it has been printed before.
fn complaint(problems: &[Problem]) -> Option<Said> {
    let (first, others) = problems.split_first()?;
    let text = match others.len() {
        0 => first.to_string(),
        others => format!("{first} (and {others} more)"),
    };
    Some(Said {
        text: SafeText::new(&text),
        is_error: true,
    })
}

fn terminal(error: io::Error) -> Failure {
    let error = anyhow::Error::new(error).context("The terminal cannot be used");
    Failure::new(FailureKind::Usage, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_the_terminal_cannot_do_is_not_asked_of_it() {
        let plain = Capability {
            screen: true,
            colour: false,
            unicode: false,
        };
        let config = fitted(&Config::default(), plain);
        assert!(!config.screen.colour);
        assert_eq!(config.screen.glyphs, GlyphSet::Ascii);
        let full = Capability {
            screen: true,
            colour: true,
            unicode: true,
        };
        assert_eq!(fitted(&Config::default(), full), Config::default());
    }

    #[test]
    fn several_problems_are_one_sentence_in_the_status_line() {
        let loaded = crate::config::read(Path::new("c.toml"), "a = 1\nb = 2\n");
        let said = complaint(&loaded.problems).unwrap();
        assert!(said.is_error);
        assert_eq!(
            said.text.as_str(),
            "c.toml, line 1: there is no setting \"a\" (and 1 more)"
        );
        assert_eq!(complaint(&[]), None);
    }
}
