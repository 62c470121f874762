//! The list in groups: heads that fold, and steps over them.

use insta::assert_snapshot;

use super::{row_of_selected, rows, selected};
use crate::config::{Config, Grouping};
use crate::engine::message::{Refresh, Report, Request};
use crate::model::folder::Folders;
use crate::model::id::{ArticleId, FeedId};
use crate::ui::testing::{Engine, Screen, ago, article};
use crate::ui::tests::fixtures::mock_up;

/// The mock-up's feeds in folders: two of them in one, one in another, two in none.
pub(super) fn in_folders() -> Engine {
    let mut engine = mock_up();
    let folders = [
        Some("cars"),
        Some("tech, other"),
        None,
        Some("/cars/"),
        None,
    ];
    for (feed, folder) in engine.feeds.iter_mut().zip(folders) {
        feed.folder = folder.and_then(Folders::read);
    }
    engine
}

fn grouped(columns: u16, rows: u16, group: Grouping) -> Screen {
    let mut config = Config::default();
    config.reading.group = group;
    Screen::with_config(columns, rows, in_folders(), config)
}

/// The rows with the columns in front of the words, for the depth of the heads.
fn heads(screen: &Screen) -> Vec<String> {
    let text = screen.text();
    let heads = text.lines().skip(1).filter(|row| row.contains(['▾', '▸']));
    heads.map(|row| row.trim_end().to_owned()).collect()
}

