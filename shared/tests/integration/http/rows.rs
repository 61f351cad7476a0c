//! Sessions of many kinds, straight into the table.

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::{Row, Site, insert};

const LINK: &str = "https://zoom.us/j/1234567890";

/// Ended lessons of student 1, by when they began and their seconds.
pub(super) async fn insert_lessons(site: &Site, lessons: &[(&str, i64)]) {
    let rows = lessons.iter().zip(0_u32..);
    let rows = rows.map(|((start, seconds), number)| ended_lesson(number, start, *seconds));
    insert(site.store(), rows).await;
}

fn ended_lesson(number: u32, start: &str, seconds: i64) -> Row {
    let start: DateTime<Utc> = start.parse().unwrap();
    let end = column(start + TimeDelta::seconds(seconds));

    Row::new(&format!("F{number:031X}"))
        .set("link", LINK)
        .sent_at(&column(start - TimeDelta::minutes(1)))
        .opened_at(&column(start))
        .last_seen_at(&end)
        .ended_at(&end, seconds)
        .band(seconds, seconds)
        .set("duration_source", "page")
        .set("end_reason", "finished")
}

fn column(at: DateTime<Utc>) -> String {
    at.format("%F %T").to_string()
}

/// Inserts sessions of every status on the first twenty days of November.
pub(super) async fn insert_every_kind(site: &Site, count: i64) {
    insert(site.store(), (0..count).map(session)).await;
}

fn session(number: i64) -> Row {
    let (student, teacher) = match number % 3 {
        0 => (1, "ustaz1"),
        1 => (2, "ustaz1"),
        _ => (4, "ustaz2"),
    };
    let teacher = (number != 37).then_some(teacher);

    // The student waited in the meeting, or nobody was there.
    let no_show = match number % 13 {
        5 => Some("teacher_absent"),
        9 => Some("student_absent"),
        _ => None,
    };

    // Links are sent up to 20 minutes before.
    let minute = number % 60;
    let sent = moment(number, (minute - number % 20).max(0));
    let seconds = number * 47;

    let row = Row::new(&format!("{number:032X}"))
        .set("link", LINK)
        .student(student)
        .set_or_null("ustazid", teacher)
        .set_or_null("no_show", no_show)
        .sent_at(&sent)
        .band(seconds, seconds + number % 120);
    with_state(row, number, &moment(number, minute))
}

fn moment(number: i64, minute: i64) -> String {
    let (day, hour) = (1 + number % 20, number % 24);
    format!("2026-11-{day:02} {hour:02}:{minute:02}:00")
}

/// The state of the session of this number, which was opened `at` this time, if it was.
fn with_state(row: Row, number: i64, at: &str) -> Row {
    let seconds = number * 47;
    let opened = |row: Row| row.opened_at(at).last_seen_at(at);
    let null = |row: Row, column| row.set_or_null(column, None::<&str>);

    match number % 8 {
        // By another program: NULL stands for the column's default; and less than nothing.
        2 if number % 5 == 0 => null(row, "session_status"),
        3 if number % 7 == 0 => null(opened(row), "session_status"),
        5 if number % 9 == 0 => opened(row).ended_at(at, -500),
        0 | 4 => row.status("active"),
        1 | 5 => opened(row).ended_at(at, seconds),
        2 => opened(row).ended_at(at, seconds).status("timeout"),
        // By an older system: without a number, and ended without ever being opened.
        6 if number % 3 == 0 => null(opened(row).ended_at(at, 0), "session_duration_seconds"),
        6 => row.ended_at(at, seconds),
        // Silent for days, not swept: counts as timed out all the same.
        3 => opened(row).status("active"),
        // In class now, silent for a while, and, with evidence of ours, over.
        7 if number % 5 < 2 => row
            .opened_at(&format!("2026-11-23 14:{:02}:00", number % 50))
            .last_seen_at(&format!("2026-11-23 14:5{}:30", 9 - number % 5))
            .status("active"),
        7 if number % 5 == 4 => opened(row)
            .ended_at(at, seconds)
            .set("duration_source", "zoom"),
        _ => opened(row)
            .ended_at(at, seconds)
            .set("duration_source", "page"),
    }
}
