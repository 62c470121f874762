//! When two addresses are one article's.

use url::Url;

/// Parameters that say where a visitor came from, and nothing of the page.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref", "ref_src", "cmpid", "source",
];

/// Whether a parameter only tells where a visitor came from.
pub fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_") || TRACKING.contains(&name)
}

/// What is the same in all addresses of one article, and in no other's: an address without its scheme,
/// `www.` and `m.`, fragment, a slash, `/amp` or `index.html` at the end, and the parameters that track
/// visitors, those left in order (section 10 of the comment sources' design).
pub fn essence(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let bare = host
        .strip_prefix("www.")
        .or_else(|| host.strip_prefix("m."));
    let mut essence = bare.unwrap_or(host).to_owned();
    if let Some(port) = url.port() {
        essence.push_str(&format!(":{port}"));
    }
    essence.push_str(path(url));
    let mut query: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .collect();
    query.sort();
    if !query.is_empty() {
        essence.push('?');
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(query)
            .finish();
        essence.push_str(&query);
    }
    essence
}

/// The essence of an address that can be one article's; none for a site's front page, which careless
/// feeds give all their articles.
pub fn of_one_article(url: &Url) -> Option<String> {
    let is_web = matches!(url.scheme(), "http" | "https");
    let has_query = url.query_pairs().any(|(name, _)| !is_tracking(&name));
    (is_web && (!path(url).is_empty() || has_query)).then(|| essence(url))
}

fn path(url: &Url) -> &str {
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/amp").unwrap_or(path);
    path.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_of_one_article_are_the_same_and_others_are_not() {
        let article = essence(&url("https://blog.example/2026/a"));
        for same in [
            "http://www.blog.example/2026/a/",
            "https://m.blog.example/2026/a/amp",
            "https://blog.example/2026/a/index.html?utm_medium=rss#c1",
        ] {
            assert_eq!(article, essence(&url(same)), "{same}");
        }
        for other in [
            "https://blog.example/2026/a/b",
            "https://blog.example/2026/A",
            "https://blog.example/2026/a?p=2",
            "https://blog.example:8080/2026/a",
            "https://other.example/2026/a",
        ] {
            assert_ne!(article, essence(&url(other)), "{other}");
        }
        assert_eq!(
            essence(&url("https://a.b/?x=1&y=2")),
            essence(&url("https://a.b/?y=2&x=1"))
        );
        // What a parameter holds is not taken for another.
        assert_ne!(
            essence(&url("https://a.b/?x=1%26y%3D2")),
            essence(&url("https://a.b/?x=1&y=2"))
        );
    }

    #[test]
    fn a_front_page_is_no_articles_address() {
        for (address, expected) in [
            ("https://www.blog.example/", None),
            ("https://blog.example/?utm_source=rss", None),
            ("mailto:ann@blog.example", None),
            ("https://blog.example/?p=7", Some("blog.example?p=7")),
            ("https://blog.example/a/", Some("blog.example/a")),
        ] {
            let found = of_one_article(&url(address));
            assert_eq!(found.as_deref(), expected, "{address}");
        }
    }
}
