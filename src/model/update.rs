//! What a refresh makes of the discussions shown: worked out beside the screen, then taken over by it.

use std::sync::Arc;

use super::discussion::Discussion;
use super::id::ArticleId;
use super::thread::{Arrangement, Contents, Merge, Thread};

/// The discussions of the open article as they have come.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// Which article.
    pub article: ArticleId,
    /// Which one this is; only the newest counts.
    pub number: u64,
    /// The discussions, in the order of their tabs.
    pub discussions: Vec<(Discussion, Incoming)>,
}

/// A discussion's comments as they have come.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// Of a discussion that was not shown.
    First(Box<Thread>),
    /// Of one that is: to be merged with what is shown.
    Again {
        /// The comments that have come.
        thread: Arc<Thread>,
        /// Those that are shown.
        shown: Arc<Contents>,
        /// The order that they are put in anew; none where they stay as they stand.
        arrangement: Option<Arrangement>,
    },
    /// Of one that is, merged.
    Merged(Box<Merge>),
}

impl Update {
    /// Works out what becomes of the discussions shown, in O(n log n) time of their comments.
    #[must_use]
    pub fn worked_out(mut self) -> Self {
        for (_, incoming) in &mut self.discussions {
            if let Incoming::Again {
                thread,
                shown,
                arrangement,
            } = incoming
            {
                let merge = Merge::new(Arc::clone(shown), Arc::clone(thread), *arrangement);
                *incoming = Incoming::Merged(Box::new(merge));
            }
        }
        self
    }

    /// The threads that have come, to be let go of.
    pub fn into_threads(self) -> impl Iterator<Item = Arc<Thread>> {
        let discussions = self.discussions.into_iter();
        discussions.map(|(_, incoming)| match incoming {
            Incoming::First(thread) => Arc::new(*thread),
            Incoming::Again { thread, .. } => thread,
            Incoming::Merged(merge) => Arc::clone(merge.incoming()),
        })
    }

    /// Comments that have to be looked at to work it out.
    pub fn work(&self) -> usize {
        let discussions = self.discussions.iter();
        discussions
            .map(|(_, incoming)| match incoming {
                Incoming::Again { thread, shown, .. } => thread.len() + shown.len(),
                Incoming::First(_) | Incoming::Merged(_) => 0,
            })
            .sum()
    }
}
