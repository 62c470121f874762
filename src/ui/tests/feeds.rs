//! The box of feeds: what it shows and what its keys ask for.

use insta::assert_snapshot;
use url::Url;

use super::fixtures::mock_up;
use crate::engine::message::{Refresh, Refreshed, Report, Request};
use crate::model::change::Deed;
use crate::model::feed::{Feed, Moving};
use crate::model::folder::Folders;
use crate::model::id::FeedId;
use crate::ui::testing::{Engine, Screen, ago, feed, now};

fn feeds() -> Vec<Feed> {
    let mut well = feed(1, "car-news blog");
    well.health.succeeded = Some(ago(12));
    well.health.next_poll = Some(now() + jiff::SignedDuration::from_hours(2));
    well.health.reason = Some("it has an article about every 8 hours".into());
    well.health.traffic.requests = 12;
    well.health.traffic.unchanged = 7;
    well.health.traffic.bytes = 1 << 20;
    well.health.traffic.saved_bytes = 7 << 17;
    let mut failing = feed(2, "harbour paper");
    failing.health.failures = 3;
    failing.health.succeeded = Some(ago(3 * 24 * 60));
    failing.health.error = Some("paper.example answered 500: it has trouble of its own".into());
    failing.health.next_poll = Some(now() + jiff::SignedDuration::from_mins(40));
    let mut paused = feed(
        3,
        "a very loud feed with a title that no line can hold to its end, and on",
    );
    paused.health.is_paused = true;
    paused.health.succeeded = Some(ago(60));
    vec![well, failing, paused]
}

fn shown(feeds: Vec<Feed>) -> Screen {
    shown_at(feeds, (100, 24))
}

fn shown_at(feeds: Vec<Feed>, (columns, rows): (u16, u16)) -> Screen {
    let engine = Engine { feeds, ..mock_up() };
    let mut screen = Screen::new(columns, rows, engine);
    screen.press(":").write("feeds").press("Enter");
    screen
}

/// The box without what stands around it.
fn boxed(screen: &Screen) -> String {
    let text = screen.text();
    let column = |line: &str| line.chars().position(|c| c == '┌');
    let lines: Vec<&str> = text.lines().collect();
    let top = lines.iter().position(|line| line.contains("┌ Feeds"));
    let top = top.expect("the box is open");
    let left = column(lines[top]).unwrap_or_default();
    let inside = |line: &&str| line.chars().skip(left).take(88).collect::<String>();
    let rows: Vec<String> = lines[top..top + 12].iter().map(inside).collect();
    rows.join("\n")
}

fn last_request(screen: &mut Screen) -> Request {
    screen.requests().pop().unwrap()
}

