//! The screen's state and drawing: a message in, effects out, a picture of the state. No IO, no clock.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::{Position, Rect};

use crate::config::{Config, GlyphSet};
use crate::engine::message::{CommentsState, Report, Request};
use crate::model::change::{Deed, Direction};
use crate::model::id::{ArticleId, CommentId, DeedId, DiscussionId};
use crate::model::library::Library;
use crate::text::layout::Glyphs;

mod act;
pub mod age;
mod arrivals;
mod back;
pub mod called_new;
pub mod command;
pub mod effect;
mod elsewhere;
mod export;
pub mod go_on;
pub mod keymap;
pub mod layout;
mod left;
pub mod limit;
pub mod message;
mod mouse;
mod news;
mod open;
pub mod overlays;
pub mod pane;
pub mod panes;
mod people;
mod presets;
mod reports;
mod screen;
pub mod search;
pub mod style;
mod trouble;
mod watched;

#[cfg(test)]
pub(crate) mod snapshot;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod widgets;

use arrivals::Arrivals;
use command::{Command, Group};
use effect::Effect;
use keymap::{Key, Keymap};
use layout::{Arrangement, Plan, Wish};
use message::Message;
use overlays::{Overlay, Surroundings};
use pane::{Context, Outcome, Pane, PaneName};
use panes::articles::ArticlesPane;
use panes::body::{self, BodyPane};
use panes::comments::CommentsPane;
use style::{Marks, Styles};

/// How long a sentence stays in the status line.
const SENTENCE_FOR: SignedDuration = SignedDuration::from_secs(6);
/// How long one about something that went wrong stays.
const ERROR_FOR: SignedDuration = SignedDuration::from_secs(20);
/// Places kept to come back to.
const MAX_PLACES: usize = 100;

/// The whole screen.
#[derive(Debug)]
pub struct App {
    world: World,
    keymap: Keymap,
    size: (u16, u16),
    articles: ArticlesPane,
    body: BodyPane,
    comments: CommentsPane,
    focus: PaneName,
    /// Which of the article and its comments had the focus last.
    larger: PaneName,
    arrangement: Arrangement,
    zoomed: bool,
    overlay: Option<Box<dyn Overlay>>,
    /// Where the box stood at the last drawing.
    box_area: Rect,
    open: Option<Open>,
    /// Where the reader was, the latest last.
    places: Vec<Place>,
    sentence: Option<Sentence>,
    /// The label of the last deed that the reader asked for, as opposed to those that come of reading on.
    awaited: Option<String>,
    /// A deed of another session that was named; the same key again takes it back or does it again.
    named: Option<(Direction, DeedId)>,
    search: Option<search::Search>,
    /// The command that something was handed to last.
    last_command: String,
    /// Feeds polled and to be polled.
    progress: Option<(usize, usize)>,
    /// What has come for the list and is not in it yet.
    arrivals: Arrivals,
    /// Whether the last poll found that this machine has no network.
    is_offline: bool,
    /// Whether the store has told what there is.
    has_library: bool,
    /// The body that was asked for last: article and width.
    asked: Option<(ArticleId, u16)>,
    last_click: Option<(Timestamp, Position)>,
    /// The article whose comments were asked for ahead.
    prefetched: Option<ArticleId>,
    /// How the screen was left, and what is to be kept of it.
    keeping: left::Keeping,
    /// The count of new comments that is under way.
    counting: Option<news::Counting>,
    /// The article whose summary is wanted and on its way: another key, and it is no longer.
    summary_of: Option<ArticleId>,
}

/// What panes are lent.
#[derive(Debug)]
struct World {
    library: Library,
    config: Config,
    styles: Styles,
    marks: Marks,
    zone: TimeZone,
    now: Timestamp,
}

impl World {
    fn context(&self, focused: bool) -> Context<'_> {
        Context {
            library: &self.library,
            config: &self.config,
            styles: &self.styles,
            marks: &self.marks,
            now: self.now,
            zone: &self.zone,
            focused,
        }
    }
}

