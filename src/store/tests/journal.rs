use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::model::article::Article;
use crate::model::change::{AuthorMute, Change, Deed};
use crate::model::comment::CommentMark;
use crate::model::feed::Feed;
use crate::model::feed_change::FeedChange;
use crate::model::folder::Folders;

const ARTICLES: usize = 4;
const COMMENTS: [&str; 5] = ["a", "b", "c", "d", "e"];
const FEEDS: [&str; 2] = ["https://one.example/feed", "https://two.example/feed"];

/// A store with two feeds that have an article in common, four articles in all, and three discussions with
/// five comments each, of which some came after the first loading: one of the common article in the first
/// feed, the same one in the second feed, and another there.
fn library(path: &Path) -> (Store, Vec<ArticleId>, Vec<DiscussionId>) {
    let store = Store::open(path).unwrap();
    let (articles, discussions) = store
        .write_blocking(|writer| {
            let mut articles = Vec::new();
            for (first, feed) in FEEDS.into_iter().enumerate() {
                let feed = add_feed(writer, feed);
                let entries = (first..).take(ARTICLES / 2);
                let by_ada = |n: usize| NewArticle {
                    author: Some("ada".into()),
                    ..entry(&n.to_string())
                };
                let entries: Vec<_> = entries.map(by_ada).collect();
                let merged = writer.merge_articles(feed, &entries, minute(0))?;
                articles.extend(merged.new.iter().map(|article| article.id));
            }
            let mut discussions = Vec::new();
            for (article, scope) in [(1, "here"), (2, "here"), (2, "elsewhere")] {
                let discussion = writer.upsert_discussion(articles[article], &thread(scope))?;
                for (at, count) in [(1, 3), (2, COMMENTS.len())] {
                    let comments = COMMENTS[..count].iter().map(|id| comment(id)).collect();
                    writer.merge_comments(discussion, complete(comments), minute(at))?;
                }
                discussions.push(discussion);
            }
            Ok((articles, discussions))
        })
        .unwrap();
    (store, articles, discussions)
}

/// Everything that the reader says, and every count that follows from it.
#[derive(Debug, PartialEq)]
struct Picture {
    articles: Vec<Article>,
    comments: Vec<(Comment, CommentMark)>,
    homes: Vec<Option<ArticleId>>,
    feeds: Vec<Feed>,
}

fn picture(store: &Store, discussions: &[DiscussionId]) -> Picture {
    let discussions = discussions.to_vec();
    store
        .read_blocking(move |reader| {
            let articles = reader.articles(&ArticleQuery::default())?;
            let (mut comments, mut homes) = (Vec::new(), Vec::new());
            for discussion in discussions {
                homes.push(reader.discussion(discussion)?.map(|found| found.article));
                comments.extend(reader.comments(discussion)?);
            }
            Ok(Picture {
                articles,
                comments,
                homes,
                feeds: reader.feeds()?,
            })
        })
        .unwrap()
}