#[test]
fn feeds_that_need_somebody_stand_first_and_say_why() {
    let mut screen = shown(feeds());
    assert_snapshot!(boxed(&screen), @"
    ┌ Feeds · failing first ────────────────────────────────────────────────── Esc closes ─┐
    │ feed                                                         status      read   next │
    │ harbour paper                                                failing       3d    40m │
    │ car-news blog                                                well         12m     2h │
    │ a very loud feed with a title that no line can hold to its…  paused        1h      – │
    │                                                                                      │
    │ https://2.example/feed                                                               │
    │ paper.example answered 500: it has trouble of its own                                │
    │ 3 failures in a row, last read 3d ago; asked again in 40m                            │
    │ 0 requests, 0 answered without a document · 0 B received, 0 B saved                  │
    │ r retry  p pause  d remove  t title  f folders  e address  s sort  / filter  ? keys  │
    └──────────────────────────────────────────────────────────────────────────────────────┘
    ");
    screen.press("j");
    let text = screen.text();
    assert!(text.contains("Asked again in 2h: it has an article about every 8 hours"));
    assert!(
        text.contains(
            "12 requests, 7 answered without a document · 1.0 MiB received, 896 KiB saved"
        )
    );
}

#[test]
fn each_key_does_one_thing_to_the_feed_under_the_cursor_and_the_box_stays() {
    let feeds = feeds();
    let mut screen = shown(feeds.clone());
    screen.press("r");
    assert_eq!(
        last_request(&mut screen),
        Request::Refresh(Refresh::Feed(FeedId(2)))
    );
    screen.press("j p");
    assert_eq!(
        last_request(&mut screen),
        Request::Do(Deed::pause(&feeds[0], true))
    );
    screen.press("j p");
    assert_eq!(
        last_request(&mut screen),
        Request::Do(Deed::pause(&feeds[2], false))
    );
    screen.press("d");
    assert_eq!(
        last_request(&mut screen),
        Request::Do(Deed::unsubscribe(&feeds[2]))
    );
    assert!(screen.text().contains("retry"), "the box stays");
    screen.press("q");
    assert!(!screen.text().contains("retry"));
}

#[test]
fn a_new_address_is_taken_by_a_key_only_where_one_is_proposed() {
    let mut feeds = feeds();
    let to = Url::parse("https://new.example/feed").unwrap();
    feeds[0].health.moving = Some(Moving {
        to: to.clone(),
        since: ago(60),
        polls: 1,
    });
    let mut screen = shown(feeds);
    screen.requests();
    screen.press("m");
    assert_eq!(screen.requests(), [], "nothing was asked");
    screen.press("j");
    assert!(
        screen
            .text()
            .contains("Redirected for good to https://new.example/feed")
    );
    screen.press("m");
    let moved = Deed::move_feed(&feed(1, "car-news blog"), &to, None);
    assert_eq!(last_request(&mut screen), Request::Do(moved));
}

#[test]
fn the_address_of_a_feed_is_edited_in_its_place() {
    let mut screen = shown(feeds());
    let address = feeds()[1].url.to_string();
    screen.press("e");
    assert!(screen.text().contains(&format!("address: {address}")));
    // What is no address goes nowhere; the keys of the box are letters meanwhile.
    screen.press("Ctrl-u q Enter");
    assert!(screen.text().contains("begins with https://"));
    screen.requests();
    screen.press("Ctrl-u");
    screen.write("https://other.example/feed");
    screen.press("Enter");
    let to = Url::parse("https://other.example/feed").unwrap();
    let moved = Deed::move_feed(&feeds()[1], &to, None);
    assert_eq!(last_request(&mut screen), Request::Do(moved));
    assert!(screen.text().contains("retry"), "the box stays");
    screen.press("e x Esc");
    assert_eq!(screen.requests(), [], "nothing was changed");
    assert!(screen.text().contains("retry"), "the box stays");
}

#[test]
fn the_cursor_stays_on_its_feed_when_the_feeds_change_their_places() {
    let mut feeds = feeds();
    let mut screen = shown(feeds.clone());
    feeds[1].health.failures = 0;
    feeds[1].health.error = None;
    screen.report(Report::Feeds(vec![feeds[1].clone()]));
    screen.press("r");
    assert_eq!(
        last_request(&mut screen),
        Request::Refresh(Refresh::Feed(FeedId(2)))
    );
    // On the lowest screen and without feeds there is nothing to draw, and nothing to do.
    screen.resize(20, 5).press("j k Space");
    screen.report(Report::Library {
        feeds: Vec::new(),
        articles: Vec::new(),
    });
    screen.press("r p d m j");
}

#[test]
fn older_articles_are_asked_for_of_the_feed_under_the_cursor() {
    let mut screen = Screen::new(100, 24, mock_up());
    screen.press(":").write("older").press("Enter");
    assert_eq!(last_request(&mut screen), Request::Older(FeedId(1)));
}

/// The titles in the box, as they stand there.
fn titles(screen: &Screen) -> Vec<String> {
    let text = screen.text();
    let inside = text.lines().skip_while(|line| !line.contains("Feeds"));
    let titles = ["car-news blog", "harbour paper", "a very loud feed"];
    let found = inside.filter_map(|line| {
        titles
            .iter()
            .find(|title| line.contains(&format!("│ {title}")))
    });
    found.map(|title| (*title).to_owned()).collect()
}

#[test]
fn the_feeds_are_filtered_by_letters_and_by_how_it_goes() {
    let mut feeds = feeds();
    feeds[0].folder = Folders::read("Cars/News");
    let mut screen = shown(feeds);
    for (filter, found) in [
        ("harb", vec!["harbour paper"]),
        ("failing", vec!["harbour paper"]),
        ("PAUSED", vec!["a very loud feed"]),
        ("cars/", vec!["car-news blog"]),
        ("1.example", vec!["car-news blog"]),
        ("well car", vec!["car-news blog"]),
        ("nothing like it", vec![]),
    ] {
        screen.press("/").write(filter);
        assert_eq!(titles(&screen), found, "{filter}");
        screen.press("Enter");
        assert_eq!(titles(&screen), found, "{filter} stays");
        screen.press("Esc");
        assert_eq!(
            titles(&screen).len(),
            3,
            "Esc ends the filter, and the box stays"
        );
    }
    // Letters of a filter are no commands, and what is done concerns the feed that was found.
    screen.requests();
    screen.press("/").write("p d r");
    assert_eq!(screen.requests(), []);
    screen.press("Ctrl-u").write("harbour");
    screen.press("Enter r");
    assert_eq!(
        last_request(&mut screen),
        Request::Refresh(Refresh::Feed(FeedId(2)))
    );
    screen.press("/ Esc q");
    assert!(!screen.text().contains("retry"), "the box is gone");
}

#[test]
fn the_feeds_are_sorted_by_a_key_and_the_cursor_stays_on_its_feed() {
    let mut feeds = feeds();
    feeds[1].folder = Folders::read("Zoo");
    feeds[2].folder = Folders::read("ant");
    let mut screen = shown(feeds);
    assert!(screen.text().contains("Feeds · failing first"));
    let (a, c, h) = ("a very loud feed", "car-news blog", "harbour paper");
    for (words, order) in [
        ("by title", [a, c, h]),
        ("by folder", [a, h, c]),
        ("as added", [c, h, a]),
        ("failing first", [h, c, a]),
    ] {
        screen.press("s");
        assert!(screen.text().contains(words), "{words}");
        assert_eq!(titles(&screen), order, "{words}");
    }
    screen.requests();
    screen.press("s s r");
    assert_eq!(
        last_request(&mut screen),
        Request::Refresh(Refresh::Feed(FeedId(2)))
    );
}

#[test]
fn a_feed_is_renamed_and_put_into_folders_whatever_these_are_called() {
    let feeds = feeds();
    let mut screen = shown(feeds.clone());
    screen.press("t");
    assert!(screen.text().contains("title: harbour paper"));
    screen.press("Ctrl-u").write("Harbour").press("Enter");
    assert_eq!(
        last_request(&mut screen),
        Request::Do(Deed::rename(&feeds[1], Some("Harbour".into())))
    );
    screen.press("t Ctrl-u Enter");
    assert_eq!(
        last_request(&mut screen),
        Request::Do(Deed::rename(&feeds[1], None))
    );
    screen
        .press("f")
        .write(r"News/Daily,TV\/Film")
        .press("Enter");
    let folder = Folders::read(r"News/Daily,TV\/Film");
    assert_eq!(folder.as_ref().unwrap().paths().len(), 2);
    assert_eq!(
        last_request(&mut screen),
        Request::Do(Deed::file(&feeds[1], folder))
    );
    screen.requests();
    screen.press("f x Esc t y Esc");
    assert_eq!(screen.requests(), [], "nothing was changed");
}

#[test]
fn the_box_shows_its_keys_at_every_size() {
    for size in [(120, 36), (80, 24), (40, 10)] {
        let mut screen = shown_at(feeds(), size);
        let text = screen.text();
        assert!(text.contains("r retry"), "{text}");
        assert!(text.contains("? keys"), "{text}");
        assert!(text.contains("harbour"), "{text}");
        screen.press("?");
        let text = screen.text();
        for word in ["r ", "p ", "d ", "t ", "f ", "e ", "m ", "s ", "/ ", "Esc "] {
            assert!(
                text.contains(&format!(" {word}")),
                "{size:?} {word}: {text}"
            );
        }
        screen.press("?");
        assert!(screen.text().contains("r retry"), "any key leads back");
    }
    assert_snapshot!(shown_at(feeds(), (40, 10)).text(), @"
     byline  All feeds   1 feed failed  12m
    ┌ Feeds · failing first ── Esc closes ─┐
    │ feed                status      next │
    │ harbour paper       failing      40m │
    │ car-news blog       well          2h │
    │ a very loud feed w… paused         – │
    │ r retry  p pause  d remove  ? keys   │
    └──────────────────────────────────────┘
     Space → close the box
     n next unread  q leave  ? keys
    ");
}

/// The screen's header and the lines at the foot of the list.
fn told_of_trouble(feeds: Vec<Feed>, size: (u16, u16)) -> (String, Vec<String>) {
    let screen = Screen::new(size.0, size.1, Engine { feeds, ..mock_up() });
    let text = screen.text();
    let foot = text.lines().filter(|line| line.contains(" ! "));
    let foot = foot.map(|line| {
        let line = line.trim_start_matches([' ', '║']);
        line.split('║')
            .next()
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    });
    (screen.row(0), foot.collect())
}

fn failing(id: i64, title: &str) -> Feed {
    let mut feed = feed(id, title);
    feed.health.failures = 1;
    feed.health.error = Some("paper.example answered 500: it has trouble of its own".into());
    feed
}

#[test]
fn a_few_failing_feeds_take_one_line_and_are_counted() {
    let one = vec![feed(1, "car-news blog"), failing(2, "harbour paper")];
    let (header, foot) = told_of_trouble(one, (80, 24));
    assert!(header.contains("1 feed failed"), "{header}");
    assert_eq!(
        foot,
        ["! harbour paper: paper.example answered 500: it has trouble of its own"]
    );
    let mut some: Vec<Feed> = (2..10).map(|id| failing(id, "harbour paper")).collect();
    some.push(feed(1, "car-news blog"));
    let (header, foot) = told_of_trouble(some.clone(), (80, 24));
    assert!(header.contains("8 feeds failed"), "{header}");
    assert_eq!(
        foot,
        ["! 8 feeds failed: harbour paper and 7 more · :feeds tells more"]
    );
    let (_, foot) = told_of_trouble(some.clone(), (120, 36));
    assert_eq!(foot, ["! 8 feeds failed: harbour… · :feeds"]);
    let (_, foot) = told_of_trouble(some, (30, 14));
    assert_eq!(foot.len(), 1, "{foot:?}");
}

#[test]
fn where_all_feeds_fail_the_header_says_so_at_once() {
    let mut feeds: Vec<Feed> = (1..5).map(|id| failing(id, "paper")).collect();
    let mut paused = feed(9, "resting");
    paused.health.is_paused = true;
    feeds.push(paused);
    let (header, foot) = told_of_trouble(feeds, (80, 24));
    assert!(header.contains("all 4 feeds failed"), "{header}");
    assert_eq!(foot, Vec::<String>::new());
}

#[test]
fn a_refresh_by_hand_says_what_it_brought_and_one_by_the_clock_does_not() {
    let mut screen = Screen::new(80, 24, mock_up());
    let by_hand = Refreshed {
        asked: 12,
        by_hand: true,
        ..Refreshed::default()
    };
    for (refreshed, said) in [
        (
            Refreshed {
                new: 31,
                failed: 2,
                ..by_hand.clone()
            },
            "31 new, 2 failed",
        ),
        (
            Refreshed {
                new: 1_200,
                ..by_hand.clone()
            },
            "1,200 new",
        ),
        (by_hand.clone(), "nothing new"),
        (
            Refreshed {
                failed: 3,
                ..by_hand.clone()
            },
            "nothing new, 3 failed",
        ),
        (
            Refreshed {
                failed: 12,
                is_offline: true,
                ..by_hand.clone()
            },
            "offline: nothing could be asked",
        ),
        (
            Refreshed {
                asked: 1,
                failed: 1,
                only_error: Some("a.example was not found".into()),
                ..by_hand.clone()
            },
            "a.example was not found",
        ),
        (
            Refreshed {
                asked: 0,
                ..by_hand.clone()
            },
            "There is nothing to ask for",
        ),
    ] {
        screen.report(Report::Refreshed(refreshed));
        assert_eq!(screen.status(), said);
    }
    screen.press("j");
    let by_clock = Refreshed {
        new: 31,
        by_hand: false,
        ..by_hand
    };
    screen.report(Report::Refreshed(by_clock));
    assert!(screen.status().starts_with("Space"), "{}", screen.status());
}

#[test]
fn offline_stands_in_the_header_until_a_host_answers_again() {
    let mut screen = Screen::new(80, 24, mock_up());
    let refreshed = |is_offline| {
        Report::Refreshed(Refreshed {
            asked: 3,
            is_offline,
            ..Refreshed::default()
        })
    };
    screen.report(refreshed(true));
    assert!(screen.row(0).contains("offline"), "{}", screen.row(0));
    screen.resize(40, 10);
    assert!(screen.row(0).contains("offline"), "{}", screen.row(0));
    screen.report(refreshed(false));
    assert!(!screen.row(0).contains("offline"), "{}", screen.row(0));
}
