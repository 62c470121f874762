//! Watching, the lists that lead into conversations, and people one has heard enough of.

use jiff::SignedDuration;

use super::fixtures::mock_up;
use crate::engine::message::{How, Report, Request};
use crate::model::change::{AuthorMute, Change, Deed};
use crate::model::id::{ArticleId, DiscussionId, FeedId};
use crate::model::river::{MutedBranch, Mutes, River, RiverComment, WatchedBranch};
use crate::ui::testing::{Screen, ago, article, now};

fn comment(article: i64, id: &str, minutes: i64, author: &str, unread: bool) -> RiverComment {
    RiverComment {
        article: ArticleId(article),
        discussion: DiscussionId(article),
        id: id.into(),
        author: Some(author.into()),
        answers: (id != "c0").then(|| "westbound".into()),
        at: ago(minutes),
        first_seen: ago(minutes),
        unread,
        words: format!("What {author} has to say, in a few words.")
            .as_str()
            .into(),
    }
}

fn river() -> River {
    River {
        comments: vec![
            comment(1, "c3", 60, "mpg_marge", true),
            comment(1, "c2", 120, "news desk", true),
            comment(2, "c0", 140, "ada", true),
            comment(1, "c1", 780, "westbound", false),
            comment(1, "c0", 840, "gearhound", false),
        ],
        last_read: Some(ago(740)),
        has_more: true,
    }
}

fn with_river(columns: u16, rows: u16) -> Screen {
    let mut screen = Screen::new(columns, rows, mock_up());
    screen.press("T");
    assert_eq!(
        screen.requests().last(),
        Some(&Request::River { before: None })
    );
    screen.report(Report::River {
        before: None,
        river: river(),
    });
    screen
}

#[test]
fn the_river_shows_the_latest_comments_by_day_with_the_line_up_to_which_all_was_read() {
    let screen = with_river(80, 24);
    insta::assert_snapshot!(screen.text(), @"
     byline  All feeds                                   5 unread · 119 new cmt  2m
    ┌ Comments by time, all articles ─────────────────── Enter: in its tree · Esc ─┐
    │  today                                                                       │
    │ ▌ 08:30 ● mpg_marge ↳ westbound                   Infiniti Production To L…  │
    │ ▌         What mpg_marge has to say, in a few words.                         │
    │   07:30 ● news desk ↳ westbound                   Infiniti Production To L…  │
    │           What news desk has to say, in a few words.                         │
    │   07:10 ● ada ↳ root                              Compact EV Range Test: S…  │
    │           What ada has to say, in a few words.                               │
    │  ────────────────────────── last read Tue 21:10 ───────────────────────────  │
    │  yesterday                                                                   │
    │   20:30   westbound ↳ westbound                   Infiniti Production To L…  │
    │           What westbound has to say, in a few words.                         │
    │   19:30   gearhound ↳ root                        Infiniti Production To L…  │
    │           What gearhound has to say, in a few words.                         │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     Space → close the box
     n next unread  m read or unread  d done with this  c catch up  q leave  ? keys
    ");
}

#[test]
fn the_river_leads_into_the_trees() {
    let mut screen = with_river(120, 36);
    screen.press("n Enter");
    assert!(screen.status().contains("#3 of 4"), "{}", screen.status());
    screen.press("-");
    assert!(screen.text().contains("1 ARTICLES"));
}

#[test]
fn older_comments_of_the_river_are_asked_for_once_and_join_the_end() {
    let mut screen = with_river(80, 24);
    screen.requests();
    screen.press("j j");
    let before = Some(ago(840));
    assert_eq!(screen.requests(), [Request::River { before }]);
    let older = River {
        comments: vec![comment(2, "c1", 2_000, "brian", false)],
        last_read: None,
        has_more: false,
    };
    screen.report(Report::River {
        before,
        river: older,
    });
    screen.press("G");
    assert!(screen.text().contains("brian"), "{}", screen.text());
    assert_eq!(screen.requests(), []);
}

/// What the reader has done since this was last asked.
fn changes(screen: &mut Screen) -> Vec<Change> {
    let requests = screen.requests().into_iter();
    let deeds = requests.filter_map(|request| match request {
        Request::Do(deed) => Some(deed.changes),
        _ => None,
    });
    deeds.flatten().collect()
}

#[test]
fn an_article_or_a_branch_is_watched_by_one_key_and_no_longer_by_the_same() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("w");
    let watched = |watched| Change::ArticlesWatched {
        articles: vec![ArticleId(1)],
        watched,
    };
    assert_eq!(changes(&mut screen), [watched(true)]);
    assert!(screen.row(0).contains("1 watched"), "{}", screen.row(0));
    screen.press("w");
    assert_eq!(changes(&mut screen), [watched(false)]);
    assert!(!screen.row(0).contains("watched"));
    screen.press("Space w");
    assert!(
        screen.text().contains("news desk [watched]"),
        "{}",
        screen.text()
    );
    let branch = |watched| Change::CommentsWatched {
        discussion: DiscussionId(1),
        comments: vec!["c2".into()],
        watched,
    };
    assert_eq!(changes(&mut screen), [branch(true)]);
    screen.press("w");
    assert_eq!(changes(&mut screen), [branch(false)]);
}

