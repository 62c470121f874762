//! Which stored article an entry is whose identity does not say: publishers go over to https, add, change
//! and drop guids, and let entries begin or stop to share them.
//!
//! An entry is taken for a stored article only if the document does not have that article any more, and
//! each article is taken once. Where two real articles could be meant the entry is a new one: to see an
//! article twice is less than never to see it.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, Row, params};
use url::Url;

use super::access::Writer;
use super::columns::micros;
use super::error::StoreError;
use super::merge_articles::NewArticle;
use crate::model::address::of_one_article;
use crate::model::article::Article;
use crate::model::enclosure::Enclosure;
use crate::model::id::{ArticleId, FeedId};
use crate::text::plain::first_words;

/// Stored articles of one link, or of one title and date, that are looked at; the newest.
const MAX_CANDIDATES: u32 = 64;

/// Characters of two texts that are compared.
const COMPARED_CHARS: usize = 400;

/// Microseconds of half an hour: dates on the half hour are often days in some zone, without a time.
const HALF_HOUR: i64 = 1_800_000_000;

/// An entry of a document, with the identity that it goes by.
pub(super) struct Entry<'a> {
    pub(super) new: &'a NewArticle,
    pub(super) identity: &'a str,
}

/// The entries of a document, each identity once; the first counts.
pub(super) fn distinct(arrived: &[NewArticle]) -> Vec<Entry<'_>> {
    let mut seen = HashSet::new();
    let entries = arrived.iter().map(|new| Entry {
        new,
        identity: new.identity.as_str(),
    });
    entries
        .filter(|entry| seen.insert(entry.identity))
        .collect()
}

/// What is known of a document as a whole while its entries are looked for.
pub(super) struct Document<'a> {
    feed: FeedId,
    /// The identities that it has: articles of these are not up for another entry.
    held: HashSet<&'a str>,
    /// The articles that entries were recognised as.
    taken: HashSet<ArticleId>,
    /// How many entries have each link.
    links: HashMap<String, usize>,
}

impl<'a> Document<'a> {
    pub(super) fn new(feed: FeedId, entries: &[Entry<'a>]) -> Self {
        let mut links = HashMap::new();
        for link in entries.iter().filter_map(|entry| link_of(entry.new)) {
            *links.entry(link).or_default() += 1;
        }
        Self {
            feed,
            held: entries.iter().map(|entry| entry.identity).collect(),
            taken: HashSet::new(),
            links,
        }
    }

    /// Whose document it is.
    pub(super) fn feed(&self) -> FeedId {
        self.feed
    }

    /// Whether a link is only one entry's.
    fn is_only(&self, link: &str) -> bool {
        self.links.get(link) == Some(&1)
    }

    /// Whether the document shows that each article of the feed has a link of its own.
    fn links_tell(&self) -> bool {
        self.links.len() > 1 && self.links.values().all(|count| *count == 1)
    }

    fn is_free(&self, candidate: &Candidate) -> bool {
        !self.held.contains(candidate.identity.as_str()) && !self.taken.contains(&candidate.id)
    }
}

/// What all addresses of an entry's article have in common.
fn link_of(new: &NewArticle) -> Option<String> {
    new.link.as_ref().and_then(of_one_article)
}

/// What a stored article is known by besides its identity.
struct Candidate {
    id: ArticleId,
    identity: String,
    title: String,
    link: Option<String>,
    /// What all addresses of the article have in common.
    story: Option<String>,
    date: Option<i64>,
}

const CANDIDATE_COLUMNS: &str = "id, identity, title, link, story, published";

fn candidate_from(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    Ok(Candidate {
        id: ArticleId(row.get(0)?),
        identity: row.get(1)?,
        title: row.get(2)?,
        link: row.get(3)?,
        story: row.get(4)?,
        date: row.get(5)?,
    })
}

/// What an entry and a stored article have in common; none where one of them lacks it.
#[derive(Clone, Copy)]
struct Likeness {
    link: Option<bool>,
    title: bool,
    date: Option<bool>,
    /// Whether the addresses differ, and by nothing but scheme, `www.` and slashes at the end.
    is_other_form: bool,
}

impl Likeness {
    fn of(new: &NewArticle, candidate: &Candidate) -> Self {
        let link = link_of(new);
        Self {
            link: link
                .as_ref()
                .zip(candidate.story.as_ref())
                .map(|(a, b)| a == b && has_same_part(new.link.as_ref(), candidate)),
            title: new.has_title && new.title.as_str() == candidate.title,
            date: new
                .published
                .map(micros)
                .zip(candidate.date)
                .map(|(a, b)| a == b),
            is_other_form: is_other_form(new.link.as_ref(), candidate),
        }
    }

