//! An article's address as services are asked for it, and which are nobody's business.

use url::Url;

use crate::model::address::is_tracking;

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
