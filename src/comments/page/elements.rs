//! From the comment elements of a page to comments (8.3 to 8.7).

use std::collections::HashSet;
use std::sync::LazyLock;

use url::Url;

use super::remark::{Remark, selectors};
use super::{Reading, author, body, markers, parents, time};
use crate::comments::fields;
use crate::model::comment::{Comment, Kind, Roles, State};
use crate::model::id::CommentId;
use crate::model::tree::derived_id;
use crate::text::dom::{Dom, Element, Selector};

/// Bytes of a score's text that are looked at.
const MAX_SCORE_BYTES: usize = 20;

static SCORES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".wc-vote-result",
        ".wpd-vote-result",
        ".comment-score",
        "[itemprop=upvoteCount]",
    ])
});

/// Reads the comment elements of a page.
pub(super) fn read(dom: &Dom, page: &Url) -> Reading {
    let mut remarks = markers::find(dom);
    let starts: HashSet<usize> = remarks
        .iter()
        .flat_map(|remark| remark.parts.iter().map(|part| part.index()))
        .collect();
    let offset = time::offset(&remarks);
    let mut comments: Vec<Comment> = remarks
        .iter()
        .map(|remark| {
            let begins = |element: Element<'_>| starts.contains(&element.index());
            let body = body::body(remark, begins, page);
            let link = permalink(remark);
            let (published, precision) = time::written(remark, link, offset);
            let is_ping = remark.has_class("pingback") || remark.has_class("trackback");
            let (author, author_url) = match is_ping {
                true => author::pinging(remark, page),
                false => author::author(remark, page),
            };
            Comment {
                author,
                author_url,
                roles: roles(remark),
                published,
                precision,
                body,
                score: score(remark),
                permalink: address(remark, link, page),
                state: state(remark),
                kind: if is_ping { Kind::Ping } else { Kind::Comment },
                ..Comment::new(CommentId::new(&remark.id))
            }
        })
        .collect();
    // Parents are named by id, so every comment needs one first.
    for (remark, comment) in remarks.iter_mut().zip(&mut comments) {
        if remark.id.is_empty() {
            comment.id = derived_id(comment);
            remark.id = comment.id.to_string();
        }
    }
    for (comment, (parent, trust)) in comments.iter_mut().zip(parents::parents(&remarks)) {
        comment.parent = parent.as_deref().map(CommentId::new);
        comment.parent_trust = trust;
    }
    Reading::of(comments)
}

/// The link to the comment itself.
fn permalink<'a>(remark: &Remark<'a>) -> Option<Element<'a>> {
    let marker = remark.marker.id().unwrap_or_default();
    let is_own = |fragment: &str| {
        !remark.id.is_empty() && (fragment == marker || markers::number_in(fragment) == remark.id)
    };
    remark.own.iter().copied().find(|element| {
        let href = element.attr("href").filter(|_| element.tag() == "a");
        let fragment = href.and_then(|href| href.split_once('#'));
        // Not the link that moves the form here.
        fragment.is_some_and(|(_, fragment)| is_own(fragment))
            && !element.has_class("comment-reply-link")
    })
}

/// The comment's own address.
fn address(remark: &Remark<'_>, link: Option<Element<'_>>, page: &Url) -> Option<Url> {
    let stated = link.and_then(|link| link.attr("href"));
    stated
        .and_then(|href| fields::web_url(href, Some(page)))
        .or_else(|| {
            let mut place = page.clone();
            place.set_fragment(Some(remark.marker.id()?));
            Some(place)
        })
}

fn score(remark: &Remark<'_>) -> Option<i64> {
    let element = remark.first(&SCORES)?;
    let text = match element.attr("content") {
        Some(content) => content.to_owned(),
        None => element.text(MAX_SCORE_BYTES),
    };
    text.trim().trim_start_matches('+').parse().ok()
}

fn roles(remark: &Remark<'_>) -> Roles {
    let is_author = ["bypostauthor", "comment-by-node-author", "is-comment-by-op"]
        .iter()
        .any(|class| remark.has_class(class));
    Roles {
        author: is_author,
        ..Roles::default()
    }
}

/// What Tildes says of comments that are gone.
fn state(remark: &Remark<'_>) -> State {
    match () {
        () if remark.has_class("is-comment-removed") => State::Removed,
        () if remark.has_class("is-comment-deleted") => State::Deleted,
        () => State::Visible,
    }
}
