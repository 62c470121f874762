//! What counts as new, the orders, and the thread flat by time.

use insta::assert_snapshot;

use super::*;

/// The ids in the order of the rows.
fn ids(desk: &Desk) -> Vec<String> {
    let thread = desk.pane.thread().unwrap();
    (0..thread.len())
        .map(|at| thread.comment(at).id.to_string())
        .collect()
}

fn entered(threads: Vec<(Discussion, Thread)>) -> Desk {
    let mut desk = Desk::new(76, 16, threads);
    desk.with(|pane, context| pane.enter(context));
    desk.draw();
    desk
}

#[test]
fn what_counts_as_new_turns_through_visits_and_hours_to_everything_and_back() {
    let mut threads = this_morning();
    threads[0].0.left_before = Some(time("2026-11-20T08:00:00Z"));
    let mut desk = entered(threads);
    desk.now = time("2026-11-25T09:20:00Z");
    let mut titles = Vec::new();
    let mut meanings = Vec::new();
    for _ in 0..6 {
        desk.press(Command::WhatIsNew);
        titles.push(desk.title().replace("Comments 4 · ", ""));
        meanings.push(desk.with(|pane, context| pane.meaning_of_new(context)));
    }
    assert_eq!(
        titles,
        [
            "2 new since Fri 08:00, the visit before",
            "1 new in the last hour",
            "2 new in the last 24 h",
            "2 new in the last 7 days",
            "2 new of all that is unread",
            "2 new since yesterday 21:10",
        ]
    );
    assert_eq!(meanings[0], "new = since Fri 08:00, the visit before");
    assert_eq!(meanings[4], "new = of all that is unread");
}

#[test]
fn on_a_first_visit_new_can_mean_the_last_hours() {
    let mut desk = Desk::new(76, 16, first_visit(blog()));
    assert_eq!(desk.title(), "Comments 4 · first visit");
    desk.press(Command::WhatIsNew);
    assert_eq!(desk.title(), "Comments 4 · nothing new in the last hour");
    desk.press(Command::WhatIsNew);
    assert_eq!(desk.title(), "Comments 4 · 4 new in the last 24 h");
    desk.times(3, Command::WhatIsNew);
    assert_eq!(desk.title(), "Comments 4 · first visit");
}

#[test]
fn the_paths_follow_what_counts_as_new_and_the_selection_stays() {
    let mut desk = entered(this_morning());
    desk.now = time("2026-11-25T09:20:00Z");
    desk.press(Command::WhatIsNew);
    // In the last hour there is only #4; #3 is read of another day now, and folded away with its branch.
    assert_eq!(desk.title(), "Comments 4 · 1 new in the last hour");
    assert_eq!(desk.selected(), "1");
    assert!(desk.text().contains("▸ gearhound"), "{}", desk.text());
}

#[test]
fn siblings_are_sorted_by_time_score_replies_and_news() {
    let mut comments = blog();
    comments[3].score = Some(9);
    let discussion = discussion(Some("2026-11-24T21:10:00Z"));
    let thread = thread(comments, &discussion, seen_yesterday);
    let mut desk = entered(vec![(discussion, thread)]);
    let mut orders = Vec::new();
    for _ in 0..5 {
        let said = desk.press(Command::NextOrder).say.unwrap();
        orders.push(format!("{said}: {}", ids(&desk).join(" ")));
        assert_eq!(desk.selected(), "3");
    }
    assert_eq!(
        orders,
        [
            "newest first: 4 1 2 3",
            "top first: 4 1 2 3",
            "most replies first: 1 2 3 4",
            "most news first: 1 2 3 4",
            "oldest first: 1 2 3 4",
        ]
    );
    desk.press(Command::PreviousOrder);
    assert!(
        desk.with(|pane, context| pane.title(context).1)
            .starts_with("most news first")
    );
}

