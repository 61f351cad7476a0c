//! Events that Zoom could not deliver, and that come back from the log of an app's webhooks.

use serde_json::{Value, json};
use session_tracking::app::sweep;

use super::asked::{run, student, teacher, without};
use super::cases::{self, Page};
use super::{MEETING, SECRET, count_rows, deliver_all, lesson, session};
use crate::support::{FakeZoom, Inside, ZoomAnswer, insert};

const LOG: &str = "/v2/marketplace/apps/app-1/webhook_logs";

/// A school with one lesson, and an app whose log may be read.
async fn school(told: &[Value], logged: &[Value]) -> (Inside, FakeZoom) {
    let server = FakeZoom::start(vec![run(vec![teacher(), student()])]);
    let settings = server.settings();
    let mut changes = vec![
        ("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET),
        ("ZOOM_APP_ID", "app-1"),
    ];
    changes.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));

    let site = Inside::with(&changes).await;
    insert(site.store(), [cases::lesson(Page::Opened)]).await;
    deliver_all(&site, told).await;
    server.set(|zoom| {
        zoom.scopes.push("marketplace_app:read:admin");
        zoom.logs = logged.iter().map(entry).collect();
    });

    (site, server)
}

fn entry(body: &Value) -> Value {
    json!({
        "event": body["event"], "status": 500, "request_headers": "{}",
        "request_body": body.to_string(), "date_time": "2026-11-23T15:46:00Z",
    })
}

async fn sweep_at(site: &Inside, server: &FakeZoom, time: &str) -> Vec<String> {
    site.clock.set(&format!("2026-11-23T{time}:00Z"));
    server.set(|zoom| zoom.asked.clear());
    sweep(&site.app).await.unwrap();
    server.state().asked
}

async fn expect_lesson(site: &Inside) {
    let session = session(site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
    assert_eq!(session["grade"], "A", "{session}");
}

#[tokio::test]
async fn what_was_lost_comes_back_before_anybody_asks_about_the_lesson() {
    let (site, server) = school(&without(3), &lesson()).await;

    assert_eq!(sweep_at(&site, &server, "15:51").await, [LOG]);

    expect_lesson(&site).await;
    assert_eq!(count_rows(&site, "zoom_events").await, 6);
    let logged = "SELECT COUNT(*) FROM zoom_events WHERE source = 'log'";
    assert_eq!(site.store().read_number(logged).await.unwrap(), 1);
    let mended =
        "SELECT COUNT(*) FROM zoom_list_questions WHERE mended_at IS NOT NULL AND ask_at IS NULL";
    assert_eq!(site.store().read_number(mended).await.unwrap(), 1);
}

#[tokio::test]
async fn a_lesson_whose_events_were_all_lost_comes_back_without_a_list() {
    let (site, server) = school(&[], &lesson()).await;

    assert_eq!(sweep_at(&site, &server, "15:51").await, [LOG]);

    expect_lesson(&site).await;
    assert_eq!(sweep_at(&site, &server, "16:49").await, [""; 0]);
    // It is no sign that the webhooks come.
    assert_eq!(count_rows(&site, "zoom_accounts").await, 0);
}

#[tokio::test]
async fn an_event_of_the_log_belongs_to_the_lesson_whose_key_it_carries() {
    let mut told = lesson();
    for event in &mut told {
        let object = &mut event["payload"]["object"];
        // The account forced its own number on a meeting that was created for the lesson.
        object["id"] = json!("1234567890");
        object["custom_keys"] = json!([{ "key": "lesson_key", "value": "key-1" }]);
    }
    let (site, server) = school(&[], &told).await;
    let created = format!(
        "INSERT INTO zoom_created_meetings (lesson_key, meeting_id, session_id, teacher, zoom_user, created_at)
        VALUES ('key-1', '{MEETING}', 1, 'ustaz1', 'host-1', '2026-11-23 14:50:00')"
    );
    site.store().execute_script(&created).await.unwrap();

    assert_eq!(sweep_at(&site, &server, "15:51").await, [LOG]);
    expect_lesson(&site).await;
}

#[tokio::test]
async fn the_log_is_read_once_an_hour_and_by_one_process() {
    let (site, server) = school(&lesson(), &[]).await;
    site.clock.set("2026-11-23T15:51:00Z");
    let runs = futures_util::future::join_all((0..3).map(|_| sweep(&site.app))).await;
    assert!(runs.iter().all(Result::is_ok));
    assert_eq!(server.state().asked, [LOG]);

    assert_eq!(sweep_at(&site, &server, "16:30").await, [""; 0]);
    assert_eq!(sweep_at(&site, &server, "16:52").await, [LOG]);
}

#[tokio::test]
async fn a_reading_that_was_cut_off_goes_on_with_its_page() {
    let (site, server) = school(&[], &lesson()).await;
    server.set(|zoom| {
        zoom.page_size = 4;
        zoom.runs.clear();
    });
    let (first, rest) = (
        json!({ "webhook_logs": lesson()[..4].iter().map(entry).collect::<Vec<_>>(), "next_page_token": "page-4" }),
        ZoomAnswer::Silence,
    );
    server.set(|zoom| {
        zoom.next_answers.push_back(ZoomAnswer::Json(200, first));
        zoom.next_answers.push_back(rest);
    });
    site.clock.set("2026-11-23T15:51:00Z");
    let killed = tokio::time::timeout(std::time::Duration::from_secs(2), sweep(&site.app));
    assert!(killed.await.is_err());
    assert_eq!(count_rows(&site, "zoom_events").await, 4);

    assert_eq!(sweep_at(&site, &server, "15:54").await, [LOG]);

    assert_eq!(count_rows(&site, "zoom_events").await, 6);
    expect_lesson(&site).await;
    assert_eq!(sweep_at(&site, &server, "16:00").await, [""; 0]);
}

#[tokio::test]
async fn without_the_scope_lists_are_asked_for_all_the_same() {
    let (site, server) = school(&without(3), &[]).await;
    server.set(|zoom| {
        zoom.scopes.pop();
    });

    let calls = sweep_at(&site, &server, "15:51").await;

    assert_eq!(calls[0], LOG);
    assert_eq!(calls.len(), 2);
    expect_lesson(&site).await;
    assert_eq!(sweep_at(&site, &server, "16:00").await, [""; 0]);
}

#[tokio::test]
async fn entries_that_are_not_understood_cost_nothing() {
    let (site, server) = school(&without(3), &[]).await;
    server.set(|zoom| {
        zoom.logs = vec![
            json!({ "status": 500 }),
            json!({ "request_body": "<html>" }),
            entry(&lesson()[3]),
        ];
    });

    assert_eq!(sweep_at(&site, &server, "15:51").await, [LOG]);

    expect_lesson(&site).await;
}
