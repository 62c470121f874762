//! Boxes and titled rules. The focused pane has double lines, so that it is found without colour.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::put::{columns, cut, put};
use crate::config::GlyphSet;

/// What a frame says and how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title<'a> {
    /// At the left.
    pub left: &'a str,
    /// At the right; goes first where the line is too short.
    pub right: &'a str,
    /// Lines and title.
    pub style: Style,
    /// Whether the lines are double.
    pub double: bool,
    /// Which glyphs may be used.
    pub glyphs: GlyphSet,
}

/// The lines of a box.
struct Lines {
    top: [&'static str; 2],
    bottom: [&'static str; 2],
    /// Lower corners where another box continues the sides.
    joint: [&'static str; 2],
    across: &'static str,
    down: &'static str,
}

const SINGLE: Lines = Lines {
    top: ["┌", "┐"],
    bottom: ["└", "┘"],
    joint: ["├", "┤"],
    across: "─",
    down: "│",
};

const DOUBLE: Lines = Lines {
    top: ["╔", "╗"],
    bottom: ["╚", "╝"],
    joint: ["╚", "╝"],
    across: "═",
    down: "║",
};

const ASCII: Lines = Lines {
    top: ["+", "+"],
    bottom: ["+", "+"],
    joint: ["+", "+"],
    across: "-",
    down: "|",
};

const ASCII_DOUBLE: Lines = Lines {
    across: "=",
    ..ASCII
};

impl Title<'_> {
    fn lines(&self) -> &'static Lines {
        match (self.glyphs, self.double) {
            (GlyphSet::Unicode, false) => &SINGLE,
            (GlyphSet::Unicode, true) => &DOUBLE,
            (GlyphSet::Ascii | GlyphSet::Plain, false) => &ASCII,
            (GlyphSet::Ascii | GlyphSet::Plain, true) => &ASCII_DOUBLE,
        }
    }
}

/// Columns of line in front of the left title and behind the right one.
const START: u16 = 1;
const END: u16 = 2;

/// Draws a box with its title in the upper line.
pub fn draw_box(buffer: &mut Buffer, area: Rect, joined: bool, title: &Title<'_>) {
    let lines = title.lines();
    let (Some(right), Some(bottom)) = (area.width.checked_sub(1), area.height.checked_sub(1))
    else {
        return;
    };
    for row in 1..bottom {
        put(buffer, area, 0, row, lines.down, title.style);
        put(buffer, area, right, row, lines.down, title.style);
    }
    let corners = if joined { lines.joint } else { lines.bottom };
    put(
        buffer,
        area,
        0,
        bottom,
        &lines.across.repeat(area.width.into()),
        title.style,
    );
    put(buffer, area, 0, bottom, corners[0], title.style);
    put(buffer, area, right, bottom, corners[1], title.style);
    draw_title(buffer, area, lines.across, title);
    put(buffer, area, 0, 0, lines.top[0], title.style);
    put(buffer, area, right, 0, lines.top[1], title.style);
}

/// Draws a rule with its title in the area's first row.
pub fn draw_rule(buffer: &mut Buffer, area: Rect, title: &Title<'_>) {
    draw_title(buffer, area, title.lines().across, title);
}

/// A line of `across` with the titles in it.
fn draw_title(buffer: &mut Buffer, area: Rect, across: &str, title: &Title<'_>) {
    put(
        buffer,
        area,
        0,
        0,
        &across.repeat(area.width.into()),
        title.style,
    );
    let room = area.width.saturating_sub(START + END);
    // Each title has a blank on both sides.
    let right_width = match columns(title.right) {
        0 => 0,
        width => width + 2,
    };
    let least_left = columns(title.left).min(room / 2) + 2;
    let fits_both = least_left + right_width <= room;
    let left_room = if fits_both { room - right_width } else { room };
    if !title.left.is_empty() && left_room > 2 {
        let left = format!(" {} ", cut(title.left, left_room - 2));
        put(buffer, area, START, 0, &left, title.style);
    }
    if fits_both && right_width > 0 {
        let right = format!(" {} ", title.right);
        put(
            buffer,
            area,
            START + room - right_width,
            0,
            &right,
            title.style,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title<'a>(left: &'a str, right: &'a str, double: bool) -> Title<'a> {
        Title {
            left,
            right,
            style: Style::new(),
            double,
            glyphs: GlyphSet::Unicode,
        }
    }

    #[test]
    fn a_box_names_its_pane_and_its_place() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 3));
        let area = buffer.area;
        draw_box(&mut buffer, area, true, &title("2 Article", "61%", false));
        let expected = Buffer::with_lines([
            "┌ 2 Article ───── 61% ─┐",
            "│                      │",
            "├──────────────────────┤",
        ]);
        assert_eq!(buffer, expected);
    }

    #[test]
    fn a_rule_ends_in_two_columns_of_line() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 25, 1));
        let area = buffer.area;
        draw_rule(&mut buffer, area, &title("3 COMMENTS", "tree", true));
        assert_eq!(buffer, Buffer::with_lines(["═ 3 COMMENTS ════ tree ══"]));
    }

    #[test]
    fn a_title_too_long_is_cut_and_loses_the_right_one_first() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 16, 1));
        let area = buffer.area;
        draw_rule(
            &mut buffer,
            area,
            &title("2 A long name of a thing", "100%", false),
        );
        assert_eq!(buffer, Buffer::with_lines(["─ 2 A long n… ──"]));
    }

    #[test]
    fn no_area_is_too_small_for_a_box() {
        for (width, height) in [(0, 0), (1, 1), (2, 1), (3, 2), (5, 9)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            let area = buffer.area;
            draw_box(&mut buffer, area, false, &title("2 Article", "61%", true));
            draw_rule(&mut buffer, area, &title("2 Article", "61%", true));
        }
    }
}
