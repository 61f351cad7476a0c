//! The column that holds a session's time.

use chrono::{DateTime, Utc};

use crate::store::db::statement::Statement;

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

    /// Returns the column's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ClickedAt => "clicked_at",
            Self::SentTime => "sent_time",
        }
    }

    /// Returns the condition for the rows whose time this column holds.
    pub(crate) fn rows(self) -> &'static str {
        match self {
            Self::ClickedAt => "clicked_at IS NOT NULL",
            Self::SentTime => "clicked_at IS NULL",
        }
    }

    /// Appends that the time lies within these bounds, the second exclusive.
    pub(crate) fn push_within(
        self,
        sql: &mut Statement,
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) {
        if let Some(from) = from {
            sql.push(" AND ").push(self.name()).push(" >= ").value(from);
        }

        if let Some(until) = until {
            sql.push(" AND ").push(self.name()).push(" < ").value(until);
        }
    }
}
