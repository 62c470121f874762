//! Who asked.

use serde_json::json;

use super::{by_opener, read, read_at, read_text};

#[test]
fn the_submitter_of_a_story_is_marked_by_both_interfaces_of_hacker_news() {
    let answer = json!({"id": 1, "type": "story", "author": "pat", "children": [
        {"id": 2, "type": "comment", "author": "kim", "text": "Why?", "parent_id": 1, "children": [
            {"id": 3, "type": "comment", "author": "pat", "text": "So.", "parent_id": 2, "children": []},
            {"id": 4, "type": "comment", "author": null, "text": null, "parent_id": 2, "children": []}]}]});
    assert_eq!(by_opener(&read("hackernews", &[answer])), ["3"]);
    let story = json!({"id": 1, "type": "story", "by": "pat", "kids": [2]});
    let comment = |id: u32, by: &str| json!({"id": id, "type": "comment", "by": by, "parent": 1, "text": "x"});
    let loaded = read(
        "hackernews",
        &[
            story,
            comment(2, "pat"),
            comment(3, "pat "),
            comment(4, "kim"),
        ],
    );
    assert_eq!(by_opener(&loaded), ["2"]);
}

#[test]
fn wordpress_tells_the_posts_author_by_number_and_strangers_of_the_same_name_apart() {
    let comment = |id: u32, author: u32| json!({"id": id, "parent": 0, "author": author, "author_name": "Baker", "content": {"rendered": "<p>x</p>"}});
    let comments = json!([comment(1, 0), comment(2, 5), comment(3, 6)]);
    let post = json!({"author": 5, "comment_status": "open"});
    assert_eq!(
        by_opener(&read("wordpress-rest", &[comments.clone(), post])),
        ["2"]
    );
    let nobody = json!({"author": 0, "comment_status": "open"});
    assert!(by_opener(&read("wordpress-rest", &[comments, nobody])).is_empty());

    let comment = |id: u32, author: u32| json!({"ID": id, "parent": false, "author": {"ID": author, "name": "Baker"}, "content": "x"});
    let comments = json!({"found": 2, "comments": [comment(1, 0), comment(2, 5)]});
    let post = json!({"author": {"ID": 5}, "discussion": {"comments_open": true}});
    assert_eq!(by_opener(&read("wordpress-com", &[comments, post])), ["2"]);
}

#[test]
fn lemmy_and_mbin_know_whoever_posted() {
    let view = |id: u32, creator: u32| {
        json!({"comment": {"id": id, "creator_id": creator, "path": format!("0.{id}"), "content": "x"},
            "creator": {"id": creator, "name": "n"}, "post": {"id": 7, "creator_id": 31}, "counts": {}})
    };
    let list = json!({"comments": [view(1, 30), view(2, 31)]});
    assert_eq!(by_opener(&read("lemmy", &[list])), ["2"]);
    let view = json!({"comments": [
        {"comment": {"id": 4, "user_id": 9, "path": "0.4", "body": "x"}, "creator": {"id": 9}, "post": {"user_id": 9}}]});
    assert_eq!(by_opener(&read("lemmy", &[view])), ["4"], "PieFed");

    let comment = |id: u32, user: u32| json!({"commentId": id, "user": {"userId": user, "username": "u"}, "body": "x"});
    let list = json!({"items": [comment(1, 3), comment(2, 4)], "pagination": {}});
    let entry = json!({"entryId": 900, "user": {"userId": 4}, "numComments": 2});
    let loaded = read("mbin", &[list, entry]);
    assert_eq!(
        (by_opener(&loaded), loaded.total_stated),
        (vec!["2"], Some(2))
    );
}

#[test]
fn the_fediverse_tells_by_the_post_by_its_answers_or_by_its_address() {
    let status = |id: &str, to: &str, to_account: Option<&str>, account: &str, acct: &str| {
        json!({"id": id, "in_reply_to_id": to, "in_reply_to_account_id": to_account, "content": "x",
            "account": {"id": account, "acct": acct, "display_name": "N"}})
    };
    let answers = json!({"ancestors": [], "descendants": [
        status("200002", "200001", Some("70"), "71", "kim"), status("200003", "200002", Some("71"), "70", "pat")]});
    assert_eq!(
        by_opener(&read_at(
            "mastodon",
            "https://m.example/@pat/200001",
            &[answers]
        )),
        ["200003"]
    );
    let bare = |acct: &str| {
        json!({"ancestors": [], "descendants": [
        status("200002", "200001", None, "71", "kim"), status("200003", "200002", None, "70", acct)]})
    };
    let local = read_at("mastodon", "https://m.example/@pat/200001", &[bare("pat")]);
    assert_eq!(by_opener(&local), ["200003"]);
    let remote = read_at(
        "mastodon",
        "https://m.example/@pat@n.example/200001",
        &[bare("pat@n.example")],
    );
    assert_eq!(by_opener(&remote), ["200003"]);
    let stranger = read_at(
        "mastodon",
        "https://m.example/@pat/200001",
        &[bare("pat@n.example")],
    );
    assert!(by_opener(&stranger).is_empty());

    let reply = |id: &str, by: &str| {
        json!({"id": format!("https://a.example/{id}"), "type": "Note",
        "attributedTo": format!("https://a.example/{by}"), "inReplyTo": "https://a.example/1", "content": "x"})
    };
    let object = json!({"id": "https://a.example/1", "attributedTo": {"type": "Person", "id": "https://a.example/pat"},
        "replies": {"type": "Collection", "items": [reply("2", "kim"), reply("3", "pat")]}});
    assert_eq!(
        by_opener(&read_at("activitypub", "https://a.example/1", &[object])),
        ["https://a.example/3"]
    );
}

