//! The direction of imports: lower rooms never know the higher ones.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every room with those that it may import, as the architecture says. A name with `::` allows that
/// module only.
const ROOMS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &["model"]),
    ("feed", &["text", "model"]),
    ("comments", &["feed", "text", "model"]),
    ("sync", &["feed", "text", "model"]),
    ("net", &["text", "model"]),
    ("store", &["text", "feed", "model"]),
    ("config", &["model"]),
    (
        "engine",
        &[
            "store", "net", "comments", "sync", "config", "feed", "text", "model",
        ],
    ),
    // Of the engine, the screen knows only what is said between them.
    ("ui", &["engine::message", "config", "text", "model"]),
    ("terminal", &["ui", "engine", "config", "text", "model"]),
    (
        "cli",
        &[
            "terminal", "ui", "engine", "store", "net", "comments", "sync", "config", "feed",
            "text", "model",
        ],
    ),
];

#[test]
fn every_room_imports_only_those_below_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&source) {
        let within = file.strip_prefix(&source).unwrap();
        let first = within.iter().next().unwrap().to_string_lossy();
        let room = first.trim_end_matches(".rs");
        if ["main", "lib"].contains(&room) {
            continue;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{} is in no room of the table", within.display()));
            continue;
        };
        for (line, path) in imports(&fs::read_to_string(&file).unwrap()) {
            let is_own = path == room || path.starts_with(&format!("{room}::"));
            let may =
                |allowed: &&str| path == **allowed || path.starts_with(&format!("{allowed}::"));
            if !is_own && !allowed.iter().any(may) {
                wrong.push(format!("{}:{line} imports {path}", within.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_circles() {
    let mut below: BTreeSet<&str> = BTreeSet::new();
    for (room, allowed) in ROOMS {
        for other in *allowed {
            let other = other.split("::").next().unwrap();
            assert!(below.contains(other), "{room} stands below {other}");
        }
        below.insert(room);
    }
}

#[test]
fn imports_are_found_in_every_form() {
    let source = "use crate::model::{id, safe};\n\
                  use crate::{store, text::wrap};\n\
                  // crate::ui in a comment\n\
                  fn f() -> crate::feed::ParsedFeed {}\n\
                  #[cfg(test)]\n\
                  mod tests { use crate::cli; }\n";
    assert_eq!(
        imports(source),
        [
            (1, "model::id".to_owned()),
            (1, "model::safe".to_owned()),
            (2, "store".to_owned()),
            (2, "text::wrap".to_owned()),
            (4, "feed::ParsedFeed".to_owned()),
        ]
    );
}

/// The program's own files; tests beside the code may reach further.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("tests") || name.starts_with("testing") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Every path that begins with `crate::`, with its line, up to the first test module.
fn imports(source: &str) -> Vec<(usize, String)> {
    let source = match source.find("#[cfg(test)]\nmod ") {
        Some(end) => &source[..end],
        None => source,
    };
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let tree = &code[at + "crate::".len()..];
        for path in first_two_names(tree) {
            found.push((line, path));
        }
    }
    found
}

/// The first two names of each path in a use tree: enough to tell the room and its module.
fn first_two_names(tree: &str) -> Vec<String> {
    let Some(group) = tree.strip_prefix('{') else {
        let name: String = tree.chars().take_while(|c| is_in_name(*c)).collect();
        let rest = &tree[name.len()..];
        return match rest.strip_prefix("::") {
            Some(rest) if rest.starts_with('{') => members(&rest[1..])
                .iter()
                .map(|member| format!("{name}::{}", member.split("::").next().unwrap()))
                .collect(),
            Some(rest) => {
                let second: String = rest.chars().take_while(|c| is_in_name(*c)).collect();
                vec![format!("{name}::{second}")]
            }
            None => vec![name],
        };
    };
    members(group)
        .iter()
        .map(|member| {
            member
                .splitn(3, "::")
                .take(2)
                .collect::<Vec<_>>()
                .join("::")
        })
        .collect()
}

/// The members of a group whose opening brace has been passed; inner groups are cut off.
fn members(group: &str) -> Vec<String> {
    let mut members = vec![String::new()];
    let mut depth = 0;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => members.push(String::new()),
            _ if depth == 0 && (is_in_name(c) || c == ':') => {
                members.last_mut().unwrap().push(c);
            }
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
