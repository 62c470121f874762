use std::slice;

use super::*;
use crate::model::article::{Article, Clues, CommentCounts, InReplyTo, Replies};
use crate::model::change::{Change, Deed};
use crate::model::enclosure::Enclosure;
use crate::store::{Merged, Poll, PollOutcome, StoredBody, Validators};

fn full_entry() -> NewArticle {
    NewArticle {
        identity: "https://example.org/?p=1001".into(),
        shared_identity: None,
        has_title: true,
        title: SafeText::new("Infiniti Production To Leave Japan"),
        link: Some(url("https://example.org/2012/04/infiniti")),
        author: Some(SafeText::new("Derek")),
        published: Some("2012-04-05T11:59:58.123456Z".parse().unwrap()),
        body: html("<p>Paragraphs.</p><blockquote>Quoted.</blockquote>"),
        clues: Clues {
            page: Some(url("https://example.org/2012/04/infiniti#comments")),
            replies: vec![Replies {
                url: url("https://example.org/2012/04/infiniti/feed"),
                media_type: Some("application/rss+xml".into()),
                count: Some(4),
            }],
            count: Some(4),
            in_reply_to: vec![InReplyTo {
                reference: Some("tag:example.org,1".into()),
                href: None,
            }],
            related: vec![url("https://example.org/related")],
            guid: Some("https://example.org/?p=1001".into()),
            guid_is_permalink: true,
            wordpress_post: Some(1001),
            youtube_video: Some("dQw4w9WgXcQ".into()),
            original_link: Some(url("https://example.org/original")),
            external_url: Some(url("https://example.net/outside")),
            generator: Some("WordPress 3.3".into()),
        },
        stated: Some(4),
        categories: vec![SafeText::new("Infiniti"), SafeText::new("Japan")],
        enclosures: vec![
            Enclosure {
                media_type: Some("audio/mpeg".into()),
                bytes: Some(123_456),
                seconds: Some(61),
                ..Enclosure::new(url("https://example.org/a.mp3"))
            },
            Enclosure::new(url("https://example.org/b")),
        ],
    }
}

#[test]
fn an_article_comes_back_with_every_field() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let new = full_entry();
        let merged = writer.merge_articles(feed, std::slice::from_ref(&new), minute(0))?;
        let expected = Article {
            id: merged.new[0].id,
            feed,
            title: new.title,
            link: new.link.clone(),
            author: new.author,
            published: new.published,
            first_seen: minute(0),
            read: false,
            starred: false,
            watched: false,
            muted: false,
            author_muted: false,
            author_kept: false,
            comments: CommentCounts {
                stated: Some(4),
                ..CommentCounts::default()
            },
        };
        assert_eq!(merged.new, slice::from_ref(&expected));
        assert_eq!(writer.article(expected.id)?, Some(expected.clone()));
        assert_eq!(
            writer.article_by_link(&new.link.unwrap())?,
            Some(expected.clone())
        );
        assert_eq!(
            writer.articles(&ArticleQuery::default())?,
            slice::from_ref(&expected)
        );
        let body = StoredBody {
            html: new.body,
            pruned: false,
            clues: new.clues,
            categories: new.categories,
            enclosures: new.enclosures,
        };
        assert_eq!(writer.body(expected.id)?, Some(body));
        Ok(())
    });
}

#[test]
fn merging_the_same_entries_again_changes_nothing() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let entries = vec![
            full_entry(),
            entry("second"),
            NewArticle {
                published: Some(Timestamp::MIN),
                ..entry("before all calendars")
            },
        ];
        writer.merge_articles(feed, &entries.clone(), minute(0))?;
        let written = writer.connection.total_changes();

        let merged = writer.merge_articles(feed, &entries, minute(1))?;

        assert_eq!(merged, Merged::default());
        assert_eq!(writer.connection.total_changes(), written);
        Ok(())
    });
}

#[test]
fn a_changed_entry_keeps_its_marks_and_its_first_sight() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let id = writer.merge_articles(feed, &[full_entry()], minute(0))?.new[0].id;
        let deed = Deed {
            label: "read".into(),
            changes: vec![Change::ArticlesRead {
                articles: vec![id],
                read: true,
            }],
        };
        writer.apply(deed, minute(1))?;

        let corrected = NewArticle {
            title: SafeText::new("Infiniti production stays"),
            stated: Some(9),
            ..full_entry()
        };
        let merged = writer.merge_articles(feed, &[corrected], minute(2))?;

        assert_eq!(merged.new, []);
        let article = writer.article(id)?.unwrap();
        assert_eq!(merged.changed, slice::from_ref(&article));
        assert_eq!(article.title.as_str(), "Infiniti production stays");
        assert_eq!(article.comments.stated, Some(9));
        assert_eq!(article.first_seen, minute(0));
        assert!(article.read);
        Ok(())
    });
}

