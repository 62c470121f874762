//! Feeds that a web page names, and what in it may lead to one.

use memchr::memmem;
use url::Url;

use super::markup::{Attributes, Tag, Token, Tokens};
use super::outline::resolve;
use super::references::unescape;
use super::{FeedLink, safe};

/// Feeds listed of one page; some portals name thousands.
const MAX_FEEDS: usize = 64;

/// Bytes of a link's words that are looked at.
const MAX_WORDS_BYTES: usize = 120;

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

/// Those of them that nothing but a feed has.
const FEED_TYPES: [&str; 3] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
];

/// Elements whose content is text, whatever it looks like (HTML, section 13.1.2), and scripts, which may
/// write anything.
const RAW: [&str; 8] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

/// What a page has to say of feeds.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The feeds that it names as such, those of comments last.
    pub(super) feeds: Vec<FeedLink>,
    /// Where its links may lead to a feed, by their words, pictures or addresses; the likeliest first.
    pub(super) guesses: Vec<Url>,
    /// Where it sends its readers on by itself (`meta refresh`).
    pub(super) refresh: Option<Url>,
}

/// What a page says of feeds; without a base only absolute addresses count.
pub(super) fn read(html: &str, base: Option<&Url>) -> Named {
    let mut reading = Reading {
        own: base,
        base: base.cloned(),
        has_base_element: false,
        named: Named::default(),
        guesses: Vec::new(),
        open: None,
    };
    let mut tokens = Tokens::from(html, 0);
    while let Some((token, range)) = tokens.next() {
        match token {
            Token::Start(tag) => {
                reading.start(&tag);
                if let Some(end) = raw_end(html, &tag, range.end) {
                    if tag.name.eq_ignore_ascii_case("title") {
                        // In a picture that stands for a link, it says what the picture shows.
                        reading.text(&html[range.end..end]);
                    }
                    tokens.resume_at(end);
                }
            }
            Token::Text(text) => reading.text(text),
            Token::End(name) if name.eq_ignore_ascii_case("a") => reading.close(),
            _ => {}
        }
    }
    reading.close();
    reading.named.feeds.sort_by_key(is_of_comments);
    reading
        .guesses
        .sort_by_key(|(likelihood, _)| std::cmp::Reverse(*likelihood));
    reading.named.guesses = reading.guesses.into_iter().map(|(_, url)| url).collect();
    reading.named
}

/// Where the content of an element ends that is text: at its end tag, else with the document.
fn raw_end(html: &str, tag: &Tag<'_>, from: usize) -> Option<usize> {
    let name = RAW
        .into_iter()
        .find(|raw| tag.name.eq_ignore_ascii_case(raw))?;
    let ends = memmem::find_iter(&html.as_bytes()[from..], b"</");
    let ends = ends.map(|at| from + at);
    let is_own = |at: &usize| {
        let after = html.as_bytes().get(at + 2..at + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes()))
    };
    Some(ends.into_iter().find(is_own).unwrap_or(html.len()))
}

/// A page while it is read.
struct Reading<'a> {
    own: Option<&'a Url>,
    base: Option<Url>,
    has_base_element: bool,
    named: Named,
    /// With how likely each is: words and address speak of a feed, or one of them.
    guesses: Vec<(u8, Url)>,
    /// The link whose content is being read, and its words so far.
    open: Option<(Url, String)>,
}

