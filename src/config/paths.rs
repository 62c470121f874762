//! Where configuration, library and log lie.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The files of one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The configuration file.
    pub config: PathBuf,
    /// The library: feeds, articles, comments and marks.
    pub database: PathBuf,
    /// What went on behind the screen, for reports of errors.
    pub log: PathBuf,
}

impl Paths {
    /// The platform's folders: on Linux those of the XDG base directories, with the log in the state
    /// directory. Nothing where the system knows no home directory for the user.
    pub fn of_the_platform() -> Option<Self> {
        let folders = ProjectDirs::from("", "", "byline")?;
        Some(Self {
            config: folders.config_dir().join("config.toml"),
            database: folders.data_dir().join("byline.db"),
            log: folders
                .state_dir()
                .unwrap_or_else(|| folders.data_local_dir())
                .join("byline.log"),
        })
    }

    /// Everything in one folder: `--home DIR`, `BYLINE_HOME`.
    pub fn in_folder(home: &Path) -> Self {
        Self {
            config: home.join("config.toml"),
            database: home.join("byline.db"),
            log: home.join("byline.log"),
        }
    }

    /// The folder that exported threads go to, beside the library.
    pub fn exports(&self) -> PathBuf {
        self.database.with_file_name("export")
    }

    /// Makes the folders that the program writes into; only the user may look into new ones, because
    /// they tell what somebody reads.
    ///
    /// # Errors
    ///
    /// Fails where a folder cannot be made, with the folder.
    pub fn make_folders(&self) -> Result<(), (PathBuf, std::io::Error)> {
        for file in [&self.database, &self.log] {
            let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) else {
                continue;
            };
            make_folder(folder).map_err(|error| (folder.to_owned(), error))?;
        }
        Ok(())
    }
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_keeps_everything_in_one_folder() {
        let paths = Paths::in_folder(Path::new("/reader"));
        for file in [&paths.config, &paths.database, &paths.log] {
            assert_eq!(file.parent(), Some(Path::new("/reader")));
        }
        assert_eq!(paths.exports(), Path::new("/reader/export"));
    }

    #[test]
    fn new_folders_are_made_with_their_parents_and_old_ones_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::in_folder(&folder.path().join("a/b"));
        paths.make_folders().unwrap();
        paths.make_folders().unwrap();
        assert!(folder.path().join("a/b").is_dir());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "in the way").unwrap();
        let (named, _) = Paths::in_folder(&file.join("home"))
            .make_folders()
            .unwrap_err();
        assert_eq!(named, file.join("home"));
    }
}
