mod faces;

use super::*;
use crate::comments::Loaded;
use crate::model::comment::{Kind, Precision, State, Trust};
use crate::model::discussion::Access;
use crate::model::tree::{self, MAX_COMMENTS, Options};

fn address(path: &str) -> Url {
    Url::parse("https://blog.example/post/")
        .unwrap()
        .join(path)
        .unwrap()
}

fn reply(path: &str, html: &str) -> Reply {
    Reply {
        ask: Ask::get(address(path), Accept::Html),
        url: address(path),
        status: 200,
        headers: std::collections::BTreeMap::new(),
        body: html.into(),
    }
}

fn read(html: &str) -> Batch {
    read_page(
        &Dom::parse(html),
        &address(""),
        "2026-06-15T12:00:00Z".parse().ok(),
    )
}

fn outline(comments: &[Comment]) -> String {
    let lines: Vec<String> = comments
        .iter()
        .map(|comment| match &comment.parent {
            Some(parent) => format!("{}({parent})", comment.id),
            None => comment.id.to_string(),
        })
        .collect();
    lines.join(" ")
}

fn thread(html: &str) -> String {
    outline(&read(html).comments)
}

#[test]
fn a_block_theme_is_read_with_name_time_and_text() {
    let html = "<div class='wp-block-comments' id=comments><h2 class=comments-title>2 responses to “Top 100”</h2>\
        <ol class=wp-block-comment-template>\
        <li id=comment-5 class='comment even depth-1'><div class=wp-block-columns>\
        <div class=wp-block-comment-author-name><a rel='external nofollow ugc' href='https://ada.example/'>Ada</a></div>\
        <div class=wp-block-comment-date><time datetime='2026-01-02T03:04:05+01:00'><a href='/post/#comment-5'>2 January</a></time></div>\
        <div class=wp-block-comment-content><p>First</p></div>\
        <div class=wp-block-comment-reply-link><a class=comment-reply-link href='?replytocom=5#respond'>Reply</a></div></div>\
        <ol><li id=comment-6 class='comment odd depth-2 bypostauthor'><div class=wp-block-comment-author-name>Bob</div>\
        <div class=wp-block-comment-content><p>Second</p></div></li></ol></li></ol></div>";
    let batch = read(html);
    assert_eq!(outline(&batch.comments), "5 6(5)");
    let [first, second] = batch.comments.as_slice() else {
        panic!()
    };
    assert_eq!(first.author.as_ref().unwrap().as_str(), "Ada");
    assert_eq!(
        first.author_url.as_ref().unwrap().as_str(),
        "https://ada.example/"
    );
    assert_eq!(first.published.unwrap().to_string(), "2026-01-02T02:04:05Z");
    assert_eq!(first.body.as_str(), "<p>First</p>");
    assert_eq!(
        first.permalink.as_ref().unwrap().fragment(),
        Some("comment-5")
    );
    assert!(second.roles.author && !first.roles.author);
    assert_eq!((batch.total, batch.partial), (Some(2), false));
}

#[test]
fn recent_comments_and_the_form_are_no_comments() {
    let html = "<div id=comments><div class=comment id=comment-1><p>Yes</p></div></div>\
        <div id=respond><p id=comment-2>You must be logged in to post a comment.</p></div>\
        <aside><ul><li id=comment-3>Other</li></ul></aside>\
        <div class=widget><ul id=recentcomments><li id=comment-4><a href='/other/#comment-4'>x</a></li></ul></div>\
        <footer><p id=comment-5>x</p></footer>";
    assert_eq!(thread(html), "1");
}

#[test]
fn parents_come_from_the_first_rule_that_fits_the_whole_page() {
    for (rule, html) in [
        (
            "the id",
            "<div id=wc-comm-1_0 class=wc-comment><div id=comment-1><p>a</div></div>\
             <div id=wc-comm-2_1 class=wc-comment><div id=comment-2><p>b</div></div>",
        ),
        (
            "an attribute",
            "<div id=comment-1 class=depth-1>a</div><div id=comment-2 class=depth-1 data-parent=1>b</div>",
        ),
        (
            "the depth",
            "<li id=comment-1 class='comment depth-1'>a</li><li id=comment-2 class='comment depth-2'>b</li>",
        ),
        (
            "the nesting",
            "<div id=comment-1>a<div id=comment-2>b</div></div>",
        ),
        (
            "a block that follows",
            "<a id=comment-1></a><div class=comment>a</div>\
             <div class=indented><a id=comment-2></a><div class=comment>b</div></div>",
        ),
    ] {
        assert_eq!(thread(html), "1 2(1)", "{rule}");
    }
    let flat =
        "<div id=comment-1 data-parent='#menu'>a</div><div id=comment-2 data-parent=9>b</div>";
    assert_eq!(thread(flat), "1 2");
}

