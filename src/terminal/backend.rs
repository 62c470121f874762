//! Cells on their way to the terminal. Terminals do not agree how many columns emoji and rare characters
//! take: such a cell is blanked first, drawn in a form that is never too wide, and the next one is put
//! where it belongs by address, so that a terminal that counts otherwise damages nothing beside it.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Cell, CellWidth as _};
use ratatui::layout::{Position, Size};

use crate::text::cluster::{Support, drawn, is_certain};

/// Draws on a terminal that may be wrong about widths.
#[derive(Debug)]
pub(super) struct CellBackend<W: Write> {
    inner: CrosstermBackend<W>,
    support: Support,
}

impl<W: Write> CellBackend<W> {
    /// For a terminal that is not known to draw clusters.
    pub(super) fn new(writer: W) -> Self {
        Self {
            inner: CrosstermBackend::new(writer),
            support: Support::default(),
        }
    }

    /// Says what the terminal makes of clusters; what is on the screen stays until it is drawn again.
    pub(super) fn set_support(&mut self, support: Support) {
        self.support = support;
    }

    /// Draws one cell of which terminals think differently.
    fn draw_uncertain(&mut self, x: u16, y: u16, cell: &Cell) -> io::Result<()> {
        let mut blank = cell.clone();
        blank.set_symbol(" ");
        let columns = x..x.saturating_add(cell.cell_width());
        self.inner.draw(columns.map(|x| (x, y, &blank)))?;
        let mut simple = cell.clone();
        simple.set_symbol(&drawn(cell.symbol(), self.support));
        self.inner.draw(std::iter::once((x, y, &simple)))
    }
}

impl<W: Write> Write for CellBackend<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.inner)
    }
}

impl<W: Write> Backend for CellBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut certain = Vec::new();
        // Columns that the last uncertain cell took with it.
        let mut covered = (0, 0..0);
        for (x, y, cell) in content {
            if covered.0 == y && covered.1.contains(&x) {
                continue;
            }
            if is_certain(cell.symbol()) {
                certain.push((x, y, cell));
                continue;
            }
            self.inner.draw(certain.drain(..))?;
            self.draw_uncertain(x, y, cell)?;
            covered = (y, x..x.saturating_add(cell.cell_width()));
        }
        self.inner.draw(certain.into_iter())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::style::Style;

    use super::*;
    use crate::ui::widgets::put::put;

    /// What is sent for a row of text, without colours.
    fn sent(text: &str, support: Support) -> String {
        let before = Buffer::empty(ratatui::layout::Rect::new(0, 0, 12, 1));
        let mut buffer = before.clone();
        let area = buffer.area;
        put(&mut buffer, area, 0, 0, text, Style::new());
        let mut bytes = Vec::new();
        let mut backend = CellBackend::new(&mut bytes);
        backend.set_support(support);
        backend.draw(before.diff_iter(&buffer)).unwrap();
        let sent = String::from_utf8(bytes).unwrap();
        let mut sent = sent.as_str();
        let mut shown = String::new();
        while let Some((text, rest)) = sent.split_once("\x1b[") {
            shown.push_str(text);
            let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            if rest[..=end].ends_with('H') {
                shown.push_str(&format!("<{}>", &rest[..end].rsplit(';').next().unwrap()));
            }
            sent = &rest[end + 1..];
        }
        shown + sent
    }

    #[test]
    fn an_emoji_sequence_is_blanked_drawn_simply_and_what_follows_is_placed() {
        let text = "a👩\u{200d}👧b❤\u{fe0f}c🇩🇪d";
        assert_eq!(
            sent(text, Support::Characters),
            "<1>a<2>  <2>👩<4>b<5>  <5>❤<7>c<8>  <8>DE<10>d"
        );
        assert_eq!(
            sent(text, Support::Clusters),
            "<1>a<2>  <2>👩\u{200d}👧<4>b<5>  <5>❤\u{fe0f}<7>c<8>  <8>🇩🇪<10>d"
        );
    }

    #[test]
    fn plain_text_is_sent_in_one_piece() {
        assert_eq!(sent("naïve│жук…", Support::Characters), "<1>naïve│жук…");
    }
}
