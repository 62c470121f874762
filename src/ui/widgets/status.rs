//! The line above the key hints, and the hints.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::put::{columns, cut, put};

/// Columns kept free at both ends.
const MARGIN: u16 = 1;
/// The least that stands between two parts.
const GAP: u16 = 2;

/// Three parts in one line with even gaps; the right one goes first where the line is too short, then
/// the middle one, then the left one is cut.
pub fn draw_parts(buffer: &mut Buffer, area: Rect, parts: [(&str, Style); 3]) {
    let room = area.width.saturating_sub(2 * MARGIN);
    let [left, middle, right] = parts;
    let mut shown: Vec<(&str, Style)> = vec![left];
    for part in [middle, right] {
        shown.push(part);
        let text: u16 = shown.iter().map(|(text, _)| columns(text)).sum();
        let filled = shown.iter().filter(|(text, _)| !text.is_empty()).count();
        let gaps = u16::try_from(filled.saturating_sub(1)).unwrap_or(u16::MAX);
        if text.saturating_add(gaps * GAP) > room {
            shown.pop();
            shown.push(("", Style::new()));
        }
    }
    let first = cut(shown[0].0, room);
    let widths: Vec<u16> = [first.as_str(), shown[1].0, shown[2].0]
        .map(columns)
        .to_vec();
    put(buffer, area, MARGIN, 0, &first, shown[0].1);
    let free = room - widths.iter().sum::<u16>().min(room);
    if widths[1] > 0 {
        let gap = if widths[2] > 0 { free / 2 } else { free };
        put(
            buffer,
            area,
            MARGIN + widths[0] + gap,
            0,
            shown[1].0,
            shown[1].1,
        );
    }
    if widths[2] > 0 {
        put(
            buffer,
            area,
            MARGIN + room - widths[2],
            0,
            shown[2].0,
            shown[2].1,
        );
    }
}

/// A key with the word for what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key's name.
    pub key: String,
    /// What it does.
    pub word: String,
}

/// Keys with what they do, as many as fit; the last `pinned` ones always.
pub fn draw_hints(
    buffer: &mut Buffer,
    area: Rect,
    hints: &[Hint],
    pinned: usize,
    key: Style,
    word: Style,
) {
    let width = |hint: &Hint| columns(&hint.key) + 1 + columns(&hint.word);
    let sum = |hints: &[Hint], gap: u16| {
        let widths = hints.iter().map(|hint| width(hint).saturating_add(gap));
        widths.fold(0, u16::saturating_add)
    };
    let (others, pinned) = hints.split_at(hints.len().saturating_sub(pinned));
    let room = area.width.saturating_sub(2 * MARGIN);
    let gap = match sum(hints, GAP + 1).saturating_sub(GAP + 1) <= room {
        true => GAP + 1,
        false => GAP,
    };
    let mut left = room.saturating_sub(sum(pinned, gap).saturating_sub(gap));
    let fitting = others.iter().take_while(|hint| {
        let taken = width(hint).saturating_add(gap);
        let fits = taken <= left;
        left = left.saturating_sub(taken);
        fits
    });
    let mut column = MARGIN;
    for hint in fitting.collect::<Vec<_>>().into_iter().chain(pinned) {
        let behind = put(buffer, area, column, 0, &hint.key, key);
        put(buffer, area, behind + 1, 0, &hint.word, word);
        column = column.saturating_add(width(hint)).saturating_add(gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(width: u16, texts: [&str; 3]) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        let area = buffer.area;
        draw_parts(&mut buffer, area, texts.map(|text| (text, Style::new())));
        buffer.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn three_parts_have_even_gaps_and_the_right_one_goes_first() {
        assert_eq!(parts(19, ["left", "mid", "new"]), " left   mid    new ");
        assert_eq!(parts(12, ["left", "mid", "new"]), " left   mid ");
        assert_eq!(parts(8, ["left", "mid", "new"]), " left   ");
        assert_eq!(parts(5, ["left", "mid", "new"]), " le… ");
    }

    #[test]
    fn hints_that_do_not_fit_are_left_out_but_not_the_pinned_ones() {
        let hints = ["next", "fold", "keys"].map(|word| Hint {
            key: word[..1].to_owned(),
            word: word.to_owned(),
        });
        let mut buffer = Buffer::empty(Rect::new(0, 0, 17, 1));
        let area = buffer.area;
        draw_hints(&mut buffer, area, &hints, 1, Style::new(), Style::new());
        assert_eq!(buffer, Buffer::with_lines([" n next  k keys  "]));
        let mut buffer = Buffer::empty(Rect::new(0, 0, 17, 1));
        draw_hints(&mut buffer, area, &hints, 2, Style::new(), Style::new());
        assert_eq!(buffer, Buffer::with_lines([" f fold  k keys  "]));
    }
}
