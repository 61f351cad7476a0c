//! What a sum over sessions is asked for.

use chrono::{DateTime, Utc};

use crate::domain::{PresenceParameters, SchoolCalendar, Status};
use crate::store::listing::filter::Filter;

/// The groups that are summed up beside the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// No groups.
    Total,
    /// The sessions of each school day.
    Day,
    /// The sessions of each teacher.
    Teacher,
}

/// The beginning, inclusive, and the end, exclusive; `None` is without limit.
pub(crate) type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// All that a sum depends on.
#[derive(Clone, Copy)]
pub(crate) struct StatisticsQuery<'a> {
    pub(crate) filter: &'a Filter,
    pub(crate) by: GroupBy,
    pub(crate) days: &'a SchoolCalendar,
    pub(crate) now: DateTime<Utc>,
    pub(crate) rules: &'a PresenceParameters,
}

impl StatisticsQuery<'_> {
    pub(crate) fn wants(self, status: Status) -> bool {
        self.filter.status.is_none_or(|wanted| wanted == status)
    }
}
