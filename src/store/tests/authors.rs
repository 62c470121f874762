//! Authors whom the reader wants to hear no more of.

use super::*;
use crate::model::change::{AuthorMute, Change, Deed};

fn by(id: &str, author: &str) -> Comment {
    Comment {
        author: Some(author.into()),
        ..comment(id)
    }
}

fn mute(feed: Option<FeedId>, until: Option<Timestamp>) -> AuthorMute {
    AuthorMute {
        name: "troll".into(),
        feed,
        until,
    }
}

fn apply(writer: &mut Writer<'_>, mute: AuthorMute, muted: bool) {
    let changes = vec![Change::AuthorsMuted {
        mutes: vec![mute],
        muted,
    }];
    let deed = Deed {
        label: String::new(),
        changes,
    };
    writer.apply(deed, minute(50)).unwrap();
}

/// Each comment with whether it is read and its author muted.
fn states(writer: &Writer<'_>, discussion: DiscussionId) -> Vec<(String, bool, bool)> {
    let comments = writer.comments(discussion).unwrap().into_iter();
    let states = comments.map(|(comment, mark)| (comment.id.to_string(), mark.read, mark.silenced));
    states.collect()
}

fn state(id: &str, read: bool, silenced: bool) -> (String, bool, bool) {
    (id.to_owned(), read, silenced)
}

#[test]
fn what_a_muted_author_writes_is_read_also_what_comes_later_and_undo_unmutes() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let first = vec![by("a", "troll"), by("b", "ada")];
        writer.merge_comments(discussion, complete(first.clone()), minute(1))?;
        apply(writer, mute(None, None), true);
        let more = [first, vec![by("c", "troll")]].concat();
        let merged = writer.merge_comments(discussion, complete(more), minute(60))?;
        assert_eq!(merged.counts.unread, 1);
        assert_eq!(
            states(writer, discussion),
            [
                state("a", true, true),
                state("b", false, false),
                state("c", true, true)
            ]
        );
        writer.undo(minute(70))?;
        assert_eq!(
            states(writer, discussion),
            ["a", "b", "c"].map(|id| state(id, false, false))
        );
        assert_eq!(writer.mutes()?.authors, []);
        Ok(())
    });
}

#[test]
fn a_mute_that_ends_leaves_read_what_the_reader_had_read() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let comments = vec![by("a", "troll"), by("b", "troll")];
        writer.merge_comments(discussion, complete(comments), minute(1))?;
        let read = Change::CommentsRead {
            discussion,
            comments: ids(&["a"]),
            read: true,
        };
        let deed = Deed {
            label: String::new(),
            changes: vec![read],
        };
        writer.apply(deed, minute(2))?;
        apply(writer, mute(None, None), true);
        apply(writer, mute(None, None), false);
        let expected = [state("a", true, false), state("b", false, false)];
        assert_eq!(states(writer, discussion), expected);
        Ok(())
    });
}

#[test]
fn undo_of_a_longer_mute_brings_the_shorter_one_back() {
    in_memory(|writer| {
        let shorter = mute(None, Some(minute(100)));
        apply(writer, shorter.clone(), true);
        apply(writer, mute(None, None), true);
        writer.undo(minute(60))?;
        assert_eq!(writer.mutes()?.authors, [shorter]);
        Ok(())
    });
}

#[test]
fn a_mute_holds_where_and_as_long_as_it_was_meant() {
    in_memory(|writer| {
        let (article, discussion) = add_discussion(writer);
        let feed = writer.article(article)?.unwrap().feed;
        writer.merge_comments(discussion, complete(vec![by("a", "troll")]), minute(1))?;
        apply(writer, mute(Some(FeedId(feed.0 + 1)), None), true);
        assert_eq!(states(writer, discussion), [state("a", false, false)]);
        apply(writer, mute(Some(feed), Some(minute(100))), true);
        assert_eq!(states(writer, discussion), [state("a", true, true)]);
        assert_eq!(writer.end_mutes(minute(99))?, []);
        let ended = Change::AuthorsMuted {
            mutes: vec![AuthorMute {
                name: "troll".into(),
                feed: Some(feed),
                until: Some(minute(100)),
            }],
            muted: false,
        };
        assert_eq!(writer.end_mutes(minute(100))?, [ended]);
        assert_eq!(states(writer, discussion), [state("a", true, false)]);
        assert_eq!(writer.mutes()?.authors.len(), 1);
        Ok(())
    });
}

#[test]
fn an_author_is_kept_lit_up_in_every_discussion_until_that_is_taken_back() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let comments = vec![by("a", "ada"), by("b", "brian"), comment("c")];
        writer.merge_comments(discussion, complete(comments), minute(1))?;
        let keep = Deed {
            label: String::new(),
            changes: vec![Change::AuthorsKept {
                names: vec!["ada".into()],
                kept: true,
            }],
        };
        let kept = |writer: &Writer<'_>| {
            let comments = writer.comments(discussion).unwrap().into_iter();
            let kept = comments.filter(|(_, mark)| mark.kept);
            kept.map(|(comment, _)| comment.id.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(writer.apply(keep.clone(), minute(2))?.deed.changes.len(), 1);
        assert_eq!(kept(writer), ["a"]);
        let again = writer.apply(keep, minute(3))?.deed;
        assert_eq!(again.changes, [], "it was so already");
        writer.undo(minute(4))?;
        assert_eq!(kept(writer), [""; 0]);
        writer.redo(minute(5))?;
        assert_eq!(kept(writer), ["a"]);
        Ok(())
    });
}

#[test]
fn an_authors_articles_know_that_the_author_is_kept_those_to_come_too() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let by = |identity: &str, author: &str| NewArticle {
            author: Some(author.into()),
            ..entry(identity)
        };
        let first = vec![by("a", "ada"), by("b", "brian"), entry("c")];
        writer.merge_articles(feed, &first, minute(0))?;
        let keep = Deed {
            label: "kept".to_owned(),
            changes: vec![Change::AuthorsKept {
                names: vec!["ada".into()],
                kept: true,
            }],
        };
        writer.apply(keep, minute(1))?;
        let new = vec![by("d", "ada"), by("e", "brian")];
        let new = writer.merge_articles(feed, &new, minute(2))?.new;
        assert_eq!(
            new.iter().map(|new| new.author_kept).collect::<Vec<_>>(),
            [true, false]
        );
        let kept = |reader: &Reader<'_>| {
            let articles = reader.articles(&ArticleQuery::default()).unwrap();
            let kept = articles.iter().filter(|article| article.author_kept);
            let mut kept: Vec<_> = kept.map(|article| article.title.to_string()).collect();
            kept.sort();
            kept
        };
        assert_eq!(kept(writer), ["a", "d"]);
        writer.undo(minute(3))?;
        assert_eq!(kept(writer), [""; 0]);
        Ok(())
    });
}
