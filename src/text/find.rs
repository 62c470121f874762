//! Words in a text as people type them: whatever the case, the accents, the width and the form of
//! apostrophes, and however letters are composed (<https://www.unicode.org/reports/tr15/>).

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_segmentation::GraphemeCursor;

/// Words that are looked for, made ready once for many texts.
#[derive(Clone, Debug)]
pub struct Needle {
    /// Letters as [`fold`] has them.
    letters: Vec<char>,
    /// For each letter how many letters before it, its own included, are again the beginning of the words
    /// (Knuth, Morris and Pratt): no text is looked at twice.
    borders: Vec<usize>,
}

impl Needle {
    /// Makes words ready.
    pub fn new(words: &str) -> Self {
        let mut letters = Vec::with_capacity(words.len());
        for letter in words.chars() {
            fold(letter, &mut |folded| letters.push(folded));
        }
        let mut borders = vec![0; letters.len()];
        let mut matched = 0;
        for at in 1..letters.len() {
            while matched > 0 && letters[at] != letters[matched] {
                matched = borders[matched - 1];
            }
            matched += usize::from(letters[at] == letters[matched]);
            borders[at] = matched;
        }
        Self { letters, borders }
    }

    /// Whether the words stand in `text`; words without a letter stand nowhere.
    pub fn is_in(&self, text: &str) -> bool {
        if self.letters.is_empty() {
            return false;
        }
        if text.is_ascii() {
            return self.is_in_ascii(text.as_bytes());
        }
        let mut matched = 0;
        let mut found = false;
        for letter in text.chars() {
            fold(letter, &mut |folded| {
                found |= self.step(&mut matched, folded);
            });
            if found {
                return true;
            }
        }
        false
    }

    /// Most texts are ASCII and do not have the words: only where the first letter stands the others are
    /// looked at.
    fn is_in_ascii(&self, text: &[u8]) -> bool {
        let is = |byte: &u8, letter: &char| char::from(byte.to_ascii_lowercase()) == *letter;
        let Some(last) = text.len().checked_sub(self.letters.len()) else {
            return false;
        };
        (0..=last).any(|at| {
            let mut letters = text[at..].iter().zip(&self.letters);
            letters.all(|(byte, letter)| is(byte, letter))
        })
    }

    /// Where the words stand in `text`, as ranges of bytes that do not overlap. What is one character to the
    /// eye (UAX 29) is never cut: its accents belong to it.
    pub fn places_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        if self.letters.is_empty() {
            return found;
        }
        // For each folded letter where the letter that it comes from begins.
        let mut starts: Vec<usize> = Vec::with_capacity(text.len());
        let mut matched = 0;
        for (start, letter) in text.char_indices() {
            fold(letter, &mut |folded| {
                starts.push(start);
                if !self.step(&mut matched, folded) {
                    return;
                }
                let first = starts[starts.len() - self.letters.len()];
                let place = whole(text, first..start + letter.len_utf8());
                match found.last_mut() {
                    // Twice in what is one character.
                    Some(last) if last.end > place.start => last.end = last.end.max(place.end),
                    _ => found.push(place),
                }
            });
        }
        found
    }

    /// Takes one more folded letter of a text; whether the words are complete with it. Then the next place
    /// begins behind them.
    fn step(&self, matched: &mut usize, letter: char) -> bool {
        while *matched > 0 && self.letters[*matched] != letter {
            *matched = self.borders[*matched - 1];
        }
        *matched += usize::from(self.letters[*matched] == letter);
        let is_complete = *matched == self.letters.len();
        if is_complete {
            *matched = 0;
        }
        is_complete
    }
}

/// The range with the rest of the characters at its ends.
fn whole(text: &str, range: Range<usize>) -> Range<usize> {
    if text.is_ascii() {
        return range;
    }
    let is_inside = |at: usize| {
        let mut cursor = GraphemeCursor::new(at, text.len(), true);
        matches!(cursor.is_boundary(text, 0), Ok(false))
    };
    let cursor = |at: usize| GraphemeCursor::new(at, text.len(), true);
    let mut place = range;
    if is_inside(place.start)
        && let Ok(Some(start)) = cursor(place.start).prev_boundary(text, 0)
    {
        place.start = start;
    }
    if is_inside(place.end)
        && let Ok(Some(end)) = cursor(place.end).next_boundary(text, 0)
    {
        place.end = end;
    }
    place
}

/// Where `words` stand in `text`; see [`Needle::places_in`].
pub fn occurrences(text: &str, words: &str) -> Vec<Range<usize>> {
    Needle::new(words).places_in(text)
}

/// Whether `words` stand in `text`.
pub fn contains(text: &str, words: &str) -> bool {
    Needle::new(words).is_in(text)
}

/// Hands over the letters that a letter is compared by: none for accents and what is not seen.
fn fold(letter: char, take: &mut impl FnMut(char)) {
    if letter.is_ascii() {
        return take(letter.to_ascii_lowercase());
    }
    match letter {
        // Quotation marks and dashes, as keyboards have them; modifier letters too.
        '\u{2018}'..='\u{201b}' | '\u{2b9}'..='\u{2bc}' | '´' | '′' | '＇' => {
            return take('\'');
        }
        '\u{201c}'..='\u{201f}' | '″' | '«' | '»' => return take('"'),
        '\u{2010}'..='\u{2015}' | '−' => return take('-'),
        // Soft hyphens, joiners, marks of direction, variation selectors.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' => return,
        _ => {}
    }
    decompose_compatible(letter, |part| {
        if is_accent(part) {
            return;
        }
        for part in part.to_lowercase() {
            match part {
                'ß' => "ss".chars().for_each(&mut *take),
                'æ' => "ae".chars().for_each(&mut *take),
                'œ' => "oe".chars().for_each(&mut *take),
                'þ' => "th".chars().for_each(&mut *take),
                'ø' => take('o'),
                'đ' | 'ð' => take('d'),
                'ł' => take('l'),
                'ħ' => take('h'),
                'ŧ' => take('t'),
                'ı' => take('i'),
                'ς' => take('σ'),
                // Of letters with an apostrophe.
                '\u{2bc}' => take('\''),
                part if is_accent(part) => {}
                part => take(part),
            }
        }
    });
}

