//! Which feed or article somebody means.

use url::Url;

use super::failure::{Failure, FailureKind};
use crate::config::nearest;
use crate::model::article::Article;
use crate::model::feed::Feed;
use crate::model::id::{ArticleId, FeedId};
use crate::store::{Reader, StoreError};

/// Feeds named when several could be meant.
const MAX_NAMED: usize = 5;

/// The feed that a number, an address, a title, or words of a title mean.
pub(super) fn feed<'a>(feeds: &'a [Feed], meant: &str) -> Result<&'a Feed, Failure> {
    let meant = meant.trim();
    if let Ok(id) = meant.parse().map(FeedId)
        && let Some(feed) = feeds.iter().find(|feed| feed.id == id)
    {
        return Ok(feed);
    }
    if let Ok(url) = Url::parse(meant)
        && let Some(feed) = feeds.iter().find(|feed| feed.url == url)
    {
        return Ok(feed);
    }
    let words = meant.to_lowercase();
    let title = |feed: &Feed| feed.title.as_str().to_lowercase();
    if let Some(feed) = feeds.iter().find(|feed| title(feed) == words) {
        return Ok(feed);
    }
    let with_words: Vec<&Feed> = feeds
        .iter()
        .filter(|feed| !words.is_empty() && title(feed).contains(&words))
        .collect();
    match with_words.as_slice() {
        [feed] => Ok(feed),
        [] => {
            let failure = Failure::usage(format!("There is no feed \"{meant}\""));
            Err(
                match nearest(meant, feeds.iter().map(|feed| feed.title.as_str())) {
                    Some(title) => failure.hint(format!("The nearest is \"{title}\".")),
                    None => failure.hint("byline feeds lists them."),
                },
            )
        }
        several => {
            let mut failure = Failure::usage(format!("Several feeds are called like \"{meant}\""));
            for feed in several.iter().take(MAX_NAMED) {
                failure = failure.hint(format!("  {}  {}", feed.id, feed.title));
            }
            Err(failure)
        }
    }
}

/// What somebody calls an article by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ArticleName {
    /// Its number in the list.
    Id(ArticleId),
    /// Its page.
    Link(Url),
}

impl ArticleName {
    /// Understands a number or an address; one without a scheme is taken as a web address.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let text = text.trim();
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(ArticleId(id)));
        }
        match Url::parse(text) {
            Ok(url) if url.has_host() => return Ok(Self::Link(url)),
            _ => {}
        }
        Url::parse(&format!("https://{text}"))
            .ok()
            .filter(|_| text.contains('.') && !text.contains(char::is_whitespace))
            .map(Self::Link)
            .ok_or_else(|| {
                Failure::usage(format!(
                    "\"{text}\" is neither an article's number nor its address"
                ))
                .hint("byline list prints the numbers.")
            })
    }

    /// The article in the library.
    pub(super) fn find(&self, reader: &Reader<'_>) -> Result<Option<Article>, StoreError> {
        match self {
            Self::Id(id) => reader.article(*id),
            Self::Link(url) => reader.article_by_link(url),
        }
    }

    /// That there is no such article.
    pub(super) fn missing(&self) -> Failure {
        let sentence = match self {
            Self::Id(id) => format!("There is no article {id} in the library"),
            Self::Link(url) => format!("There is no article with the address {url} in the library"),
        };
        Failure::new(FailureKind::Usage, anyhow::anyhow!(sentence))
            .hint("byline list prints what is there; byline add subscribes to its site.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::feed::Health;

    fn named(id: i64, url: &str, title: &str) -> Feed {
        Feed {
            id: FeedId(id),
            url: Url::parse(url).unwrap(),
            title: title.into(),
            site: None,
            health: Health::default(),
            folder: None,
            unread: 0,
        }
    }

    fn three() -> [Feed; 3] {
        [
            named(1, "https://a.example/feed", "Car News"),
            named(2, "https://b.example/feed", "Car News Weekly"),
            named(3, "https://c.example/feed", "Harbour Paper"),
        ]
    }

    #[test]
    fn a_feed_is_meant_by_number_address_title_or_words_of_it() {
        let feeds = three();
        for (meant, id) in [
            ("2", 2),
            ("https://c.example/feed", 3),
            ("car news", 1),
            ("weekly", 2),
        ] {
            assert_eq!(feed(&feeds, meant).unwrap().id, FeedId(id), "{meant}");
        }
    }

    #[test]
    fn words_that_mean_several_feeds_are_answered_by_their_names() {
        let lines = feed(&three(), "news").unwrap_err().lines();
        assert_eq!(
            lines.iter().map(|line| line.as_str()).collect::<Vec<_>>(),
            [
                "byline: Several feeds are called like \"news\"",
                "  1  Car News",
                "  2  Car News Weekly"
            ]
        );
    }

    #[test]
    fn a_slip_in_a_title_is_answered_by_the_nearest() {
        let lines = feed(&three(), "Harbuor Paper").unwrap_err().lines();
        assert_eq!(lines[1].as_str(), "The nearest is \"Harbour Paper\".");
    }

    #[test]
    fn an_article_is_named_by_number_or_address() {
        let link = |url: &str| ArticleName::Link(Url::parse(url).unwrap());
        assert_eq!(
            ArticleName::parse("12").unwrap(),
            ArticleName::Id(ArticleId(12))
        );
        assert_eq!(
            ArticleName::parse("http://a.example/x").unwrap(),
            link("http://a.example/x")
        );
        assert_eq!(
            ArticleName::parse("a.example/x").unwrap(),
            link("https://a.example/x")
        );
        assert!(ArticleName::parse("the first one").is_err());
    }
}
