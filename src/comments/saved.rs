//! Discussions out of files: answers that somebody saved, read as if they had just arrived.

use std::collections::BTreeMap;

use url::Url;

use super::batch::Whole;
use super::{Accept, Ask, Loaded, Reply, SourceError, Step, source};
use crate::model::discussion::ThreadRef;

/// Stands for the address of answers that came from nowhere (RFC 2606 section 2).
const NOWHERE: &str = "https://saved.invalid/";

/// Reads saved answers, in the order of their pages. The kind of answer is named as a source or as the
/// folders of a corpus of samples are: `wordpress-rest`, `wordpress-html`, `atom-threading`, ….
///
/// # Errors
///
/// Fails if no source has this name, or none of the files can be read by it.
pub fn map_saved(
    kind: &str,
    files: &[(String, Vec<u8>)],
    url: Option<&Url>,
) -> Result<Loaded, SourceError> {
    let name = source_name(kind, files);
    let source = source(name)
        .ok_or_else(|| SourceError::Closed(format!("There is no comment source {kind:?}")))?;
    let nowhere = Url::parse(NOWHERE).expect("the address is well formed");
    let page = url.unwrap_or(&nowhere);
    let thread = ThreadRef {
        source: source.name().to_owned(),
        scope: page.to_string(),
        locator: source.saved_place(page),
        page: url.cloned(),
    };
    let mut whole = Whole::default();
    for (_, body) in files {
        let reply = reply(page, body);
        whole.take(source.read(&thread, &reply), &reply);
    }
    match whole.finish()? {
        Step::Loaded(loaded) => Ok(loaded),
        Step::Ask(_) => Err(SourceError::Malformed("The files hold no comments".into())),
    }
}

/// The source that reads a folder's samples; a feed or a page in it is read by the source of those.
fn source_name<'a>(kind: &'a str, files: &[(String, Vec<u8>)]) -> &'a str {
    let ends_with = |ends: &[&str]| {
        files.iter().any(|(name, _)| {
            let name = name.to_ascii_lowercase();
            ends.iter().any(|end| name.ends_with(end))
        })
    };
    let is_feed = ends_with(&[".xml", ".atom", ".rss"]);
    let is_page = ends_with(&[".html", ".htm"]);
    match kind {
        "disqus" | "slashdot" if is_page => kind,
        "blogger" | "reddit" if is_feed => kind,
        _ if is_feed => "comment-feed",
        _ if is_page => "html",
        "atom-threading" | "rss2-comments-elements" => "comment-feed",
        "wordpress-html" | "generic-html" | "schema-org" | "indieweb-html" => "html",
        "seed" => "wordpress-rest",
        "indieweb" => "webmention.io",
        "micro-blog" => "micro.blog",
        other => other,
    }
}

fn reply(page: &Url, body: &[u8]) -> Reply {
    Reply {
        ask: Ask::get(page.clone(), Accept::Json),
        url: page.clone(),
        status: 200,
        headers: BTreeMap::new(),
        body: body.to_vec(),
    }
}
