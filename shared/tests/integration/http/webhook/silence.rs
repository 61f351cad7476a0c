//! Accounts that tell nothing of their lessons any more, or nothing of the people in them.

use serde_json::{Value, json};

use super::{deliver_all, event, events, lesson, school, send_link};
use crate::support::{Site, expect_json};

const HOUR: i64 = 3600;

/// A student opens a link to the meeting.
async fn open_lesson(site: &Site, student: &str) {
    let token = send_link(site, student).await;
    site.join(&token).await.expect(200);
}

async fn health(site: &Site) -> Value {
    let answer = site.get("/api/health/session-tracking").await;
    answer.expect(200).json()
}

async fn overview(site: &Site) -> crate::support::Html {
    site.admin_page("/admin/teacher-monitoring").await
}

#[tokio::test]
async fn an_account_that_tells_only_of_starts_and_ends_is_named_with_what_to_do() {
    let site = school().await;
    open_lesson(&site, "1").await;
    let told = events("u1==", &[("started", "host", 1), ("ended", "host", 45)]);
    deliver_all(&site, &told).await;

    site.pass(2 * HOUR);
    let young = health(&site).await;
    expect_json!(young, @r#"{ "silentZoomAccounts": 0, "zoomAccountsWithoutParticipants": 0 }"#);

    site.pass(60);
    let health_now = health(&site).await;
    expect_json!(health_now, @r#"{ "silentZoomAccounts": 0, "zoomAccountsWithoutParticipants": 1 }"#);
    overview(&site).await.expect_texts(&[
        "1 account tells only of starts and ends",
        "The Zoom account account-1 tells only when meetings start and end, not who joins and leaves: 1 lesson",
        "Participant/Host joined meeting",
    ]);

    // A late event of a participant shows that such events come.
    deliver_all(&site, &[event("joined", "u1==", "s1", 2)]).await;
    expect_json!(health(&site).await, @r#"{ "zoomAccountsWithoutParticipants": 0 }"#);
    overview(&site)
        .await
        .expect_texts(&["no account is silent"]);
}

#[tokio::test]
async fn participants_of_an_earlier_lesson_in_the_room_do_not_hide_that_they_are_missing_now() {
    let site = school().await;
    open_lesson(&site, "1").await;
    deliver_all(&site, &lesson()).await;

    site.pass(HOUR);
    open_lesson(&site, "2").await;
    let told = events("u2==", &[("started", "host", 61), ("ended", "host", 105)]);
    deliver_all(&site, &told).await;

    site.pass(2 * HOUR + 60);
    expect_json!(
        health(&site).await,
        @r#"{ "silentZoomAccounts": 0, "zoomAccountsWithoutParticipants": 1 }"#
    );
}

#[tokio::test]
async fn an_account_that_tells_nothing_any_more_is_silent() {
    let site = school().await;
    open_lesson(&site, "1").await;
    deliver_all(&site, &lesson()).await;

    site.pass(HOUR);
    open_lesson(&site, "2").await;
    site.pass(2 * HOUR + 60);

    let health = health(&site).await;
    expect_json!(health, @r#"{ "silentZoomAccounts": 1, "zoomAccountsWithoutParticipants": 0 }"#);
    overview(&site).await.expect_texts(&[
        "1 account is silent",
        "The Zoom account account-1 has sent no events since",
    ]);
}

/// The events as another account sends them.
fn told_by(account: &str, mut events: Vec<Value>) -> Vec<Value> {
    for event in &mut events {
        event["payload"]["account_id"] = json!(account);
    }

    events
}

#[tokio::test]
async fn a_lesson_that_another_account_of_the_teacher_told_of_is_not_missed() {
    let site = school().await;
    open_lesson(&site, "1").await;
    deliver_all(&site, &lesson()).await;

    site.pass(HOUR);
    open_lesson(&site, "2").await;
    let second = events(
        "u2==",
        &[
            ("joined", "host", 61),
            ("joined", "s2", 62),
            ("left", "s2", 104),
            ("left", "host", 105),
        ],
    );
    deliver_all(&site, &told_by("account-2", second)).await;

    site.pass(2 * HOUR + 60);
    expect_json!(
        health(&site).await,
        @r#"{ "silentZoomAccounts": 0, "zoomAccountsWithoutParticipants": 0 }"#
    );
}
