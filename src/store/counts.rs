//! Comment counts, kept in the rows of discussions and articles so that lists need not count.
//!
//! Counted are visible comments; pings are no conversation and the tree leaves them out.

use rusqlite::OptionalExtension;

use super::access::Writer;
use super::error::StoreError;
use crate::model::article::CommentCounts;
use crate::model::id::{ArticleId, DiscussionId};

impl Writer<'_> {
    /// Counts the comments of a discussion anew, and with it those of its article.
    pub(super) fn recount_all(
        &self,
        discussion: DiscussionId,
    ) -> Result<(ArticleId, CommentCounts), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE discussion SET comments_loaded =
                     (SELECT count(*) FROM comment
                      WHERE discussion = ?1 AND state = 'visible' AND kind <> 'ping')
                 WHERE id = ?1",
            )?
            .execute([discussion.0])?;
        self.recount_unread(discussion)
    }

    /// Counts anew what changes with marks and visits; served by an index of the unread alone.
    pub(super) fn recount_unread(
        &self,
        discussion: DiscussionId,
    ) -> Result<(ArticleId, CommentCounts), StoreError> {
        // The baseline is that of `Discussion::baseline`; without one nothing is new.
        let article = self
            .connection
            .prepare_cached(
                "UPDATE discussion SET
                     comments_unread =
                         (SELECT count(*) FROM comment
                          WHERE discussion = ?1 AND read = 0
                              AND state = 'visible' AND kind <> 'ping'),
                     comments_new =
                         (SELECT count(*) FROM comment
                          WHERE discussion = ?1 AND read = 0
                              AND state = 'visible' AND kind <> 'ping'
                              AND first_seen > coalesce(discussion.left_at, discussion.first_loaded))
                 WHERE id = ?1 RETURNING article",
            )?
            .query_row([discussion.0], |row| row.get(0))
            .optional()?;
        let article = ArticleId(article.ok_or(StoreError::Missing("discussion"))?);
        Ok((article, self.recount_article(article)?))
    }

    /// Sums up the discussions of an article. The number stated is the larger of what the feed and
    /// what the sources say: a feed counts its own site only, and may be behind. Of a muted article nothing
    /// is news.
    pub(super) fn recount_article(&self, article: ArticleId) -> Result<CommentCounts, StoreError> {
        let counts = self
            .connection
            .prepare_cached(
                "UPDATE article SET
                     comments_stated = nullif(max(coalesce(feed_count, -1), sums.stated), -1),
                     comments_loaded = sums.loaded,
                     comments_unread = iif(muted, 0, sums.unread),
                     comments_new = iif(muted, 0, sums.new)
                 FROM (SELECT min(coalesce(sum(total_stated), -1), 4294967295) AS stated,
                           coalesce(sum(comments_loaded), 0) AS loaded,
                           coalesce(sum(comments_unread), 0) AS unread,
                           coalesce(sum(comments_new), 0) AS new
                       FROM discussion WHERE article = ?1) AS sums
                 WHERE id = ?1
                 RETURNING comments_stated, comments_loaded, comments_unread, comments_new",
            )?
            .query_row([article.0], |row| {
                Ok(CommentCounts {
                    stated: row.get(0)?,
                    loaded: row.get(1)?,
                    unread: row.get(2)?,
                    new: row.get(3)?,
                })
            })
            .optional()?;
        counts.ok_or(StoreError::Missing("article"))
    }
}
