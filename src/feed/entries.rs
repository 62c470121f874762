//! The entries of a mended feed, read from its outline: every dialect of RSS and Atom at once.
//!
//! Whatever stands in an entry is read where it stands: markup straight inside titles and texts, entries
//! in unexpected places, vocabularies mixed. Texts are borrowed from the document as far as they go.

use std::borrow::Cow;
use std::mem::take;

use url::Url;

use super::clues;
use super::draft::{Body, Draft};
use super::fields;
use super::markup::{Token, Tokens};
use super::namespaces::Namespace;
use super::outline::{Element, EntryOutline, Outline, Place, Want, attribute};
use super::root::Family;

/// Everything of a feed that is read.
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
                    | "author"
                    | "category"
                    | "encoded"
            ),
            Namespace::Content => name == "encoded",
            Namespace::Xhtml => matches!(name, "body" | "div"),
            Namespace::DublinCore => {
                matches!(name, "creator" | "author" | "subject" | "description")
            }
            Namespace::Itunes => name == "author",
            Namespace::Media => matches!(name, "description" | "text"),
            _ => false,
        };
        if is_wanted {
            return Want::Text;
        }
    }
    if place == Place::Feed && namespace == Namespace::Core && name == "author" {
        return Want::Text;
    }
    clues::wants(place, namespace, name)
}

/// Takes the drafts of all entries out of the outline.
pub(crate) fn read<'x>(
    outline: &mut Outline<'x>,
    family: Family,
    generator: Option<&str>,
) -> Vec<Draft<'x>> {
    let entries = take(&mut outline.entries).into_iter();
    entries
        .map(|entry| draft(entry, family, generator))
        .collect()
}

fn draft<'x>(entry: EntryOutline<'x>, family: Family, generator: Option<&str>) -> Draft<'x> {
    let clues = clues::read(&entry, generator);
    let (mut published, updated) = fields::dates(&entry.elements);
    if published.is_none() && updated.is_none() {
        // CDF puts its date on the item itself.
        published = attribute(&entry.attributes, "lastmod").and_then(super::dates::parse);
    }
    let link = fields::article_link(&entry);
    // In RSS 1.0 it repeats the link, more or less.
    let is_name = link.is_none() || family == Family::Extinct;
    let about = attribute(&entry.attributes, "rdf:about").filter(|_| is_name);
    let mut draft = Draft {
        guid: clues.guid.clone().or_else(|| about.map(str::to_owned)),
        title: fields::title(&entry.elements),
        link,
        published,
        updated,
        clues,
        ..Draft::default()
    };
    let mut spare = Spare::default();
    for element in entry.elements {
        facts(&element, &mut draft, &mut spare);
        text(element, family, &mut draft, &mut spare);
    }
    draft.author = draft.author.or(spare.author);
    draft.captions.append(&mut spare.summaries);
    draft.captions.append(&mut spare.subtitles);
    if draft.enclosures.is_empty() {
        draft.enclosures = spare.players;
    }
    draft
}

/// What stands behind what an entry says in other words: the vocabulary of podcasts, and pages that play
/// what has no address of its own.
#[derive(Default)]
struct Spare<'x> {
    author: Option<String>,
    summaries: Vec<Body<'x>>,
    subtitles: Vec<Body<'x>>,
    players: Vec<(Url, Option<String>)>,
}

/// Takes an element up as a body or caption.
fn text<'x>(element: Element<'x>, family: Family, draft: &mut Draft<'x>, spare: &mut Spare<'x>) {
    let is_own = element.within.is_empty();
    let is_atom = family == Family::Atom;
    let (slot, may_be_plain) = match (element.namespace, element.name.as_ref()) {
        (Namespace::Core, "content" | "body" | "fullitem" | "encoded")
        | (Namespace::Content, "encoded")
        | (Namespace::Xhtml, _)
            if is_own =>
        {
            (&mut draft.contents, is_atom)
        }
        // RSS 1.0 has its HTML in `content:encoded`.
        (Namespace::Core, "description") if is_own => {
            (&mut draft.summaries, is_atom || family == Family::Rdf)
        }
        (Namespace::Core, "summary" | "abstract") | (Namespace::DublinCore, "description")
            if is_own =>
        {
            (&mut draft.summaries, is_atom)
        }
        (Namespace::Media, "description" | "text") => (&mut draft.captions, true),
        (Namespace::Itunes, "summary" | "description") => (&mut spare.summaries, true),
        (Namespace::Itunes, "subtitle") => (&mut spare.subtitles, true),
        _ => return,
    };
    slot.extend(fields::body(element, may_be_plain).map(without_wrapper));
}

/// Takes an element up as author, category or attached file.
fn facts<'x>(element: &Element<'x>, draft: &mut Draft<'x>, spare: &mut Spare<'x>) {
    match (element.namespace, element.name.as_ref()) {
        (Namespace::Core, "author") | (Namespace::DublinCore, "creator" | "author")
            if draft.author.is_none() =>
        {
            draft.author = fields::person(element);
        }
        (Namespace::Itunes, "author") if spare.author.is_none() => {
            spare.author = fields::person(element);
        }
        (Namespace::Core, "category") => {
            let label = element
                .attribute("label")
                .or(element.attribute("term"))
                .or_else(|| element.line().map(|line| before_markup(element, line)));
            draft.categories.extend(label.map(str::to_owned));
        }
        (Namespace::DublinCore, "subject") => {
            draft.categories.extend(element.line().map(str::to_owned))
        }
        (Namespace::Core, "enclosure") | (Namespace::Media, "content") => {
            draft.enclosures.extend(file(element, "url"))
        }
        (Namespace::Core, "link") if element.attribute("rel") == Some("enclosure") => {
            draft.enclosures.extend(file(element, "href"))
        }
        (Namespace::Media, "player") => spare.players.extend(file(element, "url")),
        _ => {}
    }
}

/// The text in front of the first element in it, if there is one.
fn before_markup<'e>(element: &Element<'_>, line: &'e str) -> &'e str {
    let own = line.split('<').next().map(str::trim_end);
    own.filter(|own| element.has_markup && !own.is_empty())
        .unwrap_or(line)
}

/// The file that an attribute names.
fn file(element: &Element<'_>, attribute: &str) -> Option<(Url, Option<String>)> {
    let url = element.resolve(element.attribute(attribute)?)?;
    Some((url, element.attribute("type").map(str::to_owned)))
}

/// A body without the `<div>` that Atom puts around XHTML and that is not a part of it (RFC 4287 section
/// 3.1.1.3).
fn without_wrapper(body: Body<'_>) -> Body<'_> {
    match body.is_xhtml.then(|| wrapped(&body.text)).flatten() {
        None => body,
        Some(inside) => Body {
            text: Cow::Owned(inside.to_owned()),
            ..body
        },
    }
}

/// What stands inside the only `<div>` of a text.
fn wrapped(text: &str) -> Option<&str> {
    let text = text.trim();
    let mut tokens = Tokens::from(text, 0);
    let (name, start) = match tokens.next()? {
        (Token::Start(tag), range) if tag.name.rsplit(':').next() == Some("div") => {
            (tag.name, range.end)
        }
        _ => return None,
    };
    let mut depth = 1_usize;
    for (token, range) in tokens {
        match token {
            Token::Start(tag) if tag.name == name => depth += 1,
            Token::End(ended) if ended == name => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (range.end == text.len()).then(|| &text[start..range.start]);
        }
    }
    None
}
