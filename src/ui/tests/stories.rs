//! The same story in several feeds, in one row of the list.

use url::Url;

use crate::config::Config;
use crate::engine::message::{Report, Request};
use crate::model::article::Article;
use crate::model::change::Change;
use crate::model::id::ArticleId;
use crate::ui::testing::{Engine, Screen, article, feed};

/// An article about a story.
fn about(id: i64, feed: i64, story: &str, hours: i64, comments: (u32, u32, u32)) -> Article {
    Article {
        link: Url::parse(&format!("https://news.example/{story}")).ok(),
        ..article(
            id,
            feed,
            &format!("The {story}, by feed {feed}"),
            hours,
            comments,
        )
    }
}

/// Two feeds that have one story of two in common.
fn library() -> Engine {
    Engine {
        feeds: vec![feed(1, "car-news blog"), feed(2, "links of the day")],
        articles: vec![
            about(1, 1, "plant", 15, (4, 2, 2)),
            about(2, 2, "plant?utm_source=links", 3, (10, 0, 0)),
            about(3, 2, "ferry", 20, (0, 0, 0)),
        ],
        ..Engine::default()
    }
}

fn folded() -> Screen {
    let mut config = Config::default();
    config.reading.fold_stories = true;
    Screen::with_config(120, 24, library(), config)
}

/// The articles that were marked read since this was last asked.
fn marked(screen: &mut Screen) -> Vec<ArticleId> {
    let requests = screen.requests().into_iter();
    let changes = requests.flat_map(|request| match request {
        Request::Do(deed) => deed.changes,
        _ => Vec::new(),
    });
    let marked = changes.filter_map(|change| match change {
        Change::ArticlesRead { articles, .. } => Some(articles),
        _ => None,
    });
    marked.flatten().collect()
}

#[test]
fn a_story_stands_once_where_it_stood_first_and_counts_the_comments_of_all() {
    let mut screen = folded();
    insta::assert_snapshot!(list(&screen), @"
    ╔ 1 ARTICLES 2 · newest first ═════════╗┌
    ║▌● The plant, by feed 1               ║│
    ║▌  car-news ×2 · 15h     14 cmt +2    ║│
    ║ ● The ferry, by feed 2               ║│
    ║   links of the day · 20h 0 cmt       ║│
    ║                                      ║│
    ║                                      ║│
    ║                                      ║│
    ║                                      ║├
    ");
    screen.press(":").write("fold-stories").press("Enter");
    insta::assert_snapshot!(list(&screen), @"
    ╔ 1 ARTICLES 3 · newest first ════ ▲1 ═╗┌
    ║▌● The plant, by feed 1               ║│
    ║▌  car-news blog · 15h    4 cmt +2    ║│
    ║ ● The ferry, by feed 2               ║│
    ║   links of the day · 20h 0 cmt       ║│
    ║                                      ║│
    ║                                      ║│
    ║                                      ║│
    ║                                      ║├
    ");
    assert!(
        screen
            .status()
            .starts_with("Every article stands in a row of its own")
    );
}

#[test]
fn counts_that_feeds_made_up_do_not_run_over_in_a_row() {
    let mut config = Config::default();
    config.reading.fold_stories = true;
    let copies = 1..=5;
    let engine = Engine {
        feeds: copies.clone().map(|id| feed(id, "feed")).collect(),
        articles: copies
            .map(|id| about(id, id, "plant", 15, (999_999_999, 0, 0)))
            .collect(),
        ..Engine::default()
    };
    let screen = Screen::with_config(120, 24, engine, config);
    let list = list(&screen);
    assert!(list.contains("4294M cmt"), "{list}");
}

#[test]
fn a_row_is_read_and_unread_with_all_that_is_folded_into_it() {
    let mut screen = folded();
    screen.requests();
    screen.press("m");
    assert_eq!(marked(&mut screen), [ArticleId(1), ArticleId(2)]);
    assert!(screen.row(0).contains("1 unread"), "{}", screen.row(0));
    screen.press("m");
    assert_eq!(marked(&mut screen), [ArticleId(1), ArticleId(2)]);
    screen.press("d");
    assert_eq!(marked(&mut screen), [ArticleId(1), ArticleId(2)]);
    // Another feed takes up what was read: the row has something unread again, and stays where it is.
    screen.report(Report::Articles(vec![Article {
        feed: crate::model::id::FeedId(3),
        ..about(9, 3, "plant", 0, (1, 1, 1))
    }]));
    screen.press("g g");
    let list = list(&screen);
    assert!(list.contains("car-news ×3"), "{list}");
    assert!(screen.row(0).contains("2 unread"), "{}", screen.row(0));
    screen.press("m");
    assert_eq!(marked(&mut screen), [1, 2, 9].map(ArticleId));
}

#[test]
fn an_article_of_a_row_that_is_folded_leads_to_the_row() {
    let mut screen = Screen::new(120, 24, library());
    screen.press("g g");
    assert!(
        screen.text().contains("▌● The plant?utm_source=links"),
        "{}",
        screen.text()
    );
    screen.press(":").write("fold-stories").press("Enter");
    assert!(
        screen.text().contains("▌● The plant, by feed 1"),
        "{}",
        screen.text()
    );
    screen.press("j");
    assert!(screen.text().contains("▌● The ferry"), "{}", screen.text());
}

#[test]
fn two_articles_of_one_feed_are_two_even_at_one_address() {
    let mut engine = library();
    engine.articles[1].feed = engine.articles[0].feed;
    let mut config = Config::default();
    config.reading.fold_stories = true;
    let screen = Screen::with_config(120, 24, engine, config);
    assert!(list(&screen).contains("ARTICLES 3"), "{}", list(&screen));
}

/// The list, without what stands beside it.
fn list(screen: &Screen) -> String {
    let text = screen.text();
    let lines = text.lines().skip(1).take(9);
    let cut = lines.map(|line| line.chars().take(41).collect::<String>());
    cut.collect::<Vec<_>>().join("\n")
}
