//! The order of a list of sessions.

use chrono::{DateTime, Utc};

use crate::domain::PresenceParameters;
use crate::store::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::{TimeColumn, seconds, status_rank};

/// The value that a list is sorted by; sessions with the same value follow each other by their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The session's time, along an index. For every other key the database sorts all that the filter selects.
    Time,
    /// Seconds of presence.
    Duration,
    /// The student's name.
    Student,
    /// The teacher's name.
    Teacher,
    /// The status, in the order of a session's life.
    Status,
}

/// A list's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortOrder {
    /// The value that it is sorted by.
    pub sort: SortKey,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Default for SortOrder {
    /// Newest first.
    fn default() -> Self {
        Self {
            sort: SortKey::Time,
            descending: true,
        }
    }
}

impl SortOrder {
    pub(crate) fn reversed(self) -> Self {
        Self {
            descending: !self.descending,
            ..self
        }
    }

    /// Appends the order by a column and the limit. One row more than a page is read: it tells whether there is another
    /// page.
    pub(crate) fn push(self, sql: &mut Statement, column: &str, limit: usize) {
        let direction = if self.descending { " DESC" } else { "" };
        sql.push(" ORDER BY ")
            .push(column)
            .push(direction)
            .push(", id")
            .push(direction);
        push_limit(sql, limit);
    }

    /// Appends the order by the id alone, and the same limit.
    pub(crate) fn push_by_id(self, sql: &mut Statement, limit: usize) {
        sql.push(" ORDER BY id")
            .push(if self.descending { " DESC" } else { "" });
        push_limit(sql, limit);
    }
}

fn push_limit(sql: &mut Statement, limit: usize) {
    sql.push(" LIMIT ")
        .value(i64::try_from(limit + 1).unwrap_or(i64::MAX));
}

impl SortKey {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Time,
        Self::Duration,
        Self::Student,
        Self::Teacher,
        Self::Status,
    ];

    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Student => "student",
            Self::Teacher => "teacher",
            Self::Status => "status",
        }
    }

    /// Returns SQL for the value that rows are sorted by, for rows whose time is in the column `time`.
    pub(crate) fn key(
        self,
        dialect: Dialect,
        time: TimeColumn,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Statement {
        match self {
            Self::Time => Statement::new(time.column().place(dialect)),
            Self::Duration => Statement::new(seconds(dialect, rules)),
            // A subquery, not a join: where the school has somebody twice, that would list sessions twice.
            // Never NULL, because a cursor's comparisons would leave such rows out.
            // As numbers: two texts of different collations cannot be compared.
            Self::Student => Statement::new(
                "COALESCE((SELECT MIN(name) FROM wpos_wpdatatable_23 WHERE wdt_ID = studentid + 0), '')",
            ),
            Self::Teacher => {
                let same = (dialect.same_text)("t.ustazid", "wpos_zoom_links.ustazid");
                Statement::new(format!(
                    "COALESCE((SELECT MIN(ustazname) FROM wpos_wpdatatable_24 t WHERE {same}), '')"
                ))
            }
            Self::Status => status_rank(dialect, now, rules),
        }
    }
}
