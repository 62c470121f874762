//! Attached files below a text: a row each, which links to the file.

use percent_encoding::percent_decode_str;

use super::{Glyphs, Line, Link, LinkKind, Mark, Prose, Span};
use crate::model::enclosure::Enclosure;
use crate::model::safe::SafeText;
use crate::text::{size, wrap};

/// Columns that a file's name has at least, however much is said of it.
const MIN_NAME_COLUMNS: usize = 12;

impl Prose {
    /// Sets a row for each file below the text: its kind, its name, how long it plays and how large it is.
    /// Files that stand in the text as pictures have none.
    pub fn with_files(mut self, files: &[Enclosure], width: u16, glyphs: Glyphs) -> Self {
        for file in files {
            let is_shown = self.images.iter().any(|image| image.url == file.url);
            let Some(link) = u16::try_from(self.links.len()).ok().filter(|_| !is_shown) else {
                continue;
            };
            let is_file = |line: &Line| {
                let mut links = line.spans.iter().filter_map(|span| span.mark.link);
                links.any(|link| self.links[usize::from(link)].kind == LinkKind::File)
            };
            if self.lines.last().is_some_and(|line| !is_file(line)) {
                self.lines.push(Line::default());
            }
            let name = SafeText::new(&percent_decode_str(file.name()).decode_utf8_lossy());
            self.lines
                .push(row(file, name.as_str(), link, width, glyphs));
            self.links.push(Link {
                url: file.url.clone(),
                text: name,
                kind: LinkKind::File,
            });
        }
        self
    }
}

fn row(file: &Enclosure, name: &str, link: u16, width: u16, glyphs: Glyphs) -> Line {
    let kind = format!("{}: ", file.kind().word());
    let dot = match glyphs {
        Glyphs::Unicode => " · ",
        Glyphs::Ascii => " - ",
    };
    let facts = [file.seconds.map(length), file.bytes.map(size::bytes)];
    let facts: String = facts
        .into_iter()
        .flatten()
        .map(|fact| format!("{dot}{fact}"))
        .collect();
    let width = usize::from(width);
    let room = width.saturating_sub(wrap::width(&kind) + wrap::width(&facts));
    let name = wrap::truncate(name, room.max(MIN_NAME_COLUMNS).min(width));
    let mark = Mark {
        link: Some(link),
        ..Mark::default()
    };
    let quiet = Mark {
        bullet: true,
        ..Mark::default()
    };
    let mut left = width;
    let pieces = [(kind.as_str(), quiet), (&name, mark), (&facts, quiet)];
    let spans = pieces.into_iter().filter_map(|(text, mark)| {
        let text = wrap::head(text, left);
        left -= wrap::width(text);
        (!text.is_empty()).then(|| Span {
            text: SafeText::verbatim(text),
            mark,
        })
    });
    Line {
        spans: spans.collect(),
        ..Line::default()
    }
}

/// How long something plays: `0:45`, `24:10`, `1:02:03`.
fn length(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::text::html::gate;
    use crate::text::layout::lay_out;

    fn file(address: &str) -> Enclosure {
        Enclosure::new(Url::parse(address).unwrap())
    }

    fn shown(html: &str, files: &[Enclosure], width: u16) -> Vec<String> {
        let prose = lay_out(&gate(html, None), width, Glyphs::Unicode);
        let prose = prose.with_files(files, width, Glyphs::Unicode);
        let text = |line: &Line| line.spans.iter().map(|span| span.text.as_str()).collect();
        prose.lines.iter().map(text).collect()
    }

    #[test]
    fn files_stand_below_the_text_and_are_links() {
        let files = [
            Enclosure {
                media_type: Some("audio/mpeg".to_owned()),
                bytes: Some(123_456),
                seconds: Some(3_723),
                ..file("https://a.example/ep%204.mp3?x=1")
            },
            file("https://a.example/paper.pdf"),
            file("https://a.example/p1.jpg"),
        ];
        let text = "<p>About ropes.</p>";
        assert_eq!(
            shown(text, &files, 60),
            [
                "About ropes.",
                "",
                "audio: ep 4.mp3 · 1:02:03 · 121 KiB",
                "file: paper.pdf",
                "picture: p1.jpg"
            ]
        );
        assert_eq!(shown("", &files[1..2], 60), ["file: paper.pdf"]);
        let picture = "<img src='https://a.example/p1.jpg' alt='pier'>";
        assert_eq!(shown(picture, &files[2..], 60), ["[image: pier]"]);
        for width in [1, 2, 7, 12, 20] {
            for line in shown(text, &files, width) {
                assert!(wrap::width(&line) <= usize::from(width), "{line}");
            }
        }
        let prose = lay_out(&gate(text, None), 60, Glyphs::Unicode);
        let prose = prose.with_files(&files, 60, Glyphs::Unicode);
        assert_eq!(prose.lines[2].links(), [(7, 0)]);
        assert_eq!(prose.links[0].url, files[0].url);
    }
}
