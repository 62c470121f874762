//! What kind of table each table is, before any of it is laid out.

use crate::model::safe::GatedHtml;
use crate::text::markup::{Attributes, Piece, pieces, unescape};
use crate::text::wrap;

/// Columns that a cell gets at least, if its text has so many. html2text is told the same.
pub(super) const MIN_CELL_COLUMNS: usize = 10;

/// Columns that html2text adds for a link.
const LINK_COLUMNS: usize = 5;

/// Bytes of text from which on a cell holds prose: the table arranges a page.
const PROSE_BYTES: usize = 400;

/// Columns that are told apart. No screen shows so many, so such a table is not drawn.
const MAX_COLUMNS: usize = 256;

/// Where the cells of a table stand, counting those that span several columns or rows.
///
/// html2text is given a plain grid, the rest of each span as empty cells: 0.17 panics on a cell that
/// reaches below the last row.
#[derive(Default)]
pub(super) struct Grid {
    /// How many rows each column is still covered from above.
    covered: Vec<usize>,
    column: usize,
}

/// Where a cell stands.
pub(super) struct Place {
    /// Columns before it that are covered from above.
    pub(super) skipped: usize,
    /// Its first column.
    pub(super) column: usize,
    /// How many columns it spans.
    pub(super) columns: usize,
}

impl Grid {
    pub(super) fn columns(&self) -> usize {
        self.covered.len()
    }

    pub(super) fn place(&mut self, attributes: Attributes<'_>) -> Place {
        let span = |name| {
            let span = attributes.get(name).and_then(|span| span.parse().ok());
            span.unwrap_or(1_usize).max(1)
        };
        let start = self.column;
        while self.covered.get(self.column).is_some_and(|&rows| rows > 0) {
            self.covered[self.column] -= 1;
            self.column += 1;
        }
        let column = self.column.min(MAX_COLUMNS - 1);
        let columns = span("colspan").min(MAX_COLUMNS - column);
        let end = column + columns;
        if self.covered.len() < end {
            self.covered.resize(end, 0);
        }
        self.covered[column..end].fill(span("rowspan") - 1);
        self.column = end;
        Place {
            skipped: column.saturating_sub(start),
            column,
            columns,
        }
    }

    /// Ends a row. Returns how many columns of it had no cell, of `columns` in all.
    pub(super) fn end_row(&mut self, columns: usize) -> usize {
        let end = self.column;
        for rows in self.covered.iter_mut().skip(end) {
            *rows = rows.saturating_sub(1);
        }
        self.column = 0;
        columns.saturating_sub(end)
    }
}

/// How a table is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Drawn with borders, in so many columns.
    Drawn(usize),
    /// Too wide to be drawn: a list with one item a row, each cell on a line behind its column's name.
    Listed(Vec<String>),
    /// No table of data: its cells one below the other.
    Unwrapped,
}

/// One table while it is measured.
#[derive(Default)]
struct Measure {
    /// Where its shape goes.
    place: usize,
    grid: Grid,
    /// The column of the open cell.
    column: Option<usize>,
    rows: usize,
    /// What each column needs at least.
    needed: Vec<usize>,
    /// The column's names: the first row, if all of it is `th`.
    names: Vec<String>,
    is_header: bool,
    cell_bytes: usize,
    cell_columns: usize,
    arranges: bool,
    /// Lists in narrow cells are no longer lists.
    has_lists: bool,
    /// Columns that lists and quotations around it take.
    indent: usize,
}

/// The shapes of all tables in the order of their start tags.
pub(super) fn shapes(html: &GatedHtml, width: usize) -> Vec<Shape> {
    let mut shapes = Vec::new();
    if !html.as_str().contains("<table") {
        return shapes;
    }
    let mut open: Vec<Measure> = Vec::new();
    let mut indent = 0;
    for piece in pieces(html) {
        match piece {
            Piece::Start("table", _) => {
                if let Some(outer) = open.last_mut() {
                    outer.arranges = true;
                }
                open.push(Measure {
                    place: shapes.len(),
                    indent,
                    ..Measure::default()
                });
                shapes.push(Shape::Unwrapped);
            }
            Piece::End("table") => {
                if let Some(measure) = open.pop() {
                    let place = measure.place;
                    shapes[place] = measure.shape(width);
                }
            }
            _ => {
                match piece {
                    Piece::Start(name, _) => indent += indent_of(name),
                    Piece::End(name) => indent = indent.saturating_sub(indent_of(name)),
                    Piece::Text(_) => {}
                }
                if let Some(measure) = open.last_mut() {
                    measure.piece(piece);
                }
            }
        }
    }
    shapes
}

/// Columns that an element moves its content to the right.
fn indent_of(name: &str) -> usize {
    match name {
        "blockquote" | "ul" | "dd" => 2,
        "ol" => 4,
        _ => 0,
    }
}

impl Measure {
    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start("tr", _) => {
                self.column = None;
                self.rows += 1;
                self.is_header = self.rows == 1;
            }
            Piece::Start(name @ ("td" | "th"), attributes) => {
                self.cell_bytes = 0;
                self.cell_columns = 0;
                self.is_header &= name == "th";
                let place = self.grid.place(attributes);
                self.column = Some(place.column);
                self.needed.resize(self.grid.columns(), 1);
                if self.rows == 1 {
                    self.names.resize(self.grid.columns(), String::new());
                }
            }
            Piece::End("tr") => {
                self.grid.end_row(0);
                if self.rows == 1 && !self.is_header {
                    self.names.clear();
                }
            }
            Piece::Start("pre" | "blockquote" | "h1" | "h2", _) => self.arranges = true,
            Piece::Start("ul" | "ol" | "dl", _) => self.has_lists = true,
            Piece::Start("a", _) => self.cell_columns += LINK_COLUMNS,
            Piece::Text(text) => self.text(text),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let Some(column) = self.column else {
            return;
        };
        self.cell_bytes += text.len();
        self.arranges |= self.cell_bytes > PROSE_BYTES;
        let text = unescape(text);
        self.cell_columns += wrap::width(&text);
        let needed = &mut self.needed[column];
        *needed = (*needed).max(self.cell_columns.min(MIN_CELL_COLUMNS));
        if self.rows == 1 && self.is_header {
            self.names[column].push_str(&text);
        }
    }

    fn shape(self, width: usize) -> Shape {
        if self.arranges || self.needed.len() < 2 {
            return Shape::Unwrapped;
        }
        let needed = self.needed.iter().sum::<usize>() + self.needed.len() - 1;
        let fits = needed + self.indent <= width && self.needed.len() < MAX_COLUMNS;
        match fits && !self.has_lists {
            true => Shape::Drawn(self.needed.len()),
            false => Shape::Listed(self.names),
        }
    }
}
