//! One feed, polled.

use std::time::Duration;

use wiremock::matchers::{header_exists, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{Desk, feed, rss, serve};

#[tokio::test]
async fn what_is_new_comes_once_and_what_was_read_stays_read() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    {
        let _first = Mock::given(method("GET"))
            .respond_with(feed(rss(&["one", "two"])))
            .mount_as_scoped(&server)
            .await;
        assert_eq!(desk.poll(&blog).await.new.len(), 2);
    }
    serve(&server, "/feed", feed(rss(&["three", "one", "two"]))).await;
    let outcome = desk.poll(&blog).await;
    let titles: Vec<_> = outcome
        .new
        .iter()
        .map(|article| article.title.to_string())
        .collect();
    assert_eq!(titles, ["three"]);
    assert_eq!(outcome.feed.title.as_str(), "A blog");
    assert_eq!(outcome.feed.unread, 3);
}

#[tokio::test]
async fn validators_are_sent_back_as_they_came_and_304_changes_nothing() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let answer = feed(rss(&["one"]))
        .insert_header("ETag", "W/\"odd , one\"")
        .insert_header("Last-Modified", "Tue, 24 Nov 2026 08:00:00 GMT");
    let first = Mock::given(method("GET"))
        .respond_with(answer)
        .mount_as_scoped(&server)
        .await;
    desk.poll(&blog).await;
    drop(first);
    Mock::given(header_exists("If-None-Match"))
        .respond_with(ResponseTemplate::new(304))
        .mount(&server)
        .await;
    desk.pass(Duration::from_secs(3600));
    let outcome = desk.poll(&blog).await;
    assert_eq!((outcome.new.len(), outcome.error), (0, None));
    assert!(outcome.feed.health.succeeded > blog.health.succeeded);
    let sent = &server.received_requests().await.unwrap()[1].headers;
    assert_eq!(sent["if-none-match"], "W/\"odd , one\"");
    assert_eq!(sent["if-modified-since"], "Tue, 24 Nov 2026 08:00:00 GMT");
}

#[tokio::test]
async fn a_server_that_answers_in_full_every_time_costs_no_second_parse_and_no_doubles() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    serve(&server, "/feed", feed(rss(&["one"]))).await;
    assert_eq!(desk.poll(&blog).await.new.len(), 1);
    let again = desk.poll(&blog).await;
    assert_eq!(
        (again.new.len(), again.changed.len(), again.error),
        (0, 0, None)
    );
}

#[tokio::test]
async fn a_known_document_under_a_new_tag_is_asked_for_by_that_tag() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    for tag in ["\"first\"", "\"second\""] {
        let answer = feed(rss(&["one"])).insert_header("ETag", tag);
        let once = Mock::given(method("GET")).respond_with(answer);
        let _once = once.mount_as_scoped(&server).await;
        desk.poll(&blog).await;
    }
    serve(&server, "/feed", ResponseTemplate::new(304)).await;
    desk.poll(&blog).await;
    let sent = &server.received_requests().await.unwrap()[2].headers;
    assert_eq!(sent["if-none-match"], "\"second\"");
}

#[tokio::test]
async fn byline_says_who_it_is_and_nothing_about_the_reader() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    serve(&server, "/feed", feed(rss(&["one"]))).await;
    desk.poll(&blog).await;
    let request = &server.received_requests().await.unwrap()[0];
    let agent = request.headers["user-agent"].to_str().unwrap();
    assert!(
        agent.starts_with("byline/") && agent.contains("(+http"),
        "{agent}"
    );
    assert!(
        request.headers["accept-encoding"]
            .to_str()
            .unwrap()
            .contains("gzip")
    );
    for name in ["cookie", "referer", "cache-control", "pragma"] {
        assert!(!request.headers.contains_key(name), "{name}");
    }
}

