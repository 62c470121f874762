//! Drawing the box of feeds: a list, what is known of the selected feed, and the keys at the lower edge.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input;

use super::{Feeds, Field, keys, web_address};
use crate::model::feed::{Feed, Status};
use crate::text::count::counted;
use crate::text::{size, wrap};
use crate::ui::age;
use crate::ui::overlays::{draw_input, frame};
use crate::ui::pane::Context;
use crate::ui::widgets::put::{columns, cut, put, put_right};
use crate::ui::widgets::status::draw_hints;

/// Columns of the text inside the box.
const WIDTH: u16 = 84;
/// Columns of the word for how it goes, and of each of the two times, with a blank before them.
const STATUS: u16 = 10;
const TIME: u16 = 7;
/// Columns from which on a line has room for the time of the last answer.
const WIDE: u16 = 50;
/// Lines below the list: what is known of the selected feed, and a blank one above.
const DETAILS: u16 = 5;
/// Feeds that are shown at once.
const MAX_LINES: u16 = 24;
/// Lines that the list keeps before the details get any.
const MIN_LINES: u16 = 3;
/// Columns of the keys where all are shown.
const KEY: u16 = 5;

impl Feeds {
    pub(super) fn draw_box(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        context: &Context<'_>,
    ) -> (Rect, Option<Position>) {
        let feeds = self.shown(context);
        self.follow(&feeds);
        let all = context.library.feeds().len();
        let rows = u16::try_from(all).unwrap_or(u16::MAX).clamp(1, MAX_LINES);
        let title = format!("Feeds · {}", self.order.words());
        let count = match feeds.len() == all {
            true => "Esc closes".to_owned(),
            false => format!("{} of {all}", feeds.len()),
        };
        // A line for the headings above the list, one for the keys below the details.
        let height = rows + DETAILS + 2;
        let titles = (title.as_str(), count.as_str());
        let (outer, inner) = frame(buffer, area, (WIDTH, height), titles, context);
        if self.shows_keys {
            draw_keys(buffer, inner, context);
            return (outer, None);
        }
        let has_edge = inner.height > 2;
        let edge = Rect {
            y: inner.bottom().saturating_sub(1),
            height: u16::from(has_edge),
            ..inner
        };
        let room = inner.height.saturating_sub(1 + edge.height);
        let details = DETAILS.min(room.saturating_sub(MIN_LINES));
        let list = Rect {
            y: inner.y + 1.min(inner.height),
            height: room - details,
            ..inner
        };
        let below = Rect {
            y: list.bottom(),
            height: details,
            ..inner
        };
        let mut cursor = self.draw_list(buffer, list, &feeds, context);
        let head = Rect {
            height: inner.height.min(1),
            ..inner
        };
        let selected = feeds.get(self.cursor.selected()).copied();
        match selected {
            Some(feed) => about(buffer, below, feed, context),
            None => {
                put(buffer, list, 0, 0, "No feed fits", context.styles.dim);
            }
        }
        if self.filter.is_empty() {
            headings(buffer, head, context);
        } else {
            let filter = format!("/ {}", self.filter);
            put(
                buffer,
                head,
                0,
                0,
                &cut(&filter, head.width),
                context.styles.key,
            );
        }
        match &self.typing {
            Some((Field::Filter, input)) => {
                put(
                    buffer,
                    head,
                    0,
                    0,
                    &" ".repeat(head.width.into()),
                    context.styles.text,
                );
                cursor = draw_input(buffer, head, 0, "/ ", input, context);
            }
            Some((field, input)) => {
                let place = if has_edge { edge } else { head };
                cursor = edited(buffer, place, below, (*field, input), context);
            }
            None => {}
        }
        if !matches!(&self.typing, Some((field, _)) if *field != Field::Filter) {
            let hints = keys::hints(selected);
            let (key, word) = (context.styles.key, context.styles.dim);
            // The hints leave a column free at both ends, as at the screen's edge.
            let edge = Rect {
                x: edge.x.saturating_sub(1),
                width: edge.width + 2,
                ..edge
            };
            draw_hints(buffer, edge, &hints, 1, key, word);
        }
        (outer, cursor)
    }

    fn draw_list(
        &mut self,
        buffer: &mut Buffer,
        list: Rect,
        feeds: &[&Feed],
        context: &Context<'_>,
    ) -> Option<Position> {
        let top = self.cursor.window(list.height.into(), feeds.len());
        self.keep(feeds);
        let mut cursor = None;
        for (row, (place, feed)) in (0..list.height).zip(feeds.iter().enumerate().skip(top)) {
            let is_selected = place == self.cursor.selected();
            line(buffer, list, row, feed, is_selected, context);
            if is_selected {
                cursor = Some(Position::new(list.x, list.y + row));
            }
        }
        cursor
    }
}

/// Columns that a line leaves for the times.
fn times(width: u16) -> u16 {
    if width >= WIDE { 2 * TIME } else { TIME }
}

