//! What feed-rs leaves out of an entry: above all, where its comments are.
//!
//! Elements are matched by vocabulary, whatever their prefix; only direct children of an entry count.
//! Nothing here can fail: a value that makes no sense is no clue.

use url::Url;

use super::files;
use super::namespaces::Namespace;
use super::outline::{Element, EntryOutline, Outline, Place, Want};
use super::people;
use crate::model::article::{Clues, InReplyTo, Replies};

/// Digits of a comment count that are believed.
const MAX_COUNT_DIGITS: usize = 9;

/// Links of one kind kept for one entry.
const MAX_LINKS: usize = 16;

/// What the pass over a sound feed reads: clues, and the fields that are read from the source because
/// feed-rs loses how they were written.
pub(crate) fn wants(place: Place, namespace: Namespace, name: &str) -> Want {
    let is_of_files = place == Place::Entry && files::is_of_files(namespace, name);
    if is_of_files || people::is_of_people(namespace, name) {
        return Want::Text;
    }
    match (place, namespace, name) {
        (
            Place::Feed,
            Namespace::Core,
            "title" | "link" | "generator" | "ttl" | "skiphours" | "skipdays",
        )
        | (Place::Feed, Namespace::Syndication, "updateperiod" | "updatefrequency")
        | (Place::Feed | Place::Entry, Namespace::DublinCore | Namespace::Media, "title")
        | (
            Place::Entry,
            Namespace::Core,
            "title" | "link" | "guid" | "id" | "comments" | "pubdate" | "published" | "issued"
            | "updated" | "modified" | "created" | "date",
        )
        | (Place::Entry, Namespace::DublinCore, "date" | "issued" | "modified" | "created")
        | (Place::Entry, Namespace::FeedBurner, "origlink")
        | (Place::Entry, Namespace::WellFormedWeb, "commentrss")
        | (Place::Entry, Namespace::Slash, "comments")
        | (Place::Entry, Namespace::Thread, "total")
        | (Place::Entry, Namespace::Itunes, "summary" | "subtitle" | "description")
        | (Place::Entry, Namespace::YouTube, "videoid")
        | (Place::Entry, Namespace::WordPress, "post-id") => Want::Text,
        (Place::Entry, Namespace::Thread, "in-reply-to")
        | (
            Place::Entry,
            Namespace::Core,
            "content" | "enclosure" | "description" | "summary" | "fullitem",
        )
        | (Place::Entry, Namespace::Xhtml, _)
        | (Place::Entry, Namespace::Content, "encoded") => Want::Attributes,
        (Place::Entry, Namespace::Core, people::SOURCE) => Want::Children(people::SOURCE),
        (Place::Entry, Namespace::Media, "group") => Want::Children("group"),
        (Place::Entry, Namespace::Media, "content") => Want::Children("content"),
        _ => Want::Nothing,
    }
}

/// The feed's generator as stated.
pub(crate) fn generator(outline: &Outline<'_>) -> Option<String> {
    outline
        .feed
        .iter()
        .find(|element| element.namespace == Namespace::Core && element.name == "generator")
        .and_then(|element| element.line().or(element.attribute("uri")))
        .map(str::to_owned)
}