#[test]
fn bluesky_names_the_author_in_the_posts_own_address() {
    let node = |key: &str, did: &str| {
        json!({"post": {"uri": format!("at://{did}/app.bsky.feed.post/{key}"),
        "author": {"did": did, "handle": "h.example"}, "record": {"text": "x", "reply": {
            "root": {"uri": "at://did:plc:pat/app.bsky.feed.post/1"}, "parent": {"uri": "at://did:plc:pat/app.bsky.feed.post/1"}}}}})
    };
    let thread = json!({"thread": {"post": {"uri": "at://did:plc:pat/app.bsky.feed.post/1"},
        "replies": [node("2", "did:plc:kim"), node("3", "did:plc:pat")]}});
    assert_eq!(
        by_opener(&read("bluesky", &[thread])),
        ["at://did:plc:pat/app.bsky.feed.post/3"]
    );
}

#[test]
fn forums_and_blog_platforms_tell_who_wrote_the_article() {
    let post = |number: u32, by: &str| json!({"id": 100 + number, "post_number": number, "username": by, "cooked": "<p>x</p>"});
    let posts = json!({"posts": [post(1, "pat"), post(2, "kim"), post(3, "pat")]});
    let topic =
        json!({"id": 9, "post_stream": posts, "details": {"created_by": {"username": "pat"}}});
    assert_eq!(by_opener(&read("discourse", &[topic])), ["3"]);
    let bare = json!({"id": 9, "post_stream": posts});
    assert_eq!(by_opener(&read("discourse", &[bare])), ["3"]);

    let article = json!({"id": 4, "user": {"username": "pat"}});
    let comment = |id: &str, by: &str| json!({"id_code": id, "body_html": "x", "user": {"username": by, "name": "N"}});
    let comments = json!([comment("a", "kim"), comment("b", "pat")]);
    assert_eq!(by_opener(&read("devto", &[article, comments])), ["b"]);

    let article = json!({"id": 4, "publishedBylines": [{"id": 6}, {"id": 7}]});
    let comment =
        |id: u32, by: u32| json!({"id": id, "user_id": by, "body": "x", "ancestor_path": ""});
    let comments = json!({"comments": [comment(1, 5), comment(2, 7)]});
    let loaded = read_at("substack", "https://s.example/p/x", &[article, comments]);
    assert_eq!(by_opener(&loaded), ["2"]);
}

#[test]
fn feeds_of_comments_tell_where_they_can() {
    let entry = |id: &str, name: &str| {
        format!(
            "<entry><author><name>/u/{name}</name></author><id>{id}</id>\
        <updated>2026-01-01T00:00:00Z</updated><title>x</title><content type=\"html\">x</content></entry>"
        )
    };
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><id>x</id>{}{}{}</feed>",
        entry("t3_a", "pat"),
        entry("t1_b", "kim"),
        entry("t1_c", "pat")
    );
    assert_eq!(by_opener(&read_text("reddit", &feed)), ["t1_c"]);

    let entry = |number: u32, uri: &str| {
        format!(
            "<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><title>x</title>\
        <updated>2026-01-01T00:00:00Z</updated><content>x</content><author><name>N</name>{uri}</author></entry>"
        )
    };
    let owner = "<uri>https://www.blogger.com/profile/1</uri>";
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><id>x</id>\
        <author><name>N</name>{owner}</author>{}{}{}</feed>",
        entry(2, "<uri>https://www.blogger.com/profile/2</uri>"),
        entry(3, owner),
        entry(4, "")
    );
    assert_eq!(by_opener(&read_text("blogger", &feed)), ["3"]);
}

#[test]
fn whoever_has_the_articles_site_to_themselves_wrote_it() {
    let item = |id: u32, url: &str| json!({"id": id, "content_text": "x", "author": {"name": "N", "url": url}});
    let items = json!({"items": [item(1, "https://micro.blog/kim"), item(2, "https://www.pat.example/"),
        item(3, "https://pat.example/guests/kim")]});
    let loaded = read_at("micro.blog", "https://pat.example/2026/a.html", &[items]);
    assert_eq!(by_opener(&loaded), ["2"]);
}
