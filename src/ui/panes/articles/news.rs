//! `t` in the list: which comments its counts call new.

use jiff::{SignedDuration, Timestamp};

use super::ArticlesPane;
use crate::model::library::NewSince;

/// What counts as new, in the order in which the reader goes through it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum News {
    #[default]
    LastVisit,
    VisitBefore,
    Hour,
    Day,
    Week,
    All,
}

impl News {
    fn next(self) -> Self {
        match self {
            Self::LastVisit => Self::VisitBefore,
            Self::VisitBefore => Self::Hour,
            Self::Hour => Self::Day,
            Self::Day => Self::Week,
            Self::Week => Self::All,
            Self::All => Self::LastVisit,
        }
    }

    fn since(self, now: Timestamp) -> NewSince {
        let hours = |hours| {
            let moment = now.saturating_sub(SignedDuration::from_hours(hours));
            NewSince::Written(moment.unwrap_or(Timestamp::MIN))
        };
        match self {
            Self::LastVisit => NewSince::LastVisit,
            Self::VisitBefore => NewSince::VisitBefore,
            Self::Hour => hours(1),
            Self::Day => hours(24),
            Self::Week => hours(7 * 24),
            Self::All => NewSince::Ever,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::LastVisit => "since your last visit",
            Self::VisitBefore => "since the visit before",
            Self::Hour => "in the last hour",
            Self::Day => "in the last 24 h",
            Self::Week => "in the last 7 days",
            Self::All => "of all that is unread",
        }
    }
}

impl ArticlesPane {
    /// Turns what counts as new to the next choice.
    pub fn turn_news(&mut self) {
        self.news = self.news.next();
    }

    /// Since when comments count as new.
    pub fn new_since(&self, now: Timestamp) -> NewSince {
        self.news.since(now)
    }

    /// Whether new is what came after the last visit, as the store counts by itself.
    pub fn is_since_last_visit(&self) -> bool {
        self.news == News::LastVisit
    }

    /// What counts as new, as "new = in the last 24 h".
    pub fn news_words(&self) -> String {
        format!("new = {}", self.news.words())
    }
}
