//! The versions of the database, by SQLite's `user_version`.
//!
//! A published migration never changes; a new one is a file and a line in [`MIGRATIONS`].

use std::path::Path;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, TransactionBehavior};

use super::error::StoreError;
use crate::model::address::of_one_article;

/// Every migration; the first makes version 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_initial.sql"),
    include_str!("migrations/0002_conversation.sql"),
    include_str!("migrations/0003_people.sql"),
    include_str!("migrations/0004_kept_comments.sql"),
    include_str!("migrations/0005_muted_articles.sql"),
    include_str!("migrations/0006_screen.sql"),
    include_str!("migrations/0007_folders.sql"),
    include_str!("migrations/0008_no_dates.sql"),
];

/// The version that this program makes and knows.
const VERSION: i64 = MIGRATIONS.len() as i64;

/// Marks the file as byline's (SQLite's `application_id`): "byln".
const APPLICATION_ID: i64 = 0x6279_6c6e;

/// Checks that the file is ours, or new, and not newer than this program; changes nothing.
///
/// # Errors
///
/// Fails with [`StoreError::Foreign`] or [`StoreError::Newer`], and where the file cannot be read.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    version(connection, path).map(drop)
}

/// Brings the database to the newest version, all steps in one transaction.
///
/// # Errors
///
/// As [`check`], and where the database cannot be written.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    if version(connection, path)? == MIGRATIONS.len() {
        return Ok(());
    }
    let story_of = |context: &Context<'_>| {
        let link: String = context.get(0)?;
        Ok(link.parse().ok().and_then(|link| of_one_article(&link)))
    };
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("story_of", 1, flags, story_of)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again under the lock: another process may have migrated meanwhile.
    let found = version(&transaction, path)?;
    for migration in &MIGRATIONS[found..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(())
}

/// The number of migrations that were applied, never more than there are.
fn version(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = number("application_id")?;
    let found = number("user_version")?;
    let is_new = application == 0 && found == 0 && is_empty(connection)?;
    if application != APPLICATION_ID && !is_new {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    match usize::try_from(found) {
        Ok(version) if version <= MIGRATIONS.len() => Ok(version),
        _ => Err(StoreError::Newer {
            found,
            known: VERSION,
        }),
    }
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |r| {
        r.get(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_database_of_a_newer_byline_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("byline.db");
        Store::open(&path).unwrap().close();
        let connection = Connection::open(&path).unwrap();
        connection
            .pragma_update(None, "user_version", VERSION + 1)
            .unwrap();
        drop(connection);

        let error = Store::open(&path).err().unwrap();

        assert_eq!(
            error.to_string(),
            format!(
                "The database was written by a newer byline (its version is {}, this program knows {VERSION}): update byline",
                VERSION + 1
            )
        );
        let connection = Connection::open(&path).unwrap();
        let version: i64 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version, VERSION + 1);
    }

    #[test]
    fn a_database_of_another_program_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photos.db");
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch("CREATE TABLE photo (id INTEGER)")
            .unwrap();
        drop(connection);
        let before = std::fs::read(&path).unwrap();

        assert!(matches!(
            Store::open(&path),
            Err(StoreError::Foreign { .. })
        ));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_that_is_no_database_is_reported_as_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("byline.db");
        std::fs::write(&path, "Dear diary, ".repeat(1_000)).unwrap();

        assert!(matches!(
            Store::open(&path),
            Err(StoreError::Corrupt { .. })
        ));
    }

    #[test]
    fn a_library_of_the_first_version_is_read_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("byline.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO feed (id, url, title, added) VALUES (1, 'https://blog.example/feed', 'A blog', 0);
                 INSERT INTO article (id, feed, date, first_seen, title, link, identity)
                     VALUES (1, 1, 0, 0, 'An article', 'https://blog.example/1', '1');
                 INSERT INTO discussion (id, article, source, scope, locator, loaded)
                     VALUES (1, 1, 'wordpress', '1', '{}', 0);
                 INSERT INTO comment (node, discussion, id, seq, first_seen, read, state, kind, parent_trust, roles,
                         precision, edited)
                     VALUES (1, 1, '7', 0, 0, 1, 'visible', 'comment', 'stated', 0, 'second', 0);
                 INSERT INTO comment_body VALUES (1, '<p>Well.</p>');
                 PRAGMA application_id = 0x62796c6e;
                 PRAGMA user_version = 1;",
            )
            .unwrap();
        drop(connection);

        let store = Store::open(&path).unwrap();

        let read = store.read_blocking(|reader| {
            let article = reader.articles(&Default::default())?.remove(0);
            let discussion = reader.discussions(article.id)?.remove(0);
            let (comment, mark) = reader.comments(discussion.id)?.remove(0);
            Ok((comment.body.as_str().to_owned(), mark.read))
        });
        assert_eq!(read.unwrap(), ("<p>Well.</p>".to_owned(), true));
        let connection = Connection::open(&path).unwrap();
        let story = connection.query_row("SELECT story FROM article", [], |row| row.get(0));
        assert_eq!(story, Ok("blog.example/1".to_owned()));
    }

    #[test]
    fn what_an_older_version_took_for_dates_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("byline.db");
        Store::open(&path).unwrap().close();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 7).unwrap();
        connection
            .execute_batch(
                "INSERT INTO feed (id, url, title, added) VALUES (1, 'https://a.example/', 'a', 0);
                 INSERT INTO article (feed, identity, title, first_seen, date, published) VALUES
                     (1, 'year 1', '', 1700000000000000, -62135596800000000, -62135596800000000),
                     (1, 'epoch', '', 1700000000000000, 0, 0),
                     (1, 'archive', '', 1700000000000000, 200000000000000, 200000000000000);",
            )
            .unwrap();
        drop(connection);

        Store::open(&path).unwrap().close();

        let connection = Connection::open(&path).unwrap();
        let mut rows = connection
            .prepare("SELECT published, date FROM article ORDER BY id")
            .unwrap();
        let rows = rows
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        let rows: Vec<(Option<i64>, i64)> = rows.map(Result::unwrap).collect();
        let archive = 200_000_000_000_000;
        assert_eq!(
            rows,
            [
                (None, 1_700_000_000_000_000),
                (None, 1_700_000_000_000_000),
                (Some(archive), archive),
            ]
        );
    }

    #[test]
    fn several_processes_may_make_the_same_database_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("byline.db");
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| Store::open(&path).unwrap().close());
            }
        });
        assert!(Store::open(&path).is_ok());
    }
}
