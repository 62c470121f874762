//! Web addresses that stand bare in a text.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use memchr::memmem;

/// Where the web addresses stand in a text, without the punctuation of the sentence around them. Linear in
/// the length of the text.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let may_hold = |sign: &str| memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    if !may_hold("://") && !may_hold("www.") {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    finder
        .links(text)
        .map(|link| link.start()..link.start() + length(link.as_str()))
        .filter(|range| is_of_the_web(&text[range.clone()]))
        .collect()
}

/// The address as it is to be opened: one that begins with `www.` lacks its scheme.
pub(super) fn with_scheme(address: &str) -> String {
    match address.contains("://") {
        true => address.to_owned(),
        false => format!("http://{address}"),
    }
}

/// Bytes of an address, up to a sign that only sentences have, and without marks of emphasis at its end.
fn length(address: &str) -> usize {
    let end = address.find(is_of_a_sentence).unwrap_or(address.len());
    address[..end]
        .trim_end_matches(['*', '_', '~', '.', ',', ';', ':', '!', '?'])
        .len()
}

/// Punctuation that no address has: quotation marks, and the full stops and brackets of scripts that set
/// no blanks around them.
fn is_of_a_sentence(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{2026}' | '«' | '»' | '\u{3000}'..='\u{3002}'
        | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301b}' | '\u{a0}' | '\u{200b}'
        | '，' | '；' | '：' | '！' | '？' | '（' | '）' | '［' | '］' | '｛' | '｝')
}

fn is_of_the_web(address: &str) -> bool {
    let is = |start: &str| {
        address
            .get(..start.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(start))
            && address.len() > start.len()
    };
    is("https://") || is("http://") || is("www.") && address[4..].contains('.')
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn an_address_ends_before_the_punctuation_of_its_sentence() {
        for (text, address) in [
            (
                "See https://a.example/x?a=1&b=2.",
                "https://a.example/x?a=1&b=2",
            ),
            ("(see https://a.example/b_(c))", "https://a.example/b_(c)"),
            ("<https://a.example/>", "https://a.example/"),
            ("\"https://a.example/x\", he said", "https://a.example/x"),
            ("“https://a.example/x”", "https://a.example/x"),
            ("*https://a.example/x*", "https://a.example/x"),
            ("见https://a.example/b。然后", "https://a.example/b"),
            ("https://zh.example.org/维基", "https://zh.example.org/维基"),
            ("HTTP://A.example/X!", "HTTP://A.example/X"),
            ("[https://a.example/x]", "https://a.example/x"),
            ("www.a.example/x, or so", "www.a.example/x"),
            ("http://localhost:8080/x", "http://localhost:8080/x"),
        ] {
            assert_eq!(found(text), [address], "{text}");
        }
        for text in [
            "example.org",
            "node.js and file.rs",
            "https:// and http://",
            "ftp://a.example/x",
            "javascript:alert(1)",
            "www. and www.x",
            "ann@www.example.org",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_worst_texts_are_read_once() {
        let began = Instant::now();
        for piece in [
            "http://",
            "http",
            "://",
            "www.",
            "a.",
            ")",
            "http://a.b/((((",
            "http://a)",
            "a@",
            "-",
            "http://a.b/,",
            "http://a.b/))))",
        ] {
            let text = format!("http://{}", piece.repeat((1 << 20) / piece.len()));
            addresses(&text);
        }
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
