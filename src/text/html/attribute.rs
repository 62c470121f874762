//! The few attributes that pass the gate, and the addresses in them.

use std::borrow::Cow;

use url::Url;

use super::structure::bare_tex;
use super::writer::escape_value;
use crate::model::safe::SafeText;
use crate::text::tokens::{Attributes, head};

/// Bytes of an address. Browsers and servers agree on far less; longer ones carry data, not a place.
pub(super) const MAX_ADDRESS_BYTES: usize = 4_096;

/// Bytes of a title, a date or an alternative text.
const MAX_VALUE_BYTES: usize = 2_000;

/// Columns or rows that a cell may span.
const MAX_SPAN: u16 = 100;

/// The number that a list may start at, either side of zero.
const MAX_START: i32 = 1_000_000;

/// Bytes of the name of a programming language.
const MAX_LANGUAGE_BYTES: usize = 24;

/// Where lazily loading pages keep a picture's address, the likeliest first.
const LAZY_SOURCES: [&str; 6] = [
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-full-url",
    "data-url",
];

/// Hosts whose embedded pages show films, for the name of the link.
const VIDEO_HOSTS: [&str; 6] = [
    "youtube.com",
    "youtube-nocookie.com",
    "youtu.be",
    "vimeo.com",
    "dailymotion.com",
    "twitch.tv",
];

/// An address made absolute, if it leads where a reader can go.
pub(super) fn web_address(value: &str, base: Option<&Url>) -> Option<Url> {
    let value = value.trim();
    if value.is_empty() || value.len() > MAX_ADDRESS_BYTES {
        return None;
    }
    let url = match base {
        Some(base) => base.join(value).ok()?,
        None if value.starts_with("//") => Url::parse(&format!("https:{value}")).ok()?,
        None => Url::parse(value).ok()?,
    };
    // A name in front of the host hides which host it is.
    let is_plain_host = url.has_host() && url.username().is_empty() && url.password().is_none();
    let is_web = matches!(url.scheme(), "http" | "https") && is_plain_host;
    (is_web && url.as_str().len() <= MAX_ADDRESS_BYTES).then_some(url)
}

/// Where a link leads: the web, or a mail address. Places in the page itself are nowhere to go.
pub(super) fn link_address(value: &str, base: Option<&Url>) -> Option<Url> {
    let value = value.trim();
    if value.starts_with('#') || value.len() > MAX_ADDRESS_BYTES {
        return None;
    }
    let is_mail = value
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    if is_mail {
        let url = Url::parse(value).ok()?;
        return (url.path().contains('@') && url.as_str().len() <= MAX_ADDRESS_BYTES)
            .then_some(url);
    }
    web_address(value, base)
}

/// Whether an address leads to the web and is written in the one form that its parser would give it. Not
/// all such addresses are known here, but most that are met; parsing one costs twenty times this look.
fn is_normal(address: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    let Some((host, place)) = rest.and_then(|rest| Some(rest.split_at(rest.find('/')?))) else {
        return false;
    };
    let is_host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    // A last label with a digit in front is a number, and one in Punycode may not be valid.
    let mut labels = host.split('.');
    let is_name = labels.clone().count() > 1
        && labels.all(|label| {
            !label.is_empty() && !label.starts_with("xn--") && label.bytes().all(is_host)
        })
        && host
            .rsplit('.')
            .next()
            .is_some_and(|label| label.starts_with(|c: char| c.is_ascii_lowercase()));
    let is_place = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'/' | b'-'
                    | b'_'
                    | b'.'
                    | b'~'
                    | b'?'
                    | b'='
                    | b'&'
                    | b'+'
                    | b','
                    | b';'
                    | b':'
                    | b'@'
                    | b'!'
                    | b'*'
                    | b'('
                    | b')'
                    | b'#'
            )
    };
    // `/.` may be a step to the folder above.
    is_name
        && address.len() <= MAX_ADDRESS_BYTES
        && place.bytes().all(is_place)
        && !place.contains("/.")
}

/// Where a link leads, as it is written.
fn link_href<'v>(value: &'v str, base: Option<&Url>) -> Option<Cow<'v, str>> {
    match is_normal(value) {
        true => Some(Cow::Borrowed(value)),
        false => Some(Cow::Owned(link_address(value, base)?.into())),
    }
}

/// Where something on the web is, as it is written.
fn web_href<'v>(value: &'v str, base: Option<&Url>) -> Option<Cow<'v, str>> {
    match is_normal(value) {
        true => Some(Cow::Borrowed(value)),
        false => Some(Cow::Owned(web_address(value, base)?.into())),
    }
}