#[test]
fn an_address_around_an_avatar_or_a_date_is_not_the_name() {
    let html = "<ol><li id=comment-1><p>Text</p><p><cite>Comment by <a href='https://a.example' class=url>Ada</a> — \
        17.07.2011 @ <a href='#comment-1'>13:04</a></cite></p></li>\
        <li id=comment-2><p>Text</p><p><cite>Comment by Bo — 17.07.2011</cite></p></li>\
        <li id=comment-3><div class='comment-author vcard'><a href='https://c.example'><img class=avatar></a>\
        <cite class=fn>Cy</cite> <span class=says>says:</span></div><p>Text</p></li></ol>";
    let comments = read(html).comments;
    let names: Vec<&str> = comments
        .iter()
        .map(|comment| comment.author.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(names, ["Ada", "Bo", "Cy"]);
    assert!(
        comments
            .iter()
            .all(|comment| comment.body.as_str() == "<p>Text</p>"),
        "{comments:?}"
    );
}

#[test]
fn a_time_without_a_place_is_only_relied_on_for_its_day() {
    let html = "<li id=comment-1><time datetime='comment_date'>March 10, 2017 at 12:20 AM</time><p>a</li>\
        <li id=comment-2><time datetime='2026-01-02T03:04:05'>x</time><p>a</li>";
    let comments = read(html).comments;
    assert_eq!(
        comments[0].published.unwrap().to_string(),
        "2017-03-10T00:20:00Z"
    );
    assert_eq!(comments[0].precision, Precision::Day);
    assert_eq!(comments[1].precision, Precision::Day);
    let with_offset = format!(
        "{html}<li id=comment-3><time datetime='2026-01-02T03:04:05+02:00'>x</time><p>a</li>"
    );
    let comments = read(&with_offset).comments;
    assert_eq!(
        comments[1].published.unwrap().to_string(),
        "2026-01-02T01:04:05Z"
    );
    assert_eq!(comments[1].precision, Precision::Second);
}

#[test]
fn a_pingback_is_named_after_the_page_it_comes_from() {
    let html = "<li class='pingback depth-1' id=comment-1><p>Pingback: <a class=url rel=external href='https://b.example/x'>A title</a></p></li>";
    let comments = read(html).comments;
    assert_eq!(comments[0].kind, Kind::Ping);
    assert_eq!(comments[0].author.as_ref().unwrap().as_str(), "A title");
    assert_eq!(
        comments[0].author_url.as_ref().unwrap().host_str(),
        Some("b.example")
    );
}

#[test]
fn comments_without_ids_are_found_by_class_time_and_text() {
    let comment = |name: &str, inner: &str| {
        format!(
            "<div class=comment><b class=author>{name}</b><time datetime='2026-01-02T03:04:05Z'></time><p>I am {name}</p>{inner}</div>"
        )
    };
    let html = format!(
        "<div>{}{}</div>",
        comment("Ada", &comment("Bo", "")),
        comment("Cy", "")
    );
    let comments = read(&html).comments;
    assert_eq!(comments.len(), 3);
    assert_eq!(comments[1].parent.as_ref(), Some(&comments[0].id));
    assert_eq!(comments[2].parent, None);
    assert_eq!(
        thread(&comment("alone", "")),
        "",
        "one such element may be anything"
    );
}

/// A page with one comment and links to others, as WordPress writes them.
fn paged(id: u32, links: &str) -> String {
    format!(
        "<div id=comments><ol><li class='comment depth-1' id=comment-{id}><p>x</p></li></ol><div class=comment-navigation>{links}</div></div>"
    )
}

fn step(replies: &[Reply]) -> Step {
    let locator = locator(&Place { link: address("") });
    let thread = ThreadRef {
        source: NAME.into(),
        scope: "x".into(),
        locator,
        page: None,
    };
    Page.advance(&thread, replies).unwrap()
}

fn loaded(replies: &[Reply]) -> Loaded {
    match step(replies) {
        Step::Loaded(loaded) => loaded,
        Step::Ask(asks) => panic!("asks for {asks:?}"),
    }
}

#[test]
fn other_pages_of_the_comments_are_asked_for_and_put_in_order() {
    let links = "<div class=nav-previous><a href='/post/comment-page-1/#comments'>Older</a></div>\
        <a href='/other/comment-page-1/'>x</a><a href='https://evil.example/post/comment-page-2/'>x</a>\
        <a href='/post/?replytocom=1&cpage=3#respond'>Reply</a>";
    let first = reply("", &paged(2, links));
    let Step::Ask(asks) = step(std::slice::from_ref(&first)) else {
        panic!()
    };
    assert_eq!(asks, [Ask::get(address("comment-page-1/"), Accept::Html)]);
    let older = "<div class=nav-next><a href='/post/comment-page-2/#comments'>Newer</a></div>";
    let second = reply("comment-page-1/", &paged(1, older));
    let loaded = loaded(&[first, second]);
    assert_eq!(outline(&loaded.comments), "1 2");
    assert!(loaded.complete);
}

#[test]
fn a_page_that_always_links_to_another_is_left_after_ten() {
    let mut replies = vec![reply("", &paged(1, "<a href='comment-page-2/'>2</a>"))];
    for _ in 0..30 {
        let Step::Ask(asks) = step(&replies) else {
            break;
        };
        for ask in asks {
            let number = number(&ask.url).unwrap();
            let link = format!("<a href='/post/comment-page-{}/'>next</a>", number + 1);
            let path = format!("comment-page-{number}/");
            replies.push(reply(&path, &paged(number, &link)));
        }
    }
    assert_eq!(replies.len(), MAX_PAGES);
    let loaded = loaded(&replies);
    assert!(!loaded.complete);
    assert_eq!(loaded.continuations.len(), 1);
}

#[test]
fn more_comments_announced_than_shown_is_not_complete() {
    let html = "<div id=comments><h2 class=comments-title>91 Kommentare</h2><li class=comment id=comment-1><p>x</li>\
        <p class=no-comments>Comments are closed.</p></div>";
    let loaded = loaded(&[reply("", html)]);
    assert_eq!(loaded.total_stated, Some(91));
    assert!(!loaded.complete && loaded.access == Access::Closed);
}

#[test]
fn what_is_no_page_is_an_error_and_not_an_empty_thread() {
    let thread = ThreadRef {
        source: NAME.into(),
        scope: "x".into(),
        locator: locator(&Place { link: address("") }),
        page: None,
    };
    assert!(Page.read(&thread, &reply("", "{\"a\": 1}")).is_err());
}

#[test]
fn posts_of_a_forum_are_read_without_the_opening_one() {
    let post = |id: u32, place: u32, body: &str| {
        format!(
            "<article class='message message--post' data-author='A{id}' data-content=post-{id}>\
            <a href='/threads/x/post-{id}'><time datetime='2026-01-02T03:04:05+0200'>x</time></a><a href='/threads/x/post-{id}'>#{place}</a>\
            <article class=message-body><div class=bbWrapper>{body}</div></article></article>"
        )
    };
    let quote = "<blockquote data-source='post: 12'>x</blockquote>Yes";
    let html = [
        post(11, 1, "Opening"),
        post(12, 2, "Hello"),
        post(13, 3, quote),
    ]
    .concat();
    let comments = read(&html).comments;
    assert_eq!(outline(&comments), "12 13(12)");
    assert_eq!(comments[1].parent_trust, Trust::Guessed);
    assert_eq!(comments[0].author.as_ref().unwrap().as_str(), "A12");
    assert_eq!(
        comments[0].published.unwrap().to_string(),
        "2026-01-02T01:04:05Z"
    );
}

#[test]
fn json_ld_is_read_nested_by_reference_and_by_parent_item() {
    let script = |json: &str| format!("<script type='application/ld+json'>{json}</script>");
    let nested = r#"{"@type": ["Article"], "commentCount": 3, "comment": {"@type": "Comment", "@id": "a", "text": "1 < 2",
        "author": "Ada", "comment": [{"@id": "b", "text": "<p>x</p>", "upvoteCount": 4, "downvoteCount": 1}]}}"#;
    let batch = read(&script(nested));
    assert_eq!(outline(&batch.comments), "a b(a)");
    assert_eq!((batch.total, batch.partial), (Some(3), true));
    assert_eq!(batch.comments[0].body.as_str(), "<p>1 &lt; 2</p>");
    assert_eq!(batch.comments[1].score, Some(3));
    let graph = r#"{"@graph": [{"@type": "Article", "comment": [{"@id": "a"}]},
        {"@id": "a", "@type": "Comment", "comment": {"@id": "b"}}, {"@id": "b", "@type": "Comment", "comment": {"@id": "a"}}]}"#;
    assert_eq!(thread(&script(graph)), "a b(a)");
    let alone = r#"[{"@type": "http://schema.org/Comment", "@id": "b", "parentItem": {"@id": "a"}},
        {"@type": "Comment", "@id": "a", "creativeWorkStatus": "Deleted"}]"#;
    let comments = read(&script(alone)).comments;
    assert_eq!(outline(&comments), "b(a) a");
    assert_eq!(comments[1].state, State::Deleted);
    let faq =
        r#"{"@type": "FAQPage", "mainEntity": {"@type": "Question", "comment": {"text": "x"}}}"#;
    assert_eq!(thread(&script(faq)), "");
    assert_eq!(
        thread(&format!("{}{}", script("{broken"), script(alone))),
        "b(a) a"
    );
}

