//! What keys do, from one screen to the next.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::SignedDuration;

use super::fixtures::mock_up;
use crate::config::{Config, Stop};
use crate::engine::message::{CommentsState, How, Opened, Refresh, Report, Request, Said};
use crate::feed::FeedLink;
use crate::model::change::{Change, Deed, Direction, OlderDeed};
use crate::model::id::{ArticleId, DeedId, FeedId};
use crate::ui::effect::Effect;
use crate::ui::message::Message;
use crate::ui::testing::{Engine, Screen, article, feed, now, thread};

fn wide() -> Screen {
    Screen::new(120, 36, mock_up())
}

fn read(article: i64) -> Request {
    Request::Do(Deed {
        label: "1 article marked read".to_owned(),
        changes: vec![Change::ArticlesRead {
            articles: vec![ArticleId(article)],
            read: true,
        }],
    })
}

/// What `Space` says and then does, step by step.
fn steps(screen: &mut Screen, count: usize) -> Vec<String> {
    let mut steps = Vec::new();
    for _ in 0..count {
        let status = screen.status();
        let step = status.split("  ").next().unwrap_or_default();
        steps.push(step.trim_start_matches("Space → ").to_owned());
        screen.press("Space");
    }
    steps
}

#[test]
fn the_status_line_names_each_step_of_the_one_big_key() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("j");
    assert_eq!(
        steps(&mut screen, 8),
        [
            "open \"Compact EV Range Test:…\" (41 cmt, 17 new)",
            "next page",
            "comments (2 unread)",
            "#2 brian",
            "end of thread",
            "\"Writing A Parser You Ca…\" (88 cmt, 88 new)",
            "next page",
            "\"Dealer Stock Falls Thir…\"",
        ]
    );
}

#[test]
fn an_article_that_was_read_opens_at_its_first_new_comment() {
    let mut screen = wide();
    screen.press("Space");
    let requests = screen.requests();
    assert!(requests.contains(&Request::Open(ArticleId(1))));
    assert!(screen.status().contains("#3 of 4"), "{}", screen.status());
}

#[test]
fn an_article_is_read_when_space_leaves_its_end_and_not_before() {
    let mut screen = wide();
    screen.press("j Space");
    while screen.status().starts_with("Space → next page") {
        assert!(!screen.requests().contains(&read(2)));
        screen.press("Space");
    }
    screen.press("Space");
    assert!(screen.requests().contains(&read(2)));
}

#[test]
fn leaving_an_article_for_another_and_for_good_ends_its_visit() {
    let mut screen = wide();
    screen.press("Enter >");
    assert!(screen.requests().contains(&Request::Leave(ArticleId(1))));
    screen.press("Q");
    assert!(matches!(
        screen.sent.as_slice(),
        [
            Effect::Request(Request::KeepScreen(_)),
            Effect::Request(Request::Leave(ArticleId(2))),
            Effect::Quit
        ]
    ));
}

#[test]
fn nothing_is_skipped_while_the_store_has_not_answered() {
    let mut engine = mock_up();
    engine.is_slow = true;
    let mut screen = Screen::new(120, 36, engine);
    screen.engine_wakes_up();
    assert!(screen.status().starts_with("Space → open"));
    let mut engine = mock_up();
    let library = Report::Library {
        feeds: std::mem::take(&mut engine.feeds),
        articles: std::mem::take(&mut engine.articles),
    };
    engine.is_slow = true;
    let mut screen = Screen::new(120, 36, engine);
    screen.report(library).press("j Space Space Space Space");
    assert!(
        screen.status().starts_with("Space → loading"),
        "{}",
        screen.status()
    );
    assert!(!screen.requests().contains(&read(2)));
}

#[test]
fn without_stops_the_last_comment_is_followed_by_the_next_article() {
    let mut config = Config::default();
    config.reading.stop = Stop::Never;
    let mut screen = Screen::with_config(120, 36, mock_up(), config);
    screen.press("Space Space");
    assert!(
        screen.status().starts_with("Space → \"Compact EV"),
        "{}",
        screen.status()
    );
    screen.press("Space");
    assert!(screen.requests().contains(&Request::Open(ArticleId(2))));
}

