//! The box that shows what the selected comment answers, and what that answers, while the tree stays.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::view::{Enter, View};
use super::{CommentsPane, words};
use crate::config::GlyphSet;
use crate::model::comment::State;
use crate::text::layout::Prose;
use crate::ui::command::Command;
use crate::ui::pane::{Context, Outcome};
use crate::ui::widgets::frame::{Title, draw_box};
use crate::ui::widgets::put::{columns, cut, put};

/// Columns that the frame takes: a line and a blank on both sides.
const SIDES: u16 = 4;
/// Rows that the frame takes.
const EDGES: u16 = 2;
/// The least rows of a box that is worth opening: the frame and two lines.
const LEAST_ROWS: u16 = 4;

/// What the box shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Peek {
    /// Levels above the selected comment, from one.
    up: usize,
    /// Lines of the text above the box's inside.
    skipped: usize,
}

/// Rows of the window that the box takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rows {
    first: u16,
    count: u16,
}

impl View {
    /// Opens the box, or climbs in it by one level.
    pub(super) fn peek(&mut self) -> Outcome {
        let up = self.peek.map_or(0, |peek| peek.up) + 1;
        if self.ancestor(up).is_some() {
            self.at_end = false;
            self.peek = Some(Peek { up, skipped: 0 });
            return Outcome::done();
        }
        Outcome::said(match self.peek {
            Some(_) => "this one answers the article",
            None => "a reply to the article",
        })
    }

    /// Closes the box.
    pub(super) fn close_peek(&mut self) {
        self.peek = None;
    }

    /// Turns the box's page.
    pub(super) fn page_peek(&mut self) {
        let Some((_, prose, rows)) = self.peeked() else {
            return;
        };
        let page = usize::from(rows.inside());
        if let Some(peek) = &mut self.peek {
            peek.skipped = (peek.skipped + page).min(prose.lines.len().saturating_sub(1));
        }
    }

    /// Whether the box has another page; nothing while it is closed.
    pub(super) fn peek_has_more(&self) -> Option<bool> {
        let (_, prose, rows) = self.peeked()?;
        let shown = self.peek?.skipped + usize::from(rows.inside());
        Some(shown < prose.lines.len())
    }

    /// What can be done in the box; nothing while it is closed.
    pub(super) fn peek_offers(&self) -> Vec<(Command, String)> {
        let Some(peek) = self.peek else {
            return Vec::new();
        };
        let mut offers = Vec::new();
        if let Some(higher) = self.ancestor(peek.up + 1) {
            let name = words::author(self.thread.comment(higher));
            let words = format!("one higher (#{} {name})", higher + 1);
            offers.push((Command::Peek, words));
        }
        offers.push((Command::Act, "go there".to_owned()));
        offers.push((Command::Cancel, "stay".to_owned()));
        offers
    }

    /// The ancestor so many levels up.
    fn ancestor(&self, up: usize) -> Option<usize> {
        let mut chain = self.thread.answered_chain(self.selected);
        chain.nth(up.checked_sub(1)?)
    }

    /// The comment in the box, its text, and the rows of the window that the box takes: those above the
    /// selected comment, or below it, wherever all of the text fits, or else most of it.
    fn peeked(&self) -> Option<(usize, Arc<Prose>, Rows)> {
        let at = self.ancestor(self.peek?.up)?;
        let prose = self.prose_in(at, self.peek_width());
        let wanted = u16::try_from(prose.lines.len().max(1))
            .unwrap_or(u16::MAX)
            .saturating_add(EDGES);
        let window = u16::try_from(self.rows).unwrap_or(u16::MAX);
        let row = |row: i32| u16::try_from(row.max(0)).unwrap_or(u16::MAX).min(window);
        let above = row(self.top);
        let behind = row(self.top + self.height(self.selected));
        let below = window - behind;
        let rows = if wanted <= above || (wanted > below && above >= below.max(LEAST_ROWS)) {
            let count = wanted.min(above);
            Rows {
                first: above - count,
                count,
            }
        } else if below >= LEAST_ROWS.min(wanted) {
            Rows {
                first: behind,
                count: wanted.min(below),
            }
        } else {
            // The selected comment fills the window: the box covers its beginning.
            Rows {
                first: 0,
                count: wanted.min(window.div_ceil(2).max(LEAST_ROWS)).min(window),
            }
        };
        Some((at, prose, rows))
    }

