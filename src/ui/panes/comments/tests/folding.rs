//! Folds, marks, and what undoing them needs.

use super::*;
use crate::model::change::Change;
use crate::ui::effect::Effect;

fn ids_read(outcome: &Outcome) -> Vec<String> {
    outcome
        .deeds
        .iter()
        .flat_map(|deed| &deed.changes)
        .filter_map(|change| match change {
            Change::CommentsRead {
                comments,
                read: true,
                ..
            } => Some(comments),
            _ => None,
        })
        .flatten()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn less_folds_then_goes_to_the_parent_and_more_retraces() {
    let mut desk = Desk::new(
        60,
        20,
        first_visit(drawn("ada\n  brian\n    chloe\ndan", 1)),
    );
    desk.times(2, Command::Next);
    for expected in ["brian", "brian", "ada", "ada"] {
        desk.press(Command::Less);
        assert_eq!(desk.selected(), expected);
    }
    assert!(desk.text().contains("▸ ada"));
    desk.press(Command::More);
    desk.press(Command::More);
    assert_eq!(desk.selected(), "brian");
    assert!(desk.text().contains("▸ brian"), "its own fold stays");
}

#[test]
fn a_folded_row_with_news_inside_opens_at_the_news() {
    let mut desk = Desk::new(78, 20, this_morning());
    desk.times(2, Command::Less);
    assert!(desk.text().contains("3 in thread, 1 new #1"));
    desk.press(Command::More);
    assert_eq!(desk.selected(), "3");
}

#[test]
fn a_fold_is_a_deed_that_says_how_many_it_hides() {
    let mut desk = Desk::new(60, 20, first_visit(drawn("ada\n  brian\n    chloe", 1)));
    let deed = desk.press(Command::Less).deeds.remove(0);
    assert_eq!(deed.label, "folded with 2 replies");
    assert_eq!(
        deed.changes,
        [Change::Folds {
            discussion: DiscussionId(3),
            folds: vec![("ada".into(), Some(true))],
        }]
    );
}

#[test]
fn folding_the_root_goes_to_the_next_root_just_below() {
    let mut desk = Desk::new(
        60,
        20,
        first_visit(drawn("ada\n  brian\n    chloe\ndan", 1)),
    );
    desk.times(2, Command::Next);
    desk.press(Command::FoldAll);
    assert_eq!(desk.selected(), "dan");
    assert_eq!(
        desk.text().lines().nth(3),
        Some("▌○ dan · 23h                                             #4")
    );
}

#[test]
fn folding_a_root_that_began_above_puts_the_next_root_first() {
    let mut desk = Desk::new(
        60,
        6,
        first_visit(drawn("ada\n  brian\n    chloe\ndan\n  eve\nfred", 3)),
    );
    desk.times(4, Command::Next);
    assert_eq!(desk.selected(), "chloe");
    desk.press(Command::FoldAll);
    assert_eq!(
        desk.text().lines().next(),
        Some("▌○ dan · 23h                                             #4")
    );
}

#[test]
fn a_depth_keeps_the_selection_visible_and_drops_the_readers_folds() {
    let mut desk = Desk::new(
        60,
        20,
        first_visit(drawn("ada\n  brian\n    chloe\ndan", 1)),
    );
    desk.press(Command::Less);
    desk.press(Command::Depth(0));
    assert!(!desk.text().contains('▸'));
    desk.times(2, Command::Next);
    let outcome = desk.press(Command::Depth(1));
    assert_eq!(desk.selected(), "ada");
    assert_eq!(outcome.say.as_deref(), Some("root comments only"));
    assert!(
        outcome.deeds.is_empty(),
        "no fold of the reader's was left to drop"
    );
}

#[test]
fn a_comment_left_after_its_last_line_was_seen_is_read() {
    let mut desk = Desk::new(60, 20, first_visit(drawn("ada\nbrian", 2)));
    assert_eq!(ids_read(&desk.press(Command::Next)), ["ada"]);
}

#[test]
fn a_comment_left_before_its_last_line_was_seen_stays_unread() {
    let mut desk = Desk::new(60, 6, first_visit(drawn("ada\nbrian", 9)));
    assert_eq!(
        ids_read(&desk.press(Command::NextUnread)),
        Vec::<String>::new()
    );
    assert_eq!(desk.selected(), "brian");
}

#[test]
fn steps_other_than_going_on_mark_nothing() {
    let mut desk = Desk::new(60, 20, first_visit(drawn("ada\n  brian\ndan", 1)));
    for command in [
        Command::NextBig,
        Command::PreviousBig,
        Command::More,
        Command::Parent,
        Command::Last,
    ] {
        assert_eq!(desk.press(command).deeds, [], "{command:?}");
    }
}

#[test]
fn what_is_made_unread_by_hand_stays_so_until_done_with() {
    let mut desk = Desk::new(60, 20, first_visit(drawn("ada\nbrian", 1)));
    desk.press(Command::GoOn);
    desk.press(Command::Previous);
    desk.press(Command::ToggleRead);
    assert_eq!(ids_read(&desk.press(Command::GoOn)), Vec::<String>::new());
    desk.press(Command::Previous);
    assert_eq!(ids_read(&desk.press(Command::DoneWithThis)), ["ada"]);
}

#[test]
fn done_reads_and_folds_the_branch_and_goes_on() {
    let mut desk = Desk::new(
        60,
        20,
        first_visit(drawn("ada\n  brian\n    chloe\ndan", 1)),
    );
    desk.press(Command::Next);
    let outcome = desk.press(Command::DoneWithThis);
    assert_eq!(outcome.deeds[0].label, "2 comments marked read");
    assert_eq!(ids_read(&outcome), ["brian", "chloe"]);
    assert_eq!(desk.selected(), "dan");
    assert!(desk.text().contains("▸ brian"));
}

#[test]
fn catching_up_reads_everything_in_one_deed() {
    let mut desk = Desk::new(78, 20, this_morning());
    let outcome = desk.press(Command::CatchUp);
    assert_eq!(outcome.deeds[0].label, "2 comments marked read");
    assert_eq!(desk.title(), "Comments 4 · nothing new");
    assert_eq!(
        desk.press(Command::CatchUp).say.as_deref(),
        Some("nothing is unread here")
    );
}

#[test]
fn a_stub_shows_the_text_that_the_reader_had() {
    let mut desk = Desk::new(60, 9, first_visit(drawn("ada\ndan", 1)));
    let (place, left) = first_visit(drawn("dan", 1)).remove(0);
    desk.show(vec![(place, left)]);
    desk.draw();
    assert!(desk.text().contains("[deleted] ada"));
    assert!(!desk.text().contains("ada line 1"));
    desk.press(Command::Act);
    assert!(desk.text().contains("ada line 1"));
}

#[test]
fn the_link_is_the_comments_own() {
    let mut desk = Desk::new(60, 9, first_visit(drawn("ada", 1)));
    assert_eq!(
        desk.press(Command::CopyLink).effects,
        [Effect::Copy("https://cars.example/1#cada".to_owned())]
    );
}

#[test]
fn a_click_selects_and_a_click_on_the_arrow_folds() {
    let mut desk = Desk::new(60, 20, first_visit(drawn("ada\n  brian\n    chloe", 1)));
    desk.press(Command::CatchUp);
    let click = |desk: &mut Desk, x, y| {
        desk.with(|pane, context| pane.click((x, y).into(), false, context));
        desk.draw();
    };
    click(&mut desk, 20, 4);
    assert_eq!(desk.selected(), "brian");
    click(&mut desk, 3, 3);
    assert!(desk.text().contains("▸ brian"));
    click(&mut desk, 20, 3);
    assert!(desk.text().contains("▾ brian"));
}

#[test]
fn a_double_click_on_a_folded_row_unfolds_it_once() {
    let mut desk = Desk::new(60, 20, first_visit(drawn("ada\n  brian", 1)));
    desk.press(Command::Less);
    for double in [false, true] {
        desk.with(|pane, context| pane.click((20, 0).into(), double, context));
        desk.draw();
        assert!(desk.text().contains("▾ ada") || desk.text().contains("○ ada"));
    }
}
