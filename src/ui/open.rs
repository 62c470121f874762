//! Opening and leaving articles, going from one to another, and `Space`.

use super::go_on::{OpenArticle, Situation, Step, Target, next_step};
use super::pane::{Pane, PaneName};
use super::panes::comments::GoOn;
use super::panes::deed::mark_read;
use super::{App, Asked, Command, Effect, Landing, MAX_PLACES, Open, Place, surroundings};
use crate::engine::message::{CommentsState, Request};
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::safe::SafeText;

impl App {
    /// What `Space` does next.
    pub(super) fn next_step(&self) -> Step {
        next_step(&self.situation())
    }

    fn situation(&self) -> Situation {
        let library = &self.world.library;
        let around = surroundings(&self.world, &self.keymap, self.focus);
        let open_article = self
            .open
            .as_ref()
            .and_then(|open| library.article(open.article));
        let next = self.next_unread_article();
        let next_feed = next
            .and_then(|id| library.article(id))
            .map(|article| article.feed);
        let target = |id: ArticleId| library.article(id).map(Target::new);
        Situation {
            open_box: self
                .overlay
                .as_ref()
                .map(|overlay| overlay.has_more(&around)),
            focus: self.focus,
            selected: self.articles.to_open(library).and_then(target),
            open: self.open.as_ref().map(|open| OpenArticle {
                has_text: self.body.has_text(),
                body_is_at_end: self.body.is_at_end(),
                has_threads: open.has_threads,
                awaits_comments: open.comments == CommentsState::Loading
                    && !open.need_not_wait
                    && open_article.is_none_or(|article| article.comments.stated != Some(0)),
                unread: self.comments.counts().0,
                comments: self.comments.next_step(),
                is_at_end_of_thread: self.comments.at_end(),
            }),
            next: next.and_then(target),
            next_is_of_another_feed: next_feed != open_article.map(|article| article.feed),
            stop: self.world.config.reading.stop,
        }
    }

    /// The next article of the list as shown, from the open one on, with something unread.
    fn next_unread_article(&self) -> Option<ArticleId> {
        let from = self.open.as_ref().map(|open| open.article);
        self.articles.unread_from(&self.world.library, from, true)
    }

    /// The article that `Space` goes to from the end of the thread.
    pub(super) fn next_target(&self) -> Option<Target> {
        let library = &self.world.library;
        let next = self.next_unread_article()?;
        library.article(next).map(Target::new)
    }

    /// Asks for the comments of the article that `Space` will open next, once those of the open one have
    /// come or failed: one article ahead, once.
    pub(super) fn ask_ahead(&mut self) -> Option<Effect> {
        let is_settled = |open: &Open| open.comments != CommentsState::Loading;
        if !self.world.config.network.prefetch || !self.open.as_ref().is_some_and(is_settled) {
            return None;
        }
        let next = self.next_unread_article()?;
        if self.prefetched.replace(next) == Some(next) {
            return None;
        }
        Some(Effect::Request(Request::Prefetch(next)))
    }

    /// The one big key.
    pub(super) fn go_on(&mut self) -> Vec<Effect> {
        match self.next_step() {
            // The comments have a box of their own, over the tree that it belongs to.
            Step::PageBox | Step::CloseBox if self.overlay.is_none() => self.go_on_in_comments(),
            Step::PageBox => {
                let around = surroundings(&self.world, &self.keymap, self.focus);
                if let Some(overlay) = &mut self.overlay {
                    overlay.page(&around);
                }
                Vec::new()
            }
            Step::CloseBox => {
                self.overlay = None;
                Vec::new()
            }
            Step::Wait => Vec::new(),
            Step::Open(target) => {
                self.remember();
                self.open_article(target.article, target.comments_only)
            }
            Step::PageBody => {
                self.body.page_down();
                Vec::new()
            }
            Step::Comments { .. } => {
                self.remember();
                let effects = self.finish_body();
                self.set_focus(PaneName::Comments);
                self.comments.enter(&self.world.context(true));
                effects
            }
            Step::PageComment | Step::NextComment { .. } => self.go_on_in_comments(),
            Step::AwaitComments => {
                if let Some(open) = &mut self.open {
                    open.need_not_wait = true;
                }
                self.say(self.on_their_way());
                Vec::new()
            }
            Step::EndOfThread => {
                let effects = self.finish_pane();
                if self.focus == PaneName::Body {
                    self.remember();
                    self.set_focus(PaneName::Comments);
                    self.go_to_end_of_thread();
                }
                effects
            }
            Step::NextArticle(target) => {
                let mut effects = self.finish_pane();
                self.remember();
                effects.extend(self.open_article(target.article, target.comments_only));
                effects
            }
            Step::AllRead => {
                let effects = self.finish_pane();
                self.say("All read");
                effects
            }
        }
    }

