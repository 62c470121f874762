//! Where a comment's parts stand in a row, and its text wrapped for that place.

use std::collections::HashMap;
use std::sync::Arc;

use url::Url;

use crate::config::{Config, GlyphSet};
use crate::model::comment::Comment;
use crate::text::layout::{Glyphs, Line, LineKind, Prose, lay_out};
use crate::text::wrap;
use crate::ui::style::Marks;

/// Columns of text below which nothing is indented further; the depth is a number from there on.
const LEAST_TEXT: u16 = 40;

/// Columns that one level takes.
const INDENT: u16 = 2;

/// Columns in front of a root's text: the selection bar, the mark, and a blank.
const BEFORE_TEXT: u16 = 3;

/// Columns left free at the right.
const MARGIN: u16 = 1;

/// How much wider than the text a pane is used: so many columns can be indented before the text
/// becomes narrower. Beyond that the numbers at the right edge would be out of sight of the names.
const ROOM_FOR_INDENT: u16 = 24;

/// Wrapped texts kept, in each of two generations: some screens full.
const CACHED: usize = 256;

/// Columns of the parts of a comment, for one width of the pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// The column behind the last one that is used.
    pub right: u16,
    /// Levels that are indented.
    pub floor: u16,
    /// The widest text.
    pub widest: u16,
    /// Which glyphs may be used.
    pub glyphs: GlyphSet,
    /// Whether chains of single replies stay in one column.
    pub straighten: bool,
    /// Whether a line stands in the place of longer quotations.
    pub hides_quotes: bool,
}

impl Columns {
    /// The columns for a pane of this width.
    pub fn new(width: u16, config: &Config) -> Self {
        let widest = config.reading.text_width.max(LEAST_TEXT);
        let right = width
            .saturating_sub(MARGIN)
            .min(widest.saturating_add(ROOM_FOR_INDENT));
        let glyphs = config.screen.glyphs;
        let floor = match glyphs {
            GlyphSet::Plain => 0,
            _ => right.saturating_sub(BEFORE_TEXT + LEAST_TEXT) / INDENT,
        };
        Self {
            right,
            floor,
            widest,
            glyphs,
            straighten: config.reading.straighten,
            hides_quotes: config.reading.hide_quotes,
        }
    }

    /// Levels that a comment of this depth is indented by.
    pub fn indent(&self, depth: u32) -> u16 {
        u16::try_from(depth).map_or(self.floor, |depth| depth.min(self.floor))
    }

    /// Whether a comment of this depth stands at the rail, where position does not tell the depth.
    pub fn is_rail(&self, depth: u32) -> bool {
        self.glyphs != GlyphSet::Plain && depth > u32::from(self.floor)
    }

    /// The column of the guide of a level.
    pub fn guide(level: u16) -> u16 {
        1 + INDENT * level
    }

    /// The column of the rail's glyph: that of the last guide.
    pub fn rail(&self) -> u16 {
        Self::guide(self.floor.saturating_sub(1))
    }

    /// The column of the read mark or fold arrow.
    pub fn mark(&self, depth: u32) -> u16 {
        Self::guide(self.indent(depth))
    }

    /// The first column of the text.
    pub fn text(&self, depth: u32) -> u16 {
        BEFORE_TEXT + INDENT * self.indent(depth)
    }

    /// Columns that the text may take.
    pub fn text_width(&self, depth: u32) -> u16 {
        self.right
            .saturating_sub(self.text(depth))
            .clamp(1, self.widest)
    }

    /// A comment's text, wrapped to this width.
    fn lay_out(&self, comment: &Comment, width: u16) -> Prose {
        let (glyphs, marks) = match self.glyphs {
            GlyphSet::Unicode => (Glyphs::Unicode, Marks::UNICODE),
            GlyphSet::Ascii | GlyphSet::Plain => (Glyphs::Ascii, Marks::ASCII),
        };
        let prose = lay_out(&comment.body, width, glyphs);
        match self.hides_quotes {
            true => prose.without_quotes(marks.folded),
            false => prose,
        }
    }
}

