//! Siblings sorted, the empty pruned, and all written down in reading order (sections 9.6 and 9.7).

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::Timestamp;

use super::link::Forest;
use super::{Node, Options, Order, find_ends};
use crate::model::comment::{Comment, Kind, State};
use crate::model::discussion::SourceOrder;
use crate::model::safe::GatedHtml;

/// Writes the forest down in reading order, without the nodes that nothing visible hangs on.
pub(super) fn lay_out(forest: Forest, options: &Options) -> Vec<Node> {
    let reading = reading_order(&forest, options);
    let kept = kept(&forest, &reading, options.pings);
    let mut places: Vec<usize> = vec![usize::MAX; forest.comments.len()];
    let mut comments: Vec<Option<Comment>> = forest.comments.into_iter().map(Some).collect();
    let mut nodes: Vec<Node> = Vec::with_capacity(reading.len());
    for index in reading.into_iter().filter(|&index| kept[index]) {
        let Some(mut comment) = comments[index].take() else {
            continue;
        };
        silence(&mut comment);
        let parent = forest.parents[index].map(|parent| places[parent]);
        places[index] = nodes.len();
        nodes.push(Node {
            comment: Arc::new(comment),
            parent,
            depth: parent.map_or(0, |parent| nodes[parent].depth + 1),
            end: nodes.len() + 1,
        });
    }
    find_ends(&mut nodes);
    nodes
}

/// Takes the words away from what is no longer there to be read, and the name from what its author
/// took back.
fn silence(comment: &mut Comment) {
    if matches!(
        comment.state,
        State::Deleted | State::Removed | State::Hidden
    ) {
        comment.body = GatedHtml::default();
    }
    if comment.state == State::Deleted {
        comment.author = None;
        comment.author_url = None;
    }
}

/// Tells for every comment whether it has something to show, itself or below it.
fn kept(forest: &Forest, reading: &[usize], pings: bool) -> Vec<bool> {
    let mut kept: Vec<bool> = forest
        .comments
        .iter()
        .enumerate()
        .map(|(index, comment)| {
            let there = match comment.state {
                State::Visible => true,
                State::Unloaded => index < forest.delivered,
                State::Deleted | State::Removed | State::Hidden => false,
            };
            there && (pings || comment.kind != Kind::Ping)
        })
        .collect();
    for &index in reading.iter().rev() {
        if let Some(parent) = forest.parents[index].filter(|_| kept[index]) {
            kept[parent] = true;
        }
    }
    kept
}

/// The indexes of all comments in pre-order.
fn reading_order(forest: &Forest, options: &Options) -> Vec<usize> {
    let mut siblings = Siblings::group(forest, options);
    let mut reading = Vec::with_capacity(forest.comments.len());
    let mut open = siblings.sorted_behind(None);
    while let Some(index) = open.pop() {
        reading.push(index);
        open.extend(siblings.sorted_behind(Some(index)));
    }
    reading
}

/// The answers to every comment, and what they are sorted by.
struct Siblings {
    /// Answers to the comment of this index; the last group holds the roots.
    groups: Vec<Vec<usize>>,
    keys: Vec<Key>,
    order: Order,
    /// Whether equal comments stand in the reverse of the delivered order.
    reversed: bool,
}

/// What a comment is sorted by; a placeholder has that of its first answer.
#[derive(Clone, Copy)]
struct Key {
    time: Option<Timestamp>,
    score: Option<i64>,
    seq: u32,
}

impl Siblings {
    fn group(forest: &Forest, options: &Options) -> Self {
        let count = forest.comments.len();
        let mut groups = vec![Vec::new(); count + 1];
        let mut keys: Vec<Key> = forest.comments.iter().map(Key::of).collect();
        for (index, parent) in forest.parents.iter().enumerate() {
            groups[parent.unwrap_or(count)].push(index);
        }
        for placeholder in forest.delivered..count {
            keys[placeholder] = groups[placeholder]
                .iter()
                .map(|&answer| keys[answer])
                .fold(keys[placeholder], |key, answer| {
                    key.before(answer, options.order)
                });
        }
        Self {
            groups,
            keys,
            order: options.order,
            reversed: matches!(
                (options.order, options.delivered),
                (Order::Oldest | Order::Top, SourceOrder::Newest)
                    | (Order::Newest, SourceOrder::Oldest)
            ),
        }
    }

    /// Takes the answers to a comment, or the roots, the last to be read first.
    fn sorted_behind(&mut self, parent: Option<usize>) -> Vec<usize> {
        let roots = self.groups.len() - 1;
        let mut group = std::mem::take(&mut self.groups[parent.unwrap_or(roots)]);
        // Comments stand in delivered order already, placeholders do not.
        group.sort_by_key(|&index| self.keys[index].seq);
        if self.reversed {
            group.reverse();
        }
        if self.order != Order::Delivered {
            self.fill_times(&group);
        }
        let keys = &self.keys;
        match self.order {
            Order::Oldest => group.sort_by_key(|&index| keys[index].time),
            Order::Newest => group.sort_by_key(|&index| Reverse(keys[index].time)),
            Order::Top => {
                group.sort_by_key(|&index| (Reverse(keys[index].score), keys[index].time));
            }
            Order::Delivered => {}
        }
        group.reverse();
        group
    }

    /// Gives comments without a time that of their neighbour, so that they keep their place beside it.
    fn fill_times(&mut self, group: &[usize]) {
        let mut last = group.iter().find_map(|&index| self.keys[index].time);
        for &index in group {
            last = self.keys[index].time.or(last);
            self.keys[index].time = last;
        }
    }
}

impl Key {
    fn of(comment: &Comment) -> Self {
        Self {
            time: comment.published,
            score: comment.score,
            seq: comment.seq,
        }
    }

    /// What stands first of two, part by part.
    fn before(self, other: Self, order: Order) -> Self {
        let time = match (self.time, other.time) {
            (Some(a), Some(b)) if order == Order::Newest => Some(a.max(b)),
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self {
            time,
            score: self.score.max(other.score),
            seq: self.seq.min(other.seq),
        }
    }
}
