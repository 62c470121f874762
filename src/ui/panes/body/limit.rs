//! `&`: only the paragraphs that have the words.

use super::BodyPane;
use super::page::{is_blank, joined};
use crate::text::find::contains;
use crate::text::layout::{Line, Prose};
use crate::ui::limit::{Query, Term};

/// For each line of a text whether its paragraph fits, and how many do.
pub(super) fn fitting(prose: &Prose, query: &Query) -> (Vec<bool>, usize) {
    let mut fits = Vec::with_capacity(prose.lines.len());
    let mut count = 0;
    for paragraph in prose.lines.chunk_by(|a, b| is_blank(a) == is_blank(b)) {
        let is_fitting = !is_blank(&paragraph[0]) && has_all(paragraph, query);
        count += usize::from(is_fitting);
        fits.extend(paragraph.iter().map(|_| is_fitting));
    }
    (fits, count)
}

/// Whether a paragraph has all that is asked for; a text has words alone.
fn has_all(paragraph: &[Line], query: &Query) -> bool {
    let text = joined(paragraph);
    query.terms().iter().all(|term| match term {
        Term::Words(words) => contains(&text, words),
        _ => false,
    })
}

impl BodyPane {
    /// Shows only the paragraphs that fit; returns how many do. Where none does, all are shown.
    pub fn limit(&mut self, query: Query) -> usize {
        let count = match &self.prose {
            Some((_, prose)) => fitting(prose, &query).1,
            None => 0,
        };
        self.limit = (count > 0).then_some(query);
        if count > 0 {
            self.top = 0;
        }
        count
    }

    /// What the text is limited to.
    pub fn limited_to(&self) -> Option<&str> {
        self.limit.as_ref().map(Query::text)
    }

    /// Shows everything again, from where the reader is on; whether something was left out.
    pub fn end_limit(&mut self) -> bool {
        self.limit.take().is_some()
    }
}
