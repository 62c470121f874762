//! One article in the list: two or three lines in a narrow list, one in a wide one.

use std::borrow::Cow;

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::article::{Article, CommentCounts};
use crate::text::wrap;
use crate::ui::age;
use crate::ui::pane::Context;
use crate::ui::widgets::put::{columns, cut, put, put_right, shorten};

/// Columns in front of the title: the selection bar, the mark, a blank.
const TITLE_AT: u16 = 3;
/// Lines that a title gets in a narrow list.
const MAX_TITLE_LINES: usize = 2;
/// For so long after its first sight an unread article is marked as new.
const NEW_FOR: SignedDuration = SignedDuration::from_hours(24);
/// Columns of the feed's name in a wide list: a seventh of it within these bounds.
const FEED_COLUMNS: (u16, u16) = (8, 24);

/// Lines that an article takes in a narrow list of this width.
pub fn height(article: &Article, width: u16) -> u16 {
    let lines = title_lines(article, width).len();
    u16::try_from(lines + 1).unwrap_or(u16::MAX)
}

/// The title, with the word for an article of which the reader wants to hear no more.
fn title_of(article: &Article) -> Cow<'_, str> {
    match article.muted || article.author_muted {
        true => format!("[muted] {}", article.title).into(),
        false => article.title.as_str().into(),
    }
}

/// The title's lines, the last one cut where the title has more.
fn title_lines(article: &Article, width: u16) -> Vec<String> {
    let room = usize::from(width.saturating_sub(TITLE_AT + 1)).max(1);
    let title = title_of(article);
    if wrap::width(&title) <= room {
        return vec![title.into_owned()];
    }
    let mut lines = wrap::wrap(&title, room);
    if lines.len() > MAX_TITLE_LINES {
        let rest = lines.split_off(MAX_TITLE_LINES - 1).join(" ");
        lines.push(wrap::truncate(&rest, room));
    }
    lines
}

/// What a row is drawn with.
struct Look {
    mark: &'static str,
    mark_style: Style,
    title: Style,
    meta: Style,
}

/// How a row stands out.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// It is the selected one.
    pub is_selected: bool,
    /// Its author is lit up.
    pub is_lit: bool,
}

fn look(article: &Article, state: State, context: &Context<'_>) -> Look {
    let styles = context.styles;
    let is_new = context.now.duration_since(article.first_seen) < NEW_FOR;
    let is_read = context.library.is_row_read(article);
    let (mark, mark_style) = match (is_read, is_new) {
        (true, _) => (" ", styles.text),
        (false, true) => (context.marks.new, styles.new),
        (false, false) => (context.marks.unread, styles.unread),
    };
    let mut title = if is_read { styles.dim } else { styles.unread };
    if state.is_lit {
        title = title.patch(styles.lit);
    }
    if state.is_selected && context.focused {
        title = title.patch(styles.selected);
    } else if state.is_selected && !state.is_lit {
        title = styles.unread;
    }
    Look {
        mark,
        mark_style,
        title,
        meta: styles.dim,
    }
}

/// A row of several lines: title, then feed, age and comments.
pub fn draw_tall(
    buffer: &mut Buffer,
    area: Rect,
    article: &Article,
    state: State,
    context: &Context<'_>,
) {
    let look = look(article, state, context);
    let lines = title_lines(article, area.width);
    if state.is_selected {
        for row in 0..area.height {
            put(
                buffer,
                area,
                0,
                row,
                context.marks.selection,
                context.styles.selection,
            );
        }
    }
    put(buffer, area, 1, 0, look.mark, look.mark_style);
    let mut row = 0;
    for line in &lines {
        put(buffer, area, TITLE_AT, row, line, look.title);
        row += 1;
    }
    let behind = draw_counts_tall(buffer, area, row, article, context);
    let age = age::short(article.date(), context.now);
    let tail = format!("{}{age}", context.marks.dot);
    let room = behind.saturating_sub(TITLE_AT + 1 + columns(&tail));
    let feed = feed_title(article, room, context);
    put(
        buffer,
        area,
        TITLE_AT,
        row,
        &format!("{feed}{tail}"),
        look.meta,
    );
}

