//! A reader's day and the next, against the real WordPress where others write meanwhile: the storyboard
//! of the reading design, A to F.

use crate::driver::Terminal;
use crate::program::Home;
use crate::site::{self, Site};

const ARTICLE: &str = "Infiniti Production";

/// The line that names what the next Space does.
fn next(screen: &str) -> &str {
    let lines = screen.lines();
    let mut named = lines.filter(|line| line.trim_start().starts_with("Space →"));
    named.next_back().unwrap_or_default().trim()
}

/// The row with the selected comment's author.
fn selected(screen: &str) -> &str {
    let is_header = |line: &&str| line.contains('▌') && line.contains(" · ") && line.contains('#');
    let mut rows = screen.lines().filter(is_header);
    rows.next_back().unwrap_or_default()
}

fn assert_in(screen: &str, expected: &[&str]) {
    for words in expected {
        assert!(screen.contains(words), "{words:?} is not in\n{screen}");
    }
}

fn assert_next(screen: &str, expected: &str) {
    let found = next(screen);
    assert!(
        found.contains(expected),
        "{expected:?} is not {found:?}\n{screen}"
    );
}

fn assert_selected(screen: &str, author: &str) {
    let found = selected(screen);
    assert!(
        found.contains(author),
        "{author} is not {found:?}\n{screen}"
    );
}

/// Whether the focused pane has a comment by this author in sight.
fn shows(screen: &str, author: &str) -> bool {
    let mut rows = screen.lines().filter(|line| line.contains('║'));
    rows.any(|row| row.contains(author) && !row.contains(&format!("\u{21b3} {author}")))
}

/// The reader with the article selected in the list.
fn at_the_article(home: &Home, rows: u16) -> Terminal {
    let screen = home.reader((120, rows));
    screen.wait_for(ARTICLE);
    screen.settle();
    let mut shown = screen.press_and_settle("g");
    while !shown
        .lines()
        .any(|line| line.contains('▌') && line.contains(ARTICLE))
    {
        shown = screen.press_and_settle("j");
    }
    screen
}

#[test]
fn a_day_and_the_next_with_nothing_but_the_keys_of_the_storyboard() {
    let Some(site) = Site::of_the_environment() else {
        return;
    };
    if !site.has_tool() {
        site::skip("no comment can be written without the tool");
        return;
    }
    let _forget_again = site.forget_later_comments();
    let home = Home::subscribed_to(&site);
    first_visit(&home);
    site.comment(
        "article",
        Some(2),
        "late_reader",
        "Here is a late answer, with a table in it.",
    );
    site.comment(
        "article",
        None,
        "mpg_marge",
        &"Does this change the warranty on the cars that are already on the boats? ".repeat(11),
    );
    // As cron would, for the article that is watched.
    home.json(&["thread", &home.article(ARTICLE), "--json"]);
    second_visit(&home);
    news_while_reading(&home, &site);
    river_and_keys(&home);
}

/// A: nothing is NEW, Space goes through all of it.
fn first_visit(home: &Home) {
    let mut screen = at_the_article(home, 36);
    assert_next(&screen.settle(), "Space → open \"Infiniti Production");
    screen.press("Space");
    screen.wait_for("first visit");
    let mut shown = screen.settle();
    while !next(&shown).contains("comments (4 unread)") {
        shown = screen.press_and_settle("Space");
    }
    let mut shown = screen.press_and_settle("Space");
    assert_in(&shown, &["COMMENTS 4", "first visit"]);
    assert_selected(&shown, "turbo_otter");
    assert_next(&shown, "#2 northlake");
    for author in ["northlake", "line_three", "g_thirtyfive"] {
        shown = screen.press_and_settle("Space");
        assert_selected(&shown, author);
    }
    assert!(!shown.contains("NEW"), "{shown}");
    assert_next(&shown, "end of thread");
    let shown = screen.press_and_settle("Space");
    assert_in(&shown, &["end of thread"]);
    let shown = screen.press_and_settle("w");
    assert_in(&shown, &["1 watched"]);
    screen.press("Q");
    assert!(screen.wait_for_end().success());
}

/// B and C: the news alone is open; Space goes there; every other way from there leads back.
fn second_visit(home: &Home) {
    let mut screen = at_the_article(home, 36);
    assert_in(
        &screen.settle(),
        &["6 cmt +2", "2 new comments", "1 watched"],
    );
    let shown = screen.press_and_settle("Space");
    assert_in(&shown, &["COMMENTS 6", "2 new since", "NEW #4"]);
    assert_selected(&shown, "late_reader");
    assert_next(&shown, "next unread, #6 mpg_marge");

    // Space marks it, folds its branch again, and goes on; what it marked can be taken back.
    let shown = screen.press_and_settle("Space");
    assert_selected(&shown, "mpg_marge");
    assert_in(&shown, &["1 new since"]);
    assert!(!shows(&shown, "late_reader"), "{shown}");
    assert_next(&shown, "end of thread");
    assert_in(&screen.press_and_settle("u"), &["2 new since"]);
    let shown = screen.press_and_settle("N");
    assert_selected(&shown, "late_reader");

    peek_and_climb(&screen);
    fold_and_unfold(&screen);
    find_and_return(&screen);
    in_other_orders(&screen);
    screen.press("Q");
    assert!(screen.wait_for_end().success());
}

