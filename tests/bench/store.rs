//! What the reader waits for in the store: lists, marks over everything, a morning's polls.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use byline::model::change::{AuthorMute, Change, Deed};
use byline::model::comment::Comment;
use byline::model::discussion::ThreadRef;
use byline::model::id::{ArticleId, CommentId, DiscussionId, FeedId};
use byline::model::safe::SafeText;
use byline::store::{ArticleQuery, LoadedComments, NewArticle, Store};
use byline::text::html::gate;
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{Timestamp, ToSpan};
use url::Url;

fn now() -> Timestamp {
    "2026-11-25T08:00:00Z".parse().unwrap()
}

fn entry(feed: usize, n: usize) -> NewArticle {
    let minutes = i64::try_from(n * 1_000 + feed).unwrap();
    NewArticle {
        identity: format!("https://feed{feed}.example/?p={n}"),
        title: SafeText::new(&format!(
            "Article {n} of feed {feed}: production to leave, new sites possible"
        )),
        link: Url::parse(&format!(
            "https://feed{feed}.example/2026/11/article-{n}-production-to-leave"
        ))
        .ok(),
        author: Some(SafeText::new("A. Writer")),
        published: Some(now() - minutes.minutes()),
        categories: vec![SafeText::new("News")],
        ..NewArticle::default()
    }
}

/// Adds feeds with their articles, as one job for each feed.
fn fill(store: &Store, feeds: usize, articles: usize) -> Vec<FeedId> {
    let ids = store
        .write_blocking(move |writer| {
            (0..feeds)
                .map(|feed| {
                    let url = Url::parse(&format!("https://feed{feed}.example/feed")).unwrap();
                    writer.add_feed(&url, &SafeText::new(&format!("Feed {feed}")), None, now())
                })
                .collect::<Result<Vec<_>, _>>()
        })
        .unwrap();
    for (feed, &id) in ids.iter().enumerate() {
        let new: Vec<_> = (0..articles).map(|n| entry(feed, n)).collect();
        store
            .write_blocking(move |writer| writer.merge_articles(id, &new, now()))
            .unwrap();
    }
    ids
}

fn fresh(folder: &Path) -> Store {
    Store::open(&folder.join(format!("{:?}.db", Instant::now()))).unwrap()
}

fn lists(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("list");
    group.sample_size(20);
    for (name, feeds) in [("20k", 200), ("100k", 1_000)] {
        let store = fresh(folder.path());
        let ids = fill(&store, feeds, 100);
        let mut list = |what: &str, query: ArticleQuery| {
            group.bench_function(format!("{name} {what}"), |b| {
                b.iter(|| {
                    store
                        .read_blocking(move |r| r.articles(black_box(&query)))
                        .unwrap()
                });
            });
        };
        let all = ArticleQuery::default();
        list("all", all);
        list(
            "all unread",
            ArticleQuery {
                unread_only: true,
                ..all
            },
        );
        list(
            "first 200",
            ArticleQuery {
                limit: Some(200),
                ..all
            },
        );
        list(
            "first 200 unread",
            ArticleQuery {
                unread_only: true,
                limit: Some(200),
                ..all
            },
        );
        list(
            "one feed",
            ArticleQuery {
                feed: Some(ids[7]),
                ..all
            },
        );
        group.bench_function(format!("{name} feeds with unread counts"), |b| {
            b.iter(|| store.read_blocking(|reader| reader.feeds()).unwrap());
        });
    }
    group.finish();
}

fn marks(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path());
    fill(&store, 1_000, 100);
    let articles: Vec<ArticleId> = store
        .read_blocking(|reader| reader.articles(&ArticleQuery::default()))
        .unwrap()
        .iter()
        .map(|article| article.id)
        .collect();
    let mark = |articles: Vec<ArticleId>, read| {
        let deed = Deed {
            label: String::new(),
            changes: vec![Change::ArticlesRead { articles, read }],
        };
        store
            .write_blocking(move |writer| writer.apply(deed, now()))
            .unwrap()
    };
    let mut group = criterion.benchmark_group("mark");
    group.sample_size(10);
    for (name, count) in [("100k", 100_000), ("500", 500), ("one", 1)] {
        let mut read = false;
        group.bench_function(format!("{name} read, then unread"), |b| {
            b.iter(|| {
                read = !read;
                mark(articles[..count].to_vec(), read)
            });
        });
    }
    mark(articles.clone(), false);
    mark(articles.clone(), true);
    group.bench_function("undo 100k, then redo", |b| {
        let mut undo = false;
        b.iter(|| {
            undo = !undo;
            let done = if undo {
                store.write_blocking(|writer| writer.undo(now()))
            } else {
                store.write_blocking(|writer| writer.redo(now()))
            };
            done.unwrap().unwrap()
        });
    });
    group.finish();
}

