//! A reader at the whole program but for the terminal and the network: keys go to the screen, what it asks
//! for to a real engine on a store in memory, and the reports back to the screen.

mod properties;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use byline::config::Config;
use byline::engine::Engine;
use byline::engine::message::{CommentsState, Report, Request};
use byline::model::article::Article;
use byline::model::comment::{Comment, CommentMark, State};
use byline::model::discussion::ThreadRef;
use byline::model::id::{ArticleId, CommentId, DiscussionId};
use byline::model::safe::SafeText;
use byline::store::{ArticleQuery, LoadedComments, NewArticle, Store};
use byline::text::html::gate;
use byline::ui::App;
use byline::ui::effect::Effect;
use byline::ui::message::Message;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{Receiver, UnboundedSender};

/// For one report; only a program that hangs takes so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A thread to begin with: for each comment the one that it answers, by its place before it.
type Shape = Vec<Option<usize>>;

/// What the store holds of an article.
struct Stored {
    article: Article,
    /// What came after it is new.
    baseline: Option<Timestamp>,
    comments: Vec<(Comment, CommentMark)>,
}

impl Stored {
    /// How many comments are unread, and how many of these new; of a muted article none is.
    fn recount(&self) -> (usize, usize) {
        if self.article.muted {
            return (0, 0);
        }
        let unread = self.comments.iter();
        let unread = unread.filter(|(comment, mark)| comment.state == State::Visible && !mark.read);
        let is_new = |mark: &CommentMark| self.baseline.is_some_and(|at| mark.first_seen > at);
        let new = unread.clone().filter(|(_, mark)| is_new(mark)).count();
        (unread.count(), new)
    }
}

/// A screen, its engine and its store.
struct Reader {
    app: App,
    terminal: Terminal<TestBackend>,
    engine: Engine,
    requests: UnboundedSender<Request>,
    reports: Receiver<Report>,
    clock: Arc<Mutex<Timestamp>>,
    fences: u32,
    has_quit: bool,
    /// Whether the reader has turned what counts as new.
    turned: bool,
}

impl Reader {
    /// Opens a library of one article for each shape.
    async fn new(shapes: &[Shape], size: (u16, u16)) -> Self {
        let start: Timestamp = "2026-11-25T08:00:00Z".parse().unwrap();
        let clock = Arc::new(Mutex::new(start));
        let store = Store::in_memory().unwrap();
        fill(&store, shapes, start).await;
        let now = {
            let clock = Arc::clone(&clock);
            Arc::new(move || *clock.lock().unwrap())
        };
        let mut config = Config::default();
        config.polling.automatic = false;
        let engine = Engine::open(store, config.clone(), now).await.unwrap();
        let (service, reports) = engine.serve();
        let (app, effects) = App::new(config, size, start, TimeZone::UTC);
        let mut reader = Self {
            app,
            terminal: Terminal::new(TestBackend::new(size.0, size.1)).unwrap(),
            requests: service.requests(),
            engine,
            reports,
            clock,
            fences: 0,
            has_quit: false,
            turned: false,
        };
        reader.settle(effects).await;
        reader
    }

    fn now(&self) -> Timestamp {
        *self.clock.lock().unwrap()
    }

    async fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.send(Message::Key(KeyEvent::new(code, modifiers)))
            .await;
    }

    async fn press(&mut self, letters: &str) {
        for letter in letters.chars() {
            self.key(KeyCode::Char(letter), KeyModifiers::NONE).await;
        }
    }

    async fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.backend_mut().resize(columns, rows);
        self.send(Message::Resize(columns, rows)).await;
    }

    async fn send(&mut self, message: Message) {
        let now = self.now();
        let effects = self.app.update(message, now);
        self.settle(effects).await;
    }

    /// Does what the screen asks for until it asks for nothing more, and draws.
    async fn settle(&mut self, effects: Vec<Effect>) {
        let mut effects = effects;
        loop {
            let now = self.now();
            if self.app.deadline().is_some_and(|due| due <= now) {
                effects.extend(self.app.update(Message::Deadline, now));
            }
            self.terminal.draw(|frame| self.app.draw(frame)).unwrap();
            self.has_quit |= effects.contains(&Effect::Quit);
            let requests = effects.into_iter().filter_map(|effect| match effect {
                Effect::Request(request) => Some(request),
                _ => None,
            });
            let requests: Vec<Request> = requests.collect();
            if requests.is_empty() {
                return;
            }
            effects = self.ask(requests).await;
        }
    }

    /// Hands requests to the engine, and to the screen all that comes of them.
    async fn ask(&mut self, requests: Vec<Request>) -> Vec<Effect> {
        self.fences += 1;
        let fence = format!("fence {}", self.fences);
        let mut pending = Pending {
            fence: Some(fence.clone()),
            ..Pending::default()
        };
        for request in requests {
            match &request {
                Request::Open(article) => pending.opened.push(*article),
                Request::LayOut { article, width, .. } => pending.body = Some((*article, *width)),
                _ => {}
            }
            self.requests.send(request).unwrap();
        }
        // Requests are taken in order: once this is answered, so are those before it.
        let last = Request::FindInComments {
            discussion: DiscussionId(0),
            words: fence,
        };
        self.requests.send(last).unwrap();
        let mut effects = Vec::new();
        while !pending.is_over() {
            let report = tokio::time::timeout(PATIENCE, self.reports.recv()).await;
            let report = report.expect("a report in time").expect("an engine");
            if pending.is_for_the_screen(&report) {
                let now = self.now();
                effects.extend(self.app.update(Message::Report(report), now));
            }
        }
        effects
    }

    /// The screen's rows.
    fn text(&self) -> String {
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width);
        let rows = buffer.content.chunks(width);
        let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
        rows.collect::<Vec<_>>().join("\n")
    }

    /// The status line, above the line of keys.
    fn status(&self) -> String {
        let text = self.text();
        let rows: Vec<&str> = text.lines().collect();
        rows[rows.len() - 2].trim().to_owned()
    }

    /// Comments that others write meanwhile, and the screen is told of them as after a poll.
    async fn comments_arrive(&mut self, article: ArticleId, comments: Vec<Comment>) {
        let now = self.now();
        let merged = self.engine.store().write(move |writer| {
            let mut all = Vec::new();
            let discussion = writer.discussions(article)?.remove(0).id;
            for (comment, _) in writer.comments(discussion)? {
                all.push(comment);
            }
            all.extend(comments);
            writer.merge_comments(discussion, complete(all), now)?;
            writer.article(article)
        });
        let row = merged.await.unwrap().unwrap();
        let threads = self.engine.threads(article).await.unwrap();
        self.send(Message::Report(Report::Threads { article, threads }))
            .await;
        self.send(Message::Report(Report::Articles(vec![row])))
            .await;
    }

    /// What the store holds of every article: itself and its comments with their marks.
    async fn stored(&self) -> Vec<Stored> {
        let stored = self.engine.store().read(|reader| {
            let mut stored = Vec::new();
            for article in reader.articles(&ArticleQuery::default())? {
                let discussion = reader.discussions(article.id)?.remove(0);
                stored.push(Stored {
                    baseline: discussion.baseline(),
                    comments: reader.comments(discussion.id)?,
                    article,
                });
            }
            Ok(stored)
        });
        stored.await.unwrap()
    }
}

