use std::collections::VecDeque;
use std::fs;
use std::sync::Barrier;
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::Connection;

use super::super::queue::Task;
use super::super::threads::batch;
use super::*;

fn at_path() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("byline.db");
    (folder, path)
}

fn feed_count(store: &Store) -> usize {
    store
        .read_blocking(|reader| Ok(reader.feeds()?.len()))
        .unwrap()
}

#[test]
fn two_processes_write_at_once_and_neither_loses_a_write() {
    let (_folder, path) = at_path();
    let stores = [Store::open(&path).unwrap(), Store::open(&path).unwrap()];
    let feed = stores[0]
        .write_blocking(|writer| Ok(add_feed(writer, "https://example.org/feed")))
        .unwrap();
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (store, start) = (&stores[writer % 2], &start);
            scope.spawn(move || {
                start.wait();
                for n in 0..50 {
                    let new = vec![entry(&format!("{writer}-{n}")), entry("shared")];
                    store
                        .write_blocking(move |w| w.merge_articles(feed, &new, minute(n)))
                        .unwrap();
                }
            });
        }
    });
    for store in &stores {
        let all = store
            .read_blocking(|reader| reader.articles(&ArticleQuery::default()))
            .unwrap();
        assert_eq!(all.len(), 4 * 50 + 1);
    }
}

#[test]
fn what_was_acknowledged_is_in_the_files_even_if_the_process_dies_that_moment() {
    let (folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    store
        .write_blocking(|writer| Ok(add_feed(writer, "https://example.org/feed")))
        .unwrap();

    // The files as they are now are all that a killed process leaves behind.
    let left = folder.path().join("left");
    fs::create_dir(&left).unwrap();
    for name in ["byline.db", "byline.db-wal"] {
        fs::copy(folder.path().join(name), left.join(name)).unwrap();
    }
    assert_eq!(
        feed_count(&Store::open(&left.join("byline.db")).unwrap()),
        1
    );
}

#[test]
fn a_commit_waits_for_the_disk() {
    let (_folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    let settings = store
        .write_blocking(|writer| {
            let ask = |pragma: &str| {
                let sql = format!("PRAGMA {pragma}");
                writer
                    .connection
                    .query_row(&sql, [], |row| row.get::<_, i64>(0))
            };
            Ok((ask("synchronous")?, ask("foreign_keys")?))
        })
        .unwrap();
    assert_eq!(settings, (2, 1));
}

#[test]
fn a_failing_job_does_not_take_the_others_of_its_transaction_with_it() {
    let (_folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    let (release, wait) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        // While the first job waits, the others gather behind it.
        scope.spawn(|| {
            store
                .write_blocking(move |_| {
                    wait.recv().unwrap();
                    Ok(())
                })
                .unwrap()
        });
        let good = |n: i32| {
            let address = format!("https://example.org/{n}");
            store.write_blocking(move |writer| Ok(add_feed(writer, &address)))
        };
        let one = scope.spawn(move || good(1));
        let failing = scope.spawn(|| {
            store.write_blocking(|writer| {
                add_feed(writer, "https://example.org/not-kept");
                Err::<(), _>(StoreError::Missing("feed"))
            })
        });
        let panicking = scope.spawn(|| {
            store.write_blocking(|writer| -> Result<(), StoreError> {
                add_feed(writer, "https://example.org/not-kept-either");
                panic!("a defect")
            })
        });
        let two = scope.spawn(move || good(2));
        std::thread::sleep(Duration::from_millis(50));
        release.send(()).unwrap();
        assert!(one.join().unwrap().is_ok());
        assert!(two.join().unwrap().is_ok());
        assert!(matches!(
            failing.join().unwrap(),
            Err(StoreError::Missing("feed"))
        ));
        let error = panicking.join().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "A job on the database failed: a defect");
    });
    assert_eq!(feed_count(&store), 2);
}

