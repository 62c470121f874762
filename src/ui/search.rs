//! Finding words in the list's titles, in the article or in its comments, and walking through what was
//! found.

use super::limit::Query;
use super::overlays::prompt::Prompt;
use super::pane::PaneName;
use super::panes::comments::Limited;
use super::{App, Effect};
use crate::engine::message::Request;
use crate::model::id::{CommentId, DiscussionId};
use crate::text::count::counted;

/// Words that the reader looks for in one pane; while they are, `n` and `N` walk through what is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Search {
    pane: PaneName,
    words: String,
    /// Which of how many is in sight.
    place: Option<Found>,
}

/// Which of how many places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Counted from one.
    pub number: usize,
    /// In all.
    pub total: usize,
}

/// The place to go to among those found, which are in order: the next one behind `here`, or in front of
/// it; `here` itself counts if `inclusive`. No wrapping around.
pub fn walk(found: &[usize], here: usize, forward: bool, inclusive: bool) -> Option<usize> {
    if forward {
        let behind = if inclusive {
            here
        } else {
            here.saturating_add(1)
        };
        let index = found.partition_point(|place| *place < behind);
        (index < found.len()).then_some(index)
    } else {
        found.partition_point(|place| *place < here).checked_sub(1)
    }
}

impl App {
    /// Looks for words in the focused pane and goes to the first place from here on, else to the first.
    pub(super) fn find(&mut self, words: String) -> Vec<Effect> {
        self.end_search();
        self.search = Some(Search {
            pane: self.focus,
            words,
            place: None,
        });
        self.remember();
        if self.focus == PaneName::Comments {
            return self.find_in_comments();
        }
        self.body.set_search(None);
        if let Some(search) = self
            .search
            .as_ref()
            .filter(|_| self.focus == PaneName::Body)
        {
            self.body.set_search(Some(search.words.clone()));
        }
        if !self.walk_search(true, true) {
            self.end_search();
            self.say("Nothing is found here");
        }
        Vec::new()
    }

    /// The texts of a thread are many: the engine looks through them and answers a moment later.
    fn find_in_comments(&mut self) -> Vec<Effect> {
        let (Some(search), Some(discussion)) = (&self.search, self.comments.discussion()) else {
            return Vec::new();
        };
        let request = Request::FindInComments {
            discussion: discussion.id,
            words: search.words.clone(),
        };
        self.comments.begin_search(&search.words);
        vec![Effect::Request(request)]
    }

    /// Asks again while a search is on in the comments: they are others now.
    pub(super) fn find_anew(&self) -> Option<Effect> {
        let search = self.search.as_ref();
        let search = search.filter(|search| search.pane == PaneName::Comments)?;
        Some(Effect::Request(Request::FindInComments {
            discussion: self.comments.discussion()?.id,
            words: search.words.clone(),
        }))
    }

    /// Goes to the first place from where the search began, or only counts anew if it is under way. What
    /// answers another search is dropped.
    pub(super) fn found_in_comments(
        &mut self,
        discussion: DiscussionId,
        words: &str,
        comments: &[CommentId],
    ) {
        let is_shown = self
            .comments
            .discussion()
            .is_some_and(|shown| shown.id == discussion);
        if is_shown && let Some(limited) = self.comments.limit_to_found(words, comments) {
            self.say_limited(&limited);
        }
        let Some(search) = self
            .search
            .as_ref()
            .filter(|search| search.pane == PaneName::Comments && search.words == words)
        else {
            return;
        };
        let is_first = search.place.is_none();
        let is_shown = self
            .comments
            .discussion()
            .is_some_and(|shown| shown.id == discussion);
        if !is_shown {
            return;
        }
        self.comments.set_found(comments);
        if is_first && !self.walk_search(true, true) {
            self.end_search();
            self.say("Nothing is found here");
        }
    }

    /// Asks what the focused pane is to be limited to.
    pub(super) fn ask_to_limit(&mut self) -> Vec<Effect> {
        let limit = match self.focus {
            PaneName::Articles => self.articles.limited_to(),
            PaneName::Body => self.body.limited_to(),
            PaneName::Comments if self.comments.thread().is_none() => {
                self.say("There are no comments here");
                return Vec::new();
            }
            PaneName::Comments => self.comments.limited_to(),
        };
        let prompt = Prompt::limit(self.focus, limit.unwrap_or_default());
        self.overlay = Some(Box::new(prompt));
        Vec::new()
    }

