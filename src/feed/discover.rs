//! Feeds of sites that do not name them, or not all: by the rules of the site, by what a page is made
//! with, and where feeds lie by custom.
//!
//! Pure: an address, and a page where there is one, to candidates. Nothing here is certain; whoever asks
//! finds out whether there is a feed.

use url::Url;

use super::markup::{Attributes, Tag, Token, Tokens};
use super::outline::resolve;
use super::references::unescape;
use super::{FeedError, FeedLink, page};
use crate::model::safe::SafeText;

/// Where feeds lie by custom, likeliest first; each costs a request, so there are few.
const WELL_KNOWN: [&str; 5] = ["feed", "rss.xml", "atom.xml", "index.xml", "feed.xml"];

/// Letters of a YouTube channel's id.
const CHANNEL_ID_LENGTH: usize = 24;

/// Feeds that the address alone tells, without a request: those of services whose rules are known.
pub fn by_address(url: &Url) -> Vec<FeedLink> {
    let Some(host) = url.host_str() else {
        return Vec::new();
    };
    let host = host.trim_start_matches("www.").to_ascii_lowercase();
    let path = segments(url);
    let feeds = match host.as_str() {
        "youtube.com" | "m.youtube.com" => youtube(url, &path),
        "reddit.com" | "old.reddit.com" | "new.reddit.com" => reddit(&path),
        "github.com" => github(&path),
        "medium.com" => medium(&path),
        "lobste.rs" => lobsters(&path),
        "news.ycombinator.com" if path.is_empty() => one("https://news.ycombinator.com/rss", ""),
        "stackoverflow.com" => questions(&host, &path),
        _ if host.ends_with(".stackexchange.com") => questions(&host, &path),
        _ if host.ends_with(".substack.com") => one(&format!("https://{host}/feed"), ""),
        _ if host.ends_with(".tumblr.com") => one(&format!("https://{host}/rss"), ""),
        _ if host.contains(".blogspot.") => blogger(&host, &path),
        _ if host.ends_with(".wordpress.com") => category(url, &path),
        _ => Vec::new(),
    };
    feeds.into_iter().filter(|feed| feed.url != *url).collect()
}

/// A page in a feed's place: the feeds that it names, else those that follow from what it is; and what else
/// may lead to one.
pub(super) fn in_page(html: &str, base: Option<&Url>) -> FeedError {
    let named = page::read(html, base);
    FeedError::Html {
        feeds: meant(html, named.feeds, base),
        guesses: named.guesses,
        refresh: named.refresh.map(Box::new),
    }
}

/// The feeds that are meant by a page's address: those that it names, else those that follow from what it is.
fn meant(html: &str, named: Vec<FeedLink>, base: Option<&Url>) -> Vec<FeedLink> {
    let Some(base) = base else {
        return named;
    };
    let path = segments(base);
    let made_with = Page::of(html);
    // A category's own feed is meant where a category was typed; the page names that of the whole site
    // beside it, or only that.
    let meant = match () {
        () if made_with.is("wordpress") => category(base, &path),
        () if made_with.is("blogger") => blogger(base.host_str().unwrap_or_default(), &path),
        () if made_with.is("discourse") => discourse(base, &path),
        () => Vec::new(),
    };
    if let Some(feed) = meant.first().filter(|_| !path.is_empty()) {
        return vec![named_like(feed, &named)];
    }
    if !named.is_empty() {
        return named;
    }
    if !meant.is_empty() {
        return meant;
    }
    match path.as_slice() {
        // Mastodon and its kin: a profile's posts.
        [name] if is_handle(name) => with_suffix(base, ".rss"),
        _ if made_with.is("youtube") => made_with.channel.map_or_else(Vec::new, |id| channel(&id)),
        _ => Vec::new(),
    }
}

/// Where a feed may lie by custom: beside the page, then at the site's root. For the last resort.
pub fn well_known(url: &Url) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    let mut folder = url.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    if !folder.path().ends_with('/') {
        folder.set_path(&format!("{}/", folder.path()));
    }
    let beside = (folder.path() != "/").then(|| folder.join(WELL_KNOWN[0]));
    let at_root = WELL_KNOWN
        .iter()
        .map(|name| folder.join(&format!("/{name}")));
    for candidate in beside.into_iter().chain(at_root).flatten() {
        if candidate != *url && !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found
}

