//! Drawing: the header, the panes in their frames, the status line, the key hints, a box over them.

use ratatui::Frame as Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::command::Command;
use super::layout::{Arrangement, Frame, Slot, WIDE_COLUMNS};
use super::pane::PaneName;
use super::trouble::Trouble;
use super::widgets::frame::{Title, draw_box, draw_rule};
use super::widgets::put::{columns, mend_halves, put, put_right};
use super::widgets::status::{Hint, draw_hints, draw_parts};
use super::{App, age, surroundings};
use crate::engine::message::CommentsState;
use crate::text::count::counted;
use crate::text::wrap;

impl App {
    /// Draws everything that is in sight.
    pub fn draw(&mut self, frame: &mut Terminal<'_>) {
        let area = frame.area();
        self.size = (area.width, area.height);
        let plan = self.plan();
        let buffer = frame.buffer_mut();
        let is_tall = !self.wish().is_single()
            && matches!(
                self.wish().arrangement(),
                Arrangement::SideBySide | Arrangement::ListHidden
            );
        self.articles.set_tall(is_tall);
        self.comments.set_after(self.after_thread());
        self.comments.set_peek_foot(self.peek_foot());
        let mut cursor = None;
        for slot in &plan.slots {
            let at = self.draw_pane(buffer, slot);
            if slot.pane == self.focus {
                cursor = at;
            }
        }
        self.draw_header(buffer, plan.header);
        self.draw_status(buffer, plan.status);
        self.draw_hints(buffer, plan.hints);
        if let Some(overlay) = &mut self.overlay {
            let room = Rect {
                y: plan.header.bottom(),
                height: plan.status.y.saturating_sub(plan.header.bottom()),
                ..area
            };
            let around = surroundings(&self.world, &self.keymap, self.focus);
            let (place, at) = overlay.draw(buffer, room, &around);
            self.box_area = place;
            cursor = at;
            // The status line names the next Space, which depends on the box as it was just drawn.
            self.draw_status(buffer, plan.status);
        }
        mend_halves(buffer);
        if let Some(cursor) = cursor.filter(|cursor| area.contains(*cursor)) {
            frame.set_cursor_position(cursor);
        }
    }

    fn draw_pane(&mut self, buffer: &mut Buffer, slot: &Slot) -> Option<Position> {
        let focused = slot.pane == self.focus;
        let is_ruled = slot.frame == Frame::Rule;
        self.body.set_title_in_frame(is_ruled);
        let (pane, world) = self.pane_mut(slot.pane);
        let context = world.context(focused);
        let at = pane.draw(buffer, slot.inner, &context);
        let (left, right) = pane.title(&context);
        let left = numbered(slot.pane, &left, focused);
        let title = Title {
            left: &left,
            right: &right,
            style: if focused {
                world.styles.focus
            } else {
                world.styles.border
            },
            double: focused,
            glyphs: world.config.screen.glyphs,
        };
        match slot.frame {
            Frame::Box { joined } => draw_box(buffer, slot.outer, joined, &title),
            Frame::Rule => draw_rule(buffer, slot.outer, &title),
        }
        self.draw_instead(buffer, slot);
        at
    }

    /// What stands in a pane that has nothing to show.
    fn draw_instead(&self, buffer: &mut Buffer, slot: &Slot) {
        let library = &self.world.library;
        let dim = self.world.styles.dim;
        let sentence = match (slot.pane, &self.open) {
            (PaneName::Articles, _) if self.has_library && library.feeds().is_empty() => {
                return self.draw_welcome(buffer, slot.inner);
            }
            (PaneName::Articles, _) if self.has_library && library.articles().is_empty() => {
                "No articles yet.".to_owned()
            }
            (PaneName::Articles, _) if self.articles.is_empty() => {
                let Some(limit) = self.articles.limited_to() else {
                    return;
                };
                let key = self.keymap.label(PaneName::Articles, Command::Cancel);
                format!("Nothing fits &{limit}. {key} shows everything.")
            }
            (PaneName::Body, None) if self.has_library && !library.articles().is_empty() => {
                let key = self.keymap.label(PaneName::Articles, Command::GoOn);
                format!("{key} opens the selected article.")
            }
            (PaneName::Comments, Some(open)) if self.comments.thread().is_none() => {
                match &open.comments {
                    CommentsState::Loading => "Looking for comments …".to_owned(),
                    CommentsState::Current => "No comments yet.".to_owned(),
                    CommentsState::None(sentence) | CommentsState::Failed(sentence) => {
                        sentence.to_string()
                    }
                }
            }
            _ => return,
        };
        draw_sentence(buffer, slot.inner, 0, &sentence, dim);
    }

