//! Text into the buffer, never outside of the area that it is meant for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

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
    let room = usize::from(area.width - column);
    let (end, _) = buffer.set_stringn(area.x + column, area.y + row, text, room, style);
    end - area.x
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