impl Reading<'_> {
    fn start(&mut self, tag: &Tag<'_>) {
        match tag.name.to_ascii_lowercase().as_str() {
            "base" if !self.has_base_element => {
                // Only the first counts (HTML, section 4.2.3).
                if let Some(href) = attribute(tag, "href").and_then(|href| resolve(&href, self.own))
                {
                    self.base = Some(href);
                    self.has_base_element = true;
                }
            }
            "meta" if self.named.refresh.is_none() => self.named.refresh = self.refresh(tag),
            "link" => self.name(tag),
            "a" | "area" => {
                self.close();
                self.name(tag);
                self.open_link(tag);
            }
            "img" | "svg" | "use" => {
                for name in ["alt", "title", "aria-label", "src", "href", "xlink:href"] {
                    let value = attribute(tag, name).unwrap_or_default();
                    // Of a picture's address, its name.
                    let value = value.rsplit(['/', '#']).next().unwrap_or_default();
                    self.text(value);
                }
            }
            _ => {}
        }
    }

    /// A link that names a feed.
    fn name(&mut self, tag: &Tag<'_>) {
        let Some(url) = feed_address(tag, self.base.as_ref()) else {
            return;
        };
        let feeds = &mut self.named.feeds;
        if feeds.len() < MAX_FEEDS && feeds.iter().all(|known| known.url != url) {
            feeds.push(FeedLink {
                url,
                title: attribute(tag, "title").as_deref().and_then(safe::line),
            });
        }
    }

    fn open_link(&mut self, tag: &Tag<'_>) {
        let url = attribute(tag, "href").and_then(|href| web_address(&href, self.base.as_ref()));
        self.open = url.map(|url| (url, String::new()));
        for name in ["title", "aria-label", "class"] {
            let value = attribute(tag, name).unwrap_or_default();
            self.text(&value);
        }
    }

    /// Adds to the words of the open link.
    fn text(&mut self, text: &str) {
        if let Some((_, words)) = &mut self.open {
            let room = MAX_WORDS_BYTES.saturating_sub(words.len());
            if room > 0 {
                words.push_str(&text[..text.floor_char_boundary(room.min(text.len()))]);
                words.push(' ');
            }
        }
    }

    /// The open link's content has ended: it may lead to a feed.
    fn close(&mut self) {
        let Some((url, words)) = self.open.take() else {
            return;
        };
        let likelihood = 2 * u8::from(is_feeds_address(&url)) + u8::from(speaks_of_feed(&words));
        let is_here = self.own.is_some_and(|own| own.as_str() == url.as_str());
        let is_new = self.guesses.iter().all(|(_, known)| *known != url);
        if likelihood > 0 && !is_here && is_new && self.guesses.len() < MAX_FEEDS {
            self.guesses.push((likelihood, url));
        }
    }

    /// `<meta http-equiv=refresh content="0; url=…">` (HTML, section 4.2.5.3).
    fn refresh(&self, tag: &Tag<'_>) -> Option<Url> {
        let is_refresh = attribute(tag, "http-equiv")?
            .trim()
            .eq_ignore_ascii_case("refresh");
        let content = attribute(tag, "content").filter(|_| is_refresh)?;
        let (_, target) = content.split_once([';', ','])?;
        let target = target.trim_start();
        let target = match target.get(..3) {
            Some(word) if word.eq_ignore_ascii_case("url") => {
                target[3..].trim_start().strip_prefix('=')?.trim_start()
            }
            _ => target,
        };
        let target = match target.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => target[1..].split(quote).next()?,
            None => target,
        };
        let url = web_address(target, self.base.as_ref())?;
        // A page that only reloads itself leads nowhere.
        self.own.is_none_or(|own| *own != url).then_some(url)
    }
}

/// The address of the feed that a link names, if it names one.
fn feed_address(tag: &Tag<'_>, base: Option<&Url>) -> Option<Url> {
    let rel = attribute(tag, "rel")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let media_type = attribute(tag, "type").unwrap_or_default();
    let is_typed_link =
        tag.name.eq_ignore_ascii_case("a") && FEED_TYPES.contains(&essence(&media_type).as_str());
    if !is_typed_link && !is_feed(&rel, &media_type) {
        return None;
    }
    web_address(&attribute(tag, "href")?, base)
}

/// A link's address, where it is one of the web.
fn web_address(href: &str, base: Option<&Url>) -> Option<Url> {
    // `feed:` is an old way to say that an address is one of a feed.
    let href = href.trim();
    let href = match href.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => href.to_owned(),
    };
    resolve(&href, base).filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// Whether a link is one to a feed, by its relations in lower case and its media type.
pub(super) fn is_feed(rel: &str, media_type: &str) -> bool {
    let mut rels = rel.split_ascii_whitespace();
    rels.clone().any(|word| word == "feed")
        || rels.any(|word| word == "alternate") && TYPES.contains(&essence(media_type).as_str())
}

/// A media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a link's words, or the name of the picture that stands for them, say that it leads to a feed.
fn speaks_of_feed(words: &str) -> bool {
    let words = words.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).any(|word| {
        matches!(
            word,
            "rss" | "rss2" | "atom" | "feed" | "feeds" | "rdf" | "jsonfeed"
        )
    })
}

