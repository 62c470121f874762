//! A screen for tests: a library, a size, keys in, text out, with an engine that answers at once.

use std::collections::HashMap;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::App;
use super::effect::Effect;
use super::message::Message;
use super::snapshot;
use crate::config::Config;
use crate::engine::message::{CommentsState, How, Opened, Report, Request, Summary};
use crate::model::article::{Article, CommentCounts};
use crate::model::comment::{Comment, CommentMark};
use crate::model::discussion::{Access, Discussion, SourceOrder, ThreadRef};
use crate::model::feed::{Feed, Health};
use crate::model::id::{ArticleId, CommentId, DiscussionId, FeedId};
use crate::model::safe::SafeText;
use crate::model::thread::Thread;
use crate::model::tree::{self, Options};
use crate::text::find::contains;
use crate::text::html::{gate, gate_text};
use crate::text::layout::lay_out;
use crate::text::plain::{links_in, text_of};

/// What the tests call now: the morning of the reading design's mock-ups.
pub fn now() -> Timestamp {
    "2026-11-25T09:30:00Z".parse().unwrap()
}

/// So many minutes before [`now`].
pub fn ago(minutes: i64) -> Timestamp {
    now() - jiff::SignedDuration::from_mins(minutes)
}

/// A screen with the engine that feeds it.
pub struct Screen {
    pub app: App,
    terminal: Terminal<TestBackend>,
    engine: Engine,
    /// The time that the next message is given.
    pub now: Timestamp,
    /// Everything that left the program: what was asked of the engine and the rest, in order.
    pub sent: Vec<Effect>,
}

/// What the engine would answer from its store.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    pub feeds: Vec<Feed>,
    pub articles: Vec<Article>,
    pub bodies: HashMap<ArticleId, &'static str>,
    pub threads: HashMap<ArticleId, Vec<(Discussion, Thread)>>,
    /// While true, nothing is answered.
    pub is_slow: bool,
}

impl Screen {
    pub fn new(columns: u16, rows: u16, engine: Engine) -> Self {
        Self::with_config(columns, rows, engine, Config::default())
    }

    pub fn with_config(columns: u16, rows: u16, engine: Engine, config: Config) -> Self {
        let (app, effects) = App::new(config, (columns, rows), now(), TimeZone::UTC);
        let terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let mut screen = Self {
            app,
            terminal,
            engine,
            now: now(),
            sent: Vec::new(),
        };
        screen.take(effects);
        screen.draw();
        screen
    }

    /// Presses keys, named as in the configuration, one blank apart.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.send(Message::Key(event(key)));
        }
        self
    }

    /// Types text, letter by letter.
    pub fn write(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
            self.send(Message::Key(key));
        }
        self
    }

    pub fn mouse(&mut self, event: MouseEvent) -> &mut Self {
        self.send(Message::Mouse(event));
        self
    }

    pub fn report(&mut self, report: Report) -> &mut Self {
        self.send(Message::Report(report));
        self
    }

    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.terminal.backend_mut().resize(columns, rows);
        self.send(Message::Resize(columns, rows));
        self
    }

    pub fn send(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.take(effects);
        if self.app.deadline().is_some_and(|due| due <= self.now) {
            let effects = self.app.update(Message::Deadline, self.now);
            self.take(effects);
        }
        self.draw();
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.sent.push(effect.clone());
            let Effect::Request(request) = effect else {
                continue;
            };
            if self.engine.is_slow {
                continue;
            }
            for report in self.engine.answer(request) {
                let effects = self.app.update(Message::Report(report), self.now);
                self.take(effects);
            }
        }
    }

    /// Nothing is answered from now on.
    pub fn engine_falls_asleep(&mut self) {
        self.engine.is_slow = true;
    }

    /// Lets the engine answer again, beginning with what it was asked meanwhile.
    pub fn engine_wakes_up(&mut self) {
        self.engine.is_slow = false;
        let asked = std::mem::take(&mut self.sent);
        self.take(asked);
        self.draw();
    }

    fn draw(&mut self) {
        self.terminal.draw(|frame| self.app.draw(frame)).unwrap();
    }

    fn buffer(&self) -> &Buffer {
        self.terminal.backend().buffer()
    }

    /// The rows as text, trailing blanks cut.
    pub fn text(&self) -> String {
        snapshot::text(self.buffer())
            .trim_end_matches('\n')
            .to_owned()
    }

    /// The rows as text, each with a line of letters for its styles.
    pub fn styled(&self) -> String {
        snapshot::screen(self.buffer())
    }

    /// One row of the text.
    pub fn row(&self, row: usize) -> String {
        self.text().lines().nth(row).unwrap_or_default().to_owned()
    }

    /// The line that says what `Space` does.
    pub fn status(&self) -> String {
        let rows = self.text();
        let rows: Vec<&str> = rows.lines().collect();
        rows[rows.len() - 2].trim_start().to_owned()
    }

    /// Requests sent since the last call.
    pub fn requests(&mut self) -> Vec<Request> {
        let sent = std::mem::take(&mut self.sent);
        let requests = sent.into_iter().filter_map(|effect| match effect {
            Effect::Request(request) => Some(request),
            _ => None,
        });
        requests.collect()
    }
}

