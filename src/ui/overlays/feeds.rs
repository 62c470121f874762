//! `:feeds`: the subscriptions and how polling them goes, with what can be done about it.
//!
//! The feeds that need somebody stand first. Nothing here is asked before it is done: what can be lost
//! comes back with undo.

use crossterm::event::{KeyCode, KeyEvent};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input;
use url::Url;

use super::list::Cursor;
use super::{Overlay, Reply, Surroundings, draw_input, frame, pasted, typed};
use crate::engine::message::{Refresh, Request};
use crate::model::change::Deed;
use crate::model::feed::{Feed, Status};
use crate::model::id::FeedId;
use crate::model::library::Library;
use crate::text::{size, wrap};
use crate::ui::age;
use crate::ui::pane::Context;
use crate::ui::widgets::put::{cut, put, put_right};

/// Columns of the text inside the box.
const WIDTH: u16 = 84;
/// Columns of the word for how it goes, and of each of the two times, with a blank before them.
const STATUS: u16 = 10;
const TIME: u16 = 7;
/// Lines below the list: what is known of the selected feed, and a blank one above.
const DETAILS: u16 = 5;
/// Feeds that are shown at once.
const MAX_LINES: u16 = 24;

/// The box of feeds.
#[derive(Debug, Default)]
pub struct Feeds {
    cursor: Cursor,
    /// The feed under the cursor: feeds change their places while the box is open.
    selected: Option<FeedId>,
    /// Its address, while that is being changed.
    address: Option<Input>,
}

impl Feeds {
    /// Steps by lines.
    fn step(&mut self, lines: isize, feeds: &[&Feed]) {
        self.follow(feeds);
        self.cursor.step(lines, feeds.len());
        self.keep(feeds);
    }

    /// Puts the cursor where the selected feed is now.
    fn follow(&mut self, feeds: &[&Feed]) {
        let place = feeds.iter().position(|feed| Some(feed.id) == self.selected);
        if let Some(place) = place {
            self.cursor.select(place);
        }
    }

    fn keep(&mut self, feeds: &[&Feed]) {
        self.selected = feeds.get(self.cursor.selected()).map(|feed| feed.id);
    }

    fn act(&mut self, key: KeyCode, feed: &Feed, library: &Library) -> Reply {
        let is_paused = feed.health.is_paused;
        match key {
            _ if feed.is_built_in() && key != KeyCode::Char('d') => Reply::Stay,
            KeyCode::Char('r') => Reply::AskAndStay(Request::Refresh(Refresh::Feed(feed.id))),
            KeyCode::Char('p') => Reply::DoAndStay(Deed::pause(feed, !is_paused)),
            KeyCode::Char('d') => Reply::DoAndStay(Deed::unsubscribe(feed)),
            KeyCode::Char('e') => {
                let mut address = Input::default();
                pasted(&mut address, feed.url.as_str());
                self.address = Some(address);
                Reply::Stay
            }
            KeyCode::Char('m') => match &feed.health.moving {
                Some(moving) => Reply::DoAndStay(moved(feed, &moving.to, library)),
                None => Reply::Stay,
            },
            _ => Reply::Stay,
        }
    }

    /// Takes a key into the address. What is no address yet stays to be typed on.
    fn edit(&mut self, key: KeyEvent, library: &Library) -> Reply {
        let Some(address) = &mut self.address else {
            return Reply::Stay;
        };
        match key.code {
            KeyCode::Esc => self.address = None,
            KeyCode::Enter => {
                let feed = self.selected.and_then(|feed| library.feed(feed));
                if let (Some(feed), Some(to)) = (feed, web_address(address.value())) {
                    self.address = None;
                    return Reply::DoAndStay(moved(feed, &to, library));
                }
            }
            _ => {
                typed(address, key);
            }
        }
        Reply::Stay
    }
}

fn moved(feed: &Feed, to: &Url, library: &Library) -> Deed {
    let mut feeds = library.feeds().iter();
    let other = feeds.find(|other| other.url == *to && other.id != feed.id);
    Deed::move_feed(feed, to, other)
}

