//! utterances: an issue at GitHub, shown on a page (section 7.17).
//! <https://docs.github.com/en/rest/issues/comments>

use url::Url;

use super::findings::widgets::{Utterances as Place, Widget};
use super::json::Value;
use super::services::{GITHUB, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Roles};
use crate::model::discussion::{SourceOrder, ThreadRef};

const NAME: &str = "utterances";

/// The source.
pub(super) struct Utterances;

impl CommentSource for Utterances {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "utterances"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        article.widgets(|widget, _| match widget {
            Widget::Utterances(place) => {
                let scope = format!("{}/{}{}", place.repository, place.number, place.term);
                Some((NAME, scope, locator(place)))
            }
            _ => None,
        })
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Place = place(thread)?;
        if place.number > 0 {
            return Ok(vec![ask_comments(&place, place.number)]);
        }
        let query = format!(
            "\"{}\" type:issue in:title repo:{}",
            place.term, place.repository
        );
        let url = at(GITHUB, &["search", "issues"], &[("q", &query)]);
        Ok(vec![Ask::get(url, Accept::Json)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        let document = answer::json(reply)?;
        let root = document.root();
        if root.is_array() {
            let next = answer::linked(reply, "next").and_then(|next| Url::parse(next).ok());
            return Ok(Batch {
                order: SourceOrder::Oldest,
                next: next
                    .map(|next| Ask::get(next, Accept::Json))
                    .into_iter()
                    .collect(),
                ..Batch::of(root.items().filter_map(comment).collect())
            });
        }
        if !root.get("items").is_array() {
            return Err(SourceError::Malformed(
                "GitHub sent no list of issues".into(),
            ));
        }
        // As utterances does it: the issue that is called so, else the first that was found.
        let title = |issue: &Value<'_>| issue.get("title").text().map(|title| title.to_lowercase());
        let mut issues = root.get("items").items();
        let first = issues.next();
        let called_so = first
            .into_iter()
            .chain(issues)
            .find(|issue| title(issue).is_some_and(|title| title == place.term));
        let number = called_so
            .or(first)
            .and_then(|issue| issue.get("number").count());
        match number {
            Some(number) => Ok(Batch::leading_to(vec![ask_comments(&place, number)])),
            // The issue comes into being with its first comment.
            None => Ok(Batch::default()),
        }
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place::default())
    }
}

fn ask_comments(place: &Place, number: u32) -> Ask {
    let number = number.to_string();
    let (owner, name) = place.repository.split_once('/').unwrap_or_default();
    let path = ["repos", owner, name, "issues", &number, "comments"];
    Ask::get(at(GITHUB, &path, &[("per_page", "100")]), Accept::Json)
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let user = value.get("user");
    let web = |value: Value<'_>| fields::web_url(&value.text()?, None);
    let permalink = web(value.get("html_url"));
    let published = fields::time(value.get("created_at"));
    let association = value.get("author_association").text();
    Some(Comment {
        author: user
            .get("login")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: web(user.get("html_url")),
        roles: Roles {
            staff: matches!(
                association.as_deref(),
                Some("OWNER" | "MEMBER" | "COLLABORATOR")
            ),
            ..Roles::default()
        },
        published,
        edited: fields::edited(published, fields::time(value.get("updated_at"))),
        body: fields::markdown_body(
            &value.get("body").text().unwrap_or_default(),
            permalink.as_ref(),
        ),
        score: value.path(&["reactions", "+1"]).integer(),
        permalink,
        ..fields::comment(value.get("id"))?
    })
}
