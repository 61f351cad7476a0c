//! `POST /api/zoom/webhook`: who is believed, and what a meeting makes of its sessions.

use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};
use session_tracking::clock::Clock;

use crate::support::{Answer, Database, Site, expect_json};

const PATH: &str = "/api/zoom/webhook";
const ZOOM: &str = "test-only-zoom-secret-token";
const LIST: &str = "/api/admin/teacher-sessions";
const MEETING: &str = "12345678901";

pub(super) async fn school() -> Site {
    Site::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", ZOOM)]).await
}

async fn send_signed(site: &Site, body: &str, secret: &str, signed_at: DateTime<Utc>) -> Answer {
    let time = signed_at.timestamp().to_string();
    let mac = sign(
        &Key::new(HMAC_SHA256, secret.as_bytes()),
        format!("v0:{time}:{body}").as_bytes(),
    );
    let hex = mac
        .as_ref()
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let request = site
        .request(reqwest::Method::POST, PATH)
        .header("content-type", "application/json");

    let request = request
        .header("x-zm-request-timestamp", time)
        .header("x-zm-signature", format!("v0={hex}"));

    site.send(request.body(body.to_owned())).await
}

pub(super) async fn deliver(site: &Site, body: &Value) -> Answer {
    send_signed(site, &body.to_string(), ZOOM, site.clock.now()).await
}

/// An event of the meeting's instance `uuid`, `minute` after the test's 15:00.
fn event(name: &str, uuid: &str, who: &str, minute: i64) -> Value {
    let at = "2026-11-23T15:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minute);
    let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let mut object = json!({ "uuid": uuid, "id": MEETING, "host_id": "host-1", "topic": "Lesson", "type": 2,
        "start_time": at, "timezone": "UTC", "duration": 60 });

    match name {
        "started" => {}
        "ended" => object["end_time"] = json!(at),
        _ => {
            let time = if name == "joined" {
                "join_time"
            } else {
                "leave_time"
            };
            let id = if who == "host" { "host-1" } else { "" };
            object["participant"] = json!({ "user_id": who, "participant_uuid": format!("P-{who}"), "id": id,
                "user_name": "Anybody", "email": "", time: at });
        }
    }

    let name = if matches!(name, "joined" | "left") {
        format!("participant_{name}")
    } else {
        name.to_owned()
    };

    json!({ "event": format!("meeting.{name}"), "event_ts": 1_764_000_000_000_i64,
        "payload": { "account_id": "account-1", "object": object } })
}

/// A whole lesson: the teacher from minute 1 to 45, the student from minute 2 to 44.
pub(super) fn lesson() -> Vec<Value> {
    [
        ("started", "host", 1),
        ("joined", "host", 1),
        ("joined", "s1", 2),
        ("left", "s1", 44),
        ("left", "host", 45),
        ("ended", "host", 45),
    ]
    .map(|(name, who, minute)| event(name, "u1==", who, minute))
    .into()
}

pub(super) async fn record(site: &Site, id: i64) -> Value {
    site.list(&format!("session={id}")).await
}

pub(super) async fn link(site: &Site, student: &str) -> String {
    let link = format!("https://zoom.us/j/{MEETING}?pwd=a.1");
    let body = json!({ "link": link });

    site.create(student, &body).await.expect(201).json()["tracking_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn only_zoom_is_believed() {
    let site = school().await;
    link(&site, "1").await;
    let body = event("joined", "u1==", "s1", 1).to_string();
    let now = site.clock.now();

    send_signed(&site, &body, "another-secret-token", now)
        .await
        .expect(401);

    send_signed(&site, &body, ZOOM, now - TimeDelta::hours(3))
        .await
        .expect(401);

    send_signed(&site, &body, ZOOM, now + TimeDelta::hours(1))
        .await
        .expect(401);

    site.post(PATH, &event("joined", "u1==", "s1", 1))
        .await
        .expect(401);

    assert_eq!(
        site.store()
            .read_number("SELECT COUNT(*) FROM zoom_events")
            .await
            .unwrap(),
        0
    );

    for bad in [
        "",
        "{",
        "[]",
        "{\"event\":\"meeting.started\",\"payload\":{}}",
    ] {
        send_signed(&site, bad, ZOOM, now).await.expect(400);
    }

    deliver(
        &site,
        &json!({ "event": "user.created", "payload": { "account_id": "a" } }),
    )
    .await
    .expect(204);

    send_signed(&site, &body, ZOOM, now).await.expect(204);
    assert_eq!(
        site.store()
            .read_number("SELECT COUNT(*) FROM zoom_events")
            .await
            .unwrap(),
        1
    );

    let question =
        json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "abc" } });
    let answer = deliver(&site, &question).await.expect(200).json();

    assert_eq!(
        (
            &answer["plainToken"],
            answer["encryptedToken"].as_str().unwrap().len()
        ),
        (&json!("abc"), 64)
    );
}

