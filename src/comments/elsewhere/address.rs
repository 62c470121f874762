//! An article's address as services are asked for it, when two are the same, and which are nobody's
//! business.

use url::Url;

/// Parameters that say where a visitor came from, and nothing of the page.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref", "ref_src", "cmpid", "source",
];

/// Names of parameters that give their bearer access.
const SECRETS: &[&str] = &[
    "access_token",
    "api_key",
    "apikey",
    "auth",
    "hash",
    "key",
    "pass",
    "password",
    "secret",
    "sig",
    "signature",
    "token",
    "uid",
    "user",
];

/// Letters and digits in a row that are longer than a word: a key, or the like.
const KEY_CHARS: usize = 24;

/// The address to ask services with: the canonical one where it is on the same host, without fragment,
/// default port and the parameters that track visitors.
pub fn to_ask_for(article: &Url, canonical: Option<&Url>) -> Url {
    let is_own = |canonical: &&Url| canonical.host_str() == article.host_str();
    let mut url = canonical.filter(is_own).unwrap_or(article).clone();
    url.set_fragment(None);
    let kept: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    url
}

/// Whether two addresses are the same article's: but for the scheme, `www.` and `m.`, a slash, `/amp` or
/// `index.html` at the end, the order of the parameters and those that track visitors.
pub fn is_same(a: &Url, b: &Url) -> bool {
    essence(a) == essence(b)
}

fn essence(url: &Url) -> (String, String, Vec<(String, String)>) {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let bare = host
        .strip_prefix("www.")
        .or_else(|| host.strip_prefix("m."));
    let mut host = bare.unwrap_or(&host).to_owned();
    if let Some(port) = url.port() {
        host.push_str(&format!(":{port}"));
    }
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/amp").unwrap_or(path);
    let mut query: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    query.sort();
    (host, path.trim_end_matches('/').to_owned(), query)
}

fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_") || TRACKING.contains(&name)
}

/// Whether an address seems to give access to something that is not everybody's: a name and password, a
/// parameter named like a key, or something as long as one.
pub fn is_secret(url: &Url) -> bool {
    let is_key = |text: &str| {
        let is_mixed = text.bytes().any(|b| b.is_ascii_digit())
            && text.bytes().any(|b| b.is_ascii_alphabetic());
        text.len() >= KEY_CHARS && is_mixed && text.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let named = |name: &str| SECRETS.contains(&name.to_ascii_lowercase().as_str());
    !url.username().is_empty()
        || url.password().is_some()
        || url
            .query_pairs()
            .any(|(name, value)| named(&name) || is_key(&value))
        || url
            .path_segments()
            .is_some_and(|mut segments| segments.any(is_key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_asked_for_without_what_only_tracks() {
        let asked = |article: &str, canonical: Option<&str>| {
            let canonical = canonical.map(url);
            to_ask_for(&url(article), canonical.as_ref()).to_string()
        };
        assert_eq!(
            asked(
                "HTTPS://Blog.Example:443/A?utm_source=x&b=1&fbclid=2#top",
                None
            ),
            "https://blog.example/A?b=1"
        );
        assert_eq!(
            asked("https://b.example/?p=7", Some("https://b.example/seven/")),
            "https://b.example/seven/"
        );
        // Another host's word on whose article it is counts for nothing.
        assert_eq!(
            asked("https://b.example/7", Some("https://c.example/7")),
            "https://b.example/7"
        );
    }

    #[test]
    fn addresses_of_one_article_are_the_same_and_others_are_not() {
        let article = url("https://blog.example/2026/a");
        for same in [
            "http://www.blog.example/2026/a/",
            "https://m.blog.example/2026/a/amp",
            "https://blog.example/2026/a/index.html?utm_medium=rss#c1",
        ] {
            assert!(is_same(&article, &url(same)), "{same}");
        }
        for other in [
            "https://blog.example/2026/a/b",
            "https://blog.example/2026/A",
            "https://blog.example/2026/a?p=2",
            "https://blog.example:8080/2026/a",
            "https://other.example/2026/a",
        ] {
            assert!(!is_same(&article, &url(other)), "{other}");
        }
        assert!(is_same(
            &url("https://a.b/?x=1&y=2"),
            &url("https://a.b/?y=2&x=1")
        ));
    }

    #[test]
    fn addresses_with_keys_in_them_are_secret() {
        for secret in [
            "https://me:pass@a.example/feed",
            "https://a.example/feed?token=x",
            "https://a.example/feed?q=0123456789abcdef0123456789abcdef",
            "https://a.example/rss/0123456789abcdef0123456789abcdef/new.xml",
        ] {
            assert!(is_secret(&url(secret)), "{secret}");
        }
        for open in [
            "https://a.example/feed?format=atom",
            "https://a.example/2026/11/a-long-title-of-an-article-with-20-words/",
            "https://a.example/incomprehensibilities/",
        ] {
            assert!(!is_secret(&url(open)), "{open}");
        }
    }
}
