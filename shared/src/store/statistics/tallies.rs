//! The database's part in counting up sessions: the SQL of a [`Tally`], in the order of its fields.
//!
//! It says the same as [`Tally::of`] about rows that are over or were never opened; a test compares the two.

use chrono::{DateTime, Utc};

use crate::domain::{LENGTH_MINUTES, Status, Tally};
use crate::store::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::{
    IS_OVER, RECORDED_SECONDS, TimeColumn, grade, is_late, seconds_when_over,
};

/// What rows are grouped by.
#[derive(Clone, Copy)]
pub(crate) enum SqlGroupKey {
    None,
    /// Quarters of an hour: every time zone's days consist of whole ones.
    Quarter,
    Teacher,
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
    /// Returns what it was grouped by, the status, and the tally.
    pub(crate) fn read(self) -> Option<(String, Status, Tally)> {
        let status = Status::ALL
            .into_iter()
            .find(|status| status.as_str() == self.status_)?;
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

/// Begins a sum over what was opened and is over, or what was never opened; conditions may follow.
pub(crate) fn begin(dialect: Dialect, key: SqlGroupKey, time: TimeColumn) -> Statement {
    let key = match key {
        SqlGroupKey::None => "''".to_owned(),
        SqlGroupKey::Quarter => format!(
            "COALESCE(CAST({} AS CHAR), '')",
            (dialect.quarter)(time.name())
        ),
        SqlGroupKey::Teacher => "COALESCE(ustazid, '')".to_owned(),
    };

    let mut sql = Statement::new("SELECT key_, status_");
    for (name, sum) in COLUMNS.iter().zip(sums()) {
        sql.push(&format!(", CAST({sum} AS SIGNED) AS {name}"));
    }

    sql.push(" FROM (SELECT ")
        .push(&key)
        .push(" AS key_, ")
        .push(&measures(dialect, time));

    sql.push(" FROM wpos_zoom_links WHERE ")
        .push(&condition(time));
    sql
}

pub(crate) fn finish(sql: &mut Statement) {
    sql.push(") AS measured GROUP BY key_, status_");
}

/// What the database sums up of those whose time stands in that column.
pub(crate) fn condition(time: TimeColumn) -> String {
    match time {
        TimeColumn::ClickedAt => format!("{} AND {IS_OVER}", time.rows()),
        TimeColumn::SentTime => time.rows().to_owned(),
    }
}

/// Of one row: `status_`, `seconds_` (NULL where nothing is known), `late_` and `grade_`.
pub(crate) fn measures(dialect: Dialect, time: TimeColumn) -> String {
    let grade = grade();
    match time {
        TimeColumn::ClickedAt => format!(
            "session_status AS status_, {} AS seconds_, {} AS late_, {grade} AS grade_",
            seconds_when_over(dialect),
            is_late(dialect)
        ),
        // Rows of older systems may have been ended without ever being opened.
        TimeColumn::SentTime => format!(
            "CASE WHEN {IS_OVER} THEN session_status ELSE '{}' END AS status_, \
             CASE WHEN {IS_OVER} THEN {RECORDED_SECONDS} END AS seconds_, \
             0 AS late_, CASE WHEN {IS_OVER} THEN {grade} END AS grade_",
            Status::Sent.as_str()
        ),
    }
}

/// The sums over these, in the order of [`COLUMNS`].
pub(crate) fn sums() -> [String; 13] {
    let count =
        |condition: String| format!("COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)");
    let class = |index: usize| {
        let seconds = |minutes: i64| minutes * 60;
        let from = index
            .checked_sub(1)
            .map_or(0, |below| seconds(LENGTH_MINUTES[below]));

        match LENGTH_MINUTES.get(index) {
            // Rows of older systems may have less than nothing.
            Some(to) if index == 0 => format!("seconds_ < {}", seconds(*to)),
            Some(to) => format!("seconds_ >= {from} AND seconds_ < {}", seconds(*to)),
            None => format!("seconds_ >= {from}"),
        }
    };

    [
        "COUNT(*)".to_owned(),
        "COALESCE(SUM(seconds_), 0)".to_owned(),
        count("late_".to_owned()),
        count("grade_ = 'A'".to_owned()),
        count("grade_ = 'B'".to_owned()),
        count("grade_ = 'C'".to_owned()),
        count(class(0)),
        count(class(1)),
        count(class(2)),
        count(class(3)),
        count(class(4)),
        count(class(5)),
        count(class(6)),
    ]
}

/// Reads a key of [`Key::Quarter`].
pub(crate) fn quarter(key: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(key.parse::<i64>().ok()?.checked_mul(900)?, 0)
}
