//! A tour through every endpoint, as the people of a school take it.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use session_tracking::clock::Clock;
use session_tracking::domain::{PresenceParameters, StoredTimes};

use crate::support::{LINK, Site};

const ZOOM_SECRET: &str = "test-only-zoom-secret-token";

/// A school that Zoom tells of its meetings.
pub(super) async fn school() -> Site {
    Site::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", ZOOM_SECRET)]).await
}

/// Two lessons from their links to their ends, and everybody who looks at them.
pub(super) async fn take_tour(site: &Site, kind: &str) {
    println!("{kind}: a lesson that its page ends");
    let token = create(site).await;
    site.get(&format!("/api/zoom/track?token={token}"))
        .await
        .expect(200);
    site.join(&token).await.expect(200);
    site.attend(&token, 300).await;
    let ended = site.end(&token, &json!({})).await.expect(200).json();
    assert_eq!(ended["durationSeconds"], 300, "{kind}: {ended}");

    println!("{kind}: a lesson that falls silent");
    site.pass(700);
    let silent = create(site).await;
    site.join(&silent).await.expect(200);
    site.attend(&silent, 60).await;
    let start = webhook(site, "meeting.started").await;
    assert_eq!(start, 204, "{kind}");
    site.pass(20_000);

    look_at_everything(site, kind).await;
    let report = site.run_schedule().await;
    assert_eq!(report["success"], true, "{kind}: {report}");
    assert_eq!(report["remaining"], 0, "{kind}: {report}");
    look_at_everything(site, kind).await;

    let sessions = site.list("limit=100").await;
    let timed_out = find(&sessions, "timeout");
    assert_eq!(timed_out["durationSeconds"], 60, "{kind}: {timed_out}");

    println!("{kind}: a migration's last steps");
    let rules = PresenceParameters::new(
        Duration::from_secs(30),
        Duration::from_hours(2),
        Duration::from_hours(3),
    );
    let store = site.store();
    for times in StoredTimes::ALL {
        store.restate_times(times).await.unwrap();
    }
    store
        .backfill(site.clock.now(), &rules, |_| ())
        .await
        .unwrap();
}

/// The first session of student 1 in this status.
fn find<'s>(list: &'s Value, status: &str) -> &'s Value {
    let sessions = list["sessions"].as_array().unwrap();
    let found = sessions
        .iter()
        .find(|session| session["status"] == status && session["studentId"] == 1);
    found.unwrap_or_else(|| panic!("no {status}: {list}"))
}

async fn create(site: &Site) -> String {
    let link = format!("{LINK}{}", site.clock.now().timestamp_micros());
    let answer = site.create("1", &json!({ "link": link })).await;
    answer.expect(201).json()["tracking_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn look_at_everything(site: &Site, kind: &str) {
    println!("{kind}: everybody looks");
    for path in [
        "/api/admin/teacher-sessions",
        "/api/admin/teacher-sessions?sort=student",
        "/api/admin/teacher-sessions?sort=duration&status=timeout",
        "/api/admin/teacher-sessions?status=active",
        "/api/admin/teacher-sessions?status=sent",
        "/api/admin/teacher-sessions?q=amina",
        "/api/admin/teacher-sessions?q=%E1%88%80%F0%9F%98%80",
        "/api/admin/teacher-sessions?teacherId=%E1%88%80%F0%9F%98%80",
        "/api/admin/teacher-sessions?teacherId=ustaz1",
        "/api/admin/teacher-sessions?format=csv",
        "/api/admin/teacher-sessions?report=teachers&month=2026-11",
        "/admin/teacher-monitoring",
        "/admin/teacher-monitoring?status=ended",
        "/admin/teacher-monitoring?q=%F0%9F%98%80",
        "/admin/teacher-monitoring?view=months&month=2026-11",
        "/admin/teacher-monitoring?view=hosts",
        "/admin/teacher-monitoring?view=sweep",
        "/api/health/session-tracking",
    ] {
        let answer = site.as_admin(path).await;
        assert!(
            answer.status == 200,
            "{kind}: {path}: {} {}",
            answer.status,
            answer.text
        );
    }

    let teacher = site.request_as(("ustaz1", "teacher"), Method::GET, "/teacher");
    site.send(teacher).await.expect(200);
    // Nobody has this name in any character set.
    let form = [
        ("username", "\u{1200}\u{1f600}"),
        ("password", "x"),
        ("next", ""),
    ];
    let sign_in = site
        .request(Method::POST, "/sign-in")
        .header("sec-fetch-site", "same-origin")
        .form(&form);
    let status = site.send(sign_in).await.status;
    assert!(status == 401 || status == 429, "{kind}: {status}");

    let list = site.list("limit=1").await;
    let id = list["sessions"][0]["id"].as_i64().unwrap();
    site.record(id).await;
}

/// Zoom tells of the meeting of the link.
async fn webhook(site: &Site, event: &str) -> u16 {
    use ring::hmac::{HMAC_SHA256, Key, sign};

    let now = site.clock.now();
    let body = json!({
        "event": event,
        "event_ts": now.timestamp_millis(),
        "payload": { "account_id": "acc", "object": {
            "id": "12345678901", "uuid": "u1", "host_id": "h1", "topic": "t", "type": 2,
            "start_time": now.format("%FT%TZ").to_string(), "duration": 60, "timezone": "UTC",
        }},
    })
    .to_string();
    let time = now.timestamp().to_string();
    let key = Key::new(HMAC_SHA256, ZOOM_SECRET.as_bytes());
    let mac = sign(&key, format!("v0:{time}:{body}").as_bytes());
    let hex = mac
        .as_ref()
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));

    let request = site
        .request(Method::POST, "/api/zoom/webhook")
        .header("content-type", "application/json")
        .header("x-zm-request-timestamp", time)
        .header("x-zm-signature", format!("v0={hex}"));
    site.send(request.body(body)).await.status.as_u16()
}
