//! Events that are late, repeated, out of order or lost, and ends that others say.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    count_rows, deliver, deliver_all, event, lesson, school, send_link, session, sweep_times,
};
use crate::support::expect_json;

#[tokio::test]
async fn an_admins_end_leaves_no_meeting_to_count_for_ever() {
    let site = school().await;
    let token = send_link(&site, "1").await;
    site.join(&token).await.expect(200);

    let lesson = lesson();
    let (begin, end) = lesson.split_at(3);
    deliver_all(&site, begin).await;

    let form = [("action", "end"), ("session", "1"), ("reason", "wrong")];
    let request = site
        .request_as(
            ("admin1", "admin"),
            Method::POST,
            "/admin/teacher-monitoring",
        )
        .header("sec-fetch-site", "same-origin");
    site.send(request.form(&form)).await.expect(303);

    let ended = session(&site, 1).await;
    assert_eq!(ended["endReason"], "admin");
    deliver_all(&site, end).await;
    sweep_times(&site, 5).await;

    let seconds = &session(&site, 1).await["durationSeconds"];
    assert_eq!(*seconds, ended["durationSeconds"]);
    assert_eq!(count_rows(&site, "zoom_meetings_to_count").await, 0);
}

#[tokio::test]
async fn order_repetition_and_delay_change_nothing() {
    let mut sessions = Vec::new();
    for order in [
        [0, 1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1, 0],
        [3, 0, 5, 1, 4, 2],
        [2, 3, 1, 0, 5, 4],
    ] {
        sessions.push(session_after(order).await);
    }

    assert!(
        sessions.windows(2).all(|pair| pair[0] == pair[1]),
        "{sessions:#?}"
    );

    assert_eq!(sessions[0]["durationSeconds"], 42 * 60);
}

/// The session of a lesson whose events come hours later, in this order, and everything twice.
async fn session_after(order: [usize; 6]) -> Value {
    let site = school().await;
    let token = send_link(&site, "1").await;
    site.pass(120);
    site.join(&token).await.expect(200);
    site.attend(&token, 2520).await;
    let finished = json!({ "reason": "finished" });
    site.end(&token, &finished).await.expect(200);

    let before = session(&site, 1).await["durationSeconds"].clone();
    site.pass(5400);
    for index in order.into_iter().chain(order) {
        deliver(&site, &lesson()[index]).await.expect(204);
    }

    assert_eq!(count_rows(&site, "zoom_events").await, 6);
    assert_eq!(count_rows(&site, "zoom_meetings_to_count").await, 0);

    let record = site.record(1).await;
    let evidence = record["evidence"].as_array().unwrap();
    let mut counts = evidence
        .iter()
        .filter(|entry| entry["kind"] == "counted_by_zoom");
    let first = counts.next().unwrap()["detail"].as_str().unwrap();

    assert!(
        first.contains(&format!("before: {before} s (")),
        "the old figure is kept: {first}"
    );

    record["session"].clone()
}

#[tokio::test]
async fn an_end_that_was_lost_holds_a_session_open_for_six_hours_at_most() {
    let site = school().await;
    let token = send_link(&site, "1").await;
    site.join(&token).await.expect(200);
    deliver_all(&site, &lesson()[..3]).await;

    site.pass(5 * 3600);
    assert_eq!(site.sweep().await.expect(200).json()["sessionsEnded"], 0);
    site.pass(3800);
    site.sweep().await.expect(200);

    let over = session(&site, 1).await;
    expect_json!(over, @r#"{ "status": "ended", "grade": "C" }"#);
    assert!(over["highSeconds"].as_i64().unwrap() >= 5 * 3600);
}

#[tokio::test]
async fn a_link_opened_again_after_class_takes_no_minute_from_zoom() {
    let site = school().await;
    let token = send_link(&site, "1").await;
    site.pass(100);
    site.join(&token).await.expect(200);
    deliver_all(&site, &lesson()).await;

    // Looked at once more on a phone that forgets it, and never heard of again.
    site.pass(44 * 60);
    let again = json!({ "token": token, "doc": "again", "seq": 1, "phone": true });
    site.post("/api/zoom/track", &again).await.expect(200);
    assert_eq!(session(&site, 1).await["status"], "active");

    site.pass(3 * 3600);
    site.sweep().await.expect(200);

    // The account lives: it tells of the teacher's next lesson.
    send_link(&site, "2").await;
    let next = event("joined", "u2==", "host", 240);
    deliver(&site, &next).await.expect(204);
    site.sweep().await.expect(200);

    let over = session(&site, 1).await;
    expect_json!(over, @r#"{ "durationSeconds": 2520, "source": "zoom" }"#);
}
