use super::*;
use crate::model::article::CommentCounts;
use crate::model::change::{Change, Deed};
use crate::model::comment::{CommentMark, Edited, Kind, Precision, Roles, State, Trust};
use crate::model::discussion::{Access, Discussion, SourceOrder};

fn full_comment() -> Comment {
    Comment {
        id: CommentId::new("c-7"),
        parent: Some(CommentId::new("c-3")),
        parent_trust: Trust::Derived,
        ancestors: ids(&["c-3", "c-1"]),
        author: Some(SafeText::new("Nicolas")),
        author_url: Some(url("https://example.net/nicolas")),
        roles: Roles {
            author: true,
            moderator: false,
            staff: true,
            bot: false,
        },
        published: Some("2012-04-05T13:00:00.5Z".parse().unwrap()),
        precision: Precision::Day,
        edited: Edited::At(minute(70)),
        body: html("<p>I am not surprised.</p>"),
        score: Some(-3),
        permalink: Some(url("https://example.org/2012/04/infiniti#comment-7")),
        state: State::Hidden,
        kind: Kind::SystemNote,
        seq: 12,
    }
}

fn stored(reader: &Reader<'_>, discussion: DiscussionId) -> Vec<Comment> {
    let comments = reader.comments(discussion).unwrap();
    comments.into_iter().map(|(comment, _)| comment).collect()
}

#[test]
fn a_comment_comes_back_with_every_field() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let mut odd = Comment::new(CommentId::new("odd"));
        odd.edited = Edited::Yes;
        odd.seq = 13;
        let comments = vec![full_comment(), odd];
        writer.merge_comments(discussion, complete(comments.clone()), minute(9))?;
        let mark = CommentMark {
            first_seen: minute(9),
            read: false,
            fold: None,
            muted: false,
            watched: false,
            silenced: false,
            kept: false,
            starred: false,
        };
        let expected: Vec<_> = comments
            .into_iter()
            .map(|comment| (comment, mark))
            .collect();
        assert_eq!(writer.comments(discussion)?, expected);
        Ok(())
    });
}

#[test]
fn what_comes_into_a_muted_branch_is_read_until_the_mute_is_taken_back() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let below = |id: &str, parent: &str| Comment {
            parent: Some(CommentId::new(parent)),
            ..comment(id)
        };
        let mut comments = vec![comment("a"), below("b", "a"), comment("c")];
        writer.merge_comments(discussion, complete(comments.clone()), minute(1))?;
        let mute = Deed {
            label: "muted".to_owned(),
            changes: vec![Change::Muted {
                discussion,
                comments: ids(&["a"]),
                muted: true,
                until: None,
            }],
        };
        writer.apply(mute, minute(1))?;
        comments.extend([below("d", "b"), below("e", "d"), below("f", "c")]);
        let merged = writer.merge_comments(discussion, complete(comments.clone()), minute(2))?;
        assert_eq!(merged.new, ids(&["d", "e", "f"]));
        let read = |writer: &Writer<'_>| {
            let comments = writer.comments(discussion)?.into_iter();
            let read = comments.filter(|(_, mark)| mark.read);
            Ok::<_, StoreError>(read.map(|(comment, _)| comment.id).collect::<Vec<_>>())
        };
        assert_eq!(read(writer)?, ids(&["a", "b", "d", "e"]));
        assert_eq!(merged.counts.new, 1);
        let undone = writer.undo(minute(3))?.unwrap().deed;
        assert_eq!(
            undone.changes,
            [
                Change::Muted {
                    discussion,
                    comments: ids(&["a"]),
                    muted: false,
                    until: None,
                },
                Change::CommentsRead {
                    discussion,
                    comments: ids(&["a", "b", "d", "e"]),
                    read: false,
                }
            ]
        );
        comments.push(below("g", "d"));
        writer.merge_comments(discussion, complete(comments), minute(4))?;
        assert_eq!(read(writer)?, []);
        writer.redo(minute(5))?;
        assert_eq!(read(writer)?, ids(&["a", "b", "d", "e", "g"]));
        Ok(())
    });
}

