//! Comments over all articles: the latest, those that are kept, and those whose branches are watched or muted.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::access::Reader;
use super::columns::{micros, safe_or_none, time, time_or_none};
use super::error::StoreError;
use crate::model::id::{ArticleId, CommentId, DiscussionId};
use crate::model::river::{MutedBranch, River, RiverComment, WatchedBranch};
use crate::model::safe::GatedHtml;
use crate::text::plain::first_words;

/// Characters of a comment's first words: two rows of a wide screen.
const WORDS: usize = 160;

/// The columns of a [`RiverComment`]; the discussion is joined as `discussion`.
const SELECT: &str =
    "SELECT article, comment.discussion, comment.id, comment.author, answered.author,
        coalesce(comment.published, comment.first_seen) AS at, comment.first_seen,
        comment.read = 0, html, answered.id IS NULL, comment.muted_until
     FROM comment
     JOIN discussion ON discussion.id = comment.discussion
     JOIN article ON article.id = discussion.article
     JOIN feed ON feed.id = article.feed AND feed.removed IS NULL
     LEFT JOIN comment_body ON comment_body.node = comment.node
     LEFT JOIN comment AS answered
         ON answered.discussion = comment.discussion AND answered.id = comment.parent";

fn river_comment_from(row: &Row<'_>) -> rusqlite::Result<RiverComment> {
    let body: Option<String> = row.get(8)?;
    let author = safe_or_none(row, 4)?;
    let is_root: bool = row.get(9)?;
    Ok(RiverComment {
        article: ArticleId(row.get(0)?),
        discussion: DiscussionId(row.get(1)?),
        id: CommentId::new(row.get_ref(2)?.as_str()?),
        author: safe_or_none(row, 3)?,
        answers: match is_root {
            true => None,
            false => Some(author.unwrap_or_else(|| "anonymous".into())),
        },
        at: time(row, 5)?,
        first_seen: time(row, 6)?,
        unread: row.get(7)?,
        words: first_words(&GatedHtml::assume(body.unwrap_or_default()), WORDS),
    })
}

impl Reader<'_> {
    /// The latest comments over all articles, at most `limit`, those written before a moment if one is
    /// given. What stands under muted articles or in muted
    /// branches or is by muted authors is left out.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn river(&self, before: Option<Timestamp>, limit: usize) -> Result<River, StoreError> {
        let sql = format!(
            "{SELECT} WHERE comment.state = 'visible' AND comment.kind <> 'ping'
                 AND article.muted = 0 AND (comment.author IS NULL OR comment.author NOT IN
                     (SELECT name FROM author_mute WHERE feed IN (0, article.feed)))
                 AND coalesce(comment.published, comment.first_seen) < ?1
             ORDER BY coalesce(comment.published, comment.first_seen) DESC LIMIT ?2"
        );
        let before = before.map_or(i64::MAX, micros);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let limit_of_rows = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![before, limit_of_rows], river_comment_from)?;
        let mut comments: Vec<RiverComment> = rows.collect::<Result<_, _>>()?;
        let has_more = comments.len() == limit;
        self.leave_out_muted(&mut comments)?;
        let last_read = self
            .connection
            .prepare_cached("SELECT max(left_at) FROM discussion")?
            .query_row([], |row| time_or_none(row, 0))?;
        Ok(River {
            comments,
            last_read,
            has_more,
        })
    }

    /// The branches that are watched, with what is unread in them.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn watched_branches(&self) -> Result<Vec<WatchedBranch>, StoreError> {
        let sql = format!("{SELECT} WHERE comment.watched = 1 ORDER BY at DESC");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let comments = statement.query_map([], river_comment_from)?;
        let comments = comments.collect::<Result<Vec<_>, _>>()?;
        // UNION drops what was there: a cycle of parents ends.
        let mut count = self.connection.prepare_cached(
            "WITH RECURSIVE branch (id) AS (
                 SELECT ?2
                 UNION SELECT comment.id FROM branch
                     JOIN comment ON comment.discussion = ?1 AND comment.parent = branch.id)
             SELECT count(*) FROM branch
                 JOIN comment ON comment.discussion = ?1 AND comment.id = branch.id
             WHERE comment.id <> ?2 AND read = 0 AND state = 'visible' AND kind <> 'ping'",
        )?;
        let mut branches = Vec::with_capacity(comments.len());
        for comment in comments {
            let found = params![comment.discussion.0, comment.id.as_str()];
            let unread = count.query_row(found, |row| row.get(0)).optional()?;
            branches.push(WatchedBranch {
                unread: unread.unwrap_or(0),
                comment,
            });
        }
        Ok(branches)
    }

    /// The comments that are kept, the latest first.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn kept_comments(&self) -> Result<Vec<RiverComment>, StoreError> {
        let sql = format!("{SELECT} WHERE comment.starred = 1 ORDER BY at DESC");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let comments = statement.query_map([], river_comment_from)?;
        Ok(comments.collect::<Result<_, _>>()?)
    }

    /// The branches that are muted, the latest first.
    pub(super) fn muted_branches(&self) -> Result<Vec<MutedBranch>, StoreError> {
        let sql = format!("{SELECT} WHERE comment.muted = 1 ORDER BY at DESC");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let branches = statement.query_map([], |row| {
            Ok(MutedBranch {
                comment: river_comment_from(row)?,
                until: time_or_none(row, 10)?,
            })
        })?;
        Ok(branches.collect::<Result<_, _>>()?)
    }
}
