//! The clock in which a column holds times: Coordinated Universal Time, or the school's, as other programs write it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::SchoolCalendar;

/// How other programs store the times of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoredAs {
    /// In Coordinated Universal Time.
    #[default]
    Utc,
    /// As the school's clock shows them.
    School {
        /// The school's time from which on they do; until then it was Coordinated Universal Time.
        since: Option<NaiveDateTime>,
    },
}

/// The text names no clock.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be utc, school, or `school since 2025-10-20`, also with a time: 2025-10-20T14:30")]
pub struct InvalidStoredAs;

impl FromStr for StoredAs {
    type Err = InvalidStoredAs;

    fn from_str(text: &str) -> Result<Self, InvalidStoredAs> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["utc"] => Ok(Self::Utc),
            ["school"] => Ok(Self::School { since: None }),
            ["school", "since", since] => Ok(Self::School {
                since: Some(read_time(since).ok_or(InvalidStoredAs)?),
            }),
            _ => Err(InvalidStoredAs),
        }
    }
}

fn read_time(text: &str) -> Option<NaiveDateTime> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M");

    day.map(|day| day.and_time(NaiveTime::MIN)).or(time).ok()
}

impl fmt::Display for StoredAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utc => f.write_str("utc"),
            Self::School { since: None } => f.write_str("school"),
            Self::School { since: Some(since) } => {
                write!(f, "school since {}", since.format("%Y-%m-%dT%H:%M"))
            }
        }
    }
}

/// No session is open for longer: the sweep closes it.
const LONGEST_SESSION: TimeDelta = TimeDelta::days(2);

/// A part of a column's time in which its clock is always ahead by the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStep {
    /// The time, as stored, from which on it counts.
    pub from_stored: NaiveDateTime,
    /// The instant from which on it counts.
    pub from: DateTime<Utc>,
    /// By how many minutes the clock is ahead of Coordinated Universal Time.
    pub minutes_ahead: i64,
}

/// The clock in which a column holds times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredClock {
    calendar: SchoolCalendar,
    stored_as: StoredAs,
    /// When the school's clock came into use.
    since: Option<DateTime<Utc>>,
}

impl StoredClock {
    /// The clock of a column that holds Coordinated Universal Time.
    pub const UTC: Self = Self {
        calendar: SchoolCalendar::UTC,
        stored_as: StoredAs::Utc,
        since: None,
    };

    /// Returns the clock of a column of this school.
    #[must_use]
    pub fn new(calendar: &SchoolCalendar, stored_as: StoredAs) -> Self {
        let since = match stored_as {
            StoredAs::School { since: Some(since) } => calendar.instant(since),
            StoredAs::School { since: None } | StoredAs::Utc => None,
        };

        Self {
            calendar: calendar.clone(),
            stored_as,
            since,
        }
    }

    /// Tells whether all times are Coordinated Universal Time.
    #[must_use]
    pub fn is_utc(&self) -> bool {
        self.stored_as == StoredAs::Utc
    }

    /// Returns how other programs store the times.
    #[must_use]
    pub fn stored_as(&self) -> StoredAs {
        self.stored_as
    }

    /// Returns by how many minutes the clock is ahead of Coordinated Universal Time at an instant.
    #[must_use]
    pub fn minutes_ahead(&self, at: DateTime<Utc>) -> i64 {
        let is_in_use = !self.is_utc() && self.since.is_none_or(|since| since <= at);
        if is_in_use {
            self.calendar.offset(at).num_minutes()
        } else {
            0
        }
    }

    /// Returns what the column holds for an instant.
    #[must_use]
    pub fn to_stored(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + TimeDelta::minutes(self.minutes_ahead(at))
    }

    /// Returns the instant of a time that another program stored. Where the clock shows a time twice, the first
    /// instant counts.
    #[must_use]
    pub fn to_instant(&self, stored: NaiveDateTime) -> DateTime<Utc> {
        if self.is_utc() {
            return stored.and_utc();
        }

        let at = self.calendar.instant(stored).unwrap_or(stored.and_utc());
        if self.since.is_none_or(|since| since <= at) {
            at
        } else {
            stored.and_utc()
        }
    }

    /// Returns the earliest and the latest time that the column may hold for an instant: rows keep the distance that
    /// the clock had when their session began, and a clock that is changed shows some times twice. Mostly both are the
    /// same.
    #[must_use]
    pub fn stored_around(&self, at: DateTime<Utc>) -> (NaiveDateTime, NaiveDateTime) {
        let distances = [at - LONGEST_SESSION, at, at + LONGEST_SESSION];
        let mut distances = distances.map(|near| TimeDelta::minutes(self.minutes_ahead(near)));
        distances.sort_unstable();
        let [least, _, greatest] = distances;

        (at.naive_utc() + least, at.naive_utc() + greatest)
    }

    /// Lists the parts of the time between two instants, each with its own distance from Coordinated Universal Time.
    #[must_use]
    pub fn steps(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<ClockStep> {
        let mut instants = vec![from];
        if !self.is_utc() {
            instants.extend(self.since);
            instants.extend(self.calendar.changes(from, until));
        }
        instants.retain(|at| (from..until).contains(at));
        instants.sort_unstable();

        let mut steps: Vec<ClockStep> = Vec::new();
        for at in instants {
            let ahead = self.minutes_ahead(at);
            let before = steps.last().map_or(ahead, |step| step.minutes_ahead);
            // A time that is shown twice belongs to the clock before; one that is jumped over does, too.
            let greatest = TimeDelta::minutes(ahead.max(before));
            let is_change_over = self.since == Some(at);
            let from_stored = if is_change_over {
                at.naive_utc() + TimeDelta::minutes(ahead)
            } else {
                at.naive_utc() + greatest
            };
            if steps.is_empty() || ahead != before {
                steps.push(ClockStep {
                    from_stored,
                    from: at,
                    minutes_ahead: ahead,
                });
            }
        }

        steps
    }
}

/// The times of `wpos_zoom_links` that other programs store, too. Each group has its own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredTimes {
    /// `sent_time`.
    Sent,
    /// `clicked_at`, `last_activity_at` and `session_ended_at`.
    Session,
}

impl StoredTimes {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Sent, Self::Session];
}

/// The clocks of the columns of `wpos_zoom_links`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredClocks {
    /// Of `sent_time`.
    pub sent: StoredClock,
    /// Of `clicked_at`, `last_activity_at` and `session_ended_at`.
    pub session: StoredClock,
}

impl StoredClocks {
    /// The clocks of a school whose programs store Coordinated Universal Time.
    pub const UTC: Self = Self {
        sent: StoredClock::UTC,
        session: StoredClock::UTC,
    };

    /// Returns the clock of these times.
    #[must_use]
    pub fn of(&self, times: StoredTimes) -> &StoredClock {
        match times {
            StoredTimes::Sent => &self.sent,
            StoredTimes::Session => &self.session,
        }
    }
}

#[cfg(test)]
mod tests;
