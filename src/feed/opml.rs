//! Subscription lists in OPML (<http://opml.org/spec2.opml>), read as other readers write them, and written
//! so that other readers read them.
//!
//! Only http and https feeds come out of a list; everything else in it is named, not followed.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use url::Url;

use super::markup::{Attributes, Tag, Token, Tokens};
use super::references::{push_escaped, unescape};
use crate::model::safe::SafeText;
use crate::text::charset;

/// Subscriptions of one list; the longest lists in circulation have a few thousand.
const MAX_FEEDS: usize = 20_000;
/// Folders inside folders; what lies deeper is put into the deepest.
const MAX_DEPTH: usize = 16;
/// Characters of a folder's name.
const MAX_NAME_CHARS: usize = 200;

/// A feed in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its address, http or https.
    pub url: Url,
    /// Its title, as the list gives it.
    pub title: Option<SafeText>,
    /// The site's page for people.
    pub site: Option<Url>,
    /// Where it lies: paths of folders parted by `/`, several paths parted by commas.
    pub folder: Option<SafeText>,
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The list's own title.
    pub title: Option<SafeText>,
    /// Its feeds, each address once, in the list's order.
    pub feeds: Vec<Subscription>,
    /// What is named in it as a feed and is none that an import may bring: files, commands, slips.
    pub refused: Vec<SafeText>,
}

/// Why a document is no subscription list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpmlError {
    /// Neither the root nor an outline of OPML.
    #[error("This is not a subscription list (OPML): there is no <opml> and no <outline> in it")]
    NotOpml,
}

/// Reads a list. Like feeds, lists are often not well formed: what can be read is read.
///
/// # Errors
///
/// Fails only where nothing in the document is OPML.
pub fn read(bytes: &[u8]) -> Result<List, OpmlError> {
    let bytes = charset::unpack(bytes);
    let decoded = charset::decode(&bytes, None);
    let mut reading = Reading::default();
    for (token, _) in Tokens::from(&decoded.text, 0) {
        match token {
            Token::Start(tag) => reading.start(&tag),
            Token::End(name) => reading.end(name),
            Token::Text(text) if reading.in_title => reading.title.push_str(&unescape(text)),
            Token::Cdata(text) if reading.in_title => reading.title.push_str(text),
            _ => {}
        }
        if reading.list.feeds.len() >= MAX_FEEDS {
            break;
        }
    }
    if !reading.is_opml {
        return Err(OpmlError::NotOpml);
    }
    reading.list.title = SafeText::non_empty(&reading.title);
    Ok(reading.list)
}

#[derive(Default)]
struct Reading {
    list: List,
    is_opml: bool,
    in_title: bool,
    title: String,
    /// For each open outline, the folder that it is; none for feeds that hold outlines.
    open: Vec<Option<SafeText>>,
    /// Addresses in the list with their places, for those that are in it twice.
    places: HashMap<String, usize>,
    refused: HashSet<String>,
}

impl Reading {
    fn start(&mut self, tag: &Tag<'_>) {
        let local = local(tag.name);
        if local.eq_ignore_ascii_case("title") && self.list.feeds.is_empty() {
            self.in_title = !tag.is_empty && self.title.is_empty();
        }
        self.is_opml |= local.eq_ignore_ascii_case("opml");
        if !local.eq_ignore_ascii_case("outline") {
            return;
        }
        self.is_opml = true;
        let outline = Outline::of(tag);
        let folder = match &outline.address {
            Some(address) => {
                self.feed(address, &outline);
                None
            }
            None => outline.title(),
        };
        if !tag.is_empty {
            self.open.push(folder);
        }
    }

    fn end(&mut self, name: &str) {
        let local = local(name);
        if local.eq_ignore_ascii_case("outline") {
            self.open.pop();
        } else if local.eq_ignore_ascii_case("title") {
            self.in_title = false;
        }
    }

    fn feed(&mut self, address: &str, outline: &Outline) {
        let Some(url) = feed_address(address) else {
            let address = SafeText::new(address);
            if self.refused.insert(address.to_string()) {
                self.list.refused.push(address);
            }
            return;
        };
        let mut folders: Vec<String> = self.path().into_iter().collect();
        let categories = outline.category.as_deref().unwrap_or_default();
        folders.extend(categories.split(',').filter_map(path_of));
        // In several folders it is one feed in several folders.
        let place = match self.places.get(url.as_str()) {
            Some(&place) => place,
            None => {
                self.places
                    .insert(url.as_str().to_owned(), self.list.feeds.len());
                self.list.feeds.push(Subscription {
                    url,
                    title: outline.title(),
                    site: outline.site(),
                    folder: None,
                });
                self.list.feeds.len() - 1
            }
        };
        let folder = &mut self.list.feeds[place].folder;
        for path in folders {
            *folder = Some(with_path(folder.as_ref(), &path));
        }
    }

