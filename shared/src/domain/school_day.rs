//! Days as the school lives them: local midnight to local midnight, daylight saving included.

use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A calendar day, `YYYY-MM-DD`, years 2000 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(NaiveDate);

/// The text is not such a day.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a day such as 2026-11-23")]
pub struct InvalidDay;

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| InvalidDay)?;
        let plausible = text.len() == 10 && ("2000-01-01".."2200-01-01").contains(&text);
        if plausible { Ok(Self(day)) } else { Err(InvalidDay) }
    }
}

impl Day {
    /// Returns the calendar day as such.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// Returns the day before.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0 - Days::new(1))
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

/// The school's time zone as a ruler for days.
#[derive(Clone, Copy, Debug)]
pub struct SchoolDays(pub Tz);

impl SchoolDays {
    /// Returns the zone's IANA name.
    #[must_use]
    pub fn zone(self) -> &'static str {
        self.0.name()
    }

    /// Returns the day that an instant lies in.
    #[must_use]
    pub fn day_of(self, at: DateTime<Utc>) -> Day {
        Day(at.with_timezone(&self.0).date_naive())
    }

    /// Returns the instant at which `day` begins.
    #[must_use]
    pub fn start(self, day: Day) -> DateTime<Utc> {
        let midnight = day.0.and_time(NaiveTime::MIN);
        // Where clocks jump over midnight, the day begins when they land.
        (0..=3)
            .find_map(|hours| self.0.from_local_datetime(&(midnight + TimeDelta::hours(hours))).earliest())
            .map_or_else(|| midnight.and_utc(), |local| local.to_utc())
    }

    /// Returns the instant at which `day` is over, which is the next one's start.
    #[must_use]
    pub fn end(self, day: Day) -> DateTime<Utc> {
        self.start(Day(day.0 + Days::new(1)))
    }

    /// Shows an instant as the school's clock does: `Mon 23 Nov 2026, 18:02`.
    #[must_use]
    pub fn show(self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.0).format("%a %-d %b %Y, %H:%M").to_string()
    }

    /// Shows an instant's time of day: `18:02`.
    #[must_use]
    pub fn show_time(self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.0).format("%H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(zone: Tz, day: &str) -> (String, i64) {
        let (days, day) = (SchoolDays(zone), day.parse().unwrap());
        let start = days.start(day);
        (start.format("%F %T").to_string(), (days.end(day) - start).num_hours())
    }

    #[test]
    fn a_nine_pm_lesson_belongs_to_the_schools_day() {
        // 21:00 in Addis Ababa is 18:00 UTC; 01:00 there is still the day before in UTC.
        assert_eq!(span(chrono_tz::Africa::Addis_Ababa, "2026-11-23"), ("2026-11-22 21:00:00".into(), 24));
    }

    #[test]
    fn daylight_saving_days_are_shorter_and_longer() {
        assert_eq!(span(chrono_tz::Europe::Berlin, "2026-03-29"), ("2026-03-28 23:00:00".into(), 23));
        assert_eq!(span(chrono_tz::Europe::Berlin, "2026-10-25"), ("2026-10-24 22:00:00".into(), 25));
        // Midnight itself is skipped: the day begins at 01:00 local time.
        assert_eq!(span(chrono_tz::Africa::Cairo, "2024-04-26"), ("2024-04-25 22:00:00".into(), 23));
    }

    #[test]
    fn other_texts_are_no_days() {
        for bad in [
            "",
            "garbage",
            "2026-02-30",
            "2026-1-1",
            "26-01-01",
            "1999-12-31",
            "+2026-01-01",
            "2026-11-23T00:00:00Z",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(InvalidDay), "{bad}");
        }
    }
}
