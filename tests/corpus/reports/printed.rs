//! An article by its address, as `byline thread` prints it.

use std::process::Command;

use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::report;

#[tokio::test(flavor = "multi_thread")]
async fn an_articles_page_is_printed_with_quotations_code_and_links() {
    let Some(page) = report("cli-thread/page.html") else {
        return;
    };
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(page, "text/html");
    Mock::given(method("GET"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    command.env("BYLINE_HOME", home.path());
    command.args(["thread", &format!("{}/page.html", server.uri())]);
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("Bread days"), "{text}");
    assert!(
        text.lines().any(|line| line.trim_start() == "> First!"),
        "{text}"
    );
    assert!(text.lines().any(|line| line == "    bake();"), "{text}");
    assert!(text.contains("https://"), "{text}");
}
