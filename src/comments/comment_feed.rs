//! Comment feeds: RFC 4685 threading in Atom, WordPress's RSS, and every flat one (sections 7.1.4, 7.2).
//!
//! <https://www.rfc-editor.org/rfc/rfc4685>

mod around;
mod reply_line;
mod thread;

pub(super) use self::thread::read_feed;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::discussion::ThreadRef;

const NAME: &str = "comment-feed";

/// The source.
pub(super) struct CommentFeed;

/// Where a comment feed is, and what it is about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// The same comments in several forms, the best first.
    pub(super) feeds: Vec<Url>,
    /// What the feed calls the article: an answer to it is a root.
    pub(super) article: Option<String>,
    /// The article's page.
    pub(super) link: Option<Url>,
}

impl CommentSource for CommentFeed {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "comment feed"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let in_feed = article.clues.replies.iter().filter(|replies| {
            let stated = replies.media_type.as_deref();
            stated.is_none_or(|media| media.contains("xml") || media.contains("rss"))
        });
        let mut in_feed: Vec<Url> = in_feed.map(|replies| replies.url.clone()).collect();
        in_feed.sort_by_key(|url| !is_atom_form(url));
        let in_page = article
            .page
            .map_or(Vec::new(), |page| page.comment_feeds.clone());
        let guessed = guesses(article);
        [
            (Rank::FeedComments, in_feed),
            (Rank::PageFeed, in_page),
            (Rank::Guess, guessed),
        ]
        .into_iter()
        .filter_map(|(rank, feeds)| candidate(rank, feeds, article))
        .collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Place = place(thread)?;
        let feed = place.feeds.into_iter().next();
        Ok(feed
            .map(|url| Ask::get(url, Accept::Feed))
            .into_iter()
            .collect())
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        let read = answer::accepted(reply).and_then(|()| read_feed(reply, &place));
        let tried = place.feeds.iter().position(|url| *url == reply.ask.url);
        match (read, tried.and_then(|tried| place.feeds.get(tried + 1))) {
            (Ok(batch), _) => Ok(batch),
            (Err(_), Some(other)) => Ok(Batch::leading_to(vec![Ask::get(
                other.clone(),
                Accept::Feed,
            )])),
            (Err(error), None) => Err(error),
        }
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place::default())
    }
}

/// A candidate with all forms of one comment feed.
fn candidate(rank: Rank, stated: Vec<Url>, article: &Evidence<'_>) -> Option<Candidate> {
    let is_wordpress = article.is_made_by("wordpress");
    let mut feeds: Vec<Url> = Vec::new();
    for url in stated
        .into_iter()
        .filter(|url| fields::is_web(url) && !is_blogger(url))
    {
        let atom = atom_form(&url, is_wordpress);
        for form in atom.into_iter().chain([url]) {
            if !feeds.contains(&form) {
                feeds.push(form);
            }
        }
    }
    let scope = feeds.last()?.to_string();
    let place = Place {
        feeds,
        article: article.clues.guid.clone(),
        link: article.article().cloned(),
    };
    Some(Candidate::new(
        rank,
        NAME,
        scope,
        &place,
        article.article().cloned(),
    ))
}

/// Blogger's comment feeds have their own source.
pub(super) fn is_blogger(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/');
    path.ends_with("/comments/default") && path.contains("/feeds/")
}

fn is_atom_form(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/');
    path.ends_with("/atom")
        || path.ends_with(".atom")
        || path.ends_with("atom.xml")
        || url.query().is_some_and(|query| query.contains("feed=atom"))
}

/// WordPress's Atom form of a comment feed, which states parents where RSS only hints at them.
fn atom_form(url: &Url, is_wordpress: bool) -> Option<Url> {
    let mut atom = url.clone();
    let path = url.path();
    if path.ends_with("/feed/") || (path.ends_with("/feed") && is_wordpress) {
        atom.set_path(&format!("{}/atom/", path.trim_end_matches('/')));
        return Some(atom);
    }
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let is_post_feed = pairs
        .iter()
        .any(|(name, value)| name == "feed" && value.starts_with("rss"))
        && pairs
            .iter()
            .any(|(name, _)| name == "p" || name == "page_id");
    if !is_post_feed {
        return None;
    }
    let pairs = pairs.iter().map(|(name, value)| match name.as_str() {
        "feed" => ("feed", "atom"),
        name => (name, value.as_str()),
    });
    atom.query_pairs_mut().clear().extend_pairs(pairs);
    Some(atom)
}

/// Where WordPress has an article's comment feed, if a generator says that it is one.
fn guesses(article: &Evidence<'_>) -> Vec<Url> {
    let link = article
        .article()
        .filter(|_| article.is_made_by("wordpress"));
    let Some(link) = link.filter(|link| link.query().is_none() && link.path().len() > 1) else {
        return Vec::new();
    };
    let mut feed = link.clone();
    feed.set_fragment(None);
    feed.set_path(&format!("{}/feed/", link.path().trim_end_matches('/')));
    vec![feed]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(url: &str) -> Option<String> {
        atom_form(&Url::parse(url).unwrap(), false).map(Into::into)
    }

    #[test]
    fn wordpress_feeds_have_an_atom_form() {
        assert_eq!(
            atom("https://a.example/2012/post/feed/").as_deref(),
            Some("https://a.example/2012/post/feed/atom/")
        );
        assert_eq!(
            atom("https://a.example/?feed=rss2&p=12").as_deref(),
            Some("https://a.example/?feed=atom&p=12")
        );
        assert_eq!(atom("https://a.example/comments.xml"), None);
        assert_eq!(atom("https://a.example/?feed=rss2"), None);
    }
}
