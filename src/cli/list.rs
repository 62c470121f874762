//! `byline list`: what the article list shows.

use std::collections::HashMap;
use std::io;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::arguments::List;
use super::failure::Failure;
use super::output::Output;
use super::session::{Session, storage};
use super::{select, text};
use crate::model::article::Article;
use crate::model::feed::Feed;
use crate::model::id::FeedId;
use crate::store::ArticleQuery;
use crate::text::wrap;

/// Columns for a feed's title; longer ones are cut, so that the articles' titles stand in one column.
const FEED_COLUMNS: usize = 20;

/// An article as JSON: one line of `byline list --json`, and part of `byline thread --json`.
#[derive(Debug, Serialize)]
pub(super) struct ArticleJson<'a> {
    id: i64,
    feed: &'a str,
    title: &'a str,
    link: Option<&'a str>,
    author: Option<&'a str>,
    published: Option<Timestamp>,
    read: bool,
    comments: Option<u32>,
    new_comments: u32,
}

impl<'a> ArticleJson<'a> {
    /// `feed` is the title of the article's feed.
    pub(super) fn new(article: &'a Article, feed: &'a str) -> Self {
        Self {
            id: article.id.0,
            feed,
            title: article.title.as_str(),
            link: article.link.as_ref().map(|url| url.as_str()),
            author: article.author.as_ref().map(|author| author.as_str()),
            published: article.published,
            read: article.read,
            comments: article.comments.shown(),
            new_comments: article.comments.new,
        }
    }
}

/// Prints the articles, newest first.
pub(super) fn run(session: &Session, list: &List, out: &mut Output<'_>) -> Result<(), Failure> {
    let (feeds, articles) = session.with_engine(async |engine| {
        let store = engine.store();
        let feeds = store.read(|reader| reader.feeds()).await.map_err(storage)?;
        let query = ArticleQuery {
            feed: match &list.feed {
                Some(meant) => Some(select::feed(&feeds, meant)?.id),
                None => None,
            },
            unread_only: list.unread,
            ..ArticleQuery::default()
        };
        let articles = store
            .read(move |reader| reader.articles(&query))
            .await
            .map_err(storage)?;
        Ok((feeds, articles))
    })?;
    if list.json {
        print_json(&articles, &feeds, out)?;
    } else {
        print_text(&articles, &feeds, &TimeZone::system(), out)?;
    }
    Ok(())
}

fn titles(feeds: &[Feed]) -> HashMap<FeedId, &str> {
    feeds
        .iter()
        .map(|feed| (feed.id, feed.title.as_str()))
        .collect()
}

fn print_json(articles: &[Article], feeds: &[Feed], out: &mut Output<'_>) -> io::Result<()> {
    let titles = titles(feeds);
    for article in articles {
        let feed = titles.get(&article.feed).copied().unwrap_or_default();
        out.json(&ArticleJson::new(article, feed))?;
    }
    Ok(())
}

/// One line an article: number, mark, time, comments, feed, title. The title comes last, so that it
/// need not be cut.
fn print_text(
    articles: &[Article],
    feeds: &[Feed],
    zone: &TimeZone,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let titles = titles(feeds);
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
    let id_columns = widest(&mut articles.iter().map(|a| a.id.to_string().len()));
    let comment_columns = widest(&mut articles.iter().map(|a| text::comments(&a.comments).len()));
    let feed_columns = widest(&mut titles.values().map(|t| wrap::width(t))).min(FEED_COLUMNS);
    for article in articles {
        let feed = titles.get(&article.feed).copied().unwrap_or_default();
        let feed = wrap::truncate(feed, feed_columns);
        let padding = " ".repeat(feed_columns.saturating_sub(wrap::width(&feed)));
        out.line(&format!(
            "{:>id_columns$} {} {}  {:>comment_columns$}  {feed}{padding}  {}",
            article.id,
            if article.read { ' ' } else { '●' },
            text::minute(article.date(), zone),
            text::comments(&article.comments),
            article.title,
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::printed;
    use crate::model::article::CommentCounts;
    use crate::model::feed::Health;
    use crate::model::id::ArticleId;
    use url::Url;

    fn feed() -> Feed {
        Feed {
            id: FeedId(1),
            url: Url::parse("https://a.example/feed").unwrap(),
            title: "car-news blog".into(),
            site: None,
            health: Health::default(),
            folder: None,
            unread: 1,
        }
    }

    fn article(id: i64, title: &str, read: bool) -> Article {
        Article {
            id: ArticleId(id),
            feed: FeedId(1),
            title: title.into(),
            link: Some(Url::parse("https://a.example/x").unwrap()),
            author: None,
            published: Some("2012-04-05T12:58:00Z".parse().unwrap()),
            first_seen: "2012-04-06T00:00:00Z".parse().unwrap(),
            read,
            starred: false,
            watched: false,
            muted: false,
            author_muted: false,
            author_kept: false,
            comments: CommentCounts {
                stated: Some(4),
                loaded: 4,
                unread: 2,
                new: 2,
            },
        }
    }

    #[test]
    fn an_article_is_one_object_with_missing_values_null() {
        let line = printed(|out| print_json(&[article(7, "Infiniti", false)], &[feed()], out));
        assert_eq!(
            line,
            "{\"id\":7,\"feed\":\"car-news blog\",\"title\":\"Infiniti\",\
             \"link\":\"https://a.example/x\",\"author\":null,\
             \"published\":\"2012-04-05T12:58:00Z\",\"read\":false,\
             \"comments\":4,\"new_comments\":2}\n"
        );
    }

    #[test]
    fn an_article_is_one_line_with_its_columns_below_each_other() {
        let mut quiet = article(12, "Ferry", true);
        quiet.comments = CommentCounts::default();
        let articles = [article(7, "Infiniti", false), quiet];
        let lines = printed(|out| print_text(&articles, &[feed()], &TimeZone::UTC, out));
        assert_eq!(
            lines,
            " 7 ● 2012-04-05 12:58  4 +2  car-news blog  Infiniti\n\
             12   2012-04-05 12:58        car-news blog  Ferry\n"
        );
    }
}