#[test]
fn back_returns_through_panes_and_articles() {
    let mut screen = wide();
    screen.press("Enter > > Backspace");
    assert!(screen.text().contains("2 ARTICLE"));
    let shown = |screen: &Screen| screen.row(2)[40..].to_owned();
    assert!(
        screen.text().contains("║ Compact EV Range Test"),
        "{}",
        shown(&screen)
    );
    screen.press("- -");
    assert!(screen.text().contains("1 ARTICLES"));
}

#[test]
fn articles_that_arrive_do_not_move_the_selection_on_screen() {
    let mut screen = wide();
    screen.press("j j");
    let before: Vec<String> = screen
        .text()
        .lines()
        .map(|row| row.chars().take(30).collect())
        .collect();
    let fresh: Vec<_> = (100..103)
        .map(|id| article(id, 1, "Fresh", 0, (0, 0, 0)))
        .collect();
    screen.report(Report::Articles(fresh));
    let after: Vec<String> = screen
        .text()
        .lines()
        .map(|row| row.chars().take(30).collect())
        .collect();
    let selected = before.iter().position(|row| row.contains('▌')).unwrap();
    assert_eq!(after[selected], before[selected]);
    assert!(screen.row(1).contains("▲3"), "{}", screen.row(1));
}

#[test]
fn read_articles_are_hidden_and_what_is_read_meanwhile_stays() {
    let mut screen = wide();
    screen.press("j Z");
    assert!(!screen.text().contains("Why The Ferry"));
    assert!(screen.row(0).contains("unread"));
    screen.press("m");
    assert!(screen.text().contains("Compact EV"));
    screen.press("Z");
    assert!(screen.text().contains("Why The Ferry"));
}

#[test]
fn days_and_feeds_are_steps_in_the_list() {
    let mut screen = Screen::new(80, 24, mock_up());
    let selected = |screen: &Screen| {
        let text = screen.text();
        let row = text.lines().find(|row| row.starts_with('▌')).unwrap();
        row.chars().skip(3).take(12).collect::<String>()
    };
    screen.press("J");
    assert_eq!(selected(&screen), "Writing A Pa");
    screen.press("K");
    assert_eq!(selected(&screen), "Compact EV R");
    screen.press("g }");
    assert_eq!(selected(&screen), "Small Kernel");
    screen.press("G {");
    assert_eq!(selected(&screen), "Small Kernel");
    screen.press("g ]");
    assert_eq!(selected(&screen), "Compact EV R");
}

#[test]
fn a_mark_is_shown_at_once_and_said_when_it_is_on_disk() {
    let mut engine = mock_up();
    let library = Report::Library {
        feeds: engine.feeds.clone(),
        articles: engine.articles.clone(),
    };
    engine.is_slow = true;
    let mut screen = Screen::new(80, 24, engine);
    screen.report(library).press("j m");
    assert!(screen.row(0).contains("4 unread"), "{}", screen.row(0));
    assert!(screen.status().starts_with("Space →"));
    screen.engine_wakes_up();
    assert_eq!(screen.status(), "1 article marked read · u takes it back");
    screen.report(Report::Done {
        label: "1 article marked read".to_owned(),
        how: How::Undone,
        changes: vec![Change::ArticlesRead {
            articles: vec![ArticleId(2)],
            read: false,
        }],
    });
    assert!(screen.row(0).contains("5 unread"), "{}", screen.row(0));
    assert_eq!(
        screen.status(),
        "Taken back: 1 article marked read · U does it again"
    );
}

#[test]
fn done_with_an_article_marks_it_and_its_comments_in_one_deed() {
    let mut screen = wide();
    screen.press("j Enter d");
    let deeds: Vec<Deed> = screen
        .requests()
        .into_iter()
        .filter_map(|request| match request {
            Request::Do(deed) => Some(deed),
            _ => None,
        })
        .collect();
    assert_eq!(deeds.len(), 1);
    assert_eq!(deeds[0].label, "1 article and 2 comments marked read");
    assert_eq!(deeds[0].changes.len(), 2);
}

