//! What an answer says before anyone reads its comments: refused, gone, busy, or not what was asked for.

use super::json::Document;
use super::{Reply, SourceError};

/// Passes answers that carry what was asked for.
///
/// # Errors
///
/// `Closed` for refusals that will not change soon (section 7.1.3), `Unavailable` for a service that is
/// busy or broken.
pub fn accepted(reply: &Reply) -> Result<(), SourceError> {
    let host = reply.url.host_str().unwrap_or("The site");
    match reply.status {
        200..=299 => Ok(()),
        401 | 403 | 407 => Err(SourceError::Closed(format!(
            "{host} shows these comments only to those who are logged in ({})",
            reply.status
        ))),
        404 | 410 => Err(SourceError::Closed(format!(
            "{host} has no discussion at this address ({})",
            reply.status
        ))),
        408 | 425 | 429 | 500..=599 => Err(SourceError::Unavailable(format!(
            "{host} cannot answer at the moment ({})",
            reply.status
        ))),
        status => Err(SourceError::Closed(format!(
            "{host} refused the request ({status})"
        ))),
    }
}

/// Whether a refusal says that there is nothing: the address was understood and has no comments.
pub fn is_gone(reply: &Reply) -> bool {
    matches!(reply.status, 404 | 410)
}

/// Reads an accepted answer as JSON.
///
/// # Errors
///
/// As [`accepted`]; `Closed` where a page came instead, as firewalls send; `Malformed` where the JSON
/// is broken.
pub fn json(reply: &Reply) -> Result<Document, SourceError> {
    accepted(reply)?;
    if is_page(reply) {
        let host = reply.url.host_str().unwrap_or("The site");
        return Err(SourceError::Closed(format!(
            "{host} sent a page where data was asked for"
        )));
    }
    Document::read(&reply.body)
}

/// The word by which a refusal in JSON names its reason, if it does: `code` for WordPress, elsewhere
/// `error_type` or `error`.
pub(super) fn refusal_word(reply: &Reply, name: &str) -> Option<String> {
    if (200..300).contains(&reply.status) {
        return None;
    }
    let document = Document::read(&reply.body).ok()?;
    document
        .root()
        .get(name)
        .filled()
        .map(|word| word.to_string())
}

/// Whether a page came, whatever was asked for.
pub(super) fn is_page(reply: &Reply) -> bool {
    first_letter(&reply.body) == Some(b'<')
}

/// The first byte that is neither white space nor part of a byte order mark.
fn first_letter(body: &[u8]) -> Option<u8> {
    body.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace())
}

/// The value of a header that is a whole number.
pub fn header_number(reply: &Reply, name: &str) -> Option<u32> {
    reply.headers.get(name)?.trim().parse().ok()
}

/// The first address of this relation in the answer's `Link` headers (RFC 8288), as written.
pub fn linked<'a>(reply: &'a Reply, relation: &str) -> Option<&'a str> {
    let mut rest = reply.headers.get("link")?.as_str();
    loop {
        let start = rest.find('<')? + 1;
        let length = rest[start..].find('>')?;
        let target = &rest[start..start + length];
        let behind = &rest[start + length + 1..];
        // Parameters end where the next address begins.
        let parameters = behind.split('<').next().unwrap_or_default();
        let is_wanted = parameters.split([';', ',']).any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            name.trim().eq_ignore_ascii_case("rel")
                && value
                    .trim()
                    .trim_matches('"')
                    .split_ascii_whitespace()
                    .any(|word| word.eq_ignore_ascii_case(relation))
        });
        if is_wanted {
            return Some(target);
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comments::{Accept, Ask};

    fn reply(status: u16, body: &str, link: &str) -> Reply {
        let url = url::Url::parse("https://blog.example/x").unwrap();
        Reply {
            ask: Ask::get(url.clone(), Accept::Json),
            url,
            status,
            headers: [("link".to_owned(), link.to_owned())].into(),
            body: body.into(),
        }
    }

    #[test]
    fn refusals_close_the_way_and_trouble_does_not() {
        let kind = |status| json(&reply(status, "{}", ""));
        assert!(matches!(kind(403), Err(SourceError::Closed(_))));
        assert!(matches!(kind(404), Err(SourceError::Closed(_))));
        assert!(matches!(kind(429), Err(SourceError::Unavailable(_))));
        assert!(matches!(kind(503), Err(SourceError::Unavailable(_))));
        assert!(kind(200).is_ok());
    }

    #[test]
    fn a_page_where_data_was_asked_for_closes_the_way() {
        let page = json(&reply(200, "\u{feff} <!doctype html>", ""));
        assert!(matches!(page, Err(SourceError::Closed(_))));
    }

    #[test]
    fn links_in_headers_are_found_by_their_relation() {
        let link = r#"<https://a.example/wp-json/>; rel="https://api.w.org/", </p?x=1,2>; title="x"; rel=next"#;
        let reply = reply(200, "", link);
        assert_eq!(
            linked(&reply, "https://api.w.org/"),
            Some("https://a.example/wp-json/")
        );
        assert_eq!(linked(&reply, "next"), Some("/p?x=1,2"));
        assert_eq!(linked(&reply, "prev"), None);
    }
}