/// The open article.
#[derive(Clone, Debug, PartialEq)]
struct Open {
    article: ArticleId,
    /// Whether the store has said what comments there are.
    has_threads: bool,
    /// Where the reader is to stand as soon as comments come.
    landing: Landing,
    /// The latest comment's time, for its age.
    youngest: Option<Timestamp>,
    comments: CommentsState,
    /// Whether `Space` has waited for comments that are on their way, and may go on without them.
    need_not_wait: bool,
}

/// Where the reader is to stand in a thread that has yet to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Landing {
    /// Where it begins.
    #[default]
    Top,
    /// At the first unread comment.
    Unread,
    /// At this comment.
    Comment(DiscussionId, CommentId),
}

/// Where the reader was.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    focus: PaneName,
    selected: Option<ArticleId>,
    open: Option<ArticleId>,
    comment: Option<(DiscussionId, CommentId)>,
}

/// A sentence in the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sentence {
    text: String,
    is_error: bool,
    until: Timestamp,
}

impl App {
    /// An empty screen of this size (columns, rows), and what it asks for first.
    pub fn new(
        config: Config,
        size: (u16, u16),
        now: Timestamp,
        zone: TimeZone,
    ) -> (Self, Vec<Effect>) {
        let (keymap, problems) = Keymap::new(config.screen.habits, &config.keys);
        let marks = match config.screen.glyphs {
            GlyphSet::Unicode => Marks::UNICODE,
            GlyphSet::Ascii | GlyphSet::Plain => Marks::ASCII,
        };
        let mut app = Self {
            world: World {
                library: Library::default(),
                styles: Styles::new(config.screen.colour),
                config,
                marks,
                zone,
                now,
            },
            keymap,
            size,
            articles: ArticlesPane::default(),
            body: BodyPane::default(),
            comments: CommentsPane::default(),
            focus: PaneName::Articles,
            larger: PaneName::Comments,
            arrangement: Arrangement::default(),
            zoomed: false,
            overlay: None,
            box_area: Rect::ZERO,
            open: None,
            places: Vec::new(),
            sentence: None,
            awaited: None,
            named: None,
            search: None,
            last_command: String::new(),
            progress: None,
            arrivals: Arrivals::default(),
            is_offline: false,
            has_library: false,
            asked: None,
            last_click: None,
            prefetched: None,
            keeping: left::Keeping::default(),
            counting: None,
            summary_of: None,
        };
        if let Some(problem) = problems.into_iter().next() {
            app.say_error(problem);
        }
        let group = app.world.config.reading.group;
        app.articles.set_grouping(group, &app.world.library);
        (app, vec![Effect::Request(Request::Start)])
    }