#[test]
fn catching_up_with_a_feed_asks_first_and_space_is_no() {
    let mut screen = wide();
    screen.press("j c");
    assert!(
        screen
            .text()
            .contains("Mark 2 articles and 19 comments of car-news blog as")
    );
    screen.press("Space");
    assert!(!screen.text().contains("Sure?"));
    screen.requests();
    screen.press("c y");
    let expected = Request::Do(Deed {
        label: "2 articles and 19 comments marked read".to_owned(),
        changes: vec![
            Change::ArticlesRead {
                articles: vec![ArticleId(2), ArticleId(3)],
                read: true,
            },
            Change::DiscussionsRead {
                articles: vec![ArticleId(1), ArticleId(2)],
            },
        ],
    });
    assert_eq!(screen.requests(), [expected]);
}

#[test]
fn an_address_can_be_added_from_the_palette_the_prompt_and_the_clipboard() {
    let mut screen = wide();
    screen.press(":").write("add lwn.net").press("Enter");
    assert_eq!(
        screen.requests().pop(),
        Some(Request::Subscribe("lwn.net".to_owned()))
    );
    screen
        .press(":")
        .write("add")
        .press("Enter")
        .write("lwn.net")
        .press("Enter");
    assert_eq!(
        screen.requests().pop(),
        Some(Request::Subscribe("lwn.net".to_owned()))
    );
    screen.send(Message::Paste("https://lwn.net/ \n".to_owned()));
    screen.press("Enter");
    let expected = Request::Subscribe("https://lwn.net/".to_owned());
    assert_eq!(screen.requests().pop(), Some(expected));
}

#[test]
fn a_site_with_several_feeds_lets_the_reader_choose() {
    let mut screen = wide();
    let feeds = ["news", "comments"].map(|name| FeedLink {
        url: format!("https://site.example/{name}.xml").parse().unwrap(),
        title: Some(name.into()),
    });
    screen.report(Report::Choice {
        address: "site.example".to_owned(),
        feeds: feeds.to_vec(),
    });
    assert!(screen.text().contains("Which feed of site.example?"));
    screen.press("j Enter");
    let expected = Request::Subscribe("https://site.example/comments.xml".to_owned());
    assert_eq!(screen.requests().pop(), Some(expected));
    assert!(!screen.text().contains("Which feed"));
}

#[test]
fn a_line_of_the_key_list_can_be_run() {
    let mut screen = wide();
    screen.press("?").write("refresh-all").press("Enter");
    assert_eq!(
        screen.requests().pop(),
        Some(Request::Refresh(Refresh::All))
    );
}

#[test]
fn space_pages_a_box_and_closes_it_at_its_end() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("?");
    let mut pages = 0;
    while screen.text().contains("Keys of the article list") {
        pages += 1;
        assert!(pages < 10, "the box never closes");
        screen.press("Space");
    }
    assert!(pages > 1);
    assert!(screen.text().contains("1 ARTICLES"));
}

#[test]
fn news_is_taken_while_a_box_is_open() {
    let mut screen = wide();
    screen.press(":");
    screen.report(Report::Articles(vec![article(
        50,
        1,
        "Fresh",
        0,
        (0, 0, 0),
    )]));
    assert!(screen.row(0).contains("6 unread"), "{}", screen.row(0));
    assert!(screen.text().contains("Commands"));
}

#[test]
fn a_link_is_chosen_and_opened_and_nothing_but_web_addresses() {
    let mut screen = wide();
    screen.press("j Enter ] ] Enter");
    let expected = Effect::Open("https://company.example/press".parse().unwrap());
    assert_eq!(screen.sent.pop(), Some(expected));
    screen.press("Esc o");
    let article = Effect::Open("https://1.example/2".parse().unwrap());
    assert_eq!(screen.sent.pop(), Some(article));
}

#[test]
fn the_place_in_the_text_holds_when_the_window_changes() {
    let mut screen = Screen::new(80, 20, mock_up());
    screen.press("j Enter J");
    assert!(screen.text().contains("What the plants do now"));
    let top = |screen: &Screen| {
        let text = screen.text();
        text.lines()
            .position(|row| row.contains("What the plants do now"))
    };
    assert_eq!(
        screen.row(top(&screen).unwrap()).trim(),
        "What the plants do now"
    );
    let before = top(&screen);
    screen.resize(64, 20).resize(62, 20);
    assert_eq!(top(&screen), before);
}

