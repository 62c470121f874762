//! Tests of the store as its callers use it.

use jiff::{Timestamp, ToSpan};
use url::Url;

use super::{ArticleQuery, LoadedComments, NewArticle, Reader, Store, StoreError, Writer};
use crate::model::comment::Comment;
use crate::model::discussion::ThreadRef;
use crate::model::id::{ArticleId, CommentId, DiscussionId, FeedId};
use crate::model::safe::{GatedHtml, SafeText};

mod articles;
mod authors;
mod comments;
mod journal;
mod moves;
mod mute_articles;
mod processes;
mod recognise;
mod river;
mod undo;

/// The first minute of the tests' clock and those after it.
fn minute(minutes: i64) -> Timestamp {
    "2012-04-05T12:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn html(text: &str) -> GatedHtml {
    GatedHtml::assume(text.to_owned())
}

fn entry(identity: &str) -> NewArticle {
    NewArticle {
        identity: identity.to_owned(),
        title: SafeText::new(identity),
        body: html("<p>Words.</p>"),
        ..NewArticle::default()
    }
}

fn comment(id: &str) -> Comment {
    Comment {
        body: html("<p>A remark.</p>"),
        ..Comment::new(CommentId::new(id))
    }
}

fn ids(ids: &[&str]) -> Vec<CommentId> {
    ids.iter().map(|id| CommentId::new(id)).collect()
}

fn complete(comments: Vec<Comment>) -> LoadedComments {
    LoadedComments {
        comments,
        complete: true,
        ..LoadedComments::default()
    }
}

fn thread(scope: &str) -> ThreadRef {
    ThreadRef {
        source: "wordpress".into(),
        scope: scope.into(),
        locator: "https://example.org/wp-json".into(),
        page: None,
    }
}

/// Runs a job against a store that is gone afterwards.
fn in_memory(job: impl FnOnce(&mut Writer<'_>) -> Result<(), StoreError> + Send + 'static) {
    let store = Store::in_memory().unwrap();
    store.write_blocking(job).unwrap();
}

fn add_feed(writer: &mut Writer<'_>, address: &str) -> FeedId {
    let title = SafeText::new("A feed");
    writer
        .add_feed(&url(address), &title, None, minute(0))
        .unwrap()
}

/// A feed with one article and one discussion of it.
fn add_discussion(writer: &mut Writer<'_>) -> (ArticleId, DiscussionId) {
    let feed = add_feed(writer, "https://example.org/feed");
    let merged = writer
        .merge_articles(feed, &[entry("infiniti")], minute(0))
        .unwrap();
    let article = merged.new[0].id;
    let discussion = writer
        .upsert_discussion(article, &thread("example.org/1"))
        .unwrap();
    (article, discussion)
}

fn titles(reader: &Reader<'_>, query: ArticleQuery) -> Vec<String> {
    let articles = reader.articles(&query).unwrap();
    articles
        .iter()
        .map(|article| article.title.to_string())
        .collect()
}
