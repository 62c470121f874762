//! Lists of other readers on the command line: what comes in, what goes out, and newsboat's cache.

use std::fs;
use std::path::Path;
use std::process::Output;

use rusqlite::{Connection, params};

use super::cli::{byline, home, json_lines, stderr, stdout};

fn run(home: &Path, arguments: &[&str]) -> Output {
    byline(home).args(arguments).output().unwrap()
}

/// The tables as newsboat 2.36 makes them; 2.10 and newsbeuter made `OLD_SCHEMA`.
const SCHEMA: &str = r#"
    CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL,
        title VARCHAR(1024) NOT NULL, lastmodified INTEGER(11) NOT NULL DEFAULT 0,
        is_rtl INTEGER(1) NOT NULL DEFAULT 0, etag VARCHAR(128) NOT NULL DEFAULT "");
    CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
        title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
        feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
        unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024),
        enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0,
        base VARCHAR(128) NOT NULL DEFAULT "", content_mime_type VARCHAR(255) NOT NULL DEFAULT "");
    CREATE TABLE metadata (db_schema_version_major INTEGER NOT NULL, db_schema_version_minor INTEGER NOT NULL);
    INSERT INTO metadata VALUES (2, 22);"#;

const OLD_SCHEMA: &str = "
    CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL,
        title VARCHAR(1024) NOT NULL);
    CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
        title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
        feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
        unread INTEGER(1) NOT NULL);";

const FEED: &str = "https://a.example/feed";

/// A cache with one feed; each item is a guid, whether it is unread, its flags, and whether it is deleted.
fn cache(path: &Path, items: &[(&str, bool, &str, bool)]) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection
        .execute(
            "INSERT INTO rss_feed (rssurl, url, title) VALUES (?1, 'https://a.example/', 'The A')",
            [FEED],
        )
        .unwrap();
    for (guid, unread, flags, deleted) in items {
        connection
            .execute(
                "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags,
                     deleted) VALUES (?1, 'Title of ' || ?1, 'Ada', 'https://a.example/' || ?1, ?2,
                     1333620000, '<p>Text of ' || ?1 || '</p>', ?3, ?4, ?5)",
                params![guid, FEED, unread, flags, deleted],
            )
            .unwrap();
    }
}

/// Title, read, starred of each article but the manual's, by title.
fn articles(home: &Path) -> Vec<(String, bool, bool)> {
    let library = Connection::open(home.join("byline.db")).unwrap();
    let mut statement = library
        .prepare(
            "SELECT article.title, read, starred FROM article JOIN feed ON feed.id = article.feed
             WHERE article.link LIKE '%a.example%' AND removed IS NULL ORDER BY article.title",
        )
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_was_read_in_newsboat_is_read_here_with_its_text_and_nothing_is_asked() {
    let home = home();
    let home = home.path();
    fs::write(home.join("urls"), format!("{FEED} tech\n")).unwrap();
    cache(
        &home.join("cache.db"),
        &[
            ("new", true, "", false),
            ("old", false, "", false),
            ("flagged", true, "a", false),
            ("deleted", true, "b", true),
        ],
    );
    let dry = stdout(&run(home, &["import", "urls", "--dry-run"]));
    assert_eq!(
        dry,
        "+ https://a.example/feed   (tech)\n\
         4 articles would come from newsboat's cache, 2 read, 1 flagged and kept\n\
         1 feed would come\n"
    );
    assert_eq!(articles(home), []);
    let imported = run(home, &["import", "urls"]);
    assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
    assert_eq!(
        stdout(&imported),
        "4 articles from newsboat's cache, 2 read, 1 flagged and kept\n\
         1 feed imported; byline refresh asks for them\n"
    );
    let told = |title: &str, read, starred| (format!("Title of {title}"), read, starred);
    let expected = [
        told("deleted", true, false),
        told("flagged", false, true),
        told("new", false, false),
        told("old", true, false),
    ];
    assert_eq!(articles(home), expected);
    let feeds = json_lines(&run(home, &["feeds", "--json"]));
    assert!(
        feeds
            .iter()
            .any(|feed| feed["title"] == "The A" && feed["unread"] == 2)
    );
    // Once more changes nothing, and an article that was read meanwhile stays so.
    run(home, &["import", "urls"]);
    assert_eq!(articles(home), expected);
}

#[test]
fn a_cache_is_found_by_its_name_and_one_that_is_none_costs_the_list_nothing() {
    let home = home();
    let home = home.path();
    fs::write(home.join("urls"), format!("{FEED}\n")).unwrap();
    fs::write(home.join("cache.db"), "Dear diary, ".repeat(1_000)).unwrap();
    let imported = run(home, &["import", "urls"]);
    assert_eq!(imported.status.code(), Some(1));
    assert!(stdout(&imported).contains("1 feed imported"));
    let why = stderr(&imported);
    assert!(
        why.contains("cache.db") && why.contains("imported without it"),
        "{why}"
    );
    let other = home.join("photos.db");
    let connection = Connection::open(&other).unwrap();
    connection
        .execute_batch("CREATE TABLE photo (id INTEGER)")
        .unwrap();
    let named = run(home, &["import", "urls", "--cache", "photos.db"]);
    assert_eq!(named.status.code(), Some(1));
    assert!(
        stderr(&named).contains("no cache of newsboat"),
        "{}",
        stderr(&named)
    );
    assert_eq!(stdout(&named), "", "nothing was done");
}

#[test]
fn a_cache_of_the_first_newsboat_is_read_with_what_it_has() {
    let home = home();
    let home = home.path();
    fs::write(home.join("urls"), format!("{FEED}\n")).unwrap();
    let connection = Connection::open(home.join("old.db")).unwrap();
    connection.execute_batch(OLD_SCHEMA).unwrap();
    connection
        .execute_batch(&format!(
            "INSERT INTO rss_feed VALUES ('{FEED}', '', '');
             INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread)
                 VALUES ('1', 'One', '', 'https://a.example/1', '{FEED}', 'nonsense', x'00ff', 0),
                        ('2', 'Two', '', 'https://a.example/2', '{FEED}', 0, '', 1);"
        ))
        .unwrap();
    let imported = run(home, &["import", "urls", "--cache", "old.db"]);
    assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
    assert!(stdout(&imported).starts_with("2 articles from newsboat's cache, 1 read\n"));
    assert_eq!(
        articles(home),
        [
            ("One".to_owned(), true, false),
            ("Two".to_owned(), false, false)
        ]
    );
}

