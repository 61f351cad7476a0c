//! Whose lesson a meeting was, where more than one lays claim to it, and whose an account is.

use serde_json::Value;
use session_tracking::clock::Clock;

use super::cases::{Page, input, lesson};
use super::{SECRET, school, send_signed};
use crate::support::{Row, Site, insert};

pub(super) const HOST: &str = "u:HOSTTEACHER1000000000A";
pub(super) const ALTERNATIVE_HOST: &str = "u:ALTTEACHER200000000000";

/// A lesson of another teacher, who posted the number of the same meeting.
pub(super) fn rival() -> Row {
    lesson(Page::Opened)
        .teacher("ustaz2")
        .student(2)
        .set("tracking_token", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb1")
        .opened_at("2026-11-23 15:01:50")
}

/// Records that an account taught two students of a teacher.
async fn know_teacher(site: &Site, person: &str, teacher: &str) {
    let sql = format!(
        "INSERT INTO zoom_known_people (person, role, session_id, student, teacher, seen_at)
        VALUES ('{person}', 'teacher', 901, 11, '{teacher}', '2026-11-20 10:00:00'),
            ('{person}', 'teacher', 902, 12, '{teacher}', '2026-11-21 10:00:00')"
    );
    site.store().execute_script(&sql).await.unwrap();
}

pub(super) async fn deliver_input(site: &Site, name: &str) {
    for line in input(name).lines() {
        send_signed(site, line, SECRET, site.clock.now())
            .await
            .expect(204);
    }
}

pub(super) async fn session(site: &Site, id: i64) -> Value {
    site.record(id).await["session"].clone()
}

#[tokio::test]
async fn a_posted_number_takes_no_lesson_from_the_teacher_who_is_known_to_hold_it() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened), rival()]).await;
    know_teacher(&site, HOST, "ustaz1").await;
    deliver_input(&site, "20").await;

    let own = session(&site, 1).await;
    assert_eq!(own["durationSeconds"], 2520, "{own}");
    assert_eq!(own["grade"], "A", "{own}");

    let other = session(&site, 2).await;
    assert_eq!(other["source"], "page", "{other}");
    assert_eq!(other["noShow"], Value::Null, "{other}");
}

#[tokio::test]
async fn where_nobody_is_known_to_hold_a_meeting_neither_of_two_teachers_has_it_for_sure() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened), rival()]).await;
    deliver_input(&site, "20").await;
    site.pass(3 * 3600);
    site.sweep().await.expect(200);

    for id in [1, 2] {
        let session = session(&site, id).await;
        assert_ne!(session["grade"], "A", "{session}");
        assert_eq!(session["noShow"], Value::Null, "{session}");
    }
}

#[tokio::test]
async fn a_meeting_of_another_known_teacher_is_nobodys_sure_lesson() {
    let site = school().await;
    insert(site.store(), [rival()]).await;
    know_teacher(&site, HOST, "ustaz1").await;
    deliver_input(&site, "20").await;

    let record = site.record(1).await;
    assert_eq!(record["session"]["grade"], "C", "{record}");
    assert_eq!(record["session"]["lowSeconds"], 0, "{record}");
    let why = record["why"].as_str().unwrap();
    assert!(why.contains("another lesson has an equal claim"), "{why}");
}

#[tokio::test]
async fn a_teacher_who_comes_as_an_alternative_host_is_known_by_the_account() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    know_teacher(&site, ALTERNATIVE_HOST, "ustaz1").await;
    deliver_input(&site, "31a").await;

    let session = session(&site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
    assert_eq!(session["grade"], "A", "{session}");
    assert_eq!(session["noShow"], Value::Null, "{session}");
}

#[tokio::test]
async fn lessons_with_two_students_show_whose_an_account_is() {
    let site = school().await;
    for (student, token) in [(1, "1"), (2, "2")] {
        let row = lesson(Page::Opened)
            .student(student)
            .set("zoom_meeting_id", format!("1234567890{token}"))
            .set("tracking_token", token.repeat(32));
        insert(site.store(), [row]).await;
        let tapped = format!(
            "INSERT INTO session_events (session_id, event_at, received_at, party, source, kind, dedupe_key)
            VALUES ({student}, '2026-11-23 15:01:50', '2026-11-23 15:01:50', 'student', 'page', 'zoom_tapped', 'tap{token}')"
        );
        site.store().execute_script(&tapped).await.unwrap();

        for line in input("31a").lines() {
            let line = line
                .replace("12345678901", &format!("1234567890{token}"))
                .replace("uuidLesson1", &format!("uuidLesson{token}"));
            send_signed(&site, &line, SECRET, site.clock.now())
                .await
                .expect(204);
        }
    }

    let known =
        "SELECT COUNT(*) FROM zoom_known_people WHERE role = 'teacher' AND teacher = 'ustaz1'";
    assert_eq!(site.store().read_number(known).await.unwrap(), 2);
}
