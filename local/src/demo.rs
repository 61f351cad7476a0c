//! A believable school for an empty database: people, and three weeks of lessons of every status.

use std::fmt::Write;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use session_tracking::domain::{
    EndReason, EvidenceKind, MeasuredTime, Presence, PresenceParameters,
};
use session_tracking::store::{Store, StoreError};

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

/// With what the admin and the teachers of the demo school sign in.
pub(crate) const PASSWORD: &str = "demo";
/// Its bcrypt hash, as bcryptjs made it.
const PASSWORD_HASH: &str = "$2b$10$eaLVBW78cEdH5oDjUt9mb.xgrFjk6G4Xqp9GgOiE3gY84PvQafy/O";

#[derive(Clone, Copy)]
enum Life {
    NotOpened,
    Finished,
    Closed,
    TimedOut,
    Live,
}

struct Lesson {
    id: i64,
    student: i64,
    teacher: &'static str,
    sent_at: DateTime<Utc>,
    life: Life,
    seconds: i64,
    delivery: &'static str,
}

/// Writes the school if there are neither students nor sessions. Returns whether it did.
pub(crate) async fn seed(store: &Store, now: DateTime<Utc>) -> Result<bool, StoreError> {
    if !store.is_empty().await? {
        return Ok(false);
    }

    store.execute_script(&people()).await?;
    let (mut sessions, mut events) = (String::new(), String::new());

    for lesson in lessons(now) {
        lesson.write(&mut sessions, &mut events);
    }

    store.execute_script(&sessions).await?;
    store.execute_script(&events).await?;

    Ok(true)
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

/// One lesson a student and day, but for a free day a week; always the same for the same day.
fn lessons(now: DateTime<Utc>) -> Vec<Lesson> {
    let mut all = Vec::new();
    let midnight = now - TimeDelta::seconds(i64::from(now.num_seconds_from_midnight()));

    for day in (1..=DAYS).rev() {
        for (student, _, chat, teacher) in STUDENTS {
            let dice = (day * 7919 + student * 104_729) % 100;
            if (day + student) % 7 == 0 {
                continue;
            }

            let sent_at = midnight - TimeDelta::days(day)
                + TimeDelta::minutes(13 * 60 + student * 35 + dice % 9);
            let (life, seconds) = match dice {
                0..8 => (Life::NotOpened, 0),
                8..60 => (Life::Finished, 1500 + dice * 31),
                60..85 => (Life::Closed, 1200 + dice * 27),
                _ => (Life::TimedOut, 300 + dice * 20),
            };
            let delivery = if chat.is_some() { "sent" } else { "no_chat_id" };

            all.push(Lesson {
                id: 0,
                student,
                teacher,
                sent_at,
                life,
                seconds,
                delivery,
            });
        }
    }

    all.push(Lesson {
        id: 0,
        student: 5,
        teacher: "ustaz2",
        sent_at: now - TimeDelta::minutes(23),
        life: Life::Live,
        seconds: 1290,
        delivery: "sent",
    });

    all.push(Lesson {
        id: 0,
        student: 6,
        teacher: "ustaz3",
        sent_at: now - TimeDelta::minutes(4),
        life: Life::NotOpened,
        seconds: 0,
        delivery: "sent",
    });

    all.sort_by_key(|lesson| lesson.sent_at);
    (1..).zip(&mut all).for_each(|(id, lesson)| lesson.id = id);

    all
}

impl Lesson {
    fn write(&self, sessions: &mut String, events: &mut String) {
        let clicked_at = self.sent_at + TimeDelta::seconds(40 + self.student * 11);
        let last_sign_at = clicked_at + TimeDelta::seconds(self.seconds);
        let presence = Presence {
            last_sign_at,
            ..Presence::from(clicked_at)
        };
        // As by default: nothing here depends on it but the band of what timed out.
        let rules = PresenceParameters::new(
            Duration::from_secs(30),
            Duration::from_hours(2),
            Duration::from_hours(3),
        );

        let (status, kind, reason, figures) = match self.life {
            Life::NotOpened | Life::Live => ("active", None, None, None),
            Life::Finished => (
                "ended",
                Some(EvidenceKind::Finished),
                Some(EndReason::Finished),
                Some(MeasuredTime::measured_by_page(
                    &presence,
                    Some(true),
                    &rules,
                )),
            ),
            Life::Closed => (
                "ended",
                Some(EvidenceKind::Closed),
                Some(EndReason::Closed),
                Some(MeasuredTime::measured_by_page(
                    &presence,
                    Some(false),
                    &rules,
                )),
            ),
            Life::TimedOut => (
                "timeout",
                Some(EvidenceKind::TimedOut),
                None,
                Some(MeasuredTime::measured_so_far(&presence, &rules)),
            ),
        };

        let opened = !matches!(self.life, Life::NotOpened);
        let (start, end) = (
            opened.then_some(clicked_at),
            opened.then_some(presence.last_sign_at),
        );
        let figure = |read: fn(&MeasuredTime) -> i64| {
            figures.map_or("NULL".to_owned(), |figures| read(&figures).to_string())
        };
        let _ = writeln!(
            sessions,
            "INSERT INTO wpos_zoom_links (id, studentid, ustazid, link, tracking_token, sent_time, expiration_date, clicked_at, \
             last_activity_at, session_status, session_ended_at, session_duration_seconds, session_duration_minutes, \
             duration_low_seconds, duration_high_seconds, duration_source, end_reason, notification_status, notified_at, \
             zoom_meeting_id, report) VALUES ({}, {}, '{}', 'https://zoom.us/j/8000000{:04}', '{:032X}', {}, {}, {}, {}, '{status}', {}, \
             {}, {}, {}, {}, {}, {}, '{}', {}, '8000000{:04}', 0);",
            self.id,
            self.student,
            self.teacher,
            self.student,
            0xDE40_0000_0000_u64 + self.id.unsigned_abs(),
            time(Some(self.sent_at)),
            time(Some(self.sent_at + TimeDelta::hours(48))),
            time(start),
            time(end),
            time(end.filter(|_| figures.is_some())),
            figure(|f| f.seconds),
            figure(MeasuredTime::minutes),
            figure(|f| f.low_seconds),
            figure(|f| f.high_seconds),
            figures.map_or("NULL", |_| "'page'"),
            reason.map_or("NULL".to_owned(), |r| format!("'{}'", r.as_str())),
            self.delivery,
            time(Some(self.sent_at)),
            self.student,
        );

        for (at, kind) in [(start, Some(EvidenceKind::Joined)), (end, kind)] {
            if let (Some(_), Some(kind)) = (at, kind) {
                let (id, name) = (self.id, kind.as_str());
                let (party, source) = if kind == EvidenceKind::TimedOut {
                    ("system", "sweep")
                } else {
                    ("student", "page")
                };
                let _ = writeln!(
                    events,
                    "INSERT INTO session_events (session_id, event_at, received_at, party, source, kind, dedupe_key) \
                     VALUES ({id}, {0}, {0}, '{party}', '{source}', '{name}', '{id}:demo:{name}');",
                    time(at),
                );
            }
        }
    }
}

fn time(at: Option<DateTime<Utc>>) -> String {
    at.map_or("NULL".to_owned(), |at| at.format("'%F %T'").to_string())
}
