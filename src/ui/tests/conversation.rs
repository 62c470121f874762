//! What keys do in a conversation, from one screen to the next.

use jiff::SignedDuration;

use super::fixtures::mock_up;
use crate::engine::message::{
    Export, ExportForm, ExportTo, ExportWhat, Exported, Report, Request, Said,
};
use crate::model::discussion::Discussion;
use crate::model::id::{ArticleId, DiscussionId};
use crate::model::thread::Thread;
use crate::ui::effect::Effect;
use crate::ui::message::Message;
use crate::ui::testing::{Screen, thread};

fn wide() -> Screen {
    Screen::new(120, 36, mock_up())
}

#[test]
fn news_out_of_sight_is_told_with_the_key_that_goes_there() {
    let read = "reader @800 Seen before. (read)\n".repeat(20);
    let grown = |reply: &str| {
        let lines =
            format!("{read}marge @60 And the boats?\ngearhound @840 On paper. (read)\n{reply}");
        vec![thread(1, Some(740), &lines)]
    };
    let mut engine = mock_up();
    engine.threads.insert(ArticleId(1), grown(""));
    let mut screen = Screen::new(80, 24, engine);
    screen.press("Space");
    assert!(screen.status().contains("#22 of 22"), "{}", screen.status());
    let name = |screen: &Screen| screen.row(20).replace("#23", "#22");
    let before = name(&screen);
    screen.report(Report::Threads {
        article: ArticleId(1),
        threads: grown("  kei @1 Not only the badge.\n"),
    });
    let told = "1 new reply to gearhound, out of sight above (N goes there) · 09:30";
    assert!(screen.status().starts_with(told), "{}", screen.status());
    assert_eq!(name(&screen), before);
    screen.press("N");
    assert!(screen.status().contains("#2 of 23"), "{}", screen.status());
}

#[test]
fn the_peek_box_climbs_by_its_key_and_space_closes_it() {
    let mut screen = wide();
    screen.press("Space P");
    assert!(
        screen
            .text()
            .contains("P one higher (#1 gearhound) · Enter go there · Esc stay"),
        "{}",
        screen.text()
    );
    assert!(screen.status().starts_with("Space → close the box"));
    screen.press("P");
    assert!(screen.text().contains("Peek: 2 of 2 up ─ gearhound"));
    screen.press("Space");
    assert!(!screen.text().contains("Peek:"));
    assert!(screen.status().contains("#3 of 4"), "{}", screen.status());
    screen.press("P Tab Tab Tab P Enter");
    assert!(screen.status().contains("#1 of 4"), "{}", screen.status());
}

#[test]
fn words_are_found_in_the_comments_and_esc_restores_the_place() {
    let mut screen = wide();
    screen.press("Space /").write("the LINE").press("Enter");
    assert!(
        screen.status().starts_with("/the LINE 1 of 1 · Space →"),
        "{}",
        screen.status()
    );
    assert!(screen.status().contains("#1 of 4"), "{}", screen.status());
    screen.press("n");
    assert!(screen.status().starts_with("This is the last place"));
    screen.press("Esc");
    assert!(
        screen.status().starts_with("Space →"),
        "{}",
        screen.status()
    );
    assert!(screen.status().contains("#3 of 4"), "{}", screen.status());
    screen.press("/").write("zeppelin").press("Enter");
    assert!(screen.status().starts_with("Nothing is found here"));
}

#[test]
fn a_search_that_has_not_been_answered_says_so_and_a_stale_answer_is_dropped() {
    let mut screen = wide();
    screen.press("Space");
    screen.engine_falls_asleep();
    screen.press("/").write("line").press("Enter n");
    assert!(
        screen.status().starts_with("Still looking"),
        "{}",
        screen.status()
    );
    screen.now += SignedDuration::from_secs(10);
    screen.report(Report::FoundInComments {
        discussion: DiscussionId(1),
        words: "plan".to_owned(),
        comments: vec!["c0".into()],
    });
    assert!(
        screen.status().starts_with("/line …"),
        "{}",
        screen.status()
    );
    assert!(screen.status().contains("#3 of 4"), "{}", screen.status());
}

