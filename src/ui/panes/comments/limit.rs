//! `&`: only the comments that fit, those above them in grey.

use std::collections::{HashMap, HashSet};

use super::CommentsPane;
use super::view::View;
use crate::model::id::CommentId;
use crate::model::safe::SafeText;
use crate::model::thread::Thread;
use crate::text::find::contains;
use crate::ui::limit::{Query, Term};

/// What a thread is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    query: Query,
    /// The comments that have the words asked for, as far as that is known yet.
    found: HashMap<String, HashSet<CommentId>>,
    /// Those that fit when they were shown: they stay while they are read.
    fitting: HashSet<CommentId>,
}

/// What came of limiting a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limited {
    /// So many comments fit; where none does, all are shown.
    To(usize),
    /// These words have to be looked for first; until then the thread is shown whole.
    Later(Vec<String>),
}

impl Limit {
    fn new(query: Query) -> Self {
        Self {
            query,
            found: HashMap::new(),
            fitting: HashSet::new(),
        }
    }

    /// As the reader typed it.
    pub(super) fn text(&self) -> &str {
        self.query.text()
    }

    /// Words that have not been looked for yet.
    fn missing(&self) -> Vec<String> {
        let words = self.query.terms().iter().filter_map(|term| match term {
            Term::Words(words) if !self.found.contains_key(words) => Some(words.clone()),
            _ => None,
        });
        words.collect()
    }

    /// Whether what fits can cease to.
    fn is_of_moment(&self) -> bool {
        let mut terms = self.query.terms().iter();
        terms.any(|term| matches!(term, Term::New | Term::Unread))
    }

    /// For each comment whether it fits, or did.
    fn fits(&self, thread: &Thread) -> Vec<bool> {
        let mut fits = vec![true; thread.len()];
        for term in self.query.terms() {
            let keep = |fits: &mut Vec<bool>, holds: &dyn Fn(usize) -> bool| {
                for (at, fits) in fits.iter_mut().enumerate() {
                    *fits = *fits && holds(at);
                }
            };
            match term {
                Term::New => keep(&mut fits, &|at| thread.is_new(at)),
                Term::Unread => keep(&mut fits, &|at| thread.is_unread(at)),
                Term::Watched => keep(&mut fits, &|at| thread.is_watched(at)),
                Term::Author(name) => {
                    let by = thread.by_authors(|author| contains(author.as_str(), name));
                    keep(&mut fits, &|at| by[at]);
                }
                Term::Words(words) => {
                    let found = self.found.get(words);
                    keep(&mut fits, &|at| {
                        found.is_some_and(|found| found.contains(&thread.comment(at).id))
                    });
                }
                Term::Starred => keep(&mut fits, &|at| thread.is_starred(at)),
                // Comments have no feed.
                Term::Feed(_) | Term::OneFeed(_) | Term::Folder(_) | Term::OneFolder(_) => {
                    fits.fill(false);
                }
            }
        }
        for id in &self.fitting {
            if let Some(at) = thread.position(id) {
                fits[at] = true;
            }
        }
        fits
    }
}

impl View {
    fn limit(&mut self, query: Query) -> Limited {
        self.end_branch();
        self.limit = Some(Limit::new(query));
        self.limit_now()
    }

    /// Only one author's comments.
    pub(super) fn limit_to_author(&mut self, author: &SafeText) {
        self.limit(Query::author(author.as_str()));
    }

    fn limit_now(&mut self) -> Limited {
        let missing = self.limit.as_ref().map(Limit::missing).unwrap_or_default();
        if !missing.is_empty() {
            return Limited::Later(missing);
        }
        match self.limit_anew() {
            Some(count) => Limited::To(count as usize),
            None => {
                self.limit = None;
                Limited::To(0)
            }
        }
    }

    /// Limits the thread as it is now; returns how many comments fit.
    pub(super) fn limit_anew(&mut self) -> Option<u32> {
        self.thread.end_limit();
        let limit = self.limit.as_mut()?;
        let thread = &self.thread;
        let fits = limit.fits(thread);
        if limit.is_of_moment() {
            let fitting = (0..thread.len()).filter(|&at| fits[at]);
            limit.fitting = fitting.map(|at| thread.comment(at).id.clone()).collect();
        }
        self.thread.limit_to(|at| fits[at]);
        self.forget_texts();
        self.close_peek();
        self.keep_visible();
        self.settle_whole();
        self.thread.fitting()
    }

    /// Shows everything again; whether something was left out.
    pub(super) fn end_limit(&mut self) -> bool {
        let was_limited = self.limit.take().is_some();
        if was_limited {
            self.thread.end_limit();
            self.keep_visible();
            self.settle_whole();
        }
        was_limited
    }
}

impl CommentsPane {
    /// Shows only the comments that fit.
    pub fn limit(&mut self, query: Query) -> Limited {
        self.view_mut()
            .map_or(Limited::To(0), |view| view.limit(query))
    }

    /// Takes the comments that have words to which the thread is to be limited; none if these are not such
    /// words.
    pub fn limit_to_found(&mut self, words: &str, comments: &[CommentId]) -> Option<Limited> {
        let view = self.view_mut()?;
        let limit = view.limit.as_mut()?;
        let mut terms = limit.query.terms().iter();
        terms.find(|term| matches!(term, Term::Words(wanted) if wanted == words))?;
        let comments = comments.iter().cloned().collect();
        limit.found.insert(words.to_owned(), comments);
        Some(view.limit_now())
    }

    /// What the thread shown is limited to, as the reader typed it.
    pub fn limited_to(&self) -> Option<&str> {
        Some(self.view()?.limit.as_ref()?.text())
    }

    /// Shows everything again; whether something was left out.
    pub fn end_limit(&mut self) -> bool {
        self.view_mut().is_some_and(View::end_limit)
    }
}
