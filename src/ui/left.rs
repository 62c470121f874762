//! How the screen was left, and how it comes back at the next start.
//!
//! It is told to the store a moment after the reader has changed something, and when the reader leaves,
//! whatever the reason: only a moment is lost where the program is killed.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::layout::Arrangement;
use super::panes::articles::ListLeft;
use super::{App, Effect};
use crate::config::{Remembered, Start};
use crate::engine::message::Request;
use crate::model::library::Order;

/// How long the screen waits for further changes before one is kept: a held key is one write.
const REST: SignedDuration = SignedDuration::from_secs(2);

/// How the screen was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct ScreenLeft {
    list: ListLeft,
    arrangement: Arrangement,
    is_zoomed: bool,
}

/// What of this is still to be done, or was done last.
#[derive(Clone, Debug, Default)]
pub(super) struct Keeping {
    /// To be put up when the library comes.
    waiting: Option<ListLeft>,
    /// What the store was told last.
    kept: String,
    /// When it is to be told again.
    due: Option<Timestamp>,
}

impl Keeping {
    /// When something is to be kept.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.due
    }
}

impl App {
    /// Takes up what an earlier session left, as far as the reader wants it back. What cannot be read is
    /// as if it had not been there.
    pub fn resume(&mut self, left: &str) {
        let mut screen: ScreenLeft = serde_json::from_str(left).unwrap_or_else(|error| {
            tracing::warn!(%error, "how the screen was left cannot be read");
            ScreenLeft::default()
        });
        let session = &self.world.config.session;
        let forgets = |part| !session.remember.contains(&part);
        let list = &mut screen.list;
        if forgets(Remembered::Selection) {
            list.selection.clear();
        }
        if forgets(Remembered::View) {
            list.view = None;
        }
        if forgets(Remembered::Sort) {
            list.order = Order::default();
        }
        if forgets(Remembered::Groups) {
            (list.grouping, list.folded) = (None, Vec::new());
        }
        if !forgets(Remembered::Layout) {
            self.arrangement = screen.arrangement;
        }
        if !forgets(Remembered::Zoom) {
            self.zoomed = screen.is_zoomed;
        }
        self.articles.restore_groups(list, &self.world.library);
        self.keeping.kept = left.to_owned();
        self.keeping.waiting = Some(screen.list);
    }

    /// Puts the list up as it was left, with the first articles.
    pub(super) fn restore_list(&mut self) -> Option<Effect> {
        let start = self.world.config.session.start;
        let mut left = match (self.keeping.waiting.take(), start) {
            (None, Start::Last | Start::All) => return None,
            (left, _) => left.unwrap_or_default(),
        };
        match start {
            Start::Unread => left.hides_read = true,
            Start::All => left.hides_read = false,
            Start::Last => {}
        }
        self.articles.restore(&left, &self.world.library);
        let asks = left.order == Order::Activity;
        asks.then_some(Effect::Request(Request::LatestComments))
    }

    /// The reader did something: how the screen is now is kept in a moment.
    pub(super) fn keep_soon(&mut self) {
        if self.has_library && self.keeping.due.is_none() {
            self.keeping.due = self.world.now.checked_add(REST).ok();
        }
    }

    /// Keeps how the screen is, if the time has come and it is not kept already.
    pub(super) fn keep_if_due(&mut self) -> Option<Effect> {
        self.keeping.due.filter(|due| *due <= self.world.now)?;
        self.keep_now()
    }

    /// Keeps how the screen is, if it is not kept already.
    pub(super) fn keep_now(&mut self) -> Option<Effect> {
        self.keeping.due.take()?;
        let screen = ScreenLeft {
            list: self
                .articles
                .left(&self.world.library, self.world.config.reading.group),
            arrangement: self.arrangement,
            is_zoomed: self.zoomed,
        };
        let state = serde_json::to_string(&screen).ok()?;
        if state == self.keeping.kept {
            return None;
        }
        self.keeping.kept.clone_from(&state);
        Some(Effect::Request(Request::KeepScreen(state)))
    }
}
