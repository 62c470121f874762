//! Widths, cutting and wrapping by grapheme, as terminals count columns.

use super::cluster::{self, clusters};

/// Columns that a string takes.
///
/// The sum over its graphemes, since a terminal draws one grapheme in one place: a family of emoji is
/// two columns wide, not eight.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    clusters(text)
        .map(|(_, cluster)| cluster::width(cluster))
        .sum()
}

/// The string, cut to at most `columns` with "…" as its last column where something was cut off.
pub fn truncate(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else {
        return String::new();
    };
    let mut cut = head(text, room).trim_end().to_owned();
    cut.push('…');
    cut
}

/// The string in lines of at most `columns`, broken at blanks, and inside words only where one word is
/// longer than a line. A grapheme wider than the line stands alone.
///
/// Words of scripts without blanks (Chinese, Japanese, Thai) break between any two graphemes, long
/// addresses after their punctuation. Runs of blanks count as one, line breaks are kept.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            add_word(&mut lines, &mut line, &mut used, word, columns);
        }
        lines.push(line);
    }
    lines
}

/// The longest beginning of a text that fits into `columns`, in whole graphemes.
pub fn head(text: &str, columns: usize) -> &str {
    if is_plain(text) {
        return &text[..text.len().min(columns)];
    }
    let mut used = 0;
    for (start, grapheme) in clusters(text) {
        used += cluster::width(grapheme);
        if used > columns {
            return &text[..start];
        }
    }
    text
}

/// The pieces of a word between which a line may end, in order and without loss.
///
/// `columns` is the width of a line; a piece is longer only if a single grapheme is.
pub(super) fn pieces(word: &str, columns: usize) -> Vec<&str> {
    if is_plain(word) && word.len() <= LONG_WORD.min(columns) {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut used = 0;
    let is_long = width(word) > LONG_WORD.min(columns);
    let mut previous = "";
    for (at, grapheme) in clusters(word) {
        let columns_needed = cluster::width(grapheme);
        let may_break = at > start && may_break(previous, grapheme, is_long);
        if may_break || (at > start && used + columns_needed > columns) {
            pieces.push(&word[start..at]);
            start = at;
            used = 0;
        }
        used += columns_needed;
        previous = grapheme;
    }
    if start < word.len() {
        pieces.push(&word[start..]);
    }
    pieces
}

/// Columns from which on a word is broken at its punctuation. Longer than words of most languages, so
/// that "and/or" stays together and an address does not.
const LONG_WORD: usize = 24;

/// Whether a line may end between two graphemes of one word.
///
/// A small part of Unicode line breaking (UAX 14): ideographs and kana break anywhere except before
/// closing and after opening punctuation, addresses after their separators.
fn may_break(before: &str, after: &str, is_long: bool) -> bool {
    let (Some(first), Some(second)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    if is_closing(second) || is_opening(first) {
        return false;
    }
    if is_ideographic(first) || is_ideographic(second) {
        return true;
    }
    is_long
        && matches!(
            first,
            '/' | '-'
                | '.'
                | '_'
                | '?'
                | '&'
                | '='
                | ','
                | ';'
                | ':'
                | '#'
                | '%'
                | '+'
                | '~'
                | '–'
                | '—'
        )
        && second.is_alphanumeric()
}

fn is_ideographic(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{303F}'
        | '\u{3040}'..='\u{30FF}'
        | '\u{3100}'..='\u{312F}'
        | '\u{31A0}'..='\u{31FF}'
        | '\u{3200}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{A000}'..='\u{A4CF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}'
        // Thai, Lao and Khmer write without blanks between words.
        | '\u{0E00}'..='\u{0EFF}'
        | '\u{1780}'..='\u{17FF}')
}

/// Punctuation that must not begin a line.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '.'
            | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '"'
            | '\''
            | '»'
            | '”'
            | '’'
            | '…'
            | '、'
            | '。'
            | '〉'
            | '》'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '〗'
            | '〙'
            | '〛'
            | '〜'
            | 'ー'
            | '々'
            | '・'
            | '！'
            | '）'
            | '，'
            | '．'
            | '：'
            | '；'
            | '？'
            | '］'
            | '｝'
            | '％'
            | 'っ'
            | 'ッ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
    )
}

/// Punctuation that must not end a line.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '«'
            | '“'
            | '‘'
            | '〈'
            | '《'
            | '「'
            | '『'
            | '【'
            | '〔'
            | '〖'
            | '〘'
            | '〚'
            | '（'
            | '［'
            | '｛'
    )
}

/// Printable ASCII, whose width is its length.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn add_word(
    lines: &mut Vec<String>,
    line: &mut String,
    used: &mut usize,
    word: &str,
    columns: usize,
) {
    let mut needs_blank = *used > 0;
    for piece in pieces(word, columns) {
        let piece_width = width(piece);
        if *used > 0 && *used + usize::from(needs_blank) + piece_width > columns {
            lines.push(std::mem::take(line));
            *used = 0;
            needs_blank = false;
        }
        if needs_blank {
            line.push(' ');
            *used += 1;
            needs_blank = false;
        }
        line.push_str(piece);
        *used += piece_width;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_family_of_emoji_is_two_columns_wide() {
        assert_eq!(width("👩‍👩‍👧‍👦"), 2);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}"), 1);
    }

    #[test]
    fn a_cut_text_ends_in_an_ellipsis_and_fits() {
        assert_eq!(truncate("Suppliers were told", 10), "Suppliers…");
        assert_eq!(truncate("short", 5), "short");
        assert_eq!(truncate("日本語", 4), "日…");
        assert_eq!(truncate("anything", 0), "");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(
            wrap("the  quick brown fox\njumps", 9),
            ["the quick", "brown fox", "jumps"]
        );
    }

    #[test]
    fn a_long_address_breaks_after_its_separators() {
        assert_eq!(
            wrap("see https://example.org/archive/2012/infiniti", 20),
            ["see https://example.", "org/archive/2012/", "infiniti"]
        );
    }

    #[test]
    fn chinese_breaks_anywhere_but_not_before_a_full_stop() {
        assert_eq!(wrap("我喜欢读新闻。", 12), ["我喜欢读新", "闻。"]);
    }

    #[test]
    fn a_grapheme_wider_than_the_line_stands_alone() {
        assert_eq!(wrap("日本", 1), ["日", "本"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked(text in "\\PC{0,60}", columns in 2_usize..40) {
            for line in wrap(&text, columns) {
                prop_assert!(width(&line) <= columns || clusters(&line).count() == 1);
            }
        }

        #[test]
        fn wrapping_loses_nothing_but_blanks(text in "[a-z日本 ./-]{0,80}", columns in 2_usize..40) {
            let wrapped: String = wrap(&text, columns).concat();
            let strip = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(strip(&wrapped), strip(&text));
        }

        #[test]
        fn a_cut_text_is_never_wider(text in "\\PC{0,60}", columns in 0_usize..40) {
            prop_assert!(width(&truncate(&text, columns)) <= columns);
        }
    }
}
