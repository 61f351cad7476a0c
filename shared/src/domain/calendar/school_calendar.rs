//! Days by the school's clock: from local midnight to local midnight, with daylight saving time.

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

/// The text is not a day of these years.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a day such as 2026-11-23")]
pub struct InvalidDay;

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| InvalidDay)?;
        // The parser also reads `2026-1-1` and signs.
        let is_in_form = text.len() == 10 && ("2000-01-01".."2200-01-01").contains(&text);

        if is_in_form {
            Ok(Self(day))
        } else {
            Err(InvalidDay)
        }
    }
}

impl Day {
    /// Returns the date.
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

/// The school's time zone, by which days begin and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolCalendar(pub(super) TimeZone);

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
    /// The calendar of a school whose clock shows Coordinated Universal Time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// Returns the zone's IANA name.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Returns the day on which an instant lies.
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
        // A day on which the clock changes does not have 24 hours.
        self.start(Day(day.0 + Days::new(1)))
    }

    /// Returns the instant at which the school's clock shows a time.
    ///
    /// Where the clock shows the time twice, the first instant counts. Where the clock jumps over the time, the
    /// result lies behind the jump, as far as the time lies behind the jump's beginning: a day without a midnight
    /// begins at the jump. `None` beyond the year 9999.
    #[must_use]
    pub fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let to_i8 = |number: u32| i8::try_from(number).ok();
        let local = jiff::civil::DateTime::new(
            i16::try_from(local.year()).ok()?,
            to_i8(local.month())?,
            to_i8(local.day())?,
            to_i8(local.hour())?,
            to_i8(local.minute())?,
            to_i8(local.second())?,
            0,
        );

        let instant = self.0.to_timestamp(local.ok()?).ok()?;
        DateTime::from_timestamp(instant.as_second(), 0)
    }

    /// Returns the instant nearest to another at which the school's clock shows the time of day that it showed at `at`.
    /// `None` beyond the year 9999.
    #[must_use]
    pub fn same_time_near(&self, at: DateTime<Utc>, near: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let time = self.clock(at).time();
        let today = self.clock(near).date();

        [today.pred_opt(), Some(today), today.succ_opt()]
            .into_iter()
            .filter_map(|day| self.instant(day?.and_time(time)))
            .min_by_key(|instant| (*instant - near).abs())
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

    /// Returns by how much the clock is ahead of Coordinated Universal Time at an instant.
    #[must_use]
    pub fn offset(&self, at: DateTime<Utc>) -> TimeDelta {
        let offset =
            Timestamp::from_second(at.timestamp()).map_or(0, |at| self.0.to_offset(at).seconds());
        TimeDelta::seconds(offset.into())
    }

    /// Lists the instants between two others at which the clock is set to another distance from Coordinated Universal
    /// Time.
    pub(super) fn changes(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let Ok(start) = Timestamp::from_second(from.timestamp()) else {
            return Vec::new();
        };

        self.0
            .following(start)
            .map(|change| change.timestamp().as_second())
            .take_while(|at| *at < until.timestamp())
            .filter_map(|at| DateTime::from_timestamp(at, 0))
            .collect()
    }

    fn clock(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + self.offset(at)
    }
}

#[cfg(test)]
mod tests;
