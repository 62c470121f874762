//! In which order the list shows its articles, and what keeps that order while they change.
//!
//! An order stands once it is made: what an article is sorted by is taken down then, so that comments
//! that come, or that are read, move no row. An article that arrives goes where it belongs.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::ById;
use super::Library;
use crate::model::article::Article;
use crate::model::id::{ArticleId, FeedId};

/// What articles are sorted by; those that are equal in it stand newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// By title.
    Title,
    /// By the feed's title.
    Feed,
    /// The most comments first.
    Comments,
    /// The most new comments first.
    News,
    /// The latest comment first, or the latest article where nothing was said.
    Activity,
}

impl Order {
    /// All of them, in the order in which the reader goes through them.
    pub const ALL: [Self; 7] = [
        Self::Newest,
        Self::Oldest,
        Self::Title,
        Self::Feed,
        Self::Comments,
        Self::News,
        Self::Activity,
    ];

    /// The order so many steps on, round and round.
    pub fn turned(self, steps: isize) -> Self {
        let count = Self::ALL.len();
        let here = Self::ALL.iter().position(|order| *order == self);
        let steps = steps.rem_euclid(isize::try_from(count).unwrap_or(1));
        let steps = usize::try_from(steps).unwrap_or(0);
        Self::ALL[(here.unwrap_or(0) + steps) % count]
    }
}

/// What an article is sorted by, the least first.
type Key = u128;

/// The articles of a library in an order that stands.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    order: Order,
    /// The articles in order, each with what it was sorted by; empty while the order is one of dates,
    /// which the library keeps itself.
    keys: Vec<(ArticleId, Key)>,
    /// Where each of the articles in order stands in the library.
    places: Vec<usize>,
    /// The library's arrangement that all this is about.
    arrangement: u64,
}

impl Sequence {
    /// What the articles are sorted by.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Where each of the articles in order stands in [`Library::articles`].
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// Sorts by something else, or by the same as it is now.
    pub fn sort(&mut self, order: Order, library: &Library) {
        self.order = order;
        self.keys.clear();
        self.arrange(library);
    }

    /// Takes articles that came, and lets go of those that went; all others stay in their order.
    pub fn sync(&mut self, library: &Library) {
        if self.arrangement != library.arrangement() || self.places.len() != library.articles.len()
        {
            self.arrange(library);
        }
    }

    fn arrange(&mut self, library: &Library) {
        let count = library.articles.len();
        self.arrangement = library.arrangement();
        self.places.clear();
        match self.order {
            Order::Newest => self.places.extend(0..count),
            Order::Oldest => self.places.extend((0..count).rev()),
            _ => self.arrange_by_keys(library),
        }
    }

    fn arrange_by_keys(&mut self, library: &Library) {
        let order = self.order;
        let of = Keys::new(order, library);
        let articles = library.articles();
        let mut sorted: Vec<(Key, usize)> = Vec::with_capacity(articles.len());
        let mut is_known = vec![false; articles.len()];
        for (id, key) in &self.keys {
            if let Some(place) = library.position(*id) {
                // Among known feeds a new one may stand anywhere.
                let key = match order {
                    Order::Feed => of.key(&articles[place]),
                    _ => *key,
                };
                sorted.push((key, place));
                is_known[place] = true;
            }
        }
        let arrived = articles.iter().enumerate().filter(|(at, _)| !is_known[*at]);
        sorted.extend(arrived.map(|(place, article)| (of.key(article), place)));
        match order {
            Order::Title if self.keys.is_empty() => sort_by_letters(&mut sorted, articles),
            // Those that are known are one run already, which the sort takes as it is.
            _ => sorted.sort_by(|a, b| {
                let equal = || match order {
                    Order::Title => by_letters(&articles[a.1], &articles[b.1]),
                    _ => Ordering::Equal,
                };
                a.0.cmp(&b.0)
                    .then_with(equal)
                    // The library keeps its articles newest first.
                    .then(a.1.cmp(&b.1))
            }),
        }
        self.keys.clear();
        let keys = sorted
            .iter()
            .map(|(key, place)| (articles[*place].id, *key));
        self.keys.extend(keys);
        self.places.extend(sorted.iter().map(|(_, place)| *place));
    }
}

/// What articles are sorted by.
struct Keys<'a> {
    order: Order,
    library: &'a Library,
    /// Where each feed stands among all of them.
    feeds: ById<FeedId, Key>,
}