#[test]
fn quotations_can_be_hidden() {
    let mut screen = wide();
    screen.press("j Enter H");
    assert!(
        screen.text().contains("▸ 3 lines quoted"),
        "{}",
        screen.text()
    );
    screen.press("L");
    assert!(screen.text().contains("The line at the home plant"));
}

#[test]
fn a_stale_text_is_dropped() {
    let mut screen = wide();
    screen.press("j Enter");
    let before = screen.text();
    screen.report(Report::LaidOut {
        article: ArticleId(2),
        width: 33,
        prose: Box::default(),
    });
    screen.report(Report::LaidOut {
        article: ArticleId(9),
        width: 72,
        prose: Box::default(),
    });
    assert_eq!(screen.text(), before);
}

#[test]
fn failures_are_said_and_go_by_themselves() {
    let mut screen = wide();
    screen.report(Report::Say(Said {
        text: "The disk is full".into(),
        is_error: true,
    }));
    assert_eq!(screen.status(), "The disk is full");
    let until = screen.app.deadline().unwrap();
    assert!(until > now());
    screen.now = now() + SignedDuration::from_secs(60);
    screen.send(Message::Deadline);
    assert!(screen.status().starts_with("Space →"));
}

#[test]
fn a_screen_on_which_nothing_changes_has_no_deadline() {
    let mut engine = Engine {
        feeds: vec![feed(1, "old news")],
        articles: vec![article(1, 1, "Old", 24 * 30, (0, 0, 0))],
        ..Engine::default()
    };
    engine.feeds[0].health.succeeded = None;
    let screen = Screen::new(80, 24, engine);
    assert_eq!(screen.app.deadline(), None);
}

#[test]
fn an_open_article_whose_feed_goes_is_closed() {
    let mut screen = wide();
    screen.press("Enter");
    screen.report(Report::FeedGone(FeedId(1)));
    assert!(screen.text().contains("1 ARTICLES"));
    assert!(!screen.text().contains("Infiniti"));
    screen.press("Space Tab n d u -");
}

#[test]
fn comments_that_come_later_do_not_fetch_the_reader_back() {
    let mut engine = mock_up();
    let threads = vec![thread(1, Some(740), "ada @10 New.")];
    let library = Report::Library {
        feeds: engine.feeds.clone(),
        articles: engine.articles.clone(),
    };
    engine.is_slow = true;
    let mut screen = Screen::new(120, 36, engine);
    screen.report(library).press("Space Tab");
    screen.report(Report::Threads {
        article: ArticleId(1),
        threads,
    });
    assert!(screen.text().contains("1 ARTICLES"));
}

#[test]
fn why_there_are_no_comments_is_said_in_their_place() {
    let mut screen = wide();
    screen.press("G Enter");
    assert!(
        screen
            .text()
            .contains("byline found no comments to this article")
    );
    screen.report(Report::Comments {
        article: ArticleId(10),
        state: CommentsState::Loading,
    });
    assert!(screen.text().contains("Looking for comments"));
}

#[test]
fn a_click_focuses_selects_and_a_second_one_opens() {
    let mut screen = wide();
    let click = |column, row| MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column,
        row,
        modifiers: KeyModifiers::NONE,
    };
    screen.mouse(click(10, 6)).mouse(click(10, 6));
    assert!(screen.requests().contains(&Request::Open(ArticleId(2))));
    assert!(screen.text().contains("2 ARTICLE"));
    screen.mouse(click(100, 30));
    assert!(screen.text().contains("3 COMMENTS"));
}

#[test]
fn the_wheel_scrolls_what_is_under_it_and_leaves_the_focus() {
    let mut screen = wide();
    screen.press("j Enter Tab");
    assert!(screen.text().contains("3 COMMENTS"));
    let before = screen.text();
    screen.mouse(MouseEvent {
        kind: MouseEventKind::ScrollDown,
        column: 80,
        row: 5,
        modifiers: KeyModifiers::NONE,
    });
    assert_ne!(screen.text(), before);
    assert!(screen.text().contains("3 COMMENTS"));
}

