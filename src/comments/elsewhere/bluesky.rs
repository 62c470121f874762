//! Bluesky, by the search of posts, which its operators close to strangers under load:
//! <https://docs.bsky.app/docs/api/app-bsky-feed-search-posts>.

use url::Url;

use super::{Found, Hit, Service, web_url};
use crate::comments::services::{BLUESKY, at};
use crate::comments::{Accept, Ask, Reply, SourceError, answer};

pub(super) struct Bluesky;

impl Service for Bluesky {
    fn name(&self) -> &'static str {
        "bluesky"
    }

    fn label(&self) -> &'static str {
        "Bluesky"
    }

    fn ask(&self, address: &Url, _server: Option<&Url>) -> Option<Ask> {
        let address = address.as_str();
        let query = [
            ("q", address),
            ("url", address),
            ("sort", "top"),
            ("limit", "25"),
        ];
        let url = at(BLUESKY, &["app.bsky.feed.searchPosts"], &query);
        Some(Ask::get(url, Accept::Json))
    }

    fn hits(&self, _address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        let document = answer::json(reply)?;
        let posts = document.root().get("posts").items();
        let hits = posts.filter_map(|post| {
            let uri = post.get("uri").filled()?;
            let id = uri.rsplit('/').next()?;
            let author = post.path(&["author", "handle"]).filled()?;
            let card = web_url(post.path(&["record", "embed", "external", "uri"]).text());
            let facets = post.path(&["record", "facets"]).items();
            let links = facets.flat_map(|facet| facet.get("features").items());
            let links = links.filter_map(|link| web_url(link.get("uri").text()));
            Some(Hit {
                about: card.into_iter().chain(links).collect(),
                found: Found::Page(at(
                    "https://bsky.app/",
                    &["profile", &author, "post", id],
                    &[],
                )),
                comments: post.get("replyCount").count().unwrap_or(0),
            })
        });
        Ok(hits.collect())
    }
}
