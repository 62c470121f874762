//! The list in groups: the articles of each feed together, and the feeds of each folder.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::shown::{GroupKey, Row};
use super::{ArticlesPane, Selected};
use crate::config::Grouping;
use crate::model::id::FeedId;
use crate::model::library::{Library, Totals};
use crate::text::count::counted;
use crate::ui::command::Command;
use crate::ui::pane::{Context, Outcome};
use crate::ui::widgets::put::{cut, put, put_right};

/// Columns by which the group in a group is drawn in.
const INDENT: u16 = 2;

/// What `:group` says.
fn words(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::None => "Articles stand in no groups",
        Grouping::Feed => "Grouped by feed",
        Grouping::Folder => "Grouped by folder and feed",
    }
}

impl ArticlesPane {
    /// Puts the articles into groups, or into none.
    pub fn set_grouping(&mut self, grouping: Grouping, library: &Library) {
        self.grouping = grouping;
        self.sync(library);
        self.fills = true;
    }

    /// No groups, feeds, folders, no groups: the next of these, as a sentence.
    pub fn turn_grouping(&mut self, library: &Library) -> &'static str {
        let next = match self.grouping {
            Grouping::None => Grouping::Feed,
            Grouping::Feed => Grouping::Folder,
            Grouping::Folder => Grouping::None,
        };
        self.set_grouping(next, library);
        words(next)
    }

    /// The feeds that the selected row is about, and what they are called together.
    pub fn selected_feeds(&self, library: &Library) -> Option<(String, Vec<FeedId>)> {
        let feeds = match self.selected.as_ref()? {
            Selected::Article(id) => vec![library.article(*id)?.feed],
            Selected::Group(key) => {
                let at = self.shown.position(key)?;
                self.shown.group_at(at).feeds.clone()
            }
        };
        let name = match &self.selected {
            Some(Selected::Group(key)) => title(key, library),
            _ => title(&GroupKey::Feed(*feeds.first()?), library),
        };
        Some((name, feeds))
    }

    /// Whether the head of a group is selected, and if so whether the group is folded.
    pub fn selected_group_is_folded(&self) -> Option<bool> {
        let at = self.selected_group()?;
        Some(self.shown.is_folded(at))
    }

    fn selected_group(&self) -> Option<usize> {
        match self.selected.as_ref()? {
            Selected::Group(key) => self.shown.position(key),
            Selected::Article(_) => None,
        }
    }

    /// What folds and unfolds groups, and steps between them; nothing while there are none.
    pub(super) fn act_on_groups(
        &mut self,
        command: Command,
        context: &Context<'_>,
    ) -> Option<Outcome> {
        let library = context.library;
        if !self.shown.is_grouped() {
            return None;
        }
        match command {
            Command::Less => self.less(library),
            Command::More => return self.more(library),
            Command::Act => {
                let at = self.selected_group()?;
                self.shown.fold(at, !self.shown.is_folded(at));
            }
            Command::FoldAll => self.fold_all(library),
            Command::UnfoldAll => self.shown.fold_all(false),
            Command::NextSibling => self.step_group(library, true),
            Command::PreviousSibling => self.step_group(library, false),
            _ => return None,
        }
        Some(Outcome::done())
    }

    /// Folds the group that the selected row is in, or heads; a folded one is left for the group that it
    /// is in.
    fn less(&mut self, library: &Library) {
        let at = match self.selected_group() {
            Some(at) if self.shown.is_folded(at) => {
                let outer = self.shown.group_at(at).parent;
                if let Some(row) = outer.and_then(|at| self.shown.group_at(at).row) {
                    self.go_to(library, row);
                }
                return;
            }
            Some(at) => Some(at),
            None => self.group_of_selected(library),
        };
        let Some(at) = at else {
            return;
        };
        if let Some(row) = self.shown.group_at(at).row {
            self.go_to(library, row);
        }
        self.shown.fold(at, true);
        self.fills = true;
    }

    /// Unfolds the group whose head is selected, then goes into it.
    fn more(&mut self, library: &Library) -> Option<Outcome> {
        let at = self.selected_group()?;
        match self.shown.is_folded(at) {
            true => self.shown.fold(at, false),
            false => {
                self.step_row(library, true);
            }
        }
        Some(Outcome::done())
    }

    /// Folds all groups; the outermost one that the selected row is in is selected then.
    fn fold_all(&mut self, library: &Library) {
        let inner = self
            .selected_group()
            .or_else(|| self.group_of_selected(library));
        let outermost = inner.and_then(|at| self.shown.outside(at).last().or(Some(at)));
        if let Some(row) = outermost.and_then(|at| self.shown.group_at(at).row) {
            self.go_to(library, row);
        }
        self.shown.fold_all(true);
        self.fills = true;
    }

    fn group_of_selected(&self, library: &Library) -> Option<usize> {
        let line = self.line_of(library, self.selected()?)?;
        self.shown.group_of(line)
    }

    /// To the head of the next group; back, first to the head of this one.
    fn step_group(&mut self, library: &Library, forward: bool) {
        let Some(here) = self.row_of_selected(library) else {
            return;
        };
        let is_head = |row: &usize| matches!(self.shown.row(*row), Some(Row::Head(_)));
        let head = match forward {
            true => (here + 1..self.shown.rows()).find(is_head),
            false => (0..here).rev().find(is_head),
        };
        if let Some(row) = head {
            self.go_to(library, row);
        }
    }

    /// Draws the head of a group: its title, and what is unread and new in it.
    pub(super) fn draw_head(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        at: usize,
        is_selected: bool,
        context: &Context<'_>,
    ) {
        let (styles, marks) = (context.styles, context.marks);
        let group = self.shown.group_at(at);
        let is_folded = self.shown.is_folded(at);
        let sums = sums(&group.feeds, context.library);
        if is_selected {
            put(buffer, area, 0, 0, marks.selection, styles.selection);
        }
        let depth = u16::from(group.parent.is_some());
        let mark = if is_folded { marks.folded } else { marks.open };
        let title_at = put(buffer, area, 1 + depth * INDENT, 0, mark, styles.dim) + 1;
        // In the columns in which the articles have theirs.
        let (counts, news) = if self.is_tall { (7, 1) } else { (9, 4) };
        if sums.new_comments > 0 {
            let new = format!("+{}", sums.new_comments);
            match self.is_tall {
                true => put(
                    buffer,
                    area,
                    area.width.saturating_sub(6),
                    0,
                    &new,
                    styles.new,
                ),
                false => put_right(buffer, area, news, 0, &new, styles.new),
            };
        }
        let counted = match (sums.unread, is_folded) {
            (0, false) => String::new(),
            (0, true) => counted(group.lines.len(), "article", "articles"),
            (unread, _) => format!("{unread} unread"),
        };
        let end = put_right(buffer, area, counts, 0, &counted, styles.dim);
        let title = title(&group.key, context.library);
        let style = match is_selected && context.focused {
            true => styles.heading.patch(styles.selected),
            false => styles.heading,
        };
        let room = end.saturating_sub(title_at + 1);
        put(buffer, area, title_at, 0, &cut(&title, room), style);
    }
}

/// What a group is called.
fn title(key: &GroupKey, library: &Library) -> String {
    match key {
        GroupKey::Folder(name) => name.to_string(),
        GroupKey::Feed(id) => {
            let feed = library.feed(*id);
            feed.map_or_else(String::new, |feed| feed.title.to_string())
        }
    }
}

/// What is unread and new in feeds, over all of their articles, shown or not.
fn sums(feeds: &[FeedId], library: &Library) -> Totals {
    let feeds = feeds.iter().map(|feed| library.totals_of(*feed));
    feeds.fold(Totals::default(), |sum, feed| Totals {
        unread: sum.unread + feed.unread,
        new_comments: sum.new_comments + feed.new_comments,
        with_unread: sum.with_unread + feed.with_unread,
        watched: sum.watched + feed.watched,
    })
}