#[test]
fn what_is_watched_is_listed_with_its_news_and_led_to() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("W");
    screen.report(Report::Watched(Vec::new()));
    assert!(screen.status().starts_with("Nothing is watched"));
    screen.press("j w W");
    let branch = WatchedBranch {
        comment: comment(1, "c1", 780, "westbound", false),
        unread: 1,
    };
    screen.report(Report::Watched(vec![branch]));
    let text = screen.text();
    assert!(text.contains(" 1 Compact EV Range Test"), "{text}");
    assert!(text.contains(" 2 westbound: What westbound"), "{text}");
    assert!(text.contains("1 unread"), "{text}");
    screen.press("2");
    assert!(screen.status().contains("#2 of 4"), "{}", screen.status());
}

#[test]
fn an_author_is_muted_from_a_comment_and_only_that_one_wrote_shows() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Space X");
    let text = screen.text();
    assert!(
        text.contains(" 1 news desk, under car-news blog, for good"),
        "{text}"
    );
    assert!(
        text.contains(" 6 news desk, everywhere, for 7 days"),
        "{text}"
    );
    screen.requests();
    screen.press("5");
    let muted = AuthorMute {
        name: "news desk".into(),
        feed: None,
        until: Some(now() + SignedDuration::from_hours(30 * 24)),
    };
    let deed = |muted: AuthorMute, on| Deed {
        label: if on {
            "news desk muted"
        } else {
            "news desk no longer muted"
        }
        .to_owned(),
        changes: vec![Change::AuthorsMuted {
            mutes: vec![muted],
            muted: on,
        }],
    };
    assert_eq!(screen.requests(), [Request::Do(deed(muted.clone(), true))]);
    let text = screen.text();
    assert!(text.contains("news desk [muted]"), "{text}");
    assert!(!text.contains("The supplier list"), "{text}");
    assert!(
        text.contains("119 new comments") || text.contains("118 new comments"),
        "{text}"
    );
    screen.press(":").write("mutes").press("Enter");
    screen.report(Report::Mutes(Mutes {
        authors: vec![muted.clone()],
        ..Mutes::default()
    }));
    assert!(screen.text().contains("everywhere, until 25 Dec 2026"));
    screen.requests();
    screen.press("1");
    assert_eq!(screen.requests(), [Request::Do(deed(muted, false))]);
    assert!(screen.text().contains("The supplier list"));
}

#[test]
fn a_branch_is_muted_for_a_while_and_the_list_ends_it() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Space X");
    let text = screen.text();
    let line = " 9 this comment and its replies, for 7 days";
    assert!(text.contains(line), "{text}");
    screen.requests();
    screen.press("9");
    let until = now() + SignedDuration::from_hours(7 * 24);
    let mute = |muted, until| Change::Muted {
        discussion: DiscussionId(1),
        comments: vec!["c2".into()],
        muted,
        until,
    };
    assert!(changes(&mut screen).contains(&mute(true, Some(until))));
    assert!(screen.text().contains("news desk [muted]"));
    screen.press(":").write("mutes").press("Enter");
    screen.report(Report::Mutes(Mutes {
        authors: Vec::new(),
        branches: vec![MutedBranch {
            comment: comment(1, "c2", 780, "news desk", false),
            until: Some(until),
        }],
    }));
    let text = screen.text();
    assert!(text.contains(" 1 news desk: What news desk"), "{text}");
    assert!(text.contains("until 2 Dec 2026 · Infiniti"), "{text}");
    screen.requests();
    screen.press("1");
    assert_eq!(changes(&mut screen), [mute(false, None)]);
    assert!(!screen.text().contains("news desk [muted]"));
}

