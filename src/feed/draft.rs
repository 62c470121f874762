//! An entry between the parsers and the reader: fields as the feed has them, then made safe and settled.
//!
//! Whichever parser read the document, links are chosen, identities made and texts gated here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;
use url::Url;

use super::fields::Title;
use super::people::Authors;
use super::{ParsedEntry, safe};
use crate::model::article::Clues;
use crate::model::enclosure::Enclosure;
use crate::model::safe::{GatedHtml, SafeText};

/// Bytes of an identity kept as it is; longer ones are hashed.
const MAX_ID_BYTES: usize = 1_000;

/// Bytes of a text that go into the hash of an entry without guid and link.
const HASHED_BYTES: usize = 512;

/// Attached files kept of one entry.
const MAX_ENCLOSURES: usize = 32;

/// Entries of one identity that another one is compared with, to see whether it is a copy.
const MAX_COMPARED: usize = 8;

/// Categories kept of one entry.
const MAX_CATEGORIES: usize = 64;

/// A text with the language it is written in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Body<'x> {
    /// The text, as HTML or plain.
    pub(crate) text: Cow<'x, str>,
    /// Whether it is plain text.
    pub(crate) is_plain: bool,
    /// The base for relative addresses in it.
    pub(crate) base: Option<Rc<Url>>,
    /// Whether the document states that base, so that no other is better.
    pub(crate) is_base_stated: bool,
}

impl Body<'_> {
    /// Whether there is nothing to read in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn gated(&self) -> GatedHtml {
        safe::body(&self.text, self.is_plain, self.base.as_deref())
    }
}

/// An entry as a parser read it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Draft<'x> {
    pub(crate) guid: Option<String>,
    pub(crate) title: Option<Title>,
    /// The article's address as chosen, resolved where possible.
    pub(crate) link: Option<String>,
    pub(crate) published: Option<Timestamp>,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) authors: Authors,
    /// Full texts; the longest is shown.
    pub(crate) contents: Vec<Body<'x>>,
    /// Summaries, the longest of which is shown where there is no full text.
    pub(crate) summaries: Vec<Body<'x>>,
    /// Descriptions of attached media, shown if there is no other text.
    pub(crate) captions: Vec<Body<'x>>,
    pub(crate) categories: Vec<String>,
    pub(crate) enclosures: Vec<Enclosure>,
    pub(crate) clues: Clues,
}

/// The longest text; the first of several.
fn longest<'t, 'x>(texts: &'t [Body<'x>]) -> Option<&'t Body<'x>> {
    let readable = texts.iter().filter(|body| !body.is_blank());
    readable.reduce(|longest, body| {
        if body.text.len() > longest.text.len() {
            body
        } else {
            longest
        }
    })
}

