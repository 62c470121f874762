//! Authors, plain text, markup and files of entries.

use byline::feed::{ParsedEntry, ParsedFeed, parse};
use byline::text::layout::{Glyphs, Prose, lay_out};
use byline::text::plain::text_of;

use super::{feed, report};

/// Columns of a usual pane.
const WIDTH: u16 = 72;

fn entry<'f>(feed: &'f ParsedFeed, title: &str) -> &'f ParsedEntry {
    let is_wanted = |entry: &&ParsedEntry| {
        entry
            .title
            .as_ref()
            .is_some_and(|own| own.as_str() == title)
    };
    feed.entries.iter().find(is_wanted).unwrap()
}

fn prose(entry: &ParsedEntry) -> Prose {
    lay_out(&entry.body, WIDTH, Glyphs::Unicode)
}

/// The lines of an entry as they are drawn.
fn lines(feed: &ParsedFeed, title: &str) -> Vec<String> {
    let text = |line: &byline::text::layout::Line| {
        let spans = line.spans.iter().map(|span| span.text.as_str());
        spans.collect::<String>()
    };
    prose(entry(feed, title)).lines.iter().map(text).collect()
}

fn author(feed: &ParsedFeed, title: &str) -> String {
    let author = entry(feed, title).author.as_ref();
    author.map(|author| author.to_string()).unwrap_or_default()
}

#[test]
fn an_entry_is_by_its_own_author_else_by_the_feeds() {
    let Some(feed) = feed("authors-atom-feed.xml") else {
        return;
    };
    assert_eq!(author(&feed, "inherits"), "Mara Quill");
    assert_eq!(author(&feed, "own"), "Ned Holt");
}

#[test]
fn authors_are_read_in_every_vocabulary() {
    let Some(feed) = feed("authors-rss.xml") else {
        return;
    };
    assert_eq!(author(&feed, "itunes"), "Pod Caster");
    assert_eq!(author(&feed, "namedchild"), "Child Name");
    assert_eq!(author(&feed, "mailandname"), "Real Name");
    assert_eq!(author(&feed, "two"), "Ana Reed, Ben Wood");
}

#[test]
fn plain_text_is_no_html() {
    let Some(feed) = feed("plain-text.xml") else {
        return;
    };
    assert_eq!(
        lines(&feed, "mail"),
        [
            "Nora Vane <nora@example.org> wrote:",
            "> Does the loop end?",
            "",
            "Yes, it does."
        ]
    );
    assert_eq!(
        lines(&feed, "code"),
        [
            "Put this first:",
            "",
            "#include <stdio.h>",
            "int main(void) { return 0; }"
        ]
    );
}

#[test]
fn a_patch_keeps_its_indentation() {
    let Some(feed) = feed("plain-indent.xml") else {
        return;
    };
    assert_eq!(
        lines(&feed, "patch")[3..],
        [
            " int f(void)",
            " {",
            "-       return 1;",
            "+       return 2;",
            " }"
        ]
    );
}

#[test]
fn html_that_was_escaped_twice_is_html() {
    let Some(feed) = feed("html-twice.xml") else {
        return;
    };
    assert_eq!(lines(&feed, "description"), ["One link [1].", "", "Two."]);
    assert_eq!(
        entry(&feed, "cdata").body.as_str(),
        "<p>One <strong>bold</strong> word.</p>"
    );
}

#[test]
fn a_description_without_tags_keeps_its_lines() {
    let Some(feed) = feed("html-newlines.xml") else {
        return;
    };
    assert_eq!(
        lines(&feed, "paragraphs"),
        [
            "First paragraph here.",
            "",
            "Second paragraph here.",
            "",
            "Third."
        ]
    );
    assert_eq!(
        lines(&feed, "list of times"),
        ["0:00 Start", "1:30 Glue", "4:00 Flight"]
    );
}

#[test]
fn relative_addresses_belong_to_the_articles_page() {
    let Some(bytes) = report("rel-article.xml") else {
        return;
    };
    let base = "http://127.0.0.1:8000/feeds/rel-article.xml"
        .parse()
        .unwrap();
    for base in [None, Some(&base)] {
        let feed = parse(&bytes, None, base).unwrap();
        let html = feed.entries[0].body.as_str();
        assert!(
            html.contains("src=\"https://harbour.example.org/2024/boats/sail.png\"")
                && html.contains("href=\"https://harbour.example.org/2024/boats/part-2/\""),
            "{html}"
        );
        assert!(text_of(&feed.entries[0].body).ends_with("part 2 note"));
    }
}

#[test]
fn lists_are_counted_and_nested_as_browsers_show_them() {
    let Some(feed) = feed("html-lists.xml") else {
        return;
    };
    assert_eq!(
        lines(&feed, "reversed"),
        ["3. third place", "2. second place", "1. first place"]
    );
    assert_eq!(lines(&feed, "value"), ["10. ten", "11. eleven"]);
    assert_eq!(
        lines(&feed, "bare nested"),
        ["• fruit", "  • apple", "• bread"]
    );
    assert_eq!(
        lines(&feed, "tasks"),
        ["• [x] faster start", "• [ ] manual"]
    );
}

#[test]
fn formulas_can_be_read() {
    let Some(feed) = feed("html-math.xml") else {
        return;
    };
    assert_eq!(lines(&feed, "inline"), ["Let x=3 hold."]);
    assert_eq!(lines(&feed, "only math"), ["a+b"]);
}

#[test]
fn hidden_text_is_not_shown() {
    let Some(feed) = feed("html-hidden.xml") else {
        return;
    };
    assert_eq!(lines(&feed, "preheader"), ["The letter itself."]);
    assert_eq!(lines(&feed, "attribute"), ["for eyes"]);
}

#[test]
fn what_appears_over_a_picture_can_be_read() {
    let Some(feed) = feed("html-hover.xml") else {
        return;
    };
    assert_eq!(
        lines(&feed, "alt and title"),
        ["[image: Strip twelve — Nobody asked the gull.]"]
    );
}

#[test]
fn attached_files_and_pictures_are_links() {
    let Some(feed) = feed("files.xml") else {
        return;
    };
    let with_files = |title: &str| {
        let entry = entry(&feed, title);
        prose(entry).with_files(&entry.enclosures, WIDTH, Glyphs::Unicode)
    };
    let episode = with_files("Episode 4");
    let last = episode.lines.last().unwrap();
    let text: String = last.spans.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(text, "audio: ep4.mp3 · 121 KiB");
    for (prose, address) in [
        (episode, "https://harbour.example.org/ep4.mp3"),
        (
            with_files("Picture only"),
            "https://harbour.example.org/p1.jpg",
        ),
    ] {
        let (_, link) = prose.lines.last().unwrap().links()[0];
        assert_eq!(prose.links[usize::from(link)].url.as_str(), address);
    }
}
