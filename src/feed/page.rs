//! Feeds that a web page names.

use url::Url;

use super::markup::{Attributes, Tag, Token, Tokens};
use super::outline::resolve;
use super::references::unescape;
use super::{FeedLink, safe};

/// Feeds listed of one page; some portals name thousands.
const MAX_FEEDS: usize = 64;

/// Media types of feeds.
const TYPES: [&str; 8] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/rss",
    "application/atom",
];

/// The feeds of a page, those of comments last; without a base only absolute addresses count.
pub(super) fn feeds(html: &str, base: Option<&Url>) -> Vec<FeedLink> {
    let mut page_base = base.cloned();
    let mut has_base_element = false;
    let mut found: Vec<FeedLink> = Vec::new();
    for (token, _) in Tokens::from(html, 0) {
        let Token::Start(tag) = token else {
            continue;
        };
        if tag.name.eq_ignore_ascii_case("base") && !has_base_element {
            // Only the first counts (HTML, section 4.2.3).
            if let Some(href) = attribute(&tag, "href").and_then(|href| resolve(&href, base)) {
                page_base = Some(href);
                has_base_element = true;
            }
        } else if tag.name.eq_ignore_ascii_case("link") || tag.name.eq_ignore_ascii_case("a") {
            let Some(link) = feed_link(&tag, page_base.as_ref()) else {
                continue;
            };
            let is_new = found.iter().all(|known| known.url != link.url);
            if is_new && found.len() < MAX_FEEDS {
                found.push(link);
            }
        }
    }
    found.sort_by_key(is_of_comments);
    found
}

fn feed_link(tag: &Tag<'_>, base: Option<&Url>) -> Option<FeedLink> {
    let rel = attribute(tag, "rel")?.to_ascii_lowercase();
    if !is_feed(&rel, &attribute(tag, "type").unwrap_or_default()) {
        return None;
    }
    let href = attribute(tag, "href")?;
    // `feed:` is an old way to say that an address is one of a feed.
    let href = href.trim();
    let href = match href.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => href.to_owned(),
    };
    let url = resolve(&href, base).filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(FeedLink {
        url,
        title: attribute(tag, "title").as_deref().and_then(safe::line),
    })
}

/// Whether a link is one to a feed, by its relations in lower case and its media type.
pub(super) fn is_feed(rel: &str, media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let mut rels = rel.split_ascii_whitespace();
    rels.clone().any(|word| word == "feed")
        || rels.any(|word| word == "alternate") && TYPES.contains(&media_type)
}

fn is_of_comments(link: &FeedLink) -> bool {
    let title = link
        .title
        .as_ref()
        .map_or("", |title| title.as_str())
        .to_lowercase();
    link.url.path().contains("comment") || title.contains("comment") || title.contains("kommentar")
}

fn attribute(tag: &Tag<'_>, name: &str) -> Option<String> {
    Attributes::of(tag)
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
        .map(|attribute| unescape(attribute.value).into_owned())
}
