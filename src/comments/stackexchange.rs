//! Stack Exchange: answers are roots, remarks hang below them (section 7.15).
//!
//! <https://api.stackexchange.com/docs>

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{STACK_EXCHANGE, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Edited};
use crate::model::discussion::ThreadRef;
use crate::model::id::CommentId;

const NAME: &str = "stackexchange";

/// The source.
pub(super) struct StackExchange;

#[derive(Serialize, Deserialize)]
struct Place {
    /// The site as the interface names it: its host.
    site: String,
    question: u64,
}

impl CommentSource for StackExchange {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Stack Exchange"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let found = article.addresses().into_iter().find_map(|url| {
            let place = question_in(&url)?;
            let scope = format!("{}/{}", place.site, place.question);
            Some(Candidate::new(
                Rank::KnownSite,
                NAME,
                scope,
                &place,
                Some(url),
            ))
        });
        found.into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let Place { site, question } = place(thread)?;
        let question = question.to_string();
        let ask = |what: &str| {
            let query = [
                ("site", site.as_str()),
                ("filter", "withbody"),
                ("pagesize", "100"),
            ];
            let url = at(STACK_EXCHANGE, &["questions", &question, what], &query);
            Ask::get(url, Accept::Json)
        };
        Ok(vec![ask("answers"), ask("comments")])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let Place { site, question } = place(thread)?;
        let document = answer::json(reply)?;
        let items = document.root().get("items");
        if !items.is_array() {
            return Err(SourceError::Malformed("Stack Exchange sent no list".into()));
        }
        let comments: Vec<Comment> = items
            .items()
            .filter_map(|value| comment(value, &question.to_string(), &site))
            .collect();
        let answers: Vec<String> = items
            .items()
            .filter_map(|value| Some(value.get("answer_id").id()?.into_owned()))
            .collect();
        let is_remarks = items
            .items()
            .any(|value| !value.get("comment_id").is_null());
        let next = (!answers.is_empty() && !is_remarks).then(|| {
            let query = [
                ("site", site.as_str()),
                ("filter", "withbody"),
                ("pagesize", "100"),
            ];
            let url = at(
                STACK_EXCHANGE,
                &["answers", &answers.join(";"), "comments"],
                &query,
            );
            Ask::get(url, Accept::Json)
        });
        Ok(Batch {
            next: next.into_iter().collect(),
            partial: document.root().get("has_more").is_true(),
            ..Batch::of(comments)
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&question_in(page).unwrap_or(Place {
            site: String::new(),
            question: 0,
        }))
    }
}

/// Site and number in `https://SITE/questions/N/…` of the network's sites.
fn question_in(url: &Url) -> Option<Place> {
    const SITES: [&str; 7] = [
        "stackoverflow.com",
        "serverfault.com",
        "superuser.com",
        "askubuntu.com",
        "stackapps.com",
        "mathoverflow.net",
        "stackexchange.com",
    ];
    let host = url.host_str()?;
    let is_here = SITES.iter().any(|site| {
        host.strip_suffix(site)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    let mut path = url.path_segments().filter(|_| is_here)?;
    let number = path
        .next()
        .filter(|&first| first == "questions")
        .and(path.next())?;
    Some(Place {
        site: host.to_owned(),
        question: number.parse().ok()?,
    })
}

fn comment(value: Value<'_>, question: &str, site: &str) -> Option<Comment> {
    let answer = fields::id(value.get("answer_id"));
    let remark = fields::id(value.get("comment_id"));
    let parent = fields::id(value.get("post_id"));
    let owner = value.get("owner");
    let link = match &answer {
        Some(id) => format!("https://{site}/a/{id}"),
        None => value.get("link").text().unwrap_or_default().into_owned(),
    };
    let permalink = fields::web_url(&link, None);
    Some(Comment {
        parent: parent.filter(|parent| remark.is_some() && parent.as_str() != question),
        author: owner
            .get("display_name")
            .text()
            .and_then(|name| fields::escaped_name(&name)),
        author_url: owner
            .get("link")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        published: fields::seconds(value.get("creation_date")),
        edited: fields::seconds(value.get("last_edit_date")).map_or(Edited::No, Edited::At),
        body: fields::body(
            &value.get("body").text().unwrap_or_default(),
            permalink.as_ref(),
        ),
        score: value.get("score").integer(),
        permalink,
        ..Comment::new(
            remark
                .or(answer)
                .filter(|id: &CommentId| !id.as_str().is_empty())?,
        )
    })
}