#[test]
fn by_time_everything_stands_at_one_level_and_the_parents_are_named() {
    let mut desk = entered(this_morning());
    desk.press(Command::ByTime);
    assert_eq!(desk.selected(), "3");
    assert_snapshot!(desk.text(), @"
       Moving the line makes sense on paper, but the badge was always sold on…

       westbound · 13h · +3 · ↳ gearhound                                    #2
       ┃ being built in Japan

       Half the range was already assembled elsewhere. Parts content is the
       number to watch, not the flag on the window sticker.

    ▌● news desk [author] · 2h · ↳ westbound                             NEW #3
    ▌  Good point. The supplier list in the second half of the piece is the
    ▌  clue: see the table in the filing.

     ● mpg_marge · 1h · +1                                               NEW #4
       Does this change the warranty on the cars already on the boats?

     ── end of thread ─────────────────────────────────────────────────────────
    ");
    assert_eq!(desk.pane.place(), "#3 of 4 · reply to westbound #2");
    desk.press(Command::Parent);
    assert_eq!(desk.selected(), "2", "the parent is found all the same");
    desk.press(Command::NextOrder);
    assert_eq!(ids(&desk), ["4", "3", "2", "1"]);
    desk.press(Command::ByTime);
    assert_eq!(ids(&desk), ["4", "1", "2", "3"]);
    assert_eq!(desk.selected(), "2");
}

#[test]
fn going_flat_and_back_changes_nothing() {
    let mut desk = entered(this_morning());
    let before = desk.screen();
    desk.times(2, Command::ByTime);
    assert_eq!(desk.screen(), before);
}

#[test]
fn a_refresh_of_a_flat_thread_puts_news_in_their_time() {
    let mut desk = entered(this_morning());
    desk.press(Command::ByTime);
    let mut comments = blog();
    comments.push(comment(
        "5",
        "1",
        "late",
        "2026-11-25T08:00:00Z",
        "<p>No.</p>",
    ));
    let discussion = discussion(Some("2026-11-24T21:10:00Z"));
    let refreshed = thread(comments, &discussion, seen_yesterday);
    desk.show(vec![(discussion, refreshed)]);
    desk.draw();
    assert_eq!(ids(&desk), ["1", "2", "3", "5", "4"]);
    assert_eq!(desk.selected(), "3");
    desk.press(Command::ByTime);
    assert_eq!(ids(&desk), ["1", "2", "3", "5", "4"]);
    assert_eq!(desk.pane.thread().unwrap().parent(3), Some(0));
}

#[test]
fn a_line_stands_in_the_place_of_long_quotations_if_the_reader_wants_it() {
    let mut comments = drawn("ada\n  ben", 1);
    comments[1].body = crate::text::html::gate(
        "<blockquote><p>one</p><p>two</p></blockquote><p>No.</p><blockquote>short</blockquote>",
        None,
    );
    let mut desk = Desk::new(50, 14, first_visit(comments));
    let shown = desk.text();
    assert!(shown.contains("┃ two"), "{shown}");
    let said = desk.press(Command::Quotes).say;
    assert_eq!(said.as_deref(), Some("quotations are hidden"));
    insta::assert_snapshot!(desk.text(), @"
    ▌○ ada · 23h                                   #1
    ▌┆ ada line 1
     ┆
     ┆ ○ ben · 23h · ↳ ada                         #2
     ┆   ▸ 3 lines quoted
     ┆
     ┆   No.
     ┆
     ┆   ┃ short

     ── end of thread ───────────────────────────────
    ");
    desk.press(Command::Quotes);
    assert_eq!(desk.text(), shown);
}

#[test]
fn an_exchange_of_two_stays_in_one_column_if_the_reader_wants_it() {
    let drawing = "ada\n  ben\n    ada2\n      ben2\n        cleo\n        dora\n  emil\nfred";
    let mut desk = Desk::new(50, 24, first_visit(drawn(drawing, 1)));
    desk.times(3, Command::Next);
    let outcome = desk.press(Command::Straighten);
    assert_eq!(
        outcome.say.as_deref(),
        Some("single replies stay in one column")
    );
    insta::assert_snapshot!(desk.text(), @"
     ▾ ada · 23h                                   #1
     ┆ ada line 1
     ┆
     ┆ ▾ ben · 23h · ↳ ada                         #2
     ┆   ben line 1
     ┆
     ┆ ▾ ada2 · 23h · ↳ ben                        #3
     ┆   ada2 line 1
     ┆
    ▌┆ ○ ben2 · 23h · ↳ ada2                       #4
    ▌┆ │ ben2 line 1
     ┆ │
     ┆ │ ○ cleo · 23h · ↳ ben2                     #5
     ┆ │   cleo line 1
     ┆ │
     ┆ │ ○ dora · 23h · ↳ ben2                     #6
     ┆ │   dora line 1
     ┆
     ┆ ○ emil · 23h · ↳ ada                        #7
     ┆   emil line 1

     ○ fred · 23h                                  #8
       fred line 1
    ");
    desk.press(Command::Straighten);
    assert!(desk.text().contains("┆ │ │ ○ ben2"), "{}", desk.text());
}
