//! The box that shows what a comment answers.

use insta::assert_snapshot;

use super::super::GoOn;
use super::*;

fn entered(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height, this_morning());
    desk.pane.set_peek_foot("Esc stay".to_owned());
    desk.with(|pane, context| pane.enter(context));
    desk.draw();
    desk
}

#[test]
fn the_box_shows_what_is_answered_and_the_tree_stays() {
    let mut desk = entered(76, 15);
    desk.press(Command::Peek);
    assert_snapshot!(desk.screen(), @"
    | ▸ gearhound · 14h · +6                               3 in thread, 1 new #1
    ~ G           d ddd d dd                               d dd ddddddd GGGGGGdd
    |   Moving the line makes sense on paper, but the badge was always sold on…
    ~   dddddd ddd dddd ddddd ddddd dd dddddd ddd ddd ddddd ddd dddddd dddd ddd
    | ┌ Peek: 1 of 2 up ─ westbound · 13h · +3 · #2 ───────────────────────────┐
    ~ CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
    | │ ┃ being built in Japan                                                 │
    ~ C cccccccccccccccccccccc                                                 C
    | │                                                                        │
    ~ C                                                                        C
    | │ Half the range was already assembled elsewhere. Parts content is the   │
    ~ C                                                                        C
    | │ number to watch, not the flag on the window sticker.                   │
    ~ C                                                                        C
    | └ Esc stay ──────────────────────────────────────────────────────────────┘
    ~ CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
    |▌┆ │ ● news desk [author] · 2h · ↳ westbound                         NEW #3
    ~SB G G VVVVVVVVVmmmmmmmmm d dd d d ddddddddd                         GGGGdd
    |▌┆ │   Good point. The supplier list in the second half of the piece is the
    ~SB G
    |▌┆ │   clue: see the table in the filing.
    ~SB G
    |
    | ● mpg_marge · 1h · +1                                               NEW #4
    ~ G SSSSSSSSS d dd d dd                                               GGGGdd
    |   Does this change the warranty on the cars already on the boats?
    |
    ");
    desk.press(Command::Peek);
    assert_snapshot!(desk.text(), @"
     ▸ gearhound · 14h · +6                               3 in thread, 1 new #1
       Moving the line makes sense on paper, but the badge was always sold on…
     ┆ ▾ westbound · 13h · +3 · ↳ gearhound                                  #2
     ┆ │ ┃ being built in Japan
     ┌ Peek: 2 of 2 up ─ gearhound · 14h · +6 · #1 ───────────────────────────┐
     │ Moving the line makes sense on paper, but the badge was always sold on │
     │ being built in Japan. Does the price drop, or only the shipping bill?  │
     └ Esc stay ──────────────────────────────────────────────────────────────┘
    ▌┆ │ ● news desk [author] · 2h · ↳ westbound                         NEW #3
    ▌┆ │   Good point. The supplier list in the second half of the piece is the
    ▌┆ │   clue: see the table in the filing.

     ● mpg_marge · 1h · +1                                               NEW #4
       Does this change the warranty on the cars already on the boats?
    ");
    let outcome = desk.press(Command::Peek);
    assert_eq!(outcome.say.as_deref(), Some("this one answers the article"));
}

#[test]
fn esc_leaves_everything_as_it_was() {
    let mut desk = entered(76, 15);
    let before = desk.screen();
    desk.press(Command::Peek);
    assert_ne!(desk.screen(), before);
    assert!(desk.press(Command::Cancel).handled);
    assert_eq!(desk.screen(), before);
    assert!(!desk.press(Command::Cancel).handled, "no box, no meaning");
}

#[test]
fn enter_goes_to_the_comment_in_the_box_and_back_comes_from_it() {
    let mut desk = entered(76, 15);
    desk.times(2, Command::Peek);
    desk.press(Command::Act);
    assert_eq!(desk.selected(), "1");
    desk.press(Command::Back);
    assert_eq!(desk.selected(), "3");
}

#[test]
fn space_pages_a_long_text_and_closes_the_box_at_its_end() {
    let mut desk = Desk::new(60, 14, first_visit(drawn("ada\n  brian", 9)));
    desk.press(Command::NextUnread);
    desk.press(Command::Peek);
    assert_eq!(desk.pane.next_step(), Some(GoOn::PagePeek));
    let mut pages = 0;
    while desk.pane.next_step() == Some(GoOn::PagePeek) {
        desk.press(Command::GoOn);
        pages += 1;
    }
    assert!(
        pages > 0 && desk.text().contains("ada line 9"),
        "{}",
        desk.text()
    );
    assert_eq!(desk.pane.next_step(), Some(GoOn::ClosePeek));
    assert!(desk.press(Command::GoOn).deeds.is_empty());
    assert!(desk.pane.peek_offers().is_empty());
}

#[test]
fn another_key_closes_the_box_and_does_what_it_always_does() {
    let mut desk = entered(76, 15);
    desk.press(Command::Peek);
    desk.press(Command::Parent);
    assert_eq!(desk.selected(), "2");
    assert!(desk.pane.peek_offers().is_empty());
}

#[test]
fn a_root_has_nothing_to_peek_at() {
    let mut desk = entered(76, 15);
    desk.press(Command::NextUnread);
    let outcome = desk.press(Command::Peek);
    assert_eq!(outcome.say.as_deref(), Some("a reply to the article"));
    assert!(desk.pane.peek_offers().is_empty());
}
