//! How long the article list takes with 1,000 and 100,000 articles: a key to the next frame, another
//! order, a limit, groups, what arrives.

use std::hint::black_box;

use byline::config::{Config, Grouping};
use byline::model::article::{Article, CommentCounts};
use byline::model::feed::{Feed, Health};
use byline::model::folder::Folders;
use byline::model::id::{ArticleId, FeedId};
use byline::model::library::Library;
use byline::ui::command::Command;
use byline::ui::limit::Query;
use byline::ui::pane::{Context, Pane};
use byline::ui::panes::articles::ArticlesPane;
use byline::ui::style::{Marks, Styles};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const FEEDS: usize = 500;
/// As in the titles of a list of links: some begin with the same words.
const WORDS: [&str; 32] = [
    "Ask HN:",
    "Show HN:",
    "Why",
    "The",
    "A",
    "How",
    "What",
    "In",
    "council",
    "votes",
    "on",
    "the",
    "tram",
    "line",
    "again",
    "small",
    "kernels",
    "reader",
    "ferry",
    "timetable",
    "old",
    "synths",
    "firmware",
    "parser",
    "dealer",
    "stock",
    "falls",
    "compact",
    "range",
    "test",
    "charger",
    "café",
];

/// A number that looks random and is the same each time.
fn scattered(number: usize) -> usize {
    number.wrapping_mul(2_654_435_761) >> 7
}

fn article(number: usize) -> Article {
    let word = |at: usize| WORDS[scattered(number + at * 7_919) % WORDS.len()];
    let title = format!("{} {} {} {} {number}", word(0), word(1), word(2), word(3));
    let second = i64::try_from(scattered(number) % 100_000_000).unwrap_or(0);
    let count = u32::try_from(scattered(number) % 300).unwrap_or(0);
    Article {
        id: ArticleId(i64::try_from(number).unwrap_or(0)),
        feed: FeedId(i64::try_from(number % FEEDS).unwrap_or(0)),
        title: title.as_str().into(),
        link: None,
        author: Some("news desk".into()),
        author_kept: false,
        muted: false,
        author_muted: false,
        published: None,
        first_seen: Timestamp::from_second(second).unwrap_or_default(),
        read: !number.is_multiple_of(50),
        starred: false,
        watched: false,
        comments: CommentCounts {
            stated: None,
            loaded: count,
            unread: count / 20,
            new: count / 40,
        },
    }
}

fn library(articles: usize) -> Library {
    let feed = |number: usize| Feed {
        id: FeedId(i64::try_from(number).unwrap_or(0)),
        url: "https://example.org/feed".parse().expect("an address"),
        title: format!("{} {number}", WORDS[number % WORDS.len()])
            .as_str()
            .into(),
        site: None,
        health: Health::default(),
        folder: Folders::read(WORDS[number % 7]),
        unread: 0,
    };
    Library::new(
        (0..FEEDS).map(feed).collect(),
        (0..articles).map(article).collect(),
    )
}

fn frame(pane: &mut ArticlesPane, context: &Context<'_>) -> Buffer {
    let area = Rect::new(0, 0, 120, 50);
    let mut buffer = Buffer::empty(area);
    pane.draw(&mut buffer, area, context);
    black_box(pane.title(context));
    buffer
}

fn keys(criterion: &mut Criterion, size: usize) {
    let library = library(size);
    let (config, styles) = (Config::default(), Styles::new(true));
    let context = Context {
        library: &library,
        config: &config,
        styles: &styles,
        marks: &Marks::UNICODE,
        now: Timestamp::from_second(200_000_000).unwrap_or_default(),
        zone: &TimeZone::UTC,
        focused: true,
    };
    let context = &context;
    let mut pane = ArticlesPane::default();
    pane.sync(&library);
    let presses = [
        ("next", Command::Next),
        ("next unread", Command::NextUnread),
        ("half page", Command::HalfPageDown),
    ];
    for (name, command) in presses {
        criterion.bench_function(&format!("{size}: {name}, to the frame"), |bencher| {
            bencher.iter(|| {
                pane.handle(command, context);
                frame(&mut pane, context)
            });
        });
        pane.handle(Command::First, context);
    }
    criterion.bench_function(&format!("{size}: a mark, to the frame"), |bencher| {
        bencher.iter(|| {
            pane.sync(&library);
            frame(&mut pane, context)
        });
    });
    for query in ["tram line", "feed:old @desk", "#new #unread"] {
        criterion.bench_function(
            &format!("{size}: limit &{query}, to the frame"),
            |bencher| {
                bencher.iter(|| {
                    pane.limit(Query::new(query), &library);
                    frame(&mut pane, context)
                });
            },
        );
        pane.end_limit(&library);
    }
    for grouping in [Grouping::Feed, Grouping::Folder] {
        pane.set_grouping(grouping, &library);
        criterion.bench_function(
            &format!("{size}: a mark, {grouping:?}, to the frame"),
            |bencher| {
                bencher.iter(|| {
                    pane.sync(&library);
                    frame(&mut pane, context)
                });
            },
        );
        pane.handle(Command::First, context);
        criterion.bench_function(&format!("{size}: a group folds, {grouping:?}"), |bencher| {
            bencher.iter(|| {
                pane.handle(Command::Act, context);
                frame(&mut pane, context)
            });
        });
    }
    pane.set_grouping(Grouping::None, &library);
    for _ in 0..7 {
        pane.handle(Command::NextOrder, context);
        let (title, _) = pane.title(context);
        criterion.bench_function(
            &format!("{size}: sorting, to the frame: {title}"),
            |bencher| {
                bencher.iter(|| {
                    pane.sort_anew(&library);
                    frame(&mut pane, context)
                });
            },
        );
    }
}

/// A feed brings ten articles into a list that is sorted by comments.
fn arrivals(criterion: &mut Criterion, size: usize) {
    let library = library(size);
    let mut after = library.clone();
    after.put_articles((size..size + 10).map(article).collect());
    criterion.bench_function(&format!("{size}: ten arrive in the library"), |bencher| {
        bencher.iter_batched(
            || library.clone(),
            |mut library| {
                library.put_articles((size..size + 10).map(article).collect());
                library
            },
            BatchSize::LargeInput,
        );
    });
    let mut sequence = byline::model::library::Sequence::default();
    sequence.sort(byline::model::library::Order::Comments, &library);
    criterion.bench_function(&format!("{size}: ten arrive in the order"), |bencher| {
        bencher.iter_batched(
            || sequence.clone(),
            |mut sequence| {
                sequence.sync(&after);
                sequence
            },
            BatchSize::LargeInput,
        );
    });
}

fn benches(criterion: &mut Criterion) {
    for size in [1_000, 100_000] {
        keys(criterion, size);
        arrivals(criterion, size);
    }
}

criterion_group! {
    name = list_benches;
    config = Criterion::default().sample_size(20);
    targets = benches
}
criterion_main!(list_benches);