/// `  41 cmt +17   `: the number ends in one column over all rows. Returns where it begins.
fn draw_counts_tall(
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    article: &Article,
    context: &Context<'_>,
) -> u16 {
    /// Columns behind the number: " cmt", a blank, the new ones, the star.
    const BEHIND_NUMBER: u16 = 11;
    draw_star(buffer, area, row, 0, article, context);
    let comments = context.library.row_comments(article);
    let Some(count) = comments.shown() else {
        return area.width.saturating_sub(2);
    };
    let number = compact(count);
    let text = format!("{number} cmt");
    let Some(end) = area.width.checked_sub(BEHIND_NUMBER + columns(&number)) else {
        return area.width;
    };
    let behind = put(buffer, area, end, row, &text, context.styles.dim);
    if let Some(new) = new_of(&comments) {
        put(buffer, area, behind + 1, row, &new, context.styles.new);
    }
    end
}

/// A row of one line: title, feed, age, comments.
pub fn draw_flat(
    buffer: &mut Buffer,
    area: Rect,
    article: &Article,
    state: State,
    context: &Context<'_>,
) {
    /// Columns at the right end: `15h   4  +2 * `.
    const COUNTS: u16 = 17;
    /// Below this width the feed's name goes.
    const FEED_FROM: u16 = 48;
    let look = look(article, state, context);
    if state.is_selected {
        put(
            buffer,
            area,
            0,
            0,
            context.marks.selection,
            context.styles.selection,
        );
    }
    put(buffer, area, 1, 0, look.mark, look.mark_style);
    let counts_at = area.width.saturating_sub(COUNTS);
    let tail = Rect {
        x: area.x + counts_at,
        width: area.width - counts_at,
        ..area
    };
    let age = age::short(article.date(), context.now);
    put_right(buffer, tail, COUNTS - 3, 0, &age, look.meta);
    let comments = context.library.row_comments(article);
    if let Some(count) = comments.shown() {
        put_right(buffer, tail, COUNTS - 8, 0, &compact(count), look.meta);
    }
    if let Some(new) = new_of(&comments) {
        put_right(buffer, tail, COUNTS - 13, 0, &new, context.styles.new);
    }
    draw_star(buffer, area, 0, 2, article, context);
    let (least, most) = FEED_COLUMNS;
    let feed_width = match area.width {
        FEED_FROM.. => (area.width / 7).clamp(least, most),
        _ => 0,
    };
    let feed_at = counts_at.saturating_sub(feed_width + u16::from(feed_width > 0));
    let feed = feed_title(article, feed_width, context);
    put(buffer, area, feed_at, 0, &feed, look.meta);
    let room = feed_at.saturating_sub(TITLE_AT + 2);
    put(
        buffer,
        area,
        TITLE_AT,
        0,
        &cut(&title_of(article), room),
        look.title,
    );
}

fn draw_star(
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    margin: u16,
    article: &Article,
    context: &Context<'_>,
) {
    let marks = match (article.watched, article.starred) {
        (true, true) => "w*",
        (true, false) => "w",
        (false, true) => "*",
        (false, false) => return,
    };
    put_right(buffer, area, margin, row, marks, context.styles.badge);
}

/// The feed's title in at most `room` columns, with how many feeds have the story if it is several.
fn feed_title(article: &Article, room: u16, context: &Context<'_>) -> String {
    let feed = context.library.feed(article.feed);
    let title = feed.map_or("", |feed| feed.title.as_str());
    let feeds = match context.library.folded_into(article.id).count() {
        0 => String::new(),
        others => format!(" {}{}", context.marks.times, others + 1),
    };
    let room = room.saturating_sub(columns(&feeds));
    format!("{}{feeds}", shorten(title, room))
}

/// `+17`; nothing without new comments.
fn new_of(counts: &CommentCounts) -> Option<String> {
    (counts.new > 0).then(|| format!("+{}", compact(counts.new)))
}

/// A count in at most four columns up to ten million: `999`, `1.2k`, `34k`.
fn compact(count: u32) -> String {
    match count {
        ..1_000 => count.to_string(),
        1_000..10_000 => format!("{}.{}k", count / 1_000, count % 1_000 / 100),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_take_four_columns_at_most() {
        let counts = [0, 999, 1_000, 1_250, 34_567, 999_999, 2_000_000];
        assert_eq!(
            counts.map(compact),
            ["0", "999", "1.0k", "1.2k", "34k", "999k", "2M"]
        );
    }
}