/// Writes the start tag of a kept element with the attributes that it may have.
pub(super) fn start_tag(
    tag: &mut String,
    name: &str,
    attributes: Attributes<'_>,
    base: Option<&Url>,
) {
    tag.clear();
    tag.push('<');
    tag.push_str(name);
    match name {
        "blockquote" => {
            if let Some(address) = attributes.get("cite").and_then(|cite| web_href(cite, base)) {
                push(tag, "cite", &address);
            }
        }
        "abbr" => push_text(tag, attributes, "title"),
        "time" => push_text(tag, attributes, "datetime"),
        "td" | "th" => {
            push_span(tag, attributes, "colspan");
            push_span(tag, attributes, "rowspan");
        }
        "ol" => {
            let start = attributes
                .get("start")
                .and_then(|start| start.trim().parse::<i32>().ok());
            let is_reversed = attributes.get("reversed").is_some();
            if let Some(start) = start.filter(|&start| start != 1 || is_reversed) {
                push_number(tag, "start", start);
            }
            if is_reversed {
                push(tag, "reversed", "");
            }
            if let Some(kind) = marker_kind(attributes) {
                push(tag, "type", kind);
            }
        }
        "li" => {
            let value = attributes
                .get("value")
                .and_then(|value| value.trim().parse::<i32>().ok());
            if let Some(value) = value {
                push_number(tag, "value", value);
            }
        }
        "pre" | "code" => {
            if let Some(language) = attributes.get("class").and_then(language) {
                push(tag, "class", &format!("language-{language}"));
            }
        }
        _ => {}
    }
    tag.push('>');
}

fn push_number(tag: &mut String, name: &str, number: i32) {
    push(tag, name, &number.clamp(-MAX_START, MAX_START).to_string());
}

/// What the items of an ordered list are counted in, if not in decimal numbers.
fn marker_kind(attributes: Attributes<'_>) -> Option<&'static str> {
    const KINDS: [(&str, &str); 6] = [
        ("lower-alpha", "a"),
        ("lower-latin", "a"),
        ("upper-alpha", "A"),
        ("upper-latin", "A"),
        ("lower-roman", "i"),
        ("upper-roman", "I"),
    ];
    let style = attributes.get("style").unwrap_or_default();
    let styled = declarations(style)
        .filter(|(name, _)| name.starts_with("list-style"))
        .flat_map(|(_, value)| value.split_ascii_whitespace())
        .find_map(|word| {
            KINDS
                .iter()
                .find(|(name, _)| word.eq_ignore_ascii_case(name))
        });
    if let Some((_, kind)) = styled {
        return Some(kind);
    }
    let kind = attributes.get("type")?.trim();
    KINDS
        .iter()
        .map(|(_, known)| *known)
        .find(|known| *known == kind)
}

/// The declarations of a `style` attribute.
pub(super) fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    head(style, MAX_VALUE_BYTES)
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
}

/// Writes the start tag of a link, if it leads somewhere.
pub(super) fn link_tag(
    tag: &mut String,
    attributes: Attributes<'_>,
    base: Option<&Url>,
) -> Option<()> {
    let address = link_href(attributes.get("href")?, base)?;
    tag.clear();
    tag.push_str("<a");
    push(tag, "href", &address);
    push_text(tag, attributes, "title");
    tag.push('>');
    Some(())
}

/// What becomes of a picture.
pub(super) enum Picture {
    /// A tag, and the address in it.
    Tag(String, String),
    /// Only its alternative text: an emoji, or a picture without an address.
    Text(String),
    /// Nothing: no address and no text, or one of those dots that count readers.
    Nothing,
}

/// Reads a picture. `fallback` is an address that the surrounding `<picture>` offered.
pub(super) fn picture(
    attributes: Attributes<'_>,
    fallback: Option<&str>,
    base: Option<&Url>,
) -> Picture {
    if is_dot(attributes) {
        return Picture::Nothing;
    }
    let alt = attributes.get("alt").unwrap_or_default();
    let alt = SafeText::new(head(alt, MAX_VALUE_BYTES));
    let is_emoji = attributes.get("class").is_some_and(|class| {
        class
            .split_ascii_whitespace()
            .any(|class| matches!(class, "emoji" | "wp-smiley"))
    });
    // Wikipedia's pictures of formulas, whose alternative text is TeX.
    let is_formula = attributes
        .get("class")
        .is_some_and(|class| class.contains("math-fallback-image"));
    if is_formula && !alt.is_empty() {
        return Picture::Text(bare_tex(alt.as_str()).to_owned());
    }
    if is_emoji && !alt.is_empty() {
        return Picture::Text(alt.as_str().to_owned());
    }
    let source = LAZY_SOURCES
        .iter()
        .filter_map(|name| attributes.get(name))
        .chain(attributes.get("src"))
        .chain(attributes.get("srcset").and_then(first_candidate))
        .chain(attributes.get("data-srcset").and_then(first_candidate))
        .chain(fallback)
        .find_map(|source| web_href(source, base));
    let Some(source) = source else {
        return match alt.is_empty() {
            true => Picture::Nothing,
            false => Picture::Text(alt.as_str().to_owned()),
        };
    };
    let mut tag = "<img".to_owned();
    push(&mut tag, "src", &source);
    if !alt.is_empty() {
        push(&mut tag, "alt", alt.as_str());
    }
    push_text(&mut tag, attributes, "title");
    tag.push('>');
    Picture::Tag(tag, source.into_owned())
}