#[test]
fn what_a_mute_had_read_is_unread_on_the_screen_once_the_mute_has_ended() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Space X 5");
    assert!(!screen.text().contains("● news desk"));
    let muted = AuthorMute {
        name: "news desk".into(),
        feed: None,
        until: None,
    };
    let ended = Change::AuthorsMuted {
        mutes: vec![muted.clone()],
        muted: false,
    };
    let unread = Change::CommentsRead {
        discussion: DiscussionId(1),
        comments: vec!["c2".into()],
        read: false,
    };
    screen.press(":").write("mutes").press("Enter");
    screen.report(Report::Mutes(Mutes {
        authors: vec![muted],
        ..Mutes::default()
    }));
    screen.press("1");
    assert!(!screen.text().contains("● news desk"));
    screen.report(Report::Done {
        label: "news desk no longer muted".to_owned(),
        how: How::Done,
        changes: vec![ended, unread],
    });
    let text = screen.text();
    assert!(text.contains("● news desk"), "{text}");
}

#[test]
fn on_the_line_that_ends_the_thread_the_article_is_meant() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Enter Tab G Space");
    assert!(
        screen.text().contains("▌── end of thread"),
        "{}",
        screen.text()
    );
    screen.requests();
    screen.press("w");
    let requests = screen.requests();
    let Some(Request::Do(deed)) = requests.first() else {
        panic!("{requests:?}");
    };
    let watched = matches!(deed.changes[..], [Change::ArticlesWatched { .. }]);
    assert!(watched, "{deed:?}");
}

#[test]
fn what_is_kept_is_listed_the_latest_first_and_leads_there() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press(":").write("kept").press("Enter");
    assert_eq!(screen.requests().last(), Some(&Request::Kept));
    screen.report(Report::Kept(vec![
        comment(1, "c2", 120, "news desk", false),
        comment(2, "c0", 5_000, "ada", true),
    ]));
    let text = screen.text();
    let place = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words}: {text}"))
    };
    let comment = place(" 1 news desk: What news desk has to say");
    let article = place(" 2 Small Kernels, Big Locks");
    assert!(comment < article && article < place(" 3 ada: What ada"));
    screen.press("1");
    assert!(screen.status().contains("#3 of 4"), "{}", screen.status());
    screen.requests();
    screen.press("*");
    let starred = |starred| Change::CommentsStarred {
        discussion: DiscussionId(1),
        comments: vec!["c2".into()],
        starred,
    };
    assert_eq!(changes(&mut screen), [starred(true)]);
    assert!(screen.text().contains("news desk [kept]"));
    assert!(
        screen
            .status()
            .starts_with("1 comment kept · u takes it back"),
        "{}",
        screen.status()
    );
    screen.report(Report::Done {
        label: "1 comment kept".to_owned(),
        how: How::Undone,
        changes: vec![starred(false)],
    });
    assert!(!screen.text().contains("[kept]"));
}

#[test]
fn where_nothing_is_kept_the_status_line_says_how() {
    let mut engine = mock_up();
    for article in &mut engine.articles {
        article.starred = false;
    }
    let mut screen = Screen::new(120, 36, engine);
    screen.report(Report::Kept(Vec::new()));
    assert!(screen.status().starts_with("Nothing is kept; * keeps"));
}

/// The styles of the screen without its words.
fn styles(screen: &Screen) -> String {
    let styled = screen.styled();
    let rows = styled.lines().filter(|row| row.starts_with('~'));
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_authors_articles_are_lit_up_in_the_list_and_stay_so_when_the_author_is_kept() {
    let mut engine = mock_up();
    for article in &mut engine.articles[3..] {
        article.author = Some("ada".into());
    }
    engine.articles[1].author = None;
    let mut screen = Screen::new(120, 36, engine);
    let lit = |screen: &Screen| styles(screen).matches("Y").count();
    let before = styles(&screen);
    screen.press("a");
    let status = screen.status();
    assert!(
        status.starts_with("2 articles of news desk are lit up"),
        "{status}"
    );
    assert!(lit(&screen) > 0, "{}", styles(&screen));
    screen.press("a");
    assert_eq!(styles(&screen), before);
    screen.press("j a");
    let status = screen.status();
    assert!(
        status.starts_with("Nobody knows who wrote this"),
        "{status}"
    );
    screen.requests();
    screen.press("k A");
    let kept = |kept| Change::AuthorsKept {
        names: vec!["news desk".into()],
        kept,
    };
    assert_eq!(changes(&mut screen), [kept(true)]);
    assert!(lit(&screen) > 0, "{}", styles(&screen));
    screen.press("A");
    assert_eq!(changes(&mut screen), [kept(false)]);
    assert_eq!(styles(&screen), before);
}

#[test]
fn in_the_article_its_authors_comments_are_lit_up() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Enter");
    let before = styles(&screen);
    screen.press("a");
    let status = screen.status();
    assert!(
        status.starts_with("the one comment of news desk is lit up"),
        "{status}"
    );
    assert_ne!(styles(&screen), before);
    screen.press("a");
    assert_eq!(styles(&screen), before);
    screen.requests();
    screen.press("A");
    let kept = Change::AuthorsKept {
        names: vec!["news desk".into()],
        kept: true,
    };
    assert_eq!(changes(&mut screen), [kept]);
    screen.press("> a");
    let status = screen.status();
    assert!(
        status.starts_with("news desk wrote no comment here"),
        "{status}"
    );
}

