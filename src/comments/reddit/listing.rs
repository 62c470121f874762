//! Reddit's listings: trees with stubs in them, and the flat lists that replace the stubs.
//!
//! <https://www.reddit.com/dev/api/>

use std::collections::HashSet;

use super::state;
use crate::comments::json::Value;
use crate::comments::services::{REDDIT, at};
use crate::comments::{Batch, SourceError, batch, fields};
use crate::model::comment::{Comment, Edited, Roles, State};
use crate::model::discussion::{Access, SourceOrder};
use crate::model::id::CommentId;

/// Reads the answer for a post (two listings), one listing, or an answer of `morechildren`.
pub(super) fn read(root: Value<'_>) -> Result<Batch, SourceError> {
    let things = root.get("json").get("data").get("things");
    if things.is_array() {
        return Ok(listing(things));
    }
    let listings: Vec<Value<'_>> = if root.is_array() {
        root.items().collect()
    } else {
        vec![root]
    };
    let Some(comments) = listings.last().filter(|last| last.get("data").is_object()) else {
        return Err(SourceError::Malformed(
            "Reddit sent no list of comments".into(),
        ));
    };
    let post = listings[0].get("data").get("children").items().next();
    let post = post.map(|post| post.get("data"));
    let total = post.and_then(|post| post.get("num_comments").count());
    Ok(Batch {
        total,
        access: Access::closed_if(
            post.is_some_and(|post| post.get("locked").is_true() || post.get("archived").is_true()),
        ),
        ..listing(comments.get("data").get("children"))
    })
}

fn listing(things: Value<'_>) -> Batch {
    let answers = ["data", "replies", "data", "children"];
    let mut stubs = 0_usize;
    // Comments that are gone with answers that are all unloaded.
    let mut hollow = HashSet::new();
    let mut open: Vec<Value<'_>> = things.items().collect();
    while let Some(thing) = open.pop() {
        stubs += usize::from(is_stub(thing));
        let replies = thing.path(&answers);
        let id = thing.get("data").get("id").id();
        let is_hollow =
            || is_gone(thing) && replies.items().all(is_stub) && replies.items().next().is_some();
        if let Some(id) = id.filter(|_| is_hollow()) {
            hollow.insert(id.into_owned());
        }
        open.extend(replies.items());
    }
    let read = |thing: Value<'_>| {
        let comment = comment(thing)?;
        let is_hollow = hollow.contains(comment.id.as_str());
        Some(if is_hollow { kept(comment) } else { comment })
    };
    Batch {
        order: SourceOrder::Ranked,
        // What the stubs stand for is given only to those who have a key.
        partial: stubs > 0,
        ..Batch::of(batch::nested(things, &answers, read))
    }
}

/// Whether a thing stands for comments that are not in the answer.
fn is_stub(thing: Value<'_>) -> bool {
    thing.get("kind").text().as_deref() == Some("more")
}

/// Whether a comment was deleted or removed.
fn is_gone(thing: Value<'_>) -> bool {
    let data = thing.get("data");
    let author = data.get("author").text().unwrap_or_default();
    let text = data.get("body").text().unwrap_or_default();
    state(&author, text.trim()) != State::Visible
}

/// A comment that is gone and leads to others that can be loaded: it stays with the words that stand in for
/// its text, while a tree leaves out what is gone and has no answers.
fn kept(comment: Comment) -> Comment {
    Comment {
        author: None,
        author_url: None,
        state: State::Visible,
        ..comment
    }
}

fn comment(thing: Value<'_>) -> Option<Comment> {
    if thing.get("kind").text().as_deref() != Some("t1") {
        return None;
    }
    let data = thing.get("data");
    let author = data.get("author").text().unwrap_or_default();
    let parent = data.get("parent_id").text();
    let parent = parent
        .as_deref()
        .and_then(|parent| parent.strip_prefix("t1_"));
    let id = data.get("id").id();
    let path = data.get("permalink").filled();
    let permalink = path.and_then(|path| fields::web_url(&path, Some(&at(REDDIT, &[], &[]))));
    let text = data.get("body").text().unwrap_or_default();
    let html = data.get("body_html").text().unwrap_or_default();
    let hidden = data.get("score_hidden").is_true();
    let badge = data.get("distinguished").text();
    Some(Comment {
        parent: parent.map(CommentId::new),
        author: fields::name(&author),
        author_url: (!author.is_empty()).then(|| at(REDDIT, &["user", &author], &[])),
        roles: Roles {
            author: data.get("is_submitter").is_true(),
            moderator: badge.as_deref() == Some("moderator"),
            staff: badge.as_deref() == Some("admin"),
            bot: false,
        },
        published: fields::seconds(data.get("created_utc")),
        edited: match fields::seconds(data.get("edited")) {
            Some(time) => Edited::At(time),
            None if data.get("edited").is_true() => Edited::Yes,
            None => Edited::No,
        },
        body: if html.is_empty() {
            fields::markdown_body(&text, permalink.as_ref())
        } else {
            fields::body(&unescaped(&html), permalink.as_ref())
        },
        score: data.get("score").integer().filter(|_| !hidden),
        permalink,
        state: state(&author, text.trim()),
        ..Comment::new(CommentId::new(&id?))
    })
}

/// Without `raw_json=1` the markup itself is written in entities.
fn unescaped(html: &str) -> String {
    if html.trim_start().starts_with("&lt;") {
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    } else {
        html.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments::json::Document;
    use crate::model::tree::{Options, build};

    fn thing(id: &str, author: &str, body: &str, replies: &str) -> String {
        format!(
            r#"{{"kind":"t1","data":{{"id":"{id}","name":"t1_{id}","author":"{author}","body":"{body}","replies":{replies}}}}}"#
        )
    }

    #[test]
    fn a_deleted_comment_with_unloaded_answers_alone_stays() {
        let more = |parent: &str, children: &str| {
            format!(
                r#"{{"data":{{"children":[{{"kind":"more","data":{{"count":2,"parent_id":"t1_{parent}","children":[{children}]}}}}]}}}}"#
            )
        };
        let text = format!(
            r#"[{{"data":{{"children":[]}}}},{{"data":{{"children":[{},{},{},{}]}}}}]"#,
            thing("a", "[deleted]", "[deleted]", &more("a", "\"x\",\"y\"")),
            thing("b", "[deleted]", "[removed]", &more("b", "")),
            thing("c", "[deleted]", "[deleted]", "\"\""),
            thing("d", "ada", "Here", &more("d", "\"z\"")),
        );
        let document = Document::read(text.as_bytes()).unwrap();
        let batch = read(document.root()).unwrap();
        assert!(batch.partial);
        let tree = build(batch.comments, &Options::default());
        let shown: Vec<_> = tree
            .nodes
            .iter()
            .map(|node| (node.comment.id.as_str(), node.comment.body.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", "<p>[deleted]</p>"),
                ("b", "<p>[removed]</p>"),
                ("d", "<p>Here</p>")
            ]
        );
        assert_eq!(tree.nodes[0].comment.author, None);
    }
}
