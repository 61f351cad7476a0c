//! What Zoom's word makes of one lesson.

use serde_json::json;

use super::{deliver_all, events, lesson, school, send_link, session};
use crate::support::{Site, expect_json};

/// The student opens the link after a minute. A minute later Zoom opens, and the page is closed.
async fn open_and_close_page(site: &Site, token: &str) {
    site.pass(60);
    site.join(token).await.expect(200);
    site.pass(60);
    let closed = json!({ "reason": "closed" });
    site.end(token, &closed).await.expect(200);
}

/// The student opens the link after a minute, taps the link to Zoom, and closes the page.
pub(super) async fn open_page_and_tap(site: &Site, token: &str) {
    let message = |seq: u32, zoom: bool| json!({ "token": token, "doc": "a", "seq": seq, "ticks": seq, "zoom": zoom });
    site.pass(60);
    site.post("/api/zoom/track", &message(1, false))
        .await
        .expect(200);
    site.pass(50);
    site.post("/api/zoom/heartbeat", &message(2, true))
        .await
        .expect(200);

    site.pass(10);
    let mut closed = message(3, true);
    closed["reason"] = json!("closed");
    site.post("/api/zoom/end-session", &closed)
        .await
        .expect(200);
}

#[tokio::test]
async fn zooms_minutes_are_the_lessons_whatever_the_page_saw() {
    let site = school().await;
    let token = send_link(&site, "1").await;
    open_and_close_page(&site, &token).await;

    let lesson = lesson();
    let (begin, end) = lesson.split_at(3);
    deliver_all(&site, begin).await;
    assert_eq!(session(&site, 1).await["status"], "active");

    // Silent for hours: Zoom says that it goes on.
    site.pass(3 * 3600);
    let report = site.sweep().await.expect(200).json();
    expect_json!(report, @r#"{ "sessionsEnded": 0, "remaining": 0 }"#);
    assert_eq!(session(&site, 1).await["phase"], "away");

    deliver_all(&site, end).await;
    let record = site.record(1).await;
    expect_json!(record, @r#"
    {
        "session": {
            "status": "ended", "endReason": "meeting", "endTime": "2026-11-23T15:44:00Z",
            "durationSeconds": 2520, "lowSeconds": 2519, "highSeconds": 2521,
            "grade": "A", "source": "zoom"
        },
        "why": "42 min: the student was in the Zoom meeting from 18:02 to 18:44, without the times outside it; 42 min of that with the teacher. By this evidence it was between 42 min and 42 min."
    }
    "#);

    let student = json!({
        "party": "student", "from": "2026-11-23T15:02:00Z", "to": "2026-11-23T15:44:00Z",
    });
    let teacher = json!({
        "party": "teacher", "from": "2026-11-23T15:01:00Z", "to": "2026-11-23T15:45:00Z",
    });
    assert_eq!(record["inMeeting"], json!([student, teacher]));

    let page = site.admin_page("/admin/teacher-monitoring?session=1").await;
    page.expect_texts(&[
        "Student in the meeting, by Zoom 18:02 to 18:44, 42 min",
        "Teacher in the meeting, by Zoom",
    ]);
}

#[tokio::test]
async fn who_did_not_come_is_told() {
    for (present, absent, no_show) in [
        ("host", "student", "student_absent"),
        ("s1", "teacher", "teacher_absent"),
    ] {
        let site = school().await;
        let token = send_link(&site, "1").await;
        open_page_and_tap(&site, &token).await;

        let meeting = [
            ("started", present, 2),
            ("joined", present, 2),
            ("left", present, 20),
            ("ended", present, 20),
        ];
        deliver_all(&site, &events("u1==", &meeting)).await;
        site.pass(7200);
        site.sweep().await.expect(200);

        let record = site.record(1).await;
        assert_eq!(record["session"]["noShow"], no_show, "{record}");

        let why = record["why"].as_str().unwrap();
        let reason = format!("no class, because the {absent} did not come");
        assert!(why.contains(&reason), "{why}");

        let page = site.admin_page("/admin/teacher-monitoring").await;
        page.expect_texts(&[&format!("{absent} did not come")]);
    }
}

#[tokio::test]
async fn a_lesson_before_zoom_was_connected_stays_as_it_was() {
    let site = school().await;
    let token = send_link(&site, "1").await;
    site.join(&token).await.expect(200);
    site.attend(&token, 1800).await;
    let finished = json!({ "reason": "finished" });
    site.end(&token, &finished).await.expect(200);
    let before = session(&site, 1).await;

    // The account is connected two hours later, and tells of the next lesson in the same room.
    site.pass(7200);
    let token = send_link(&site, "2").await;
    site.join(&token).await.expect(200);

    let meeting = [
        ("started", "host", 155),
        ("joined", "host", 155),
        ("joined", "s2", 156),
        ("left", "s2", 190),
        ("ended", "host", 191),
    ];
    deliver_all(&site, &events("u2==", &meeting)).await;
    super::sweep_times(&site, 3).await;

    assert_eq!(session(&site, 2).await["source"], "zoom");
    assert_eq!(session(&site, 1).await, before);
}
