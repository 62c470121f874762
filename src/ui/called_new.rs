//! What the reader can have counted as new, in the list and in a thread.

use jiff::{SignedDuration, Timestamp};

/// What counts as new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CalledNew {
    /// What came after the last visit; on the first one nothing.
    #[default]
    LastVisit,
    /// What came after the visit before the last.
    VisitBefore,
    /// What was written in the last hour.
    Hour,
    /// In the last 24 hours.
    Day,
    /// In the last seven days.
    Week,
    /// All that is unread.
    All,
}

impl CalledNew {
    /// What comes after this when the reader turns it.
    pub fn next(self) -> Self {
        match self {
            Self::LastVisit => Self::VisitBefore,
            Self::VisitBefore => Self::Hour,
            Self::Hour => Self::Day,
            Self::Day => Self::Week,
            Self::Week => Self::All,
            Self::All => Self::LastVisit,
        }
    }

    /// The moment after which something has to be written to be new, where that is what counts.
    pub fn written_after(self, now: Timestamp) -> Option<Timestamp> {
        let hours = match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::LastVisit | Self::VisitBefore | Self::All => return None,
        };
        let moment = now.saturating_sub(SignedDuration::from_hours(hours));
        Some(moment.unwrap_or(Timestamp::MIN))
    }

    /// "in the last 24 h".
    pub fn words(self) -> &'static str {
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
