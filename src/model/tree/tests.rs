//! The check list of section 9.10.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::{MAX_COMMENTS, Options, Order, Tree, build, parents_by_depth};
use crate::model::comment::{Comment, Edited, Kind, State, Trust};
use crate::model::discussion::SourceOrder;
use crate::model::id::CommentId;
use crate::model::safe::{GatedHtml, SafeText};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// `"id"`, `"id<parent"`, with `@second` behind it where the time matters.
fn comment(seq: u32, text: &str) -> Comment {
    let (text, time) = match text.split_once('@') {
        Some((text, second)) => (text, Some(at(second.parse().unwrap()))),
        None => (text, None),
    };
    let (id, parent) = match text.split_once('<') {
        Some((id, parent)) => (id, Some(CommentId::new(parent))),
        None => (text, None),
    };
    Comment {
        parent,
        published: time,
        body: GatedHtml::assume(format!("<p>{id}</p>")),
        author: SafeText::non_empty("ada"),
        seq,
        ..Comment::new(id.into())
    }
}

fn comments(texts: &str) -> Vec<Comment> {
    texts
        .split_whitespace()
        .zip(0..)
        .map(|(text, seq)| comment(seq, text))
        .collect()
}

/// One node a word: as many dots as it has ancestors, its id, and `?` for a placeholder.
fn drawn(tree: &Tree) -> String {
    let word = |node: &super::Node| {
        let dots = ".".repeat(node.depth as usize);
        let mark = match node.comment.state {
            State::Visible => "",
            State::Unloaded => "?",
            _ => "-",
        };
        format!("{dots}{}{mark}", node.comment.id)
    };
    tree.nodes.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn built(texts: &str) -> String {
    drawn(&build(comments(texts), &Options::default()))
}

#[test]
fn an_empty_thread_is_an_empty_tree() {
    assert_eq!(build(Vec::new(), &Options::default()), Tree::default());
}

#[test]
fn answers_stand_behind_what_they_answer() {
    assert_eq!(built("a b<a c d<b"), "a .b ..d c");
}

#[test]
fn an_answer_may_arrive_before_its_parent() {
    assert_eq!(built("c<b b<a a"), "a .b ..c");
}

#[test]
fn parents_that_mean_the_article_are_none() {
    let options = Options {
        article_ids: vec!["post-7".into()],
        ..Options::default()
    };
    let tree = build(comments("a<0 b<root c<post-7 d<d e<null"), &options);
    assert_eq!(drawn(&tree), "a b c d e");
    assert!(!tree.inconsistent);
}

#[test]
fn a_comment_that_is_called_as_the_article_is_keeps_its_answers() {
    let options = Options {
        article_ids: vec!["1".into()],
        ..Options::default()
    };
    assert_eq!(drawn(&build(comments("1 2<1 3<2"), &options)), "1 .2 ..3");
    assert_eq!(drawn(&build(comments("2<1 3<2"), &options)), "2 .3");
}

#[test]
fn answers_to_one_missing_comment_share_its_placeholder() {
    assert_eq!(built("a b<x c d<x"), "a x? .b .d c");
}

#[test]
fn a_placeholder_hangs_on_the_nearest_ancestor_that_is_there() {
    let mut thread = comments("a b<x");
    thread[1].ancestors = ["x", "y", "a"].map(CommentId::from).to_vec();
    assert_eq!(drawn(&build(thread, &Options::default())), "a .x? ..b");
}

#[test]
fn a_placeholder_stands_where_its_first_answer_would() {
    assert_eq!(built("a@10 b<x@25 c@20 d@30"), "a c x? .b d");
}

#[test]
fn the_earliest_member_of_a_cycle_becomes_a_guessed_root() {
    let tree = build(comments("a<c@30 b<a@10 c<b@20 d<a@5"), &Options::default());
    assert_eq!(drawn(&tree), "b .c ..a ...d");
    assert!(tree.inconsistent);
    assert_eq!(tree.nodes[0].comment.parent_trust, Trust::Guessed);
    assert_eq!(built("a<b b<a"), "a .b");
}

#[test]
fn a_cycle_through_a_placeholder_is_cut() {
    let mut thread = comments("a<x b<a");
    thread[0].ancestors = vec!["b".into()];
    let tree = build(thread, &Options::default());
    assert!(tree.inconsistent);
    assert_eq!(drawn(&tree), "a .b");
}

#[test]
fn of_two_comments_with_one_id_the_later_edited_with_a_text_is_kept() {
    let mut thread = comments("a a a<b b");
    thread[0].body = GatedHtml::default();
    thread[1].edited = Edited::At(at(50));
    let tree = build(thread, &Options::default());
    assert_eq!(drawn(&tree), "b .a");
    assert_eq!(tree.nodes[1].comment.edited, Edited::At(at(50)));
}

#[test]
fn comments_without_ids_are_told_apart_by_author_time_and_text() {
    let mut thread = comments("a b c");
    for comment in &mut thread {
        comment.id = "".into();
    }
    thread[1].body = thread[0].body.clone();
    let tree = build(thread, &Options::default());
    assert_eq!(tree.nodes.len(), 2);
    assert!(tree.nodes[0].comment.id.as_str().starts_with("h:"));
}

#[test]
fn the_deleted_stay_only_for_their_answers_and_lose_their_words() {
    let mut thread = comments("a b<a c<b d e<d f<e");
    for gone in [0, 3, 4, 5] {
        thread[gone].state = State::Deleted;
    }
    thread[1].state = State::Removed;
    let tree = build(thread, &Options::default());
    assert_eq!(drawn(&tree), "a- .b- ..c");
    assert!(tree.nodes[0].comment.body.is_empty() && tree.nodes[1].comment.body.is_empty());
    assert_eq!(tree.nodes[0].comment.author, None);
    assert!(tree.nodes[1].comment.author.is_some());
}

#[test]
fn a_placeholder_with_nothing_but_deleted_answers_goes_with_them() {
    let mut thread = comments("a b<x");
    thread[1].state = State::Deleted;
    assert_eq!(drawn(&build(thread, &Options::default())), "a");
}

#[test]
fn pings_are_left_out_unless_asked_for() {
    let mut thread = comments("a b c<b d");
    thread[1].kind = Kind::Ping;
    thread[3].kind = Kind::Ping;
    let without = build(thread.clone(), &Options::default());
    assert_eq!(drawn(&without), "a b .c");
    let options = Options {
        pings: true,
        ..Options::default()
    };
    assert_eq!(drawn(&build(thread, &options)), "a b .c d");
}

#[test]
fn siblings_stand_in_the_chosen_order() {
    let mut thread = comments("a@20 b@10 c@30 d<c@50 e<c@40");
    for (comment, score) in thread.iter_mut().zip([5, 9, 5, 1, 1]) {
        comment.score = Some(score);
    }
    let order = |order| {
        let options = Options {
            order,
            ..Options::default()
        };
        drawn(&build(thread.clone(), &options))
    };
    assert_eq!(order(Order::Oldest), "b a c .e .d");
    assert_eq!(order(Order::Newest), "c .d .e a b");
    assert_eq!(order(Order::Top), "b a c .e .d");
    assert_eq!(order(Order::Delivered), "a b c .d .e");
}

#[test]
fn comments_without_a_time_keep_their_place_beside_their_neighbour() {
    assert_eq!(built("a@20 b c@10 d"), "c d a b");
    assert_eq!(built("a b@20 c@10"), "c a b");
}

#[test]
fn without_times_a_list_delivered_newest_first_is_turned_round() {
    let options = Options {
        delivered: SourceOrder::Newest,
        ..Options::default()
    };
    assert_eq!(drawn(&build(comments("c b a"), &options)), "a b c");
}

#[test]
fn depth_alone_gives_parents() {
    assert_eq!(
        parents_by_depth([3, 4, 9, 4, 3, 1, 2]),
        [None, Some(0), Some(1), Some(0), None, None, Some(5)]
    );
}

#[test]
fn a_chain_of_fifty_thousand_answers_needs_no_call_stack() {
    let mut chain: Vec<Comment> = (0..50_000)
        .map(|n: u32| {
            let parent = n
                .checked_sub(1)
                .map(|parent| CommentId::new(&format!("n{parent}")));
            Comment {
                parent,
                seq: n,
                ..Comment::new(CommentId::new(&format!("n{n}")))
            }
        })
        .collect();
    chain.reverse();
    let tree = build(chain, &Options::default());
    assert_eq!(tree.nodes.len(), 50_000);
    assert_eq!(tree.nodes[49_999].depth, 49_999);
    assert_eq!(tree.nodes[0].end, 50_000);
}

#[test]
fn more_comments_than_a_thread_may_have_are_counted_and_left_out() {
    let many = (0..1_000_000)
        .map(|n: u32| Comment {
            parent: (n > 0).then(|| "0x".into()),
            seq: n,
            ..Comment::new(CommentId::new(&format!("{n}x")))
        })
        .collect();
    let tree = build(many, &Options::default());
    assert_eq!(tree.nodes.len(), MAX_COMMENTS);
    assert_eq!(tree.left_out, 1_000_000 - MAX_COMMENTS);
    assert!(tree.nodes[1..].iter().all(|node| node.depth == 1));
}

/// Up to forty comments with few ids, so that duplicates, cycles and missing parents are common.
fn any_thread() -> impl Strategy<Value = Vec<Comment>> {
    let one = (
        0..20_u8,
        prop::option::of(0..24_u8),
        prop::option::of(0..9_i64),
        0..5_u8,
    );
    prop::collection::vec(one, 0..40).prop_map(|rows| {
        rows.into_iter()
            .zip(0..)
            .map(|((id, parent, time, state), seq)| Comment {
                parent: parent.map(|parent| CommentId::new(&format!("c{parent}"))),
                published: time.map(at),
                state: if state == 0 {
                    State::Deleted
                } else {
                    State::Visible
                },
                body: GatedHtml::assume(format!("<p>{seq}</p>")),
                seq,
                ..Comment::new(CommentId::new(&format!("c{id}")))
            })
            .collect()
    })
}

fn any_order() -> impl Strategy<Value = Order> {
    prop::sample::select(vec![
        Order::Oldest,
        Order::Newest,
        Order::Top,
        Order::Delivered,
    ])
}

fn check_shape(tree: &Tree) {
    for (index, node) in tree.nodes.iter().enumerate() {
        let depth = node.parent.map_or(0, |parent| tree.nodes[parent].depth + 1);
        assert_eq!(node.depth, depth);
        if let Some(parent) = node.parent {
            assert!(parent < index && node.end <= tree.nodes[parent].end);
            assert_eq!(
                node.comment.parent.as_ref(),
                Some(&tree.nodes[parent].comment.id)
            );
        }
        let subtree_end = tree.nodes[index + 1..]
            .iter()
            .position(|later| later.depth <= node.depth)
            .map_or(tree.nodes.len(), |found| index + 1 + found);
        assert_eq!(node.end, subtree_end);
    }
}

proptest! {
    #[test]
    fn the_list_may_come_in_any_order(
        (thread, shuffled) in any_thread()
            .prop_flat_map(|thread| (Just(thread.clone()), Just(thread).prop_shuffle())),
        order in any_order(),
    ) {
        let options = Options { order, ..Options::default() };
        prop_assert_eq!(build(thread, &options), build(shuffled, &options));
    }

    #[test]
    fn what_is_visible_appears_exactly_once_and_the_tree_is_sound(
        thread in any_thread(),
        order in any_order(),
    ) {
        let options = Options { order, ..Options::default() };
        let tree = build(thread.clone(), &options);
        check_shape(&tree);
        let mut times: HashMap<&CommentId, usize> = HashMap::new();
        for node in &tree.nodes {
            *times.entry(&node.comment.id).or_default() += 1;
        }
        prop_assert!(times.values().all(|&count| count == 1));
        // A duplicate can hide a comment only behind one of the same id that is itself there or gone.
        let ids: HashSet<&CommentId> = thread.iter().map(|comment| &comment.id).collect();
        let all_visible = |id: &CommentId| {
            thread.iter().filter(|c| c.id == *id).all(|c| c.state == State::Visible)
        };
        for id in ids.into_iter().filter(|id| all_visible(id)) {
            prop_assert_eq!(times.get(id), Some(&1));
        }
    }
}