#[test]
fn a_muted_article_is_read_says_so_and_is_passed_over() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("j x");
    let mute = |muted| Change::ArticlesMuted {
        articles: vec![ArticleId(2)],
        muted,
    };
    assert_eq!(changes(&mut screen), [mute(true)]);
    let text = screen.text();
    assert!(text.contains("▌  [muted] Compact EV Range"), "{text}");
    assert!(
        screen.row(0).contains("4 unread · 102 new comments"),
        "{}",
        screen.row(0)
    );
    assert!(
        screen
            .status()
            .starts_with("1 article muted · u takes it back")
    );
    // What comes later is no news either.
    screen.press("k n");
    assert!(
        screen.text().contains("▌● Writing A Parser"),
        "{}",
        screen.text()
    );
    screen.resize(80, 24);
    assert!(
        screen.text().contains("[muted] Compact EV"),
        "{}",
        screen.text()
    );
    screen.press("k Enter");
    assert!(screen.text().contains("read · muted"), "{}", screen.text());
    // Its comments can be read all the same, and are counted nowhere.
    assert!(screen.row(0).contains("102 new cmt"), "{}", screen.row(0));
    screen.press(":").write("mutes").press("Enter");
    screen.requests();
    screen.report(Report::Mutes(Mutes::default()));
    let text = screen.text();
    assert!(text.contains(" 1 Compact EV Range Test"), "{text}");
    screen.press("Enter");
    assert_eq!(changes(&mut screen), [mute(false)]);
    assert!(!screen.text().contains("[muted]"));
}

#[test]
fn the_author_of_an_article_is_muted_from_the_list_and_from_the_text() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("X");
    let text = screen.text();
    assert!(
        text.contains(" 1 news desk, under car-news blog, for good"),
        "{text}"
    );
    assert!(
        text.contains(" 7 this article and what is said of it"),
        "{text}"
    );
    screen.requests();
    screen.press("2");
    let until = now() + SignedDuration::from_hours(30 * 24);
    let muted = Change::AuthorsMuted {
        mutes: vec![AuthorMute {
            name: "news desk".into(),
            feed: Some(FeedId(1)),
            until: Some(until),
        }],
        muted: true,
    };
    assert_eq!(changes(&mut screen), [muted]);
    // What that did, the store tells.
    let mut row = article(2, 1, "Compact EV Range Test", 16, (41, 17, 17));
    row.read = true;
    row.author_muted = true;
    screen.report(Report::Articles(vec![row]));
    assert!(
        screen.text().contains("[muted] Compact EV"),
        "{}",
        screen.text()
    );
    screen.press("Enter X 7");
    let article = Change::ArticlesMuted {
        articles: vec![ArticleId(1)],
        muted: true,
    };
    assert_eq!(changes(&mut screen), [article]);
}

#[test]
fn a_mute_that_ends_while_its_thread_is_open_shows_what_it_hid() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("Space x");
    assert!(!screen.text().contains("Good point."), "{}", screen.text());
    screen.report(Report::MutesEnded(vec![Change::Muted {
        discussion: DiscussionId(1),
        comments: vec!["c2".into()],
        muted: false,
        until: None,
    }]));
    assert!(screen.text().contains("Good point."), "{}", screen.text());
}

#[test]
fn of_many_kept_comments_none_is_left_out() {
    let mut screen = Screen::new(80, 24, mock_up());
    let many =
        (0..250).map(|n| comment(1, &format!("k{n}"), 60 + n, &format!("reader {n}"), false));
    screen.report(Report::Kept(many.collect()));
    let text = screen.text();
    assert!(text.contains("│   1 reader 0: What"), "{text}");
    for _ in 0..249 {
        screen.press("j");
    }
    let text = screen.text();
    assert!(text.contains("│ 250 reader 249: What"), "{text}");
}
