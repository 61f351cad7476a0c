//! The SQL of a [`Tally`], in the order of its fields.
//!
//! It sums up rows that are over or were never opened, as [`Tally::of`] does; a test compares the two.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use crate::domain::{LENGTH_MINUTES, Status, Tally};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::{
    IS_OVER, RECORDED_SECONDS, TimeColumn, counted_seconds, grade, is_late, seconds_when_over,
};
use crate::store::statistics::query::GroupBy;

/// The value that rows are grouped by.
#[derive(Clone, Copy)]
pub(crate) enum SqlGroupKey {
    None,
    /// Quarters of an hour: every time zone's days consist of whole ones.
    Quarter,
    Teacher,
}

impl SqlGroupKey {
    pub(crate) fn of(by: GroupBy) -> Self {
        match by {
            GroupBy::Total => Self::None,
            GroupBy::Day => Self::Quarter,
            GroupBy::Teacher => Self::Teacher,
        }
    }

    fn sql(self, dialect: Dialect, time: TimeColumn) -> String {
        match self {
            Self::None => "''".to_owned(),
            Self::Quarter => {
                let quarter = (dialect.quarter)(&time.column().instant(dialect, ""));
                format!("COALESCE(CAST({quarter} AS CHAR), '')")
            }
            Self::Teacher => "COALESCE(ustazid, '')".to_owned(),
        }
    }
}

/// The sums that make a tally, and the columns of `session_day_figures` that keep them.
pub(crate) const COLUMNS: [&str; 13] = [
    "sessions", "seconds", "late", "grade_a", "grade_b", "grade_c", "under_5", "under_15",
    "under_30", "under_45", "under_60", "under_90", "longer",
];

#[derive(sqlx::FromRow)]
pub(crate) struct TallyRow {
    key_: String,
    status_: String,
    sessions: i64,
    seconds: i64,
    late: i64,
    grade_a: i64,
    grade_b: i64,
    grade_c: i64,
    under_5: i64,
    under_15: i64,
    under_30: i64,
    under_45: i64,
    under_60: i64,
    under_90: i64,
    longer: i64,
}

impl TallyRow {
    /// Returns the value that it was grouped by, the status, and the tally.
    pub(crate) fn read(self) -> Option<(String, Status, Tally)> {
        // As the column's reader takes it: in most collations `Ended ` is `ended`, and stands for its whole group.
        let stored = self.status_.trim_end();
        let status = Status::ALL
            .into_iter()
            .find(|status| stored.eq_ignore_ascii_case(status.as_str()))?;
        let tally = Tally {
            sessions: self.sessions,
            seconds: self.seconds,
            late: self.late,
            grade_a: self.grade_a,
            grade_b: self.grade_b,
            grade_c: self.grade_c,
            lengths: [
                self.under_5,
                self.under_15,
                self.under_30,
                self.under_45,
                self.under_60,
                self.under_90,
                self.longer,
            ],
        };

        Some((self.key_, status, tally))
    }
}

/// Begins a sum over the sessions that were opened and are over, or over those that were never opened. Conditions may
/// follow; [`finish`] ends it.
pub(crate) fn begin(dialect: Dialect, key: SqlGroupKey, time: TimeColumn) -> Statement {
    let mut columns = String::new();
    for (name, sum) in COLUMNS.iter().zip(sums()) {
        // MySQL returns SUM as DECIMAL, which does not decode as an integer.
        let _ = write!(columns, ", CAST({sum} AS SIGNED) AS {name}");
    }

    Statement::new(format!(
        "SELECT key_, status_{columns} FROM (SELECT {} AS key_, {} FROM wpos_zoom_links WHERE {}",
        key.sql(dialect, time),
        measures(dialect, time),
        condition(time)
    ))
}

pub(crate) fn finish(sql: &mut Statement) {
    sql.push(") AS measured GROUP BY key_, status_");
}

/// Returns the condition for the rows that are summed up, among those whose time is in that column.
pub(crate) fn condition(time: TimeColumn) -> String {
    match time {
        TimeColumn::ClickedAt => format!("{} AND {IS_OVER}", time.rows()),
        TimeColumn::SentTime => time.rows().to_owned(),
    }
}

/// Returns SQL for what is summed up of one row: `status_`, `seconds_` (NULL where nothing is known), `late_` and
/// `grade_`.
pub(crate) fn measures(dialect: Dialect, time: TimeColumn) -> String {
    let grade = grade();
    match time {
        TimeColumn::ClickedAt => format!(
            "session_status AS status_, {} AS seconds_, {} AS late_, {grade} AS grade_",
            counted_seconds(&seconds_when_over(dialect)),
            is_late(dialect)
        ),
        // Rows of older systems may have been ended without ever being opened.
        TimeColumn::SentTime => format!(
            "CASE WHEN {IS_OVER} THEN session_status ELSE '{}' END AS status_, \
             CASE WHEN {IS_OVER} THEN {} END AS seconds_, \
             0 AS late_, CASE WHEN {IS_OVER} THEN {grade} END AS grade_",
            Status::Sent.as_str(),
            counted_seconds(RECORDED_SECONDS)
        ),
    }
}

/// Returns SQL for the sums over the [measures], in the order of [`COLUMNS`].
pub(crate) fn sums() -> [String; 13] {
    [
        "COUNT(*)".to_owned(),
        "COALESCE(SUM(seconds_), 0)".to_owned(),
        count_if("late_"),
        count_if("grade_ = 'A'"),
        count_if("grade_ = 'B'"),
        count_if("grade_ = 'C'"),
        count_if(&has_length(0)),
        count_if(&has_length(1)),
        count_if(&has_length(2)),
        count_if(&has_length(3)),
        count_if(&has_length(4)),
        count_if(&has_length(5)),
        count_if(&has_length(6)),
    ]
}

fn count_if(condition: &str) -> String {
    format!("COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)")
}

/// Returns the condition for one class of [`LENGTH_MINUTES`].
fn has_length(class: usize) -> String {
    let from = class
        .checked_sub(1)
        .map_or(0, |below| LENGTH_MINUTES[below] * 60);

    match LENGTH_MINUTES.get(class) {
        // Rows of older systems may have less than nothing.
        Some(to) if class == 0 => format!("seconds_ < {}", to * 60),
        Some(to) => format!("seconds_ >= {from} AND seconds_ < {}", to * 60),
        None => format!("seconds_ >= {from}"),
    }
}

/// Reads a key of [`SqlGroupKey::Quarter`].
pub(crate) fn quarter(key: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(key.parse::<i64>().ok()?.checked_mul(900)?, 0)
}
