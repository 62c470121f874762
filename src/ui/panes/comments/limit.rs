//! `&`: only the comments that fit, those above them in grey.

use std::collections::HashSet;

use super::CommentsPane;
use super::view::View;
use crate::model::id::CommentId;
use crate::model::safe::SafeText;
use crate::text::find::contains;

/// What a thread is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// As the reader typed it: `@name`, `#new`, `#unread`, or words.
    pub query: String,
    /// For words, the comments that have them; until they are known the thread is shown whole.
    found: Option<HashSet<CommentId>>,
}

/// What came of limiting a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// So many comments fit.
    To(u32),
    /// None does.
    Nothing,
    /// The words have to be looked for first.
    Later,
}

impl View {
    fn limit(&mut self, query: &str) -> Limited {
        self.end_branch();
        self.limit = Some(Limit {
            query: query.to_owned(),
            found: None,
        });
        match query.starts_with(['@', '#']) {
            true => self.limit_now(),
            false => Limited::Later,
        }
    }

    /// Only one author's comments.
    pub(super) fn limit_to_author(&mut self, author: &SafeText) {
        self.limit(&format!("@{author}"));
    }

    fn limit_now(&mut self) -> Limited {
        match self.limit_anew() {
            Some(count) => Limited::To(count),
            None => {
                self.limit = None;
                Limited::Nothing
            }
        }
    }

    /// Limits the thread as it is now; returns how many comments fit.
    pub(super) fn limit_anew(&mut self) -> Option<u32> {
        self.thread.end_limit();
        let limit = self.limit.clone()?;
        let thread = &self.thread;
        let fits = |at: usize| {
            let comment = thread.comment(at);
            match (limit.query.as_str(), &limit.found) {
                ("#new", _) => thread.is_new(at),
                ("#unread", _) => thread.is_unread(at),
                (query, _) if query.starts_with('@') => {
                    let author = comment.author.as_ref();
                    author.is_some_and(|author| contains(author.as_str(), &query[1..]))
                }
                (_, Some(found)) => found.contains(&comment.id),
                (_, None) => false,
            }
        };
        let fitting: Vec<bool> = (0..thread.len()).map(fits).collect();
        self.thread.limit_to(|at| fitting[at]);
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
    pub fn limit(&mut self, query: &str) -> Limited {
        self.view_mut()
            .map_or(Limited::Nothing, |view| view.limit(query))
    }

    /// Takes the comments that have the words to which the thread is to be limited; none if these are not
    /// the words.
    pub fn limit_to_found(&mut self, words: &str, comments: &[CommentId]) -> Option<Limited> {
        let view = self.view_mut()?;
        let limit = view.limit.as_mut().filter(|limit| limit.query == words)?;
        limit.found = Some(comments.iter().cloned().collect());
        Some(view.limit_now())
    }

    /// The words to which the thread shown is limited.
    pub fn limited_to(&self) -> Option<&str> {
        let limit = self.view()?.limit.as_ref()?;
        Some(&limit.query)
    }

    /// Shows everything again; whether something was left out.
    pub fn end_limit(&mut self) -> bool {
        self.view_mut().is_some_and(View::end_limit)
    }
}
