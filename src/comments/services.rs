//! The hosts of services that are not the article's own site, in one place, and mirrors for them.

use std::collections::BTreeMap;

use url::Url;

/// Hacker News as a tree: <https://hn.algolia.com/api>.
pub const HACKER_NEWS_TREES: &str = "https://hn.algolia.com/api/v1/";
/// Hacker News item by item: <https://github.com/HackerNews/API>.
pub const HACKER_NEWS_ITEMS: &str = "https://hacker-news.firebaseio.com/v0/";
/// Lobsters.
pub const LOBSTERS: &str = "https://lobste.rs/";
/// Disqus.
pub const DISQUS: &str = "https://disqus.com/";
/// Reddit.
pub const REDDIT: &str = "https://www.reddit.com/";
/// Bluesky's public interface.
pub const BLUESKY: &str = "https://public.api.bsky.app/xrpc/";
/// Micro.blog.
pub const MICRO_BLOG: &str = "https://micro.blog/";
/// Webmentions received for others.
pub const WEBMENTION_IO: &str = "https://webmention.io/";
/// The Guardian's discussions.
pub const GUARDIAN: &str = "https://discussion.theguardian.com/discussion-api/";
/// Stack Exchange's interface.
pub const STACK_EXCHANGE: &str = "https://api.stackexchange.com/2.3/";
/// WordPress.com's interface.
pub const WORDPRESS_COM: &str = "https://public-api.wordpress.com/";
/// GitHub's interface.
pub const GITHUB: &str = "https://api.github.com/";
/// giscus, which shows GitHub's discussions.
pub const GISCUS: &str = "https://giscus.app/";
/// Hatena Bookmark.
pub const HATENA: &str = "https://b.hatena.ne.jp/";
/// YouTube's interface.
pub const YOUTUBE: &str = "https://www.googleapis.com/youtube/v3/";

/// Other servers that stand in for the hosts of services: mirrors, proxies, and a test's own.
///
/// Sources always name a service's own address; whoever makes the requests passes them through here,
/// so no source has to know of mirrors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mirrors(BTreeMap<String, Url>);

impl Mirrors {
    /// Takes pairs of a host name and the address that replaces it, up to the path.
    pub fn new(mirrors: impl IntoIterator<Item = (String, Url)>) -> Self {
        let lower = |(host, url): (String, Url)| (host.to_ascii_lowercase(), url);
        Self(mirrors.into_iter().map(lower).collect())
    }

    /// The address to ask instead; none where the host has no mirror.
    pub fn replace(&self, url: &Url) -> Option<Url> {
        let mirror = self.0.get(url.host_str()?)?;
        let mut replaced = mirror.clone();
        let path = format!("{}{}", mirror.path().trim_end_matches('/'), url.path());
        replaced.set_path(&path);
        replaced.set_query(url.query());
        Some(replaced)
    }
}

/// An address at a service: one of the constants above, a path and a query, which is encoded here.
pub(super) fn at(service: &str, path: &[&str], query: &[(&str, &str)]) -> Url {
    let mut url = Url::parse(service).expect("the addresses of services are well formed");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

/// An address below another, with path and query encoded.
pub(super) fn below(base: &Url, path: &[&str], query: &[(&str, &str)]) -> Url {
    at(base.as_str(), path, query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_takes_the_place_of_a_host() {
        let here = Url::parse("http://127.0.0.1:8080/hn/").unwrap();
        let mirrors = Mirrors::new([("HN.algolia.com".to_owned(), here)]);
        let url = at(HACKER_NEWS_TREES, &["items", "7"], &[("a", "b c")]);
        assert_eq!(url.as_str(), "https://hn.algolia.com/api/v1/items/7?a=b+c");
        assert_eq!(
            mirrors.replace(&url).unwrap().as_str(),
            "http://127.0.0.1:8080/hn/api/v1/items/7?a=b+c"
        );
        let other = at(LOBSTERS, &["s", "x.json"], &[]);
        assert_eq!(mirrors.replace(&other), None);
    }

    #[test]
    fn a_path_cannot_break_out_of_its_place() {
        let url = at(LOBSTERS, &["s", "a/../b?c"], &[]);
        assert_eq!(url.as_str(), "https://lobste.rs/s/a%2F..%2Fb%3Fc");
    }
}
