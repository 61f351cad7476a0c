//! The column that holds a session's time.

use chrono::{DateTime, Utc};

use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_time::FIRST_TIME;
use crate::store::rules::clock::ClockColumn;

/// The column with [`Session::time`](crate::domain::Session::time). There are two of them, so a read in the order of
/// that time has two halves, each along its own index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeColumn {
    /// Of sessions that were opened.
    ClickedAt,
    /// Of those that were not.
    SentTime,
}

impl TimeColumn {
    pub(crate) const BOTH: [Self; 2] = [Self::ClickedAt, Self::SentTime];

    /// Returns the column with its clock.
    pub(crate) fn column(self) -> ClockColumn {
        match self {
            Self::ClickedAt => ClockColumn::ClickedAt,
            Self::SentTime => ClockColumn::SentTime,
        }
    }

    /// Returns the column's name with its table's, for statements that select the time in Coordinated Universal Time
    /// under the column's name.
    pub(crate) fn stored(self) -> &'static str {
        match self {
            Self::ClickedAt => "wpos_zoom_links.clicked_at",
            Self::SentTime => "wpos_zoom_links.sent_time",
        }
    }

    /// Returns the condition for the rows whose time this column holds.
    pub(crate) fn rows(self) -> &'static str {
        match self {
            // A zero date is no opening.
            Self::ClickedAt => "clicked_at >= '1971-01-01 00:00:00'",
            Self::SentTime => "clicked_at IS NULL",
        }
    }

    /// Appends that the time lies within these bounds, the second exclusive.
    pub(crate) fn push_within(
        self,
        sql: &mut Statement,
        dialect: Dialect,
        (from, until): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    ) {
        if let Some(from) = from {
            sql.push(" AND ")
                .append(self.column().since(dialect, "", from));
        } else if until.is_some() {
            // A zero date is no time, and lies before every other one.
            sql.push(" AND ")
                .push(self.stored())
                .push(" >= ")
                .push(FIRST_TIME);
        }

        if let Some(until) = until {
            sql.push(" AND ")
                .append(self.column().before(dialect, "", until));
        }
    }
}
