//! The built-in feed: valid, complete, and true to the keys that it teaches.

use byline::feed;
use byline::model::comment::Comment;
use byline::model::id::CommentId;
use byline::model::tree::{self, Options};
use byline::ui::command::{COMMANDS, Command};
use byline::ui::keymap::{Key, Keymap};
use byline::ui::pane::PaneName;
use url::Url;

const FEED: &str = include_str!("../../assets/welcome.xml");
const COMMENTS: &str = include_str!("../../assets/welcome-comments.xml");
const EXAMPLE: &str = include_str!("../../config.example.toml");

fn parsed(document: &str) -> feed::ParsedFeed {
    let base = Url::parse("byline:welcome").unwrap();
    feed::parse(document.as_bytes(), None, Some(&base)).unwrap()
}

/// What stands between `<code>` and `</code>` on one line.
fn code(document: &str) -> Vec<&str> {
    document
        .split("<code>")
        .skip(1)
        .filter_map(|rest| rest.split("</code>").next())
        .filter(|code| !code.contains('\n'))
        .collect()
}

#[test]
fn the_welcome_is_a_sound_feed_of_one_article() {
    let feed = parsed(FEED);
    assert_eq!(feed.format, "atom");
    assert_eq!(feed.repairs, Vec::<String>::new());
    assert_eq!(feed.title.unwrap().as_str(), "Welcome to byline");
    assert_eq!(feed.entries.len(), 1);
    let body = feed.entries[0].body.as_str();
    for element in ["<h2", "<blockquote", "<ul", "<table", "<pre", "<a href="] {
        assert!(body.contains(element), "{element}");
    }
}

#[test]
fn its_article_states_as_many_comments_as_there_are() {
    let comments = parsed(COMMENTS);
    assert_eq!(comments.repairs, Vec::<String>::new());
    assert_eq!(comments.entries.len(), 16);
    let stated = parsed(FEED).entries[0].clues.count;
    assert_eq!(stated, Some(16));
}

#[test]
fn its_comments_stand_in_the_order_in_which_they_teach() {
    let comments = parsed(COMMENTS)
        .entries
        .into_iter()
        .map(|entry| {
            let mut comment = Comment::new(CommentId::from(entry.id.as_str()));
            let answered = entry.clues.in_reply_to.first();
            let answered = answered.and_then(|answered| answered.reference.as_deref());
            comment.parent = answered.map(CommentId::from);
            comment.published = entry.published;
            comment.author = entry.author;
            comment
        })
        // The order of the file shall not matter.
        .rev()
        .collect();
    let tree = tree::build(comments, &Options::default());
    let ids: Vec<_> = tree.nodes.iter().map(|n| n.comment.id.as_str()).collect();
    let expected: Vec<_> = (1..=16)
        .map(|n| format!("byline:welcome-comments/{n}"))
        .collect();
    assert_eq!(ids, expected);
    assert_eq!(
        tree.nodes.iter().map(|n| n.depth).collect::<Vec<_>>(),
        [0, 1, 2, 3, 1, 2, 3, 3, 0, 1, 2, 1, 2, 0, 1, 0]
    );
}

#[test]
fn every_key_that_it_names_is_a_key() {
    let keymap = Keymap::default();
    let is_bound = |name: &str| {
        let key: Key = name.parse().unwrap();
        PaneName::ALL
            .iter()
            .any(|&pane| keymap.command(pane, key).is_some())
    };
    let not_keys = ["add", "+2", ":add"];
    let mut named = 0;
    for name in code(FEED).into_iter().chain(code(COMMENTS)) {
        let name = &*name.replace("&amp;", "&");
        if not_keys.contains(&name) {
            continue;
        }
        assert!(is_bound(name), "{name} does nothing");
        named += 1;
    }
    for row in FEED.split("<tr><td>").skip(1) {
        for name in row.split("</td>").next().unwrap().split(", ") {
            assert!(is_bound(name), "{name} does nothing");
            named += 1;
        }
    }
    assert!(named > 60, "{named}");
}

#[test]
fn the_keys_mean_what_it_says() {
    let keymap = Keymap::default();
    let means = |name: &str| keymap.command(PaneName::Comments, name.parse().unwrap());
    for (key, command) in [
        ("Space", Command::GoOn),
        ("b", Command::PageBack),
        ("j", Command::Next),
        ("k", Command::Previous),
        ("h", Command::Less),
        ("l", Command::More),
        ("J", Command::NextSibling),
        ("}", Command::NextBig),
        ("H", Command::FoldAll),
        ("L", Command::UnfoldAll),
        ("Enter", Command::Act),
        ("3", Command::Depth(3)),
        ("Z", Command::FoldRead),
        ("n", Command::NextUnread),
        ("p", Command::Parent),
        ("-", Command::Back),
        ("m", Command::ToggleRead),
        ("d", Command::DoneWithThis),
        ("c", Command::CatchUp),
        ("u", Command::Undo),
        ("U", Command::Redo),
        ("r", Command::Refresh),
        ("z", Command::Zoom),
        ("v", Command::NextLayout),
        ("?", Command::Keys),
        (":", Command::Palette),
        ("q", Command::Close),
    ] {
        assert_eq!(means(key), Some(command), "{key}");
    }
}

#[test]
fn the_commands_in_its_settings_and_in_the_example_exist() {
    let mut named = 0;
    for line in FEED.lines().chain(EXAMPLE.lines()) {
        let line = line.trim_start_matches('#').trim();
        let Some((key, command)) = line.split_once(" = ") else {
            continue;
        };
        // Names of settings have more than one letter and stand without quotes; hosts have a dot.
        if key.len() == 1 || key.starts_with('"') && !key.contains('.') {
            let command = command
                .trim_matches('"')
                .trim_end_matches("\"</code></pre>");
            assert!(
                COMMANDS.iter().any(|entry| entry.name == command),
                "there is no command {command}"
            );
            named += 1;
        }
    }
    assert_eq!(named, 3);
}