    /// Limits the focused pane, or shows everything again.
    pub(super) fn limit(&mut self, query: Query) -> Vec<Effect> {
        self.end_search();
        if query.terms().is_empty() {
            self.end_limit();
            return Vec::new();
        }
        match self.focus {
            PaneName::Articles => {
                let count = self.articles.limit(query, &self.world.library);
                self.say_fitting(count, ["article fits", "articles fit"]);
            }
            PaneName::Body => {
                let count = self.body.limit(query);
                self.say_fitting(count, ["paragraph fits", "paragraphs fit"]);
            }
            PaneName::Comments => return self.limit_comments(query),
        }
        Vec::new()
    }

    /// Shows a view of the library in the list, or everything.
    pub(super) fn show_view(&mut self, view: Option<Query>) -> Vec<Effect> {
        self.set_focus(PaneName::Articles);
        self.limit(view.unwrap_or_default())
    }

    fn limit_comments(&mut self, query: Query) -> Vec<Effect> {
        match (self.comments.limit(query), self.comments.discussion()) {
            (Limited::Later(words), Some(discussion)) => {
                let requests = words.into_iter().map(|words| Request::FindInComments {
                    discussion: discussion.id,
                    words,
                });
                requests.map(Effect::Request).collect()
            }
            (limited, _) => {
                self.say_limited(&limited);
                Vec::new()
            }
        }
    }

    fn say_limited(&mut self, limited: &Limited) {
        if let Limited::To(count) = limited {
            self.say_fitting(*count, ["comment fits", "comments fit"]);
        }
    }

    fn say_fitting(&mut self, count: usize, [one, several]: [&str; 2]) {
        self.say(match count {
            0 => format!("No {one}"),
            count => counted(count, one, several),
        });
    }

    /// Shows everything again, in the focused pane if something is left out there, else in the thread;
    /// whether something was left out.
    pub(super) fn end_limit(&mut self) -> bool {
        let ended = match self.focus {
            PaneName::Articles => self.articles.end_limit(&self.world.library),
            PaneName::Body => self.body.end_limit(),
            PaneName::Comments => false,
        };
        ended || self.comments.end_limit()
    }

    /// `n` and `N` while a search is on in the focused pane; false if there is none.
    pub(super) fn step_search(&mut self, forward: bool) -> bool {
        let is_here = self
            .search
            .as_ref()
            .is_some_and(|search| search.pane == self.focus);
        let is_waiting = is_here
            && self.focus == PaneName::Comments
            && self
                .search
                .as_ref()
                .is_some_and(|search| search.place.is_none());
        if is_waiting {
            self.say("Still looking");
        } else if is_here && !self.walk_search(forward, false) {
            self.say(if forward {
                "This is the last place"
            } else {
                "This is the first place"
            });
        }
        is_here
    }

    /// Ends the search; whether there was one.
    pub(super) fn end_search(&mut self) -> bool {
        self.body.set_search(None);
        self.comments.end_search();
        self.search.take().is_some()
    }

    /// What the status line begins with during a search.
    pub(super) fn search_sentence(&self) -> Option<String> {
        let search = self
            .search
            .as_ref()
            .filter(|search| search.pane == self.focus)?;
        Some(match search.place {
            Some(Found { number, total }) => format!("/{} {number} of {total}", search.words),
            None => format!("/{} {}", search.words, self.world.marks.ellipsis),
        })
    }

    fn walk_search(&mut self, forward: bool, is_first: bool) -> bool {
        let Some(search) = &mut self.search else {
            return false;
        };
        let found = match search.pane {
            PaneName::Articles => {
                self.articles
                    .find(&self.world.library, &search.words, forward, is_first)
            }
            PaneName::Body => self.body.find(&search.words, forward, is_first),
            PaneName::Comments => {
                let context = self.world.context(true);
                self.comments.find(forward, is_first, &context)
            }
        };
        if found.is_some() {
            search.place = found;
        }
        found.is_some()
    }
}