    /// Takes one message and returns what has to happen outside.
    ///
    /// Never waits: no file, no socket, no clock, no lock.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Vec<Effect> {
        self.world.now = now;
        match &message {
            message if message.is_of_background() => self.take_arrived_if_due(),
            Message::Report(_) => self.take_arrived(),
            // What the reader does is done to what the reader sees.
            _ => {}
        }
        if matches!(message, Message::Key(_) | Message::Mouse(_)) {
            self.keep_soon();
        }
        let may_ask_ahead = matches!(
            message,
            Message::Key(_) | Message::Report(Report::Comments { .. })
        );
        let mut effects = match message {
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(&text),
            Message::Mouse(event) => self.mouse(event),
            Message::Resize(columns, rows) => {
                self.size = (columns, rows);
                if self
                    .overlay
                    .as_ref()
                    .is_some_and(|overlay| overlay.marks_places())
                {
                    self.overlay = None;
                }
                Vec::new()
            }
            Message::Report(report) => self.report(report),
            Message::Deadline => Vec::new(),
        };
        if self
            .sentence
            .as_ref()
            .is_some_and(|sentence| sentence.until <= now)
        {
            self.sentence = None;
            // What is no longer named is not taken back by a key that was meant for something else.
            self.named = None;
        }
        effects.extend(self.ask_for_body());
        effects.extend(self.let_go());
        effects.extend(self.keep_if_due());
        if may_ask_ahead {
            effects.extend(self.ask_ahead());
        }
        effects
    }

    /// The next moment at which the picture changes by itself; none while nothing on it does.
    pub fn deadline(&self) -> Option<Timestamp> {
        let now = self.world.now;
        let library = &self.world.library;
        let open = self
            .open
            .as_ref()
            .and_then(|open| library.article(open.article));
        [
            self.sentence.as_ref().map(|sentence| sentence.until),
            self.keeping.due(),
            self.articles.next_change(library, now),
            open.and_then(|article| age::next_change(article.date(), now)),
            self.open
                .as_ref()
                .and_then(|open| age::next_change(open.youngest?, now)),
            self.updated()
                .and_then(|updated| age::next_change(updated, now)),
            self.arrivals.due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.world.config
    }

    /// What has to be told before the program ends, whatever ends it.
    pub fn leave(&mut self) -> Vec<Effect> {
        let kept = self.keep_now().into_iter();
        kept.chain(self.leave_article()).collect()
    }

    /// The open article's visit ends.
    fn leave_article(&self) -> Option<Effect> {
        let open = self.open.as_ref()?;
        Some(Effect::Request(Request::Leave(open.article)))
    }

    /// When a feed last answered.
    fn updated(&self) -> Option<Timestamp> {
        let feeds = self.world.library.feeds().iter();
        feeds.filter_map(|feed| feed.health.succeeded).max()
    }

    fn key(&mut self, event: crossterm::event::KeyEvent) -> Vec<Effect> {
        if event.kind == crossterm::event::KeyEventKind::Release {
            return Vec::new();
        }
        self.sentence = None;
        self.summary_of = None;
        let command = self.keymap.command(self.focus, event.into());
        if self.overlay.is_some() {
            let leaves = matches!(
                command,
                Some(Command::Quit | Command::Suspend | Command::Redraw)
            );
            if !leaves
                || !event
                    .modifiers
                    .contains(crossterm::event::KeyModifiers::CONTROL)
            {
                return self.key_for_box(event);
            }
        }
        match command {
            Some(command) => {
                let named = self.named.take();
                if let Some(open) = self.open.as_mut().filter(|_| command != Command::GoOn) {
                    open.need_not_wait = false;
                }
                self.run_after_naming(command, named)
            }
            None => {
                self.named = None;
                let key = Key::from(event);
                let help = self.keymap.label(self.focus, Command::Keys);
                self.say(format!("{key} means nothing here · {help} shows the keys"));
                Vec::new()
            }
        }
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        let around = surroundings(&self.world, &self.keymap, self.focus);
        match &mut self.overlay {
            Some(overlay) => overlay.paste(text, &around),
            None => {
                let address = text.trim();
                let is_web = address.starts_with("http://") || address.starts_with("https://");
                if is_web && !address.contains(char::is_whitespace) {
                    self.overlay = Some(Box::new(overlays::prompt::Prompt::address(address)));
                }
            }
        }
        Vec::new()
    }

    fn pane_mut(&mut self, pane: PaneName) -> (&mut dyn Pane, &World) {
        let pane: &mut dyn Pane = match pane {
            PaneName::Articles => &mut self.articles,
            PaneName::Body => &mut self.body,
            PaneName::Comments => &mut self.comments,
        };
        (pane, &self.world)
    }

    /// Lets a pane carry a command out and does what comes of it; nothing if it knows no such command.
    ///
    /// What leaving a comment did is done even where the pane then hands the command back.
    fn delegate(&mut self, pane: PaneName, command: Command) -> Delegated {
        let focused = self.focus == pane;
        let (target, world) = self.pane_mut(pane);
        let outcome = target.handle(command, &world.context(focused));
        // Steps mark what they leave: that is not worth a sentence each time.
        let asked = match command.entry().group {
            Group::Read => Asked::Yes,
            _ => Asked::No,
        };
        Delegated {
            handled: outcome.handled,
            effects: self.take(outcome, asked),
        }
    }

    /// Does what comes of a command.
    fn take(&mut self, outcome: Outcome, asked: Asked) -> Vec<Effect> {
        if let Some(sentence) = outcome.say {
            self.say(sentence);
        }
        let mut effects = outcome.effects;
        for deed in outcome.deeds {
            effects.extend(self.carry_out(deed, asked));
        }
        self.count_comments();
        effects
    }

    /// Applies a deed to what is shown and hands it to the engine.
    fn carry_out(&mut self, mut deed: Deed, asked: Asked) -> Option<Effect> {
        if deed.changes.is_empty() {
            return None;
        }
        let changes = deed.changes.into_iter();
        let whole = changes.map(|change| self.world.library.of_whole_rows(change));
        deed.changes = whole.collect();
        for change in &deed.changes {
            self.world.library.apply(change);
            let change = self.concerning_comments(change);
            self.comments.apply(&change);
        }
        self.count_comments();
        self.articles.sync(&self.world.library);
        if asked == Asked::Yes {
            self.awaited = Some(deed.label.clone());
        }
        Some(Effect::Request(Request::Do(deed)))
    }

    /// The open article's counts are those of the comment pane, which sees every mark at once.
    fn count_comments(&mut self) {
        if let Some(open) = self.open.as_ref().filter(|open| open.has_threads) {
            let (unread, new) = self.comments.counts_of(open.article);
            self.world.library.set_comments(open.article, unread, new);
        }
    }

    fn say(&mut self, text: impl Into<String>) {
        self.sentence = Some(Sentence {
            text: text.into(),
            is_error: false,
            until: self
                .world
                .now
                .saturating_add(SENTENCE_FOR)
                .unwrap_or(Timestamp::MAX),
        });
    }

    fn say_error(&mut self, text: impl Into<String>) {
        self.sentence = Some(Sentence {
            text: text.into(),
            is_error: true,
            until: self
                .world
                .now
                .saturating_add(ERROR_FOR)
                .unwrap_or(Timestamp::MAX),
        });
    }

    fn wish(&self) -> Wish {
        Wish {
            size: self.size,
            focus: self.focus,
            larger: self.larger,
            arrangement: self.arrangement,
            // Without a feed there is nothing but what the list says of that.
            zoomed: self.zoomed || (self.has_library && self.world.library.feeds().is_empty()),
            has_article: self.open.is_some(),
        }
    }

    fn plan(&self) -> Plan {
        self.wish().plan()
    }

    /// Asks for the open article's text at the width that its pane has now, once for each width.
    fn ask_for_body(&mut self) -> Option<Effect> {
        let article = self.open.as_ref()?.article;
        let plan = self.plan();
        let width = match plan.slot(PaneName::Body) {
            Some(slot) => slot.inner.width,
            None => {
                // Out of sight it keeps the width that it had or, never seen, gets the one it will have.
                if let Some((_, width)) = self.asked.filter(|(asked, _)| *asked == article) {
                    width + 2 * body::MARGIN
                } else {
                    let seen = Wish {
                        focus: PaneName::Body,
                        ..self.wish()
                    }
                    .plan();
                    seen.slot(PaneName::Body)?.inner.width
                }
            }
        };
        let width = width
            .saturating_sub(2 * body::MARGIN)
            .clamp(1, self.world.config.reading.text_width.max(1));
        if self.asked == Some((article, width)) {
            return None;
        }
        self.asked = Some((article, width));
        let glyphs = match self.world.config.screen.glyphs {
            GlyphSet::Unicode => Glyphs::Unicode,
            GlyphSet::Ascii | GlyphSet::Plain => Glyphs::Ascii,
        };
        Some(Effect::Request(Request::LayOut {
            article,
            width,
            glyphs,
        }))
    }
}

/// What came of handing a command to a pane.
#[derive(Clone, Debug, PartialEq)]
struct Delegated {
    /// Whether the pane knows the command.
    handled: bool,
    effects: Vec<Effect>,
}

/// Whether the reader asked for a deed, or it came of reading on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Yes,
    No,
}

fn surroundings<'a>(world: &'a World, keymap: &'a Keymap, pane: PaneName) -> Surroundings<'a> {
    Surroundings {
        context: world.context(false),
        keymap,
        pane,
    }
}
