//! A believable school for an empty database: people, and three weeks of lessons of every status.

pub(crate) mod evidence;
mod lesson;
mod stories;
mod timetable;

use std::fmt::Write;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use session_tracking::domain::{PresenceParameters, SchoolCalendar};
use session_tracking::store::{Store, StoreError};

use self::lesson::{Lesson, Life};

const TEACHERS: [(&str, &str); 3] = [
    ("ustaz1", "Ustaz Ahmed Yusuf"),
    ("ustaz2", "Ustaza Maryam Ali"),
    ("ustaz3", "Ustaz Ibrahim Kedir"),
];

/// Id, name, chat, teacher. Student 3 has no chat.
const STUDENTS: [(i64, &str, Option<&str>, &str); 8] = [
    (1, "Amina Hassan", Some("700000001"), "ustaz1"),
    (2, "Yusuf Bekele", Some("700000002"), "ustaz1"),
    (3, "Khadija Omar", None, "ustaz1"),
    (4, "Bilal Tesfaye", Some("700000004"), "ustaz2"),
    (5, "Fatima Nuru", Some("700000005"), "ustaz2"),
    (6, "Salim Abdi", Some("700000006"), "ustaz3"),
    (7, "Hawa Idris", Some("700000007"), "ustaz3"),
    (8, "Zahra Kemal", Some("700000008"), "ustaz3"),
];

const DAYS: i64 = 21;

/// The password of the admin and the teachers of the demo school.
pub(crate) const PASSWORD: &str = "demo";
/// Its bcrypt hash, as bcryptjs made it.
const PASSWORD_HASH: &str = "$2b$10$eaLVBW78cEdH5oDjUt9mb.xgrFjk6G4Xqp9GgOiE3gY84PvQafy/O";

/// Writes the school if there are neither students nor sessions. Returns whether it did.
pub(crate) async fn seed(
    store: &Store,
    calendar: &SchoolCalendar,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if !store.is_empty().await? {
        return Ok(false);
    }

    store.execute_script(&people()).await?;
    let timetable = timetable::timetable(midnight_before(now), calendar);
    store.execute_script(&timetable).await?;

    let mut sessions = String::new();
    let mut events = String::new();

    for lesson in lessons(now) {
        lesson.write(&mut sessions, &mut events);
    }

    store.execute_script(&sessions).await?;
    store.execute_script(&events).await?;

    Ok(true)
}

/// The rules of the demo's past, whatever the server is set to: its lessons are written for these.
fn parameters() -> PresenceParameters {
    PresenceParameters::new(
        Duration::from_secs(30),
        Duration::from_hours(2),
        Duration::from_hours(3),
    )
}

fn people() -> String {
    let mut sql = format!(
        "INSERT INTO admin (id, name, username, passcode, role) VALUES ('admin1', 'School Office', 'admin1', '{PASSWORD_HASH}', 'admin');\n"
    );

    for (id, name) in TEACHERS {
        let _ = writeln!(
            sql,
            "INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname, password) VALUES ('{id}', '{name}', '{PASSWORD_HASH}');"
        );
    }

    for (id, name, chat, teacher) in STUDENTS {
        let chat = chat.map_or("NULL".to_owned(), |chat| format!("'{chat}'"));
        let _ = writeln!(
            sql,
            "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES ({id}, '{name}', {chat}, '{teacher}');"
        );
    }

    sql
}

fn midnight_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::seconds(i64::from(now.num_seconds_from_midnight()))
}

/// Draws a lesson for each student and day, but for one free day a week. The same day always gives the same lessons.
fn lessons(now: DateTime<Utc>) -> Vec<Lesson> {
    let mut all = Vec::new();
    let midnight = midnight_before(now);

    for day in (1..=DAYS).rev() {
        for (student, _, chat, teacher) in STUDENTS {
            if (day + student) % 7 == 0 {
                continue;
            }

            let dice = (day * 7919 + student * 104_729) % 100;
            let minutes = timetable::planned_minutes(student) + dice % 9;
            let (life, seconds) = past_life(dice);

            all.push(Lesson {
                id: 0,
                student,
                teacher,
                sent_at: midnight - TimeDelta::days(day) + TimeDelta::minutes(minutes),
                life,
                seconds,
                delivery: if chat.is_some() { "sent" } else { "no_chat_id" },
            });
        }
    }

    all.extend(lessons_of_now(now));
    all.sort_by_key(|lesson| lesson.sent_at);

    for (id, lesson) in (1..).zip(&mut all) {
        lesson.id = id;
    }

    all
}

/// What became of a lesson of the past, and its length in seconds.
fn past_life(dice: i64) -> (Life, i64) {
    match dice {
        0..8 => (Life::NotOpened, 0),
        8..60 => (Life::Finished, 1500 + dice * 31),
        60..85 => (Life::Closed, 1200 + dice * 27),
        _ => (Life::TimedOut, 300 + dice * 20),
    }
}

/// One lesson that goes on, and one whose link was sent a moment ago.
fn lessons_of_now(now: DateTime<Utc>) -> [Lesson; 2] {
    let live = Lesson {
        id: 0,
        student: 5,
        teacher: "ustaz2",
        sent_at: now - TimeDelta::minutes(23),
        life: Life::Live,
        seconds: 1290,
        delivery: "sent",
    };
    let waiting = Lesson {
        id: 0,
        student: 6,
        teacher: "ustaz3",
        sent_at: now - TimeDelta::minutes(4),
        life: Life::NotOpened,
        seconds: 0,
        delivery: "sent",
    };

    [live, waiting]
}