    /// The folders that are open here, as a path.
    fn path(&self) -> Option<String> {
        let names = self.open.iter().flatten().take(MAX_DEPTH);
        let names: Vec<String> = names.filter_map(|name| part(name.as_str())).collect();
        (!names.is_empty()).then(|| names.join("/"))
    }
}

/// The attributes of an outline that say something about a feed.
#[derive(Default)]
struct Outline {
    address: Option<String>,
    text: Option<String>,
    title: Option<String>,
    html: Option<String>,
    category: Option<String>,
}

impl Outline {
    fn of(tag: &Tag<'_>) -> Self {
        let mut outline = Self::default();
        let mut kind = None;
        let mut url = None;
        for attribute in Attributes::of(tag) {
            let value = unescape(attribute.value).trim().to_owned();
            let value = Some(value).filter(|value| !value.is_empty());
            let slot = match attribute.name.to_ascii_lowercase().as_str() {
                "xmlurl" => &mut outline.address,
                "text" => &mut outline.text,
                "title" => &mut outline.title,
                "htmlurl" => &mut outline.html,
                "category" => &mut outline.category,
                "type" => &mut kind,
                "url" => &mut url,
                _ => continue,
            };
            *slot = slot.take().or(value);
        }
        // OPML 1.0 files of some readers have feeds in `url`, which else names other lists and pages.
        let is_feed = kind.is_some_and(|kind| {
            let kind = kind.to_ascii_lowercase();
            matches!(kind.as_str(), "rss" | "atom" | "feed")
        });
        if is_feed {
            outline.address = outline.address.or(url);
        }
        outline
    }

    fn title(&self) -> Option<SafeText> {
        let title = |text: &Option<String>| text.as_deref().and_then(SafeText::non_empty);
        // `text` is what OPML asks for and what its readers show; `title` is RSS's own.
        title(&self.text).or_else(|| title(&self.title))
    }

    fn site(&self) -> Option<Url> {
        let url = Url::parse(self.html.as_deref()?).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    }
}

