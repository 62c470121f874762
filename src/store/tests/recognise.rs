//! Documents that name articles otherwise than the poll before.

use super::*;
use crate::model::change::{Change, Deed};
use crate::model::enclosure::Enclosure;

/// An entry of a feed of `blog.example`.
fn dated(identity: &str, link: &str, title: &str, hour: i64) -> NewArticle {
    NewArticle {
        identity: identity.to_owned(),
        title: SafeText::new(title),
        has_title: true,
        link: (!link.is_empty()).then(|| url(link)),
        published: (hour >= 0)
            .then(|| minute(0) + jiff::SignedDuration::from_secs(hour * 3_600 + 61)),
        ..NewArticle::default()
    }
}

fn with_text(text: &str, entry: NewArticle) -> NewArticle {
    NewArticle {
        body: html(text),
        ..entry
    }
}

/// The titles of a feed after two polls, everything read between them; those that are unread with a star.
fn polled_twice(first: &[NewArticle], second: &[NewArticle]) -> Vec<String> {
    let (first, second) = (first.to_vec(), second.to_vec());
    let store = Store::in_memory().unwrap();
    let titles = store.write_blocking(move |writer| {
        let feed = add_feed(writer, "https://blog.example/feed");
        let later = |minutes: i64| minute(60 * 24 * 30 + minutes);
        let merged = writer.merge_articles(feed, &first, later(0))?;
        let read = Change::ArticlesRead {
            articles: merged.new.iter().map(|article| article.id).collect(),
            read: true,
        };
        let deed = Deed {
            label: String::new(),
            changes: vec![read],
        };
        writer.apply(deed, later(1))?;
        writer.merge_articles(feed, &second, later(2))?;
        // The third poll finds what the second one has made of it.
        let again = writer.merge_articles(feed, &second, later(3))?;
        assert_eq!((again.new.len(), again.changed.len()), (0, 0));
        let articles = writer.articles(&Default::default())?.into_iter();
        let titles = articles.map(|article| {
            let star = if article.read { "" } else { "*" };
            format!("{}{star}", article.title)
        });
        Ok(titles.collect())
    });
    titles.unwrap()
}

#[test]
fn an_article_whose_address_is_spelt_otherwise_is_the_same_one() {
    let at = |link: &str, title: &str, hour| dated(link, link, title, hour);
    let first = [
        at("http://blog.example/a", "a", 3),
        at("http://www.blog.example/b/", "b", 2),
        at("http://blog.example/c?id=7", "c", 1),
        at("http://blog.example/d", "d", -1),
    ];
    let second = [
        at("https://blog.example/a", "a", 3),
        at("https://blog.example/b", "b", 2),
        at(
            "https://blog.example/c?utm_source=rss&id=7&fbclid=x",
            "c",
            1,
        ),
        at("https://www.blog.example/d/", "d", -1),
    ];
    assert_eq!(polled_twice(&first, &second), ["d", "a", "b", "c"]);
}

#[test]
fn a_guid_that_comes_goes_or_changes_makes_no_article_new() {
    let at = |identity: &str, title: &str, hour| {
        dated(
            identity,
            &format!("https://blog.example/{title}"),
            title,
            hour,
        )
    };
    let without = [
        at("https://blog.example/a", "a", 2),
        at("https://blog.example/b", "b", 1),
    ];
    let with = [at("1", "a", 2), at("2", "b", 1)];
    let other = [at("x", "a", 2), at("y", "b", 1)];
    for (first, second) in [(&without, &with), (&with, &without), (&with, &other)] {
        assert_eq!(polled_twice(first, second), ["a", "b"]);
    }
    // Undated ones, too, where each has an address of its own.
    let undated = |identity: &str, title: &str| at(identity, title, -1);
    assert_eq!(
        polled_twice(
            &[undated("1", "a"), undated("2", "b")],
            &[undated("x", "a"), undated("y", "b")]
        ),
        ["a", "b"]
    );
}

#[test]
fn without_an_address_title_and_date_tell() {
    let first = [
        dated("1", "", "a", 2),
        dated("2", "https://old.example/b", "b", 1),
    ];
    let second = [
        dated("x", "", "a", 2),
        dated("y", "https://new.example/b", "b", 1),
    ];
    assert_eq!(polled_twice(&first, &second), ["a", "b"]);
}

