//! What kind of document this is: the first element that a feed can begin with, and what stands before it.

use super::markup::{Attributes, Tag, Token, Tokens};
use super::references::{Declared, unescape};

/// Tags of junk in front of a feed (warnings of PHP, stray line breaks) that are passed over.
const MAX_JUNK_TAGS: usize = 200;

/// HTML that stands in front of a feed by accident rather than being a page.
const JUNK: [&str; 16] = [
    "br", "b", "p", "i", "font", "div", "span", "pre", "a", "img", "hr", "strong", "em", "center",
    "script", "style",
];

/// The families of feeds, which decides who can read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// `<rss>`, or a `<channel>` without it.
    Rss,
    /// `<rdf:RDF>`.
    Rdf,
    /// `<feed>`, or one `<entry>` alone.
    Atom,
    /// RSS 1.1 and CDF, which only the loose parser reads.
    Extinct,
}

/// The beginning of a feed.
#[derive(Debug)]
pub(crate) struct Root<'a> {
    /// Where its tag begins.
    pub(crate) at: usize,
    /// Which family it belongs to.
    pub(crate) family: Family,
    /// The word for it in `byline inspect`.
    pub(crate) format: &'static str,
    /// Entities declared in front of it.
    pub(crate) entities: Declared<'a>,
    /// Whether something other than white space, comments and declarations stands in front.
    pub(crate) has_junk: bool,
}

/// What a document turned out to be.
#[derive(Debug)]
pub(crate) enum Finding<'a> {
    /// A feed.
    Feed(Root<'a>),
    /// A page for people.
    Html,
    /// XML of another kind, by the name of its root.
    Other(&'a str),
    /// No markup at all.
    Nothing,
}

/// Looks for the first element that a feed can begin with.
pub(crate) fn find(source: &str) -> Finding<'_> {
    let mut entities = Declared::default();
    let mut junk = 0_usize;
    let mut has_text = false;
    let mut is_html = false;
    for (token, range) in Tokens::from(source, 0) {
        match token {
            Token::Declaration(declaration) if is_doctype(declaration) => {
                is_html |= is_html_doctype(declaration);
                entities.read(declaration);
            }
            Token::Text(text) => has_text |= !text.trim_start_matches('\u{feff}').trim().is_empty(),
            Token::Start(tag) => {
                if let Some((family, format)) = kind(&tag) {
                    return Finding::Feed(Root {
                        at: range.start,
                        family,
                        format,
                        entities,
                        has_junk: junk > 0 || has_text,
                    });
                }
                let name = tag.name.to_ascii_lowercase();
                if is_html || matches!(name.as_str(), "html" | "head" | "body") {
                    return Finding::Html;
                }
                if !JUNK.contains(&name.as_str()) {
                    return Finding::Other(tag.name);
                }
                junk += 1;
                if junk > MAX_JUNK_TAGS {
                    return Finding::Html;
                }
            }
            _ => {}
        }
    }
    if is_html || junk > 0 {
        Finding::Html
    } else {
        Finding::Nothing
    }
}

fn is_doctype(declaration: &str) -> bool {
    declaration
        .get(..7)
        .is_some_and(|word| word.eq_ignore_ascii_case("doctype"))
}

fn is_html_doctype(declaration: &str) -> bool {
    declaration[7..]
        .split_ascii_whitespace()
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("html"))
}

/// The family and format of a root tag.
fn kind(tag: &Tag<'_>) -> Option<(Family, &'static str)> {
    let local = tag.name.rsplit(':').next().unwrap_or_default();
    match local.to_ascii_lowercase().as_str() {
        "rss" => Some((Family::Rss, rss_version(tag))),
        "feed" => Some((Family::Atom, atom_version(tag))),
        "entry" => Some((Family::Atom, atom_version(tag))),
        "rdf" => Some((Family::Rdf, rdf_version(tag))),
        "channel" if tag.attributes.contains("rss1.1") => Some((Family::Extinct, "rss11")),
        "channel"
            if local == "channel" && !tag.attributes.to_ascii_lowercase().contains("href=") =>
        {
            Some((Family::Rss, "rss"))
        }
        "channel" => Some((Family::Extinct, "cdf")),
        _ => None,
    }
}

fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    Attributes::of(tag)
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
        .map(|attribute| unescape(attribute.value).trim().to_owned())
}

fn rss_version(tag: &Tag<'_>) -> &'static str {
    match attribute(tag, "version").as_deref() {
        Some("0.90") => "rss090",
        Some("0.91") => "rss091",
        Some("0.92") => "rss092",
        Some("0.93") => "rss093",
        Some("0.94") => "rss094",
        Some(version) if version.starts_with('2') => "rss2",
        _ => "rss",
    }
}

fn atom_version(tag: &Tag<'_>) -> &'static str {
    let is_old = tag.attributes.contains("purl.org/atom/ns")
        || attribute(tag, "version").is_some_and(|version| version.starts_with("0."));
    if is_old { "atom03" } else { "atom" }
}

fn rdf_version(tag: &Tag<'_>) -> &'static str {
    if tag.attributes.contains("netscape.com/rdf/simple/0.9") {
        "rss090"
    } else {
        "rss1"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(source: &str) -> &'static str {
        match find(source) {
            Finding::Feed(root) => root.format,
            Finding::Html => "html",
            Finding::Other(_) => "other",
            Finding::Nothing => "nothing",
        }
    }

    #[test]
    fn feeds_are_known_by_their_root() {
        assert_eq!(
            format("<?xml version='1.0'?><!-- <html> --><rss version='2.0'>"),
            "rss2"
        );
        assert_eq!(format("<rss version='0.92'>"), "rss092");
        assert_eq!(format("<rss>"), "rss");
        assert_eq!(format("<feed xmlns='http://www.w3.org/2005/Atom'>"), "atom");
        assert_eq!(
            format("<feed version='0.3' xmlns='http://purl.org/atom/ns#'>"),
            "atom03"
        );
        assert_eq!(format("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>"), "rss1");
        assert_eq!(format("<CHANNEL HREF='http://a/'>"), "cdf");
    }

    #[test]
    fn junk_in_front_does_not_hide_a_feed() {
        let found = find(
            "<br />\n<b>Warning</b>: mysql in line 3<br />\n<?xml version='1.0'?><rss version='2.0'>",
        );
        assert!(matches!(
            found,
            Finding::Feed(Root {
                format: "rss2",
                has_junk: true,
                ..
            })
        ));
    }

    #[test]
    fn pages_and_other_documents_are_told_apart() {
        assert_eq!(format("<!DOCTYPE html><html><body><rss>"), "html");
        assert_eq!(format("<p>Not found</p>"), "html");
        assert_eq!(format("<?xml version='1.0'?><opml><rss>"), "other");
        assert_eq!(format("Not found"), "nothing");
        assert_eq!(format(""), "nothing");
    }
}