/// A change by indices into the library; one past the end stands for what is not there.
#[derive(Clone, Debug)]
enum Step {
    Read(Vec<usize>, bool),
    Star(Vec<usize>, bool),
    Mute(Vec<usize>, bool),
    /// Under one of the feeds, or everywhere.
    MuteAuthor(Option<usize>, bool),
    KeepAuthor(bool),
    ReadComments(usize, Vec<usize>, bool),
    StarComments(usize, Vec<usize>, bool),
    Fold(usize, Vec<(usize, Option<bool>)>),
    /// A feed to one of the two addresses, or to a third.
    Move(usize, usize),
    Name(usize, Option<bool>),
    File(usize, Option<bool>),
    Remove(usize, bool),
    Pause(usize, bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let articles = || prop::collection::vec(0..=ARTICLES, 0..4);
    let comment = || 0..=COMMENTS.len();
    let feed = || 0..=FEEDS.len();
    let step = prop_oneof![
        (articles(), any::<bool>()).prop_map(|(which, on)| Step::Read(which, on)),
        (articles(), any::<bool>()).prop_map(|(which, on)| Step::Star(which, on)),
        (articles(), any::<bool>()).prop_map(|(which, on)| Step::Mute(which, on)),
        (prop::option::of(feed()), any::<bool>()).prop_map(|(at, on)| Step::MuteAuthor(at, on)),
        any::<bool>().prop_map(Step::KeepAuthor),
        (
            0..4_usize,
            prop::collection::vec(comment(), 0..4),
            any::<bool>()
        )
            .prop_map(|(at, which, on)| Step::ReadComments(at, which, on)),
        (
            0..4_usize,
            prop::collection::vec(comment(), 0..4),
            any::<bool>()
        )
            .prop_map(|(at, which, on)| Step::StarComments(at, which, on)),
        (
            0..4_usize,
            prop::collection::vec((comment(), any::<Option<bool>>()), 0..4)
        )
            .prop_map(|(at, folds)| Step::Fold(at, folds)),
        (feed(), 0..=FEEDS.len()).prop_map(|(at, to)| Step::Move(at, to)),
        (feed(), any::<Option<bool>>()).prop_map(|(at, name)| Step::Name(at, name)),
        (feed(), any::<Option<bool>>()).prop_map(|(at, folder)| Step::File(at, folder)),
        (feed(), any::<bool>()).prop_map(|(at, on)| Step::Remove(at, on)),
        (feed(), any::<bool>()).prop_map(|(at, on)| Step::Pause(at, on)),
    ];
    prop::collection::vec(step, 0..4)
}

fn deed(steps: &[Step], articles: &[ArticleId], discussions: &[DiscussionId]) -> Deed {
    let article = |&n: &usize| articles.get(n).copied().unwrap_or(ArticleId(-1));
    let discussion = |n: usize| discussions.get(n).copied().unwrap_or(DiscussionId(-1));
    let comment = |n: usize| CommentId::new(COMMENTS.get(n).unwrap_or(&"nobody's"));
    // Ids are given in order.
    let feed = |n: usize| FeedId(i64::try_from(n).unwrap() + 1);
    let change = |step: &Step| match step {
        Step::Read(which, on) => Change::ArticlesRead {
            articles: which.iter().map(article).collect(),
            read: *on,
        },
        Step::Star(which, on) => Change::ArticlesStarred {
            articles: which.iter().map(article).collect(),
            starred: *on,
        },
        Step::Mute(which, on) => Change::ArticlesMuted {
            articles: which.iter().map(article).collect(),
            muted: *on,
        },
        Step::MuteAuthor(at, on) => Change::AuthorsMuted {
            mutes: vec![AuthorMute {
                name: "ada".into(),
                feed: at.map(feed),
                until: None,
            }],
            muted: *on,
        },
        Step::KeepAuthor(on) => Change::AuthorsKept {
            names: vec!["ada".into()],
            kept: *on,
        },
        Step::ReadComments(at, which, on) => Change::CommentsRead {
            discussion: discussion(*at),
            comments: which.iter().map(|&n| comment(n)).collect(),
            read: *on,
        },
        Step::StarComments(at, which, on) => Change::CommentsStarred {
            discussion: discussion(*at),
            comments: which.iter().map(|&n| comment(n)).collect(),
            starred: *on,
        },
        Step::Fold(at, folds) => Change::Folds {
            discussion: discussion(*at),
            folds: folds.iter().map(|&(n, fold)| (comment(n), fold)).collect(),
        },
        Step::Move(at, to) => FeedChange::Moved {
            feed: feed(*at),
            to: url(FEEDS.get(*to).unwrap_or(&"https://three.example/feed")),
        }
        .into(),
        Step::Name(at, name) => FeedChange::Named {
            feed: feed(*at),
            title: name.map(|name| SafeText::new(&name.to_string())),
        }
        .into(),
        Step::File(at, folder) => FeedChange::Filed {
            feed: feed(*at),
            folder: folder.and_then(|folder| Folders::read(&folder.to_string())),
        }
        .into(),
        Step::Remove(at, removed) => Change::FeedsRemoved {
            feeds: vec![feed(*at)],
            removed: *removed,
        },
        Step::Pause(at, paused) => Change::FeedsPaused {
            feeds: vec![feed(*at)],
            paused: *paused,
        },
    };
    Deed {
        label: format!("{} steps", steps.len()),
        changes: steps.iter().map(change).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undoing_everything_returns_to_the_start_and_redoing_to_the_end_also_after_a_restart(
        script in prop::collection::vec(steps(), 1..8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("byline.db");
        let (store, articles, discussions) = library(&path);
        let mut pictures = vec![picture(&store, &discussions)];
        for steps in &script {
            let deed = deed(steps, &articles, &discussions);
            let applied = store.write_blocking(move |w| w.apply(deed, minute(9))).unwrap();
            let now = picture(&store, &discussions);
            if applied.deed.changes.is_empty() {
                prop_assert_eq!(&now, pictures.last().unwrap());
            } else {
                pictures.push(now);
            }
        }

        store.close();
        let store = Store::open(&path).unwrap();
        for before in pictures.iter().rev().skip(1) {
            let undone = store.write_blocking(|w| w.undo(minute(10))).unwrap();
            prop_assert!(undone.is_some());
            prop_assert_eq!(&picture(&store, &discussions), before);
        }
        prop_assert_eq!(store.write_blocking(|w| w.undo(minute(11))).unwrap(), None);

        store.close();
        let store = Store::open(&path).unwrap();
        for after in &pictures[1..] {
            let redone = store.write_blocking(|w| w.redo(minute(12))).unwrap();
            prop_assert!(redone.is_some());
            prop_assert_eq!(&picture(&store, &discussions), after);
        }
        prop_assert_eq!(store.write_blocking(|w| w.redo(minute(13))).unwrap(), None);
    }
}

fn read(articles: &[ArticleId]) -> Deed {
    Deed {
        label: "marked read".into(),
        changes: vec![Change::ArticlesRead {
            articles: articles.to_vec(),
            read: true,
        }],
    }
}

#[test]
fn only_what_was_different_is_changed_and_taken_back() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let new = writer
            .merge_articles(feed, &[entry("a"), entry("b")], minute(0))?
            .new;
        let (a, b) = (new[0].id, new[1].id);
        writer.apply(read(&[a]), minute(1))?;

        let applied = writer.apply(read(&[a, b, ArticleId(77)]), minute(2))?;
        assert_eq!(applied.deed, read(&[b]));
        assert_eq!(applied.unread, [(feed, 0)]);

        let undone = writer.undo(minute(3))?.unwrap();
        assert_eq!(
            undone.deed.changes,
            [Change::ArticlesRead {
                articles: vec![b],
                read: false
            }]
        );
        assert_eq!(undone.unread, [(feed, 1)]);
        assert!(writer.article(a)?.unwrap().read);
        Ok(())
    });
}

