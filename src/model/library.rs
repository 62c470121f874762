//! The in-memory picture that the panes draw: feeds, articles, and the order in which they stand.

mod news;
mod order;
mod stories;
mod totals;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

pub use self::news::NewSince;
pub use self::order::{Order, Sequence};
use self::stories::Stories;
use self::totals::Sums;
pub use self::totals::Totals;
use super::article::{Article, CommentCounts};
use super::change::Change;
use super::feed::Feed;
use super::id::{ArticleId, FeedId};

/// A table by ids of rows: numbers that the store gives out, so a look-up need not cost what it does for
/// texts from outside.
type ById<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// Everything that the panes draw from, owned by the screen's thread alone.
///
/// Articles stand newest first; every look-up by id is one hash, so a key costs the same in a library
/// of a hundred articles and of a hundred thousand.
#[derive(Clone, Debug, Default)]
pub struct Library {
    feeds: Vec<Feed>,
    articles: Vec<Article>,
    places: ById<ArticleId, usize>,
    sums: Sums,
    /// The same story in several feeds, while it stands in one row.
    stories: Option<Stories>,
    /// Moves with every change of which articles there are, of how they stand, and of how feeds are called.
    arrangement: u64,
    /// When the latest comment on an article was written, as far as it was asked for.
    latest: HashMap<ArticleId, Timestamp>,
    /// Which comments the counts call new.
    new_since: NewSince,
}

impl Library {
    /// Takes feeds and articles in any order.
    pub fn new(mut feeds: Vec<Feed>, mut articles: Vec<Article>) -> Self {
        feeds.sort_by(by_title);
        articles.sort_by(newest_first);
        articles.dedup_by_key(|article| article.id);
        let mut library = Self {
            feeds,
            articles,
            ..Self::default()
        };
        library.find_places();
        for article in &library.articles {
            library.sums.add(article);
        }
        library
    }

    /// Subscriptions, by title.
    pub fn feeds(&self) -> &[Feed] {
        &self.feeds
    }