#[test]
fn a_text_that_the_feed_no_longer_sends_is_kept() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let id = writer.merge_articles(feed, &[entry("a")], minute(0))?.new[0].id;
        let shortened = NewArticle {
            body: html(""),
            ..entry("a")
        };
        let merged = writer.merge_articles(feed, &[shortened], minute(1))?;
        assert_eq!(merged, Merged::default());
        assert_eq!(writer.body(id)?.unwrap().html, html("<p>Words.</p>"));
        Ok(())
    });
}

#[test]
fn of_two_entries_with_one_identity_the_first_counts() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let second = NewArticle {
            title: SafeText::new("another"),
            ..entry("same")
        };
        let merged = writer.merge_articles(feed, &[entry("same"), second], minute(0))?;
        assert_eq!(merged.new.len(), 1);
        assert_eq!(titles(writer, ArticleQuery::default()), ["same"]);
        Ok(())
    });
}

#[test]
fn lists_are_newest_first_and_dates_in_the_future_do_not_lead_them() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let dated = |identity, minutes| NewArticle {
            published: Some(minute(minutes)),
            ..entry(identity)
        };
        let first = vec![
            dated("next year", 500_000),
            dated("old", -90),
            dated("older", -99),
        ];
        writer.merge_articles(feed, &first, minute(0))?;
        writer.merge_articles(feed, &[dated("fresh", 4), entry("undated")], minute(5))?;
        assert_eq!(
            titles(writer, ArticleQuery::default()),
            ["undated", "fresh", "next year", "old", "older"]
        );
        let limited = ArticleQuery {
            limit: Some(2),
            ..ArticleQuery::default()
        };
        assert_eq!(titles(writer, limited), ["undated", "fresh"]);
        Ok(())
    });
}

#[test]
fn lists_keep_to_their_feed_and_to_what_is_unread_or_kept() {
    in_memory(|writer| {
        let one = add_feed(writer, "https://one.example/feed");
        let two = add_feed(writer, "https://two.example/feed");
        let ones = writer.merge_articles(one, &[entry("1a"), entry("1b")], minute(0))?;
        writer.merge_articles(two, &[entry("2a")], minute(1))?;
        let deed = Deed {
            label: String::new(),
            changes: vec![
                Change::ArticlesRead {
                    articles: vec![ones.new[0].id],
                    read: true,
                },
                Change::ArticlesStarred {
                    articles: vec![ones.new[0].id],
                    starred: true,
                },
            ],
        };
        writer.apply(deed, minute(2))?;
        let all = ArticleQuery::default();
        let of_one = ArticleQuery {
            feed: Some(one),
            ..all
        };
        assert_eq!(titles(writer, of_one), ["1a", "1b"]);
        assert_eq!(
            titles(
                writer,
                ArticleQuery {
                    unread_only: true,
                    ..of_one
                }
            ),
            ["1b"]
        );
        assert_eq!(
            titles(
                writer,
                ArticleQuery {
                    unread_only: true,
                    ..all
                }
            ),
            ["2a", "1b"]
        );
        assert_eq!(
            titles(
                writer,
                ArticleQuery {
                    starred_only: true,
                    ..all
                }
            ),
            ["1a"]
        );
        let unread: Vec<_> = writer.feeds()?.iter().map(|feed| feed.unread).collect();
        assert_eq!(unread, [1, 1]);
        Ok(())
    });
}

#[test]
fn pruning_drops_texts_and_never_marks() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let new = writer
            .merge_articles(
                feed,
                &[full_entry(), entry("unread"), entry("kept")],
                minute(0),
            )?
            .new;
        let deed = Deed {
            label: String::new(),
            changes: vec![
                Change::ArticlesRead {
                    articles: vec![new[0].id, new[2].id],
                    read: true,
                },
                Change::ArticlesStarred {
                    articles: vec![new[2].id],
                    starred: true,
                },
            ],
        };
        writer.apply(deed, minute(1))?;

        assert_eq!(writer.prune_bodies(minute(2))?, 1);

        assert!(writer.article(new[0].id)?.unwrap().read);
        let body = writer.body(new[0].id)?.unwrap();
        assert!(body.pruned && body.html.is_empty());
        assert_eq!(body.clues, full_entry().clues);
        assert!(!writer.body(new[1].id)?.unwrap().pruned);
        assert!(!writer.body(new[2].id)?.unwrap().pruned);
        Ok(())
    });
}

