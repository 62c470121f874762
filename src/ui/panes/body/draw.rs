//! Drawing the rows in the window.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use url::Url;

use super::page::{Row, text_of};
use super::{BodyPane, MARGIN};
use crate::text::find::{occurrences, piece};
use crate::text::layout::Line;
use crate::ui::pane::Context;
use crate::ui::widgets::put::{columns, put};

impl BodyPane {
    /// Draws the rows from the first one in the window on.
    pub(super) fn draw_window(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        context: &Context<'_>,
    ) -> Option<Position> {
        let text = Rect {
            x: area.x + MARGIN.min(area.width),
            width: area.width.saturating_sub(2 * MARGIN),
            ..area
        };
        let mut cursor = None;
        let rows = self.page.rows().iter().skip(self.top);
        for (y, row) in (0..area.height).zip(rows) {
            if let Some(column) = self.draw_row(buffer, text, y, row, context) {
                cursor = cursor.or(Some(Position::new(text.x + column, text.y + y)));
            }
        }
        // In the margin: a cursor that is a block would hide the first letter.
        cursor.or((!area.is_empty()).then_some(Position::new(area.x, text.y)))
    }

    /// Draws one row; returns the column of the chosen link if it begins there.
    fn draw_row(
        &self,
        buffer: &mut Buffer,
        text: Rect,
        y: u16,
        row: &Row,
        context: &Context<'_>,
    ) -> Option<u16> {
        let styles = context.styles;
        match row {
            Row::Title(title) => {
                put(buffer, text, 0, y, title, styles.unread);
            }
            Row::About(about) => {
                put(buffer, text, 0, y, about, styles.dim);
            }
            Row::Blank => {}
            Row::HiddenQuote { lines, .. } => {
                let sentence = format!("{} {lines} lines quoted", context.marks.folded);
                put(buffer, text, 0, y, &sentence, styles.quote);
            }
            Row::Line(line) => {
                let (_, prose) = self.prose.as_ref()?;
                return self.draw_line(buffer, text, y, prose.lines.get(*line)?, context);
            }
        }
        None
    }

    fn draw_line(
        &self,
        buffer: &mut Buffer,
        text: Rect,
        y: u16,
        line: &Line,
        context: &Context<'_>,
    ) -> Option<u16> {
        let mut column = 0;
        let mut chosen_at = None;
        let found = match &self.search {
            Some(words) => occurrences(&text_of(line), words),
            None => Vec::new(),
        };
        let mut behind = 0;
        for span in &line.spans {
            let mut style: Style = context.styles.prose(line, span.mark);
            if self.link.is_some() && span.mark.link == self.link {
                style = style.patch(context.styles.selected);
                chosen_at = chosen_at.or(Some(column));
            }
            let start = behind;
            behind += span.text.as_str().len();
            // A span is drawn in pieces where it goes in and out of what is found.
            let mut from = start;
            while from < behind {
                let (to, is_found) = piece(&found, from, behind);
                let style = if is_found {
                    style.patch(context.styles.found)
                } else {
                    style
                };
                let part = &span.text.as_str()[from - start..to - start];
                column = put(buffer, text, column, y, part, style);
                from = to;
            }
        }
        chosen_at
    }

    /// The links in the window, each where it begins.
    pub(super) fn links_in_window(&self) -> Vec<(Position, Url)> {
        let Some((_, prose)) = &self.prose else {
            return Vec::new();
        };
        let mut links: Vec<(Position, u16)> = Vec::new();
        let rows = self.page.rows().iter().skip(self.top);
        for (y, row) in (self.area.y..self.area.bottom()).zip(rows) {
            let Row::Line(line) = row else {
                continue;
            };
            for (column, link) in prose.lines.get(*line).map_or_else(Vec::new, Line::links) {
                // A link that goes on in the next line begins once.
                if links.iter().all(|(_, known)| *known != link) {
                    let column = u16::try_from(column).unwrap_or(u16::MAX);
                    let x = self.area.x.saturating_add(MARGIN).saturating_add(column);
                    links.push((Position::new(x, y), link));
                }
            }
        }
        let links = links.into_iter();
        links
            .filter_map(|(at, link)| Some((at, prose.links.get(usize::from(link))?.url.clone())))
            .collect()
    }

    /// The link at a place of the screen.
    pub(super) fn link_at(&self, at: Position) -> Option<u16> {
        let (_, prose) = self.prose.as_ref()?;
        let row = usize::from(at.y.checked_sub(self.area.y)?);
        let Row::Line(line) = self.page.rows().get(self.top + row)? else {
            return None;
        };
        let mut column = self.area.x + MARGIN;
        for span in &prose.lines.get(*line)?.spans {
            let behind = column.saturating_add(columns(span.text.as_str()));
            if (column..behind).contains(&at.x) {
                return span.mark.link;
            }
            column = behind;
        }
        None
    }
}
