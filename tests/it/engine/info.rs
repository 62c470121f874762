//! What is known of an article and of a comment.

use std::time::Duration;

use byline::engine::Why;
use byline::model::change::{AuthorMute, Change, Deed};
use byline::model::info::{EditKind, Info, Value};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer};

use super::discuss::{REST, blog, json, rest};
use super::{Desk, feed, serve};

/// A fact's words, or its edits as `-removed- +added+ kept`.
fn told(info: &Info, name: &str) -> String {
    let fact = info.facts.iter().find(|fact| fact.name == name);
    match fact.map(|fact| &fact.value) {
        None => String::new(),
        Some(Value::Words(words) | Value::Verbatim(words)) => words.to_string(),
        Some(Value::Time(time)) => time.to_string(),
        Some(Value::Edits(edits)) => {
            let edits = edits.iter().map(|edit| match edit.kind {
                EditKind::Kept => edit.words.to_string(),
                EditKind::Removed => format!("-{}-", edit.words),
                EditKind::Added => format!("+{}+", edit.words),
            });
            edits.collect::<Vec<_>>().join(" ")
        }
    }
}

#[tokio::test]
async fn a_comments_facts_are_its_author_its_place_and_what_was_edited() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 2).await;
    let first = rest(&[(1, 0), (2, 1)]);
    let edited = first.replace("Comment 2", "Comment 2, corrected,");
    for (body, priority) in [(first, 1), (edited, 2)] {
        Mock::given(path(REST))
            .respond_with(json(body, 2, 1))
            .up_to_n_times(1)
            .with_priority(priority)
            .mount(&server)
            .await;
    }
    for _ in 0..2 {
        desk.engine
            .load_comments(article, Why::Asked)
            .await
            .unwrap();
        desk.pass(Duration::from_secs(3_600));
    }
    let discussion = desk.engine.threads(article).await.unwrap()[0].0.id;
    let info = desk.engine.comment_info(discussion, "2".into()).await;
    let info = info.unwrap().unwrap();
    assert_eq!(info.title.as_str(), "reader 2");
    assert_eq!(told(&info, "answers"), "reader 1");
    assert_eq!(told(&info, "state"), "unread");
    assert!(told(&info, "comments").starts_with("1 here, 0 under other articles"));
    assert_eq!(told(&info, "written"), "2026-11-24T08:02:00Z");
    assert_eq!(told(&info, "edit"), "Comment -2- +2, corrected,+");
    assert_eq!(told(&info, "discussion"), "WordPress");

    let info = desk.engine.article_info(article).await.unwrap().unwrap();
    assert_eq!(info.title.as_str(), "An article");
    assert_eq!(told(&info, "feed"), "A blog");
    assert_eq!(told(&info, "comments"), "2 counted, 2 here");
    assert_ne!(told(&info, "loaded"), "");
}

#[tokio::test]
async fn an_articles_facts_say_which_mute_has_read_it() {
    let server = MockServer::start().await;
    let document = "<rss version=\"2.0\"><channel><title>A blog</title><item><title>One</title>\
        <author>ada</author><guid>1</guid></item></channel></rss>";
    serve(&server, "/feed", feed(document)).await;
    let desk = Desk::new().await;
    let address = format!("{}/feed", server.uri());
    let new = desk.engine.subscribe(&address).await.unwrap().outcome.new;
    let (article, now) = (new[0].id, desk.now());
    let author = AuthorMute {
        name: "ada".into(),
        feed: None,
        until: Some(now + Duration::from_secs(3_600)),
    };
    let changes = [
        Change::AuthorsMuted {
            mutes: vec![author],
            muted: true,
        },
        Change::ArticlesMuted {
            articles: vec![article],
            muted: true,
        },
        Change::AuthorsKept {
            names: vec!["ada".into()],
            kept: true,
        },
    ];
    let deed = Deed {
        label: String::new(),
        changes: changes.to_vec(),
    };
    let done = desk
        .engine
        .store()
        .write(move |writer| writer.apply(deed, now));
    done.await.unwrap();
    let info = desk.engine.article_info(article).await.unwrap().unwrap();
    assert_eq!(
        told(&info, "state"),
        "muted by you, with what is said of it"
    );
    assert_eq!(told(&info, "until"), "2026-11-25T10:30:00Z");
    let facts = info.facts.iter().map(|fact| &fact.value);
    let facts: Vec<_> = facts
        .filter_map(|value| match value {
            Value::Words(words) => Some(words.as_str()),
            _ => None,
        })
        .collect();
    assert!(
        facts.contains(&"author muted by you everywhere"),
        "{facts:?}"
    );
    assert!(facts.contains(&"kept lit up by you"), "{facts:?}");
}
