//! The rows of the window, straight into the buffer.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::header::{self, Header};
use super::layout::{Columns, cut, first_line};
use super::view::View;
use super::words;
use crate::config::GlyphSet;
use crate::model::thread::Shape;
use crate::text::find::piece;
use crate::text::layout::Line;
use crate::text::wrap;
use crate::ui::pane::Context;
use crate::ui::widgets::put::write;

/// Comments of a branch from which on the next root is set off by a rule instead of an empty row.
const LONG_BRANCH: u32 = 20;

/// Draws a discussion; returns where the selected comment is.
pub(super) fn draw(
    view: &View,
    after: &str,
    buffer: &mut Buffer,
    area: Rect,
    context: &Context<'_>,
) -> Option<Position> {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return None;
    }
    let mut canvas = Canvas::new(view, buffer, area, context);
    if view.thread.is_empty() {
        let is_coming = view.discussion.is_elsewhere && view.discussion.loaded.is_none();
        let words = if is_coming { "loading" } else { "no comments" };
        canvas.put(1, 0, words, context.styles.dim);
        return None;
    }
    let window = view.window();
    for &(at, row) in &window {
        canvas.gap(at, row);
        canvas.comment(at, row);
    }
    canvas.end(&window, after);
    canvas.path_above(&window);
    // Below the path to the comment, where that covers its header.
    let row = view.top.max(view.margin()).min(i32::from(area.height) - 1);
    Some(Position::new(
        area.x,
        area.y + u16::try_from(row).unwrap_or(0),
    ))
}

struct Canvas<'a> {
    view: &'a View,
    buffer: &'a mut Buffer,
    area: Rect,
    context: &'a Context<'a>,
    /// Ancestors of the selected comment, the root first, as many as have guides.
    path: Vec<usize>,
}

impl<'a> Canvas<'a> {
    fn new(view: &'a View, buffer: &'a mut Buffer, area: Rect, context: &'a Context<'a>) -> Self {
        let mut path: Vec<usize> = if view.thread.is_empty() {
            Vec::new()
        } else {
            let first = view.thread.shown_branch().unwrap_or(0);
            let above = view.thread.ancestors(view.selected);
            above.take_while(|&above| above >= first).collect()
        };
        path.reverse();
        // Of several in one column the first: its guide leads on.
        path.dedup_by_key(|above| view.level(*above));
        path.truncate(usize::from(view.columns.floor));
        Self {
            view,
            buffer,
            area,
            context,
            path,
        }
    }

    /// Writes into a row of the window what fits; returns the column behind it. Rows outside of the
    /// window are left out.
    fn put(&mut self, column: u16, row: i32, text: &str, style: Style) -> u16 {
        let Some(row) = u16::try_from(row)
            .ok()
            .filter(|&row| row < self.area.height)
        else {
            return column;
        };
        let Some(room) = self.area.width.checked_sub(column).filter(|&room| room > 0) else {
            return column;
        };
        let place = Rect::new(self.area.x + column, self.area.y + row, room, 1);
        write(self.buffer, place, text, style) - self.area.x
    }

    fn put_pieces(&mut self, column: u16, row: i32, pieces: &[header::Piece]) -> u16 {
        pieces.iter().fold(column, |column, (text, style)| {
            self.put(column, row, text, *style)
        })
    }

    /// The style of a guide: full strength on the way from the root to the selected comment.
    fn guide_style(&self, level: u16, is_lit: bool) -> Style {
        let hues = &self.context.styles.depth;
        let hue = hues[usize::from(level) % hues.len()];
        if is_lit {
            hue.add_modifier(Modifier::BOLD)
        } else {
            hue.add_modifier(Modifier::DIM)
        }
    }

    /// The guides left of a comment, on one row.
    fn guides(&mut self, at: usize, row: i32) {
        let columns = self.view.columns;
        if columns.glyphs == GlyphSet::Plain {
            return;
        }
        let depth = self.view.level(at);
        let is_rail = columns.is_rail(depth);
        for level in 0..columns.indent(depth) {
            let is_lit = self
                .path
                .get(usize::from(level))
                .is_some_and(|&ancestor| (ancestor + 1..=self.view.selected).contains(&at));
            let glyph = if is_rail && Columns::guide(level) == columns.rail() {
                self.rail_glyph()
            } else {
                self.guide_glyph(level)
            };
            let style = self.guide_style(level, is_lit);
            self.put(Columns::guide(level), row, glyph, style);
        }
        if is_rail && columns.floor == 0 {
            let (glyph, style) = (self.rail_glyph(), self.guide_style(0, false));
            self.put(columns.rail(), row, glyph, style);
        }
    }

