//! `POST /api/zoom/webhook`: who is believed, and what a meeting makes of its sessions.

mod absences;
mod access;
mod asked;
mod asked_by_sweep;
mod cases;
mod claims;
mod denied;
mod doubts;
mod hosts;
mod imports;
mod late;
mod later_columns;
mod lessons;
mod log;
mod personal;
mod rooms;
mod school_accounts;
mod silence;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};
use session_tracking::clock::Clock;

use crate::support::{Answer, Site};

const PATH: &str = "/api/zoom/webhook";
const SECRET: &str = "test-only-zoom-secret-token";
const MEETING: &str = "12345678901";

async fn school() -> Site {
    Site::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)]).await
}

/// Sends a body as Zoom signs it at this time.
async fn send_signed(site: &Site, body: &str, secret: &str, signed_at: DateTime<Utc>) -> Answer {
    let time = signed_at.timestamp().to_string();
    let hex = keyed_hash(secret, &format!("v0:{time}:{body}"));

    let request = site
        .request(reqwest::Method::POST, PATH)
        .header("content-type", "application/json")
        .header("x-zm-request-timestamp", time)
        .header("x-zm-signature", format!("v0={hex}"));

    site.send(request.body(body.to_owned())).await
}

/// HMAC-SHA256 as hexadecimal digits.
fn keyed_hash(secret: &str, text: &str) -> String {
    let key = Key::new(HMAC_SHA256, secret.as_bytes());
    let mac = sign(&key, text.as_bytes());
    let bytes = mac.as_ref().iter();
    bytes.fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

async fn deliver(site: &Site, body: &Value) -> Answer {
    send_signed(site, &body.to_string(), SECRET, site.clock.now()).await
}

async fn deliver_all(site: &Site, events: &[Value]) {
    for event in events {
        deliver(site, event).await.expect(204);
    }
}

/// An event of the meeting's instance `uuid`, `minute` after the test's 15:00.
fn event(name: &str, uuid: &str, participant: &str, minute: i64) -> Value {
    let start: DateTime<Utc> = "2026-11-23T15:00:00Z".parse().unwrap();
    let at = start + TimeDelta::minutes(minute);
    let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);

    let mut object = json!({
        "uuid": uuid, "id": MEETING, "host_id": "host-1", "topic": "Lesson", "type": 2,
        "start_time": at, "timezone": "UTC", "duration": 60,
    });
    let event = match name {
        "joined" => {
            object["participant"] = participation(participant, "join_time", &at);
            "meeting.participant_joined"
        }
        "left" => {
            object["participant"] = participation(participant, "leave_time", &at);
            "meeting.participant_left"
        }
        "ended" => {
            object["end_time"] = json!(at);
            "meeting.ended"
        }
        "started" => "meeting.started",
        other => panic!("no event {other}"),
    };

    json!({
        "event": event, "event_ts": 1_764_000_000_000_i64,
        "payload": { "account_id": "account-1", "object": object },
    })
}

fn participation(participant: &str, time: &str, at: &str) -> Value {
    let id = if participant == "host" { "host-1" } else { "" };
    json!({
        "user_id": participant, "participant_uuid": format!("P-{participant}"), "id": id,
        "user_name": format!("Person {participant}"), "email": "", time: at,
    })
}

/// The events of one instance.
fn events(uuid: &str, events: &[(&str, &str, i64)]) -> Vec<Value> {
    let events = events.iter();
    events
        .map(|(name, participant, minute)| event(name, uuid, participant, *minute))
        .collect()
}

/// A whole lesson: the teacher from minute 1 to 45, the student from minute 2 to 44.
fn lesson() -> Vec<Value> {
    events(
        "u1==",
        &[
            ("started", "host", 1),
            ("joined", "host", 1),
            ("joined", "s1", 2),
            ("left", "s1", 44),
            ("left", "host", 45),
            ("ended", "host", 45),
        ],
    )
}

/// Teacher ustaz1 sends a student a link into the meeting. Returns its token.
async fn send_link(site: &Site, student: &str) -> String {
    let link = json!({ "link": format!("https://zoom.us/j/{MEETING}?pwd=a.1") });
    let created = site.create(student, &link).await.expect(201).json();
    created["tracking_token"].as_str().unwrap().to_owned()
}

async fn session(site: &Site, id: i64) -> Value {
    site.record(id).await["session"].clone()
}

async fn count_rows(site: &Site, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    site.store().read_number(&sql).await.unwrap()
}

/// Sweeps again and again, two hours apart.
async fn sweep_times(site: &Site, times: usize) {
    for _ in 0..times {
        site.pass(7200);
        site.sweep().await.expect(200);
    }
}