    /// What a reader without a feed can do.
    fn draw_welcome(&self, buffer: &mut Buffer, area: Rect) {
        let styles = &self.world.styles;
        let palette = self.keymap.label(PaneName::Articles, Command::Palette);
        let help = self.keymap.label(PaneName::Articles, Command::Keys);
        let add = format!("{palette}add");
        let lines = [
            (
                add.as_str(),
                "the address of a feed or a site; a site's is enough",
            ),
            (
                "byline import",
                "in the shell: feeds from an OPML file or newsboat's urls",
            ),
            (help.as_str(), "the keys"),
        ];
        let mut row = draw_sentence(buffer, area, 1, "There are no feeds yet.", styles.unread) + 1;
        for (key, sentence) in lines {
            let behind = put(buffer, area, 3, row, key, styles.key);
            let room = area.width.saturating_sub(behind + 2);
            if columns(sentence) <= room {
                put(buffer, area, 18.max(behind + 2), row, sentence, styles.text);
                row += 1;
            } else {
                let below = Rect {
                    x: area.x + 2,
                    width: area.width.saturating_sub(2),
                    ..area
                };
                row = draw_sentence(buffer, below, row + 1, sentence, styles.dim);
            }
        }
    }

    /// What the line at the end of the thread says of what follows.
    fn after_thread(&self) -> String {
        let label = |command| self.keymap.label(PaneName::Comments, command);
        let next = match self.next_target() {
            Some(next) => format!("{}: {}", label(Command::GoOn), next.sentence(24)),
            None => "all read".to_owned(),
        };
        let dot = self.world.marks.dot;
        match self.comments.is_loading_more() {
            Some(true) => format!("loading more{dot}{next}"),
            Some(false) => format!("{}: more{dot}{next}", label(Command::LoadMore)),
            None => next,
        }
    }

    /// What the lower edge of the peek box says of the keys.
    fn peek_foot(&self) -> String {
        let offers = self.comments.peek_offers().into_iter();
        let offers = offers.map(|(command, words)| {
            let key = self.keymap.label(PaneName::Comments, command);
            (key, words)
        });
        let offers = offers.filter(|(key, _)| !key.is_empty());
        let offers: Vec<String> = offers
            .map(|(key, words)| format!("{key} {words}"))
            .collect();
        offers.join(self.world.marks.dot)
    }

    fn draw_header(&self, buffer: &mut Buffer, area: Rect) {
        let styles = &self.world.styles;
        let is_wide = area.width >= WIDE_COLUMNS;
        let name = put(buffer, area, 1, 0, "byline", styles.focus);
        let mut view = "All feeds".to_owned();
        let unread = self.articles.hides_read().then_some("unread");
        for part in self.articles.limited_to().into_iter().chain(unread) {
            view.push_str(&format!(" {} {part}", self.world.marks.folded));
        }
        let left = put(
            buffer,
            area,
            name + if is_wide { 3 } else { 2 },
            0,
            &view,
            styles.bar,
        );
        let mut end = 1;
        let mut part = |text: &str, style: Style, gap: u16| {
            let width = columns(text);
            if width > 0 && left + 2 + width + end <= area.width {
                put_right(buffer, area, end, 0, text, style);
                end += width + gap;
            }
        };
        let gap = if is_wide { 3 } else { 2 };
        part(&self.news_of_polling(is_wide), styles.dim, gap);
        part(&self.failures(), styles.error, gap);
        part(&self.watched_words(), styles.bar, gap);
        part(&self.sums(is_wide), styles.bar, gap);
    }

    /// `polling 3 of 12`, `updated 2 min`.
    fn news_of_polling(&self, is_wide: bool) -> String {
        if let Some((done, total)) = self.progress {
            return format!("polling {done} of {total}");
        }
        let Some(updated) = self.updated() else {
            return String::new();
        };
        let age = age::short(updated, self.world.now);
        if is_wide {
            format!("updated {age}")
        } else {
            age
        }
    }

    /// `2 watched`.
    fn watched_words(&self) -> String {
        match self.world.library.totals().watched {
            0 => String::new(),
            count => format!("{count} watched"),
        }
    }

    /// `2 feeds failed`, `all 12 feeds failed`, `offline`.
    fn failures(&self) -> String {
        match Trouble::of(&self.world.library) {
            _ if self.is_offline => "offline".to_owned(),
            Trouble::None => String::new(),
            Trouble::Some(_, count) => counted(count, "feed failed", "feeds failed"),
            Trouble::All(count) => format!("all {count} feeds failed"),
        }
    }

    /// `7 articles · 122 new comments`.
    fn sums(&self, is_wide: bool) -> String {
        if !self.has_library {
            return String::new();
        }
        let totals = self.world.library.totals();
        let dot = self.world.marks.dot;
        let comments = match (is_wide, totals.new_comments) {
            (true, 1) => "new comment",
            (true, _) => "new comments",
            (false, _) => "new cmt",
        };
        format!(
            "{} unread{dot}{} {comments}",
            totals.unread, totals.new_comments
        )
    }