/// The address of a feed of the web; `feed:` is an old way to say that an address is one.
pub(super) fn feed_address(address: &str) -> Option<Url> {
    let address = address.trim();
    let address = match address.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => address.to_owned(),
    };
    Url::parse(&address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Folders with one path more, written as OPML's `category`.
pub fn with_path(folder: Option<&SafeText>, path: &str) -> SafeText {
    let known = folder.map_or("", |folder| folder.as_str());
    if known.split(',').any(|known| known.trim() == path) {
        return SafeText::new(known);
    }
    match known {
        "" => SafeText::new(path),
        known => SafeText::new(&format!("{known},{path}")),
    }
}

/// One path of OPML's `category`, its folders made safe; none where nothing is left.
fn path_of(category: &str) -> Option<String> {
    let parts: Vec<String> = category
        .split('/')
        .filter_map(part)
        .take(MAX_DEPTH)
        .collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// A folder's name as part of a path, in which slashes and commas have a meaning of their own.
pub fn part(name: &str) -> Option<String> {
    let name: String = name
        .chars()
        .take(MAX_NAME_CHARS)
        .map(|c| if matches!(c, '/' | ',') { ' ' } else { c })
        .collect();
    SafeText::non_empty(&name).map(|name| name.to_string())
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// Writes a list as OPML 2.0: each feed in the folder that it stands in first, all its paths in
/// `category`.
pub fn write(title: &str, feeds: &[Subscription]) -> String {
    let mut sorted: Vec<(Vec<&str>, &Subscription)> =
        feeds.iter().map(|feed| (first_path(feed), feed)).collect();
    // Stable: inside a folder the order stays.
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    let _ = writeln!(
        out,
        "  <head>\n    <title>{}</title>\n  </head>\n  <body>",
        escaped(title)
    );
    let mut open: Vec<&str> = Vec::new();
    for (path, feed) in sorted {
        let shared = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        while open.len() > shared {
            open.pop();
            let _ = writeln!(out, "{}</outline>", indent(open.len()));
        }
        for name in &path[shared..] {
            let name_of = escaped(name);
            let _ = writeln!(
                out,
                "{}<outline text=\"{name_of}\" title=\"{name_of}\">",
                indent(open.len())
            );
            open.push(name);
        }
        let _ = writeln!(out, "{}{}", indent(open.len()), outline(feed));
    }
    while open.pop().is_some() {
        let _ = writeln!(out, "{}</outline>", indent(open.len()));
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

fn first_path(feed: &Subscription) -> Vec<&str> {
    let folder = feed.folder.as_ref().map_or("", SafeText::as_str);
    let path = folder.split(',').next().unwrap_or_default();
    path.split('/').filter(|name| !name.is_empty()).collect()
}

fn outline(feed: &Subscription) -> String {
    let title = feed
        .title
        .as_ref()
        .map_or(feed.url.as_str(), SafeText::as_str);
    let title = escaped(title);
    let mut line = format!(
        "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
        escaped(feed.url.as_str())
    );
    if let Some(site) = &feed.site {
        let _ = write!(line, " htmlUrl=\"{}\"", escaped(site.as_str()));
    }
    // The folders that it stands in are its first path; only a feed with more needs to name them.
    if let Some(folder) = feed.folder.as_ref().filter(|f| f.as_str().contains(',')) {
        let _ = write!(line, " category=\"{}\"", escaped(folder.as_str()));
    }
    line + "/>"
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth + 2)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(text, &mut escaped);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(list: &List) -> Vec<String> {
        list.feeds
            .iter()
            .map(|feed| {
                let text = |text: &Option<SafeText>| text.clone().unwrap_or_default();
                format!(
                    "{} | {} | {}",
                    text(&feed.folder),
                    text(&feed.title),
                    feed.url
                )
            })
            .collect()
    }

    #[test]
    fn nested_folders_and_categories_are_kept_and_a_feed_in_two_folders_is_one() {
        let list = read(
            b"<opml version='2.0'><head><title>Mine &amp; yours</title></head><body>\
              <outline text='Tech'><outline text='Linux, etc'>\
              <outline type='rss' text='LWN' xmlUrl='https://lwn.example/rss'/></outline>\
              <outline text='B' title='A' xmlUrl='http://b.example/' category='/News/Daily,fun'/></outline>\
              <outline text='Other'><outline text='LWN' xmlUrl='https://lwn.example/rss'/></outline>\
              </body></opml>",
        )
        .unwrap();
        assert_eq!(list.title, Some("Mine & yours".into()));
        assert_eq!(
            told(&list),
            [
                "Tech/Linux etc,Other | LWN | https://lwn.example/rss",
                "Tech,News/Daily,fun | B | http://b.example/",
            ]
        );
    }

    #[test]
    fn only_feeds_of_the_web_come_out_of_a_list() {
        let list = read(
            b"<opml><body><outline text='a' xmlUrl='file:///etc/passwd'/>\
              <outline text='b' xmlUrl='|~/fetch.py'/><outline text='c' xmlUrl='exec:rm'/>\
              <outline text='d' type='link' url='https://d.example/list.opml'/>\
              <outline text='e' type='rss' url='https://e.example/feed'/></body></opml>",
        )
        .unwrap();
        assert_eq!(told(&list), [" | e | https://e.example/feed"]);
        assert_eq!(list.refused.len(), 3);
    }

    #[test]
    fn a_list_that_is_no_xml_is_read_as_far_as_it_goes() {
        let list = read(
            b"<opml><head><title>This & That<body><outline text='F'>\
              <outline text='Nick & Co' xmlUrl='https://n.example/?a=1&b=2'>",
        )
        .unwrap();
        assert_eq!(told(&list), ["F | Nick & Co | https://n.example/?a=1&b=2"]);
        assert_eq!(read(b"a 404 page"), Err(OpmlError::NotOpml));
    }

    #[test]
    fn folders_without_an_end_cost_neither_stack_nor_time() {
        let mut deep = "<opml><body>".to_owned() + &"<outline text='a'>".repeat(100_000);
        deep += "<outline text='x' xmlUrl='https://x.example/'/>";
        let list = read(deep.as_bytes()).unwrap();
        let folder = list.feeds[0].folder.clone().unwrap();
        assert_eq!(folder.as_str().matches('a').count(), MAX_DEPTH);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let feed = |url: &str, title: &str, folder: &str| Subscription {
            url: Url::parse(url).unwrap(),
            title: SafeText::non_empty(title),
            site: Url::parse("https://site.example/?a&b").ok(),
            folder: SafeText::non_empty(folder),
        };
        let feeds = [
            feed("https://c.example/", "C <\"&'> ü", "Tech/Linux"),
            feed("https://a.example/?x=1&y=2", "A", ""),
            feed("https://b.example/", "B", "Tech,News/Daily"),
            feed("https://d.example/", "D", "Tech/Linux"),
        ];
        let written = write("byline's & mine", &feeds);
        let mut read = read(written.as_bytes()).unwrap();
        assert_eq!(read.title, Some("byline's & mine".into()));
        read.feeds.sort_by_key(|feed| feed.title.clone());
        let mut feeds = feeds.to_vec();
        feeds.sort_by_key(|feed| feed.title.clone());
        assert_eq!(read.feeds, feeds);
        assert_eq!(written.matches("text=\"Tech\"").count(), 1, "{written}");
    }
}
