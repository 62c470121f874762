//! A branch as the root of the pane.

use super::*;

/// Eight deep, in a pane that indents two levels, and a root behind it.
fn deep() -> Desk {
    let names = ["ada", "ben", "cleo", "dora", "emil", "fred", "gina", "hugo"];
    let mut drawing = String::new();
    for (level, name) in names.iter().enumerate() {
        drawing.push_str(&format!("{}{name}\n", "  ".repeat(level)));
    }
    drawing.push_str("ida");
    Desk::new(48, 12, first_visit(drawn(&drawing, 1)))
}

#[test]
fn at_the_rail_enter_makes_the_branch_the_root_and_back_returns() {
    let mut desk = deep();
    desk.times(4, Command::Next);
    let before = desk.text();
    assert!(before.contains("⋮4"), "{before}");
    let outcome = desk.press(Command::Act);
    assert_eq!(outcome.say.as_deref(), Some("this branch alone"));
    insta::assert_snapshot!(desk.text(), @"
     ada › ben › cleo › dora › emil
    ▌○ emil · 23h · ↳ dora                       #5
    ▌┆ emil line 1
     ┆
     ┆ ○ fred · 23h · ↳ emil                     #6
     ┆ │ fred line 1
     ┆ │
     ┆ │ ○ gina · 23h · ↳ fred                   #7
     ┆ │ │ gina line 1
     ┆ ⋮
     ┆ ⋮3 ○ hugo · 23h · ↳ gina                  #8
     ┆ ⋮   hugo line 1
    ");
    // Not deep here, Enter folds as ever.
    desk.press(Command::Act);
    assert!(desk.text().contains("▸ emil"), "{}", desk.text());
    desk.press(Command::Act);
    let outcome = desk.press(Command::Back);
    assert_eq!(outcome.say.as_deref(), Some("the whole thread"));
    assert_eq!(desk.selected(), "emil");
    assert!(desk.text().contains("⋮4"), "{}", desk.text());
}

#[test]
fn a_branch_is_walked_to_its_end_and_left_by_what_leads_out() {
    let mut desk = deep();
    desk.times(4, Command::Next);
    desk.press(Command::Branch);
    desk.press(Command::Last);
    assert_eq!(desk.selected(), "hugo");
    let outcome = desk.press(Command::Next);
    assert_eq!(outcome.say.as_deref(), Some("the end of this branch"));
    assert!(!desk.pane.at_end());
    desk.press(Command::First);
    assert_eq!(desk.selected(), "emil");
    // Space goes on to what is unread, out of the branch if need be.
    desk.press(Command::Last);
    let mut seen = Vec::new();
    for _ in 0..8 {
        desk.press(Command::GoOn);
        seen.push(desk.selected());
    }
    assert!(seen.contains(&"ida".to_owned()), "{seen:?}");
    assert!(desk.text().contains("end of thread"), "{}", desk.text());
    // So does the parent of the first.
    let mut desk = deep();
    desk.times(4, Command::Next);
    desk.press(Command::Branch);
    desk.press(Command::Parent);
    assert_eq!(desk.selected(), "dora");
    assert!(desk.text().contains("⋮3"), "{}", desk.text());
}

#[test]
fn a_folded_branch_is_opened_to_be_seen_alone() {
    let mut desk = deep();
    desk.times(4, Command::Next);
    desk.press(Command::Less);
    assert!(!desk.text().contains("fred"));
    desk.press(Command::Branch);
    assert!(desk.text().contains("hugo"), "{}", desk.text());
}

#[test]
fn depth_counts_from_where_the_branch_begins() {
    let mut desk = deep();
    desk.times(4, Command::Next);
    desk.press(Command::Branch);
    desk.press(Command::Depth(2));
    let text = desk.text();
    assert!(text.contains("emil") && text.contains("▸ fred"), "{text}");
    assert!(!text.contains("gina"), "{text}");
}

#[test]
fn a_refresh_and_another_order_leave_the_branch_where_it_is() {
    let mut desk = deep();
    desk.times(4, Command::Next);
    desk.press(Command::Branch);
    let before = desk.text();
    let threads = vec![(
        desk.pane.discussion().unwrap().clone(),
        desk.pane.thread().unwrap().clone(),
    )];
    desk.show(threads);
    desk.draw();
    assert_eq!(desk.text(), before);
    desk.press(Command::NextOrder);
    let text = desk.text();
    assert!(text.contains("ada › ben › cleo › dora › emil"), "{text}");
    assert!(text.contains("hugo") && !text.contains("ida"), "{text}");
    // By time there are no branches.
    desk.press(Command::ByTime);
    assert!(desk.text().contains("dora line 1"), "{}", desk.text());
}
