//! Discussions out of files: answers that somebody saved, read as if they had just arrived.

use std::collections::BTreeMap;

use url::Url;

use super::batch::Whole;
use super::{Accept, Ask, CommentSource, Loaded, Reply, SOURCES, SourceError, Step, source};
use crate::model::discussion::ThreadRef;

/// Stands for the address of answers that came from nowhere (RFC 2606 section 2).
const NOWHERE: &str = "https://saved.invalid/";

/// Kinds of saved answers that are called otherwise than the source that reads them.
const ALIASES: &[(&str, &str)] = &[
    ("atom-threading", "comment-feed"),
    ("generic-html", "html"),
    ("indieweb", "webmention.io"),
    ("indieweb-html", "html"),
    ("micro-blog", "micro.blog"),
    ("rss2-comments-elements", "comment-feed"),
    ("schema-org", "html"),
    ("seed", "wordpress-rest"),
    ("wordpress-html", "html"),
];

/// The names by which [`map_saved`] knows kinds of answers: of the sources first, then the other ones.
pub fn saved_kinds() -> impl Iterator<Item = &'static str> {
    let sources = SOURCES.iter().map(|source| source.name());
    sources.chain(ALIASES.iter().map(|(alias, _)| *alias))
}

/// Reads saved answers, in the order of their pages. The kind of answer is named as a source or as the
/// folders of a corpus of samples are: `wordpress-rest`, `wordpress-html`, `atom-threading`, ….
///
/// The source that is named reads them, whatever the files are called. Where it can make nothing of them
/// and they are a feed or a page, they are read as that: a source's page or comment feed that somebody
/// saved beside its other answers.
///
/// # Errors
///
/// Fails if no source has this name, or none of the files can be read.
pub fn map_saved(
    kind: &str,
    files: &[(String, Vec<u8>)],
    url: Option<&Url>,
) -> Result<Loaded, SourceError> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == kind);
    let named = source(alias.map_or(kind, |(_, name)| name))
        .ok_or_else(|| SourceError::Closed(format!("There is no comment source {kind:?}")))?;
    let read = map_by(named, files, url);
    let other = files
        .iter()
        .find_map(|(_, body)| form(body))
        .and_then(source);
    match (read, other.filter(|other| other.name() != named.name())) {
        (Err(_), Some(other)) => map_by(other, files, url),
        (read, _) => read,
    }
}

fn map_by(
    source: &dyn CommentSource,
    files: &[(String, Vec<u8>)],
    url: Option<&Url>,
) -> Result<Loaded, SourceError> {
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

/// The source of documents of this form, by how they begin: of feeds, or of pages.
fn form(body: &[u8]) -> Option<&'static str> {
    const BEGINNING_BYTES: usize = 1024;
    let beginning = String::from_utf8_lossy(&body[..body.len().min(BEGINNING_BYTES)]);
    let beginning = beginning.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let has = |tag: &str| beginning.to_ascii_lowercase().contains(tag);
    if !beginning.starts_with('<') {
        None
    } else if has("<rss") || has("<feed") || has("<rdf:rdf") {
        Some("comment-feed")
    } else {
        Some("html")
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