#[test]
fn a_branch_is_muted_for_a_while_listed_and_heard_again_by_itself() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        writer.merge_comments(discussion, complete(vec![comment("a")]), minute(1))?;
        let mute = |writer: &mut Writer<'_>, until| {
            let changes = vec![Change::Muted {
                discussion,
                comments: ids(&["a"]),
                muted: true,
                until,
            }];
            let label = "muted".to_owned();
            writer.apply(Deed { label, changes }, minute(1))
        };
        mute(writer, None)?;
        mute(writer, Some(minute(100)))?;
        let ends = |writer: &Writer<'_>| -> Result<Vec<_>, StoreError> {
            let branches = writer.mutes()?.branches.into_iter();
            Ok(branches.map(|branch| branch.until).collect())
        };
        assert_eq!(ends(writer)?, [Some(minute(100))]);
        writer.undo(minute(2))?;
        assert_eq!(ends(writer)?, [None]);
        writer.redo(minute(3))?;
        assert_eq!(ends(writer)?, [Some(minute(100))]);
        assert_eq!(writer.end_mutes(minute(99))?, []);
        let ended = Change::Muted {
            discussion,
            comments: vec![CommentId::new("a")],
            muted: false,
            until: None,
        };
        assert_eq!(writer.end_mutes(minute(100))?, [ended]);
        assert_eq!(ends(writer)?, []);
        let reply = Comment {
            parent: Some(CommentId::new("a")),
            ..comment("b")
        };
        let comments = complete(vec![comment("a"), reply]);
        let merged = writer.merge_comments(discussion, comments, minute(101))?;
        assert_eq!(merged.counts.unread, 1, "what was read stays read");
        Ok(())
    });
}

#[test]
fn the_visit_before_the_last_is_kept_and_a_clock_set_back_changes_nothing() {
    in_memory(|writer| {
        let (_, id) = add_discussion(writer);
        let visits = |writer: &mut Writer<'_>, at| {
            writer.leave_discussion(id, minute(at))?;
            let discussion = writer.discussion(id)?.unwrap();
            Ok::<_, StoreError>((discussion.left_before, discussion.left))
        };
        assert_eq!(visits(writer, 3)?, (None, Some(minute(3))));
        assert_eq!(visits(writer, 5)?, (Some(minute(3)), Some(minute(5))));
        assert_eq!(visits(writer, 4)?, (Some(minute(3)), Some(minute(5))));
        assert_eq!(visits(writer, 9)?, (Some(minute(5)), Some(minute(9))));
        Ok(())
    });
}

#[test]
fn a_discussion_comes_back_with_every_field() {
    in_memory(|writer| {
        let (article, _) = add_discussion(writer);
        let thread = ThreadRef {
            source: "hacker-news".into(),
            scope: "news.ycombinator.com/1".into(),
            locator: "1".into(),
            page: Some(url("https://news.ycombinator.com/item?id=1")),
        };
        let id = writer.upsert_discussion(article, &thread)?;
        let loaded = LoadedComments {
            comments: vec![comment("a")],
            total_stated: Some(31),
            complete: false,
            access: Access::LoginNeeded,
            continuations: vec!["page 2".to_owned()],
            is_part: false,
            order: SourceOrder::Ranked,
        };
        writer.merge_comments(id, loaded.clone(), minute(1))?;
        writer.merge_comments(id, loaded, minute(2))?;
        writer.leave_discussion(id, minute(3))?;
        let sentence = SafeText::new("news.ycombinator.com could not be reached");
        writer.discussion_failed(id, &sentence, minute(4))?;
        let expected = Discussion {
            id,
            article,
            thread: thread.clone(),
            total_stated: Some(31),
            complete: false,
            access: Access::LoginNeeded,
            continuations: vec!["page 2".to_owned()],
            label: String::new(),
            is_elsewhere: false,
            is_chosen: false,
            order: SourceOrder::Ranked,
            first_loaded: Some(minute(1)),
            loaded: Some(minute(2)),
            left: Some(minute(3)),
            left_before: None,
            error: Some(sentence),
        };
        assert_eq!(writer.discussion(id)?, Some(expected.clone()));
        writer.leave_discussion(id, minute(3))?;
        assert_eq!(
            writer.discussion(id)?,
            Some(expected.clone()),
            "the same visit"
        );
        assert_eq!(writer.discussions(article)?[1], expected);
        assert_eq!(writer.discussion_tried(id)?, Some(minute(4)));
        assert_eq!(stored(writer, id).len(), 1);

        let moved = ThreadRef {
            locator: "other".into(),
            page: None,
            ..thread.clone()
        };
        assert_eq!(writer.upsert_discussion(article, &moved)?, id);
        let found = writer.discussion(id)?.unwrap().thread;
        assert_eq!((found.locator.as_str(), found.page), ("other", thread.page));
        Ok(())
    });
}