#[test]
fn of_writes_that_can_be_done_again_one_that_fails_leaves_the_others_alone() {
    let (_folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let add = |n: i32| {
        let address = format!("https://example.org/{n}");
        store.write_repeatable(move |writer| {
            let id = add_feed(writer, &address);
            match n {
                3 => Err(StoreError::Missing("feed")),
                5 => panic!("a defect"),
                _ => Ok(id),
            }
        })
    };
    let outcomes = runtime.block_on(futures_util::future::join_all((0..8).map(add)));
    for (n, outcome) in outcomes.into_iter().enumerate() {
        assert_eq!(outcome.is_ok(), n != 3 && n != 5, "{n}: {outcome:?}");
    }
    assert_eq!(feed_count(&store), 6);
}

#[test]
fn a_full_disk_is_reported_and_the_store_goes_on_when_there_is_room_again() {
    let (_folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    let feed = store
        .write_blocking(|writer| Ok(add_feed(writer, "https://example.org/feed")))
        .unwrap();
    let limit = |store: &Store, pages: i64| {
        store
            .write_blocking(move |writer| {
                let sql = format!("PRAGMA max_page_count = {pages}");
                Ok(writer
                    .connection
                    .query_row(&sql, [], |row| row.get::<_, i64>(0))?)
            })
            .unwrap()
    };
    limit(&store, 60);
    let large = || NewArticle {
        body: html(&"x".repeat(1 << 20)),
        ..entry("large")
    };
    let new = large();
    let full = store.write_blocking(move |w| w.merge_articles(feed, &[entry("a"), new], minute(0)));
    assert_eq!(
        full.unwrap_err().to_string(),
        "The disk is full; nothing was changed"
    );
    let count = |store: &Store| {
        store
            .read_blocking(|reader| Ok(reader.articles(&ArticleQuery::default())?.len()))
            .unwrap()
    };
    assert_eq!(count(&store), 0);

    limit(&store, 100_000);
    let new = large();
    store
        .write_blocking(move |w| w.merge_articles(feed, &[entry("a"), new], minute(0)))
        .unwrap();
    assert_eq!(count(&store), 2);
}

#[test]
fn jobs_that_were_well_fail_with_the_transaction_that_they_shared() {
    let (_folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    let connection = Connection::open(&path).unwrap();
    let (told, answers) = mpsc::channel();
    let tell = |told: &mpsc::Sender<bool>| {
        let told = told.clone();
        move |result: Result<(), StoreError>| told.send(result.is_ok()).unwrap()
    };
    let well = Task::boxed(
        |writer| {
            add_feed(writer, "https://example.org/feed");
            Ok(())
        },
        tell(&told),
    );
    // What SQLite does by itself when the disk fails in the middle of a statement.
    let breaking = Task::boxed(
        |writer| {
            writer.connection.execute_batch("ROLLBACK")?;
            Err(StoreError::Closed)
        },
        tell(&told),
    );
    let mut jobs = VecDeque::from([(well, None), (breaking, None)]);
    assert!(batch(&connection, &mut jobs, Duration::MAX, true));
    assert_eq!(answers.try_iter().collect::<Vec<_>>(), [false, false]);
    assert_eq!(feed_count(&store), 0);
}

#[tokio::test]
async fn only_what_another_process_wrote_counts_as_changed_elsewhere() {
    let (_folder, path) = at_path();
    let screen = Store::open(&path).unwrap();
    let cron = Store::open(&path).unwrap();
    assert!(!screen.changed_elsewhere().await.unwrap());
    screen
        .write(|writer| Ok(add_feed(writer, "https://example.org/1")))
        .await
        .unwrap();
    assert!(!screen.changed_elsewhere().await.unwrap());
    cron.write(|writer| Ok(add_feed(writer, "https://example.org/2")))
        .await
        .unwrap();
    assert!(screen.changed_elsewhere().await.unwrap());
    assert!(!screen.changed_elsewhere().await.unwrap());
    assert_eq!(
        screen
            .read(|reader| Ok(reader.feeds()?.len()))
            .await
            .unwrap(),
        2
    );
}

#[tokio::test]
async fn many_writers_wait_for_their_turn_and_all_get_it() {
    let store = Store::in_memory().unwrap();
    let writes = (0..3_000).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let address = format!("https://example.org/{n}");
            store
                .write(move |writer| Ok(add_feed(writer, &address)))
                .await
        })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.unwrap().unwrap();
    }
    assert_eq!(
        store
            .read(|reader| Ok(reader.feeds()?.len()))
            .await
            .unwrap(),
        3_000
    );
}

#[test]
fn a_closed_store_says_so_and_leaves_one_file() {
    let (folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    let clone = store.clone();
    store
        .write_blocking(|writer| Ok(add_feed(writer, "https://example.org/feed")))
        .unwrap();
    store.close();
    assert!(matches!(
        clone.write_blocking(|_| Ok(())),
        Err(StoreError::Closed)
    ));
    assert!(matches!(
        clone.read_blocking(|_| Ok(())),
        Err(StoreError::Closed)
    ));
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert_eq!(names, ["byline.db"]);
}

#[test]
fn a_reader_cannot_write_and_its_panic_is_its_own() {
    let (_folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    let written = store.read_blocking(|reader| {
        reader.connection.execute("DELETE FROM feed", [])?;
        Ok(())
    });
    assert!(matches!(written, Err(StoreError::ReadOnly { .. })));
    for _ in 0..4 {
        let panicked = store.read_blocking(|_| -> Result<(), StoreError> { panic!("a defect") });
        assert!(matches!(panicked, Err(StoreError::Panicked(_))));
    }
    assert_eq!(feed_count(&store), 0);
}

#[cfg(unix)]
#[test]
fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    store
        .write_blocking(|writer| Ok(add_feed(writer, "https://example.org/feed")))
        .unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[test]
fn a_database_with_a_damaged_page_is_reported_and_a_sound_one_is_not() {
    let (_folder, path) = at_path();
    let store = Store::open(&path).unwrap();
    store
        .write_blocking(|writer| {
            let feed = add_feed(writer, "https://example.org/feed");
            let new: Vec<_> = (0..500).map(|n| entry(&n.to_string())).collect();
            writer.merge_articles(feed, &new, minute(0))
        })
        .unwrap();
    assert_eq!(
        store.read_blocking(|reader| reader.defects()).unwrap(),
        Vec::<String>::new()
    );
    store.close();

    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    // Sparing the first pages, in which the schema is.
    bytes[4096 * pages / 2..].fill(0xa5);
    fs::write(&path, bytes).unwrap();

    let store = Store::open(&path).unwrap();
    let listed = store.read_blocking(|reader| {
        let articles = reader.articles(&ArticleQuery::default())?;
        for article in articles {
            reader.body(article.id)?;
        }
        Ok(())
    });
    assert!(matches!(listed, Err(StoreError::Corrupt { .. })));
    assert_ne!(
        store.read_blocking(|reader| reader.defects()).unwrap(),
        Vec::<String>::new()
    );
}
