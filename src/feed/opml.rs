//! Subscription lists in OPML (<http://opml.org/spec2.opml>), read as other readers write them, and written
//! so that other readers read them.
//!
//! Only http and https feeds come out of a list; everything else in it is named, not followed.

mod write;

use url::Url;

pub use self::write::write;
use super::list::{End, List, ListMaker, SavedQuery, Subscription, Why, feed_address};
use super::markup::{Attributes, Tag, Token, Tokens};
use super::references::unescape;
use super::safe;
use crate::model::folder::FolderPath;
use crate::model::safe::SafeText;
use crate::text::charset;

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
        if reading.made.list.end == End::TooLong {
            break;
        }
    }
    reading.finish()
}

/// How far the root has come.
#[derive(Default, PartialEq)]
enum Root {
    #[default]
    Missing,
    Open,
    Closed,
}

#[derive(Default)]
struct Reading {
    made: ListMaker,
    is_opml: bool,
    root: Root,
    in_title: bool,
    title: String,
    /// For each open outline, the folder that it is; none for feeds that hold outlines.
    open: Vec<Opened>,
}

/// An outline that is not closed yet.
struct Opened {
    /// What it is called as a folder; feeds that hold outlines are none.
    folder: Option<SafeText>,
    /// What it would be called as a feed without an address, should it hold nothing.
    feed: Option<String>,
}

impl Reading {
    fn start(&mut self, tag: &Tag<'_>) {
        let local = local(tag.name);
        if local.eq_ignore_ascii_case("title") && self.made.list.feeds.is_empty() {
            self.in_title = !tag.is_empty && self.title.is_empty();
        }
        if local.eq_ignore_ascii_case("opml") {
            (self.is_opml, self.root) = (true, Root::Open);
        }
        if local.eq_ignore_ascii_case("outline") {
            self.is_opml = true;
            self.outline(&Outline::of(tag), tag.is_empty);
        }
    }

    fn outline(&mut self, outline: &Outline, is_empty: bool) {
        // Whatever it holds, it is a folder.
        if let Some(outer) = self.open.last_mut() {
            outer.feed = None;
        }
        if let Some(query) = outline.saved_query() {
            self.made.list.queries.push(query);
        } else if let Some(address) = &outline.address {
            self.feed(address, outline);
        } else if is_empty {
            let named = outline.without_address();
            named.inspect(|name| self.made.refuse(name, Why::NoAddress));
        }
        if !is_empty {
            let is_folder = outline.address.is_none();
            self.open.push(Opened {
                folder: outline.title().filter(|_| is_folder),
                feed: outline.without_address().filter(|_| is_folder),
            });
        }
    }

    fn end(&mut self, name: &str) {
        let local = local(name);
        if local.eq_ignore_ascii_case("outline") {
            let closed = self.open.pop().and_then(|opened| opened.feed);
            closed.inspect(|name| self.made.refuse(name, Why::NoAddress));
        } else if local.eq_ignore_ascii_case("title") {
            self.in_title = false;
        } else if local.eq_ignore_ascii_case("opml") {
            self.root = Root::Closed;
        }
    }

    fn feed(&mut self, address: &str, outline: &Outline) {
        let url = match feed_address(address) {
            Ok(url) => url,
            Err(why) => return self.made.refuse(address, why),
        };
        let names = self.open.iter().filter_map(|open| open.folder.as_ref());
        let here = FolderPath::of(names.map(SafeText::as_str));
        let categories = outline.category.as_deref().unwrap_or_default();
        // <http://opml.org/spec2.opml>: commas part categories, slashes their levels.
        let categories = categories.split(',');
        let categories = categories.filter_map(|path| FolderPath::of(path.split('/')));
        let feed = Subscription {
            url,
            title: outline.title(),
            site: outline.site(),
            folder: None,
        };
        self.made.feed(feed, here.into_iter().chain(categories));
    }

