//! A broken or protected article beside a thread of 133 comments, and a comment feed that has only a part.

use crate::program::Home;
use crate::site::{self, Site};
use crate::{by_author, discussion};

/// The comments of the article beside the broken one, and as many as its comment feed has.
const ALL: usize = 133;
const IN_FEED: usize = 71;

fn comments(home: &Home, article: &str) -> (String, usize) {
    let discussion = discussion(home, article);
    let source = discussion["source"].as_str().unwrap().to_owned();
    (source, by_author(&discussion).len())
}

#[test]
fn a_broken_or_protected_article_costs_no_other_its_comments() {
    let Some(site) = Site::of_the_environment().filter(Site::has_tool) else {
        site::skip("no article can be broken without the tool");
        return;
    };
    for (answer, title) in [
        ("500", "Refused article"),
        ("401", "Refused article"),
        ("403", "Refused article"),
        ("password", "Protected: Refused article"),
    ] {
        let _whole_again = site.refused(answer);
        let home = Home::subscribed_to(&site);
        home.run(&["thread", &home.article(title)]);
        let whole = home.article("Article of 133");
        let rest = ("wordpress-rest".to_owned(), ALL);
        assert_eq!(comments(&home, &whole), rest, "{answer}");
    }
}

#[test]
fn a_thread_that_came_in_part_says_so_and_the_rest_is_asked_for() {
    let Some(site) = Site::of_the_environment().filter(Site::has_tool) else {
        site::skip("the ways of the site cannot be switched without the tool");
        return;
    };
    let _whole_again = site.refused("500");
    let home = Home::subscribed_to(&site);
    let article = home.article("Article of 133");
    {
        let _open_again = site.shut("rest");
        let printed = home.run(&["thread", &article]);
        let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
        assert!(
            printed.contains(&format!("{IN_FEED} of {ALL} comments")),
            "{printed}"
        );
        let mut screen = home.reader((120, 36));
        screen.wait_for("Article of 133");
        screen.settle();
        home.open_in(&screen, "Article of 133");
        screen.wait_for(&format!("{IN_FEED} of {ALL}"));
        screen.press_and_settle("Tab");
        screen.press("+");
        screen.wait_for(&format!("{} more comments", ALL - IN_FEED));
        screen.press("Q");
        assert!(screen.wait_for_end().success());
    }
    assert_eq!(comments(&home, &article).1, ALL);
}
