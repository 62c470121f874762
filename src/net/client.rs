//! One HTTP client for everything: its limits, its redirects, its errors in one sentence each.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Certificate;
use reqwest::header::{self, HeaderMap, HeaderValue};
use url::Url;

use super::address::{AddressError, Guard, Owner, PublicOnly, Way};
use super::answer::{Answer, retry_after};
use super::body::{self, ACCEPT_ENCODING, BodyError};
use super::cookies::Cookies;
use super::politeness::{Place, Politeness, Silent};
use super::trouble::from_reqwest;

/// To a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Without a byte.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// Followed for one request (RFC 9110 section 15.4 leaves the number to the client).
const MAX_REDIRECTS: u32 = 5;
/// Headers of an answer that are read; servers behind several proxies send some two hundred.
const MAX_HEADERS: usize = 400;
/// Bytes of them, over HTTP/2.
const MAX_HEADER_BYTES: u32 = 64 << 10;

/// What the client is set to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For one request with all its redirects.
    pub timeout: Duration,
    /// Requests under way at once, over all hosts.
    pub concurrency: usize,
    /// The name that byline gives itself.
    pub user_agent: String,
    /// A proxy for all requests; without one, the environment's.
    pub proxy: Option<String>,
    /// Hosts on private networks that the reader has opened.
    pub allow_private: Vec<String>,
}

/// byline's own name. Without words such as "RSS", "bot" or "crawler": servers take these for robots.
pub fn default_user_agent() -> String {
    format!(
        "byline/{} (+https://github.com/byline-reader/byline)",
        env!("CARGO_PKG_VERSION")
    )
}

/// One request.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// The address.
    pub url: Url,
    /// The Accept header.
    pub accept: &'static str,
    /// Validators of the stored answer, sent back as they came.
    pub etag: Option<String>,
    /// See `etag`.
    pub last_modified: Option<String>,
    /// The largest answer, before and after it is unpacked.
    pub limit_bytes: usize,
    /// On whose behalf this is asked: what the reader typed.
    pub owner: Option<Owner>,
    /// A JSON body to post instead of a GET.
    pub post: Option<String>,
    /// What the reader sends to this address's own server (scheme, host and port), and to no other that
    /// a redirect may lead to: user agent, authentication, keys.
    pub own_headers: HeaderMap,
}

impl Fetch {
    /// A GET of an address without validators.
    pub fn get(url: Url, accept: &'static str, limit_bytes: usize) -> Self {
        Self {
            url,
            accept,
            etag: None,
            last_modified: None,
            limit_bytes,
            owner: None,
            post: None,
            own_headers: HeaderMap::new(),
        }
    }
}

/// Why there is no answer; one sentence each, with what the reader can make of it.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// The address is not asked.
    #[error("Not asked: {0}")]
    Address(#[from] AddressError),
    /// The host wants no requests now.
    #[error("{host}: {silent}")]
    Silent {
        /// The host.
        host: String,
        /// For how long.
        silent: Silent,
    },
    /// The host has answered as often as byline asks in one day.
    #[error("{host} has been asked often enough for one day")]
    Enough {
        /// The host.
        host: String,
    },
    /// The name is unknown or resolving it failed.
    #[error("{host} was not found")]
    NoSuchHost {
        /// The host.
        host: String,
    },
    /// No connection.
    #[error("{host} cannot be reached: {reason}")]
    Unreachable {
        /// The host.
        host: String,
        /// In the system's words.
        reason: String,
    },
    /// Too slow.
    #[error("{host} did not answer in time")]
    TimedOut {
        /// The host.
        host: String,
    },
    /// Redirects without an end.
    #[error("{host} redirects without end")]
    Redirects {
        /// The host.
        host: String,
    },
    /// A redirect that leads from https to http.
    #[error("{host} redirects from https to http")]
    Downgrade {
        /// The host.
        host: String,
    },
    /// A redirect that does not say where to.
    #[error("{host} redirects without an address that can be asked")]
    Nowhere {
        /// The host.
        host: String,
    },
    /// It was reached, and the encrypted connection to it is not to be trusted.
    #[error("{host} was reached, but {reason}")]
    Untrusted {
        /// The host.
        host: String,
        /// In a person's words.
        reason: String,
    },
    /// It was reached, and gave no answer that can be read.
    #[error("{host} was reached, but {reason}")]
    NoAnswer {
        /// The host.
        host: String,
        /// In a person's words.
        reason: &'static str,
    },
    /// Larger than the limit.
    #[error("{host} sent more than {} MiB{media}", limit_bytes >> 20)]
    TooLarge {
        /// The host.
        host: String,
        /// The limit.
        limit_bytes: usize,
        /// Of what, where it is no text: " of sound".
        media: &'static str,
    },
    /// The answer broke off or cannot be decompressed.
    #[error("{host} sent an answer that breaks off")]
    Broken {
        /// The host.
        host: String,
    },
}

