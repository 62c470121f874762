//! Feeds that get another address, name or folder, and what brings that back.

use super::*;
use crate::model::change::{Change, Deed};
use crate::model::feed::Feed;
use crate::model::feed_change::FeedChange;

fn moved(feed: FeedId, to: &str) -> Deed {
    Deed {
        label: "moved".to_owned(),
        changes: vec![FeedChange::Moved { feed, to: url(to) }.into()],
    }
}

fn read(articles: Vec<ArticleId>) -> Deed {
    Deed {
        label: "read".to_owned(),
        changes: vec![Change::ArticlesRead {
            articles,
            read: true,
        }],
    }
}

fn addresses(reader: &Reader<'_>) -> Vec<String> {
    let feeds = reader.feeds().unwrap();
    feeds.iter().map(|feed| feed.url.to_string()).collect()
}

/// Feed, identity (which is the title), and whether it is read.
fn rows(reader: &Reader<'_>) -> Vec<(FeedId, String, bool)> {
    let articles = reader.articles(&ArticleQuery::default()).unwrap();
    let mut rows: Vec<_> = articles
        .iter()
        .map(|article| (article.feed, article.title.to_string(), article.read))
        .collect();
    rows.sort();
    rows
}

#[test]
fn a_feed_that_took_another_in_gives_everything_back() {
    in_memory(|writer| {
        let (one, two) = (
            add_feed(writer, "https://one.example/feed"),
            add_feed(writer, "https://two.example/feed"),
        );
        let both = vec![entry("common"), entry("first")];
        writer.merge_articles(one, &both, minute(0))?;
        let theirs = vec![entry("common"), entry("second")];
        let theirs = writer.merge_articles(two, &theirs, minute(0))?.new;
        let discussion = writer.upsert_discussion(theirs[0].id, &thread("here"))?;
        writer.merge_comments(discussion, complete(vec![comment("a")]), minute(1))?;
        writer.apply(read(vec![theirs[0].id]), minute(2))?;
        let before = (
            writer.feeds()?,
            rows(writer),
            writer.discussion(discussion)?,
        );

        let done = writer.apply(moved(one, "https://two.example/feed"), minute(3))?;
        assert_eq!(addresses(writer), ["https://two.example/feed"]);
        let of_one = |title: &str, read| (one, title.to_owned(), read);
        assert_eq!(
            rows(writer),
            [
                of_one("common", true),
                of_one("first", false),
                of_one("second", false)
            ]
        );
        let home = writer.discussion(discussion)?.unwrap().article;
        let counts = writer.article(home)?.unwrap();
        assert_eq!((counts.feed, counts.comments.unread), (one, 1));
        assert_eq!(done.unread, [(one, 2), (two, 0)]);

        writer.undo(minute(4))?;
        assert_eq!(
            (
                writer.feeds()?,
                rows(writer),
                writer.discussion(discussion)?
            ),
            before
        );
        writer.redo(minute(5))?;
        assert_eq!(addresses(writer), ["https://two.example/feed"]);
        assert_eq!(writer.defects()?, Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn a_feed_keeps_its_address_where_its_old_one_is_taken_meanwhile() {
    in_memory(|writer| {
        let one = add_feed(writer, "https://one.example/feed");
        writer.apply(moved(one, "https://two.example/feed"), minute(1))?;
        // Not by the reader: what the reader does would have to be undone first.
        add_feed(writer, "https://one.example/feed");
        let undone = writer.undo(minute(2))?.unwrap();
        assert_eq!(undone.deed.changes, []);
        assert_eq!(addresses(writer).len(), 2);
        Ok(())
    });
}

#[test]
fn a_move_by_the_publisher_is_nothing_to_undo() {
    in_memory(|writer| {
        let one = add_feed(writer, "https://one.example/feed");
        let two = add_feed(writer, "https://two.example/feed");
        let to = url("https://two.example/feed");
        assert_eq!(writer.move_feed(one, &to, minute(1))?, Some(two));
        assert_eq!(writer.undo(minute(2))?, None);
        assert_eq!(addresses(writer), ["https://two.example/feed"]);
        let nobody = writer.move_feed(two, &to, minute(3));
        assert!(matches!(nobody, Err(StoreError::Missing("feed"))));
        Ok(())
    });
}

#[test]
fn a_subscription_goes_with_an_undo_and_comes_back_with_its_articles() {
    in_memory(|writer| {
        let address = url("https://one.example/feed");
        let feed = writer.prepare_feed(&address, &"A feed".into(), None, minute(0))?;
        assert_eq!(
            writer.feeds()?,
            Vec::<Feed>::new(),
            "nothing shows before the deed"
        );
        let deed = Deed::subscribe("Subscribed".to_owned(), vec![feed]);
        writer.apply(deed, minute(0))?;
        writer.merge_articles(feed, &[entry("a")], minute(0))?;
        writer.undo(minute(1))?;
        assert_eq!((writer.feeds()?.len(), rows(writer).len()), (0, 0));
        writer.redo(minute(2))?;
        assert_eq!((writer.feeds()?.len(), rows(writer).len()), (1, 1));
        Ok(())
    });
}

#[test]
fn a_name_of_the_readers_own_is_taken_back() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://one.example/feed");
        let found = writer.feed(feed)?.unwrap();
        let title = |writer: &Writer<'_>| writer.feed(feed).unwrap().unwrap().title.to_string();
        writer.apply(Deed::rename(&found, Some("Mine".into())), minute(1))?;
        assert_eq!(title(writer), "Mine");
        writer.undo(minute(2))?;
        assert_eq!(title(writer), "A feed");
        writer.redo(minute(3))?;
        writer.apply(Deed::rename(&found, None), minute(4))?;
        assert_eq!(title(writer), "A feed");
        Ok(())
    });
}
