//! What keys do in a conversation, from one screen to the next.

use jiff::SignedDuration;

use super::fixtures::mock_up;
use crate::config::Config;
use crate::engine::message::{
    Export, ExportForm, ExportTo, Exported, Piped, Report, Request, Said,
};
use crate::model::id::{ArticleId, DiscussionId};
use crate::model::info::{Edit, EditKind, Info, Value};
use crate::ui::effect::Effect;
use crate::ui::testing::{Engine, Screen, ago, thread};

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
    let export = |branch: Option<&str>, to| {
        Request::Export(Export {
            article: ArticleId(1),
            discussion: DiscussionId(1),
            branch: branch.map(Into::into),
            form: ExportForm::Markdown,
            to,
        })
    };
    assert_eq!(screen.requests(), [export(Some("c1"), ExportTo::File)]);
    screen.press("e j j j Enter");
    assert_eq!(screen.requests(), [export(None, ExportTo::Clipboard)]);
    screen.report(Report::Exported {
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
        comments: 1,
        to: Exported::Text("# A".to_owned()),
    });
    assert!(screen.status().starts_with("1 comment copied as Markdown"));
    assert_eq!(screen.sent, [Effect::Copy("# A".to_owned())]);
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

/// Three discussions of one article, two of them elsewhere and not loaded.
fn several() -> Engine {
    let mut engine = mock_up();
    let mut threads = vec![thread(2, None, "ada @90 First.\n  brian @80 Second.")];
    for (id, label, count) in [(21, "Hacker News", 104), (22, "Lobsters", 10)] {
        let (mut discussion, thread) = thread(id, None, "");
        discussion.article = ArticleId(2);
        discussion.label = label.to_owned();
        discussion.is_elsewhere = true;
        discussion.loaded = None;
        discussion.total_stated = Some(count);
        threads.push((discussion, thread));
    }
    engine.threads.insert(ArticleId(2), threads);
    engine
}

#[test]
fn the_discussions_of_an_article_are_tabs_and_one_that_is_looked_at_is_loaded() {
    let mut screen = Screen::new(200, 60, several());
    screen.press("j Space Tab");
    let text = screen.text();
    assert!(
        text.contains("COMMENTS [site 2] · Hacker News 104 · Lobsters 10"),
        "{text}"
    );
    screen.requests();
    screen.press("D");
    assert_eq!(screen.requests(), [Request::Look(DiscussionId(21))]);
    let text = screen.text();
    assert!(
        text.contains("COMMENTS site 2 · [Hacker News 104] · Lobsters 10"),
        "{text}"
    );
    assert!(text.contains("║ loading"), "{text}");
    screen.resize(60, 16);
    assert!(screen.text().contains("COMMENTS [Hacker News 104] 2/3"));
    screen.press("D D");
    assert!(screen.text().contains("COMMENTS [site 2] 1/3"));
}

#[test]
fn the_discussion_that_was_looked_at_last_is_shown_first() {
    let mut engine = several();
    let threads = engine.threads.get_mut(&ArticleId(2)).unwrap();
    threads[2].0.is_chosen = true;
    let mut screen = Screen::new(80, 24, engine);
    screen.press("j Space Tab");
    assert!(screen.text().contains("[Lobsters 10]"), "{}", screen.text());
    // It is not here, so it is asked for.
    let look = Request::Look(DiscussionId(22));
    assert_eq!(
        screen
            .requests()
            .iter()
            .filter(|asked| **asked == look)
            .count(),
        1
    );
}

#[test]
fn who_is_asked_where_else_it_is_discussed_is_the_readers_choice() {
    let mut config = Config::default();
    config.elsewhere.mastodon = "https://social.example".to_owned();
    let mut screen = Screen::with_config(120, 36, mock_up(), config);
    screen.press("j Space :").write("elsewhere").press("Enter");
    let text = screen.text();
    assert!(text.contains("Who may learn that you read this?"), "{text}");
    assert!(
        text.contains(" 1 Hacker News, Lobsters, Mastodon, Bluesky"),
        "{text}"
    );
    assert!(!text.contains("Lemmy"), "{text}");
    screen.requests();
    screen.press("2");
    let asked = Request::Elsewhere {
        article: ArticleId(2),
        services: vec!["hacker-news".to_owned()],
    };
    assert_eq!(screen.requests(), [asked]);
}