#[test]
fn articles_that_have_something_in_common_stay_two() {
    let page = "https://blog.example/news";
    let day = |identity: &str, hour| dated(identity, page, "Weather", hour);
    let two = ["Weather*", "Weather"];
    // Every day the same page with the same title.
    assert_eq!(polled_twice(&[day("1", 1)], &[day("2", 30)]), two);
    // A list of links of which several go to one page.
    let links = [dated("1", page, "a", 1)];
    assert_eq!(
        polled_twice(&links, &[dated("2", page, "b", 30)]),
        ["b*", "a"]
    );
    // One title, and no date that could tell.
    let untitled = |identity: &str, text: &str| with_text(text, dated(identity, "", "Note", -1));
    assert_eq!(
        polled_twice(
            &[untitled("1", "<p>One.</p>")],
            &[untitled("2", "<p>Two.</p>")]
        ),
        ["Note*", "Note"]
    );
    // Episodes on the page of their show.
    let episode = |identity: &str, file: &str| NewArticle {
        enclosures: vec![Enclosure::new(url(file))],
        ..dated(identity, "https://show.example/all", "The show", 1)
    };
    assert_eq!(
        polled_twice(
            &[episode("1", "https://show.example/1.mp3")],
            &[episode("2", "https://show.example/2.mp3")]
        ),
        ["The show*", "The show"]
    );
    // What the document still has is not another one.
    assert_eq!(
        polled_twice(&[day("1", 1)], &[day("2", 1), day("1", 1)]),
        two
    );
}

#[test]
fn two_articles_that_could_be_meant_leave_a_third_one() {
    let same = |identity: &str| dated(identity, "https://blog.example/x", "x", 1);
    let stored = [same("1"), same("2")];
    let renamed = NewArticle {
        title: SafeText::new("y"),
        ..same("3")
    };
    assert_eq!(polled_twice(&stored, &[renamed]).len(), 3);
    // Copies in everything are the same ones, each once.
    assert_eq!(polled_twice(&stored, &[same("a"), same("b")]), ["x", "x"]);
    assert_eq!(
        polled_twice(&stored, &[same("a"), same("b"), same("c")]).len(),
        3
    );
}

#[test]
fn an_article_keeps_the_identity_that_others_begin_to_share_or_stop_to() {
    let told_apart = |link: &str, title: &str, hour| NewArticle {
        shared_identity: Some("g".to_owned()),
        ..dated(&format!("g {link}"), link, title, hour)
    };
    let (a, b) = ("https://blog.example/a", "https://blog.example/b");
    let alone = dated("g", a, "a", 1);
    let both = [told_apart(b, "b", 2), told_apart(a, "a", 1)];
    assert_eq!(
        polled_twice(std::slice::from_ref(&alone), &both),
        ["b*", "a"]
    );
    assert_eq!(polled_twice(&both, &[alone]), ["b", "a"]);
    let other = dated("g", b, "b", 2);
    assert_eq!(
        polled_twice(&both, std::slice::from_ref(&other)),
        ["b", "a"]
    );
    // First one, then both, then the other: neither becomes the other.
    in_memory(move |writer| {
        let feed = add_feed(writer, "https://blog.example/feed");
        for (at, document) in [&[dated("g", a, "a", 1)][..], &both, &[other]]
            .into_iter()
            .enumerate()
        {
            writer.merge_articles(feed, document, minute(100 + i64::try_from(at).unwrap()))?;
        }
        let articles = writer.articles(&Default::default())?;
        let titles: Vec<_> = articles
            .iter()
            .map(|article| article.title.as_str())
            .collect();
        assert_eq!(titles, ["b", "a"]);
        Ok(())
    });
}