/// Each broken answer is one sentence on that feed; what was stored stays.
#[tokio::test]
async fn whatever_goes_wrong_is_one_sentence_and_loses_nothing() {
    let cases = [
        (
            ResponseTemplate::new(404),
            "answered 404: there is nothing at this address",
        ),
        (
            ResponseTemplate::new(410),
            "answered 410: the publisher has ended this feed",
        ),
        (
            ResponseTemplate::new(403),
            "answered 403: it does not let byline in",
        ),
        (
            ResponseTemplate::new(500),
            "answered 500: it has trouble of its own",
        ),
        (feed(""), "The answer is empty"),
        (
            feed("<!DOCTYPE html><html><head><title>x</title></head><body>Hello</body></html>"),
            "This is a web page, not a feed",
        ),
        (feed("just words"), "This is not a feed"),
        (
            feed(rss(&["x"]) + &" ".repeat(1 << 20)),
            "sent more than 1 MiB",
        ),
        (
            ResponseTemplate::new(302).insert_header("Location", "/feed"),
            "redirects without end",
        ),
        (
            ResponseTemplate::new(302).insert_header("Location", "file:///etc/passwd"),
            "Not asked",
        ),
        (
            ResponseTemplate::new(302).insert_header("Location", "http://127.0.0.1:1/"),
            "on a private network",
        ),
        (
            feed(rss(&["late"])).set_delay(Duration::from_secs(5)),
            "did not answer in time",
        ),
    ];
    for (answer, sentence) in cases {
        let server = MockServer::start().await;
        let desk = Desk::new().await;
        let blog = desk.add(&format!("{}/feed", server.uri())).await;
        {
            let first = Mock::given(method("GET")).respond_with(feed(rss(&["one"])));
            let _first = first.mount_as_scoped(&server).await;
            assert_eq!(desk.poll(&blog).await.new.len(), 1);
        }
        serve(&server, "/feed", answer).await;
        let outcome = desk.poll(&blog).await;
        let error = outcome.error.expect(sentence).to_string();
        assert!(error.contains(sentence), "{error} should say: {sentence}");
        assert!(!error.contains('\n') && error.len() < 160, "{error}");
        assert_eq!(outcome.feed.health.failures, 1);
        assert_eq!(
            outcome.feed.unread, 1,
            "the stored article stays: {sentence}"
        );
    }
}

#[tokio::test]
async fn a_feed_cut_off_in_the_middle_keeps_its_first_entries() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let whole = rss(&["one", "two", "three"]);
    let cut = whole.find("three").unwrap();
    serve(&server, "/feed", feed(&whole[..cut])).await;
    assert!(desk.poll(&blog).await.new.len() >= 2);
}

#[tokio::test]
async fn an_answer_is_unpacked_from_each_coding_that_is_asked_for() {
    use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZlibEncoder};
    use tokio::io::AsyncWriteExt as _;

    let document = rss(&["one", "two"]);
    let (mut gzip, mut brotli, mut deflate) = (
        GzipEncoder::new(Vec::new()),
        BrotliEncoder::new(Vec::new()),
        ZlibEncoder::new(Vec::new()),
    );
    for encoder in [
        &mut gzip as &mut (dyn tokio::io::AsyncWrite + Unpin),
        &mut brotli,
        &mut deflate,
    ] {
        encoder.write_all(document.as_bytes()).await.unwrap();
        encoder.shutdown().await.unwrap();
    }
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    for (coding, packed) in [
        ("gzip", gzip.into_inner()),
        ("br", brotli.into_inner()),
        ("deflate", deflate.into_inner()),
    ] {
        let path = format!("/{coding}");
        let blog = desk.add(&format!("{}{path}", server.uri())).await;
        let bytes = packed.len() as u64;
        let answer = ResponseTemplate::new(200).insert_header("Content-Encoding", coding);
        serve(&server, &path, answer.set_body_bytes(packed)).await;
        let outcome = desk.poll(&blog).await;
        assert_eq!((outcome.new.len(), outcome.error), (2, None), "{coding}");
        assert_eq!(outcome.feed.health.traffic.bytes, bytes, "{coding}");
        let asked = server.received_requests().await.unwrap();
        let accepted = asked.last().unwrap().headers["accept-encoding"]
            .to_str()
            .unwrap();
        assert!(accepted.contains(coding), "{accepted:?}");
    }
}

