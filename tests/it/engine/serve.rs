//! The engine at the service of a screen.

use std::time::{Duration, Instant};

use byline::engine::Why;
use byline::engine::message::{CommentsState, How, Report, Request};
use byline::model::change::{Change, Deed, Direction};
use byline::model::id::ArticleId;
use byline::store::Store;
use byline::text::layout::Glyphs;
use tokio::sync::mpsc::Receiver;
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::{REST, blog, json, rest};
use super::{Desk, feed, rss, serve};

/// The first report that `wanted` takes, within five seconds.
async fn next<T>(reports: &mut Receiver<Report>, mut wanted: impl FnMut(Report) -> Option<T>) -> T {
    let found = async {
        loop {
            let report = reports.recv().await.expect("the engine goes on");
            if let Some(found) = wanted(report) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), found)
        .await
        .expect("a report in time")
}

fn read(articles: Vec<ArticleId>) -> Request {
    Request::Do(Deed {
        label: "1 article marked read".to_owned(),
        changes: vec![Change::ArticlesRead {
            articles,
            read: true,
        }],
    })
}

#[tokio::test]
async fn the_manual_is_there_at_once_with_its_thread_and_nobody_is_asked() {
    let desk = Desk::new().await;
    let (service, mut reports) = desk.engine.serve();
    let requests = service.requests();
    requests.send(Request::Start).unwrap();
    let article = next(&mut reports, |report| match report {
        Report::Library { articles, .. } => Some(articles[0].clone()),
        _ => None,
    })
    .await;
    requests.send(Request::Open(article.id)).unwrap();
    let threads = next(&mut reports, |report| match report {
        Report::Threads { threads, .. } => Some(threads),
        _ => None,
    })
    .await;
    let (discussion, thread) = &threads[0];
    assert_eq!(thread.tree().nodes.len(), article.comments.loaded as usize);
    assert!(!discussion.was_visited());
    let layout = Request::LayOut {
        article: article.id,
        width: 72,
        glyphs: Glyphs::Unicode,
    };
    requests.send(layout).unwrap();
    let lines = next(&mut reports, |report| match report {
        Report::LaidOut { prose, .. } => Some(prose.lines.len()),
        _ => None,
    })
    .await;
    assert!(lines > 20);
    service.stop().await;
}

#[tokio::test]
async fn how_an_article_begins_and_when_its_comments_came_is_told_from_the_store() {
    let desk = Desk::new().await;
    let (service, mut reports) = desk.engine.serve();
    let requests = service.requests();
    let manual = ArticleId(1);
    requests.send(Request::Summary(manual)).unwrap();
    let summary = next(&mut reports, |report| match report {
        Report::Summary(summary) => Some(*summary),
        _ => None,
    })
    .await;
    assert_eq!(summary.article, manual);
    assert!(summary.goes_on, "the manual is longer than a box");
    assert!(summary.paragraphs.len() > 1);
    let shown = summary.paragraphs.iter();
    let shown: usize = shown.map(|words| words.as_str().chars().count()).sum();
    assert!((600..=1_200).contains(&shown), "{shown}");
    assert!(summary.words > 200, "{}", summary.words);
    requests.send(Request::LatestComments).unwrap();
    let latest = next(&mut reports, |report| match report {
        Report::LatestComments(latest) => Some(latest),
        _ => None,
    })
    .await;
    assert!(latest.contains_key(&manual), "{latest:?}");
    service.stop().await;
}

#[tokio::test]
async fn what_the_reader_did_is_on_disk_when_it_is_reported_and_can_be_taken_back() {
    let desk = Desk::new().await;
    let (service, mut reports) = desk.engine.serve();
    let requests = service.requests();
    let manual = ArticleId(1);
    requests.send(read(vec![manual])).unwrap();
    requests.send(Request::Undo).unwrap();
    requests.send(Request::Undo).unwrap();
    let is_read = || async {
        let row = desk
            .engine
            .store()
            .read(move |reader| reader.article(manual))
            .await;
        row.unwrap().unwrap().read
    };
    let how = next(&mut reports, |report| match report {
        Report::Done { how, changes, .. } => Some((how, changes.len())),
        _ => None,
    })
    .await;
    assert_eq!(how, (How::Done, 1));
    let how = next(&mut reports, |report| match report {
        Report::Done { how, .. } => Some(how),
        _ => None,
    })
    .await;
    assert_eq!(how, How::Undone);
    assert!(!is_read().await);
    let nothing = next(&mut reports, |report| match report {
        Report::NothingTo(how) => Some(how),
        _ => None,
    })
    .await;
    assert_eq!(nothing, How::Undone);
    service.stop().await;
}