fn event(name: &str) -> KeyEvent {
    let (modifiers, rest) = match name.strip_prefix("Ctrl-") {
        Some(rest) => (KeyModifiers::CONTROL, rest),
        None => (KeyModifiers::NONE, name),
    };
    let code = match rest {
        "Space" => KeyCode::Char(' '),
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Shift-Tab" => KeyCode::BackTab,
        "Backspace" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        letter => KeyCode::Char(letter.chars().next().unwrap()),
    };
    let event = Event::Key(KeyEvent::new(code, modifiers));
    event.as_key_event().unwrap()
}

impl Engine {
    fn answer(&mut self, request: Request) -> Vec<Report> {
        match request {
            Request::Start => vec![Report::Library {
                feeds: self.feeds.clone(),
                articles: self.articles.clone(),
            }],
            Request::Open(article) => {
                let words = self
                    .bodies
                    .get(&article)
                    .map_or(0, |body| body.split(' ').count());
                let threads = self.threads.get(&article).cloned().unwrap_or_default();
                let state = match threads.is_empty() {
                    true => CommentsState::None("byline found no comments to this article".into()),
                    false => CommentsState::Current,
                };
                let opened = Opened {
                    article,
                    words: u32::try_from(words).unwrap(),
                    enclosures: Vec::new(),
                };
                vec![
                    Report::Opened(Box::new(opened)),
                    Report::Threads { article, threads },
                    Report::Comments { article, state },
                ]
            }
            Request::LayOut {
                article,
                width,
                glyphs,
            } => {
                let body = self.bodies.get(&article).copied().unwrap_or_default();
                let prose = Box::new(lay_out(&gate(body, None), width, glyphs));
                vec![Report::LaidOut {
                    article,
                    width,
                    prose,
                }]
            }
            Request::FindInComments { discussion, words } => {
                let threads = self.threads.values().flatten();
                let nodes = threads
                    .filter(|(shown, _)| shown.id == discussion)
                    .flat_map(|(_, thread)| &thread.tree().nodes);
                let found = nodes.filter(|node| contains(&text_of(&node.comment.body), &words));
                let comments = found.map(|node| node.comment.id.clone()).collect();
                vec![Report::FoundInComments {
                    discussion,
                    words,
                    comments,
                }]
            }
            Request::WorkOut(update) => {
                vec![Report::WorkedOut(Box::new(update.worked_out()))]
            }
            Request::Sort(discussion, sorting) => {
                vec![Report::Sorted(discussion, sorting.sorted())]
            }
            Request::Summary(article) => {
                let body = gate(self.bodies.get(&article).copied().unwrap_or_default(), None);
                let text = text_of(&body);
                let paragraphs = text.lines().filter_map(SafeText::non_empty);
                vec![Report::Summary(Box::new(Summary {
                    article,
                    paragraphs: paragraphs.collect(),
                    goes_on: false,
                    words: u32::try_from(text.split_whitespace().count()).unwrap(),
                    links: u32::try_from(links_in(&body)).unwrap(),
                }))]
            }
            Request::Do(deed) => vec![Report::Done {
                label: deed.label,
                how: How::Done,
                changes: deed.changes,
            }],
            Request::Undo => vec![Report::NothingTo(How::Undone)],
            Request::Redo => vec![Report::NothingTo(How::Redone)],
            _ => Vec::new(),
        }
    }
}

