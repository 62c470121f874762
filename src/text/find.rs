//! Words in a text, whatever the case of their letters.

use std::ops::Range;

/// Where `words` stand in `text`, as ranges of bytes that do not overlap.
///
/// Letters are compared one by one without their case; letters whose capital is two letters (ß) are
/// found as they are written.
pub fn occurrences(text: &str, words: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = words.chars().map(fold).collect();
    let mut found = Vec::new();
    let Some(first) = wanted.first() else {
        return found;
    };
    let mut from = 0;
    for (start, letter) in text.char_indices() {
        if start < from || fold(letter) != *first {
            continue;
        }
        if let Some(length) = starts_with(&text[start..], &wanted) {
            from = start + length;
            found.push(start..from);
        }
    }
    found
}

/// Whether `words` stand in `text`.
pub fn contains(text: &str, words: &str) -> bool {
    let Some(first) = words.bytes().next() else {
        return false;
    };
    if !words.is_ascii() || !text.is_ascii() {
        return !occurrences(text, words).is_empty();
    }
    // Most texts are ASCII and do not have the words: only where the first letter stands the others are
    // looked at.
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let text = text.as_bytes();
    let begins = |at: usize| {
        let found = text.get(at..at + words.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(words.as_bytes()))
    };
    let mut letters = text.iter().enumerate();
    letters.any(|(at, letter)| (*letter == lower || *letter == upper) && begins(at))
}

/// Bytes of the text's beginning that match the letters.
fn starts_with(text: &str, wanted: &[char]) -> Option<usize> {
    let mut letters = text.chars();
    let mut length = 0;
    for wanted in wanted {
        let letter = letters.next().filter(|letter| fold(*letter) == *wanted)?;
        length += letter.len_utf8();
    }
    Some(length)
}

fn fold(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => letter,
    }
}

/// Where the piece of a text that begins at `from` ends, `end` at the latest, and whether it is one of
/// the places `found`: a text is drawn in pieces where it goes in and out of what is found.
pub fn piece(found: &[Range<usize>], from: usize, end: usize) -> (usize, bool) {
    match found.iter().find(|range| range.end > from) {
        Some(range) if range.start <= from => (range.end.min(end), true),
        Some(range) => (range.start.min(end), false),
        None => (end, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_do_not_overlap() {
        assert_eq!(
            occurrences("Tram line, TRAM LINE", "tram line"),
            [0..9, 11..20]
        );
        assert_eq!(occurrences("aaaa", "aa"), [0..2, 2..4]);
        assert_eq!(occurrences("Fähre FÄHRE", "fähre"), [0..6, 7..13]);
        assert!(occurrences("anything", "").is_empty());
        assert!(!contains("short", "short and more"));
        for (text, words) in [("Tram line", "TRAM"), ("a tram", "Tram"), ("Fähre", "fÄh")] {
            assert!(contains(text, words), "{words} in {text}");
        }
        assert!(!contains("anything", ""));
        assert!(!contains("a tra", "tram"));
    }
}
