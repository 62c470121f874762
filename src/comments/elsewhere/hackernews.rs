//! Hacker News, by its search: <https://hn.algolia.com/api>.

use url::Url;

use super::{Found, Hit, Service, web_url};
use crate::comments::services::{HACKER_NEWS_TREES, at};
use crate::comments::{Accept, Ask, Reply, SourceError, answer};

pub(super) struct HackerNews;

impl Service for HackerNews {
    fn name(&self) -> &'static str {
        "hacker-news"
    }

    fn label(&self) -> &'static str {
        "Hacker News"
    }

    fn ask(&self, address: &Url, _server: Option<&Url>) -> Option<Ask> {
        let words = format!("{}{}", address.host_str()?, address.path());
        let query = [
            ("query", words.trim_end_matches('/')),
            ("restrictSearchableAttributes", "url"),
            ("tags", "story"),
            ("hitsPerPage", "20"),
            ("typoTolerance", "false"),
        ];
        let url = at(HACKER_NEWS_TREES, &["search"], &query);
        Some(Ask::get(url, Accept::Json))
    }

    fn hits(&self, _address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        let document = answer::json(reply)?;
        let hits = document.root().get("hits").items();
        let hits = hits.filter_map(|hit| {
            let item = hit.get("objectID").id()?;
            let page = at("https://news.ycombinator.com/", &["item"], &[("id", &item)]);
            Some(Hit {
                about: web_url(hit.get("url").text()).into_iter().collect(),
                found: Found::Page(page),
                comments: hit.get("num_comments").count().unwrap_or(0),
            })
        });
        Ok(hits.collect())
    }
}
