//! Which sessions are asked for.

use crate::domain::{Day, Period, Preset, Status, StudentId, TeacherId};
use crate::store::{PagePosition, SortOrder};

/// Which school days are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AskedDays {
    /// By name.
    Preset(Preset),
    /// By date; a missing end is open.
    Dates(Option<Day>, Option<Day>),
}

impl AskedDays {
    /// Returns the first and the last day.
    pub(crate) fn ends(self, today: Day) -> (Option<Day>, Option<Day>) {
        match self {
            Self::Preset(preset) => {
                let Period { first, last } = preset.period(today);
                (Some(first), Some(last))
            }
            Self::Dates(first, last) => (first, last),
        }
    }

    /// Returns the days themselves and the days they are compared with, if both ends are known.
    pub(crate) fn periods(self, today: Day) -> Option<(Period, Period)> {
        match self {
            Self::Preset(preset) => Some((preset.period(today), preset.previous(today))),
            Self::Dates(Some(first), Some(last)) => {
                let period = Period { first, last };
                Some((period, period.previous()))
            }
            Self::Dates(..) => None,
        }
    }
}

/// Which sessions are asked for, and which page of their list.
#[derive(Clone, Debug)]
pub(crate) struct SessionSelection {
    pub(crate) days: AskedDays,
    pub(crate) teacher: Option<TeacherId>,
    pub(crate) student: Option<StudentId>,
    pub(crate) status: Option<Status>,
    /// The text that names of students and teachers are searched for.
    pub(crate) text: Option<String>,
    pub(crate) order: SortOrder,
    pub(crate) position: PagePosition,
    /// The number of sessions on a page.
    pub(crate) limit: usize,
}
