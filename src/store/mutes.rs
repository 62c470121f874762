//! Mutes of branches and authors: what they hold is read before anybody sees it, and unread again when
//! the reader ends them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::access::{Reader, Writer};
use super::columns::{json_or_default, micros, safe, time_or_none};
use super::error::StoreError;
use crate::model::change::{AuthorMute, Change};
use crate::model::id::{CommentId, DiscussionId, FeedId};
use crate::model::river::{Mutes, RiverComment};

/// Whether a branch is muted, and until when; none for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Muting {
    pub(super) muted: bool,
    pub(super) until: Option<Timestamp>,
}

/// What is known of a comment's place.
struct Lineage {
    /// The comments that it may stand below, nearest first: its parent, and the ancestors that the
    /// source names.
    above: Vec<CommentId>,
    muted: bool,
}

impl Writer<'_> {
    /// Marks those of these comments read that stand in a muted branch or are by a muted author.
    pub(super) fn read_what_is_muted(
        &self,
        discussion: DiscussionId,
        new: Vec<CommentId>,
    ) -> Result<(), StoreError> {
        let held = self.held(discussion, new, true)?;
        self.set_hushed(discussion, held, true)?;
        Ok(())
    }

    /// What a mute of these branches reads: the unread comments in them.
    pub(super) fn unread_in_branches(
        &self,
        discussion: DiscussionId,
        branches: &[CommentId],
    ) -> Result<Vec<CommentId>, StoreError> {
        let unread = "SELECT id FROM comment WHERE discussion = ?1 AND read = 0";
        let unread: Vec<CommentId> = self.comment_ids(unread, discussion)?;
        let mut lineages = self.lineages(discussion)?;
        for (id, lineage) in &mut lineages {
            lineage.muted = branches.contains(id);
        }
        let mut known = HashMap::new();
        let inside = unread
            .iter()
            .filter(|id| is_muted(id, &lineages, &mut known));
        Ok(inside.cloned().collect())
    }

    /// What mutes have read and none holds any more.
    pub(super) fn let_go(&self, discussion: DiscussionId) -> Result<Vec<CommentId>, StoreError> {
        let hushed = "SELECT id FROM comment WHERE discussion = ?1 AND hushed = 1";
        self.held(discussion, self.comment_ids(hushed, discussion)?, false)
    }

    /// Makes comments read by a mute, or unread after it; returns those that were not so.
    pub(super) fn set_hushed(
        &self,
        discussion: DiscussionId,
        comments: Vec<CommentId>,
        hushed: bool,
    ) -> Result<Vec<CommentId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "UPDATE comment SET read = ?3, hushed = ?3
             WHERE discussion = ?1 AND id = ?2 AND read <> ?3",
        )?;
        let mut changed = Vec::new();
        for id in comments {
            if statement.execute(params![discussion.0, id.as_str(), hushed])? > 0 {
                changed.push(id);
            }
        }
        Ok(changed)
    }

    /// Those of these comments that a mute holds, or those that none does.
    fn held(
        &self,
        discussion: DiscussionId,
        comments: Vec<CommentId>,
        wanted: bool,
    ) -> Result<Vec<CommentId>, StoreError> {
        if comments.is_empty() {
            return Ok(comments);
        }
        let silenced = "SELECT id FROM comment WHERE discussion = ?1 AND author IN
             (SELECT name FROM author_mute WHERE feed IN (0, (SELECT feed FROM article
                 JOIN discussion ON discussion.article = article.id
                 WHERE discussion.id = ?1)))";
        let silenced: HashSet<CommentId> = self.comment_ids(silenced, discussion)?;
        let lineages = match self.has_muted(discussion)? {
            true => self.lineages(discussion)?,
            false => HashMap::new(),
        };
        let mut known = HashMap::new();
        let found = comments
            .iter()
            .filter(|id| (silenced.contains(id) || is_muted(id, &lineages, &mut known)) == wanted);
        Ok(found.cloned().collect())
    }

    /// The ids of the comments that a query finds in a discussion.
    fn comment_ids<C: FromIterator<CommentId>>(
        &self,
        query: &str,
        discussion: DiscussionId,
    ) -> Result<C, StoreError> {
        let mut statement = self.connection.prepare_cached(query)?;
        let ids = statement.query_map([discussion.0], |row| {
            Ok(CommentId::new(row.get_ref(0)?.as_str()?))
        })?;
        Ok(ids.collect::<Result<C, _>>()?)
    }
}

