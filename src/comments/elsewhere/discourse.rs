//! A Discourse forum of the reader's choice, by its search: <https://docs.discourse.org/>.

use url::Url;

use super::{Found, Hit, Service};
use crate::comments::services::below;
use crate::comments::{Accept, Ask, Reply, SourceError, answer};

pub(super) struct Discourse;

impl Service for Discourse {
    fn name(&self) -> &'static str {
        "discourse"
    }

    fn label(&self) -> &'static str {
        "Discourse"
    }

    fn ask(&self, address: &Url, server: Option<&Url>) -> Option<Ask> {
        let url = below(server?, &["search.json"], &[("q", address.as_str())]);
        Some(Ask::get(url, Accept::Json))
    }

    fn hits(&self, _address: &Url, reply: &Reply) -> Result<Vec<Hit>, SourceError> {
        let document = answer::json(reply)?;
        let root = document.root();
        let hits = root.get("topics").items().filter_map(|topic| {
            let id = topic.get("id").id()?;
            let slug = topic.get("slug").filled()?;
            // The posts that were found say what the topic is about, in the words around the address.
            let posts = root.get("posts").items();
            let posts = posts.filter(|post| post.get("topic_id").id() == Some(id.clone()));
            let about = posts.filter_map(|post| post.get("blurb").text());
            Some(Hit {
                about: about.flat_map(|blurb| addresses_in(&blurb)).collect(),
                found: Found::Page(reply.url.join(&format!("/t/{slug}/{id}")).ok()?),
                comments: topic
                    .get("posts_count")
                    .count()
                    .unwrap_or(1)
                    .saturating_sub(1),
            })
        });
        Ok(hits.collect())
    }
}

fn addresses_in(text: &str) -> Vec<Url> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')'))
        .filter(|word| word.starts_with("http"))
        .filter_map(|word| Url::parse(word).ok())
        .collect()
}
