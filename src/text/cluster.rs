//! What one place of a screen holds: a grapheme cluster (UAX 29), at most two columns wide.
//!
//! Terminals that know clusters (mode 2027,
//! <https://github.com/contour-terminal/terminal-unicode-core>) draw a family of emoji in two columns;
//! the others add up the widths of its characters, and do not agree about those either. [`width`] is the
//! same for both kinds, [`drawn`] is what each kind is given.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The widest cluster, in columns.
const MAX_COLUMNS: usize = 2;
/// The longest cluster, in bytes: half as much again as a family of four, each with a colour of skin.
const MAX_BYTES: usize = 64;
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';
const TEXT_PRESENTATION: char = '\u{fe0e}';
const EMOJI_PRESENTATION: char = '\u{fe0f}';

/// What a terminal makes of a cluster of several characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Support {
    /// It draws each character in columns of its own.
    #[default]
    Characters,
    /// It draws the cluster in one place (mode 2027).
    Clusters,
}

/// The clusters of a text, each with the place where it begins.
///
/// One that would be wider than two columns or very long (a chain of Indic letters, of joined emoji, of
/// spacing marks) is taken apart, so that none is wider than a line.
pub fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true)
        .flat_map(|(at, cluster)| parts(at, cluster))
}

/// A cluster as it is, or cut in front of each character that stands for itself.
fn parts(at: usize, cluster: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_short = cluster.len() <= MAX_BYTES;
    let is_whole = is_one(cluster) || (is_short && raw_width(cluster) <= MAX_COLUMNS);
    let mut rest = cluster;
    std::iter::from_fn(move || {
        let end = match is_whole {
            true => rest.len(),
            false => {
                let mut behind = rest.char_indices().skip(1);
                let next = behind.find(|&(_, c)| width_of(c) > 0 && !is_attached(c));
                next.map_or(rest.len(), |(end, _)| end)
            }
        };
        let start = at + cluster.len() - rest.len();
        let (part, behind) = rest.split_at(end);
        rest = behind;
        (!part.is_empty()).then_some((start, part))
    })
}

/// Columns of one cluster as [`clusters`] finds them.
pub fn width(cluster: &str) -> usize {
    raw_width(cluster).min(MAX_COLUMNS)
}

fn raw_width(cluster: &str) -> usize {
    // "As text" narrows some emoji in some terminals only: it is not sent, and does not count.
    let is_sum = |c| c == TEXT_PRESENTATION || is_sound_mark(c);
    match is_one(cluster) || cluster.contains(is_sum) {
        true => cluster.chars().map(width_of).sum(),
        false => cluster.width(),
    }
}

/// Whether it is a single character.
fn is_one(cluster: &str) -> bool {
    cluster.chars().nth(1).is_none()
}

fn width_of(c: char) -> usize {
    match is_sound_mark(c) {
        true => 1,
        false => c.width().unwrap_or(0),
    }
}

/// Halfwidth voicing marks: combining, but terminals give them a column of their own (UAX 11).
fn is_sound_mark(c: char) -> bool {
    matches!(c, '\u{ff9e}' | '\u{ff9f}')
}

/// Whether a character belongs to the one before it. Some terminals give it columns, others put it on
/// what stands in the column before it.
fn is_attached(c: char) -> bool {
    let mut pair = String::from("a");
    pair.push(c);
    pair.graphemes(true).nth(1).is_none()
}

/// What a terminal is given for a cluster, so that it moves on by [`width`] columns or by fewer; what is
/// missing is blank.
///
/// Where clusters are unknown, the first character of a joined or coloured emoji stays, of a flag its
/// two letters, of a keycap the key; letters keep their marks.
pub fn drawn(cluster: &str, support: Support) -> String {
    let silent: fn(char) -> bool = match support {
        Support::Characters => {
            if let Some(simple) = simplified(cluster) {
                return simple;
            }
            is_selector
        }
        Support::Clusters => |c| c == TEXT_PRESENTATION,
    };
    if is_one(cluster) {
        return match cluster.chars().next() {
            Some(c) if !c.is_ascii() && is_attached(c) => " ".to_owned(),
            _ => cluster.to_owned(),
        };
    }
    let mut columns = 0;
    cluster
        .chars()
        .filter(|&c| !silent(c))
        .take_while(|&c| {
            columns += width_of(c);
            support == Support::Clusters || columns <= MAX_COLUMNS
        })
        .collect()
}

/// What stands for a sequence of characters that terminals do not agree about.
fn simplified(cluster: &str) -> Option<String> {
    let first = cluster.chars().next()?;
    if regional_letter(first).is_some() {
        return Some(cluster.chars().filter_map(regional_letter).collect());
    }
    if is_one(cluster) {
        return None;
    }
    if let Some(syllable) = syllable(cluster) {
        return Some(syllable.to_string());
    }
    let is_emoji = cluster
        .chars()
        .skip(1)
        .any(|c| is_emoji_part(c) || (c == JOINER && !first.is_alphanumeric()));
    is_emoji.then(|| first.to_string())
}

/// What makes an emoji of the character before it, or gives it a colour.
fn is_emoji_part(c: char) -> bool {
    matches!(c, EMOJI_PRESENTATION | KEYCAP | '\u{1f3fb}'..='\u{1f3ff}')
}

