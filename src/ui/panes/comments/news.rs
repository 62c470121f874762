//! What counts as new, and how that is said.

use jiff::Timestamp;

use super::view::View;
use super::words;
use crate::model::discussion::Discussion;
use crate::model::thread::Since;
use crate::ui::called_new::CalledNew;
use crate::ui::pane::{Context, Outcome};

/// What counts as new in a discussion; nothing where there was no such visit.
fn since(news: CalledNew, discussion: &Discussion, now: Timestamp) -> Option<Since> {
    match (news, news.written_after(now)) {
        (_, Some(moment)) => Some(Since::Written(moment)),
        (CalledNew::VisitBefore, None) => {
            discussion.left_before.map(|left| Since::Seen(Some(left)))
        }
        (CalledNew::All, None) => Some(Since::Ever),
        (_, None) => Some(Since::Seen(discussion.baseline())),
    }
}

impl View {
    /// Turns what counts as new to the next choice. Nothing moves but what the paths to it open.
    pub(super) fn turn_news(&mut self, context: &Context<'_>) -> Outcome {
        let choices = std::iter::successors(Some(self.news.next()), |news| Some(news.next()));
        let chosen = choices
            .take_while(|&news| news != self.news)
            .find_map(|news| Some((news, since(news, &self.discussion, context.now)?)));
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
        self.news == CalledNew::LastVisit
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
            CalledNew::LastVisit if since.is_empty() => return None,
            CalledNew::LastVisit => format!("since {since}"),
            CalledNew::VisitBefore => format!("since {since}, the visit before"),
            news => news.words().to_owned(),
        })
    }
}
