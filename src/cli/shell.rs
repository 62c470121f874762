//! Command lines that are offered to be pasted into a shell: words from outside stay words there.

use std::borrow::Cow;

/// A line that calls byline with these words, safe to be pasted whatever they are.
pub(super) fn byline(words: &[&str]) -> String {
    let mut line = String::from("byline");
    for word in words {
        line.push(' ');
        line.push_str(&quoted(word));
    }
    line
}

/// A remark behind such a line. Where the shell knows no remarks, it is one more word, which is refused.
pub(super) fn remark(words: &str) -> String {
    format!("# {}", quoted(words))
}

/// A word as the shell takes it for itself: in single quotes (POSIX, Shell Command Language, section 2.2.2),
/// unless it needs none.
#[cfg(not(windows))]
fn quoted(word: &str) -> Cow<'_, str> {
    if is_plain(word) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

/// A word as `cmd` and PowerShell take it for itself: in double quotes, without what means something within
/// them, percent-encoded as it may stand in an address.
#[cfg(windows)]
fn quoted(word: &str) -> Cow<'_, str> {
    if is_plain(word) {
        return Cow::Borrowed(word);
    }
    let word = word
        .replace('"', "%22")
        .replace('$', "%24")
        .replace('`', "%60");
    Cow::Owned(format!("\"{word}\""))
}

/// Whether no shell reads anything into a word.
fn is_plain(word: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@+,".contains(&byte);
    !word.is_empty() && word.bytes().all(is_plain)
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_word_that_needs_no_quotes_has_none() {
        assert_eq!(
            byline(&["add", "https://a.example/feed"]),
            "byline add https://a.example/feed"
        );
    }

    #[test]
    fn a_shell_takes_every_word_for_itself() {
        for word in [
            "https://a.example/?x=1&y=2",
            "https://a.example/$(touch${IFS}x)",
            "https://a.example/;reboot",
            "it's `id` \"$HOME\" \\ ! * ~ #",
            "'; id; '",
            "",
        ] {
            let line = byline(&["add", word]);
            let printed = line.replacen("byline", "printf '<%s>'", 1);
            let output = Command::new("sh").arg("-c").arg(printed).output().unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            assert_eq!(printed, format!("<add><{word}>"));
        }
    }
}