/// What chooses between shapes of a letter; terminals join other things by it than Unicode does.
fn is_selector(c: char) -> bool {
    matches!(c,
        '\u{200c}' | JOINER | '\u{180b}'..='\u{180d}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// The letter of a regional indicator: two of them are a flag.
fn regional_letter(c: char) -> Option<char> {
    let number = u32::from(c).checked_sub(0x1f1e6)?;
    let number = u8::try_from(number).ok().filter(|&number| number < 26)?;
    Some(char::from(b'A' + number))
}

/// The syllable that Korean letters are together (The Unicode Standard, section 3.12).
fn syllable(cluster: &str) -> Option<char> {
    let mut chars = cluster.chars().map(u32::from);
    let [leading, vowel] = [chars.next()?, chars.next()?];
    let trailing = chars.next().unwrap_or(0x11a7);
    let is_known = (0x1100..=0x1112).contains(&leading)
        && (0x1161..=0x1175).contains(&vowel)
        && (0x11a7..=0x11c2).contains(&trailing)
        && chars.next().is_none();
    let number = || ((leading - 0x1100) * 21 + vowel - 0x1161) * 28 + trailing - 0x11a7;
    is_known.then(|| char::from_u32(0xac00 + number()))?
}

/// Whether every terminal moves on by the same columns for it: letters, digits, common punctuation and
/// lines, but no emoji, no sequences, and nothing that younger versions of Unicode have changed.
pub fn is_certain(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return cluster.is_empty();
    };
    let is_common = matches!(c,
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2190}'..='\u{2193}'
        | '\u{2500}'..='\u{25af}' | '\u{3001}'..='\u{3011}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    let is_letter = || c < '\u{1f000}' && c.is_alphanumeric() && width_of(c) > 0;
    is_common || (is_letter() && !is_attached(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: &str = "👩\u{200d}👩\u{200d}👧\u{200d}👦";

    /// Cluster, columns, what is drawn where clusters are unknown.
    const CASES: &[(&str, usize, &str)] = &[
        (FAMILY, 2, "👩"),
        ("👍🏽", 2, "👍"),
        ("👩🏽\u{200d}🚀", 2, "👩"),
        ("🏳\u{fe0f}\u{200d}🌈", 2, "🏳"),
        ("❤\u{fe0f}", 2, "❤"),
        ("❤\u{fe0f}\u{200d}🔥", 2, "❤"),
        ("1\u{fe0f}\u{20e3}", 2, "1"),
        ("#\u{20e3}", 1, "#"),
        ("🇩🇪", 2, "DE"),
        ("🇩", 1, "D"),
        ("⌚\u{fe0e}", 2, "⌚"),
        ("©\u{fe0e}", 1, "©"),
        ("⛹🏽", 2, "⛹"),
        ("🙂", 2, "🙂"),
        ("e\u{301}", 1, "e\u{301}"),
        ("\u{1112}\u{1161}\u{11ab}", 2, "한"),
        ("\u{1100}\u{1161}", 2, "가"),
        ("क\u{94d}\u{200d}ष", 2, "क\u{94d}ष"),
        ("कि", 2, "कि"),
        ("\u{93e}", 1, " "),
        ("葛\u{e0100}", 2, "葛"),
        ("ｶﾞ", 2, "ｶﾞ"),
        ("日", 2, "日"),
        ("…", 1, "…"),
    ];

    #[test]
    fn a_cluster_is_one_place_and_what_is_drawn_is_no_wider() {
        for &(cluster, columns, simple) in CASES {
            let found: Vec<_> = clusters(cluster).collect();
            assert_eq!(found, [(0, cluster)], "{cluster}");
            assert_eq!(width(cluster), columns, "{cluster}");
            assert_eq!(drawn(cluster, Support::Characters), simple, "{cluster}");
            let characters: usize = simple.chars().map(width_of).sum();
            assert!(characters <= columns, "{cluster}");
        }
    }

    #[test]
    fn a_terminal_that_knows_clusters_is_given_them_whole() {
        assert_eq!(drawn(FAMILY, Support::Clusters), FAMILY);
        assert_eq!(drawn("🇩🇪", Support::Clusters), "🇩🇪");
        assert_eq!(drawn("⌚\u{fe0e}", Support::Clusters), "⌚");
    }

    #[test]
    fn a_chain_of_letters_is_taken_apart_between_them() {
        let parts = |text| clusters(text).map(|(_, part)| part).collect::<Vec<_>>();
        assert_eq!(parts("न्दी"), ["न्", "दी"]);
        assert_eq!(parts("क्ष"), ["क्ष"]);
    }

    #[test]
    fn no_cluster_is_wider_than_two_columns() {
        for unit in [
            "\u{915}\u{94d}",
            "\u{600}",
            "\u{1100}",
            "\u{93e}",
            "ﾞ",
            "👩\u{200d}",
        ] {
            let text = unit.repeat(500);
            let mut at = 0;
            for (start, cluster) in clusters(&text) {
                assert_eq!(start, at, "{}", unit.escape_unicode());
                let shown = drawn(cluster, Support::Characters);
                let columns: usize = shown.chars().map(width_of).sum();
                let is_bounded = columns <= width(cluster) && shown.len() <= MAX_BYTES;
                assert!(is_bounded, "{}", unit.escape_unicode());
                at += cluster.len();
            }
            assert_eq!(at, text.len());
        }
    }

    #[test]
    fn only_what_all_terminals_agree_about_is_certain() {
        for certain in ["a", "é", "ж", "日", "한", "│", "…", "─", "א", "क"] {
            assert!(is_certain(certain), "{certain}");
        }
        for uncertain in [
            "🙂",
            "❤",
            "☎",
            "🇩",
            "e\u{301}",
            "DE",
            "\u{1fae9}",
            "\u{301}",
        ] {
            assert!(!is_certain(uncertain), "{uncertain}");
        }
    }
}
