//! What every verb needs: where the files lie, the settings, the library, and a runtime for what waits.

use std::future::Future;

use super::arguments::Places;
use super::failure::{Failure, FailureKind};
use super::log;
use crate::config::{self, Loaded, Paths};
use crate::engine::{Engine, EngineError, system_clock};
use crate::store::{Store, StoreError};
use crate::ui::command::COMMANDS;
use crate::ui::keymap::{Key, NOTHING};

/// Threads for what would hold others up: reading documents, and looking names up, which may take seconds each.
const MAX_BLOCKING_THREADS: usize = 16;

/// One run of the program.
pub(super) struct Session {
    /// Where everything lies.
    pub paths: Paths,
    /// The settings, with what was wrong in their file.
    pub settings: Loaded,
}

impl Session {
    /// Finds the files and reads the settings. What is wrong in them is printed on the error output and
    /// changes nothing else: a slip in a file is no reason for cron to go without news.
    pub(super) fn begin(places: &Places) -> Result<Self, Failure> {
        let paths = paths(places)?;
        let mut settings = config::load(&paths.config, places.config.is_some())
            .map_err(|error| Failure::new(FailureKind::Usage, error))?;
        let commands = COMMANDS.iter().map(|entry| entry.name);
        let commands: Vec<&str> = commands.chain([NOTHING]).collect();
        settings.check_keys(&commands, |key| key.parse::<Key>().is_ok());
        for problem in &settings.problems {
            eprintln!("byline: {problem}");
        }
        Ok(Self { paths, settings })
    }

    /// Opens the library.
    fn store(&self) -> Result<Store, Failure> {
        self.make_folders()?;
        Store::open(&self.paths.database).map_err(storage)
    }

    /// Does something with the engine, on a runtime of its own, and closes the library afterwards.
    pub(super) fn with_engine<T>(
        &self,
        work: impl AsyncFnOnce(&Engine) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let store = self.store()?;
        log::begin(&self.paths.log);
        self.wait(async {
            let engine = Engine::open(store, self.settings.config.clone(), system_clock())
                .await
                .map_err(|error| match error {
                    EngineError::Store(error) => storage(error),
                    // What can be wrong before anybody was asked is in the network settings.
                    error => Failure::new(FailureKind::Usage, error),
                })?;
            engine.set_export_folder(self.paths.exports());
            work(&engine).await
        })?
    }

    /// Waits for something on a runtime of its own.
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(MAX_BLOCKING_THREADS)
            .build()
            .map_err(|error| {
                let error = anyhow::Error::new(error).context("No threads can be started");
                Failure::new(FailureKind::Some, error)
            })?;
        let result = runtime.block_on(work);
        // Whatever is still under way has nobody left to tell.
        runtime.shutdown_background();
        Ok(result)
    }

    fn make_folders(&self) -> Result<(), Failure> {
        self.paths.make_folders().map_err(|(folder, error)| {
            let error = anyhow::Error::new(error)
                .context(format!("The folder {} cannot be made", folder.display()));
            Failure::new(FailureKind::Storage, error)
        })
    }
}

/// The failure of a library that cannot be used.
pub(super) fn storage(error: StoreError) -> Failure {
    Failure::new(FailureKind::Storage, error)
}

fn paths(places: &Places) -> Result<Paths, Failure> {
    // An empty BYLINE_HOME is how shells say that there is none.
    let home = places
        .home
        .as_ref()
        .filter(|home| !home.as_os_str().is_empty());
    let mut paths = home
        .map(|home| Paths::in_folder(home))
        .or_else(Paths::of_the_platform)
        .ok_or_else(|| {
            Failure::usage("No home directory is known for this user")
                .hint("Say where to keep everything: byline --home DIR")
        })?;
    if let Some(config) = &places.config {
        paths.config.clone_from(config);
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_home_holds_everything_and_a_named_file_stands_before_it() {
        let places = Places {
            home: Some(PathBuf::from("/reader")),
            config: Some(PathBuf::from("/etc/byline.toml")),
        };
        let paths = paths(&places).unwrap();
        assert_eq!(paths.database, PathBuf::from("/reader/byline.db"));
        assert_eq!(paths.config, PathBuf::from("/etc/byline.toml"));
    }
}
