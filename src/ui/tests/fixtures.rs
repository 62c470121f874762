//! The library of the reading design's mock-ups.

use std::collections::HashMap;

use crate::model::article::CommentCounts;
use crate::model::id::ArticleId;
use crate::ui::testing::{Engine, article, feed, thread};

const BODY: &str = r#"
<p>The luxury badge would stop building cars at its home plants, people who have seen the plan said.
Two regions are on the short list for the next models: North America, where the brand sells most, and
China, where it has been <a href="https://news.example/china">trying to grow</a>.</p>
<p>No date has been set. Suppliers were told to expect a decision with the next mid-term plan; the
company <a href="https://company.example/press">declined to comment</a>.</p>
<h2>What the plants do now</h2>
<blockquote><p>The line at the home plant runs at half of what it was built for, and the models that it
builds are sold almost only abroad, says the report that the company gave to its shareholders in
March.</p></blockquote>
<p>Moving a line takes two years. The first of the new plants would build its first car in the year
after that, at the earliest.</p>
<h2>What dealers say</h2>
<p>Dealers expect no change in price before the models change.</p>"#;

const COMMENTS: &str = "\
gearhound @840 Moving the line makes sense on paper, but the badge was always sold on being built in Japan. (read)
  westbound @780 Half the range was already assembled elsewhere. Parts content is the number to watch. (read)
    news desk @120 Good point. The supplier list in the second half of the piece is the clue.
mpg_marge @60 Does this change the warranty on the cars already on the boats?";

/// The library of the mock-ups: an article that was read yesterday and has two new comments, and others.
pub fn mock_up() -> Engine {
    let mut articles = vec![
        article(
            1,
            1,
            "Infiniti Production To Leave Japan; North America, China Possible New Sites",
            15,
            (4, 2, 2),
        ),
        article(
            2,
            1,
            "Compact EV Range Test: Six Cars, One Charger",
            16,
            (41, 17, 17),
        ),
        article(
            3,
            1,
            "Dealer Stock Falls Third Month Running",
            30,
            (0, 0, 0),
        ),
        article(4, 2, "Writing A Parser You Can Reread", 21, (88, 88, 88)),
        article(5, 3, "Why The Ferry Was Late, Again", 31, (9, 0, 0)),
        article(6, 4, "Night Train Timetable Published", 32, (12, 0, 0)),
        article(7, 2, "Small Kernels, Big Locks", 50, (204, 11, 11)),
        article(8, 3, "Council Votes On Tram Line", 52, (33, 0, 0)),
        article(9, 4, "Old Synths, New Firmware", 54, (6, 1, 1)),
        article(10, 5, "Ask: What Do You Read Offline?", 80, (1570, 0, 0)),
    ];
    for read in [0, 4, 5, 7, 9] {
        articles[read].read = true;
    }
    articles[6].starred = true;
    articles[2].comments = CommentCounts {
        stated: Some(0),
        ..CommentCounts::default()
    };
    Engine {
        feeds: vec![
            feed(1, "car-news blog"),
            feed(2, "code weekly"),
            feed(3, "harbour paper"),
            feed(4, "rail notes"),
            feed(5, "reader forum"),
        ],
        articles,
        bodies: (1..=10).map(|id| (ArticleId(id), BODY)).collect(),
        threads: HashMap::from([
            (ArticleId(1), vec![thread(1, Some(740), COMMENTS)]),
            (
                ArticleId(2),
                vec![thread(2, None, "ada @90 First.\n  brian @80 Second.")],
            ),
        ]),
        is_slow: false,
    }
}

/// The same, with two feeds in trouble.
pub fn in_trouble() -> Engine {
    let mut engine = mock_up();
    engine.feeds[1].health.error = Some("code.example could not be reached".into());
    engine.feeds[3].health.error = Some(
        "rail.example answered 503 Service Unavailable; byline asks again in two hours".into(),
    );
    engine
}