#[test]
fn a_deed_that_changes_nothing_is_not_in_the_journal() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let a = writer.merge_articles(feed, &[entry("a")], minute(0))?.new[0].id;
        writer.apply(read(&[a]), minute(1))?;
        writer.undo(minute(2))?;
        let nothing = Deed {
            label: "nothing".into(),
            changes: Vec::new(),
        };
        let applied = writer.apply(nothing, minute(3))?;
        assert_eq!(applied.deed.changes, []);
        assert_eq!(writer.redo(minute(4))?.unwrap().deed, read(&[a]));
        Ok(())
    });
}

#[test]
fn a_new_deed_cuts_off_what_was_undone() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let new = writer
            .merge_articles(feed, &[entry("a"), entry("b")], minute(0))?
            .new;
        writer.apply(read(&[new[0].id]), minute(1))?;
        writer.undo(minute(2))?;
        writer.apply(read(&[new[1].id]), minute(3))?;
        assert_eq!(writer.redo(minute(4))?, None);
        assert!(writer.undo(minute(5))?.is_some());
        assert_eq!(writer.undo(minute(6))?, None);
        Ok(())
    });
}

#[test]
fn the_journal_keeps_the_last_ten_thousand_deeds_or_so() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let a = writer.merge_articles(feed, &[entry("a")], minute(0))?.new[0].id;
        for turn in 0..10_500 {
            let mut deed = read(&[a]);
            if turn % 2 == 1 {
                deed.changes = vec![Change::ArticlesRead {
                    articles: vec![a],
                    read: false,
                }];
            }
            writer.apply(deed, minute(1))?;
        }
        let kept: i64 = writer
            .connection
            .query_row("SELECT count(*) FROM deed", [], |row| row.get(0))?;
        assert!((10_000..10_064).contains(&kept), "{kept}");
        Ok(())
    });
}

#[test]
fn a_deed_that_cannot_be_read_does_not_block_the_way_to_the_others() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let new = writer
            .merge_articles(feed, &[entry("a"), entry("b")], minute(0))?
            .new;
        writer.apply(read(&[new[0].id]), minute(1))?;
        writer.apply(read(&[new[1].id]), minute(2))?;
        writer.connection.execute(
            "UPDATE deed SET inverse = '[{\"paint\":1}]' WHERE id = 2",
            [],
        )?;
        let undone = writer.undo(minute(3))?.unwrap();
        assert_eq!(
            undone.deed.changes,
            [Change::ArticlesRead {
                articles: vec![new[0].id],
                read: false
            }]
        );
        Ok(())
    });
}
