//! Tables: as plain grids to be drawn, as lists, or unwrapped.

use super::Rewriter;
use crate::text::layout::decorate::Note;
use crate::text::layout::table::{Grid, Shape};
use crate::text::markup::Attributes;

/// In place of the rest of a cell that spans several columns or rows.
const EMPTY_CELL: &str = "<td></td>";

/// An open table.
pub(super) struct Table {
    shape: Shape,
    grid: Grid,
    row: usize,
    /// Columns that the open cell spans beyond its own.
    spanned: usize,
    /// Its start tag was written; a caption comes before.
    is_open: bool,
}

impl Rewriter {
    pub(super) fn start_table(&mut self) {
        self.tables.push(Table {
            shape: self.shapes.next().unwrap_or(Shape::Unwrapped),
            grid: Grid::default(),
            row: 0,
            spanned: 0,
            is_open: false,
        });
    }

    pub(super) fn start_row(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let is_first = !table.is_open;
        table.is_open = true;
        match table.shape {
            Shape::Drawn(_) => {
                if is_first {
                    self.out.html.push_str("<p>");
                    self.note("-", Note::TableStart);
                    self.out.html.push_str("</p><table>");
                }
                self.out.html.push_str("<tr>");
            }
            Shape::Listed(_) => self.out.html.push_str(match is_first {
                true => "<ul><li>",
                false => "<li>",
            }),
            Shape::Unwrapped => self.out.html.push_str("<div>"),
        }
    }

    pub(super) fn end_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.row += 1;
            let end = match table.shape {
                Shape::Drawn(columns) => {
                    let missing = table.grid.end_row(columns);
                    self.out.html.push_str(&EMPTY_CELL.repeat(missing));
                    "</tr>"
                }
                Shape::Listed(_) => {
                    table.grid.end_row(0);
                    "</li>"
                }
                Shape::Unwrapped => "</div>",
            };
            self.out.html.push_str(end);
        }
    }

    pub(super) fn start_cell(&mut self, name: &str, attributes: Attributes<'_>) {
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let place = table.grid.place(attributes);
        match &table.shape {
            Shape::Drawn(_) => {
                table.spanned = place.columns - 1;
                self.out.html.push_str(&EMPTY_CELL.repeat(place.skipped));
                self.tag("<", name);
            }
            Shape::Listed(names) => {
                let heading = names.get(place.column).filter(|_| table.row > 0).cloned();
                self.out.html.push_str("<div>");
                if let Some(heading) = heading.filter(|heading| !heading.trim().is_empty()) {
                    self.style.emphasis += 1;
                    self.text(&format!("{}:", heading.trim()));
                    self.style.emphasis -= 1;
                    self.out.html.push(' ');
                }
            }
            Shape::Unwrapped => self.out.html.push_str("<div>"),
        }
    }

    pub(super) fn end_cell(&mut self, name: &str) {
        let Some(table) = self.tables.last() else {
            return;
        };
        let spanned = table.spanned;
        match table.shape {
            Shape::Drawn(_) => {
                self.tag("</", name);
                self.out.html.push_str(&EMPTY_CELL.repeat(spanned));
            }
            _ => self.out.html.push_str("</div>"),
        }
    }

    pub(super) fn end_table(&mut self) {
        let Some(table) = self.tables.pop().filter(|table| table.is_open) else {
            return;
        };
        match table.shape {
            Shape::Drawn(_) => {
                self.out.html.push_str("</table><p>");
                self.note("-", Note::TableEnd);
                self.out.html.push_str("</p>");
            }
            Shape::Listed(_) => self.out.html.push_str("</ul>"),
            Shape::Unwrapped => {}
        }
    }
}
