//! The river: the latest comments over all articles, by day, with the line up to which all was read.

use crossterm::event::{KeyCode, KeyEvent};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, Reply, Surroundings, frame};
use crate::engine::message::Request;
use crate::model::river::{River, RiverComment};
use crate::ui::pane::Context;
use crate::ui::widgets::put::{columns, cut, put, put_right};

/// The widest the box gets, in columns of text.
const WIDTH: u16 = 100;
/// Columns in front of a comment's name: the selection, its time and its mark.
const INDENT: u16 = 10;
/// More comments are asked for when so few are left below the selected one.
const SOON: usize = 20;
/// Rows of one comment.
const ROWS: u16 = 2;

/// The box of the river.
#[derive(Debug)]
pub struct RiverBox {
    river: River,
    selected: usize,
    /// The first comment in sight.
    top: usize,
    /// Comments in sight at the last drawing.
    shown: usize,
    /// The comments that were asked for and have not come.
    asked: Option<Timestamp>,
}

impl RiverBox {
    /// Shows the latest comments.
    pub fn new(river: River) -> Self {
        Self {
            river,
            selected: 0,
            top: 0,
            shown: 1,
            asked: None,
        }
    }

    fn step(&mut self, lines: isize) {
        let last = self.river.comments.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(lines).min(last);
    }

    /// The next unread comment, or the one before; the selected one where there is none.
    fn step_to_unread(&mut self, forward: bool) {
        let comments = &self.river.comments;
        let is_unread = |at: &usize| comments[*at].unread;
        let found = match forward {
            true => (self.selected + 1..comments.len()).find(is_unread),
            false => (0..self.selected.min(comments.len())).rev().find(is_unread),
        };
        self.selected = found.unwrap_or(self.selected);
    }

    /// Asks for older comments when the selection comes near the last one.
    fn more(&mut self) -> Reply {
        let comments = &self.river.comments;
        let is_near = self.selected + SOON >= comments.len();
        match comments.last().map(|last| last.at) {
            Some(before) if is_near && self.river.has_more && self.asked.is_none() => {
                self.asked = Some(before);
                let before = self.asked;
                Reply::AskAndStay(Request::River { before })
            }
            _ => Reply::Stay,
        }
    }

    /// The heading above a comment: its day, where it is another than that of the comment before; and
    /// whether the line up to which all was read stands there.
    fn headings(&self, at: usize, context: &Context<'_>) -> (Option<String>, bool) {
        let comment = &self.river.comments[at];
        let above = at.checked_sub(1).map(|above| &self.river.comments[above]);
        let is_old = |comment: &RiverComment| {
            self.river
                .last_read
                .is_some_and(|last| comment.first_seen <= last)
        };
        let begins_old = is_old(comment) && above.is_some_and(|above| !is_old(above));
        let day = day(comment.at, context);
        let is_new_day = above.is_none_or(|above| self::day(above.at, context) != day);
        (is_new_day.then_some(day), begins_old)
    }

    /// Rows that a comment takes with its headings.
    fn height(&self, at: usize, context: &Context<'_>) -> u16 {
        let (day, line) = self.headings(at, context);
        ROWS + u16::from(day.is_some() || at == self.top) + u16::from(line)
    }

    /// Puts the window where the selected comment is whole.
    fn settle(&mut self, height: u16, context: &Context<'_>) {
        self.top = self.top.min(self.selected);
        // From the selected comment upwards, as far as there is room.
        let (mut first, mut rows) = (self.selected, 0);
        loop {
            rows += self.height(first, context);
            if rows > height || first == 0 {
                break;
            }
            first -= 1;
        }
        let highest = first + usize::from(rows > height);
        self.top = self.top.max(highest.min(self.selected));
    }
}