/// Feeds that an answer names in its `Link` headers (RFC 8288), which pages of any kind can have.
pub fn in_headers<'h>(headers: impl Iterator<Item = &'h str>, base: &Url) -> Vec<FeedLink> {
    let mut found = Vec::new();
    for link in headers.flat_map(|header| header.split(",<").flat_map(|part| part.split(", <"))) {
        let Some((address, parameters)) = link.trim_start_matches('<').split_once('>') else {
            continue;
        };
        let parameter = |name: &str| {
            parameters.split(';').find_map(|parameter| {
                let (own, value) = parameter.split_once('=')?;
                let is_it = own.trim().eq_ignore_ascii_case(name);
                is_it.then(|| value.trim().trim_matches('"').to_owned())
            })
        };
        let rel = parameter("rel").unwrap_or_default().to_ascii_lowercase();
        let kind = parameter("type").unwrap_or_default();
        if !page::is_feed(&rel, &kind) {
            continue;
        }
        let url = resolve(address, Some(base));
        if let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) {
            found.push(FeedLink {
                url,
                title: parameter("title").as_deref().and_then(SafeText::non_empty),
            });
        }
    }
    found
}

/// What a page says of the program that made it.
#[derive(Default)]
struct Page {
    generator: String,
    site_name: String,
    channel: Option<String>,
}

impl Page {
    fn of(html: &str) -> Self {
        let mut found = Self::default();
        for (token, _) in Tokens::from(html, 0) {
            match token {
                Token::Start(tag) if tag.name.eq_ignore_ascii_case("meta") => found.meta(&tag),
                Token::Start(tag) if tag.name.eq_ignore_ascii_case("body") => break,
                _ => {}
            }
        }
        if found.is("youtube") && found.channel.is_none() {
            found.channel = channel_id(html);
        }
        found
    }

    fn meta(&mut self, tag: &Tag<'_>) {
        let value = |name: &str| {
            Attributes::of(tag)
                .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
                .map(|attribute| unescape(attribute.value).into_owned())
        };
        let name = value("name").or_else(|| value("property"));
        let content = value("content").unwrap_or_default();
        match name.as_deref() {
            Some("generator") => self.generator = content.to_ascii_lowercase(),
            Some("og:site_name") => self.site_name = content.to_ascii_lowercase(),
            _ if matches!(
                value("itemprop").as_deref(),
                Some("identifier" | "channelId")
            ) =>
            {
                self.channel = Some(content).filter(|id| is_channel_id(id));
            }
            _ => {}
        }
    }

    fn is(&self, program: &str) -> bool {
        self.generator.starts_with(program) || self.site_name == program
    }
}

/// The first channel's id in a page's data.
fn channel_id(html: &str) -> Option<String> {
    ["\"externalId\":\"", "\"channelId\":\""]
        .iter()
        .find_map(|key| {
            let (_, rest) = html.split_once(key)?;
            rest.get(..CHANNEL_ID_LENGTH).filter(|id| is_channel_id(id))
        })
        .map(str::to_owned)
}