/// Whether an address looks as those of feeds do.
fn is_feeds_address(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let last = path.rsplit('/').next().unwrap_or_default();
    let (name, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let is_name = matches!(
        name,
        "feed" | "feeds" | "rss" | "rss2" | "atom" | "rdf" | "index"
    );
    let is_feeds_host = url
        .host_str()
        .is_some_and(|host| host.starts_with("feeds."));
    let mut pairs = url.query_pairs();
    matches!(ending, "rss" | "atom" | "rdf")
        || (is_name && matches!(ending, "xml" | "json"))
        || (is_name && ending.is_empty() && name != "index")
        || (is_feeds_host && !path.is_empty())
        || pairs.any(|(name, value)| {
            matches!(&*name, "feed" | "format" | "type" | "alt")
                && matches!(
                    &*value.to_ascii_lowercase(),
                    "rss" | "rss2" | "atom" | "rdf" | "feed"
                )
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://harbour.example/news/";

    fn named(html: &str) -> Named {
        read(html, Some(&Url::parse(PAGE).unwrap()))
    }

    fn guesses(html: &str) -> Vec<String> {
        let guesses = named(html).guesses.into_iter();
        guesses.map(|url| url.path().to_owned()).collect()
    }

    #[test]
    fn a_link_that_has_the_type_of_a_feed_names_one() {
        for html in [
            "<a type='application/rss+xml' href='/f'>subscribe</a>",
            "<A HREF=/f TYPE='Application/Atom+XML; charset=utf-8'>x</A>",
            "<a rel='alternate' type='application/feed+json' href='feed://harbour.example/f'>",
        ] {
            let feeds = named(html).feeds;
            assert_eq!(feeds.len(), 1, "{html}");
            assert_eq!(feeds[0].url.path(), "/f", "{html}");
        }
        let others = "<a type='text/html' href='/x'>x</a><a type='application/xml' href='/y'>y</a>";
        assert!(named(others).feeds.is_empty());
    }

    #[test]
    fn links_in_the_body_lead_to_a_feed_by_their_words_pictures_and_addresses() {
        for html in [
            "<p>Follow us: <a href='/f'>RSS</a>",
            "<a href='/f'><b>RSS</b>-Feed</a>",
            "<a href='/f'>Flux <i>rss</i> du site</a>",
            "<a href='/f'><img src='/icons/rss.png'></a>",
            "<a href='/f'><img src='/i.png' alt='Atom feed'></a>",
            "<a href='/f' title='Subscribe to the feed'><svg><use href='#rss'/></svg></a>",
            "<a href='/f' aria-label='RSS'></a>",
            "<a href='/f'><svg><title>RSS</title><path d='M0'/></svg></a>",
        ] {
            assert_eq!(guesses(html), ["/f"], "{html}");
        }
        for address in [
            "/feed",
            "/blog/rss/",
            "/index.xml",
            "/atom.xml",
            "/news.rss",
            "/?feed=rss2",
        ] {
            assert_eq!(
                guesses(&format!("<a href='{address}'>here</a>")).len(),
                1,
                "{address}"
            );
        }
        for html in [
            "<a href='/about'>About us</a>",
            "<a href='/x'>Rsson</a>",
            "<a href='/index.html'>Feeding time</a>",
            "<a href='/news/'>RSS</a>",
            "<a>RSS</a>",
            "<a href='mailto:rss@harbour.example'>RSS</a>",
        ] {
            assert!(guesses(html).is_empty(), "{html}");
        }
    }

    #[test]
    fn the_likeliest_link_comes_first() {
        let html = "<a href='/about-rss'>What is RSS?</a><a href='/all.rss'>here</a><a href='/feed'>RSS</a>";
        assert_eq!(guesses(html), ["/feed", "/all.rss", "/about-rss"]);
    }

    #[test]
    fn what_stands_in_scripts_comments_and_fields_is_no_link() {
        for html in [
            "<script>document.write(\"<link rel='alternate' type='application/rss+xml' href='/f'>\")</script>",
            "<SCRIPT>var a = '<a href=\"/f\">RSS</a>';</script >",
            "<!-- <link rel='alternate' type='application/rss+xml' href='/f'> -->",
            "<textarea><a href='/f'>RSS</a></textarea>",
            "<title><a href='/f'>RSS</a></title>",
            "<style><a href='/f'>RSS</a>",
            "<script><a href='/f'>RSS</a>",
        ] {
            let found = named(html);
            assert!(found.feeds.is_empty() && found.guesses.is_empty(), "{html}");
        }
        let after = "<script>'</p>'; \"<a href='/x'>RSS</a>\"</script><a href='/f'>RSS</a>";
        assert_eq!(guesses(after), ["/f"]);
    }

    #[test]
    fn a_page_that_sends_on_says_where_to() {
        let target = |content: &str| {
            let html = format!("<meta http-equiv=Refresh content=\"{content}\">");
            named(&html).refresh.map(String::from)
        };
        let on = Some("https://harbour.example/x".to_owned());
        for content in [
            "0; url=/x",
            "0;URL='/x'",
            "5, url = /x",
            "0; /x",
            " 0 ; Url=https://harbour.example/x",
        ] {
            assert_eq!(target(content), on, "{content}");
        }
        for content in [
            "300",
            "0; url=",
            "0; url=/news/",
            "0; url=javascript:x()",
            "0; url=file:///etc/passwd",
        ] {
            assert_eq!(target(content), None, "{content}");
        }
    }

    #[test]
    fn a_page_of_traps_is_read_once() {
        // Each would be quadratic to a reader that looks for each end from each beginning.
        for trap in [
            "<script>",
            "<a href=x>",
            "</script",
            "<textarea></",
            "<a href='",
        ] {
            let page = trap.repeat((4 << 20) / trap.len());
            let start = std::time::Instant::now();
            let _ = named(&page);
            assert!(start.elapsed().as_secs() < 20, "{trap}");
        }
    }
}
