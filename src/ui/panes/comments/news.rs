//! What counts as new, and how that is said.

use jiff::{SignedDuration, Timestamp};

use super::view::View;
use super::words;
use crate::model::discussion::Discussion;
use crate::model::thread::Since;
use crate::ui::pane::{Context, Outcome};

/// What counts as new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum News {
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

impl News {
    /// What comes after this when the reader turns it.
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

    /// What that is in this discussion; nothing where there was no such visit.
    fn since(self, discussion: &Discussion, now: Timestamp) -> Option<Since> {
        let hours = |hours| {
            let since = now.saturating_sub(SignedDuration::from_hours(hours));
            Some(Since::Written(since.unwrap_or(Timestamp::MIN)))
        };
        match self {
            Self::LastVisit => Some(Since::Seen(discussion.baseline())),
            Self::VisitBefore => discussion.left_before.map(|left| Since::Seen(Some(left))),
            Self::Hour => hours(1),
            Self::Day => hours(24),
            Self::Week => hours(7 * 24),
            Self::All => Some(Since::Ever),
        }
    }
}

impl View {
    /// Turns what counts as new to the next choice. Nothing moves but what the paths to it open.
    pub(super) fn turn_news(&mut self, context: &Context<'_>) -> Outcome {
        let choices = std::iter::successors(Some(self.news.next()), |news| Some(news.next()));
        let chosen = choices
            .take_while(|&news| news != self.news)
            .find_map(|news| Some((news, news.since(&self.discussion, context.now)?)));
        let Some((news, since)) = chosen else {
            return Outcome::done();
        };
        self.news = news;
        self.thread.count_as_new(since);
        self.keep_visible();
        Outcome::said(match self.news_words(context) {
            Some(words) => format!("new = {words}: {} here", self.thread.counts().new),
            None => "first visit: nothing is called new".to_owned(),
        })
    }

    /// Whether new is what came after the last visit, as nobody has to be told.
    pub(super) fn is_since_last_visit(&self) -> bool {
        self.news == News::LastVisit
    }

    /// What counts as new, as "since yesterday 21:10"; nothing on a first visit.
    pub(super) fn news_words(&self, context: &Context<'_>) -> Option<String> {
        if !self.thread.tells_new() {
            return None;
        }
        let since = match self.thread.since() {
            Since::Seen(Some(visit)) => words::moment(visit, context.now, context.zone),
            Since::Seen(None) | Since::Written(_) | Since::Ever => String::new(),
        };
        Some(match self.news {
            News::LastVisit if since.is_empty() => return None,
            News::LastVisit => format!("since {since}"),
            News::VisitBefore => format!("since {since}, the visit before"),
            News::Hour => "in the last hour".to_owned(),
            News::Day => "in the last 24 h".to_owned(),
            News::Week => "in the last 7 days".to_owned(),
            News::All => "of all that is unread".to_owned(),
        })
    }
}
