//! Where else an article is discussed: services that are asked for its address (section 10).
//!
//! A service names the request and reads the answer; what it finds are pages of discussions, which the
//! comment sources recognise as they recognise any. Every hit has to be about the very article: the
//! services match loosely.

pub mod address;
mod bluesky;
mod conversation;
mod discourse;
mod hackernews;
mod lemmy;
mod lobsters;
mod mastodon;
mod reddit;

use std::collections::HashSet;

use url::Url;

use super::{Ask, Hints, Reply, SourceError, candidates};
use crate::model::address::essence;
use crate::model::article::Clues;
use crate::model::discussion::ThreadRef;

/// A service that knows addresses.
pub trait Service: Sync {
    /// Its name in the configuration.
    fn name(&self) -> &'static str;

    /// Its name for readers.
    fn label(&self) -> &'static str;

    /// The request that asks for an address; `server` is the one that the reader has chosen, for services
    /// that are many. None where it takes a server and there is none.
    fn ask(&self, address: &Url, server: Option<&Url>) -> Option<Ask>;

    /// The discussions in its answer about an address.
    ///
    /// # Errors
    ///
    /// Fails if the answer is a refusal, or not what the service documents.
    fn hits(&self, address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError>;
}

/// A discussion that a service knows of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The addresses that it is about.
    pub about: Vec<Url>,
    /// Where it is.
    pub found: Found,
    /// Comments in it.
    pub comments: u32,
}

/// Where a discussion is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A page, by which the comment sources recognise it.
    Page(Url),
    /// A thread of a source.
    Thread(Box<ThreadRef>),
}

/// A discussion of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discussed {
    /// Where it is.
    pub thread: ThreadRef,
    /// Comments in it.
    pub comments: u32,
}

/// Every service that can be asked.
pub const SERVICES: &[&dyn Service] = &[
    &hackernews::HackerNews,
    &lobsters::Lobsters,
    &lemmy::Lemmy,
    &mastodon::Mastodon,
    &bluesky::Bluesky,
    &discourse::Discourse,
    &conversation::MICRO_BLOG,
    &conversation::WEBMENTION_IO,
    &conversation::HATENA,
    &reddit::Reddit,
];

/// The service of this name.
pub fn service(name: &str) -> Option<&'static dyn Service> {
    SERVICES
        .iter()
        .copied()
        .find(|service| service.name() == name)
}

/// The discussions of this address among the hits, the largest first; those without a comment are none.
pub fn of_article(address: &Url, hits: Vec<Hit>) -> Vec<Discussed> {
    let mut hits: Vec<Hit> = hits
        .into_iter()
        .filter(|hit| hit.comments > 0)
        .filter(|hit| {
            hit.about
                .iter()
                .any(|about| essence(about) == essence(address))
        })
        .collect();
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.comments));
    let mut seen = HashSet::new();
    hits.into_iter()
        .filter_map(|hit| {
            let thread = match hit.found {
                Found::Thread(thread) => *thread,
                Found::Page(page) => {
                    let hints = Hints {
                        link: Some(&page),
                        clues: &Clues::default(),
                        page: None,
                    };
                    candidates(&hints).into_iter().next()?
                }
            };
            let is_first = seen.insert((thread.source.clone(), thread.scope.clone()));
            is_first.then_some(Discussed {
                thread,
                comments: hit.comments,
            })
        })
        .collect()
}

/// An address in an answer.
fn web_url(text: Option<std::borrow::Cow<'_, str>>) -> Option<Url> {
    super::fields::web_url(&text?, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(about: &str, item: u64, comments: u32) -> Hit {
        Hit {
            about: vec![about.parse().unwrap()],
            found: Found::Page(
                format!("https://news.ycombinator.com/item?id={item}")
                    .parse()
                    .unwrap(),
            ),
            comments,
        }
    }

    #[test]
    fn only_discussions_of_the_very_article_with_comments_count_the_largest_first() {
        let address = "https://blog.example/2026/a?id=7".parse().unwrap();
        let hits = vec![
            hit("http://www.blog.example/2026/a/?id=7", 1, 3),
            hit("https://blog.example/2026/a?id=8", 2, 90),
            hit("https://blog.example/2026/a?id=7&utm_source=hn", 3, 40),
            hit("https://blog.example/2026/a?id=7", 4, 0),
            hit("https://blog.example/2026/a?id=7", 3, 40),
        ];
        let found = of_article(&address, hits);
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.thread.scope.as_str(), found.comments))
            .collect();
        assert_eq!(
            found,
            [
                ("news.ycombinator.com/3", 40),
                ("news.ycombinator.com/1", 3)
            ]
        );
    }
}
