//! Files attached to an entry, with what the feed says of their kind, size and length.

use super::namespaces::Namespace;
use super::outline::Element;
use crate::model::enclosure::{Enclosure, FileKind};

/// Whether an element of an entry tells of files besides naming them.
pub(crate) fn is_of_files(namespace: Namespace, name: &str) -> bool {
    (namespace, name) == (Namespace::Itunes, "duration")
}

/// The files among an entry's elements, in the document's order.
pub(crate) fn files(elements: &[Element<'_>]) -> Vec<Enclosure> {
    let mut files: Vec<Enclosure> = elements.iter().filter_map(file).collect();
    let stated = elements
        .iter()
        .find(|element| is_of_files(element.namespace, &element.name));
    let plays = |file: &&mut Enclosure| matches!(file.kind(), FileKind::Audio | FileKind::Video);
    if let Some(seconds) = stated.and_then(|element| seconds(&element.text))
        && let Some(file) = files.iter_mut().find(plays)
    {
        file.seconds.get_or_insert(seconds);
    }
    files
}

fn file(element: &Element<'_>) -> Option<Enclosure> {
    let address = match (element.namespace, element.name.as_ref()) {
        (Namespace::Core, "enclosure") | (Namespace::Media, "content") => "url",
        (Namespace::Core, "link") if element.attribute("rel") == Some("enclosure") => "href",
        _ => return None,
    };
    if element.within == super::people::SOURCE {
        return None;
    }
    let url = element.resolve(element.attribute(address)?)?;
    let is_face = url
        .host_str()
        .is_some_and(|host| host.ends_with("gravatar.com"));
    let stated = |name| element.attribute(name).map(str::trim);
    let filled = |name| stated(name).filter(|text| !text.is_empty());
    // WordPress.com attaches the author's face to every article.
    (!is_face).then(|| Enclosure {
        url,
        media_type: filled("type").or(filled("medium")).map(str::to_owned),
        bytes: stated("length").or(stated("filesize")).and_then(bytes),
        seconds: stated("duration").and_then(seconds),
    })
}

/// A size in bytes; none is stated by nought as often as by nothing.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|&bytes| bytes > 0)
}

/// Seconds in a length of `75`, `1:15`, `1:02:03` or `75.5`.
pub(crate) fn seconds(text: &str) -> Option<u32> {
    let mut total = 0_u32;
    for (number, part) in text.trim().split(':').enumerate() {
        let whole = part.split('.').next().unwrap_or_default();
        let is_number = number < 3 && whole.bytes().all(|byte| byte.is_ascii_digit());
        let value: u32 = whole.parse().ok().filter(|_| is_number)?;
        total = total.checked_mul(60)?.checked_add(value)?;
    }
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_every_spelling() {
        for (text, length) in [
            ("75", Some(75)),
            ("1:15", Some(75)),
            ("01:02:03", Some(3_723)),
            ("75.5", Some(75)),
            ("0", None),
            ("", None),
            ("an hour", None),
            ("1:2:3:4", None),
            ("99999999:00:00", None),
        ] {
            assert_eq!(seconds(text), length, "{text}");
        }
    }
}
