//! Screens as text with a layer of style letters, for snapshots that a person can read.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// A buffer row by row: the text between bars, and below it, where anything is styled, one letter a
/// column. Trailing blanks are cut.
///
/// Letters: ` ` plain; without colour `d` dim, `S` strong, `I` italic, `U` underlined, `V` reversed; a
/// colour by its initial (`r`ed, `g`reen, `y`ellow, `b`lue, `m`agenta, `c`yan), as a capital if bold, and
/// by its ANSI number (1 to 6) if dim; `?` anything else.
pub(crate) fn screen(buffer: &Buffer) -> String {
    let mut rows = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut text = String::new();
        let mut styles = String::new();
        let mut covered = 0;
        for x in buffer.area.left()..buffer.area.right() {
            let cell = &buffer[(x, y)];
            styles.push(letter(cell));
            if covered == 0 {
                text.push_str(cell.symbol());
                covered = crate::text::wrap::width(cell.symbol()).max(1);
            }
            covered -= 1;
        }
        rows.push_str(&format!("|{}\n", text.trim_end()));
        if !styles.trim_end().is_empty() {
            rows.push_str(&format!("~{}\n", styles.trim_end()));
        }
    }
    rows
}

/// A buffer as text alone, trailing blanks cut.
pub(crate) fn text(buffer: &Buffer) -> String {
    screen(buffer)
        .lines()
        .filter_map(|row| row.strip_prefix('|'))
        .map(|row| format!("{row}\n"))
        .collect()
}

fn letter(cell: &Cell) -> char {
    let has = |modifier| cell.modifier.contains(modifier);
    let (is_bold, is_dim) = (has(Modifier::BOLD), has(Modifier::DIM));
    if has(Modifier::REVERSED) {
        return 'V';
    }
    let (initial, number) = match cell.fg {
        Color::Reset if cell.symbol().trim().is_empty() && !has(Modifier::UNDERLINED) => {
            return ' ';
        }
        Color::Reset if has(Modifier::UNDERLINED) => return 'U',
        Color::Reset if is_bold => return 'S',
        Color::Reset if is_dim => return 'd',
        Color::Reset if has(Modifier::ITALIC) => return 'I',
        Color::Reset => return ' ',
        Color::Red => ('r', '1'),
        Color::Green => ('g', '2'),
        Color::Yellow => ('y', '3'),
        Color::Blue => ('b', '4'),
        Color::Magenta => ('m', '5'),
        Color::Cyan => ('c', '6'),
        _ => return '?',
    };
    match (is_bold, is_dim) {
        (true, _) => initial.to_ascii_uppercase(),
        (false, true) => number,
        (false, false) => initial,
    }
}