#[test]
fn unsubscribing_by_mistake_loses_nothing() {
    in_memory(|writer| {
        let address = url("https://example.org/feed");
        let feed = add_feed(writer, address.as_str());
        let new = writer.merge_articles(feed, &[full_entry()], minute(0))?.new;
        writer.remove_feed(feed, minute(1))?;
        assert_eq!(writer.feeds()?, []);
        assert_eq!(writer.feed_by_url(&address)?, None);
        assert_eq!(writer.articles(&ArticleQuery::default())?, []);
        assert_eq!(writer.article_by_link(&full_entry().link.unwrap())?, None);
        assert!(matches!(
            writer.remove_feed(feed, minute(1)),
            Err(StoreError::Missing("feed"))
        ));

        assert_eq!(add_feed(writer, address.as_str()), feed);
        assert_eq!(writer.articles(&ArticleQuery::default())?, new);

        writer.remove_feed(feed, minute(2))?;
        assert_eq!(writer.erase_removed_feeds(minute(3))?, 1);
        assert_eq!(writer.article(new[0].id)?, None);
        assert_eq!(writer.body(new[0].id)?, None);
        Ok(())
    });
}

#[test]
fn a_feed_that_is_subscribed_to_afresh_is_asked_without_old_validators() {
    in_memory(|writer| {
        let address = url("https://example.org/feed");
        let known = Validators {
            etag: Some("\"a\"".into()),
            ..Validators::default()
        };
        writer.set_validators(&address, &known, minute(0))?;
        add_feed(writer, address.as_str());
        assert_eq!(writer.validators(&address)?, None);
        writer.set_validators(&address, &known, minute(0))?;
        add_feed(writer, address.as_str());
        assert_eq!(writer.validators(&address)?, Some(known));
        Ok(())
    });
}

#[test]
fn polls_are_counted_and_the_last_ones_are_remembered() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://example.org/feed");
        let sentence = SafeText::new("example.org answered 500");
        for at in 1..=30 {
            let result = match at {
                ..28 => Ok(()),
                _ => Err(sentence.clone()),
            };
            let outcome = PollOutcome {
                next_poll: Some(minute(at + 30)),
                ..PollOutcome::new(minute(at), result)
            };
            writer.record_poll(feed, &outcome)?;
        }
        let health = writer.feed(feed)?.unwrap().health;
        assert_eq!(health.tried, Some(minute(30)));
        assert_eq!(health.succeeded, Some(minute(27)));
        assert_eq!(health.failures, 3);
        assert_eq!(health.error, Some(sentence.clone()));
        assert_eq!(health.next_poll, Some(minute(60)));
        let polls = writer.polls(feed)?;
        assert_eq!(polls.len(), 20);
        assert_eq!(
            polls[0],
            Poll {
                at: minute(30),
                error: Some(sentence)
            }
        );
        assert_eq!(
            polls[19],
            Poll {
                at: minute(11),
                error: None
            }
        );

        writer.record_poll(feed, &PollOutcome::new(minute(31), Ok(())))?;
        let health = writer.feed(feed)?.unwrap().health;
        assert_eq!((health.failures, health.error), (0, None));
        Ok(())
    });
}

#[test]
fn feeds_stand_by_title_and_are_found_by_address() {
    in_memory(|writer| {
        let a = writer.add_feed(
            &url("byline://welcome"),
            &SafeText::new("welcome to byline"),
            None,
            minute(0),
        )?;
        let b = writer.add_feed(
            &url("https://lwn.net/feed"),
            &SafeText::new("LWN"),
            Some(&url("https://lwn.net/")),
            minute(0),
        )?;
        let feeds = writer.feeds()?;
        assert_eq!(feeds.iter().map(|feed| feed.id).collect::<Vec<_>>(), [b, a]);
        assert!(feeds[1].is_built_in());
        assert_eq!(feeds[0].site, Some(url("https://lwn.net/")));
        writer.set_feed_facts(b, &SafeText::new("LWN.net"), None)?;
        let found = writer.feed_by_url(&url("https://lwn.net/feed"))?.unwrap();
        assert_eq!(
            (found.id, found.title.as_str(), found.site),
            (b, "LWN.net", None)
        );
        writer.remember_source(b, "lwn")?;
        assert_eq!(writer.remembered_source(b)?.as_deref(), Some("lwn"));
        assert_eq!(writer.remembered_source(a)?, None);
        Ok(())
    });
}
