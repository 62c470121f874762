//! Several discussions of one article.

use super::fixtures::mock_up;
use crate::config::Config;
use crate::engine::message::Request;
use crate::model::id::{ArticleId, DiscussionId};
use crate::ui::testing::{Engine, Screen, thread};

/// Three discussions of one article, two of them elsewhere and not loaded.
fn several() -> Engine {
    let mut engine = mock_up();
    let mut threads = vec![thread(2, None, "ada @90 First.\n  brian @80 Second.")];
    for (id, source, label, count) in [
        (21, "hackernews", "Hacker News", 104),
        (22, "lobsters", "Lobsters", 10),
    ] {
        let (mut discussion, thread) = thread(id, None, "");
        discussion.article = ArticleId(2);
        discussion.thread.source = source.to_owned();
        discussion.label = label.to_owned();
        discussion.is_elsewhere = true;
        discussion.loaded = None;
        discussion.total_stated = Some(count);
        threads.push((discussion, thread));
    }
    engine.threads.insert(ArticleId(2), threads);
    engine
}

#[test]
fn the_discussions_of_an_article_are_tabs_and_one_that_is_looked_at_is_loaded() {
    let mut screen = Screen::new(200, 60, several());
    screen.press("j Space Tab");
    let text = screen.text();
    assert!(
        text.contains("COMMENTS [1.example 2] · Hacker News 104 · Lobsters 10"),
        "{text}"
    );
    screen.requests();
    screen.press("D");
    assert_eq!(screen.requests(), [Request::Look(DiscussionId(21))]);
    let text = screen.text();
    assert!(
        text.contains("COMMENTS 1.example 2 · [Hacker News 104] · Lobsters 10"),
        "{text}"
    );
    assert!(text.contains("║ loading"), "{text}");
    screen.resize(60, 16);
    assert!(screen.text().contains("COMMENTS [Hacker News 104] 2/3"));
    screen.press("D D");
    assert!(screen.text().contains("COMMENTS [1.example 2] 1/3"));
}

#[test]
fn the_discussion_that_was_looked_at_last_is_shown_first() {
    let mut engine = several();
    let threads = engine.threads.get_mut(&ArticleId(2)).unwrap();
    threads[2].0.is_chosen = true;
    let mut screen = Screen::new(80, 24, engine);
    screen.press("j Space Tab");
    assert!(screen.text().contains("[Lobsters 10]"), "{}", screen.text());
    // It is not here, so it is asked for.
    let look = Request::Look(DiscussionId(22));
    assert_eq!(
        screen
            .requests()
            .iter()
            .filter(|asked| **asked == look)
            .count(),
        1
    );
}

#[test]
fn who_is_asked_where_else_it_is_discussed_is_the_readers_choice() {
    let mut config = Config::default();
    config.elsewhere.mastodon = "https://social.example".to_owned();
    let mut screen = Screen::with_config(120, 36, mock_up(), config);
    screen.press("j Space :").write("elsewhere").press("Enter");
    let text = screen.text();
    assert!(text.contains("Who may learn that you read this?"), "{text}");
    assert!(
        text.contains(" 1 Hacker News, Lobsters, Mastodon, Bluesky"),
        "{text}"
    );
    assert!(!text.contains("Lemmy"), "{text}");
    screen.requests();
    screen.press("2");
    let asked = Request::Elsewhere {
        article: ArticleId(2),
        services: vec!["hacker-news".to_owned()],
    };
    assert_eq!(screen.requests(), [asked]);
}

#[test]
fn the_only_discussion_is_named_by_its_place_if_this_is_not_the_articles_own() {
    let mut engine = several();
    let threads = engine.threads.get_mut(&ArticleId(2)).unwrap();
    threads.truncate(2);
    threads.remove(0);
    let mut screen = Screen::new(200, 60, engine);
    screen.press("j Space Tab");
    let text = screen.text();
    assert!(text.contains("COMMENTS Hacker News 104"), "{text}");
}

#[test]
fn a_tab_is_called_by_the_part_of_a_service_or_by_its_host() {
    let mut engine = several();
    let threads = engine.threads.get_mut(&ArticleId(2)).unwrap();
    for (at, source, page) in [
        (0, "html", "https://www.blog.example/2026/a"),
        (1, "reddit", "https://www.reddit.com/r/rust/comments/1/a/"),
        (2, "mastodon", "https://quay.example/@op/1"),
    ] {
        threads[at].0.thread.source = source.to_owned();
        threads[at].0.thread.page = Some(page.parse().unwrap());
    }
    let mut screen = Screen::new(200, 60, engine);
    screen.press("j Space Tab");
    let text = screen.text();
    assert!(
        text.contains("COMMENTS [blog.example 2] · r/rust 104 · quay.example 10"),
        "{text}"
    );
}

#[test]
fn comments_that_the_same_article_of_another_feed_has_are_not_counted_twice() {
    let mut engine = several();
    let threads = engine.threads.get_mut(&ArticleId(2)).unwrap();
    threads.truncate(1);
    threads[0].0.article = ArticleId(3);
    let mut screen = Screen::new(200, 60, engine);
    screen.press("j Space Tab");
    let text = screen.text();
    assert!(text.contains("COMMENTS 2"), "{text}");
    assert_eq!(
        screen
            .app
            .world
            .library
            .article(ArticleId(2))
            .map(|row| row.comments.unread),
        Some(0)
    );
}