#[test]
fn microdata_is_read_in_the_new_and_the_old_vocabulary() {
    let html = "<body itemscope itemtype='https://schema.org/Article'><meta itemprop=commentCount content=2>\
        <div id=c-1 itemscope itemtype='https://schema.org/Comment'><span itemprop=author itemscope><a itemprop=url href='/u/fay'>\
        <span itemprop=name>Fay</span></a></span><time itemprop=dateCreated datetime='2025-01-01T00:00:00+01:00'>x</time>\
        <div itemprop=text><p>Root</p></div><div id=c-2 itemscope itemtype='http://schema.org/UserComments'>\
        <span itemprop=creator>Gus</span><meta itemprop=commentTime content='2025-01-01T01:00:00Z'><div itemprop=commentText>Old</div></div></div>";
    let batch = read(html);
    assert_eq!(outline(&batch.comments), "c-1 c-2(c-1)");
    let [fay, gus] = batch.comments.as_slice() else {
        panic!()
    };
    assert_eq!(fay.author.as_ref().unwrap().as_str(), "Fay");
    assert_eq!(fay.author_url.as_ref().unwrap().path(), "/u/fay");
    assert_eq!(gus.published.unwrap().to_string(), "2025-01-01T01:00:00Z");
    assert!(gus.body.as_str().contains("Old") && !fay.body.as_str().contains("Old"));
    assert_eq!(batch.total, Some(2));
}