    /// How much speaks for one article.
    fn score(self) -> u8 {
        u8::from(self.link == Some(true)) * 4
            + u8::from(self.title) * 2
            + u8::from(self.date == Some(true))
    }

    /// Whether everything that both have is the same, and both have all of it.
    fn is_whole(self) -> bool {
        self.score() == 7
    }

    /// Whether it may be another article that has got this one's identity. The address says nothing: it may
    /// be the identity.
    fn is_other(self) -> bool {
        !self.title && self.date != Some(true)
    }
}

impl Writer<'_> {
    /// Settles identities that entries share: the one that is the stored article of the plain identity
    /// goes by it, and the others by those that tell them apart.
    pub(super) fn settle_shared(
        &self,
        feed: FeedId,
        entries: &mut [Entry<'_>],
    ) -> Result<(), StoreError> {
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, entry) in entries.iter().enumerate() {
            if let Some(plain) = &entry.new.shared_identity {
                groups.entry(plain).or_default().push(place);
            }
        }
        for (plain, places) in groups {
            let Some(stored) = self.candidate(feed, plain)? else {
                continue;
            };
            let like = |place: &usize| Likeness::of(entries[*place].new, &stored);
            let with_link = places.iter().map(like);
            let with_link = with_link.filter(|alike| alike.link == Some(true)).count();
            let score = |place: &usize| match like(place) {
                // A link that several of them have tells nothing.
                alike if with_link > 1 => Likeness {
                    link: None,
                    ..alike
                }
                .score(),
                alike => alike.score(),
            };
            // Of equals the first.
            let best = places.iter().rev().max_by_key(|place| score(place));
            if let Some(place) = best.filter(|place| score(place) >= 2) {
                entries[*place].identity = plain;
            }
        }
        Ok(())
    }

