//! Pages that name their feed in unusual ways.

use byline::config::Config;
use byline::engine::{Engine, system_clock};
use byline::store::Store;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::report;

const FEED: &str = "feed-of-harbour.xml";

#[tokio::test]
async fn a_page_leads_to_its_feed_by_a_link_in_its_body_or_by_sending_on() {
    let server = MockServer::start().await;
    let pages = ["body-link.html", "typed-link.html", "meta-refresh.html"];
    for name in pages.into_iter().chain(["has-link.html", FEED]) {
        let Some(bytes) = report(&format!("discover/{name}")) else {
            return;
        };
        let media_type = match name {
            FEED => "application/rss+xml",
            _ => "text/html",
        };
        let answer = ResponseTemplate::new(200).set_body_raw(bytes, media_type);
        let mock = Mock::given(path(format!("/{name}"))).respond_with(answer);
        mock.mount(&server).await;
    }
    for name in pages {
        let store = Store::in_memory().unwrap();
        let engine = Engine::open(store, Config::default(), system_clock()).await;
        let address = format!("{}/{name}", server.uri());
        let subscribed = engine.unwrap().subscribe(&address).await;
        let outcome = subscribed
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .outcome;
        assert_eq!(outcome.feed.title.as_str(), "Harbour", "{name}");
        assert_eq!(outcome.new.len(), 1, "{name}");
    }
}