#[test]
fn microformats_are_read_by_their_own_addresses() {
    let html = "<article class=h-entry><a class='u-url p-name' href='/post/'>x</a>\
        <div class='p-comment h-cite'><span class='p-author h-card'><a class='p-name u-url' href='https://ada.example/'>Ada</a></span>\
        <a class=u-url href='https://ada.example/1'></a><div class=e-content>Hello</div></div>\
        <div class='u-comment h-entry'><a class=u-url href='https://bo.example/1'></a><p class='p-content'>Yes</p>\
        <a class=u-in-reply-to href='https://ada.example/1'></a></div></article>";
    let comments = read(html).comments;
    assert_eq!(
        outline(&comments),
        "https://ada.example/1 https://bo.example/1(https://ada.example/1)"
    );
    assert_eq!(comments[0].author.as_ref().unwrap().as_str(), "Ada");
    assert_eq!(
        comments[0].author_url.as_ref().unwrap().as_str(),
        "https://ada.example/"
    );
    assert!(comments[0].body.as_str().contains("Hello"));
}

#[test]
fn hostile_pages_end_quickly_with_a_bounded_result() {
    let many =
        |piece: &dyn Fn(usize) -> String, count: usize| (0..count).map(piece).collect::<String>();
    let pages = [
        "<div class=comment>".repeat(20_000),
        "<div class='comment depth-1' id=comment-1>".repeat(10_000),
        many(&|n| format!("<div id=comment-{n}>"), 10_000),
        many(&|n| format!("<p id=comment-{n}>x"), 20_000),
        many(&|n| format!("<i id=comment-{n} data-parent={}></i>", n ^ 1), 10_000),
        many(&|n| format!("<div class=children><div class=comment><a id=comment-{n}></a></div>"), 5_000),
        format!("<div id=comment-1>{}", "<div class=comment-content>".repeat(20_000)),
        format!("<div id=comment-1>{}", "<b class='comment-author fn'>".repeat(20_000)),
        "<div itemscope itemtype='https://schema.org/Comment'><div class='h-entry p-comment h-cite'>".repeat(10_000),
        format!("<script type='application/ld+json'>{}", "{\"comment\":".repeat(300_000)),
        format!("<script type='application/ld+json'>[{}1]", "{\"@type\":\"Comment\",\"@id\":\"a\",\"comment\":{\"@id\":\"a\"}},".repeat(10_000)),
        "<a href='/post/comment-page-7/'>x</a>".repeat(10_000),
    ];
    for page in &pages {
        let batch = read(page);
        assert!(batch.comments.len() <= MAX_COMMENTS);
        assert!(batch.next.len() <= MAX_LINKED_PAGES);
        let count = batch.comments.len();
        let tree = tree::build(batch.comments, &Options::default());
        assert!(tree.nodes.len() <= count.max(1) * 2);
    }
}
