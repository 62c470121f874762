//! Below the list: feeds that could not be refreshed, each with its sentence, and what the marks mean.
//!
//! It stands at the foot so that a failure moves no article.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::wrap;
use crate::ui::pane::Context;
use crate::ui::widgets::put::{columns, put};

/// Feeds that are named; the rest is a number.
const MAX_NAMED: usize = 3;
/// Lines of one feed's sentence.
const MAX_LINES: usize = 2;
/// The list keeps at least this many rows for itself.
const LIST_ROWS: u16 = 6;
/// Columns in front of a sentence.
const INDENT: u16 = 3;

/// Rows that the failures take of a list of this size.
pub fn rows(area: Rect, context: &Context<'_>) -> u16 {
    let room = area.height.saturating_sub(LIST_ROWS);
    match failures(area.width, context).len() {
        0 => 0,
        // One blank line above.
        lines => u16::try_from(lines + 1).unwrap_or(u16::MAX).min(room),
    }
}

/// Draws the failures.
pub fn draw_failures(buffer: &mut Buffer, area: Rect, context: &Context<'_>) {
    for (row, (is_first, line)) in (1..).zip(failures(area.width, context)) {
        if is_first {
            put(buffer, area, 1, row, "!", context.styles.error);
        }
        put(buffer, area, INDENT, row, &line, context.styles.dim);
    }
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

/// The lines about feeds that failed, each with whether it begins a sentence.
fn failures(width: u16, context: &Context<'_>) -> Vec<(bool, String)> {
    let room = usize::from(width.saturating_sub(INDENT + 1)).max(1);
    let failed: Vec<_> = context
        .library
        .feeds()
        .iter()
        .filter_map(|feed| Some((feed, feed.health.error.as_ref()?)))
        .collect();
    let mut lines = Vec::new();
    for (feed, error) in failed.iter().take(MAX_NAMED) {
        let mut sentence = wrap::wrap(&format!("{}: {error}", feed.title), room);
        if sentence.len() > MAX_LINES {
            let rest = sentence.split_off(MAX_LINES - 1).join(" ");
            sentence.push(wrap::truncate(&rest, room));
        }
        lines.extend(
            sentence
                .into_iter()
                .enumerate()
                .map(|(index, line)| (index == 0, line)),
        );
    }
    match failed.len().saturating_sub(MAX_NAMED) {
        0 => {}
        1 => lines.push((true, "1 more feed failed".to_owned())),
        more => lines.push((true, format!("{more} more feeds failed"))),
    }
    lines
}