#[test]
fn what_is_known_of_a_comment_is_shown_in_a_box() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("Space");
    screen.requests();
    screen.press("i");
    let asked = Request::CommentInfo(DiscussionId(1), "c2".into());
    assert_eq!(screen.requests(), [asked]);
    let mut info = Info::of("news desk");
    info.words("role", "wrote the article, or brought it up");
    info.words(
        "comments",
        "12 here, 3 under other articles, as far as byline has them",
    );
    info.time("written", Some(ago(120)));
    info.words("answers", "westbound");
    info.words("", "a guess: the source does not say");
    let edit = |kind, words: &str| Edit {
        kind,
        words: words.into(),
    };
    let edits = vec![
        edit(EditKind::Kept, "The supplier list is the"),
        edit(EditKind::Removed, "point"),
        edit(EditKind::Added, "clue"),
    ];
    info.add("edit", Value::Edits(edits));
    screen.report(Report::Info(info));
    insta::assert_snapshot!(screen.text(), @r#"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ─ 1 Articles 10 · newest first ─────────────────────────────────────────────────
    ▌  Infiniti Production To Leave Japan; North Ame…  car-news    15h    4   +2
     ● Compact EV Range Test: Six Cars, One Charger    car-news    16h   41  +17
    ─ 2 Infiniti Production To Leave Japan; North America, China Possible Ne…  8% ──
    ┌ news desk ────────────────────────────────────────────────────── Esc closes ─┐
    │ role        wrote the article, or brought it up                              │
    │ comments    12 here, 3 under other articles, as far as byline has them       │
    │ written     Wed 25 Nov 2026 07:30:00 UTC                                     │
    │ answers     westbound                                                        │
    │             a guess: the source does not say                                 │
    │ edit        The supplier list is the [-point-] [+clue+]                      │
    └──────────────────────────────────────────────────────────────────────────────┘
     ┆ │
    ▌┆ │ ● news desk · 2h · ↳ westbound                                      NEW #3
    ▌┆ │   Good point. The supplier list in the second half of the piece is the
    ▌┆ │   clue.

     ● mpg_marge · 1h                                                        NEW #4
       Does this change the warranty on the cars already on the boats?

     ── end of thread · Space: "Compact EV Range Test:…" (41 cmt, 17 new) ─────────
     Space → close the box                #3 of 4 · depth 2 · reply to westbound #2
     n next unread  p parent  P peek  H fold all, next root  ? keys
    "#);
    screen.press("Space");
    assert!(screen.status().contains("#3 of 4"));
}

#[test]
fn letters_over_the_links_in_sight_open_and_copy_them() {
    let mut engine = mock_up();
    let (discussion, mut built) = thread(2, None, "ada @90 First.\n  brian @80 Second.");
    // A comment with a link, below the article with two.
    let link =
        crate::text::html::gate("<p>See <a href=\"https://c.example/x\">this</a>.</p>", None);
    let mut comments: Vec<_> = built
        .tree()
        .nodes
        .iter()
        .map(|node| node.comment.clone())
        .collect();
    comments[1].body = link;
    let tree = crate::model::tree::build(comments, &crate::model::tree::Options::default());
    built = crate::model::thread::Thread::new(tree, &Default::default(), None, false);
    engine
        .threads
        .insert(ArticleId(2), vec![(discussion, built)]);
    let mut screen = Screen::new(120, 36, engine);
    screen.press("j Space f");
    let text = screen.text();
    assert!(text.contains("has been arying to grow [1]"), "{text}");
    assert!(text.contains("company seclined to comment [2]"), "{text}");
    assert!(text.contains("See dhis"), "{text}");
    assert!(
        screen
            .status()
            .starts_with("Type a link's letters to open it")
    );
    screen.requests();
    screen.press("s");
    let opened = "https://company.example/press".parse().unwrap();
    assert_eq!(screen.sent, [Effect::Open(opened)]);
    assert!(screen.text().contains("company declined"));
    screen.sent.clear();
    screen.press("F d");
    assert_eq!(
        screen.sent,
        [Effect::Copy("https://c.example/x".to_owned())]
    );
    assert!(screen.status().starts_with("Copied https://c.example/x"));
    screen.press("f Esc");
    assert!(screen.status().starts_with("Space →"));
    screen.press("f").resize(100, 30);
    assert!(screen.status().starts_with("Space →"));
}

