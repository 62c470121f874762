use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::id::DiscussionId;

/// The moment of the last visit in these tests.
const VISIT: i64 = 1_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A thread from indented names, two blanks a level; `*` behind a name is new, `?` unread and older,
/// `x` a deleted comment.
fn thread(drawing: &str) -> Thread {
    let mut nodes: Vec<Node> = Vec::new();
    let mut marks = HashMap::new();
    let mut open: Vec<usize> = Vec::new();
    for line in drawing.lines() {
        let name = line.trim_start();
        let depth = (line.len() - name.len()) / 2;
        let (id, state) = match name.split_at(name.len() - 1) {
            (id, "*") => (id, (false, VISIT + 1)),
            (id, "?") => (id, (false, VISIT - 1)),
            (id, _) if name.ends_with('x') => (id, (true, VISIT - 1)),
            _ => (name, (true, VISIT - 1)),
        };
        open.truncate(depth);
        let mut comment = Comment::new(id.into());
        comment.author = Some(id.into());
        if name.ends_with('x') {
            comment.state = State::Deleted;
        }
        nodes.push(Node {
            comment: Arc::new(comment),
            parent: open.last().copied(),
            depth: u32::try_from(depth).unwrap(),
            end: nodes.len() + 1,
        });
        for &above in &open {
            nodes[above].end = nodes.len();
        }
        open.push(nodes.len() - 1);
        let mark = CommentMark {
            read: state.0,
            first_seen: at(state.1),
            fold: None,
            muted: false,
            watched: false,
            silenced: false,
            kept: false,
            starred: false,
        };
        marks.insert(CommentId::from(id), mark);
    }
    let tree = Tree {
        nodes,
        ..Tree::default()
    };
    Thread::new(tree, &marks, Some(at(VISIT)), true)
}

