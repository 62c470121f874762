//! The bones of a mended feed: which wanted elements stand directly in the feed and in each entry.
//!
//! The clue pass asks for what feed-rs leaves out, the loose parser for everything; both read the same
//! walk, so they agree on what belongs to which entry.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use url::Url;

use super::markup::{Attributes, Tag, Token, Tokens};
use super::namespaces::{self, Namespace};
use super::references::{push_escaped, unescape};

/// Names and values of attributes, references resolved; names are in lower case and have their prefixes.
pub(crate) type AttributeList<'x> = Vec<(Cow<'x, str>, Cow<'x, str>)>;

/// An element that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Element<'x> {
    /// Its vocabulary.
    pub(crate) namespace: Namespace,
    /// Its name without prefix, in lower case.
    pub(crate) name: Cow<'x, str>,
    /// The transparent element that it stands in (`author`, `group`), or empty.
    pub(crate) within: &'static str,
    /// Its attributes.
    pub(crate) attributes: AttributeList<'x>,
    /// Its text, references resolved; with markup in it, as HTML.
    pub(crate) text: Cow<'x, str>,
    /// Whether elements stand in it.
    pub(crate) has_markup: bool,
    /// Whether its text is that of a body of HTML or plain text, without elements in it.
    pub(crate) is_whole: bool,
    /// The base for relative addresses in it: `xml:base`, else the document's.
    pub(crate) base: Option<Rc<Url>>,
    /// Whether that is an `xml:base`.
    pub(crate) is_base_stated: bool,
}

impl Element<'_> {
    /// The value of an attribute by its name in lower case.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.attributes, name)
    }

    /// Its text without the white space around it, if there is any.
    pub(crate) fn line(&self) -> Option<&str> {
        let line = self.text.trim();
        (!line.is_empty()).then_some(line)
    }

    /// An address in it, resolved where possible.
    pub(crate) fn resolve(&self, address: &str) -> Option<Url> {
        resolve(address, self.base.as_deref())
    }
}

/// The value of an attribute in a list of them.
pub(crate) fn attribute<'e>(
    attributes: &'e [(Cow<'_, str>, Cow<'_, str>)],
    name: &str,
) -> Option<&'e str> {
    attributes
        .iter()
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.as_ref())
}

/// An address made absolute where a base allows it.
pub(crate) fn resolve(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim();
    match base {
        Some(base) => base.join(address).ok(),
        None => Url::parse(address).ok(),
    }
}

/// One entry's elements.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EntryOutline<'x> {
    /// Attributes of the entry itself: `rdf:about`, and CDF's `href`.
    pub(crate) attributes: AttributeList<'x>,
    /// Its elements, in the document's order.
    pub(crate) elements: Vec<Element<'x>>,
    /// The base for relative addresses in it.
    pub(crate) base: Option<Rc<Url>>,
}

/// A whole document's elements.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Outline<'x> {
    /// Whether a channel stands in it.
    pub(crate) has_channel: bool,
    /// Attributes of the channel.
    pub(crate) channel: AttributeList<'x>,
    /// The feed's own elements.
    pub(crate) feed: Vec<Element<'x>>,
    /// The entries, in the order in which they begin.
    pub(crate) entries: Vec<EntryOutline<'x>>,
    /// Where the long texts stand that were asked for as [`Want::Body`], in the document's order.
    pub(crate) long_texts: Vec<Range<usize>>,
}

/// How much of an element is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// Nothing, not even what stands in it.
    Nothing,
    /// Its attributes.
    Attributes,
    /// Its attributes and all that stands in it, as text or HTML.
    Text,
    /// The same of what may be long.
    Body,
    /// Its attributes, and the elements in it as if they stood beside it.
    Children(&'static str),
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the feed.
    Feed,
    /// In an entry.
    Entry,
}

/// Says how much of an element is wanted.
pub(crate) type Wants = fn(Place, Namespace, &str) -> Want;

/// What an open element means to the walk.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Frame,
    Entry(usize),
    Transparent(Place, usize, &'static str),
    Collected,
    Skipped,
}

struct Open {
    role: Role,
    scopes_outside: usize,
    bases_outside: usize,
}

/// Elements that an entry has room for from the beginning: most have no more.
const USUAL_ELEMENTS: usize = 12;

/// Bytes from which on a text is long: its parts cost more than to note where it stands.
const LONG_TEXT: usize = 128;

/// The entry index of elements that stand in the feed itself.
const NO_ENTRY: usize = usize::MAX;

struct Walk<'x> {
    wants: Wants,
    outline: Outline<'x>,
    open: Vec<Open>,
    scopes: Vec<(&'x str, Option<Namespace>)>,
    bases: Vec<Rc<Url>>,
    /// How many of these are the document's own.
    document_bases: usize,
    collecting: Option<Collecting<'x>>,
}

