//! Mastodon from 4.3 on, by a server's timeline of a link:
//! <https://docs.joinmastodon.org/methods/timelines/#link>.

use url::Url;

use super::{Found, Hit, Service, web_url};
use crate::comments::services::below;
use crate::comments::{Accept, Ask, Reply, SourceError, answer};

pub(super) struct Mastodon;

impl Service for Mastodon {
    fn name(&self) -> &'static str {
        "mastodon"
    }

    fn label(&self) -> &'static str {
        "Mastodon"
    }

    fn ask(&self, address: &Url, server: Option<&Url>) -> Option<Ask> {
        let query = [("url", address.as_str())];
        let url = below(server?, &["api", "v1", "timelines", "link"], &query);
        Some(Ask::get(url, Accept::Json))
    }

    fn hits(&self, _address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        // A link that is not trending there has no timeline.
        if reply.status == 404 {
            return Ok(Vec::new());
        }
        let document = answer::json(reply)?;
        let hits = document.root().items().filter_map(|status| {
            let (user, id) = (
                status.path(&["account", "acct"]).filled()?,
                status.get("id").id()?,
            );
            Some(Hit {
                about: web_url(status.path(&["card", "url"]).text())
                    .into_iter()
                    .collect(),
                found: Found::Page(reply.url.join(&format!("/@{user}/{id}")).ok()?),
                comments: status.get("replies_count").count().unwrap_or(0),
            })
        });
        Ok(hits.collect())
    }
}
