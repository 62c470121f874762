//! Who may still write under an article, as its page says.
//!
//! WordPress and its themes say it by classes, whatever the language; others by a sentence that stands
//! where the form would be. What people write in their comments is never looked at.

use crate::model::discussion::Access;
use crate::text::dom::{Dom, Element};

/// Classes of the sentence that takes the place of the form.
const CLOSED: [&str; 4] = [
    "nocomments",
    "no-comments",
    "comments-closed",
    "comment-closed",
];
const LOGIN_NEEDED: [&str; 2] = ["must-log-in", "comment-reply-login"];

/// Elements that wear a theme's classes without being a sentence.
const WRAPPERS: [&str; 4] = ["html", "body", "main", "article"];

/// Bytes of a sentence that are looked at; what is longer is no notice.
const MAX_NOTICE_BYTES: usize = 160;

/// Places that are looked at; a page has one or two.
const MAX_PLACES: usize = 8;

/// Reads what a page says; open where it says nothing.
pub(super) fn in_page(dom: &Dom) -> Access {
    let mut found = Access::Open;
    let mut places = 0;
    for element in dom.elements() {
        let is_sentence = !WRAPPERS.contains(&element.tag());
        let has = |classes: &[&str]| is_sentence && element.classes().any(|c| classes.contains(&c));
        if has(&CLOSED) {
            return Access::Closed;
        }
        if has(&LOGIN_NEEDED) {
            found = Access::LoginNeeded;
        }
        let notices = match place(element) {
            Some(Place::Comments) => element.children().filter_map(notice).max(),
            Some(Place::Form) => element.descendants().filter_map(notice).max(),
            None => continue,
        };
        found = found.max(notices.unwrap_or_default());
        places += 1;
        if places == MAX_PLACES {
            break;
        }
    }
    found
}

/// Where a notice can stand.
enum Place {
    /// Around the comments: only what is directly in it is the site's own.
    Comments,
    /// Where the form is.
    Form,
}

fn place(element: Element<'_>) -> Option<Place> {
    match element.id() {
        Some("respond") => return Some(Place::Form),
        Some("comments") => return Some(Place::Comments),
        _ => {}
    }
    if element.has_class("comment-respond") {
        Some(Place::Form)
    } else {
        element
            .has_class("comments-area")
            .then_some(Place::Comments)
    }
}

/// What a short sentence of the site says.
fn notice(element: Element<'_>) -> Option<Access> {
    if !matches!(
        element.tag(),
        "p" | "h2" | "h3" | "h4" | "h5" | "em" | "strong"
    ) {
        return None;
    }
    let text = element.text(MAX_NOTICE_BYTES + 1);
    if text.len() > MAX_NOTICE_BYTES {
        return None;
    }
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    let about_comments = says(&["comment", "discussion", "repl", "thread"]);
    if about_comments
        && says(&[
            "are closed",
            "is closed",
            "now closed",
            "been closed",
            "been archived",
        ])
    {
        return Some(Access::Closed);
    }
    let is_login = says(&[
        "must be logged in",
        "need to be logged in",
        "must log in",
        "log in to",
        "login to",
    ]);
    (about_comments && is_login).then_some(Access::LoginNeeded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(html: &str) -> Access {
        in_page(&Dom::parse(html))
    }

    #[test]
    fn a_page_says_that_nobody_or_only_members_may_write() {
        for (html, expected) in [
            (
                "<p class=nocomments>Comentários fechados.</p>",
                Access::Closed,
            ),
            (
                "<div id=comments><ol><li>x</ol><p>Comments are closed.</p></div>",
                Access::Closed,
            ),
            (
                "<p class=must-log-in>Du musst <a href=/login>angemeldet</a> sein.</p>",
                Access::LoginNeeded,
            ),
            (
                "<a rel=nofollow class=comment-reply-login href=/wp-login.php>Log in to Reply</a>",
                Access::LoginNeeded,
            ),
            (
                "<div id=respond><h3>Leave a Reply</h3><p>You must be <a href=/l>logged in</a> to post a comment.</p></div>",
                Access::LoginNeeded,
            ),
            (
                "<div id=respond><h3>Leave a Reply</h3><form><textarea></textarea></form></div>",
                Access::Open,
            ),
        ] {
            assert_eq!(access(html), expected, "{html}");
        }
    }

    #[test]
    fn what_people_write_and_what_wraps_a_page_says_nothing() {
        for html in [
            "<div id=comments><ol><li><div><p>The comments are closed on Mondays.</p></div></ol></div>",
            "<body class=no-comments><p>Text.</p>",
            "<article class=no-comments><p>Comments are closed.</p></article>",
        ] {
            assert_eq!(access(html), Access::Open, "{html}");
        }
    }
}
