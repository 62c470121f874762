//! What byline understands of a feed.

use std::io;

use jiff::Timestamp;
use serde::Serialize;

use super::{Read, kind};
use crate::cli::failure::FailureKind;
use crate::cli::output::Output;
use crate::feed::{self, FeedError, ParsedEntry, ParsedFeed};
use crate::model::article::Clues;
use crate::text::count::counted;

#[derive(Debug, Default, Serialize)]
struct FeedJson<'a> {
    file: &'a str,
    format: Option<&'a str>,
    title: Option<&'a str>,
    repairs: &'a [String],
    entries: Vec<EntryJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct EntryJson<'a> {
    id: &'a str,
    title: Option<&'a str>,
    link: Option<&'a str>,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
    author: Option<&'a str>,
    comments: CluesJson<'a>,
}

/// Where an entry's comments are: the page for people, the comment feed, the stated count, and every
/// address that the feed names for replies.
#[derive(Debug, Serialize)]
struct CluesJson<'a> {
    page: Option<&'a str>,
    feed: Option<&'a str>,
    count: Option<u32>,
    replies: Vec<&'a str>,
}

impl<'a> From<&'a Clues> for CluesJson<'a> {
    fn from(clues: &'a Clues) -> Self {
        Self {
            page: clues.page.as_ref().map(|url| url.as_str()),
            feed: comment_feed(clues),
            count: clues.count,
            replies: clues.replies.iter().map(|r| r.url.as_str()).collect(),
        }
    }
}

impl<'a> From<&'a ParsedEntry> for EntryJson<'a> {
    fn from(entry: &'a ParsedEntry) -> Self {
        Self {
            id: &entry.id,
            title: entry.title.as_ref().map(|title| title.as_str()),
            link: entry.link.as_deref(),
            published: entry.published,
            updated: entry.updated,
            author: entry.author.as_ref().map(|author| author.as_str()),
            comments: CluesJson::from(&entry.clues),
        }
    }
}

/// The first address for replies that is not said to be a page.
fn comment_feed(clues: &Clues) -> Option<&str> {
    clues
        .replies
        .iter()
        .find(|replies| {
            let stated = replies.media_type.as_deref();
            stated.is_none_or(|stated| stated.contains("xml") && !stated.contains("html"))
        })
        .map(|replies| replies.url.as_str())
}

/// Shows one document; returns what its refusal means for the exit status.
pub(super) fn show(
    name: &str,
    document: Read,
    json: bool,
    out: &mut Output<'_>,
) -> io::Result<Option<FailureKind>> {
    let (parsed, refused) = match document {
        Ok(document) => {
            let media_type = document.content_type.as_deref();
            match feed::parse(&document.bytes, media_type, document.url.as_ref()) {
                Ok(parsed) => (Ok(parsed), None),
                Err(error) => (Err(sentence(&error)), Some(FailureKind::Some)),
            }
        }
        Err(unread) => (Err(unread.to_string()), Some(kind(&unread))),
    };
    match (&parsed, json) {
        (Ok(feed), true) => out.json(&FeedJson {
            file: name,
            format: Some(feed.format),
            title: feed.title.as_ref().map(|title| title.as_str()),
            repairs: &feed.repairs,
            entries: feed.entries.iter().map(EntryJson::from).collect(),
            error: None,
        })?,
        (Err(error), true) => out.json(&FeedJson {
            file: name,
            error: Some(error.clone()),
            ..FeedJson::default()
        })?,
        (Ok(feed), false) => print_text(name, feed, out)?,
        (Err(error), false) => out.line(&format!("{name}: {error}"))?,
    }
    Ok(refused)
}

/// A refusal, with the feeds that a page offers instead.
fn sentence(error: &FeedError) -> String {
    match error {
        FeedError::Html { feeds, .. } if !feeds.is_empty() => {
            let offered: Vec<&str> = feeds.iter().map(|link| link.url.as_str()).collect();
            format!("{error}; it names {}", offered.join(", "))
        }
        _ => error.to_string(),
    }
}

fn print_text(name: &str, feed: &ParsedFeed, out: &mut Output<'_>) -> io::Result<()> {
    let title = feed.title.as_ref().map_or("(no title)", |t| t.as_str());
    out.line(&format!("{name}: {}", feed.format))?;
    out.line(&format!("  title      {title}"))?;
    if let Some(site) = &feed.site {
        out.line(&format!("  site       {site}"))?;
    }
    if let Some(generator) = &feed.generator {
        out.line(&format!("  generator  {generator}"))?;
    }
    if let Some(minutes) = feed.wait_minutes {
        out.line(&format!("  asks for   {minutes} minutes between polls"))?;
    }
    for repair in &feed.repairs {
        out.line(&format!("  mended     {repair}"))?;
    }
    let entries = counted(feed.entries.len(), "entry", "entries");
    out.line(&format!("  {entries}"))?;
    for entry in &feed.entries {
        print_entry(entry, out)?;
    }
    Ok(())
}

fn print_entry(entry: &ParsedEntry, out: &mut Output<'_>) -> io::Result<()> {
    let title = entry.title.as_ref().map_or("(no title)", |t| t.as_str());
    out.line(&format!("  - {title}"))?;
    let clues = CluesJson::from(&entry.clues);
    let facts = [
        ("id", Some(entry.id.clone())),
        ("link", entry.link.clone()),
        ("published", entry.published.map(|time| time.to_string())),
        ("updated", entry.updated.map(|time| time.to_string())),
        ("author", entry.author.as_ref().map(ToString::to_string)),
        ("page", clues.page.map(str::to_owned)),
        ("feed", clues.feed.map(str::to_owned)),
        ("count", clues.count.map(|count| count.to_string())),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            out.line(&format!("      {name:<10} {value}"))?;
        }
    }
    Ok(())
}
