//! What keys do to the tree: steps, folds and marks.

use super::view::{Enter, View};
use super::{CommentsPane, words};
use crate::engine::message::{Refresh, Request};
use crate::model::change::{Change, Deed};
use crate::model::comment::State;
use crate::model::id::CommentId;
use crate::model::thread::Shape;
use crate::ui::command::Command;
use crate::ui::effect::Effect;
use crate::ui::pane::{Context, Outcome};

impl CommentsPane {
    pub(super) fn act(&mut self, command: Command, context: &Context<'_>) -> Outcome {
        if let Some(outcome) = self.act_on_peek(command) {
            return outcome;
        }
        match command {
            Command::GoOn => return self.go_on(context),
            Command::NextUnread => return self.next_unread(context),
            Command::PreviousUnread => return self.previous_unread(context),
            Command::NextDiscussion => return self.next_discussion(context),
            Command::Straighten => return self.straighten(context),
            Command::Quotes => return self.hide_quotes(context),
            Command::Next => return self.next(),
            Command::Previous => return self.previous(),
            _ => {}
        }
        let article = self.article;
        let Some(view) = self.view_mut() else {
            return Outcome::ignored();
        };
        match command {
            // On the line that ends the thread, no comment is meant.
            Command::ToggleRead
            | Command::Star
            | Command::Watch
            | Command::Info
            | Command::CopyLink
            | Command::OpenInBrowser
                if view.at_end =>
            {
                Outcome::ignored()
            }
            Command::Peek => view.peek(),
            Command::More => view.more(),
            Command::Less => view.less(),
            Command::LoadMore => view.load_more(),
            Command::Act if view.at_end && view.has_more() => view.load_more(),
            Command::Act if view.is_stub(view.selected) => {
                view.show_stub(article.map(Refresh::Article))
            }
            Command::Act if view.columns.is_rail(view.level(view.selected)) => view.toggle_branch(),
            Command::Branch => view.toggle_branch(),
            Command::Act => view.toggle_fold(),
            Command::FoldAll => view.fold_root(),
            Command::UnfoldAll => view.unfold_branch(),
            Command::Depth(levels) => view.show_depth(levels),
            Command::FoldRead => view.toggle_path_to_new(),
            Command::WhatIsNew => view.turn_news(context),
            Command::NextOrder => view.next_order(1),
            Command::PreviousOrder => view.next_order(-1),
            Command::ByTime => view.toggle_by_time(),
            Command::ToggleRead => view.toggle_read(),
            Command::DoneWithThis => view.done_with_branch(),
            Command::Star => view.toggle_star(),
            Command::Mute => view.mute_branch(),
            Command::Watch => view.toggle_watch(),
            Command::Info => view
                .selected_id()
                .map_or_else(Outcome::ignored, |id| Outcome {
                    effects: vec![Effect::Request(Request::CommentInfo(
                        view.discussion.id,
                        id,
                    ))],
                    ..Outcome::done()
                }),
            Command::CatchUp => view.catch_up(),
            Command::CopyQuote => view.quote(),
            Command::LightUp => view.light_up(),
            Command::KeepLit => view.keep_lit(),
            Command::CopyLink => view.link().map_or_else(no_link, |url| Outcome {
                effects: vec![Effect::Copy(url.to_string())],
                ..Outcome::done()
            }),
            Command::OpenInBrowser => view.link().map_or_else(no_link, |url| Outcome {
                effects: vec![Effect::Open(url.clone())],
                ..Outcome::done()
            }),
            Command::OpenDiscussion => view.page().map_or_else(no_link, |url| Outcome {
                effects: vec![Effect::Open(url.clone())],
                ..Outcome::done()
            }),
            _ => view.travel(command),
        }
    }

    /// The next discussion of the article, as tabs go.
    fn next_discussion(&mut self, context: &Context<'_>) -> Outcome {
        if self.views.len() < 2 {
            return Outcome::said("this article has one discussion");
        }
        self.open_tab((self.tab + 1) % self.views.len(), context);
        let Some(view) = self.view_mut() else {
            return Outcome::done();
        };
        // Also to be remembered: the next opening of the article begins here.
        view.was_looked_at = true;
        let look = Effect::Request(Request::Look(view.discussion.id));
        Outcome {
            effects: vec![look],
            ..Outcome::said(words::tab(self, context.library))
        }
    }
}

