//! What holds whatever the reader does, and whatever arrives meanwhile.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::model::change::Change;
use crate::model::update::Update;

const COMMANDS: [Command; 44] = [
    Command::GoOn,
    Command::PageBack,
    Command::Next,
    Command::Previous,
    Command::Less,
    Command::More,
    Command::NextSibling,
    Command::PreviousSibling,
    Command::NextBig,
    Command::NextOfKind,
    Command::PreviousOfKind,
    Command::PreviousBig,
    Command::First,
    Command::Last,
    Command::HalfPageDown,
    Command::HalfPageUp,
    Command::Parent,
    Command::Peek,
    Command::Cancel,
    Command::NextUnread,
    Command::PreviousUnread,
    Command::Back,
    Command::Act,
    Command::FoldAll,
    Command::UnfoldAll,
    Command::Depth(0),
    Command::Depth(1),
    Command::Depth(2),
    Command::FoldRead,
    Command::WhatIsNew,
    Command::LightUp,
    Command::KeepLit,
    Command::CopyQuote,
    Command::NextOrder,
    Command::PreviousOrder,
    Command::ByTime,
    Command::ToggleRead,
    Command::DoneWithThis,
    Command::Mute,
    Command::CatchUp,
    Command::NextDiscussion,
    Command::Branch,
    Command::Straighten,
    Command::Quotes,
];

/// Something that happens to the pane.
#[derive(Clone, Debug)]
enum Event {
    Key(usize),
    Resize(u16, u16),
    Wheel(i32),
    Click(u16, u16),
    /// A thread of so many comments, or fewer or more of them, arrives.
    Refresh(usize),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => (0..COMMANDS.len()).prop_map(Event::Key),
        1 => (1_u16..90, 1_u16..30).prop_map(|(width, height)| Event::Resize(width, height)),
        1 => (-9..9).prop_map(Event::Wheel),
        1 => (0_u16..60, 0_u16..20).prop_map(|(x, y)| Event::Click(x, y)),
        1 => (0_usize..20).prop_map(Event::Refresh),
    ]
}

/// Comments of a random forest, with texts from nothing to more than a window.
fn forest() -> impl Strategy<Value = Vec<Comment>> {
    proptest::collection::vec((0_usize..40, 0_usize..6), 1..20).prop_map(|drawn| {
        drawn
            .iter()
            .enumerate()
            .map(|(number, &(parent, lines))| {
                let parent = match parent.checked_sub(20) {
                    Some(parent) if parent < number => parent.to_string(),
                    _ => String::new(),
                };
                let text = "<p>A line of the text, long enough to wrap where it is narrow.</p>";
                let written = format!("2026-11-24T10:{number:02}:00Z");
                comment(
                    &number.to_string(),
                    &parent,
                    "someone",
                    &written,
                    &text.repeat(lines),
                )
            })
            .collect()
    })
}

fn returning(comments: Vec<Comment>, left: Option<&str>) -> Vec<(Discussion, Thread)> {
    let discussion = discussion(left);
    let mark = |comment: &Comment| CommentMark {
        first_seen: time(if comment.id.as_str().ends_with(['3', '7']) {
            "2026-11-25T08:00:00Z"
        } else {
            "2026-11-24T20:00:00Z"
        }),
        read: comment.id.as_str().ends_with(['1', '2', '5']),
        fold: None,
        muted: false,
        watched: false,
        silenced: false,
        kept: false,
        starred: false,
    };
    let thread = thread(comments, &discussion, mark);
    vec![(discussion, thread)]
}

/// What the reader has said of each comment: unread, own fold, muted.
fn said(desk: &Desk) -> Vec<(String, bool, Option<bool>, bool)> {
    let thread = desk.pane.thread().unwrap();
    let mut said: Vec<_> = (0..thread.len())
        .map(|at| {
            let id = thread.comment(at).id.to_string();
            let (unread, own) = (thread.is_unread(at), thread.own_fold(at));
            (id, unread, own, thread.is_muted(at))
        })
        .collect();
    // Orders may differ.
    said.sort();
    said
}

/// What takes a change back, as the store finds it: what each comment was before.
fn inverse(change: &Change, thread: &Thread) -> Vec<Change> {
    match change {
        Change::CommentsRead {
            discussion,
            comments,
            read,
        } => {
            let changed = comments.iter().filter(|id| {
                thread
                    .position(id)
                    .is_some_and(|at| thread.is_unread(at) == *read)
            });
            vec![Change::CommentsRead {
                discussion: *discussion,
                comments: changed.cloned().collect(),
                read: !read,
            }]
        }
        Change::Folds { discussion, folds } => {
            let before = folds
                .iter()
                .filter_map(|(id, _)| Some((id.clone(), thread.own_fold(thread.position(id)?))));
            vec![Change::Folds {
                discussion: *discussion,
                folds: before.collect(),
            }]
        }
        Change::Muted {
            discussion,
            comments,
            muted,
            until,
        } => {
            let changed = comments.iter().filter(|id| {
                thread
                    .position(id)
                    .is_some_and(|at| thread.is_muted(at) != *muted)
            });
            vec![Change::Muted {
                discussion: *discussion,
                comments: changed.cloned().collect(),
                muted: !muted,
                until: *until,
            }]
        }
        Change::AuthorsKept { names, kept } => vec![Change::AuthorsKept {
            names: names.clone(),
            kept: !kept,
        }],
        _ => Vec::new(),
    }
}

