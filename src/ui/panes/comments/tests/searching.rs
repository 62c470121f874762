//! Words found in the thread.

use super::*;
use crate::ui::search::Found;

fn searched(words: &str, found: &[&str]) -> (Desk, String) {
    let mut desk = Desk::new(76, 16, this_morning());
    desk.press(Command::Last);
    desk.press(Command::Depth(1));
    let before = desk.screen();
    desk.pane.begin_search(words);
    let found: Vec<CommentId> = found.iter().map(|&id| id.into()).collect();
    desk.pane.set_found(&found);
    (desk, before)
}

fn find(desk: &mut Desk, forward: bool, is_first: bool) -> Option<(usize, usize)> {
    let found = desk.with(|pane, context| pane.find(forward, is_first, context));
    desk.draw();
    found.map(|Found { number, total }| (number, total))
}

#[test]
fn folded_comments_unfold_only_while_they_are_visited() {
    let (mut desk, before) = searched("the", &["3", "1", "2"]);
    assert_eq!(find(&mut desk, true, true), Some((1, 3)));
    assert_eq!(desk.selected(), "1");
    assert_eq!(find(&mut desk, true, false), Some((2, 3)));
    assert_eq!(find(&mut desk, true, false), Some((3, 3)));
    assert_eq!(desk.selected(), "3");
    assert!(desk.text().contains("in the filing"), "{}", desk.text());
    assert_eq!(find(&mut desk, true, false), None, "no wrapping around");
    assert_eq!(find(&mut desk, false, false), Some((2, 3)));
    assert!(!desk.text().contains("in the filing"), "{}", desk.text());
    desk.pane.end_search();
    desk.draw();
    assert_eq!(
        desk.screen(),
        before,
        "every fold and the selection are back"
    );
    desk.press(Command::Back);
    assert_eq!(desk.selected(), "2", "back to what was looked at last");
}

#[test]
fn walking_marks_nothing_and_the_words_are_lit() {
    let (mut desk, _) = searched("WARRANTY", &["4"]);
    let counts = desk.pane.counts();
    assert_eq!(find(&mut desk, true, true), Some((1, 1)));
    assert!(desk.screen().contains("VVVVVVVV"), "{}", desk.screen());
    assert_eq!(desk.pane.counts(), counts);
}

#[test]
fn a_refresh_and_another_order_keep_what_was_found() {
    let (mut desk, _) = searched("the", &["3", "4"]);
    desk.press(Command::First);
    assert_eq!(find(&mut desk, true, true), Some((1, 2)));
    let refreshed = this_morning();
    desk.show(refreshed);
    desk.press(Command::NextOrder);
    assert_eq!(desk.selected(), "3");
    assert_eq!(find(&mut desk, false, false), Some((1, 2)));
    assert_eq!(desk.selected(), "4");
}

#[test]
fn a_tall_comment_is_scrolled_to_the_words() {
    let mut desk = Desk::new(60, 8, first_visit(drawn("ada\nbrian", 12)));
    desk.pane.begin_search("brian line 11");
    desk.pane.set_found(&["brian".into()]);
    find(&mut desk, true, true);
    assert!(desk.text().contains("brian line 11"), "{}", desk.text());
}
