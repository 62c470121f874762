//! The screen of one day, and of the next.

use jiff::SignedDuration;

use super::fixtures::mock_up;
use crate::config::{Config, Grouping, Remembered, Start};
use crate::engine::message::{Report, Request};
use crate::ui::effect::Effect;
use crate::ui::message::Message;
use crate::ui::testing::{Engine, Screen};

/// What the screen gave to be kept, the last time.
fn kept(screen: &mut Screen) -> Option<String> {
    let requests = screen.requests().into_iter();
    let states = requests.filter_map(|request| match request {
        Request::KeepScreen(state) => Some(state),
        _ => None,
    });
    states.last()
}

/// The screen of the next day, on this library.
fn next_day(left: Option<&str>, mut engine: Engine, config: Config) -> Screen {
    let library = Report::Library {
        feeds: engine.feeds.clone(),
        articles: engine.articles.clone(),
    };
    engine.is_slow = true;
    let mut screen = Screen::with_config(120, 36, engine, config);
    screen.now += SignedDuration::from_hours(22);
    if let Some(left) = left {
        screen.app.resume(left);
    }
    screen.report(library);
    screen
}

fn selected(screen: &Screen) -> String {
    let text = screen.text();
    let row = text
        .lines()
        .find(|line| line.contains('▌'))
        .unwrap_or_default();
    row.chars().take(40).collect()
}

#[test]
fn everything_about_the_list_and_the_panes_comes_back() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("s s v j j j Z");
    screen.press(":").write("group").press("Enter");
    screen.press("z");
    let before = screen.text();
    screen.press("Q");
    let left = kept(&mut screen).expect("it is kept when the reader leaves");
    let again = next_day(Some(&left), mock_up(), Config::default());
    let rows = |text: &str| -> Vec<String> {
        // The header's ages and the lines of sentences and keys aside.
        let rows: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        rows[..rows.len() - 2].to_vec()
    };
    let without_ages = |rows: Vec<String>| -> Vec<String> {
        let cut = |row: String| row.replace('●', "○").chars().take(60).collect();
        rows.into_iter().map(cut).collect()
    };
    assert_eq!(
        without_ages(rows(&again.text())),
        without_ages(rows(&before)),
        "{}\n{before}",
        again.text()
    );
}

#[test]
fn what_is_kept_is_kept_a_moment_after_the_last_key_and_only_when_it_changed() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("j j");
    assert_eq!(kept(&mut screen), None, "a held key is no write each");
    let due = screen.app.deadline().expect("something is to be kept");
    screen.now = due;
    screen.send(Message::Deadline);
    assert!(kept(&mut screen).is_some());
    screen.press("j k");
    screen.now += SignedDuration::from_secs(60);
    screen.send(Message::Deadline);
    assert_eq!(kept(&mut screen), None, "it is as it was");
    // A signal, or a terminal that is gone, is like leaving.
    screen.press("j");
    let effects = screen.app.leave();
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::Request(Request::KeepScreen(_))]
        ),
        "{effects:?}"
    );
}

#[test]
fn an_article_that_is_gone_leaves_the_selection_to_the_nearest() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("j j j");
    let here = selected(&screen);
    screen.press("Q");
    let left = kept(&mut screen).unwrap();
    let again = next_day(Some(&left), mock_up(), Config::default());
    assert_eq!(selected(&again), here);
    let mut engine = mock_up();
    let is_here = |title: &str| here.contains(&title[..12]);
    let at = engine
        .articles
        .iter()
        .position(|article| is_here(article.title.as_str()));
    let gone = engine.articles.remove(at.unwrap());
    screen.press("j");
    let below = selected(&screen);
    let again = next_day(Some(&left), engine.clone(), Config::default());
    let row = selected(&again);
    assert!(!row.contains(&gone.title.as_str()[..12]), "{row}");
    assert_eq!(row.replace('●', "○"), below.replace('●', "○"));
    // Of a library that is another one altogether, the first article is.
    engine.articles.clear();
    let again = next_day(Some(&left), engine, Config::default());
    assert!(again.text().contains("No articles yet."));
}

#[test]
fn the_reader_says_with_what_the_list_begins_and_what_is_remembered() {
    let hidden =
        |screen: &Screen| screen.row(0).contains("unread ") && screen.row(0).contains("▸ unread");
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("Z s z Q");
    let left = kept(&mut screen).unwrap();
    for (start, has_left, is_hidden) in [
        (Start::Last, true, true),
        (Start::Last, false, false),
        (Start::Unread, false, true),
        (Start::Unread, true, true),
        (Start::All, true, false),
        (Start::All, false, false),
    ] {
        let mut config = Config::default();
        config.session.start = start;
        let left = has_left.then_some(left.as_str());
        let again = next_day(left, mock_up(), config);
        assert_eq!(hidden(&again), is_hidden, "{start:?} {}", again.row(0));
    }
    let mut config = Config::default();
    config.session.remember = vec![Remembered::Zoom];
    let again = next_day(Some(&left), mock_up(), config);
    assert!(again.text().contains("newest first"), "{}", again.text());
    assert!(!again.text().contains("2 Article"), "{}", again.text());
}

#[test]
fn groups_of_the_configuration_stand_until_the_reader_chose_others() {
    let mut screen = Screen::new(120, 36, mock_up());
    screen.press("j Q");
    let left = kept(&mut screen).unwrap();
    let mut config = Config::default();
    config.reading.group = Grouping::Feed;
    let again = next_day(Some(&left), mock_up(), config);
    assert!(again.text().contains("car-news blog"), "{}", again.text());
}

#[test]
fn what_cannot_be_read_is_as_if_it_were_not_there() {
    for left in [
        "",
        "{",
        "[]",
        "{\"list\":{\"order\":\"by-moon\"}}",
        "{\"news\":1}",
    ] {
        let screen = next_day(Some(left), mock_up(), Config::default());
        assert!(
            screen.text().contains("1 ARTICLES 10"),
            "{left}: {}",
            screen.text()
        );
    }
}