fn headings(buffer: &mut Buffer, head: Rect, context: &Context<'_>) {
    let dim = context.styles.dim;
    put(buffer, head, 0, 0, "feed", dim);
    let status = head.width.saturating_sub(STATUS + times(head.width));
    put(buffer, head, status + 1, 0, "status", dim);
    if head.width >= WIDE {
        put_right(buffer, head, TIME, 0, "read", dim);
    }
    put_right(buffer, head, 0, 0, "next", dim);
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
    let room = list.width.saturating_sub(STATUS + times(list.width));
    let behind = put(buffer, list, 0, row, &cut(feed.title.as_str(), room), style);
    if let Some(folder) = feed.folder.as_ref().filter(|_| behind + 4 < room) {
        let folder = cut(&folder.to_string(), room - behind - 2);
        put(buffer, list, behind + 2, row, &folder, styles.dim);
    }
    put(
        buffer,
        list,
        room + 1,
        row,
        status.word(),
        tone(status, context),
    );
    let read = feed.health.succeeded;
    let read = read.filter(|_| list.width >= WIDE);
    let read = read.map(|time| age::short(time, context.now));
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

/// What is known of the selected feed.
fn about(buffer: &mut Buffer, below: Rect, feed: &Feed, context: &Context<'_>) {
    let styles = context.styles;
    let health = &feed.health;
    let width = usize::from(below.width);
    let mut lines: Vec<(String, Style)> = vec![(feed.url.to_string(), styles.dim)];
    if let Some(error) = &health.error {
        lines.push((error.to_string(), styles.error));
    } else if let Some(moving) = &health.moving {
        let moved = format!("Redirected for good to {}", moving.to);
        lines.push((moved, styles.text));
    }
    lines.push((in_words(feed, context.now), styles.text));
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
}

/// How it stands with a feed, in one sentence: `3 failures in a row, last read 2d ago; asked again in 40m`.
fn in_words(feed: &Feed, now: Timestamp) -> String {
    let health = &feed.health;
    if feed.is_built_in() {
        return "Comes with byline, and asks nobody".to_owned();
    }
    let mut words = Vec::new();
    if health.is_paused {
        words.push("Paused by you".to_owned());
    } else if health.failures > 0 {
        let failures = counted(health.failures, "failure", "failures in a row");
        let read = match health.succeeded {
            Some(time) => format!("last read {} ago", age::short(time, now)),
            None => "never read yet".to_owned(),
        };
        words.push(format!("{failures}, {read}"));
    }
    let is_due = health.next_poll.is_none_or(|next| next <= now);
    let asked = match (&health.reason, feed.is_polled()) {
        (Some(reason), false) if !health.is_paused => format!("not asked: {reason}"),
        (_, false) => "not asked".to_owned(),
        (_, true) if is_due => "asked as soon as possible".to_owned(),
        // That it failed has been said.
        (Some(reason), true) if health.failures == 0 => {
            format!("asked again in {}: {reason}", next(feed, now))
        }
        (_, true) => format!("asked again in {}", next(feed, now)),
    };
    words.push(asked);
    capital(&words.join("; "))
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The line that is being typed at the lower edge, with what it means above; returns where the cursor
/// stands.
fn edited(
    buffer: &mut Buffer,
    edge: Rect,
    below: Rect,
    (field, input): (Field, &Input),
    context: &Context<'_>,
) -> Option<Position> {
    let (before, hint) = match field {
        Field::Address if web_address(input.value()).is_none() => {
            ("address: ", "An address begins with https:// or http://")
        }
        Field::Address => (
            "address: ",
            "Enter asks there from now on; what is stored of the feed stays.",
        ),
        Field::Title => ("title: ", "An empty line gives it its publisher's title."),
        Field::Folders | Field::Filter => (
            "folders: ",
            "News/Daily is a folder in a folder, commas part several; TV\\/Film is one name.",
        ),
    };
    if below.height > 1 {
        let row = below.height - 1;
        let blank = " ".repeat(below.width.into());
        put(buffer, below, 0, row, &blank, context.styles.text);
        put(
            buffer,
            below,
            0,
            row,
            &cut(hint, below.width),
            context.styles.dim,
        );
    }
    put(
        buffer,
        edge,
        0,
        0,
        &" ".repeat(edge.width.into()),
        context.styles.text,
    );
    draw_input(buffer, edge, 0, before, input, context)
}

/// All keys with their sentences; in a box too low for that, side by side with a word each.
fn draw_keys(buffer: &mut Buffer, inner: Rect, context: &Context<'_>) {
    let keys = keys::all();
    let rows = inner.height.max(1);
    let abreast = u16::try_from(keys.len()).unwrap_or(1).div_ceil(rows).max(1);
    let width = inner.width / abreast;
    for (place, (key, word, sentence)) in (0..).zip(keys) {
        let (column, row) = (place / rows * width, place % rows);
        let (text, indent) = match abreast {
            1 => (sentence, KEY),
            _ => (word, columns(key) + 1),
        };
        put(buffer, inner, column, row, key, context.styles.key);
        let text = cut(text, width.saturating_sub(indent + 1));
        put(
            buffer,
            inner,
            column + indent,
            row,
            &text,
            context.styles.text,
        );
    }
}
