//! Undo and redo with several processes on one library.

use super::*;
use crate::model::change::{Change, Deed, Direction};

fn star(article: ArticleId, label: &str) -> Deed {
    Deed {
        label: label.to_owned(),
        changes: vec![Change::ArticlesStarred {
            articles: vec![article],
            starred: true,
        }],
    }
}

/// Two stores on one library, as two processes have them, and its articles.
fn two_processes() -> (tempfile::TempDir, Store, Store, Vec<ArticleId>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("byline.db");
    let (here, there) = (Store::open(&path).unwrap(), Store::open(&path).unwrap());
    let articles = here
        .write_blocking(|writer| {
            let feed = add_feed(writer, "https://example.org/feed");
            let entries: Vec<_> = ["a", "b", "c"].iter().map(|id| entry(id)).collect();
            let new = writer.merge_articles(feed, &entries, minute(0))?.new;
            Ok(new.iter().map(|article| article.id).collect::<Vec<_>>())
        })
        .unwrap();
    (folder, here, there, articles)
}

fn apply(store: &Store, deed: Deed, at: i64) {
    store
        .write_blocking(move |writer| writer.apply(deed, minute(at)))
        .unwrap();
}

fn replay_own(store: &Store, direction: Direction, at: i64) -> Option<String> {
    let applied = store.write_blocking(move |writer| writer.replay_own(direction, minute(at)));
    applied.unwrap().map(|applied| applied.deed.label)
}

#[test]
fn what_was_done_here_is_taken_back_before_what_was_done_elsewhere_later() {
    let (_folder, here, there, articles) = two_processes();
    apply(&here, star(articles[0], "first here"), 1);
    apply(&there, star(articles[1], "there"), 2);
    apply(&here, star(articles[2], "second here"), 3);
    let undo = |at| replay_own(&here, Direction::Undo, at);
    assert_eq!(undo(4).as_deref(), Some("second here"));
    assert_eq!(undo(5).as_deref(), Some("first here"));
    assert_eq!(undo(6), None);
    let redo = |at| replay_own(&here, Direction::Redo, at);
    assert_eq!(redo(7).as_deref(), Some("first here"));
    assert_eq!(redo(8).as_deref(), Some("second here"));
    assert_eq!(redo(9), None);
    let starred = |store: &Store, id: ArticleId| {
        let row = store.read_blocking(move |reader| reader.article(id));
        row.unwrap().unwrap().starred
    };
    assert!(articles.iter().all(|id| starred(&here, *id)));
}

#[test]
fn what_was_done_elsewhere_is_named_and_taken_back_by_its_id_only() {
    let (_folder, here, there, articles) = two_processes();
    apply(&there, star(articles[0], "there"), 1);
    assert_eq!(replay_own(&here, Direction::Undo, 2), None);
    let named = here
        .read_blocking(|reader| reader.next_deed(Direction::Undo))
        .unwrap()
        .unwrap();
    assert_eq!((named.label.as_str(), named.at), ("there", minute(1)));
    // Meanwhile more is done there: the one that was named is meant, not the newest.
    apply(&there, star(articles[1], "there again"), 3);
    let id = named.id;
    let undo = |at| {
        let undone =
            here.write_blocking(move |writer| writer.replay_deed(Direction::Undo, id, minute(at)));
        undone.unwrap().map(|applied| applied.deed.label)
    };
    assert_eq!(undo(4).as_deref(), Some("there"));
    assert_eq!(undo(5), None, "it cannot be taken back twice");
    // Taken back here, it can be done again here without a question.
    assert_eq!(
        replay_own(&here, Direction::Redo, 6).as_deref(),
        Some("there")
    );
}

#[test]
fn an_earlier_session_is_another_one() {
    let (folder, here, there, articles) = two_processes();
    apply(&here, star(articles[0], "yesterday"), 1);
    replay_own(&here, Direction::Undo, 2);
    here.close();
    there.close();
    let today = Store::open(&folder.path().join("byline.db")).unwrap();
    assert_eq!(replay_own(&today, Direction::Redo, 3), None);
    let named = today
        .read_blocking(|reader| reader.next_deed(Direction::Redo))
        .unwrap()
        .unwrap();
    assert_eq!(
        (named.label.as_str(), named.at),
        ("yesterday", minute(2)),
        "the time is that of taking it back"
    );
}
