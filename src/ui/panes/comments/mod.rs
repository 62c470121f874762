//! The comment pane: a thread as a tree that folds, at an anchor that nothing moves.

mod act;
mod branch;
mod draw;
mod go_on;
mod header;
mod layout;
mod levels;
mod limit;
mod look;
mod map;
mod mute;
mod news;
mod order;
mod peek;
mod people;
mod scroll;
mod search;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use limit::Limited;

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use url::Url;

use crate::model::change::Change;
use crate::model::discussion::Discussion;
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::safe::SafeText;
use crate::model::thread::{Joined, Shape, Thread};
use crate::model::update::{Incoming, Update};
use crate::ui::command::Command;
use crate::ui::pane::{Context, Outcome, Pane};
use layout::Columns;
use view::{Enter, View};

/// Lines by which `j` and `k` scroll a comment that is taller than the window.
const SCROLL_LINES: i32 = 3;

/// Keys that the bottom line has room for.
const HINTS: usize = 6;

/// The comment pane's view state, and the discussions of the open article.
#[derive(Debug, Default)]
pub struct CommentsPane {
    article: Option<ArticleId>,
    views: Vec<View>,
    /// Index of the discussion shown.
    tab: usize,
    /// Updates begun; what an older one came to is no longer wanted.
    updates: u64,
    /// Threads that are no longer shown.
    gone: Vec<Arc<Thread>>,
    /// The area drawn last.
    area: Rect,
    /// What the line that ends the thread says of what comes then.
    after: String,
    /// What the last refresh brought.
    arrival: Option<Arrival>,
    /// What the lower edge of the peek box says of the keys.
    peek_foot: String,
    /// Whether the last click folded or unfolded something.
    click_acted: bool,
    /// Whether chains are straightened where the settings say that they are not, or the other way round.
    is_other_straight: bool,
    /// The same for quotations.
    is_other_quotes: bool,
    /// The setting `skip-short`.
    skip_short: bool,
}

/// What a refresh brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// "1 new reply to gearhound, out of sight above".
    pub sentence: String,
    /// What goes there in one step, where something does.
    pub command: Option<Command>,
}

/// What `Space` does next in this pane (section 2 of the reading design, rule 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoOn {
    /// The selected comment has lines below the window.
    Page,
    /// Marks the selected comment read and selects this one.
    NextUnread {
        /// Its number in reading order, as the pane shows it behind `#`.
        number: usize,
        /// Its author's name.
        author: String,
    },
    /// Marks the selected comment read; none is unread after that.
    End,
    /// Turns the page of the peek box.
    PagePeek,
    /// Closes the peek box.
    ClosePeek,
}

impl CommentsPane {
    /// What is to be made of the discussions of an article as they have come: to be worked out, here or
    /// beside the screen, and then handed to [`CommentsPane::take_update`].
    pub fn update(&mut self, article: ArticleId, threads: Vec<(Discussion, Thread)>) -> Update {
        self.updates += 1;
        let is_shown = self.article == Some(article);
        let discussions = threads.into_iter().map(|(discussion, thread)| {
            let view = self.view_of(discussion.id).filter(|_| is_shown);
            let incoming = match view {
                Some(view) => view.incoming(Arc::new(thread)),
                None => Incoming::First(Box::new(thread)),
            };
            (discussion, incoming)
        });
        Update {
            article,
            number: self.updates,
            discussions: discussions.collect(),
        }
    }