    /// Articles, newest first.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// One subscription.
    pub fn feed(&self, id: FeedId) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.id == id)
    }

    /// One article.
    pub fn article(&self, id: ArticleId) -> Option<&Article> {
        self.position(id).map(|place| &self.articles[place])
    }

    /// Where an article stands among [`Library::articles`].
    pub fn position(&self, id: ArticleId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// What the header line sums up.
    pub fn totals(&self) -> Totals {
        self.sums.all
    }

    /// The same for the articles of one feed.
    pub fn totals_of(&self, feed: FeedId) -> Totals {
        self.sums.feeds.get(&feed).copied().unwrap_or_default()
    }

    /// A number that moves with every change of which articles there are, of how they stand, and of how
    /// feeds are called: as long as it does not, neither does the order of a list.
    pub fn arrangement(&self) -> u64 {
        self.arrangement
    }

    /// Takes other feeds and articles instead of those that are here; whether stories are folded stays.
    pub fn replace(&mut self, feeds: Vec<Feed>, articles: Vec<Article>) {
        let folds = self.folds_stories();
        *self = Self {
            arrangement: self.arrangement + 1,
            latest: std::mem::take(&mut self.latest),
            ..Self::new(feeds, articles)
        };
        self.fold_stories(folds);
    }

    /// Takes when the latest comment on each article was written.
    pub fn set_latest_comments(&mut self, latest: HashMap<ArticleId, Timestamp>) {
        self.latest = latest;
    }

    /// When something was last said in a row, its articles or a comment on them.
    pub fn activity(&self, article: &Article) -> Timestamp {
        let one = |article: &Article| {
            let comment = self.latest.get(&article.id).copied();
            article.date().max(comment.unwrap_or(Timestamp::MIN))
        };
        let others = self.folded_into(article.id).map(one);
        others.fold(one(article), Timestamp::max)
    }

    /// Adds feeds, or replaces those of the same id.
    pub fn put_feeds(&mut self, feeds: Vec<Feed>) {
        let mut is_called_otherwise = false;
        for feed in feeds {
            match self.feeds.iter_mut().find(|known| known.id == feed.id) {
                Some(known) => {
                    is_called_otherwise |= known.title != feed.title || known.folder != feed.folder;
                    *known = feed;
                }
                None => {
                    is_called_otherwise = true;
                    self.feeds.push(feed);
                }
            }
        }
        if is_called_otherwise {
            self.feeds.sort_by(by_title);
            self.arrangement += 1;
        }
    }

    /// Takes a feed and its articles out.
    pub fn remove_feed(&mut self, id: FeedId) {
        self.feeds.retain(|feed| feed.id != id);
        let sums = &mut self.sums;
        self.articles.retain(|article| {
            let stays = article.feed != id;
            if !stays {
                sums.remove(article);
            }
            stays
        });
        self.find_places();
        self.fold_stories(self.folds_stories());
    }

    /// Adds articles, or replaces those of the same id.
    pub fn put_articles(&mut self, articles: Vec<Article>) {
        let mut has_moved = false;
        let mut has_other_link = false;
        for mut article in articles {
            article.comments = self.recounted(self.article(article.id), article.comments);
            self.sums.add(&article);
            match self.position(article.id) {
                Some(place) => {
                    let known = &mut self.articles[place];
                    self.sums.remove(known);
                    has_moved |= known.date() != article.date();
                    has_other_link |= known.link != article.link;
                    *known = article;
                }
                None => {
                    // Its place is wrong until the sort below, but no two of the batch get the same one.
                    self.places.insert(article.id, self.articles.len());
                    if let Some(stories) = &mut self.stories {
                        stories.add(&article);
                    }
                    self.articles.push(article);
                    has_moved = true;
                }
            }
        }
        if has_moved {
            self.articles.sort_by(newest_first);
            self.find_places();
        }
        if has_other_link {
            self.fold_stories(self.folds_stories());
        }
    }

    /// Whether the same story in several feeds stands in one row.
    pub fn folds_stories(&self) -> bool {
        self.stories.is_some()
    }

    /// Puts the same story in several feeds into one row, or each article into its own.
    pub fn fold_stories(&mut self, fold: bool) {
        self.stories = fold.then(|| Stories::of(&self.articles));
    }

    /// The article in whose row this one stands: itself, unless it is folded into another's.
    pub fn row_of(&self, id: ArticleId) -> ArticleId {
        self.stories
            .as_ref()
            .map_or(id, |stories| stories.leader(id))
    }

    /// The articles that are folded into this one's row.
    pub fn folded_into(&self, id: ArticleId) -> impl Iterator<Item = &Article> {
        let followers = self.stories.as_ref();
        let followers = followers.map_or(&[][..], |stories| stories.followers(id));
        followers.iter().filter_map(|&id| self.article(id))
    }

    /// Whether a row is read: its article, and all that are folded into it.
    pub fn is_row_read(&self, article: &Article) -> bool {
        article.read && self.folded_into(article.id).all(|other| other.read)
    }

    /// Whether something is unread in a row, articles or comments.
    pub fn row_has_unread(&self, article: &Article) -> bool {
        article.has_unread() || self.folded_into(article.id).any(Article::has_unread)
    }

    /// The comments of a row, over all articles in it.
    pub fn row_comments(&self, article: &Article) -> CommentCounts {
        let others = self.folded_into(article.id).map(|other| other.comments);
        others.fold(article.comments, |sum, other| CommentCounts {
            stated: match (sum.stated, other.stated) {
                (None, None) => None,
                _ => {
                    let (sum, other) = (sum.shown(), other.shown());
                    Some(sum.unwrap_or(0).saturating_add(other.unwrap_or(0)))
                }
            },
            loaded: sum.loaded.saturating_add(other.loaded),
            unread: sum.unread.saturating_add(other.unread),
            new: sum.new.saturating_add(other.new),
        })
    }

    /// A change as the reader means it where stories stand in one row: what is read or not, is so with all
    /// that is folded into it.
    pub fn of_whole_rows(&self, change: Change) -> Change {
        let whole = |articles: Vec<ArticleId>| {
            let mut seen = HashSet::new();
            let mut whole = Vec::with_capacity(articles.len());
            for id in articles {
                let others = self.folded_into(id).map(|other| other.id);
                let row = std::iter::once(id).chain(others);
                whole.extend(row.filter(|&id| seen.insert(id)));
            }
            whole
        };
        match change {
            Change::ArticlesRead { articles, read } => Change::ArticlesRead {
                articles: whole(articles),
                read,
            },
            Change::ArticlesMuted { articles, muted } => Change::ArticlesMuted {
                articles: whole(articles),
                muted,
            },
            Change::DiscussionsRead { articles } => Change::DiscussionsRead {
                articles: whole(articles),
            },
            other => other,
        }
    }

    /// Sets what is unread and new in an article's comments, as the comment pane counts them; where the list
    /// counts otherwise what is new, that stays. Of a muted article nothing is either.
    pub fn set_comments(&mut self, id: ArticleId, unread: u32, new: u32) {
        if let Some(place) = self.position(id) {
            let article = &mut self.articles[place];
            self.sums.remove(article);
            let (unread, new) = if article.muted { (0, 0) } else { (unread, new) };
            article.comments.unread = unread;
            article.comments.new = match self.new_since {
                NewSince::LastVisit => new,
                // The pane counts in a sense of its own.
                _ => article.comments.new.min(unread),
            };
            self.sums.add(article);
        }
    }

    /// Applies what a change says of articles, and counts it in their feeds; what it says of comments
    /// is the comment pane's.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::ArticlesRead { articles, read } => self.set_read(articles, *read),
            Change::ArticlesStarred { articles, starred } => {
                for id in articles {
                    if let Some(place) = self.position(*id) {
                        self.articles[place].starred = *starred;
                    }
                }
            }
            Change::ArticlesWatched { articles, watched } => {
                for id in articles {
                    if let Some(place) = self.position(*id) {
                        let article = &mut self.articles[place];
                        self.sums.remove(article);
                        article.watched = *watched;
                        self.sums.add(article);
                    }
                }
            }
            Change::ArticlesMuted { articles, muted } => {
                for id in articles {
                    if let Some(place) = self.position(*id) {
                        self.articles[place].muted = *muted;
                    }
                }
                // What it was without the mute, the store will tell.
                if *muted {
                    self.set_read(articles, true);
                    self.quiet(articles);
                }
            }
            Change::DiscussionsRead { articles } => self.quiet(articles),
            Change::AuthorsKept { names, kept } => {
                for article in &mut self.articles {
                    if article.author.as_ref().is_some_and(|author| names.contains(author)) {
                        article.author_kept = *kept;
                    }
                }
            }
            Change::CommentsRead { .. }
            | Change::Folds { .. }
            // What returns or goes with a subscription is the store's to tell.
            | Change::FeedsRemoved { .. }
            | Change::FeedsPaused { .. }
            | Change::OfFeed(_)
            | Change::CommentsWatched { .. }
            | Change::CommentsStarred { .. }
            | Change::AuthorsMuted { .. }
            | Change::Muted { .. } => {}
        }
    }

    /// Nothing is unread or new in the comments of these articles.
    fn quiet(&mut self, articles: &[ArticleId]) {
        for &id in articles {
            self.set_comments(id, 0, 0);
        }
    }

    fn set_read(&mut self, articles: &[ArticleId], read: bool) {
        let mut changed: HashMap<FeedId, u32> = HashMap::new();
        for id in articles {
            let Some(place) = self.position(*id) else {
                continue;
            };
            let article = &mut self.articles[place];
            if article.read != read {
                self.sums.remove(article);
                article.read = read;
                self.sums.add(article);
                *changed.entry(article.feed).or_default() += 1;
            }
        }
        for feed in &mut self.feeds {
            let count = changed.get(&feed.id).copied().unwrap_or(0);
            feed.unread = if read {
                feed.unread.saturating_sub(count)
            } else {
                feed.unread.saturating_add(count)
            };
        }
    }

    /// Articles of one feed, or of all, that are unread or have unread comments.
    pub fn unread(&self, feed: Option<FeedId>) -> impl Iterator<Item = &Article> {
        self.articles.iter().filter(move |article| {
            let is_wanted = feed.is_none_or(|feed| article.feed == feed);
            is_wanted && (!article.read || article.comments.unread > 0)
        })
    }

    fn find_places(&mut self) {
        self.arrangement += 1;
        self.places.clear();
        let places = self.articles.iter().enumerate();
        self.places
            .extend(places.map(|(place, article)| (article.id, place)));
        debug_assert_eq!(
            self.articles.len(),
            self.articles
                .iter()
                .map(|a| a.id)
                .collect::<HashSet<_>>()
                .len(),
            "an article stands in the list once"
        );
    }
}

