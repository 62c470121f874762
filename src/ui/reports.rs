//! What the engine tells, folded into the picture.

use super::overlays::Reply;
use super::overlays::facts::Facts;
use super::overlays::menu::{Line, Menu};
use super::overlays::summary::SummaryBox;
use super::pane::PaneName;
use super::panes::comments::Arrival;
use super::{App, Effect, age};
use crate::engine::message::{CommentsState, How, Refreshed, Report, Request};
use crate::model::change::{Change, Direction, OlderDeed};
use crate::model::discussion::Discussion;
use crate::model::id::{ArticleId, FeedId};
use crate::model::safe::SafeText;
use crate::model::thread::Thread;
use crate::model::update::Update;
use crate::text::count::{counted, grouped};

/// Comments that the screen itself looks at to take a refresh in; a tenth of a frame's time. More are worked
/// out beside it.
const WORK_HERE: usize = 2_000;

/// Feeds of a page that are offered; who names more means to fill the screen, not to be read.
const MAX_OFFERS: usize = 100;

impl App {
    /// Takes what the engine tells.
    pub(super) fn report(&mut self, report: Report) -> Vec<Effect> {
        match report {
            Report::Library { feeds, articles } => {
                let library = &mut self.world.library;
                library.replace(feeds, articles);
                let is_first = !std::mem::replace(&mut self.has_library, true);
                if is_first {
                    library.fold_stories(self.world.config.reading.fold_stories);
                }
                let mut effects = self.library_changed();
                if is_first {
                    effects.extend(self.restore_list());
                }
                effects.extend(self.news_may_have_changed());
                return effects;
            }
            Report::Feeds(feeds) => self.put_feeds(feeds),
            Report::Articles(articles) => {
                self.arrivals.put(articles);
                return self.news_may_have_changed().into_iter().collect();
            }
            Report::Progress { done, total } => {
                self.progress = (done < total).then_some((done, total));
            }
            Report::LatestComments(latest) => {
                self.world.library.set_latest_comments(latest);
                self.articles.latest_are_known(&self.world.library);
            }
            Report::FeedGone(feed) => {
                self.world.library.remove_feed(feed);
                return self.library_changed();
            }
            Report::Opened(opened) => self.body.set_opened(*opened),
            Report::LaidOut {
                article,
                width,
                prose,
            } => {
                // An answer for a width that is no longer wanted is dropped: the right one is under way.
                if self.asked == Some((article, width)) {
                    self.body.set_prose(article, width, *prose);
                }
            }
            Report::Threads { article, threads } => return self.threads(article, threads),
            Report::WorkedOut(update) => return self.take_update(*update),
            Report::Sorted(discussion, sorted) => {
                let again = self.comments.take_sorted(discussion, &sorted);
                let again = again.map(|sorting| Request::Sort(discussion, sorting));
                return again.map(Effect::Request).into_iter().collect();
            }
            Report::FoundInComments {
                discussion,
                words,
                comments,
            } => self.found_in_comments(discussion, &words, &comments),
            Report::Exported {
                article,
                comments,
                to,
            } => return self.exported(article, comments, to),
            Report::Comments { article, state } => self.comments_state(article, state),
            Report::Refreshed(refreshed) => self.refreshed(&refreshed),
            Report::Done {
                label,
                how,
                changes,
            } => self.done(label, how, &changes),
            Report::NothingTo(How::Redone) => self.say("There is nothing to do again"),
            Report::NothingTo(_) => self.say("There is nothing to take back"),
            Report::Older(direction, deed) => self.name_older(direction, deed),
            Report::River { before, river } => self.show_river(before, river),
            Report::Mutes(mutes) => self.show_mutes(mutes),
            Report::NewComments { since, counts } => return self.counted_news(since, &counts),
            Report::Summary(summary) => {
                if self.summary_of == Some(summary.article) {
                    self.summary_of = None;
                    self.overlay = Some(Box::new(SummaryBox::new(*summary)));
                }
            }
            Report::MutesEnded(changes) => {
                for change in &changes {
                    self.comments.apply(change);
                }
            }
            Report::Info(info) => self.overlay = Some(Box::new(Facts::new(info))),
            Report::HandOver(program) => return vec![Effect::HandOver(*program)],
            Report::Watched(branches) => self.show_watched(branches),
            Report::Kept(comments) => self.show_kept(comments),
            Report::MoreLoaded { discussion, said } => {
                self.comments.more_has_come(discussion);
                match said.is_error {
                    true => self.say_error(said.text.as_str()),
                    false => self.say(said.text.as_str()),
                }
            }
            Report::Choice { address, feeds } => {
                let offers = feeds.into_iter().take(MAX_OFFERS).map(|feed| Line {
                    words: feed.title.unwrap_or_default(),
                    detail: SafeText::new(feed.url.as_str()),
                    reply: Reply::Subscribe(feed.url.into()),
                });
                let title = format!("Which feed of {address}?");
                let menu = Menu::new(&title, "Enter subscribes", offers.collect());
                self.overlay = Some(Box::new(menu));
            }
            Report::Subscribed {
                feed,
                articles,
                was_known,
            } => self.say_subscribed(feed, articles, was_known),
            Report::Say(said) if said.is_error => self.say_error(said.text.as_str()),
            Report::Say(said) => self.say(said.text.as_str()),
        }
        Vec::new()
    }