fn peek_and_climb(screen: &Terminal) {
    let shown = screen.press_and_settle("P");
    assert_in(&shown, &["Peek: 1 of 3 up", "line_three"]);
    assert_next(&shown, "close the box");
    let shown = screen.press_and_settle("P");
    assert_in(&shown, &["Peek: 2 of 3 up", "northlake"]);
    assert_selected(&screen.press_and_settle("Esc"), "late_reader");
    assert_selected(&screen.press_and_settle("p"), "line_three");
    assert_selected(&screen.press_and_settle("p"), "northlake");
    assert_selected(&screen.press_and_settle("- -"), "late_reader");
}

fn fold_and_unfold(screen: &Terminal) {
    // A comment without replies gives the selection to its parent; the parent is folded then.
    assert_selected(&screen.press_and_settle("h"), "line_three");
    let shown = screen.press_and_settle("h");
    assert!(!shows(&shown, "late_reader"), "{shown}");
    assert_in(&shown, &["2 in thread, 1 new"]);
    // What is new in a folded branch is where l leads.
    assert_selected(&screen.press_and_settle("l"), "late_reader");
    let shown = screen.press_and_settle("H");
    assert_selected(&shown, "g_thirtyfive");
    let shown = screen.press_and_settle("k");
    assert_in(&shown, &["4 in thread, 1 new"]);
    assert_selected(&screen.press_and_settle("l"), "late_reader");
    // Done: read, folded, and on to the next; one undo takes it back.
    let shown = screen.press_and_settle("d");
    assert_selected(&shown, "mpg_marge");
    assert_in(&shown, &["1 new since"]);
    let shown = screen.press_and_settle("u");
    assert_in(&shown, &["2 new since"]);
}

fn find_and_return(screen: &Terminal) {
    screen.press_and_settle("1");
    screen.press("/");
    screen.type_text("table");
    screen.press_and_settle("Enter");
    let shown = screen.settle();
    assert_in(&shown, &["/table", "1 of 1"]);
    assert_selected(&shown, "late_reader");
    let shown = screen.press_and_settle("Esc");
    assert!(!shows(&shown, "late_reader"), "its fold is back\n{shown}");
    let shown = screen.press_and_settle("2 g");
    assert_in(&shown, &["northlake"]);
    assert!(!shown.contains("↳ northlake"), "{shown}");
    let shown = screen.press_and_settle("0 G");
    assert_in(&shown, &["G35 may be my last"]);
    // The paths to what is new, and all of it again.
    let shown = screen.press_and_settle("Z");
    assert!(!shown.contains("G35 may be my last"), "{shown}");
    assert_in(&screen.press_and_settle("Z"), &["G35 may be my last"]);
}

fn in_other_orders(screen: &Terminal) {
    // None of these loses the selection.
    screen.press_and_settle("g");
    let mut shown = screen.press_and_settle("n");
    for key in ["T", "T", "s"] {
        assert_selected(&shown, "late_reader");
        shown = screen.press_and_settle(key);
    }
    while !shown.contains("oldest first") {
        assert_selected(&shown, "late_reader");
        shown = screen.press_and_settle("s");
    }
    assert_selected(&shown, "late_reader");
}

/// D: news while reading comes without moving a line.
fn news_while_reading(home: &Home, site: &Site) {
    let mut screen = at_the_article(home, 24);
    screen.press_and_settle("Space");
    // On the third visit, what came before it is unread and no longer new.
    let before = screen.press_and_settle("n");
    assert_selected(&before, "mpg_marge");
    assert_in(&before, &["nothing new"]);
    let answer = "To the first, another answer.";
    site.comment("article", Some(0), "second_thought", answer);
    screen.press("r");
    let after = screen.wait_for("▲1");
    let rows = |screen: &str| -> Vec<(usize, String)> {
        let rows = screen.lines().enumerate();
        let rows = rows.filter(|(_, row)| row.contains("│║") && !row.contains('#'));
        rows.map(|(at, row)| (at, row.to_owned())).collect()
    };
    assert_eq!(rows(&after), rows(&before));
    assert_selected(&after, "mpg_marge");
    assert_in(&after, &["COMMENTS 7", "1 new since"]);
    // E: enough of it, and not quite.
    let shown = screen.press_and_settle("c");
    assert_in(&shown, &["nothing new", "u takes it back"]);
    let shown = screen.press_and_settle("u");
    assert_in(&shown, &["1 new since"]);
    screen.press("Q");
    assert!(screen.wait_for_end().success());
}

/// E and F: the river leads into the tree, `?` and `:` lead everywhere.
fn river_and_keys(home: &Home) {
    let mut screen = at_the_article(home, 36);
    let shown = screen.press_and_settle("T");
    assert_in(
        &shown,
        &[
            "Comments by time, all articles",
            "second_thought",
            "mpg_marge",
        ],
    );
    let shown = screen.press_and_settle("Enter");
    assert_selected(&shown, "second_thought");
    let shown = screen.press_and_settle("?");
    assert_in(&shown, &["Keys of the comments", "Go"]);
    screen.press_and_settle("Esc");
    screen.press(":");
    screen.type_text("quote");
    assert_in(&screen.settle(), &["Y"]);
    screen.press_and_settle("Esc");
    screen.press("Q");
    assert!(screen.wait_for_end().success());
}
