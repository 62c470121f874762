//! Why a request failed, in a person's words instead of a library's chain.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError};
use url::Url;

use super::address::AddressError;
use super::client::{NetError, host};

/// What a failed request comes to.
pub(super) fn from_reqwest(url: &Url, error: &reqwest::Error) -> NetError {
    let host = host(url);
    let mut cause = error.source();
    while let Some(now) = cause {
        if let Some(refused) = now.downcast_ref::<AddressError>() {
            return NetError::Address(refused.clone());
        }
        if let Some(tls) = now.downcast_ref::<rustls::Error>() {
            let reason = tls_reason(tls);
            return NetError::Untrusted { host, reason };
        }
        if let Some(reason) = now.downcast_ref::<hyper::Error>().and_then(http_reason) {
            return NetError::NoAnswer { host, reason };
        }
        cause = behind(now);
    }
    if error.is_timeout() {
        NetError::TimedOut { host }
    } else if error.is_dns() {
        NetError::NoSuchHost { host }
    } else if error.is_connect() || error.is_request() {
        NetError::Unreachable {
            host,
            reason: innermost(error),
        }
    } else {
        NetError::Broken { host }
    }
}

/// What lies behind an error: also what an IO error wraps, which its own `source` passes over.
fn behind<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// What is wrong with an encrypted connection.
fn tls_reason(error: &rustls::Error) -> String {
    use rustls::Error as Tls;
    let too_old = "it speaks only an encryption that is too old to be safe";
    match error {
        Tls::InvalidCertificate(certificate) => certificate_reason(certificate),
        Tls::AlertReceived(
            AlertDescription::ProtocolVersion
            | AlertDescription::HandshakeFailure
            | AlertDescription::InsufficientSecurity,
        )
        | Tls::PeerIncompatible(_) => too_old.to_owned(),
        Tls::AlertReceived(AlertDescription::UnrecognisedName) => {
            "it has no encrypted site of this name".to_owned()
        }
        Tls::AlertReceived(AlertDescription::CertificateRequired) => {
            "it lets in only those who have a certificate from it".to_owned()
        }
        Tls::InvalidMessage(_) => {
            "what it speaks there is not encrypted (http instead of https?)".to_owned()
        }
        other => format!("its encryption fails: {other}"),
    }
}

/// What is wrong with a certificate.
fn certificate_reason(error: &CertificateError) -> String {
    use CertificateError as Bad;
    match error {
        Bad::Expired | Bad::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
            "its certificate is not valid yet, if this machine's clock is right".to_owned()
        }
        Bad::Revoked => "its certificate has been revoked".to_owned(),
        Bad::NotValidForName => "its certificate is for another name".to_owned(),
        Bad::NotValidForNameContext { presented, .. } => match names(presented).as_str() {
            "" => "its certificate is for another name".to_owned(),
            names => format!("its certificate is for another name: {names}"),
        },
        Bad::UnknownIssuer | Bad::BadSignature => {
            "its certificate is self-signed, or of an issuer that this machine does not trust"
                .to_owned()
        }
        Bad::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "its certificate is self-signed".to_owned()
        }
        Bad::UnsupportedSignatureAlgorithmContext { .. }
        | Bad::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "its certificate is signed in a way that is not safe".to_owned()
        }
        other => format!("its certificate is not accepted: {other}"),
    }
}

/// The first names of a certificate, which rustls writes as `DnsName("a.example")`.
fn names(presented: &[String]) -> String {
    let bare = presented.iter().map(|name| {
        let inner = name
            .split_once('(')
            .map_or(name.as_str(), |(_, inner)| inner);
        inner.trim_end_matches(')').trim_matches('"')
    });
    bare.take(3).collect::<Vec<_>>().join(", ")
}

/// What is wrong with an answer that came, or did not, over a connection that stood.
fn http_reason(error: &hyper::Error) -> Option<&'static str> {
    if error.is_incomplete_message() {
        Some("it closed the connection without an answer")
    } else if error.is_parse_too_large() {
        Some("its answer has more headers than byline reads")
    } else if error.is_parse() {
        Some("what it answers is not HTTP")
    } else {
        None
    }
}

/// The words of the cause that lies deepest: the system's own.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let words = cause.to_string();
    // "Connection refused (os error 111)": the number says nothing to a reader.
    match words.find(" (os error") {
        Some(end) => words[..end].to_lowercase(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::pki_types::{ServerName, UnixTime};

    use super::*;

    #[test]
    fn what_is_wrong_with_a_certificate_is_said_in_words() {
        let time = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let cases = [
            (CertificateError::Expired, "has expired"),
            (
                CertificateError::ExpiredContext {
                    time: time(9),
                    not_after: time(1),
                },
                "has expired",
            ),
            (CertificateError::NotValidYet, "not valid yet"),
            (CertificateError::UnknownIssuer, "self-signed"),
            (CertificateError::BadSignature, "self-signed"),
            (CertificateError::NotValidForName, "for another name"),
            (
                CertificateError::NotValidForNameContext {
                    expected: ServerName::try_from("a.example").unwrap(),
                    presented: vec!["DnsName(\"b.example\")".to_owned()],
                },
                "for another name: b.example",
            ),
            (CertificateError::BadEncoding, "is not accepted"),
        ];
        for (error, words) in cases {
            let reason = tls_reason(&rustls::Error::InvalidCertificate(error));
            assert!(reason.contains(words), "{reason}");
        }
    }

    #[test]
    fn an_encryption_that_is_too_old_or_none_is_said_in_words() {
        let alert = rustls::Error::AlertReceived(AlertDescription::ProtocolVersion);
        assert!(tls_reason(&alert).contains("too old"));
        let plain = rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType);
        assert!(tls_reason(&plain).contains("not encrypted"));
    }
}
