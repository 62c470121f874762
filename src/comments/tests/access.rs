//! Who may still write.

use serde_json::{Value, json};

use super::read_at;
use crate::model::discussion::Access;

fn access(source: &str, answers: &[Value]) -> Access {
    read_at(source, "https://s.example/p/x", answers).access
}

#[test]
fn a_post_that_takes_no_more_comments_is_closed() {
    let comments = json!([{"id": 1, "content": {"rendered": "x"}}]);
    for (status, expected) in [("open", Access::Open), ("closed", Access::Closed)] {
        let post = json!({"author": 1, "comment_status": status});
        assert_eq!(
            access("wordpress-rest", &[comments.clone(), post]),
            expected
        );
    }
    let comments = json!({"found": 1, "comments": [{"ID": 1, "content": "x"}]});
    for (open, expected) in [(true, Access::Open), (false, Access::Closed)] {
        let post = json!({"author": {"ID": 1}, "discussion": {"comments_open": open}});
        assert_eq!(access("wordpress-com", &[comments.clone(), post]), expected);
    }
}

#[test]
fn other_places_are_closed_or_for_members_in_their_own_words() {
    let lists = [
        (
            "lemmy",
            json!({"post_view": {"post": {"locked": true}}}),
            Access::Closed,
        ),
        (
            "mbin",
            json!({"numComments": 1, "isLocked": true}),
            Access::Closed,
        ),
        (
            "substack",
            json!({"id": 1, "write_comment_permissions": "only_paid"}),
            Access::LoginNeeded,
        ),
        (
            "substack",
            json!({"id": 1, "write_comment_permissions": "none"}),
            Access::Closed,
        ),
        (
            "substack",
            json!({"id": 1, "write_comment_permissions": "everyone"}),
            Access::Open,
        ),
    ];
    for (source, about, expected) in lists {
        let list = match source {
            "lemmy" => json!({"comments": [{"comment": {"id": 1, "content": "x"}}]}),
            "mbin" => json!({"items": [], "pagination": {}}),
            _ => json!({"comments": [{"id": 1, "body": "x"}]}),
        };
        assert_eq!(access(source, &[list, about.clone()]), expected, "{about}");
    }
    let commento = json!({"comments": [], "requireIdentification": true});
    assert_eq!(access("commento", &[commento]), Access::LoginNeeded);
    let listing = |archived: bool| {
        json!([
        {"data": {"children": [{"data": {"archived": archived}}]}},
        {"data": {"children": [{"kind": "t1", "data": {"id": "a", "body": "x"}}]}}])
    };
    assert_eq!(access("reddit", &[listing(true)]), Access::Closed);
    assert_eq!(access("reddit", &[listing(false)]), Access::Open);
    let gated = |allow: Value| {
        json!({"thread": {"post": {"uri": "at://did:plc:a/p/1"}, "replies": []},
        "threadgate": {"record": {"allow": allow}}})
    };
    assert_eq!(access("bluesky", &[gated(json!([]))]), Access::Closed);
    assert_eq!(
        access("bluesky", &[gated(json!([{"$type": "mention"}]))]),
        Access::Open
    );
}