/// Reads an entry's clues.
pub(crate) fn read(entry: &EntryOutline<'_>, generator: Option<&str>) -> Clues {
    let mut clues = Clues {
        generator: generator.map(str::to_owned),
        guid_is_permalink: true,
        ..Clues::default()
    };
    let mut slash = None;
    let mut total = None;
    for element in entry
        .elements
        .iter()
        .filter(|element| element.within.is_empty())
    {
        match (element.namespace, element.name.as_ref()) {
            (Namespace::Core, "comments") => {
                clues.page = clues.page.or_else(|| web_address(element, &element.text))
            }
            (Namespace::Core, "guid" | "id") => guid(element, &mut clues),
            (Namespace::Core, "link") => link(element, &mut clues),
            (Namespace::WellFormedWeb, "commentrss") => {
                if let Some(url) = web_address(element, &element.text) {
                    add_replies(
                        &mut clues,
                        url,
                        Some("application/rss+xml".to_owned()),
                        None,
                    );
                }
            }
            (Namespace::Slash, "comments") => slash = slash.or_else(|| count(&element.text)),
            (Namespace::Thread, "total") => total = total.or_else(|| count(&element.text)),
            (Namespace::Thread, "in-reply-to") => in_reply_to(element, &mut clues),
            (Namespace::FeedBurner, "origlink") => {
                clues.original_link = web_address(element, &element.text)
            }
            (Namespace::WordPress, "post-id") => {
                clues.wordpress_post = element.text.trim().parse().ok()
            }
            (Namespace::YouTube, "videoid") => {
                clues.youtube_video = element.line().map(str::to_owned)
            }
            _ => {}
        }
    }
    let sum = clues
        .replies
        .iter()
        .filter_map(|replies| replies.count)
        .reduce(u32::saturating_add);
    clues.count = slash.or(total).or(sum);
    clues.guid_is_permalink &= clues.guid.is_some();
    clues
}

fn guid(element: &Element<'_>, clues: &mut Clues) {
    let Some(guid) = element.line().filter(|_| clues.guid.is_none()) else {
        return;
    };
    clues.guid = Some(guid.to_owned());
    clues.guid_is_permalink = !element
        .attribute("ispermalink")
        .is_some_and(|flag| flag.trim().eq_ignore_ascii_case("false"));
}

/// `rel="replies"` (RFC 4685 section 4) and `rel="related"`, which Blogger uses for a comment's parent.
fn link(element: &Element<'_>, clues: &mut Clues) {
    let (Some(rel), Some(href)) = (element.attribute("rel"), element.attribute("href")) else {
        return;
    };
    let rel = rel.trim().rsplit('/').next().unwrap_or_default();
    let Some(url) = web_address(element, href) else {
        return;
    };
    if rel.eq_ignore_ascii_case("replies") {
        let stated = element
            .attributes
            .iter()
            .find(|(name, _)| name.rsplit(':').next() == Some("count"))
            .and_then(|(_, value)| count(value));
        let media_type = element.attribute("type").map(str::to_owned);
        add_replies(clues, url, media_type, stated);
    } else if rel.eq_ignore_ascii_case("related")
        && clues.related.len() < MAX_LINKS
        && !clues.related.contains(&url)
    {
        clues.related.push(url);
    }
}

fn add_replies(clues: &mut Clues, url: Url, media_type: Option<String>, stated: Option<u32>) {
    let is_new = clues.replies.iter().all(|replies| replies.url != url);
    if is_new && clues.replies.len() < MAX_LINKS {
        clues.replies.push(Replies {
            url,
            media_type,
            count: stated,
        });
    }
}

fn in_reply_to(element: &Element<'_>, clues: &mut Clues) {
    let reference = element.attribute("ref").map(str::to_owned);
    let href = element.attribute("href").map(|href| {
        element
            .resolve(href)
            .map_or_else(|| href.to_owned(), Url::into)
    });
    if clues.in_reply_to.len() < MAX_LINKS && (reference.is_some() || href.is_some()) {
        clues.in_reply_to.push(InReplyTo { reference, href });
    }
}

/// An address of the web, resolved; a bare number in `<comments>` is none.
fn web_address(element: &Element<'_>, address: &str) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() || address.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    element
        .resolve(address)
        .filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// A count: digits, and not absurdly many.
pub(crate) fn count(text: &str) -> Option<u32> {
    let digits = text.trim();
    let is_count = !digits.is_empty()
        && digits.len() <= MAX_COUNT_DIGITS
        && digits.bytes().all(|b| b.is_ascii_digit());
    is_count.then(|| digits.parse().ok()).flatten()
}