    /// Shows what an update came to. For the article already shown nothing moves under the reader's eye,
    /// folds and selection stay. Returns the update if it has to be worked out again: the reader has
    /// put the comments in another order meanwhile. One that is not the newest is passed over.
    pub fn take_update(&mut self, mut update: Update) -> Option<Update> {
        if update.number != self.updates {
            self.gone.extend(update.into_threads());
            return None;
        }
        if !self.fits(&update) {
            for (discussion, incoming) in &mut update.discussions {
                if let (Incoming::Merged(merge), Some(view)) =
                    (&*incoming, self.view_of(discussion.id))
                {
                    *incoming = view.incoming(Arc::clone(merge.incoming()));
                }
            }
            return Some(update);
        }
        let shown = self.discussion().map(|discussion| discussion.id);
        let is_shown = self.article.replace(update.article) == Some(update.article);
        let mut before = std::mem::take(&mut self.views);
        self.arrival = None;
        for (discussion, incoming) in update.discussions {
            let known = before
                .iter()
                .position(|view| view.discussion.id == discussion.id);
            self.views.push(match (incoming, known) {
                (Incoming::Merged(merge), Some(at)) => {
                    let mut view = before.swap_remove(at);
                    let Joined { arrived, before } = view.merge(discussion, &merge);
                    self.gone.push(Arc::new(before));
                    self.gone.push(Arc::clone(merge.incoming()));
                    if Some(view.discussion.id) == shown {
                        self.arrival = words::arrival(&view, &arrived);
                    }
                    view
                }
                (Incoming::First(thread), _) => View::new(discussion, *thread),
                (Incoming::Merged(_) | Incoming::Again { .. }, _) => continue,
            });
        }
        self.gone.extend(before.into_iter().map(View::into_thread));
        let is_chosen = |view: &View| match is_shown {
            true => Some(view.discussion.id) == shown,
            false => view.discussion.is_chosen,
        };
        self.tab = self.views.iter().position(is_chosen).unwrap_or(0);
        None
    }

    /// Whether what was worked out is of the threads as they stand now.
    fn fits(&self, update: &Update) -> bool {
        update.discussions.iter().all(|(discussion, incoming)| {
            let view = self.view_of(discussion.id);
            match incoming {
                Incoming::Merged(merge) => view.is_some_and(|view| merge.fits(&view.thread)),
                Incoming::First(_) | Incoming::Again { .. } => true,
            }
        })
    }

    /// Threads that are no longer shown, since this was called last.
    pub fn take_gone(&mut self) -> Vec<Arc<Thread>> {
        std::mem::take(&mut self.gone)
    }

    /// Whether what was left out is being loaded; none where everything is here.
    pub fn is_loading_more(&self) -> Option<bool> {
        let view = self.view().filter(|view| view.has_more())?;
        Some(view.is_loading_more)
    }

    /// More comments have come, or could not.
    pub fn more_has_come(&mut self, discussion: DiscussionId) {
        let views = self.views.iter_mut();
        for view in views.filter(|view| view.discussion.id == discussion) {
            view.is_loading_more = false;
        }
    }

    /// The discussion shown, once, if it has to be loaded: it is known of and not here.
    pub fn take_wanted(&mut self) -> Option<DiscussionId> {
        let view = self.view_mut()?;
        let is_wanted = view.discussion.is_elsewhere && view.discussion.loaded.is_none();
        let is_first = is_wanted && !std::mem::replace(&mut view.was_looked_at, true);
        is_first.then_some(view.discussion.id)
    }

    /// What the last refresh brought, to be said once.
    pub fn take_arrival(&mut self) -> Option<Arrival> {
        self.arrival.take()
    }

    /// Forgets the article.
    pub fn clear(&mut self) {
        let views = std::mem::take(&mut self.views).into_iter();
        let mut gone = std::mem::take(&mut self.gone);
        gone.extend(views.map(View::into_thread));
        *self = Self {
            area: self.area,
            updates: self.updates + 1,
            gone,
            ..Self::default()
        };
    }

    /// Applies a change that the reader made here or elsewhere, or that was taken back.
    pub fn apply(&mut self, change: &Change) {
        if let Change::AuthorsMuted { .. } | Change::AuthorsKept { .. } = change {
            for view in &mut self.views {
                view.thread.apply(change);
                view.keep_visible();
            }
            return;
        }
        if let Change::DiscussionsRead { articles } = change {
            let is_shown = self
                .article
                .is_some_and(|article| articles.contains(&article));
            return if is_shown {
                self.apply_all_read()
            };
        }
        let (Change::CommentsRead { discussion, .. }
        | Change::Folds { discussion, .. }
        | Change::CommentsWatched { discussion, .. }
        | Change::CommentsStarred { discussion, .. }
        | Change::Muted { discussion, .. }) = change
        else {
            return;
        };
        for view in &mut self.views {
            if view.discussion.id == *discussion {
                view.thread.apply(change);
                view.keep_visible();
            }
        }
    }

