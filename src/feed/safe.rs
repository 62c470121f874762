//! The one place where text of feeds passes the gates.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};
use url::Url;

use crate::model::safe::{GatedHtml, SafeText, without_c1};
use crate::text::{plain, written};

/// One line of text or HTML, or nothing where no visible text is left.
pub(super) fn line(untrusted: &str) -> Option<SafeText> {
    title(untrusted, false)
}

/// The same of a line that may be declared as plain text, in which nothing is markup.
pub(super) fn title(untrusted: &str, is_plain: bool) -> Option<SafeText> {
    let untrusted = without_c1(untrusted);
    let decoded = decoded_twice(&untrusted);
    let line = match is_plain {
        true => SafeText::new(&decoded),
        false => plain::one_line(&decoded),
    };
    (!line.is_empty()).then_some(line)
}

/// A body; `is_plain` says that it is declared as plain text.
pub(super) fn body(untrusted: &str, is_plain: bool, base: Option<&Url>) -> GatedHtml {
    let untrusted = without_c1(untrusted);
    written::gate(&decoded_twice(&untrusted), is_plain, base)
}

/// Undoes UTF-8 that was taken for Latin-1 and encoded again before it was sent (`KÃ¤lte` for `Kälte`).
///
/// Only a text that is UTF-8 through and through when it is taken back is touched, which real text in
/// Latin letters is not.
fn decoded_twice(text: &str) -> Cow<'_, str> {
    if !begins_doubly(text) {
        return Cow::Borrowed(text);
    }
    let (bytes, _, has_other_characters) = WINDOWS_1252.encode(text);
    if has_other_characters {
        return Cow::Borrowed(text);
    }
    match String::from_utf8(bytes.into_owned()) {
        Ok(original) => Cow::Owned(original),
        Err(_) => Cow::Borrowed(text),
    }
}

/// Whether the first character beyond ASCII can be the first byte of a UTF-8 sequence, with one behind it
/// that can be the second: a look that spares nearly all text the whole way back.
fn begins_doubly(text: &str) -> bool {
    let ascii = Encoding::ascii_valid_up_to(text.as_bytes());
    let mut others = text[ascii..].chars();
    let is_lead = others
        .next()
        .is_some_and(|lead| ('Â'..='ô').contains(&lead));
    is_lead && others.next().is_some_and(|next| !next.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_encoded_twice_is_decoded_twice() {
        assert_eq!(
            decoded_twice("KÃ¤ltewelle â€“ Flüchtlinge"),
            "KÃ¤ltewelle â€“ Flüchtlinge"
        );
        assert_eq!(
            decoded_twice("KÃ¤ltewelle â€“ FlÃ¼chtlinge"),
            "Kältewelle – Flüchtlinge"
        );
        assert_eq!(decoded_twice("Ã\u{a0} la carte"), "à la carte");
    }

    #[test]
    fn text_in_any_language_stays() {
        for text in [
            "Kälte",
            "naïve café",
            "ÃO",
            "São Paulo à noite",
            "Привет",
            "日本語",
            "“quoted”",
        ] {
            assert_eq!(decoded_twice(text), text);
        }
    }
}
