//! Feed documents to entries: decoding, repair, feed-rs and the clue pass, and the loose parser behind them.
//!
//! Pure: bytes in, entries or one sentence out. The parser is never called with raw bytes.

mod binary;
mod clues;
pub(crate) mod dates;
pub mod discover;
mod draft;
mod fields;
mod files;
mod json;
pub mod list;
mod loose;
mod markup;
mod namespaces;
pub mod newsboat;
pub mod opml;
mod outline;
mod page;
mod people;
mod references;
mod repair;
mod root;
mod safe;
mod sound;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::Timestamp;
use url::Url;

use self::draft::Draft;
use self::fields::Title;
use self::outline::Outline;
use self::root::{Family, Finding};
use crate::model::article::Clues;
use crate::model::enclosure::Enclosure;
use crate::model::safe::{GatedHtml, SafeText};
use crate::model::skips::Skips;
use crate::text::charset;

/// Bytes of a document that are looked at together.
const PIECE_BYTES: usize = 64;

/// What a feed document says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedFeed {
    /// `rss2`, `rss1`, `rss09x`, `atom`, `atom03`, `json`, …: the words of `byline inspect`.
    pub format: &'static str,
    /// The feed's title.
    pub title: Option<SafeText>,
    /// The site's page for people.
    pub site: Option<Url>,
    /// Its generator, as stated.
    pub generator: Option<String>,
    /// What had to be mended before it could be read, in words for the reader.
    pub repairs: Vec<String>,
    /// Minutes for which the publisher asks not to come back: RSS `ttl`, `sy:updatePeriod`.
    pub wait_minutes: Option<u32>,
    /// Hours and days at which the publisher wants no visits.
    pub skips: Skips,
    /// The page of older entries behind this document: an archive or the next page (RFC 5005).
    pub older: Option<Url>,
    /// The entries, in the document's order.
    pub entries: Vec<ParsedEntry>,
}

/// One entry of a feed document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedEntry {
    /// What identifies it inside its feed: guid, else link, else a hash of its content.
    pub id: String,
    /// What it would be identified by if no other entry of the document were, too.
    pub shared_id: Option<String>,
    /// Whether the document has it a second time, with nothing that tells the two apart.
    pub is_copy: bool,
    /// Its title, one line.
    pub title: Option<SafeText>,
    /// The article's address, resolved where there is a base; relative only where there is none. None
    /// where the entry names no page: an episode of a podcast may have nothing but its enclosures.
    pub link: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was changed.
    pub updated: Option<Timestamp>,
    /// Who wrote it: the names of all, an address of mail only where no name is known.
    pub author: Option<SafeText>,
    /// Whether the entry names its author itself. Otherwise that of the feed is meant (RFC 4287 section
    /// 4.2.1), which holds for articles, not for comments.
    pub has_own_author: bool,
    /// The fullest text that the entry carries.
    pub body: GatedHtml,
    /// Categories.
    pub categories: Vec<SafeText>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// Where its comments are.
    pub clues: Clues,
}

/// Why a document is no feed; the sentence is shown beside the feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// Nothing was sent.
    #[error("The answer is empty")]
    Empty,
    /// A page for people; the feeds that it names can be offered.
    #[error("This is a web page, not a feed")]
    Html {
        /// Feeds named in the page.
        feeds: Vec<FeedLink>,
        /// Where its links may lead to a feed, the likeliest first: whoever asks finds out.
        guesses: Vec<Url>,
        /// Where the page sends its readers on by itself.
        refresh: Option<Box<Url>>,
    },
    /// Something else.
    #[error("This is not a feed: {reason}")]
    NotAFeed {
        /// What was found instead.
        reason: String,
    },
    /// A feed that could not be read even with repairs.
    #[error("The feed cannot be read: {reason}")]
    Broken {
        /// What is wrong with it, with the place if known.
        reason: String,
    },
}

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLink {
    /// Its address.
    pub url: Url,
    /// Its title as the page gives it.
    pub title: Option<SafeText>,
}

impl FeedLink {
    /// Whether it looks like a feed of comments: publishing systems name these beside the feed of
    /// articles, and who subscribes to a site means the latter.
    pub fn is_of_comments(&self) -> bool {
        let path = self.url.path().to_ascii_lowercase();
        let title = self
            .title
            .as_ref()
            .map(|title| title.as_str().to_lowercase());
        path.contains("/comments") || title.is_some_and(|title| title.contains("comment"))
    }
}

/// Reads a feed document.
///
/// `content_type` is the HTTP header; `base` is where the document was found, for relative addresses.
///
/// # Errors
///
/// Fails with one sentence where the document is no feed, or holds nothing that can be saved.
pub fn parse(
    bytes: &[u8],
    content_type: Option<&str>,
    base: Option<&Url>,
) -> Result<ParsedFeed, FeedError> {
    let bytes = charset::unpack(bytes);
    if let Some(kind) = binary::kind(&bytes) {
        return Err(FeedError::NotAFeed {
            reason: kind.to_owned(),
        });
    }
    let decoded = charset::decode(&bytes, content_type);
    let mut repairs = Vec::new();
    if decoded.is_misdeclared {
        repairs.push(format!(
            "read as {}, not in the declared encoding",
            decoded.encoding
        ));
    }
    if decoded.is_damaged {
        repairs.push(format!("bytes that are not {} replaced", decoded.encoding));
    }
    let (text, has_forbidden) = without_forbidden(decoded.text);
    if has_forbidden {
        repairs.push("characters that XML forbids removed".to_owned());
    }
    let document = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if document.is_empty() {
        return Err(FeedError::Empty);
    }
    let mut feed = if document.starts_with(['{', '[']) {
        json::parse(document, base)?
    } else {
        xml(document, base)?
    };
    repairs.append(&mut feed.repairs);
    feed.repairs = repairs;
    Ok(feed)
}

