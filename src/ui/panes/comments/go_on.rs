//! Going on: what `Space`, `n` and `j` leave, what they mark, and where they land.

use super::layout::is_short;
use super::view::{Enter, View};
use super::{CommentsPane, GoOn};
use crate::model::change::{Change, Deed};
use crate::model::id::CommentId;
use crate::model::thread::Shape;
use crate::text::count::counted;
use crate::ui::pane::{Context, Outcome};

/// Lines of the page before that stay in the window.
const KEPT_LINES: i32 = 2;

/// Where going on leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Page,
    /// To a comment of the discussion at this index.
    To {
        tab: usize,
        at: usize,
    },
    End,
    PagePeek,
    ClosePeek,
}

impl View {
    /// The deed of leaving the selected comment: it becomes read, if its last line was in the window and
    /// the reader has not made it unread by hand.
    pub fn leaving(&mut self) -> Option<Deed> {
        let at = self.selected;
        if !self.seen || !self.thread.is_unread(at) || self.thread.is_kept_unread(at) {
            return None;
        }
        Some(self.mark_read(vec![self.thread.comment(at).id.clone()]))
    }

    /// Marks comments read.
    pub fn mark_read(&mut self, comments: Vec<CommentId>) -> Deed {
        let deed = self.reading(comments);
        for change in &deed.changes {
            self.thread.apply(change);
        }
        deed
    }

    /// The deed that marks comments read.
    pub fn reading(&self, comments: Vec<CommentId>) -> Deed {
        let label = counted(
            comments.len(),
            "comment marked read",
            "comments marked read",
        );
        let change = Change::CommentsRead {
            discussion: self.discussion.id,
            comments,
            read: true,
        };
        Deed {
            label,
            changes: vec![change],
        }
    }

    /// Selects a comment anywhere in the thread and opens the way to it; what earlier jumps opened folds
    /// again. A comment that was in the window stays on its row.
    pub fn jump(&mut self, target: usize) {
        self.leave_branch_for(target);
        let row = self.row_of(target);
        let left = self.selected;
        self.remember();
        self.thread.leave(left, target);
        self.thread.pass_through_to(target);
        match row {
            Some(row) => {
                self.stand(target, row);
                self.show_whole(Enter::Above);
            }
            None => {
                // The anchor may have been folded away just now.
                self.keep_visible();
                self.select(target, Enter::Above);
            }
        }
        self.settle();
    }

    /// The next unread comment for `Space` behind a position, past those that the setting skips.
    fn next_to_read(&self, behind: Option<usize>, skip_short: bool) -> Option<usize> {
        let first = match behind {
            Some(at) => self.thread.next_unread(at),
            None => self.thread.first_unread(),
        };
        std::iter::successors(first, |&at| self.thread.next_unread(at))
            .find(|&at| !skip_short || !is_short(&self.prose(at)))
    }
}

impl CommentsPane {
    /// What `Space` does next (section 2 of the reading design, rules 4 and 5).
    fn step(&self) -> Option<Step> {
        let view = self.view().filter(|view| !view.thread.is_empty())?;
        if let Some(has_more) = view.peek_has_more() {
            return Some(if has_more {
                Step::PagePeek
            } else {
                Step::ClosePeek
            });
        }
        if view.at_end {
            return Some(Step::End);
        }
        let at = view.selected;
        if view.thread.is_unread(at) && view.thread.shape(at) != Shape::Open {
            return Some(Step::To { tab: self.tab, at });
        }
        if view.has_more_below() {
            return Some(Step::Page);
        }
        Some(match view.next_to_read(Some(at), self.skip_short) {
            Some(at) => Step::To { tab: self.tab, at },
            None => self.next_tab_to_read().unwrap_or(Step::End),
        })
    }

    /// The first unread comment of a later discussion.
    fn next_tab_to_read(&self) -> Option<Step> {
        let later = self.views.iter().enumerate().skip(self.tab + 1);
        later
            .filter_map(|(tab, view)| {
                let at = view.next_to_read(None, self.skip_short)?;
                Some(Step::To { tab, at })
            })
            .next()
    }

    /// What the next `Space` does here; `None` without comments.
    pub fn next_step(&self) -> Option<GoOn> {
        Some(match self.step()? {
            Step::Page => GoOn::Page,
            Step::To { tab, at } => {
                let comment = self.views.get(tab)?.thread.comment(at);
                GoOn::NextUnread {
                    number: at + 1,
                    author: super::words::author(comment).to_owned(),
                }
            }
            Step::End => GoOn::End,
            Step::PagePeek => GoOn::PagePeek,
            Step::ClosePeek => GoOn::ClosePeek,
        })
    }