#[test]
fn a_document_that_says_less_takes_nothing_away() {
    let whole = NewArticle {
        author: Some("Ann".into()),
        categories: vec!["Ferries".into()],
        enclosures: vec![Enclosure::new(url("https://blog.example/a.mp3"))],
        ..with_text(
            "<p>Words.</p>",
            dated("g", "https://blog.example/a", "a title", 1),
        )
    };
    let bare = NewArticle {
        identity: "g".to_owned(),
        title: SafeText::new("(no title)"),
        ..NewArticle::default()
    };
    in_memory(move |writer| {
        let feed = add_feed(writer, "https://blog.example/feed");
        writer.merge_articles(feed, std::slice::from_ref(&whole), minute(0))?;
        let before = writer.articles(&Default::default())?.remove(0);
        let body = writer.body(before.id)?;
        let merged = writer.merge_articles(feed, std::slice::from_ref(&bare), minute(1))?;
        assert_eq!(merged.changed, []);
        assert_eq!(
            writer.articles(&Default::default())?,
            std::slice::from_ref(&before)
        );
        assert_eq!(writer.body(before.id)?, body);
        // A title that was made of the text goes with the text.
        let made = with_text(
            "<p>Other words.</p>",
            NewArticle {
                title: "Other words.".into(),
                ..bare
            },
        );
        let made = NewArticle {
            identity: "h".to_owned(),
            ..made
        };
        writer.merge_articles(feed, std::slice::from_ref(&made), minute(2))?;
        let edited = with_text(
            "<p>Third words.</p>",
            NewArticle {
                title: "Third words.".into(),
                ..made
            },
        );
        let merged = writer.merge_articles(feed, &[edited], minute(3))?;
        assert_eq!(merged.changed[0].title.as_str(), "Third words.");
        Ok(())
    });
}

#[test]
fn articles_without_dates_or_of_one_day_stand_in_the_documents_order() {
    for hour in [-1, 5] {
        let named = move |title: &str| dated(title, "", title, hour);
        in_memory(move |writer| {
            let feed = add_feed(writer, "https://blog.example/feed");
            let later = |minutes: i64| minute(60 * 24 + minutes);
            let merged = writer.merge_articles(feed, &[named("2"), named("1")], later(0))?;
            assert_eq!(merged.new[0].title.as_str(), "2");
            let document = [named("4"), named("3"), named("2"), named("1")];
            writer.merge_articles(feed, &document, later(9))?;
            let articles = writer.articles(&Default::default())?;
            let titles: Vec<_> = articles
                .iter()
                .map(|article| article.title.as_str())
                .collect();
            assert_eq!(titles, ["4", "3", "2", "1"]);
            Ok(())
        });
    }
}

#[test]
fn articles_of_one_page_are_told_apart_when_they_begin_or_stop_to_share_its_address() {
    let page = "https://polls.example/polls";
    let poll = |title: &str, hour| NewArticle {
        shared_identity: Some(page.to_owned()),
        ..dated(&format!("{page} {title}"), page, title, hour)
    };
    let alone = |title: &str, hour| dated(page, page, title, hour);
    let all = [poll("C", 3), poll("A", 2), poll("B", 1)];
    for last in [
        vec![alone("A", 2)],
        vec![poll("A", 2), poll("B", 1)],
        vec![alone("C", 3)],
    ] {
        let documents = vec![vec![alone("C", 3)], all.to_vec(), last];
        in_memory(move |writer| {
            let feed = add_feed(writer, "https://polls.example/feed");
            for document in &documents {
                writer.merge_articles(feed, document, minute(60 * 24))?;
            }
            let merged = writer.merge_articles(feed, &documents[2], minute(60 * 25))?;
            assert_eq!((merged.new.len(), merged.changed.len()), (0, 0));
            assert_eq!(titles(writer, ArticleQuery::default()), ["C", "A", "B"]);
            Ok(())
        });
    }
}

#[test]
fn parts_of_a_page_and_visits_from_campaigns_are_articles_of_their_own() {
    let notes = |part: &str, title: &str, hour| {
        let link = format!("https://blog.example/notes{part}");
        dated(&link, &link, title, hour)
    };
    let other = |hour| dated("o", "https://blog.example/other", "other", hour);
    for (first, second) in [("#2", "#3"), ("?utm_campaign=may", "?utm_campaign=june")] {
        let found = polled_twice(
            &[notes(first, "Notes", 1), other(0)],
            &[notes(second, "Notes", 30), other(0)],
        );
        assert_eq!(found, ["Notes*", "Notes", "other"], "{second}");
        let found = polled_twice(
            &[notes(first, "May", -1), other(-1)],
            &[notes(second, "June", -1), other(-1)],
        );
        assert!(found.contains(&"June*".to_owned()), "{found:?}");
        assert!(found.contains(&"May".to_owned()), "{found:?}");
    }
    let found = polled_twice(
        &[notes("#2", "Notes", -1), other(-1)],
        &[notes("#3", "Notes", -1), other(-1)],
    );
    assert_eq!(found.len(), 3, "{found:?}");
}
