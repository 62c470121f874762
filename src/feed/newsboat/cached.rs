//! An article of newsboat's cache as an entry of its feed.

use std::rc::Rc;

use jiff::Timestamp;
use url::Url;

use crate::feed::draft::{Body, Draft, settle};
use crate::feed::fields::Title;
use crate::feed::outline::resolve;
use crate::feed::people::Authors;
use crate::feed::{ParsedEntry, dates};
use crate::model::article::Clues;
use crate::model::enclosure::Enclosure;

/// A row of the cache's `rss_item`, as newsboat wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CachedItem {
    /// The feed's guid; without one, the link with the date behind it, the link, or the title.
    pub guid: String,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Its link, absolute.
    pub url: String,
    /// When it was published, or first seen, in seconds since 1970; 0 where nobody knows.
    pub date: i64,
    /// Its text.
    pub content: String,
    /// The media type of the text; empty where newsboat is too old to say.
    pub content_type: String,
    /// What relative addresses in the text are relative to; empty where the feed did not say.
    pub base: String,
    /// An attached file and its media type.
    pub enclosure: Option<(String, Option<String>)>,
    /// Whether it is still to be read.
    pub unread: bool,
    /// Whether the reader put flags on it.
    pub is_flagged: bool,
    /// Whether the reader deleted it.
    pub is_deleted: bool,
}

impl CachedItem {
    /// Whether the reader is done with it.
    pub fn is_read(&self) -> bool {
        !self.unread || self.is_deleted
    }

    /// The entry that the feed's document had, with the identity that it has at a poll.
    pub fn entry(&self, feed: &Url) -> Option<ParsedEntry> {
        let some = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let base = [&self.base, &self.url].into_iter();
        let base = base.filter_map(|base| resolve(base, Some(feed)).filter(|_| !base.is_empty()));
        let base = base.into_iter().next().unwrap_or_else(|| feed.clone());
        let guid = some(&self.guid).filter(|_| !self.guid_is_made_up());
        let body = Body {
            text: self.content.as_str().into(),
            is_plain: self.content_type.starts_with("text/plain"),
            base: Some(Rc::new(base)),
            is_base_stated: true,
        };
        let enclosure = self.enclosure.iter().filter_map(|(address, media_type)| {
            Some(Enclosure {
                media_type: media_type.clone(),
                ..Enclosure::new(resolve(address, Some(feed))?)
            })
        });
        let draft = Draft {
            title: some(&self.title).map(|text| Title {
                text,
                is_plain: false,
            }),
            link: some(&self.url),
            published: Some(self.date)
                .filter(|date| *date > 0)
                .and_then(|date| Timestamp::from_second(date).ok()),
            authors: Authors {
                line: some(&self.author),
                is_own: true,
            },
            contents: vec![body],
            enclosures: enclosure.collect(),
            clues: Clues {
                guid_is_permalink: guid.as_deref() == Some(&self.url),
                guid: guid.clone(),
                ..Clues::default()
            },
            guid,
            ..Draft::default()
        };
        settle(vec![draft]).pop()
    }

    /// Whether newsboat made the guid for want of one: what the feed has is the link.
    fn guid_is_made_up(&self) -> bool {
        if self.guid == self.title && !self.title.starts_with("http") {
            return true;
        }
        let behind_link = self.guid.strip_prefix(&self.url);
        let date = behind_link.filter(|_| !self.url.is_empty());
        date.is_some_and(|date| date.is_empty() || dates::parse(date).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> Url {
        Url::parse("https://a.example/blog/feed.xml").unwrap()
    }

    fn item(guid: &str, url: &str) -> CachedItem {
        CachedItem {
            guid: guid.to_owned(),
            url: url.to_owned(),
            title: "A &amp; B".to_owned(),
            ..CachedItem::default()
        }
    }

    /// What the same entry is called at a poll of the feed.
    fn polled(item: &str) -> String {
        let document = format!("<rss><channel><title>x</title><item>{item}</item></channel></rss>");
        let mut parsed = crate::feed::parse(document.as_bytes(), None, Some(&feed())).unwrap();
        parsed.entries.remove(0).id
    }

    #[test]
    fn an_article_has_the_identity_that_it_has_at_a_poll() {
        let link = "https://a.example/1";
        for (guid, document) in [
            (
                "tag:1",
                "<guid isPermaLink='false'>tag:1</guid><link>https://a.example/1</link>",
            ),
            (
                link,
                "<guid>https://a.example/1</guid><link>https://a.example/1</link>",
            ),
            (
                "https://a.example/1Thu, 05 Apr 2012 10:00:00 GMT",
                "<link>https://a.example/1</link><pubDate>Thu, 05 Apr 2012 10:00:00 GMT</pubDate>",
            ),
            (
                link,
                "<link>https://a.example/1</link><title>No guid</title>",
            ),
            (
                "https://a.example/1#other",
                "<guid>https://a.example/1#other</guid><link>https://a.example/1</link>",
            ),
        ] {
            let entry = item(guid, link).entry(&feed()).unwrap();
            assert_eq!(entry.id, polled(document), "{document}");
        }
    }

    #[test]
    fn texts_dates_and_files_come_along_through_the_gate() {
        let entry = CachedItem {
            content: "<p onclick='x()'>Text <a href='two'>b</a><script>x</script></p>".to_owned(),
            base: "https://a.example/base/".to_owned(),
            date: 1_333_620_000,
            enclosure: Some((
                "https://a.example/e.mp3".to_owned(),
                Some("audio/mpeg".to_owned()),
            )),
            author: "Ada\u{1b}[2J".to_owned(),
            ..item("g", "https://a.example/1")
        }
        .entry(&feed())
        .unwrap();
        assert!(
            entry.body.as_str().contains("https://a.example/base/two"),
            "{:?}",
            entry.body
        );
        assert!(
            !entry.body.as_str().contains("script") && !entry.body.as_str().contains("onclick")
        );
        assert_eq!(entry.title.unwrap().as_str(), "A & B");
        assert_eq!(entry.author.unwrap().as_str(), "Ada[2J");
        assert_eq!(entry.published.unwrap().to_string(), "2012-04-05T10:00:00Z");
        assert_eq!(entry.enclosures.len(), 1);
    }

    #[test]
    fn what_is_missing_or_absurd_in_the_cache_costs_nothing_else() {
        let entry = CachedItem {
            date: i64::MAX,
            content: "a\nb".to_owned(),
            content_type: "text/plain".to_owned(),
            enclosure: Some(("file:///etc/passwd".to_owned(), None)),
            ..CachedItem::default()
        }
        .entry(&feed())
        .unwrap();
        assert_eq!((entry.published, entry.link), (None, None));
        assert!(entry.id.starts_with("hash:"));
        assert!(entry.enclosures.is_empty());
    }
}