/// A feed without trouble.
pub fn feed(id: i64, title: &str) -> Feed {
    Feed {
        id: FeedId(id),
        url: format!("https://{id}.example/feed").parse().unwrap(),
        title: title.into(),
        site: None,
        health: Health {
            succeeded: Some(ago(2)),
            ..Health::default()
        },
        folder: None,
        unread: 0,
    }
}

/// An article with its age in hours, and what is known of its comments: in all, unread, new.
pub fn article(id: i64, feed: i64, title: &str, hours: i64, comments: (u32, u32, u32)) -> Article {
    let (loaded, unread, new) = comments;
    Article {
        id: ArticleId(id),
        feed: FeedId(feed),
        title: title.into(),
        link: Some(format!("https://{feed}.example/{id}").parse().unwrap()),
        author: Some("news desk".into()),
        published: Some(ago(60 * hours)),
        first_seen: ago(60 * hours),
        read: false,
        starred: false,
        watched: false,
        muted: false,
        author_muted: false,
        author_kept: false,
        comments: CommentCounts {
            stated: Some(loaded),
            loaded,
            unread,
            new,
        },
    }
}

/// A thread from lines `author @minutes text`, two blanks for each level; a line that ends in `(read)`
/// is read, one that ends in `(late)` has come after the others were numbered; the reader was here `left`
/// minutes ago.
pub fn thread(article: i64, left: Option<i64>, lines: &str) -> (Discussion, Thread) {
    let mut comments = Vec::new();
    let mut marks = HashMap::new();
    let mut path: Vec<CommentId> = Vec::new();
    let mut numbered = 0;
    for (seq, line) in (0..).zip(lines.lines()) {
        let text = line.trim_start();
        let depth = (line.len() - text.len()) / 2;
        let (author, rest) = text.split_once(" @").unwrap();
        let (minutes, body) = rest.split_once(' ').unwrap();
        let at = ago(minutes.parse().unwrap());
        let is_late = body.ends_with("(late)");
        let id = match is_late {
            true => CommentId::new(&format!("late{seq}")),
            false => CommentId::new(&format!("c{numbered}")),
        };
        numbered += u32::from(!is_late);
        let body = body.trim_end_matches("(late)").trim_end();
        path.truncate(depth);
        let mut comment = Comment::new(id.clone());
        comment.parent = path.last().cloned();
        comment.author = Some(author.into());
        comment.published = Some(at);
        comment.body = gate_text(body.trim_end_matches("(read)").trim_end());
        comment.permalink = Some(format!("https://1.example/{article}#{id}").parse().unwrap());
        comment.seq = seq;
        let read = body.ends_with("(read)");
        marks.insert(
            id.clone(),
            CommentMark {
                first_seen: at,
                read,
                fold: None,
                muted: false,
                watched: false,
                silenced: false,
                kept: false,
                starred: false,
            },
        );
        path.push(id);
        comments.push(comment);
    }
    let tree = tree::build(comments, &Options::default());
    let discussion = Discussion {
        id: DiscussionId(article),
        article: ArticleId(article),
        thread: ThreadRef {
            source: "wordpress".to_owned(),
            scope: article.to_string(),
            locator: String::new(),
            page: Some(
                format!("https://1.example/{article}#comments")
                    .parse()
                    .unwrap(),
            ),
        },
        total_stated: None,
        complete: true,
        access: Access::Open,
        continuations: Vec::new(),
        label: String::new(),
        is_elsewhere: false,
        is_chosen: false,
        order: SourceOrder::Oldest,
        first_loaded: Some(ago(0)),
        loaded: Some(ago(0)),
        left: left.map(ago),
        left_before: None,
        error: None,
    };
    let thread = Thread::new(
        tree,
        &marks,
        discussion.baseline(),
        discussion.was_visited(),
    );
    (discussion, thread)
}
