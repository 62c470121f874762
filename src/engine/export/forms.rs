//! The forms that things are taken along in, beside Markdown: plain text, a page, data.

use serde_json::{Value, json};
use url::Url;

use super::{Document, Part, Text, minute, name_of};
use crate::model::comment::State;
use crate::model::safe::SafeText;
use crate::model::thread::Thread;
use crate::text::count::counted;
use crate::text::plain::text_of;
use crate::text::wrap;

/// Columns of a level in plain text.
const INDENT: usize = 2;
/// The widest a line of plain text gets, without its indentation.
const COLUMNS: usize = 72;
/// Levels that are indented; what is deeper stays in that column and names whom it answers.
const MAX_LEVELS: u32 = 12;

/// Plain text, answers indented below what they answer.
pub(super) fn text(document: &Document) -> String {
    let article = &document.article;
    let mut text = format!("{}\n", article.title);
    if let Some(Text { feed, body }) = &document.of {
        text.push_str(&format!("{}\n", document.by_line(feed)));
        push_address(&mut text, article.link.as_ref());
        if !body.is_empty() {
            text.push('\n');
            push_wrapped(&mut text, &text_of(body), "");
        }
    }
    for part in &document.parts {
        let page = part.discussion.thread.page.as_ref();
        match document.of {
            Some(_) => {
                text.push_str(&format!(
                    "\n{}\n",
                    counted(part.count(), "comment", "comments")
                ));
                push_address(&mut text, page);
            }
            None => push_address(&mut text, page.or(article.link.as_ref())),
        }
        push_comments(&mut text, part);
    }
    text
}

fn push_address(text: &mut String, address: Option<&Url>) {
    if let Some(address) = address {
        text.push_str(&format!("{address}\n"));
    }
}

fn push_comments(text: &mut String, part: &Part) {
    for at in part.range.clone() {
        let indent = " ".repeat(INDENT * level(part, at) as usize);
        text.push_str(&format!("\n{indent}{}\n", heading(&part.thread, at)));
        let comment = part.thread.comment(at);
        match comment.state {
            State::Visible => push_wrapped(text, &text_of(&comment.body), &indent),
            state => text.push_str(&format!("{indent}[{}]\n", state.word())),
        }
    }
}

fn push_wrapped(text: &mut String, words: &str, indent: &str) {
    for line in words.lines() {
        let parts = wrap::wrap(line, COLUMNS);
        let is_empty = parts.is_empty();
        for part in parts {
            text.push_str(format!("{indent}{part}").trim_end());
            text.push('\n');
        }
        if is_empty {
            text.push('\n');
        }
    }
}

/// How far a comment is indented.
fn level(part: &Part, at: usize) -> u32 {
    part.depth(at)
        .saturating_sub(part.shallowest())
        .min(MAX_LEVELS)
}

/// `westbound, 2026-11-24 20:30 UTC, in reply to gearhound`.
fn heading(thread: &Thread, at: usize) -> String {
    let comment = thread.comment(at);
    let mut parts = vec![name_of(comment).to_owned()];
    if let Some(written) = comment.published {
        parts.push(minute(written));
    }
    if let Some(parent) = thread.parent(at) {
        parts.push(format!("in reply to {}", name_of(thread.comment(parent))));
    }
    parts.join(", ")
}

/// A page that stands for itself: answers as lists in lists would nest without bound, so each comment is
/// moved to the right instead.
pub(super) fn html(document: &Document) -> String {
    let article = &document.article;
    let title = escaped(article.title.as_str());
    let mut page = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    if let Some(Text { feed, body }) = &document.of {
        page.push_str(&format!("<p>{}</p>\n", escaped(&document.by_line(feed))));
        push_link(&mut page, article.link.as_ref());
        page.push_str(&format!("<main>\n{}\n</main>\n", body.as_str()));
    } else {
        push_link(&mut page, article.link.as_ref());
    }
    for (number, part) in document.parts.iter().enumerate() {
        if document.of.is_some() {
            page.push_str(&format!(
                "<h2>{}</h2>\n",
                counted(part.count(), "comment", "comments")
            ));
        }
        push_link(&mut page, part.discussion.thread.page.as_ref());
        // Of several discussions, each has names of its own for its comments.
        let prefix = match number {
            0 => "c".to_owned(),
            number => format!("d{}c", number + 1),
        };
        push_articles(&mut page, part, &prefix);
    }
    page + "</body>\n</html>\n"
}

fn push_link(page: &mut String, url: Option<&Url>) {
    if let Some(url) = url {
        let url = escaped(url.as_str());
        page.push_str(&format!("<p><a href=\"{url}\">{url}</a></p>\n"));
    }
}

fn push_articles(page: &mut String, part: &Part, prefix: &str) {
    for at in part.range.clone() {
        let comment = part.thread.comment(at);
        let body = match comment.state {
            State::Visible => comment.body.as_str(),
            state => state.word(),
        };
        page.push_str(&format!(
            "<article id=\"{prefix}{}\" style=\"margin-left: {}em\">\n<h2>{}</h2>\n{body}\n</article>\n",
            at + 1,
            2 * level(part, at),
            escaped(&heading(&part.thread, at)),
        ));
    }
}

/// One object: the article, and where it is discussed with the comments in reading order. Of comments alone
/// the discussion is part of the object; with an article's text there may be several.
pub(super) fn data(document: &Document) -> String {
    let article = &document.article;
    let mut object = json!({
        "title": article.title.as_str(),
        "link": article.link.as_ref().map(Url::as_str),
    });
    let mut parts = document.parts.iter().map(discussion);
    match &document.of {
        Some(Text { feed, body }) => {
            let parts: Vec<Value> = parts.collect();
            object["author"] = json!(article.author.as_ref().map(SafeText::as_str));
            object["feed"] = json!(feed.as_str());
            object["published"] = json!(article.date());
            object["text"] = json!(text_of(body));
            object["html"] = json!(body.as_str());
            object["discussions"] = json!(parts);
        }
        None => {
            if let (Some(part), Some(object)) = (parts.next(), object.as_object_mut()) {
                object.extend(
                    part.as_object()
                        .into_iter()
                        .flatten()
                        .map(|(name, value)| (name.clone(), value.clone())),
                );
            }
        }
    }
    format!("{object:#}\n")
}

fn discussion(part: &Part) -> Value {
    let thread = &part.thread;
    let comments = part.range.clone().map(|at| {
        let comment = thread.comment(at);
        let parent = thread
            .parent(at)
            .map(|parent| thread.comment(parent).id.as_str());
        json!({
            "id": comment.id.as_str(),
            "parent": parent,
            "author": comment.author.as_ref().map(|name| name.as_str()),
            "published": comment.published,
            "score": comment.score,
            "permalink": comment.permalink.as_ref().map(|url| url.as_str()),
            "state": comment.state.word(),
            "text": text_of(&comment.body),
            "html": comment.body.as_str(),
        })
    });
    json!({
        "source": part.discussion.thread.source,
        "discussion": part.discussion.thread.page.as_ref().map(Url::as_str),
        "comments": comments.collect::<Vec<_>>(),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
