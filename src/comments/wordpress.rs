//! WordPress by its REST interface (section 7.1.2).
//!
//! <https://developer.wordpress.org/rest-api/reference/comments/>

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, batch, fields, locator, place};
use crate::model::comment::{Comment, Kind};
use crate::model::discussion::{Access, ThreadRef};
use crate::model::tree::MAX_COMMENTS;

/// Comments on a page of answers, the most that WordPress gives.
const PER_PAGE: usize = 100;

/// Pages that are known of: what fills a thread.
const MAX_PAGES: u32 = (MAX_COMMENTS / PER_PAGE) as u32;

/// The source.
pub(super) struct WordPress;

/// What WordPress and the plugins that close its interface say where they close it as a whole; other
/// words (`rest_cannot_read_post`, `rest_forbidden`) are also said of one post.
const CLOSED_AS_A_WHOLE: &[&str] = &[
    "rest_no_route",
    "rest_disabled",
    "rest_api_disabled",
    "rest_cannot_access",
    "rest_login_required",
    "rest_not_logged_in",
    "rest_authentication_required",
    "rest_api_authentication_required",
    "itsec_rest_api_access_restricted",
];

/// The source's name, and the corpus's name of its samples.
const NAME: &str = "wordpress-rest";

/// What WordPress calls articles, the likeliest first.
const POST_KINDS: [&str; 2] = ["posts", "pages"];

/// A post of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// The interface's root, `…/wp-json/` or `…?rest_route=/`.
    base: Url,
    /// The post's number.
    post: u64,
}

impl CommentSource for WordPress {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "WordPress"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let mut found = Vec::new();
        if let Some(page) = article.page {
            let post = page.wordpress_post.or_else(|| post_in_feed(article));
            if let (Some(base), Some(post)) = (page.rest_base.clone(), post) {
                found.push(candidate(Rank::PagePost, Place { base, post }, article));
            }
        }
        // The page knows where the interface is; without it the guid's root is the best guess.
        if found.is_empty()
            && let Some(post) = post_in_feed(article)
            && let Some(base) = root_in_feed(article)
        {
            found.push(candidate(Rank::FeedPost, Place { base, post }, article));
        }
        found
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_page(&place(thread)?, 1)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let place: Place = place(thread)?;
        let kind = POST_KINDS
            .iter()
            .position(|kind| reply.ask == ask_post(&place, kind));
        if let Some(next) = kind.and_then(|tried| POST_KINDS.get(tried + 1))
            && answer::is_gone(reply)
        {
            let mut batch = Batch::about();
            batch.aside.push(ask_post(&place, next));
            return Ok(batch);
        }
        let document = answer::json(reply)?;
        let root = document.root();
        if kind.is_some() || root.get("comment_status").text().is_some() {
            return Ok(about_post(root));
        }
        if !root.is_array() {
            return Err(refusal(root, reply));
        }
        let mut batch = batch::nested_by(root, &[], comment, account);
        let page = page_number(&reply.ask.url);
        let pages = answer::header_number(reply, "x-wp-totalpages");
        batch.next = match (pages, page) {
            (Some(pages), 1) => (2..=pages.min(MAX_PAGES))
                .map(|n| ask_page(&place, n))
                .collect(),
            (None, page) if batch.comments.len() >= PER_PAGE && page < MAX_PAGES => {
                vec![ask_page(&place, page + 1)]
            }
            _ => Vec::new(),
        };
        batch.total = answer::header_number(reply, "x-wp-total");
        if page == 1 && !batch.comments.is_empty() {
            batch.aside.push(ask_post(&place, POST_KINDS[0]));
        }
        Ok(batch)
    }

    fn is_shut_everywhere(&self, refusal: &Reply) -> bool {
        answer::refusal_word(refusal, "code")
            .is_some_and(|code| CLOSED_AS_A_WHOLE.contains(&code.as_str()))
    }

    fn saved_place(&self, page: &Url) -> String {
        let base = rest_root(page, page.path());
        locator(&Place { base, post: 0 })
    }
}

fn candidate(rank: Rank, place: Place, article: &Evidence<'_>) -> Candidate {
    let host = place.base.host_str().unwrap_or_default();
    let scope = format!("{host}{}#{}", place.base.path(), place.post);
    let page = article.article().cloned();
    Candidate::new(rank, NAME, scope, &place, page)
}

/// The post's number, as the feed's guid or WordPress's own element states it.
pub(super) fn post_in_feed(article: &Evidence<'_>) -> Option<u64> {
    article.clues.wordpress_post.or_else(|| {
        let guid = guid(article)?;
        post_in_query(&guid)
            .filter(|_| !article.clues.guid_is_permalink || article.is_made_by("wordpress"))
    })
}

fn guid(article: &Evidence<'_>) -> Option<Url> {
    let guid = article.clues.guid.as_deref()?;
    Url::parse(guid.trim()).ok().filter(fields::is_web)
}

