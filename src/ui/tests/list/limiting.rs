//! `&` in the list: only what fits.

use insta::assert_snapshot;

use super::{rows, selected};
use crate::engine::message::{Report, Request};
use crate::model::id::{ArticleId, FeedId};
use crate::ui::testing::{Engine, Screen, article, feed};
use crate::ui::tests::fixtures::mock_up;

fn limited(query: &str) -> Screen {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("&").write(query).press("Enter");
    screen
}

fn fitting(query: &str) -> Vec<String> {
    rows(&limited(query))
}

#[test]
fn words_names_and_signs_limit_the_list_and_all_must_fit() {
    assert_eq!(fitting("TRAM line"), ["Council Vote"]);
    assert_eq!(fitting("harbour"), ["Why The Ferr", "Council Vote"]);
    assert_eq!(fitting("feed:rail"), ["Night Train", "Old Synths,"]);
    assert_eq!(fitting("@desk"), fitting("\"news desk\""));
    assert_eq!(fitting("@desk").len(), 10);
    assert_eq!(fitting("#starred"), ["Small Kernel"]);
    assert_eq!(fitting("#new feed:car"), ["Infiniti Pro", "Compact EV R"]);
    assert_eq!(fitting("#unread range one"), ["Compact EV R"]);
}

#[test]
fn accents_apostrophes_and_width_make_no_difference_in_the_list_and_in_its_search() {
    let library = || Engine {
        feeds: vec![feed(1, "town")],
        articles: vec![
            article(1, 1, "Other", 1, (0, 0, 0)),
            article(2, 1, "Cafe\u{301} Zürich öffnet", 2, (0, 0, 0)),
            article(3, 1, "Don’t panic", 3, (0, 0, 0)),
        ],
        ..Engine::default()
    };
    for (query, title) in [
        ("cafe", "Cafe\u{301} Zürich"),
        ("ZURICH", "Cafe\u{301} Zürich"),
        ("ｃａｆé", "Cafe\u{301} Zürich"),
        ("don't", "Don’t panic"),
        ("DONʼT", "Don’t panic"),
    ] {
        let mut screen = Screen::new(80, 24, library());
        screen.press("&").write(query).press("Enter");
        assert_eq!(screen.status(), "1 article fits", "{query}");
        let mut screen = Screen::new(80, 24, library());
        screen.press("/").write(query).press("Enter");
        assert!(
            title.starts_with(&selected(&screen)),
            "{query}: {}",
            selected(&screen)
        );
    }
}

