//! Configurations as files: each one in `tests/fixtures/configs` is a case.
//!
//! A file in `valid` is read without a problem. A file in `invalid` says in its first lines, behind
//! `#!`, which problems are found in it, in order; the rest of it is taken.

use std::fs;
use std::path::{Path, PathBuf};

use byline::config;

fn fixtures(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/configs")
        .join(kind);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

#[test]
fn valid_files_have_no_problems() {
    for file in fixtures("valid") {
        let loaded = config::load(&file, true).unwrap();
        assert_eq!(loaded.problems, [], "{}", file.display());
    }
}

#[test]
fn the_problems_of_invalid_files_are_named() {
    for file in fixtures("invalid") {
        let text = fs::read_to_string(&file).unwrap();
        let expected: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("#! "))
            .collect();
        let loaded = config::load(&file, true).unwrap();
        let found: Vec<String> = loaded
            .problems
            .iter()
            .map(|problem| match problem.line {
                Some(line) => format!("line {line}: {}", problem.what),
                None => problem.what.to_string(),
            })
            .collect();
        assert_eq!(found, expected, "{}", file.display());
        assert!(
            loaded.config != config::Config::default(),
            "{}: what is right in it was not taken",
            file.display()
        );
    }
}
