//! Who is believed, and how fast everybody is answered.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;
use session_tracking::clock::Clock;

use super::{PATH, SECRET, count_rows, deliver, event, keyed_hash, school, send_link, send_signed};
use crate::support::{Database, Site, expect_json};

/// The secret until the change.
const PREVIOUS: &str = "the-zoom-secret-token-until-now";

#[tokio::test]
async fn only_zoom_is_believed() {
    let site = school().await;
    send_link(&site, "1").await;
    let joined = event("joined", "u1==", "s1", 1);
    let body = joined.to_string();
    let now = site.clock.now();

    for (secret, signed_at) in [
        ("another-secret-token", now),
        (SECRET, now - TimeDelta::hours(3)),
        (SECRET, now + TimeDelta::hours(1)),
    ] {
        send_signed(&site, &body, secret, signed_at)
            .await
            .expect(401);
    }

    site.post(PATH, &joined).await.expect(401);
    assert_eq!(count_rows(&site, "zoom_events").await, 0);

    for bad in [
        "",
        "{",
        "[]",
        "{\"event\":\"meeting.started\",\"payload\":{}}",
    ] {
        send_signed(&site, bad, SECRET, now).await.expect(400);
    }

    let other = json!({ "event": "user.created", "payload": { "account_id": "a" } });
    deliver(&site, &other).await.expect(204);
    send_signed(&site, &body, SECRET, now).await.expect(204);
    assert_eq!(count_rows(&site, "zoom_events").await, 1);

    let question =
        json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "abc" } });
    let answer = deliver(&site, &question).await.expect(200).json();
    expect_json!(answer, @r#"{ "plainToken": "abc" }"#);
    assert_eq!(answer["encryptedToken"].as_str().unwrap().len(), 64);
}

/// A school that changes its secret: Zoom may sign with either.
async fn school_in_change() -> Site {
    Site::with(&[
        ("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET),
        ("ZOOM_WEBHOOK_SECRET_TOKEN_PREVIOUS", PREVIOUS),
    ])
    .await
}

#[tokio::test]
async fn while_the_secret_changes_both_are_believed_and_no_third_one() {
    let site = school_in_change().await;
    send_link(&site, "1").await;
    let now = site.clock.now();

    for (minute, secret) in [(1, PREVIOUS), (2, SECRET)] {
        let body = event("joined", "u1==", &format!("s{minute}"), minute).to_string();
        send_signed(&site, &body, secret, now).await.expect(204);
        assert_eq!(count_rows(&site, "zoom_events").await, minute);

        // The same event again, signed by the other one: two apps may tell of one meeting.
        for secret in [PREVIOUS, SECRET] {
            send_signed(&site, &body, secret, now).await.expect(204);
        }
        assert_eq!(count_rows(&site, "zoom_events").await, minute);
    }

    let body = event("joined", "u1==", "s3", 3).to_string();
    let late = now - TimeDelta::hours(3);
    for (secret, signed_at) in [("a-third-secret-token", now), (PREVIOUS, late)] {
        send_signed(&site, &body, secret, signed_at)
            .await
            .expect(401);
    }
    assert_eq!(count_rows(&site, "zoom_events").await, 2);
}

#[tokio::test]
async fn the_address_is_validated_with_the_secret_that_signed_the_question() {
    let site = school_in_change().await;
    let question =
        json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "abc" } });

    for secret in [SECRET, PREVIOUS] {
        let answer = send_signed(&site, &question.to_string(), secret, site.clock.now()).await;
        let answer = answer.expect(200).json();
        assert_eq!(answer["encryptedToken"], keyed_hash(secret, "abc"));
    }
}

#[tokio::test]
async fn a_secret_that_is_no_longer_set_is_refused() {
    let site = school().await;
    let body = event("joined", "u1==", "s1", 1).to_string();
    send_signed(&site, &body, PREVIOUS, site.clock.now())
        .await
        .expect(401);
}

#[tokio::test]
async fn a_webhook_without_a_long_enough_secret_is_closed() {
    for secret in ["", "short"] {
        let site = Site::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", secret)]).await;
        let body = event("joined", "u1==", "s1", 1).to_string();
        let answer = send_signed(&site, &body, secret, site.clock.now()).await;
        answer.expect(503);
    }
}

#[tokio::test]
async fn zoom_is_answered_in_time_where_a_database_that_is_away_refuses_or_hangs() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for port in [9, silent.local_addr().unwrap().port()] {
        let database = format!("mysql://root:hush@127.0.0.1:{port}/nowhere");
        let settings = [
            ("DATABASE_URL", database.as_str()),
            ("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET),
        ];
        let site = Site::over(Database::create().await, &settings).await;
        let asked = Instant::now();
        let answer = deliver(&site, &event("joined", "u1==", "s1", 1)).await;

        // The bound is the promise, not a measure of speed: Zoom waits for three seconds, and comes again.
        assert!(
            asked.elapsed() < Duration::from_secs(3),
            "{port}: {:?}",
            asked.elapsed()
        );
        assert!(!answer.expect(503).text.contains("hush"));
    }
}
