//! Steps, scrolling, and what stays where it is.

use super::super::GoOn;
use super::*;

#[test]
fn a_tall_comment_scrolls_before_it_is_left() {
    let mut desk = Desk::new(60, 6, first_visit(drawn("ada\nbrian", 5)));
    // Five paragraphs with four empty lines between them, and the header: ten rows.
    desk.press(Command::Next);
    assert_eq!(desk.selected(), "ada");
    desk.press(Command::Next);
    assert!(desk.text().contains("ada line 5"));
    desk.press(Command::Next);
    assert_eq!(desk.selected(), "brian");
    desk.press(Command::Previous);
    assert_eq!(desk.selected(), "ada");
    assert!(desk.text().contains("ada line 5"), "entered from below");
}

#[test]
fn space_pages_then_goes_to_the_next_unread_comment_then_to_the_end() {
    let mut desk = Desk::new(60, 7, first_visit(drawn("ada\n  brian", 4)));
    assert_eq!(desk.pane.next_step(), Some(GoOn::Page));
    desk.press(Command::GoOn);
    assert_eq!(desk.selected(), "ada");
    let next = GoOn::NextUnread {
        number: 2,
        author: "brian".to_owned(),
    };
    assert_eq!(desk.pane.next_step(), Some(next));
    desk.press(Command::GoOn);
    assert_eq!(desk.selected(), "brian");
    desk.times(1, Command::GoOn);
    assert_eq!(desk.pane.next_step(), Some(GoOn::End));
    desk.press(Command::GoOn);
    assert!(desk.pane.at_end());
    assert_eq!(desk.pane.counts(), (0, 0));
    assert_eq!(desk.pane.place(), "end of thread");
}

#[test]
fn next_unread_is_not_handled_when_nothing_is_left() {
    let mut desk = Desk::new(60, 9, first_visit(drawn("ada", 1)));
    let outcome = desk.press(Command::NextUnread);
    assert!(!outcome.handled);
    assert_eq!(outcome.deeds.len(), 1, "it was read all the same");
}

#[test]
fn space_may_pass_over_comments_of_three_words() {
    let mut comments = drawn("ada\nbrian\nchloe", 2);
    comments[1].body = html::gate(
        "<blockquote>one two three four five</blockquote><p>this so much</p>",
        None,
    );
    let mut desk = Desk::new(60, 20, first_visit(comments));
    desk.config.reading.skip_short = true;
    desk.press(Command::GoOn);
    assert_eq!(desk.selected(), "chloe");
}

#[test]
fn space_goes_on_into_the_articles_next_discussion() {
    let mut threads = first_visit(drawn("ada", 1));
    let (mut second, thread) = first_visit(drawn("zoe", 1)).remove(0);
    second.id = DiscussionId(4);
    threads.push((second, thread));
    let mut desk = Desk::new(60, 9, threads);
    assert_eq!(desk.pane.counts(), (2, 0));
    desk.press(Command::GoOn);
    assert_eq!(desk.selected(), "zoe");
    desk.press(Command::NextDiscussion);
    assert_eq!(desk.selected(), "ada");
}

#[test]
fn going_back_returns_to_where_a_jump_came_from() {
    let mut desk = Desk::new(60, 9, first_visit(drawn("ada\n  brian\ndan\neve", 2)));
    desk.press(Command::NextBig);
    desk.press(Command::Last);
    desk.press(Command::Back);
    assert_eq!(desk.selected(), "dan");
    desk.press(Command::Back);
    assert_eq!(desk.selected(), "ada");
    assert!(!desk.press(Command::Back).handled);
}

#[test]
fn half_pages_take_the_selection_along() {
    let drawing: String = (0..20).map(|number| format!("c{number:02}\n")).collect();
    let mut desk = Desk::new(60, 12, first_visit(drawn(&drawing, 1)));
    desk.times(2, Command::HalfPageDown);
    assert_eq!(desk.selected(), "c04");
    desk.times(20, Command::HalfPageDown);
    assert_eq!(desk.selected(), "c19");
    desk.times(20, Command::HalfPageUp);
    assert_eq!(desk.selected(), "c00");
}