impl<'a> Keys<'a> {
    fn new(order: Order, library: &'a Library) -> Self {
        let feeds = match order {
            Order::Feed => (0..).zip(library.feeds()).collect(),
            _ => Vec::new(),
        };
        let feeds = feeds.into_iter().map(|(rank, feed)| (feed.id, rank));
        Self {
            order,
            library,
            feeds: feeds.collect(),
        }
    }

    fn key(&self, article: &Article) -> Key {
        let most_first = |number: u32| Key::MAX - Key::from(number);
        match self.order {
            Order::Newest | Order::Oldest => 0,
            Order::Title => letters(article.title.as_str(), 0),
            Order::Feed => self.feeds.get(&article.feed).copied().unwrap_or(Key::MAX),
            Order::Comments => {
                let comments = self.library.row_comments(article);
                most_first(comments.shown().unwrap_or(0))
            }
            Order::News => most_first(self.library.row_comments(article).new),
            Order::Activity => {
                let at = self.library.activity(article).as_microsecond();
                // The offset makes moments before 1970 positive.
                let since_ever = i128::from(at) - i128::from(i64::MIN);
                Key::MAX - Key::try_from(since_ever).unwrap_or(0)
            }
        }
    }
}

/// Letters of a title that fit into one number, by which titles are compared piece by piece.
const PIECE: usize = size_of::<Key>();
/// Pieces that are compared: titles that agree so far count as equal.
const PIECES: usize = 4;

/// One piece of a title's letters as a number; zeros stand behind the last letter.
fn letters(title: &str, piece: usize) -> Key {
    let mut letters = [0; PIECE];
    let title = sorted_by(title);
    let from = piece * PIECE;
    let compared = title.len().min(from + PIECE);
    if title.as_bytes()[..compared].is_ascii() {
        for (letter, byte) in letters.iter_mut().zip(title.bytes().skip(from)) {
            *letter = byte.to_ascii_lowercase();
        }
    } else {
        let mut bytes = [0; 4];
        let mut written = 0_usize;
        for letter in lower(title) {
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                let at = written.checked_sub(from);
                if let Some(place) = at.and_then(|at| letters.get_mut(at)) {
                    *place = byte;
                }
                written += 1;
            }
            if written >= from + PIECE {
                break;
            }
        }
    }
    Key::from_be_bytes(letters)
}

/// Sorts articles, which come with the first pieces of their titles, by these and those behind them; equal
/// ones newest first. Titles lie all over the memory: they are looked up in the order of the library, and
/// again only where two pieces do not tell them apart.
fn sort_by_letters(sorted: &mut [(Key, usize)], articles: &[Article]) {
    let title = |place: usize| articles[place].title.as_str();
    let pieces = sorted.iter();
    let pieces = pieces.map(|(first, place)| (*first, letters(title(*place), 1), *place));
    let mut pieces: Vec<(Key, Key, usize)> = pieces.collect();
    pieces.sort_unstable();
    for same in pieces.chunk_by_mut(|a, b| (a.0, a.1) == (b.0, b.1)) {
        if same.len() > 1 {
            same.sort_by(|a, b| by_letters(&articles[a.2], &articles[b.2]).then(a.2.cmp(&b.2)));
        }
    }
    for (sorted, (first, _, place)) in sorted.iter_mut().zip(pieces) {
        *sorted = (first, place);
    }
}

/// Compares two titles whose first pieces are the same.
fn by_letters(a: &Article, b: &Article) -> Ordering {
    let (a, b) = (a.title.as_str(), b.title.as_str());
    let mut compared = (1..PIECES).map(|piece| letters(a, piece).cmp(&letters(b, piece)));
    let differing = compared.find(|compared| compared.is_ne());
    differing.unwrap_or(Ordering::Equal)
}