fn no_link() -> Outcome {
    Outcome::said("the source gives no address for this")
}

impl View {
    /// Steps that mark nothing.
    fn travel(&mut self, command: Command) -> Outcome {
        let thread = &self.thread;
        let (target, nothing) = match command {
            Command::NextSibling => (
                thread.next_sibling(self.selected),
                "no reply after this one",
            ),
            Command::PreviousSibling => (
                thread.previous_sibling(self.selected),
                "no reply before this one",
            ),
            Command::NextBig => (thread.next_root(self.selected), "the last root comment"),
            Command::PreviousBig => (
                thread.previous_root(self.selected),
                "the first root comment",
            ),
            Command::Parent => (thread.answered(self.selected), "a reply to the article"),
            Command::First => (thread.first_visible(), ""),
            Command::Last => (thread.last_visible(), ""),
            Command::NextOfKind => {
                return self.go_to_same_author(self.thread.next_by_same_author(self.selected));
            }
            Command::PreviousOfKind => {
                return self.go_to_same_author(self.thread.previous_by_same_author(self.selected));
            }
            Command::Back | Command::Cancel if self.end_branch() => {
                return Outcome::said("the whole thread");
            }
            Command::Back => {
                return match self.come_back() {
                    Some(at) => {
                        self.go_back(at);
                        Outcome::done()
                    }
                    None => Outcome::ignored(),
                };
            }
            Command::HalfPageDown => return self.half_page(1),
            Command::HalfPageUp => return self.half_page(-1),
            Command::PageBack => {
                self.scroll(-(self.rows - 2).max(1));
                return Outcome::done();
            }
            _ => return Outcome::ignored(),
        };
        let Some(target) = target else {
            return Outcome::said(nothing);
        };
        if target != self.selected {
            self.remember();
            self.select(target, Enter::Above);
        }
        if command == Command::Last {
            self.show_end();
        }
        Outcome::done()
    }

    /// Goes to another comment of the author, through folds.
    fn go_to_same_author(&mut self, target: Option<usize>) -> Outcome {
        match target {
            Some(target) => {
                self.jump(target);
                Outcome::done()
            }
            None => {
                let name = words::author(self.thread.comment(self.selected));
                Outcome::said(format!("nothing more of {name} in this direction"))
            }
        }
    }

    fn go_back(&mut self, at: usize) {
        self.thread.reveal(at);
        self.select(at, Enter::Above);
    }

    /// Scrolls half a window; where there is nothing left to scroll, the selection goes to the end.
    fn half_page(&mut self, direction: i32) -> Outcome {
        if !self.scroll(direction * (self.rows / 2).max(1)) {
            let end = if direction > 0 {
                self.thread.last_visible()
            } else {
                self.thread.first_visible()
            };
            if let Some(at) = end {
                self.select(at, Enter::Above);
            }
        }
        Outcome::done()
    }

    /// Brings the line that ends the thread into the window.
    pub fn show_end(&mut self) {
        let end = self.top + self.height(self.selected) + 2;
        let highest = self.margin() + 1 - self.height(self.selected);
        if self.thread.next_visible(self.selected).is_none() && end > self.rows {
            self.top = (self.top - (end - self.rows)).max(highest);
            self.settle();
        }
    }

    /// `l`: opens what is folded, and lands on the news inside; else the first reply.
    fn more(&mut self) -> Outcome {
        let at = self.selected;
        if self.is_stub(at) && self.thread.first_reply(at).is_none() {
            return Outcome::done();
        }
        if self.thread.shape(at) != Shape::Open {
            return self.unfold();
        }
        match self.thread.first_reply(at) {
            Some(reply) => {
                self.select(reply, Enter::Above);
                Outcome::done()
            }
            None => Outcome::said("no replies"),
        }
    }

    /// `h`: folds a branch; from what is folded or has no replies, to the parent.
    fn less(&mut self) -> Outcome {
        let at = self.selected;
        if self.thread.shape(at) != Shape::Folded && self.thread.first_reply(at).is_some() {
            return self.fold(true);
        }
        match self.thread.parent(at) {
            Some(parent) => {
                self.select(parent, Enter::Above);
                Outcome::done()
            }
            None => Outcome::said("a reply to the article"),
        }
    }

