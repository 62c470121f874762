//! The mock-ups of the reading design (section 4), and the other ways to draw a tree.

use insta::assert_snapshot;

use super::*;

fn entered(width: u16, height: u16, threads: Vec<(Discussion, Thread)>) -> Desk {
    let mut desk = Desk::new(width, height, threads);
    desk.pane
        .set_after("then: next unread article (41 cmt, 17 new)".to_owned());
    desk.with(|pane, context| pane.enter(context));
    desk.draw();
    desk
}

#[test]
fn a_return_in_a_wide_window_shows_the_path_to_what_is_new() {
    let mut desk = entered(78, 19, this_morning());
    assert_eq!(desk.title(), "Comments 4 · 2 new since yesterday 21:10");
    assert_snapshot!(desk.screen(), @"
    | ▸ gearhound · 14h · +6                                 3 in thread, 1 new #1
    ~ G           d ddd d dd                                 d dd ddddddd GGGGGGdd
    |   Moving the line makes sense on paper, but the badge was always sold on…
    ~   dddddd ddd dddd ddddd ddddd dd dddddd ddd ddd ddddd ddd dddddd dddd ddd
    | ┆ ▾ westbound · 13h · +3 · ↳ gearhound                                    #2
    ~ B d           d ddd d dd d d ddddddddd                                    dd
    | ┆ │ ┃ being built in Japan
    ~ B G cccccccccccccccccccccc
    | ┆ │
    ~ B G
    | ┆ │ Half the range was already assembled elsewhere. Parts content is the
    ~ B G
    | ┆ │ number to watch, not the flag on the window sticker.
    ~ B G
    | ┆ │
    ~ B G
    |▌┆ │ ● news desk [author] · 2h · ↳ westbound                           NEW #3
    ~SB G G VVVVVVVVVmmmmmmmmm d dd d d ddddddddd                           GGGGdd
    |▌┆ │   Good point. The supplier list in the second half of the piece is the
    ~SB G
    |▌┆ │   clue: see the table in the filing.
    ~SB G
    |
    | ● mpg_marge · 1h · +1                                                 NEW #4
    ~ G SSSSSSSSS d dd d dd                                                 GGGGdd
    |   Does this change the warranty on the cars already on the boats?
    |
    | ── end of thread · then: next unread article (41 cmt, 17 new) ──────────────
    ~ dd ddd dd dddddd d ddddd dddd dddddd ddddddd ddd dddd dd dddd dddddddddddddd
    |
    |
    |
    ");
}

#[test]
fn a_return_in_a_narrow_window_shows_the_same() {
    let desk = entered(80, 15, this_morning());
    assert_snapshot!(desk.text(), @r#"
     ▸ gearhound · 14h · +6                                   3 in thread, 1 new #1
       Moving the line makes sense on paper, but the badge was always sold on…
     ┆ ▾ westbound · 13h · +3 · ↳ gearhound                                      #2
     ┆ │ ┃ being built in Japan
     ┆ │
     ┆ │ Half the range was already assembled elsewhere. Parts content is the
     ┆ │ number to watch, not the flag on the window sticker.
     ┆ │
    ▌┆ │ ● news desk [author] · 2h · ↳ westbound                             NEW #3
    ▌┆ │   Good point. The supplier list in the second half of the piece is the
    ▌┆ │   clue: see the table in the filing.

     ● mpg_marge · 1h · +1                                                   NEW #4
       Does this change the warranty on the cars already on the boats?
    "#);
}

#[test]
fn a_first_visit_shows_nothing_as_new() {
    let mut comments = blog();
    comments.truncate(2);
    let mut desk = entered(76, 10, first_visit(comments));
    desk.now = time("2026-11-24T20:40:00Z");
    desk.draw();
    assert_eq!(desk.title(), "Comments 2 · first visit");
    assert_snapshot!(desk.screen(), @"
    |▌○ gearhound · 1h · +6                                                   #1
    ~SS VVVVVVVVV d dd d dd                                                   dd
    |▌┆ Moving the line makes sense on paper, but the badge was always sold on
    ~S4
    |▌┆ being built in Japan. Does the price drop, or only the shipping bill?
    ~S4
    | ┆
    ~ 4
    | ┆ ○ westbound · 10m · +3 · ↳ gearhound                                  #2
    ~ 4 S SSSSSSSSS d ddd d dd d d ddddddddd                                  dd
    | ┆   ┃ being built in Japan
    ~ 4   cccccccccccccccccccccc
    | ┆
    ~ 4
    | ┆   Half the range was already assembled elsewhere. Parts content is the
    ~ 4
    | ┆   number to watch, not the flag on the window sticker.
    ~ 4
    |
    ");
}

#[test]
fn what_space_opened_folds_back_and_the_title_counts_down() {
    let mut desk = entered(76, 12, this_morning());
    desk.press(Command::GoOn);
    assert_eq!(desk.title(), "Comments 4 · 1 new since yesterday 21:10");
    assert_snapshot!(desk.text(), @r#"
     ▸ gearhound · 14h · +6                                      3 in thread #1
       Moving the line makes sense on paper, but the badge was always sold on…

    ▌● mpg_marge · 1h · +1                                               NEW #4
    ▌  Does this change the warranty on the cars already on the boats?

     ── end of thread · then: next unread article (41 cmt, 17 new) ────────────
    "#);
}

#[test]
fn news_out_of_sight_is_told_in_the_title_and_moves_nothing() {
    let mut desk = entered(76, 5, this_morning());
    let before = desk.text();
    let mut comments = blog();
    comments.push(comment(
        "5",
        "1",
        "late",
        "2026-11-25T09:00:00Z",
        "<p>No.</p>",
    ));
    let discussion = discussion(Some("2026-11-24T21:10:00Z"));
    let refreshed = thread(comments, &discussion, seen_yesterday);
    desk.show(vec![(discussion, refreshed)]);
    desk.draw();
    assert_eq!(
        desk.title(),
        "Comments 5 · 3 new since yesterday 21:10 · ▼2"
    );
    let arrival = desk.pane.take_arrival();
    let sentence = "1 new reply to gearhound, out of sight below".to_owned();
    assert_eq!(
        arrival,
        Some(Arrival {
            sentence,
            command: Some(Command::NextUnread),
        })
    );
    assert_eq!(desk.text(), before.replace("#4", "#5"));
}

#[test]
fn ascii_glyphs_draw_the_same_tree() {
    let mut desk = entered(70, 12, this_morning());
    desk.glyphs(GlyphSet::Ascii);
    assert_snapshot!(desk.text(), @r#"
     > gearhound - 14h - +6                         3 in thread, 1 new #1
       Moving the line makes sense on paper, but the badge was always so~
     : v westbound - 13h - +3 - ^gearhound                             #2
     : | > being built in Japan
     : |
     : | Half the range was already assembled elsewhere. Parts content is
     : | the number to watch, not the flag on the window sticker.
     : |
    #: | * news desk [author] - 2h - ^westbound                    NEW #3
    #: |   Good point. The supplier list in the second half of the piece
    #: |   is the clue: see the table in the filing.
    "#);
}

#[test]
fn plain_glyphs_say_depth_and_parent_in_words() {
    let mut desk = entered(100, 12, this_morning());
    desk.glyphs(GlyphSet::Plain);
    assert_snapshot!(desk.text(), @r#"
       gearhound - 14h - +6 - root                                     folded, 3 in thread, 1 new #1
       Moving the line makes sense on paper, but the badge was always sold on~
       westbound - 13h - +3 - depth 1, reply to gearhound                                         #2
       > being built in Japan

       Half the range was already assembled elsewhere. Parts content is the
       number to watch, not the flag on the window sticker.

    #  news desk [author] - 2h - depth 2, reply to westbound                                  NEW #3
    #  Good point. The supplier list in the second half of the piece is the
    #  clue: see the table in the filing.
    "#);
}

#[test]
fn where_forty_columns_of_text_would_not_remain_the_depth_is_a_number() {
    let drawing: String = (0..7)
        .map(|depth| format!("{}c{depth}\n", "  ".repeat(depth)))
        .collect();
    let desk = Desk::new(52, 21, first_visit(drawn(&drawing, 1)));
    assert_snapshot!(desk.text(), @r#"
    ▌○ c0 · 23h                                      #1
    ▌┆ c0 line 1
     ┆
     ┆ ○ c1 · 23h · ↳ c0                             #2
     ┆ │ c1 line 1
     ┆ │
     ┆ │ ○ c2 · 23h · ↳ c1                           #3
     ┆ │ │ c2 line 1
     ┆ │ │
     ┆ │ │ ○ c3 · 23h · ↳ c2                         #4
     ┆ │ │ │ c3 line 1
     ┆ │ │ │
     ┆ │ │ │ ○ c4 · 23h · ↳ c3                       #5
     ┆ │ │ │ │ c4 line 1
     ┆ │ │ ⋮
     ┆ │ │ ⋮5 ○ c5 · 23h · ↳ c4                      #6
     ┆ │ │ ⋮   c5 line 1
     ┆ │ │ ⋮
     ┆ │ │ ⋮6 ○ c6 · 23h · ↳ c5                      #7
     ┆ │ │ ⋮   c6 line 1
    "#);
}

#[test]
fn the_path_sticks_to_the_upper_edge_when_the_parent_is_above() {
    let mut desk = Desk::new(60, 6, first_visit(drawn("ada\n  brian\n    chloe", 5)));
    desk.press(Command::Last);
    assert_snapshot!(desk.text(), @r#"
     ada › brian › chloe
    ▌┆ │   chloe line 4
    ▌┆ │
    ▌┆ │   chloe line 5

     ── end of thread ─────────────────────────────────────────
    "#);
}

#[test]
fn stubs_say_why_there_is_no_text() {
    use crate::model::comment::State;
    let mut comments = drawn("ada\n  brian\n    chloe\ndan\n  eve", 1);
    comments[0].state = State::Deleted;
    comments[1].state = State::Removed;
    comments[3].state = State::Unloaded;
    comments[3].body = Default::default();
    let desk = Desk::new(60, 10, first_visit(comments));
    assert_snapshot!(desk.text(), @r#"
    ▌▾ [deleted] · 23h                                       #1
     ┆ ▾ [removed by a moderator] brian · 23h                #2
     ┆ │ ○ chloe · 23h                                       #3
     ┆ │   chloe line 1

     ▾ [not loaded] dan · 23h · Enter asks for it            #4
     ┆ ○ eve · 23h                                           #5
     ┆   eve line 1

     ── end of thread ─────────────────────────────────────────
    "#);
}

#[test]
fn names_are_cut_before_the_number_and_both_before_the_text() {
    let mut comments = drawn("ada", 1);
    comments[0].author = Some("a name that goes on and on and on".into());
    let mut desk = Desk::new(30, 3, first_visit(comments));
    assert_snapshot!(desk.text(), @r#"
    ▌○ a name that goes on an… #1
    ▌  ada line 1
    "#);
    desk.resize(12, 3);
    assert_snapshot!(desk.text(), @r#"
    ▌○ a name…
    ▌  ada line
    ▌  1
    "#);
    desk.resize(1, 1);
    assert_snapshot!(desk.text(), @r#"
    ▌
    "#);
}

#[test]
fn a_rule_sets_the_next_root_off_from_a_long_branch() {
    let replies: String = (0..20).map(|number| format!("\n  c{number}")).collect();
    let mut desk = Desk::new(44, 7, first_visit(drawn(&format!("ada{replies}\ndan"), 1)));
    desk.press(Command::Last);
    assert_snapshot!(desk.text(), @r#"
     ⋮1 ○ c19 · 23h · ↳ ada                 #21
     ⋮ c19 line 1
     ──────────────────────────────────────────
    ▌○ dan · 23h                            #22
    ▌  dan line 1

     ── end of thread ─────────────────────────
    "#);
}
