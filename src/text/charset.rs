//! Bytes to text: byte order marks, HTTP headers, declarations, and a guess as the last resort.
//!
//! Publishers' servers, templates and editors disagree about encodings every day, so no single
//! statement is believed: the bytes are asked first, then the header, then the document.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes kept of a compressed answer once it is unpacked: four times the largest feed seen in the wild.
pub const MAX_UNPACKED_BYTES: usize = 32 << 20;

/// Bytes searched for an XML declaration or a `<meta charset>`; HTML's prescan looks at 1,024.
const PROLOG_BYTES: usize = 1024;

/// Sound multi-byte characters that outweigh one broken one: text cut inside a character, or one pasted
/// Latin-1 letter, is still UTF-8.
const SOUND_PER_BROKEN: usize = 10;

/// Text with how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding's WHATWG name, or `UTF-32`.
    pub encoding: &'static str,
    /// Whether bytes had to be replaced by U+FFFD.
    pub is_damaged: bool,
    /// Whether the document named another encoding than the one it is in.
    pub is_misdeclared: bool,
}

/// Undoes gzip where the bytes are gzip whatever the headers said; anything else is returned as it is.
///
/// At most [`MAX_UNPACKED_BYTES`] come out, and a stream that breaks off yields what came before.
pub fn unpack(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Cow::Borrowed(bytes);
    }
    let mut unpacked = Vec::new();
    let limit = u64::try_from(MAX_UNPACKED_BYTES).unwrap_or(u64::MAX);
    let decoder = flate2::read::MultiGzDecoder::new(bytes);
    // What was read before an error stays in the buffer: the start of a cut feed is worth having.
    let outcome = decoder.take(limit).read_to_end(&mut unpacked);
    if unpacked.is_empty() && outcome.is_err() {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(unpacked)
}

/// Decodes a feed or page, in this order: byte order mark; zero bytes around the first `<`; valid UTF-8
/// with multi-byte characters; the charset of `content_type`; the document's own declaration; ASCII;
/// a guess.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some(decoded) = by_zero_bytes(bytes) {
        return decoded;
    }
    if let Some((encoding, mark_length)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark_length..]);
    }
    let declared = declared(bytes);
    let is_ascii = bytes.is_ascii();
    if !is_ascii && let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Decoded {
            is_misdeclared: declared.is_some_and(|encoding| encoding != UTF_8),
            ..utf8(text)
        };
    }
    let stated = content_type.and_then(header_charset);
    // ISO-2022-JP is made of ASCII bytes, so even ASCII listens to what is stated.
    for encoding in [stated, declared].into_iter().flatten() {
        if encoding == UTF_8 && !is_ascii {
            continue;
        }
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return Decoded {
                text,
                encoding: encoding.name(),
                is_damaged: false,
                is_misdeclared: !is_ascii && declared.is_some_and(|other| other != encoding),
            };
        }
    }
    if is_ascii || is_mostly_utf8(bytes) {
        return with(UTF_8, bytes);
    }
    let guessed = guess(bytes);
    Decoded {
        is_misdeclared: declared.is_some_and(|encoding| encoding != guessed),
        ..with(guessed, bytes)
    }
}

/// The charset parameter of a `Content-Type` header, as an encoding that holds ASCII.
fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let (_, value) = lower.split_once("charset")?;
    let value = value.trim_start().strip_prefix('=')?;
    let label = value
        .trim_start()
        .trim_start_matches(['"', '\''])
        .split(['"', '\'', ';', ',', ' '])
        .next()?;
    ascii_compatible(label)
}

/// What an XML declaration or a `<meta>` says near the start of the document.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let prolog = String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOG_BYTES)]);
    let lower = prolog.to_ascii_lowercase();
    let label = match lower.find("<?xml") {
        Some(start) => {
            let declaration = &lower[start..];
            let end = declaration.find('>').unwrap_or(declaration.len());
            quoted_after(&declaration[..end], "encoding")
        }
        None => {
            let start = lower.find("<meta")?;
            quoted_after(&lower[start..], "charset")
        }
    }?;
    ascii_compatible(label)
}

/// The value in `name = "value"`, with or without quotes.
fn quoted_after<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(name)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    value
        .trim_start_matches(['"', '\''])
        .split(|c: char| matches!(c, '"' | '\'' | '?' | '>' | ';' | '/') || c.is_whitespace())
        .next()
        .filter(|label| !label.is_empty())
}

/// An encoding by its label. A label that could be read in ASCII bytes cannot mean UTF-16, and the
/// "replacement" encoding turns a whole document into one character.
fn ascii_compatible(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label.trim().as_bytes())?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

