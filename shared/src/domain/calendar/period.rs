//! Spans of school days, and those that people choose by name.

use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Day;

/// A named span that moves with the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Today.
    Today,
    /// The day before today.
    Yesterday,
    /// Today and the six days before.
    Days7,
    /// Today and the 29 days before.
    Days30,
    /// From the first of this month to today.
    Month,
    /// The whole month before this one.
    LastMonth,
}

/// Consecutive school days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub first: Day,
    /// The last day, not before the first.
    pub last: Day,
}

/// No preset has this name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be one of today, yesterday, 7d, 30d, month, last-month")]
pub struct InvalidPreset;

impl Preset {
    /// All presets, the shortest first.
    pub const ALL: [Self; 6] = [
        Self::Today,
        Self::Yesterday,
        Self::Days7,
        Self::Days30,
        Self::Month,
        Self::LastMonth,
    ];

    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Days7 => "7d",
            Self::Days30 => "30d",
            Self::Month => "month",
            Self::LastMonth => "last-month",
        }
    }

    /// Returns the name that people see.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Yesterday => "Yesterday",
            Self::Days7 => "7 days",
            Self::Days30 => "30 days",
            Self::Month => "This month",
            Self::LastMonth => "Last month",
        }
    }

    /// Returns the days of the preset on the day `today`.
    #[must_use]
    pub fn period(self, today: Day) -> Period {
        match self {
            Self::Today => Period {
                first: today,
                last: today,
            },
            Self::Yesterday => Period {
                first: today.before(),
                last: today.before(),
            },
            Self::Days7 => Period {
                first: days_before(today, 6),
                last: today,
            },
            Self::Days30 => Period {
                first: days_before(today, 29),
                last: today,
            },
            Self::Month => Period {
                first: first_of_month(today),
                last: today,
            },
            Self::LastMonth => Period::month(first_of_month(today).before()),
        }
    }

    /// Returns the period that the preset's figures are compared with: as many days directly before; for this month, the
    /// same days of the month before; for the last month, the whole month before that.
    #[must_use]
    pub fn previous(self, today: Day) -> Period {
        let period = self.period(today);
        match self {
            Self::Today | Self::Yesterday | Self::Days7 | Self::Days30 => period.previous(),
            Self::LastMonth => Period::month(period.first.before()),
            Self::Month => {
                let before = Period::month(period.first.before());
                let same_day = before.first.date() + Days::new(u64::from(today.date().day0()));

                Period {
                    first: before.first,
                    // The month before may be shorter than this one.
                    last: before.last.min(same_day.into()),
                }
            }
        }
    }
}

impl FromStr for Preset {
    type Err = InvalidPreset;

    fn from_str(text: &str) -> Result<Self, InvalidPreset> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.as_str() == text)
            .ok_or(InvalidPreset)
    }
}

impl Period {
    /// Returns the calendar month that a day lies in.
    #[must_use]
    pub fn month(day: Day) -> Self {
        let first = first_of_month(day);
        let next: NaiveDate = first.date() + Months::new(1);

        Self {
            first,
            last: Day::from(next).before(),
        }
    }

    /// Returns the period of as many days directly before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        let last = self.first.before();
        Self {
            first: days_before(last, self.days() - 1),
            last,
        }
    }

    /// Returns the number of days.
    #[must_use]
    pub fn days(self) -> u64 {
        u64::try_from((self.last.date() - self.first.date()).num_days()).unwrap_or_default() + 1
    }

    /// Tells whether a day is one of them.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Returns the days in order.
    pub fn iter(self) -> impl Iterator<Item = Day> {
        self.first
            .date()
            .iter_days()
            .map(Day::from)
            .take_while(move |day| *day <= self.last)
    }
}

fn days_before(day: Day, days: u64) -> Day {
    (day.date() - Days::new(days)).into()
}

fn first_of_month(day: Day) -> Day {
    days_before(day, u64::from(day.date().day0()))
}

#[cfg(test)]
mod tests;