/// What is still awaited of the engine.
#[derive(Default)]
struct Pending {
    fence: Option<String>,
    opened: Vec<ArticleId>,
    body: Option<(ArticleId, u16)>,
}

impl Pending {
    fn is_over(&self) -> bool {
        self.fence.is_none() && self.opened.is_empty() && self.body.is_none()
    }

    /// Strikes out what a report answers.
    fn is_for_the_screen(&mut self, report: &Report) -> bool {
        match report {
            Report::FoundInComments { words, .. } if self.fence.as_ref() == Some(words) => {
                self.fence = None;
                return false;
            }
            Report::Comments { article, state } if *state != CommentsState::Loading => {
                let at = self.opened.iter().position(|opened| opened == article);
                at.map(|at| self.opened.remove(at));
            }
            Report::LaidOut { article, width, .. } if self.body == Some((*article, *width)) => {
                self.body = None;
            }
            _ => {}
        }
        true
    }
}

/// A feed that nobody is asked for, with its articles and their threads.
async fn fill(store: &Store, shapes: &[Shape], now: Timestamp) {
    let shapes = shapes.to_vec();
    let filled = store.write(move |writer| {
        let url = "byline:reading".parse().unwrap();
        let feed = writer.add_feed(&url, &SafeText::new("A paper"), None, now)?;
        let hours = |hours: usize| SignedDuration::from_hours(i64::try_from(hours).unwrap());
        let entry = |number: usize| NewArticle {
            identity: number.to_string(),
            title: SafeText::new(&format!("Article {number}")),
            author: Some("ada".into()),
            published: Some(now - hours(24 + number)),
            body: gate("<p>The road to the harbour was closed.</p>", None),
            ..NewArticle::default()
        };
        let entries: Vec<_> = (0..shapes.len()).map(entry).collect();
        let articles = writer.merge_articles(feed, &entries, now)?.new;
        for (article, shape) in articles.iter().zip(&shapes) {
            let thread = ThreadRef {
                source: "reading".to_owned(),
                scope: article.id.0.to_string(),
                locator: String::new(),
                page: None,
            };
            let discussion = writer.upsert_discussion(article.id, &thread)?;
            let comments = shape.iter().enumerate();
            let comments = comments.map(|(number, answers)| comment(number, *answers, now));
            writer.merge_comments(discussion, complete(comments.collect()), now)?;
        }
        Ok(())
    });
    filled.await.unwrap();
}

fn complete(comments: Vec<Comment>) -> LoadedComments {
    LoadedComments {
        comments,
        complete: true,
        ..LoadedComments::default()
    }
}

/// Numbers from one on, as sites give them: what answers 0 answers the article.
fn id(number: usize) -> CommentId {
    CommentId::new(&(number + 1).to_string())
}

fn comment(number: usize, answers: Option<usize>, now: Timestamp) -> Comment {
    let authors = ["ada", "brian", "chandra", "dana", "eve"];
    let minutes = SignedDuration::from_mins(600 - i64::try_from(number).unwrap());
    Comment {
        parent: answers.map(id),
        author: Some(SafeText::new(authors[number % authors.len()])),
        published: Some(now - minutes),
        body: gate(
            &format!("<p>What comment {number} has to say of it.</p>"),
            None,
        ),
        seq: u32::try_from(number).unwrap(),
        ..Comment::new(id(number))
    }
}
