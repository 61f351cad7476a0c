//! Days as the school lives them: local midnight to local midnight, daylight saving included.

use std::fmt;
use std::str::FromStr;

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

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
        if plausible {
            Ok(Self(day))
        } else {
            Err(InvalidDay)
        }
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

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%d").fmt(f)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

/// The school's time zone as a ruler for days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolCalendar(TimeZone);

/// No time zone has this name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be an IANA name such as Africa/Addis_Ababa")]
pub struct InvalidZone;

impl FromStr for SchoolCalendar {
    type Err = InvalidZone;

    fn from_str(name: &str) -> Result<Self, InvalidZone> {
        TimeZone::get(name).map(Self).map_err(|_| InvalidZone)
    }
}

impl SchoolCalendar {
    /// Days of Coordinated Universal Time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// Returns the zone's IANA name.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Returns the day that an instant lies in.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> Day {
        Day(self.clock(at).date())
    }

    /// Returns the instant at which `day` begins.
    #[must_use]
    pub fn start(&self, day: Day) -> DateTime<Utc> {
        let midnight = day.0.and_time(NaiveTime::MIN);
        self.instant(midnight).unwrap_or_else(|| midnight.and_utc())
    }

    /// Returns the instant at which `day` is over, which is the next one's start.
    #[must_use]
    pub fn end(&self, day: Day) -> DateTime<Utc> {
        self.start(Day(day.0 + Days::new(1)))
    }

    /// Returns the instant at which the school's clock shows a time, the first one where it shows it twice. A
    /// time that it jumps over counts as the moment after as long a wait: a day without a midnight begins when
    /// the clock lands. `None` beyond the year 9999.
    #[must_use]
    pub fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let small = |number: u32| i8::try_from(number).ok();
        let local = jiff::civil::DateTime::new(
            i16::try_from(local.year()).ok()?,
            small(local.month())?,
            small(local.day())?,
            small(local.hour())?,
            small(local.minute())?,
            small(local.second())?,
            0,
        );

        let instant = self.0.to_timestamp(local.ok()?).ok()?;
        DateTime::from_timestamp(instant.as_second(), 0)
    }

    /// Shows an instant as the school's clock does: `Mon 23 Nov 2026, 18:02`.
    #[must_use]
    pub fn show(&self, at: DateTime<Utc>) -> String {
        self.clock(at).format("%a %-d %b %Y, %H:%M").to_string()
    }

    /// Shows an instant's time of day: `18:02`.
    #[must_use]
    pub fn show_time(&self, at: DateTime<Utc>) -> String {
        self.clock(at).format("%H:%M").to_string()
    }

    fn clock(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let offset =
            Timestamp::from_second(at.timestamp()).map_or(0, |at| self.0.to_offset(at).seconds());
        at.naive_utc() + TimeDelta::seconds(offset.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(zone: &str, day: &str) -> (String, i64) {
        let (days, day): (SchoolCalendar, Day) = (zone.parse().unwrap(), day.parse().unwrap());
        let start = days.start(day);

        (
            start.format("%F %T").to_string(),
            (days.end(day) - start).num_hours(),
        )
    }

    #[test]
    fn a_nine_pm_lesson_belongs_to_the_schools_day() {
        // 21:00 in Addis Ababa is 18:00 UTC; 01:00 there is still the day before in UTC.
        assert_eq!(
            span("Africa/Addis_Ababa", "2026-11-23"),
            ("2026-11-22 21:00:00".into(), 24)
        );
    }

    #[test]
    fn daylight_saving_days_are_shorter_and_longer() {
        assert_eq!(
            span("Europe/Berlin", "2026-03-29"),
            ("2026-03-28 23:00:00".into(), 23)
        );

        assert_eq!(
            span("Europe/Berlin", "2026-10-25"),
            ("2026-10-24 22:00:00".into(), 25)
        );

        // Midnight itself is skipped: the day begins at 01:00 local time.
        assert_eq!(
            span("Africa/Cairo", "2024-04-26"),
            ("2024-04-25 22:00:00".into(), 23)
        );
    }

    #[test]
    fn a_time_of_the_schools_clock_is_an_instant() {
        let berlin: SchoolCalendar = "Europe/Berlin".parse().unwrap();
        let instant = |local: &str| {
            let local = NaiveDateTime::parse_from_str(local, "%F %T").unwrap();
            berlin.instant(local).unwrap().format("%F %T").to_string()
        };

        assert_eq!(instant("2026-07-01 12:00:00"), "2026-07-01 10:00:00");
        // Shown twice; and jumped over.
        assert_eq!(instant("2026-10-25 02:30:00"), "2026-10-25 00:30:00");
        assert_eq!(instant("2026-03-29 02:30:00"), "2026-03-29 01:30:00");
        assert_eq!("Mars/Base".parse::<SchoolCalendar>(), Err(InvalidZone));

        assert_eq!(
            (SchoolCalendar::UTC.zone(), berlin.zone()),
            ("UTC", "Europe/Berlin")
        );
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