#[test]
fn the_selected_branch_is_handed_to_a_command_that_is_remembered() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("Space p |").write("wc -w").press("Enter");
    let pipe = |requests: Vec<Request>| {
        let mut pipes = requests.into_iter().filter_map(|request| match request {
            Request::Pipe { what, command } => Some((what, command)),
            _ => None,
        });
        pipes.next()
    };
    let Some((Piped::Comments(export), command)) = pipe(screen.requests()) else {
        panic!("the comments are handed over");
    };
    assert_eq!(
        (export.branch, command),
        (Some("c1".into()), "wc -w".to_owned())
    );
    let mut info = Info::of("wc -w");
    info.add("", Value::Verbatim("   23".into()));
    screen.report(Report::Info(info));
    assert!(screen.text().contains("┌ wc -w ─"), "{}", screen.text());
    // In the list the article is meant; the command stands there already.
    screen.press("Esc Tab | Enter");
    let article = Piped::Article(ArticleId(1));
    assert_eq!(pipe(screen.requests()), Some((article, "wc -w".to_owned())));
}

#[test]
fn a_thread_is_limited_to_what_fits_and_every_fold_is_there_again_afterwards() {
    let lines = "\
ada @90 First.
  brian @80 Second.
    chloe @70 Third.
  dan @60 Fourth.
eve @50 Fifth.
  brian @40 Sixth.";
    let mut engine = mock_up();
    engine
        .threads
        .insert(ArticleId(2), vec![thread(2, None, lines)]);
    let mut screen = Screen::new(120, 36, engine);
    screen.press("j Space Tab h");
    let before = screen.text();
    assert!(!before.contains("Third."), "{before}");
    screen.press("&").write("@bri").press("Enter");
    assert!(screen.status().starts_with("2 comments fit"));
    let text = screen.text();
    assert!(
        text.contains("COMMENTS 6 · first visit · &@bri 2"),
        "{text}"
    );
    for (words, is_shown) in [
        ("Second.", true),
        ("Third.", false),
        ("Fourth.", false),
        ("Sixth.", true),
        ("eve", true),
    ] {
        assert_eq!(text.contains(words), is_shown, "{words}: {text}");
    }
    // Steps go over what is shown.
    screen.press("g j j j");
    assert!(screen.status().contains("#6 of 6"), "{}", screen.status());
    screen.press("Esc");
    assert!(screen.text().contains("Fifth."));
    assert!(!screen.text().contains("Third."), "{}", screen.text());

    screen.press("&").write("third").press("Enter");
    assert!(
        screen.status().starts_with("1 comment fits"),
        "{}",
        screen.status()
    );
    assert!(screen.text().contains("Third."));
    assert!(!screen.text().contains("eve"));
    screen.press("&").write("-").press("Backspace");
    for _ in 0..5 {
        screen.press("Backspace");
    }
    screen.press("Enter");
    assert!(screen.text().contains("eve"));
    screen.press("&").write("zeppelin").press("Enter");
    assert!(screen.status().starts_with("No comment fits"));
    assert!(screen.text().contains("eve"));
}

#[test]
fn an_author_is_lit_up_then_alone_then_like_all_others() {
    let mut screen = wide();
    screen.press("Space a");
    assert!(
        screen
            .status()
            .starts_with("the one comment of news desk is lit up")
    );
    assert!(screen.text().contains("mpg_marge"));
    screen.press("a");
    assert!(
        screen
            .status()
            .starts_with("only news desk, and what is answered")
    );
    assert!(!screen.text().contains("mpg_marge"), "{}", screen.text());
    assert!(screen.text().contains("westbound"));
    screen.press("a");
    assert!(screen.text().contains("mpg_marge"));
}

#[test]
fn a_wide_pane_has_a_map_of_the_thread() {
    let lines: String = (0..200)
        .map(|number| match number {
            100.. => format!("reader @{} Old. (read)\n", 900 - number),
            _ => format!("reader @{} Newer.\n", 700 - number),
        })
        .collect();
    let mut engine = mock_up();
    engine
        .threads
        .insert(ArticleId(2), vec![thread(2, Some(740), &lines)]);
    let mut screen = Screen::new(200, 60, engine);
    screen.press("j Space Tab z");
    // The column at the right edge, below the title.
    let edge = |screen: &Screen| {
        let text = screen.text();
        let rows = text.lines().skip(2).filter_map(|row| row.chars().nth(199));
        rows.collect::<String>()
    };
    let map = edge(&screen);
    // The reader, what is read, and below it what is new: the oldest stand first.
    let (read, new) = (map.matches('·').count(), map.matches('●').count());
    assert_eq!(map, format!("▌{}{}", "·".repeat(read), "●".repeat(new)));
    assert!((new - 1..=new + 1).contains(&(read + 1)), "{map}");
    screen.press("G");
    assert!(edge(&screen).ends_with("●▌"), "{}", edge(&screen));
    screen.resize(90, 30);
    let text = screen.text();
    let rows = text.lines().skip(2);
    assert_eq!(
        rows.filter(|row| row.chars().nth(89) == Some('·')).count(),
        0,
        "{text}"
    );
}