    /// What is said while `Space` waits for comments.
    pub(super) fn on_their_way(&self) -> String {
        let key = self.keymap.label(self.focus, Command::GoOn);
        format!("Comments are on their way; {key} again goes on")
    }

    /// Marks what the reader has come to the end of: the article in its pane, the comment in the other.
    fn finish_pane(&mut self) -> Vec<Effect> {
        match self.focus {
            PaneName::Articles => Vec::new(),
            PaneName::Body => self.finish_body(),
            PaneName::Comments if self.comments.at_end() => Vec::new(),
            PaneName::Comments => self.go_on_in_comments(),
        }
    }

    fn go_on_in_comments(&mut self) -> Vec<Effect> {
        let outcome = self.comments.go_on(&self.world.context(true));
        self.take(outcome, Asked::No)
    }

    /// All comments are read: the reader is taken to the line that says so.
    fn go_to_end_of_thread(&mut self) {
        self.comments
            .handle(Command::Last, &self.world.context(true));
        if self.comments.next_step() == Some(GoOn::End) {
            // Nothing is unread, so nothing comes of it but the place.
            self.comments.go_on(&self.world.context(true));
        }
    }

    fn finish_body(&mut self) -> Vec<Effect> {
        let open = self.open.as_ref().map(|open| open.article);
        let article = open.and_then(|id| self.world.library.article(id));
        let deed = article
            .filter(|article| !self.world.library.is_row_read(article))
            .map(|article| mark_read(article, true));
        deed.and_then(|deed| self.carry_out(deed, Asked::No))
            .into_iter()
            .collect()
    }

    /// Shows an article and gives its text the focus, or its first unread comment. An article that is
    /// open stays as it is.
    pub(super) fn open_article(&mut self, article: ArticleId, to_comments: bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        let is_open = self
            .open
            .as_ref()
            .is_some_and(|open| open.article == article);
        if !is_open {
            effects.extend(self.leave_article());
            self.end_search();
            self.open = Some(Open {
                article,
                has_threads: false,
                landing: if to_comments {
                    Landing::Unread
                } else {
                    Landing::Top
                },
                youngest: None,
                comments: CommentsState::Loading,
                need_not_wait: false,
            });
            self.body.show(article);
            self.comments.clear();
            effects.push(Effect::Request(Request::Open(article)));
            effects.push(Effect::Title(self.window_title()));
        } else if to_comments {
            self.comments.enter(&self.world.context(true));
        }
        self.articles.select(&self.world.library, article);
        self.set_focus(if to_comments {
            PaneName::Comments
        } else {
            PaneName::Body
        });
        effects
    }

    /// Goes to an article, or to a comment on it, from somewhere else than its neighbours.
    pub(super) fn go_to(
        &mut self,
        article: ArticleId,
        comment: Option<(DiscussionId, CommentId)>,
    ) -> Vec<Effect> {
        self.remember();
        let effects = self.open_article(article, false);
        if let Some((discussion, comment)) = comment {
            self.set_focus(PaneName::Comments);
            self.land(Landing::Comment(discussion, comment));
        }
        effects
    }

