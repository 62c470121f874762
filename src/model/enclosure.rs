//! Files that a feed attaches to an article.

use serde::{Deserialize, Serialize};
use url::Url;

/// An attached file: an episode of a podcast, a picture, a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Enclosure {
    /// Where it is.
    pub url: Url,
    /// Its media type as stated, or only the first half of it.
    pub media_type: Option<String>,
    /// Its size as stated.
    pub bytes: Option<u64>,
    /// How long it plays.
    pub seconds: Option<u32>,
}

/// As it is written down: libraries from before sizes were kept have pairs.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Pair(Url, Option<String>),
    Whole(Url, Option<String>, Option<u64>, Option<u32>),
}

impl From<Stored> for Enclosure {
    fn from(stored: Stored) -> Self {
        let (url, media_type, bytes, seconds) = match stored {
            Stored::Pair(url, media_type) => (url, media_type, None, None),
            Stored::Whole(url, media_type, bytes, seconds) => (url, media_type, bytes, seconds),
        };
        Self {
            url,
            media_type,
            bytes,
            seconds,
        }
    }
}

impl From<Enclosure> for Stored {
    fn from(file: Enclosure) -> Self {
        Self::Whole(file.url, file.media_type, file.bytes, file.seconds)
    }
}

/// What an attached file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Something to hear.
    Audio,
    /// Something to watch.
    Video,
    /// Something to look at.
    Picture,
    /// Something else.
    Other,
}

impl FileKind {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Picture => "picture",
            Self::Other => "file",
        }
    }
}

impl Enclosure {
    /// A file of which only the address is known.
    pub fn new(url: Url) -> Self {
        Self {
            url,
            media_type: None,
            bytes: None,
            seconds: None,
        }
    }

    /// What it is for, by its media type, else by the ending of its name.
    pub fn kind(&self) -> FileKind {
        let media_type = self.media_type.as_deref().unwrap_or_default().trim();
        match media_type.split('/').next().unwrap_or_default() {
            "audio" => FileKind::Audio,
            "video" => FileKind::Video,
            "image" => FileKind::Picture,
            _ => self.kind_by_name(),
        }
    }

    fn kind_by_name(&self) -> FileKind {
        let name = self.name().to_ascii_lowercase();
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "mp3" | "m4a" | "m4b" | "ogg" | "oga" | "opus" | "flac" | "wav" | "aac" => {
                FileKind::Audio
            }
            "mp4" | "m4v" | "webm" | "mkv" | "mov" | "avi" | "ogv" => FileKind::Video,
            "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "svg" => FileKind::Picture,
            _ => FileKind::Other,
        }
    }

    /// The last part of its address that names something, else the host.
    pub fn name(&self) -> &str {
        let parts = self.url.path_segments();
        let named = parts.and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
        named.or(self.url.host_str()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(address: &str, media_type: Option<&str>) -> Enclosure {
        Enclosure {
            media_type: media_type.map(str::to_owned),
            ..Enclosure::new(Url::parse(address).unwrap())
        }
    }

    #[test]
    fn a_file_is_known_by_its_type_else_by_its_name() {
        for (address, media_type, kind) in [
            ("https://a.example/x", Some("audio/mpeg"), FileKind::Audio),
            ("https://a.example/x.MP4?a=1", None, FileKind::Video),
            (
                "https://a.example/x.jpg",
                Some("application/octet-stream"),
                FileKind::Picture,
            ),
            (
                "https://a.example/x.pdf",
                Some("application/pdf"),
                FileKind::Other,
            ),
            ("https://a.example/x", Some("image"), FileKind::Picture),
        ] {
            assert_eq!(file(address, media_type).kind(), kind, "{address}");
        }
        assert_eq!(file("https://a.example/b/c.mp3/", None).name(), "c.mp3");
        assert_eq!(file("https://a.example/", None).name(), "a.example");
    }

    #[test]
    fn files_of_older_libraries_are_read() {
        let read = |text: &str| serde_json::from_str::<Vec<Enclosure>>(text).unwrap();
        let old =
            read(r#"[["https://a.example/x.mp3","audio/mpeg"],["https://a.example/y",null]]"#);
        assert_eq!(old[0], file("https://a.example/x.mp3", Some("audio/mpeg")));
        let whole = vec![Enclosure {
            bytes: Some(5),
            seconds: Some(7),
            ..old[1].clone()
        }];
        assert_eq!(read(&serde_json::to_string(&whole).unwrap()), whole);
    }
}
