//! Discourse topics, also those that a blog embeds (section 7.8).
//!
//! <https://docs.discourse.org/>

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use url::Url;

use super::attached::{self, Choice};
use super::json::Value;
use super::services::below;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Edited, Kind, Roles, State};
use crate::model::discussion::{Access, SourceOrder, ThreadRef};
use crate::model::id::CommentId;
use crate::text::dom::Dom;
use crate::text::plain;

/// Posts in one request, the default of the servers.
const CHUNK: usize = 20;

/// Posts that are loaded at once; the rest when the reader wants them.
const FIRST_POSTS: usize = 100;

const NAME: &str = "discourse";

/// The source.
pub(super) struct Discourse;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    /// The forum's root.
    base: Url,
    topic: Topic,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Topic {
    /// Its number.
    Number(u64),
    /// The address of the page that embeds it.
    Embedded(Url),
}

impl CommentSource for Discourse {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Discourse"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let mut found = Vec::new();
        for url in article.addresses() {
            if let Some(topic) = topic_in(&url)
                && let Ok(base) = url.join("/")
            {
                found.push(candidate(
                    Rank::KnownSite,
                    base,
                    Topic::Number(topic),
                    Some(url),
                ));
                break;
            }
        }
        if let Some(embed) = article.page.and_then(|page| page.discourse.as_ref()) {
            let topic = match (
                embed.topic,
                embed.page.clone().or_else(|| article.canonical()),
            ) {
                (Some(number), _) => Some(Topic::Number(number)),
                (None, page) => page.map(Topic::Embedded),
            };
            let page = article.article().cloned();
            found.extend(
                topic.map(|topic| {
                    candidate(article.widget_rank(), embed.forum.clone(), topic, page)
                }),
            );
        }
        found
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let place: Place = place(thread)?;
        Ok(vec![match &place.topic {
            Topic::Number(topic) => ask_topic(&place.base, *topic),
            Topic::Embedded(page) => {
                let query = [("embed_url", page.as_str())];
                Ask::get(
                    below(&place.base, &["embed", "comments"], &query),
                    Accept::Html,
                )
            }
        }])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        if reply.ask.accept == Accept::Html {
            answer::accepted(reply)?;
            let html = String::from_utf8_lossy(&reply.body);
            let topic = topic_in_page(&html);
            return Ok(Batch::leading_to(
                topic
                    .map(|topic| ask_topic(&place.base, topic))
                    .into_iter()
                    .collect(),
            ));
        }
        let document = answer::json(reply)?;
        topic(document.root(), &place.base)
    }

    fn is_shut_everywhere(&self, refusal: &Reply) -> bool {
        // A forum that only members read; of one topic it says `invalid_access`.
        answer::refusal_word(refusal, "error_type").as_deref() == Some("not_logged_in")
    }

    fn saved_place(&self, page: &Url) -> String {
        let base = page.join("/").unwrap_or_else(|_| page.clone());
        locator(&Place {
            base,
            topic: Topic::Number(0),
        })
    }
}

fn candidate(rank: Rank, base: Url, topic: Topic, page: Option<Url>) -> Candidate {
    let host = base.host_str().unwrap_or_default();
    let scope = match &topic {
        Topic::Number(number) => format!("{host}/{number}"),
        Topic::Embedded(page) => format!("{host}/{page}"),
    };
    Candidate::new(rank, NAME, scope, &Place { base, topic }, page)
}

fn ask_topic(base: &Url, topic: u64) -> Ask {
    let file = format!("{topic}.json");
    Ask::get(below(base, &["t", &file], &[]), Accept::Json)
}

/// The topic's number in `/t/SLUG/N[/POST]`.
fn topic_in(url: &Url) -> Option<u64> {
    let mut path = url.path_segments()?;
    let slug = path.next().filter(|&first| first == "t").and(path.next())?;
    let number = path.next()?;
    (!slug.is_empty())
        .then(|| number.trim_end_matches(".json").parse().ok())
        .flatten()
}

/// The first topic that an embedded page links to.
fn topic_in_page(html: &str) -> Option<u64> {
    html.split("href=").skip(1).find_map(|link| {
        let quote = link.chars().next().filter(|&c| c == '"' || c == '\'')?;
        let address = link[1..].split(quote).next()?;
        let nowhere = Url::parse("https://saved.invalid/").ok()?;
        topic_in(&nowhere.join(address).ok()?)
    })
}

