//! Dates of feeds as publishers write them.

use super::feed;

/// The date of each entry of a feed, by its title.
fn assert_dates(name: &str, expected: &[(&str, &str)]) {
    let Some(feed) = feed(name) else {
        return;
    };
    let dates: Vec<_> = feed
        .entries
        .iter()
        .map(|entry| {
            let title = entry.title.as_ref().map_or("", |title| title.as_str());
            let date = entry.published.map(|date| date.to_string());
            (title.to_owned(), date.unwrap_or_else(|| "none".to_owned()))
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(title, date)| ((*title).to_owned(), (*date).to_owned()))
        .collect();
    assert_eq!(dates, expected, "{name}");
}

#[test]
fn zones_are_read_by_their_names() {
    assert_dates(
        "dates-zones.xml",
        &[
            ("cest", "2023-09-05T08:00:00Z"),
            ("bst", "2023-09-05T09:00:00Z"),
            ("jst", "2023-09-05T01:00:00Z"),
            ("ist", "2023-09-05T04:30:00Z"),
        ],
    );
}

#[test]
fn days_of_the_week_are_not_taken_for_months() {
    assert_dates(
        "dates-weekday.xml",
        &[
            ("fr", "2023-09-05T08:00:00Z"),
            ("it", "2023-09-05T08:00:00Z"),
            ("ro", "2021-10-12T07:00:00Z"),
        ],
    );
}

#[test]
fn the_month_stands_first_where_am_or_pm_is_written() {
    assert_dates(
        "dates-us.xml",
        &[
            ("us1", "2023-09-05T15:04:05Z"),
            ("us2", "2024-01-02T00:30:00Z"),
        ],
    );
}

#[test]
fn what_programs_write_for_no_date_is_none() {
    assert_dates(
        "dates-zero.xml",
        &[
            ("hugo", "none"),
            ("epoch", "none"),
            ("good", "2023-09-05T10:00:00Z"),
        ],
    );
}