impl Overlay for Feeds {
    fn key(&mut self, key: KeyEvent, around: &Surroundings<'_>) -> Reply {
        if self.address.is_some() {
            return self.edit(key, around.context.library);
        }
        let feeds = sorted(&around.context);
        self.follow(&feeds);
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Reply::Close,
            KeyCode::Down | KeyCode::Char('j') => self.step(1, &feeds),
            KeyCode::Up | KeyCode::Char('k') => self.step(-1, &feeds),
            code => {
                if let Some(feed) = feeds.get(self.cursor.selected()) {
                    return self.act(code, feed, around.context.library);
                }
            }
        }
        Reply::Stay
    }

    fn paste(&mut self, text: &str, _around: &Surroundings<'_>) {
        if let Some(address) = &mut self.address {
            pasted(address, text);
        }
    }

    fn takes_text(&self) -> bool {
        self.address.is_some()
    }

    fn page(&mut self, around: &Surroundings<'_>) -> bool {
        let feeds = sorted(&around.context);
        let turned = self.cursor.page(feeds.len());
        self.keep(&feeds);
        turned
    }

    fn has_more(&self, around: &Surroundings<'_>) -> bool {
        self.cursor.has_more(around.context.library.feeds().len())
    }

    fn scroll(&mut self, lines: i32, around: &Surroundings<'_>) {
        let lines = isize::try_from(lines).unwrap_or(0);
        self.step(lines, &sorted(&around.context));
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let feeds = sorted(context);
        self.follow(&feeds);
        let rows = u16::try_from(feeds.len()).unwrap_or(u16::MAX);
        let rows = rows.clamp(1, MAX_LINES);
        let titles = ("Feeds", "Esc closes");
        let height = rows + DETAILS + 1;
        let (outer, inner) = frame(buffer, area, (WIDTH, height), titles, context);
        // On a low screen the list keeps three lines before the details get any.
        let details = DETAILS.min(inner.height.saturating_sub(4));
        let list = Rect {
            y: inner.y + 1.min(inner.height),
            height: inner.height.saturating_sub(details + 1),
            ..inner
        };
        headings(buffer, inner, context);
        let top = self.cursor.window(list.height.into(), feeds.len());
        self.keep(&feeds);
        let mut cursor = None;
        for (row, (place, feed)) in (0..list.height).zip(feeds.iter().enumerate().skip(top)) {
            let is_selected = place == self.cursor.selected();
            line(buffer, list, row, feed, is_selected, context);
            if is_selected {
                cursor = Some(Position::new(list.x, list.y + row));
            }
        }
        let below = Rect {
            y: list.bottom(),
            height: details,
            ..inner
        };
        match (&self.address, feeds.get(self.cursor.selected())) {
            (Some(address), _) => cursor = edited(buffer, below, address, context),
            (None, Some(feed)) => about(buffer, below, feed, context),
            (None, None) => {}
        }
        (outer, cursor)
    }
}

/// The feeds, those that need somebody first, then by title.
fn sorted<'a>(context: &Context<'a>) -> Vec<&'a Feed> {
    let mut feeds: Vec<&Feed> = context.library.feeds().iter().collect();
    let rank = |feed: &Feed| match feed.status(context.now) {
        Status::Gone => 0,
        Status::Failing => 1,
        _ if feed.health.moving.is_some() => 2,
        Status::Silent => 3,
        Status::New | Status::Well => 4,
        Status::Paused => 5,
        Status::BuiltIn => 6,
    };
    // They stand by title in the library, and stay so among equals.
    feeds.sort_by_key(|feed| rank(feed));
    feeds
}

fn headings(buffer: &mut Buffer, inner: Rect, context: &Context<'_>) {
    let dim = context.styles.dim;
    put(buffer, inner, 0, 0, "feed", dim);
    let status = inner.width.saturating_sub(STATUS + 2 * TIME);
    put(buffer, inner, status + 1, 0, "status", dim);
    put_right(buffer, inner, TIME, 0, "read", dim);
    put_right(buffer, inner, 0, 0, "next", dim);
}

