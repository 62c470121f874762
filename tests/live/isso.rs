//! The program against a real Isso comment server on this machine, and a page that shows its threads.
//!
//! `BYLINE_ISSO` holds what `isso info` prints; without it these tests say that they are skipped.
//! `BYLINE_ISSO_DIR` names the server's work directory.

use std::process::Command;

use serde_json::Value;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::program::Home;
use crate::site::{shared_tool, skip};
use crate::{by_author, discussion, expected_example};

/// The server, as its tool tells of it.
fn isso() -> Option<Value> {
    let Ok(given) = std::env::var("BYLINE_ISSO") else {
        skip("BYLINE_ISSO names no comment server; .ci/run starts one");
        return None;
    };
    Some(serde_json::from_str(given.trim()).expect("what isso info prints"))
}

/// A page that shows a thread of the server, and a home whose reader trusts this machine.
async fn page_with(isso: &Value, thread: &str) -> (MockServer, Home, String) {
    let url = isso["url"].as_str().unwrap();
    let thread = isso["threads"][thread].as_str().unwrap();
    let page = format!(
        "<!DOCTYPE html><html><body><p>Text.</p><section id=\"isso-thread\" data-isso-id=\"{thread}\"></section>\
         <script data-isso=\"{url}/\" src=\"{url}/js/embed.min.js\"></script></body></html>"
    );
    let server = MockServer::start().await;
    Mock::given(path("/page"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(page, "text/html"))
        .mount(&server)
        .await;
    let home = Home::with_settings("[network]\nallow-private = [\"127.0.0.1\"]\n");
    let address = format!("{}/page", server.uri());
    (server, home, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_isso_gives_the_thread_that_its_page_shows() {
    let Some(isso) = isso() else {
        return;
    };
    let (_server, home, address) = page_with(&isso, "article").await;
    let thread = tokio::task::spawn_blocking(move || discussion(&home, &address));
    let thread = thread.await.unwrap();
    assert_eq!(thread["source"], "isso");
    // Isso keeps two levels: what answers an answer stands under the first comment.
    let mut expected = expected_example();
    expected[2].1 = expected[1].1.clone();
    assert_eq!(by_author(&thread)[..4], expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_at_a_real_isso_is_there_the_next_time() {
    let Some(isso) = isso() else {
        return;
    };
    let Some(tool) = shared_tool("isso") else {
        skip("nobody can write at the comment server without the tool");
        return;
    };
    let (_server, home, address) = page_with(&isso, "long").await;
    let thread = isso["threads"]["long"].as_str().unwrap().to_owned();
    let counted = tokio::task::spawn_blocking(move || {
        let count = |home: &Home| {
            discussion(home, &address)["comments"]
                .as_array()
                .unwrap()
                .len()
        };
        let before = count(&home);
        let mut write = Command::new("python3");
        write.arg(tool).arg("comment");
        if let Some(folder) = std::env::var_os("BYLINE_ISSO_DIR") {
            write.arg("--dir").arg(folder);
        }
        let written = write.arg(&thread).arg("One *more* word.").output().unwrap();
        assert!(written.status.success(), "{written:?}");
        (before, count(&home))
    });
    let (before, after) = counted.await.unwrap();
    assert!(before > 4, "{before}");
    assert_eq!(after, before + 1);
}