/// Texts wrapped lately, by comment and width.
///
/// Two generations: when the younger is full it becomes the older, and what the older still held and
/// nobody asked for is gone.
#[derive(Debug, Default)]
pub(super) struct Cache {
    young: HashMap<(usize, u16), Arc<Prose>>,
    old: HashMap<(usize, u16), Arc<Prose>>,
}

impl Cache {
    /// A comment's text wrapped to this width.
    pub fn prose(
        &mut self,
        at: usize,
        comment: &Comment,
        width: u16,
        columns: &Columns,
    ) -> Arc<Prose> {
        let key = (at, width);
        if let Some(prose) = self.young.get(&key) {
            return Arc::clone(prose);
        }
        let prose = self
            .old
            .remove(&key)
            .unwrap_or_else(|| Arc::new(columns.lay_out(comment, width)));
        if self.young.len() >= CACHED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, Arc::clone(&prose));
        prose
    }

    /// How many texts are kept.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    /// Forgets everything: the comments are others now, or the glyphs.
    pub fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

/// The links of a text of which the first line stands at `row`, each with the place where it begins, as
/// far as its row is among the first `rows`.
pub(super) fn links(prose: &Prose, start: u16, row: i32, rows: i32) -> Vec<(u16, u16, Url)> {
    let mut found: Vec<(u16, u16, u16)> = Vec::new();
    for (line, row) in prose.lines.iter().zip(row..rows) {
        let Ok(y) = u16::try_from(row) else {
            continue;
        };
        for (column, link) in line.links() {
            if found.iter().all(|(.., known)| *known != link) {
                let column = u16::try_from(column).unwrap_or(u16::MAX);
                found.push((start.saturating_add(column), y, link));
            }
        }
    }
    let found = found.into_iter();
    found
        .filter_map(|(x, y, link)| Some((x, y, prose.links.get(usize::from(link))?.url.clone())))
        .collect()
}

/// Cuts a text to a width, ending in this ellipsis of one column where something was cut off.
pub(super) fn cut(text: &str, width: usize, ellipsis: &str) -> String {
    let short = wrap::truncate(text, width);
    match short.strip_suffix('…') {
        Some(kept) if short != text => format!("{kept}{ellipsis}"),
        _ => short,
    }
}

/// The first words of a text, cut to a width: the writer's own where there are any besides quotations.
pub(super) fn first_line(prose: &Prose, width: u16, ellipsis: &str) -> String {
    let own = |line: &&Line| line.quote_depth == 0 && line.kind != LineKind::Rule;
    let mut first = gather(prose.lines.iter().filter(own), width);
    if first.is_empty() {
        first = gather(prose.lines.iter(), width);
    }
    cut(&first, usize::from(width), ellipsis)
}

/// Joins lines until there is more than fits.
fn gather<'a>(lines: impl Iterator<Item = &'a Line>, width: u16) -> String {
    let mut gathered = String::new();
    for line in lines {
        if wrap::width(&gathered) > usize::from(width) {
            break;
        }
        let words = words_of(line);
        let words = words.trim();
        if !gathered.is_empty() && !words.is_empty() {
            gathered.push(' ');
        }
        gathered.push_str(words);
    }
    gathered
}

/// A line's words, without bars and the numbers of links.
fn words_of(line: &Line) -> String {
    line.spans
        .iter()
        .filter(|span| !span.mark.quote_bar && !span.mark.link_number)
        .map(|span| span.text.as_str())
        .collect()
}

/// Whether a text is only a quotation, or shorter than a sentence: what the setting `skip-short` lets
/// `Space` pass over.
pub(super) fn is_short(prose: &Prose) -> bool {
    /// Fewer words than this are hardly an answer: "this", "thanks a lot".
    const FEWEST_WORDS: usize = 4;
    prose
        .lines
        .iter()
        .filter(|line| line.quote_depth == 0)
        .flat_map(|line| {
            words_of(line)
                .split_whitespace()
                .map(str::len)
                .collect::<Vec<_>>()
        })
        .take(FEWEST_WORDS)
        .count()
        < FEWEST_WORDS
}