fn line(
    buffer: &mut Buffer,
    list: Rect,
    row: u16,
    feed: &Feed,
    is_selected: bool,
    context: &Context<'_>,
) {
    let styles = context.styles;
    let status = feed.status(context.now);
    let style = match (is_selected, status) {
        (true, _) => styles.selected,
        (false, Status::Paused | Status::BuiltIn) => styles.dim,
        _ => styles.text,
    };
    let room = list.width.saturating_sub(STATUS + 2 * TIME);
    put(buffer, list, 0, row, &cut(feed.title.as_str(), room), style);
    put(
        buffer,
        list,
        room + 1,
        row,
        status.word(),
        tone(status, context),
    );
    let read = feed
        .health
        .succeeded
        .map(|time| age::short(time, context.now));
    put_right(
        buffer,
        list,
        TIME,
        row,
        &read.unwrap_or_default(),
        styles.dim,
    );
    put_right(buffer, list, 0, row, &next(feed, context.now), styles.dim);
}

fn tone(status: Status, context: &Context<'_>) -> Style {
    match status {
        Status::Failing | Status::Gone => context.styles.error,
        _ => context.styles.dim,
    }
}

/// How long until a feed is asked: the columns of an age, turned round.
fn next(feed: &Feed, now: Timestamp) -> String {
    match feed.health.next_poll {
        _ if !feed.is_polled() => "–".to_owned(),
        Some(next) if next > now => age::short(now, next),
        _ => "now".to_owned(),
    }
}

/// What is known of the selected feed, and the keys that do something about it.
fn about(buffer: &mut Buffer, below: Rect, feed: &Feed, context: &Context<'_>) {
    let styles = context.styles;
    let health = &feed.health;
    let width = usize::from(below.width);
    let mut lines: Vec<(String, Style)> = vec![(feed.url.to_string(), styles.dim)];
    let asked = |next: String| match (&health.reason, feed.is_polled()) {
        (Some(reason), true) => format!("Asked again in {next}: {reason}"),
        (Some(reason), false) => format!("Not asked: {reason}"),
        (None, true) => format!("Asked again in {next}"),
        (None, false) => "Not asked".to_owned(),
    };
    let is_due = health.next_poll.is_none_or(|next| next <= context.now);
    match (&health.error, &health.moving) {
        (Some(error), _) => lines.push((error.to_string(), styles.error)),
        (None, Some(moving)) => {
            let moved = format!("Redirected for good to {}", moving.to);
            lines.push((moved, styles.text));
        }
        (None, None) if health.is_paused => lines.push(("Paused by you".to_owned(), styles.text)),
        (None, None) if feed.is_built_in() => {
            lines.push(("Comes with byline, and asks nobody".to_owned(), styles.text));
        }
        (None, None) if is_due => lines.push(("Asked as soon as possible".to_owned(), styles.text)),
        (None, None) => lines.push((asked(next(feed, context.now)), styles.text)),
    }
    let traffic = health.traffic;
    lines.push((
        format!(
            "{} requests, {} answered without a document · {} received, {} saved",
            traffic.requests,
            traffic.unchanged,
            size::bytes(traffic.bytes),
            size::bytes(traffic.saved_bytes)
        ),
        styles.dim,
    ));
    for (row, (text, style)) in (1..below.height).zip(&lines) {
        put(buffer, below, 0, row, &wrap::truncate(text, width), *style);
    }
    let pause = if health.is_paused { "resume" } else { "pause" };
    let mut keys = vec![
        ("r", "retry"),
        ("p", pause),
        ("e", "edit address"),
        ("d", "unsubscribe"),
    ];
    if health.moving.is_some() {
        keys.push(("m", "move for good"));
    }
    if below.height == DETAILS {
        let mut column = 0;
        for (key, word) in keys {
            column = put(buffer, below, column, DETAILS - 1, key, styles.key);
            column = put(buffer, below, column + 1, DETAILS - 1, word, styles.dim) + 3;
        }
    }
}

/// The address that is being changed; returns where the cursor stands.
fn edited(
    buffer: &mut Buffer,
    below: Rect,
    address: &Input,
    context: &Context<'_>,
) -> Option<Position> {
    let row = 1.min(below.height.saturating_sub(1));
    let hint = match web_address(address.value()) {
        Some(_) => "Enter asks there from now on; what is stored of the feed stays.",
        None => "An address begins with https:// or http://",
    };
    put(buffer, below, 0, row + 2, hint, context.styles.dim);
    draw_input(buffer, below, row, "address: ", address, context)
}

/// What was typed, if it is an address of the web.
fn web_address(typed: &str) -> Option<Url> {
    let url = Url::parse(typed.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}