    fn finish(self) -> Result<List, OpmlError> {
        if !self.is_opml {
            return Err(OpmlError::NotOpml);
        }
        let mut list = self.made.list;
        list.title = SafeText::non_empty(&self.title);
        // Without a root it is a piece of a list, which is whole when all that began has ended.
        let is_cut = match self.root {
            Root::Missing => !self.open.is_empty(),
            Root::Open => true,
            Root::Closed => false,
        };
        if is_cut && list.end == End::Whole {
            list.end = End::CutOff;
        }
        Ok(list)
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
    /// In lower case.
    kind: Option<String>,
    /// The address of something else than a feed.
    other: Option<String>,
    query: Option<String>,
}

impl Outline {
    fn of(tag: &Tag<'_>) -> Self {
        let mut outline = Self::default();
        for attribute in Attributes::of(tag) {
            let value = unescape(attribute.value).trim().to_owned();
            let value = Some(value).filter(|value| !value.is_empty());
            let slot = match attribute.name.to_ascii_lowercase().as_str() {
                "xmlurl" => &mut outline.address,
                "text" => &mut outline.text,
                "title" => &mut outline.title,
                "htmlurl" => &mut outline.html,
                "category" => &mut outline.category,
                "type" => &mut outline.kind,
                "url" => &mut outline.other,
                "query" => &mut outline.query,
                _ => continue,
            };
            *slot = slot.take().or(value);
        }
        outline.kind = outline.kind.map(|kind| kind.to_ascii_lowercase());
        // OPML 1.0 files of some readers have feeds in `url`, which else names other lists and pages.
        if outline.is_feed() {
            outline.address = outline.address.or(outline.other.take());
        }
        outline
    }

    fn is_feed(&self) -> bool {
        matches!(self.kind.as_deref(), Some("rss" | "atom" | "feed"))
    }

    /// What is to be named of an outline that is meant as a feed, or leads elsewhere, and states no address
    /// of a feed.
    fn without_address(&self) -> Option<String> {
        let is_meant = self.is_feed() || self.html.is_some() || self.other.is_some();
        if !is_meant || self.address.is_some() {
            return None;
        }
        let title = self.title();
        let address = self.other.as_ref().or(self.html.as_ref());
        let parts = title.iter().map(SafeText::as_str);
        let parts: Vec<&str> = parts.chain(address.map(String::as_str)).collect();
        Some(parts.join(" "))
    }

    /// A search, as [`write()`] writes it.
    fn saved_query(&self) -> Option<SavedQuery> {
        let query = self.query.as_deref().and_then(SafeText::non_empty);
        let is_query = self.kind.as_deref() == Some("query") && self.address.is_none();
        Some(SavedQuery {
            name: self.title()?,
            query: query.filter(|_| is_query)?,
        })
    }

    fn title(&self) -> Option<SafeText> {
        let title = |text: &Option<String>| text.as_deref().and_then(safe::line);
        // `text` is what OPML asks for and what its readers show; `title` is RSS's own.
        title(&self.text).or_else(|| title(&self.title))
    }

