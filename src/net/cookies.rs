//! Cookies of one chain of redirects: servers set one, send the client back to where it came from, and turn
//! away whoever comes without it.
//!
//! They live as long as the chain does, are never stored, and go back only to the host that set them: a
//! `Domain` that would hand them to others is passed over (RFC 6265, section 5.3).

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use url::{Host, Url};

/// The most cookies of a chain, and bytes of each; what is beyond is passed over.
const MAX_COOKIES: usize = 20;
const MAX_COOKIE_BYTES: usize = 4 << 10;

/// The cookies that a chain of redirects has been given so far.
#[derive(Debug, Default)]
pub(super) struct Cookies(Vec<Cookie>);

#[derive(Debug)]
struct Cookie {
    host: Host,
    path: String,
    is_secure: bool,
    name: Vec<u8>,
    value: Vec<u8>,
}

impl Cookies {
    /// Takes what an answer from `url` sets. One that is set anew takes the place of the old, one that is
    /// expired by its `Max-Age` goes.
    pub(super) fn take(&mut self, url: &Url, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let Some((cookie, is_over)) = read(url, header.as_bytes()) else {
                continue;
            };
            self.0.retain(|known| !known.is_replaced_by(&cookie));
            if !is_over && self.0.len() < MAX_COOKIES {
                self.0.push(cookie);
            }
        }
    }

    /// Adds to a request's headers what `url` is to be sent, behind what the reader sends.
    pub(super) fn add_to(&self, url: &Url, headers: &mut HeaderMap) {
        let mut line = headers
            .get(COOKIE)
            .map(|own| own.as_bytes().to_vec())
            .unwrap_or_default();
        for cookie in self.0.iter().filter(|cookie| cookie.is_for(url)) {
            if !line.is_empty() {
                line.extend_from_slice(b"; ");
            }
            line.extend_from_slice(&cookie.name);
            line.push(b'=');
            line.extend_from_slice(&cookie.value);
        }
        if let Some(line) = HeaderValue::from_bytes(&line)
            .ok()
            .filter(|line| !line.is_empty())
        {
            headers.insert(COOKIE, line);
        }
    }
}

impl Cookie {
    fn is_replaced_by(&self, other: &Self) -> bool {
        (&self.host, &self.path, &self.name) == (&other.host, &other.path, &other.name)
    }

    /// RFC 6265, sections 5.1.4 and 5.4.
    fn is_for(&self, url: &Url) -> bool {
        let is_below = url.path().strip_prefix(self.path.as_str());
        let is_below = is_below.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/')
        });
        url.host().is_some_and(|host| host.to_owned() == self.host)
            && is_below
            && (!self.is_secure || url.scheme() == "https")
    }
}

/// Reads one `Set-Cookie` (RFC 6265, section 5.2), and whether it takes the cookie away.
fn read(url: &Url, line: &[u8]) -> Option<(Cookie, bool)> {
    if line.len() > MAX_COOKIE_BYTES {
        return None;
    }
    let mut parts = line.split(|byte| *byte == b';');
    let (name, value) = pair(parts.next()?);
    if name.is_empty() {
        return None;
    }
    let mut cookie = Cookie {
        host: url.host()?.to_owned(),
        path: folder(url.path()).to_owned(),
        is_secure: false,
        name: name.to_vec(),
        value: value.to_vec(),
    };
    let mut is_over = false;
    for part in parts {
        let (name, value) = pair(part);
        let value = String::from_utf8_lossy(value);
        match name.to_ascii_lowercase().as_slice() {
            b"path" if value.starts_with('/') => cookie.path = value.into_owned(),
            b"secure" => cookie.is_secure = true,
            b"max-age" => is_over = value.parse().is_ok_and(|seconds: i64| seconds <= 0),
            _ => {}
        }
    }
    Some((cookie, is_over))
}

/// `name=value` without the blanks around both; what has no `=` is a name alone.
fn pair(part: &[u8]) -> (&[u8], &[u8]) {
    match part.iter().position(|byte| *byte == b'=') {
        Some(at) => (part[..at].trim_ascii(), part[at + 1..].trim_ascii()),
        None => (part.trim_ascii(), &[]),
    }
}

/// The path up to its last slash.
fn folder(path: &str) -> &str {
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(slash) => &path[..slash],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str) -> Url {
        Url::parse(address).unwrap()
    }

    /// What `asked` is sent after `set` was set by a page of example.org.
    fn sent(set: &[&str], asked: &str) -> String {
        let mut headers = HeaderMap::new();
        for line in set {
            headers.append(SET_COOKIE, HeaderValue::from_str(line).unwrap());
        }
        let mut cookies = Cookies::default();
        cookies.take(&url("https://example.org/blog/feed"), &headers);
        let mut request = HeaderMap::new();
        cookies.add_to(&url(asked), &mut request);
        let sent = request.get(COOKIE);
        sent.map_or("", |sent| sent.to_str().unwrap()).to_owned()
    }

    #[test]
    fn cookies_go_back_to_their_host_and_below_their_path() {
        let set = ["a=1; Path=/", "b=two words ; HttpOnly", "c=3; Path=/blog/x"];
        assert_eq!(
            sent(&set, "https://example.org/blog/feed"),
            "a=1; b=two words"
        );
        assert_eq!(sent(&set, "https://example.org:8443/"), "a=1");
        assert_eq!(sent(&set, "https://example.org/blogger"), "a=1");
        assert_eq!(
            sent(&set, "https://example.org/blog/x/y"),
            "a=1; b=two words; c=3"
        );
    }

    #[test]
    fn no_other_host_is_sent_a_cookie_whatever_its_domain_says() {
        for asked in [
            "https://example.com/blog/feed",
            "https://www.example.org/blog/feed",
            "https://org/blog/feed",
            "https://127.0.0.1/blog/feed",
        ] {
            assert_eq!(
                sent(
                    &["a=1; Path=/; Domain=org", "b=1; Domain=.example.org"],
                    asked
                ),
                ""
            );
        }
    }

    #[test]
    fn what_is_secure_expired_or_set_anew_is_treated_so() {
        assert_eq!(sent(&["a=1; Path=/; Secure"], "http://example.org/"), "");
        assert_eq!(sent(&["a=1", "a=2"], "https://example.org/blog/"), "a=2");
        assert_eq!(
            sent(&["a=1", "a=; Max-Age=0"], "https://example.org/blog/"),
            ""
        );
        assert_eq!(sent(&["=1", "; x", "a"], "https://example.org/blog/"), "a=");
    }

    #[test]
    fn what_a_server_may_set_is_bounded() {
        let many: Vec<String> = (0..1_000).map(|n| format!("n{n}=1; Path=/")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let pairs = sent(&many, "https://example.org/");
        assert_eq!(pairs.split("; ").count(), MAX_COOKIES);
        let long = format!("a={}", "x".repeat(MAX_COOKIE_BYTES));
        assert_eq!(sent(&[&long], "https://example.org/blog/"), "");
    }
}
