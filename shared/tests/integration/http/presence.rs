//! What pages make of a lesson over HTTP: several of them, time away, ends.

use serde_json::json;

use super::page::Page;
use crate::support::{Site, expect_json};

#[tokio::test]
async fn ticks_prove_an_outage_and_their_lack_a_sleep() {
    for (ticks, seconds) in [(40, 1230), (3, 30)] {
        let site = Site::start().await;
        let token = site.session().await;
        let mut page = Page::open(&site, &token, "a", false).await;

        site.pass(30);
        page.beat(1).await;
        site.pass(1200);

        assert_eq!(
            page.beat(1 + ticks).await["durationSeconds"],
            seconds,
            "{ticks} ticks"
        );

        let record = site.record(1).await;
        assert_eq!(
            record["offline"].as_array().unwrap().len(),
            usize::from(ticks == 40),
            "{record}"
        );
    }
}

#[tokio::test]
async fn a_page_that_was_offline_accounts_for_a_gap_that_another_one_left() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut old = Page::open(&site, &token, "old", false).await;

    site.pass(30);
    old.beat(1).await;
    site.pass(600);

    // The student opened the link anew, since the old page had no network.
    let mut new = Page::open(&site, &token, "new", false).await;
    assert_eq!(site.only_session().await["durationSeconds"], 30);
    site.pass(5);
    assert_eq!(old.beat(21).await["durationSeconds"], 635);
    site.pass(25);
    assert_eq!(new.beat(1).await["durationSeconds"], 660);

    let record = site.record(1).await;
    assert_eq!(record["segments"].as_array().unwrap().len(), 1, "{record}");
}

#[tokio::test]
async fn a_phone_in_zoom_is_away_and_its_time_counts_when_it_is_back() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", true).await;

    site.pass(20);
    page.send("heartbeat", json!({ "kind": "zoom" }))
        .await
        .expect(200);

    site.pass(1);
    page.send("heartbeat", json!({ "kind": "hidden", "zoom": true }))
        .await
        .expect(200);

    site.pass(3300);
    let away = site.only_session().await;

    expect_json!(away, @r#"{ "phase": "away", "status": "active" }"#);

    expect_json!(away, @r#"{ "durationSeconds": 21, "highSeconds": 10821 }"#);

    let back = page
        .send("heartbeat", json!({ "kind": "visible", "zoom": true }))
        .await
        .expect(200)
        .json();

    assert_eq!(back["durationSeconds"], 3321);
    site.pass(9);
    page.send("end-session", json!({})).await.expect(200);
    let record = site.record(1).await;

    let session = &record["session"];
    expect_json!(session, @r#"{ "lowSeconds": 0, "highSeconds": 3330 }"#);

    assert_eq!(
        record["why"],
        "55 min: page open 18:00 to 18:55; 55 min on a phone that was in Zoom and came back, counted; ended by the \
         student. Counted from the tap on the Zoom link to the return from Zoom, 18:00 to 18:55."
    );
}

#[tokio::test]
async fn leaving_for_zoom_in_the_same_tab_ends_nothing_and_a_farewell_of_the_browser_neither() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", true).await;

    site.pass(20);
    let left = page
        .send("end-session", json!({ "reason": "zoom", "zoom": true }))
        .await
        .expect(200)
        .json();

    expect_json!(left, @r#"{ "status": "active", "alreadyEnded": false }"#);

    page.send("end-session", json!({ "reason": "dead" }))
        .await
        .expect(200);

    assert_eq!(site.only_session().await["phase"], "away");
    site.pass(2 * 3600 + 1);
    site.sweep().await.expect(200);
    let over = site.only_session().await;

    expect_json!(over, @r#"{ "status": "timeout", "durationSeconds": 1800 }"#);
}

#[tokio::test]
async fn a_session_ends_with_its_last_page_and_a_crash_is_told_by_the_browser() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut first = Page::open(&site, &token, "one", false).await;

    site.pass(10);
    let mut second = Page::open(&site, &token, "other", false).await;
    site.pass(30);

    let left = first
        .send("end-session", json!({ "reason": "dead" }))
        .await
        .expect(200)
        .json();

    assert_eq!(left["status"], "active");
    site.pass(20);

    let over = second
        .send("end-session", json!({ "reason": "closed" }))
        .await
        .expect(200)
        .json();

    expect_json!(over, @r#"{ "status": "ended", "durationSeconds": 60 }"#);
}