#[tokio::test]
async fn undo_names_what_another_process_did_before_it_takes_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("byline.db");
    let clock = Desk::new().await.clock;
    let desk = Desk::at(clock, Store::open(&path).unwrap(), |_| {}).await;
    let elsewhere = Store::open(&path).unwrap();
    let now = desk.now();
    let deed = Deed {
        label: "1 article kept".to_owned(),
        changes: vec![Change::ArticlesStarred {
            articles: vec![ArticleId(1)],
            starred: true,
        }],
    };
    let done = elsewhere.write(move |writer| writer.apply(deed, now));
    done.await.unwrap();
    let (service, mut reports) = desk.engine.serve();
    service.requests().send(Request::Undo).unwrap();
    let named = next(&mut reports, |report| match report {
        Report::Older(direction, deed) => Some((direction, deed)),
        Report::Done { .. } => panic!("taken back unasked"),
        _ => None,
    });
    let (direction, named) = named.await;
    assert_eq!(
        (direction, named.label.as_str()),
        (Direction::Undo, "1 article kept")
    );
    let replay = Request::Replay(direction, named.id);
    service.requests().send(replay).unwrap();
    let label = next(&mut reports, |report| match report {
        Report::Done {
            how: How::Undone,
            label,
            ..
        } => Some(label),
        _ => None,
    });
    assert_eq!(label.await, "1 article kept");
    service.stop().await;
}

#[tokio::test]
async fn catching_up_reaches_comments_that_are_not_shown_and_is_taken_back_by_one_undo() {
    let desk = Desk::new().await;
    let (service, mut reports) = desk.engine.serve();
    let requests = service.requests();
    let deed = Deed {
        label: "16 comments marked read".to_owned(),
        changes: vec![Change::DiscussionsRead {
            articles: vec![ArticleId(1)],
        }],
    };
    let mut unread_after = async |request| {
        requests.send(request).unwrap();
        next(&mut reports, |report| match report {
            Report::Articles(rows) if !rows.is_empty() => Some(rows[0].comments),
            _ => None,
        })
        .await
    };
    let counts = unread_after(Request::Do(deed)).await;
    assert_eq!(counts.unread, 0);
    let counts = unread_after(Request::Undo).await;
    assert_eq!(counts.unread, counts.loaded);
    service.stop().await;
}

#[tokio::test]
async fn a_subscription_by_address_shows_its_articles() {
    let server = MockServer::start().await;
    serve(&server, "/feed", feed(rss(&["one", "two"]))).await;
    let desk = Desk::new().await;
    let (service, mut reports) = desk.engine.serve();
    let address = format!("{}/feed", server.uri());
    service
        .requests()
        .send(Request::Subscribe(address))
        .unwrap();
    let articles = next(&mut reports, |report| match report {
        Report::Articles(articles) if !articles.is_empty() => Some(articles.len()),
        _ => None,
    })
    .await;
    assert_eq!(articles, 2);
    next(&mut reports, |report| {
        matches!(report, Report::Subscribed { articles: 2, .. }).then_some(())
    })
    .await;
    service.stop().await;
}

#[tokio::test]
async fn leaving_waits_for_what_was_done_and_not_for_the_network() {
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    serve(&server, "/feed", slow).await;
    let desk = Desk::new().await;
    let (service, _reports) = desk.engine.serve();
    let address = format!("{}/feed", server.uri());
    service
        .requests()
        .send(Request::Subscribe(address))
        .unwrap();
    service.requests().send(read(vec![ArticleId(1)])).unwrap();
    let began = Instant::now();
    service.stop().await;
    assert!(began.elapsed() < Duration::from_secs(1));
    let row = desk
        .engine
        .store()
        .read(|reader| reader.article(ArticleId(1)))
        .await;
    assert!(row.unwrap().unwrap().read);
}

