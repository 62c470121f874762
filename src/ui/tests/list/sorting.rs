//! `s` and `S`: other orders, in which nothing moves until the reader says so.

use super::{row_of_selected, rows, selected};
use crate::engine::message::{Report, Request};
use crate::model::id::ArticleId;
use crate::ui::testing::{Screen, ago, article};
use crate::ui::tests::fixtures::mock_up;

fn list() -> Screen {
    Screen::new(80, 24, mock_up())
}

#[test]
fn the_title_names_each_order_and_the_articles_follow_it() {
    let mut screen = list();
    let mut seen = Vec::new();
    for _ in 0..8 {
        let title = screen.row(1);
        let title = title.trim_matches(['═', ' ']).to_owned();
        let rows = rows(&screen);
        seen.push(format!("{title}: {}, {}, {}", rows[0], rows[1], rows[9]));
        screen.press("s");
    }
    insta::assert_snapshot!(seen.join("\n"), @r"
    1 ARTICLES 10 · newest first: Infiniti Pro, Compact EV R, Ask: What Do
    1 ARTICLES 10 · oldest first: Ask: What Do, Old Synths,, Infiniti Pro
    1 ARTICLES 10 · by title: Ask: What Do, Compact EV R, Writing A Pa
    1 ARTICLES 10 · by feed: Infiniti Pro, Compact EV R, Ask: What Do
    1 ARTICLES 10 · most comments first: Ask: What Do, Small Kernel, Dealer Stock
    1 ARTICLES 10 · most news first: Writing A Pa, Compact EV R, Ask: What Do
    1 ARTICLES 10 · last active first: Infiniti Pro, Compact EV R, Ask: What Do
    1 ARTICLES 10 · newest first: Infiniti Pro, Compact EV R, Ask: What Do
    ");
    screen.press("S");
    assert!(screen.row(1).contains("newest first"), "{}", screen.row(1));
}

#[test]
fn the_order_is_said_and_the_selected_article_stays_on_its_row() {
    let mut screen = Screen::new(80, 10, mock_up());
    screen.press("j j j");
    let (article, row) = (selected(&screen), row_of_selected(&screen));
    assert_eq!(article, "Dealer Stock");
    screen.press("s");
    assert_eq!(screen.status(), "oldest first");
    assert_eq!(selected(&screen), article);
    assert_eq!(row_of_selected(&screen), row);
    screen.press("s s s");
    assert_eq!(screen.status(), "most comments first");
    assert_eq!(selected(&screen), article);
}

#[test]
fn steps_follow_the_order_that_is_shown() {
    let mut screen = list();
    screen.press("s s g");
    assert_eq!(selected(&screen), "Ask: What Do");
    screen.press("n");
    assert_eq!(selected(&screen), "Compact EV R");
    screen.press("n");
    assert_eq!(selected(&screen), "Dealer Stock");
    screen.press("N >");
    assert!(screen.requests().contains(&Request::Open(ArticleId(8))));
    screen.press(">");
    assert!(screen.requests().contains(&Request::Open(ArticleId(3))));
    screen.press("<");
    assert!(screen.requests().contains(&Request::Open(ArticleId(8))));
}

#[test]
fn counts_that_change_move_no_row_until_the_order_is_made_anew() {
    let mut screen = list();
    screen.press("s s s s g");
    let before = rows(&screen);
    assert_eq!(before[..2], ["Ask: What Do", "Small Kernel"]);
    let mut loud = article(
        3,
        1,
        "Dealer Stock Falls Third Month Running",
        30,
        (9000, 0, 0),
    );
    loud.comments.stated = Some(9000);
    let quiet = article(77, 2, "Between The Others", 1, (100, 0, 0));
    screen.report(Report::Articles(vec![loud, quiet]));
    let after = rows(&screen);
    assert_eq!(after[..3], ["Ask: What Do", "Small Kernel", "Between The"]);
    screen.press("r");
    assert!(
        screen
            .requests()
            .contains(&Request::Refresh(crate::engine::message::Refresh::Feed(
                crate::model::id::FeedId(5)
            )))
    );
    assert_eq!(selected(&screen), "Ask: What Do");
    screen.press("g");
    assert_eq!(rows(&screen)[..2], ["Dealer Stock", "Ask: What Do"]);
}

#[test]
fn when_comments_came_is_asked_for_and_sorts_the_list_when_it_is_known() {
    let mut screen = list();
    screen.press("S");
    assert!(screen.requests().contains(&Request::LatestComments));
    assert_eq!(rows(&screen)[0], "Infiniti Pro");
    let latest = [(ArticleId(8), ago(5)), (ArticleId(10), ago(90))];
    screen.report(Report::LatestComments(latest.into_iter().collect()));
    screen.press("g");
    assert_eq!(
        rows(&screen)[..3],
        ["Council Vote", "Ask: What Do", "Infiniti Pro"]
    );
}
