//! Several instances of one meeting.

use serde_json::{Value, json};

use super::{deliver_all, events, lesson, school, send_link, session};
use crate::support::expect_json;

/// Minutes.
const DAY: i64 = 24 * 60;

#[tokio::test]
async fn a_room_that_is_used_again_is_split_by_its_links() {
    let site = school().await;
    send_link(&site, "1").await;
    deliver_all(&site, &lesson()).await;

    site.pass(50 * 60);
    send_link(&site, "2").await;
    let meeting = [
        ("started", "host", 51),
        ("joined", "host", 51),
        ("joined", "s2", 53),
        ("left", "s2", 80),
        ("ended", "host", 81),
    ];
    deliver_all(&site, &events("u2==", &meeting)).await;

    let first = session(&site, 1).await;
    expect_json!(first, @r#"{ "durationSeconds": 2520, "status": "ended" }"#);
    let second = session(&site, 2).await;
    expect_json!(second, @r#"{ "durationSeconds": 1620, "status": "ended" }"#);
}

#[tokio::test]
async fn a_meeting_that_begins_again_is_one_lesson_without_the_gap() {
    let site = school().await;
    let token = send_link(&site, "1").await;
    site.join(&token).await.expect(200);
    deliver_all(&site, &lesson()).await;
    assert_eq!(session(&site, 1).await["status"], "ended");

    let begin = [("started", "host", 47), ("joined", "s1", 47)];
    deliver_all(&site, &events("u2==", &begin)).await;
    assert_eq!(session(&site, 1).await["status"], "active");

    let end = [("left", "s1", 57), ("ended", "host", 57)];
    deliver_all(&site, &events("u2==", &end)).await;
    let over = session(&site, 1).await;
    expect_json!(over, @r#"{ "status": "ended", "durationSeconds": 3120 }"#);
}

/// The same events of a student with a registration.
fn registered(mut events: Vec<Value>) -> Vec<Value> {
    for event in &mut events {
        let participant = &mut event["payload"]["object"]["participant"];
        if participant["user_name"] != "host" && participant.is_object() {
            participant["registrant_id"] = json!("registrant-1");
        }
    }

    events
}

#[tokio::test]
async fn a_lesson_before_those_that_are_measured_anew_keeps_its_student() {
    let site = school().await;
    // The next student's link is sent early, before the first one comes.
    let token = send_link(&site, "1").await;
    site.join(&token).await.expect(200);
    site.pass(12 * 60);
    send_link(&site, "2").await;
    let first = [
        ("started", "host", 20),
        ("joined", "s1", 20),
        ("left", "s1", 50),
    ];
    deliver_all(&site, &registered(events("u1==", &first))).await;

    // A day later the first student's link is sent late.
    site.pass((DAY - 12) * 60);
    let token = send_link(&site, "2").await;
    site.join(&token).await.expect(200);
    let began = [("started", "host", DAY + 20), ("joined", "s1", DAY + 20)];
    deliver_all(&site, &registered(events("u2==", &began))).await;
    site.pass(25 * 60);
    send_link(&site, "1").await;
    let over = [("left", "s1", DAY + 60), ("ended", "host", DAY + 60)];
    deliver_all(&site, &registered(events("u2==", &over))).await;
    assert_eq!(session(&site, 4).await["durationSeconds"], 2400);

    // One more day later only a part of the first day is read.
    site.pass((DAY - 20) * 60);
    let later = [
        ("started", "host", 2 * DAY + 5),
        ("joined", "host", 2 * DAY + 5),
    ];
    deliver_all(&site, &events("u3==", &later)).await;
    assert_eq!(session(&site, 4).await["durationSeconds"], 2400);
}
