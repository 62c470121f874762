//! When a comment in a page was written (8.5).

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::Offset;

use super::head::{Head, is_head};
use super::remark::{Remark, selectors};
use super::written::{self, Order, Written};
use crate::comments::fields::{Moment, moment};
use crate::feed::dates;
use crate::model::comment::Precision;
use crate::text::dom::{Dom, Element, Line, Selector};

/// Bytes of a time's text that are looked at.
const MAX_TEXT_BYTES: usize = 200;

/// Bytes of an attribute that may hold a time.
const MAX_VALUE_BYTES: usize = 80;

/// Elements in one that holds a time that are looked at.
const MAX_INNER_ELEMENTS: usize = 8;

/// Where a machine's time stands, the best first, with the attributes that hold it.
static EXACT: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    selectors(&[
        "time[datetime]",
        "abbr[title]",
        "[itemprop=dateCreated]",
        "[itemprop=datePublished]",
        "[itemprop=commentTime]",
        "[property*=dateCreated]",
        "[property*=created]",
        "[property*=datePublished]",
        "[property*=date][content]",
        ".dt-published",
        "[datetime]",
        "a[title]",
        "span[title]",
        "[title]",
    ])
});

/// The attributes that may hold a machine's time.
const ATTRIBUTES: [&str; 4] = ["datetime", "content", "title", "value"];

/// Attributes of scripts in which pages keep the time: ISO 8601, or seconds or milliseconds since 1970.
const DATA_ATTRIBUTES: [&str; 15] = [
    "data-comment-timestamp",
    "data-timestamp",
    "data-time",
    "data-datetime",
    "data-date",
    "data-created",
    "data-created-at",
    "data-createdat",
    "data-comment-date",
    "data-comment-time",
    "data-posted",
    "data-utime",
    "data-epoch",
    "data-unixtime",
    "data-livestamp",
];

/// What the times of a page have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PageClock {
    /// The offset of the first time that states one.
    offset: Option<Offset>,
    /// Which number of 1/2/2012 is the day.
    pub(super) order: Order,
    /// When the page was sent, which relative times are counted from.
    sent: Option<Timestamp>,
}

impl PageClock {
    /// Reads what the times of all comments tell.
    pub(super) fn of<'a, 'b: 'a>(
        dom: &Dom,
        comments: impl Iterator<Item = (&'a Remark<'b>, &'a Head<'b>)>,
        sent: Option<Timestamp>,
    ) -> Self {
        let mut offset = None;
        let mut stated = None;
        for (remark, head) in comments {
            offset = offset.or_else(|| {
                machine_times(remark, head).find_map(|stated| match stated {
                    Moment::Exact(_, offset) => Some(offset),
                    _ => None,
                })
            });
            stated = stated.or_else(|| {
                let mut dates = head
                    .lines
                    .iter()
                    .filter_map(|line| written::find(&line.text, Order::DayFirst));
                dates.find_map(|date| date.order)
            });
        }
        Self {
            offset,
            order: stated.unwrap_or_else(|| order_of(dom)),
            sent,
        }
    }

    /// The time that an element is known to hold.
    pub(super) fn read(self, element: Element<'_>) -> Option<(Timestamp, Precision)> {
        let elements = || {
            let inner = element.descendants().take(MAX_INNER_ELEMENTS);
            std::iter::once(element).chain(inner)
        };
        let stated = elements().find_map(|element| {
            let mut values = ATTRIBUTES.iter().filter_map(|name| element.attr(name));
            values.find_map(moment).or_else(|| data_time(element))
        });
        if let Some(stated) = stated {
            let (time, precision) = resolve(stated, self.offset);
            return Some((time?, precision));
        }
        let titles = elements().filter_map(|element| element.attr("title"));
        let texts: Vec<String> = titles
            .filter(|title| title.len() <= MAX_VALUE_BYTES)
            .map(str::to_owned)
            .chain([element.text(MAX_TEXT_BYTES)])
            .collect();
        let date = texts
            .iter()
            .find_map(|text| written::find(text, self.order));
        if let Some(date) = date {
            return Some((self.local(&date)?, Precision::Day));
        }
        let times = texts
            .iter()
            .filter_map(|text| dates::relative(text, self.sent?));
        let relative = times.min_by_key(|time| time.unit)?;
        Some((relative.at, Precision::Relative))
    }

    fn local(self, written: &Written) -> Option<Timestamp> {
        let place = self.offset.unwrap_or(Offset::UTC);
        place.to_timestamp(written.moment()).ok()
    }
}

/// The order of numbers where the page's language is that of the United States.
fn order_of(dom: &Dom) -> Order {
    let language = dom
        .elements()
        .take(3)
        .find_map(|element| element.attr("lang"))
        .unwrap_or_default();
    match language.eq_ignore_ascii_case("en-us") {
        true => Order::MonthFirst,
        false => Order::DayFirst,
    }
}

