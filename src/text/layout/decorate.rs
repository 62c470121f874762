//! html2text with our marks in place of its decorations.

use std::rc::Rc;

use html2text::config;
use html2text::render::{TaggedLine, TextDecorator};

use super::Mark;
use super::table::MIN_CELL_COLUMNS;

/// Prefixes are control characters, which gated text cannot hold. html2text counts a prefix by its
/// bytes and each as one column, so each stands for a glyph of one column.
pub(super) const QUOTE_BAR: char = '\u{1}';
/// Stands for a bullet.
pub(super) const BULLET: char = '\u{2}';
/// Stands for nothing, in front of each line of a heading; levels 2 to 6 follow it.
pub(super) const HEADING: char = '\u{3}';
/// The first and the last of those that the markers of ordered lists are coded in.
pub(super) const FIRST_CODE: u8 = 0x10;
pub(super) const LAST_CODE: u8 = 0x1b;

/// What is said of a run of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Note {
    /// Nothing.
    #[default]
    None,
    /// Strong text.
    Strong,
    /// Emphasised text.
    Emphasis,
    /// Text struck out.
    Strike,
    /// Code inside text.
    Code,
    /// A link's text, or its number, or a picture, with all other marks.
    Marked(Mark),
    /// Stands for a line of preformatted text.
    CodeLine(usize),
    /// Stands for a rule.
    Rule,
    /// On a line of its own, which is not kept: something is set apart.
    Gap,
    /// On a line of its own: a table begins.
    TableStart,
    /// On a line of its own: a table ends.
    TableEnd,
}

impl Note {
    /// The address under which the rewritten HTML hands a note to the decorator.
    pub(super) fn to_address(self) -> String {
        match self {
            Self::Marked(mark) => {
                let flags = [
                    mark.strong,
                    mark.emphasis,
                    mark.strike,
                    mark.code,
                    mark.link_number,
                    mark.image,
                ];
                let flags: String = flags
                    .map(|flag| if flag { '1' } else { '0' })
                    .iter()
                    .collect();
                match mark.link {
                    Some(link) => format!("m{flags}{link}"),
                    None => format!("m{flags}"),
                }
            }
            Self::CodeLine(line) => format!("c{line}"),
            Self::Rule => "r".to_owned(),
            Self::Gap => "g".to_owned(),
            Self::TableStart => "s".to_owned(),
            Self::TableEnd => "e".to_owned(),
            Self::None | Self::Strong | Self::Emphasis | Self::Strike | Self::Code => String::new(),
        }
    }

    fn from_address(address: &str) -> Self {
        let (kind, rest) = address.split_at(address.len().min(1));
        match kind {
            "m" => {
                let flag = |at: usize| rest.as_bytes().get(at) == Some(&b'1');
                Self::Marked(Mark {
                    strong: flag(0),
                    emphasis: flag(1),
                    strike: flag(2),
                    code: flag(3),
                    link_number: flag(4),
                    image: flag(5),
                    link: rest.get(6..).and_then(|link| link.parse().ok()),
                    ..Mark::default()
                })
            }
            "c" => rest.parse().map_or(Self::None, Self::CodeLine),
            "r" => Self::Rule,
            "g" => Self::Gap,
            "s" => Self::TableStart,
            "e" => Self::TableEnd,
            _ => Self::None,
        }
    }
}

/// The lines of rewritten HTML; nothing if html2text fails.
///
/// No narrower than a cell: with less room than a wide character needs, its arithmetic goes below zero.
/// `prefixes` are those of the items of ordered lists, by the numbers that the HTML gives them.
pub(super) fn lines(
    html: &str,
    width: usize,
    prefixes: Vec<String>,
) -> Option<Vec<TaggedLine<Vec<Note>>>> {
    let prefixes = prefixes.into();
    config::with_decorator(Decorator { prefixes })
        .allow_width_overflow()
        .min_wrap_width(MIN_CELL_COLUMNS)
        .unicode_strikeout(false)
        .lines_from_read(html.as_bytes(), width.max(MIN_CELL_COLUMNS))
        .ok()
}

struct Decorator {
    prefixes: Rc<[String]>,
}

impl TextDecorator for Decorator {
    type Annotation = Note;

    fn decorate_link_start(&mut self, url: &str) -> (String, Note) {
        (String::new(), Note::from_address(url))
    }

    fn decorate_link_end(&mut self) -> String {
        String::new()
    }

    fn decorate_em_start(&self) -> (String, Note) {
        (String::new(), Note::Emphasis)
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, Note) {
        (String::new(), Note::Strong)
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, Note) {
        (String::new(), Note::Strike)
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, Note) {
        (String::new(), Note::Code)
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) -> Note {
        Note::None
    }

    fn decorate_preformat_cont(&self) -> Note {
        Note::None
    }

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, Note) {
        (title.to_owned(), Note::None)
    }

    fn header_prefix(&self, level: usize) -> String {
        nth(HEADING, level.clamp(1, 6) - 1).into()
    }

    fn quote_prefix(&self) -> String {
        format!("{QUOTE_BAR} ")
    }

    fn unordered_item_prefix(&self) -> String {
        format!("{BULLET} ")
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        let prefix = usize::try_from(number).ok();
        let prefix = prefix.and_then(|number| self.prefixes.get(number));
        prefix
            .cloned()
            .unwrap_or_else(|| self.unordered_item_prefix())
    }

    fn make_subblock_decorator(&self) -> Self {
        Self {
            prefixes: Rc::clone(&self.prefixes),
        }
    }
}

/// The character that lies `offset` behind `first`.
fn nth(first: char, offset: usize) -> char {
    (first..).nth(offset).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_comes_back_from_its_address() {
        let mark = Mark {
            strong: true,
            image: true,
            link: Some(65_535),
            ..Mark::default()
        };
        for note in [
            Note::Marked(mark),
            Note::CodeLine(12),
            Note::Rule,
            Note::Gap,
            Note::TableStart,
            Note::TableEnd,
        ] {
            assert_eq!(Note::from_address(&note.to_address()), note);
        }
    }
}
