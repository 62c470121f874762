//! Which articles the list shows, in which order, and the rows that these make.
//!
//! A line is an article that belongs to the list, whether its group is folded or not; a row is what the
//! reader sees of the list: an article, or the head of a group.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::config::Grouping;
use crate::model::folder::FolderPath;
use crate::model::id::FeedId;
use crate::model::library::Library;

/// What stands for "none" in a table of lines or rows.
const NONE: usize = usize::MAX;

/// The articles that the list shows. Articles are named by their places in the library, which are good
/// until that changes.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The place of the article in each line.
    places: Vec<usize>,
    /// The line of the article at each place.
    lines: Vec<usize>,
    /// The groups in order, each in front of those within it; none while the list is not grouped.
    groups: Vec<Group>,
    /// Which groups are folded.
    folded: HashSet<GroupKey>,
    /// The rows, and for each line its row; empty while the list is not grouped: then they are the lines.
    rows: Vec<Row>,
    rows_of_lines: Vec<usize>,
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// The article in this line.
    Line(usize),
    /// The head of this group.
    Head(usize),
}

/// What a group is called by, however the list changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum GroupKey {
    /// The feeds in one folder.
    Folder(FolderPath),
    /// The articles of one feed.
    Feed(FeedId),
}

/// Lines that stand together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub key: GroupKey,
    /// Where its lines are.
    pub lines: Range<usize>,
    /// The group that it is in.
    pub parent: Option<usize>,
    /// The feeds in it.
    pub feeds: Vec<FeedId>,
    /// The row of its head, unless that is folded away.
    pub row: Option<usize>,
}

impl Shown {
    /// Which groups are folded, in no order.
    pub(super) fn folded(&self) -> impl Iterator<Item = &GroupKey> {
        self.folded.iter()
    }

    /// Folds these groups and no others, from the next [`Self::put`] on.
    pub(super) fn set_folded(&mut self, folded: HashSet<GroupKey>) {
        self.folded = folded;
    }

    /// Shows these articles.
    pub(super) fn put(
        &mut self,
        places: impl Iterator<Item = usize>,
        library: &Library,
        grouping: Grouping,
    ) {
        self.places.clear();
        self.places.extend(places);
        self.groups.clear();
        if grouping != Grouping::None {
            self.group(library, grouping == Grouping::Folder);
        }
        self.lines.clear();
        self.lines.resize(library.articles().len(), NONE);
        for (line, place) in self.places.iter().enumerate() {
            self.lines[*place] = line;
        }
        self.make_rows();
    }

    /// Puts the articles of each feed together, and the feeds of each folder; inside a feed they keep
    /// their order.
    fn group(&mut self, library: &Library, by_folder: bool) {
        let mut feeds: Vec<(Option<&FolderPath>, FeedId)> = library
            .feeds()
            .iter()
            .map(|feed| (feed.first_folder().filter(|_| by_folder), feed.id))
            .collect();
        // Feeds without a folder stand behind the folders; the sort leaves those of one folder by title.
        feeds.sort_by_cached_key(|(folder, _)| {
            let name = folder.map(|name| (name.to_string().to_lowercase(), name));
            (name.is_none(), name)
        });
        let ranks = feeds
            .iter()
            .enumerate()
            .map(|(rank, (_, feed))| (*feed, rank));
        let ranks: HashMap<FeedId, usize> = ranks.collect();
        let articles = library.articles();
        let mut of_feeds: Vec<Vec<usize>> = vec![Vec::new(); feeds.len()];
        for place in self.places.drain(..) {
            // An article whose feed is not told yet comes into sight with it.
            if let Some(rank) = ranks.get(&articles[place].feed) {
                of_feeds[*rank].push(place);
            }
        }
        let mut outer: Option<usize> = None;
        for ((folder, feed), places) in feeds.into_iter().zip(of_feeds) {
            if places.is_empty() {
                continue;
            }
            let start = self.places.len();
            self.places.extend(places);
            let lines = start..self.places.len();
            outer = folder.map(|path| {
                let key = GroupKey::Folder(path.clone());
                let known = outer.filter(|outer| self.groups[*outer].key == key);
                known.unwrap_or_else(|| self.add_group(key, lines.clone(), None))
            });
            if let Some(outer) = outer {
                self.groups[outer].lines.end = lines.end;
                self.groups[outer].feeds.push(feed);
            }
            let inner = self.add_group(GroupKey::Feed(feed), lines, outer);
            self.groups[inner].feeds.push(feed);
        }
    }

