//! How times and counts are put for people.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::model::article::CommentCounts;

/// A time to the minute in the reader's zone: `2012-04-05 12:58`.
pub(super) fn minute(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// An article's comments as the list shows them: how many, and how many of them are new.
pub(super) fn comments(counts: &CommentCounts) -> String {
    let shown = counts.shown().map(|shown| shown.to_string());
    match (shown, counts.new) {
        (None, _) => String::new(),
        (Some(shown), 0) => shown,
        (Some(shown), new) => format!("{shown} +{new}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_say_what_is_new_only_where_something_is() {
        let mut counts = CommentCounts::default();
        assert_eq!(comments(&counts), "");
        counts.stated = Some(4);
        assert_eq!(comments(&counts), "4");
        counts.new = 2;
        assert_eq!(comments(&counts), "4 +2");
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let time = "2012-04-05T12:58:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(minute(time, &zone), "2012-04-05 14:58");
    }
}