#[test]
fn by_feed_each_feed_stands_under_its_head_with_what_is_unread_and_new() {
    let mut screen = grouped(80, 24, Grouping::Feed);
    assert_snapshot!(screen.text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 10 · newest first ═════════════════════════════════════════════════
    ▌▾ car-news blog                                               2 unread  +19
       Infiniti Production To Leave Japan; North Ame…  car-news    15h    4   +2
     ● Compact EV Range Test: Six Cars, One Charger    car-news    16h   41  +17
     ○ Dealer Stock Falls Third Month Running          car-news     1d    0
     ▾ code weekly                                                 2 unread  +99
     ● Writing A Parser You Can Reread                 code weekly 21h   88  +88
     ○ Small Kernels, Big Locks                        code weekly  2d  204  +11 *
     ▾ harbour paper
       Why The Ferry Was Late, Again                   harbour      1d    9
       Council Votes On Tram Line                      harbour      2d   33
     ▾ rail notes                                                  1 unread   +1
       Night Train Timetable Published                 rail notes   1d   12
     ○ Old Synths, New Firmware                        rail notes   2d    6   +1
     ▾ reader forum
       Ask: What Do You Read Offline?                  reader       3d 1.5k





     Space → open "Infiniti Production To…" (4 cmt, 2 new)
     Enter fold  n next unread  J next group  H fold all  q leave  ? keys
    "#);
    screen.press("g h");
    assert_snapshot!(heads(&screen).join("\n"), @r"
    ▌▸ car-news blog                                               2 unread  +19
     ▾ code weekly                                                 2 unread  +99
     ▾ harbour paper
     ▾ rail notes                                                  1 unread   +1
     ▾ reader forum
    ");
}

#[test]
fn by_folder_feeds_stand_in_their_folders_and_those_without_one_behind_them() {
    let mut screen = grouped(120, 36, Grouping::Folder);
    assert_snapshot!(screen.text(), @r#"
     byline   All feeds                                                            5 unread · 119 new comments   updated 2m
    ╔ 1 ARTICLES 10 · newest first ════════╗┌ 2 Article ───────────────────────────────────────────────────────────────────┐
    ║▌▾ cars                3 unread +20   ║│ Space opens the selected article.                                            │
    ║   ▾ car-news blog     2 unread +19   ║│                                                                              │
    ║   Infiniti Production To Leave       ║│                                                                              │
    ║   Japan; North America, China Possi… ║│                                                                              │
    ║   car-news blog · 15h    4 cmt +2    ║│                                                                              │
    ║ ● Compact EV Range Test: Six Cars,   ║│                                                                              │
    ║   One Charger                        ║│                                                                              │
    ║   car-news blog · 16h   41 cmt +17   ║│                                                                              │
    ║ ○ Dealer Stock Falls Third Month     ║│                                                                              │
    ║   Running                            ║│                                                                              │
    ║   car-news blog · 1d     0 cmt       ║│                                                                              │
    ║   ▾ rail notes        1 unread +1    ║│                                                                              │
    ║   Night Train Timetable Published    ║├──────────────────────────────────────────────────────────────────────────────┤
    ║   rail notes · 1d       12 cmt       ║┌ 3 Comments ──────────────────────────────────────────────────────────────────┐
    ║ ○ Old Synths, New Firmware           ║│                                                                              │
    ║   rail notes · 2d        6 cmt +1    ║│                                                                              │
    ║ ▾ tech                2 unread +99   ║│                                                                              │
    ║   ▾ code weekly       2 unread +99   ║│                                                                              │
    ║ ● Writing A Parser You Can Reread    ║│                                                                              │
    ║   code weekly · 21h     88 cmt +88   ║│                                                                              │
    ║ ○ Small Kernels, Big Locks           ║│                                                                              │
    ║   code weekly · 2d     204 cmt +11  *║│                                                                              │
    ║ ▾ harbour paper                      ║│                                                                              │
    ║   Why The Ferry Was Late, Again      ║│                                                                              │
    ║   harbour paper · 1d     9 cmt       ║│                                                                              │
    ║   Council Votes On Tram Line         ║│                                                                              │
    ║   harbour paper · 2d    33 cmt       ║│                                                                              │
    ║ ▾ reader forum                       ║│                                                                              │
    ║   Ask: What Do You Read Offline?     ║│                                                                              │
    ║   reader forum · 3d   1.5k cmt       ║│                                                                              │
    ║                                      ║│                                                                              │
    ╚══════════════════════════════════════╝└──────────────────────────────────────────────────────────────────────────────┘
     Space → open "Infiniti Production To Leave Japan; Nor…" (4 cmt, 2 new)
     Enter fold  n next unread  J next group  H fold all  L unfold all  c catch up  r refresh  u undo  q leave  ? keys
    "#);
    screen.press("H");
    assert_snapshot!(screen.text(), @r#"
     byline   All feeds                                                            5 unread · 119 new comments   updated 2m
    ╔ 1 ARTICLES 10 · newest first ════════╗┌ 2 Article ───────────────────────────────────────────────────────────────────┐
    ║▌▸ cars                3 unread +20   ║│ Space opens the selected article.                                            │
    ║ ▸ tech                2 unread +99   ║│                                                                              │
    ║ ▸ harbour paper     2 articles       ║│                                                                              │
    ║ ▸ reader forum       1 article       ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║├──────────────────────────────────────────────────────────────────────────────┤
    ║                                      ║┌ 3 Comments ──────────────────────────────────────────────────────────────────┐
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║                                      ║│                                                                              │
    ║ ● unread, new    ○ unread, older     ║│                                                                              │
    ║ +2 comments new since your last visit║│                                                                              │
    ║ w  watched   *  kept   blank: read   ║│                                                                              │
    ╚══════════════════════════════════════╝└──────────────────────────────────────────────────────────────────────────────┘
     Space → open "Infiniti Production To Leave Japan; Nor…" (4 cmt, 2 new)
     Enter unfold  n next unread  J next group  H fold all  L unfold all  c catch up  r refresh  u undo  q leave  ? keys
    "#);
}

#[test]
fn the_command_goes_through_the_groups_and_keeps_the_selected_article() {
    let mut screen = Screen::new(80, 24, in_folders());
    screen.press("j j");
    assert_eq!(selected(&screen), "Writing A Pa");
    for said in [
        "Grouped by feed",
        "Grouped by folder and feed",
        "Articles stand in no groups",
    ] {
        screen.press(":").write("group").press("Enter");
        assert_eq!(screen.status(), said);
        assert_eq!(selected(&screen), "Writing A Pa");
    }
    assert_eq!(rows(&screen).len(), 10);
}

#[test]
fn less_folds_a_group_then_goes_to_the_one_that_it_is_in() {
    let mut screen = grouped(80, 24, Grouping::Folder);
    screen.press("n n");
    assert_eq!(selected(&screen), "Compact EV R");
    screen.press("h");
    assert_eq!(selected(&screen), "▸ car-news b");
    screen.press("h");
    assert_eq!(selected(&screen), "cars");
    assert!(
        heads(&screen)[0].starts_with("▌▾ cars"),
        "{:?}",
        heads(&screen)
    );
    screen.press("h");
    assert!(
        heads(&screen)[0].starts_with("▌▸ cars"),
        "{:?}",
        heads(&screen)
    );
    screen.press("h");
    assert_eq!(selected(&screen), "cars");
    screen.press("l l");
    assert_eq!(selected(&screen), "▸ car-news b");
    screen.press("l l");
    assert_eq!(selected(&screen), "Infiniti Pro");
    screen.press("l");
    assert!(screen.requests().contains(&Request::Open(ArticleId(1))));
}

#[test]
fn enter_folds_and_unfolds_the_head_of_a_group() {
    let mut screen = grouped(80, 24, Grouping::Feed);
    let all = rows(&screen).len();
    assert_eq!(all, 15);
    screen.press("g Enter");
    assert_eq!(rows(&screen).len(), 12);
    screen.press("Enter");
    assert_eq!(rows(&screen).len(), 15);
    let hints = screen.text();
    let hints = hints.lines().last().unwrap();
    assert!(hints.contains("Enter fold  "), "{hints}");
}

#[test]
fn steps_between_groups_go_from_head_to_head() {
    let mut screen = grouped(80, 24, Grouping::Feed);
    screen.press("g J");
    assert_eq!(selected(&screen), "code weekly");
    screen.press("j j K");
    assert_eq!(selected(&screen), "code weekly");
    screen.press("K K");
    assert_eq!(selected(&screen), "car-news blo");
    screen.press("H G K L J");
    assert_eq!(selected(&screen), "reader forum");
}

#[test]
fn what_is_unread_is_found_in_folded_groups_which_unfold() {
    let mut screen = grouped(80, 24, Grouping::Folder);
    screen.press("g H");
    assert_eq!(rows(&screen).len(), 4);
    assert_eq!(
        screen.status(),
        "Space → open \"Infiniti Production To…\" (4 cmt, 2 new)"
    );
    screen.press("n");
    assert_eq!(selected(&screen), "Infiniti Pro");
    screen.press("n n n");
    assert_eq!(selected(&screen), "Old Synths,");
    assert_eq!(heads(&screen).len(), 6, "{:?}", heads(&screen));
    screen.press("N");
    assert_eq!(selected(&screen), "Dealer Stock");
}

#[test]
fn space_alone_reads_all_that_is_unread_through_folded_groups() {
    let mut screen = grouped(80, 24, Grouping::Folder);
    screen.press("H g");
    let mut opened = Vec::new();
    for _ in 0..80 {
        screen.press("Space");
        opened.extend(
            screen
                .requests()
                .into_iter()
                .filter_map(|request| match request {
                    Request::Open(article) => Some(article.0),
                    _ => None,
                }),
        );
    }
    assert_eq!(screen.status(), "All read");
    assert_eq!(opened, [1, 2, 3, 9, 4, 7]);
}

#[test]
fn the_neighbour_of_an_article_is_one_in_sight() {
    let mut screen = grouped(80, 24, Grouping::Feed);
    screen.press("g J h g j j j >");
    assert!(screen.requests().contains(&Request::Open(ArticleId(5))));
    screen.press("<");
    assert!(screen.requests().contains(&Request::Open(ArticleId(3))));
}

#[test]
fn keys_that_need_an_article_say_so_on_the_head_of_a_group() {
    let mut screen = grouped(80, 24, Grouping::Feed);
    screen.press("g");
    screen.requests();
    for key in ["m", "d", "w", "*", "o", "y", "i"] {
        screen.press(key);
        assert_eq!(
            screen.status(),
            "This is the head of a group, not an article",
            "{key}"
        );
    }
    assert_eq!(screen.requests(), []);
    assert_eq!(selected(&screen), "car-news blo");
}

#[test]
fn catching_up_and_refreshing_on_a_head_mean_all_of_its_feeds() {
    let mut screen = grouped(120, 36, Grouping::Folder);
    screen.press("g c");
    let asked = "Mark 3 articles and 20 comments of cars as read?";
    assert!(screen.text().contains(asked), "{}", screen.text());
    screen.press("Esc r");
    assert_eq!(screen.status(), "Asking cars for news");
    let asked = [FeedId(1), FeedId(4)].map(|feed| Request::Refresh(Refresh::Feed(feed)));
    assert!(screen.requests().ends_with(&asked));
    screen.press("j c");
    let asked = "Mark 2 articles and 19 comments of car-news blog as";
    assert!(screen.text().contains(asked), "{}", screen.text());
}

#[test]
fn what_arrives_in_a_group_above_moves_nothing() {
    let mut screen = grouped(80, 12, Grouping::Feed);
    screen.press("G k k");
    let (row, article_here) = (row_of_selected(&screen), selected(&screen));
    let fresh = (100..103).map(|id| article(id, 1, "Fresh", 0, (0, 0, 0)));
    screen.report(Report::Articles(fresh.collect()));
    assert_eq!(
        (row_of_selected(&screen), selected(&screen)),
        (row, article_here)
    );
    screen.press("g");
    assert!(rows(&screen)[0].starts_with("car-news blo"));
    assert_eq!(rows(&screen)[1], "Fresh");
    assert!(screen.text().contains("5 unread"), "{}", screen.text());
}

#[test]
fn a_feed_that_goes_to_another_folder_takes_its_group_along() {
    let mut screen = grouped(80, 24, Grouping::Folder);
    screen.press("n n");
    let mut feed = in_folders().feeds[0].clone();
    feed.folder = Folders::read("zoo");
    feed.health.succeeded = Some(ago(1));
    screen.report(Report::Feeds(vec![feed]));
    assert_eq!(selected(&screen), "Compact EV R");
    screen.press("H");
    assert_eq!(selected(&screen), "zoo");
    assert_eq!(
        rows(&screen),
        ["cars", "tech", "zoo", "harbour pape", "reader forum"]
    );
}

#[test]
fn a_click_selects_a_head_and_a_second_one_folds_it() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut screen = grouped(80, 24, Grouping::Feed);
    let click = MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 10,
        row: 6,
        modifiers: KeyModifiers::NONE,
    };
    screen.mouse(click);
    assert_eq!(selected(&screen), "code weekly");
    screen.mouse(click);
    assert_eq!(rows(&screen).len(), 13);
    assert_eq!(selected(&screen), "code weekly");
}

#[test]
fn a_limit_shows_only_the_groups_in_which_something_fits() {
    let mut screen = grouped(80, 24, Grouping::Feed);
    screen.press("&").write("on").press("Enter");
    assert_eq!(heads(&screen).len(), 2, "{:?}", heads(&screen));
    screen.press("H Esc");
    assert_eq!(heads(&screen).len(), 5);
}
