//! Lobsters, by address: <https://github.com/lobsters/lobsters>.

use url::Url;

use super::{Found, Hit, Service, web_url};
use crate::comments::services::{LOBSTERS, at};
use crate::comments::{Accept, Ask, Reply, SourceError, answer};

pub(super) struct Lobsters;

impl Service for Lobsters {
    fn name(&self) -> &'static str {
        "lobsters"
    }

    fn label(&self) -> &'static str {
        "Lobsters"
    }

    fn ask(&self, address: &Url, _server: Option<&Url>) -> Option<Ask> {
        let query = [("url", address.as_str())];
        let url = at(LOBSTERS, &["stories", "url", "all.json"], &query);
        Some(Ask::get(url, Accept::Json))
    }

    fn hits(&self, _address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        let document = answer::json(reply)?;
        let hits = document.root().items().filter_map(|story| {
            let id = story.get("short_id").filled()?;
            Some(Hit {
                about: web_url(story.get("url").text()).into_iter().collect(),
                found: Found::Page(at(LOBSTERS, &["s", &id], &[])),
                comments: story.get("comment_count").count().unwrap_or(0),
            })
        });
        Ok(hits.collect())
    }
}
