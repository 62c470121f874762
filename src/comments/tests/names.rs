//! Names: each source's in the form in which it writes them.

use serde_json::{Value, json};

use super::{author, read, read_at};

fn name(source: &str, answer: Value) -> String {
    author(&read(source, &[answer]).comments[0]).to_owned()
}

#[test]
fn names_that_are_escaped_once_are_unescaped_once() {
    let isso = |name: &str| json!({"replies": [{"id": 1, "text": "x", "author": name}]});
    assert_eq!(name("isso", isso("Rope &amp; Sail")), "Rope & Sail");
    assert_eq!(
        name("isso", isso("O&#x27;Hara &lt;ops&gt;")),
        "O'Hara <ops>"
    );
    assert_eq!(name("isso", isso("AT&amp;amp;T")), "AT&amp;T");
    let wordpress =
        |name: &str| json!([{"id": 1, "author_name": name, "content": {"rendered": "x"}}]);
    assert_eq!(
        name("wordpress-rest", wordpress("O&#8217;Hara &amp; Sons")),
        "O’Hara & Sons"
    );
    let remark = |name: &str| json!({"comments": [{"comment": {"id": "1", "text": "x", "user": {"name": name}}}]});
    assert_eq!(name("remark42", remark("a &lt;b&gt; & c")), "a <b> & c");
    let stack = json!({"items": [{"answer_id": 1, "body": "x", "owner": {"display_name": "Rope &amp; Sail"}}]});
    let loaded = read_at(
        "stackexchange",
        "https://stackoverflow.com/questions/1",
        &[stack],
    );
    assert_eq!(author(&loaded.comments[0]), "Rope & Sail");
}

#[test]
fn names_that_are_plain_text_stay_as_they_are() {
    let odd = "R&D &amp; <b>co</b>";
    let answers = [
        (
            "waline",
            json!({"data": [{"objectId": "1", "nick": odd, "comment": "x"}]}),
        ),
        (
            "artalk",
            json!({"comments": [{"id": 1, "nick": odd, "content_marked": "x"}]}),
        ),
        (
            "cusdis",
            json!({"data": {"data": [{"id": "1", "by_nickname": odd, "content": "x"}]}}),
        ),
        (
            "commento",
            json!({"comments": [{"commentHex": "1", "commenterHex": "2", "html": "x"}], "commenters": {"2": {"name": odd}}}),
        ),
        (
            "disqus",
            json!({"response": {"posts": [{"id": "1", "message": "x", "author": {"name": odd}}]}}),
        ),
        (
            "discourse",
            json!({"post_stream": {"posts": [{"id": 1, "post_number": 2, "name": odd, "cooked": "x"}]}}),
        ),
        (
            "substack",
            json!({"comments": [{"id": 1, "name": odd, "body": "x"}]}),
        ),
        (
            "ghost",
            json!({"comments": [{"id": "1", "html": "x", "member": {"name": odd}}]}),
        ),
        (
            "lemmy",
            json!({"comments": [{"comment": {"id": 1, "content": "x"}, "creator": {"display_name": odd}}]}),
        ),
        (
            "mastodon",
            json!({"descendants": [{"id": "1", "content": "x", "account": {"display_name": odd}}]}),
        ),
    ];
    for (source, answer) in answers {
        assert_eq!(name(source, answer), odd, "{source}");
    }
}