    /// Enter, and a click on the arrow.
    pub fn toggle_fold(&mut self) -> Outcome {
        if self.thread.shape(self.selected) == Shape::Open {
            self.fold(true)
        } else {
            self.unfold()
        }
    }

    /// Folds or unfolds the selected comment by the reader's own wish.
    fn fold(&mut self, folded: bool) -> Outcome {
        let at = self.selected;
        let hidden = self.thread.branch(at).size.saturating_sub(1);
        let label = match (folded, hidden) {
            (true, 0) => "folded".to_owned(),
            (true, 1) => "folded with 1 reply".to_owned(),
            (true, replies) => format!("folded with {replies} replies"),
            (false, _) => "unfolded".to_owned(),
        };
        let folds = vec![(self.thread.comment(at).id.clone(), Some(folded))];
        let deed = self.set_folds(label, folds);
        self.thread.stop_passing(at);
        self.settle_whole();
        Outcome::deed(deed)
    }

    fn unfold(&mut self) -> Outcome {
        let at = self.selected;
        let was_hiding = self.thread.shape(at) == Shape::Folded;
        let news = self
            .thread
            .first_new_within(at)
            .filter(|_| was_hiding && !self.thread.is_new(at));
        let outcome = self.fold(false);
        if let Some(news) = news {
            self.remember();
            self.thread.pass_through_to(news);
            self.select(news, Enter::Above);
        }
        outcome
    }

    pub fn set_folds(&mut self, label: String, folds: Vec<(CommentId, Option<bool>)>) -> Deed {
        let change = Change::Folds {
            discussion: self.discussion.id,
            folds,
        };
        self.thread.apply(&change);
        Deed {
            label,
            changes: vec![change],
        }
    }

    /// Enter on a stub: shows the text that is still here, or asks the source for what is missing.
    fn show_stub(&mut self, refresh: Option<Refresh>) -> Outcome {
        let comment = self.thread.comment(self.selected);
        if !comment.body.is_empty() {
            return self.fold(false);
        }
        match (comment.state, refresh) {
            (State::Unloaded, _) if self.has_more() => self.load_more(),
            (State::Unloaded, Some(refresh)) => Outcome {
                effects: vec![Effect::Request(Request::Refresh(refresh))],
                ..Outcome::said("asking for what is missing")
            },
            _ => Outcome::said("its text was never here"),
        }
    }

    /// Whether something was left out that can be asked for.
    pub(super) fn has_more(&self) -> bool {
        !self.discussion.continuations.is_empty()
    }

    /// `+`: asks for what was left out, once.
    fn load_more(&mut self) -> Outcome {
        if !self.has_more() {
            return Outcome::said("everything that the source offers is here");
        }
        if std::mem::replace(&mut self.is_loading_more, true) {
            return Outcome::said("still loading");
        }
        Outcome {
            effects: vec![Effect::Request(Request::LoadMore(self.discussion.id))],
            ..Outcome::said("loading more comments")
        }
    }

    /// `H`: folds the whole root thread and goes to the next root, which comes up below the folded row;
    /// if that row would be above the window, the next root is the first thing in it.
    fn fold_root(&mut self) -> Outcome {
        let root = self.thread.root(self.selected);
        let row = self.row_of(root).filter(|&row| row >= 0);
        let next = self.thread.next_root(root);
        self.remember();
        self.stand(root, row.unwrap_or(0));
        let outcome = self.fold(true);
        self.go_below(root, row, next);
        outcome
    }

    /// Selects what comes behind a branch that was just folded.
    pub fn go_below(&mut self, folded: usize, row: Option<i32>, next: Option<usize>) {
        let Some(next) = next else {
            return;
        };
        let below = self.top + self.height(folded) + self.gap(next);
        if self.thread.next_visible(folded) == Some(next) {
            self.stand(next, if row.is_some() { below } else { 0 });
            self.settle_whole();
        } else {
            self.jump(next);
        }
    }

    /// `L`: opens everything below the selected comment.
    fn unfold_branch(&mut self) -> Outcome {
        let folds = self.thread.unfolding_of_branch(self.selected);
        if folds.is_empty() {
            return Outcome::said("all of it is open");
        }
        let deed = self.set_folds("the whole branch unfolded".to_owned(), folds);
        self.settle_whole();
        Outcome::deed(deed)
    }

