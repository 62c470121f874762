//! Articles, and authors of articles, of which the reader wants to hear no more.

use super::*;
use crate::model::change::{AuthorMute, Change, Deed};

fn by(identity: &str, author: &str) -> NewArticle {
    NewArticle {
        author: Some(author.into()),
        ..entry(identity)
    }
}

fn apply(writer: &mut Writer<'_>, change: Change) {
    let deed = Deed {
        label: String::new(),
        changes: vec![change],
    };
    writer.apply(deed, minute(50)).unwrap();
}

fn muted(article: ArticleId, muted: bool) -> Change {
    Change::ArticlesMuted {
        articles: vec![article],
        muted,
    }
}

fn author_muted(feed: Option<FeedId>, until: Option<Timestamp>, muted: bool) -> Change {
    let mute = AuthorMute {
        name: "ada".into(),
        feed,
        until,
    };
    Change::AuthorsMuted {
        mutes: vec![mute],
        muted,
    }
}

/// The titles of articles that are read, and of those whose authors are muted.
fn states(reader: &Reader<'_>) -> (String, String) {
    let mut articles = reader.articles(&ArticleQuery::default()).unwrap();
    articles.sort_by_key(|article| article.title.to_string());
    let titles = |wanted: fn(&crate::model::article::Article) -> bool| {
        let titles = articles.iter().filter(|article| wanted(article));
        titles.map(|article| article.title.to_string()).collect()
    };
    (
        titles(|article| article.read),
        titles(|article| article.author_muted),
    )
}

#[test]
fn a_muted_article_is_read_and_what_is_said_of_it_is_no_news() {
    in_memory(|writer| {
        let (article, discussion) = add_discussion(writer);
        let first = vec![comment("a")];
        writer.merge_comments(discussion, complete(first.clone()), minute(1))?;
        apply(writer, muted(article, true));
        let found = writer.article(article)?.unwrap();
        assert!(found.read && found.muted);
        assert_eq!((found.comments.loaded, found.comments.unread), (1, 0));
        let more = [first, vec![comment("b")]].concat();
        let merged = writer.merge_comments(discussion, complete(more), minute(60))?;
        assert_eq!((merged.counts.unread, merged.counts.new), (0, 0));
        assert_eq!(writer.river(None, 9)?.comments, []);
        assert_eq!(writer.followed(minute(61))?, []);

        apply(writer, muted(article, false));
        let found = writer.article(article)?.unwrap();
        assert!(!found.read && !found.muted);
        assert_eq!((found.comments.unread, found.comments.new), (2, 1));
        assert_eq!(writer.followed(minute(61))?.len(), 1);
        writer.undo(minute(70))?;
        assert!(writer.article(article)?.unwrap().read);
        writer.undo(minute(71))?;
        assert!(!writer.article(article)?.unwrap().read);
        Ok(())
    });
}

#[test]
fn a_mute_that_ends_leaves_read_what_the_reader_had_read() {
    in_memory(|writer| {
        let (article, _) = add_discussion(writer);
        let read = Change::ArticlesRead {
            articles: vec![article],
            read: true,
        };
        apply(writer, read);
        apply(writer, muted(article, true));
        apply(writer, muted(article, false));
        assert!(writer.article(article)?.unwrap().read);
        Ok(())
    });
}

#[test]
fn what_a_muted_author_publishes_is_read_when_it_comes_and_unread_after_the_mute() {
    in_memory(|writer| {
        let (one, two) = (
            add_feed(writer, "https://one.example/feed"),
            add_feed(writer, "https://two.example/feed"),
        );
        writer.merge_articles(one, &[by("a", "ada"), by("b", "brian")], minute(0))?;
        writer.merge_articles(two, &[by("c", "ada")], minute(0))?;
        apply(writer, author_muted(Some(one), None, true));
        assert_eq!(states(writer), ("a".to_owned(), "a".to_owned()));
        let new = vec![by("d", "ada"), by("e", "brian")];
        let new = writer.merge_articles(one, &new, minute(1))?.new;
        assert_eq!(
            new.iter().map(|new| new.read).collect::<Vec<_>>(),
            [true, false]
        );
        assert_eq!(states(writer).0, "ad");
        // A wider mute, and the article's own, hold on when the first ends.
        apply(writer, author_muted(None, None, true));
        assert_eq!(states(writer).0, "acd");
        apply(writer, muted(new[0].id, true));
        apply(writer, author_muted(Some(one), None, false));
        assert_eq!(states(writer).0, "acd");
        apply(writer, author_muted(None, None, false));
        assert_eq!(states(writer), ("d".to_owned(), String::new()));
        for _ in 0..5 {
            writer.undo(minute(60))?;
        }
        assert_eq!(states(writer), (String::new(), String::new()));
        Ok(())
    });
}

#[test]
fn a_mute_done_again_is_as_good_as_the_first() {
    in_memory(|writer| {
        let (article, _) = add_discussion(writer);
        apply(writer, muted(article, true));
        writer.undo(minute(1))?;
        writer.redo(minute(2))?;
        assert!(writer.article(article)?.unwrap().read);
        apply(writer, muted(article, false));
        assert!(!writer.article(article)?.unwrap().read);
        Ok(())
    });
}

#[test]
fn what_a_mute_for_a_while_has_read_stays_read_when_its_time_is_over() {
    in_memory(|writer| {
        let feed = add_feed(writer, "https://one.example/feed");
        writer.merge_articles(feed, &[by("a", "ada")], minute(0))?;
        let until = Some(minute(100));
        apply(writer, author_muted(None, until, true));
        assert_eq!(writer.mutes_of("ada", feed)?.len(), 1);
        assert_eq!(writer.end_mutes(minute(100))?.len(), 1);
        assert_eq!(states(writer), ("a".to_owned(), String::new()));
        writer.merge_articles(feed, &[by("b", "ada")], minute(101))?;
        apply(writer, author_muted(None, None, true));
        apply(writer, author_muted(None, None, false));
        assert_eq!(states(writer).0, "a");
        Ok(())
    });
}