    /// Names a deed that was not done on this screen, with the key that goes through with it.
    fn name_older(&mut self, direction: Direction, deed: OlderDeed) {
        let (command, does) = match direction {
            Direction::Undo => (super::Command::Undo, "takes it back"),
            Direction::Redo => (super::Command::Redo, "does it again"),
        };
        let key = self.keymap.label(self.focus, command);
        let done = age::long(deed.at, self.world.now);
        let dot = self.world.marks.dot;
        // The key stands first: a long label is cut at its end.
        self.say(format!(
            "Not of this session: {key} again {does}{dot}{} ({done})",
            deed.label
        ));
        self.named = Some((direction, deed.id));
    }

    /// A poll has ended: what came of it is said where the reader waited for it.
    fn refreshed(&mut self, refreshed: &Refreshed) {
        if refreshed.asked > 0 {
            self.is_offline = refreshed.is_offline;
        }
        if !refreshed.by_hand {
            return;
        }
        match &refreshed.only_error {
            _ if refreshed.asked == 0 => self.say("There is nothing to ask for"),
            _ if refreshed.is_offline && refreshed.new == 0 => {
                self.say_error("offline: nothing could be asked");
            }
            Some(error) => self.say_error(error.as_str()),
            None => {
                let new = match refreshed.new {
                    0 => "nothing new".to_owned(),
                    new => format!("{} new", grouped(new)),
                };
                let failed = match refreshed.failed {
                    0 => String::new(),
                    failed => format!(", {} failed", grouped(failed)),
                };
                self.say(new + &failed);
            }
        }
    }

    fn say_subscribed(&mut self, feed: FeedId, articles: usize, was_known: bool) {
        let feed = self.world.library.feed(feed);
        let title = feed.map_or_else(SafeText::default, |feed| feed.title.clone());
        if was_known {
            return self.say(format!("You read {title} already"));
        }
        let articles = counted(articles, "article", "articles");
        let undo = self.keymap.label(self.focus, super::Command::Undo);
        let dot = self.world.marks.dot;
        self.say(format!(
            "Subscribed to {title}: {articles}{dot}{undo} takes it back"
        ));
    }

    fn library_changed(&mut self) -> Vec<Effect> {
        self.count_comments();
        self.articles.sync(&self.world.library);
        let open = self.open.as_ref().map(|open| open.article);
        match open {
            Some(open) if self.world.library.article(open).is_none() => self.close_article(),
            _ => Vec::new(),
        }
    }

