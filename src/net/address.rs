//! Which addresses may be asked.
//!
//! Everything in a feed or a page is written by strangers, and byline stands inside the reader's own
//! network: an address from outside must never make it talk to a router's page or a cloud's metadata
//! service. Section 12 of the comment sources' design.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Why an address is not asked; one sentence each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not http or https.
    #[error("{0}: addresses are not opened, only http and https")]
    Scheme(String),
    /// A name and password inside the address.
    #[error("the address of {0} has a name or password in it")]
    UserInfo(String),
    /// No host, or one that no public name can be.
    #[error("{0} is not a public host name")]
    HostName(String),
    /// A port that is neither the web's nor the feed's own.
    #[error("port {port} of {host} is not one of the web's")]
    Port {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// An address inside the reader's network.
    #[error("{0} is on a private network, which only the reader may name")]
    Private(String),
}

/// What the reader has typed, and so may be on a private network.
///
/// Nothing that an answer names is more than a stranger's word: a page's `<link>`, a `Link` header, a
/// `<base>`, a redirect. What it names is asked where it is public, or where it stays within what was typed,
/// as it was typed: another name of the same machine is another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    host: String,
    port: u16,
    /// Whether the host is open at every port. A site may well have its feed at another port than its pages;
    /// what an article or a thread names has no such excuse.
    has_all_ports: bool,
    /// Whether the host can be nothing but private, by its name or number.
    is_private: bool,
}

impl Owner {
    /// The host and port of an address that the reader typed. Nothing for an address without a host, which is
    /// never asked.
    pub fn address(typed: &Url) -> Self {
        let (host, port) = host_and_port(typed).unwrap_or_default();
        Self {
            host,
            port,
            has_all_ports: false,
            is_private: !is_public_host(typed),
        }
    }

    /// The host of an address that the reader typed, at every port: for finding the feed of a site there. At
    /// another port, a name of the public Internet must still resolve to a public address; otherwise whoever
    /// owns the name could have byline talk to this machine's own services.
    pub fn host(typed: &Url) -> Self {
        Self {
            has_all_ports: true,
            ..Self::address(typed)
        }
    }

    fn way_to(&self, host: &str, port: u16) -> Option<Way> {
        match (self.host == host, self.port == port) {
            (true, true) => Some(Way::Open),
            (true, false) if !self.has_all_ports => None,
            (true, false) if self.is_private => Some(Way::Open),
            (true, false) => Some(Way::Public),
            (false, _) => None,
        }
    }
}

/// Whose word an address is: what is open to the reader's own feed is not open to what it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    owner: Option<Owner>,
    allowed: Arc<[String]>,
}

impl Guard {
    /// A guard for addresses that come from outside. What `owner` names may be private. `allowed` are hosts
    /// that the reader's settings open.
    pub fn new(owner: Option<Owner>, allowed: Arc<[String]>) -> Self {
        Self { owner, allowed }
    }

    /// Whether `url` may be asked, and by which way.
    ///
    /// # Errors
    ///
    /// Says in a sentence why not.
    pub fn admit(&self, url: &Url) -> Result<Way, AddressError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Scheme(url.scheme().to_owned()));
        }
        let Some((host, port)) = host_and_port(url) else {
            return Err(AddressError::HostName(url.to_string()));
        };
        if self.allowed.contains(&host) {
            return Ok(Way::Open);
        }
        let owner = self.owner.as_ref();
        if let Some(way) = owner.and_then(|owner| owner.way_to(&host, port)) {
            return Ok(way);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::UserInfo(host));
        }
        match url.host() {
            Some(Host::Domain(_)) if !is_public_host(url) => Err(AddressError::HostName(host)),
            _ if !is_public_host(url) => Err(AddressError::Private(host)),
            _ if !matches!(port, 80 | 443) => Err(AddressError::Port { host, port }),
            _ => Ok(Way::Public),
        }
    }
}

/// By which of the two clients an address is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Whatever its name resolves to: the reader has named it.
    Open,
    /// Only if all that its name resolves to is public.
    Public,
}

fn host_and_port(url: &Url) -> Option<(String, u16)> {
    let host = url.host_str()?.trim_end_matches('.');
    (!host.is_empty()).then_some(())?;
    Some((host.to_ascii_lowercase(), url.port_or_known_default()?))
}

/// Whether an address can be one of the public Internet, as far as it shows by itself.
fn is_public_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_public(ip.into()),
        Some(Host::Ipv6(ip)) => is_public(ip.into()),
        Some(Host::Domain(name)) => is_public_name(name),
        None => false,
    }
}

/// Whether the request's host is this machine itself: no manners are owed to it.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether a name can be one of the public Internet: has a dot, is not of a kind that only exists
/// inside (RFC 6761, RFC 6762, RFC 8375), has no character that a host name cannot have.
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.contains('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
        && ![".localhost", ".local", ".internal", ".home.arpa"]
            .iter()
            .any(|suffix| name.to_ascii_lowercase().ends_with(suffix))
}