#[test]
fn a_refresh_above_does_not_move_the_text() {
    let mut desk = Desk::new(60, 7, first_visit(drawn("ada\nbrian\nchloe\ndan", 2)));
    desk.press(Command::Last);
    let row = |desk: &Desk| {
        desk.text()
            .lines()
            .position(|row| row.contains("dan line 1"))
    };
    let before = row(&desk);
    let mut comments = drawn("ada\nbrian\nchloe\ndan", 2);
    comments.push(comment(
        "new",
        "ada",
        "new",
        "2026-11-24T23:00:00Z",
        "<p>late</p>",
    ));
    desk.show(first_visit(comments));
    desk.draw();
    assert_eq!(desk.selected(), "dan");
    assert_eq!(row(&desk), before);
}

#[test]
fn a_resize_keeps_the_selection_in_the_window() {
    let drawing: String = (0..20).map(|number| format!("c{number:02}\n")).collect();
    let mut desk = Desk::new(60, 30, first_visit(drawn(&drawing, 3)));
    desk.times(4, Command::Next);
    for (width, height) in [(20, 4), (200, 60), (9, 1), (60, 12)] {
        desk.resize(width, height);
        assert!(desk.text().contains('▌'), "{width} × {height}");
    }
    assert_eq!(desk.selected(), "c04");
}

#[test]
fn the_wheel_scrolls_and_the_selection_comes_along() {
    let drawing: String = (0..20).map(|number| format!("c{number:02}\n")).collect();
    let mut desk = Desk::new(60, 9, first_visit(drawn(&drawing, 1)));
    desk.with(|pane, context| pane.scroll(4, context));
    desk.draw();
    assert_eq!(desk.selected(), "c02");
    desk.with(|pane, context| pane.scroll(-400, context));
    desk.draw();
    assert!(desk.text().starts_with(" ○ c00"));
}

#[test]
fn the_place_names_the_parent() {
    let mut desk = Desk::new(78, 20, this_morning());
    desk.with(|pane, context| pane.enter(context));
    assert_eq!(
        desk.pane.place(),
        "#3 of 4 · depth 2 · reply to westbound #2"
    );
    let meaning = desk.with(|pane, context| pane.meaning_of_new(context));
    assert_eq!(meaning, "new = since yesterday 21:10");
}

#[test]
fn a_comment_is_selected_from_outside_through_folds() {
    let mut desk = Desk::new(60, 9, first_visit(drawn("ada\n  brian\n    chloe", 1)));
    desk.press(Command::Less);
    desk.pane.select(DiscussionId(3), &"chloe".into());
    desk.draw();
    assert_eq!(desk.selected(), "chloe");
    assert!(desk.text().contains("▌"));
}

#[test]
fn the_same_authors_comments_are_found_through_folds() {
    let mut comments = drawn("ada\n  brian\n    chloe\ndan", 1);
    comments[2].author = Some("dan".into());
    let mut desk = Desk::new(60, 9, first_visit(comments));
    desk.press(Command::Less);
    desk.press(Command::Last);
    desk.press(Command::PreviousOfKind);
    assert_eq!(desk.selected(), "chloe");
    let outcome = desk.press(Command::PreviousOfKind);
    assert_eq!(
        outcome.say.as_deref(),
        Some("nothing more of dan in this direction")
    );
    desk.press(Command::NextOfKind);
    assert_eq!(desk.selected(), "dan");
    assert!(
        desk.text().contains("▸ ada"),
        "what the jump opened folded again"
    );
}

#[test]
fn only_what_is_in_the_window_is_laid_out() {
    let drawing: String = (0..300).map(|number| format!("c{number}\n")).collect();
    let mut desk = Desk::new(60, 12, first_visit(drawn(&drawing, 1)));
    desk.press(Command::Last);
    desk.press(Command::Depth(1));
    let laid_out = desk.pane.view().unwrap().laid_out();
    assert!(laid_out < 40, "{laid_out} of 300");
}

#[test]
fn a_chain_as_long_as_a_thread_can_be_is_walked_and_drawn() {
    let comments = (1..=tree::MAX_COMMENTS)
        .map(|number| {
            let mut comment = Comment::new(number.to_string().as_str().into());
            // The first one's parent, 0, is what WordPress calls none.
            comment.parent = Some((number - 1).to_string().as_str().into());
            comment
        })
        .collect();
    let mut desk = Desk::new(60, 12, first_visit(comments));
    desk.press(Command::Last);
    assert!(desk.text().contains("⋮49999 "));
    desk.times(3, Command::Previous);
    desk.press(Command::Depth(3));
    assert_eq!(desk.selected(), "3");
}
