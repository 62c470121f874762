//! The box of feeds: what it shows and what its keys ask for.

use insta::assert_snapshot;
use url::Url;

use super::fixtures::mock_up;
use crate::engine::message::{Refresh, Report, Request};
use crate::model::change::Deed;
use crate::model::feed::{Feed, Moving};
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
    let engine = Engine { feeds, ..mock_up() };
    let mut screen = Screen::new(100, 24, engine);
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
    let rows: Vec<String> = lines[top..top + 11].iter().map(inside).collect();
    rows.join("\n")
}

fn last_request(screen: &mut Screen) -> Request {
    screen.requests().pop().unwrap()
}

#[test]
fn feeds_that_need_somebody_stand_first_and_say_why() {
    let mut screen = shown(feeds());
    assert_snapshot!(boxed(&screen), @"
    ┌ Feeds ────────────────────────────────────────────────────────────────── Esc closes ─┐
    │ feed                                                         status      read   next │
    │ harbour paper                                                failing       3d    40m │
    │ car-news blog                                                well         12m     2h │
    │ a very loud feed with a title that no line can hold to its…  paused        1h      – │
    │                                                                                      │
    │ https://2.example/feed                                                               │
    │ paper.example answered 500: it has trouble of its own                                │
    │ 0 requests, 0 answered without a document · 0 B received, 0 B saved                  │
    │ r retry   p pause   e edit address   d unsubscribe                                   │
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
    assert!(screen.text().contains("unsubscribe"), "the box stays");
    screen.press("q");
    assert!(!screen.text().contains("unsubscribe"));
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
    assert!(screen.text().contains("unsubscribe"), "the box stays");
    screen.press("e x Esc");
    assert_eq!(screen.requests(), [], "nothing was changed");
    assert!(screen.text().contains("unsubscribe"), "the box stays");
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
