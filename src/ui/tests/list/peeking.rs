//! `P` in the list: what an article is about.

use insta::assert_snapshot;

use super::selected;
use crate::config::{Config, Grouping};
use crate::engine::message::{Report, Request, Summary};
use crate::model::id::ArticleId;
use crate::ui::testing::Screen;
use crate::ui::tests::fixtures::mock_up;

fn peeking() -> Screen {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("j P");
    screen
}

#[test]
fn the_box_has_the_title_what_is_known_and_how_the_text_begins() {
    assert_snapshot!(peeking().text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 10 · newest first ═════════════════════════════════════════════════
       Infiniti Production To Leave Japan; North Ame…  car-news    15h    4   +2
    ▌●┌ Summary ────────────────────────────────────── Enter opens · Esc closes ─┐
     ●│ Compact EV Range Test: Six Cars, One Charger                             │
     ○│ car-news blog · news desk · 16 h ago · 1 min · 2 links · 41 comments ·   │
      │ 17 new                                                                   │
      │                                                                          │
     ○│ The luxury badge would stop building cars at its home plants, people who │
      │ have seen the plan said. Two regions are on the short list for the next  │
     ○│ models: North America, where the brand sells most, and China, where it   │
      │ has been trying to grow.                                                 │
      │                                                                          │
      │ No date has been set. Suppliers were told to expect a decision with the  │
      │ next mid-term plan; the company declined to comment.                     │
      │                                                                          │
      │ What the plants do now …                                                 │
      └──────────────────────────────────────────────────────────────────────────┘




     Space → close the box
     n next unread  m read or unread  d done with this  c catch up  q leave  ? keys
    "#);
    let mut wide = Screen::new(120, 36, mock_up());
    wide.press("P");
    assert_snapshot!(wide.text(), @r#"
     byline   All feeds                                                            5 unread · 119 new comments   updated 2m
    ╔ 1 ARTICLES 10 · newest first ════════╗┌ 2 Article ───────────────────────────────────────────────────────────────────┐
    ║▌  Infiniti Production To Leave       ║│ Space opens the selected article.                                            │
    ║▌  Japan; North America, China Possi… ║│                                                                              │
    ║▌  car-news blog · 15h    4 cmt +2    ║│                                                                              │
    ║ ● Compact EV Range Test: Six Cars,   ║│                                                                              │
    ║   One Charger       ┌ Summary ────────────────────────────────────── Enter opens · Esc closes ─┐                     │
    ║   car-news blog · 16│ Infiniti Production To Leave Japan; North America, China Possible New    │                     │
    ║ ● Writing A Parser Y│ Sites                                                                    │                     │
    ║   code weekly · 21h │ car-news blog · news desk · 15 h ago · 1 min · 2 links · 4 comments · 2  │                     │
    ║ ○ Dealer Stock Falls│ new                                                                      │                     │
    ║   Running           │                                                                          │                     │
    ║   car-news blog · 1d│ The luxury badge would stop building cars at its home plants, people who │                     │
    ║   Why The Ferry Was │ have seen the plan said. Two regions are on the short list for the next  │                     │
    ║   harbour paper · 1d│ models: North America, where the brand sells most, and China, where it   │─────────────────────┤
    ║   Night Train Timeta│ has been trying to grow.                                                 │─────────────────────┐
    ║   rail notes · 1d   │                                                                          │                     │
    ║ ○ Small Kernels, Big│ No date has been set. Suppliers were told to expect a decision with the  │                     │
    ║   code weekly · 2d  │ next mid-term plan; the company declined to comment.                     │                     │
    ║   Council Votes On T│                                                                          │                     │
    ║   harbour paper · 2d│ What the plants do now …                                                 │                     │
    ║ ○ Old Synths, New Fi└──────────────────────────────────────────────────────────────────────────┘                     │
    ║   rail notes · 2d        6 cmt +1    ║│                                                                              │
    ║   Ask: What Do You Read Offline?     ║│                                                                              │
    ║   reader forum · 3d   1.5k cmt       ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║ ● unread, new    ○ unread, older     ║│                                                                              │
    ║ +2 comments new since your last visit║│                                                                              │
    ║ w  watched   *  kept   blank: read   ║│                                                                              │
    ╚══════════════════════════════════════╝└──────────────────────────────────────────────────────────────────────────────┘
     Space → close the box
     n next unread  m read or unread  d done with this  c catch up  Z hide read  R refresh  : commands  q leave  ? keys
    "#);
}

#[test]
fn escape_the_same_key_and_space_close_it() {
    for key in ["Esc", "P", "Space", "q"] {
        let mut screen = peeking();
        screen.press(key);
        assert!(!screen.text().contains("Summary"), "{key}");
        assert_eq!(selected(&screen), "Compact EV R", "{key}");
    }
}

#[test]
fn steps_take_it_along_and_enter_opens_the_article() {
    let mut screen = peeking();
    screen.press("j");
    assert!(
        screen.text().contains("│ Writing A Parser"),
        "{}",
        screen.text()
    );
    screen.press("k k");
    assert!(
        screen.text().contains("│ Infiniti Production"),
        "{}",
        screen.text()
    );
    screen.press("Enter");
    assert!(screen.requests().contains(&Request::Open(ArticleId(1))));
    assert!(screen.text().contains("2 ARTICLE") || screen.text().contains("2 INFINITI"));
}

#[test]
fn a_mark_is_made_under_the_box_and_any_other_key_closes_it() {
    let mut screen = peeking();
    screen.press("m");
    assert!(screen.row(0).contains("4 unread"), "{}", screen.row(0));
    assert!(screen.text().contains("Summary"));
    screen.press("s");
    assert!(!screen.text().contains("Summary"));
    assert!(screen.row(1).contains("oldest first"), "{}", screen.row(1));
}

#[test]
fn a_summary_that_comes_when_it_is_no_longer_wanted_is_dropped() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.engine_falls_asleep();
    screen.press("j P j");
    screen.engine_wakes_up();
    assert!(!screen.text().contains("Summary"), "{}", screen.text());
    screen.press("P Esc");
    screen.report(Report::Summary(Box::new(Summary {
        article: ArticleId(3),
        paragraphs: Vec::new(),
        goes_on: false,
        words: 0,
        links: 0,
    })));
    assert!(!screen.text().contains("Summary"), "{}", screen.text());
}

#[test]
fn an_article_without_a_text_says_so() {
    let mut engine = mock_up();
    engine.bodies.clear();
    let mut screen = Screen::new(80, 24, engine);
    screen.press("P");
    assert!(
        screen.text().contains("The feed sent no text."),
        "{}",
        screen.text()
    );
}

#[test]
fn a_group_has_no_summary_and_ends_one() {
    let mut config = Config::default();
    config.reading.group = Grouping::Feed;
    let mut screen = Screen::with_config(80, 24, mock_up(), config);
    screen.press("g P");
    assert_eq!(
        screen.status(),
        "This is the head of a group, not an article"
    );
    screen.press("j P");
    assert!(screen.text().contains("Summary"));
    screen.press("k");
    assert!(!screen.text().contains("Summary"), "{}", screen.text());
}