#[test]
fn no_size_and_no_key_brings_the_screen_down() {
    let keys = "j J } ] G g Ctrl-d Ctrl-u Space Tab Space h l H L Z m d c Esc n N < > - z v D o y * ? \
        Space Space Esc : Esc 1 2 0 u U r R p Enter Space b Tab Tab Space";
    for (columns, rows) in [
        (0, 0),
        (1, 1),
        (2, 3),
        (9, 4),
        (30, 8),
        (59, 16),
        (61, 17),
        (101, 20),
        (200, 60),
    ] {
        let mut screen = Screen::new(columns, rows, mock_up());
        screen.press(keys);
        screen.resize(40, 10).press(keys).resize(columns, rows);
    }
}

#[test]
fn a_key_waits_for_no_arrivals_and_they_are_there_after_it() {
    let mut screen = wide();
    let now = screen.now;
    let fresh = |id| article(id, 1, "Fresh", 0, (0, 0, 0));
    let burst = Report::Articles((100..103).map(fresh).collect());
    assert!(screen.app.update(Message::Report(burst), now).is_empty());
    assert!(screen.app.deadline().is_some_and(|due| due <= now));
    screen.press("j Enter");
    assert!(screen.requests().contains(&Request::Open(ArticleId(2))));
    // Above what is in sight, which did not move.
    assert!(screen.row(1).contains("▲3"), "{}", screen.text());
}

#[test]
fn a_large_list_rests_between_two_lots_of_arrivals() {
    let titled = |id: i64| article(id, 1, &format!("Old {id}"), id, (0, 0, 0));
    let engine = Engine {
        articles: (1..=30_000).map(titled).collect(),
        ..mock_up()
    };
    let mut screen = Screen::new(80, 24, engine);
    let fresh = |id, title: &str| Report::Articles(vec![article(id, 1, title, 0, (0, 0, 0))]);
    screen.report(fresh(100_000, "First lot")).press("g");
    assert!(screen.text().contains("First lot"));
    screen.report(fresh(100_001, "Second lot")).press("g");
    assert!(!screen.text().contains("Second lot"));
    let due = screen.app.deadline().unwrap();
    let rest = due.duration_since(screen.now);
    assert_eq!(rest, SignedDuration::from_millis(300));
    // While reports keep coming, too: the moment itself may find no gap between them.
    screen.now = due;
    screen
        .report(Report::Progress { done: 1, total: 9 })
        .press("g");
    assert!(screen.text().contains("Second lot"));
}

#[test]
fn words_are_found_in_the_article_and_walked_through_until_esc() {
    let mut screen = wide();
    screen.press("j Enter /").write("the PLAN").press("Enter");
    assert!(
        screen.status().starts_with("/the PLAN 1 of 2 · Space →"),
        "{}",
        screen.status()
    );
    assert!(screen.styled().contains("VVVVVVVV"));
    screen.press("n");
    assert!(
        screen.status().starts_with("/the PLAN 2 of 2"),
        "{}",
        screen.status()
    );
    screen.press("n");
    assert_eq!(screen.status(), "This is the last place");
    screen.press("N Esc");
    assert!(
        screen.status().starts_with("Space →"),
        "{}",
        screen.status()
    );
    screen.press("/").write("zeppelin").press("Enter");
    assert_eq!(screen.status(), "Nothing is found here");
}

#[test]
fn words_are_found_in_the_titles_of_the_list() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("/").write("night train").press("Enter");
    assert!(screen.text().contains("▌  Night Train"));
    screen.press("Esc n");
    assert!(screen.text().contains("▌○ Small Kernels"));
}

#[test]
fn catching_up_with_all_threads_asks_first_and_leaves_the_articles_unread() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Enter Tab");
    let before = screen.row(0).to_owned();
    screen.requests();
    screen.press("C");
    let text = screen.text();
    assert!(
        text.contains("Mark 119 comments under 5 articles as read?"),
        "{text}"
    );
    screen.press("n");
    assert_eq!(screen.requests(), [], "nothing without a yes");
    screen.press("C y");
    let Some(Request::Do(deed)) = screen.requests().into_iter().next() else {
        panic!("a deed");
    };
    assert_eq!(deed.label, "119 comments marked read");
    let discussed = [1, 2, 4, 7, 9].map(ArticleId).to_vec();
    let all = Change::DiscussionsRead {
        articles: discussed,
    };
    assert_eq!(deed.changes, [all]);
    assert!(
        screen.row(0).contains("5 unread · 0 new comments"),
        "{before}"
    );
    assert!(screen.text().contains("nothing new"), "{}", screen.text());
    // Once more there is nothing to ask.
    screen.press("C");
    assert!(
        screen.status().starts_with("No comment is unread anywhere"),
        "{}",
        screen.status()
    );
}

