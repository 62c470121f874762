//! The rows in the window, placed around the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::shown::Row;
use super::{ArticlesPane, MAX_COUNTED_ABOVE, row};
use crate::model::library::Library;
use crate::ui::pane::Context;

impl ArticlesPane {
    /// Draws the rows around the selected one, which stays on its row of the screen; returns its place.
    pub(super) fn draw_rows(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        context: &Context<'_>,
    ) -> Option<Position> {
        let library = context.library;
        self.drawn.window.clear();
        self.drawn.above = 0;
        let selected = self.row_of_selected(library)?;
        let fills = std::mem::take(&mut self.fills);
        let height_of = |row: usize| self.row_height(library, row);
        let lowest = area.height.saturating_sub(height_of(selected));
        let mut top = self.anchor.min(lowest);
        if fills {
            top += self.gap_below(selected, area.height - top, height_of);
        }
        let mut first = selected;
        let mut filled = 0;
        while first > 0 && filled < top {
            first -= 1;
            filled += height_of(first);
        }
        // No gap above the first row; a row cut at the upper edge is drawn whole instead.
        if filled < top {
            top = filled;
        } else if filled > top {
            filled -= height_of(first);
            first += 1;
            top = filled;
        }
        self.anchor = top;
        self.drawn.above = match library.totals().with_unread {
            0 => 0,
            _ => self.count_unread(library, first),
        };
        let mut y = 0;
        let mut cursor = None;
        for row in first..self.shown.rows() {
            let Some(shown) = self.shown.row(row).filter(|_| y < area.height) else {
                break;
            };
            let height = self.row_height(library, row);
            let place = Rect::new(area.x, area.y + y, area.width, height.min(area.height - y));
            let is_selected = row == selected;
            let state = |article| row::State {
                is_selected,
                is_lit: self.is_lit(article),
            };
            match (shown, self.article_at(library, row)) {
                (Row::Head(at), _) => self.draw_head(buffer, place, at, is_selected, context),
                (_, Some(article)) if self.is_tall => {
                    row::draw_tall(buffer, place, article, state(article), context);
                }
                (_, Some(article)) => {
                    row::draw_flat(buffer, place, article, state(article), context);
                }
                (_, None) => {}
            }
            if is_selected {
                cursor = Some(Position::new(area.x, area.y + y));
            }
            if let Some(shown) = self.selection(library, shown) {
                self.drawn.window.push((area.y + y, shown));
            }
            y += height;
        }
        self.drawn.bottom = area.y + y.min(area.height);
        cursor
    }

    /// Rows of the screen that stay empty when the list is drawn from a row on into so many.
    fn gap_below(&self, from: usize, room: u16, height_of: impl Fn(usize) -> u16) -> u16 {
        let mut filled = 0;
        for row in from..self.shown.rows() {
            filled += height_of(row);
            if filled >= room {
                break;
            }
        }
        room.saturating_sub(filled)
    }

    /// Articles with something unread above a row.
    fn count_unread(&self, library: &Library, below: usize) -> usize {
        let lines = match self.shown.row(below) {
            Some(Row::Line(line)) => line,
            Some(Row::Head(at)) => self.shown.group_at(at).lines.start,
            None => self.shown.len(),
        };
        let above = (0..lines).rev();
        above
            .filter_map(|line| self.article_in(library, line))
            .filter(|article| library.row_has_unread(article))
            .take(MAX_COUNTED_ABOVE)
            .count()
    }
}
