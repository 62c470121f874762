//! How long the comment pane takes for threads of 5,000 and 50,000 comments: the first draw, a key to
//! the next frame, the fold of the largest branch, a refresh.

use std::collections::HashMap;
use std::hint::black_box;

use byline::config::Config;
use byline::engine::message::Request;
use byline::model::change::Change;
use byline::model::comment::{Comment, CommentMark};
use byline::model::discussion::{Access, Discussion, SourceOrder, ThreadRef};
use byline::model::id::{ArticleId, DiscussionId};
use byline::model::library::Library;
use byline::model::thread::Thread;
use byline::model::tree::{Options, build};
use byline::model::update::Update;
use byline::text::html;
use byline::ui::command::Command;
use byline::ui::effect::Effect;
use byline::ui::limit::Query;
use byline::ui::pane::{Context, Pane};
use byline::ui::panes::comments::CommentsPane;
use byline::ui::style::{Marks, Styles};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Moment of the last visit in these threads, in seconds.
const VISIT: i64 = 1_000_000;

/// A long thread as they are: half of all comments below the first, many short branches, some deep.
fn comments(count: usize) -> Vec<Comment> {
    let text = "<p>Half the range was already <em>assembled</em> elsewhere. Parts content is the number \
                to <a href=\"https://example.org/\">watch</a>, not the flag on the window sticker.</p>"
        .repeat(3);
    (0..count)
        .map(|number| {
            let mut comment = Comment::new(number.to_string().as_str().into());
            let parent = match number {
                0 => None,
                _ if number % 2 == 1 => Some(number / 3),
                _ if number % 10 == 0 => None,
                _ => Some(number - 2),
            };
            comment.parent = parent.map(|parent| parent.to_string().as_str().into());
            comment.author = Some(format!("author {}", number % 97).into());
            let second = i64::try_from(number).unwrap_or(0);
            comment.published = Timestamp::from_second(second).ok();
            comment.body = html::gate(&text, None);
            comment
        })
        .collect()
}

fn discussion() -> Discussion {
    Discussion {
        id: DiscussionId(1),
        article: ArticleId(1),
        thread: ThreadRef {
            source: "bench".to_owned(),
            scope: "1".to_owned(),
            locator: String::new(),
            page: None,
        },
        total_stated: None,
        complete: true,
        access: Access::Open,
        continuations: Vec::new(),
        label: String::new(),
        is_elsewhere: false,
        is_chosen: false,
        order: SourceOrder::Oldest,
        first_loaded: None,
        loaded: None,
        left: Timestamp::from_second(VISIT).ok(),
        left_before: None,
        error: None,
    }
}

/// The thread as somebody finds it who was here before: a tenth is new.
fn thread(comments: Vec<Comment>) -> Thread {
    let marks = comments
        .iter()
        .enumerate()
        .map(|(number, comment)| {
            let is_new = number % 10 == 7;
            let mark = CommentMark {
                first_seen: Timestamp::from_second(VISIT + i64::from(is_new)).unwrap_or_default(),
                read: !is_new,
                fold: None,
                muted: false,
                watched: false,
                silenced: false,
                kept: false,
                starred: false,
            };
            (comment.id.clone(), mark)
        })
        .collect::<HashMap<_, _>>();
    let tree = build(comments, &Options::default());
    Thread::new(tree, &marks, Timestamp::from_second(VISIT).ok(), true)
}