impl Overlay for RiverBox {
    fn key(&mut self, key: KeyEvent, _around: &Surroundings<'_>) -> Reply {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'T') => return Reply::Close,
            KeyCode::Enter | KeyCode::Char('l') => {
                let selected = self.river.comments.get(self.selected);
                return selected.map_or(Reply::Stay, |comment| {
                    let place = (comment.discussion, comment.id.clone());
                    Reply::GoTo(comment.article, Some(place))
                });
            }
            KeyCode::Down | KeyCode::Char('j') => self.step(1),
            KeyCode::Up | KeyCode::Char('k') => self.step(-1),
            KeyCode::Char('g') | KeyCode::Home => self.selected = 0,
            KeyCode::Char('G') | KeyCode::End => self.step(isize::MAX),
            KeyCode::Char('n') => self.step_to_unread(true),
            KeyCode::Char('N') => self.step_to_unread(false),
            _ => return Reply::Stay,
        }
        self.more()
    }

    fn take_river(&mut self, before: Option<Timestamp>, river: River) {
        if before.is_some() && before == self.asked {
            self.asked = None;
            self.river.has_more = river.has_more;
            self.river.comments.extend(river.comments);
        }
    }

    fn page(&mut self, around: &Surroundings<'_>) -> bool {
        if !self.has_more(around) {
            return false;
        }
        self.top += self.shown.max(1);
        self.selected = self.top;
        true
    }

    fn has_more(&self, _around: &Surroundings<'_>) -> bool {
        self.top + self.shown < self.river.comments.len()
    }

    fn scroll(&mut self, lines: i32, _around: &Surroundings<'_>) {
        self.step(isize::try_from(lines).unwrap_or(0));
    }

    fn draw(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        around: &Surroundings<'_>,
    ) -> (Rect, Option<Position>) {
        let context = &around.context;
        let titles = ("Comments by time, all articles", "Enter: in its tree · Esc");
        let (outer, inner) = frame(buffer, area, (WIDTH, area.height), titles, context);
        if self.river.comments.is_empty() {
            put(buffer, inner, 1, 0, "No comments yet", context.styles.dim);
            return (outer, None);
        }
        self.settle(inner.height, context);
        let mut cursor = None;
        let mut row = 0;
        self.shown = 0;
        for at in self.top..self.river.comments.len() {
            let (day, line) = self.headings(at, context);
            if row + self.height(at, context) > inner.height && at != self.selected {
                break;
            }
            if line {
                draw_line(buffer, inner, row, self.river.last_read, context);
                row += 1;
            }
            let heading = match day {
                None if at == self.top => Some(self::day(self.river.comments[at].at, context)),
                day => day,
            };
            if let Some(day) = heading {
                put(buffer, inner, 1, row, &day, context.styles.dim);
                row += 1;
            }
            let is_selected = at == self.selected;
            draw_comment(
                buffer,
                inner,
                row,
                &self.river.comments[at],
                is_selected,
                context,
            );
            if is_selected {
                cursor = Some(Position::new(inner.x, inner.y + row));
            }
            row += ROWS;
            self.shown += 1;
        }
        (outer, cursor)
    }
}

fn draw_comment(
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    comment: &RiverComment,
    is_selected: bool,
    context: &Context<'_>,
) {
    let (styles, marks) = (context.styles, context.marks);
    if is_selected {
        for row in row..row + ROWS {
            put(buffer, area, 0, row, marks.selection, styles.selection);
        }
    }
    let clock = comment.at.to_zoned(context.zone.clone());
    let clock = clock.strftime("%H:%M").to_string();
    put(buffer, area, 2, row, &clock, styles.dim);
    if comment.unread {
        put(buffer, area, INDENT - 2, row, marks.new, styles.new);
    }
    let title = context.library.article(comment.article);
    let title = title.map_or("", |article| article.title.as_str());
    let title = cut(title, area.width / 3);
    put_right(buffer, area, 1, row, &title, styles.dim);
    let room = area.width.saturating_sub(INDENT + columns(&title) + 3);
    let name = comment
        .author
        .as_ref()
        .map_or("anonymous", |name| name.as_str());
    let answers = comment
        .answers
        .as_ref()
        .map_or("root", |name| name.as_str());
    let style = match is_selected {
        true => styles.selected,
        false => styles.author,
    };
    let behind = put(buffer, area, INDENT, row, &cut(name, room), style);
    let rest = format!(" {}{answers}", marks.reply_to);
    let room = (INDENT + room).saturating_sub(behind);
    put(buffer, area, behind, row, &cut(&rest, room), styles.dim);
    let words = cut(
        comment.words.as_str(),
        area.width.saturating_sub(INDENT + 1),
    );
    let style = if comment.unread {
        styles.text
    } else {
        styles.dim
    };
    put(buffer, area, INDENT, row + 1, &words, style);
}

/// The line up to which all was read.
fn draw_line(
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    last_read: Option<Timestamp>,
    context: &Context<'_>,
) {
    let rule = context
        .marks
        .rule
        .repeat(usize::from(area.width.saturating_sub(2)));
    put(buffer, area, 1, row, &rule, context.styles.dim);
    if let Some(last) = last_read {
        let last = last.to_zoned(context.zone.clone());
        let words = format!(" last read {} ", last.strftime("%a %H:%M"));
        let middle = area.width.saturating_sub(columns(&words)) / 2;
        put(buffer, area, middle, row, &words, context.styles.dim);
    }
}

/// A day as people name it.
fn day(then: Timestamp, context: &Context<'_>) -> String {
    let zone = context.zone;
    let (then, now) = (
        then.to_zoned(zone.clone()),
        context.now.to_zoned(zone.clone()),
    );
    if then.date() == now.date() {
        "today".to_owned()
    } else if now.yesterday().is_ok_and(|day| day.date() == then.date()) {
        "yesterday".to_owned()
    } else {
        then.strftime("%a %-d %b %Y").to_string()
    }
}
