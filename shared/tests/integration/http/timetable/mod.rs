//! The school's timetable, where it has one: late starts against the plan, lessons that did not go as planned.

mod kinds_of_tables;
mod months;
mod odd_slots;
mod sessions;

use serde_json::Value;

use crate::support::{Row, Site, insert};

/// The table as the newest version of the school's application makes it.
const TABLE: &str = "CREATE TABLE wpos_ustaz_occupied_times (id INTEGER PRIMARY KEY, ustaz_id VARCHAR(255) NOT NULL,
    time_slot VARCHAR(255) NOT NULL, daypackage VARCHAR(255) NOT NULL, student_id INTEGER NOT NULL,
    occupied_at TIMESTAMP NULL, end_at TIMESTAMP NULL)";

/// A slot: teacher, time, days, student.
type Slot = (&'static str, &'static str, &'static str, i64);

/// Three slots of ustaz1 and one of ustaz2.
const SLOTS: [Slot; 4] = [
    ("ustaz1", "4:00 PM", "MWF", 1),
    ("ustaz1", "17:00", "TTS", 2),
    ("ustaz1", "18:00:00", "All days", 3),
    ("ustaz2", "4 pm", "Monday", 4),
];

async fn execute(site: &Site, sql: &str) {
    site.store().execute_script(sql).await.unwrap();
}

/// A school with a timetable, on Saturday 28 November 2026 at noon in Addis Ababa.
async fn school(slots: &[Slot]) -> Site {
    let site = Site::start().await;
    site.clock.set("2026-11-28T09:00:00Z");
    execute(&site, TABLE).await;
    add_slots(&site, slots).await;

    site
}

async fn add_slots(site: &Site, slots: &[Slot]) {
    for (id, (teacher, time, days, student)) in (1..).zip(slots) {
        execute(
            site,
            &format!(
                "INSERT INTO wpos_ustaz_occupied_times (id, ustaz_id, time_slot, daypackage, student_id, occupied_at)
                VALUES ({id}, '{teacher}', '{time}', '{days}', {student}, '2026-11-23 00:00:00')"
            ),
        )
        .await;
    }
}

/// A lesson of half an hour that was opened, and the class that began, at once.
fn lesson(token: &str, student: i64, sent_at: &str, class_at: &str) -> Row {
    Row::new(token)
        .student(student)
        .sent_at(sent_at)
        .opened_at(class_at)
        .closed_at(class_at, 1800)
        .set("lesson_started_at", class_at)
}

/// The lessons of a week: student 1 was 4 minutes late on Monday, and in class after 7.
async fn teach(site: &Site) {
    let rows = [
        lesson("t1", 1, "2026-11-23 13:04:10", "2026-11-23 13:07:00"),
        // A second link for the same lesson.
        lesson("t2", 1, "2026-11-23 13:20:00", "2026-11-23 13:21:00"),
        lesson("t3", 1, "2026-11-25 12:58:00", "2026-11-25 13:01:00"),
        // Student 2 has no lesson on Wednesdays.
        lesson("t4", 2, "2026-11-25 14:00:00", "2026-11-25 14:03:00"),
        // Somebody stood in, and nobody opened the link.
        Row::new("t5")
            .student(4)
            .teacher("ustaz1")
            .sent_at("2026-11-23 13:30:00"),
    ];
    insert(site.store(), rows).await;
}

/// Reads a file by its columns' names.
async fn read_csv(site: &Site, query: &str) -> Vec<std::collections::HashMap<String, String>> {
    let path = format!("/api/admin/teacher-sessions?{query}");
    let file = site.as_admin(&path).await.expect(200);
    let text = file
        .text
        .strip_prefix('\u{feff}')
        .expect("a BOM")
        .to_owned();

    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn of_teacher<'a>(report: &'a Value, id: &str) -> &'a Value {
    let teachers = report["teachers"].as_array().unwrap();
    teachers
        .iter()
        .find(|teacher| teacher["teacherId"] == id)
        .unwrap()
}
