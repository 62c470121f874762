//! `B`: what the list can show: everything, what is unread or kept, a folder, a feed.

use std::collections::BTreeMap;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::Input;

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, draw_input, frame, pasted, typed};
use crate::model::article::Article;
use crate::model::feed::Feed;
use crate::model::folder::FolderPath;
use crate::model::library::Library;
use crate::text::find::contains;
use crate::ui::limit::Query;
use crate::ui::widgets::put::{columns, cut, put, put_right};

/// Columns of the text inside the box.
const WIDTH: u16 = 56;
/// Columns by which a feed stands behind its folder.
const INDENT: u16 = 2;

/// The box of views.
#[derive(Debug)]
pub struct Views {
    /// As they were when the box was opened: to count anew with every key would look through the library.
    all: Vec<View>,
    filter: Input,
    cursor: Cursor,
}

/// One view of the library.
#[derive(Clone, Debug)]
struct View {
    words: String,
    /// What is said of it at the right.
    count: String,
    is_in_folder: bool,
    /// What the list is limited to by it; everything without one.
    query: Option<Query>,
}

impl Views {
    /// Offers what a library has.
    pub fn new(library: &Library) -> Self {
        let mut all = of_articles(library);
        all.extend(of_feeds(library));
        Self {
            all,
            filter: Input::default(),
            cursor: Cursor::default(),
        }
    }

    fn lines(&self) -> Vec<&View> {
        let filter = self.filter.value().trim();
        let fits = |view: &&View| filter.is_empty() || contains(&view.words, filter);
        self.all.iter().filter(fits).collect()
    }
}

/// Everything, and the articles of some state.
fn of_articles(library: &Library) -> Vec<View> {
    let count = |holds: fn(&Article) -> bool| {
        let articles = library.articles().iter();
        articles.filter(|article| holds(article)).count()
    };
    let view = |words: &str, count: usize, query: Option<&str>| View {
        words: words.to_owned(),
        count: if count > 0 {
            count.to_string()
        } else {
            String::new()
        },
        is_in_folder: false,
        query: query.map(Query::new),
    };
    vec![
        view("All articles", library.articles().len(), None),
        view("Unread", count(Article::has_unread), Some("#unread")),
        view(
            "With new comments",
            count(|it| it.comments.new > 0),
            Some("#new"),
        ),
        view("Kept", count(|it| it.starred), Some("#starred")),
        view("Watched", count(|it| it.watched), Some("#watched")),
    ]
}

/// The folders, each with its feeds, then the feeds in none.
fn of_feeds(library: &Library) -> Vec<View> {
    // By their names without case.
    let mut folders: BTreeMap<(String, &FolderPath), Vec<&Feed>> = BTreeMap::new();
    let mut outside = Vec::new();
    for feed in library.feeds() {
        // A feed in several folders is found in each of them.
        for path in feed.folder.iter().flat_map(|folders| folders.paths()) {
            let folder = folders.entry((path.to_string().to_lowercase(), path));
            folder.or_default().push(feed);
        }
        if feed.folder.is_none() {
            outside.push(feed);
        }
    }
    let unread = |count: u32| match count {
        0 => String::new(),
        count => format!("{count} unread"),
    };
    let line = |feed: &Feed, is_in_folder| View {
        words: feed.title.to_string(),
        count: unread(feed.unread),
        is_in_folder,
        query: Some(Query::feed(feed)),
    };
    let mut lines = Vec::new();
    for ((_, path), feeds) in &folders {
        lines.push(View {
            words: path.to_string(),
            count: unread(feeds.iter().map(|feed| feed.unread).sum()),
            is_in_folder: false,
            query: Some(Query::folder(path)),
        });
        lines.extend(feeds.iter().map(|feed| line(feed, true)));
    }
    lines.extend(outside.into_iter().map(|feed| line(feed, false)));
    lines
}

impl Overlay for Views {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc => return Reply::Close,
            KeyCode::Backspace if self.filter.value().is_empty() => return Reply::Close,
            KeyCode::Enter => {
                return match self.lines().get(self.cursor.selected()) {
                    Some(view) => Reply::View(view.query.clone()),
                    None => Reply::Stay,
                };
            }
            KeyCode::Down | KeyCode::Tab => self.scroll(1, around),
            KeyCode::Up | KeyCode::BackTab => self.scroll(-1, around),
            _ => {
                if typed(&mut self.filter, key) {
                    self.cursor.reset();
                }
            }
        }
        Reply::Stay
    }

    fn paste(&mut self, text: &str, _around: &Surroundings<'_>) {
        pasted(&mut self.filter, text);
        self.cursor.reset();
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn scroll(&mut self, lines: i32, _around: &Surroundings<'_>) {
        let count = self.lines().len();
        self.cursor.step(isize::try_from(lines).unwrap_or(0), count);
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let styles = context.styles;
        let count = self.lines().len();
        let rows = u16::try_from(count.max(1) + 2).unwrap_or(u16::MAX);
        let titles = ("Views and feeds", "Enter shows · Esc closes");
        let (outer, inner) = frame(buffer, area, (WIDTH, rows), titles, context);
        let cursor = draw_input(buffer, inner, 0, "type to filter: ", &self.filter, context);
        let list = Rect {
            y: inner.y + 2.min(inner.height),
            height: inner.height.saturating_sub(2),
            ..inner
        };
        if count == 0 {
            put(buffer, list, 0, 0, "Nothing is called so", styles.dim);
        }
        let top = self.cursor.window(list.height.into(), count);
        let lines = self.lines().into_iter().enumerate().skip(top);
        for (row, (index, line)) in (0..list.height).zip(lines) {
            let style = match index == self.cursor.selected() {
                true => styles.selected,
                false => styles.text,
            };
            put_right(buffer, list, 0, row, &line.count, styles.dim);
            let column = if line.is_in_folder { INDENT } else { 0 };
            let room = list.width.saturating_sub(columns(&line.count) + 2 + column);
            put(buffer, list, column, row, &cut(&line.words, room), style);
        }
        (outer, cursor)
    }
}
