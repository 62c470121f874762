//! What good servers send beside what is usual: it is accepted, or said in a person's words.

use std::io::Write as _;
use std::time::Duration;

use byline::engine::Why;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::discuss::{REST, blog_with, json, rest};
use super::{Desk, feed, redirect_to, rss, serve};

const HOUR: Duration = Duration::from_secs(3_600);

/// What the last request for a path was sent under a name.
async fn sent(server: &MockServer, at: &str, name: &str) -> Option<String> {
    let requests = server.received_requests().await.unwrap();
    let last = requests.iter().rfind(|request| request.url.path() == at)?;
    let value = last.headers.get(name)?;
    Some(value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn validators_of_an_answer_that_nothing_has_changed_are_the_next_ones() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let days = [
        "Tue, 24 Nov 2026 08:00:00 GMT",
        "Wed, 25 Nov 2026 08:00:00 GMT",
    ];
    let first = feed(rss(&["one"]))
        .insert_header("ETag", "\"1\"")
        .insert_header("Last-Modified", days[0]);
    serve(&server, "/feed", first).await;
    desk.poll(&blog).await;
    // Each names the document anew; one leaves a name out, which stays.
    let answers = [
        (Some("\"2\""), Some(days[1]), ("\"1\"", days[0])),
        (Some("W/\"3\""), None, ("\"2\"", days[1])),
        (None, Some(days[0]), ("W/\"3\"", days[1])),
        (None, None, ("W/\"3\"", days[0])),
        (None, None, ("W/\"3\"", days[0])),
    ];
    for (etag, modified, (asked_etag, asked_modified)) in answers {
        let mut answer = ResponseTemplate::new(304);
        if let Some(etag) = etag {
            answer = answer.insert_header("ETag", etag);
        }
        if let Some(modified) = modified {
            answer = answer.insert_header("Last-Modified", modified);
        }
        server.reset().await;
        serve(&server, "/feed", answer).await;
        desk.pass(HOUR);
        let outcome = desk.poll(&blog).await;
        assert_eq!((outcome.new.len(), outcome.error), (0, None));
        let asked = async |name| sent(&server, "/feed", name).await.unwrap();
        assert_eq!(asked("if-none-match").await, asked_etag);
        assert_eq!(asked("if-modified-since").await, asked_modified);
    }
    // The same document in full is still known by its bytes.
    server.reset().await;
    serve(&server, "/feed", feed(rss(&["one"]))).await;
    assert_eq!(desk.poll(&blog).await.changed, []);
}

#[tokio::test]
async fn validators_of_a_thread_that_has_not_changed_are_the_next_ones() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let article = blog_with(&server, &desk, "").await;
    let whole = json(rest(&[(1, 0)]), 1, 1).insert_header("ETag", "\"1\"");
    serve(&server, REST, whole).await;
    let load = async || {
        desk.pass(HOUR);
        let loaded = desk.engine.load_comments(article, Why::Asked).await;
        loaded.unwrap();
        sent(&server, REST, "if-none-match").await
    };
    assert_eq!(load().await, None);
    for (known, new) in [("\"1\"", "\"2\""), ("\"2\"", "\"3\"")] {
        server.reset().await;
        let unchanged = ResponseTemplate::new(304).insert_header("ETag", new);
        serve(&server, REST, unchanged).await;
        assert_eq!(load().await.as_deref(), Some(known));
    }
    assert_eq!(load().await.as_deref(), Some("\"3\""));
}

#[tokio::test]
async fn a_cookie_is_sent_back_within_the_chain_of_redirects_and_never_after_it() {
    let server = MockServer::start().await;
    let desk = Desk::new().await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    Mock::given(path("/feed"))
        .and(header("Cookie", "ok=1; also=2"))
        .respond_with(feed(rss(&["behind the cookie"])))
        .with_priority(1)
        .mount(&server)
        .await;
    let first = redirect_to(302, "/check")
        .append_header("Set-Cookie", "ok=1; Path=/; HttpOnly")
        .append_header("Set-Cookie", "deeper=3; Path=/check/deeper");
    let second = redirect_to(302, "/feed").insert_header("Set-Cookie", "also=2");
    serve(&server, "/feed", first).await;
    serve(&server, "/check", second).await;
    assert_eq!(desk.poll(&blog).await.new.len(), 1);
    assert_eq!(sent(&server, "/check", "cookie").await.unwrap(), "ok=1");
    // The next poll begins without.
    desk.poll(&blog).await;
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 6);
    assert!(!requests[3].headers.contains_key("cookie"));
}