#[test]
fn many_articles_come_whole_and_in_pieces() {
    let home = home();
    let home = home.path();
    fs::write(home.join("urls"), format!("{FEED}\n")).unwrap();
    let path = home.join("cache.db");
    cache(&path, &[]);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute(
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 4500)
             INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread)
             SELECT 'g' || n, 'T' || n, '', 'https://a.example/' || n, ?1, n, 'x', n % 2 FROM number",
            [FEED],
        )
        .unwrap();
    let imported = stdout(&run(home, &["import", "urls"]));
    assert!(
        imported.starts_with("4500 articles from newsboat's cache, 2250 read\n"),
        "{imported}"
    );
    let articles = articles(home);
    assert_eq!(articles.len(), 4_500);
    assert_eq!(articles.iter().filter(|(_, read, _)| *read).count(), 2_250);
}

#[test]
fn searches_are_kept_named_and_go_out_and_in_again() {
    let home = home();
    let home = home.path();
    fs::write(
        home.join("urls"),
        "\"query:New & old:unread = \\\"yes\\\"\"\nhttps://a.example/feed \"!TV/Film, new\" fun\n",
    )
    .unwrap();
    let imported = stdout(&run(home, &["import", "urls"]));
    assert_eq!(
        imported,
        "? kept for later, not shown yet: New & old: unread = \"yes\"\n\
         1 feed is hidden in newsboat; byline shows it\n\
         1 feed imported, 1 search kept; byline refresh asks for them\n"
    );
    let listed = stdout(&run(home, &["feeds"]));
    assert!(listed.ends_with("Kept for later, not shown yet: New & old: unread = \"yes\"\n"));
    let opml = stdout(&run(home, &["export"]));
    fs::write(home.join("list.opml"), &opml).unwrap();
    let there = super::cli::home();
    let again = run(
        there.path(),
        &["import", home.join("list.opml").to_str().unwrap()],
    );
    assert!(
        stdout(&again).contains("1 search kept"),
        "{}",
        stdout(&again)
    );
    assert_eq!(stdout(&run(there.path(), &["export"])), opml);
}

#[test]
fn a_list_that_ends_in_the_middle_says_so_and_what_was_read_of_it() {
    let home = home();
    let home = home.path();
    fs::write(
        home.join("cut.opml"),
        "<opml><body><outline text='A' xmlUrl='https://a.example/feed'/>\
         <outline type='link' text='Page' url='https://p.example/'/>\
         <outline text='B' xmlUrl='https://b.example/feed'/><outline text='C' xmlU",
    )
    .unwrap();
    let imported = run(home, &["import", "cut.opml"]);
    assert_eq!(imported.status.code(), Some(1));
    assert_eq!(
        stdout(&imported),
        "! not taken, no feed address: Page https://p.example/\n\
         2 feeds imported, 1 not taken; byline refresh asks for them\n\
         ! The list ends in the middle; the last feed read is “B” (https://b.example/feed)\n"
    );
}
