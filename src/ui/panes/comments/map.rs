//! The map of the whole thread at the right edge of a wide pane: a row for as many comments as it takes,
//! so that where news is, and where one is, shows at a glance.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::view::View;
use crate::config::GlyphSet;
use crate::ui::pane::Context;
use crate::ui::widgets::put::put;

/// The narrowest pane with a map, in columns: beside the widest texts there is room for it.
const LEAST_COLUMNS: u16 = 100;

/// Draws the map, where there is room for one.
pub(super) fn draw(view: &View, buffer: &mut Buffer, area: Rect, context: &Context<'_>) {
    let comments = view.thread.len();
    let rows = usize::from(area.height).min(comments);
    let is_wanted = context.config.screen.map && view.columns.glyphs != GlyphSet::Plain;
    if !is_wanted || area.width < LEAST_COLUMNS || rows == 0 {
        return;
    }
    for (y, row) in (0..area.height).zip(0..rows) {
        let (from, to) = (row * comments / rows, (row + 1) * comments / rows);
        let (glyph, style) = mark(view, from, to, context);
        put(buffer, area, area.width - 1, y, glyph, style);
    }
}

/// What stands for the comments in `from..to`: the reader, else what is new, else what is unread, else the
/// lit author, else what is read.
fn mark(view: &View, from: usize, to: usize, context: &Context<'_>) -> (&'static str, Style) {
    let (marks, styles) = (context.marks, context.styles);
    let counts = view.thread.range(from, to);
    let is_here = (from..to).contains(&view.selected) && !view.at_end;
    // Only as many are looked at as there are rows on a screen of comments.
    let is_lit = || (from..to.min(from + 64)).any(|at| view.is_lit(at));
    match () {
        () if is_here => (marks.selection, styles.selection),
        () if counts.new > 0 => (marks.new, styles.new),
        () if counts.unread > 0 => (marks.unread, styles.unread),
        () if is_lit() => (marks.open, styles.lit),
        () => (marks.read, styles.dim),
    }
}