#[tokio::test]
async fn an_article_without_a_place_for_comments_says_so() {
    let server = MockServer::start().await;
    let note = "<rss version=\"2.0\"><channel><title>Notes</title>\
                <item><title>A note</title><guid isPermaLink=\"false\">n1</guid></item></channel></rss>";
    serve(&server, "/feed", feed(note)).await;
    let desk = Desk::new().await;
    let subscribed = desk
        .engine
        .subscribe(&format!("{}/feed", server.uri()))
        .await
        .unwrap();
    let (service, mut reports) = desk.engine.serve();
    let article = subscribed.outcome.new[0].id;
    service.requests().send(Request::Open(article)).unwrap();
    let sentence = next(&mut reports, |report| match report {
        Report::Comments {
            state: CommentsState::None(sentence),
            ..
        } => Some(sentence),
        _ => None,
    })
    .await;
    assert_eq!(
        sentence.as_str(),
        "This article names no place for comments"
    );
    service.stop().await;
}

#[tokio::test]
async fn how_many_more_comments_have_come_is_told_while_they_come_and_at_the_end() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog(&server, &desk, 22).await;
    for page in 1..=22 {
        let comments = json(rest(&[(page, 0)]), 22, 22);
        let mock = Mock::given(path(REST)).and(query_param("page", page.to_string()));
        mock.respond_with(comments).mount(&server).await;
    }
    let found = desk.engine.load_comments(article, Why::Opened).await;
    assert_eq!(found.unwrap().new, 20);
    let discussion = desk.engine.threads(article).await.unwrap()[0].0.id;
    let (service, mut reports) = desk.engine.serve();
    service
        .requests()
        .send(Request::LoadMore(discussion))
        .unwrap();
    let mut told = Vec::new();
    let last = next(&mut reports, |report| match report {
        Report::Say(said) => {
            told.push(said.text.as_str().to_owned());
            None
        }
        Report::MoreLoaded { said, .. } => Some(said.text.as_str().to_owned()),
        _ => None,
    })
    .await;
    assert_eq!(told, ["1 more comment so far"]);
    assert_eq!(last, "2 more comments; that is all of them");
    service.stop().await;
}

#[tokio::test]
async fn a_subscription_and_a_move_are_taken_back_by_undo() {
    let server = MockServer::start().await;
    serve(&server, "/old", feed(rss(&["one"]))).await;
    serve(&server, "/new", feed(rss(&["one", "two"]))).await;
    let desk = Desk::new().await;
    let (old, new) = (
        format!("{}/old", server.uri()),
        format!("{}/new", server.uri()),
    );
    let first = desk.engine.subscribe(&old).await.unwrap().outcome.feed;
    let second = desk.engine.subscribe(&new).await.unwrap().outcome.feed;
    let addresses = async || {
        let feeds = desk.engine.store().read(|reader| reader.feeds()).await;
        let feeds = feeds
            .unwrap()
            .into_iter()
            .filter(|feed| !feed.is_built_in());
        feeds
            .map(|feed| (feed.id, feed.url.to_string()))
            .collect::<Vec<_>>()
    };
    let both = addresses().await;

    let to = second.url.clone();
    let (service, mut reports) = desk.engine.serve();
    let moved = Deed::move_feed(&first, &to, Some(&second));
    service.requests().send(Request::Do(moved)).unwrap();
    // The feed is asked for at its new address at once.
    let polled = next(&mut reports, |report| match report {
        Report::Progress { done: 1, total: 1 } => Some(()),
        _ => None,
    });
    polled.await;
    assert_eq!(addresses().await, [(first.id, new.clone())]);
    let turned_back = async |reports: &mut _| {
        service.requests().send(Request::Undo).unwrap();
        next(reports, |report| match report {
            Report::Done {
                how: How::Undone,
                label,
                ..
            } => Some(label),
            _ => None,
        })
        .await
    };
    let label = turned_back(&mut reports).await;
    assert!(label.ends_with("/new, together with A blog"), "{label}");
    assert_eq!(addresses().await, both);
    turned_back(&mut reports).await;
    assert_eq!(addresses().await, [(first.id, old)]);
    service.stop().await;
}
