//! From the fields of a service's answer to those of a comment: bodies gated, names made safe, times
//! and addresses read.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::json::Value;
use crate::model::comment::{Comment, Edited};
use crate::model::id::CommentId;
use crate::model::safe::{GatedHtml, SafeText};
use crate::text::{html, plain};

/// Bytes of one comment's text that are read; more is a book, not a remark.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Characters of a name that are shown.
const MAX_NAME_CHARS: usize = 200;

/// A change within this time of publishing is part of publishing.
const EDIT_GRACE: SignedDuration = SignedDuration::from_secs(60);

/// A comment's text that is HTML.
pub(super) fn body(untrusted: &str, base: Option<&Url>) -> GatedHtml {
    html::gate(cut(untrusted, MAX_BODY_BYTES), base)
}

/// A comment's text that is no markup.
pub(super) fn plain_body(untrusted: &str) -> GatedHtml {
    html::gate_text(cut(untrusted, MAX_BODY_BYTES))
}

/// A comment's text that is Markdown (CommonMark); markup of HTML in it goes through the gate too.
pub(super) fn markdown_body(untrusted: &str, base: Option<&Url>) -> GatedHtml {
    use pulldown_cmark::{Options, Parser};
    let source = cut(untrusted, MAX_BODY_BYTES);
    let mut markup = String::with_capacity(source.len() * 2);
    let extensions = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    pulldown_cmark::html::push_html(&mut markup, Parser::new_ext(source, extensions));
    html::gate(&markup, base)
}

/// The longest beginning of at most so many bytes that ends at a character.
fn cut(text: &str, max_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(max_bytes)]
}

/// A name that is text.
pub(super) fn name(untrusted: &str) -> Option<SafeText> {
    shortened(SafeText::new(untrusted))
}

/// A name that the source escapes once for HTML, without markup.
pub(super) fn escaped_name(untrusted: &str) -> Option<SafeText> {
    shortened(SafeText::new(&plain::decode_entities(untrusted)))
}

/// A name in which the source writes entities, or even markup.
pub(super) fn html_name(untrusted: &str) -> Option<SafeText> {
    shortened(plain::one_line(untrusted))
}

fn shortened(name: SafeText) -> Option<SafeText> {
    if name.is_empty() {
        return None;
    }
    let text = name.as_str();
    match text.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => Some(SafeText::new(&format!("{}…", &text[..end]))),
        None => Some(name),
    }
}

/// Text as it is written inside HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The HTML of a post below its content warning: the warning is text, the content is HTML.
pub(super) fn warned(warning: Value<'_>, content: Value<'_>) -> String {
    let content = content.text().unwrap_or_default();
    match warning.filled() {
        Some(warning) => format!("<p><strong>{}</strong></p>{content}", escaped(&warning)),
        None => content.into_owned(),
    }
}

/// An address that the reader may open: http or https, with a host and without a password.
pub(super) fn web_url(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let url = match base {
        Some(base) => base.join(text),
        None => Url::parse(text),
    };
    url.ok().filter(is_web)
}

/// Whether an author's page is the site that an article is on: whoever has a site to themselves wrote what is
/// published there. A page below the root is one of many people's.
pub(super) fn is_home_of(page: &Url, article: &Url) -> bool {
    let host = |url: &Url| {
        url.host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    page.path() == "/" && host(page).is_some() && host(page) == host(article)
}

/// Whether an address is one that is ever asked or opened (section 12).
pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
}

/// A comment with the id of a JSON field; none where the field is no id.
pub(super) fn comment(id: Value<'_>) -> Option<Comment> {
    Some(Comment::new(CommentId::new(&id.id()?)))
}

/// The id in a JSON field.
pub(super) fn id(value: Value<'_>) -> Option<CommentId> {
    value.id().map(|id| CommentId::new(&id))
}

/// A moment as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// With its offset from UTC.
    Exact(Timestamp, Offset),
    /// By a clock of unknown place.
    Local(DateTime),
    /// Only the day.
    Day(Date),
}