fn by_title(a: &Feed, b: &Feed) -> Ordering {
    let title = |feed: &Feed| feed.title.as_str().to_lowercase();
    title(a).cmp(&title(b)).then(a.id.cmp(&b.id))
}

/// Of two articles of one moment, the one that came later stands first.
fn newest_first(a: &Article, b: &Article) -> Ordering {
    b.date().cmp(&a.date()).then(b.id.cmp(&a.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::CommentCounts;
    use crate::model::feed::Health;
    use crate::model::safe::SafeText;

    fn feed(id: i64, unread: u32) -> Feed {
        Feed {
            id: FeedId(id),
            url: "https://example.org/feed".parse().unwrap(),
            title: SafeText::new(&format!("feed {id}")),
            site: None,
            health: Health::default(),
            folder: None,
            unread,
        }
    }

    fn article(id: i64, feed: i64, second: i64) -> Article {
        Article {
            id: ArticleId(id),
            feed: FeedId(feed),
            title: SafeText::new("title"),
            link: None,
            author: None,
            published: None,
            first_seen: jiff::Timestamp::from_second(second).unwrap(),
            read: false,
            starred: false,
            watched: false,
            muted: false,
            author_muted: false,
            author_kept: false,
            comments: CommentCounts {
                new: 2,
                unread: 3,
                ..CommentCounts::default()
            },
        }
    }

    fn ids(library: &Library) -> Vec<i64> {
        library.articles().iter().map(|a| a.id.0).collect()
    }

    #[test]
    fn an_article_that_arrives_stands_where_its_date_puts_it() {
        let mut library =
            Library::new(vec![feed(1, 2)], vec![article(1, 1, 10), article(2, 1, 30)]);
        library.put_articles(vec![article(3, 1, 20), article(1, 1, 40), article(4, 1, 5)]);
        assert_eq!(ids(&library), [1, 2, 3, 4]);
        assert_eq!(library.position(ArticleId(3)), Some(2));
        assert_eq!(
            library.totals(),
            Totals {
                unread: 4,
                new_comments: 8,
                with_unread: 4,
                watched: 0,
            }
        );
    }

    #[test]
    fn the_same_article_twice_in_one_report_is_one_article() {
        let mut library = Library::default();
        library.put_articles(vec![article(1, 1, 10), article(1, 1, 10)]);
        assert_eq!(ids(&library), [1]);
        assert_eq!(library.totals().unread, 1);
    }

    #[test]
    fn reading_an_article_counts_once_in_its_feed_and_in_the_total() {
        let mut library =
            Library::new(vec![feed(1, 2)], vec![article(1, 1, 10), article(2, 1, 30)]);
        let change = Change::ArticlesRead {
            articles: vec![ArticleId(1), ArticleId(9)],
            read: true,
        };
        library.apply(&change);
        library.apply(&change);
        assert_eq!(library.feed(FeedId(1)).unwrap().unread, 1);
        assert_eq!(library.totals().unread, 1);
        let mut unread = library.unread(None).filter(|article| !article.read);
        assert_eq!(unread.next().map(|article| article.id), Some(ArticleId(2)));
        assert_eq!(unread.next(), None);
    }

    #[test]
    fn a_feed_that_goes_takes_its_articles_along() {
        let mut library = Library::new(
            vec![feed(1, 1), feed(2, 1)],
            vec![article(1, 1, 10), article(2, 2, 30)],
        );
        library.remove_feed(FeedId(2));
        assert_eq!(ids(&library), [1]);
        assert_eq!(
            library.totals(),
            Totals {
                unread: 1,
                new_comments: 2,
                with_unread: 1,
                watched: 0,
            }
        );
        assert_eq!(library.article(ArticleId(2)), None);
    }
}
