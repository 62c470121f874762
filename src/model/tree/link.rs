//! Parents as indexes: placeholders for the missing, and cycles cut (sections 9.4 and 9.5).

use std::collections::HashMap;

use crate::model::comment::{Comment, State, Trust};
use crate::model::id::CommentId;

/// Comments with the indexes of their parents.
pub(super) struct Forest {
    /// The delivered comments in delivered order, behind them the placeholders.
    pub(super) comments: Vec<Comment>,
    /// For each comment the index of what it answers.
    pub(super) parents: Vec<Option<usize>>,
    /// How many of the comments were delivered.
    pub(super) delivered: usize,
}

impl Forest {
    /// Finds every parent; one placeholder stands for each parent that was not delivered.
    pub(super) fn link(mut comments: Vec<Comment>) -> Self {
        let delivered = comments.len();
        let mut parents = vec![None; delivered];
        let mut placeholders: Vec<(Comment, Option<usize>)> = Vec::new();
        {
            let at: HashMap<&CommentId, usize> = comments
                .iter()
                .enumerate()
                .map(|(index, comment)| (&comment.id, index))
                .collect();
            let mut missing: HashMap<&CommentId, usize> = HashMap::new();
            for (index, comment) in comments.iter().enumerate() {
                let Some(parent) = &comment.parent else {
                    continue;
                };
                if let Some(&found) = at.get(parent) {
                    parents[index] = Some(found);
                    continue;
                }
                let place = *missing.entry(parent).or_insert_with(|| {
                    placeholders.push((placeholder(parent, comment.seq), None));
                    placeholders.len() - 1
                });
                parents[index] = Some(delivered + place);
                let above = &mut placeholders[place].1;
                if above.is_none() {
                    *above = comment
                        .ancestors
                        .iter()
                        .find_map(|ancestor| at.get(ancestor).copied());
                }
            }
        }
        for (mut comment, above) in placeholders {
            comment.parent = above.map(|index| comments[index].id.clone());
            comments.push(comment);
            parents.push(above);
        }
        Self {
            comments,
            parents,
            delivered,
        }
    }

    /// Makes a root of one member of every cycle, the earliest; returns whether there were cycles.
    pub(super) fn cut_cycles(&mut self) -> bool {
        /// Number of the walk that came past; 0 is none.
        type Walk = usize;
        let mut seen: Vec<Walk> = vec![0; self.parents.len()];
        let mut found = false;
        for start in 0..self.parents.len() {
            let walk = start + 1;
            let mut at = start;
            while seen[at] == 0 {
                seen[at] = walk;
                match self.parents[at] {
                    Some(parent) => at = parent,
                    None => break,
                }
            }
            if seen[at] == walk && self.parents[at].is_some() {
                found = true;
                self.cut(at);
            }
        }
        found
    }

    /// Cuts the cycle that `member` is in.
    fn cut(&mut self, member: usize) {
        let key = |index: usize| {
            let comment = &self.comments[index];
            let undated = comment.published.is_none();
            (undated, comment.published, comment.seq, &comment.id)
        };
        let mut earliest = member;
        let mut at = member;
        while let Some(next) = self.parents[at].filter(|&next| next != member) {
            at = next;
            if key(at) < key(earliest) {
                earliest = at;
            }
        }
        self.parents[earliest] = None;
        self.comments[earliest].parent = None;
        self.comments[earliest].parent_trust = Trust::Guessed;
    }
}

/// Stands for a comment that is known by its id only.
fn placeholder(id: &CommentId, seq: u32) -> Comment {
    Comment {
        state: State::Unloaded,
        seq,
        ..Comment::new(id.clone())
    }
}