impl<'x> Draft<'x> {
    /// Full texts and summaries.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Body<'x>> {
        self.contents.iter().chain(&self.summaries)
    }

    /// The fullest text, or nothing. A full text stands before a summary also where it is shorter:
    /// WordPress writes the markup of a short comment into its summary as text.
    fn body(&self) -> GatedHtml {
        for texts in [&self.contents, &self.summaries] {
            let gated = longest(texts).map(Body::gated).unwrap_or_default();
            if !gated.is_empty() {
                return gated;
            }
        }
        self.texts()
            .chain(&self.captions)
            .filter(|body| !body.is_blank())
            .map(Body::gated)
            .find(|gated| !gated.is_empty())
            .unwrap_or_default()
    }

    /// Takes the article's page for what relative addresses in its texts are relative to, where the
    /// document does not say. A feed of links to other sites means its own `site`.
    pub(crate) fn resolve_against_article(&mut self, site: Option<&Url>) {
        let link = self.link.as_deref().and_then(|link| Url::parse(link).ok());
        let texts = self.contents.iter_mut().chain(&mut self.summaries);
        for body in texts.filter(|body| !body.is_base_stated) {
            let document = body.base.as_deref();
            let base = match &link {
                Some(link) if !is_elsewhere(link, site, document) => Some(link),
                _ => site.filter(|_| link.is_some()),
            };
            if let Some(base) = base {
                body.base = Some(Rc::new(base.clone()));
            }
        }
    }

    /// What the entry says, as a number that is the same at every poll.
    fn fingerprint(&self) -> String {
        let mut hash = Fnv::new();
        hash.add(self.link.as_deref().unwrap_or_default());
        hash.add(self.title.as_ref().map_or("", |title| &title.text));
        let date = self.published.or(self.updated).map(|date| date.to_string());
        hash.add(date.as_deref().unwrap_or_default());
        let text = self.texts().find(|body| !body.is_blank());
        let text = text.map_or("", |body| body.text.trim());
        hash.add(&text[..text.floor_char_boundary(HASHED_BYTES)]);
        for file in self.enclosures.iter().take(MAX_ENCLOSURES) {
            hash.add(file.url.as_str());
        }
        hash.finish()
    }

    /// Guid, else canonical link, else a hash of what it says.
    fn identity(&self) -> String {
        let stated = self
            .guid
            .as_deref()
            .map(|guid| SafeText::new(guid).as_str().to_owned())
            .filter(|guid| !guid.is_empty())
            .or_else(|| self.link.as_deref().map(canonical));
        match stated {
            Some(id) if id.len() <= MAX_ID_BYTES => id,
            Some(id) => {
                let mut hash = Fnv::new();
                hash.add(&id);
                hash.finish()
            }
            None => self.fingerprint(),
        }
    }

    fn settle(self, id: String, shared_id: Option<String>) -> ParsedEntry {
        let body = self.body();
        let mut categories = Vec::new();
        for category in self.categories {
            let Some(category) =
                safe::line(&category).filter(|_| categories.len() < MAX_CATEGORIES)
            else {
                continue;
            };
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
        let mut enclosures: Vec<Enclosure> = Vec::new();
        for file in self.enclosures {
            let is_web = matches!(file.url.scheme(), "http" | "https");
            let is_new = enclosures.iter().all(|known| known.url != file.url);
            if is_web && is_new && enclosures.len() < MAX_ENCLOSURES {
                enclosures.push(file);
            }
        }
        ParsedEntry {
            id,
            shared_id,
            is_copy: false,
            title: self
                .title
                .and_then(|title| safe::title(&title.text, title.is_plain)),
            link: self.link,
            published: self.published,
            updated: self.updated,
            author: self.authors.line.as_deref().and_then(safe::line),
            has_own_author: self.authors.is_own,
            body,
            categories,
            enclosures,
            clues: self.clues,
        }
    }
}

/// Whether an article's page is of another site than its feed, which has a site of its own.
fn is_elsewhere(link: &Url, site: Option<&Url>, document: Option<&Url>) -> bool {
    fn host(url: &Url) -> Option<&str> {
        let host = url.host_str()?;
        Some(host.strip_prefix("www.").unwrap_or(host))
    }
    let own = site.and_then(host);
    own.is_some() && own == document.and_then(host) && own != host(link)
}

