//! Which places may hold an article's discussion, and in which order they are tried.

use std::collections::HashSet;

use serde::Serialize;
use url::Url;

use super::findings::Findings;
use super::findings::widgets::Widget;
use super::{Hints, SOURCES};
use crate::model::article::Clues;
use crate::model::discussion::ThreadRef;

/// Candidates of one article; more would only be an attack on the requests that an attempt may make.
const MAX_CANDIDATES: usize = 16;

/// One concrete place to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// How good the hint is.
    pub rank: Rank,
    /// The place.
    pub thread: ThreadRef,
}

impl Candidate {
    /// A candidate of a source; `place` is its locator, `scope` tells threads of that source apart.
    pub(super) fn new(
        rank: Rank,
        source: &str,
        scope: String,
        place: &impl Serialize,
        page: Option<Url>,
    ) -> Self {
        let thread = super::reference(source, scope, place, page);
        Self { rank, thread }
    }
}

/// How good a hint is; candidates are tried in this order (section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The address of a site whose addresses are known.
    KnownSite,
    /// A widget in the page, which has no comments of its own: it replaces what the system would offer.
    Widget,
    /// The system's own interface, with the article's number in the feed.
    FeedPost,
    /// A comment feed that the feed names.
    FeedComments,
    /// The system's own interface, named by the page.
    PagePost,
    /// A comment feed of Blogger, named by the page.
    PageBlogger,
    /// Another comment feed that the page names.
    PageFeed,
    /// Comments in the page itself.
    PageComments,
    /// Comments in the page's data for search engines.
    PageData,
    /// A widget in a page that has comments of its own.
    SecondWidget,
    /// A reaction service that the page names.
    Reactions,
    /// An address that is likely to exist on a host that was recognised.
    Guess,
}

/// What is known of an article, read once for all sources.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The article's page.
    pub link: Option<&'a Url>,
    /// What the feed says.
    pub clues: &'a Clues,
    /// What the article's page says, where it was fetched.
    pub page: Option<&'a Findings>,
}

impl<'a> Evidence<'a> {
    /// The addresses that may be a discussion on a known site, the best first: the comments link, the
    /// guid, the article's link, the addresses behind it.
    pub fn addresses(&self) -> Vec<Url> {
        let guid = self.clues.guid.as_deref();
        let guid = guid.and_then(|guid| Url::parse(guid.trim()).ok());
        let known = [
            self.clues.page.clone(),
            guid,
            self.link.cloned(),
            self.clues.original_link.clone(),
            self.clues.external_url.clone(),
        ];
        let mut addresses: Vec<Url> = Vec::new();
        for url in known.into_iter().flatten() {
            if matches!(url.scheme(), "http" | "https") && !addresses.contains(&url) {
                addresses.push(url);
            }
        }
        addresses
    }

    /// The article's own address: behind a redirect service, the one that it hides.
    pub fn article(&self) -> Option<&'a Url> {
        self.clues.original_link.as_ref().or(self.link)
    }

    /// The address to ask services with that know articles by theirs.
    pub fn canonical(&self) -> Option<Url> {
        self.page
            .and_then(|page| page.canonical.clone())
            .or_else(|| self.article().cloned())
    }

    /// Whether the feed's generator names a publishing system.
    pub fn is_made_by(&self, system: &str) -> bool {
        let stated = [
            self.clues.generator.as_deref(),
            self.page.and_then(|page| page.generator.as_deref()),
        ];
        stated
            .into_iter()
            .flatten()
            .any(|generator| generator.to_ascii_lowercase().contains(system))
    }

    /// The candidates of one kind of widget in the page. `place` is given each widget and the address
    /// to ask with, and returns source, scope and locator.
    pub(super) fn widgets(
        &self,
        place: impl Fn(&Widget, Option<&Url>) -> Option<(&'static str, String, String)>,
    ) -> Vec<Candidate> {
        let widgets = self.page.map_or(&[][..], |page| &page.widgets);
        let canonical = self.canonical();
        widgets
            .iter()
            .filter_map(|widget| place(widget, canonical.as_ref()))
            .map(|(source, scope, locator)| Candidate {
                rank: self.widget_rank(),
                thread: ThreadRef {
                    source: source.to_owned(),
                    scope,
                    locator,
                    page: self.article().cloned(),
                },
            })
            .collect()
    }

    /// The rank of a widget in the page.
    pub(super) fn widget_rank(&self) -> Rank {
        match self.page {
            Some(page) if page.own_comments > 0 => Rank::SecondWidget,
            _ => Rank::Widget,
        }
    }
}

/// All discussions that the hints point to, the best way first, each once. Different ways to the same
/// comments (a site's interface, its comment feed, its page) are separate candidates, tried in order.
pub fn candidates(article: &Hints<'_>) -> Vec<ThreadRef> {
    let findings = article.page.and_then(Findings::read);
    let evidence = Evidence {
        link: article.link,
        clues: article.clues,
        page: findings.as_ref(),
    };
    ranked(&evidence)
        .into_iter()
        .map(|candidate| candidate.thread)
        .collect()
}

/// As [`candidates`], with their ranks.
pub fn ranked(evidence: &Evidence<'_>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = SOURCES
        .iter()
        .flat_map(|source| source.find(evidence))
        .collect();
    found.sort_by_key(|candidate| candidate.rank);
    let mut seen = HashSet::new();
    found.retain(|candidate| {
        let thread = &candidate.thread;
        seen.insert((thread.source.clone(), thread.scope.clone()))
    });
    found.truncate(MAX_CANDIDATES);
    found
}
