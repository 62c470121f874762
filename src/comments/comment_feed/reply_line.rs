//! The line that WordPress writes before a reply in its comment feeds (section 7.1.4).

use url::Url;

use crate::model::safe::GatedHtml;
use crate::text::dom::Dom;
use crate::text::html;

/// Characters of the words around the name, in any language.
const MAX_WORDS: usize = 40;

/// Bytes that are looked at of the line.
const MAX_LINE_BYTES: usize = 4096;

/// Takes the line "In reply to NAME." off a text: the parent's number, and what is left.
///
/// The words are localised, so the shape decides: the first block is a paragraph with exactly one link,
/// to a comment of a page whose address begins with `page`, few words outside of it, and a full stop at
/// the end. None where the text begins otherwise.
pub(super) fn take_reply_line(body: &GatedHtml, page: &str) -> Option<(String, GatedHtml)> {
    let text = body.as_str();
    let end = text.find("</p>")? + "</p>".len();
    let line = text.get(..end.min(MAX_LINE_BYTES))?;
    let dom = Dom::parse(line);
    let paragraph = dom
        .root()
        .children()
        .next()
        .filter(|first| first.tag() == "p")?;
    let links = paragraph.select("a");
    let [link] = links.as_slice() else {
        return None;
    };
    let url = Url::parse(link.attr("href")?).ok()?;
    let parent = url.fragment()?.strip_prefix("comment-")?;
    let is_number = !parent.is_empty() && parent.bytes().all(|byte| byte.is_ascii_digit());
    let words = paragraph.text(MAX_LINE_BYTES);
    let name = link.text(MAX_LINE_BYTES);
    let outside = words.chars().count().checked_sub(name.chars().count())?;
    let fits = is_number
        && url.path().starts_with(page.trim_end_matches('/'))
        && outside <= MAX_WORDS
        && words.ends_with(['.', '。'])
        && text.trim_start().starts_with("<p");
    fits.then(|| (parent.to_owned(), html::gate(&text[end..], None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(html: &str) -> Option<(String, String)> {
        let body = html::gate(html, None);
        let (parent, rest) = take_reply_line(&body, "/post/")?;
        Some((parent, rest.as_str().to_owned()))
    }

    #[test]
    fn the_line_before_a_reply_tells_the_parent_in_any_language() {
        let line = r#"<p>Als Antwort auf <a href="https://a.example/post/#comment-7">Ada</a>.</p><p>Yes.</p>"#;
        assert_eq!(taken(line), Some(("7".into(), "<p>Yes.</p>".into())));
        let line = r#"<p><a href="https://a.example/post/comment-page-2/#comment-7">Ada</a> への返信。</p><p>Yes.</p>"#;
        assert_eq!(taken(line), Some(("7".into(), "<p>Yes.</p>".into())));
    }

    #[test]
    fn what_people_write_themselves_is_left_alone() {
        for html in [
            "<p>Yes.</p>",
            r#"<p>I agree with <a href="https://a.example/post/#comment-7">Ada</a></p><p>Yes.</p>"#,
            r#"<p>See <a href="https://a.example/post/#respond">this</a>.</p>"#,
            r#"<p>See <a href="https://a.example/other/#comment-7">this</a>.</p>"#,
            r#"<p>This is a long sentence that somebody wrote about what <a href="https://a.example/post/#comment-7">Ada</a> said.</p>"#,
            r#"<p><a href="https://a.example/post/#comment-7">Ada</a> <a href="https://b.example/">b</a>.</p>"#,
            r#"<ul><li><p>to <a href="https://a.example/post/#comment-7">Ada</a>.</p></li></ul>"#,
        ] {
            assert_eq!(taken(html), None, "{html}");
        }
    }
}