/// Makes entries of drafts. Identities that clash inside the document are told apart by link, then by
/// what the entries say, then by their order; exact copies are marked.
pub(crate) fn settle(drafts: Vec<Draft<'_>>) -> Vec<ParsedEntry> {
    let mut ids = drafts.iter().map(Draft::identity).collect::<Vec<_>>();
    let mut shared: Vec<Option<String>> = vec![None; ids.len()];
    for clash in [
        (|draft: &Draft<'_>| draft.link.as_deref().map(canonical).unwrap_or_default())
            as fn(&Draft<'_>) -> String,
        |draft| draft.fingerprint(),
    ] {
        let counts = count(&ids);
        let additions = drafts
            .iter()
            .zip(&ids)
            .map(|(draft, id)| (counts[id.as_str()] > 1).then(|| clash(draft)))
            .collect::<Vec<_>>();
        drop(counts);
        for ((id, shared), addition) in ids.iter_mut().zip(&mut shared).zip(additions) {
            if let Some(addition) = addition {
                shared.get_or_insert_with(|| id.clone());
                id.push(' ');
                id.push_str(&addition);
            }
        }
    }
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    let mut copies = vec![false; drafts.len()];
    for (at, id) in ids.iter_mut().enumerate() {
        let alike = seen.entry(id.clone()).or_default();
        let mut compared = alike.iter().take(MAX_COMPARED);
        copies[at] = compared.any(|other| drafts[*other] == drafts[at]);
        alike.push(at);
        if alike.len() > 1 {
            *id = format!("{id} #{}", alike.len());
        }
    }
    let entries = drafts.into_iter().zip(ids).zip(shared).zip(copies);
    entries
        .map(|(((draft, id), shared), is_copy)| ParsedEntry {
            is_copy,
            ..draft.settle(id, shared)
        })
        .collect()
}

fn count(ids: &[String]) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for id in ids {
        *counts.entry(id.as_str()).or_default() += 1;
    }
    counts
}

/// An address in the form in which it identifies: scheme and host in lower case, no default port.
fn canonical(link: &str) -> String {
    match Url::parse(link) {
        Ok(url) => url.into(),
        Err(_) => SafeText::new(link).as_str().to_owned(),
    }
}

/// FNV-1a with 128 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): the identity of entries that
/// have none must be the same on every machine and in every version, which `std`'s hashers do not promise.
struct Fnv(u128);

impl Fnv {
    fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    /// Adds a field, set apart from the next.
    fn add(&mut self, field: &str) {
        for byte in field.bytes().chain([0xff]) {
            self.0 ^= u128::from(byte);
            self.0 = self.0.wrapping_mul(0x0100_0000_0000_0000_0000_013b);
        }
    }

    fn finish(&self) -> String {
        format!("hash:{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(guid: &str, link: &str, title: &str) -> Draft<'static> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Draft {
            guid: some(guid),
            link: some(link),
            title: some(title).map(|text| Title {
                text,
                is_plain: false,
            }),
            ..Draft::default()
        }
    }

    fn ids(drafts: &[Draft]) -> Vec<String> {
        settle(drafts.to_vec())
            .into_iter()
            .map(|entry| entry.id)
            .collect()
    }

    #[test]
    fn an_entry_is_its_guid_else_its_link_else_what_it_says() {
        let ids = ids(&[
            draft(" tag:1 ", "http://a.example/1", "one"),
            draft("", "HTTP://A.Example:80/2", "two"),
            draft("", "", "three"),
        ]);
        assert_eq!(ids[..2], ["tag:1", "http://a.example/2"]);
        assert!(ids[2].starts_with("hash:"));
        assert_eq!(ids[2], super::tests::ids(&[draft("", "", "three")])[0]);
    }

    #[test]
    fn a_guid_that_every_entry_has_does_not_make_them_one() {
        let ids = ids(&[
            draft("same", "http://a.example/1", "one"),
            draft("same", "http://a.example/2", "two"),
            draft("other", "http://a.example/3", "three"),
        ]);
        assert_eq!(
            ids,
            [
                "same http://a.example/1",
                "same http://a.example/2",
                "other"
            ]
        );
    }

    #[test]
    fn clashes_in_guid_and_link_are_told_apart_by_text_and_copies_are_marked() {
        let twins = [
            draft("g", "http://a.example/", "one"),
            draft("g", "http://a.example/", "two"),
            draft("g", "http://a.example/", "two"),
            draft("g", "http://a.example/", "two"),
        ];
        let entries = settle(twins.to_vec());
        assert_ne!(entries[0].id, entries[1].id);
        let copies: Vec<bool> = entries.iter().map(|entry| entry.is_copy).collect();
        assert_eq!(copies, [false, false, true, true]);
        assert!(
            entries
                .iter()
                .all(|entry| entry.shared_id.as_deref() == Some("g"))
        );
        // Where nothing but what no identity is made of tells two apart, both stay.
        let mut filed = twins[1].clone();
        filed.categories.push("Cars".to_owned());
        let entries = settle(vec![twins[1].clone(), filed]);
        assert_eq!(entries[1].id, format!("{} #2", entries[0].id));
        assert!(!entries[1].is_copy);
    }

    #[test]
    fn the_fullest_text_is_the_body() {
        let body = |text: &str| Body {
            text: text.to_owned().into(),
            ..Body::default()
        };
        let entry = Draft {
            summaries: vec![body(
                "<p>a teaser with &lt;a href='/somewhere'&gt;markup&lt;/a&gt;</p>",
            )],
            contents: vec![body("<p>start</p>"), body("<p>the whole article</p>")],
            captions: vec![body("a caption that is longer than anything else here")],
            ..Draft::default()
        };
        assert!(entry.body().as_str().contains("the whole article"));
    }
}