    fn guide_glyph(&self, level: u16) -> &'static str {
        if level == 0 {
            self.context.marks.root_guide
        } else {
            self.context.marks.guide
        }
    }

    fn rail_glyph(&self) -> &'static str {
        match self.view.columns.glyphs {
            GlyphSet::Unicode => "⋮",
            GlyphSet::Ascii | GlyphSet::Plain => ":",
        }
    }

    /// The empty row above a comment, a rule where a long branch ends.
    fn gap(&mut self, at: usize, row: i32) {
        let thread = &self.view.thread;
        if self.view.gap(at) == 0 {
            return;
        }
        let branch = (self.view.depth(at) == 0)
            .then(|| thread.previous_visible(at))
            .flatten()
            .filter(|&above| self.view.depth(above) > 0)
            .map(|above| thread.branch(thread.root(above)).size);
        if branch.is_some_and(|size| size >= LONG_BRANCH) {
            let width = usize::from(self.view.columns.right.saturating_sub(1));
            let rule = self.context.marks.rule.repeat(width);
            self.put(1, row - 1, &rule, self.context.styles.dim);
        } else {
            self.guides(at, row - 1);
        }
    }

    fn comment(&mut self, at: usize, row: i32) {
        let height = self.view.height(at);
        for line in row.max(0)..(row + height).min(i32::from(self.area.height)) {
            if at == self.view.selected && !self.view.at_end {
                let (glyph, style) = (self.context.marks.selection, self.context.styles.selection);
                self.put(0, line, glyph, style);
            }
            self.guides(at, line);
        }
        self.header(at, row);
        if self.view.is_stub(at) || self.view.is_quiet(at) {
            return;
        }
        match self.view.thread.shape(at) {
            Shape::Open => self.text(at, row + 1),
            Shape::Brief | Shape::Folded => self.first_line(at, row + 1),
        }
    }

    fn header(&mut self, at: usize, row: i32) {
        if row < 0 || row >= i32::from(self.area.height) {
            return;
        }
        let columns = self.view.columns;
        let level = self.view.level(at);
        let mut mark = columns.mark(level);
        if columns.is_rail(level) {
            let style = self.guide_style(columns.floor.saturating_sub(1), false);
            let number = format!("{}{}", self.rail_glyph(), self.view.depth(at));
            mark = self.put(columns.rail(), row, &number, style) + 1;
        }
        if columns.glyphs != GlyphSet::Plain {
            let (glyph, style) = self.mark(at);
            self.put(mark, row, glyph, style);
        }
        let start = mark + 2;
        let room = usize::from(columns.right.saturating_sub(start));
        let header = Header::new(self.view, at, room, self.context);
        self.put_pieces(start, row, &header.left);
        let right = u16::try_from(header::width(&header.right)).unwrap_or(columns.right);
        self.put_pieces(columns.right.saturating_sub(right), row, &header.right);
    }

    /// The fold arrow or the read mark.
    fn mark(&self, at: usize) -> (&'static str, Style) {
        let (marks, styles) = (self.context.marks, self.context.styles);
        let thread = &self.view.thread;
        if thread.shape(at) != Shape::Open {
            let has_news = thread.branch(at).new > 0;
            return (marks.folded, if has_news { styles.new } else { styles.dim });
        }
        if thread.is_new(at) {
            (marks.new, styles.new)
        } else if thread.is_unread(at) {
            (marks.unread, styles.unread)
        } else if thread.first_reply(at).is_some() {
            (marks.open, styles.dim)
        } else {
            (" ", styles.text)
        }
    }

    /// A text whose first line stands at `row`.
    fn text(&mut self, at: usize, row: i32) {
        let thread = &self.view.thread;
        let depth = self.view.level(at);
        let columns = self.view.columns;
        let reply = thread.first_reply(at);
        let has_guide = reply.is_some_and(|reply| self.view.level(reply) > depth)
            && columns.glyphs != GlyphSet::Plain
            && depth <= u32::from(columns.floor);
        let is_lit = thread.is_within(self.view.selected, at) && self.view.selected != at;
        let prose = self.view.prose(at);
        let start = columns.text(depth);
        let rows = i32::from(self.area.height);
        let skipped = usize::try_from(-row).unwrap_or(0);
        for (line, row) in prose.lines.iter().skip(skipped).zip(row.max(0)..rows) {
            if has_guide && columns.mark(depth) < start {
                let level = columns.indent(depth);
                let (glyph, style) = (self.guide_glyph(level), self.guide_style(level, is_lit));
                self.put(columns.mark(depth), row, glyph, style);
            }
            self.line(start, row, line);
        }
    }

    /// One line of a text, with the words that are looked for.
    fn line(&mut self, mut column: u16, row: i32, line: &Line) {
        let found = self.view.found_in(line);
        let (mut from, mut behind) = (0, 0);
        for span in &line.spans {
            let style = self.context.styles.prose(line, span.mark);
            let (start, text) = (behind, span.text.as_str());
            behind += text.len();
            while from < behind {
                let (to, is_found) = piece(&found, from, behind);
                let style = if is_found {
                    style.patch(self.context.styles.found)
                } else {
                    style
                };
                column = self.put(column, row, &text[from - start..to - start], style);
                from = to;
            }
        }
    }

    fn first_line(&mut self, at: usize, row: i32) {
        let depth = self.view.level(at);
        let columns = self.view.columns;
        let width = columns.text_width(depth);
        let line = first_line(&self.view.prose(at), width, self.context.marks.ellipsis);
        self.put(columns.text(depth), row, &line, self.context.styles.dim);
    }

    /// The line that ends the thread: where it belongs, or at the lower edge while the reader stands on it.
    fn end(&mut self, window: &[(usize, i32)], after: &str) {
        let Some(&(last, row)) = window.last() else {
            return;
        };
        let lowest = i32::from(self.area.height) - 1;
        let natural = row + self.view.height(last) + 1;
        let is_shown = self.view.thread.next_visible(last).is_none() && natural <= lowest;
        let row = match (is_shown, self.view.at_end) {
            (true, _) => natural,
            (false, true) => {
                self.blank(lowest);
                lowest
            }
            (false, false) => return,
        };
        let rule = self.context.marks.rule.repeat(2);
        let end = match self.view.branch {
            Some(_) => "end of this branch",
            None => "end of thread",
        };
        let mut text = format!("{rule} {end}");
        let left_out = self.view.thread.tree().left_out;
        if self.view.has_more() {
            text = format!("{rule} {} loaded", words::loaded(self.view));
        } else if left_out > 0 {
            text.push_str(&format!(
                "{}{left_out} more at the source",
                self.context.marks.dot
            ));
        }
        if !after.is_empty() && self.view.branch.is_none() {
            text.push_str(self.context.marks.dot);
            text.push_str(after);
        }
        let width = usize::from(self.view.columns.right.saturating_sub(1));
        let mut text = cut(&text, width.saturating_sub(1), self.context.marks.ellipsis);
        text.push(' ');
        let rest = width.saturating_sub(wrap::width(&text));
        text.push_str(&self.context.marks.rule.repeat(rest));
        let style = if self.view.at_end {
            let (glyph, style) = (self.context.marks.selection, self.context.styles.selection);
            self.put(0, row, glyph, style);
            self.context.styles.focus
        } else {
            self.context.styles.dim
        };
        self.put(1, row, &text, style);
    }

    fn blank(&mut self, row: i32) {
        let blanks = " ".repeat(usize::from(self.area.width));
        if let Some(y) = u16::try_from(row)
            .ok()
            .filter(|&row| row < self.area.height)
        {
            let row = Rect::new(self.area.x, self.area.y + y, self.area.width, 1);
            self.buffer.set_style(row, Style::reset());
        }
        self.put(0, row, &blanks, Style::reset());
    }

    /// The path to the selected comment at the upper edge, when its parent or its own header is above.
    fn path_above(&mut self, window: &[(usize, i32)]) {
        let view = self.view;
        let is_above = |at: usize| !window.iter().any(|&(shown, row)| shown == at && row >= 0);
        let parent = view.thread.parent(view.selected);
        let is_hidden = parent.is_some_and(is_above) || view.top < 0 || view.branch.is_some();
        if view.rows <= 2 || !is_hidden {
            return;
        }
        let separator = self.context.marks.path;
        let room = usize::from(view.columns.right.saturating_sub(1));
        let mut path = words::author(view.thread.comment(view.selected)).to_owned();
        for ancestor in view.thread.ancestors(view.selected) {
            let name = words::author(view.thread.comment(ancestor));
            let longer = format!("{name}{separator}{path}");
            if wrap::width(&longer) > room {
                path = format!("{}{separator}{path}", self.context.marks.ellipsis);
                break;
            }
            path = longer;
        }
        self.blank(0);
        let path = cut(&path, room, self.context.marks.ellipsis);
        let style = self.context.styles.dim.add_modifier(Modifier::UNDERLINED);
        self.put(1, 0, &path, style);
    }
}