    fn add_group(&mut self, key: GroupKey, lines: Range<usize>, parent: Option<usize>) -> usize {
        self.groups.push(Group {
            key,
            lines,
            parent,
            feeds: Vec::new(),
            row: None,
        });
        self.groups.len() - 1
    }

    /// Makes the rows of lines and groups, what is folded left out.
    fn make_rows(&mut self) {
        self.rows.clear();
        self.rows_of_lines.clear();
        if self.groups.is_empty() {
            return;
        }
        self.rows_of_lines.resize(self.places.len(), NONE);
        for at in 0..self.groups.len() {
            let is_hidden = self.outside(at).any(|outer| self.is_folded(outer));
            self.groups[at].row = (!is_hidden).then_some(self.rows.len());
            if is_hidden {
                continue;
            }
            self.rows.push(Row::Head(at));
            let has_lines = matches!(self.groups[at].key, GroupKey::Feed(_));
            if has_lines && !self.is_folded(at) {
                for line in self.groups[at].lines.clone() {
                    self.rows_of_lines[line] = self.rows.len();
                    self.rows.push(Row::Line(line));
                }
            }
        }
    }

    /// How many articles belong to the list.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        match self.is_grouped() {
            true => self.rows.len(),
            false => self.places.len(),
        }
    }

    /// What stands in a row.
    pub(super) fn row(&self, row: usize) -> Option<Row> {
        match self.is_grouped() {
            true => self.rows.get(row).copied(),
            false => (row < self.places.len()).then_some(Row::Line(row)),
        }
    }

    /// The row of a line; none where its group is folded.
    pub(super) fn row_of_line(&self, line: usize) -> Option<usize> {
        match self.is_grouped() {
            true => {
                let row = self.rows_of_lines.get(line).copied();
                row.filter(|row| *row != NONE)
            }
            false => (line < self.places.len()).then_some(line),
        }
    }

    /// The place of the article in a line.
    pub(super) fn place(&self, line: usize) -> Option<usize> {
        self.places.get(line).copied()
    }

    /// The line of the article at a place.
    pub(super) fn line(&self, place: usize) -> Option<usize> {
        let line = self.lines.get(place).copied();
        line.filter(|line| *line != NONE)
    }

    /// Whether the articles stand in groups.
    pub(super) fn is_grouped(&self) -> bool {
        !self.groups.is_empty()
    }

    /// One of the groups.
    pub(super) fn group_at(&self, at: usize) -> &Group {
        &self.groups[at]
    }

    /// Where the group that is called so stands among the groups.
    pub(super) fn position(&self, key: &GroupKey) -> Option<usize> {
        self.groups.iter().position(|group| group.key == *key)
    }

    /// The innermost group that a line is in.
    pub(super) fn group_of(&self, line: usize) -> Option<usize> {
        let holds = |group: &Group| group.lines.contains(&line);
        self.groups.iter().rposition(holds)
    }

    /// The groups that a group is in, the innermost first.
    pub(super) fn outside(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.groups[at].parent, |at| self.groups[*at].parent)
    }

    /// Whether a group is folded.
    pub(super) fn is_folded(&self, at: usize) -> bool {
        self.folded.contains(&self.groups[at].key)
    }

    /// Folds a group, or unfolds it.
    pub(super) fn fold(&mut self, at: usize, fold: bool) {
        let key = self.groups[at].key.clone();
        match fold {
            true => self.folded.insert(key),
            false => self.folded.remove(&key),
        };
        self.make_rows();
    }

    /// Folds all groups, or unfolds them.
    pub(super) fn fold_all(&mut self, fold: bool) {
        self.folded.clear();
        if fold {
            let keys = self.groups.iter().map(|group| group.key.clone());
            self.folded.extend(keys);
        }
        self.make_rows();
    }

    /// Unfolds what hides a line.
    pub(super) fn reveal(&mut self, line: usize) {
        let Some(inner) = self.group_of(line) else {
            return;
        };
        let mut groups: Vec<usize> = self.outside(inner).collect();
        groups.push(inner);
        for at in groups {
            self.folded.remove(&self.groups[at].key);
        }
        self.make_rows();
    }

    /// The head that stands for a line whose group is folded.
    pub(super) fn head_over(&self, line: usize) -> Option<usize> {
        let inner = self.group_of(line)?;
        let groups = std::iter::once(inner).chain(self.outside(inner));
        groups.into_iter().find(|at| self.groups[*at].row.is_some())
    }
}
