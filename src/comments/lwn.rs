//! LWN's articles, whose pages hold all comments (section 7.15, grade D: the markup is read as it is known,
//! for nothing documents it). Articles for subscribers have no page for programs for a week.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, page, place};
use crate::model::comment::{Comment, Trust};
use crate::model::discussion::{SourceOrder, ThreadRef};
use crate::model::id::CommentId;
use crate::model::tree::MAX_COMMENTS;
use crate::text::dom::{Dom, Element};

const NAME: &str = "lwn";

/// Bytes of the line "Posted … by …" that are looked at.
const MAX_TEXT_BYTES: usize = 300;

/// The source.
pub(super) struct Lwn;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The article's page.
    article: Url,
}

impl CommentSource for Lwn {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "LWN"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|mut url| {
            let number = number_in(&url)?;
            // What feeds add to it tells nothing about the article.
            url.set_path(&format!("/Articles/{number}/"));
            url.set_query(None);
            url.set_fragment(None);
            let place = Place {
                article: url.clone(),
            };
            Some(Candidate::new(
                Rank::KnownSite,
                NAME,
                number,
                &place,
                Some(url),
            ))
        });
        found.into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![Ask::get(
            place::<Place>(thread)?.article,
            Accept::Html,
        )])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        answer::accepted(reply)?;
        let dom =
            page::parse(reply).ok_or_else(|| SourceError::Malformed("LWN sent no page".into()))?;
        Ok(Batch {
            partial: dom.is_cut(),
            order: SourceOrder::Oldest,
            ..Batch::of(comments(&dom, &reply.url))
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            article: page.clone(),
        })
    }
}

/// The number in `https://lwn.net/Articles/1234567/`.
fn number_in(url: &Url) -> Option<String> {
    let is_here = matches!(url.host_str(), Some("lwn.net" | "www.lwn.net"));
    let mut path = url.path_segments().filter(|_| is_here)?;
    let number = path
        .next()
        .filter(|&first| first == "Articles")
        .and(path.next())?;
    is_number(number).then(|| number.to_owned())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The comments of a page: boxes in boxes, each behind an anchor with its number.
fn comments(dom: &Dom, page: &Url) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    // By the box's place in the page.
    let mut boxes: HashMap<usize, usize> = HashMap::new();
    let mut anchor = None;
    for element in dom.elements() {
        if let Some(number) = element
            .attr("name")
            .and_then(|name| name.strip_prefix("Comm"))
        {
            anchor = Some(number).filter(|number| is_number(number));
        } else if element.has_class("CommentBox") {
            let Some(number) = anchor.take() else {
                continue;
            };
            if comments.len() >= MAX_COMMENTS {
                break;
            }
            let above = around(element, &boxes).and_then(|at| comments.get(at));
            let parent = above.map(|comment| comment.id.clone());
            boxes.insert(element.index(), comments.len());
            comments.push(Comment {
                parent,
                parent_trust: Trust::Derived,
                ..Comment::new(CommentId::new(number))
            });
        } else if let Some(comment) = around(element, &boxes).and_then(|at| comments.get_mut(at)) {
            take(comment, element, page);
        }
    }
    comments
}

/// The comment in whose box an element is.
fn around(element: Element<'_>, boxes: &HashMap<usize, usize>) -> Option<usize> {
    let mut above = element.ancestors();
    above.find_map(|above| boxes.get(&above.index()).copied())
}

/// Reads one part of a comment.
fn take(comment: &mut Comment, element: Element<'_>, page: &Url) {
    if element.has_class("FormattedComment") && comment.body.is_empty() {
        comment.body = fields::body(&element.inner_html(|_| false), Some(page));
    } else if element.has_class("CommentPoster") {
        let text = element.text(MAX_TEXT_BYTES);
        let (posted, by) = text.split_once(" by ").unwrap_or((&text, ""));
        let posted = posted.trim().trim_start_matches("Posted ");
        // "Nov 24, 2026 8:00 UTC (Tue)"
        comment.published = crate::feed::dates::parse(posted.split('(').next().unwrap_or(posted));
        comment.author = by.split(" (").next().and_then(fields::name);
        // "by corbet (editor, #1)"; others are "(subscriber, #7)" or "(guest, #9)".
        comment.roles.staff = by.split_once(" (").is_some_and(|(_, standing)| {
            standing
                .split(',')
                .next()
                .is_some_and(|word| word.trim() == "editor")
        });
        let mut links = element.select("a").into_iter().filter_map(|link| {
            let url = fields::web_url(link.attr("href")?, Some(page))?;
            number_in(&url).map(|_| url)
        });
        comment.permalink = links.next_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(number: u32, name: &str, text: &str, inside: &str) -> String {
        format!(
            "<a name=\"Comm{number}\"></a><details class=\"CommentBox\" open><summary><h3 class=\"CommentTitle\">On it</h3>\
             <p class=\"CommentPoster\">Posted Nov 24, 2026 8:0{number} UTC (Tue) by <b>{name}</b> (subscriber, #7) \
             [<a href=\"/Articles/10{number}/\">Link</a>]</p></summary>\
             <div class=\"FormattedComment\"><p>{text}</p></div>{inside}</details>"
        )
    }

    #[test]
    fn boxes_in_boxes_are_a_tree() {
        let second = boxed(2, "ben", "Second", &boxed(3, "ann smith", "Third", ""));
        let html = format!(
            "<html><body><div class=\"ArticleText\"><p>Text.</p></div>{}{}</body></html>",
            boxed(1, "ann smith", "First", &second),
            boxed(4, "cleo", "Fourth", "")
        );
        let page = "https://lwn.net/Articles/100/".parse().unwrap();
        let comments = comments(&Dom::parse(&html), &page);
        let told: Vec<_> = comments
            .iter()
            .map(|comment| {
                let parent = comment
                    .parent
                    .as_ref()
                    .map_or("-", |parent| parent.as_str());
                let author = comment.author.as_ref().unwrap().as_str();
                let at = comment.published.unwrap().to_string();
                let body = comment.body.as_str();
                format!("{} {parent} {author} {at} {body}", comment.id)
            })
            .collect();
        assert_eq!(
            told,
            [
                "1 - ann smith 2026-11-24T08:01:00Z <p>First</p>",
                "2 1 ben 2026-11-24T08:02:00Z <p>Second</p>",
                "3 2 ann smith 2026-11-24T08:03:00Z <p>Third</p>",
                "4 - cleo 2026-11-24T08:04:00Z <p>Fourth</p>",
            ]
        );
        let link = comments[1].permalink.as_ref().unwrap();
        assert_eq!(link.as_str(), "https://lwn.net/Articles/102/");
    }

    #[test]
    fn only_articles_of_lwn_are_its() {
        let number = |url: &str| number_in(&url.parse().unwrap());
        assert_eq!(
            number("https://lwn.net/Articles/100/rss"),
            Some("100".to_owned())
        );
        assert_eq!(number("https://lwn.net/Archives/"), None);
        assert_eq!(number("https://example.org/Articles/100/"), None);
    }
}
