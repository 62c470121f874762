//! The loose parser: reads whatever stands in entries, at any depth and in every dialect.
//!
//! It reads documents that feed-rs refuses or misreads: Atom 0.3, RSS 0.90 and 1.1, CDF, markup
//! straight inside titles and texts, entries in unexpected places, and feeds that break off.

use super::clues;
use super::draft::{Body, Draft};
use super::fields;
use super::files;
use super::namespaces::Namespace;
use super::outline::{Element, EntryOutline, Outline, Place, Want, attribute};
use super::people::{People, SOURCE};

/// Everything that a draft can use.
pub(crate) fn wants(place: Place, namespace: Namespace, name: &str) -> Want {
    if place == Place::Entry {
        let is_wanted = match namespace {
            Namespace::Core => matches!(
                name,
                "description"
                    | "summary"
                    | "content"
                    | "abstract"
                    | "body"
                    | "fullitem"
                    | "category"
                    | "encoded"
            ),
            Namespace::Content => name == "encoded",
            Namespace::Xhtml => matches!(name, "body" | "div"),
            Namespace::DublinCore => matches!(name, "subject" | "description"),
            Namespace::Media => matches!(name, "description" | "text"),
            _ => false,
        };
        if is_wanted {
            return Want::Text;
        }
    }
    clues::wants(place, namespace, name)
}

/// Drafts of all entries.
pub(crate) fn read<'x>(outline: &Outline<'x>, generator: Option<&str>) -> Vec<Draft<'x>> {
    let people = People::of(outline);
    let drafts = outline.entries.iter().map(|entry| Draft {
        authors: people.authors(&entry.elements),
        ..draft(entry, generator)
    });
    drafts.collect()
}

fn draft<'x>(entry: &EntryOutline<'x>, generator: Option<&str>) -> Draft<'x> {
    let clues = clues::read(entry, generator);
    let (mut published, updated) = fields::dates(&entry.elements);
    if published.is_none() && updated.is_none() {
        // CDF puts its date on the item itself.
        published = attribute(&entry.attributes, "lastmod").and_then(super::dates::parse);
    }
    let about = attribute(&entry.attributes, "rdf:about").map(str::to_owned);
    let mut draft = Draft {
        guid: clues.guid.clone().or(about),
        title: fields::title(&entry.elements),
        link: fields::article_link(entry),
        published,
        updated,
        enclosures: files::files(&entry.elements),
        clues,
        ..Draft::default()
    };
    for element in &entry.elements {
        text(element, &mut draft);
        if element.within != SOURCE {
            category(element, &mut draft);
        }
    }
    draft
}

/// Takes an element up as a body or caption.
pub(crate) fn text<'x>(element: &Element<'x>, draft: &mut Draft<'x>) {
    let is_own = element.within.is_empty();
    let slot: &mut Vec<Body<'x>> = match (element.namespace, element.name.as_ref()) {
        (Namespace::Core, "content" | "body" | "fullitem" | "encoded")
        | (Namespace::Content, "encoded")
        | (Namespace::Xhtml, _)
            if is_own =>
        {
            &mut draft.contents
        }
        (Namespace::Core, "description" | "summary" | "abstract")
        | (Namespace::DublinCore, "description")
            if is_own =>
        {
            &mut draft.summaries
        }
        (Namespace::Media, "description" | "text")
        | (Namespace::Itunes, "summary" | "subtitle" | "description") => &mut draft.captions,
        _ => return,
    };
    slot.extend(fields::body(element));
}

/// Takes an element up as a category.
fn category(element: &Element<'_>, draft: &mut Draft<'_>) {
    match (element.namespace, element.name.as_ref()) {
        (Namespace::Core, "category") => {
            let label = element
                .attribute("label")
                .or(element.attribute("term"))
                .or(element.line());
            draft.categories.extend(label.map(str::to_owned));
        }
        (Namespace::DublinCore, "subject") => {
            draft.categories.extend(element.line().map(str::to_owned))
        }
        _ => {}
    }
}