#[test]
fn merging_the_same_answer_again_changes_nothing() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let mut deleted = comment("deleted");
        deleted.state = State::Deleted;
        let mut placeholder = comment("placeholder");
        placeholder.state = State::Unloaded;
        let answer = complete(vec![full_comment(), deleted, placeholder, comment("last")]);
        let first = writer.merge_comments(discussion, answer.clone(), minute(1))?;
        assert_eq!(first.new, ids(&["c-7", "deleted", "last"]));
        let before = writer.comments(discussion)?;

        let again = writer.merge_comments(discussion, answer, minute(2))?;

        assert_eq!(
            (again.new, again.changed, again.gone),
            (vec![], vec![], vec![])
        );
        assert_eq!(again.counts, first.counts);
        assert_eq!(writer.comments(discussion)?, before);
        Ok(())
    });
}

#[test]
fn what_comes_after_the_first_loading_or_the_last_visit_is_new_until_read() {
    in_memory(|writer| {
        let (article, discussion) = add_discussion(writer);
        let answer = |ids: &[&str]| complete(ids.iter().map(|id| comment(id)).collect());
        let counts = |loaded, unread, new| CommentCounts {
            stated: None,
            loaded,
            unread,
            new,
        };

        let merged = writer.merge_comments(discussion, answer(&["a", "b"]), minute(1))?;
        assert_eq!((merged.article, merged.counts), (article, counts(2, 2, 0)));
        let merged = writer.merge_comments(discussion, answer(&["a", "b", "c"]), minute(2))?;
        assert_eq!(merged.counts, counts(3, 3, 1));
        assert_eq!(
            writer.leave_discussion(discussion, minute(3))?,
            (article, counts(3, 3, 0))
        );
        let merged =
            writer.merge_comments(discussion, answer(&["a", "b", "c", "d", "e"]), minute(4))?;
        assert_eq!(merged.new, ids(&["d", "e"]));
        assert_eq!(merged.counts, counts(5, 5, 2));
        let deed = Deed {
            label: String::new(),
            changes: vec![Change::CommentsRead {
                discussion,
                comments: ids(&["a", "e"]),
                read: true,
            }],
        };
        let applied = writer.apply(deed, minute(5))?;
        assert_eq!(applied.counts, [(article, counts(5, 3, 1))]);
        assert_eq!(writer.article(article)?.unwrap().comments, counts(5, 3, 1));
        Ok(())
    });
}

#[test]
fn counts_are_summed_over_discussions_and_leave_pings_and_the_deleted_out() {
    in_memory(|writer| {
        let (article, first) = add_discussion(writer);
        let second = writer.upsert_discussion(article, &thread("elsewhere"))?;
        let mut ping = comment("ping");
        ping.kind = Kind::Ping;
        let mut deleted = comment("deleted");
        deleted.state = State::Deleted;
        let own = LoadedComments {
            total_stated: Some(4),
            ..complete(vec![comment("a"), ping, deleted])
        };
        writer.merge_comments(first, own, minute(1))?;
        let other = LoadedComments {
            total_stated: Some(90),
            ..complete(vec![comment("a"), comment("b")])
        };
        let merged = writer.merge_comments(second, other, minute(1))?;
        let expected = CommentCounts {
            stated: Some(94),
            loaded: 3,
            unread: 3,
            new: 0,
        };
        assert_eq!(merged.counts, expected);
        Ok(())
    });
}

#[test]
fn a_changed_text_is_an_edit_that_stays_one() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let mut rewritten = comment("a");
        rewritten.body = html("<p>On second thought.</p>");
        writer.merge_comments(discussion, complete(vec![comment("a")]), minute(1))?;
        let merged =
            writer.merge_comments(discussion, complete(vec![rewritten.clone()]), minute(2))?;
        assert_eq!(merged.changed, ids(&["a"]));
        assert_eq!(stored(writer, discussion)[0].edited, Edited::Yes);
        let merged = writer.merge_comments(discussion, complete(vec![rewritten]), minute(3))?;
        assert_eq!(merged.changed, []);
        assert_eq!(stored(writer, discussion)[0].edited, Edited::Yes);
        Ok(())
    });
}

