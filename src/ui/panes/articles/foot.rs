//! Below the list: one line about feeds that could not be refreshed, and what the marks mean.
//!
//! It stands at the foot so that a failure moves no article. Where all fail, the header says so.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::model::feed::Feed;
use crate::ui::pane::Context;
use crate::ui::trouble::Trouble;
use crate::ui::widgets::put::{columns, cut, put};

/// The list keeps at least this many rows for itself.
const LIST_ROWS: u16 = 6;
/// Columns in front of the sentence.
const INDENT: u16 = 3;
/// Columns of a feed's name that are worth to be shown.
const MIN_NAME: u16 = 6;

/// Rows that the failures take of a list of this size: a line, with a blank one above.
pub fn rows(area: Rect, context: &Context<'_>) -> u16 {
    let room = area.height.saturating_sub(LIST_ROWS);
    match Trouble::of(context.library) {
        Trouble::Some(..) => room.min(2),
        Trouble::None | Trouble::All(_) => 0,
    }
}

/// Draws the failures.
pub fn draw_failures(buffer: &mut Buffer, area: Rect, context: &Context<'_>) {
    let (Trouble::Some(first, count), Some(row)) =
        (Trouble::of(context.library), area.height.checked_sub(1))
    else {
        return;
    };
    let room = area.width.saturating_sub(INDENT + 1);
    let line = match count {
        1 => of_one(first, room),
        count => of_several(first, count, room),
    };
    put(buffer, area, 1, row, "!", context.styles.error);
    put(buffer, area, INDENT, row, &line, context.styles.dim);
}

/// The feed with its sentence, as far as there is room.
fn of_one(feed: &Feed, room: u16) -> String {
    let error = feed
        .health
        .error
        .as_ref()
        .map_or("", |error| error.as_str());
    cut(&format!("{}: {error}", feed.title), room)
}

/// How many, the first of them, and where there is more about them.
fn of_several(first: &Feed, count: usize, room: u16) -> String {
    let behind = format!(" and {} more", count - 1);
    let forms = [
        (
            format!("{count} feeds failed: "),
            behind,
            " · :feeds tells more",
        ),
        (
            format!("{count} feeds failed: "),
            String::new(),
            " · :feeds",
        ),
    ];
    let name = first.title.as_str();
    for (before, behind, tail) in &forms {
        let around = columns(before) + columns(behind) + columns(tail);
        let left = room.saturating_sub(around);
        if left >= columns(name).min(MIN_NAME) {
            return format!("{before}{}{behind}{tail}", cut(name, left));
        }
    }
    cut(&format!("{count} feeds failed · :feeds"), room)
}

/// Draws what the marks mean at the foot of an area that the articles leave free, if it has the room.
pub fn draw_legend(buffer: &mut Buffer, area: Rect, context: &Context<'_>) {
    let marks = context.marks;
    let lines = [
        format!(
            "{} unread, new    {} unread, older",
            marks.new, marks.unread
        ),
        "+2 comments new since your last visit".to_owned(),
        "w  watched   *  kept   blank: read".to_owned(),
    ];
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let fits = lines.iter().all(|line| columns(line) < area.width);
    if !fits || area.height <= height {
        return;
    }
    for (row, line) in (area.height - height..).zip(&lines) {
        put(buffer, area, 1, row, line, context.styles.dim);
    }
}
