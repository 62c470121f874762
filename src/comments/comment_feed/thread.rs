//! From the entries of a comment feed to comments with parents.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::Place;
use super::around::{Around, around};
use super::reply_line::take_reply_line;
use crate::comments::{Accept, Ask, Batch, Reply, SourceError, fields};
use crate::feed::{self, ParsedEntry, ParsedFeed};
use crate::model::comment::{Comment, Roles, State, Trust};
use crate::model::discussion::SourceOrder;
use crate::model::id::CommentId;
use crate::model::safe::GatedHtml;

/// Entries of a comment feed of WordPress, if the site did not change it: the feed has no more.
const WORDPRESS_ENTRIES: usize = 10;

/// Reads a comment feed.
pub(in crate::comments) fn read_feed(reply: &Reply, place: &Place) -> Result<Batch, SourceError> {
    let content_type = reply.headers.get("content-type").map(String::as_str);
    let parsed = feed::parse(&reply.body, content_type, Some(&reply.url))
        .map_err(|error| SourceError::Malformed(error.to_string()))?;
    let around = around(&reply.body, content_type);
    let comments = Reading::of(&parsed, &around, place).comments();
    let next = around
        .next
        .as_deref()
        .and_then(|next| fields::web_url(next, Some(&reply.url)));
    let next = next.filter(|url| url.host_str() == reply.url.host_str());
    let is_short = match around.total {
        Some(total) => comments.len() < total as usize,
        None => comments.len() >= WORDPRESS_ENTRIES,
    };
    Ok(Batch {
        partial: next.is_none() && is_short,
        total: around.total,
        next: next
            .map(|url| Ask::get(url, Accept::Feed))
            .into_iter()
            .collect(),
        order: SourceOrder::Unknown,
        ..Batch::of(comments)
    })
}

/// How a feed writes ids and parents.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// RFC 4685: an id is compared character by character.
    Plain,
    /// WordPress and others that link to `#comment-N`: the number is the id everywhere.
    Numbered,
    /// Blogger: `thr:in-reply-to` names the post, `link rel="related"` the parent.
    Blogger,
}

/// A feed with what is needed to find parents in it.
struct Reading<'a> {
    feed: &'a ParsedFeed,
    around: &'a Around,
    place: &'a Place,
    dialect: Dialect,
    ids: HashSet<String>,
    /// The entries' own addresses, with their ids.
    addresses: HashMap<&'a str, String>,
    /// Names of the article: an answer to one of them is a root.
    article: HashSet<String>,
}

impl<'a> Reading<'a> {
    fn of(feed: &'a ParsedFeed, around: &'a Around, place: &'a Place) -> Self {
        let entries = &feed.entries;
        let dialect = if entries
            .iter()
            .any(|entry| entry.id.starts_with("tag:blogger.com,"))
        {
            Dialect::Blogger
        } else if !entries.is_empty() && entries.iter().all(|entry| number_of(entry).is_some()) {
            Dialect::Numbered
        } else {
            Dialect::Plain
        };
        let mut article: HashSet<String> = place.article.iter().cloned().collect();
        article.extend(place.link.iter().map(Url::to_string));
        article.extend(feed.site.iter().map(Url::to_string));
        // A comment's own address without its fragment is the article's.
        let pages = entries
            .iter()
            .filter_map(|entry| entry.link.as_deref()?.split_once('#'));
        article.extend(pages.map(|(page, _)| page.to_owned()));
        let mut reading = Self {
            feed,
            around,
            place,
            dialect,
            ids: HashSet::new(),
            addresses: HashMap::new(),
            article,
        };
        for entry in entries {
            let id = reading.id(entry);
            if let Some(link) = entry.link.as_deref() {
                reading.addresses.entry(link).or_insert_with(|| id.clone());
            }
            reading.ids.insert(id);
        }
        reading
    }

    fn comments(&self) -> Vec<Comment> {
        let extras = self
            .around
            .entries
            .iter()
            .map(Some)
            .chain(std::iter::repeat(None));
        let is_joined = self.around.entries.len() == self.feed.entries.len();
        self.feed
            .entries
            .iter()
            .zip(extras)
            .map(|(entry, extra)| {
                let comment = self.comment(entry);
                match extra.filter(|_| is_joined) {
                    Some(extra) => Comment {
                        roles: Roles {
                            author: extra.uri.is_some() && extra.uri == self.around.owner,
                            ..Roles::default()
                        },
                        author_url: extra
                            .uri
                            .as_deref()
                            .and_then(|uri| fields::web_url(uri, None)),
                        state: if extra.is_removed {
                            State::Deleted
                        } else {
                            comment.state
                        },
                        ..comment
                    },
                    None => comment,
                }
            })
            .collect()
    }

    fn comment(&self, entry: &ParsedEntry) -> Comment {
        let id = self.id(entry);
        let stated = self.parent(entry, &id);
        let (hinted, body) = match self.dialect {
            Dialect::Numbered => self.reply_line(entry),
            _ => (None, entry.body.clone()),
        };
        let (parent, parent_trust) = match (stated, hinted) {
            (Some(stated), _) => (Some(stated), Trust::Stated),
            (None, hinted) => (hinted, Trust::Derived),
        };
        let published = entry.published.or(entry.updated);
        Comment {
            parent: parent.as_deref().map(CommentId::new),
            parent_trust,
            author: entry
                .author
                .as_ref()
                .filter(|_| entry.has_own_author)
                .and_then(|author| fields::name(author.as_str())),
            published,
            edited: fields::edited(entry.published, entry.updated),
            body,
            permalink: entry
                .link
                .as_deref()
                .and_then(|link| fields::web_url(link, None)),
            ..Comment::new(CommentId::new(&id))
        }
    }

