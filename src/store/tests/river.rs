//! Comments over all articles.

use super::*;
use crate::model::change::{Change, Deed};
use crate::model::comment::State;

/// A comment of so many minutes, answering another if one is named.
fn at(id: &str, parent: Option<&str>, minutes: i64) -> Comment {
    Comment {
        author: Some(SafeText::new(&format!("author of {id}"))),
        parent: parent.map(CommentId::new),
        published: Some(minute(minutes)),
        ..comment(id)
    }
}

fn names(writer: &Writer<'_>, before: Option<Timestamp>, limit: usize) -> Vec<String> {
    let river = writer.river(before, limit).unwrap();
    let comments = river.comments.iter();
    comments.map(|comment| comment.id.to_string()).collect()
}

fn mark(writer: &mut Writer<'_>, change: Change) {
    let deed = Deed {
        label: String::new(),
        changes: vec![change],
    };
    writer.apply(deed, minute(99)).unwrap();
}

#[test]
fn the_latest_comments_of_all_articles_come_in_pieces_the_latest_first() {
    in_memory(|writer| {
        let (article, first) = add_discussion(writer);
        let second = writer.upsert_discussion(article, &thread("elsewhere"))?;
        writer.merge_comments(
            first,
            complete(vec![at("a", None, 1), at("c", Some("a"), 5)]),
            minute(9),
        )?;
        writer.merge_comments(second, complete(vec![at("b", None, 3)]), minute(9))?;
        assert_eq!(names(writer, None, 10), ["c", "b", "a"]);
        assert_eq!(names(writer, None, 2), ["c", "b"]);
        assert!(writer.river(None, 2)?.has_more);
        assert_eq!(names(writer, Some(minute(3)), 2), ["a"]);
        let river = writer.river(None, 10)?;
        assert_eq!(river.comments[0].answers, Some("author of a".into()));
        assert_eq!(river.comments[1].answers, None);
        assert_eq!(river.comments[0].words.as_str(), "A remark.");
        assert_eq!(river.last_read, None);
        writer.leave_discussion(first, minute(20))?;
        assert_eq!(writer.river(None, 10)?.last_read, Some(minute(20)));
        Ok(())
    });
}

#[test]
fn muted_branches_are_not_in_the_river() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let comments = vec![at("a", None, 1), at("b", Some("a"), 2), at("c", None, 3)];
        writer.merge_comments(discussion, complete(comments), minute(9))?;
        let muted = Change::Muted {
            discussion,
            comments: ids(&["a"]),
            muted: true,
            until: None,
        };
        mark(writer, muted);
        assert_eq!(names(writer, None, 10), ["c"]);
        Ok(())
    });
}

#[test]
fn a_watched_branch_counts_its_unread_answers_and_is_undone() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let comments = vec![
            at("a", None, 1),
            at("b", Some("a"), 2),
            at("c", Some("b"), 3),
            at("d", None, 4),
        ];
        writer.merge_comments(discussion, complete(comments), minute(9))?;
        let watched = Change::CommentsWatched {
            discussion,
            comments: ids(&["a"]),
            watched: true,
        };
        mark(writer, watched);
        let branches = writer.watched_branches()?;
        assert_eq!(branches.len(), 1);
        assert_eq!(
            (branches[0].comment.id.as_str(), branches[0].unread),
            ("a", 2)
        );
        writer.undo(minute(100))?;
        assert_eq!(writer.watched_branches()?, []);
        Ok(())
    });
}

#[test]
fn the_latest_comment_on_an_article_is_told_whichever_discussion_it_is_in() {
    in_memory(|writer| {
        let (article, first) = add_discussion(writer);
        assert!(writer.latest_comments()?.is_empty());
        let second = writer.upsert_discussion(article, &thread("elsewhere"))?;
        let early = complete(vec![at("a", None, 1), at("c", Some("a"), 5)]);
        writer.merge_comments(first, early, minute(9))?;
        let late = complete(vec![at("b", None, 7)]);
        writer.merge_comments(second, late, minute(9))?;
        assert_eq!(writer.latest_comments()?, [(article, minute(7))].into());
        // Sites date ahead; nothing is later than its first sight.
        let ahead = complete(vec![at("b", None, 7), at("d", None, 99)]);
        writer.merge_comments(second, ahead, minute(10))?;
        assert_eq!(writer.latest_comments()?, [(article, minute(10))].into());
        Ok(())
    });
}

