//! The pictures of the README: `E2E_SCREENSHOTS=docs/images cargo test -p e2e --test dashboard pictures`.

use chrono::{DateTime, TimeDelta, Utc};
use e2e::{OFFICE, TEACHER, announce, picture, variable};
use reqwest::Method;
use serde_json::Value;

use crate::{DASHBOARD, Stage};

/// What the demo school's lessons do not tell: a pupil who went to Zoom and back, by minutes after the start. For
/// `SQLite`, which `School` uses where no other database is named.
const STORY: [(i64, &str); 5] =
    [(1, "zoom_tapped"), (2, "hidden"), (19, "visible"), (24, "hidden"), (33, "visible")];

/// What Zoom says of it: by minutes after the start, and whether it is the teacher.
const ZOOMS_STORY: [(i64, &str, bool); 6] = [
    (0, "joined", true),
    (1, "joined", false),
    (18, "left", false),
    (24, "joined", false),
    (33, "left", false),
    (35, "left", true),
];

/// Lets Zoom tell of a session.
pub(crate) async fn tell_by_zoom(stage: &Stage, id: &str) {
    let (name, value) = stage.school.cookie(OFFICE).unwrap();
    let path = format!("/api/admin/teacher-sessions?session={id}");
    let request = stage.school.request(Method::GET, &path).header("Cookie", format!("{name}={value}"));
    let record: Value = request.send().await.unwrap().json().await.unwrap();
    let opened: DateTime<Utc> = record["session"]["pageStartTime"].as_str().unwrap().parse().unwrap();
    for (number, (minutes, kind, is_host)) in ZOOMS_STORY.into_iter().enumerate() {
        let at = (opened + TimeDelta::minutes(minutes)).format("%Y-%m-%d %H:%M:%S");
        let who = if is_host { "host".to_owned() } else { format!("student-{}", number / 3) };
        let insert = format!(
            "INSERT INTO zoom_events (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, connection, \
             is_host, source, dedupe_key) \
             SELECT 'picture', zoom_meeting_id, 'picture', '{kind}', '{at}', '{at}', '{who}', {}, 'webhook', \
             'picture:{id}:{number}' FROM wpos_zoom_links WHERE id = {id} AND zoom_meeting_id IS NOT NULL",
            i32::from(is_host)
        );
        stage.school.execute(&insert).await.unwrap();
    }
}

/// Adds the story to the longest lesson. Returns its page.
async fn told(stage: &Stage) -> String {
    let seat = stage.visit(OFFICE, &format!("{DASHBOARD}?range=30d&status=ended&sort=-duration")).await;
    let first = "document.querySelector('table.sessions tbody a').id.replace('session-', '')";
    let id: String = seat.tab.evaluate(first).await.unwrap();
    for (minutes, kind) in STORY {
        let insert = format!(
            "INSERT INTO session_events (session_id, event_at, received_at, party, source, kind, dedupe_key) \
             SELECT id, datetime(clicked_at, '+{minutes} minutes'), datetime(clicked_at, '+{minutes} minutes'), \
             'student', 'page', '{kind}', id || ':picture:{minutes}' FROM wpos_zoom_links WHERE id = {id}"
        );
        stage.school.execute(&insert).await.unwrap();
    }
    tell_by_zoom(stage, &id).await;
    format!("{DASHBOARD}?session={id}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_are_pictured() {
    if variable("E2E_SCREENSHOTS").is_none() {
        announce("SKIPPED: pictures (E2E_SCREENSHOTS names no folder)");
        return;
    }
    let Some(stage) = Stage::set().await else { return };
    // Only the demo school's people: those of other tests have names of no one.
    stage.school.execute("DELETE FROM wpos_wpdatatable_23 WHERE wdt_ID >= 1000").await.unwrap();
    let dashboard = format!("{DASHBOARD}?range=30d");
    let session = told(&stage).await;
    let months = format!("{DASHBOARD}?view=months");
    let pictures = [
        ("dashboard-light", Some(OFFICE), dashboard.as_str(), (1280, 1400, "light")),
        ("dashboard-dark", Some(OFFICE), dashboard.as_str(), (1280, 1400, "dark")),
        ("dashboard-phone", Some(OFFICE), dashboard.as_str(), (360, 1400, "light")),
        ("session", Some(OFFICE), session.as_str(), (1280, 980, "light")),
        ("months", Some(OFFICE), months.as_str(), (1280, 640, "light")),
        ("sign-in", None, "/sign-in", (1280, 560, "light")),
        ("teacher-page", Some(TEACHER), "/teacher", (360, 1000, "light")),
    ];
    for (name, person, path, (width, height, scheme)) in pictures {
        let seat = stage.seat().await;
        if let Some(person) = person {
            stage.school.seat(&seat.tab, person).await.unwrap();
        }
        seat.tab.look_like(width, height, scheme).await.unwrap();
        seat.tab.go(&stage.school.url(path)).await.unwrap();
        seat.tab.wait_for("document.querySelector('h1') !== null").await.unwrap();
        if person == Some(TEACHER) {
            seat.tab.fill("#link-901", "https://zoom.us/j/12345678901?pwd=abc.1").await.unwrap();
            seat.tab.key("Enter").await.unwrap();
            seat.tab.wait_for("document.querySelector('.notice') !== null").await.unwrap();
        }
        picture(&seat.tab, &format!("{name}.png")).await.unwrap();
    }
}
