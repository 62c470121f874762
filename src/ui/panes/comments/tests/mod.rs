//! The pane as the reader meets it: keys in, rows out.

mod branch;
mod folding;
mod moving;
mod muting;
mod ordering;
mod peeking;
mod people;
mod properties;
mod screens;
mod searching;

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use url::Url;

use super::{Arrival, CommentsPane};
use crate::config::{Config, GlyphSet};
use crate::model::comment::{Comment, CommentMark};
use crate::model::discussion::{Access, Discussion, SourceOrder, ThreadRef};
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::library::Library;
use crate::model::thread::Thread;
use crate::model::tree::{self, Options};
use crate::text::html;
use crate::ui::command::Command;
use crate::ui::pane::{Context, Outcome, Pane};
use crate::ui::snapshot;
use crate::ui::style::{Marks, Styles};

/// The article of these tests.
const ARTICLE: ArticleId = ArticleId(7);

/// A pane with everything that it is lent, in place of the screen.
struct Desk {
    pane: CommentsPane,
    config: Config,
    styles: Styles,
    marks: Marks,
    library: Library,
    now: Timestamp,
    buffer: Buffer,
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Desk {
    fn new(width: u16, height: u16, threads: Vec<(Discussion, Thread)>) -> Self {
        let mut desk = Self {
            pane: CommentsPane::default(),
            config: Config::default(),
            styles: Styles::new(true),
            marks: Marks::UNICODE,
            library: Library::default(),
            now: time("2026-11-25T09:30:00Z"),
            buffer: Buffer::empty(Rect::new(0, 0, width, height)),
        };
        desk.show(threads);
        desk.draw();
        desk
    }

    /// Takes in what came.
    fn show(&mut self, threads: Vec<(Discussion, Thread)>) {
        let update = self.pane.update(ARTICLE, threads).worked_out();
        assert_eq!(self.pane.take_update(update), None);
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut CommentsPane, &Context<'_>) -> T) -> T {
        let context = Context {
            library: &self.library,
            config: &self.config,
            styles: &self.styles,
            marks: &self.marks,
            now: self.now,
            zone: &TimeZone::UTC,
            focused: true,
        };
        act(&mut self.pane, &context)
    }

    /// Does what the screen does with a command: carries it out, applies its deeds, draws.
    fn press(&mut self, command: Command) -> Outcome {
        let outcome = self.with(|pane, context| pane.handle(command, context));
        for change in outcome.deeds.iter().flat_map(|deed| &deed.changes) {
            self.pane.apply(change);
        }
        self.draw();
        outcome
    }

    fn draw(&mut self) {
        let area = self.buffer.area;
        let mut buffer = Buffer::empty(area);
        self.with(|pane, context| pane.draw(&mut buffer, area, context));
        self.buffer = buffer;
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.buffer = Buffer::empty(Rect::new(0, 0, width, height));
        self.draw();
    }

    fn glyphs(&mut self, glyphs: GlyphSet) {
        self.config.screen.glyphs = glyphs;
        self.marks = Marks::ASCII;
        self.draw();
    }

    fn text(&self) -> String {
        snapshot::text(&self.buffer)
    }

    fn screen(&self) -> String {
        snapshot::screen(&self.buffer)
    }

    fn title(&mut self) -> String {
        self.with(|pane, context| pane.title(context).0)
    }

    fn selected(&self) -> String {
        self.pane
            .selected()
            .map_or_else(String::new, |id| id.to_string())
    }

    /// Presses a key so often.
    fn times(&mut self, count: usize, command: Command) {
        for _ in 0..count {
            self.press(command);
        }
    }
}

/// A discussion that the reader left at this time, or never.
fn discussion(left: Option<&str>) -> Discussion {
    Discussion {
        id: DiscussionId(3),
        article: ARTICLE,
        thread: ThreadRef {
            source: "wordpress".to_owned(),
            scope: "cars.example/1".to_owned(),
            locator: String::new(),
            page: Some(Url::parse("https://cars.example/1#comments").unwrap()),
        },
        total_stated: None,
        complete: true,
        access: Access::Open,
        continuations: Vec::new(),
        label: String::new(),
        is_elsewhere: false,
        is_chosen: false,
        order: SourceOrder::Oldest,
        first_loaded: Some(time("2026-11-24T20:40:00Z")),
        loaded: None,
        left: left.map(time),
        left_before: None,
        error: None,
    }
}

/// A comment with the id, author and text of one line of a test.
fn comment(id: &str, parent: &str, author: &str, written: &str, text: &str) -> Comment {
    let mut comment = Comment::new(id.into());
    comment.parent = (!parent.is_empty()).then(|| parent.into());
    comment.author = Some(author.into());
    comment.published = Some(time(written));
    comment.body = html::gate(text, None);
    comment.permalink = Url::parse(&format!("https://cars.example/1#c{id}")).ok();
    comment
}

fn thread(
    comments: Vec<Comment>,
    discussion: &Discussion,
    mark: impl Fn(&Comment) -> CommentMark,
) -> Thread {
    let marks: HashMap<CommentId, CommentMark> = comments
        .iter()
        .map(|comment| (comment.id.clone(), mark(comment)))
        .collect();
    let tree = tree::build(comments, &Options::default());
    Thread::new(
        tree,
        &marks,
        discussion.baseline(),
        discussion.was_visited(),
    )
}

/// The blog of the mock-ups: two comments from yesterday, two from this morning.
fn blog() -> Vec<Comment> {
    let mut first = comment(
        "1",
        "",
        "gearhound",
        "2026-11-24T19:30:00Z",
        "<p>Moving the line makes sense on paper, but the badge was always sold on being built in \
         Japan. Does the price drop, or only the shipping bill?</p>",
    );
    first.score = Some(6);
    let mut second = comment(
        "2",
        "1",
        "westbound",
        "2026-11-24T20:30:00Z",
        "<blockquote>being built in Japan</blockquote><p>Half the range was already assembled \
         elsewhere. Parts content is the number to watch, not the flag on the window sticker.</p>",
    );
    second.score = Some(3);
    let mut third = comment(
        "3",
        "2",
        "news desk",
        "2026-11-25T07:30:00Z",
        "<p>Good point. The supplier list in the second half of the piece is the clue: see the table \
         in the filing.</p>",
    );
    third.roles.author = true;
    let mut fourth = comment(
        "4",
        "",
        "mpg_marge",
        "2026-11-25T08:30:00Z",
        "<p>Does this change the warranty on the cars already on the boats?</p>",
    );
    fourth.score = Some(1);
    vec![first, second, third, fourth]
}

/// What the reader has of the blog's comments this morning.
fn seen_yesterday(comment: &Comment) -> CommentMark {
    let is_old = comment.id.as_str() < "3";
    CommentMark {
        first_seen: time(if is_old {
            "2026-11-24T20:40:00Z"
        } else {
            "2026-11-25T09:20:00Z"
        }),
        read: is_old,
        fold: None,
        muted: false,
        watched: false,
        silenced: false,
        kept: false,
        starred: false,
    }
}

fn never_read(_: &Comment) -> CommentMark {
    CommentMark {
        first_seen: time("2026-11-24T20:40:00Z"),
        read: false,
        fold: None,
        muted: false,
        watched: false,
        silenced: false,
        kept: false,
        starred: false,
    }
}

fn this_morning() -> Vec<(Discussion, Thread)> {
    let discussion = discussion(Some("2026-11-24T21:10:00Z"));
    let thread = thread(blog(), &discussion, seen_yesterday);
    vec![(discussion, thread)]
}

fn first_visit(comments: Vec<Comment>) -> Vec<(Discussion, Thread)> {
    let discussion = discussion(None);
    let thread = thread(comments, &discussion, never_read);
    vec![(discussion, thread)]
}

/// Comments from indented ids, two blanks a level, a minute apart, each of so many lines.
fn drawn(drawing: &str, lines: usize) -> Vec<Comment> {
    let mut open: Vec<&str> = Vec::new();
    let mut comments = Vec::new();
    for (minute, line) in drawing.lines().enumerate() {
        let id = line.trim_start();
        open.truncate((line.len() - id.len()) / 2);
        let parent = open.last().copied().unwrap_or_default();
        let written = format!("2026-11-24T{:02}:{:02}:00Z", 10 + minute / 60, minute % 60);
        let text: String = (1..=lines)
            .map(|line| format!("<p>{id} line {line}</p>"))
            .collect();
        comments.push(comment(id, parent, id, &written, &text));
        open.push(id);
    }
    comments
}