/// The feeds that a page names in `<link rel="alternate">`, comment feeds last, each address once.
pub fn feeds_in_page(html: &str, base: &Url) -> Vec<FeedLink> {
    page::read(html, Some(base)).feeds
}

/// Text without the characters that XML 1.0 forbids (section 2.2), and whether there were any.
fn without_forbidden(text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    if !holds_forbidden(text.as_bytes()) {
        return (text, false);
    }
    let kept = text
        .chars()
        .filter(|&c| references::is_xml(c))
        .collect::<String>();
    (kept.into(), true)
}

fn holds_forbidden(text: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // Whole pieces: those the compiler compares many bytes at a time.
    let has_control = |piece: &[u8]| piece.iter().fold(false, |has, byte| has | is_control(byte));
    // U+FFFE and U+FFFF.
    let is_noncharacter = |at: usize| matches!(text[at..], [_, 0xbf, 0xbe | 0xbf, ..]);
    text.chunks(PIECE_BYTES).any(has_control)
        || memchr::memchr_iter(0xef, text).any(is_noncharacter)
}

/// Reads a document of XML, or of what is meant as such.
fn xml(document: &str, base: Option<&Url>) -> Result<ParsedFeed, FeedError> {
    let root = match root::find(document) {
        Finding::Feed(root) => root,
        Finding::Html => {
            return Err(discover::in_page(document, base));
        }
        Finding::Other(name) => {
            let reason = match name.to_ascii_lowercase().as_str() {
                "opml" => "a subscription list (OPML)".to_owned(),
                "urlset" | "sitemapindex" => "a site map".to_owned(),
                _ => format!("a document of <{}>", SafeText::new(name)),
            };
            return Err(FeedError::NotAFeed { reason });
        }
        Finding::Nothing => {
            return Err(FeedError::NotAFeed {
                reason: "no markup in it".to_owned(),
            });
        }
    };
    let (family, format) = (root.family, root.format);
    let repair::Mended {
        xml,
        entries,
        is_cut,
        mut repairs,
    } = repair::mend(document, root);
    let (outline, mut drafts) = match sound(&xml, base, family, format, entries) {
        Ok(read) => read,
        Err(reason) => {
            repairs.extend(reason);
            let outline = outline::read(&xml, base, loose::wants);
            let drafts = loose::read(&outline, clues::generator(&outline).as_deref());
            (outline, drafts)
        }
    };
    let of_channel = || {
        let text = outline::attribute(&outline.channel, "title")?.to_owned();
        Some(Title {
            text,
            is_plain: false,
        })
    };
    let title = fields::title(&outline.feed).or_else(of_channel);
    let site = fields::site(&outline);
    for draft in &mut drafts {
        draft.resolve_against_article(site.as_ref());
    }
    if title.is_none() && drafts.is_empty() && site.is_none() {
        // RDF can be anything, and a feed that breaks off before its title is none yet.
        if is_cut || (family == Family::Rdf && !outline.has_channel) {
            return Err(FeedError::Broken {
                reason: "neither a title nor entries can be found in it".to_owned(),
            });
        }
        repairs.push("neither a title nor entries in it".to_owned());
    }
    Ok(ParsedFeed {
        format,
        title: title.and_then(|title| safe::title(&title.text, title.is_plain)),
        site,
        generator: clues::generator(&outline),
        repairs,
        wait_minutes: fields::wait_minutes(&outline),
        skips: fields::skips(&outline),
        older: fields::older(&outline),
        entries: draft::settle(drafts),
    })
}

/// Reads mended XML by feed-rs and the clue pass.
///
/// # Errors
///
/// Fails where the loose parser reads more; with a reason where the reader should know of it.
fn sound<'x>(
    xml: &'x str,
    base: Option<&Url>,
    family: Family,
    format: &str,
    entries: usize,
) -> Result<(Outline<'x>, Vec<Draft<'x>>), Option<String>> {
    if family == Family::Extinct || matches!(format, "atom03" | "rss090") {
        return Err(None);
    }
    let is_atom = family == Family::Atom;
    let outline = outline::read(xml, base, sound::wants);
    if !sound::is_readable(&outline, is_atom) {
        return Err(None);
    }
    let feed = sound::parse(&sound::without(xml, &outline.long_texts), base)
        .map_err(|reason| Some(format!("strict parsing failed: {reason}")))?;
    if feed.entries.len() != entries || outline.entries.len() != entries {
        return Err(Some("entries in unusual places".to_owned()));
    }
    let generator = clues::generator(&outline);
    let drafts = sound::read(feed, &outline, generator.as_deref());
    Ok((outline, drafts))
}
