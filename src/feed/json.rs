//! JSON Feed (<https://www.jsonfeed.org/version/1.1/>), read leniently: every field may be missing or of
//! another type, and one bad item costs nothing but itself.

use std::rc::Rc;

use serde_json::{Map, Value};
use url::Url;

use super::draft::{Body, Draft, settle};
use super::fields::Title;
use super::outline::resolve;
use super::people::{Authors, Names};
use super::repair::MAX_ENTRIES;
use super::{FeedError, ParsedFeed, dates, files, safe};
use crate::model::article::{Clues, Replies};
use crate::model::enclosure::Enclosure;

/// Members of extension objects that name a discussion.
const DISCUSSIONS: [&str; 4] = [
    "comments_url",
    "discussion_url",
    "replies",
    "comment_feed_url",
];

type Object = Map<String, Value>;

/// Reads a JSON document.
///
/// # Errors
///
/// Fails if the text is not JSON, or JSON of another kind.
pub(super) fn parse(text: &str, base: Option<&Url>) -> Result<ParsedFeed, FeedError> {
    let mut repairs = Vec::new();
    let document = match serde_json::from_str::<Value>(text) {
        Ok(document) => document,
        Err(error) => {
            let saved = if error.is_eof() { cut(text) } else { None };
            let saved = saved.and_then(|saved| serde_json::from_str(&saved).ok());
            repairs.push("the document breaks off; what came before was kept".to_owned());
            saved.ok_or_else(|| FeedError::Broken {
                reason: error.to_string(),
            })?
        }
    };
    let feed = document.as_object().filter(|object| is_feed(object));
    let Some(feed) = feed else {
        return Err(FeedError::NotAFeed {
            reason: "JSON of another kind".to_owned(),
        });
    };
    let items = feed
        .get("items")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let objects = items.iter().filter_map(Value::as_object).take(MAX_ENTRIES);
    if items.len() > MAX_ENTRIES {
        repairs.push("only the first 5,000 entries read".to_owned());
    }
    let author = author(feed);
    let site = web(feed, "home_page_url", base);
    let mut drafts: Vec<Draft<'_>> = objects
        .map(|item| draft(item, author.as_deref(), base))
        .collect();
    for draft in &mut drafts {
        draft.resolve_against_article(site.as_ref());
    }
    Ok(ParsedFeed {
        format: "json",
        title: text_of(feed, "title").as_deref().and_then(safe::line),
        site,
        older: web(feed, "next_url", base),
        repairs,
        entries: settle(drafts),
        ..ParsedFeed::default()
    })
}

/// Whether an object is meant as a JSON Feed: by its version, or because it has a feed's name and items
/// with something to read.
fn is_feed(object: &Object) -> bool {
    let version = object
        .get("version")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let is_named = ["title", "home_page_url", "feed_url"]
        .iter()
        .any(|name| object.contains_key(*name));
    let items = object.get("items").and_then(Value::as_array);
    let is_item = |item: &Value| {
        [
            "content_html",
            "content_text",
            "url",
            "external_url",
            "date_published",
        ]
        .iter()
        .any(|name| item.get(name).is_some())
    };
    version.contains("jsonfeed.org")
        || (is_named && items.is_some_and(|items| items.iter().any(is_item)))
}

fn draft(item: &Object, feed_author: Option<&str>, base: Option<&Url>) -> Draft<'static> {
    let guid = text_of(item, "id");
    let address = |name: &str| {
        let text = text_of(item, name)?;
        Some(resolve(&text, base).map_or(text, Url::into))
    };
    let link = address("url")
        .or_else(|| address("external_url"))
        .or_else(|| guid.clone().filter(|id| id.starts_with("http")));
    let body = |name: &str, is_plain: bool| {
        Some(Body {
            text: text_of(item, name)?.into(),
            is_plain,
            base: base.cloned().map(Rc::new),
            is_base_stated: false,
        })
    };
    let attachments = item.get("attachments").and_then(Value::as_array);
    let enclosures = attachments.into_iter().flatten().filter_map(|attachment| {
        let attachment = attachment.as_object()?;
        let url = resolve(&text_of(attachment, "url")?, base)?;
        let seconds = text_of(attachment, "duration_in_seconds");
        Some(Enclosure {
            url,
            media_type: text_of(attachment, "mime_type"),
            bytes: text_of(attachment, "size_in_bytes").and_then(|size| files::bytes(&size)),
            seconds: seconds.and_then(|length| files::seconds(&length)),
        })
    });
    let own_author = author(item);
    let tags = item.get("tags").and_then(Value::as_array);
    Draft {
        title: text_of(item, "title").map(|text| Title {
            text,
            is_plain: false,
        }),
        link,
        published: date(item, "date_published"),
        updated: date(item, "date_modified"),
        authors: Authors {
            is_own: own_author.is_some(),
            line: own_author.or_else(|| feed_author.map(str::to_owned)),
        },
        contents: body("content_html", false)
            .into_iter()
            .chain(body("content_text", true))
            .collect(),
        summaries: body("summary", true).into_iter().collect(),
        captions: Vec::new(),
        categories: tags.into_iter().flatten().filter_map(scalar).collect(),
        enclosures: enclosures.collect(),
        clues: clues(item, guid.clone(), base),
        guid,
    }
}

/// `external_url`, and what extension objects say about discussions.
fn clues(item: &Object, guid: Option<String>, base: Option<&Url>) -> Clues {
    let mut clues = Clues {
        guid_is_permalink: guid.as_deref().is_some_and(|id| id.starts_with("http")),
        guid,
        external_url: web(item, "external_url", base),
        ..Clues::default()
    };
    let extensions = item.iter().filter(|(name, _)| name.starts_with('_'));
    for extension in extensions.filter_map(|(_, value)| value.as_object()) {
        for name in DISCUSSIONS {
            let Some(url) = web(extension, name, base) else {
                continue;
            };
            match name {
                "comments_url" | "discussion_url" => clues.page = clues.page.or(Some(url)),
                _ => clues.replies.push(Replies {
                    url,
                    media_type: None,
                    count: None,
                }),
            }
        }
    }
    clues
}

/// The names of version 1.1's authors, else that of version 1's only one.
fn author(object: &Object) -> Option<String> {
    let authors = object
        .get("authors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let name = |author: &Value| match author {
        Value::Object(author) => text_of(author, "name"),
        other => scalar(other),
    };
    let mut names = Names::default();
    authors.filter_map(name).for_each(|name| names.add(name));
    names.joined().or_else(|| name(object.get("author")?))
}

fn date(object: &Object, name: &str) -> Option<jiff::Timestamp> {
    dates::parse(&text_of(object, name)?)
}

fn web(object: &Object, name: &str, base: Option<&Url>) -> Option<Url> {
    resolve(&text_of(object, name)?, base).filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn text_of(object: &Object, name: &str) -> Option<String> {
    object.get(name).and_then(scalar)
}

/// A string or number as text that is not blank.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A document that breaks off, cut behind its last whole item and closed.
fn cut(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut is_string = false;
    let mut is_escaped = false;
    let mut last = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => is_string = !is_string,
            _ if is_string => {}
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => {
                open.pop();
                if open.as_slice() == b"}]" {
                    last = Some(at + 1);
                }
            }
            _ => {}
        }
    }
    last.map(|end| format!("{}]}}", &text[..end]))
}