/// The first address of a `srcset`.
pub(super) fn first_candidate(srcset: &str) -> Option<&str> {
    srcset
        .split_ascii_whitespace()
        .map(|candidate| candidate.trim_matches(','))
        .find(|candidate| !candidate.is_empty())
}

/// The address of something embedded; nothing for invisible frames that only count readers.
pub(super) fn embedded(name: &str, attributes: Attributes<'_>, base: Option<&Url>) -> Option<Url> {
    if is_dot(attributes) {
        return None;
    }
    let keys: &[&str] = match name {
        "object" => &["data"],
        _ => &["src", "data-src", "data-lazy-src"],
    };
    keys.iter()
        .filter_map(|key| attributes.get(key))
        .find_map(|source| web_address(source, base))
}

/// The name of the link that stands for something embedded.
pub(super) fn embed_label(name: &str, url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let is_video_host = VIDEO_HOSTS.iter().any(|video| {
        host.strip_suffix(video)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    let kind = match name {
        "video" => "video",
        "audio" => "audio",
        _ if is_video_host => "video",
        _ => "embedded",
    };
    format!("[{kind}: {host}]")
}

/// Whether something is drawn so small that it is there to be fetched, not seen.
fn is_dot(attributes: Attributes<'_>) -> bool {
    let is_tiny = |name| {
        attributes
            .get(name)
            .is_some_and(|size| matches!(size.trim().trim_end_matches("px"), "0" | "1"))
    };
    is_tiny("width") && (is_tiny("height") || attributes.get("height").is_none())
        || is_tiny("height") && attributes.get("width").is_none()
}

/// The programming language that a class names, in the ways of Markdown, GitHub and old highlighters.
fn language(class: &str) -> Option<&str> {
    let mut classes = class.split_ascii_whitespace();
    let name = loop {
        let class = classes.next()?;
        if class == "brush:" {
            break classes.next()?;
        }
        let name = ["language-", "lang-", "highlight-source-", "brush:"]
            .iter()
            .find_map(|prefix| class.strip_prefix(prefix));
        if let Some(name) = name {
            break name;
        }
    };
    let name = name.trim_end_matches(';');
    let is_name = !name.is_empty()
        && name.len() <= MAX_LANGUAGE_BYTES
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'_' | b'-' | b'.'));
    is_name.then_some(name)
}

fn push_span(tag: &mut String, attributes: Attributes<'_>, name: &str) {
    let span = attributes
        .get(name)
        .and_then(|span| span.trim().parse::<u32>().ok());
    if let Some(span) = span.filter(|&span| span > 1) {
        push(tag, name, &span.min(u32::from(MAX_SPAN)).to_string());
    }
}

fn push_text(tag: &mut String, attributes: Attributes<'_>, name: &str) {
    let value = attributes.get(name).unwrap_or_default();
    if let Some(value) = SafeText::non_empty(head(value, MAX_VALUE_BYTES)) {
        push(tag, name, value.as_str());
    }
}

fn push(tag: &mut String, name: &str, value: &str) {
    tag.push(' ');
    tag.push_str(name);
    tag.push_str("=\"");
    escape_value(tag, value);
    tag.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_they_are_met_are_known_without_parsing_them() {
        for normal in [
            "https://www.example.org/4711/page?id=4711&ref=feed#top",
            "http://a-b.example/~ann/x_y.html",
        ] {
            assert!(is_normal(normal), "{normal}");
        }
        for other in [
            "https://example.org",
            "https://example.org/a/../b",
            "https://EXAMPLE.org/",
            "https://ann@example.org/",
            "https://1.2.3.4/",
            "https://example.org:443/",
            "https://xn--example/",
            "https://example..org/",
            "https://example.org/ä",
            "https://example.org/a b",
            "https://localhost/",
            "javascript:alert(1)//a.b/",
        ] {
            assert!(!is_normal(other), "{other}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

        #[test]
        fn an_address_in_its_normal_form_is_what_its_parser_gives(
            address in "https?://([a-z0-9-]{1,5}\\.){1,2}[a-z0-9-]{1,4}\\.?/[!-~]{0,12}",
        ) {
            if is_normal(&address) {
                let base = Url::parse("https://blog.example/a/b").unwrap();
                let parsed = web_address(&address, Some(&base)).map(String::from);
                proptest::prop_assert_eq!(parsed.as_deref(), Some(address.as_str()));
                let linked = link_address(&address, None).map(String::from);
                proptest::prop_assert_eq!(linked.as_deref(), Some(address.as_str()));
            }
        }
    }
}
