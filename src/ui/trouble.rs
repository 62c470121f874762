//! How it stands with all feeds together, for the header and the foot of the list.

use crate::model::feed::Feed;
use crate::model::library::Library;

/// Feeds that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// None of them.
    None,
    /// Some: the first, and how many.
    Some(&'a Feed, usize),
    /// All that are asked, which are so many.
    All(usize),
}

impl<'a> Trouble<'a> {
    /// Looks at the feeds of a library. Those that the reader has paused are in no trouble.
    pub fn of(library: &'a Library) -> Self {
        let asked = library.feeds().iter();
        let asked = asked.filter(|feed| !feed.is_built_in() && !feed.health.is_paused);
        let (mut first, mut failing, mut all) = (None, 0, 0);
        for feed in asked {
            all += 1;
            if feed.health.error.is_some() {
                first = first.or(Some(feed));
                failing += 1;
            }
        }
        match first {
            None => Self::None,
            Some(_) if failing == all && all > 1 => Self::All(all),
            Some(first) => Self::Some(first, failing),
        }
    }
}