/// A topic, or a further chunk of its posts.
fn topic(root: Value<'_>, base: &Url) -> Result<Batch, SourceError> {
    let stream = root.get("post_stream");
    if !stream.get("posts").is_array() {
        return Err(SourceError::Malformed(
            "The forum sent no list of posts".into(),
        ));
    }
    let posts = stream.get("posts");
    let in_hand: HashSet<_> = posts
        .items()
        .filter_map(|post| post.get("id").id())
        .collect();
    let mut batch = batch::nested_by(
        posts,
        &[],
        |post| comment(post, base),
        |post| post.get("username").filled(),
    );
    batch.accounts.add_opener(opener(root, posts));
    let number = root.get("id").id().unwrap_or_default();
    let missing: Vec<_> = stream
        .get("stream")
        .items()
        .filter_map(Value::id)
        .filter(|id| !in_hand.contains(id))
        .collect();
    let ask = |ids: &[Cow<'_, str>]| {
        let query: Vec<(&str, &str)> = ids.iter().map(|id| ("post_ids[]", &**id)).collect();
        Ask::get(
            below(base, &["t", &number, "posts.json"], &query),
            Accept::Json,
        )
    };
    let room = FIRST_POSTS.saturating_sub(in_hand.len()).min(missing.len());
    let (now, later) = missing.split_at(room);
    let count = root.get("posts_count").count();
    Ok(Batch {
        total: count.map(|posts| posts.saturating_sub(1)),
        access: Access::closed_if(root.get("closed").is_true() || root.get("archived").is_true()),
        order: SourceOrder::Oldest,
        next: now.chunks(CHUNK).map(ask).collect(),
        later: later.chunks(CHUNK).map(ask).collect(),
        ..batch
    })
}

/// The unique name of whoever began the topic.
fn opener<'a>(topic: Value<'a>, posts: Value<'a>) -> Option<Cow<'a, str>> {
    let stated = topic.path(&["details", "created_by", "username"]).filled();
    stated.or_else(|| {
        let mut posts = posts.items();
        let first = posts.find(|post| post.get("post_number").integer() == Some(1))?;
        first.get("username").filled()
    })
}

/// A post's text, its polls with the votes in place of the empty forms.
fn html(post: Value<'_>) -> String {
    let cooked = post.get("cooked").text().unwrap_or_default();
    let polls = post.get("polls");
    if polls.items().next().is_none() {
        return cooked.into_owned();
    }
    let text = Dom::parse(&cooked);
    let mut html = text.root().inner_html(|element| element.has_class("poll"));
    for poll in polls.items() {
        attached::poll(
            &mut html,
            poll.get("options").items().map(|option| Choice {
                title: option
                    .get("html")
                    .text()
                    .map(|html| plain::one_line(&html).to_string()),
                votes: option.get("votes").count(),
            }),
            poll.get("voters").count(),
            poll.get("status").text().as_deref() == Some("closed"),
        );
    }
    html
}

/// A post; its number in the topic is its id, because answers name their parents so.
fn comment(post: Value<'_>, base: &Url) -> Option<Comment> {
    /// A moderator's action, shown as a line.
    const MODERATOR_ACTION: i64 = 2;
    /// "Closed", "pinned" and the like.
    const SMALL_ACTION: i64 = 3;
    /// What only the staff sees.
    const WHISPER: i64 = 4;
    /// Kind of reaction that is a like.
    const LIKE: i64 = 2;

    let number = post
        .get("post_number")
        .integer()
        .filter(|&number| number > 1)?;
    let kind = post.get("post_type").integer();
    if matches!(kind, Some(SMALL_ACTION | WHISPER)) {
        return None;
    }
    let username = post.get("username").filled();
    let name = post.get("name").filled().or_else(|| username.clone());
    let parent = post.get("reply_to_post_number").integer();
    let topic = post.get("topic_id").id().unwrap_or_default();
    let slug = post
        .get("topic_slug")
        .filled()
        .unwrap_or_else(|| "-".into());
    let permalink = below(base, &["t", &slug, &topic, &number.to_string()], &[]);
    let likes = post
        .get("actions_summary")
        .items()
        .find(|action| action.get("id").integer() == Some(LIKE));
    let is_edited = post
        .get("version")
        .integer()
        .is_some_and(|version| version > 1);
    let by_author = post.get("user_deleted").is_true();
    let gone = !post.get("deleted_at").is_null();
    Some(Comment {
        parent: parent
            .filter(|&parent| parent > 1)
            .map(|parent| CommentId::new(&parent.to_string())),
        author: name.as_deref().and_then(fields::name),
        author_url: username.map(|name| below(base, &["u", &name], &[])),
        roles: Roles {
            moderator: post.get("moderator").is_true(),
            staff: post.get("staff").is_true() || post.get("admin").is_true(),
            ..Roles::default()
        },
        published: fields::time(post.get("created_at")),
        edited: match fields::time(post.get("updated_at")) {
            Some(time) if is_edited => Edited::At(time),
            None if is_edited => Edited::Yes,
            _ => Edited::No,
        },
        body: fields::body(&html(post), Some(&permalink)),
        score: likes.and_then(|likes| likes.get("count").integer()),
        permalink: Some(permalink),
        state: match (by_author, gone, post.get("hidden").is_true()) {
            (true, _, _) => State::Deleted,
            (_, true, _) => State::Removed,
            (_, _, true) => State::Hidden,
            _ => State::Visible,
        },
        kind: match kind {
            Some(MODERATOR_ACTION) => Kind::SystemNote,
            _ => Kind::Comment,
        },
        ..Comment::new(CommentId::new(&number.to_string()))
    })
}