/// The number in `?p=N`, `?page_id=N`, `?post_type=X&p=N`; none where the query says more.
pub(super) fn post_in_query(url: &Url) -> Option<u64> {
    let mut post = None;
    for (name, value) in url.query_pairs() {
        match &*name {
            "p" | "page_id" => post = value.parse().ok(),
            "post_type" => {}
            _ => return None,
        }
    }
    post.filter(|&number| number > 0)
}

/// Where the interface should be by what the feed says: beside the guid's root, on the article's host.
fn root_in_feed(article: &Evidence<'_>) -> Option<Url> {
    let guid = guid(article).filter(|guid| post_in_query(guid).is_some());
    let link = article.article().filter(|link| fields::is_web(link));
    match (link, &guid) {
        (Some(link), Some(guid)) => Some(rest_root(link, guid.path())),
        (None, Some(guid)) => Some(rest_root(guid, guid.path())),
        // The page was not read, so the host's root is all there is to go by.
        (Some(link), None) => article.page.is_none().then(|| rest_root(link, "/")),
        (None, None) => None,
    }
}

/// The interface of the site of `host` whose root is at `path`.
fn rest_root(host: &Url, path: &str) -> Url {
    let folder = &path[..path.rfind('/').map_or(0, |slash| slash + 1)];
    let mut root = host.clone();
    root.set_path(&format!(
        "{}wp-json/",
        if folder.is_empty() { "/" } else { folder }
    ));
    root.set_query(None);
    root.set_fragment(None);
    root
}

/// The request for one page of the comments.
fn ask_page(place: &Place, page: u32) -> Ask {
    // Not `content.rendered`: WordPress before 6.2 answers that with no content at all.
    let fields = "id,parent,author,author_name,author_url,date_gmt,content,link,type";
    let url = endpoint(
        &place.base,
        "wp/v2/comments",
        &[
            ("post", &place.post.to_string()),
            ("per_page", &PER_PAGE.to_string()),
            ("page", &page.to_string()),
            ("order", "asc"),
            ("orderby", "date_gmt"),
            ("_fields", fields),
        ],
    );
    Ask::get(url, Accept::Json)
}

/// The request for who wrote the post, and whether it still takes comments.
fn ask_post(place: &Place, kind: &str) -> Ask {
    let path = format!("wp/v2/{kind}/{}", place.post);
    let url = endpoint(&place.base, &path, &[("_fields", "author,comment_status")]);
    Ask::get(url, Accept::Json)
}

/// What the post tells.
fn about_post(post: Value<'_>) -> Batch {
    let mut batch = Batch::about();
    batch.accounts.add_opener(account(post));
    let status = post.get("comment_status").text();
    batch.access = Access::closed_if(status.as_deref() == Some("closed"));
    batch
}

/// The number of whoever wrote a post or a comment; strangers have none.
fn account(written: Value<'_>) -> Option<Cow<'_, str>> {
    written.get("author").id().filter(|number| number != "0")
}

/// An address of the interface; sites without pretty addresses have the path in the query.
fn endpoint(base: &Url, path: &str, query: &[(&str, &str)]) -> Url {
    let mut url = base.clone();
    url.set_query(None);
    let route = base
        .query_pairs()
        .find(|(name, _)| name == "rest_route")
        .map(|(_, route)| format!("{}/{path}", route.trim_end_matches('/')));
    match route {
        Some(route) => {
            url.query_pairs_mut().append_pair("rest_route", &route);
        }
        None => url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/'))),
    }
    url.query_pairs_mut().extend_pairs(query);
    url
}

fn page_number(url: &Url) -> u32 {
    url.query_pairs()
        .find(|(name, _)| name == "page")
        .and_then(|(_, page)| page.parse().ok())
        .unwrap_or(1)
}

fn refusal(root: Value<'_>, reply: &Reply) -> SourceError {
    let host = reply.url.host_str().unwrap_or("The site").to_owned();
    match root.get("code").filled() {
        Some(code) => {
            let code = crate::model::safe::SafeText::new(&code);
            SourceError::Closed(format!(
                "{host} has its comment interface switched off ({code})"
            ))
        }
        None => SourceError::Malformed(format!("{host} sent no list of comments")),
    }
}

fn comment(value: Value<'_>) -> Option<Comment> {
    let link = value.get("link").text();
    let permalink = link.and_then(|link| fields::web_url(&link, None));
    let author = value.get("author_name").text();
    let author_url = value.get("author_url").text();
    let rendered = value
        .get("content")
        .get("rendered")
        .text()
        .unwrap_or_default();
    Some(Comment {
        parent: fields::id(value.get("parent")).filter(|parent| parent.as_str() != "0"),
        author: author.and_then(|author| fields::escaped_name(&author)),
        author_url: author_url.and_then(|url| fields::web_url(&url, None)),
        // `date` is by the site's clock, of unknown place.
        published: fields::time(value.get("date_gmt")),
        body: fields::body(&rendered, permalink.as_ref()),
        permalink,
        kind: match value.get("type").text().as_deref() {
            Some("pingback" | "trackback") => Kind::Ping,
            _ => Kind::Comment,
        },
        ..fields::comment(value.get("id"))?
    })
}