    /// Columns of the text in the box.
    fn peek_width(&self) -> u16 {
        let room = self.columns.right.saturating_sub(1 + SIDES);
        room.clamp(1, self.columns.widest)
    }
}

impl Rows {
    fn inside(self) -> u16 {
        self.count.saturating_sub(EDGES).max(1)
    }
}

impl CommentsPane {
    /// What a command does while the box is open; nothing for those that close it and then do what they
    /// always do.
    pub(super) fn act_on_peek(&mut self, command: Command) -> Option<Outcome> {
        let view = self.view_mut()?;
        let peek = view.peek?;
        match command {
            Command::Peek | Command::GoOn => return None,
            Command::Act => {
                if let Some(at) = view.ancestor(peek.up) {
                    view.remember();
                    view.thread.reveal(at);
                    view.select(at, Enter::Above);
                }
            }
            Command::Cancel | Command::Close => {}
            _ => {
                view.close_peek();
                return None;
            }
        }
        view.close_peek();
        Some(Outcome::done())
    }
}

/// Draws the box over the tree, if it is open.
pub(super) fn draw(
    view: &View,
    foot: &str,
    buffer: &mut Buffer,
    area: Rect,
    context: &Context<'_>,
) {
    let (Some(peek), Some((at, prose, rows))) = (view.peek, view.peeked()) else {
        return;
    };
    let outer = Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(rows.first),
        width: view.peek_width() + SIDES,
        height: rows.count,
    }
    .intersection(area)
    .intersection(buffer.area);
    Clear.render(outer, buffer);
    let heading = heading(view, peek, at, context);
    let title = Title {
        left: &heading,
        right: "",
        style: context.styles.focus,
        double: false,
        glyphs: context.config.screen.glyphs,
    };
    draw_box(buffer, outer, false, &title);
    let foot = cut(foot, outer.width.saturating_sub(SIDES));
    if columns(&foot) > 0 && outer.height >= EDGES {
        let row = outer.height - 1;
        put(
            buffer,
            outer,
            1,
            row,
            &format!(" {foot} "),
            context.styles.dim,
        );
    }
    let inner = Rect {
        x: outer.x + 2.min(outer.width),
        y: outer.y + 1.min(outer.height),
        width: outer.width.saturating_sub(SIDES),
        height: outer.height.saturating_sub(EDGES),
    };
    let comment = view.thread.comment(at);
    if comment.state != State::Visible && comment.body.is_empty() {
        let absence = words::absence(comment.state);
        put(buffer, inner, 0, 0, absence, context.styles.dim);
    }
    for (row, line) in (0..inner.height).zip(prose.lines.iter().skip(peek.skipped)) {
        let mut column = 0;
        for span in &line.spans {
            let style = context.styles.prose(line, span.mark);
            column = put(buffer, inner, column, row, span.text.as_str(), style);
        }
    }
}

/// `Peek: 1 of 2 up ─ westbound · 13h · +3 · #2`.
fn heading(view: &View, peek: Peek, at: usize, context: &Context<'_>) -> String {
    let dot = context.marks.dot;
    let comment = view.thread.comment(at);
    let rule = match context.config.screen.glyphs {
        GlyphSet::Unicode => "─",
        GlyphSet::Ascii | GlyphSet::Plain => "-",
    };
    let levels = view.thread.answered_chain(view.selected).count();
    let mut heading = format!(
        "Peek: {} of {levels} up {rule} {}",
        peek.up,
        words::author(comment)
    );
    if let Some(age) = words::age(comment, context.now, context.zone) {
        heading.push_str(&format!("{dot}{age}"));
    }
    if let Some(score) = comment.score {
        heading.push_str(&format!("{dot}{score:+}"));
    }
    heading.push_str(&format!("{dot}#{}", at + 1));
    heading
}
