//! The WordPress that the tests are given.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A site, held by one test at a time.
pub struct Site {
    url: String,
    info: Value,
    tool: Option<PathBuf>,
    _lock: File,
}

/// Says why a test has not been made.
pub fn skip(why: &str) {
    // Not by a macro: the test runner would keep that to itself.
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

impl Site {
    /// The site that the environment names; none, with a sentence, where it names none.
    pub fn of_the_environment() -> Option<Self> {
        let Ok(given) = std::env::var("BYLINE_WORDPRESS") else {
            skip("BYLINE_WORDPRESS names no site; .ci/run starts one");
            return None;
        };
        let given = given.trim();
        let info: Value = serde_json::from_str(given).unwrap_or(Value::Null);
        let url = info["url"].as_str().unwrap_or(given);
        let url = url.trim_end_matches('/').to_owned();
        let lock = File::create(std::env::temp_dir().join("byline-live-test.lock")).unwrap();
        lock.lock().unwrap();
        Some(Self {
            url,
            info,
            tool: tool(),
            _lock: lock,
        })
    }

    /// The site's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether the site can be changed, stopped and asked about itself.
    pub fn has_tool(&self) -> bool {
        self.tool.is_some() && self.info["seeded"].is_object()
    }

    /// Shuts ways to the comments (`rest`, `atom`, `rss`, with commas) until the guard goes.
    pub fn shut(&self, ways: &str) -> impl Drop {
        self.php("ways.php", &[ways]);
        Guard(|| drop(self.php("ways.php", &[""])))
    }

    /// Publishes an article whose comments are refused so (a status, or "password"), and one of 133 comments,
    /// until the guard goes.
    pub fn refused(&self, answer: &str) -> impl Drop {
        self.php("refused.php", &[answer]);
        Guard(|| drop(self.php("refused.php", &[""])))
    }

    /// Takes away, now and when the guard goes, the comments that tests have written.
    pub fn forget_later_comments(&self) -> impl Drop {
        self.php("forget.php", &[]);
        Guard(|| drop(self.php("forget.php", &[])))
    }

    /// Stops the server until the guard goes.
    pub fn stop(&self) -> impl Drop {
        self.run(&["stop"]);
        Guard(|| drop(self.run(&["start"])))
    }

    /// Writes a comment on a seeded article, in answer to the n-th of its comments.
    pub fn comment(&self, article: &str, answered: Option<usize>, author: &str, text: &str) {
        let post = self.info["seeded"][article].to_string();
        let parent = answered.map(|n| self.info["seeded"]["article_comments"][n].to_string());
        let mut arguments = vec!["comment", &post, text, "--author", author];
        if let Some(parent) = &parent {
            arguments.extend(["--parent", parent]);
        }
        self.run(&arguments);
    }

    /// What the site's database says: each comment of a seeded article with what it answers.
    pub fn tree(&self, article: &str) -> BTreeMap<String, Option<String>> {
        let post = self.info["seeded"][article].to_string();
        let output = self.php("tree.php", &[&post]);
        let last = output.trim().lines().last().unwrap_or_default().to_owned();
        serde_json::from_str(&last).unwrap()
    }

    fn php(&self, script: &str, arguments: &[&str]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/live")
            .join(script);
        let script = script.to_str().unwrap();
        let mut all = vec!["php", script];
        all.extend(arguments);
        String::from_utf8(self.run(&all).stdout).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let tool = self.tool.as_ref().expect("the test has asked for the tool");
        let (verb, rest) = arguments.split_first().unwrap();
        let mut command = Command::new("python3");
        command.arg(tool).arg(verb);
        if let Some(folder) = std::env::var_os("BYLINE_WORDPRESS_DIR") {
            command.arg("--dir").arg(folder);
        }
        let output = command.args(rest).output().unwrap();
        assert!(
            output.status.success(),
            "wordpress {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }
}

/// Does something when it goes, also when the test has failed.
struct Guard<F: Fn()>(F);

impl<F: Fn()> Drop for Guard<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The tool that the site was started with.
fn tool() -> Option<PathBuf> {
    shared_tool("wordpress")
}

/// A tool beside the project, or where `BYLINE_SHARED` says.
pub fn shared_tool(name: &str) -> Option<PathBuf> {
    let shared = match std::env::var_os("BYLINE_SHARED") {
        Some(shared) => PathBuf::from(shared),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    Some(shared.join("tools").join(name)).filter(|tool| tool.exists())
}