proptest! {
    #[test]
    fn the_selection_is_always_a_visible_comment_on_the_screen(
        comments in forest(),
        is_return in any::<bool>(),
        events in proptest::collection::vec(event(), 1..40),
    ) {
        let left = is_return.then_some("2026-11-24T21:10:00Z");
        let mut desk = Desk::new(60, 12, returning(comments.clone(), left));
        // What a refresh makes of a large thread is there only when more has happened.
        let mut under_way: Option<Update> = None;
        for event in events {
            let is_refresh = matches!(event, Event::Refresh(_));
            match event {
                Event::Key(key) => {
                    let outcome = desk.press(COMMANDS[key]);
                    // The engine reports what is on disk a moment later.
                    for change in outcome.deeds.iter().flat_map(|deed| &deed.changes) {
                        desk.pane.apply(change);
                    }
                }
                Event::Resize(width, height) => desk.resize(width, height),
                Event::Wheel(lines) => desk.with(|pane, context| pane.scroll(lines, context)),
                Event::Click(x, y) => {
                    desk.with(|pane, context| pane.click((x, y).into(), false, context));
                }
                Event::Refresh(kept) => {
                    let kept = comments.iter().take(kept).cloned().collect();
                    let update = desk.pane.update(ARTICLE, returning(kept, left));
                    under_way = Some(update.worked_out());
                }
            }
            if let Some(update) = under_way.take_if(|_| !is_refresh) {
                under_way = desk.pane.take_update(update).map(Update::worked_out);
            }
            desk.draw();
            let view = desk.pane.view().unwrap();
            if view.thread.is_empty() {
                // Everything is gone, and nothing there to be selected.
                continue;
            }
            prop_assert!(view.thread.is_visible(view.selected));
            let row = view.row_of(view.selected);
            prop_assert!(row.is_some(), "selected {} at {}", view.selected, view.top);
            let (first, row) = view.window()[0];
            prop_assert!(row <= view.gap(first) + view.first_row(), "empty rows above the first comment");
            let unread = (0..view.thread.len()).filter(|&at| view.thread.is_unread(at)).count();
            prop_assert_eq!(view.thread.counts().unread as usize, unread);
        }
    }

    #[test]
    fn undoing_everything_returns_to_the_start(
        comments in forest(),
        is_return in any::<bool>(),
        keys in proptest::collection::vec(0..COMMANDS.len(), 1..30),
    ) {
        let left = is_return.then_some("2026-11-24T21:10:00Z");
        let mut desk = Desk::new(60, 12, returning(comments, left));
        let start = said(&desk);
        let mut undo = Vec::new();
        for key in keys {
            let before = desk.pane.thread().unwrap().clone();
            let outcome = desk.press(COMMANDS[key]);
            for deed in outcome.deeds {
                let taken_back = deed.changes.iter().rev();
                undo.push(taken_back.flat_map(|change| inverse(change, &before)).collect::<Vec<_>>());
            }
        }
        for change in undo.iter().rev().flatten() {
            desk.pane.apply(change);
        }
        prop_assert_eq!(said(&desk), start);
    }

    #[test]
    fn space_alone_visits_every_unread_comment_once(
        comments in forest(),
        is_return in any::<bool>(),
        depth in 0_u8..4,
        height in 3_u16..20,
    ) {
        let left = is_return.then_some("2026-11-24T21:10:00Z");
        let mut desk = Desk::new(60, height, returning(comments, left));
        desk.press(Command::Depth(depth));
        let unread: HashSet<String> = said(&desk).into_iter().filter(|said| said.1).map(|said| said.0).collect();
        let mut visited = Vec::new();
        if desk.with(|pane, context| pane.enter(context)) {
            visited.push(desk.selected());
        }
        for _ in 0..1_000 {
            if desk.pane.at_end() || unread.is_empty() {
                break;
            }
            desk.press(Command::GoOn);
            if visited.last() != Some(&desk.selected()) {
                visited.push(desk.selected());
            }
        }
        prop_assert_eq!(visited.len(), unread.len());
        prop_assert_eq!(visited.into_iter().collect::<HashSet<_>>(), unread);
        prop_assert_eq!(desk.pane.counts(), (0, 0));
    }
}