    fn threads(&mut self, article: ArticleId, threads: Vec<(Discussion, Thread)>) -> Vec<Effect> {
        if self
            .open
            .as_ref()
            .is_none_or(|open| open.article != article)
        {
            return Vec::new();
        }
        let update = self.comments.update(article, threads);
        match update.work() > WORK_HERE {
            true => vec![Effect::Request(Request::WorkOut(Box::new(update)))],
            false => self.take_update(update.worked_out()),
        }
    }

    /// Shows what has become of the open article's discussions.
    fn take_update(&mut self, update: Update) -> Vec<Effect> {
        if let Some(again) = self.comments.take_update(update) {
            return vec![Effect::Request(Request::WorkOut(Box::new(again)))];
        }
        let youngest = self.comments.youngest();
        let Some(open) = self.open.as_mut() else {
            return Vec::new();
        };
        open.has_threads = true;
        open.youngest = youngest;
        let landing = open.landing.clone();
        if let Some(arrival) = self.comments.take_arrival() {
            self.say_arrival(arrival);
        }
        if self.comments.thread().is_some() {
            self.land(landing);
        }
        self.count_comments();
        let wanted = self.comments.take_wanted().map(Request::Look);
        let wanted = wanted.map(Effect::Request).into_iter();
        wanted.chain(self.find_anew()).collect()
    }

    /// Threads that are no longer shown: large ones are let go of beside the screen.
    pub(super) fn let_go(&mut self) -> Option<Effect> {
        let gone = self.comments.take_gone();
        let comments: usize = gone.iter().map(|thread| thread.len()).sum();
        (comments > WORK_HERE).then_some(Effect::Request(Request::LetGo(gone)))
    }

    /// What came, with the key that goes there where the reader can press it, and the time.
    fn say_arrival(&mut self, arrival: Arrival) {
        let mut sentence = arrival.sentence;
        if let Some(command) = arrival.command.filter(|_| self.focus == PaneName::Comments) {
            let key = self.keymap.label(PaneName::Comments, command);
            if !key.is_empty() {
                sentence.push_str(&format!(" ({key} goes there)"));
            }
        }
        let clock = self.world.now.to_zoned(self.world.zone.clone());
        let clock = clock.strftime("%H:%M");
        self.say(format!("{sentence}{}{clock}", self.world.marks.dot));
    }

    fn comments_state(&mut self, article: ArticleId, state: CommentsState) {
        let Some(open) = self.open.as_mut().filter(|open| open.article == article) else {
            return;
        };
        open.comments = state.clone();
        let waited = self.on_their_way();
        if state != CommentsState::Loading
            && self
                .sentence
                .as_ref()
                .is_some_and(|said| said.text == waited)
        {
            self.sentence = None;
        }
        if let CommentsState::Failed(sentence) = state {
            self.say_error(sentence.as_str());
        }
    }

    /// A deed is on disk. What was done is on screen already, but what came from the store meanwhile may
    /// have been read before it; marks of articles are therefore set again. What a mute read, and what is
    /// unread again after it, the store alone knows.
    fn done(&mut self, label: String, how: How, changes: &[Change]) {
        let is_mute = changes.iter().any(Change::is_mute);
        for change in changes {
            self.world.library.apply(change);
            let is_by_mute = is_mute && matches!(change, Change::CommentsRead { .. });
            if how != How::Done || is_by_mute {
                let change = self.concerning_comments(change);
                self.comments.apply(&change);
            }
        }
        self.count_comments();
        self.articles.sync(&self.world.library);
        let undo = self.keymap.label(self.focus, super::Command::Undo);
        let redo = self.keymap.label(self.focus, super::Command::Redo);
        match how {
            How::Done if self.awaited.as_ref() == Some(&label) => {
                self.awaited = None;
                self.say(format!("{label} · {undo} takes it back"));
            }
            How::Done => {}
            How::Undone | How::Redone if changes.is_empty() => {
                self.say(format!("Nothing of it is left to change: {label}"));
            }
            How::Undone => self.say(format!("Taken back: {label} · {redo} does it again")),
            How::Redone => self.say(format!("Done again: {label} · {undo} takes it back")),
        }
    }
}
