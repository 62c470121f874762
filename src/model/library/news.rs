//! What counts as a new comment in the list.

use std::collections::HashMap;

use jiff::Timestamp;

use super::Library;
use crate::model::article::{Article, CommentCounts};
use crate::model::id::ArticleId;

/// Which unread comments count as new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewSince {
    /// Those that came after the last visit to their discussion.
    #[default]
    LastVisit,
    /// Those that came after the visit before, where there was one.
    VisitBefore,
    /// Those that were written after this moment.
    Written(Timestamp),
    /// All.
    Ever,
}

impl Library {
    /// Takes how many comments of each article are new, where they are counted otherwise than since the last
    /// visit, or so again; articles that are not named have none.
    pub fn set_new_comments(&mut self, since: NewSince, counts: &HashMap<ArticleId, u32>) {
        self.new_since = since;
        for article in &mut self.articles {
            let new = counts.get(&article.id).copied().unwrap_or(0);
            let new = new.min(article.comments.unread);
            if new != article.comments.new {
                self.sums.remove(article);
                article.comments.new = new;
                self.sums.add(article);
            }
        }
    }

    /// The counts of an article as they come from the store, which counts since the last visit: where the
    /// reader counts otherwise, what was new stays so and what came is, until it is counted.
    pub(super) fn recounted(&self, known: Option<&Article>, told: CommentCounts) -> CommentCounts {
        if self.new_since == NewSince::LastVisit {
            return told;
        }
        let known = known.map(|known| known.comments).unwrap_or_default();
        let came = told.unread.saturating_sub(known.unread);
        CommentCounts {
            new: known.new.saturating_add(came).min(told.unread),
            ..told
        }
    }
}