    /// Does it.
    pub fn go_on(&mut self, context: &Context<'_>) -> Outcome {
        self.prepare(context);
        let Some(step) = self.step() else {
            return Outcome::ignored();
        };
        let mut outcome = Outcome::done();
        match step {
            Step::Page => {
                if let Some(view) = self.view_mut() {
                    let page = (view.rows - view.margin() - KEPT_LINES).max(1);
                    let last = view.rows - view.height(view.selected);
                    view.top = (view.top - page).max(last);
                    view.settle();
                }
            }
            Step::To { tab, at } => {
                outcome
                    .deeds
                    .extend(self.view_mut().and_then(View::leaving));
                self.open_tab(tab, context);
                if let Some(view) = self.view_mut() {
                    view.jump(at);
                }
            }
            Step::End => {
                if let Some(view) = self.view_mut() {
                    outcome.deeds.extend(view.leaving());
                    view.at_end = true;
                }
            }
            Step::PagePeek => self.view_mut().into_iter().for_each(View::page_peek),
            Step::ClosePeek => self.view_mut().into_iter().for_each(View::close_peek),
        }
        outcome
    }

    /// Selects the first unread comment, unfolding only its ancestors; false if none is unread.
    pub fn enter(&mut self, context: &Context<'_>) -> bool {
        self.prepare(context);
        let first = self
            .views
            .iter()
            .enumerate()
            .find_map(|(tab, view)| Some((tab, view.next_to_read(None, self.skip_short)?)));
        let Some((tab, at)) = first else {
            return false;
        };
        self.open_tab(tab, context);
        if let Some(view) = self.view_mut() {
            view.jump(at);
        }
        true
    }

    /// `n`: the next unread comment; not handled when nothing is left, so that the screen goes on to the
    /// next article.
    pub(super) fn next_unread(&mut self, context: &Context<'_>) -> Outcome {
        let Some(view) = self.view_mut() else {
            return Outcome::ignored();
        };
        let deed = view.leaving();
        let next = match view.thread.next_unread(view.selected) {
            Some(at) => Some(Step::To { tab: self.tab, at }),
            None => self.next_tab_to_read(),
        };
        let mut outcome = Outcome::default();
        outcome.deeds.extend(deed);
        if let Some(Step::To { tab, at }) = next {
            outcome.handled = true;
            self.open_tab(tab, context);
            if let Some(view) = self.view_mut() {
                view.jump(at);
            }
        }
        outcome
    }

    /// `N`: the previous unread comment; marks nothing.
    pub(super) fn previous_unread(&mut self, context: &Context<'_>) -> Outcome {
        let here = self
            .view()
            .and_then(|view| Some((self.tab, view.thread.previous_unread(view.selected)?)));
        let earlier = || {
            (0..self.tab).rev().find_map(|tab| {
                let thread = &self.views[tab].thread;
                Some((tab, thread.previous_unread(thread.len())?))
            })
        };
        let Some((tab, at)) = here.or_else(earlier) else {
            return Outcome::ignored();
        };
        self.open_tab(tab, context);
        if let Some(view) = self.view_mut() {
            view.jump(at);
        }
        Outcome::done()
    }

    /// `j`: a tall comment scrolls first; behind the last one is the line that ends the thread.
    pub(super) fn next(&mut self) -> Outcome {
        let mut outcome = Outcome::done();
        let Some(view) = self.view_mut() else {
            return outcome;
        };
        if view.has_more_below() {
            let last = view.rows - view.height(view.selected);
            view.top = (view.top - super::SCROLL_LINES).max(last);
            view.settle();
            return outcome;
        }
        outcome.deeds.extend(view.leaving());
        match view.thread.next_visible(view.selected) {
            Some(next) => view.select(next, Enter::Above),
            None if view.branch.is_some() => {
                outcome.say = Some("the end of this branch".to_owned());
            }
            None => {
                view.show_end();
                view.at_end = true;
            }
        }
        outcome
    }

    /// `k`: the other way; a tall comment is entered at its last line.
    pub(super) fn previous(&mut self) -> Outcome {
        let Some(view) = self.view_mut() else {
            return Outcome::done();
        };
        if view.at_end {
            view.at_end = false;
            return Outcome::done();
        }
        let margin = view.margin();
        if view.top < margin {
            view.top = (view.top + super::SCROLL_LINES).min(margin);
            view.settle();
        } else if let Some(previous) = view.thread.previous_visible(view.selected) {
            view.select(previous, Enter::Below);
        }
        Outcome::done()
    }
}