#[tokio::test]
async fn a_cookie_is_sent_to_no_other_host() {
    let (server, stranger) = (MockServer::start().await, MockServer::start().await);
    // Another name of the same machine, and so another host.
    let elsewhere = format!("http://localhost:{}/feed", stranger.address().port());
    let cookie = "ok=1; Path=/; Domain=localhost";
    let away = redirect_to(302, &elsewhere).insert_header("Set-Cookie", cookie);
    serve(&server, "/feed", away).await;
    serve(&stranger, "/feed", feed(rss(&["one"]))).await;
    let desk = Desk::with(|config| config.network.allow_private.push("localhost".into())).await;
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    assert_eq!(desk.poll(&blog).await.new.len(), 1);
    assert_eq!(sent(&stranger, "/feed", "cookie").await, None);
}

#[tokio::test]
async fn a_redirect_in_raw_bytes_is_followed() {
    for (location, target) in [
        ("/fähre".as_bytes().to_vec(), "/f%C3%A4hre"),
        (b"/f\xe4hre".to_vec(), "/f%E4hre"),
        ("/日本/feed".as_bytes().to_vec(), "/%E6%97%A5%E6%9C%AC/feed"),
        (b"/with blank".to_vec(), "/with%20blank"),
    ] {
        let (server, desk) = (MockServer::start().await, Desk::new().await);
        let blog = desk.add(&format!("{}/old", server.uri())).await;
        let redirect = ResponseTemplate::new(302).insert_header("Location", location);
        serve(&server, "/old", redirect).await;
        let whole = Mock::given(path(target)).respond_with(feed(rss(&["ferry"])));
        whole.mount(&server).await;
        assert_eq!(desk.poll(&blog).await.new.len(), 1, "{target}");
    }
}

#[tokio::test]
async fn a_redirect_without_an_address_is_one_sentence() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    serve(&server, "/none", ResponseTemplate::new(302)).await;
    serve(&server, "/wrong", redirect_to(301, "http://")).await;
    for at in ["/none", "/wrong"] {
        let blog = desk.add(&format!("{}{at}", server.uri())).await;
        let error = desk.poll(&blog).await.error.unwrap();
        let words = "redirects without an address";
        assert!(error.as_str().contains(words), "{error}");
    }
}

/// Bytes packed in one of the ways that servers do.
fn packed<W: std::io::Write>(mut encoder: W, finish: impl FnOnce(W) -> Vec<u8>) -> Vec<u8> {
    encoder.write_all(rss(&["packed"]).as_bytes()).unwrap();
    finish(encoder)
}

fn gzip() -> Vec<u8> {
    let encoder = GzEncoder::new(Vec::new(), Compression::default());
    packed(encoder, |encoder| encoder.finish().unwrap())
}

