//! Reddit, by the feed of its search, of which it allows very few requests.

use url::Url;

use super::{Found, Hit, Service};
use crate::comments::services::{REDDIT, at};
use crate::comments::{Accept, Ask, Reply, SourceError, answer};
use crate::feed;
use crate::text::dom::Dom;

pub(super) struct Reddit;

impl Service for Reddit {
    fn name(&self) -> &'static str {
        "reddit"
    }

    fn label(&self) -> &'static str {
        "Reddit"
    }

    fn ask(&self, address: &Url, _server: Option<&Url>) -> Option<Ask> {
        let words = format!("url:{}{}", address.host_str()?, address.path());
        let url = at(REDDIT, &["search.rss"], &[("q", &words)]);
        Some(Ask::get(url, Accept::Feed))
    }

    fn hits(&self, _address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        answer::accepted(reply)?;
        let content_type = reply.headers.get("content-type").map(String::as_str);
        let parsed = feed::parse(&reply.body, content_type, Some(&reply.url))
            .map_err(|error| SourceError::Malformed(error.to_string()))?;
        let posts = parsed.entries.into_iter();
        let hits = posts
            .filter(|post| post.id.starts_with("t3_"))
            .filter_map(|post| {
                let dom = Dom::parse(post.body.as_str());
                let links = dom.root().select("a[href]");
                let links = links.into_iter().filter_map(|link| link.attr("href"));
                Some(Hit {
                    about: links.filter_map(|link| Url::parse(link).ok()).collect(),
                    found: Found::Page(Url::parse(&post.link?).ok()?),
                    // The feed does not say how many comments there are.
                    comments: 1,
                })
            });
        Ok(hits.collect())
    }
}