    /// Selects a comment of the open article, now or as soon as its comments come.
    pub(super) fn land(&mut self, landing: Landing) {
        let Some(open) = &mut self.open else {
            return;
        };
        if !open.has_threads {
            open.landing = landing;
            return;
        }
        open.landing = Landing::Top;
        match landing {
            Landing::Top => {}
            Landing::Unread => {
                self.comments.enter(&self.world.context(true));
            }
            Landing::Comment(discussion, comment) => self.comments.select(discussion, &comment),
        }
    }

    fn window_title(&self) -> SafeText {
        let open = self.open.as_ref().map(|open| open.article);
        match open.and_then(|id| self.world.library.article(id)) {
            Some(article) => SafeText::new(&format!("{} - byline", article.title)),
            None => SafeText::new("byline"),
        }
    }

    /// Lets go of an article that is gone.
    pub(super) fn close_article(&mut self) -> Vec<Effect> {
        self.open = None;
        self.asked = None;
        self.body.clear();
        self.comments.clear();
        self.set_focus(PaneName::Articles);
        vec![Effect::Title(self.window_title())]
    }

    pub(super) fn set_focus(&mut self, pane: PaneName) {
        self.focus = pane;
        if pane != PaneName::Articles {
            self.larger = pane;
        }
    }

    /// Keeps this place to come back to.
    pub(super) fn remember(&mut self) {
        let place = Place {
            focus: self.focus,
            selected: self.articles.selected(),
            open: self.open.as_ref().map(|open| open.article),
            comment: self
                .comments
                .discussion()
                .map(|discussion| discussion.id)
                .zip(self.comments.selected()),
        };
        if self.places.last() != Some(&place) {
            self.places.push(place);
        }
        if self.places.len() > MAX_PLACES {
            self.places.remove(0);
        }
    }

    /// Back to the last place kept.
    pub(super) fn go_back(&mut self) -> Vec<Effect> {
        let Some(place) = self.places.pop() else {
            self.say("This is where it began");
            return Vec::new();
        };
        let library = &self.world.library;
        let mut effects = Vec::new();
        if let Some(article) = place.open.filter(|id| library.article(*id).is_some()) {
            effects = self.open_article(article, false);
            if let Some((discussion, comment)) = place.comment {
                self.land(Landing::Comment(discussion, comment));
            }
        }
        if let Some(selected) = place.selected {
            self.articles.select(&self.world.library, selected);
        }
        self.set_focus(place.focus);
        effects
    }

    /// `n` and `N` outside of what a pane finds by itself: the next article with something unread.
    pub(super) fn go_to_unread_article(&mut self, forward: bool) -> Vec<Effect> {
        let from = self.open.as_ref().map(|open| open.article);
        let found = self
            .articles
            .unread_from(&self.world.library, from, forward);
        match found
            .and_then(|id| self.world.library.article(id))
            .map(Target::new)
        {
            Some(target) => {
                self.remember();
                self.open_article(target.article, target.comments_only)
            }
            None if forward => {
                self.say("All read");
                Vec::new()
            }
            None => {
                self.say("Nothing unread before this");
                Vec::new()
            }
        }
    }

    /// `<` and `>`: the article next to the open one, or to the selected one while the list has the focus.
    pub(super) fn go_to_neighbour(&mut self, forward: bool) -> Vec<Effect> {
        let open = self.open.as_ref().map(|open| open.article);
        let from = match self.focus {
            PaneName::Articles => self.articles.selected(),
            PaneName::Body | PaneName::Comments => open,
        };
        match self.articles.neighbour(&self.world.library, from, forward) {
            Some(article) => {
                self.remember();
                self.open_article(article, false)
            }
            None => {
                self.say(if forward {
                    "This is the last article"
                } else {
                    "This is the first article"
                });
                Vec::new()
            }
        }
    }
}