/// The visible comments: `+` open, `-` one line, `>` folded.
fn shown(thread: &Thread) -> String {
    let first = (!thread.is_empty()).then_some(0);
    std::iter::successors(first, |&at| thread.next_visible(at))
        .map(|at| {
            let shape = match thread.shape(at) {
                Shape::Open => '+',
                Shape::Brief => '-',
                Shape::Folded => '>',
            };
            format!("{shape}{}", thread.comment(at).id)
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn fold(thread: &mut Thread, id: &str, own: Option<bool>) {
    thread.apply(&Change::Folds {
        discussion: DiscussionId(1),
        folds: vec![(id.into(), own)],
    });
}

fn mark(thread: &mut Thread, ids: &[&str], read: bool) {
    thread.apply(&Change::CommentsRead {
        discussion: DiscussionId(1),
        comments: ids.iter().map(|&id| id.into()).collect(),
        read,
    });
}

#[test]
fn folding_hides_the_subtree_and_nothing_else() {
    let mut thread = thread("ada\n  brian\n    chloe\ndan");
    thread.show_depth(0);
    fold(&mut thread, "brian", Some(true));
    assert_eq!(shown(&thread), "+ada >brian +dan");
    assert_eq!(thread.nearest_visible(2), 1);
}

#[test]
fn opening_a_parent_does_not_open_folded_answers() {
    let mut thread = thread("ada\n  brian\n    chloe\ndan");
    thread.show_depth(0);
    fold(&mut thread, "brian", Some(true));
    fold(&mut thread, "ada", Some(true));
    assert_eq!(shown(&thread), ">ada +dan");
    fold(&mut thread, "ada", Some(false));
    assert_eq!(shown(&thread), "+ada >brian +dan");
}

#[test]
fn on_return_only_the_paths_to_what_is_new_are_open() {
    let thread =
        thread("gearhound\n  westbound\n    desk*\n  other\n    more\nmarge*\nold\n  older?");
    assert_eq!(
        shown(&thread),
        "-gearhound +westbound +desk >other +marge >old"
    );
}

#[test]
fn a_thread_without_news_shows_its_roots_open() {
    assert_eq!(shown(&thread("ada\n  brian\ndan?")), "+ada >brian +dan");
}

#[test]
fn the_readers_own_folds_win_over_the_paths_to_what_is_new() {
    let mut thread = thread("ada\n  brian*\ndan");
    fold(&mut thread, "ada", Some(true));
    fold(&mut thread, "dan", Some(false));
    assert_eq!(shown(&thread), ">ada +dan");
    assert_eq!(
        thread.branch(0),
        Counts {
            size: 2,
            unread: 1,
            new: 1
        }
    );
}

#[test]
fn a_first_visit_shows_everything_and_nothing_is_new() {
    let drawn = thread("ada*\n  brian*\ndan*");
    let first = Thread::new(drawn.tree().clone(), &HashMap::new(), None, false);
    assert_eq!(shown(&first), "+ada +brian +dan");
    assert_eq!(
        first.counts(),
        Counts {
            size: 3,
            unread: 3,
            new: 0
        }
    );
}

#[test]
fn depth_one_is_the_roots_as_one_line_each() {
    let mut thread = thread("ada\n  brian\n    chloe\ndan");
    thread.show_depth(1);
    assert_eq!(shown(&thread), ">ada >dan");
    thread.show_depth(2);
    assert_eq!(shown(&thread), "+ada >brian +dan");
    thread.show_depth(0);
    assert_eq!(shown(&thread), "+ada +brian +chloe +dan");
}

#[test]
fn the_paths_can_be_opened_at_any_time_and_taken_back() {
    let mut thread = thread("ada\n  brian\n    chloe*\ndan");
    thread.show_depth(2);
    let before = thread.clone();
    assert!(thread.toggle_path_to_new());
    assert_eq!(shown(&thread), "-ada +brian +chloe >dan");
    assert!(!thread.toggle_path_to_new());
    assert_eq!(thread, before);
}

#[test]
fn paths_that_are_open_from_the_start_can_be_taken_back_too() {
    let mut thread = thread("ada\n  brian*\ndan");
    assert!(!thread.toggle_path_to_new());
    assert_eq!(shown(&thread), "+ada +brian +dan");
}

#[test]
fn opening_the_paths_again_folds_what_has_been_read_since() {
    let mut thread = thread("ada\n  brian*\ndan*");
    mark(&mut thread, &["brian"], true);
    assert!(thread.toggle_path_to_new());
    assert_eq!(shown(&thread), ">ada +dan");
}

#[test]
fn what_a_jump_unfolded_folds_again_when_left() {
    let mut thread = thread("ada\n  brian\n    chloe\n      emil?\ndan?");
    thread.show_depth(1);
    thread.pass_through_to(3);
    assert_eq!(shown(&thread), "-ada -brian +chloe +emil >dan");
    thread.leave(3, 4);
    thread.pass_through_to(4);
    assert_eq!(shown(&thread), ">ada +dan");
    thread.leave(4, 0);
    assert!(!thread.is_passing());
}

#[test]
fn a_path_folds_when_its_news_has_been_read() {
    let mut thread = thread("gearhound\n  westbound\n    desk*\nmarge*");
    mark(&mut thread, &["desk"], true);
    thread.leave(2, 3);
    assert_eq!(shown(&thread), ">gearhound +marge");
}

#[test]
fn a_path_stays_open_while_there_is_more_news_on_it() {
    let mut thread = thread("gearhound\n  westbound\n    desk*\n  late*\nmarge*");
    mark(&mut thread, &["desk"], true);
    thread.leave(2, 3);
    assert_eq!(shown(&thread), "+gearhound >westbound +late +marge");
}

#[test]
fn unread_comments_are_found_inside_folds_and_never_from_the_start_again() {
    let mut thread = thread("ada?\n  brian\n    chloe?\ndan");
    fold(&mut thread, "ada", Some(true));
    assert_eq!(thread.next_unread(0), Some(2));
    assert_eq!(thread.next_unread(2), None);
    assert_eq!(thread.previous_unread(2), Some(0));
}

#[test]
fn steps_at_one_level_stay_under_one_parent() {
    let thread = thread("ada\n  brian\n    chloe\n  carl\ndan\n  eve");
    let id = |at: Option<usize>| at.map(|at| thread.comment(at).id.to_string());
    assert_eq!(id(thread.next_sibling(1)).as_deref(), Some("carl"));
    assert_eq!(id(thread.previous_sibling(3)).as_deref(), Some("brian"));
    assert_eq!(thread.next_sibling(3), None);
    assert_eq!(thread.previous_sibling(1), None);
    assert_eq!(id(thread.next_root(2)).as_deref(), Some("dan"));
    assert_eq!(id(thread.previous_root(5)).as_deref(), Some("dan"));
    assert_eq!(id(thread.previous_root(4)).as_deref(), Some("ada"));
}

#[test]
fn deleted_comments_are_never_unread() {
    let mut thread = thread("adax\n  brian*");
    mark(&mut thread, &["ada"], false);
    assert_eq!(
        thread.counts(),
        Counts {
            size: 1,
            unread: 1,
            new: 1
        }
    );
}

#[test]
fn a_refresh_keeps_the_order_and_the_marks_of_what_was_there() {
    let mut read = thread("ada?\n  brian\ndan");
    fold(&mut read, "ada", Some(true));
    mark(&mut read, &["ada"], true);
    let arrived = merge(
        &mut read,
        thread("dan?\n  eve*\nfred*\nada?\n  gus*\n  brian?"),
    );
    assert_eq!(arrived, [1, 4, 5]);
    let ids: Vec<_> = (0..read.len())
        .map(|at| read.comment(at).id.as_str())
        .collect();
    assert_eq!(ids, ["ada", "gus", "brian", "dan", "eve", "fred"]);
    assert_eq!(shown(&read), ">ada +dan +eve +fred");
    assert_eq!(
        read.counts(),
        Counts {
            size: 6,
            unread: 3,
            new: 3
        }
    );
}

#[test]
fn a_comment_that_is_gone_becomes_a_stub() {
    let mut read = thread("ada?\n  brian\ndan");
    merge(&mut read, thread("dan"));
    assert_eq!(read.len(), 3);
    assert_eq!(read.comment(0).state, State::Deleted);
    assert_eq!(read.counts().unread, 0);
}

#[test]
fn a_chain_as_long_as_a_thread_can_be_needs_no_stack() {
    let length = crate::model::tree::MAX_COMMENTS;
    let nodes = (0..length)
        .map(|at| Node {
            comment: Arc::new(Comment::new(at.to_string().as_str().into())),
            parent: at.checked_sub(1),
            depth: u32::try_from(at).unwrap(),
            end: length,
        })
        .collect();
    let tree = Tree {
        nodes,
        ..Tree::default()
    };
    let mut chain = Thread::new(tree, &HashMap::new(), None, true);
    let last = length - 1;
    let again = chain.clone();
    merge(&mut chain, again);
    chain.pass_through_to(last);
    assert!(chain.is_visible(last));
    assert_eq!(chain.root(last), 0);
}

#[test]
fn what_counts_as_new_can_be_changed_in_place() {
    let mut thread = thread("ada?\n  brian*\nchloe");
    assert_eq!(thread.counts().new, 1);
    thread.count_as_new(Since::Ever);
    assert_eq!((thread.counts().new, thread.branch(0).new), (2, 2));
    thread.count_as_new(Since::Seen(None));
    assert_eq!(thread.counts().new, 0);
    mark(&mut thread, &["chloe"], false);
    thread.count_as_new(Since::Written(at(VISIT)));
    assert_eq!(
        thread.counts().new,
        1,
        "without a time the first sight counts"
    );
}

#[test]
fn a_search_shows_a_place_inside_folds_and_leaves_no_trace() {
    let mut thread = thread("ada\n  brian\n    chloe\ndan");
    thread.show_depth(1);
    fold(&mut thread, "brian", Some(true));
    let before = thread.clone();
    thread.visit(2);
    assert_eq!(shown(&thread), "-ada -brian +chloe >dan");
    thread.visit(3);
    assert_eq!(shown(&thread), ">ada +dan");
    thread.end_visit();
    assert_eq!(thread, before);
}

#[test]
fn answers_move_with_what_they_answer_when_siblings_are_sorted() {
    let mut thread = thread("ada\n  brian\nchloe\n  dan\n  eve");
    let contents = Arc::make_mut(&mut thread.contents);
    for (at, score) in [(0, 1), (2, 5), (3, 2), (4, 7)] {
        let comment = &mut contents.tree.nodes[at].comment;
        Arc::make_mut(comment).score = Some(score);
    }
    let sorted = thread.sorting(Arrangement::Tree(Order::Top)).sorted();
    thread.rearrange(&sorted);
    assert_eq!(shown(&thread), "+chloe >eve >dan +ada >brian");
    assert_eq!((thread.branch(0).size, thread.parent(4)), (3, Some(3)));
}

#[test]
fn what_stands_between_two_places_is_read_and_nothing_else() {
    let mut thread = thread("ada?\n  brian*\nchloe?\n  dan");
    let read = thread.read_between(1, 3);
    assert_eq!(read, [CommentId::from("brian"), CommentId::from("chloe")]);
    let unread: Vec<_> = (0..4).map(|at| thread.is_unread(at)).collect();
    assert_eq!(unread, [true, false, false, false]);
    assert_eq!((thread.counts().unread, thread.counts().new), (1, 0));
}

/// Takes a refresh in; returns where the unread comments stand that were not here.
fn merge(thread: &mut Thread, incoming: Thread) -> Vec<usize> {
    let shown = Arc::clone(thread.contents());
    let merge = Merge::new(shown, Arc::new(incoming), None);
    thread.join(&merge).arrived
}

/// A drawing of any forest with any marks.
fn forest() -> impl Strategy<Value = String> {
    proptest::collection::vec((0_usize..5, 0_usize..4), 1..24).prop_map(|lines| {
        let mut depth = 0;
        lines
            .iter()
            .enumerate()
            .map(|(number, &(wanted, mark))| {
                depth = if number == 0 {
                    0
                } else {
                    wanted.min(depth + 1)
                };
                format!(
                    "{}c{number}{}\n",
                    "  ".repeat(depth),
                    ["", "*", "?", "x"][mark]
                )
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn counts_are_those_of_a_recount(drawing in forest(), turns in proptest::collection::vec((0_usize..24, any::<bool>()), 0..20)) {
        let mut thread = thread(&drawing);
        for (which, read) in turns {
            let which = which % thread.len();
            let id = thread.comment(which).id.clone();
            mark(&mut thread, &[id.as_str()], read);
        }
        for branch in 0..thread.len() {
            let inside = branch..thread.node(branch).end;
            let counts = Counts {
                size: inside.clone().filter(|&at| is_readable(thread.comment(at))).count() as u32,
                unread: inside.clone().filter(|&at| thread.is_unread(at)).count() as u32,
                new: inside.filter(|&at| thread.is_new(at)).count() as u32,
            };
            prop_assert_eq!(thread.branch(branch), counts);
        }
    }

    #[test]
    fn going_forth_and_back_over_visible_comments_meets_the_same(drawing in forest(), folded in proptest::collection::vec(0_usize..24, 0..6)) {
        let mut thread = thread(&drawing);
        for which in folded {
            let id = thread.comment(which % thread.len()).id.clone();
            fold(&mut thread, id.as_str(), Some(true));
        }
        let forth: Vec<_> = std::iter::successors(Some(0), |&at| thread.next_visible(at)).collect();
        let mut back: Vec<_> = std::iter::successors(thread.last_visible(), |&at| thread.previous_visible(at)).collect();
        back.reverse();
        prop_assert_eq!(&forth, &back);
        let visible: Vec<_> = (0..thread.len()).filter(|&at| thread.is_visible(at)).collect();
        prop_assert_eq!(forth, visible);
    }

    #[test]
    fn merging_a_thread_with_itself_changes_nothing(drawing in forest()) {
        let mut merged = thread(&drawing);
        let before = merged.clone();
        merge(&mut merged, before.clone());
        prop_assert_eq!(merged, before);
    }

    #[test]
    fn a_merge_keeps_marks_and_folds_and_makes_a_sound_tree(drawing in forest(), other in forest()) {
        let mut merged = thread(&drawing);
        let before = merged.clone();
        merge(&mut merged, thread(&other));
        for old in 0..before.len() {
            let Some(new) = merged.position(&before.comment(old).id) else {
                prop_assert!(!is_readable(before.comment(old)), "only stubs may go");
                continue;
            };
            if is_readable(before.comment(old)) && is_readable(merged.comment(new)) {
                prop_assert_eq!(before.is_unread(old), merged.is_unread(new));
            }
            prop_assert_eq!(before.own_fold(old), merged.own_fold(new));
        }
        for at in 0..merged.len() {
            let node = merged.node(at);
            prop_assert!(node.parent.is_none_or(|parent| parent < at && merged.node(parent).end >= node.end));
        }
    }

    #[test]
    fn a_merge_takes_marks_and_folds_as_they_are_when_it_is_taken_over(
        drawing in forest(),
        other in forest(),
        touched in proptest::collection::vec((0_usize..24, any::<bool>(), any::<bool>()), 0..8),
    ) {
        let before = thread(&drawing);
        let worked_out = Merge::new(Arc::clone(before.contents()), Arc::new(thread(&other)), None);
        let touch = |thread: &mut Thread| {
            for &(at, read, folded) in &touched {
                if at < before.len() {
                    let id = before.comment(at).id.clone();
                    thread.mark_by_hand(at, read);
                    thread.apply(&Change::Folds {
                        discussion: DiscussionId(1),
                        folds: vec![(id, Some(folded))],
                    });
                }
            }
        };
        let mut late = before.clone();
        touch(&mut late);
        late.join(&worked_out);
        let mut early = before.clone();
        touch(&mut early);
        merge(&mut early, thread(&other));
        prop_assert_eq!(late, early);
    }

    #[test]
    fn any_arrangement_keeps_every_comment_its_marks_and_what_it_answers(
        drawing in forest(),
        turns in proptest::collection::vec(0_u8..8, 1..6),
    ) {
        let before = thread(&drawing);
        let known = |thread: &Thread| {
            let mut known: Vec<_> = (0..thread.len())
                .map(|at| {
                    let answered = thread.answered(at).map(|at| thread.comment(at).id.to_string());
                    let id = thread.comment(at).id.to_string();
                    (id, answered, thread.is_unread(at), thread.is_new(at))
                })
                .collect();
            known.sort();
            known
        };
        let mut arranged = before.clone();
        for turn in turns {
            let arrangement = match turn {
                0 => Arrangement::ByTime { newest_first: false },
                1 => Arrangement::ByTime { newest_first: true },
                2 => Arrangement::Tree(Order::Delivered),
                3 => Arrangement::Tree(Order::Oldest),
                4 => Arrangement::Tree(Order::Newest),
                5 => Arrangement::Tree(Order::Top),
                6 => Arrangement::Tree(Order::Replies),
                _ => Arrangement::Tree(Order::Fresh),
            };
            let sorted = arranged.sorting(arrangement).sorted();
            arranged.rearrange(&sorted);
            prop_assert_eq!(known(&arranged), known(&before));
            prop_assert_eq!(arranged.counts(), before.counts());
            for at in 0..arranged.len() {
                let node = arranged.node(at);
                prop_assert!(node.end > at && node.end <= arranged.len());
                prop_assert_eq!(arranged.position(&node.comment.id), Some(at));
                if let Some(parent) = node.parent {
                    prop_assert!(parent < at && node.end <= arranged.node(parent).end);
                    prop_assert_eq!(node.depth, arranged.node(parent).depth + 1);
                }
            }
        }
    }
}