struct Collecting<'x> {
    element: Element<'x>,
    entry: usize,
    /// Whether text is written as HTML text, because the element holds XHTML.
    is_escaped: bool,
    is_text: bool,
    /// Where its text stands, where that may be long.
    place: Option<Range<usize>>,
    depth: usize,
}

/// Reads the outline of well-formed XML.
pub(crate) fn read<'x>(xml: &'x str, base: Option<&Url>, wants: Wants) -> Outline<'x> {
    let mut walk = Walk {
        wants,
        outline: Outline::default(),
        open: Vec::new(),
        scopes: vec![("xml", Some(Namespace::Other))],
        bases: base.cloned().map(Rc::new).into_iter().collect(),
        document_bases: usize::from(base.is_some()),
        collecting: None,
    };
    for (token, range) in Tokens::from(xml, 0) {
        match token {
            Token::Text(text) => walk.text(text, true, range),
            Token::Cdata(text) => walk.text(text, false, range),
            Token::Start(tag) => walk.start(&tag, &xml[range]),
            Token::End(_) => walk.end(&xml[range]),
            _ => {}
        }
    }
    walk.outline
}

impl<'x> Walk<'x> {
    fn start(&mut self, tag: &Tag<'x>, source: &str) {
        if let Some(collecting) = &mut self.collecting {
            collecting.push_markup(tag, source);
            if !tag.is_empty {
                collecting.depth += 1;
            }
            return;
        }
        let scopes_outside = self.scopes.len();
        let bases_outside = self.bases.len();
        if tag.attributes.contains("xml") {
            self.declare(tag);
        }
        let (namespace, local) = self.name(tag.name);
        let role = self.role(namespace, local, tag);
        if let Role::Collected = role
            && tag.is_empty
        {
            self.collected();
        }
        if tag.is_empty {
            self.scopes.truncate(scopes_outside);
            self.bases.truncate(bases_outside);
        } else {
            self.open.push(Open {
                role,
                scopes_outside,
                bases_outside,
            });
        }
    }

    fn end(&mut self, source: &str) {
        if let Some(collecting) = &mut self.collecting {
            if collecting.depth > 0 {
                collecting.depth -= 1;
                if collecting.is_text {
                    collecting.element.text.to_mut().push_str(source);
                }
                return;
            }
            self.collected();
        }
        if let Some(open) = self.open.pop() {
            self.scopes.truncate(open.scopes_outside);
            self.bases.truncate(open.bases_outside);
        }
    }

    fn text(&mut self, text: &'x str, is_markup: bool, range: Range<usize>) {
        let Some(collecting) = self
            .collecting
            .as_mut()
            .filter(|collecting| collecting.is_text)
        else {
            return;
        };
        let text = match (
            collecting.is_escaped && collecting.element.has_markup,
            is_markup,
        ) {
            (true, false) => Cow::Owned(escaped(text)),
            (false, true) => unescape(text),
            (true, true) | (false, false) => Cow::Borrowed(text),
        };
        if let Some(place) = &mut collecting.place {
            if place.end == 0 {
                place.start = range.start;
            }
            place.end = range.end;
        }
        let own = &mut collecting.element.text;
        if own.is_empty() {
            *own = text;
        } else {
            own.to_mut().push_str(&text);
        }
    }

    /// Records namespaces and `xml:base` of a tag.
    fn declare(&mut self, tag: &Tag<'x>) {
        for attribute in Attributes::of(tag) {
            if let Some(prefix) = attribute.name.strip_prefix("xmlns:") {
                let namespace = namespaces::by_address(attribute.value).unwrap_or(Namespace::Other);
                self.scopes.push((prefix, Some(namespace)));
            } else if attribute.name == "xmlns" {
                self.scopes
                    .push(("", namespaces::by_address(attribute.value)));
            } else if attribute.name == "xml:base"
                && let Some(base) = resolve(
                    &unescape(attribute.value),
                    self.bases.last().map(Rc::as_ref),
                )
            {
                self.bases.push(Rc::new(base));
            }
        }
    }