#[test]
fn a_thread_or_a_branch_is_exported_to_where_the_reader_says() {
    let mut screen = wide();
    screen.press("Space p e");
    let text = screen.text();
    assert!(
        text.contains(" 1 This comment and its reply, into a file"),
        "{text}"
    );
    assert!(
        text.contains(" 4 The whole thread, 4 comments, to the clipboard"),
        "{text}"
    );
    screen.requests();
    screen.press("1");
    let export = |what, to| {
        Request::Export(Export {
            article: ArticleId(1),
            what,
            form: ExportForm::Markdown,
            to,
        })
    };
    let branch = ExportWhat::Branch(DiscussionId(1), "c1".into());
    assert_eq!(screen.requests(), [export(branch, ExportTo::File)]);
    screen.press("e j j j Enter");
    assert_eq!(
        screen.requests(),
        [export(
            ExportWhat::Thread(DiscussionId(1)),
            ExportTo::Clipboard
        )]
    );
    screen.report(Report::Exported {
        article: false,
        comments: 2,
        to: Exported::File("/home/reader/export/a.md".into()),
    });
    assert!(
        screen
            .status()
            .starts_with("2 comments exported to /home/reader/export/a.md"),
        "{}",
        screen.status()
    );
    screen.report(Report::Exported {
        article: false,
        comments: 1,
        to: Exported::Text("# A".to_owned()),
    });
    assert!(screen.status().starts_with("1 comment copied as Markdown"));
    assert_eq!(screen.sent, [Effect::Copy("# A".to_owned())]);
}

#[test]
fn an_article_is_exported_with_its_comments_from_the_list_and_from_its_text() {
    let mut screen = wide();
    screen.press("e");
    let text = screen.text();
    assert!(
        text.contains(" 1 This article and its 4 comments, into a file"),
        "{text}"
    );
    assert!(
        text.contains(" 5 This article, as data (JSON) into a file"),
        "{text}"
    );
    screen.requests();
    let wanted = |form, to| {
        Request::Export(Export {
            article: ArticleId(1),
            what: ExportWhat::Article,
            form,
            to,
        })
    };
    screen.press("4");
    assert_eq!(
        screen.requests(),
        [wanted(ExportForm::Html, ExportTo::File)]
    );
    screen.press("Enter e 2");
    let sent = screen.requests();
    let clipboard = wanted(ExportForm::Markdown, ExportTo::Clipboard);
    assert_eq!(sent.last(), Some(&clipboard), "{sent:?}");
    screen.report(Report::Exported {
        article: true,
        comments: 4,
        to: Exported::File("/home/reader/export/a.html".into()),
    });
    let status = screen.status();
    assert!(
        status.starts_with("1 article and 4 comments exported to /home/reader/export/a.html"),
        "{status}"
    );
}

