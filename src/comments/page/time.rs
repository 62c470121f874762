//! When a comment in a page was written (8.5).

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;

use super::remark::{Remark, selectors};
use crate::comments::fields::{Moment, moment};
use crate::feed::dates;
use crate::model::comment::Precision;
use crate::text::dom::{Element, Selector};

/// Bytes of a time's text that are looked at.
const MAX_TEXT_BYTES: usize = 200;

/// Where a machine's time stands, the best first, with the attributes that hold it.
static EXACT: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "time[datetime]",
        "abbr[title]",
        "[itemprop=dateCreated]",
        "[itemprop=datePublished]",
        "[itemprop=commentTime]",
        ".dt-published",
        "a[title]",
        "span[title]",
    ])
});

/// The attributes that may hold a machine's time.
const ATTRIBUTES: [&str; 4] = ["datetime", "content", "title", "value"];

/// When it was written, and how exact that is; `offset` is that of the page's other times.
pub(super) fn written(
    remark: &Remark<'_>,
    permalink: Option<Element<'_>>,
    offset: Option<Offset>,
) -> (Option<Timestamp>, Precision) {
    if let Some(stated) = machine_times(remark).next() {
        return resolve(stated, offset);
    }
    let named = remark
        .own
        .iter()
        .copied()
        .filter(|element| element.tag() == "time" || element.classes().any(is_class));
    let texts = permalink.into_iter().chain(named);
    let read = texts
        .map(|element| element.text(MAX_TEXT_BYTES))
        .find_map(|text| dates::parse(&text).or_else(|| dates::parse(until_clock(&text))));
    // The clock's place is unknown, so only the day is to be relied on.
    (read, Precision::Day)
}

/// Whether a class says that an element shows a time.
pub(super) fn is_class(class: &str) -> bool {
    class
        .split(['-', '_'])
        .any(|word| matches!(word, "date" | "time" | "datetime" | "timestamp"))
}

/// The offset of the first time on the page that states one.
pub(super) fn offset(remarks: &[Remark<'_>]) -> Option<Offset> {
    remarks
        .iter()
        .flat_map(machine_times)
        .find_map(|stated| match stated {
            Moment::Exact(_, offset) => Some(offset),
            _ => None,
        })
}

/// The times that are written for machines.
fn machine_times<'a>(remark: &'a Remark<'_>) -> impl Iterator<Item = Moment> + 'a {
    EXACT.iter().flat_map(move |selector| {
        remark.select(selector).filter_map(|element| {
            let stated = ATTRIBUTES.iter().find_map(|name| element.attr(name))?;
            // "2014-02-07 10:53:03Z, License: CC BY-SA 3.0"
            let stated = stated.split(',').next().unwrap_or(stated);
            moment(stated)
        })
    })
}

/// Turns what was written into a moment.
pub(super) fn resolve(stated: Moment, offset: Option<Offset>) -> (Option<Timestamp>, Precision) {
    let place = offset.unwrap_or(Offset::UTC);
    match stated {
        Moment::Exact(time, _) => (Some(time), Precision::Second),
        Moment::Local(time) if offset.is_some() => {
            (place.to_timestamp(time).ok(), Precision::Second)
        }
        Moment::Local(time) => (place.to_timestamp(time).ok(), Precision::Day),
        Moment::Day(day) => {
            let midnight = day.to_datetime(Time::midnight());
            (place.to_timestamp(midnight).ok(), Precision::Day)
        }
    }
}

/// The part of a time's text before its clock: "April 5, 2012" of "April 5, 2012 at 2:02 pm".
fn until_clock(text: &str) -> &str {
    let signs = [
        " at ", " um ", " à ", " a las ", " alle ", " @ ", " / ", " om ",
    ];
    let end = signs.iter().filter_map(|sign| text.find(sign)).min();
    &text[..end.unwrap_or(text.len())]
}
