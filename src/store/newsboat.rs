//! The cache of newsboat, a database of another program: only read, and believed in nothing.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Row, params};

use crate::feed::newsboat::CachedItem;

/// How long newsboat is waited for, should it be writing just now.
const PATIENCE: Duration = Duration::from_secs(5);
/// Characters of one article's text that are read; newsboat itself sets no bound.
const MAX_TEXT_CHARS: usize = 8 << 20;

/// Why a cache cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// Not SQLite, damaged, or busy.
    #[error("It cannot be read as a cache of newsboat")]
    Sqlite(#[from] rusqlite::Error),
    /// A database without newsboat's tables.
    #[error("It is no cache of newsboat: the table {0} is missing")]
    Foreign(&'static str),
}

/// Newsboat's cache.
#[derive(Debug)]
pub struct NewsboatCache {
    connection: Connection,
    /// The columns of `rss_item` that this version of newsboat knows.
    columns: HashSet<String>,
}

/// A feed in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedFeed {
    /// Its address, as the urls file has it.
    pub address: String,
    /// Its publisher's title.
    pub title: String,
    /// Its site.
    pub site: String,
}

/// What the cache has of one feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CachedCounts {
    /// Articles.
    pub articles: usize,
    /// Those that the reader is done with.
    pub read: usize,
    /// Those with flags.
    pub flagged: usize,
}

impl NewsboatCache {
    /// Opens a cache without writing to it.
    ///
    /// # Errors
    ///
    /// Fails where the file is no cache of newsboat.
    pub fn open(path: &Path) -> Result<Self, CacheError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        // A schema tampered with must not run functions.
        connection.pragma_update(None, "trusted_schema", false)?;
        let columns_of = |table: &str| -> rusqlite::Result<HashSet<String>> {
            let sql = "SELECT lower(name) FROM pragma_table_info(?1)";
            let mut statement = connection.prepare(sql)?;
            let names = statement.query_map([table], |row| row.get(0))?;
            names.collect()
        };
        for (table, column) in [("rss_feed", "rssurl"), ("rss_item", "feedurl")] {
            if !columns_of(table)?.contains(column) {
                return Err(CacheError::Foreign(table));
            }
        }
        let columns = columns_of("rss_item")?;
        Ok(Self {
            connection,
            columns,
        })
    }

    /// The feeds in the cache.
    ///
    /// # Errors
    ///
    /// Fails where the cache cannot be read.
    pub fn feeds(&self) -> Result<Vec<CachedFeed>, CacheError> {
        let sql = "SELECT rssurl, title, url FROM rss_feed ORDER BY rowid";
        let mut statement = self.connection.prepare(sql)?;
        let feeds = statement.query_map([], |row| {
            Ok(CachedFeed {
                address: text(row, 0)?,
                title: text(row, 1)?,
                site: text(row, 2)?,
            })
        })?;
        Ok(feeds.collect::<Result<_, _>>()?)
    }

    /// How many articles the cache has of a feed.
    ///
    /// # Errors
    ///
    /// Fails where the cache cannot be read.
    pub fn counts(&self, feed: &CachedFeed) -> Result<CachedCounts, CacheError> {
        let (deleted, flags) = (self.column("deleted", "0"), self.column("flags", "''"));
        let sql = format!(
            "SELECT count(*), coalesce(sum(unread = 0 OR {deleted} <> 0), 0),
                 coalesce(sum({deleted} = 0 AND coalesce({flags}, '') <> ''), 0)
             FROM rss_item WHERE feedurl = ?1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let counts = statement.query_row([&feed.address], |row| {
            let count = |column| -> rusqlite::Result<usize> {
                let count: i64 = row.get(column)?;
                Ok(usize::try_from(count).unwrap_or(0))
            };
            Ok(CachedCounts {
                articles: count(0)?,
                read: count(1)?,
                flagged: count(2)?,
            })
        })?;
        Ok(counts)
    }

    /// The articles of a feed, the oldest row first: those behind `after`, and no more than `limit`.
    /// Returns them with the row to go on behind; none where these are the last.
    ///
    /// # Errors
    ///
    /// Fails where the cache cannot be read.
    pub fn items(
        &self,
        feed: &CachedFeed,
        after: i64,
        limit: usize,
    ) -> Result<(Vec<CachedItem>, Option<i64>), CacheError> {
        let sql = format!(
            "SELECT rowid, guid, title, author, url, pubDate, substr(content, 1, {MAX_TEXT_CHARS}),
                 unread, {}, {}, {}, {}, {}, {}
             FROM rss_item WHERE feedurl = ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3",
            self.column("content_mime_type", "''"),
            self.column("base", "''"),
            self.column("enclosure_url", "''"),
            self.column("enclosure_type", "''"),
            self.column("flags", "''"),
            self.column("deleted", "0"),
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows_at_most = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![feed.address, after, rows_at_most])?;
        let (mut items, mut last) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            last = Some(row.get(0)?);
            items.push(item(row)?);
        }
        let next = last.filter(|_| items.len() == limit);
        Ok((items, next))
    }

    /// A column, or what stands for it where newsboat is too old to know it.
    fn column(&self, name: &'static str, otherwise: &'static str) -> &'static str {
        match self.columns.contains(name) {
            true => name,
            false => otherwise,
        }
    }
}

fn item(row: &Row<'_>) -> rusqlite::Result<CachedItem> {
    let enclosure = text(row, 10)?;
    let media_type = Some(text(row, 11)?).filter(|media_type| !media_type.is_empty());
    Ok(CachedItem {
        guid: text(row, 1)?,
        title: text(row, 2)?,
        author: text(row, 3)?,
        url: text(row, 4)?,
        date: number(row, 5)?,
        content: text(row, 6)?,
        unread: number(row, 7)? != 0,
        content_type: text(row, 8)?,
        base: text(row, 9)?,
        enclosure: (!enclosure.is_empty()).then_some((enclosure, media_type)),
        is_flagged: !text(row, 12)?.is_empty(),
        is_deleted: number(row, 13)? != 0,
    })
}

/// What a column says as text, whatever it holds: SQLite does not hold a column to its type.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(column)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
    })
}

/// What a column says as a number; 0 where it says none.
fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<i64> {
    Ok(text(row, column)?.trim().parse().unwrap_or(0))
}
