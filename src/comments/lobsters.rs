//! Lobsters: one answer with all comments in reading order, in three generations (section 7.5).
//!
//! <https://github.com/lobsters/lobsters>

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{LOBSTERS, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, place};
use crate::model::comment::{Comment, State, Trust};
use crate::model::discussion::{SourceOrder, ThreadRef};
use crate::model::tree::parents_by_depth;

const NAME: &str = "lobsters";

/// The source.
pub(super) struct Lobsters;

#[derive(Serialize, Deserialize)]
struct Place {
    story: String,
}

impl CommentSource for Lobsters {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Lobsters"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let story = article.addresses().iter().find_map(story_in);
        let candidate = |story: String| {
            let scope = format!("lobste.rs/{story}");
            let page = at(LOBSTERS, &["s", &story], &[]);
            Candidate::new(Rank::KnownSite, NAME, scope, &Place { story }, Some(page))
        };
        story.map(candidate).into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let file = format!("{}.json", place::<Place>(thread)?.story);
        // Without a query: parameters that the site does not know answer 400.
        Ok(vec![Ask::get(
            at(LOBSTERS, &["s", &file], &[]),
            Accept::Json,
        )])
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(5 * 60)
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let story = document.root();
        if !story.get("comments").is_array() {
            return Err(SourceError::Malformed(
                "Lobsters sent no list of comments".into(),
            ));
        }
        let values: Vec<Value<'_>> = story.get("comments").items().collect();
        let submitter = user(story.get("submitter_user"));
        let mut comments = Vec::with_capacity(values.len());
        let mut depths = Vec::with_capacity(values.len());
        for value in values.iter().copied() {
            if let Some(comment) = comment(value, submitter.as_deref()) {
                comments.push(comment);
                let depth = value
                    .get("depth")
                    .count()
                    .or(value.get("indent_level").count());
                depths.push(depth);
            }
        }
        // Before 2023 there was nothing but the depth.
        let states_parents = values
            .iter()
            .any(|value| value.members().any(|(name, _)| name == "parent_comment"));
        if !states_parents {
            let parents = parents_by_depth(depths.into_iter().map(Option::unwrap_or_default));
            for (index, parent) in parents.into_iter().enumerate() {
                comments[index].parent = parent.map(|parent| comments[parent].id.clone());
                comments[index].parent_trust = Trust::Derived;
            }
        }
        Ok(Batch {
            comments,
            total: story.get("comment_count").count(),
            order: SourceOrder::Ranked,
            ..Batch::default()
        })
    }
}

/// The short id in `https://lobste.rs/s/ID[/slug]`.
fn story_in(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let mut path = url.path_segments().filter(|_| host == "lobste.rs")?;
    let story = path.next().filter(|&first| first == "s").and(path.next())?;
    let story = story.trim_end_matches(".json");
    let is_id = !story.is_empty() && story.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id.then(|| story.to_owned())
}

/// A user's name: a text, or before 2024 an object.
fn user(value: Value<'_>) -> Option<String> {
    let name = value.filled().or_else(|| value.get("username").filled())?;
    Some(name.into_owned())
}

fn comment(value: Value<'_>, submitter: Option<&str>) -> Option<Comment> {
    let author = user(value.get("commenting_user"));
    let link = value
        .get("short_id_url")
        .text()
        .or_else(|| value.get("url").text());
    let permalink = link.and_then(|link| fields::web_url(&link, None));
    let published = fields::time(value.get("created_at"));
    let changed =
        fields::time(value.get("last_edited_at")).or_else(|| fields::time(value.get("updated_at")));
    let mut comment = fields::comment(value.get("short_id"))?;
    comment.roles.author = author.is_some() && author.as_deref() == submitter;
    Some(Comment {
        parent: fields::id(value.get("parent_comment")),
        author: author.as_deref().and_then(fields::name),
        author_url: author.map(|name| at(LOBSTERS, &[&format!("~{name}")], &[])),
        published,
        edited: fields::edited(published, changed),
        body: fields::body(
            &value.get("comment").text().unwrap_or_default(),
            permalink.as_ref(),
        ),
        score: value.get("score").integer(),
        permalink,
        state: match (
            value.get("is_moderated").is_true(),
            value.get("is_deleted").is_true(),
        ) {
            (true, _) => State::Removed,
            (_, true) => State::Deleted,
            _ => State::Visible,
        },
        ..comment
    })
}
