//! What a page is called.

use super::dom::{Dom, Element};
use super::plain;
use crate::model::safe::SafeText;

/// Bytes of a title that are read.
const MAX_TITLE_BYTES: usize = 1_000;

/// Headings that are compared with the title; an article's own is among the first.
const MAX_HEADINGS: usize = 20;

/// What sites put between an article's title and their own.
const SEPARATORS: [&str; 9] = [
    " | ", " – ", " — ", " - ", " · ", " • ", " » ", " « ", " :: ",
];

/// The title of the article in a page: what the page calls it to others, else its title without the site's
/// name, as far as the page tells that apart.
pub fn of_page(dom: &Dom) -> Option<SafeText> {
    let stated = ["meta[property='og:title']", "meta[name='twitter:title']"];
    let stated = stated.iter().find_map(|selector| meta(dom, selector));
    let title = || dom.root().first("title").and_then(words);
    let title = stated
        .or_else(title)
        .or_else(|| dom.root().first("h1").and_then(words))?;
    let site = meta(dom, "meta[property='og:site_name']");
    let title = SafeText::new(without_site(title.as_str(), site.as_ref(), dom));
    (!title.is_empty()).then_some(title)
}

fn meta(dom: &Dom, selector: &str) -> Option<SafeText> {
    let content = dom.root().first(selector)?.attr("content")?;
    let line = plain::one_line(content);
    (!line.is_empty()).then_some(line)
}

fn words(element: Element<'_>) -> Option<SafeText> {
    let line = SafeText::new(&element.text(MAX_TITLE_BYTES));
    (!line.is_empty()).then_some(line)
}

/// The title without the site's name at its end or beginning: where it is the name that the page states, or
/// where the rest is a heading of the page.
fn without_site<'a>(title: &'a str, site: Option<&SafeText>, dom: &Dom) -> &'a str {
    let headings = dom
        .elements()
        .filter(|element| matches!(element.tag(), "h1" | "h2"));
    let headings: Vec<SafeText> = headings.take(MAX_HEADINGS).filter_map(words).collect();
    let is_site = |part: &str| site.is_some_and(|site| site.as_str().eq_ignore_ascii_case(part));
    let is_heading = |part: &str| headings.iter().any(|heading| heading.as_str() == part);
    for separator in SEPARATORS {
        if let Some((rest, last)) = title.rsplit_once(separator)
            && (is_site(last) || is_heading(rest))
        {
            return rest;
        }
        if let Some((first, rest)) = title.split_once(separator)
            && (is_site(first) || is_heading(rest))
        {
            return rest;
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(html: &str) -> Option<String> {
        of_page(&Dom::parse(html)).map(|title| title.to_string())
    }

    #[test]
    fn a_page_is_called_as_its_article_is() {
        for (html, expected) in [
            ("<title>Bread days</title>", "Bread days"),
            (
                "<title>Bread &amp; butter\n  days</title>",
                "Bread & butter days",
            ),
            (
                "<title>Bread days – The Bakery</title><h1>Bread days</h1>",
                "Bread days",
            ),
            (
                "<title>The Bakery | Bread days</title><h2>Bread days</h2>",
                "Bread days",
            ),
            (
                "<meta property='og:site_name' content='The Bakery'><title>Bread - days - The Bakery</title>",
                "Bread - days",
            ),
            (
                "<meta property='og:title' content='Bread days'><title>Bread days | x</title>",
                "Bread days",
            ),
            ("<title>Bread - and days</title>", "Bread - and days"),
            ("<h1>Bread days</h1>", "Bread days"),
        ] {
            assert_eq!(title(html).as_deref(), Some(expected), "{html}");
        }
        assert_eq!(title("<p>x"), None);
        assert_eq!(title("<title> </title>"), None);
    }
}