    fn apply_all_read(&mut self) {
        for view in &mut self.views {
            view.thread.read_between(0, view.thread.len());
            view.keep_visible();
        }
    }

    /// The article whose discussions are shown.
    pub fn article(&self) -> Option<ArticleId> {
        self.article
    }

    /// The discussion shown.
    pub fn discussion(&self) -> Option<&Discussion> {
        self.view().map(|view| &view.discussion)
    }

    /// The thread shown.
    pub fn thread(&self) -> Option<&Thread> {
        self.view().map(|view| &view.thread)
    }

    /// When the youngest comment of all discussions shown was written.
    pub fn youngest(&self) -> Option<Timestamp> {
        let threads = self.views.iter().map(|view| &view.thread);
        threads.filter_map(Thread::youngest).max()
    }

    /// The selected comment.
    pub fn selected(&self) -> Option<CommentId> {
        self.view()?.selected_id()
    }

    /// The selected comment's author, unless anonymous.
    pub fn selected_author(&self) -> Option<&SafeText> {
        let view = self.view().filter(|view| !view.thread.is_empty())?;
        view.thread.comment(view.selected).author.as_ref()
    }

    /// Comments in the branch that begins with the selected one.
    pub fn branch_size(&self) -> u32 {
        self.view()
            .map_or(0, |view| view.thread.branch(view.selected).size)
    }

    /// Unread and new comments over all discussions shown.
    pub fn counts(&self) -> (u32, u32) {
        count(self.views.iter())
    }

    /// Unread and new comments over the discussions that are this article's own, not shared with it by the
    /// same article of another feed.
    pub fn counts_of(&self, article: ArticleId) -> (u32, u32) {
        let own = |view: &&View| view.discussion.article == article;
        count(self.views.iter().filter(own))
    }

    /// Whether the line that ends the thread is where the reader stands.
    pub fn at_end(&self) -> bool {
        self.view().is_some_and(|view| view.at_end)
    }

    /// What the line that ends the thread says behind "end of thread": set by the screen, which knows
    /// the next article.
    pub fn set_after(&mut self, sentence: String) {
        self.after = sentence;
    }

    /// What can be done in the peek box, as command and words; empty while it is closed.
    pub fn peek_offers(&self) -> Vec<(Command, String)> {
        self.view().map_or_else(Vec::new, View::peek_offers)
    }

    /// What the lower edge of the peek box says: set by the screen, which knows the keys.
    pub fn set_peek_foot(&mut self, sentence: String) {
        self.peek_foot = sentence;
    }

    /// Where the reader stands, for the status line: "#3 of 4 · depth 2 · reply to westbound #2".
    pub fn place(&self) -> String {
        self.view().map_or_else(String::new, words::place)
    }

    /// What "new" means now, for the status line: "new = since yesterday 21:10"; empty on a first visit.
    pub fn meaning_of_new(&self, context: &Context<'_>) -> String {
        self.view()
            .and_then(|view| view.news_words(context))
            .map_or_else(String::new, |words| format!("new = {words}"))
    }

    /// Selects this comment, unfolding its ancestors. Whoever brings the reader here keeps the way back.
    pub fn select(&mut self, discussion: DiscussionId, comment: &CommentId) {
        let found = self.views.iter().enumerate().find_map(|(tab, view)| {
            let at = view.thread.position(comment)?;
            (view.discussion.id == discussion).then_some((tab, at))
        });
        let Some((tab, at)) = found else {
            return;
        };
        self.tab = tab;
        if let Some(view) = self.view_mut() {
            view.thread.reveal(at);
            view.select(at, Enter::Above);
        }
    }

    /// The six most useful keys now, as command and word: "fold", "unfold (1 new)".
    pub fn hints(&self) -> Vec<(Command, String)> {
        self.view().map_or_else(Vec::new, words::hints)
    }

