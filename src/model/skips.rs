//! Hours and days at which a publisher asks not to be visited: RSS 2.0's `skipHours` and `skipDays`.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The longest that skipped hours and days put a visit off: a weekend and the night before. A feed that
/// skips more is misconfigured or wants no readers.
const MAX_DELAY_HOURS: usize = 72;

/// Hours and days, all of them in GMT.
///
/// <https://www.rssboard.org/skip-hours-days>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skips {
    /// One bit for each hour, the lowest for the one that begins at midnight.
    hours: u32,
    /// One bit for each day, the lowest for Monday.
    days: u8,
}

impl Skips {
    /// Skips an hour from 0 to 23; 24 is midnight in feeds that count from one. Others are none.
    pub fn skip_hour(&mut self, hour: u32) {
        if hour <= 24 {
            self.hours |= 1 << (hour % 24);
        }
    }

    /// Skips a day by its English name; other words are none.
    pub fn skip_day(&mut self, name: &str) {
        const NAMES: [&str; 7] = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ];
        let name = name.trim().to_ascii_lowercase();
        if let Some(day) = NAMES.iter().position(|known| *known == name) {
            self.days |= 1 << day;
        }
    }

    /// Whether nothing is skipped.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The bits, for keeping: the days' seven above the hours' twenty-four.
    pub fn to_bits(self) -> u32 {
        u32::from(self.days) << 24 | self.hours
    }

    /// What [`Skips::to_bits`] kept.
    pub fn from_bits(bits: u32) -> Self {
        Self {
            hours: bits & 0x00ff_ffff,
            days: (bits >> 24 & 0x7f) as u8,
        }
    }

    /// The first moment from `at` on that is not skipped: `at`, or a full hour. Where none is to be found
    /// within three days, `at` itself.
    pub fn next_allowed(self, at: Timestamp) -> Timestamp {
        if !self.has(at) {
            return at;
        }
        let hour = at.as_second().div_euclid(3600) * 3600;
        let Ok(hour) = Timestamp::from_second(hour) else {
            return at;
        };
        (1..=MAX_DELAY_HOURS)
            .map_while(|hours| {
                hour.checked_add(SignedDuration::from_hours(hours as i64))
                    .ok()
            })
            .find(|&time| !self.has(time))
            .unwrap_or(at)
    }

    fn has(self, at: Timestamp) -> bool {
        let at = at.to_zoned(TimeZone::UTC);
        let day = Weekday::to_monday_zero_offset(at.weekday());
        self.hours >> at.hour() & 1 == 1 || self.days >> day & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(skips: Skips, at: &str) -> String {
        skips.next_allowed(at.parse().unwrap()).to_string()
    }

    #[test]
    fn a_visit_in_a_skipped_hour_waits_for_the_next_full_hour_that_is_not() {
        let mut skips = Skips::default();
        for hour in [24, 1, 2, 77] {
            skips.skip_hour(hour);
        }
        assert_eq!(next(skips, "2026-11-25T00:20:00Z"), "2026-11-25T03:00:00Z");
        assert_eq!(next(skips, "2026-11-25T03:20:00Z"), "2026-11-25T03:20:00Z");
    }

    #[test]
    fn a_visit_on_a_skipped_day_waits_for_the_day_after() {
        let mut skips = Skips::default();
        skips.skip_day(" Saturday");
        skips.skip_day("SUNDAY");
        skips.skip_day("Caturday");
        // 28 November 2026 is a Saturday.
        assert_eq!(next(skips, "2026-11-28T12:20:00Z"), "2026-11-30T00:00:00Z");
    }

    #[test]
    fn a_publisher_that_skips_everything_is_not_heard() {
        let mut skips = Skips::default();
        (0..24).for_each(|hour| skips.skip_hour(hour));
        assert_eq!(next(skips, "2026-11-28T12:20:00Z"), "2026-11-28T12:20:00Z");
        assert_eq!(skips.next_allowed(Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn what_is_kept_as_bits_comes_back() {
        let mut skips = Skips::default();
        skips.skip_hour(23);
        skips.skip_day("sunday");
        assert_eq!(Skips::from_bits(skips.to_bits()), skips);
    }
}
