//! What holds in the list whatever keys were pressed.

use proptest::prelude::*;

use super::selected;
use crate::config::{Config, Grouping};
use crate::engine::message::Report;
use crate::model::folder::Folders;
use crate::ui::testing::{Engine, Screen, article, feed};

/// Keys that stay in the list; `group` is the command of that name, `new` an article that arrives.
const KEYS: &[&str] = &[
    "j", "k", "J", "K", "g", "G", "n", "N", "}", "{", "]", "[", "s", "S", "h", "H", "L", "Z", "b",
    "m", "d", "u", "r", "Ctrl-d", "Ctrl-u", "group", "#unread", "feed:two", "Esc", "new",
];

fn library() -> impl Strategy<Value = Engine> {
    let row = (1..4_i64, 0..60_i64, 0..5_u32, any::<bool>());
    prop::collection::vec(row, 1..30).prop_map(|rows| {
        let articles = (1..).zip(rows).map(|(id, (feed, hours, new, read))| {
            let mut article = article(id, feed, &format!("Number {id}"), hours, (9, new, new));
            article.read = read;
            article
        });
        let mut feeds = vec![feed(1, "one"), feed(2, "two"), feed(3, "three")];
        feeds[0].folder = Folders::read("folder");
        feeds[2].folder = Folders::read("folder");
        Engine {
            feeds,
            articles: articles.collect(),
            ..Engine::default()
        }
    })
}

fn press(screen: &mut Screen, step: usize, key: &str) {
    match key {
        "group" => screen.press(":").write("group").press("Enter"),
        "#unread" | "feed:two" => screen.press("&").write(key).press("Enter"),
        "new" => {
            let id = 1000 + i64::try_from(step).unwrap();
            let fresh = article(id, id % 3 + 1, "Fresh", 1, (0, 0, 0));
            screen.report(Report::Articles(vec![fresh]))
        }
        key => screen.press(key),
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn one_row_in_sight_is_selected_and_space_alone_reads_everything(
        engine in library(),
        keys in prop::collection::vec(prop::sample::select(KEYS), 0..40),
        height in 6..24_u16,
    ) {
        let mut config = Config::default();
        config.reading.group = Grouping::Feed;
        let mut screen = Screen::with_config(80, height, engine, config);
        for (step, key) in keys.iter().enumerate() {
            press(&mut screen, step, key);
            let marked = screen.text().lines().filter(|row| row.starts_with('▌')).count();
            prop_assert_eq!(marked, 1, "after {}:\n{}", key, screen.text());
            prop_assert_ne!(selected(&screen), "");
        }
        screen.press("Esc Esc g");
        for _ in 0..400 {
            if screen.status() == "All read" {
                break;
            }
            screen.press("Space");
        }
        prop_assert_eq!(screen.app.world.library.totals().with_unread, 0, "{}", screen.text());
    }
}