#[tokio::test]
async fn an_answer_that_unpacks_to_nothing_is_counted_before_decompression() {
    let empty = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let empty = empty.finish().unwrap();
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let endless = ResponseTemplate::new(200)
        .insert_header("Content-Encoding", "gzip")
        .set_body_bytes(empty.repeat((2 << 20) / empty.len()));
    serve(&server, "/feed", endless).await;
    let error = desk.poll(&blog).await.error.unwrap().to_string();
    assert!(error.contains("more than 1 MiB"), "{error}");
}

#[tokio::test]
async fn a_bomb_is_counted_after_decompression() {
    use std::io::Write as _;
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zipped.write_all(&vec![b' '; 64 << 20]).unwrap();
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let bomb = ResponseTemplate::new(200)
        .insert_header("Content-Encoding", "gzip")
        .set_body_bytes(zipped.finish().unwrap());
    serve(&server, "/feed", bomb).await;
    let error = desk.poll(&blog).await.error.unwrap().to_string();
    assert!(error.contains("more than 1 MiB"), "{error}");
}

#[tokio::test]
async fn one_dead_feed_delays_no_other() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    serve(
        &server,
        "/dead",
        feed(rss(&["x"])).set_delay(Duration::from_secs(5)),
    )
    .await;
    serve(&server, "/alive", feed(rss(&["one"]))).await;
    let dead = desk.add(&format!("{}/dead", server.uri())).await;
    let alive = desk.add(&format!("{}/alive", server.uri())).await;
    let mut order = Vec::new();
    let refreshed = desk
        .engine
        .refresh(vec![dead, alive], |outcome| order.push(outcome.new.len()));
    refreshed.await.unwrap();
    assert_eq!(order, [1, 0], "the living feed comes first");
}

#[tokio::test]
async fn a_machine_without_network_holds_it_against_no_feed() {
    let desk = Desk::new().await;
    let mut feeds = Vec::new();
    for host in ["one", "two", "three"] {
        feeds.push(desk.add(&format!("http://{host}.invalid/feed")).await);
    }
    let outcomes = desk.engine.refresh(feeds, |_| {}).await.unwrap();
    for outcome in outcomes {
        assert!(outcome.is_offline);
        let error = outcome.error.unwrap();
        assert!(error.as_str().contains("was not found"), "{error}");
        assert_eq!(outcome.feed.health.failures, 0);
    }
}

#[tokio::test]
async fn a_host_that_refuses_the_connection_shows_that_there_is_a_network() {
    let desk = Desk::new().await;
    let mut feeds = Vec::new();
    for port in [1, 2, 3] {
        feeds.push(desk.add(&format!("http://127.0.0.1:{port}/feed")).await);
    }
    let outcomes = desk.engine.refresh(feeds, |_| {}).await.unwrap();
    for outcome in outcomes {
        assert!(!outcome.is_offline);
        let error = outcome.error.unwrap();
        assert!(error.as_str().contains("cannot be reached"), "{error}");
        assert_eq!(outcome.feed.health.failures, 1);
    }
}

#[tokio::test]
async fn failures_are_retried_ever_later_and_retry_after_is_kept() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    serve(
        &server,
        "/feed",
        ResponseTemplate::new(503).insert_header("Retry-After", "7200"),
    )
    .await;
    let outcome = desk.poll(&blog).await;
    let now = desk.now();
    let wait = outcome.feed.health.next_poll.unwrap().duration_since(now);
    assert_eq!(wait.as_secs(), 7200);
    // The whole host is left alone meanwhile.
    let error = desk.poll(&blog).await.error.unwrap().to_string();
    assert!(error.contains("asked for silence"), "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_first_poll_sends_no_validators() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    Mock::given(header_exists("If-None-Match"))
        .respond_with(ResponseTemplate::new(500))
        .mount(&server)
        .await;
    serve(&server, "/feed", feed(rss(&["one"]))).await;
    assert_eq!(desk.poll(&blog).await.error, None);
}
