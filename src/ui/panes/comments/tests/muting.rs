//! Branches of which the reader hears no more.

use insta::assert_snapshot;

use super::*;
use crate::model::change::Change;

fn muted() -> (Desk, Outcome) {
    let mut desk = Desk::new(76, 12, this_morning());
    desk.press(Command::First);
    let outcome = desk.press(Command::Mute);
    (desk, outcome)
}

#[test]
fn a_muted_branch_is_read_and_one_row_and_the_next_comment_is_selected() {
    let (desk, outcome) = muted();
    assert_eq!(outcome.deeds[0].label, "3 comments muted");
    assert_eq!(desk.selected(), "4");
    assert_eq!(desk.pane.counts(), (1, 1));
    assert_snapshot!(desk.text(), @"
     ▸ gearhound [muted] · 14h · +6                              3 in thread #1

    ▌● mpg_marge · 1h · +1                                               NEW #4
    ▌  Does this change the warranty on the cars already on the boats?

     ── end of thread ─────────────────────────────────────────────────────────
    ");
}

#[test]
fn depths_and_paths_leave_it_folded_but_the_reader_can_look_inside() {
    let (mut desk, _) = muted();
    desk.press(Command::Depth(0));
    desk.press(Command::FoldRead);
    assert!(!desk.text().contains("westbound"), "{}", desk.text());
    desk.press(Command::First);
    desk.press(Command::More);
    assert!(desk.text().contains("westbound"), "{}", desk.text());
}

#[test]
fn the_same_key_ends_it_from_anywhere_inside() {
    let (mut desk, _) = muted();
    desk.press(Command::First);
    desk.press(Command::More);
    desk.press(Command::More);
    assert_eq!(desk.selected(), "2");
    let outcome = desk.press(Command::Mute);
    let expected = Change::Muted {
        discussion: DiscussionId(3),
        comments: vec!["1".into()],
        muted: false,
        until: None,
    };
    assert_eq!(outcome.deeds[0].changes, [expected]);
    assert!(!desk.text().contains("[muted]"), "{}", desk.text());
}

#[test]
fn what_comes_into_it_is_only_a_number() {
    let (mut desk, _) = muted();
    let mut comments = blog();
    comments.push(comment(
        "5",
        "2",
        "late",
        "2026-11-25T09:00:00Z",
        "<p>No.</p>",
    ));
    let discussion = discussion(Some("2026-11-24T21:10:00Z"));
    // The store has marked it read as it came.
    let refreshed = thread(comments, &discussion, |comment| CommentMark {
        read: comment.id.as_str() != "4",
        muted: comment.id.as_str() == "1",
        ..seen_yesterday(comment)
    });
    desk.show(vec![(discussion, refreshed)]);
    desk.draw();
    assert_eq!(desk.pane.take_arrival(), None);
    assert!(desk.text().contains("4 in thread #1"), "{}", desk.text());
    assert_eq!(desk.selected(), "4");
}
