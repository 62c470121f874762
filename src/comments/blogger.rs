//! Blogger's comment feed of one post, with paging (section 7.3); the entries are read as those of
//! every other comment feed.

use serde::{Deserialize, Serialize};
use url::Url;

use super::comment_feed::{self, is_blogger, read_feed};
use super::{Accept, Ask, Batch, Candidate, CommentSource, Evidence, Rank, Reply, SourceError};
use super::{answer, fields, locator, place};
use crate::model::discussion::ThreadRef;

/// Comments that are asked for at once.
const PER_PAGE: u32 = 100;

const NAME: &str = "blogger";

/// The source.
pub(super) struct Blogger;

#[derive(Serialize, Deserialize)]
struct Place {
    feed: Url,
}

impl CommentSource for Blogger {
    fn name(&self) -> &'static str {
        NAME
    }

    fn label(&self) -> &'static str {
        "Blogger"
    }

    fn find(&self, article: &Evidence<'_>) -> Vec<Candidate> {
        let stated = article.clues.replies.iter().map(|replies| &replies.url);
        let stated = stated
            .filter(|url| is_blogger(url))
            .find(|url| fields::is_web(url))
            .cloned();
        let in_feed = stated.or_else(|| feed_of_post(article));
        let in_page = article.page.and_then(|page| page.blogger_feed.clone());
        [(Rank::FeedComments, in_feed), (Rank::PageBlogger, in_page)]
            .into_iter()
            .filter_map(|(rank, feed)| {
                let feed = bare(feed?);
                let scope = post_number(&feed)?.to_owned();
                let page = article.article().cloned();
                Some(Candidate::new(rank, NAME, scope, &Place { feed }, page))
            })
            .collect()
    }

    fn first(&self, thread: &ThreadRef) -> Result<Vec<Ask>, SourceError> {
        Ok(vec![ask_from(&place::<Place>(thread)?.feed, 1)])
    }

    fn read(&self, thread: &ThreadRef, reply: &Reply) -> Result<Batch, SourceError> {
        answer::accepted(reply)?;
        let feed = place::<Place>(thread)?.feed;
        let about = comment_feed::Place {
            link: thread.page.clone(),
            ..comment_feed::Place::default()
        };
        let batch = read_feed(reply, &about)?;
        let start = reply
            .ask
            .url
            .query_pairs()
            .find(|(name, _)| name == "start-index");
        let start: u32 = start.and_then(|(_, start)| start.parse().ok()).unwrap_or(1);
        // Servers give fewer than asked for; what came is what counts.
        let end = start.saturating_add(u32::try_from(batch.comments.len()).unwrap_or(u32::MAX));
        let more = !batch.comments.is_empty() && batch.total.is_some_and(|total| end <= total);
        Ok(Batch {
            next: more.then(|| ask_from(&feed, end)).into_iter().collect(),
            partial: false,
            ..batch
        })
    }

    fn saved_place(&self, page: &Url) -> String {
        locator(&Place { feed: page.clone() })
    }
}

/// The comment feed of a post whose number is in its id: `tag:blogger.com,1999:blog-B.post-P`.
fn feed_of_post(article: &Evidence<'_>) -> Option<Url> {
    let guid = article.clues.guid.as_deref()?;
    let (_, post) = guid
        .strip_prefix("tag:blogger.com,")?
        .rsplit_once(".post-")?;
    let is_number = !post.is_empty() && post.bytes().all(|byte| byte.is_ascii_digit());
    let root = article.article()?.join("/").ok().filter(|_| is_number)?;
    Some(super::services::below(
        &root,
        &["feeds", post, "comments", "default"],
        &[],
    ))
}

/// The post's number in `…/feeds/[BLOG/]POST/comments/default`.
fn post_number(feed: &Url) -> Option<&str> {
    let mut path = feed.path().trim_end_matches('/').rsplit('/');
    path.nth(2).filter(|post| !post.is_empty())
}

/// The address without what asks for a part.
fn bare(mut feed: Url) -> Url {
    feed.set_query(None);
    feed.set_fragment(None);
    feed
}

fn ask_from(feed: &Url, start: u32) -> Ask {
    let mut url = bare(feed.clone());
    url.query_pairs_mut().extend_pairs([
        ("orderby", "published"),
        ("reverse", "false"),
        ("max-results", &PER_PAGE.to_string()),
        ("start-index", &start.to_string()),
        ("v", "2"),
    ]);
    Ask::get(url, Accept::Feed)
}
