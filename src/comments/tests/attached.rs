//! What hangs on a post beside its text.

use serde_json::{Value, json};

use super::{read, read_at, text};

/// The text of the first comment, and its HTML.
fn first(source: &str, answer: Value) -> (String, String) {
    let loaded = read_at(source, "https://m.example/@pat/200001", &[answer]);
    (
        text(&loaded.comments[0]),
        loaded.comments[0].body.as_str().to_owned(),
    )
}

fn status(parts: Value) -> Value {
    let mut status = json!({"id": "200002", "in_reply_to_id": "200001", "content": "", "account": {"acct": "kim"}});
    status
        .as_object_mut()
        .unwrap()
        .extend(parts.as_object().unwrap().clone());
    json!({"ancestors": [], "descendants": [status]})
}

#[test]
fn a_status_that_is_a_picture_says_what_it_shows() {
    let (text, html) = first(
        "mastodon",
        status(json!({"media_attachments": [
        {"type": "image", "url": "https://m.example/a.png", "description": "A \"chart\" of <prices>"},
        {"type": "image", "url": null, "remote_url": "https://n.example/b.png", "description": null},
        {"type": "video", "url": "https://m.example/c.mp4", "description": "A ferry"},
        {"type": "unknown", "url": "javascript:alert(1)"}]})),
    );
    assert_eq!(
        text,
        "[A \"chart\" of <prices>]\n\n[no description]\n\nVideo: A ferry\n\nFile"
    );
    assert!(html.contains("href=\"https://m.example/a.png\""), "{html}");
    assert!(html.contains("href=\"https://n.example/b.png\""), "{html}");
    assert!(!html.contains("javascript"), "{html}");
}

#[test]
fn a_poll_is_a_list_with_its_votes() {
    let poll = |options: Value| {
        status(json!({"content": "<p>Which?</p>",
        "poll": {"expired": true, "votes_count": 3, "options": options}}))
    };
    let (text, _) = first(
        "mastodon",
        poll(json!([{"title": "Hemp", "votes_count": 2}, {"title": "Nylon", "votes_count": 1}])),
    );
    assert_eq!(text, "Which?\n\nPoll, 3 votes, ended\n\nHemp 2\nNylon 1");
    let (text, _) = first(
        "mastodon",
        poll(json!([{"title": "<b>", "votes_count": null}])),
    );
    assert_eq!(text, "Which?\n\nPoll, 3 votes, ended\n\n<b>");
}

#[test]
fn a_card_and_a_quoted_status_lead_to_what_they_show() {
    let (text, html) = first(
        "mastodon",
        status(json!({
        "card": {"url": "https://a.example/x", "title": "Ropes & knots", "description": "All of them"},
        "quote": {"quoted_status": {"url": "https://m.example/@lee/1", "account": {"display_name": "Lee"}, "content": "<p>Before</p>"}}})),
    );
    assert_eq!(text, "Ropes & knots\nAll of them\n\nLee:\n\nBefore");
    assert!(
        html.contains("<a href=\"https://a.example/x\">Ropes &amp; knots</a>"),
        "{html}"
    );
    assert!(html.contains("<blockquote>"), "{html}");
}

#[test]
fn an_activity_has_the_same() {
    let reply = json!({"id": "https://a.example/2", "type": "Question", "attributedTo": "https://a.example/kim",
        "content": "<p>Which?</p>", "closed": "2026-01-01T00:00:00Z", "votersCount": 3,
        "oneOf": [{"type": "Note", "name": "Hemp", "replies": {"type": "Collection", "totalItems": 2}}],
        "attachment": {"type": "Document", "mediaType": "image/png", "url": [{"href": "https://a.example/a.png"}], "name": "A chart"}});
    let object = json!({"id": "https://m.example/@pat/200001", "replies": {"type": "Collection", "items": [reply]}});
    assert_eq!(
        first("activitypub", object).0,
        "Which?\n\n[A chart]\n\nPoll, 3 votes, ended\n\nHemp 2"
    );
}

#[test]
fn bluesky_embeds_pictures_cards_and_posts_alone_and_together() {
    let post = |embed: Value| {
        json!({"thread": {"post": {"uri": "at://did:plc:pat/p/1"}, "replies": [
        {"post": {"uri": "at://did:plc:kim/p/2", "author": {"did": "did:plc:kim"}, "record": {"text": "Look"}, "embed": embed}}]}})
    };
    let pictures = json!({"images": [{"fullsize": "https://c.example/a.jpg", "alt": "A chart"}]});
    assert_eq!(
        first("bluesky", post(pictures.clone())).0,
        "Look\n\n[A chart]"
    );
    let card =
        json!({"external": {"uri": "https://a.example/x", "title": "Knots", "description": ""}});
    assert_eq!(first("bluesky", post(card)).0, "Look\n\nKnots");
    let quoted = json!({"uri": "at://did:plc:lee/p/9", "author": {"did": "did:plc:lee", "handle": "lee.example"}, "value": {"text": "Before"}});
    assert_eq!(
        first("bluesky", post(json!({"record": quoted}))).0,
        "Look\n\nlee.example:\n\nBefore"
    );
    let both = json!({"media": pictures, "record": {"record": quoted}});
    let (text, html) = first("bluesky", post(both));
    assert_eq!(text, "Look\n\n[A chart]\n\nlee.example:\n\nBefore");
    assert!(
        html.contains("https://bsky.app/profile/did:plc:lee/post/9"),
        "{html}"
    );
    let gone = json!({"record": {"uri": "at://did:plc:lee/p/9", "notFound": true}});
    assert_eq!(first("bluesky", post(gone)).0, "Look");
}

#[test]
fn forums_have_pictures_and_polls_too() {
    let comment = json!({"commentId": 1, "user": {"userId": 3, "username": "u"}, "body": "",
        "image": {"storageUrl": "https://m.example/a.png", "altText": "A chart"}});
    assert_eq!(
        first("mbin", json!({"items": [comment], "pagination": {}})).0,
        "[A chart]"
    );
    let post = json!({"id": 7, "post_number": 2, "username": "kim",
        "cooked": "<p>Which?</p><div class=\"poll\"><ul><li>Hemp</li></ul><p>0 voters</p></div>",
        "polls": [{"status": "open", "voters": 1, "options": [{"html": "Hemp &amp; <b>co</b>", "votes": 1}, {"html": "Nylon", "votes": 0}]}]});
    let loaded = read(
        "discourse",
        &[json!({"id": 9, "post_stream": {"posts": [post]}})],
    );
    assert_eq!(
        text(&loaded.comments[0]),
        "Which?\n\nPoll, 1 vote\n\nHemp & co 1\nNylon 0"
    );
}
