//! Slashdot's stories, whose pages hold a part of the comments (section 7.15). The markup is read from
//! pages, for nothing documents it.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, page, place};
use crate::model::comment::{Comment, Precision, State, Trust};
use crate::model::discussion::ThreadRef;
use crate::model::id::CommentId;
use crate::model::tree::MAX_COMMENTS;
use crate::text::dom::{Dom, Element};

const NAME: &str = "slashdot";

/// Bytes of a heading or a score that are looked at.
const MAX_TEXT_BYTES: usize = 200;

/// The source.
pub(super) struct Slashdot;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The story's page.
    story: Url,
}

impl CommentSource for Slashdot {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Slashdot"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let story = article.addresses().into_iter().find(is_story);
        let candidate = story.map(|mut story| {
            // What feeds add to it tells nothing about the story.
            story.set_query(None);
            story.set_fragment(None);
            let (scope, page) = (story.path().to_owned(), Some(story.clone()));
            Candidate::new(Rank::KnownSite, NAME, scope, &Place { story }, page)
        });
        candidate.into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Place = place(thread)?;
        Ok(vec![Ask::get(place.story, Accept::Html)])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        answer::accepted(reply)?;
        let dom = page::parse(reply)
            .ok_or_else(|| SourceError::Malformed("Slashdot sent no page".into()))?;
        let comments = comments(&dom, &reply.url);
        // Comments below the reader's threshold are there without their text.
        let is_short = comments
            .iter()
            .any(|comment| comment.state == State::Hidden);
        Ok(Batch {
            partial: is_short || dom.is_cut(),
            ..Batch::of(comments)
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            story: page.clone(),
        })
    }
}

/// `https://tech.slashdot.org/story/26/09/09/1234567/title`
fn is_story(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_here = host == "slashdot.org" || host.ends_with(".slashdot.org");
    is_here && url.path().starts_with("/story/")
}

/// The comments of a story: `li#tree_N`, their answers in `ul#commtree_N`, every part with the number
/// in its id.
fn comments(dom: &Dom, page: &Url) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    let mut at = std::collections::HashMap::new();
    for element in dom.elements() {
        let Some((part, number)) = element.id().and_then(part_and_number) else {
            continue;
        };
        if part == "tree" {
            if comments.len() >= MAX_COMMENTS {
                break;
            }
            at.entry(number).or_insert(comments.len());
            comments.push(Comment {
                parent: above(element),
                parent_trust: Trust::Derived,
                state: State::Hidden,
                precision: Precision::Day,
                ..Comment::new(CommentId::new(number))
            });
        } else if let Some(comment) = at.get(number).and_then(|&at| comments.get_mut(at)) {
            take(comment, part, element, page);
        }
    }
    comments
}

/// `comment_body_12` is the part "comment_body" of comment 12.
fn part_and_number(id: &str) -> Option<(&str, &str)> {
    let (part, number) = id.rsplit_once('_')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((part, number))
}

/// The comment whose list of answers an element is in.
fn above(element: Element<'_>) -> Option<CommentId> {
    let list = element.parent()?;
    list.id()?.strip_prefix("commtree_").map(CommentId::new)
}

/// Reads one part of a comment.
fn take(comment: &mut Comment, part: &str, element: Element<'_>, page: &Url) {
    match part {
        "comment_link" => {
            let address = element.attr("href");
            comment.permalink = address.and_then(|href| fields::web_url(href, Some(page)));
        }
        "comment_score" => comment.score = score(&element.text(MAX_TEXT_BYTES)),
        "comment_top" => {
            let by = element.first(".by");
            let link = by.and_then(|by| by.first("a"));
            comment.author = link
                .or(by)
                .and_then(|name| fields::html_name(&name.inner_html(|_| false)));
            comment.author_url = link
                .and_then(|link| link.attr("href"))
                .and_then(|href| fields::web_url(href, Some(page)));
        }
        "comment_otherdetails" => {
            comment.published = written(&element.text(MAX_TEXT_BYTES));
        }
        "comment_body" => {
            comment.body = fields::body(&element.inner_html(|_| false), Some(page));
            if !comment.body.is_empty() {
                comment.state = State::Visible;
            }
        }
        _ => {}
    }
}

/// The number in "(Score:5, Insightful)".
fn score(text: &str) -> Option<i64> {
    let (_, behind) = text.split_once(':')?;
    behind.split([',', ')']).next()?.trim().parse().ok()
}

/// The time in "on Wednesday September 09, 2026 @10:11AM (#66000001)", by a clock in the east of the
/// United States.
fn written(text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim().trim_start_matches("on ");
    let text = text.split('(').next().unwrap_or(text).replace('@', " ");
    crate::feed::dates::parse(text.trim())
}