#[test]
fn a_kept_comment_stays_so_through_answers_and_is_found_by_the_latest_first() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let dated = |id: &str, minutes| Comment {
            published: Some(minute(minutes)),
            author: Some("ada".into()),
            ..comment(id)
        };
        let comments = || complete(vec![dated("a", 1), dated("b", 3), dated("c", 2)]);
        writer.merge_comments(discussion, comments(), minute(4))?;
        let keep = Deed {
            label: "kept".to_owned(),
            changes: vec![Change::CommentsStarred {
                discussion,
                comments: ids(&["a", "b"]),
                starred: true,
            }],
        };
        writer.apply(keep, minute(5))?;
        writer.merge_comments(discussion, comments(), minute(6))?;
        writer.leave_discussion(discussion, minute(7))?;
        let kept = |reader: &Reader<'_>| {
            let kept = reader.kept_comments().unwrap().into_iter();
            kept.map(|comment| comment.id.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(kept(writer), ["b", "a"]);
        assert_eq!(
            writer.kept_comments()?[0].in_words().as_str(),
            "ada: A remark."
        );
        // What its source no longer has, or its author took back, is still kept with its text.
        let deleted = Comment {
            state: State::Deleted,
            body: GatedHtml::default(),
            ..dated("a", 1)
        };
        for at in [8, 9] {
            writer.merge_comments(discussion, complete(vec![deleted.clone()]), minute(at))?;
        }
        assert_eq!(kept(writer), ["b", "a"]);
        let words = writer
            .kept_comments()?
            .into_iter()
            .map(|comment| comment.words);
        assert_eq!(
            words.collect::<Vec<_>>(),
            ["A remark.", "A remark."].map(SafeText::new)
        );
        let texts = |reader: &Reader<'_>| {
            let comments = reader.comments(discussion).unwrap().into_iter();
            let texts = comments.map(|(comment, _)| (comment.state, comment.body.is_empty()));
            texts.collect::<Vec<_>>()
        };
        let gone = [
            (State::Deleted, false),
            (State::Removed, false),
            (State::Removed, true),
        ];
        assert_eq!(texts(writer), gone);
        writer.undo(minute(10))?;
        assert_eq!(kept(writer), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn what_counts_as_new_can_be_counted_in_other_ways() {
    use crate::model::library::NewSince;
    in_memory(|writer| {
        let (article, discussion) = add_discussion(writer);
        let early = complete(vec![at("a", None, 1)]);
        writer.merge_comments(discussion, early, minute(10))?;
        writer.leave_discussion(discussion, minute(11))?;
        let later = complete(vec![at("a", None, 1), at("b", None, 12)]);
        writer.merge_comments(discussion, later, minute(20))?;
        writer.leave_discussion(discussion, minute(21))?;
        let last = complete(vec![at("a", None, 1), at("b", None, 12), at("c", None, 22)]);
        writer.merge_comments(discussion, last, minute(30))?;
        let new = |since| {
            writer
                .new_comments(since)
                .map(|counts| counts.get(&article).copied())
        };
        assert_eq!(new(NewSince::LastVisit)?, Some(1));
        assert_eq!(new(NewSince::VisitBefore)?, Some(2));
        assert_eq!(new(NewSince::Ever)?, Some(3));
        assert_eq!(new(NewSince::Written(minute(12)))?, Some(1));
        assert_eq!(new(NewSince::Written(minute(0)))?, Some(3));
        assert_eq!(new(NewSince::Written(minute(22)))?, None);
        // As the article itself counts them.
        assert_eq!(
            writer.article(article)?.map(|row| row.comments.new),
            Some(1)
        );
        let mute = |articles, muted| Change::ArticlesMuted { articles, muted };
        mark(writer, mute(vec![article], true));
        assert!(writer.new_comments(NewSince::Ever)?.is_empty());
        mark(writer, mute(vec![article], false));
        assert!(!writer.new_comments(NewSince::Ever)?.is_empty());
        mark(
            writer,
            Change::DiscussionsRead {
                articles: vec![article],
            },
        );
        assert!(writer.new_comments(NewSince::Ever)?.is_empty());
        Ok(())
    });
}
