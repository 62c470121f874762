//! The forms that a thread is taken along in, beside Markdown: plain text, a page, data.

use std::ops::Range;

use jiff::tz::TimeZone;
use serde_json::json;

use super::name_of;
use crate::model::article::Article;
use crate::model::comment::State;
use crate::model::discussion::Discussion;
use crate::model::thread::Thread;
use crate::text::plain::text_of;
use crate::text::wrap;

/// Columns of a level in plain text.
const INDENT: usize = 2;
/// The widest a line of plain text gets, without its indentation.
const COLUMNS: usize = 72;
/// Levels that are indented; what is deeper stays in that column and names whom it answers.
const MAX_LEVELS: u32 = 12;

/// Plain text, answers indented below what they answer.
pub(super) fn text(
    article: &Article,
    discussion: &Discussion,
    thread: &Thread,
    range: Range<usize>,
) -> String {
    let mut text = format!("{}\n", article.title);
    let page = discussion.thread.page.as_ref().or(article.link.as_ref());
    if let Some(page) = page {
        text.push_str(&format!("{page}\n"));
    }
    let shallowest = depth(thread, range.start);
    for at in range {
        let level = (depth(thread, at) - shallowest.min(depth(thread, at))).min(MAX_LEVELS);
        let indent = " ".repeat(INDENT * level as usize);
        text.push_str(&format!("\n{indent}{}\n", heading(thread, at)));
        let comment = thread.comment(at);
        if comment.state != State::Visible {
            text.push_str(&format!("{indent}[{}]\n", comment.state.word()));
            continue;
        }
        for line in text_of(&comment.body).lines() {
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
    text
}

fn depth(thread: &Thread, at: usize) -> u32 {
    thread.tree().nodes.get(at).map_or(0, |node| node.depth)
}

/// `westbound, 2026-11-24 20:30 UTC, in reply to gearhound`.
fn heading(thread: &Thread, at: usize) -> String {
    let comment = thread.comment(at);
    let mut parts = vec![name_of(comment).to_owned()];
    if let Some(written) = comment.published {
        let written = written.to_zoned(TimeZone::UTC);
        parts.push(written.strftime("%Y-%m-%d %H:%M UTC").to_string());
    }
    if let Some(parent) = thread.parent(at) {
        parts.push(format!("in reply to {}", name_of(thread.comment(parent))));
    }
    parts.join(", ")
}

/// A page that stands for itself: answers as lists in lists would nest without bound, so each comment is
/// moved to the right instead.
pub(super) fn html(
    article: &Article,
    discussion: &Discussion,
    thread: &Thread,
    range: Range<usize>,
) -> String {
    let title = escaped(article.title.as_str());
    let mut page = format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for url in article.link.iter().chain(&discussion.thread.page) {
        let url = escaped(url.as_str());
        page.push_str(&format!("<p><a href=\"{url}\">{url}</a></p>\n"));
    }
    let shallowest = depth(thread, range.start);
    for at in range {
        let comment = thread.comment(at);
        let level = (depth(thread, at) - shallowest.min(depth(thread, at))).min(MAX_LEVELS);
        let body = match comment.state {
            State::Visible => comment.body.as_str(),
            state => state.word(),
        };
        page.push_str(&format!(
            "<article id=\"c{}\" style=\"margin-left: {}em\">\n<h2>{}</h2>\n{body}\n</article>\n",
            at + 1,
            2 * level,
            escaped(&heading(thread, at)),
        ));
    }
    page + "</body>\n</html>\n"
}

/// One object: the article, where it is discussed, and the comments in reading order.
pub(super) fn data(
    article: &Article,
    discussion: &Discussion,
    thread: &Thread,
    range: Range<usize>,
) -> String {
    let comments = range.map(|at| {
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
    let document = json!({
        "title": article.title.as_str(),
        "link": article.link.as_ref().map(|url| url.as_str()),
        "source": discussion.thread.source,
        "discussion": discussion.thread.page.as_ref().map(|url| url.as_str()),
        "comments": comments.collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
