//! Code to what its parts are: comments, words of the language, values, names.
//!
//! The rules of each language are synoptic's. What is long, or in a language that it does not know, stays
//! as it is.

use std::cell::RefCell;
use std::collections::HashMap;

use synoptic::{Highlighter, TokOpt};

use super::layout::Syntax;

/// Lines of one piece of code that are looked at; longer ones are files, and nobody reads them here.
const MAX_LINES: usize = 400;

/// Bytes of it.
const MAX_BYTES: usize = 16 << 10;

/// Columns of a tab. There are none left in gated text.
const TAB_COLUMNS: usize = 4;

/// What the files of a language end in, by which its rules are found, by the names that it goes by.
fn ending(language: &str) -> Option<&'static str> {
    Some(match language {
        "asm" | "assembly" | "nasm" => "asm",
        "bash" | "console" | "sh" | "shell" | "shell-session" | "zsh" => "sh",
        "c" | "h" => "c",
        "c#" | "cs" | "csharp" => "cs",
        "c++" | "cc" | "cpp" | "hpp" => "cpp",
        "css" => "css",
        "dart" => "dart",
        "diff" | "patch" => "diff",
        "go" | "golang" => "go",
        "haskell" | "hs" => "hs",
        "htm" | "html" | "xhtml" => "html",
        "java" => "java",
        "javascript" | "js" | "jsx" | "mjs" | "node" => "js",
        "json" | "json5" | "jsonc" => "json",
        "kotlin" | "kt" => "kt",
        "latex" | "tex" => "tex",
        "lua" => "lua",
        "markdown" | "md" => "md",
        "nu" | "nushell" => "nu",
        "php" => "php",
        "prolog" => "pl",
        "py" | "python" | "python3" => "py",
        "r" => "r",
        "rb" | "ruby" => "rb",
        "rs" | "rust" => "rs",
        "scala" => "scala",
        "mysql" | "postgresql" | "sql" | "sqlite" => "sql",
        "swift" => "swift",
        "toml" => "toml",
        "ts" | "tsx" | "typescript" => "ts",
        "vb" | "vbnet" => "vb",
        "svg" | "xml" => "xml",
        "yaml" | "yml" => "yaml",
        _ => return None,
    })
}

thread_local! {
    /// The rules of the languages that were met; each takes a millisecond to make.
    static RULES: RefCell<HashMap<&'static str, Option<Highlighter>>> = RefCell::default();
}

/// The parts of a line, in order and without a gap: how many bytes, and what they are.
pub(super) type Parts = Vec<(usize, Option<Syntax>)>;

/// The parts of every line. Nothing where the language is not known or the code is too long.
pub(super) fn highlight(language: &str, lines: &[String]) -> Option<Vec<Parts>> {
    let bytes: usize = lines.iter().map(String::len).sum();
    if lines.len() > MAX_LINES || bytes > MAX_BYTES {
        return None;
    }
    let ending = ending(&language.to_ascii_lowercase())?;
    RULES.with_borrow_mut(|rules| {
        let rules = rules
            .entry(ending)
            .or_insert_with(|| synoptic::from_extension(ending, TAB_COLUMNS));
        let rules = rules.as_mut()?;
        rules.run(lines);
        let lines = lines.iter().enumerate();
        Some(
            lines
                .map(|(at, line)| parts(rules.line(at, line), line))
                .collect(),
        )
    })
}

/// The parts of a line; all of it in one, if they do not make up the line.
fn parts(tokens: Vec<TokOpt>, line: &str) -> Parts {
    let rest = tokens
        .iter()
        .try_fold(line, |rest, token| rest.strip_prefix(token.text().as_str()));
    if rest != Some("") {
        return vec![(line.len(), None)];
    }
    let part = |token: TokOpt| match token {
        TokOpt::Some(text, kind) => (text.len(), syntax(&kind)),
        TokOpt::None(text) => (text.len(), None),
    };
    tokens.into_iter().map(part).collect()
}

fn syntax(kind: &str) -> Option<Syntax> {
    match kind {
        "comment" => Some(Syntax::Comment),
        "keyword" | "kw" => Some(Syntax::Keyword),
        "string" | "character" | "digit" | "boolean" | "regex" => Some(Syntax::Literal),
        "function" | "macros" | "struct" | "tag" | "attribute" | "namespace" | "key" | "header"
        | "heading" | "table" => Some(Syntax::Name),
        "insertion" => Some(Syntax::Inserted),
        "deletion" => Some(Syntax::Deleted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A line's parts by what they are.
    fn told(language: &str, line: &str) -> Vec<(String, Option<Syntax>)> {
        let lines = [line.to_owned()];
        let parts = highlight(language, &lines).expect("a language that is known");
        let mut rest = line;
        let part = |&(bytes, syntax): &(usize, Option<Syntax>)| {
            let (part, after) = rest.split_at(bytes);
            rest = after;
            (part.to_owned(), syntax)
        };
        parts[0].iter().map(part).collect()
    }

    #[test]
    fn the_parts_of_a_line_are_told_by_its_language() {
        let parts = told("Rust", "let answer = \"42\"; // surely");
        let of = |syntax| {
            let found = parts.iter().filter(|(_, own)| *own == Some(syntax));
            found.map(|(part, _)| part.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of(Syntax::Keyword), ["let"]);
        assert_eq!(of(Syntax::Literal), ["\"42\""]);
        assert_eq!(of(Syntax::Comment), ["// surely"]);
        assert_eq!(
            told("patch", "+new"),
            [("+new".to_owned(), Some(Syntax::Inserted))]
        );
    }

    #[test]
    fn what_is_not_known_or_too_long_stays_as_it_is() {
        assert_eq!(highlight("klingon", &["Qapla'".to_owned()]), None);
        assert_eq!(highlight("rs", &vec!["//".to_owned(); MAX_LINES + 1]), None);
        assert_eq!(highlight("rs", &["x".repeat(MAX_BYTES + 1)]), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn the_parts_make_up_the_line(
            language in prop::sample::select(&["rs", "py", "js", "html", "md", "sh", "php", "c", "diff"][..]),
            lines in prop::collection::vec("[\"'`/*#\\\\${}()\\[\\]<>!=@+-x1 é日\u{301}👩\u{200d}]{0,40}", 0..6),
        ) {
            let parts = highlight(language, &lines).unwrap();
            prop_assert_eq!(parts.len(), lines.len());
            for (parts, line) in parts.iter().zip(&lines) {
                let mut at = 0;
                for (bytes, _) in parts {
                    at += bytes;
                    prop_assert!(line.is_char_boundary(at));
                }
                prop_assert_eq!(at, line.len());
            }
        }
    }
}
