//! From the comment elements of a page to comments (8.3 to 8.7).

use std::sync::LazyLock;

use jiff::Timestamp;
use url::Url;

use super::body::Beside;
use super::head::{self, Head};
use super::remark::{Remark, selectors, share_out};
use super::time::PageClock;
use super::{Reading, author, body, ids, markers, parents, time};
use crate::comments::fields;
use crate::model::comment::{Comment, Kind, Roles, State};
use crate::model::id::CommentId;
use crate::model::tree::derived_id;
use crate::text::dom::{Dom, Element, Line, Selector};

/// Bytes of a score's text that are looked at.
const MAX_SCORE_BYTES: usize = 20;

/// Elements outwards from a comment in which a list of links from other sites is looked for.
const MAX_LIST_DEPTH: usize = 3;

/// What themes call the list of links from other sites.
const PING_LISTS: [&str; 9] = [
    "pinglist",
    "pings",
    "pingbacks",
    "pingbacklist",
    "trackbacks",
    "trackbacklist",
    "trackback-list",
    "pingback-list",
    "ping-list",
];

static SCORES: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        ".wc-vote-result",
        ".wpd-vote-result",
        ".comment-score",
        "[itemprop=upvoteCount]",
    ])
});

/// Reads the comment elements of a page that was `sent` at some time.
pub(super) fn read(dom: &Dom, page: &Url, sent: Option<Timestamp>) -> Reading {
    let mut remarks = markers::find(dom);
    let mut comments = read_all(dom, &remarks, page, sent);
    // What holds no text may be the head alone of a comment that has no element of its own.
    let places: Vec<usize> = remarks
        .iter()
        .map(|remark| remark.container().index())
        .collect();
    let widened = remarks
        .iter_mut()
        .zip(&comments)
        .filter(|(_, comment)| comment.state == State::Visible && !body::has_content(&comment.body))
        .filter_map(|(remark, _)| markers::widen(remark, &places))
        .count();
    if widened > 0 {
        remarks.iter_mut().for_each(|remark| remark.own.clear());
        share_out(dom, &mut remarks);
        comments = read_all(dom, &remarks, page, sent);
    }
    let mut kept = comments.iter().map(is_any);
    remarks.retain(|_| kept.next().unwrap_or_default());
    comments.retain(is_any);
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

/// Whether a comment is one: it has a text, an author or a date, or stands for one that is gone.
fn is_any(comment: &Comment) -> bool {
    body::has_content(&comment.body)
        || comment.author.is_some()
        || comment.published.is_some()
        || comment.state != State::Visible
}

fn read_all(
    dom: &Dom,
    remarks: &[Remark<'_>],
    page: &Url,
    sent: Option<Timestamp>,
) -> Vec<Comment> {
    let starts = head::starts(remarks);
    let begins = |element: Element<'_>| starts.contains(&element.index());
    let heads = head::heads(remarks, body::text_element);
    let clock = PageClock::of(dom, remarks.iter().zip(&heads), sent);
    remarks
        .iter()
        .zip(&heads)
        .map(|(remark, head)| comment(remark, head, clock, begins, page))
        .collect()
}

fn comment<'a>(
    remark: &Remark<'a>,
    head: &Head<'a>,
    clock: PageClock,
    begins: impl Fn(Element<'a>) -> bool,
    page: &Url,
) -> Comment {
    let link = permalink(remark);
    let is_ping = is_ping(remark, head);
    let ping = author::pinging(remark, page).filter(|_| is_ping);
    let kind = if is_ping { Kind::Ping } else { Kind::Comment };
    let (author, author_url) = match ping {
        Some((title, url)) => (Some(title), Some(url)),
        None => author::author(remark, head, clock.order, page),
    };
    let name = author.as_ref().map(|name| name.as_str());
    let (published, precision) = time::written(remark, head, name, link, clock);
    let beside = Beside {
        begins,
        author: name.filter(|_| kind == Kind::Comment),
        order: clock.order,
    };
    let body = body::body(remark, head, &beside, page);
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
        kind,
        ..Comment::new(CommentId::new(&remark.id))
    }
}

/// Whether a comment is a link from another site: by its class, by the name of the list that it is in, or
/// by the word before its link.
fn is_ping(remark: &Remark<'_>, head: &Head<'_>) -> bool {
    let lists = remark.container().ancestors().take(MAX_LIST_DEPTH);
    let mut names = lists.flat_map(|list| list.id().into_iter().chain(list.classes()));
    let begins = |line: &Line| {
        let word = line.text.split([':', ' ']).next().unwrap_or_default();
        matches!(word, "Pingback" | "Trackback" | "Ping") && line.text.contains(':')
    };
    ["pingback", "trackback", "pings", "ping"]
        .iter()
        .any(|class| remark.has_class(class))
        || names.any(|name| PING_LISTS.contains(&name))
        || head.lines.first().is_some_and(begins)
}

/// The link to the comment itself.
fn permalink<'a>(remark: &Remark<'a>) -> Option<Element<'a>> {
    let marker = remark.marker.id().unwrap_or_default();
    let is_own = |fragment: &str| {
        !remark.id.is_empty() && (fragment == marker || ids::number_at_end(fragment) == remark.id)
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
