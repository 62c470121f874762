//! What hangs on a post beside its text: pictures and other files, polls, cards of linked pages, quoted
//! posts. All of it becomes HTML below the text, and passes the gate with it.

use super::fields::escaped;
use super::json::Value;
use crate::text::count::counted;

/// Files, choices or quotations of one post that are shown; a post has a handful.
const MAX_PARTS: usize = 32;

/// One choice of a poll.
pub(super) struct Choice {
    pub(super) title: Option<String>,
    /// None where the votes are secret until the end.
    pub(super) votes: Option<u32>,
}

/// Text as it is written inside an attribute.
fn attribute(text: &str) -> String {
    escaped(text).replace('"', "&quot;")
}

/// A link; its words are HTML.
pub(super) fn link(url: &str, words: &str) -> String {
    format!("<a href=\"{}\">{words}</a>", attribute(url))
}

/// A picture that leads to itself, with what it shows for those who do not see it.
pub(super) fn picture(html: &mut String, url: &str, description: Value<'_>) {
    let description = description.filled();
    let description = description.as_deref().unwrap_or("no description");
    let image = format!(
        "<img src=\"{}\" alt=\"{}\">",
        attribute(url),
        attribute(description.trim())
    );
    html.push_str(&format!("<p>{}</p>", link(url, &image)));
}

/// A file that is no picture: what it is, and what it holds.
pub(super) fn file(html: &mut String, kind: &str, url: &str, description: Value<'_>) {
    let words = match description.filled() {
        Some(description) => format!("{kind}: {}", escaped(description.trim())),
        None => kind.to_owned(),
    };
    html.push_str(&format!("<p>{}</p>", link(url, &words)));
}

/// A poll as a list with its votes.
pub(super) fn poll(
    html: &mut String,
    choices: impl Iterator<Item = Choice>,
    voters: Option<u32>,
    is_over: bool,
) {
    let mut head = vec!["Poll".to_owned()];
    head.extend(voters.map(|voters| counted(voters as usize, "vote", "votes")));
    if is_over {
        head.push("ended".to_owned());
    }
    html.push_str(&format!("<p><em>{}</em></p><ul>", head.join(", ")));
    for choice in choices.take(MAX_PARTS) {
        let title = escaped(choice.title.as_deref().unwrap_or_default().trim());
        let votes = choice
            .votes
            .map_or_else(String::new, |votes| format!(" {votes}"));
        html.push_str(&format!("<li>{title}{votes}</li>"));
    }
    html.push_str("</ul>");
}

/// A linked page by its title, with what it says of itself.
pub(super) fn card(html: &mut String, url: Value<'_>, title: Value<'_>, description: Value<'_>) {
    let Some(url) = url.filled() else {
        return;
    };
    let title = title.filled().unwrap_or_else(|| url.clone());
    html.push_str(&format!("<p>{}", link(&url, &escaped(title.trim()))));
    if let Some(description) = description.filled() {
        html.push_str(&format!("<br>{}", escaped(description.trim())));
    }
    html.push_str("</p>");
}

/// Another post inside this one; its text is HTML.
pub(super) fn quotation(html: &mut String, author: Option<&str>, url: Option<&str>, text: &str) {
    let name = escaped(author.unwrap_or("anonymous").trim());
    let head = url.map_or_else(|| name.clone(), |url| link(url, &name));
    html.push_str(&format!("<blockquote><p>{head}:</p>{text}</blockquote>"));
}

/// What hangs on a status of Mastodon (<https://docs.joinmastodon.org/entities/Status/>).
pub(super) fn status(status: Value<'_>, html: &mut String) {
    files(status, html);
    let asked = status.get("poll");
    if asked.is_object() {
        let choices = asked.get("options").items().map(|option| Choice {
            title: option.get("title").text().map(Into::into),
            votes: option.get("votes_count").count(),
        });
        let voters = asked.get("voters_count").count();
        let voters = voters.or_else(|| asked.get("votes_count").count());
        poll(html, choices, voters, asked.get("expired").is_true());
    }
    let linked = status.get("card");
    card(
        html,
        linked.get("url"),
        linked.get("title"),
        linked.get("description"),
    );
    let quoted = status.get("quote").get("quoted_status");
    if quoted.is_object() {
        let account = quoted.get("account");
        let names = ["display_name", "acct"];
        let author = names.iter().find_map(|name| account.get(name).filled());
        let mut text = super::fields::warned(quoted.get("spoiler_text"), quoted.get("content"));
        files(quoted, &mut text);
        quotation(
            html,
            author.as_deref(),
            quoted.get("url").text().as_deref(),
            &text,
        );
    }
}

/// The files of a status.
fn files(status: Value<'_>, html: &mut String) {
    for media in status.get("media_attachments").items().take(MAX_PARTS) {
        let addresses = ["url", "remote_url", "preview_url"];
        let Some(url) = addresses.iter().find_map(|name| media.get(name).filled()) else {
            continue;
        };
        let description = media.get("description");
        match media.get("type").text().as_deref() {
            Some("image") => picture(html, &url, description),
            Some("gifv") => file(html, "Animation", &url, description),
            Some("video") => file(html, "Video", &url, description),
            Some("audio") => file(html, "Audio", &url, description),
            _ => file(html, "File", &url, description),
        }
    }
}

/// What hangs on an ActivityPub object
/// (<https://www.w3.org/TR/activitystreams-vocabulary/#dfn-attachment> and `#questions`).
pub(super) fn activity(object: Value<'_>, html: &mut String) {
    for attachment in one_or_several(object.get("attachment")) {
        let Some(url) = address(attachment.get("url")).or_else(|| address(attachment.get("href")))
        else {
            continue;
        };
        let description = attachment.get("name");
        let media = attachment.get("mediaType").text().unwrap_or_default();
        let kind = attachment.get("type").text().unwrap_or_default();
        match (&*kind, media.split('/').next().unwrap_or_default()) {
            ("Image", _) | (_, "image") => picture(html, &url, description),
            ("Video", _) | (_, "video") => file(html, "Video", &url, description),
            ("Audio", _) | (_, "audio") => file(html, "Audio", &url, description),
            ("Link" | "Page", _) => {
                card(
                    html,
                    attachment.get("href"),
                    description,
                    attachment.get("summary"),
                );
            }
            _ => file(html, "File", &url, description),
        }
    }
    let choices = ["oneOf", "anyOf"].map(|name| object.get(name));
    if let Some(choices) = choices.into_iter().find(|choices| choices.is_array()) {
        let choices = choices.items().map(|choice| Choice {
            title: choice.get("name").text().map(Into::into),
            votes: choice.get("replies").get("totalItems").count(),
        });
        let is_over = !object.get("closed").is_null();
        poll(html, choices, object.get("votersCount").count(), is_over);
    }
}

/// A value, or the values of a list: JSON-LD writes lists of one as their only value.
fn one_or_several(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let single = value.is_object().then_some(value);
    single.into_iter().chain(value.items()).take(MAX_PARTS)
}

/// An address: a text, a link, or the first of several.
fn address(value: Value<'_>) -> Option<std::borrow::Cow<'_, str>> {
    let value = value.items().next().unwrap_or(value);
    value.filled().or_else(|| value.get("href").filled())
}
