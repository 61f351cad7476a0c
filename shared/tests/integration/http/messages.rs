//! The page's protocol over HTTP: numbers, ticks, messages that had to wait.

use serde_json::json;

use super::page::Page;
use crate::support::{Site, expect_json};

#[tokio::test]
async fn late_messages_and_duplicates_change_nothing() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", false).await;

    site.pass(30);
    page.beat(1).await;
    site.pass(10);
    page.sequence = 9;
    page.send("end-session", json!({ "reason": "closed" }))
        .await
        .expect(200);

    let closed = site.rows().await;
    site.pass(20);
    page.repeat("end-session", json!({ "reason": "closed" }))
        .await
        .expect(200);

    for late in 1..=10 {
        page.sequence = late;
        page.repeat("heartbeat", json!({ "ticks": 2 }))
            .await
            .expect(200);

        page.repeat("heartbeat", json!({ "kind": "hidden" }))
            .await
            .expect(200);

        page.repeat("track", json!({})).await.expect(200);
    }

    assert_eq!(site.rows().await, closed);
    page.sequence = 10;
    let back = page.beat(2).await;

    expect_json!(back, @r#"{ "status": "active", "durationSeconds": 60 }"#);
}

#[tokio::test]
async fn an_end_that_had_to_wait_is_believed_within_what_the_server_saw() {
    for (age_ms, seconds) in [(0_u64, 90), (25_000, 65), (1_000_000, 30), (u64::MAX, 30)] {
        let site = Site::start().await;
        let token = site.session().await;
        let mut page = Page::open(&site, &token, "a", false).await;

        site.pass(30);
        page.beat(1).await;
        site.pass(60);
        let end = json!({ "reason": "finished", "age_ms": age_ms, "ticks": 3 });

        let end = page.send("end-session", end).await.expect(200).json();
        assert_eq!(end["durationSeconds"], seconds, "{age_ms} ms");
    }
}

#[tokio::test]
async fn hostile_numbers_are_refused_or_harmless() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", false).await;

    site.pass(10);
    let before = site.rows().await;

    for more in [
        json!({ "seq": 4_294_967_296_u64 }),
        json!({ "ticks": -1 }),
        json!({ "ticks": 1.5 }),
        json!({ "age_ms": -1 }),
        json!({ "age_ms": "5" }),
        json!({ "phone": "yes" }),
        json!({ "zoom": 1 }),
        json!({ "kind": "whatever" }),
        json!({ "kind": {} }),
    ] {
        for path in ["track", "heartbeat", "end-session"] {
            page.repeat(path, more.clone()).await.expect(400);
        }
    }

    assert_eq!(site.rows().await, before);
    // Ticks that no clock could make prove no more than that the page ran.
    site.pass(20);
    page.sequence = u32::MAX - 2;
    assert_eq!(page.beat(u32::MAX).await["durationSeconds"], 30);
    site.pass(300);
    assert_eq!(page.beat(u32::MAX).await["status"], "active");

    // No number is left above the highest: the page is not heard any more, and the sweep closes what it left.
    for number in 0..40_u32 {
        let name: &'static str = Box::leak(format!("page-{number}").into_boxed_str());
        Page::open(&site, &token, name, false).await;
    }

    assert_eq!(site.only_session().await["durationSeconds"], 30);
}
