//! `POST /api/zoom/heartbeat`.

use serde_json::{Value, json};

use crate::support::{Site, expect_json};

#[tokio::test]
async fn a_heartbeat_answers_with_the_servers_count() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(47);

    let beat = site.beat(&token).await.expect(200).json();
    let expected = json!({
        "success": true, "status": "active", "durationSeconds": 47, "duration": 1,
        "nextHeartbeatSeconds": 30, "timestamp": "2026-11-23T15:00:47Z",
    });

    assert_eq!(beat, expected);
    assert_eq!(
        site.only_session().await["lastActivity"],
        "2026-11-23T15:00:47Z"
    );
}

#[tokio::test]
async fn the_count_of_a_page_that_was_left_open_stops_whichever_way_a_heartbeat_goes() {
    let site = Site::with(&[("SESSION_AWAY_MINUTES", "1")]).await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 90).await;
    site.pass(30);

    for _ in 0..2 {
        // The second one of a second goes the longer way.
        let beat = site.beat(&token).await.expect(200).json();
        expect_json!(beat, @r#"{ "status": "active", "durationSeconds": 60 }"#);
    }
}

#[tokio::test]
async fn a_second_heartbeat_within_the_same_second_is_answered_and_changes_nothing() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(30);

    let first = site.beat(&token).await.expect(200).json();
    let rows = site.rows().await;
    assert_eq!(site.beat(&token).await.expect(200).json(), first);
    assert_eq!(site.rows().await, rows);
}

#[tokio::test]
async fn a_heartbeat_before_the_join_changes_nothing_and_says_what_to_do() {
    let site = Site::start().await;
    let token = site.session().await;
    let before = site.rows().await;
    let beat = site.beat(&token).await.expect(200).json();

    expect_json!(beat, @r#"{ "success": false, "status": "sent" }"#);

    assert!(
        beat["message"]
            .as_str()
            .unwrap()
            .contains("/api/zoom/track")
    );

    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn an_unknown_token_is_404_and_an_ended_session_200_with_its_status() {
    let site = Site::start().await;
    site.beat(&"A".repeat(32)).await.expect(404);
    site.beat("no token").await.expect(404);
    let token = site.session().await;

    site.join(&token).await.expect(200);
    site.pass(20);
    site.end(&token, &json!({})).await.expect(200);
    site.pass(40);

    let beat = site.beat(&token).await.expect(200).json();
    expect_json!(beat, @r#"{ "success": false, "status": "ended", "durationSeconds": 20 }"#);
}

#[tokio::test]
async fn operator_objects_and_wrong_types_are_refused() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(10);

    let before = site.rows().await;
    for body in [
        json!({ "token": { "contains": "" } }),
        json!({ "token": { "not": "" } }),
        json!({ "token": null }),
        json!({ "token": 5 }),
        json!({ "token": [token] }),
        json!({}),
        json!([]),
        json!("x"),
        json!({ "token": token, "doc": 5 }),
        json!({ "token": token, "doc": "a b" }),
        json!({ "token": token, "seq": -1 }),
        json!({ "token": token, "seq": "1" }),
        json!({ "token": token, "seq": 1.5 }),
    ] {
        for path in ["heartbeat", "track", "end-session"] {
            site.post(&format!("/api/zoom/{path}"), &body)
                .await
                .expect(400);
        }
    }

    site.post(
        "/api/zoom/end-session",
        &json!({ "token": token, "reason": "whatever" }),
    )
    .await
    .expect(400);

    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn a_page_that_slept_goes_on_and_its_sleep_is_not_counted() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 600).await;
    site.pass(1800);
    assert_eq!(site.only_session().await["phase"], "idle");

    let awake = site.beat(&token).await.expect(200).json();
    expect_json!(awake, @r#"{ "success": true, "durationSeconds": 600 }"#);

    site.attend(&token, 300).await;
    assert_eq!(
        site.beat(&token).await.expect(200).json()["durationSeconds"],
        900
    );

    let detail = site.record(1).await;
    let kinds: Vec<&Value> = detail["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["kind"])
        .collect();

    assert_eq!(kinds, ["joined", "silent", "resumed"]);
}

#[tokio::test]
async fn a_timed_out_session_revives_while_its_link_is_valid() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 600).await;
    site.pass(3 * 3600);
    site.sweep().await.expect(200);

    let timed_out = site.only_session().await;
    expect_json!(timed_out, @r#"{ "status": "timeout", "endTime": "2026-11-23T15:10:00Z" }"#);

    let revived = site.beat(&token).await.expect(200).json();
    expect_json!(revived, @r#"{ "status": "active", "durationSeconds": 600 }"#);

    site.pass(3 * 86400);
    let expired = site.beat(&token).await.expect(200).json();

    expect_json!(expired, @r#"{ "success": false, "status": "timeout" }"#);
}
