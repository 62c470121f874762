//! The line that tells on a terminal how far a refresh is: written over itself, gone at the end.

use std::collections::HashSet;
use std::io::Write;

use crate::engine::FeedOutcome;
use crate::model::feed::Feed;
use crate::model::id::FeedId;
use crate::model::safe::SafeText;
use crate::text::count::grouped;

/// Characters that the line may have: as many as the narrowest usual terminal has columns.
const MAX_CHARS: usize = 78;

/// How far a refresh is.
pub(super) struct Progress {
    /// The feeds in the order in which they are asked, each with its host.
    feeds: Vec<(FeedId, SafeText)>,
    done: HashSet<FeedId>,
    /// The feeds before this one are done.
    first_waiting: usize,
    failed: usize,
    is_shown: bool,
    /// What stands in the line.
    drawn: String,
}

impl Progress {
    /// Nothing is done yet of these feeds; without `is_shown` nothing is ever drawn.
    pub(super) fn new(feeds: &[Feed], is_shown: bool) -> Self {
        let host = |feed: &Feed| SafeText::new(feed.url.host_str().unwrap_or(feed.url.path()));
        Self {
            feeds: feeds.iter().map(|feed| (feed.id, host(feed))).collect(),
            done: HashSet::new(),
            first_waiting: 0,
            failed: 0,
            is_shown,
            drawn: String::new(),
        }
    }

    /// Takes note of a feed that is done.
    pub(super) fn take(&mut self, outcome: &FeedOutcome) {
        self.done.insert(outcome.feed.id);
        self.failed += usize::from(outcome.error.is_some());
        let waiting = self.feeds[self.first_waiting..].iter();
        let done = waiting.take_while(|(feed, _)| self.done.contains(feed));
        self.first_waiting += done.count();
    }

    /// `412 of 1,000 feeds, 3 failed, slowest example.org`. Feeds are asked in their order, so the first
    /// that is not done has been waited for the longest.
    fn line(&self) -> String {
        let (done, all) = (grouped(self.done.len()), grouped(self.feeds.len()));
        let mut line = format!("{done} of {all} feeds");
        if self.failed > 0 {
            line.push_str(&format!(", {} failed", grouped(self.failed)));
        }
        if let Some((_, host)) = self.feeds.get(self.first_waiting) {
            line.push_str(&format!(", slowest {host}"));
        }
        line.chars().take(MAX_CHARS).collect()
    }

    /// Writes the line over the one that stands there, if it says something else.
    pub(super) fn draw(&mut self, terminal: &mut dyn Write) {
        let line = self.line();
        if self.is_shown && line != self.drawn {
            // A terminal that has gone needs no line.
            let _ = write!(terminal, "\r\x1b[K{line}").and_then(|()| terminal.flush());
            self.drawn = line;
        }
    }

    /// Takes the line away, so that something else can be written there.
    pub(super) fn clear(&mut self, terminal: &mut dyn Write) {
        if !self.drawn.is_empty() {
            let _ = write!(terminal, "\r\x1b[K").and_then(|()| terminal.flush());
            self.drawn.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::feed;

    fn outcome(id: i64, error: Option<&str>) -> FeedOutcome {
        FeedOutcome {
            feed: feed(id, "x"),
            new: Vec::new(),
            changed: Vec::new(),
            error: error.map(Into::into),
            is_offline: false,
            absorbed: None,
        }
    }

    fn drawn(progress: &mut Progress) -> String {
        let mut bytes = Vec::new();
        progress.draw(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_line_is_written_over_itself_and_names_who_is_waited_for_the_longest() {
        let feeds: Vec<Feed> = (1..=1_000).map(|id| feed(id, "x")).collect();
        let mut progress = Progress::new(&feeds, true);
        assert_eq!(
            drawn(&mut progress),
            "\r\x1b[K0 of 1,000 feeds, slowest 1.example"
        );
        assert_eq!(drawn(&mut progress), "", "nothing has changed");
        for id in (1..=413).filter(|id| *id != 42) {
            progress.take(&outcome(id, (id % 200 == 0).then_some("no")));
        }
        assert_eq!(
            drawn(&mut progress),
            "\r\x1b[K412 of 1,000 feeds, 2 failed, slowest 42.example"
        );
        let mut bytes = Vec::new();
        progress.clear(&mut bytes);
        progress.clear(&mut bytes);
        assert_eq!(bytes, b"\r\x1b[K");
    }

    #[test]
    fn without_a_terminal_nothing_is_drawn() {
        let mut progress = Progress::new(&[feed(1, "x")], false);
        progress.take(&outcome(1, None));
        assert_eq!(drawn(&mut progress), "");
        let mut bytes = Vec::new();
        progress.clear(&mut bytes);
        assert!(bytes.is_empty());
    }
}