/// A feed that is cut in two, each half packed by itself.
fn two_members() -> Vec<u8> {
    let document = rss(&["packed"]);
    let (start, end) = document.split_at(document.len() / 2);
    let pack = |part: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(part.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    [pack(start), pack(end)].concat()
}

#[tokio::test]
async fn what_is_packed_is_read_however_it_is_framed_and_padded() {
    let zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    let zlib = packed(zlib, |encoder| encoder.finish().unwrap());
    let fast = ZlibEncoder::new(Vec::new(), Compression::fast());
    let fast = packed(fast, |encoder| encoder.finish().unwrap());
    let bare = DeflateEncoder::new(Vec::new(), Compression::best());
    let bare = packed(bare, |encoder| encoder.finish().unwrap());
    let stored = DeflateEncoder::new(Vec::new(), Compression::none());
    let stored = packed(stored, |encoder| encoder.finish().unwrap());
    for (coding, body, what) in [
        ("deflate", zlib, "in zlib's frame"),
        ("deflate", fast, "in zlib's frame, packed fast"),
        ("deflate", bare, "without a frame"),
        ("deflate", stored, "without a frame, and not made smaller"),
        (
            "gzip",
            [&gzip()[..], b"\r\n"].concat(),
            "a line end behind it",
        ),
        (
            "gzip",
            [&gzip()[..], &[0; 512]].concat(),
            "zeroes behind it",
        ),
        (
            "gzip",
            [&gzip()[..], b"<!-- x -->"].concat(),
            "a comment behind it",
        ),
        ("gzip", two_members(), "in two members"),
        (
            "gzip",
            [&two_members()[..], b"\n"].concat(),
            "in two members and a line end",
        ),
    ] {
        let (server, desk) = (MockServer::start().await, Desk::new().await);
        let blog = desk.add(&format!("{}/feed", server.uri())).await;
        let answer = ResponseTemplate::new(200).insert_header("Content-Encoding", coding);
        serve(
            &server,
            "/feed",
            answer.set_body_raw(body, "application/rss+xml"),
        )
        .await;
        let outcome = desk.poll(&blog).await;
        assert_eq!(
            (outcome.new.len(), outcome.error),
            (1, None),
            "{coding} {what}"
        );
    }
}

#[tokio::test]
async fn members_of_nothing_in_great_number_end_in_a_sentence() {
    let empty = GzEncoder::new(Vec::new(), Compression::default());
    let empty = empty.finish().unwrap().repeat(40_000);
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let answer = ResponseTemplate::new(200).insert_header("Content-Encoding", "gzip");
    serve(
        &server,
        "/feed",
        answer.set_body_raw(empty, "application/rss+xml"),
    )
    .await;
    let error = desk.poll(&blog).await.error.unwrap();
    assert!(error.as_str().contains("empty"), "{error}");
}

#[tokio::test]
async fn an_answer_with_two_hundred_headers_is_read() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let blog = desk.add(&format!("{}/feed", server.uri())).await;
    let mut answer = feed(rss(&["one"]));
    for n in 0..200 {
        answer = answer.insert_header(format!("x-proxy-{n}"), "1");
    }
    serve(&server, "/feed", answer).await;
    let outcome = desk.poll(&blog).await;
    assert_eq!((outcome.new.len(), outcome.error), (1, None));
}

/// A server that answers every connection with these bytes and closes it.
async fn answering(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 1024]).await;
            let _ = connection.write_all(bytes).await;
        }
    });
    address.to_string()
}

#[tokio::test]
async fn what_was_reached_is_never_called_out_of_reach() {
    for (scheme, bytes, words) in [
        (
            "http",
            &b""[..],
            "was reached, but it closed the connection",
        ),
        (
            "http",
            b"220 mail.example ESMTP\r\n",
            "was reached, but what it answers is not HTTP",
        ),
        (
            "https",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            "was reached, but what it speaks there is not encrypted",
        ),
        // A server that knows TLS 1.0 only says so by an alert (RFC 5246 section 7.2).
        (
            "https",
            b"\x15\x03\x01\x00\x02\x02\x46",
            "was reached, but it speaks only an encryption that is too old",
        ),
    ] {
        let desk = Desk::new().await;
        let blog = desk
            .add(&format!("{scheme}://{}/feed", answering(bytes).await))
            .await;
        let error = desk.poll(&blog).await.error.unwrap();
        assert!(error.as_str().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_text_is_named_by_its_kind() {
    let (server, desk) = (MockServer::start().await, Desk::new().await);
    let picture = &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..];
    let picture = ResponseTemplate::new(200).set_body_raw(picture, "text/xml");
    serve(&server, "/picture", picture).await;
    let episode = ResponseTemplate::new(200).set_body_raw(vec![b'x'; 2 << 20], "audio/mpeg");
    serve(&server, "/episode", episode).await;
    for (at, words) in [
        ("/picture", "This is not a feed: a picture (PNG)"),
        ("/episode", "sent more than 1 MiB of sound"),
    ] {
        let address = format!("{}{at}", server.uri());
        let error = desk.engine.subscribe(&address).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}