fn is_channel_id(id: &str) -> bool {
    id.len() == CHANNEL_ID_LENGTH
        && id.starts_with("UC")
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn is_handle(name: &str) -> bool {
    name.len() > 1
        && name.starts_with('@')
        && name[1..]
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-@".contains(&b))
}

fn segments(url: &Url) -> Vec<&str> {
    let segments = url.path_segments().into_iter().flatten();
    segments.filter(|segment| !segment.is_empty()).collect()
}

fn one(address: &str, title: &str) -> Vec<FeedLink> {
    let url = Url::parse(address).ok();
    url.map(|url| FeedLink {
        url,
        title: SafeText::non_empty(title),
    })
    .into_iter()
    .collect()
}

/// The address with something behind its path.
fn with_suffix(url: &Url, suffix: &str) -> Vec<FeedLink> {
    let mut feed = url.clone();
    feed.set_query(None);
    feed.set_fragment(None);
    feed.set_path(&format!("{}{suffix}", url.path().trim_end_matches('/')));
    one(feed.as_str(), "")
}

/// A candidate as the page names it, where it does.
fn named_like(feed: &FeedLink, named: &[FeedLink]) -> FeedLink {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let same = named.iter().find(|link| path(&link.url) == path(&feed.url));
    same.unwrap_or(feed).clone()
}

fn youtube(url: &Url, path: &[&str]) -> Vec<FeedLink> {
    let list = url.query_pairs().find(|(name, _)| name == "list");
    match (path, list) {
        (["channel", id, ..], _) if is_channel_id(id) => channel(id),
        (["user", name, ..], _) => one(
            &format!("https://www.youtube.com/feeds/videos.xml?user={name}"),
            "",
        ),
        (["playlist"], Some((_, id))) => {
            let mut feed = url.clone();
            feed.set_path("/feeds/videos.xml");
            feed.query_pairs_mut()
                .clear()
                .append_pair("playlist_id", &id);
            one(feed.as_str(), "")
        }
        // Handles are told by their page.
        _ => Vec::new(),
    }
}

fn channel(id: &str) -> Vec<FeedLink> {
    one(
        &format!("https://www.youtube.com/feeds/videos.xml?channel_id={id}"),
        "",
    )
}

fn reddit(path: &[&str]) -> Vec<FeedLink> {
    let path = match path {
        ["r", name] => format!("r/{name}"),
        [
            "r",
            name,
            sort @ ("new" | "top" | "rising" | "hot" | "controversial"),
        ] => {
            format!("r/{name}/{sort}")
        }
        ["r", name, "comments", id, ..] => format!("r/{name}/comments/{id}"),
        ["user" | "u", name, ..] => format!("user/{name}"),
        _ => return Vec::new(),
    };
    one(&format!("https://www.reddit.com/{path}/.rss"), "")
}

fn github(path: &[&str]) -> Vec<FeedLink> {
    const PAGES: [&str; 8] = [
        "features",
        "topics",
        "trending",
        "marketplace",
        "orgs",
        "settings",
        "search",
        "explore",
    ];
    let at = |rest: &str| format!("https://github.com/{rest}.atom");
    match path {
        [owner, ..] if PAGES.contains(owner) => Vec::new(),
        [owner] => one(&at(owner), "Activity"),
        [owner, name, "releases", ..] => one(&at(&format!("{owner}/{name}/releases")), "Releases"),
        [owner, name, "tags", ..] => one(&at(&format!("{owner}/{name}/tags")), "Tags"),
        [owner, name, "commits" | "tree", branch, ..] => {
            one(&at(&format!("{owner}/{name}/commits/{branch}")), "Commits")
        }
        [owner, name] => {
            let name = name.trim_end_matches(".git");
            [
                ("releases", "Releases"),
                ("commits", "Commits"),
                ("tags", "Tags"),
            ]
            .iter()
            .flat_map(|(what, title)| one(&at(&format!("{owner}/{name}/{what}")), title))
            .collect()
        }
        _ => Vec::new(),
    }
}

fn medium(path: &[&str]) -> Vec<FeedLink> {
    match path {
        ["feed", ..] | [] => Vec::new(),
        ["tag", tag, ..] => one(&format!("https://medium.com/feed/tag/{tag}"), ""),
        [name, ..] => one(&format!("https://medium.com/feed/{name}"), ""),
    }
}

fn lobsters(path: &[&str]) -> Vec<FeedLink> {
    match path {
        [] => one("https://lobste.rs/rss", ""),
        ["t", tags] => one(&format!("https://lobste.rs/t/{tags}.rss"), ""),
        ["newest"] => one("https://lobste.rs/newest.rss", ""),
        _ => Vec::new(),
    }
}

fn questions(host: &str, path: &[&str]) -> Vec<FeedLink> {
    match path {
        ["questions", "tagged", tag] => one(&format!("https://{host}/feeds/tag/{tag}"), ""),
        ["questions", id, ..] if id.bytes().all(|b| b.is_ascii_digit()) => {
            one(&format!("https://{host}/feeds/question/{id}"), "")
        }
        _ => Vec::new(),
    }
}

/// Blogger: <https://support.google.com/blogger/answer/97933>.
fn blogger(host: &str, path: &[&str]) -> Vec<FeedLink> {
    match path {
        ["feeds", ..] => Vec::new(),
        ["search", "label", label] => {
            one(&format!("https://{host}/feeds/posts/default/-/{label}"), "")
        }
        _ => one(&format!("https://{host}/feeds/posts/default"), ""),
    }
}

/// WordPress: the feed of a category, a tag or an author lies below its page
/// (<https://wordpress.org/documentation/article/wordpress-feeds/>).
fn category(url: &Url, path: &[&str]) -> Vec<FeedLink> {
    let is_list = path
        .iter()
        .any(|part| matches!(*part, "category" | "tag" | "author"));
    match path.last() {
        Some(&"feed") => Vec::new(),
        Some(_) if is_list => with_suffix(url, "/feed/"),
        None => with_suffix(url, "/feed/"),
        Some(_) => Vec::new(),
    }
}

/// Discourse: a category, a tag, a topic, or the newest topics.
fn discourse(url: &Url, path: &[&str]) -> Vec<FeedLink> {
    match path {
        ["c", _, ..] | ["tag", _] | ["t", _, _] | ["latest" | "top" | "posts"] => {
            with_suffix(url, ".rss")
        }
        [] => with_suffix(url, "/latest.rss"),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
