//! Every comment once, with an id and a parent that mean something (sections 9.1 and 9.2).

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::Timestamp;

use super::MAX_COMMENTS;
use crate::model::comment::{Comment, Edited};
use crate::model::id::CommentId;

/// Returns the comments normalised, each id once, in delivered order, at most [`MAX_COMMENTS`]; and how
/// many were left out over that.
pub(super) fn distinct(
    mut comments: Vec<Comment>,
    article_ids: &[String],
) -> (Vec<Comment>, usize) {
    let mut article: HashSet<&str> = article_ids.iter().map(|id| id.trim()).collect();
    // An article and a comment may both be number 7: what was delivered as a comment is one.
    for comment in &comments {
        article.remove(comment.id.as_str());
    }
    for comment in &mut comments {
        normalise(comment, &article);
    }
    comments.sort_unstable_by(|a, b| a.id.cmp(&b.id).then_with(|| better_first(a, b)));
    comments.dedup_by(|worse, kept| {
        let same = worse.id == kept.id;
        if same {
            merge(kept, worse);
        }
        same
    });
    comments.sort_unstable_by(|a, b| (a.seq, &a.id).cmp(&(b.seq, &b.id)));
    let left_out = comments.len().saturating_sub(MAX_COMMENTS);
    comments.truncate(MAX_COMMENTS);
    (comments, left_out)
}

/// Gives an id to a comment that has none, and takes away parents that mean "the article" or itself.
fn normalise(comment: &mut Comment, article: &HashSet<&str>) {
    if comment.id.as_str().is_empty() {
        comment.id = derived_id(comment);
    }
    let own = comment.id.clone();
    let means_root = |id: &CommentId| {
        matches!(id.as_str(), "" | "0" | "root" | "null")
            || article.contains(id.as_str())
            || *id == own
    };
    if comment.parent.as_ref().is_some_and(means_root) {
        comment.parent = None;
    }
    comment.ancestors.retain(|ancestor| !means_root(ancestor));
}

/// An id made of author, time and text, for sources that have none.
pub fn derived_id(comment: &Comment) -> CommentId {
    let author = comment.author.as_ref().map_or("", |author| author.as_str());
    let time = comment.published.map_or(0, Timestamp::as_millisecond);
    let hash = [
        author.as_bytes(),
        &time.to_le_bytes(),
        comment.body.as_str().as_bytes(),
    ]
    .into_iter()
    .fold(FNV_OFFSET, |hash, part| fnv(hash, part) ^ part.len() as u64);
    CommentId::new(&format!("h:{hash:016x}"))
}

/// FNV-1a, 64 bits: the ids are stored, so the hash must not change with the toolchain.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME)
    })
}

/// Of two comments with one id, the one with a text first, then the later edited, then the first
/// delivered; the rest only makes the choice independent of the list's order.
fn better_first(a: &Comment, b: &Comment) -> std::cmp::Ordering {
    let rank = |comment: &Comment| {
        let edited = match comment.edited {
            Edited::No => None,
            Edited::Yes => Some(Timestamp::MIN),
            Edited::At(time) => Some(time),
        };
        (comment.body.is_empty(), Reverse(edited), comment.seq)
    };
    rank(a)
        .cmp(&rank(b))
        .then_with(|| a.body.as_str().cmp(b.body.as_str()))
        .then_with(|| (&a.parent, &a.author, a.published).cmp(&(&b.parent, &b.author, b.published)))
}

/// Keeps what the worse of two comments with one id knows and the better does not.
fn merge(kept: &mut Comment, worse: &mut Comment) {
    kept.seq = kept.seq.min(worse.seq);
    if kept.parent.is_none() && worse.parent.is_some() {
        kept.parent = worse.parent.take();
        kept.parent_trust = worse.parent_trust;
        kept.ancestors = std::mem::take(&mut worse.ancestors);
    }
}