#[test]
fn what_another_session_did_is_named_and_taken_back_by_the_same_key_again() {
    let older = || {
        Report::Older(
            Direction::Undo,
            OlderDeed {
                id: DeedId(7),
                label: "Subscribed to Harbour".to_owned(),
                at: now() - SignedDuration::from_hours(2),
            },
        )
    };
    let replay = Request::Replay(Direction::Undo, DeedId(7));
    let mut screen = wide();
    screen.engine_falls_asleep();
    screen.press("u");
    assert_eq!(screen.requests().last(), Some(&Request::Undo));
    screen.report(older());
    assert_eq!(
        screen.status().trim_end(),
        "Not of this session: u again takes it back · Subscribed to Harbour (2 h ago)"
    );
    screen.press("u");
    assert_eq!(screen.requests(), [replay]);
    // Any other key, and time, end the offer.
    screen.report(older()).press("U u");
    assert_eq!(screen.requests(), [Request::Redo, Request::Undo]);
    screen.report(older());
    screen.now += SignedDuration::from_secs(60);
    screen.send(Message::Deadline);
    screen.requests();
    screen.press("u");
    assert_eq!(screen.requests(), [Request::Undo]);
    screen.report(older()).press("? Esc u");
    assert_eq!(screen.requests(), [Request::Undo]);
}

/// An open article, read to its end, while its comments are looked for.
fn slow_comments() -> Screen {
    let mut screen = wide();
    screen.press("j");
    screen.engine_falls_asleep();
    screen.press("Enter");
    let article = ArticleId(2);
    for report in [
        Report::Opened(Box::new(Opened {
            article,
            words: 0,
            enclosures: Vec::new(),
        })),
        Report::LaidOut {
            article,
            width: 72,
            prose: Box::default(),
        },
        Report::Threads {
            article,
            threads: Vec::new(),
        },
        Report::Comments {
            article,
            state: CommentsState::Loading,
        },
    ] {
        screen.report(report);
    }
    screen
}

#[test]
fn space_waits_once_for_comments_that_are_on_their_way() {
    let mut screen = slow_comments();
    assert!(
        screen.status().starts_with("Space → wait for the comments"),
        "{}",
        screen.status()
    );
    screen.requests();
    screen.press("Space");
    assert!(
        screen
            .status()
            .starts_with("Comments are on their way; Space again goes on"),
        "{}",
        screen.status()
    );
    assert_eq!(screen.requests(), [], "nothing is marked, nothing is left");
    // Another key, and it waits again.
    screen.press("k Space");
    assert_eq!(screen.requests(), []);
    screen.press("Space");
    let requests = screen.requests();
    assert!(requests.contains(&read(2)), "{requests:?}");
    assert!(requests.contains(&Request::Leave(ArticleId(2))));
}

#[test]
fn the_wait_for_comments_ends_when_they_come_fail_or_are_none() {
    let article = ArticleId(2);
    let mut screen = slow_comments();
    screen.press("Space");
    let threads = vec![thread(2, None, "ada @5 first\n  brian @4 second")];
    screen.report(Report::Threads { article, threads });
    screen.report(Report::Comments {
        article,
        state: CommentsState::Current,
    });
    assert!(
        screen.status().starts_with("Space → comments (2 unread)"),
        "{}",
        screen.status()
    );
    for state in [
        CommentsState::Failed("b.example answered 500".into()),
        CommentsState::None("This article names no place for comments".into()),
    ] {
        let mut screen = slow_comments();
        screen
            .press("Space")
            .report(Report::Comments { article, state });
        assert!(!screen.status().contains("on their way"));
        screen.requests();
        screen.press("Space");
        assert!(screen.requests().contains(&read(2)));
    }
}