    /// The vocabulary and local name of an element. Without a prefix, an address that nobody knows is a
    /// misspelt one of RSS or Atom.
    fn name<'n>(&self, name: &'n str) -> (Namespace, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace = self
            .scopes
            .iter()
            .rev()
            .find(|(own, _)| *own == prefix)
            .and_then(|(_, namespace)| *namespace)
            .unwrap_or(if prefix.is_empty() {
                Namespace::Core
            } else {
                Namespace::Other
            });
        (namespace, local)
    }

    /// Decides what an element means where it stands, and begins to collect it if it is wanted.
    fn role(&mut self, namespace: Namespace, local: &'x str, tag: &Tag<'x>) -> Role {
        let parent = self.open.last().map(|open| open.role);
        let Some(parent) = parent else {
            // The root of an entry document is an entry, CDF's root is its channel.
            if is_named(local, "entry") {
                return self.open_entry(tag);
            }
            if is_named(local, "channel") {
                self.outline.channel = attributes(tag);
            }
            return Role::Frame;
        };
        if namespace == Namespace::Core && (is_named(local, "item") || is_named(local, "entry")) {
            return self.open_entry(tag);
        }
        let (place, entry, within) = match parent {
            Role::Frame => (Place::Feed, NO_ENTRY, ""),
            Role::Entry(entry) => (Place::Entry, entry, ""),
            Role::Transparent(place, entry, within) => (place, entry, within),
            Role::Collected | Role::Skipped => return Role::Skipped,
        };
        if place == Place::Feed && namespace == Namespace::Core && is_named(local, "channel") {
            self.outline.has_channel = true;
            self.outline.channel.extend(attributes(tag));
            return Role::Frame;
        }
        let name = lower_case(local);
        let want = (self.wants)(place, namespace, &name);
        if want == Want::Nothing {
            return Role::Skipped;
        }
        let element = Element {
            namespace,
            name,
            within,
            attributes: attributes(tag),
            text: Cow::default(),
            has_markup: false,
            is_whole: false,
            base: self.bases.last().cloned(),
            is_base_stated: self.bases.len() > self.document_bases,
        };
        if let Want::Children(within) = want {
            self.put(element, entry);
            return Role::Transparent(place, entry, within);
        }
        self.collecting = Some(Collecting {
            is_escaped: holds_xhtml(&element),
            element,
            entry,
            is_text: matches!(want, Want::Text | Want::Body),
            place: (want == Want::Body).then_some(0..0),
            depth: 0,
        });
        Role::Collected
    }

    fn open_entry(&mut self, tag: &Tag<'x>) -> Role {
        self.outline.entries.push(EntryOutline {
            attributes: attributes(tag),
            elements: Vec::with_capacity(USUAL_ELEMENTS),
            base: self.bases.last().cloned(),
        });
        Role::Entry(self.outline.entries.len() - 1)
    }

    fn collected(&mut self) {
        if let Some(mut collecting) = self.collecting.take() {
            let is_text = !collecting.element.has_markup && is_for_reading(&collecting.element);
            let place = collecting.place.filter(|_| is_text);
            collecting.element.is_whole = place.is_some();
            self.outline
                .long_texts
                .extend(place.filter(|place| place.len() >= LONG_TEXT));
            self.put(collecting.element, collecting.entry);
        }
    }

    fn put(&mut self, element: Element<'x>, entry: usize) {
        match self.outline.entries.get_mut(entry) {
            Some(entry) => entry.elements.push(element),
            None => self.outline.feed.push(element),
        }
    }
}

impl Collecting<'_> {
    /// Appends a start tag inside the element.
    fn push_markup(&mut self, tag: &Tag<'_>, source: &str) {
        if !self.element.has_markup {
            self.element.has_markup = true;
            if self.is_escaped && self.is_text {
                self.element.text = Cow::Owned(escaped(&self.element.text));
            }
        }
        if !self.is_text {
            return;
        }
        let text = self.element.text.to_mut();
        if tag.is_empty {
            // `<p/>` opens a paragraph in HTML; an end tag says what XML meant.
            text.push('<');
            text.push_str(tag.name);
            text.push_str(tag.attributes);
            text.push('>');
            let is_void = matches!(
                tag.name,
                "br" | "img" | "hr" | "wbr" | "input" | "embed" | "source"
            );
            if !is_void {
                text.push_str("</");
                text.push_str(tag.name);
                text.push('>');
            }
        } else {
            text.push_str(source);
        }
    }
}

fn is_named(local: &str, name: &str) -> bool {
    local.eq_ignore_ascii_case(name)
}

fn attributes<'x>(tag: &Tag<'x>) -> AttributeList<'x> {
    Attributes::of(tag)
        .map(|attribute| (lower_case(attribute.name), unescape(attribute.value)))
        .collect()
}

fn lower_case(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// Whether an element's text is HTML or plain text, by its type: not a picture, say.
fn is_for_reading(element: &Element<'_>) -> bool {
    matches!(
        element.attribute("type"),
        None | Some("" | "html" | "text" | "text/html" | "text/plain")
    ) && element.attribute("mode").is_none()
}

/// Text as HTML text.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(text, &mut html);
    html
}

/// Whether markup inside an element is its content, so that text beside it is text and not escaped HTML.
fn holds_xhtml(element: &Element<'_>) -> bool {
    let kind = element
        .attribute("type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mode = element.attribute("mode").unwrap_or("xml");
    kind.contains("xhtml")
        || kind.ends_with("xml")
        || element.namespace == Namespace::Xhtml
        || (kind.contains("html") && element.attribute("mode") == Some("xml"))
        || (element.name == "content" && kind.is_empty() && mode == "xml")
}
