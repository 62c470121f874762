//! The main path: a sound feed through feed-rs, joined with the clue pass entry by entry.

use std::borrow::Cow;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model::{Entry, Feed};
use url::Url;

use super::clues;
use super::draft::{Body, Draft};
use super::fields;
use super::files;
use super::loose;
use super::namespaces::Namespace;
use super::outline::{EntryOutline, Outline, Place, Want};
use super::people::People;

/// What the pass before feed-rs reads: what feed-rs leaves out, and the long texts, which it would copy
/// several times.
pub(crate) fn wants(place: Place, namespace: Namespace, name: &str) -> Want {
    match (place, namespace, name) {
        (Place::Entry, Namespace::Core, "content" | "description" | "summary")
        | (Place::Entry, Namespace::Content, "encoded") => Want::Body,
        _ => clues::wants(place, namespace, name),
    }
}

/// The document without its long texts, which are known already; they are most of it.
pub(crate) fn without<'x>(xml: &'x str, long_texts: &[Range<usize>]) -> Cow<'x, str> {
    if long_texts.is_empty() {
        return Cow::Borrowed(xml);
    }
    let left_out: usize = long_texts.iter().map(Range::len).sum();
    let mut rest = String::with_capacity(xml.len().saturating_sub(left_out));
    let mut from = 0;
    for place in long_texts {
        rest.push_str(&xml[from..place.start]);
        from = place.end;
    }
    rest.push_str(&xml[from..]);
    Cow::Owned(rest)
}

/// Parses mended XML.
///
/// # Errors
///
/// Fails with feed-rs's own words; a panic inside it is one of them.
pub(crate) fn parse(xml: &str, base: Option<&Url>) -> Result<Feed, String> {
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base.map(Url::as_str))
        // Dates are read from the source, where it is known which element has which.
        .timestamp_parser(|_| None)
        // Identities are made of drafts, where all that tells entries apart is known; never at random.
        .id_generator(|_, _, _| String::new())
        .sanitize_content(false)
        .build();
    match catch_unwind(AssertUnwindSafe(|| parser.parse(xml.as_bytes()))) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the parser failed".to_owned()),
    }
}

/// Whether feed-rs reads all texts of the document: it stops at the first tag inside a text of RSS, and
/// knows no bodies of XHTML beside it.
pub(crate) fn is_readable(outline: &Outline<'_>, is_atom: bool) -> bool {
    let elements = outline.entries.iter().flat_map(|entry| &entry.elements);
    elements
        .filter(|element| element.within.is_empty())
        .all(|element| match (element.namespace, element.name.as_ref()) {
            (Namespace::Xhtml, _) | (Namespace::Core, "fullitem") => false,
            (Namespace::Core, "content" | "summary") if is_atom => {
                !element.has_markup || element.attribute("type") == Some("xhtml")
            }
            (Namespace::Core, "content" | "summary") => false,
            (Namespace::Core, "description") | (Namespace::Content, "encoded") => {
                !element.has_markup
            }
            _ => true,
        })
}

/// Drafts of all entries; `outline` has as many, in the same order.
pub(crate) fn read<'x>(
    feed: Feed,
    outline: &Outline<'x>,
    generator: Option<&str>,
) -> Vec<Draft<'x>> {
    let people = People::of(outline);
    let entries = feed.entries.into_iter().zip(&outline.entries);
    let drafts = entries.map(|(entry, outline)| {
        let mut draft = draft(entry, outline, generator);
        draft.authors = people.authors(&outline.elements);
        draft
    });
    drafts.collect()
}

fn draft<'x>(entry: Entry, outline: &EntryOutline<'x>, generator: Option<&str>) -> Draft<'x> {
    let clues = clues::read(outline, generator);
    let (published, updated) = fields::dates(&outline.elements);
    let content_element = outline
        .elements
        .iter()
        .find(|element| element.namespace == Namespace::Core && element.name == "content");
    let base = content_element
        .and_then(|content| content.base.clone())
        .or_else(|| outline.base.clone());
    let is_base_stated = content_element.is_some_and(|content| content.is_base_stated);
    let body = |text: String, is_plain: bool| Body {
        text: text.into(),
        is_plain,
        base: base.clone(),
        is_base_stated,
    };
    let content = entry.content.and_then(|content| {
        let is_plain = is_plain(content.content_type.as_str());
        Some(body(content.body?, is_plain))
    });
    let summary = entry
        .summary
        .map(|text| body(text.content, is_plain(text.content_type.as_str())));
    let mut captions = Vec::new();
    for media in entry.media {
        // Its type is rarely stated, and then said to be plain.
        captions.extend(media.description.map(|text| body(text.content, false)));
    }
    let podcast = outline
        .elements
        .iter()
        .filter(|element| element.namespace == Namespace::Itunes);
    captions.extend(podcast.filter_map(fields::body));
    let mut draft = Draft {
        guid: clues.guid.clone(),
        title: fields::title(&outline.elements),
        link: fields::article_link(outline),
        published,
        updated,
        captions,
        categories: entry
            .categories
            .into_iter()
            .map(|category| category.label.unwrap_or(category.term))
            .collect(),
        enclosures: files::files(&outline.elements),
        clues,
        ..Draft::default()
    };
    // feed-rs takes the blanks at both ends of a text away, which are some of a plain one.
    let whole = outline.elements.iter().filter(|element| element.is_whole);
    whole.for_each(|element| loose::text(element, &mut draft));
    if draft.contents.is_empty() {
        draft
            .contents
            .extend(content.filter(|body| !body.is_blank()));
    }
    if draft.summaries.is_empty() {
        draft
            .summaries
            .extend(summary.filter(|body| !body.is_blank()));
    }
    draft
}

fn is_plain(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("text/plain")
}
