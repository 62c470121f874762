//! Fields of a feed or an entry read from its elements: titles, links, dates, people, texts.
//!
//! Where publishers repeat a field or write it in several vocabularies, the choice follows what
//! feedparser, which every other reader is held against, has chosen for twenty years.

use std::borrow::Cow;

use jiff::Timestamp;
use url::Url;

use super::dates;
use super::draft::Body;
use super::markup::{Token, Tokens};
use super::namespaces::Namespace;
use super::outline::{Element, EntryOutline, Outline, attribute};
use super::references::unescape;
use crate::model::skips::Skips;

/// Minutes of a year, the longest that a publisher can ask not to come back.
const MAX_WAIT_MINUTES: u32 = 525_600;

/// The title: the first of the feed's own vocabulary that says something, else Dublin Core's or Media
/// RSS's, of which the last counts.
pub(crate) fn title(elements: &[Element<'_>]) -> Option<Title> {
    let titles = || elements.iter().filter(|element| element.name == "title");
    let own = titles().find(|element| {
        element.namespace == Namespace::Core
            && element.within.is_empty()
            && element.line().is_some()
    });
    let other = || {
        titles()
            .rfind(|element| {
                element.namespace != Namespace::Core
                    && element.within.is_empty()
                    && element.line().is_some()
            })
            .or_else(|| {
                titles().find(|element| {
                    element.namespace == Namespace::Media && element.line().is_some()
                })
            })
    };
    own.or_else(other).map(|element| Title {
        text: decode_base64(element).unwrap_or_else(|| element.text.clone().into_owned()),
        is_plain: is_plain(element),
    })
}

/// A title as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Title {
    pub(crate) text: String,
    /// Whether it is declared as plain text; any other may be text or HTML.
    pub(crate) is_plain: bool,
}

/// When an entry was published and changed.
pub(crate) fn dates(elements: &[Element<'_>]) -> (Option<Timestamp>, Option<Timestamp>) {
    let mut published = None;
    let mut updated = None;
    let mut created = None;
    for element in elements.iter().filter(|element| element.within.is_empty()) {
        if !matches!(element.namespace, Namespace::Core | Namespace::DublinCore) {
            continue;
        }
        let slot = match element.name.as_ref() {
            "pubdate" | "published" | "issued" => &mut published,
            "updated" | "modified" | "date" | "lastbuilddate" => &mut updated,
            "created" => &mut created,
            _ => continue,
        };
        *slot = dates::parse(&element.text).or(*slot);
    }
    if published.is_none() && updated.is_none() {
        published = created;
    }
    (published, updated)
}

/// A link as an element states it.
struct Stated<'e> {
    href: &'e str,
    element: &'e Element<'e>,
    kind: LinkKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkKind {
    /// The text of `<link>`, or an alternate of HTML.
    Page,
    /// An alternate of another type.
    Alternate,
    /// A permanent guid or an id that is an address.
    Guid,
}

fn stated_links<'e>(elements: &'e [Element<'e>]) -> Vec<Stated<'e>> {
    let mut links = Vec::new();
    for element in elements.iter().filter(|element| element.within.is_empty()) {
        let own = match (element.namespace, element.name.as_ref()) {
            (Namespace::Core, "link") => link(element),
            (Namespace::Core, "guid" | "id") if is_permalink(element) => {
                element.line().map(|line| (line, LinkKind::Guid))
            }
            _ => None,
        };
        if let Some((href, kind)) = own {
            links.push(Stated {
                href,
                element,
                kind,
            });
        }
    }
    links
}

fn is_permalink(guid: &Element<'_>) -> bool {
    !guid
        .attribute("ispermalink")
        .is_some_and(|flag| flag.trim().eq_ignore_ascii_case("false"))
}

fn link<'e>(element: &'e Element<'_>) -> Option<(&'e str, LinkKind)> {
    let Some(href) = element.attribute("href") else {
        return element.line().map(|line| (line, LinkKind::Page));
    };
    let rel = element.attribute("rel").unwrap_or("alternate").trim();
    let media_type = element.attribute("type").unwrap_or("text/html").trim();
    let kind = match rel {
        "alternate" | "" => match media_type {
            "text/html" | "application/xhtml+xml" | "html" | "xhtml" | "text/xhtml" | "" => {
                LinkKind::Page
            }
            _ => LinkKind::Alternate,
        },
        _ => return None,
    };
    Some((href, kind))
}

/// The article's address: the last page of the web that is named, else any page, a permanent guid, or an
/// alternate of another type. Comments and attached files are never the article; an episode without a
/// page has its files among the enclosures.
pub(crate) fn article_link(entry: &EntryOutline<'_>) -> Option<String> {
    let links = stated_links(&entry.elements);
    let of = |kind: LinkKind| links.iter().filter(move |link| link.kind == kind);
    let on_the_web = |link: &Stated<'_>| {
        // A word in a guid is a word; only a path is an address relative to the feed.
        let is_word = link.kind == LinkKind::Guid && !link.href.contains('/');
        let url = (!is_word).then(|| link.element.resolve(link.href))??;
        matches!(url.scheme(), "http" | "https").then(|| String::from(url))
    };
    let any_page = || {
        let link = of(LinkKind::Page).next_back()?;
        address(link.href, link.element.base.as_deref())
    };
    // CDF has it on the item itself.
    let of_item = || {
        let href = attribute(&entry.attributes, "href")?;
        address(href, entry.base.as_deref())
    };
    of(LinkKind::Page)
        .rev()
        .find_map(on_the_web)
        .or_else(any_page)
        .or_else(|| of(LinkKind::Guid).find_map(on_the_web))
        .or_else(|| of(LinkKind::Alternate).find_map(on_the_web))
        .or_else(of_item)
}