    fn id(&self, entry: &ParsedEntry) -> String {
        let short = match self.dialect {
            Dialect::Plain => None,
            Dialect::Numbered => number_of(entry),
            Dialect::Blogger => entry.id.rsplit_once("post-").map(|(_, number)| number),
        };
        short.unwrap_or(&entry.id).trim().to_owned()
    }

    /// What the entry answers by `thr:in-reply-to`, by the rules of section 7.2.
    fn parent(&self, entry: &ParsedEntry, own: &str) -> Option<String> {
        if self.dialect == Dialect::Blogger {
            return entry.clues.related.iter().find_map(|url| {
                let number = url.path_segments()?.next_back()?;
                let is_comment = url.path().contains("/comments/") && is_number(number);
                is_comment.then(|| number.to_owned())
            });
        }
        let mut missing = None;
        for answered in &entry.clues.in_reply_to {
            let reference = answered.reference.as_deref().map(str::trim);
            let href = answered.href.as_deref().map(str::trim);
            // The reference says what is answered; the address only where that is shown, which may be
            // the article's page.
            let named = reference.filter(|&name| !self.article.contains(name));
            let named = named.and_then(|name| match self.dialect {
                Dialect::Numbered => number_in(name),
                _ => Some(name),
            });
            if let Some(found) = named.filter(|&id| id != own && self.ids.contains(id)) {
                return Some(found.to_owned());
            }
            let names = [reference, href];
            if names
                .into_iter()
                .flatten()
                .any(|name| self.article.contains(name))
            {
                continue;
            }
            if self.dialect == Dialect::Numbered {
                let number = names.into_iter().flatten().find_map(number_in);
                // Without a number it is the article, by whatever name.
                if let Some(number) = number.filter(|&number| number != own) {
                    return Some(number.to_owned());
                }
                continue;
            }
            if let Some(found) = href.and_then(|href| self.addresses.get(href)) {
                return Some(found.clone());
            }
            missing = missing.or(reference.filter(|&id| id != own && !id.is_empty()));
        }
        missing.map(str::to_owned)
    }

    /// The parent that a first line "In reply to NAME." links to, and the text without it.
    fn reply_line(&self, entry: &ParsedEntry) -> (Option<String>, GatedHtml) {
        let page = self.place.link.as_ref().map(|link| link.path().to_owned());
        let page = page.or_else(|| {
            let link = Url::parse(entry.link.as_deref()?).ok()?;
            let (article, _) = link
                .path()
                .split_once("/comment-page-")
                .unwrap_or((link.path(), ""));
            Some(article.to_owned())
        });
        match take_reply_line(&entry.body, page.as_deref().unwrap_or("/")) {
            Some((parent, rest)) => (Some(parent), rest),
            None => (None, entry.body.clone()),
        }
    }
}

/// The number of `#comment-N` in an entry's guid, else in its link.
fn number_of(entry: &ParsedEntry) -> Option<&str> {
    let guid = entry.clues.guid.as_deref().unwrap_or(&entry.id);
    number_in(guid).or_else(|| entry.link.as_deref().and_then(number_in))
}

/// The number at the end of an address with `#comment-N`.
fn number_in(address: &str) -> Option<&str> {
    let (_, number) = address.trim().rsplit_once("#comment-")?;
    is_number(number).then_some(number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments::comment_feed::Place;

    /// Ids and parents of a feed with these (id, ref, href).
    fn tree(entries: &[(&str, &str, &str)]) -> Vec<(String, Option<String>)> {
        let entries: String = entries
            .iter()
            .map(|(id, reference, href)| {
                format!(
                    "<entry><id>{id}</id><title>x</title><updated>2026-01-01T00:00:00Z</updated>\
                     <t:in-reply-to ref='{reference}' href='{href}'/></entry>"
                )
            })
            .collect();
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:t='http://purl.org/syndication/thread/1.0'>{entries}</feed>"
        );
        let url = Url::parse("https://a.example/post/feed/atom/").unwrap();
        let reply = Reply {
            ask: Ask::get(url.clone(), Accept::Feed),
            url,
            status: 200,
            headers: std::collections::BTreeMap::new(),
            body: feed.into_bytes(),
        };
        let place = Place {
            link: Url::parse("https://a.example/post/").ok(),
            ..Place::default()
        };
        let batch = read_feed(&reply, &place).unwrap();
        batch
            .comments
            .into_iter()
            .map(|comment| {
                let parent = comment.parent.map(|parent| parent.to_string());
                (comment.id.to_string(), parent)
            })
            .collect()
    }

    #[test]
    fn what_is_answered_is_told_by_the_reference_wherever_it_is_shown() {
        let page = "https://a.example/post/";
        let numbered = tree(&[
            (
                "https://a.example/?p=7#comment-1",
                "https://a.example/?p=7",
                page,
            ),
            (
                "https://a.example/?p=7#comment-2",
                "https://a.example/?p=7#comment-1",
                page,
            ),
        ]);
        assert_eq!(
            numbered,
            [("1".into(), None), ("2".into(), Some("1".into()))]
        );
        let plain = tree(&[("tag:a,1", page, page), ("tag:a,2", "tag:a,1", page)]);
        assert_eq!(
            plain,
            [
                ("tag:a,1".into(), None),
                ("tag:a,2".into(), Some("tag:a,1".into()))
            ]
        );
    }
}
