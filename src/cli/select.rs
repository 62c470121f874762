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
    if let Some(feed) = by_number(feeds, meant).or_else(|| by_address(feeds, meant)) {
        return Ok(feed);
    }
    if let Some(feed) = with_title(feeds, meant).first() {
        return Ok(feed);
    }
    match with_words(feeds, meant).as_slice() {
        [feed] => Ok(feed),
        [] => Err(unknown(feeds, meant)),
        several => Err(list(
            format!("Several feeds are called like \"{meant}\""),
            several,
        )),
    }
}

/// The feed that a number, a whole address or a whole title means, and no other: for what would do harm to
/// the wrong one. A number is never taken for a title, for feeds that are gone leave theirs behind.
pub(super) fn exact_feed<'a>(feeds: &'a [Feed], meant: &str) -> Result<&'a Feed, Failure> {
    let meant = meant.trim();
    if let Some(feed) = by_number(feeds, meant).or_else(|| by_address(feeds, meant)) {
        return Ok(feed);
    }
    if !meant.is_empty() && meant.bytes().all(|byte| byte.is_ascii_digit()) {
        let failure = Failure::usage(format!("There is no feed with the number {meant}"));
        return Err(name(failure, &with_words(feeds, meant)).hint("byline feeds lists them."));
    }
    match with_title(feeds, meant).as_slice() {
        [feed] => Ok(feed),
        [] => match with_words(feeds, meant).as_slice() {
            [] => Err(unknown(feeds, meant)),
            like => {
                let sentence = format!("No feed is called exactly \"{meant}\"");
                Err(list(sentence, like).hint("Give its number, its address or its whole title."))
            }
        },
        several => Err(list(
            format!("Several feeds are called \"{meant}\""),
            several,
        )),
    }
}

fn by_number<'a>(feeds: &'a [Feed], meant: &str) -> Option<&'a Feed> {
    let id = meant.parse().map(FeedId).ok()?;
    feeds.iter().find(|feed| feed.id == id)
}

fn by_address<'a>(feeds: &'a [Feed], meant: &str) -> Option<&'a Feed> {
    let url = Url::parse(meant).ok()?;
    feeds.iter().find(|feed| feed.url == url)
}

fn with_title<'a>(feeds: &'a [Feed], meant: &str) -> Vec<&'a Feed> {
    let meant = meant.to_lowercase();
    let feeds = feeds.iter();
    feeds
        .filter(|feed| feed.title.as_str().to_lowercase() == meant)
        .collect()
}

fn with_words<'a>(feeds: &'a [Feed], meant: &str) -> Vec<&'a Feed> {
    let words = meant.to_lowercase();
    let feeds = feeds.iter();
    feeds
        .filter(|feed| !words.is_empty() && feed.title.as_str().to_lowercase().contains(&words))
        .collect()
}

fn unknown(feeds: &[Feed], meant: &str) -> Failure {
    let failure = Failure::usage(format!("There is no feed \"{meant}\""));
    match nearest(meant, feeds.iter().map(|feed| feed.title.as_str())) {
        Some(title) => failure.hint(format!("The nearest is \"{title}\".")),
        None => failure.hint("byline feeds lists them."),
    }
}

fn list(sentence: String, feeds: &[&Feed]) -> Failure {
    name(Failure::usage(sentence), feeds)
}

/// Adds the feeds that could be meant, each by its number and title.
fn name(failure: Failure, feeds: &[&Feed]) -> Failure {
    let named = feeds.iter().take(MAX_NAMED);
    named.fold(failure, |failure, feed| {
        failure.hint(format!("  {}  {}", feed.id, feed.title))
    })
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
    fn what_does_harm_wants_a_number_an_address_or_a_whole_title() {
        let mut feeds = three().to_vec();
        feeds.push(named(4, "https://d.example/feed", "1984"));
        feeds.push(named(5, "https://e.example/feed", "Harbour Paper"));
        for (meant, id) in [
            ("2", 2),
            ("https://c.example/feed", 3),
            ("CAR news ", 1),
            ("car news weekly", 2),
        ] {
            assert_eq!(exact_feed(&feeds, meant).unwrap().id, FeedId(id), "{meant}");
        }
        for (meant, lines) in [
            (
                "weekly",
                vec![
                    "byline: No feed is called exactly \"weekly\"",
                    "  2  Car News Weekly",
                    "Give its number, its address or its whole title.",
                ],
            ),
            (
                "1984",
                vec![
                    "byline: There is no feed with the number 1984",
                    "  4  1984",
                    "byline feeds lists them.",
                ],
            ),
            (
                "harbour paper",
                vec![
                    "byline: Several feeds are called \"harbour paper\"",
                    "  3  Harbour Paper",
                    "  5  Harbour Paper",
                ],
            ),
            (
                "https://c.example/fee",
                vec![
                    "byline: There is no feed \"https://c.example/fee\"",
                    "byline feeds lists them.",
                ],
            ),
        ] {
            let told = exact_feed(&feeds, meant).unwrap_err().lines();
            let told: Vec<_> = told.iter().map(|line| line.as_str()).collect();
            assert_eq!(told, lines, "{meant}");
        }
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