    fn draw_status(&self, buffer: &mut Buffer, area: Rect) {
        let styles = &self.world.styles;
        let blank = " ".repeat(area.width.into());
        put(buffer, area, 0, 0, &blank, styles.bar);
        let is_wide = area.width >= WIDE_COLUMNS;
        let mut left = (String::new(), styles.bar);
        if let Some(sentence) = &self.sentence {
            let style = if sentence.is_error {
                styles.error
            } else {
                styles.bar
            };
            left = (sentence.text.clone(), style);
        } else if self
            .overlay
            .as_ref()
            .is_some_and(|overlay| overlay.takes_text())
        {
            let prompt = self.overlay.as_ref().and_then(|overlay| overlay.prompt());
            left.0 = prompt.unwrap_or("Enter · Esc closes the box").to_owned();
        } else if self.has_library && self.world.library.feeds().is_empty() {
            left.0 = "There is nothing to read yet".to_owned();
        } else if self.has_library {
            let key = self.keymap.label(self.focus, Command::GoOn);
            let leads_to = self.world.marks.leads_to;
            left.0 = format!("{key}{leads_to}{}", self.next_step().sentence(is_wide));
            if let Some(search) = self.search_sentence() {
                left.0 = format!("{search}{}{}", self.world.marks.dot, left.0);
            }
        }
        let (middle, right) = self.place();
        let parts = [
            (left.0.as_str(), left.1),
            (middle.as_str(), styles.dim),
            (right.as_str(), styles.dim),
        ];
        draw_parts(buffer, area, parts);
    }

    /// Where the reader is, and what "new" means there.
    fn place(&self) -> (String, String) {
        match self.focus {
            PaneName::Comments => {
                let context = self.world.context(true);
                (
                    self.comments.place(),
                    self.comments.meaning_of_new(&context),
                )
            }
            PaneName::Articles if !self.articles.is_since_last_visit() => {
                (String::new(), self.articles.news_words())
            }
            PaneName::Articles | PaneName::Body => (String::new(), String::new()),
        }
    }

    fn draw_hints(&self, buffer: &mut Buffer, area: Rect) {
        let wanted = match self.focus {
            PaneName::Comments if self.comments.thread().is_some() => self.comments.hints(),
            PaneName::Comments | PaneName::Body => words(&[
                (Command::NextUnread, "next unread"),
                (Command::NextBig, "paragraph"),
                (Command::NextOfKind, "link"),
                (Command::More, "comments"),
                (Command::DoneWithThis, "done with this"),
                (Command::OpenInBrowser, "browser"),
                (Command::Zoom, "zoom"),
            ]),
            PaneName::Articles if self.world.library.articles().is_empty() => {
                words(&[(Command::Palette, "commands")])
            }
            PaneName::Articles
                if let Some(is_folded) = self.articles.selected_group_is_folded() =>
            {
                words(&[
                    (Command::Act, if is_folded { "unfold" } else { "fold" }),
                    (Command::NextUnread, "next unread"),
                    (Command::NextSibling, "next group"),
                    (Command::FoldAll, "fold all"),
                    (Command::UnfoldAll, "unfold all"),
                    (Command::CatchUp, "catch up"),
                    (Command::Refresh, "refresh"),
                ])
            }
            PaneName::Articles => words(&[
                (Command::NextUnread, "next unread"),
                (Command::ToggleRead, "read or unread"),
                (Command::DoneWithThis, "done with this"),
                (Command::CatchUp, "catch up"),
                (Command::FoldRead, "hide read"),
                (Command::RefreshAll, "refresh"),
                (Command::Palette, "commands"),
            ]),
        };
        // What is left out for want of room is never how to get away from here and to all the keys.
        let away = match self.has_step_back() {
            true => "back",
            false => "leave",
        };
        let pinned = [(Command::Close, away), (Command::Keys, "keys")];
        let always = words(&[&[(Command::Undo, "undo")][..], &pinned].concat());
        let mut wanted = wanted;
        wanted.retain(|(command, _)| always.iter().all(|(known, _)| known != command));
        let hints: Vec<Hint> = wanted
            .into_iter()
            .chain(always)
            .map(|(command, word)| Hint {
                key: self.keymap.label(self.focus, command),
                word,
            })
            .filter(|hint| !hint.key.is_empty())
            .collect();
        let styles = &self.world.styles;
        draw_hints(buffer, area, &hints, pinned.len(), styles.key, styles.dim);
    }
}

fn words(hints: &[(Command, &str)]) -> Vec<(Command, String)> {
    hints
        .iter()
        .map(|(command, word)| (*command, (*word).to_owned()))
        .collect()
}

/// A pane's title with its number; the focused pane's first word in capitals, for eyes without colour.
fn numbered(pane: PaneName, title: &str, focused: bool) -> String {
    let number = pane.number();
    match title.split_once(' ') {
        _ if !focused => format!("{number} {title}"),
        Some((first, rest)) => format!("{number} {} {rest}", first.to_uppercase()),
        None => format!("{number} {}", title.to_uppercase()),
    }
}

/// A sentence in as many rows as it takes; returns the row below it.
fn draw_sentence(buffer: &mut Buffer, area: Rect, row: u16, sentence: &str, style: Style) -> u16 {
    let room = usize::from(area.width.saturating_sub(2)).max(1);
    let mut row = row;
    for line in wrap::wrap(sentence, room) {
        put(buffer, area, 1, row, &line, style);
        row = row.saturating_add(1);
    }
    row
}
