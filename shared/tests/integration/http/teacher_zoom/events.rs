//! What Zoom tells of a connected teacher: whose lesson it is, whatever the number, and that the app was removed.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};
use session_tracking::clock::Clock;
use session_tracking::store::BrokenCause;

use super::{TEACHER, begin_class, connected_school, connection, submit};
use crate::support::{Answer, Site};

const SECRET: &str = "test-only-teacher-secret-token";

/// Sends a body as the app by which teachers connect signs it.
async fn deliver(site: &Site, body: &Value, secret: &str) -> Answer {
    let body = body.to_string();
    let time = site.clock.now().timestamp().to_string();
    let key = Key::new(HMAC_SHA256, secret.as_bytes());
    let mac = sign(&key, format!("v0:{time}:{body}").as_bytes());
    let hex = mac
        .as_ref()
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));

    let request = site
        .request(reqwest::Method::POST, "/api/zoom/webhook")
        .header("content-type", "application/json")
        .header("x-zm-request-timestamp", time)
        .header("x-zm-signature", format!("v0={hex}"));
    site.send(request.body(body)).await
}

/// The lesson's meeting, `minute` after the test's 15:00.
fn event(name: &str, number: &str, keys: &Value, minute: i64, participant: &Value) -> Value {
    let start: DateTime<Utc> = "2026-11-23T15:00:00Z".parse().unwrap();
    let at = (start + TimeDelta::minutes(minute)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut object = json!({
        "uuid": "run-1==", "id": number, "host_id": "user-1", "start_time": at, "custom_keys": keys,
    });
    if name == "meeting.ended" {
        object["end_time"] = json!(at);
    }
    if !participant.is_null() {
        object["participant"] = participant.clone();
        object["participant"]["join_time"] = json!(at);
        object["participant"]["leave_time"] = json!(at);
    }

    json!({
        "event": name, "event_ts": 1_764_000_000_000_i64,
        "payload": { "account_id": "account-2", "object": object },
    })
}

/// A whole lesson of 40 minutes in a meeting with this number.
async fn hold_lesson(site: &Site, number: &str, keys: &Value) {
    let teacher = json!({ "id": "user-1", "user_id": "1", "user_name": "Ustaz" });
    let student = json!({ "registrant_id": "reg-1", "user_id": "2", "user_name": "Student" });
    for (name, minute, who) in [
        ("meeting.started", 1, &Value::Null),
        ("meeting.participant_joined", 1, &teacher),
        ("meeting.participant_joined", 2, &student),
        ("meeting.participant_left", 42, &student),
        ("meeting.participant_left", 42, &teacher),
        ("meeting.ended", 42, &Value::Null),
    ] {
        let event = event(name, number, keys, minute, who);
        deliver(site, &event, SECRET).await.expect(204);
    }
}

async fn open(site: &Site, answer: &Value) {
    let body = json!({ "token": answer["tracking_token"], "doc": "d1", "seq": 1 });
    site.post("/api/zoom/track", &body).await.expect(200);
}

/// The key that was given to Zoom with the first meeting.
fn keys_at_zoom(zoom: &crate::support::FakeZoom) -> Value {
    zoom.state().user.meetings["81000000001"]["settings"]["custom_keys"].clone()
}

#[tokio::test]
async fn a_lesson_is_measured_by_the_registration_of_its_student() {
    let (site, _zoom) = connected_school().await;
    let answer = begin_class(&site).await.expect(201).json();
    open(&site, &answer).await;
    site.clock.set("2026-11-23T15:43:00Z");

    hold_lesson(&site, "81000000001", &Value::Null).await;
    let session = site.record(1).await["session"].clone();
    assert_eq!(session["source"], "zoom", "{session}");
    assert_eq!(session["grade"], "A", "{session}");
    assert_eq!(session["durationMinutes"].as_i64().unwrap_or(40), 40);
}

#[tokio::test]
async fn an_event_belongs_to_the_lesson_whose_key_it_carries() {
    let (site, zoom) = connected_school().await;
    let answer = begin_class(&site).await.expect(201).json();
    open(&site, &answer).await;
    site.clock.set("2026-11-23T15:43:00Z");

    // The account forces its own number on the meeting.
    hold_lesson(&site, "1234567890", &keys_at_zoom(&zoom)).await;
    let session = site.record(1).await["session"].clone();
    assert_eq!(session["source"], "zoom", "{session}");
    assert_eq!(session["grade"], "A", "{session}");
}

#[tokio::test]
async fn a_key_that_nobody_knows_changes_nothing() {
    let (site, _zoom) = connected_school().await;
    let answer = begin_class(&site).await.expect(201).json();
    open(&site, &answer).await;
    site.clock.set("2026-11-23T15:43:00Z");
    let unknown = json!([{ "key": "lesson_key", "value": "of-another-program" }]);

    hold_lesson(&site, "1234567890", &unknown).await;
    assert_ne!(site.record(1).await["session"]["source"], "zoom");
    let events = "SELECT COUNT(*) FROM zoom_events WHERE meeting_id = '1234567890'";
    assert_eq!(site.store().read_number(events).await.unwrap(), 6);
}

#[tokio::test]
async fn a_lesson_keeps_its_host_after_the_teacher_disconnected() {
    let (site, _zoom) = connected_school().await;
    let answer = begin_class(&site).await.expect(201).json();
    open(&site, &answer).await;
    submit(&site, TEACHER, &[("action", "disconnect-zoom")]).await;
    site.clock.set("2026-11-23T15:43:00Z");

    hold_lesson(&site, "81000000001", &Value::Null).await;
    assert_eq!(site.record(1).await["session"]["grade"], "A");
}

fn removal(client: &str, at: &str) -> Value {
    json!({
        "event": "app_deauthorized",
        "payload": {
            "account_id": "account-2", "user_id": "user-1", "client_id": client, "signature": "s",
            "deauthorization_time": at, "event_ts": "1764000000000",
        },
    })
}

#[tokio::test]
async fn a_removed_app_leaves_no_tokens_and_the_teacher_is_told() {
    let (site, zoom) = connected_school().await;
    site.pass(60);
    let before = connection(&site, "ustaz1").await;

    // Of another app, not signed by ours, and of before the teacher connected.
    let other = removal("client-9", "2026-11-23T15:01:00Z");
    deliver(&site, &other, SECRET).await.expect(204);
    let ours = removal("client-2", "2026-11-23T15:01:00Z");
    deliver(&site, &ours, "not-the-secret-of-zoom")
        .await
        .expect(401);
    let earlier = removal("client-2", "2026-11-23T14:59:00Z");
    deliver(&site, &earlier, SECRET).await.expect(204);
    assert_eq!(connection(&site, "ustaz1").await, before);

    deliver(&site, &ours, SECRET).await.expect(204);
    let broken = connection(&site, "ustaz1").await.unwrap();
    assert_eq!(broken.sealed_tokens.expose(), "");
    assert_eq!(broken.broken_cause, Some(BrokenCause::Deauthorized));
    super::page(&site, TEACHER, "/teacher")
        .await
        .part("#zoom")
        .expect_texts(&["The app was removed in Zoom.", "Connect Zoom again"]);

    // It comes once more after the teacher has connected again.
    site.pass(60);
    super::connect(&site, &zoom, TEACHER).await;
    deliver(&site, &ours, SECRET).await.expect(204);
    assert_eq!(connection(&site, "ustaz1").await.unwrap().broken_at, None);
}

#[tokio::test]
async fn zooms_question_is_answered_with_the_secret_that_signed_it() {
    let (site, _zoom) = connected_school().await;
    let body = json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "abc" } });
    let answer = deliver(&site, &body, SECRET).await.expect(200).json();
    let key = Key::new(HMAC_SHA256, SECRET.as_bytes());
    let hex = sign(&key, b"abc")
        .as_ref()
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(answer["encryptedToken"], hex);
}
