//! `B`: choosing what the list shows.

use insta::assert_snapshot;

use super::grouping::in_folders;
use super::rows;
use crate::ui::testing::Screen;

fn screen() -> Screen {
    Screen::new(80, 24, in_folders())
}

#[test]
fn everything_that_the_list_can_show_is_offered_with_its_counts() {
    let mut screen = screen();
    screen.press("B");
    assert_snapshot!(screen.text(), @"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 1 ARTICLES 10 · newest first ═════════════════════════════════════════════════
    ▌  Infinit┌ Views and feeds ────────────── Enter shows · Esc closes ─┐4   +2
     ● Compact│ type to filter:                                          │1  +17
     ● Writing│                                                          │8  +88
     ○ Dealer │ All articles                                          10 │0
       Why The│ Unread                                                 6 │9
       Night T│ With new comments                                      5 │2
     ○ Small K│ Kept                                                   1 │4  +11 *
       Council│ Watched                                                  │3
     ○ Old Syn│ cars                                                     │6   +1
       Ask: Wh│   car-news blog                                          │k
              │   rail notes                                             │
              │ other                                                    │
              │   code weekly                                            │
              │ tech                                                     │
              │   code weekly                                            │
              │ harbour paper                                            │
              │ reader forum                                             │
              └──────────────────────────────────────────────────────────┘


     Enter · Esc closes the box
     n next unread  m read or unread  d done with this  c catch up  q leave  ? keys
    ");
}

#[test]
fn a_feed_or_a_folder_is_found_by_its_name_and_shown_alone_until_esc() {
    let mut screen = screen();
    let all = rows(&screen);
    screen.press("B").write("rail").press("Enter");
    assert_eq!(rows(&screen), ["Night Train", "Old Synths,"]);
    assert!(
        screen.row(0).contains("All feeds ▸ feed:\"rail notes\""),
        "{}",
        screen.row(0)
    );
    screen.press("B").write("cars").press("Enter");
    assert!(screen.row(0).contains("▸ folder:cars"), "{}", screen.row(0));
    screen.press("Esc");
    assert_eq!(rows(&screen), all);
    screen.press("B Down Enter Z");
    assert!(
        screen.row(0).contains("All feeds ▸ #unread ▸ unread"),
        "{}",
        screen.row(0)
    );
    screen.press("B Enter");
    assert!(
        screen.row(0).contains("All feeds ▸ unread"),
        "{}",
        screen.row(0)
    );
}

#[test]
fn a_view_is_chosen_from_any_pane_and_takes_the_reader_to_the_list() {
    let mut screen = screen();
    screen.press("Space Tab B").write("kept").press("Enter");
    assert!(
        screen.text().contains("1 ARTICLES 1 of 10"),
        "{}",
        screen.text()
    );
}
