//! `t` in the list: which comments its counts call new.

use jiff::Timestamp;

use super::ArticlesPane;
use crate::model::library::NewSince;
use crate::ui::called_new::CalledNew;

impl ArticlesPane {
    /// Turns what counts as new to the next choice.
    pub fn turn_news(&mut self) {
        self.news = self.news.next();
    }

    /// Since when comments count as new.
    pub fn new_since(&self, now: Timestamp) -> NewSince {
        match (self.news, self.news.written_after(now)) {
            (_, Some(moment)) => NewSince::Written(moment),
            (CalledNew::VisitBefore, None) => NewSince::VisitBefore,
            (CalledNew::All, None) => NewSince::Ever,
            (_, None) => NewSince::LastVisit,
        }
    }

    /// Whether new is what came after the last visit, as the store counts by itself.
    pub fn is_since_last_visit(&self) -> bool {
        self.news == CalledNew::LastVisit
    }

    /// What counts as new, as "new = in the last 24 h".
    pub fn news_words(&self) -> String {
        format!("new = {}", self.news.words())
    }
}