fn merges(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let poll = |store: &Store, ids: &[FeedId]| {
        runtime.block_on(async {
            let jobs: Vec<_> = ids
                .iter()
                .enumerate()
                .map(|(feed, &id)| {
                    let store = store.clone();
                    let new: Vec<_> = (0..20).map(|n| entry(feed, n)).collect();
                    tokio::spawn(async move {
                        store
                            .write(move |w| w.merge_articles(id, &new, now()))
                            .await
                    })
                })
                .collect();
            for job in jobs {
                job.await.unwrap().unwrap();
            }
        });
    };
    let mut group = criterion.benchmark_group("merge 1000 feeds of 20 entries");
    group.sample_size(10);
    group.bench_function("all new", |b| {
        b.iter_custom(|rounds| {
            (0..rounds)
                .map(|_| {
                    let store = fresh(folder.path());
                    let ids = fill(&store, 1_000, 0);
                    let begun = Instant::now();
                    poll(&store, &ids);
                    begun.elapsed()
                })
                .sum::<Duration>()
        });
    });
    let store = fresh(folder.path());
    let ids = fill(&store, 1_000, 20);
    group.bench_function("nothing new", |b| b.iter(|| poll(&store, &ids)));
    group.finish();
}

fn discussions(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path());
    let feed = fill(&store, 1, 1)[0];
    let answer = LoadedComments {
        comments: (0..5_000)
            .map(|n| Comment {
                parent: (n > 0).then(|| CommentId::new(&(n / 3).to_string())),
                author: Some(SafeText::new("Somebody")),
                published: Some(now()),
                ..Comment::new(CommentId::new(&n.to_string()))
            })
            .collect(),
        complete: true,
        ..LoadedComments::default()
    };
    let article = store
        .read_blocking(move |reader| {
            let query = ArticleQuery {
                feed: Some(feed),
                ..ArticleQuery::default()
            };
            reader.articles(&query)
        })
        .unwrap()[0]
        .id;
    let thread = ThreadRef {
        source: "wordpress".into(),
        scope: "feed0.example/1".into(),
        locator: String::new(),
        page: None,
    };
    let discussion: DiscussionId = store
        .write_blocking(move |writer| writer.upsert_discussion(article, &thread))
        .unwrap();
    let mut group = criterion.benchmark_group("discussion of 5000 comments");
    group.sample_size(20);
    group.bench_function("merge again", |b| {
        b.iter(|| {
            let answer = answer.clone();
            store
                .write_blocking(move |writer| writer.merge_comments(discussion, answer, now()))
                .unwrap()
        });
    });
    group.bench_function("load", |b| {
        b.iter(|| {
            store
                .read_blocking(move |reader| reader.comments(discussion))
                .unwrap()
        });
    });
    let mut read = false;
    group.bench_function("mark one read, then unread", |b| {
        b.iter(|| {
            read = !read;
            let deed = Deed {
                label: String::new(),
                changes: vec![Change::CommentsRead {
                    discussion,
                    comments: vec![CommentId::new("17")],
                    read,
                }],
            };
            store
                .write_blocking(move |writer| writer.apply(deed, now()))
                .unwrap()
        });
    });
    group.finish();
}

/// The latest comments over all articles, a screenful after the other, of a library with many.
fn river(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path());
    fill(&store, 10, 10);
    let articles = store
        .read_blocking(|reader| reader.articles(&ArticleQuery::default()))
        .unwrap();
    for article in &articles {
        let (id, first) = (article.id, article.date());
        let thread = ThreadRef {
            source: "wordpress".into(),
            scope: article.id.to_string(),
            locator: String::new(),
            page: None,
        };
        let comments = (0..1_000_i64).map(|n| Comment {
            author: Some(SafeText::new(&format!("Reader {}", n % 700))),
            published: Some(first + (n * 7).minutes()),
            body: gate("<p>A remark of some words, and of some more.</p>", None),
            ..Comment::new(CommentId::new(&n.to_string()))
        });
        let answer = LoadedComments {
            comments: comments.collect(),
            complete: true,
            ..LoadedComments::default()
        };
        store
            .write_blocking(move |writer| {
                let discussion = writer.upsert_discussion(id, &thread)?;
                writer.merge_comments(discussion, answer, now())
            })
            .unwrap();
    }
    let mut group = criterion.benchmark_group("river of 100k comments");
    group.sample_size(20);
    let latest = |before| {
        let river = store.read_blocking(move |reader| reader.river(before, 300));
        let river = river.unwrap();
        assert_eq!(river.comments.len(), 300);
        river
    };
    group.bench_function("latest 300", |b| b.iter(|| latest(None)));
    let half = articles[articles.len() / 2].date();
    group.bench_function("300 before half of them", |b| b.iter(|| latest(Some(half))));
    let mutes = (0..200).map(|n| AuthorMute {
        name: SafeText::new(&format!("Reader {n}")),
        feed: None,
        until: None,
    });
    let deed = Deed {
        label: String::new(),
        changes: vec![Change::AuthorsMuted {
            mutes: mutes.collect(),
            muted: true,
        }],
    };
    store
        .write_blocking(move |writer| writer.apply(deed, now()))
        .unwrap();
    group.bench_function("latest 300 with 200 authors muted", |b| {
        b.iter(|| latest(None));
    });
    group.finish();
}

criterion_group!(benches, lists, marks, merges, discussions, river);
criterion_main!(benches);
