//! `POST /api/zoom/end-session`.

use serde_json::json;

use crate::support::{Site, expect_json};

#[tokio::test]
async fn an_end_after_twenty_seconds_is_twenty_seconds_and_no_minute() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(20);

    let end = site.end(&token, &json!({})).await.expect(200).json();
    expect_json!(end, @r#"
    {
        "durationSeconds": 20, "duration": 0, "endTime": "2026-11-23T15:00:20Z"
    }
    "#);

    expect_json!(end, @r#"{ "endReason": "finished", "alreadyEnded": false }"#);

    let row = site.only_session().await;
    expect_json!(row, @r#"
    {
        "durationSeconds": 20, "lowSeconds": 0, "highSeconds": 20, "grade": "C"
    }
    "#);
}

#[tokio::test]
async fn what_a_client_claims_about_time_is_ignored() {
    for claim in [
        json!({ "duration": 99999 }),
        json!({ "duration": -500 }),
        json!({ "duration": 1.5 }),
        json!({ "duration": { "increment": 5 } }),
        json!({ "endTime": "2099-01-01T00:00:00Z" }),
        json!({ "endTime": "2001-01-01T00:00:00Z" }),
        json!({ "endTime": {} }),
    ] {
        let site = Site::start().await;
        let token = site.session().await;
        site.join(&token).await.expect(200);
        site.attend(&token, 90).await;

        let end = site.end(&token, &claim).await.expect(200).json();
        expect_json!(end, @r#"{ "durationSeconds": 90, "endTime": "2026-11-23T15:01:30Z" }"#, "{claim}");
    }
}

#[tokio::test]
async fn the_first_end_stands_and_the_second_is_told_so() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(60);
    site.end(&token, &json!({ "reason": "finished" }))
        .await
        .expect(200);

    let before = site.rows().await;
    site.pass(600);

    let again = site
        .end(&token, &json!({ "reason": "closed" }))
        .await
        .expect(200)
        .json();

    expect_json!(again, @r#"
    {
        "alreadyEnded": true, "durationSeconds": 60, "endReason": "finished"
    }
    "#);

    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn a_link_that_was_never_opened_cannot_be_ended() {
    let site = Site::start().await;
    let token = site.session().await;
    let before = site.rows().await;

    site.pass(2700);
    site.end(&token, &json!({ "duration": 45 }))
        .await
        .expect(409);

    assert_eq!(site.rows().await, before);
    site.end(&"B".repeat(32), &json!({})).await.expect(404);
}

#[tokio::test]
async fn a_tab_closed_after_two_seconds_has_two_seconds() {
    let site = Site::start().await;
    let token = site.session().await;
    let doc = "3f2b8c1e-0000-4000-8000-000000000000";

    site.post(
        "/api/zoom/track",
        &json!({ "token": token, "doc": doc, "seq": 1 }),
    )
    .await
    .expect(200);

    site.pass(2);
    let end = site
        .end(&token, &json!({ "reason": "closed", "doc": doc, "seq": 2 }))
        .await
        .expect(200)
        .json();

    expect_json!(end, @r#"{ "durationSeconds": 2, "duration": 0, "endReason": "closed" }"#);
}
