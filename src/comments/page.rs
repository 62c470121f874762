//! Comments that stand in the article's page itself: as elements of many systems' making (section 8),
//! or as data for search engines (section 7.18). The page is read by every way, and the way that finds
//! the most comments is believed.

mod around;
mod author;
mod body;
mod elements;
mod forums;
mod head;
mod ids;
mod json_ld;
mod markers;
mod microdata;
mod microformats;
mod parents;
mod phrases;
mod remark;
#[cfg(test)]
mod tests;
mod time;
mod unmarked;
mod written;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use self::around::{number, others, own_number};
use super::batch::Whole;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{Step, access, answer, locator, place};
use crate::feed::dates;
use crate::model::comment::Comment;
use crate::model::discussion::ThreadRef;
use crate::text::charset;
use crate::text::dom::Dom;

/// Pages of comments that are asked for (section 7.1.5); the rest is left for a continuation.
const MAX_PAGES: usize = 10;

/// Links to other pages of comments that are kept of one page.
const MAX_LINKED_PAGES: usize = 100;

const NAME: &str = "html";

/// The source.
pub(super) struct Page;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The article's page.
    link: Url,
}

/// The comments that one way of reading finds in a page.
#[derive(Debug, Default)]
struct Reading {
    comments: Vec<Comment>,
    /// The count that the same data states.
    total: Option<u32>,
}

impl Reading {
    fn of(comments: Vec<Comment>) -> Self {
        Self {
            comments,
            total: None,
        }
    }
}

/// How many comments a page holds, as far as can be told without loading anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// As elements that people read.
    pub(super) elements: usize,
    /// As data about them.
    pub(super) data: usize,
}

/// Counts the comments in a page.
pub(super) fn count(dom: &Dom, page: &Url) -> Count {
    let data = [
        microdata::read(dom, page, None),
        microformats::read(dom, page, None),
        json_ld::read(dom, page),
    ];
    let lengths = data.iter().map(|reading| reading.comments.len());
    Count {
        elements: markers::find(dom).len().max(forums::find(dom).len()),
        data: lengths.max().unwrap_or(0),
    }
}

impl CommentSource for Page {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "the page"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let (Some(page), Some(link)) = (article.page, article.link) else {
            return Vec::new();
        };
        let rank = match (page.own_comments, page.data_comments) {
            (0, 0) => return Vec::new(),
            (0, _) => Rank::PageData,
            _ => Rank::PageComments,
        };
        let place = Place { link: link.clone() };
        let scope = link.to_string();
        vec![Candidate::new(
            rank,
            NAME,
            scope,
            &place,
            Some(link.clone()),
        )]
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Place = place(thread)?;
        Ok(vec![Ask::get(place.link, Accept::Html)])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        answer::accepted(reply)?;
        let dom = parse(reply).ok_or_else(|| {
            SourceError::Malformed("What came instead of the article's page is no page".into())
        })?;
        Ok(read_page(&dom, &reply.url, sent(reply)))
    }

    /// As the other sources, but with the pages in the order of their numbers, and the first one, which
    /// has no number in its address, not asked for again under it.
    fn advance(&self, thread: &ThreadRef, replies: &[Reply]) -> Result<Step, SourceError> {
        let Some(first) = replies.first() else {
            return Ok(Step::Ask(self.first(thread)?));
        };
        let own = parse(first).map_or(1, |dom| own_number(&first.url, &others(&dom, &first.url)));
        let mut pages: Vec<(u32, &Reply)> = vec![(own, first)];
        let others = &replies[1..];
        pages.extend(
            others
                .iter()
                .map(|reply| (number(&reply.ask.url).unwrap_or(own), reply)),
        );
        pages.sort_by_key(|(number, _)| *number);
        let mut whole = Whole::default();
        for (_, reply) in pages {
            let read = self.read(thread, reply).map(|mut batch| {
                batch.next.retain(|ask| number(&ask.url) != Some(own));
                batch
            });
            whole.take(read, reply);
        }
        let step = whole.step(replies, MAX_PAGES)?;
        Ok(match step {
            Step::Loaded(mut loaded) => {
                let found = loaded.comments.len();
                let is_all = loaded
                    .total_stated
                    .is_none_or(|total| total as usize <= found);
                loaded.complete &= is_all;
                Step::Loaded(loaded)
            }
            step => step,
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place { link: page.clone() })
    }
}

/// The tree of a reply that is a page.
pub(super) fn parse(reply: &Reply) -> Option<Dom> {
    let content_type = reply.headers.get("content-type").map(String::as_str);
    if content_type.is_some_and(|stated| stated.contains("json") || stated.starts_with("image/")) {
        return None;
    }
    let decoded = charset::decode(&reply.body, content_type);
    let is_markup = decoded.text.trim_start().starts_with('<');
    is_markup.then(|| Dom::parse(&decoded.text))
}

/// Gives comments the authors and dates that another reading of as many has for them.
fn fill(comments: &mut [Comment], others: Vec<Comment>) {
    for (comment, other) in comments.iter_mut().zip(others) {
        let is_same =
            comment.author.is_none() || other.author.is_none() || comment.author == other.author;
        if !is_same {
            return;
        }
        comment.author = comment.author.take().or(other.author);
        if comment.published.is_none() {
            comment.published = other.published;
            comment.precision = other.precision;
        }
    }
}

/// When a page was sent, by its server's clock (RFC 9110 section 6.6.1).
fn sent(reply: &Reply) -> Option<Timestamp> {
    reply
        .headers
        .get("date")
        .and_then(|date| dates::parse(date))
}

/// Reads one page that was `sent` at some time by every way.
fn read_page(dom: &Dom, page: &Url, sent: Option<Timestamp>) -> Batch {
    let readings = [
        elements::read(dom, page, sent),
        forums::read(dom, page, sent),
        microdata::read(dom, page, sent),
        microformats::read(dom, page, sent),
        json_ld::read(dom, page),
    ];
    let stated = readings.iter().filter_map(|reading| reading.total).max();
    let longest = readings.iter().map(|reading| reading.comments.len()).max();
    let mut alike = readings
        .into_iter()
        .filter(|reading| Some(reading.comments.len()) == longest);
    let mut best = alike.next().unwrap_or_default();
    alike.for_each(|other| fill(&mut best.comments, other.comments));
    let others = others(dom, page);
    let is_paged = !others.is_empty() || number(page).is_some();
    let total = around::total(dom).or(stated);
    let is_short = total.is_some_and(|total| total as usize > best.comments.len());
    Batch {
        total,
        access: access::in_page(dom),
        partial: dom.is_cut() || (is_short && !is_paged),
        next: others
            .into_iter()
            .map(|other| Ask::get(other.url, Accept::Html))
            .collect(),
        ..Batch::of(best.comments)
    }
}
