//! Several instances of one meeting.

use super::{deliver_all, events, lesson, school, send_link, session};
use crate::support::expect_json;

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