/// An address, resolved where there is a base, otherwise as written. Addresses that run programs or
/// hold the content themselves are none.
fn address(href: &str, base: Option<&Url>) -> Option<String> {
    let href = href.trim();
    if href.is_empty() {
        return None;
    }
    match super::outline::resolve(href, base) {
        Some(url) => {
            let is_harmful = matches!(
                url.scheme(),
                "javascript" | "data" | "vbscript" | "file" | "blob"
            );
            (!is_harmful).then(|| url.into())
        }
        None => {
            let line = href.split_whitespace().collect::<Vec<_>>().join("%20");
            Some(crate::model::safe::clean(&line).into_owned())
        }
    }
}

/// The site's page for people.
pub(crate) fn site(outline: &Outline<'_>) -> Option<Url> {
    let mut pages = outline
        .feed
        .iter()
        .filter(|element| {
            element.namespace == Namespace::Core
                && element.name == "link"
                && element.within.is_empty()
        })
        .filter_map(|element| match link(element)? {
            (href, LinkKind::Page) => element.resolve(href),
            _ => None,
        });
    let named = pages.rfind(|url| matches!(url.scheme(), "http" | "https"));
    named.or_else(|| Url::parse(attribute(&outline.channel, "href")?).ok())
}

/// Minutes for which the publisher asks not to come back: RSS 2.0 `ttl`, or RSS 1.0's syndication module.
pub(crate) fn wait_minutes(outline: &Outline<'_>) -> Option<u32> {
    let value = |namespace: Namespace, name: &str| {
        outline
            .feed
            .iter()
            .find(|element| element.namespace == namespace && element.name == name)
            .and_then(Element::line)
    };
    if let Some(minutes) = value(Namespace::Core, "ttl").and_then(super::clues::count) {
        return (minutes > 0).then_some(minutes.min(MAX_WAIT_MINUTES));
    }
    let period: u32 = match value(Namespace::Syndication, "updateperiod")?
        .to_ascii_lowercase()
        .as_str()
    {
        "hourly" => 60,
        "daily" => 24 * 60,
        "weekly" => 7 * 24 * 60,
        "monthly" => 30 * 24 * 60,
        "yearly" => MAX_WAIT_MINUTES,
        _ => return None,
    };
    let frequency = value(Namespace::Syndication, "updatefrequency")
        .and_then(super::clues::count)
        .unwrap_or(1);
    Some((period / frequency.max(1)).max(1))
}

