//! Files that are no text, known by their first bytes.

/// What such files begin with, and what they are, for a reader.
const KINDS: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF87a", "a picture (GIF)"),
    (b"GIF89a", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"\0\0\x01\0", "a picture (an icon)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"%PDF-", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"PK\x03\x04", "a ZIP archive, or a document that is one"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (b"Rar!\x1a\x07", "an archive (RAR)"),
    (b"BZh", "an archive (bzip2)"),
    (b"\xfd7zXZ\0", "an archive (xz)"),
    (b"\x28\xb5\x2f\xfd", "an archive (zstd)"),
    (b"ID3", "sound (MP3)"),
    (b"\xff\xfb", "sound (MP3)"),
    (b"OggS", "sound or video (Ogg)"),
    (b"fLaC", "sound (FLAC)"),
    (b"\x1aE\xdf\xa3", "video (Matroska or WebM)"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database (SQLite)"),
];

/// Bytes that are looked at for a control character, where the first bytes are letters that a text could
/// begin with, too.
const LOOKED_AT: usize = 512;

/// What a file is that is no text; nothing where it may be one.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    let is_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if bytes.iter().take(LOOKED_AT).all(is_text) && !bytes.starts_with(b"%PDF-") {
        return None;
    }
    let after = |at: usize, word: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(word));
    if after(4, b"ftyp") {
        let is_sound = after(8, b"M4A");
        return Some(if is_sound {
            "sound (MP4)"
        } else {
            "video (MP4)"
        });
    }
    if bytes.starts_with(b"RIFF") {
        return [
            (&b"WEBP"[..], "a picture (WebP)"),
            (b"WAVE", "sound (WAV)"),
            (b"AVI ", "video (AVI)"),
        ]
        .iter()
        .find(|(word, _)| after(8, word))
        .map(|(_, kind)| *kind);
    }
    let found = KINDS.iter().find(|(start, _)| bytes.starts_with(start));
    found.map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::parse;

    #[test]
    fn files_that_are_no_text_are_named_by_their_kind() {
        for (file, words) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "a picture (PNG)"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
            (b"GIF89a\x01\0\x01\0", "a picture (GIF)"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "a picture (WebP)"),
            (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
            (b"PK\x03\x04\x14\0", "a ZIP archive"),
            (b"ID3\x04\0\0", "sound (MP3)"),
            (b"\0\0\0\x18ftypmp42", "video (MP4)"),
            (b"OggS\0\x02", "sound or video (Ogg)"),
        ] {
            let error = parse(file, Some("application/octet-stream"), None).unwrap_err();
            let sentence = error.to_string();
            let expected = format!("This is not a feed: {words}");
            assert!(sentence.starts_with(&expected), "{sentence}");
        }
    }

    #[test]
    fn texts_are_not_taken_for_files() {
        for text in [
            "BM and PK",
            "ID3 tags",
            "<rss>",
            "{\"version\":1}",
            "GIF89a",
            "",
        ] {
            assert_eq!(kind(text.as_bytes()), None, "{text}");
        }
        let utf16: Vec<u8> = "<rss/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(kind(&utf16), None);
        assert_eq!(kind(b"\xef\xbb\xbf<rss/>"), None);
    }
}