    /// A digit: so many levels; the reader's own folds go.
    fn show_depth(&mut self, levels: u8) -> Outcome {
        let said = match levels {
            0 => "everything open".to_owned(),
            1 => "root comments only".to_owned(),
            levels => format!("{levels} levels"),
        };
        let own = self.thread.forgetting_of_own_folds();
        let above = u8::try_from(self.thread.levels_above()).unwrap_or(u8::MAX);
        self.thread.show_depth(match levels {
            0 => 0,
            levels => levels.saturating_add(above),
        });
        let mut outcome = Outcome::said(said.clone());
        if !own.is_empty() {
            outcome.deeds.push(self.set_folds(said, own));
        }
        self.keep_visible();
        outcome
    }

    /// `Z`: only the paths to what is new; again takes it back.
    fn toggle_path_to_new(&mut self) -> Outcome {
        let is_path = self.thread.toggle_path_to_new();
        self.keep_visible();
        Outcome::said(match (is_path, self.thread.tells_new()) {
            (true, true) => "only the paths to what is new are open",
            (true, false) => "only the paths to what is unread are open",
            (false, _) => "folds as they were before",
        })
    }

    /// `m`: never overruled by leaving the comment.
    fn toggle_read(&mut self) -> Outcome {
        let at = self.selected;
        let comment = self.thread.comment(at);
        if comment.state != State::Visible {
            return Outcome::said("there is nothing to read here");
        }
        let read = self.thread.is_unread(at);
        let change = Change::CommentsRead {
            discussion: self.discussion.id,
            comments: vec![comment.id.clone()],
            read,
        };
        self.thread.mark_by_hand(at, read);
        let label = if read {
            "1 comment marked read"
        } else {
            "1 comment marked unread"
        };
        Outcome::deed(Deed {
            label: label.to_owned(),
            changes: vec![change],
        })
    }

    /// `*`: keeps the comment, or no longer.
    fn toggle_star(&mut self) -> Outcome {
        let starred = !self.thread.is_starred(self.selected);
        let change = Change::CommentsStarred {
            discussion: self.discussion.id,
            comments: vec![self.thread.comment(self.selected).id.clone()],
            starred,
        };
        self.thread.apply(&change);
        let label = match starred {
            true => "1 comment kept",
            false => "1 comment no longer kept",
        };
        Outcome::deed(Deed {
            label: label.to_owned(),
            changes: vec![change],
        })
    }

    /// `d`: the branch is read and folded, on to the next unread comment behind it.
    fn done_with_branch(&mut self) -> Outcome {
        let at = self.selected;
        let end = self.thread.node(at).end;
        let unread = self.thread.unread_ids(at, end);
        let row = Some(self.top).filter(|&row| row >= 0);
        let mut deed = self.mark_read(unread.clone());
        if unread.is_empty() {
            deed.changes.clear();
            deed.label = "folded".to_owned();
        }
        let folds = vec![(self.thread.comment(at).id.clone(), Some(true))];
        deed.changes
            .extend(self.set_folds(String::new(), folds).changes);
        self.leave_branch(at, row);
        Outcome::deed(deed)
    }

    /// Leaves a branch that was just folded where it stands, at its row if that is in sight, for what is
    /// unread behind it, else for what stands there.
    pub(super) fn leave_branch(&mut self, at: usize, row: Option<i32>) {
        self.remember();
        self.thread.stop_passing(at);
        self.stand(at, row.unwrap_or(0));
        self.settle_whole();
        let last = self.thread.node(at).end - 1;
        let unread = self.thread.next_unread(last);
        let next = unread.or_else(|| self.thread.next_visible(at));
        self.go_below(at, row, next);
    }

    /// `c`: everything here is read.
    fn catch_up(&mut self) -> Outcome {
        let unread = self.thread.read_between(0, self.thread.len());
        if unread.is_empty() {
            return Outcome::said("nothing is unread here");
        }
        Outcome::deed(self.reading(unread))
    }

    /// The selected comment's own address, else the discussion's page.
    pub fn link(&self) -> Option<&url::Url> {
        let comment = self.thread.tree().nodes.get(self.selected);
        comment
            .and_then(|node| node.comment.permalink.as_ref())
            .or(self.page())
    }

    fn page(&self) -> Option<&url::Url> {
        self.discussion.thread.page.as_ref()
    }
}