/// Whether an address belongs to the public Internet (IANA's special-purpose registries, RFC 6890).
/// IPv6 forms that carry an IPv4 address are judged by that.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    let benchmark = a == 198 && (18..20).contains(&b);
    let reserved = a >= 240;
    !(a == 0
        || ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || shared
        || protocol
        || relay
        || benchmark
        || reserved)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let s = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    if s[0] == 0x2002 {
        return is_public_v4(embedded(s[1], s[2])); // 6to4
    }
    if s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return is_public_v4(embedded(s[6], s[7])); // NAT64
    }
    let global = s[0] & 0xe000 == 0x2000; // 2000::/3, all that is handed out
    let documentation = (s[0] == 0x2001 && s[1] == 0xdb8) || s[0] & 0xfff0 == 0x3ff0;
    let protocol = s[0] == 0x2001 && s[1] < 0x200; // Teredo, ORCHID, benchmarking
    global && !documentation && !protocol
}

/// Resolves names for the client that asks public addresses only: a name with any address inside is
/// refused, and what was checked is what is connected to.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().any(|address| !is_public(address.ip())) {
                return Err(AddressError::Private(name.as_str().to_owned()).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(own: Option<&str>, address: &str) -> Result<Way, AddressError> {
        let own = own.map(|own| Url::parse(own).unwrap());
        Guard::new(own.as_ref().map(Owner::address), Arc::default())
            .admit(&Url::parse(address).unwrap())
    }

    #[test]
    fn public_names_and_numbers_are_asked() {
        for address in [
            "https://blog.example.org/feed/",
            "http://93.184.216.34/",
            "https://[2606:2800::1]/",
        ] {
            assert_eq!(admit(None, address), Ok(Way::Public), "{address}");
        }
    }

    #[test]
    fn addresses_inside_are_refused_in_every_spelling() {
        for address in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://10.1.2.3/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
        ] {
            assert!(
                matches!(admit(None, address), Err(AddressError::Private(_))),
                "{address}"
            );
        }
        for address in [
            "http://localhost/",
            "http://printer.local/",
            "http://intranet/",
            "http://x.home.arpa/",
        ] {
            assert!(
                matches!(admit(None, address), Err(AddressError::HostName(_))),
                "{address}"
            );
        }
    }

    #[test]
    fn the_readers_own_feed_may_be_inside_and_opens_nothing_else_there() {
        let own = Some("http://127.0.0.1:8080/feed/");
        assert_eq!(
            admit(own, "http://127.0.0.1:8080/2012/04/article/"),
            Ok(Way::Open)
        );
        assert!(admit(own, "http://127.0.0.1:8081/").is_err());
        assert!(admit(own, "http://127.0.0.2:8080/").is_err());
    }

    #[test]
    fn the_host_that_was_typed_is_open_at_every_port_for_finding_its_feed() {
        let admit = |typed: &str, address: &str| {
            let typed = Owner::host(&Url::parse(typed).unwrap());
            Guard::new(Some(typed), Arc::default()).admit(&Url::parse(address).unwrap())
        };
        let (local, public) = ("http://192.168.1.5/", "https://harbour.example/");
        assert_eq!(admit(local, "http://192.168.1.5:8081/feed"), Ok(Way::Open));
        assert_eq!(
            admit("http://nas.local/", "http://nas.local:81/"),
            Ok(Way::Open)
        );
        assert_eq!(admit(public, "https://harbour.example/feed"), Ok(Way::Open));
        assert_eq!(
            admit(public, "http://harbour.example/feed"),
            Ok(Way::Public)
        );
        assert_eq!(
            admit(public, "https://harbour.example:6379/"),
            Ok(Way::Public)
        );
        for typed in [local, public, "http://localhost:8080/"] {
            for named in [
                "http://127.0.0.1:8080/",
                "http://192.168.1.6/",
                "http://[::ffff:192.168.1.5]/",
                "http://169.254.169.254/",
                "http://nas.local/",
                "https://other.example:8443/",
            ] {
                assert!(admit(typed, named).is_err(), "{typed} names {named}");
            }
        }
    }

    #[test]
    fn other_schemes_ports_and_passwords_are_refused() {
        assert_eq!(
            admit(None, "file:///etc/passwd"),
            Err(AddressError::Scheme("file".into()))
        );
        assert!(matches!(
            admit(None, "http://example.org:6379/"),
            Err(AddressError::Port { port: 6379, .. })
        ));
        assert!(matches!(
            admit(None, "http://me:secret@example.org/"),
            Err(AddressError::UserInfo(_))
        ));
    }

    #[test]
    fn hosts_that_the_reader_opened_are_asked() {
        let guard = Guard::new(None, Arc::from(["nas.local".to_owned()]));
        assert_eq!(
            guard.admit(&Url::parse("http://nas.local:8000/x").unwrap()),
            Ok(Way::Open)
        );
    }
}
