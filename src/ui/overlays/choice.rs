//! A site with several feeds: the reader chooses one.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, frame};
use crate::model::safe::SafeText;
use crate::ui::widgets::put::{cut, put};

/// Columns of the text inside the box.
const WIDTH: u16 = 80;
/// Feeds that are offered; a page that names more means to fill the screen, not to be read.
const MAX_FEEDS: usize = 100;

/// A feed on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its address.
    pub url: url::Url,
    /// Its title, if the page gives one.
    pub title: Option<SafeText>,
}

/// The box of feeds.
#[derive(Debug)]
pub struct Choice {
    site: SafeText,
    feeds: Vec<Offer>,
    cursor: Cursor,
}

impl Choice {
    /// The feeds found at what the reader typed.
    pub fn new(site: &str, mut feeds: Vec<Offer>) -> Self {
        feeds.truncate(MAX_FEEDS);
        Self {
            site: SafeText::new(site),
            feeds,
            cursor: Cursor::default(),
        }
    }

    fn take(&self, index: usize) -> Reply {
        self.feeds
            .get(index)
            .map_or(Reply::Stay, |feed| Reply::Subscribe(feed.url.to_string()))
    }
}

impl Overlay for Choice {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Reply::Close,
            KeyCode::Enter => return self.take(self.cursor.selected()),
            KeyCode::Char(digit @ '1'..='9') => {
                return self.take(digit as usize - '1' as usize);
            }
            KeyCode::Down | KeyCode::Char('j') => self.scroll(1, around),
            KeyCode::Up | KeyCode::Char('k') => self.scroll(-1, around),
            _ => {}
        }
        Reply::Stay
    }

    fn page(&mut self, _around: &Surroundings<'_>) -> bool {
        self.cursor.page(self.feeds.len())
    }

    fn has_more(&self, _around: &Surroundings<'_>) -> bool {
        self.cursor.has_more(self.feeds.len())
    }

    fn scroll(&mut self, lines: i32, _around: &Surroundings<'_>) {
        let lines = isize::try_from(lines).unwrap_or(0);
        self.cursor.step(lines, self.feeds.len());
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let title = format!("Which feed of {}?", self.site);
        let titles = (title.as_str(), "Enter subscribes · Esc closes");
        let rows = u16::try_from(self.feeds.len()).unwrap_or(u16::MAX);
        let (outer, inner) = frame(buffer, area, (WIDTH, rows), titles, context);
        let top = self.cursor.window(inner.height.into(), self.feeds.len());
        let mut cursor = None;
        let lines = self.feeds.iter().enumerate().skip(top);
        for (row, (index, feed)) in (0..inner.height).zip(lines) {
            let is_selected = index == self.cursor.selected();
            let style = match is_selected {
                true => context.styles.selected,
                false => context.styles.text,
            };
            let title = feed.title.as_ref().map_or("", SafeText::as_str);
            let url = SafeText::new(feed.url.as_str());
            put(
                buffer,
                inner,
                0,
                row,
                &format!("{:>2}", index + 1),
                context.styles.key,
            );
            let behind = put(buffer, inner, 3, row, &cut(title, inner.width / 2), style);
            put(
                buffer,
                inner,
                behind + 2,
                row,
                url.as_str(),
                context.styles.dim,
            );
            if is_selected {
                cursor = Some(Position::new(inner.x, inner.y + row));
            }
        }
        (outer, cursor)
    }
}