/// Whether a mark only adds to a letter: accents above and below, and the vowel points of Hebrew and Arabic.
/// The marks that make another letter, as those of Devanagari and Kana, are no accents.
fn is_accent(part: char) -> bool {
    !part.is_ascii() && matches!(canonical_combining_class(part), 1 | 10..=35 | 200..)
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
        assert_eq!(occurrences("aabaabaab", "aabaab").first(), Some(&(0..6)));
        assert_eq!(occurrences("Fähre FÄHRE", "fähre"), [0..6, 7..13]);
        assert!(occurrences("anything", "").is_empty());
        assert!(!contains("short", "short and more"));
        for (text, words) in [("Tram line", "TRAM"), ("a tram", "Tram"), ("Fähre", "fÄh")] {
            assert!(contains(text, words), "{words} in {text}");
        }
        assert!(!contains("anything", ""));
        assert!(!contains("anything", "\u{301}"));
        assert!(!contains("a tra", "tram"));
    }

    #[test]
    fn accents_composition_apostrophes_and_width_make_no_difference() {
        for (text, words) in [
            ("Café Zürich öffnet", "cafe"),
            ("Café Zürich öffnet", "zurich"),
            ("Cafe\u{301} Zu\u{308}rich", "café zürich"),
            ("Café Zürich", "cafe\u{301} zu\u{308}rich"),
            ("Cafe Zurich", "Café"),
            ("Don’t panic", "don't"),
            ("Don't panic", "don’t"),
            ("Donʼt panic", "don‘t"),
            ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
            ("Full width", "ｆｕｌｌ"),
            ("ﾊﾟﾝ", "パン"),
            ("Große Straße", "GROSSE STRASSE"),
            ("GROẞE", "große"),
            ("Grosse", "große"),
            ("Łódź, Øresund, Ærø", "lodz, oresund, aero"),
            ("İstanbul", "istanbul"),
            ("ﬁnd the eﬀect", "find the effect"),
            ("co\u{ad}ope\u{200b}rate", "cooperate"),
            ("Tiếng Việt", "tieng viet"),
            ("ΟΔΟΣ", "οδός"),
            ("Ёлка", "елка"),
            ("two\u{a0}words — here", "two words - here"),
            ("한국어", "한국"),
        ] {
            assert!(contains(text, words), "{words} in {text}");
            assert_eq!(occurrences(text, words).len(), 1, "{words} in {text}");
        }
        for (text, words) in [
            ("Café", "cafés"),
            ("か", "が"),
            ("की", "का"),
            ("resume", "resumed"),
        ] {
            assert!(!contains(text, words), "{words} in {text}");
            assert!(occurrences(text, words).is_empty(), "{words} in {text}");
        }
    }

    #[test]
    fn a_place_has_whole_letters_with_their_accents() {
        let found = |text: &str, words: &str| -> Vec<String> {
            let found = occurrences(text, words);
            found
                .into_iter()
                .map(|range| text[range].to_owned())
                .collect()
        };
        assert_eq!(found("a Cafe\u{301} b", "cafe"), ["Cafe\u{301}"]);
        assert_eq!(found("cafe\u{301}s", "cafe"), ["cafe\u{301}"]);
        assert_eq!(found("Straße", "stras"), ["Straß"]);
        assert_eq!(found("Straße ß", "s"), ["S", "ß", "ß"]);
        assert_eq!(found("ｗｉｄｅ café", "e c"), ["ｅ c"]);
        assert_eq!(found("ŉ", "'n"), ["ŉ"]);
        assert_eq!(found("か\u{3099}ん", "か"), ["か\u{3099}"]);
        assert_eq!(found("a 👩\u{200d}🚀 b", "👩"), ["👩\u{200d}🚀"]);
    }

    #[test]
    fn every_place_lies_at_letters_and_behind_the_one_before() {
        let letters = [
            "a", "A", "ä", "a\u{308}", "ß", "ss", "ﬁ", "'", "’", "\u{301}", "\u{ad}", "が", "ｗ",
            " ",
        ];
        let mut state = 1_u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as usize % below
        };
        for _ in 0..5_000 {
            let mut some = |count: usize| -> String {
                (0..count).map(|_| letters[next(letters.len())]).collect()
            };
            let (text, words) = (some(12), some(2));
            let found = occurrences(&text, &words);
            assert_eq!(
                contains(&text, &words),
                !found.is_empty(),
                "{words:?} in {text:?}"
            );
            let mut behind = 0;
            for range in found {
                assert!(
                    range.start >= behind && range.end > range.start,
                    "{text:?} {words:?}"
                );
                assert!(contains(&text[range.clone()], &words), "{text:?} {words:?}");
                behind = range.end;
            }
        }
    }

    #[test]
    fn the_worst_text_takes_no_longer_than_others() {
        let text = "a\u{308}".repeat(1 << 20);
        let words = format!("{}b", "a".repeat(2_000));
        let began = std::time::Instant::now();
        assert!(!contains(&text, &words));
        assert!(occurrences(&text, &words).is_empty());
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}