#[test]
fn an_article_is_quoted_by_its_title_in_the_list_and_by_a_paragraph_in_its_text() {
    let copied = |screen: &Screen| match screen.sent.last() {
        Some(Effect::Copy(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    let mut screen = wide();
    screen.press("j Y");
    assert_eq!(
        copied(&screen),
        "> Compact EV Range Test: Six Cars, One Charger\n\n\
         — news desk, car-news blog, https://1.example/2\n"
    );
    screen.press("k Enter Y");
    let quote = copied(&screen);
    assert!(
        quote.starts_with(
            "> The luxury badge would stop building cars at its home plants, people who"
        ),
        "{quote}"
    );
    assert!(
        quote.contains("it has been trying to grow.\n\n— news desk, Infiniti"),
        "{quote}"
    );
    assert_eq!(quote.lines().count(), 3);
    screen.press("} } Y");
    let quote = copied(&screen);
    assert!(quote.starts_with("> No date has been set."), "{quote}");
    assert!(screen.status().starts_with("The first paragraph in sight"));
}

#[test]
fn a_thread_that_fits_a_larger_window_is_shown_whole() {
    for keys in ["Ctrl-d", "k Ctrl-d", "h Ctrl-d"] {
        let mut screen = Screen::new(200, 60, mock_up());
        screen.press("j Space Tab Space Space");
        screen.resize(20, 8).press(keys).resize(200, 60);
        let text = screen.text();
        assert!(
            text.contains("ada · 1h") && text.contains("║▌"),
            "{keys}: {text}"
        );
    }
}

#[test]
fn what_was_left_out_is_told_and_loaded_on_demand() {
    let mut engine = mock_up();
    let mut threads = vec![thread(2, None, "ada @90 First.\n  brian @80 Second.")];
    threads[0].0.continuations = vec!["page 2".to_owned()];
    threads[0].0.total_stated = Some(41);
    engine.threads.insert(ArticleId(2), threads);
    let mut screen = Screen::new(120, 36, engine);
    screen.press("j Space Tab");
    let text = screen.text();
    assert!(text.contains("COMMENTS 2 of 41"), "{text}");
    assert!(
        text.contains("── 2 of 41 loaded · +: more · Space:"),
        "{text}"
    );
    screen.requests();
    screen.press("+ +");
    assert_eq!(screen.requests(), [Request::LoadMore(DiscussionId(2))]);
    assert!(screen.text().contains("── 2 of 41 loaded · loading more"));
    assert!(screen.status().starts_with("still loading"));
    let said = Said {
        text: "39 more comments; that is all of them".into(),
        is_error: false,
    };
    screen.report(Report::MoreLoaded {
        discussion: DiscussionId(2),
        said,
    });
    assert!(screen.status().starts_with("39 more comments"));
    // On the line that ends the thread, Enter does the same.
    screen.press("G j Enter");
    let more = Request::LoadMore(DiscussionId(2));
    assert!(screen.requests().contains(&more));
}

/// A thread that is too large to be merged or sorted by the screen itself.
fn large(news: &str) -> Vec<(Discussion, Thread)> {
    let lines: String = (0..5_000)
        .map(|at| format!("reader{at} @{} Seen before. (read)\n", 9_000 - at))
        .collect();
    vec![thread(1, Some(740), &format!("{lines}{news}"))]
}

fn in_a_large_thread() -> Screen {
    let mut engine = mock_up();
    engine
        .threads
        .insert(ArticleId(1), large("marge @60 And the boats?\n"));
    let mut screen = Screen::new(80, 24, engine);
    screen.press("Space");
    assert!(
        screen.status().contains("#5001 of 5001"),
        "{}",
        screen.status()
    );
    screen.requests();
    screen.engine_falls_asleep();
    screen
}

#[test]
fn a_refresh_of_a_large_thread_is_worked_out_beside_the_screen_and_keys_go_on_meanwhile() {
    let mut screen = in_a_large_thread();
    screen.report(Report::Threads {
        article: ArticleId(1),
        threads: large("marge @60 And the boats?\n  kei @1 They stay.\n"),
    });
    // Done while the refresh is under way, and still done when it is there.
    screen.press("m k h");
    assert!(
        screen.status().contains("#5000 of 5001"),
        "{}",
        screen.status()
    );
    screen.engine_wakes_up();
    let text = screen.text();
    assert!(
        text.contains("COMMENTS 5002 · 1 new since yesterday 21:10 · ▼1"),
        "{text}"
    );
    assert!(text.contains(" ▾ marge · 1h"), "{text}");
    assert!(
        screen.status().contains("#5000 of 5002"),
        "{}",
        screen.status()
    );
    let lets_go = |request: &Request| matches!(request, Request::LetGo(_));
    assert!(screen.requests().iter().any(lets_go));
}

#[test]
fn a_large_thread_is_sorted_beside_the_screen_whatever_comes_meanwhile() {
    let mut screen = in_a_large_thread();
    screen.press("s");
    screen.report(Report::Threads {
        article: ArticleId(1),
        threads: large("marge @60 And the boats?\nkei @1 They stay.\n"),
    });
    screen.engine_wakes_up();
    screen.now += SignedDuration::from_secs(30);
    screen.send(Message::Deadline);
    // The newest first, what came meanwhile too; and the reader is where she was.
    assert!(
        screen.status().contains("#2 of 5002"),
        "{}",
        screen.status()
    );
    assert!(screen.text().contains("newest first"), "{}", screen.text());
    screen.press("T");
    assert!(
        screen.status().contains("#2 of 5002"),
        "{}",
        screen.status()
    );
    screen.press("S");
    assert!(
        screen.status().contains("#5001 of 5002"),
        "{}",
        screen.status()
    );
}
