//! What else can be done with a conversation: facts, links, commands, limits, the map.

use insta::assert_snapshot;

use super::fixtures::mock_up;
use crate::engine::message::{ExportWhat, Piped, Report, Request};
use crate::model::id::{ArticleId, DiscussionId};
use crate::model::info::{Edit, EditKind, Info, Value};
use crate::ui::effect::Effect;
use crate::ui::testing::{Screen, ago, thread};

fn wide() -> Screen {
    Screen::new(120, 36, mock_up())
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
     n next unread  p parent  P peek  H fold all, next root  q back  ? keys
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
        .map(|node| (*node.comment).clone())
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
        (export.what, command),
        (
            ExportWhat::Branch(DiscussionId(1), "c1".into()),
            "wc -w".to_owned()
        )
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

#[test]
fn an_article_is_limited_to_the_paragraphs_that_have_words() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("Space Tab Tab z");
    assert!(screen.text().contains("2 ARTICLE"), "{}", screen.text());
    screen.press("&").write("suppliers plan").press("Enter");
    assert_eq!(screen.status(), "1 paragraph fits");
    assert_snapshot!(screen.text(), @r"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ═ 2 ARTICLE · &suppliers plan · Infiniti Production To Leave Japan; Nor…  end ══
     Infiniti Production To Leave Japan; North America, China Possible New
     Sites
     car-news blog · news desk · 15 h ago · 1 min · read · 2 links

     No date has been set. Suppliers were told to expect a decision with the
     next mid-term plan; the company declined to comment [2].














     1 paragraph fits
     n next unread  } paragraph  ] link  l comments  q back  ? keys
    ");
    // What is not shown is not taken for read: Space shows the whole text again.
    screen.now += jiff::SignedDuration::from_secs(30);
    screen.press("Space");
    assert!(
        screen.text().contains("The luxury badge"),
        "{}",
        screen.text()
    );
    screen.press("&").write("zeppelin").press("Enter");
    assert_eq!(screen.status(), "No paragraph fits");
    screen.press("&").write("move").press("Enter Esc");
    assert!(
        screen.text().contains("The luxury badge"),
        "{}",
        screen.text()
    );
}

#[test]
fn words_signs_and_names_limit_a_thread_together_and_what_is_read_meanwhile_stays() {
    let lines = "\
ada @90 The line moves.
  brian @80 Not the line.
eve @50 Moves, but which line?
  ada @40 All of them.";
    let mut engine = mock_up();
    engine
        .threads
        .insert(ArticleId(2), vec![thread(2, None, lines)]);
    let mut screen = Screen::new(120, 36, engine);
    screen.press("j Space Tab");
    let limited = |screen: &mut Screen, query: &str| {
        screen.press("& Ctrl-u").write(query).press("Enter");
        let status = screen.status();
        status.split("  ").next().unwrap_or_default().to_owned()
    };
    assert_eq!(limited(&mut screen, "line moves"), "2 comments fit");
    assert_eq!(limited(&mut screen, "line @ada"), "1 comment fits");
    assert_eq!(
        limited(&mut screen, "\"the line\" #unread"),
        "2 comments fit"
    );
    assert_eq!(limited(&mut screen, "feed:car"), "No comment fits");
    assert_eq!(limited(&mut screen, "#unread @ada"), "2 comments fit");
    screen.press("g m");
    screen.report(Report::Threads {
        article: ArticleId(2),
        threads: vec![thread(2, None, &format!("{lines}\nada @1 Late."))],
    });
    assert!(
        screen.text().contains("&#unread @ada 3"),
        "{}",
        screen.text()
    );
}