/// A title from its first letter or digit on: quotation marks and brackets are no letters.
fn sorted_by(title: &str) -> &str {
    title.trim_start_matches(|letter: char| !letter.is_alphanumeric())
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::CommentCounts;
    use crate::model::feed::{Feed, Health};

    fn feed(id: i64, title: &str) -> Feed {
        Feed {
            id: FeedId(id),
            url: "https://example.org/feed".parse().unwrap(),
            title: title.into(),
            site: None,
            health: Health::default(),
            folder: None,
            unread: 0,
        }
    }

    fn article(id: i64, feed: i64, title: &str, comments: (u32, u32)) -> Article {
        let (loaded, new) = comments;
        Article {
            id: ArticleId(id),
            feed: FeedId(feed),
            title: title.into(),
            link: None,
            author: None,
            author_kept: false,
            muted: false,
            author_muted: false,
            published: None,
            first_seen: jiff::Timestamp::from_second(id * 10).unwrap(),
            read: false,
            starred: false,
            watched: false,
            comments: CommentCounts {
                loaded,
                new,
                unread: new,
                ..CommentCounts::default()
            },
        }
    }

    fn library() -> Library {
        Library::new(
            vec![feed(1, "Zoo"), feed(2, "ant hill")],
            vec![
                article(1, 1, "\"Compact\" cars", (3, 0)),
                article(2, 2, "ärger im Amt", (7, 1)),
                article(3, 1, "A tram line", (0, 0)),
                article(4, 2, "a TRAM LINE that goes round", (7, 5)),
            ],
        )
    }

    fn ids(sequence: &Sequence, library: &Library) -> Vec<i64> {
        let places = sequence.places().iter();
        places.map(|at| library.articles()[*at].id.0).collect()
    }

    fn sorted(order: Order) -> Vec<i64> {
        let library = library();
        let mut sequence = Sequence::default();
        sequence.sort(order, &library);
        ids(&sequence, &library)
    }

    #[test]
    fn articles_are_sorted_by_what_the_order_names_and_then_newest_first() {
        assert_eq!(sorted(Order::Newest), [4, 3, 2, 1]);
        assert_eq!(sorted(Order::Oldest), [1, 2, 3, 4]);
        assert_eq!(sorted(Order::Title), [3, 4, 1, 2]);
        assert_eq!(sorted(Order::Feed), [4, 2, 3, 1]);
        assert_eq!(sorted(Order::Comments), [4, 2, 1, 3]);
        assert_eq!(sorted(Order::News), [4, 2, 3, 1]);
        assert_eq!(sorted(Order::Activity), [4, 3, 2, 1]);
    }

    #[test]
    fn long_titles_are_told_apart_behind_what_they_have_in_common() {
        let long = "Ask the readers: what do you read ";
        let titles = ["on paper", "offline", "OFFLINE, mostly", "Überall", "öfter"];
        let titled = |id, title: &str| article(id, 1, &format!("{long}{title}"), (0, 0));
        let articles = (1..).zip(titles).map(|(id, title)| titled(id, title));
        let mut library = Library::new(vec![feed(1, "Zoo")], articles.collect());
        let mut sequence = Sequence::default();
        sequence.sort(Order::Title, &library);
        assert_eq!(ids(&sequence, &library), [2, 3, 1, 5, 4]);
        library.put_articles(vec![titled(6, "offline and on")]);
        sequence.sync(&library);
        assert_eq!(ids(&sequence, &library), [2, 6, 3, 1, 5, 4]);
    }

    #[test]
    fn the_latest_comment_makes_an_article_active() {
        let mut library = library();
        let at = |second| jiff::Timestamp::from_second(second).unwrap();
        let latest = [(ArticleId(2), at(99)), (ArticleId(4), at(1))];
        library.set_latest_comments(latest.into_iter().collect());
        let mut sequence = Sequence::default();
        sequence.sort(Order::Activity, &library);
        assert_eq!(ids(&sequence, &library), [2, 4, 3, 1]);
    }

    #[test]
    fn an_order_stands_when_counts_change_and_what_arrives_goes_where_it_belongs() {
        let mut library = library();
        let mut sequence = Sequence::default();
        sequence.sort(Order::Comments, &library);
        assert_eq!(ids(&sequence, &library), [4, 2, 1, 3]);
        let mut busy = article(3, 1, "A tram line", (90, 0));
        busy.read = true;
        library.put_articles(vec![busy, article(9, 1, "new here", (5, 0))]);
        sequence.sync(&library);
        assert_eq!(ids(&sequence, &library), [4, 2, 9, 1, 3]);
        library.remove_feed(FeedId(2));
        sequence.sync(&library);
        assert_eq!(ids(&sequence, &library), [9, 1, 3]);
        sequence.sort(Order::Comments, &library);
        assert_eq!(ids(&sequence, &library), [3, 9, 1]);
    }

    #[test]
    fn the_orders_come_round_in_both_directions() {
        assert_eq!(Order::Newest.turned(1), Order::Oldest);
        assert_eq!(Order::Newest.turned(-1), Order::Activity);
        assert_eq!(Order::Activity.turned(1), Order::Newest);
    }
}
