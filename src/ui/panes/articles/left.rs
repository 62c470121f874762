//! How the list was left, and how it is put up again at the next start.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::shown::GroupKey;
use super::{ArticlesPane, Selected};
use crate::config::Grouping;
use crate::model::folder::FolderPath;
use crate::model::id::{ArticleId, FeedId};
use crate::model::library::{Library, Order};
use crate::ui::limit::Query;

/// Rows kept in each direction, to find the place of an article that is gone.
const NEIGHBOURS: usize = 12;

/// How the list was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListLeft {
    /// The selected article, then those near it, the nearest first.
    pub selection: Vec<ArticleId>,
    /// What it was limited to, as it was typed.
    pub view: Option<String>,
    /// Its order.
    pub order: Order,
    /// Whether read articles were hidden.
    pub hides_read: bool,
    /// Its groups.
    pub grouping: Option<Grouping>,
    /// Groups that were folded.
    pub folded: Vec<GroupLeft>,
}

/// What a group is called by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupLeft {
    /// The feeds in one folder: the names of its path, the outermost first.
    Folder(Vec<String>),
    /// The articles of one feed.
    Feed(FeedId),
}

impl ArticlesPane {
    /// How the list is now. Its groups are told only where they are others than `usual`.
    pub fn left(&self, library: &Library, usual: Grouping) -> ListLeft {
        let mut folded: Vec<GroupLeft> = self
            .shown
            .folded()
            .map(|key| match key {
                GroupKey::Folder(path) => {
                    GroupLeft::Folder(path.names().iter().map(ToString::to_string).collect())
                }
                GroupKey::Feed(feed) => GroupLeft::Feed(*feed),
            })
            .collect();
        // The table of them has no order, and what is the same is to look the same.
        folded.sort_by_key(|group| match group {
            GroupLeft::Folder(names) => (names.clone(), 0),
            GroupLeft::Feed(feed) => (Vec::new(), feed.0),
        });
        ListLeft {
            selection: self.near_selected(library),
            view: self.limited_to().map(str::to_owned),
            order: self.order(),
            hides_read: self.hides_read(),
            grouping: Some(self.grouping).filter(|grouping| *grouping != usual),
            folded,
        }
    }

    /// The selected article and those around it, the nearest first.
    fn near_selected(&self, library: &Library) -> Vec<ArticleId> {
        let Some(row) = self.row_of_selected(library) else {
            return Vec::new();
        };
        let article = |row: usize| match self.selection(library, self.shown.row(row)?)? {
            Selected::Article(id) => Some(id),
            Selected::Group(_) => None,
        };
        let around =
            (1..=NEIGHBOURS).flat_map(|step| [row.checked_add(step), row.checked_sub(step)]);
        let near = std::iter::once(Some(row)).chain(around);
        near.flatten().filter_map(article).collect()
    }

    /// Puts the groups and the order up again; asks for nothing, and needs no library.
    pub fn restore_groups(&mut self, left: &ListLeft, library: &Library) {
        let folded = left.folded.iter().filter_map(|group| match group {
            GroupLeft::Folder(names) => {
                FolderPath::of(names.iter().map(String::as_str)).map(GroupKey::Folder)
            }
            GroupLeft::Feed(feed) => Some(GroupKey::Feed(*feed)),
        });
        self.shown.set_folded(folded.collect());
        if let Some(grouping) = left.grouping {
            self.set_grouping(grouping, library);
        }
    }

    /// Puts the list up as it was left.
    pub fn restore(&mut self, left: &ListLeft, library: &Library) {
        self.sequence.sort(left.order, library);
        self.sync(library);
        if let Some(view) = &left.view {
            self.limit(Query::new(view), library);
        }
        // Before anything is hidden: from an article that is not shown the way leads to the next one.
        let here = left
            .selection
            .iter()
            .find(|id| library.position(**id).is_some());
        if let Some(id) = here {
            self.selected = Some(Selected::Article(*id));
        }
        self.hide_read(left.hides_read, library);
        self.fills = true;
    }

    /// Hides read articles, or shows them.
    pub fn hide_read(&mut self, hide: bool, library: &Library) {
        self.kept = hide.then(HashSet::new);
        self.sync(library);
    }
}