#[tokio::test]
async fn a_webhook_without_a_long_enough_secret_is_closed() {
    for secret in ["", "short"] {
        let site = Site::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", secret)]).await;
        let body = event("joined", "u1==", "s1", 1).to_string();
        send_signed(&site, &body, secret, site.clock.now())
            .await
            .expect(503);
    }
}

#[tokio::test]
async fn zooms_minutes_are_the_lessons_whatever_the_page_saw() {
    let site = school().await;
    let token = link(&site, "1").await;
    site.pass(60);
    site.join(&token).await.expect(200);

    // The page is closed as soon as Zoom opens.
    site.pass(60);
    site.end(&token, &json!({ "reason": "closed" }))
        .await
        .expect(200);

    let mut events = lesson();
    let end = events.split_off(3);

    for one in &events {
        deliver(&site, one).await.expect(204);
    }

    let running = record(&site, 1).await;
    assert_eq!(running["session"]["status"], "active", "{running}");

    // Silent for hours: Zoom says that it goes on.
    site.pass(3 * 3600);
    let report = site.sweep().await.expect(200).json();

    expect_json!(report, @r#"{ "sessionsEnded": 0, "remaining": 0 }"#);

    assert_eq!(record(&site, 1).await["session"]["phase"], "away");
    for one in &end {
        deliver(&site, one).await.expect(204);
    }

    let over = record(&site, 1).await["session"].clone();
    for (name, expected) in [
        ("status", json!("ended")),
        ("endReason", json!("meeting")),
        ("durationSeconds", json!(42 * 60)),
        ("lowSeconds", json!(42 * 60 - 1)),
        ("highSeconds", json!(42 * 60 + 1)),
        ("grade", json!("A")),
        ("source", json!("zoom")),
        ("endTime", json!("2026-11-23T15:44:00Z")),
    ] {
        assert_eq!(over[name], expected, "{name}: {over}");
    }

    let record = record(&site, 1).await;
    assert_eq!(
        record["why"],
        "42 min: the student was in the Zoom meeting from 18:02 to 18:44, without the times outside it; 42 min of \
         that with the teacher. By this evidence it was between 42 min and 42 min."
    );

    let stay = |party: &str, from: u32, to: u32| json!({ "party": party, "from": format!("2026-11-23T15:{from:02}:00Z"), "to": format!("2026-11-23T15:{to:02}:00Z") });
    assert_eq!(
        record["inMeeting"],
        json!([stay("student", 2, 44), stay("teacher", 1, 45)])
    );

    let page = site
        .as_admin("/admin/teacher-monitoring?session=1")
        .await
        .expect(200)
        .text;

    for words in [
        "Student in the meeting, by Zoom 18:02 to 18:44, 42 min",
        "Teacher in the meeting, by Zoom",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[tokio::test]
async fn zoom_is_answered_in_time_where_a_database_that_is_away_refuses_or_hangs() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    for port in [9, silent.local_addr().unwrap().port()] {
        let database = format!("mysql://root:hush@127.0.0.1:{port}/nowhere");
        let settings = [
            ("DATABASE_URL", database.as_str()),
            ("ZOOM_WEBHOOK_SECRET_TOKEN", ZOOM),
        ];
        let site = Site::over(Database::create().await, &settings).await;
        let asked = std::time::Instant::now();

        let answer = deliver(&site, &event("joined", "u1==", "s1", 1))
            .await
            .expect(503);

        // Zoom waits for three seconds, and comes again.
        assert!(
            asked.elapsed() < std::time::Duration::from_secs(3),
            "{port}: {:?}",
            asked.elapsed()
        );

        assert!(!answer.text.contains("hush"));
    }
}

#[tokio::test]
async fn who_did_not_come_is_told() {
    for (who, no_show) in [("host", "student_absent"), ("s1", "teacher_absent")] {
        let site = school().await;
        let token = link(&site, "1").await;
        site.pass(60);
        site.join(&token).await.expect(200);
        site.pass(60);
        site.end(&token, &json!({ "reason": "closed" }))
            .await
            .expect(200);
        let came = ["joined", "left"]
            .map(|name| event(name, "u1==", who, if name == "joined" { 2 } else { 20 }));
        for one in [event("started", "u1==", who, 2)]
            .into_iter()
            .chain(came)
            .chain([event("ended", "u1==", who, 20)])
        {
            deliver(&site, &one).await.expect(204);
        }
        site.pass(7200);
        site.sweep().await.expect(200);
        let told = record(&site, 1).await;
        assert_eq!(told["session"]["noShow"], no_show, "{told}");
        let missing = if who == "host" { "student" } else { "teacher" };
        let why = told["why"].as_str().unwrap();
        assert!(
            why.contains(&format!("no class, because the {missing} did not come")),
            "{why}"
        );
        let page = site
            .as_admin("/admin/teacher-monitoring")
            .await
            .expect(200)
            .text;
        assert!(page.contains(&format!("{missing} did not come")), "{page}");
    }
}

#[tokio::test]
async fn a_lesson_before_zoom_was_connected_stays_as_it_was() {
    let site = school().await;
    let token = link(&site, "1").await;
    site.join(&token).await.expect(200);
    site.attend(&token, 1800).await;
    site.end(&token, &json!({ "reason": "finished" }))
        .await
        .expect(200);

    let before = record(&site, 1).await["session"].clone();
    // The account is connected two hours later, and tells of the next lesson in the same room.
    site.pass(7200);
    let token = link(&site, "2").await;

    site.join(&token).await.expect(200);
    let events = [
        ("started", "host", 155),
        ("joined", "host", 155),
        ("joined", "s2", 156),
        ("left", "s2", 190),
        ("ended", "host", 191),
    ];

    for (name, who, minute) in events {
        deliver(&site, &event(name, "u2==", who, minute))
            .await
            .expect(204);
    }

    for _ in 0..3 {
        site.pass(7200);
        site.sweep().await.expect(200);
    }

    assert_eq!(record(&site, 2).await["session"]["source"], "zoom");
    assert_eq!(record(&site, 1).await["session"], before);
}

#[tokio::test]
async fn an_admins_end_leaves_no_meeting_to_count_for_ever() {
    let site = school().await;
    let token = link(&site, "1").await;
    site.join(&token).await.expect(200);

    for one in &lesson()[..3] {
        deliver(&site, one).await.expect(204);
    }

    let form = "action=end&session=1&reason=wrong";
    let request = site.request(reqwest::Method::POST, "/admin/teacher-monitoring");
    let request = request
        .header("authorization", site.bearer("admin1", "admin"))
        .header("sec-fetch-site", "same-origin");

    site.send(
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form),
    )
    .await
    .expect(303);

    let ended = record(&site, 1).await["session"].clone();
    assert_eq!(ended["endReason"], "admin");

    for one in &lesson()[3..] {
        deliver(&site, one).await.expect(204);
    }

    for _ in 0..5 {
        site.pass(7200);
        site.sweep().await.expect(200);
    }

    assert_eq!(
        record(&site, 1).await["session"]["durationSeconds"],
        ended["durationSeconds"]
    );

    assert_eq!(
        site.store()
            .read_number("SELECT COUNT(*) FROM zoom_meetings_to_count")
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn order_repetition_and_delay_change_nothing() {
    let orders: [[usize; 6]; 4] = [
        [0, 1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1, 0],
        [3, 0, 5, 1, 4, 2],
        [2, 3, 1, 0, 5, 4],
    ];
    let mut sessions = Vec::new();

    for order in orders {
        let site = school().await;
        let token = link(&site, "1").await;
        site.pass(120);
        site.join(&token).await.expect(200);
        site.attend(&token, 2520).await;
        site.end(&token, &json!({ "reason": "finished" }))
            .await
            .expect(200);

        let before = record(&site, 1).await["session"]["durationSeconds"].clone();
        // Hours later, and everything twice.
        site.pass(5400);

        for index in order.into_iter().chain(order) {
            deliver(&site, &lesson()[index]).await.expect(204);
        }

        assert_eq!(
            site.store()
                .read_number("SELECT COUNT(*) FROM zoom_events")
                .await
                .unwrap(),
            6
        );

        assert_eq!(
            site.store()
                .read_number("SELECT COUNT(*) FROM zoom_meetings_to_count")
                .await
                .unwrap(),
            0
        );

        let over = record(&site, 1).await;
        let counted = over["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["kind"] == "counted_by_zoom");
        let details: Vec<String> = counted
            .map(|one| one["detail"].as_str().unwrap().to_owned())
            .collect();

        assert!(
            details[0].contains(&format!("before: {before} s (")),
            "the old figure is kept: {details:?}"
        );

        sessions.push(over["session"].clone());
    }

    assert!(
        sessions.windows(2).all(|pair| pair[0] == pair[1]),
        "{sessions:#?}"
    );

    assert_eq!(sessions[0]["durationSeconds"], 42 * 60);
}

#[tokio::test]
async fn a_room_that_is_used_again_is_split_by_its_links() {
    let site = school().await;
    link(&site, "1").await;

    for one in lesson() {
        deliver(&site, &one).await.expect(204);
    }

    site.pass(50 * 60);
    link(&site, "2").await;

    for (name, who, minute) in [
        ("started", "host", 51),
        ("joined", "host", 51),
        ("joined", "s2", 53),
        ("left", "s2", 80),
        ("ended", "host", 81),
    ] {
        deliver(&site, &event(name, "u2==", who, minute))
            .await
            .expect(204);
    }

    let (one, two) = (
        record(&site, 1).await["session"].clone(),
        record(&site, 2).await["session"].clone(),
    );

    assert_eq!(
        (&one["durationSeconds"], &two["durationSeconds"]),
        (&json!(42 * 60), &json!(27 * 60))
    );

    assert_eq!(
        (&one["status"], &two["status"]),
        (&json!("ended"), &json!("ended"))
    );
}

#[tokio::test]
async fn a_meeting_that_begins_again_is_one_lesson_without_the_gap() {
    let site = school().await;
    let token = link(&site, "1").await;
    site.join(&token).await.expect(200);

    for one in lesson() {
        deliver(&site, &one).await.expect(204);
    }

    assert_eq!(record(&site, 1).await["session"]["status"], "ended");
    deliver(&site, &event("started", "u2==", "host", 47))
        .await
        .expect(204);

    deliver(&site, &event("joined", "u2==", "s1", 47))
        .await
        .expect(204);

    assert_eq!(record(&site, 1).await["session"]["status"], "active");
    for (name, who, minute) in [("left", "s1", 57), ("ended", "host", 57)] {
        deliver(&site, &event(name, "u2==", who, minute))
            .await
            .expect(204);
    }

    let over = record(&site, 1).await["session"].clone();
    expect_json!(over, @r#"{ "status": "ended", "durationSeconds": 3120 }"#);
}

#[tokio::test]
async fn an_end_that_was_lost_holds_a_session_open_for_six_hours_at_most() {
    let site = school().await;
    let token = link(&site, "1").await;
    site.join(&token).await.expect(200);

    for one in &lesson()[..3] {
        deliver(&site, one).await.expect(204);
    }

    site.pass(5 * 3600);
    assert_eq!(site.sweep().await.expect(200).json()["sessionsEnded"], 0);
    site.pass(3800);
    site.sweep().await.expect(200);

    let over = record(&site, 1).await["session"].clone();
    expect_json!(over, @r#"{ "status": "ended", "grade": "C" }"#);

    assert!(over["highSeconds"].as_i64().unwrap() >= 5 * 3600);
}

#[tokio::test]
async fn a_link_opened_again_after_class_takes_no_minute_from_zoom() {
    let site = school().await;
    let token = link(&site, "1").await;
    site.pass(100);
    site.join(&token).await.expect(200);

    for one in lesson() {
        deliver(&site, &one).await.expect(204);
    }

    site.pass(44 * 60);
    // Looked at once more on a phone that forgets it, and never heard of again.
    site.post(
        "/api/zoom/track",
        &json!({ "token": token, "doc": "again", "seq": 1, "phone": true }),
    )
    .await
    .expect(200);

    assert_eq!(record(&site, 1).await["session"]["status"], "active");
    site.pass(3 * 3600);
    site.sweep().await.expect(200);

    // The account lives: it tells of the teacher's next lesson.
    link(&site, "2").await;
    deliver(&site, &event("joined", "u2==", "host", 240))
        .await
        .expect(204);

    site.sweep().await.expect(200);
    let over = record(&site, 1).await["session"].clone();

    expect_json!(over, @r#"{ "durationSeconds": 2520, "source": "zoom" }"#);
}