#[test]
fn the_title_says_what_the_list_is_limited_to() {
    let mut screen = limited("feed:code #new");
    assert_eq!(screen.status(), "2 articles fit");
    assert_snapshot!(screen.text(), @r"
     byline  All feeds ▸ feed:code #new                  5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 2 of 10 · &feed:code #new · newest first ══════════════════════════
    ▌● Writing A Parser You Can Reread                 code weekly 21h   88  +88
     ○ Small Kernels, Big Locks                        code weekly  2d  204  +11 *


















     2 articles fit
     n next unread  m read or unread  d done with this  c catch up  q back  ? keys
    ");
    screen.press("z").resize(120, 36);
    assert!(
        screen
            .row(1)
            .contains("1 ARTICLES 2 of 10 · &feed:code #new · newest first"),
        "{}",
        screen.row(1)
    );
}

#[test]
fn what_it_can_be_limited_to_is_said_where_it_is_asked_for() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("&").write("#unr");
    assert_snapshot!(screen.text(), @r"
     byline   All feeds                                                            5 unread · 119 new comments   updated 2m
    ╔ 1 ARTICLES 10 · newest first ════════╗┌ 2 Article ───────────────────────────────────────────────────────────────────┐
    ║▌  Infiniti Production To Leave       ║│ Space opens the selected article.                                            │
    ║▌  Japan; North America, China Possi… ║│                                                                              │
    ║▌  car-news blog · 15h    4 cmt +2    ║│                                                                              │
    ║ ● Compact EV Range Test: Six Cars,   ║│                                                                              │
    ║   One Charger                        ║│                                                                              │
    ║   car-news blog · 16h   41 cmt +17   ║│                                                                              │
    ║ ● Writing A Parser You Can Reread    ║│                                                                              │
    ║   code weekly · 21h     88 cmt +88   ║│                                                                              │
    ║ ○ Dealer Stock Falls┌ Show only ────────────────────────────────────────── Enter · Esc closes ─┐                     │
    ║   Running           │ &#unr                                                                    │                     │
    ║   car-news blog · 1d│                                                                          │                     │
    ║   Why The Ferry Was │ Words, @author, feed:name, #new #unread #starred #watched: all must fit. │                     │
    ║   harbour paper · 1d└──────────────────────────────────────────────────────────────────────────┘─────────────────────┤
    ║   Night Train Timetable Published    ║┌ 3 Comments ──────────────────────────────────────────────────────────────────┐
    ║   rail notes · 1d       12 cmt       ║│                                                                              │
    ║ ○ Small Kernels, Big Locks           ║│                                                                              │
    ║   code weekly · 2d     204 cmt +11  *║│                                                                              │
    ║   Council Votes On Tram Line         ║│                                                                              │
    ║   harbour paper · 2d    33 cmt       ║│                                                                              │
    ║ ○ Old Synths, New Firmware           ║│                                                                              │
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
     Enter · Esc closes the box
     n next unread  m read or unread  d done with this  c catch up  Z hide read  R refresh  : commands  q leave  ? keys
    ");
}

#[test]
fn escape_shows_everything_again_and_keeps_the_selected_article() {
    let mut screen = limited("#starred");
    assert_eq!(selected(&screen), "Small Kernel");
    screen.press("Esc");
    assert!(
        screen.row(1).contains("ARTICLES 10 · newest"),
        "{}",
        screen.row(1)
    );
    assert_eq!(selected(&screen), "Small Kernel");
    assert_eq!(rows(&screen).len(), 10);
}

#[test]
fn the_limit_stands_in_the_prompt_and_nothing_typed_ends_it() {
    let mut screen = limited("tram");
    screen.press("&");
    assert!(screen.text().contains("&tram"));
    screen.press("Backspace Backspace Backspace Backspace Enter");
    assert!(
        screen.row(1).contains("ARTICLES 10 · newest"),
        "{}",
        screen.row(1)
    );
}

#[test]
fn where_nothing_fits_it_is_said_and_everything_stays() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("j j &").write("zeppelin").press("Enter");
    assert_eq!(screen.status(), "No article fits");
    assert_eq!(selected(&screen), "Writing A Pa");
    assert_eq!(rows(&screen).len(), 10);
}

#[test]
fn a_limited_list_that_loses_its_feed_says_that_nothing_fits() {
    let mut screen = limited("feed:forum");
    screen.report(Report::FeedGone(FeedId(5)));
    assert!(
        screen
            .text()
            .contains("Nothing fits &feed:forum. Esc shows everything."),
        "{}",
        screen.text()
    );
    screen.press("j Space c d m Esc");
    assert_eq!(rows(&screen).len(), 9);
}

#[test]
fn what_is_read_stays_and_what_arrives_comes_in_if_it_fits() {
    let mut screen = limited("#unread feed:car");
    assert_eq!(rows(&screen).len(), 3);
    screen.press("j d");
    assert_eq!(rows(&screen).len(), 3);
    let fresh = [(50, 1, "Fits"), (51, 2, "Does Not")];
    let fresh = fresh.map(|(id, feed, title)| article(id, feed, title, 0, (0, 0, 0)));
    screen.report(Report::Articles(fresh.to_vec()));
    screen.press("g");
    assert_eq!(
        rows(&screen),
        ["Fits", "Infiniti Pro", "Compact EV R", "Dealer Stock"]
    );
    screen.press("& Enter");
    assert_eq!(rows(&screen), ["Fits", "Infiniti Pro", "Dealer Stock"]);
}

#[test]
fn space_and_the_steps_stay_within_what_is_shown() {
    let mut screen = limited("#new feed:code");
    screen.press("g >");
    assert!(screen.requests().contains(&Request::Open(ArticleId(7))));
    assert_eq!(screen.press(">").status(), "This is the last article");
    screen.press("1").press("Tab Tab g n");
    assert_eq!(selected(&screen), "Small Kernel");
}