impl Reader<'_> {
    /// Leaves those out that stand in muted branches.
    pub(super) fn leave_out_muted(
        &self,
        comments: &mut Vec<RiverComment>,
    ) -> Result<(), StoreError> {
        let mut muted = HashMap::new();
        for discussion in comments.iter().map(|comment| comment.discussion) {
            if let Entry::Vacant(entry) = muted.entry(discussion) {
                let lineages = match self.has_muted(discussion)? {
                    true => self.lineages(discussion)?,
                    false => HashMap::new(),
                };
                entry.insert(lineages);
            }
        }
        comments.retain(|comment| {
            !is_muted(
                &comment.id,
                &muted[&comment.discussion],
                &mut HashMap::new(),
            )
        });
        Ok(())
    }

    fn has_muted(&self, discussion: DiscussionId) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM comment WHERE discussion = ?1 AND muted = 1)",
        )?;
        Ok(statement.query_row([discussion.0], |row| row.get(0))?)
    }

    fn lineages(
        &self,
        discussion: DiscussionId,
    ) -> Result<HashMap<CommentId, Lineage>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, muted, parent, ancestors FROM comment WHERE discussion = ?1",
        )?;
        let lineages = statement.query_map([discussion.0], |row| {
            let id = CommentId::new(row.get_ref(0)?.as_str()?);
            let parent = row.get_ref(2)?.as_str_or_null()?.map(CommentId::new);
            let ancestors: Vec<CommentId> = json_or_default(row, 3)?;
            let lineage = Lineage {
                above: parent.into_iter().chain(ancestors).collect(),
                muted: row.get(1)?,
            };
            Ok((id, lineage))
        })?;
        Ok(lineages.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Mutes a branch until a time or for good, or no longer; returns how it was before, nothing if it was
    /// so or there is no such comment.
    pub(super) fn set_branch_mute(
        &self,
        discussion: DiscussionId,
        branch: &CommentId,
        to: Muting,
    ) -> Result<Option<Muting>, StoreError> {
        let id = params![discussion.0, branch.as_str()];
        let before = self
            .connection
            .prepare_cached(
                "SELECT muted, muted_until FROM comment WHERE discussion = ?1 AND id = ?2",
            )?
            .query_row(id, |row| {
                Ok(Muting {
                    muted: row.get(0)?,
                    until: time_or_none(row, 1)?,
                })
            })
            .optional()?;
        let Some(before) = before.filter(|before| *before != to) else {
            return Ok(None);
        };
        self.connection
            .prepare_cached(
                "UPDATE comment SET muted = ?3, muted_until = ?4 WHERE discussion = ?1 AND id = ?2",
            )?
            .execute(params![
                discussion.0,
                branch.as_str(),
                to.muted,
                to.until.map(micros),
            ])?;
        Ok(Some(before))
    }

    /// Mutes an author, or no longer; returns what takes it back, nothing if it was so before. Whoever is
    /// muted already for another time keeps to the new one.
    pub(super) fn set_author_mute(
        &self,
        mute: &AuthorMute,
        on: bool,
    ) -> Result<Option<Change>, StoreError> {
        let feed = mute.feed.map_or(0, |feed| feed.0);
        let name = mute.name.as_str();
        let before = self
            .connection
            .prepare_cached("SELECT until FROM author_mute WHERE name = ?1 AND feed = ?2")?
            .query_row(params![name, feed], |row| time_or_none(row, 0))
            .optional()?;
        if before == on.then_some(mute.until) {
            return Ok(None);
        }
        self.connection
            .prepare_cached("DELETE FROM author_mute WHERE name = ?1 AND feed = ?2")?
            .execute(params![name, feed])?;
        if on {
            self.connection
                .prepare_cached("INSERT INTO author_mute (name, feed, until) VALUES (?1, ?2, ?3)")?
                .execute(params![name, feed, mute.until.map(micros)])?;
        }
        Ok(Some(Change::AuthorsMuted {
            mutes: vec![AuthorMute {
                until: before.unwrap_or(mute.until),
                ..mute.clone()
            }],
            muted: before.is_some(),
        }))
    }

    /// Where an author has comments that a mute has read.
    pub(super) fn hushed_of(&self, mute: &AuthorMute) -> Result<Vec<DiscussionId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT discussion FROM comment WHERE hushed = 1 AND author = ?1",
        )?;
        let found =
            statement.query_map([mute.name.as_str()], |row| row.get(0).map(DiscussionId))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The unread comments of an author where a mute holds, by discussion.
    pub(super) fn unread_by(
        &self,
        mute: &AuthorMute,
    ) -> Result<Vec<(DiscussionId, Vec<CommentId>)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT discussion.id, comment.id FROM comment
             JOIN discussion ON discussion.id = comment.discussion
             JOIN article ON article.id = discussion.article
             WHERE comment.read = 0 AND comment.author = ?1 AND (?2 = 0 OR article.feed = ?2)
             ORDER BY discussion.id",
        )?;
        let feed = mute.feed.map_or(0, |feed| feed.0);
        let rows = statement.query_map(params![mute.name.as_str(), feed], |row| {
            let comment = CommentId::new(row.get_ref(1)?.as_str()?);
            Ok((DiscussionId(row.get(0)?), comment))
        })?;
        let mut unread: Vec<(DiscussionId, Vec<CommentId>)> = Vec::new();
        for row in rows {
            let (discussion, comment) = row?;
            match unread.last_mut() {
                Some((last, comments)) if *last == discussion => comments.push(comment),
                _ => unread.push((discussion, vec![comment])),
            }
        }
        Ok(unread)
    }

    /// Ends the mutes of authors and branches whose time has passed; returns what changes by that. What
    /// they have read stays read.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be written.
    pub fn end_mutes(&mut self, now: Timestamp) -> Result<Vec<Change>, StoreError> {
        let mut changes = Vec::new();
        let authors = self.ended_authors(now)?;
        if !authors.is_empty() {
            changes.push(Change::AuthorsMuted {
                mutes: authors,
                muted: false,
            });
        }
        let mut statement = self.connection.prepare_cached(
            "UPDATE comment SET muted = 0, muted_until = NULL
             WHERE muted = 1 AND muted_until <= ?1 RETURNING discussion, id",
        )?;
        let branches = statement.query_map([micros(now)], |row| {
            Ok(Change::Muted {
                discussion: DiscussionId(row.get(0)?),
                comments: vec![CommentId::new(row.get_ref(1)?.as_str()?)],
                muted: false,
                until: None,
            })
        })?;
        for branch in branches {
            changes.push(branch?);
        }
        if !changes.is_empty() {
            self.forget_ended_mutes()?;
        }
        Ok(changes)
    }

    /// Ends the mutes of authors whose time has passed.
    fn ended_authors(&self, now: Timestamp) -> Result<Vec<AuthorMute>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "DELETE FROM author_mute WHERE until <= ?1 RETURNING name, feed, until",
        )?;
        let ended = statement.query_map([micros(now)], author_mute_from)?;
        Ok(ended.collect::<Result<_, _>>()?)
    }
}

