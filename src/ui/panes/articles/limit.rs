//! `&`: only the articles that fit.
//!
//! What fits stays until the reader limits the list anew or ends it, also when it is read meanwhile; what
//! comes to fit, as an article that arrives, comes in.

use std::collections::{HashMap, HashSet};

use super::ArticlesPane;
use crate::model::article::Article;
use crate::model::feed::Feed;
use crate::model::folder::FolderPath;
use crate::model::id::{ArticleId, FeedId};
use crate::model::library::Library;
use crate::text::find::{Needle, contains};
use crate::ui::limit::{Query, Term};

/// What the list is limited to.
#[derive(Debug)]
pub(super) struct Limit {
    query: Query,
    /// For each article that was looked at, whether it has the words and names: these do not change.
    named: HashMap<ArticleId, bool>,
    /// Those that fit, or did.
    fitting: HashSet<ArticleId>,
}

impl Limit {
    fn new(query: Query) -> Self {
        Self {
            query,
            named: HashMap::new(),
            fitting: HashSet::new(),
        }
    }

    /// As the reader typed it.
    pub(super) fn text(&self) -> &str {
        self.query.text()
    }

    /// What is asked for, made ready for the feeds of a library.
    pub(super) fn names(&self, library: &Library) -> Names {
        let is_meant = |term: &Term, feed: &Feed| match term {
            Term::Words(words) | Term::Feed(words) => contains(feed.title.as_str(), words),
            Term::Folder(words) => {
                let mut folders = folders_of(feed);
                folders.any(|folder| contains(&folder.to_string(), words))
            }
            Term::OneFolder(path) => folders_of(feed).any(|folder| folder.is_within(path)),
            Term::OneFeed(id) => feed.id == *id,
            _ => false,
        };
        let terms = self.query.terms().iter().map(|term| {
            let feeds = library.feeds().iter();
            let meant = feeds.filter(|feed| is_meant(term, feed));
            let needle = match term {
                Term::Words(words) | Term::Author(words) => Needle::new(words),
                _ => Needle::new(""),
            };
            (term.clone(), needle, meant.map(|feed| feed.id).collect())
        });
        Names(terms.collect())
    }

    /// Whether a row is shown: it fits, or did.
    pub(super) fn shows(&mut self, names: &Names, library: &Library, article: &Article) -> bool {
        if self.fitting.contains(&article.id) {
            return true;
        }
        let row = || std::iter::once(article).chain(library.folded_into(article.id));
        let terms = self.query.terms();
        let fits = terms.iter().all(|term| row().any(|one| holds(term, one)))
            && *self
                .named
                .entry(article.id)
                .or_insert_with(|| row().any(|one| names.fit(one)));
        if fits {
            self.fitting.insert(article.id);
        }
        fits
    }
}

/// Whether what an article's state is asked for holds; words and names are not looked at.
fn holds(term: &Term, article: &Article) -> bool {
    match term {
        Term::Words(_)
        | Term::Author(_)
        | Term::Feed(_)
        | Term::OneFeed(_)
        | Term::Folder(_)
        | Term::OneFolder(_) => true,
        Term::New => article.comments.new > 0,
        Term::Unread => article.has_unread(),
        Term::Starred => article.starred,
        Term::Watched => article.watched,
    }
}

fn folders_of(feed: &Feed) -> impl Iterator<Item = &FolderPath> {
    feed.folder.iter().flat_map(|folders| folders.paths())
}

/// The words and names that are asked for, each made ready and with the feeds that are meant by it.
pub(super) struct Names(Vec<(Term, Needle, HashSet<FeedId>)>);

impl Names {
    fn fit(&self, article: &Article) -> bool {
        let is_by = |name: &Needle| {
            let author = article.author.as_ref();
            author.is_some_and(|author| name.is_in(author.as_str()))
        };
        self.0.iter().all(|(term, needle, feeds)| match term {
            Term::Words(_) => {
                feeds.contains(&article.feed)
                    || needle.is_in(article.title.as_str())
                    || is_by(needle)
            }
            Term::Author(_) => is_by(needle),
            Term::Feed(_) | Term::OneFeed(_) | Term::Folder(_) | Term::OneFolder(_) => {
                feeds.contains(&article.feed)
            }
            Term::New | Term::Unread | Term::Starred | Term::Watched => true,
        })
    }
}

impl ArticlesPane {
    /// Shows only the articles that fit; returns how many do. Where none does, all are shown.
    pub fn limit(&mut self, query: Query, library: &Library) -> usize {
        let selected = self.selected.clone();
        self.limit = Some(Limit::new(query));
        self.sync(library);
        let fitting = self.shown.len();
        if fitting == 0 {
            self.limit = None;
            self.selected = selected;
            self.sync(library);
        }
        self.fills = true;
        fitting
    }

    /// What the list is limited to.
    pub fn limited_to(&self) -> Option<&str> {
        self.limit.as_ref().map(Limit::text)
    }

    /// Shows everything again; whether something was left out.
    pub fn end_limit(&mut self, library: &Library) -> bool {
        let was_limited = self.limit.take().is_some();
        if was_limited {
            self.sync(library);
            self.fills = true;
        }
        was_limited
    }
}
