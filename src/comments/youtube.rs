//! YouTube's answers, for those who have a key (section 7.15): two levels.
//!
//! <https://developers.google.com/youtube/v3/docs/commentThreads/list>

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{YOUTUBE, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::{Comment, Roles, Trust};
use crate::model::discussion::ThreadRef;
use crate::model::id::CommentId;

const NAME: &str = "youtube";

/// The source.
pub(super) struct YouTube;

#[derive(Serialize, Deserialize)]
struct Place {
    video: String,
}

impl CommentSource for YouTube {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "YouTube"
    }

    /// None: without a key there is no way in, and no key is shipped.
    fn find(&self, _article: &Evidence<'_>) -> Vec<Candidate> {
        Vec::new()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let video = place::<Place>(thread)?.video;
        let query = [
            ("part", "snippet,replies"),
            ("videoId", video.as_str()),
            ("maxResults", "100"),
            ("order", "time"),
            ("textFormat", "html"),
        ];
        Ok(vec![Ask::get(
            at(YOUTUBE, &["commentThreads"], &query),
            Accept::Json,
        )])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let root = document.root();
        if !root.get("items").is_array() {
            return Err(SourceError::Malformed(
                "YouTube sent no list of comments".into(),
            ));
        }
        let mut batch = Batch {
            partial: root.get("nextPageToken").filled().is_some(),
            ..Batch::default()
        };
        for thread in root.get("items").items() {
            let snippet = thread.get("snippet");
            let Some(top) = comment(snippet.get("topLevelComment"), None) else {
                continue;
            };
            let replies = thread.get("replies").get("comments").items();
            let replies: Vec<Comment> = replies
                .filter_map(|reply| comment(reply, Some(&top.id)))
                .collect();
            let stated = snippet.get("totalReplyCount").count().unwrap_or(0);
            batch.partial |= stated as usize > replies.len();
            batch.comments.push(top);
            batch.comments.extend(replies);
        }
        Ok(batch)
    }

    fn saved_place(&self, _page: &Url) -> String {
        locator(&Place {
            video: String::new(),
        })
    }
}

fn comment(value: Value<'_>, parent: Option<&CommentId>) -> Option<Comment> {
    let snippet = value.get("snippet");
    let published = fields::time(snippet.get("publishedAt"));
    let writer = snippet.get("authorChannelId").get("value").filled();
    let is_author = writer.is_some() && writer == snippet.get("channelId").filled();
    Some(Comment {
        roles: Roles {
            author: is_author,
            ..Roles::default()
        },
        parent: fields::id(snippet.get("parentId")).or_else(|| parent.cloned()),
        parent_trust: Trust::Stated,
        author: snippet
            .get("authorDisplayName")
            .text()
            .and_then(|name| fields::name(&name)),
        author_url: snippet
            .get("authorChannelUrl")
            .text()
            .and_then(|url| fields::web_url(&url, None)),
        published,
        edited: fields::edited(published, fields::time(snippet.get("updatedAt"))),
        body: fields::body(&snippet.get("textDisplay").text().unwrap_or_default(), None),
        score: snippet.get("likeCount").integer(),
        ..fields::comment(value.get("id"))?
    })
}
