//! Text into the buffer, never outside of the area that it is meant for.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption, CellWidth as _};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text::cluster::{self, clusters};
use crate::text::wrap;

/// Writes into one row of `area`, from `column` on, what fits; returns the column behind it.
///
/// Rows and columns count from the area's upper left corner; what lies outside is not drawn.
pub fn put(
    buffer: &mut Buffer,
    area: Rect,
    column: u16,
    row: u16,
    text: &str,
    style: Style,
) -> u16 {
    let area = area.intersection(buffer.area);
    if row >= area.height || column >= area.width {
        return column;
    }
    let place = Rect::new(area.x + column, area.y + row, area.width - column, 1);
    write(buffer, place, text, style) - area.x
}

/// Writes what fits into a place of one row inside the buffer; returns the buffer's column behind it.
pub fn write(buffer: &mut Buffer, place: Rect, text: &str, style: Style) -> u16 {
    let mut x = place.x;
    for (_, cluster) in clusters(text) {
        let Some(width) = u16::try_from(cluster::width(cluster))
            .ok()
            .and_then(NonZeroU16::new)
        else {
            continue;
        };
        if x + width.get() > place.right() {
            break;
        }
        let cell = &mut buffer[(x, place.y)];
        cell.set_symbol(cluster).set_style(style);
        let is_counted_alike = cluster.cell_width() == width.get();
        cell.set_diff_option(match is_counted_alike {
            true => CellDiffOption::None,
            false => CellDiffOption::ForcedWidth(width),
        });
        for covered in x + 1..x + width.get() {
            buffer[(covered, place.y)].reset();
        }
        x += width.get();
    }
    x
}

/// Takes away what a box has covered half: a wide character whose second column shows something else.
pub fn mend_halves(buffer: &mut Buffer) {
    let area = buffer.area;
    for at in area.positions() {
        let cell = &buffer[at];
        if cell.symbol().len() == 1 || cell.cell_width() < 2 {
            continue;
        }
        let second = Position::new(at.x + 1, at.y);
        let is_whole = area.contains(second) && buffer[second].symbol() == " ";
        if !is_whole {
            buffer[at]
                .set_symbol(" ")
                .set_diff_option(CellDiffOption::None);
        }
    }
}

/// Writes at the right end of a row of `area`, leaving `margin` columns; returns the column of its
/// first letter, or that of the right end where it does not fit.
pub fn put_right(
    buffer: &mut Buffer,
    area: Rect,
    margin: u16,
    row: u16,
    text: &str,
    style: Style,
) -> u16 {
    let room = area.width.saturating_sub(margin);
    let Some(column) = room.checked_sub(columns(text)) else {
        return room;
    };
    put(buffer, area, column, row, text, style);
    column
}

/// Columns of a text, as far as a screen can have them.
pub fn columns(text: &str) -> u16 {
    u16::try_from(wrap::width(text)).unwrap_or(u16::MAX)
}

/// The text, cut with an ellipsis where it is wider than this.
pub fn cut(text: &str, width: u16) -> String {
    wrap::truncate(text, usize::from(width))
}

/// A name in few columns: cut between words where that leaves at least half of them, else anywhere.
pub fn shorten(name: &str, width: u16) -> String {
    if columns(name) <= width {
        return name.to_owned();
    }
    let words: Vec<(usize, char)> = name.char_indices().filter(|(_, c)| *c == ' ').collect();
    words
        .iter()
        .rev()
        .map(|(at, _)| &name[..*at])
        .find(|start| columns(start) <= width)
        .filter(|start| columns(start) * 2 >= width)
        .map_or_else(|| cut(name, width), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_between_words_where_that_says_enough() {
        assert_eq!(shorten("car-news blog", 8), "car-news");
        assert_eq!(shorten("car-news blog", 13), "car-news blog");
        assert_eq!(shorten("A Supercalifragilistic blog", 10), "A Superca…");
    }

    #[test]
    fn a_wide_character_that_a_box_covers_half_is_not_drawn() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let area = buffer.area;
        put(&mut buffer, area, 0, 0, "日本👩\u{200d}🚀", Style::new());
        put(&mut buffer, area, 1, 0, "│", Style::new());
        put(&mut buffer, area, 5, 0, "│", Style::new());
        mend_halves(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines([" │本 │"]));
    }

    #[test]
    fn what_is_written_takes_the_columns_that_were_counted() {
        let text = "a🇩🇪⌚\u{fe0e}ｶﾞ❤\u{fe0f}\u{1112}\u{1161}e\u{301}z";
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        let area = buffer.area;
        let end = put(&mut buffer, area, 0, 0, text, Style::new());
        assert_eq!(end, columns(text));
        assert_eq!(buffer[(end - 1, 0)].symbol(), "z");
    }

    #[test]
    fn nothing_is_drawn_outside_of_the_area() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
        let area = Rect::new(2, 0, 4, 9);
        put(&mut buffer, area, 1, 0, "abcdef", Style::new());
        put(&mut buffer, area, 4, 0, "x", Style::new());
        put(&mut buffer, area, 0, 5, "x", Style::new());
        put_right(&mut buffer, area, 1, 1, "yz", Style::new());
        assert_eq!(buffer, Buffer::with_lines(["   abc  ", "   yz   "]));
    }
}
