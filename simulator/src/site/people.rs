//! The school's own rows: admin, teachers and their students.

use std::fmt::Write as _;

use crate::school::School;
use crate::spans::{MINUTE, Millis};

/// The statements that insert them.
pub(super) fn sql(school: &School) -> String {
    let mut sql = String::from(
        "INSERT INTO admin (id, name, username, role) VALUES ('admin1', 'Office', 'admin1', 'admin');",
    );
    let each = school.students.len() / school.teachers.len().max(1);

    for (number, teacher) in school.teachers.iter().enumerate() {
        let id = &teacher.id;
        let _ = writeln!(
            sql,
            "INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname) VALUES ('{id}', 'Teacher {id}');"
        );

        for student in &school.students[number * each..(number + 1) * each] {
            let (row, name) = (student.id, &student.name);
            let _ = writeln!(
                sql,
                "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES ({row}, '{name}', '{row}', '{id}');"
            );
        }
    }

    sql
}

/// The statements that make the school's own timetable, with its hours as somebody typed them; none where it has none.
pub(super) fn timetable(school: &School) -> String {
    if !school.has_timetable {
        return String::new();
    }

    let each = school.students.len() / school.teachers.len().max(1);
    let mut sql = String::from(
        "CREATE TABLE wpos_ustaz_occupied_times (id INT NOT NULL PRIMARY KEY, ustaz_id VARCHAR(255) NOT NULL,
        time_slot VARCHAR(191) NOT NULL, daypackage VARCHAR(191) NOT NULL, student_id INT NOT NULL,
        occupied_at DATETIME NOT NULL, end_at DATETIME NULL);",
    );
    let mut id = 0;

    for (number, week) in school.weeks.iter().enumerate() {
        for appointment in &week.appointments {
            id += 1;
            let teacher = &school.teachers[number].id;
            let student = school.students[number * each + appointment.student].id;
            let (hour, days) = (hour(appointment.listed), appointment.days.name());
            let _ = writeln!(
                sql,
                "INSERT INTO wpos_ustaz_occupied_times VALUES ({id}, '{teacher}', '{hour}', '{days}', {student}, '2026-09-01 00:00:00', NULL);"
            );
        }
    }

    sql
}

/// A time after midnight, as in "4:30 PM".
fn hour(at: Millis) -> String {
    let minutes = at / MINUTE;
    let (hour, half) = (
        minutes / 60 % 24,
        if minutes / 60 % 24 < 12 { "AM" } else { "PM" },
    );

    format!("{}:{:02} {half}", (hour + 11) % 12 + 1, minutes % 60)
}