impl Reader<'_> {
    /// All that is muted: authors by name, and branches, the latest first.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn mutes(&self) -> Result<Mutes, StoreError> {
        Ok(Mutes {
            authors: self.author_mutes()?,
            branches: self.muted_branches()?,
        })
    }

    /// The mutes of an author that hold under a feed.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read.
    pub fn mutes_of(&self, name: &str, feed: FeedId) -> Result<Vec<AuthorMute>, StoreError> {
        let mut mutes = self.author_mutes()?;
        let holds = |mute: &AuthorMute| mute.feed.is_none_or(|muted| muted == feed);
        mutes.retain(|mute| mute.name.as_str() == name && holds(mute));
        Ok(mutes)
    }

    fn author_mutes(&self) -> Result<Vec<AuthorMute>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, feed, until FROM author_mute ORDER BY name, feed")?;
        let mutes = statement.query_map([], author_mute_from)?;
        Ok(mutes.collect::<Result<_, _>>()?)
    }
}

/// Whether a comment stands in a muted branch. Each comment is looked at once over all calls, so that
/// long chains cost no more than short ones; a cycle is no branch at all.
fn is_muted<'a>(
    id: &'a CommentId,
    lineages: &'a HashMap<CommentId, Lineage>,
    known: &mut HashMap<&'a CommentId, bool>,
) -> bool {
    let mut path = Vec::new();
    let mut next = Some(id);
    let mut verdict = false;
    while let Some(id) = next {
        if let Some(&found) = known.get(id) {
            verdict = found;
            break;
        }
        known.insert(id, false);
        path.push(id);
        let Some(lineage) = lineages.get(id) else {
            break;
        };
        if lineage.muted {
            verdict = true;
            break;
        }
        next = lineage
            .above
            .iter()
            .find(|above| lineages.contains_key(above));
    }
    known.extend(path.into_iter().map(|id| (id, verdict)));
    verdict
}

fn author_mute_from(row: &Row<'_>) -> rusqlite::Result<AuthorMute> {
    let feed: i64 = row.get(1)?;
    Ok(AuthorMute {
        name: safe(row, 0)?,
        feed: (feed != 0).then_some(FeedId(feed)),
        until: time_or_none(row, 2)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lineages(comments: &[(&str, &[&str], bool)]) -> HashMap<CommentId, Lineage> {
        let lineages = comments.iter().map(|&(id, above, muted)| {
            let above = above.iter().map(|&id| id.into()).collect();
            (id.into(), Lineage { above, muted })
        });
        lineages.collect()
    }

    #[test]
    fn a_branch_is_followed_over_ancestors_that_were_not_delivered() {
        let lineages = lineages(&[
            ("a", &[], true),
            ("b", &["gone", "a"], false),
            ("c", &["b"], false),
            ("d", &["gone"], false),
        ]);
        let mut known = HashMap::new();
        let muted: Vec<bool> = ["c", "b", "d", "nowhere"]
            .map(|id| is_muted(&id.into(), &lineages, &mut HashMap::new()))
            .to_vec();
        assert_eq!(muted, [true, true, false, false]);
        let id = "a".into();
        assert!(is_muted(&id, &lineages, &mut known));
    }

    #[test]
    fn comments_that_answer_each_other_are_in_no_branch() {
        let lineages = lineages(&[("a", &["b"], false), ("b", &["a"], false)]);
        assert!(!is_muted(&"a".into(), &lineages, &mut HashMap::new()));
    }
}