/// UTF-32 with or without a mark, UTF-16 without one.
fn by_zero_bytes(bytes: &[u8]) -> Option<Decoded<'_>> {
    match bytes {
        [0x00, 0x00, 0xfe, 0xff, rest @ ..] => Some(utf32(rest, u32::from_be_bytes)),
        [0xff, 0xfe, 0x00, 0x00, rest @ ..] => Some(utf32(rest, u32::from_le_bytes)),
        [0x00, 0x00, 0x00, b'<' | b'{', ..] => Some(utf32(bytes, u32::from_be_bytes)),
        [b'<' | b'{', 0x00, 0x00, 0x00, ..] => Some(utf32(bytes, u32::from_le_bytes)),
        [0x00, b'<' | b'{', ..] => Some(with(UTF_16BE, bytes)),
        [b'<' | b'{', 0x00, ..] => Some(with(UTF_16LE, bytes)),
        _ => None,
    }
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Decoded<'static> {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut is_damaged = !rest.is_empty();
    let text = units
        .iter()
        .map(|&quad| {
            char::from_u32(unit(quad)).unwrap_or_else(|| {
                is_damaged = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect::<String>();
    Decoded {
        text: text.into(),
        encoding: "UTF-32",
        is_damaged,
        is_misdeclared: false,
    }
}

fn utf8(text: &str) -> Decoded<'_> {
    Decoded {
        text: Cow::Borrowed(text),
        encoding: UTF_8.name(),
        is_damaged: false,
        is_misdeclared: false,
    }
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, is_damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text,
        encoding: encoding.name(),
        is_damaged,
        is_misdeclared: false,
    }
}

/// Whether sound multi-byte sequences far outnumber broken ones.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let mut sound = 0_usize;
    let mut broken = 0_usize;
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > broken.saturating_mul(SOUND_PER_BROKEN)
}

/// The detector's opinion, which falls back to windows-1252 by itself.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guessed.decode_without_bom_handling(bytes).1 {
        WINDOWS_1252
    } else {
        guessed
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn text(bytes: &[u8], content_type: Option<&str>) -> String {
        decode(bytes, content_type).text.into_owned()
    }

    #[test]
    fn byte_order_marks_decide_and_are_taken_off() {
        assert_eq!(
            text(b"\xef\xbb\xbf<a/>", Some("text/xml; charset=big5")),
            "<a/>"
        );
        assert_eq!(text(b"\xff\xfe<\0\xe4\0", None), "<ä");
        assert_eq!(text(b"\xfe\xff\0<\0\xe4", None), "<ä");
        assert_eq!(text(b"\0\0\xfe\xff\0\0\0<\0\0\0\xe4", None), "<ä");
        assert_eq!(text(b"\xff\xfe\0\0<\0\0\0\xe4\0\0\0", None), "<ä");
    }

    #[test]
    fn zero_bytes_give_wide_encodings_away() {
        assert_eq!(text(b"\0<\0a\0>", None), "<a>");
        assert_eq!(text(b"<\0a\0>\0", None), "<a>");
        assert_eq!(text(b"<\0\0\0a\0\0\0", None), "<a");
    }

    #[test]
    fn valid_utf8_wins_over_every_statement() {
        let bytes = "<?xml version='1.0' encoding='iso-8859-1'?><a>Kältewelle</a>".as_bytes();
        let decoded = decode(bytes, Some("text/xml; charset=ISO-8859-1"));
        assert!(decoded.text.contains("Kältewelle"));
        assert!(decoded.is_misdeclared);
    }

    #[test]
    fn the_header_comes_before_the_declaration() {
        let bytes = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xcf\xf0\xe8\xe2\xe5\xf2</a>";
        assert!(text(bytes, Some("text/xml; charset='windows-1251'")).contains("Привет"));
        assert!(text(bytes, None).contains("Ïðèâåò"));
    }

    #[test]
    fn utf16_declared_over_single_bytes_is_not_believed() {
        let bytes = b"<?xml version='1.0' encoding='utf-16'?><a>b</a>";
        assert!(text(bytes, None).ends_with("<a>b</a>"));
    }

    #[test]
    fn undeclared_latin_letters_are_windows_1252() {
        let bytes = b"<a>Au\xdferdem f\xfcr die B\xfccher: \x93so\x94</a>";
        assert!(text(bytes, None).contains("Außerdem für die Bücher: “so”"));
    }

    #[test]
    fn one_broken_character_does_not_make_a_document_latin() {
        let mut bytes = "<a>".bytes().collect::<Vec<_>>();
        bytes.extend("Привет, мир! Привет, мир!".bytes());
        bytes.push(0xd0);
        let decoded = decode(&bytes, None);
        assert!(decoded.text.contains("Привет, мир!"));
        assert!(decoded.is_damaged);
    }

    #[test]
    fn a_page_is_read_as_its_meta_element_says() {
        let bytes = b"<html><meta http-equiv=x content='text/html; charset=koi8-r'>\xf0\xd2\xc9";
        assert!(text(bytes, None).ends_with("При"));
    }

    #[test]
    fn gzip_is_undone_and_a_cut_stream_keeps_its_start() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let document = (0..5_000)
            .map(|n| format!("<item>{n}</item>"))
            .collect::<String>();
        encoder.write_all(document.as_bytes()).unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(unpack(&packed), document.as_bytes());
        let start = unpack(&packed[..packed.len() / 2]);
        assert!(start.starts_with(b"<item>0</item>") && start.len() < document.len());
        assert_eq!(unpack(b"<rss/>"), b"<rss/>".as_slice());
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let block = vec![b' '; 1 << 20];
        for _ in 0..40 {
            encoder.write_all(&block).unwrap();
        }
        let packed = encoder.finish().unwrap();
        assert_eq!(unpack(&packed).len(), MAX_UNPACKED_BYTES);
    }
}
