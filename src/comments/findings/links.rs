//! What a page's head links to: its publishing system's interfaces and its comment feeds (section 5).

use url::Url;

use crate::comments::answer;
use crate::comments::comment_feed::is_blogger;
use crate::comments::findings::Findings;
use crate::comments::{Reply, fields, wordpress, wordpress_com};
use crate::text::dom::{Dom, Element};

/// Comment feeds kept of a page; themes link to two or three forms of one.
const MAX_FEEDS: usize = 4;

/// Elements with `link` or `a` that are looked at; a page's head has fewer.
const MAX_LINKS: usize = 20_000;

/// Bytes of a title that are compared.
const MAX_TITLE_BYTES: usize = 300;

/// WordPress's name for the relation to its interface.
const REST_RELATION: &str = "https://api.w.org/";

/// Reads the links of a page, and of the headers that came with it.
pub(super) fn read(dom: &Dom, reply: &Reply, findings: &mut Findings) {
    let page = &reply.url;
    let base = |address: &str| fields::web_url(address, Some(page));
    findings.rest_base = answer::linked(reply, REST_RELATION).and_then(base);
    let title = title(dom);
    let links = dom
        .elements()
        .filter(|element| matches!(element.tag(), "link" | "a"))
        .take(MAX_LINKS);
    for link in links {
        let Some(url) = link.attr("href").and_then(base) else {
            continue;
        };
        if link.tag() == "a" {
            if is_blogger(&url) && is_of_post(&url) && is_same_host(&url, page) {
                findings.blogger_feed.get_or_insert(url);
            }
            continue;
        }
        for relation in link
            .attr("rel")
            .unwrap_or_default()
            .split_ascii_whitespace()
        {
            take(relation, link, &url, page, title.as_deref(), findings);
        }
    }
    for relation in ["alternate", "shortlink"] {
        if let Some(url) = answer::linked(reply, relation).and_then(base) {
            take_post(&url, findings);
        }
    }
    findings.wordpress_post = findings.wordpress_post.or_else(|| post_in_body(dom));
}

/// Takes what one `link` element says.
fn take(
    relation: &str,
    link: Element<'_>,
    url: &Url,
    page: &Url,
    title: Option<&str>,
    findings: &mut Findings,
) {
    match relation {
        REST_RELATION => {
            findings.rest_base.get_or_insert_with(|| url.clone());
        }
        "canonical" if is_same_host(url, page) => {
            findings.canonical.get_or_insert_with(|| url.clone());
        }
        "shortlink" => take_post(url, findings),
        "webmention" => {
            findings.webmention_io |= url.host_str() == Some("webmention.io");
        }
        "alternate" => match link.attr("type").unwrap_or_default() {
            "application/json" => take_post(url, findings),
            "application/activity+json" if is_same_host(url, page) => {
                findings.activity.get_or_insert_with(|| url.clone());
            }
            "application/rss+xml" | "application/atom+xml" => {
                take_feed(url, link, page, title, findings);
            }
            _ => {}
        },
        _ => {}
    }
}

/// Takes an article's number out of an address of WordPress.
fn take_post(url: &Url, findings: &mut Findings) {
    if let Some(numbers) = wordpress_com::short_link(url) {
        findings.wordpress_com.get_or_insert(numbers);
    } else if let Some((base, post)) = rest_address(url) {
        findings.rest_base.get_or_insert(base);
        findings.wordpress_post = Some(post);
    } else if let Some(post) = wordpress::post_in_query(url) {
        findings.wordpress_post.get_or_insert(post);
    }
}

/// The interface's root and the article's number in `…/wp/v2/posts/7`, also where the path is in the
/// query.
fn rest_address(url: &Url) -> Option<(Url, u64)> {
    let in_query = url.query_pairs().find(|(name, _)| name == "rest_route");
    let route = match &in_query {
        Some((_, route)) => route.as_ref(),
        None => url.path(),
    };
    let (before, behind) = route.split_once("wp/v2/")?;
    let (kind, post) = behind.trim_end_matches('/').split_once('/')?;
    if matches!(kind, "categories" | "tags" | "users" | "comments" | "media") {
        return None;
    }
    let post = post.parse().ok()?;
    let mut base = url.clone();
    base.set_query(None);
    base.set_fragment(None);
    match in_query {
        Some(_) => {
            base.query_pairs_mut().append_pair("rest_route", "/");
        }
        None => base.set_path(before),
    }
    Some((base, post))
}

/// Takes a feed that is about this article alone.
fn take_feed(
    url: &Url,
    link: Element<'_>,
    page: &Url,
    title: Option<&str>,
    findings: &mut Findings,
) {
    if is_blogger(url) {
        if is_of_post(url) {
            findings.blogger_feed.get_or_insert_with(|| url.clone());
        }
        return;
    }
    let path = page.path().trim_end_matches('/');
    let extends = url
        .path()
        .strip_prefix(path)
        .is_some_and(|rest| rest.starts_with("/feed"));
    let is_below = path.len() > 1 && extends && is_same_host(url, page);
    let stated = link.attr("title").unwrap_or_default();
    let is_named = title.is_some_and(|title| stated.contains(title) && stated != title);
    let is_new = !findings.comment_feeds.contains(url);
    if (is_below || is_named) && is_new && findings.comment_feeds.len() < MAX_FEEDS {
        findings.comment_feeds.push(url.clone());
    }
}

/// Whether a comment feed of Blogger is that of one article: the number is in its path.
fn is_of_post(url: &Url) -> bool {
    let mut path = url.path_segments().into_iter().flatten();
    path.any(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The article's title, long enough that it is in no other feed's title by chance.
fn title(dom: &Dom) -> Option<String> {
    const MIN_CHARS: usize = 12;

    let stated = dom
        .root()
        .first("meta[property='og:title']")
        .and_then(|meta| meta.attr("content"))
        .map(str::to_owned);
    let title = stated.or_else(|| Some(dom.root().first("h1")?.text(MAX_TITLE_BYTES)))?;
    let title = title.trim();
    (title.chars().count() >= MIN_CHARS).then(|| title.to_owned())
}

/// The number in the classes of WordPress's `body`, else in the id of the only article.
fn post_in_body(dom: &Dom) -> Option<u64> {
    let body = dom.root().first("body")?;
    let prefixes = ["postid-", "page-id-"];
    let stated = body.classes().find_map(|class| {
        let number = prefixes
            .iter()
            .find_map(|prefix| class.strip_prefix(prefix));
        number?.parse().ok()
    });
    let articles = || {
        let mut posts = dom.elements().filter_map(|element| {
            let number = element.id()?.strip_prefix("post-")?.parse().ok()?;
            element.has_class("hentry").then_some(number)
        });
        let only = posts.next()?;
        posts.next().is_none().then_some(only)
    };
    stated.or_else(articles)
}

fn is_same_host(one: &Url, other: &Url) -> bool {
    one.host_str() == other.host_str()
}
