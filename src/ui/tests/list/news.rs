//! `t` in the list: which comments its counts call new.

use super::rows;
use crate::engine::message::{Report, Request};
use crate::model::id::ArticleId;
use crate::model::library::NewSince;
use crate::ui::testing::{Screen, ago, article};
use crate::ui::tests::fixtures::mock_up;

fn counted(since: NewSince, counts: &[(i64, u32)]) -> Report {
    let counts = counts.iter().map(|(id, new)| (ArticleId(*id), *new));
    Report::NewComments {
        since,
        counts: counts.collect(),
    }
}

fn asked(screen: &mut Screen) -> Vec<NewSince> {
    let requests = screen.requests().into_iter();
    let asked = requests.filter_map(|request| match request {
        Request::NewComments(since) => Some(since),
        _ => None,
    });
    asked.collect()
}

const DAY: i64 = 24 * 60;

#[test]
fn each_choice_is_said_counted_and_named_in_the_status_line() {
    let mut screen = Screen::new(120, 36, mock_up());
    let mut said = Vec::new();
    for _ in 0..6 {
        screen.press("t");
        said.push(screen.status());
    }
    assert_eq!(
        said.iter()
            .map(|status| status.split("   ").next().unwrap())
            .collect::<Vec<_>>(),
        [
            "new = since the visit before",
            "new = in the last hour",
            "new = in the last 24 h",
            "new = in the last 7 days",
            "new = of all that is unread",
            "new = since your last visit",
        ]
    );
    assert_eq!(
        asked(&mut screen),
        [
            NewSince::VisitBefore,
            NewSince::Written(ago(60)),
            NewSince::Written(ago(DAY)),
            NewSince::Written(ago(7 * DAY)),
            NewSince::Ever,
            NewSince::LastVisit,
        ]
    );
    screen.press("t t t j");
    assert!(
        screen.status().ends_with("new = in the last 24 h"),
        "{}",
        screen.status()
    );
}

#[test]
fn the_counts_of_rows_and_header_follow_and_only_the_last_answer_counts() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("t t t");
    screen.report(counted(NewSince::Ever, &[(2, 9)]));
    assert!(screen.row(0).contains("119 new"), "{}", screen.row(0));
    screen.report(counted(
        NewSince::Written(ago(DAY)),
        &[(2, 5), (7, 99), (77, 1)],
    ));
    assert!(screen.row(3).contains("41   +5"), "{}", screen.row(3));
    assert!(
        screen.row(0).contains("16 new"),
        "7 has 11 unread: {}",
        screen.row(0)
    );
    assert!(!screen.text().contains("+88"));
}

#[test]
fn counts_that_change_are_counted_again_one_request_at_a_time() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.report(Report::Articles(Vec::new()));
    assert_eq!(
        asked(&mut screen),
        [],
        "the store's own counts need nothing"
    );
    screen.press("t");
    screen.report(counted(NewSince::VisitBefore, &[(2, 17)]));
    assert_eq!(asked(&mut screen), [NewSince::VisitBefore]);
    let busy = article(2, 1, "Compact EV Range Test", 16, (43, 19, 1));
    screen.report(Report::Articles(vec![busy.clone()]));
    screen.report(Report::Articles(vec![busy]));
    assert_eq!(asked(&mut screen), [NewSince::VisitBefore]);
    screen.press("j");
    assert!(
        screen.text().contains("+19"),
        "what came is new: {}",
        screen.text()
    );
    screen.report(counted(NewSince::VisitBefore, &[(2, 18)]));
    assert!(screen.text().contains("+18"), "{}", screen.text());
    assert_eq!(
        asked(&mut screen),
        [NewSince::VisitBefore],
        "of the second report"
    );
    screen.report(counted(NewSince::VisitBefore, &[(2, 18)]));
    assert_eq!(asked(&mut screen), []);
}

#[test]
fn a_list_that_is_sorted_by_news_is_sorted_by_those_that_count_now() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("s s s s s t");
    assert_eq!(rows(&screen)[0], "Writing A Pa");
    screen.report(counted(NewSince::VisitBefore, &[(7, 11), (4, 2)]));
    screen.press("g");
    assert_eq!(rows(&screen)[..2], ["Small Kernel", "Writing A Pa"]);
}

#[test]
fn the_open_article_is_counted_as_the_list_counts() {
    let mut screen = Screen::new(80, 24, mock_up());
    screen.press("t t t");
    screen.report(counted(NewSince::Written(ago(DAY)), &[(1, 1)]));
    screen.press("Enter");
    assert!(screen.row(2).contains("4   +1"), "{}", screen.row(2));
    screen.press("Tab c");
    assert!(!screen.row(2).contains('+'), "{}", screen.row(2));
}