#[test]
fn a_deleted_comment_loses_its_text_at_once_and_keeps_its_marks() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        writer.merge_comments(discussion, complete(vec![comment("a")]), minute(1))?;
        let deed = Deed {
            label: String::new(),
            changes: vec![
                Change::CommentsRead {
                    discussion,
                    comments: ids(&["a"]),
                    read: true,
                },
                Change::Folds {
                    discussion,
                    folds: vec![(CommentId::new("a"), Some(true))],
                },
            ],
        };
        writer.apply(deed, minute(1))?;
        let mut deleted = comment("a");
        deleted.state = State::Deleted;
        let merged = writer.merge_comments(discussion, complete(vec![deleted]), minute(2))?;
        assert_eq!(merged.changed, ids(&["a"]));
        assert_eq!(merged.counts.loaded, 0);
        let (comment, mark) = writer.comments(discussion)?.remove(0);
        assert!(comment.body.is_empty());
        assert_eq!(comment.edited, Edited::No);
        let expected = CommentMark {
            first_seen: minute(1),
            read: true,
            fold: Some(true),
            muted: false,
            watched: false,
            silenced: false,
            kept: false,
            starred: false,
        };
        assert_eq!(mark, expected);
        Ok(())
    });
}

#[test]
fn a_comment_is_gone_after_two_complete_answers_without_it_and_may_come_back() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let with = || complete(vec![comment("a"), comment("b")]);
        let without = || complete(vec![comment("a")]);
        let partial = || LoadedComments {
            complete: false,
            ..without()
        };
        let mut gone = |answer, at| {
            let merged = writer
                .merge_comments(discussion, answer, minute(at))
                .unwrap();
            merged.gone
        };
        assert_eq!(gone(with(), 1), []);
        assert_eq!(gone(partial(), 2), []);
        assert_eq!(gone(partial(), 3), []);
        assert_eq!(gone(without(), 4), []);
        assert_eq!(gone(with(), 5), []);
        assert_eq!(gone(without(), 6), []);
        assert_eq!(gone(partial(), 7), []);
        assert_eq!(gone(without(), 8), ids(&["b"]));
        assert_eq!(gone(without(), 9), []);
        let b = stored(writer, discussion).remove(1);
        assert_eq!((b.state, b.body.is_empty()), (State::Removed, true));

        let merged = writer.merge_comments(discussion, with(), minute(10))?;
        assert_eq!((merged.new, merged.changed), (vec![], ids(&["b"])));
        let (b, mark) = writer.comments(discussion)?.remove(1);
        assert_eq!((b.body, b.edited), (comment("b").body, Edited::No));
        assert_eq!(mark.first_seen, minute(1));
        Ok(())
    });
}

#[test]
fn a_placeholder_is_no_comment_until_it_is_delivered_and_never_replaces_one() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let mut placeholder = comment("a");
        placeholder.state = State::Unloaded;
        let merged =
            writer.merge_comments(discussion, complete(vec![placeholder.clone()]), minute(1))?;
        assert_eq!((merged.new, merged.counts.loaded), (vec![], 0));
        let merged = writer.merge_comments(
            discussion,
            complete(vec![placeholder.clone(), comment("a")]),
            minute(2),
        )?;
        assert_eq!((merged.new, merged.counts.new), (ids(&["a"]), 1));
        let merged = writer.merge_comments(discussion, complete(vec![placeholder]), minute(3))?;
        assert_eq!((merged.changed, merged.gone), (vec![], vec![]));
        assert_eq!(stored(writer, discussion)[0].body, comment("a").body);
        Ok(())
    });
}

#[test]
fn vaguer_times_and_guessed_parents_do_not_replace_what_was_known() {
    in_memory(|writer| {
        let (_, discussion) = add_discussion(writer);
        let known = Comment {
            published: Some(minute(-60)),
            parent: Some(CommentId::new("p")),
            ..comment("a")
        };
        let vague = Comment {
            published: Some(minute(-55)),
            precision: Precision::Relative,
            parent: None,
            parent_trust: Trust::Guessed,
            ..comment("a")
        };
        writer.merge_comments(discussion, complete(vec![known.clone()]), minute(1))?;
        let merged = writer.merge_comments(discussion, complete(vec![vague]), minute(2))?;
        assert_eq!(merged.changed, []);
        assert_eq!(stored(writer, discussion), [known]);
        Ok(())
    });
}

#[test]
fn jobs_for_what_is_not_there_say_so() {
    in_memory(|writer| {
        let nowhere = DiscussionId(99);
        let missing = writer.merge_comments(nowhere, complete(vec![]), minute(0));
        assert_eq!(
            missing.unwrap_err().to_string(),
            "This discussion is no longer there"
        );
        let missing = writer.upsert_discussion(ArticleId(99), &thread("x"));
        assert!(matches!(missing, Err(StoreError::Missing("article"))));
        let missing = writer.merge_articles(FeedId(99), &[entry("a")], minute(0));
        assert!(matches!(missing, Err(StoreError::Missing("feed"))));
        assert_eq!(writer.comments(nowhere)?, []);
        Ok(())
    });
}
