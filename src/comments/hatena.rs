//! Remarks at Hatena Bookmark (section 7.15).
//!
//! <https://developer.hatena.ne.jp/ja/documents/bookmark/apis/getinfo>

use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use url::Url;

use super::json::Value;
use super::services::{HATENA, at};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::comment::Comment;
use crate::model::discussion::{SourceOrder, ThreadRef};
use crate::model::id::CommentId;

/// Japan's time, in which the service writes.
const JAPAN: Offset = Offset::constant(9);

const NAME: &str = "hatena";

/// The source.
pub(super) struct Hatena;

#[derive(Serialize, Deserialize)]
struct Place {
    article: Url,
}

impl CommentSource for Hatena {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Hatena Bookmark"
    }

    /// Only for the service's own blogs: asking about other pages tells what is being read.
    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        const BLOGS: [&str; 4] = [
            ".hatenablog.com",
            ".hatenablog.jp",
            ".hateblo.jp",
            ".hatenadiary.jp",
        ];
        let link = article.article().filter(|link| {
            let host = link.host_str().unwrap_or_default();
            BLOGS.iter().any(|end| host.ends_with(end))
        });
        link.map(candidate).into_iter().collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        let article = place::<Place>(thread)?.article;
        let url = at(
            HATENA,
            &["entry", "jsonlite", ""],
            &[("url", article.as_str())],
        );
        Ok(vec![Ask::get(url, Accept::Json)])
    }

    fn read(&self, _thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        let document = answer::json(reply)?;
        let root = document.root();
        // The service answers null for a page that nobody has marked.
        if !root.is_null() && !root.get("bookmarks").is_array() {
            return Err(SourceError::Malformed(
                "Hatena sent no list of bookmarks".into(),
            ));
        }
        let eid = root.get("eid").id().unwrap_or_default();
        let comments = root
            .get("bookmarks")
            .items()
            .filter_map(|mark| comment(mark, &eid))
            .collect();
        Ok(Batch {
            order: SourceOrder::Newest,
            ..Batch::of(comments)
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place {
            article: page.clone(),
        })
    }
}

fn candidate(article: &Url) -> Candidate {
    let place = Place {
        article: article.clone(),
    };
    let page = Some(article.clone());
    Candidate::new(Rank::Reactions, NAME, article.to_string(), &place, page)
}

/// The remarks about an article.
pub(super) fn thread(article: &Url) -> ThreadRef {
    candidate(article).thread
}

/// A bookmark with words; a user has one for each page, so the name is the id.
fn comment(mark: Value<'_>, eid: &str) -> Option<Comment> {
    let user = mark.get("user").filled()?;
    let words = mark.get("comment").filled()?;
    let stamp = mark
        .get("timestamp")
        .text()
        .unwrap_or_default()
        .replace('/', "-");
    let day = stamp.get(..10).unwrap_or_default().replace('-', "");
    let published = match fields::moment(&stamp) {
        Some(fields::Moment::Local(time)) => JAPAN.to_timestamp(time).ok(),
        _ => fields::utc(&stamp),
    };
    let permalink = at(HATENA, &[&user, &day], &[]);
    let permalink = fields::web_url(&format!("{permalink}#bookmark-{eid}"), None);
    Some(Comment {
        author: fields::name(&user),
        author_url: Some(at(HATENA, &[&user, ""], &[])),
        published,
        body: fields::plain_body(&words),
        permalink,
        ..Comment::new(CommentId::new(&user))
    })
}