/// The system's words where no packet finds its way: who refuses a connection has answered.
const NO_ROUTE: [&str; 4] = [
    "network is unreachable",
    "no route to host",
    "network is down",
    "host is down",
];

impl NetError {
    /// Whether this machine seems to have no network at all, rather than one host no answer.
    pub fn looks_offline(&self) -> bool {
        match self {
            Self::NoSuchHost { .. } => true,
            Self::Unreachable { reason, .. } => NO_ROUTE.contains(&reason.as_str()),
            _ => false,
        }
    }

    /// Whether no request was made: the address is not to be asked, or not now.
    pub fn was_not_asked(&self) -> bool {
        matches!(
            self,
            Self::Address(_) | Self::Silent { .. } | Self::Enough { .. }
        )
    }
}

/// The client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be set up")]
pub struct SetupError(#[from] reqwest::Error);

/// The client: two connection pools, one for addresses that the reader named, one that connects to the
/// public Internet only.
#[derive(Debug)]
pub struct Client {
    open: reqwest::Client,
    public: reqwest::Client,
    politeness: Politeness,
    timeout: Duration,
    allowed: Arc<[String]>,
}

impl Client {
    /// Sets the client up.
    ///
    /// # Errors
    ///
    /// Fails if the proxy's address is none, or TLS cannot be set up even with the roots that byline
    /// carries for machines without a certificate store.
    pub fn new(settings: &Settings) -> Result<Self, SetupError> {
        // A second call finds the provider in place, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            open: build(settings, false)?,
            public: build(settings, true)?,
            politeness: Politeness::new(settings.concurrency),
            timeout: settings.timeout,
            allowed: settings
                .allow_private
                .iter()
                .map(|host| host.to_ascii_lowercase())
                .collect(),
        })
    }

    /// Whether an address may be asked on this owner's behalf, as far as it shows by itself: what its name
    /// resolves to is found out when it is asked.
    ///
    /// # Errors
    ///
    /// Says in a sentence why not.
    pub fn admits(&self, url: &Url, owner: Owner) -> Result<(), AddressError> {
        let guard = Guard::new(Some(owner), Arc::clone(&self.allowed));
        guard.admit(url).map(|_| ())
    }

    /// Makes a request, when its host's turn has come, and follows its redirects.
    ///
    /// 429 and 503 keep the whole host silent for as long as they say.
    ///
    /// # Errors
    ///
    /// Fails if there is no answer; every status is an answer.
    pub async fn fetch(&self, fetch: Fetch) -> Result<Answer, NetError> {
        let (answer, _) = self.fetch_with_place(fetch).await?;
        Ok(answer)
    }

    /// As [`Client::fetch`], with the answer's place among the requests under way, for callers that keep
    /// many answers.
    ///
    /// # Errors
    ///
    /// As [`Client::fetch`].
    pub async fn fetch_with_place(&self, fetch: Fetch) -> Result<(Answer, Place), NetError> {
        let guard = Guard::new(fetch.owner.clone(), Arc::clone(&self.allowed));
        let mut url = fetch.url.clone();
        let mut cookies = Cookies::default();
        let mut moved_to = None;
        let mut all_permanent = true;
        for requests in 1..=MAX_REDIRECTS + 1 {
            let way = guard.admit(&url)?;
            let turn = self
                .politeness
                .turn(&url)
                .await
                .map_err(|silent| NetError::Silent {
                    host: host(&url),
                    silent,
                })?;
            let hop = self.hop(way, &url, &fetch, &cookies);
            let answer = tokio::time::timeout(self.timeout, hop)
                .await
                .map_err(|_| NetError::TimedOut { host: host(&url) })??;
            let place = turn.into_place();
            self.heed(&url, &answer);
            let Some(target) = redirect(&url, &answer)? else {
                let answer = Answer {
                    url,
                    moved_to,
                    requests,
                    ..answer
                };
                return Ok((answer, place));
            };
            if url.scheme() == "https" && target.scheme() == "http" {
                return Err(NetError::Downgrade { host: host(&url) });
            }
            all_permanent &= matches!(answer.status.as_u16(), 301 | 308);
            moved_to = all_permanent.then(|| target.clone());
            cookies.take(&url, &answer.headers);
            url = target;
        }
        Err(NetError::Redirects { host: host(&url) })
    }

    /// One request without redirects.
    async fn hop(
        &self,
        way: Way,
        url: &Url,
        fetch: &Fetch,
        cookies: &Cookies,
    ) -> Result<Answer, NetError> {
        let client = match way {
            Way::Open => &self.open,
            Way::Public => &self.public,
        };
        let mut request = match &fetch.post {
            Some(json) => client
                .post(url.clone())
                .header(header::CONTENT_TYPE, "application/json")
                .body(json.clone()),
            None => client.get(url.clone()),
        };
        request = request.header(header::ACCEPT, fetch.accept);
        for (name, value) in [
            (header::IF_NONE_MATCH, &fetch.etag),
            (header::IF_MODIFIED_SINCE, &fetch.last_modified),
        ] {
            // A validator that no header can carry is as good as none.
            if let Some(value) = value
                .as_deref()
                .and_then(|value| HeaderValue::from_str(value).ok())
            {
                request = request.header(name, value);
            }
        }
        let mut own_headers = match url.origin() == fetch.url.origin() {
            true => fetch.own_headers.clone(),
            false => HeaderMap::new(),
        };
        cookies.add_to(url, &mut own_headers);
        request = request.headers(own_headers);
        let response = request
            .send()
            .await
            .map_err(|error| from_reqwest(url, &error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = body::read(response, fetch.limit_bytes)
            .await
            .map_err(|error| match error {
                BodyError::TooLarge => NetError::TooLarge {
                    host: host(url),
                    limit_bytes: fetch.limit_bytes,
                    media: media(&headers),
                },
                BodyError::Lost(error) => from_reqwest(url, &error),
                BodyError::Broken => NetError::Broken { host: host(url) },
            })?;
        Ok(Answer {
            url: url.clone(),
            moved_to: None,
            requests: 1,
            status,
            headers,
            body: body.bytes,
            wire_bytes: body.wire_bytes,
        })
    }

    /// Keeps silent towards a host for which this was promised in an earlier run.
    pub fn restore_silence(&self, host: &str, wait: Duration) {
        self.politeness.restore_silence(host, wait);
    }

    /// The hosts that asked for silence since this was last called, with how long it still lasts: to be
    /// kept beyond the end of the program.
    pub fn new_silences(&self) -> Vec<(String, Duration)> {
        self.politeness.new_silences()
    }

    /// Keeps silent towards a host that asked for it.
    fn heed(&self, url: &Url, answer: &Answer) {
        if answer.is_refusal() {
            // A throw of the dice: programs that were refused together do not come back together.
            let throw = RandomState::new().hash_one(url) as f64 / u64::MAX as f64;
            self.politeness.refused(url, retry_after(answer), throw);
        } else {
            self.politeness.answered(url);
        }
    }
}

fn build(settings: &Settings, public_only: bool) -> Result<reqwest::Client, reqwest::Error> {
    let builder = || -> Result<_, reqwest::Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(&settings.user_agent)
            .default_headers(HeaderMap::from_iter([(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static(ACCEPT_ENCODING),
            )]))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .http1_max_headers(MAX_HEADERS)
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            .pool_max_idle_per_host(4)
            .pool_idle_timeout(Duration::from_secs(30));
        if public_only {
            builder = builder.dns_resolver(PublicOnly);
        }
        if let Some(proxy) = &settings.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy)?);
        }
        Ok(builder)
    };
    builder()?.build().or_else(|_| {
        // No certificate store on this machine (reqwest #2988): use the roots that byline carries.
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
        let roots: Result<Vec<_>, _> = roots.iter().map(|der| Certificate::from_der(der)).collect();
        builder()?.tls_certs_only(roots?).build()
    })
}