    fn view(&self) -> Option<&View> {
        self.views.get(self.tab)
    }

    fn view_of(&self, discussion: DiscussionId) -> Option<&View> {
        let mut views = self.views.iter();
        views.find(|view| view.discussion.id == discussion)
    }

    fn view_mut(&mut self) -> Option<&mut View> {
        self.views.get_mut(self.tab)
    }

    /// Takes over what the settings say, before anything is measured.
    fn prepare(&mut self, context: &Context<'_>) {
        self.skip_short = context.config.reading.skip_short;
        if self.area.is_empty() {
            return;
        }
        let mut columns = Columns::new(self.area.width, context.config);
        columns.straighten ^= self.is_other_straight;
        columns.hides_quotes ^= self.is_other_quotes;
        let rows = i32::from(self.area.height);
        if let Some(view) = self.view_mut() {
            view.fit(columns, rows);
        }
    }

    /// Shows another discussion of the article.
    fn open_tab(&mut self, tab: usize, context: &Context<'_>) {
        if tab != self.tab && tab < self.views.len() {
            self.tab = tab;
            self.prepare(context);
        }
    }
}

/// Unread and new comments over these.
fn count<'v>(views: impl Iterator<Item = &'v View>) -> (u32, u32) {
    views.fold((0, 0), |(unread, new), view| {
        let counts = view.thread.counts();
        (unread + counts.unread, new + counts.new)
    })
}

impl Pane for CommentsPane {
    fn handle(&mut self, command: Command, context: &Context<'_>) -> Outcome {
        self.prepare(context);
        match self.view() {
            Some(view) if !view.thread.is_empty() => self.act(command, context),
            // An empty discussion still has neighbours and a page.
            Some(_) if matches!(command, Command::NextDiscussion | Command::OpenDiscussion) => {
                self.act(command, context)
            }
            _ => Outcome::ignored(),
        }
    }

    fn draw(&mut self, buffer: &mut Buffer, area: Rect, context: &Context<'_>) -> Option<Position> {
        self.area = area;
        self.prepare(context);
        let view = self.view()?;
        let cursor = draw::draw(view, &self.after, buffer, area, context);
        map::draw(view, buffer, area, context);
        if context.focused {
            peek::draw(view, &self.peek_foot, buffer, area, context);
        }
        cursor
    }

    fn title(&self, context: &Context<'_>) -> (String, String) {
        match self.view() {
            Some(view) => (words::title(self, view, context), words::order(view)),
            None => (words::TITLE.to_owned(), String::new()),
        }
    }

    fn click(&mut self, at: Position, double: bool, context: &Context<'_>) -> Outcome {
        self.prepare(context);
        // The second of two clicks does not take back what the first did.
        let has_acted = std::mem::take(&mut self.click_acted) && double;
        let area = self.area;
        let Some(view) = self.view_mut().filter(|_| area.contains(at)) else {
            return Outcome::ignored();
        };
        view.close_peek();
        let row = i32::from(at.y - area.y);
        let hit = view
            .window()
            .into_iter()
            .find(|&(shown, top)| (top..top + view.height(shown)).contains(&row));
        let Some((hit, top)) = hit else {
            return Outcome::done();
        };
        let mark = view.columns.mark(view.level(hit));
        let is_arrow = row == top && at.x - area.x == mark;
        let is_again = view.selected == hit && view.thread.shape(hit) != Shape::Open;
        view.stand(hit, top);
        view.settle();
        if has_acted || !(is_arrow || double || is_again) {
            return Outcome::done();
        }
        self.click_acted = true;
        self.handle(Command::Act, context)
    }

    fn links(&self) -> Vec<(Position, Url)> {
        let links = self.view().map_or_else(Vec::new, View::links).into_iter();
        links
            .map(|(x, y, url)| (Position::new(self.area.x + x, self.area.y + y), url))
            .filter(|(at, _)| self.area.contains(*at))
            .collect()
    }

    fn scroll(&mut self, lines: i32, context: &Context<'_>) {
        self.prepare(context);
        if let Some(view) = self.view_mut() {
            view.scroll(lines);
        }
    }
}
