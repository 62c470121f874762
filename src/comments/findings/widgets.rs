//! Comment systems that a page loads from elsewhere, with what their scripts are told (section 7.17).

use serde::{Deserialize, Serialize};
use url::Url;

use crate::comments::locator;

/// A comment system in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Widget {
    /// Disqus.
    Disqus(Disqus),
    /// Ghost's own.
    Ghost(Ghost),
    /// Isso.
    Isso(Keyed),
    /// Remark42.
    Remark42(Keyed),
    /// Waline.
    Waline(Keyed),
    /// Artalk.
    Artalk(Keyed),
    /// Cusdis.
    Cusdis(Keyed),
    /// Commento.
    Commento(Keyed),
    /// giscus.
    Giscus(Giscus),
    /// utterances.
    Utterances(Utterances),
}

/// A thread at Disqus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disqus {
    /// The forum's short name.
    pub forum: String,
    /// The thread's own name, where the page gives one.
    pub identifier: Option<String>,
    /// The article's address as Disqus knows it.
    pub url: Option<Url>,
}

/// A post at a Ghost site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ghost {
    /// The site's root.
    pub site: Url,
    /// The post's id.
    pub post: String,
}

/// A thread at a server of the site's own: the server, the site's name there, the page's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed {
    /// The server's root.
    pub server: Url,
    /// The site's name at the server, for those that serve several.
    pub site: String,
    /// The page: an address, a path or an id, as the server knows it.
    pub key: String,
}

impl Keyed {
    /// Source, scope and locator; the page stands in for a key that the script is not told.
    pub(in crate::comments) fn place(
        &self,
        source: &'static str,
        page: Option<&str>,
    ) -> Option<(&'static str, String, String)> {
        let key = match self.key.as_str() {
            "" => page?.to_owned(),
            key => key.to_owned(),
        };
        let keyed = Self {
            key,
            ..self.clone()
        };
        let host = keyed.server.host_str()?;
        let scope = format!("{host}/{}/{}", keyed.site, keyed.key);
        Some((source, scope, locator(&keyed)))
    }

    /// Stands for the place of answers out of files.
    pub(in crate::comments) fn nowhere(page: &Url) -> Self {
        Self {
            server: page.clone(),
            site: String::new(),
            key: String::new(),
        }
    }
}

/// An issue at GitHub, found by a term in its title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utterances {
    /// `owner/name`.
    pub repository: String,
    /// What the title holds, in lower case; empty where `number` is known.
    pub term: String,
    /// The number, or 0.
    pub number: u32,
}

/// A discussion at GitHub, found by a term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Giscus {
    /// `owner/name`.
    pub repository: String,
    /// What the discussion's title holds; empty where `number` is known.
    pub term: String,
    /// The category, may be empty.
    pub category: String,
    /// The discussion's number, or 0.
    pub number: u32,
    /// Whether the term must match in full.
    pub strict: bool,
}
