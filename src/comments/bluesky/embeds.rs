//! A post's text with what is embedded in it: pictures, a video, a card, another post.
//!
//! <https://docs.bsky.app/docs/advanced-guides/posts>

use super::{SITE, at, facets};
use crate::comments::json::Value;
use crate::comments::{attached, fields};
use crate::model::safe::GatedHtml;

/// Pictures of one post that are shown; the service allows four.
const MAX_PICTURES: usize = 16;

/// The body of a post as the service shows it.
pub(super) fn body(post: Value<'_>) -> GatedHtml {
    let mut html = facets::html(post.get("record"));
    let embed = post.get("embed");
    media(embed, &mut html);
    // A post and pictures together have both one level down.
    media(embed.get("media"), &mut html);
    let quoted = embed.get("record");
    let inner = quoted.get("record");
    quote(if inner.is_object() { inner } else { quoted }, &mut html);
    fields::body(&html, None)
}

fn media(embed: Value<'_>, html: &mut String) {
    for image in embed.get("images").items().take(MAX_PICTURES) {
        let addresses = ["fullsize", "thumb"];
        if let Some(url) = addresses.iter().find_map(|name| image.get(name).filled()) {
            attached::picture(html, &url, image.get("alt"));
        }
    }
    if let Some(url) = embed.get("playlist").filled() {
        attached::file(html, "Video", &url, embed.get("alt"));
    }
    let card = embed.get("external");
    attached::card(
        html,
        card.get("uri"),
        card.get("title"),
        card.get("description"),
    );
}

/// Another post; what is no post (a list, a feed) is named.
fn quote(record: Value<'_>, html: &mut String) {
    let Some(uri) = record.get("uri").filled() else {
        return;
    };
    let value = record.get("value");
    if !value.is_object() {
        if let Some(name) = ["displayName", "name"]
            .iter()
            .find_map(|name| record.get(name).filled())
        {
            html.push_str(&format!("<p>{}</p>", fields::escaped(&name)));
        }
        return;
    }
    let author = record.get("author");
    let name = ["displayName", "handle"];
    let name = name.iter().find_map(|name| author.get(name).filled());
    let key = uri.rsplit('/').next().unwrap_or_default();
    let did = author.get("did").filled();
    let page = did.map(|did| at(SITE, &["profile", &did, "post", key], &[]));
    let text = facets::html(value);
    attached::quotation(
        html,
        name.as_deref(),
        page.as_ref().map(url::Url::as_str),
        &text,
    );
}
