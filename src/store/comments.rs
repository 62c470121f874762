//! Comments as they are stored, with the reader's marks.

use rusqlite::{Row, params};
use url::Url;

use super::access::{Reader, Writer};
use super::columns::{
    Word, from_micros, json_or_default, micros, role_bits, roles, safe_or_none, time, time_or_none,
    to_json, url_or_none, word,
};
use super::error::StoreError;
use crate::model::comment::{Comment, CommentMark, Edited};
use crate::model::id::{CommentId, DiscussionId};
use crate::model::safe::{GatedHtml, SafeText};

/// A comment as it is stored, with what only merging needs.
pub(super) struct StoredComment {
    /// Its row, if it has one already.
    pub(super) node: Option<i64>,
    /// Complete answers in a row that lacked it.
    pub(super) absences: u32,
    pub(super) comment: Comment,
    pub(super) mark: CommentMark,
}

const SELECT_COMMENTS: &str = "SELECT comment.node, absences, id, parent, parent_trust, ancestors,
        author, author_url, roles, published, precision, edited, edited_at, html, score, permalink,
        state, kind, seq, first_seen, read, fold, muted, watched,
        author IN (SELECT name FROM author_mute WHERE feed IN (0, (SELECT feed FROM article
            JOIN discussion ON discussion.article = article.id WHERE discussion.id = ?1))),
        author IN (SELECT name FROM author_kept), starred
     FROM comment LEFT JOIN comment_body ON comment_body.node = comment.node
     WHERE discussion = ?1 ORDER BY seq, comment.node";

fn comment_from(row: &Row<'_>) -> rusqlite::Result<StoredComment> {
    let id = CommentId::new(row.get_ref(2)?.as_str()?);
    let parent = row.get_ref(3)?.as_str_or_null()?.map(CommentId::new);
    let edited = match (row.get(11)?, row.get(12)?) {
        (_, Some(at)) => Edited::At(from_micros(at)),
        (true, None) => Edited::Yes,
        (false, None) => Edited::No,
    };
    let body: Option<String> = row.get(13)?;
    Ok(StoredComment {
        node: Some(row.get(0)?),
        absences: row.get(1)?,
        comment: Comment {
            id,
            parent,
            parent_trust: word(row, 4)?,
            ancestors: json_or_default(row, 5)?,
            author: safe_or_none(row, 6)?,
            author_url: url_or_none(row, 7)?,
            roles: roles(row.get(8)?),
            published: time_or_none(row, 9)?,
            precision: word(row, 10)?,
            edited,
            body: GatedHtml::assume(body.unwrap_or_default()),
            score: row.get(14)?,
            permalink: url_or_none(row, 15)?,
            state: word(row, 16)?,
            kind: word(row, 17)?,
            seq: row.get(18)?,
        },
        mark: CommentMark {
            first_seen: time(row, 19)?,
            read: row.get(20)?,
            fold: row.get(21)?,
            muted: row.get(22)?,
            watched: row.get(23)?,
            silenced: row.get::<_, Option<bool>>(24)?.unwrap_or(false),
            kept: row.get::<_, Option<bool>>(25)?.unwrap_or(false),
            starred: row.get(26)?,
        },
    })
}

impl Reader<'_> {
    /// The comments of a discussion in delivered order, with the reader's marks.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn comments(
        &self,
        discussion: DiscussionId,
    ) -> Result<Vec<(Comment, CommentMark)>, StoreError> {
        let mut statement = self.connection.prepare_cached(SELECT_COMMENTS)?;
        let comments = statement.query_map([discussion.0], |row| {
            comment_from(row).map(|stored| (stored.comment, stored.mark))
        })?;
        Ok(comments.collect::<Result<_, _>>()?)
    }

    pub(super) fn stored_comments(
        &self,
        discussion: DiscussionId,
    ) -> Result<Vec<StoredComment>, StoreError> {
        let mut statement = self.connection.prepare_cached(SELECT_COMMENTS)?;
        let comments = statement.query_map([discussion.0], comment_from)?;
        Ok(comments.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Writes a comment into its row, which is made where it has none; marks stay as they are.
    pub(super) fn write_comment(
        &self,
        discussion: DiscussionId,
        stored: &StoredComment,
    ) -> Result<(), StoreError> {
        let comment = &stored.comment;
        let (edited, edited_at) = match comment.edited {
            Edited::No => (false, None),
            Edited::Yes => (true, None),
            Edited::At(at) => (true, Some(micros(at))),
        };
        let ancestors = (!comment.ancestors.is_empty())
            .then(|| to_json(&comment.ancestors))
            .transpose()?;
        // Not one statement with ON CONFLICT and RETURNING: that would make SQLite copy the touched
        // pages aside for every comment of a large thread.
        let sql = if stored.node.is_some() {
            "UPDATE comment SET first_seen = ?3, absences = ?4, state = ?5, kind = ?6, parent = ?7,
                 parent_trust = ?8, ancestors = ?9, author = ?10, author_url = ?11, roles = ?12,
                 published = ?13, precision = ?14, edited = ?15, edited_at = ?16, score = ?17,
                 permalink = ?18, seq = ?19
             WHERE discussion = ?1 AND id = ?2"
        } else {
            "INSERT INTO comment (discussion, id, first_seen, absences, state, kind, parent,
                 parent_trust, ancestors, author, author_url, roles, published, precision, edited,
                 edited_at, score, permalink, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                 ?18, ?19)"
        };
        self.connection.prepare_cached(sql)?.execute(params![
            discussion.0,
            comment.id.as_str(),
            micros(stored.mark.first_seen),
            stored.absences,
            comment.state.word(),
            comment.kind.word(),
            comment.parent.as_ref().map(CommentId::as_str),
            comment.parent_trust.word(),
            ancestors,
            comment.author.as_ref().map(SafeText::as_str),
            comment.author_url.as_ref().map(Url::as_str),
            role_bits(comment.roles),
            comment.published.map(micros),
            comment.precision.word(),
            edited,
            edited_at,
            comment.score,
            comment.permalink.as_ref().map(Url::as_str),
            comment.seq,
        ])?;
        let node = stored
            .node
            .unwrap_or_else(|| self.connection.last_insert_rowid());
        self.write_comment_body(node, &comment.body)
    }

    /// Updates what changes with every answer although nothing was said: place and presence.
    pub(super) fn touch_comment(&self, stored: &StoredComment) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE comment SET seq = ?2, absences = ?3 WHERE node = ?1")?
            .execute(params![stored.node, stored.comment.seq, stored.absences])?;
        Ok(())
    }

    /// Writes a comment's text; the one that it replaces is kept to tell what was edited.
    fn write_comment_body(&self, node: i64, body: &GatedHtml) -> Result<(), StoreError> {
        if body.is_empty() {
            self.connection
                .prepare_cached("DELETE FROM comment_body WHERE node = ?1")?
                .execute([node])?;
        } else {
            let edited = self
                .connection
                .prepare_cached(
                    "UPDATE comment_body SET before = html, html = ?2
                     WHERE node = ?1 AND html <> ?2",
                )?
                .execute(params![node, body.as_str()])?;
            if edited == 0 {
                self.connection
                    .prepare_cached(
                        "INSERT OR IGNORE INTO comment_body (node, html) VALUES (?1, ?2)",
                    )?
                    .execute(params![node, body.as_str()])?;
            }
        }
        Ok(())
    }
}
