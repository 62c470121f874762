//! Every state of the reading design's mock-ups and storyboard, in a small, a usual, a wide and a large
//! terminal: one file of pictures for each state.

use super::fixtures::mock_up;
use crate::engine::message::Report;
use crate::model::id::ArticleId;
use crate::ui::testing::{Engine, Screen, thread};

const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (120, 36), (200, 60)];

/// The evening before: two comments, nothing read.
fn first_visit() -> Engine {
    let mut engine = mock_up();
    engine.articles[0].read = false;
    let comments = "\
gearhound @60 Moving the line makes sense on paper, but the badge was always sold on being built in Japan.
  westbound @10 Half the range was already assembled elsewhere. Parts content is the number to watch.";
    engine
        .threads
        .insert(ArticleId(1), vec![thread(1, None, comments)]);
    engine
}

/// Draws a state in every size.
fn assert_pictures(name: &str, engine: &Engine, reach: impl Fn(&mut Screen)) {
    let pictures = SIZES.map(|(columns, rows)| {
        let mut screen = Screen::new(columns, rows, engine.clone());
        reach(&mut screen);
        let text = screen.text();
        assert_eq!(text.lines().count(), usize::from(rows), "{name}");
        format!("{columns} \u{d7} {rows}\n{text}")
    });
    insta::with_settings!({
        snapshot_path => "storyboard",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, pictures.join("\n"));
    });
}

/// Goes on until the status line names this as the next step.
fn go_on_until(screen: &mut Screen, next: &str) {
    for _ in 0..20 {
        if screen.status().contains(next) {
            return;
        }
        screen.press("Space");
    }
    panic!("{next} is never next: {}", screen.status());
}

#[test]
fn a_first_visit() {
    assert_pictures("a1-list", &first_visit(), |_| {});
    assert_pictures("a2-article", &first_visit(), |screen| {
        screen.press("Space");
    });
    assert_pictures("a3-comments", &first_visit(), |screen| {
        screen.press("Space");
        go_on_until(screen, "comments (2 unread)");
        screen.press("Space");
    });
    assert_pictures("a4-end", &first_visit(), |screen| {
        screen.press("Space");
        go_on_until(screen, "end of thread");
        screen.press("Space");
    });
}

#[test]
fn b_the_next_morning() {
    assert_pictures("b1-news", &mock_up(), |screen| {
        screen.press("Space");
    });
    assert_pictures("b2-next", &mock_up(), |screen| {
        screen.press("Space Space");
    });
}

#[test]
fn c_other_ways() {
    for (name, keys) in [
        ("c1-peek", "P"),
        ("c2-higher", "P P"),
        ("c3-parent", "p"),
        ("c4-folded", "h h"),
        ("c5-whole-thread", "H"),
        ("c6-one-author", "a a"),
        ("c7-roots", "1"),
        ("c8-by-time", "T"),
    ] {
        assert_pictures(name, &mock_up(), |screen| {
            screen.press("Space").press(keys);
        });
    }
    assert_pictures("c9-search", &mock_up(), |screen| {
        screen.press("Space /").write("line");
    });
}

#[test]
fn d_news_while_reading() {
    let grown = "\
gearhound @840 Moving the line makes sense on paper, but the badge was always sold on being built in Japan. (read)
  westbound @780 Half the range was already assembled elsewhere. Parts content is the number to watch. (read)
    news desk @120 Good point. The supplier list in the second half of the piece is the clue.
  t_hale @1 Over here the badge is not sold at all. (late)
mpg_marge @60 Does this change the warranty on the cars already on the boats?";
    assert_pictures("d-arrived", &mock_up(), |screen| {
        screen.press("Space Space");
        screen.report(Report::Threads {
            article: ArticleId(1),
            threads: vec![thread(1, Some(740), grown)],
        });
    });
}

#[test]
fn e_enough() {
    assert_pictures("e-caught-up", &mock_up(), |screen| {
        screen.press("Space c");
    });
}

#[test]
fn f_what_can_be_done() {
    assert_pictures("f1-keys", &mock_up(), |screen| {
        screen.press("Space ?");
    });
    assert_pictures("f2-commands", &mock_up(), |screen| {
        screen.press("Space :").write("fold");
    });
}