    fn candidate(&self, feed: FeedId, identity: &str) -> Result<Option<Candidate>, StoreError> {
        let sql =
            format!("SELECT {CANDIDATE_COLUMNS} FROM article WHERE feed = ?1 AND identity = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row(params![feed.0, identity], candidate_from);
        Ok(found.optional()?)
    }

    /// The stored article that an entry of unknown identity is.
    pub(super) fn recognise(
        &self,
        document: &mut Document<'_>,
        new: &NewArticle,
    ) -> Result<Option<ArticleId>, StoreError> {
        let mut likely: Option<ArticleId> = None;
        let mut found = None;
        for candidate in self.candidates(document, new)? {
            let alike = Likeness::of(new, &candidate);
            if !document.is_free(&candidate) || !self.is_same(document, new, &candidate, alike)? {
                continue;
            }
            if alike.is_whole() {
                found = Some(candidate.id);
                break;
            }
            if likely
                .replace(candidate.id)
                .is_some_and(|other| other != candidate.id)
            {
                // Two could be meant.
                return Ok(None);
            }
        }
        let found = found.or(likely);
        document.taken.extend(found);
        Ok(found)
    }

    /// The article that an entry is although another one has its identity: one that shared it when it was
    /// stored, and is told apart from the plain one.
    pub(super) fn once_shared(
        &self,
        document: &mut Document<'_>,
        entry: &Entry<'_>,
        known: &Article,
    ) -> Result<Option<ArticleId>, StoreError> {
        let stored = Candidate {
            id: known.id,
            identity: entry.identity.to_owned(),
            title: known.title.as_str().to_owned(),
            link: known.link.as_ref().map(|link| link.as_str().to_owned()),
            story: known.link.as_ref().and_then(of_one_article),
            date: known.published.map(micros),
        };
        if !Likeness::of(entry.new, &stored).is_other() {
            return Ok(None);
        }
        let candidates = self.candidates(document, entry.new)?.into_iter();
        let found = candidates.into_iter().find(|candidate| {
            let rest = candidate.identity.strip_prefix(entry.identity);
            rest.is_some_and(|rest| rest.starts_with(' '))
                && Likeness::of(entry.new, candidate).score() >= 6
                && document.is_free(candidate)
        });
        let found = found.map(|found| found.id);
        document.taken.extend(found);
        Ok(found)
    }

    /// The stored articles of an entry's link, and of its title and date, the newest first.
    fn candidates(
        &self,
        document: &Document<'_>,
        new: &NewArticle,
    ) -> Result<Vec<Candidate>, StoreError> {
        let feed = document.feed.0;
        let mut candidates = Vec::new();
        if let Some(link) = link_of(new) {
            // The plus has the database look by the link, which few articles have.
            let sql = candidates_where("+feed = ?1 AND story = ?2");
            let mut statement = self.connection.prepare_cached(&sql)?;
            for candidate in statement.query_map(params![feed, link], candidate_from)? {
                candidates.push(candidate?);
            }
        }
        if let Some(date) = new.published.map(micros) {
            let sql = candidates_where("feed = ?1 AND date = ?2 AND title = ?3");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let found = params![feed, date, new.title.as_str()];
            for candidate in statement.query_map(found, candidate_from)? {
                candidates.push(candidate?);
            }
        }
        Ok(candidates)
    }

    /// Weighs what an entry and a stored article have in common.
    fn is_same(
        &self,
        document: &Document<'_>,
        new: &NewArticle,
        candidate: &Candidate,
        alike: Likeness,
    ) -> Result<bool, StoreError> {
        let stored = self.body(candidate.id)?.unwrap_or_default();
        if are_other_files(&new.enclosures, &stored.enclosures) {
            return Ok(false);
        }
        let words = first_words(&new.body, COMPARED_CHARS);
        let has_same_text = !stored.pruned && words == first_words(&stored.html, COMPARED_CHARS);
        let says_the_same = has_same_text && !words.is_empty();
        let is_exact_date =
            alike.date == Some(true) && candidate.date.is_some_and(|date| date % HALF_HOUR != 0);
        if alike.link == Some(true) {
            let link = candidate.story.as_deref().unwrap_or_default();
            let is_telling = document.is_only(link) && document.links_tell();
            return Ok(match (alike.title, alike.date) {
                (true, Some(true)) => true,
                // The same page every day, with the same title.
                (true, Some(false)) => alike.is_other_form || says_the_same,
                (true, None) => alike.is_other_form || has_same_text || is_telling,
                (false, Some(true)) => is_exact_date || is_telling || says_the_same,
                (false, None | Some(false)) => says_the_same,
            });
        }
        let is_moved = alike.title && alike.date == Some(true);
        Ok(is_moved && (is_exact_date || says_the_same || alike.link.is_none() && has_same_text))
    }
}

/// Whether two addresses name the same part of a page, or neither a part.
fn has_same_part(link: Option<&Url>, candidate: &Candidate) -> bool {
    let stored = candidate
        .link
        .as_deref()
        .and_then(|link| link.split_once('#'));
    link.and_then(Url::fragment) == stored.map(|(_, part)| part)
}

/// Whether two addresses differ by nothing but scheme, `www.` and slashes at the end.
fn is_other_form(link: Option<&Url>, candidate: &Candidate) -> bool {
    fn bare(link: &str) -> &str {
        let link = link.split_once("://").map_or(link, |(_, rest)| rest);
        let link = link.strip_prefix("www.").unwrap_or(link);
        link.trim_end_matches('/')
    }
    match (link.map(Url::as_str), candidate.link.as_deref()) {
        (Some(new), Some(stored)) => new != stored && bare(new) == bare(stored),
        _ => false,
    }
}

/// Whether both have files and none in common, wherever it is served from: two episodes on the page of
/// their show.
fn are_other_files(one: &[Enclosure], other: &[Enclosure]) -> bool {
    let paths: HashSet<&str> = other.iter().map(|file| file.url.path()).collect();
    let has_same = one.iter().any(|file| paths.contains(file.url.path()));
    !one.is_empty() && !other.is_empty() && !has_same
}

fn candidates_where(condition: &str) -> String {
    format!(
        "SELECT {CANDIDATE_COLUMNS} FROM article WHERE {condition} ORDER BY id DESC LIMIT {MAX_CANDIDATES}"
    )
}