    fn site(&self) -> Option<Url> {
        let url = Url::parse(self.html.as_deref()?).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::folder::Folders;

    fn told(list: &List) -> Vec<String> {
        list.feeds
            .iter()
            .map(|feed| {
                let folder = feed.folder.as_ref().map(Folders::written);
                let title = feed.title.clone().unwrap_or_default();
                format!("{} | {title} | {}", folder.unwrap_or_default(), feed.url)
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
                r"Tech/Linux\, etc,Other | LWN | https://lwn.example/rss",
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
        let refused = list.refused.iter();
        let refused: Vec<_> = refused.map(|it| (it.name.as_str(), it.why)).collect();
        assert_eq!(
            refused,
            [
                ("file:///etc/passwd", Why::File),
                ("|~/fetch.py", Why::Program),
                ("exec:rm", Why::Program),
                ("d https://d.example/list.opml", Why::NoAddress),
            ]
        );
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
        assert!(folder.first().names().len() < 100);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let feed = |url: &str, title: &str, folder: &str| Subscription {
            url: Url::parse(url).unwrap(),
            title: SafeText::non_empty(title),
            site: Url::parse("https://site.example/?a&b").ok(),
            folder: Folders::read(folder),
        };
        let feeds = [
            feed("https://c.example/", "C <\"&'> ü", "Tech/Linux"),
            feed("https://a.example/?x=1&y=2", "A", ""),
            feed("https://b.example/", "B", "Tech,News/Daily"),
            feed("https://d.example/", "D", "Tech/Linux"),
            feed(
                "https://e.example/",
                "E",
                r"TV\/Film,Salt\, pepper/back\\slash,fun",
            ),
        ];
        let queries = [SavedQuery {
            name: "Unread & new".into(),
            query: "unread = \"yes\"".into(),
        }];
        let written = write("byline's & mine", &feeds, &queries);
        let mut read = read(written.as_bytes()).unwrap();
        assert_eq!(read.title, Some("byline's & mine".into()));
        assert_eq!(
            (read.end, read.queries.as_slice()),
            (End::Whole, &queries[..])
        );
        read.feeds.sort_by_key(|feed| feed.title.clone());
        let mut feeds = feeds.to_vec();
        feeds.sort_by_key(|feed| feed.title.clone());
        let in_any_order = |feed: &Subscription| {
            let mut paths = feed
                .folder
                .as_ref()
                .map_or(vec![], |it| it.paths().to_vec());
            paths.sort();
            (
                feed.url.clone(),
                feed.title.clone(),
                feed.site.clone(),
                paths,
            )
        };
        let sorted = |feeds: &[Subscription]| feeds.iter().map(in_any_order).collect::<Vec<_>>();
        assert_eq!(sorted(&read.feeds), sorted(&feeds));
        assert_eq!(written.matches("text=\"Tech\"").count(), 1, "{written}");
        assert!(written.contains("<outline text=\"TV/Film\""), "{written}");
    }

    #[test]
    fn the_order_of_a_list_stays_inside_of_its_folders() {
        let list = read(
            b"<opml><body><outline text='Z'><outline xmlUrl='https://2.example/'/>\
              <outline xmlUrl='https://1.example/'/></outline><outline text='A'>\
              <outline xmlUrl='https://3.example/'/></outline></body></opml>",
        )
        .unwrap();
        let written = write("", &list.feeds, &[]);
        let again = read(written.as_bytes()).unwrap();
        assert_eq!(
            again.feeds,
            list.feeds
                .iter()
                .map(|feed| Subscription {
                    title: Some(feed.url.as_str().into()),
                    ..feed.clone()
                })
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_list_that_ends_in_the_middle_is_known_as_such_wherever_it_was_cut() {
        let whole = "<?xml version='1.0'?><opml version='2.0'><head><title>Mine</title></head><body>\
                     <outline text='F'><outline text='A' xmlUrl='https://a.example/'/></outline>\
                     <outline text='B' xmlUrl='https://b.example/'></outline></body></opml>\n";
        assert_eq!(read(whole.as_bytes()).unwrap().end, End::Whole);
        let first = whole.find("<opml version='2.0'>").unwrap() + 20;
        let last = whole.find("</opml>").unwrap() + 6;
        for end in first..=last {
            let list = read(&whole.as_bytes()[..end]).unwrap();
            assert_eq!(list.end, End::CutOff, "{}", &whole[..end]);
        }
        // Pieces of lists, and lists whose folders nobody closed, have an end.
        for whole in [
            "<outline text='A' xmlUrl='https://a.example/'/>",
            "<opml><body><outline text='F'><outline xmlUrl='https://a.example/'/></body></opml>",
        ] {
            assert_eq!(read(whole.as_bytes()).unwrap().end, End::Whole, "{whole}");
        }
        let piece = "<outline text='F'><outline text='A' xmlUrl='https://a.example/'/>";
        assert_eq!(read(piece.as_bytes()).unwrap().end, End::CutOff);
    }

    #[test]
    fn what_is_meant_as_a_feed_and_names_none_is_named() {
        let list = read(
            b"<opml><body>\
              <outline text='Page' type='link' url='https://p.example/'/>\
              <outline text='More' type='include' url='https://m.example/list.opml'></outline>\
              <outline text='Lost' type='rss' xmlUrl=''/>\
              <outline text='Site' htmlUrl='https://s.example/'/>\
              <outline text='A remark'/>\
              <outline text='Folder' htmlUrl='https://f.example/'>\
              <outline text='In it' xmlUrl='https://i.example/'/></outline>\
              </body></opml>",
        )
        .unwrap();
        let names: Vec<_> = list.refused.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Page https://p.example/",
                "More https://m.example/list.opml",
                "Lost",
                "Site https://s.example/",
            ]
        );
        assert!(list.refused.iter().all(|it| it.why == Why::NoAddress));
        assert_eq!(told(&list), ["Folder | In it | https://i.example/"]);
    }

    #[test]
    fn titles_and_folders_lose_their_markup_and_doubles_are_counted() {
        let list = read(
            b"<opml><body><outline text='R&amp;amp;D &lt;i&gt;notes&lt;/i&gt;'>\
              <outline text='&lt;b&gt;Bold&lt;/b&gt; news' xmlUrl='https://a.example/'/></outline>\
              <outline text='Again' xmlUrl='https://a.example/'/></body></opml>",
        )
        .unwrap();
        assert_eq!(told(&list), ["R&D notes | Bold news | https://a.example/"]);
        assert_eq!(list.doubles, 1);
    }
}
