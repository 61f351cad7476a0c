//! The timetable of the demo school, in the table of the school's own application.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use session_tracking::domain::SchoolCalendar;

/// Student, teacher, days, and whether the time is written by the twelve-hour clock: schools write both.
const SLOTS: [(i64, &str, &str, bool); 8] = [
    (1, "ustaz1", "All days", true),
    (2, "ustaz1", "All days", false),
    (3, "ustaz1", "MWF", true),
    (4, "ustaz2", "All days", true),
    (5, "ustaz2", "TTS", true),
    (6, "ustaz3", "All days", false),
    (7, "ustaz3", "Monday, Wednesday, Saturday", true),
    (8, "ustaz3", "All days", true),
];

/// The columns as the application's newest version has them.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS wpos_ustaz_occupied_times (
    id INTEGER NOT NULL PRIMARY KEY,
    ustaz_id VARCHAR(255) NOT NULL,
    time_slot VARCHAR(255) NOT NULL,
    daypackage VARCHAR(255) NOT NULL,
    student_id INTEGER NOT NULL,
    occupied_at TIMESTAMP NULL,
    end_at TIMESTAMP NULL
);
";

/// Minutes after midnight UTC at which a student's lessons are planned.
pub(super) fn planned_minutes(student: i64) -> i64 {
    13 * 60 + student * 35
}

/// Returns SQL for the table and its rows, in the school's time zone.
pub(super) fn timetable(midnight: DateTime<Utc>, calendar: &SchoolCalendar) -> String {
    let mut sql = TABLE.to_owned();

    for (id, (student, teacher, days, is_twelve_hour)) in (1..).zip(SLOTS) {
        let at = midnight + TimeDelta::minutes(planned_minutes(student));
        let local = at.naive_utc() + calendar.offset(at);
        let layout = if is_twelve_hour { "%-I:%M %p" } else { "%H:%M" };
        let time = local.format(layout);

        let _ = writeln!(
            sql,
            "INSERT INTO wpos_ustaz_occupied_times (id, ustaz_id, time_slot, daypackage, student_id, occupied_at)
            VALUES ({id}, '{teacher}', '{time}', '{days}', {student}, '2026-01-01 00:00:00');"
        );
    }

    sql
}
