//! Lemmy, by an instance's search: <https://join-lemmy.org/api/>.

use url::Url;

use super::{Found, Hit, Service, web_url};
use crate::comments::services::below;
use crate::comments::{Accept, Ask, Reply, SourceError, answer};

pub(super) struct Lemmy;

impl Service for Lemmy {
    fn name(&self) -> &'static str {
        "lemmy"
    }

    fn label(&self) -> &'static str {
        "Lemmy"
    }

    fn ask(&self, address: &Url, server: Option<&Url>) -> Option<Ask> {
        let query = [
            ("q", address.as_str()),
            ("type_", "Url"),
            ("listing_type", "All"),
            ("limit", "20"),
        ];
        let url = below(server?, &["api", "v3", "search"], &query);
        Some(Ask::get(url, Accept::Json))
    }

    fn hits(&self, _address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        let document = answer::json(reply)?;
        let posts = document.root().get("posts").items();
        let hits = posts.filter_map(|view| {
            let post = view.get("post");
            let id = post.get("id").id()?;
            Some(Hit {
                about: web_url(post.get("url").text()).into_iter().collect(),
                // The instance's own page: a post from elsewhere has another number there.
                found: Found::Page(reply.url.join(&format!("/post/{id}")).ok()?),
                comments: view.path(&["counts", "comments"]).count().unwrap_or(0),
            })
        });
        Ok(hits.collect())
    }
}
