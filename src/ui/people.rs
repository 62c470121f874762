//! Hearing no more of an author.

use jiff::{SignedDuration, Timestamp};

use super::overlays::Reply;
use super::overlays::menu::{Line, Menu};
use super::{App, Effect};
use crate::model::change::{AuthorMute, Change, Deed};
use crate::model::id::FeedId;
use crate::model::safe::SafeText;

/// For how long, as offered.
const WHILES: [(&str, Option<i64>); 3] = [
    ("for good", None),
    ("for 30 days", Some(30)),
    ("for 7 days", Some(7)),
];

impl App {
    /// Asks where and for how long the selected comment's author is to be muted.
    pub(super) fn ask_to_mute_author(&mut self) -> Vec<Effect> {
        let Some(name) = self.comments.selected_author().cloned() else {
            self.say("Nobody has signed this");
            return Vec::new();
        };
        let article = self.comments.article();
        let article = article.and_then(|article| self.world.library.article(article));
        let feed = article.and_then(|article| self.world.library.feed(article.feed));
        let places = feed
            .map(|feed| (Some(feed.id), format!("under {}", feed.title)))
            .into_iter()
            .chain([(None, "everywhere".to_owned())]);
        let mut lines = Vec::new();
        for (feed, place) in places {
            for (words, days) in WHILES {
                let until = days.map(|days| self.in_days(days));
                let mute = AuthorMute {
                    name: name.clone(),
                    feed,
                    until,
                };
                lines.push(Line {
                    words: SafeText::new(&format!("{name}, {place}, {words}")),
                    detail: SafeText::default(),
                    reply: Reply::Do(deed(mute, true)),
                });
            }
        }
        self.overlay = Some(Box::new(Menu::new("Mute whom?", "Enter mutes", lines)));
        Vec::new()
    }

    fn in_days(&self, days: i64) -> Timestamp {
        let now = self.world.now;
        now.saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(now)
    }

    /// Lists the authors that are muted.
    pub(super) fn show_mutes(&mut self, mutes: Vec<AuthorMute>) {
        if mutes.is_empty() {
            self.say("No author is muted; X on a comment mutes its author");
            return;
        }
        let lines = mutes.into_iter().map(|mute| {
            let feed = mute.feed.and_then(|feed| self.world.library.feed(feed));
            let place = match (mute.feed, feed) {
                (None, _) => "everywhere".to_owned(),
                (Some(_), Some(feed)) => format!("under {}", feed.title),
                (Some(_), None) => "under a feed that is gone".to_owned(),
            };
            let until = match mute.until {
                Some(until) => {
                    let until = until.to_zoned(self.world.zone.clone());
                    format!("{place}, until {}", until.strftime("%-d %b %Y"))
                }
                None => place,
            };
            Line {
                words: mute.name.clone(),
                detail: SafeText::new(&until),
                reply: Reply::Do(deed(mute, false)),
            }
        });
        let lines = lines.collect();
        self.overlay = Some(Box::new(Menu::new("Muted authors", "Enter ends it", lines)));
    }

    /// A change as it concerns the open article's comments: mutes under other feeds do not.
    pub(super) fn concerning_comments(&self, change: &Change) -> Change {
        let Change::AuthorsMuted { mutes, muted } = change else {
            return change.clone();
        };
        let article = self.comments.article();
        let article = article.and_then(|article| self.world.library.article(article));
        let here: Option<FeedId> = article.map(|article| article.feed);
        let is_here = |mute: &&AuthorMute| mute.feed.is_none() || mute.feed == here;
        Change::AuthorsMuted {
            mutes: mutes.iter().filter(is_here).cloned().collect(),
            muted: *muted,
        }
    }
}

fn deed(mute: AuthorMute, muted: bool) -> Deed {
    let label = match muted {
        true => format!("{} muted", mute.name),
        false => format!("{} no longer muted", mute.name),
    };
    Deed {
        label,
        changes: vec![Change::AuthorsMuted {
            mutes: vec![mute],
            muted,
        }],
    }
}