/// Hours and days at which the publisher wants no visits: `skipHours`, `skipDays`.
pub(crate) fn skips(outline: &Outline<'_>) -> Skips {
    let mut skips = Skips::default();
    for element in &outline.feed {
        match (element.namespace, element.name.as_ref()) {
            (Namespace::Core, "skiphours") => {
                let hours = children(&element.text);
                let hours = hours.iter().filter(|(name, _)| name == "hour");
                for hour in hours.filter_map(|(_, hour)| super::clues::count(hour)) {
                    skips.skip_hour(hour);
                }
            }
            (Namespace::Core, "skipdays") => {
                let days = children(&element.text);
                let days = days.iter().filter(|(name, _)| name == "day");
                days.for_each(|(_, day)| skips.skip_day(day));
            }
            _ => {}
        }
    }
    skips
}

/// The page of older entries: `prev-archive` of an archived feed, else `next` of a paged one (RFC 5005
/// sections 3 and 4).
pub(crate) fn older(outline: &Outline<'_>) -> Option<Url> {
    let link = |wanted: &str| {
        outline
            .feed
            .iter()
            .filter(|element| element.name == "link" && element.attribute("rel") == Some(wanted))
            .filter_map(|element| element.resolve(element.attribute("href")?))
            .find(|url| matches!(url.scheme(), "http" | "https"))
    };
    link("prev-archive").or_else(|| link("next"))
}

/// The elements directly in a piece of markup, by name without prefix, with their text.
pub(crate) fn children(markup: &str) -> Vec<(String, String)> {
    let mut children: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for (token, _) in Tokens::from(markup, 0) {
        match token {
            Token::Start(tag) => {
                let local = tag.name.rsplit(':').next().unwrap_or_default();
                children.push((local.to_ascii_lowercase(), String::new()));
                is_open = !tag.is_empty;
            }
            Token::End(_) => is_open = false,
            Token::Text(text) if is_open => {
                if let Some((_, own)) = children.last_mut() {
                    own.push_str(&unescape(text));
                }
            }
            Token::Cdata(text) if is_open => {
                if let Some((_, own)) = children.last_mut() {
                    own.push_str(text);
                }
            }
            _ => {}
        }
    }
    children
}

/// A text element as a body. In Atom a text without type is plain (RFC 4287 section 3.1.1), but many
/// publishers leave the type off HTML, so only one that is declared as plain is.
pub(crate) fn body<'x>(element: &Element<'x>) -> Option<Body<'x>> {
    let decoded = decode_base64(element);
    let text = decoded.map_or_else(|| element.text.clone(), Cow::Owned);
    if text.trim().is_empty() {
        return None;
    }
    Some(Body {
        is_plain: is_plain(element),
        text,
        base: element.base.clone(),
        is_base_stated: element.is_base_stated,
    })
}

/// Whether a text is declared as plain.
fn is_plain(element: &Element<'_>) -> bool {
    let kind = element.attribute("type").unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let is_declared = ["text", "text/plain", "plain"]
        .iter()
        .any(|plain| essence.eq_ignore_ascii_case(plain));
    is_declared && !element.has_markup
}

/// The text of an element whose content is base64: Atom 0.3's mode, or a type that is neither text nor XML.
fn decode_base64(element: &Element<'_>) -> Option<String> {
    let kind = element
        .attribute("type")
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_text = kind.starts_with("text/")
        || kind.ends_with("xml")
        || kind.contains("html")
        || !kind.contains('/')
        || element.has_markup;
    let is_encoded = match element.attribute("mode") {
        Some(mode) => mode.trim().eq_ignore_ascii_case("base64"),
        None => !is_text,
    };
    if !is_encoded || element.text.trim().is_empty() {
        return None;
    }
    String::from_utf8(from_base64(&element.text)?).ok()
}

/// Bytes from base64 (RFC 4648 section 4); white space and padding are passed over.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits = 0_u32;
    let mut held = 0_u32;
    for byte in text
        .bytes()
        .filter(|b| !b.is_ascii_whitespace() && *b != b'=')
    {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded() {
        assert_eq!(from_base64("PHA+ aGk8L3A+").unwrap(), b"<p>hi</p>");
        assert_eq!(from_base64("not base64!"), None);
    }
}