#[test]
fn the_comments_of_the_next_article_are_asked_for_once_those_of_the_open_one_have_come() {
    let mut screen = wide();
    let prefetches = |screen: &mut Screen| -> Vec<Request> {
        let requests = screen.requests().into_iter();
        requests
            .filter(|request| matches!(request, Request::Prefetch(_)))
            .collect()
    };
    screen.press("j");
    assert_eq!(prefetches(&mut screen), []);
    screen.press("Enter");
    let next = [Request::Prefetch(ArticleId(4))];
    assert_eq!(prefetches(&mut screen), next);
    screen.press("Space k j");
    assert_eq!(prefetches(&mut screen), [], "once is enough");
    let mut screen = slow_comments();
    assert_eq!(prefetches(&mut screen), [], "the open one's come first");
    screen.report(Report::Comments {
        article: ArticleId(2),
        state: CommentsState::Current,
    });
    assert_eq!(prefetches(&mut screen), next);
    let mut config = Config::default();
    config.network.prefetch = false;
    let mut screen = Screen::with_config(120, 36, mock_up(), config);
    screen.press("j Enter");
    assert_eq!(prefetches(&mut screen), []);
}

#[test]
fn q_and_esc_go_back_one_step_and_q_leaves_from_the_list_alone() {
    for key in ["q", "Esc"] {
        let mut screen = wide();
        let left = |screen: &Screen| screen.sent.contains(&Effect::Quit);
        let bottom = |screen: &Screen| screen.text().lines().last().unwrap_or_default().to_owned();
        assert!(bottom(&screen).contains("q leave"), "{}", bottom(&screen));
        screen.press("Enter Tab z");
        screen.press("/").write("range").press("Enter");
        assert!(screen.status().starts_with('/'), "{}", screen.status());
        assert!(bottom(&screen).contains("q back"), "{}", bottom(&screen));
        // The search, the zoom, the pane.
        screen.press(key);
        assert!(!screen.status().starts_with('/'), "{}", screen.status());
        assert!(!screen.text().contains("1 Articles"), "{}", screen.text());
        screen.press(key);
        assert!(screen.text().contains("1 Articles"), "{}", screen.text());
        screen.press(key);
        assert!(screen.text().contains("1 ARTICLES"), "{}", screen.text());
        screen.press("Enter").press(key);
        assert!(screen.text().contains("1 ARTICLES"), "{}", screen.text());
        assert!(!left(&screen), "{key}");
        // A limit of the list, and a box.
        screen.press("&").write("infiniti").press("Enter");
        assert!(bottom(&screen).contains("q back"), "{}", bottom(&screen));
        screen.press(key);
        assert!(!screen.row(0).contains("infiniti"), "{}", screen.row(0));
        screen.press("B Esc P");
        assert!(
            screen.status().contains("close the box"),
            "{}",
            screen.status()
        );
        screen.press(key);
        assert!(!left(&screen), "{key}");
        assert!(bottom(&screen).contains("q leave"), "{}", bottom(&screen));
        screen.press(key);
        assert_eq!(left(&screen), key == "q");
    }
}

#[test]
fn the_way_back_is_named_on_every_screen_that_has_a_line_for_keys() {
    for (columns, rows) in [(120, 36), (80, 24), (40, 10), (20, 8)] {
        let mut screen = Screen::new(columns, rows, mock_up());
        let bottom = |screen: &Screen| screen.text().lines().last().unwrap_or_default().to_owned();
        assert!(bottom(&screen).contains("q leave"), "{}", screen.text());
        screen.press("Enter");
        assert!(bottom(&screen).contains("q back"), "{}", screen.text());
        assert!(bottom(&screen).contains("? keys"), "{}", screen.text());
    }
}

#[test]
fn with_the_habits_of_a_pager_q_leaves_from_everywhere() {
    let mut config = Config::default();
    config.screen.habits = crate::config::Habits::Less;
    let mut screen = Screen::with_config(120, 36, mock_up(), config);
    screen.press("Enter q");
    assert!(screen.sent.contains(&Effect::Quit));
}
