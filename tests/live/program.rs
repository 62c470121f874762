//! The program with a home of its own.

use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::driver::Terminal;
use crate::site::Site;

/// Articles that a list may be walked through to find one.
const ENOUGH: usize = 60;

/// A home in a temporary folder.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// A new home that has subscribed to the site by its address.
    pub fn subscribed_to(site: &Site) -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let added = home.run(&["add", site.url()]);
        assert_eq!(
            added.status.code(),
            Some(0),
            "byline add: {}",
            String::from_utf8_lossy(&added.stderr)
        );
        home
    }

    /// A new home with these settings.
    pub fn with_settings(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), settings).unwrap();
        Self { folder }
    }

    /// Runs a verb.
    pub fn run(&self, arguments: &[&str]) -> Output {
        assert_cmd::Command::cargo_bin("byline")
            .unwrap()
            .env_clear()
            .arg("--home")
            .arg(self.folder.path())
            .args(arguments)
            .output()
            .unwrap()
    }

    /// What a verb that succeeds prints, an object a line.
    pub fn json_lines(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// What a verb that succeeds prints as one object.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut lines = self.json_lines(arguments);
        assert_eq!(lines.len(), 1, "{arguments:?}");
        lines.remove(0)
    }

    /// The number of the article whose title begins so.
    pub fn article(&self, title: &str) -> String {
        let articles = self.json_lines(&["list", "--json"]);
        let found = articles
            .iter()
            .find(|article| article["title"].as_str().unwrap().starts_with(title))
            .unwrap_or_else(|| panic!("{title} is not in the list"));
        found["id"].to_string()
    }

    /// The reader on this home.
    pub fn reader(&self, size: (u16, u16)) -> Terminal {
        let home = self.folder.path().to_str().unwrap();
        let program = assert_cmd::cargo::cargo_bin("byline");
        Terminal::start(&program, &["--home", home], &[], size)
    }

    /// Walks the list to the article whose title begins so, and opens it.
    pub fn open_in(&self, terminal: &Terminal, title: &str) {
        let start = &title[..title.len().min(16)];
        let mut screen = terminal.press_and_settle("g");
        for _ in 0..ENOUGH {
            let is_selected = screen
                .lines()
                .any(|line| line.contains('▌') && line.contains(start));
            if is_selected {
                terminal.press_and_settle("Enter");
                return;
            }
            screen = terminal.press_and_settle("j");
        }
        panic!("{title} cannot be walked to:\n{screen}");
    }
}