/// Reads an ISO 8601 date with or without time and offset; a blank may stand for the T, and the
/// offset may be written without a colon.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.len() < 8 || text.len() > 40 {
        return None;
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(Moment::Exact(time, written_offset(text)));
    }
    if text.contains(':') {
        return text.parse().ok().map(Moment::Local);
    }
    text.parse().ok().map(Moment::Day)
}

/// The offset at the end of a time that has one.
fn written_offset(text: &str) -> Offset {
    let Some(at) = text.rfind(['+', '-']).filter(|&at| at > 10) else {
        return Offset::UTC;
    };
    let digits: String = text[at..].chars().filter(char::is_ascii_digit).collect();
    let number = |digits: Option<&str>| digits.and_then(|d| d.parse::<i32>().ok()).unwrap_or(0);
    let minutes = number(digits.get(..2)) * 60 + number(digits.get(2..4));
    let sign = if text[at..].starts_with('-') { -60 } else { 60 };
    Offset::from_seconds(sign * minutes).unwrap_or(Offset::UTC)
}

/// Reads a time of an interface that means UTC where it writes no offset.
pub(super) fn utc(text: &str) -> Option<Timestamp> {
    match moment(text)? {
        Moment::Exact(time, _) => Some(time),
        Moment::Local(time) => Offset::UTC.to_timestamp(time).ok(),
        Moment::Day(day) => Offset::UTC
            .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
            .ok(),
    }
}

/// The time in a JSON field: text as [`utc`], or a number of seconds since 1970.
pub(super) fn time(value: Value<'_>) -> Option<Timestamp> {
    match value.text() {
        Some(text) => utc(&text),
        None => seconds(value),
    }
}

/// The time in a JSON field that counts seconds since 1970.
pub(super) fn seconds(value: Value<'_>) -> Option<Timestamp> {
    let seconds = value.float()?;
    // The cast saturates, and the type refuses what lies outside its range.
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()
}

/// Tells whether a comment was changed after it was published.
pub(super) fn edited(published: Option<Timestamp>, changed: Option<Timestamp>) -> Edited {
    match (published, changed) {
        (Some(published), Some(changed)) if changed.duration_since(published) > EDIT_GRACE => {
            Edited::At(changed)
        }
        _ => Edited::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_ways_that_services_write_them() {
        let noon = utc("2025-01-02T12:00:00Z");
        assert!(noon.is_some());
        for same in [
            "2025-01-02T12:00:00",
            "2025-01-02 12:00:00",
            "2025-01-02T14:00:00+02:00",
            "2025-01-02T14:00:00+0200",
            "2025-01-02T06:00:00.000-06:00",
            " 2025-01-02T12:00:00.000Z ",
        ] {
            assert_eq!(utc(same), noon, "{same}");
        }
        assert_eq!(
            moment("2025-01-02"),
            Some(Moment::Day(jiff::civil::date(2025, 1, 2)))
        );
        for rubbish in [
            "comment_date",
            "",
            "3 hours ago",
            "2025-13-45T00:00:00Z",
            "12:30",
        ] {
            assert_eq!(moment(rubbish), None, "{rubbish}");
        }
    }

    #[test]
    fn an_offset_is_kept_for_times_on_the_same_page_that_have_none() {
        let offset = |text| match moment(text) {
            Some(Moment::Exact(_, offset)) => offset.seconds(),
            other => panic!("{other:?}"),
        };
        assert_eq!(offset("2025-01-02T14:00:00+0530"), 19_800);
        assert_eq!(offset("2025-01-02T14:00:00-06:00"), -21_600);
        assert_eq!(offset("2025-01-02T14:00:00Z"), 0);
    }

    #[test]
    fn addresses_with_passwords_or_other_schemes_are_none() {
        assert!(web_url("https://a.example/x", None).is_some());
        for bad in [
            "javascript:alert(1)",
            "https://u:p@a.example/",
            "file:///etc/passwd",
            " ",
        ] {
            assert_eq!(web_url(bad, None), None, "{bad}");
        }
    }

    #[test]
    fn long_names_are_cut() {
        let long = name(&"x".repeat(5000)).unwrap();
        assert_eq!(long.as_str().chars().count(), 201);
        assert_eq!(name(" \u{1b} "), None);
    }
}