/// When it was written, and how exact that is.
pub(super) fn written(
    remark: &Remark<'_>,
    head: &Head<'_>,
    author: Option<&str>,
    permalink: Option<Element<'_>>,
    clock: PageClock,
) -> (Option<Timestamp>, Precision) {
    if let Some(stated) = machine_times(remark, head).next() {
        return resolve(stated, clock.offset);
    }
    let shown = shown(remark, head, permalink);
    let lines = head.lines.iter();
    let date = shown
        .iter()
        .chain(lines.clone().map(|line| &line.text))
        .find_map(|text| written::find(text, clock.order));
    if let Some(date) = date {
        // The clock's place is unknown, so only the day is to be relied on.
        return (clock.local(&date), Precision::Day);
    }
    let relative = clock.sent.and_then(|sent| {
        let heads = lines
            .filter(|line| is_head(line, author, clock.order))
            .map(|line| &line.text);
        let texts = shown.iter().chain(heads);
        // "2 years 5 months ago" says more than "2 years ago".
        texts
            .filter_map(|text| dates::relative(text, sent))
            .min_by_key(|found| found.unit)
    });
    (relative.map(|found| found.at), Precision::Relative)
}

/// The texts in elements that show a time, and what titles say, the best first.
fn shown(remark: &Remark<'_>, head: &Head<'_>, permalink: Option<Element<'_>>) -> Vec<String> {
    let outside = || {
        remark
            .own
            .iter()
            .copied()
            .filter(|element| head.has(*element))
    };
    let titles = outside().filter_map(|element| {
        let title = element
            .attr("title")
            .or_else(|| element.attr("data-title"))?;
        (title.len() <= MAX_VALUE_BYTES).then(|| title.to_owned())
    });
    let named = outside().filter(|element| is_shown_in(*element));
    let shown = permalink
        .into_iter()
        .chain(named)
        .map(|element| element.text(MAX_TEXT_BYTES));
    titles.chain(shown).collect()
}

/// Whether a comment shows when it was written, in whatever way.
pub(super) fn is_shown(remark: &Remark<'_>, head: &Head<'_>) -> bool {
    let is_dated = |line: &Line| {
        written::find(&line.text, Order::DayFirst).is_some()
            || is_head(line, None, Order::DayFirst) && line.text.chars().any(char::is_numeric)
    };
    remark.own.iter().any(|element| is_shown_in(*element))
        || machine_times(remark, head).next().is_some()
        || head.lines.iter().any(is_dated)
}

/// Whether an element shows when something was written, by its name or by what it holds for machines.
pub(super) fn is_shown_in(element: Element<'_>) -> bool {
    let is_dated = |title: &str| {
        title.len() <= MAX_VALUE_BYTES
            && (moment(title).is_some() || written::find(title, Order::DayFirst).is_some())
    };
    matches!(element.tag(), "time" | "relative-time" | "time-ago")
        || element.classes().any(is_class)
        || element.attr("title").is_some_and(is_dated)
        || data_time(element).is_some()
}

/// Whether a class says that an element shows a time.
pub(super) fn is_class(class: &str) -> bool {
    class.split(['-', '_']).any(|word| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "date"
                | "time"
                | "datetime"
                | "timestamp"
                | "commentdate"
                | "ago"
                | "timeago"
                | "created"
                | "published"
                | "datum"
                | "fecha"
        )
    })
}

/// The times that are written for machines, outside of the text.
fn machine_times<'r>(
    remark: &'r Remark<'_>,
    head: &'r Head<'_>,
) -> impl Iterator<Item = Moment> + 'r {
    let outside = || {
        let own = remark.own.iter().copied();
        own.filter(|element| head.has(*element))
    };
    // Few elements have such an attribute, so that the selectors try few.
    let stated: Vec<_> = outside()
        .filter_map(|element| {
            let mut values = ATTRIBUTES.iter().filter_map(|name| element.attr(name));
            Some((element, values.next()?))
        })
        .collect();
    let by_selector = EXACT.iter().flat_map(move |selector| {
        let named = stated.clone().into_iter();
        named
            .filter(|(element, _)| element.matches_by(selector))
            // "2014-02-07 10:53:03Z, License: CC BY-SA 3.0"
            .filter_map(|(_, value)| moment(value.split(',').next().unwrap_or(value)))
    });
    let holders = [remark.container(), remark.marker].into_iter();
    by_selector.chain(holders.chain(outside()).filter_map(data_time))
}

/// The time in an element's attributes for scripts.
fn data_time(element: Element<'_>) -> Option<Moment> {
    let mut attributes = element.attributes();
    attributes.find_map(|(name, value)| {
        let is_for_time = name.starts_with("data-") && DATA_ATTRIBUTES.contains(&name);
        let stated = is_for_time.then(|| value.trim())?;
        if stated.len() > MAX_VALUE_BYTES {
            return None;
        }
        let is_number =
            matches!(stated.len(), 9 | 10 | 13) && stated.bytes().all(|byte| byte.is_ascii_digit());
        match is_number {
            true => dates::parse(stated).map(|time| Moment::Exact(time, Offset::UTC)),
            false => moment(stated),
        }
    })
}

/// Turns what was written into a moment.
fn resolve(stated: Moment, offset: Option<Offset>) -> (Option<Timestamp>, Precision) {
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