/// Where an answer sends us, if it does. Bytes that an address cannot have stand for themselves, as
/// browsers take them: a `Location` in raw UTF-8 is percent-encoded.
///
/// # Errors
///
/// Fails where it is to be a redirect and names no address.
fn redirect(url: &Url, answer: &Answer) -> Result<Option<Url>, NetError> {
    if !matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let target = answer.headers.get(header::LOCATION);
    let target = target.and_then(|target| url.join(&encoded(target.as_bytes())).ok());
    let mut target = target.ok_or_else(|| NetError::Nowhere { host: host(url) })?;
    if target.fragment().is_none() {
        target.set_fragment(url.fragment());
    }
    Ok(Some(target))
}

/// An address as it came, with what is not ASCII percent-encoded.
fn encoded(address: &[u8]) -> String {
    let mut encoded = String::with_capacity(address.len());
    for &byte in address {
        match byte.is_ascii() {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// What a body is made of, where its media type says that it is no text.
fn media(headers: &HeaderMap) -> &'static str {
    let stated = headers.get(header::CONTENT_TYPE);
    let stated = stated.and_then(|stated| stated.to_str().ok()).unwrap_or("");
    let (kind, form) = stated.split_once('/').unwrap_or_default();
    match (kind.trim().to_ascii_lowercase().as_str(), form.trim()) {
        ("audio", _) => " of sound",
        ("video", _) => " of video",
        ("image", _) => " of a picture",
        (_, form) if form.starts_with("pdf") => " of a PDF document",
        (_, form) if form.starts_with("zip") => " of a ZIP archive",
        _ => "",
    }
}

pub(super) fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_raw_bytes_is_percent_encoded() {
        assert_eq!(encoded("/fähre?x=ü".as_bytes()), "/f%C3%A4hre?x=%C3%BC");
        assert_eq!(encoded(b"/f\xe4hre"), "/f%E4hre");
        let base = Url::parse("https://example.org/").unwrap();
        let host = base.join(&encoded("//fähre.example/x y".as_bytes()));
        assert_eq!(host.unwrap().as_str(), "https://xn--fhre-loa.example/x%20y");
    }
}