/// Lends a pane what it needs.
fn with<T>(act: impl FnOnce(&Context<'_>) -> T) -> T {
    let (library, config, styles) = (Library::default(), Config::default(), Styles::new(true));
    act(&Context {
        library: &library,
        config: &config,
        styles: &styles,
        marks: &Marks::UNICODE,
        now: Timestamp::from_second(2 * VISIT).unwrap_or_default(),
        zone: &TimeZone::UTC,
        focused: true,
    })
}

fn frame(pane: &mut CommentsPane, context: &Context<'_>) -> Buffer {
    let area = Rect::new(0, 0, 120, 50);
    let mut buffer = Buffer::empty(area);
    pane.draw(&mut buffer, area, context);
    black_box(pane.title(context));
    buffer
}

fn show(pane: &mut CommentsPane, thread: Thread) {
    let update = pane.update(ArticleId(1), vec![(discussion(), thread)]);
    pane.take_update(update.worked_out());
}

fn opened(thread: &Thread, context: &Context<'_>) -> CommentsPane {
    let mut pane = CommentsPane::default();
    show(&mut pane, thread.clone());
    pane.enter(context);
    frame(&mut pane, context);
    pane
}

fn keys(criterion: &mut Criterion, size: usize) {
    let thread = thread(comments(size));
    with(|context| {
        criterion.bench_function(&format!("{size}: first draw"), |bencher| {
            bencher.iter_batched(
                || thread.clone(),
                |thread| {
                    let mut pane = CommentsPane::default();
                    show(&mut pane, thread);
                    pane.enter(context);
                    frame(&mut pane, context);
                    pane
                },
                BatchSize::LargeInput,
            );
        });
        let presses = [
            ("next comment", Command::Next),
            ("next unread (Space)", Command::GoOn),
            ("half page", Command::HalfPageDown),
            ("last comment", Command::Last),
            ("depth 1", Command::Depth(1)),
            ("paths to what is new", Command::FoldRead),
            ("peek", Command::Peek),
            ("what counts as new", Command::WhatIsNew),
            ("next order", Command::NextOrder),
            ("by time", Command::ByTime),
        ];
        for (name, command) in presses {
            let mut pane = opened(&thread, context);
            criterion.bench_function(&format!("{size}: {name}, to the frame"), |bencher| {
                bencher.iter(|| {
                    if !pane.handle(command, context).handled || pane.at_end() {
                        pane.handle(Command::First, context);
                    }
                    frame(&mut pane, context)
                });
            });
        }
        criterion.bench_function(
            &format!("{size}: another order taken over, to the frame"),
            |bencher| {
                bencher.iter_batched(
                    || {
                        let mut pane = opened(&thread, context);
                        let outcome = pane.handle(Command::NextOrder, context);
                        let sorted = outcome.effects.into_iter().find_map(|effect| match effect {
                            Effect::Request(Request::Sort(_, sorting)) => Some(sorting.sorted()),
                            _ => None,
                        });
                        (pane, sorted.expect("so many are sorted beside the screen"))
                    },
                    |(mut pane, sorted)| {
                        pane.take_sorted(discussion().id, &sorted);
                        let frame = frame(&mut pane, context);
                        // What is no longer shown is let go of elsewhere.
                        (pane.take_gone(), pane, sorted, frame)
                    },
                    BatchSize::LargeInput,
                );
            },
        );
        let mut pane = opened(&thread, context);
        criterion.bench_function(
            &format!("{size}: limited to an author, to the frame"),
            |bencher| {
                bencher.iter(|| {
                    black_box(pane.limit(Query::new("@a")));
                    frame(&mut pane, context)
                });
            },
        );
        pane.end_limit();
        criterion.bench_function(
            &format!("{size}: caught up and taken back, to the frame"),
            |bencher| {
                bencher.iter(|| {
                    let outcome = pane.handle(Command::CatchUp, context);
                    let changes = outcome.deeds.iter().flat_map(|deed| &deed.changes);
                    for change in changes {
                        pane.apply(change);
                        if let Change::CommentsRead {
                            discussion,
                            comments,
                            ..
                        } = change
                        {
                            pane.apply(&Change::CommentsRead {
                                discussion: *discussion,
                                comments: comments.clone(),
                                read: false,
                            });
                        }
                    }
                    frame(&mut pane, context)
                });
            },
        );
        let mut pane = opened(&thread, context);
        pane.handle(Command::Depth(1), context);
        let found: Vec<_> = thread.tree().nodes.iter().step_by(3).collect();
        let found: Vec<_> = found.iter().map(|node| node.comment.id.clone()).collect();
        pane.begin_search("the");
        pane.set_found(&found);
        criterion.bench_function(
            &format!("{size}: next place found, to the frame"),
            |bencher| {
                bencher.iter(|| {
                    if pane.find(true, false, context).is_none() {
                        pane.find(true, true, context);
                    }
                    frame(&mut pane, context)
                });
            },
        );
        let mut pane = opened(&thread, context);
        pane.handle(Command::Depth(0), context);
        pane.handle(Command::First, context);
        criterion.bench_function(
            &format!("{size}: largest branch folds, to the frame"),
            |bencher| {
                bencher.iter(|| {
                    pane.handle(Command::Act, context);
                    frame(&mut pane, context)
                });
            },
        );
    });
}

fn refresh(criterion: &mut Criterion, size: usize) {
    let after = thread(comments(size));
    let before = thread(comments(size - size / 20));
    with(|context| {
        criterion.bench_function(
            &format!("{size}: refresh with a twentieth more, to the frame"),
            |bencher| {
                bencher.iter_batched(
                    || {
                        let mut pane = opened(&before, context);
                        let update = pane.update(ArticleId(1), vec![(discussion(), after.clone())]);
                        (pane, update.worked_out())
                    },
                    |(mut pane, update)| {
                        pane.take_update(update);
                        let frame = frame(&mut pane, context);
                        // What is no longer shown is let go of elsewhere.
                        (pane.take_gone(), pane, frame)
                    },
                    BatchSize::LargeInput,
                );
            },
        );
    });
    criterion.bench_function(
        &format!("{size}: the same worked out (off the screen's thread)"),
        |bencher| {
            let mut pane = CommentsPane::default();
            show(&mut pane, before.clone());
            bencher.iter_batched(
                || pane.update(ArticleId(1), vec![(discussion(), after.clone())]),
                Update::worked_out,
                BatchSize::LargeInput,
            );
        },
    );
    criterion.bench_function(
        &format!("{size}: marks join the tree (off the screen's thread)"),
        |bencher| {
            let tree = after.tree();
            let marks = HashMap::new();
            bencher.iter_batched(
                || tree.clone(),
                |tree| Thread::new(tree, &marks, None, true),
                BatchSize::LargeInput,
            );
        },
    );
}

fn benches(criterion: &mut Criterion) {
    for size in [5_000, 50_000] {
        keys(criterion, size);
        refresh(criterion, size);
    }
}

criterion_group! {
    name = thread_benches;
    config = Criterion::default().sample_size(20);
    targets = benches
}
criterion_main!(thread_benches);
